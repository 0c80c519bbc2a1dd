from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.extract.cleaning import clean
from graph.extract.posts import posts

CASES: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "cases" / "cleaning.toml").read_text(encoding="utf-8"))["case"]
PIECES = st.sampled_from(
    [
        *("On Monday.", " ", "\n", "\r\n", "date 2031-01-01 ", "Oslo, May 3 ", "(ABC)", "#Tag", "#Norway'n", "@x", "https://a.b/c"),
        *("\u200b", "é", "e\u0301", "🇳🇴", "👩\u200d🚀", "– ", "— Name (@handle) May 3, 2031", "“", "’", "\u2028", "שלום", "مرحبا"),
        *("A.", "***", "AB/CD", "Word word. ", "\x00", "1. "),
    ]
)


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["name"])
def test_paragraphs_have_roles_and_readable_text(case: dict[str, Any]) -> None:
    cleaned = clean(case["raw"])
    found = [f"{p.role}: {' '.join(cleaned.text[p.span.start : p.span.end].split())}" for p in cleaned.paragraphs]

    assert found == case["paragraphs"]


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["name"])
def test_the_places_of_dateline_and_agency_are_in_the_raw_text(case: dict[str, Any]) -> None:
    cleaned = clean(case["raw"])
    place, agency = cleaned.dateline_place, cleaned.agency

    assert (case["raw"][place.start : place.end] if place else None) == case.get("place")
    assert (case["raw"][agency.start : agency.end] if agency else None) == case.get("agency")


@given(st.one_of(st.text(), st.lists(PIECES, max_size=40).map("".join)))
def test_length_stays_and_paragraphs_are_in_order_for_any_text(text: str) -> None:
    cleaned = clean(text)

    assert len(cleaned.text) == len(text)
    ends = [0, *(p.span.end for p in cleaned.paragraphs)]
    assert all(p.span.start >= end for p, end in zip(cleaned.paragraphs, ends, strict=False))
    assert all(not cleaned.text[p.span.start].isspace() and not cleaned.text[p.span.end - 1].isspace() for p in cleaned.paragraphs)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz ABC.,", max_size=200))
def test_plain_prose_is_left_alone(text: str) -> None:
    assert clean(text).text == text


def test_a_very_long_paragraph_is_parted_between_sentences() -> None:
    text = "The two ministers met in the old town hall. " * 1000
    cleaned = clean(text)

    assert len(cleaned.paragraphs) > 5
    assert all(cleaned.text[p.span.start : p.span.end].startswith("The two") for p in cleaned.paragraphs)
    assert all(len(p.span) <= 6000 for p in cleaned.paragraphs)


def test_a_post_gives_its_source() -> None:
    text = "He left.\nGlad! #Ports https://t.co/a — Norway in Peru (@NorInPeru) February 4, 2031"
    (post,) = posts(text)

    assert text[post.span.start : post.source.start].strip() == "Glad! #Ports https://t.co/a"
    assert [text[s.start : s.end] for s in (post.name, post.account, post.day)] == ["Norway in Peru", "@NorInPeru", "February 4, 2031"]
