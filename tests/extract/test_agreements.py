"""Every real agreement once: its status, date, parties, signatories and areas, and nothing where there is none."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from spacy.language import Language

from graph.extract.frames import agreements, bodies
from graph.extract.frames.instruments import instruments
from graph.extract.frames.phrases import enumeration
from graph.extract.preparation import prepare
from graph.extract.reading import AgreementFrame, Reading
from graph.model import Article, Span

_CASES = Path(__file__).parent / "cases"


def _cases(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads((_CASES / f"{name}.toml").read_text(encoding="utf-8"))["case"]
    return found


def _reading(case: dict[str, Any], nlp: Language) -> Reading:
    published = date.fromisoformat(case["published"])
    return prepare(Article(id="case", text=case["text"].strip(), published=published, identifier="case"), nlp)


def _told(reading: Reading, frame: AgreementFrame) -> dict[str, Any]:
    def names(keys: dict[str, Span]) -> list[str]:
        return sorted(reading.entities[k].name for k in keys)

    return {
        "status": frame.status,
        "instrument": frame.instrument,
        "date": frame.date,
        "parties": names(frame.parties),
        "signatories": names(frame.signatories),
        "areas": [reading.quote(s) for s in frame.areas],
        "provisions": [reading.quote(s) for s in frame.provisions],
    }


def _fits(told: dict[str, Any], expected: dict[str, Any]) -> bool:
    for key, value in expected.items():
        if key in ("areas", "provisions"):
            if not set(value) <= set(told[key]):
                return False
        elif told[key] != (sorted(value) if isinstance(value, list) else value):
            return False
    return True


@pytest.mark.parametrize("case", _cases("agreements"), ids=lambda c: c["about"])
def test_what_was_agreed(case: dict[str, Any], nlp: Language) -> None:
    reading = _reading(case, nlp)
    told = [_told(reading, f) for f in agreements.find(reading)]
    if case.get("none"):
        assert not told
        return
    assert len(told) == case["count"], told
    for expected in case["expect"]:
        assert any(_fits(t, expected) for t in told), (expected, told)


@pytest.mark.parametrize("case", _cases("agreements"), ids=lambda c: c["about"])
def test_evidence_lies_in_the_text_and_keys_are_unique(case: dict[str, Any], nlp: Language) -> None:
    reading = _reading(case, nlp)
    found = agreements.find(reading)
    assert len({f.key for f in found}) == len(found)
    for frame in found:
        spans = [*frame.evidence, *frame.areas, *frame.provisions, *frame.parties.values(), *frame.signatories.values()]
        assert frame.evidence
        assert all(s.end <= len(reading.text) for s in spans)
        assert {*frame.parties, *frame.signatories, *frame.countries} <= reading.entities.keys()


@pytest.mark.parametrize("case", _cases("bodies"), ids=lambda c: c["about"])
def test_what_is_said_of_joint_bodies(case: dict[str, Any], nlp: Language) -> None:
    reading = _reading(case, nlp)
    agreed = agreements.find(reading)
    found = bodies.find(reading, agreed)
    for expected in case["expect"]:
        fitting = [
            f
            for f in found
            if f.status == expected["status"]
            and expected.get("name", reading.entities[f.entity].name) == reading.entities[f.entity].name
            and set(expected.get("purposes", ())) <= {reading.quote(s) for s in f.purposes}
            and (f.recurrence[0] if f.recurrence else None) == expected.get("recurrence")
            and sorted(reading.entities[k].name for k in f.hosts) == sorted(expected.get("hosts", ()))
        ]
        assert len(fitting) == 1, [(reading.entities[f.entity].name, f) for f in found]
        body = fitting[0]
        if "countries" in expected:
            assert sorted(reading.entities[k].name for k in body.countries) == sorted(expected["countries"])
        if expected.get("under"):
            assert body.under == agreed[0].key
            assert body.entity in agreed[0].establishes
        else:
            assert body.under is None


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("rail, road and river transport", ["rail", "road", "river transport"]),
        ("storage of grain, pest prevention and control, and the training of inspectors", None),
        ("food and drink", ["food and drink"]),
        ("protection of lakes and training of guides", ["protection of lakes", "training of guides"]),
        ("ports (sea, river), and locks", ["ports (sea, river)", "locks"]),
    ],
)
def test_an_enumeration_is_split_as_it_is_written(text: str, parts: list[str] | None) -> None:
    found = [text[s.start : s.end] for s in enumeration(text, Span(0, len(text)))]
    assert found == (parts or ["storage of grain", "pest prevention and control", "training of inspectors"])


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("signed a Memorandum of Understanding (MoU) on tea", [("MoU", False)]),
        ("three MoUs and a Letter of Intent", [("MoU", True), ("letter of intent", False)]),
        ("a joint action plan", [("plan", False)]),
        ("MoUs/agreements were exchanged", [("agreement", True)]),
        ("both were in agreement", []),
        ("the Chief of Protocol", []),
        ("a declaration of love", []),
    ],
)
def test_documents_are_known_by_their_names(text: str, kinds: list[tuple[str, bool]]) -> None:
    assert [(i.kind, i.plural) for i in instruments(text, 0, len(text))] == kinds
