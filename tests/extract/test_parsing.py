"""Masking and parsing, with the trained model."""

from __future__ import annotations

import tomllib
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from spacy.language import Language

from graph.extract.preparation import prepare
from graph.extract.reading import Reading, Sentence
from graph.model import Article

CASES: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "cases" / "parsing.toml").read_text(encoding="utf-8"))["case"]


def reading(text: str, nlp: Language, publisher: str | None = None) -> Reading:
    return prepare(Article("a", text, date(2031, 2, 5), "a", publisher=publisher), nlp)


def shown(made: Reading, sentence: Sentence) -> str:
    words = []
    for token in sentence.tokens:
        mention = sentence.mention_at.get(token.i)
        words.append(f"[{made.quote(mention.span)}]" if mention else token.text)
    return " ".join(words)


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["name"])
def test_every_name_is_one_word_and_sentences_end_where_they_end(case: dict[str, Any], nlp: Language) -> None:
    made = reading(case["text"], nlp)

    assert [shown(made, s) for s in made.sentences] == case["sentences"]


def test_offsets_lead_back_to_the_raw_text(nlp: Language) -> None:
    text = (
        "🇳🇴 “Yes”: Kari Nordhus, Norway’s Foreign Minister, met\u00a0Chile's Ports Agency (CPA) on May 3, 2031.\n\nBoth countries agreed."
    )
    made = reading(text, nlp)

    for sentence in made.sentences:
        stretches = [sentence.span_of(token) for token in sentence.tokens]
        assert all(one.end <= other.start for one, other in pairwise(stretches))
        assert sentence.span.start == stretches[0].start and sentence.span.end == stretches[-1].end
        for i, mention in sentence.mention_at.items():
            assert sentence.span_of(made.docs[sentence.paragraph][i]).overlaps(mention.span)
            assert mention in sentence.mentions
    assert [made.quote(p.evidence) for p in made.posts] == ["Kari Nordhus, Norway’s Foreign Minister"]


def test_times_stand_at_their_word(nlp: Language) -> None:
    made = reading("They met on 3 May 2031 for a two-day visit and will meet annually.", nlp)
    (sentence,) = made.sentences

    assert {made.quote(t.span): sentence.tokens.doc[i].text for i, t in sentence.time_at.items()} == {
        "3 May 2031": "May",
        "two-day": "day",
        "annually": "annually",
    }


def test_the_publisher_tells_the_home_side(nlp: Language) -> None:
    text = "Prime Minister Ola Berg received the Ambassador of Chile, Diego Lagos. Norway welcomed him."
    made = reading(text, nlp, publisher="Ministry of Foreign Affairs, Norway")

    assert made.entities["ola-berg"].country == "norway"
    assert made.entities["ola-berg"].country_inferred


@pytest.mark.parametrize(
    "text", ["", " \n\t ", "\x00", "שלום עולם.", "🇳🇴" * 50, "a" * 20_000, "word " * 3_000, "(((((", "@a #b https://c.d"]
)
def test_any_text_has_a_reading(text: str, nlp: Language) -> None:
    made = reading(text, nlp)

    assert all(made.quote(s.span).strip() for s in made.sentences)
