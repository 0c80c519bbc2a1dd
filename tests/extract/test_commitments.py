"""Who undertakes what, in which mood, and nothing where nobody undertakes anything."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from spacy.language import Language

from graph.extract.frames import agreements, commitments
from graph.extract.preparation import prepare
from graph.extract.reading import CommitmentFrame, EventFrame, Reading
from graph.model import Article, Span

_FILE = Path(__file__).parent / "cases" / "commitments.toml"
_CASES: list[dict[str, Any]] = tomllib.loads(_FILE.read_text(encoding="utf-8"))["case"]


def _reading(text: str, nlp: Language) -> Reading:
    return prepare(Article(id="case", text=text.strip(), published=date(2025, 6, 13), identifier="case"), nlp)


def _fits(reading: Reading, frame: CommitmentFrame, expected: dict[str, Any]) -> bool:
    named = {"by": frame.by, "toward": frame.toward}
    for key, value in expected.items():
        if key in named:
            if sorted(reading.entities[k].name for k in named[key]) != sorted(value):
                return False
        elif key == "due":
            if (frame.due[0] if frame.due else "") != value:
                return False
        elif key == "gist":
            if value not in frame.gist:
                return False
        elif getattr(frame, key) != value:
            return False
    return True


@pytest.mark.parametrize("case", _CASES, ids=lambda c: c["text"][:60])
def test_what_is_undertaken(case: dict[str, Any], nlp: Language) -> None:
    reading = _reading(case["text"], nlp)
    found = commitments.find(reading, agreements.find(reading), [])
    expected = case.get("expect", [])
    assert len(found) == len(expected), [(f.modality, f.gist) for f in found]
    for one in expected:
        assert any(_fits(reading, f, one) for f in found), (one, [(f.modality, f.gist, f.by, f.toward) for f in found])


def test_the_words_that_say_by_when_are_the_evidence(nlp: Language) -> None:
    reading = _reading("Portugal promised on Monday to reopen its consulate in Beira by 2028.", nlp)
    (frame,) = commitments.find(reading, [], [])
    assert frame.due is not None
    assert reading.quote(frame.due[1]) == "by 2028"


def test_what_is_said_twice_is_one_with_both_clauses(nlp: Language) -> None:
    said = "Japan pledged to provide 40 ambulances to Fiji."
    reading = _reading(f"{said}\n\nIt was a long day.\n\n{said}", nlp)
    found = commitments.find(reading, [], [])
    assert len(found) == 1
    assert len(found[0].evidence) == 2


def test_each_part_of_a_list_has_its_own_clause(nlp: Language) -> None:
    reading = _reading("Norway and Iceland will share flood warnings, open a hotline, and close two bases.", nlp)
    found = commitments.find(reading, [], [])
    quotes = [reading.quote(s) for f in found for s in f.evidence]
    assert quotes == ["Norway and Iceland will share flood warnings", "open a hotline", "close two bases"]


def test_an_undertaking_about_an_event_points_to_it(nlp: Language) -> None:
    reading = _reading("Norway and Iceland agreed to hold the next round of talks in Bergen in 2026.", nlp)
    at = reading.text.index("talks")
    event = EventFrame("event:1", "Meeting", "Scheduled", Span(at, at + 5), [Span(0, len(reading.text))])
    found = commitments.find(reading, [], [event])
    assert [f.target for f in found] == ["event:1"]
