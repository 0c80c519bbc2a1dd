from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from spacy.language import Language

from graph import edtf
from graph.extract import event_coreference
from graph.extract.frames import events
from graph.extract.preparation import prepare
from graph.extract.reading import EventFrame, Reading
from graph.model import Article

CASES: list[dict[str, Any]] = [
    case
    for file in ("events.toml", "events_wording.toml", "events_agencies.toml")
    for case in tomllib.loads((Path(__file__).parent / "cases" / file).read_text(encoding="utf-8"))["case"]
]
PUBLISHED = date(2026, 3, 11)
_EVENT = re.compile(
    r"(?P<type>\w+) (?P<status>\w+) (?P<date>\S+)(?: to (?P<to>.+?))?(?: at (?P<at>.+?))?: ?(?P<who>[^()]*?) ?(?:\((?P<sides>.*)\))?"
)
Told = tuple[str, str, str, str, str, tuple[str, ...], tuple[str, ...]]


@pytest.fixture(scope="module", params=CASES, ids=lambda c: c["name"])
def case(request: pytest.FixtureRequest) -> dict[str, Any]:
    found: dict[str, Any] = request.param
    return found


@pytest.fixture(scope="module")
def reading(case: dict[str, Any], nlp: Language) -> Iterator[Reading]:
    with nlp.memory_zone():
        yield prepare(Article("case", case["text"].strip(), PUBLISHED, "case"), nlp)


def _names(written: str | None) -> tuple[str, ...]:
    return tuple(sorted(name for name in (written or "").split(", ") if name))


def _wanted(written: str) -> Told:
    m = _EVENT.fullmatch(written)
    assert m, f"not an event: {written}"
    return m["type"], m["status"], m["date"], m["to"] or "", m["at"] or "", _names(m["who"]), _names(m["sides"])


def _told(event: EventFrame, reading: Reading) -> Told:
    def name(key: str) -> str:
        return reading.entities[key].name

    who = [*event.visitors, *event.participants, *event.delegations]
    entities = [reading.entities[k] for k in who]
    sides = {*event.countries, *(e.country for e in entities if e.country), *(e.key for e in entities if e.type == "Country")}
    return (
        event.type,
        event.status,
        event.date or "undated",
        name(event.destination[0]) if event.destination else "",
        name(event.place[0]) if event.place else "",
        tuple(sorted(map(name, who))),
        tuple(sorted(map(name, sides))),
    )


def test_a_text_tells_these_events_and_no_others(case: dict[str, Any], reading: Reading) -> None:
    found = event_coreference.merge(events.find(reading), reading)
    assert sorted(_told(e, reading) for e in found) == sorted(_wanted(w) for w in case["events"])


def test_evidence_lies_in_a_sentence_and_dates_are_dates(case: dict[str, Any], reading: Reading) -> None:
    for event in event_coreference.merge(events.find(reading), reading):
        assert event.evidence, event.key
        for span in (*event.evidence, event.trigger):
            assert any(s.span.covers(span) for s in reading.sentences)
        assert event.date is None or edtf.is_valid(event.date)
        assert not event.participants.keys() & event.delegations.keys()
        assert not event.participants.keys() & event.visitors.keys()


def test_reading_twice_tells_the_same(case: dict[str, Any], reading: Reading) -> None:
    first = event_coreference.merge(events.find(reading), reading)
    assert event_coreference.merge(events.find(reading), reading) == first


def test_a_date_after_publication_is_never_held(case: dict[str, Any], reading: Reading) -> None:
    for event in event_coreference.merge(events.find(reading), reading):
        earliest = edtf.bounds(event.date)[0] if event.date else None
        assert not (event.status == "Held" and earliest and earliest > PUBLISHED)
