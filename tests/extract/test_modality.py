from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from spacy.language import Language

from graph.extract import modality
from graph.extract.preparation import prepare
from graph.model import Article

CASES: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "cases" / "modality.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["text"][:60])
def test_what_a_sentence_says_of_an_event(case: dict[str, Any], nlp: Language) -> None:
    reading = prepare(Article("case", case["text"], date(2026, 3, 11), "case"), nlp)
    sentence, token = next((s, t) for s in reading.sentences for t in s.tokens if reading.quote(s.span_of(t)) == case["word"])
    found = modality.status(token, sentence)
    assert ("denied" if found.denied else found.status or "open") == case["status"]
    if found.status is None:
        assert not (found.denied and found.present)


def test_hearsay_is_less_sure(nlp: Language) -> None:
    reading = prepare(Article("case", "The ministers reportedly met in Oslo.", date(2026, 3, 11), "case"), nlp)
    sentence = reading.sentences[0]
    met = next(t for t in sentence.tokens if t.text == "met")
    assert modality.status(met, sentence).status == "Held"
    assert modality.status(met, sentence).confidence < 1


def test_a_headline_in_the_present_tells_what_happened(nlp: Language) -> None:
    text = "Norwegian Ambassador Meets President\n\nThe ambassador spoke of trade and fisheries at some length."
    reading = prepare(Article("case", text, date(2026, 3, 11), "case"), nlp)
    headline = reading.sentences[0]
    meets = next(t for t in headline.tokens if t.text == "Meets")
    assert headline.role == "heading"
    assert modality.status(meets, headline).status == "Held"
