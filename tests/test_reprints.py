"""Which articles are one text, and which only look alike."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.reprints import BANDS, LEAST, SAME, Overlap, Print, bands, families, features, overlap

RELEASE = (
    "PRAIA, May 4 – The fisheries ministers of Cabo Verde and Iceland signed a protocol on the licensing of trawlers on Monday. "
    "The protocol lets twelve Icelandic vessels fish for mackerel outside the twelve-mile zone until the end of next year. "
    "Half of the fees will be spent on the harbour of Mindelo, where a cold store for eight hundred tonnes is to be built. "
    "Minister Odete Tavares thanked her guest for what she called patient talks. Minister Birgir Jonasson said that catches would be "
    "reported every evening, and that inspectors of both countries would go on board. The two will meet again in Reykjavik in autumn. "
    "Environmental groups had asked for a lower quota. A study by the university put the stock at a third of what it was in 1990."
)
LIKE_IT = (
    "PRAIA, May 6 – The fisheries ministers of Cabo Verde and Senegal signed a protocol on the licensing of canoes on Wednesday. "
    "It sets up a joint register of all boats below twelve metres. Minister Odete Tavares thanked her guest. Fishermen in Tarrafal had "
    "waited for the register for years, since nets are lost to larger boats every season and nobody can say whose boats they were."
)


def printed(id_: str, text: str, day: int = 4) -> Print:
    return Print(id_, text, date(2026, 5, day))


def sentences(text: str) -> list[str]:
    return text.split(". ")


CHANGED = {
    "the same words": RELEASE,
    "another headline and dateline": "Trawlers welcome, says minister\n\nBy our correspondent in the islands. "
    + RELEASE.partition("– ")[2],
    "its end cut off": ". ".join(sentences(RELEASE)[:3]) + ".",
    "capitals, accents and marks": RELEASE.replace("Jonasson", "Jónasson").replace("protocol", "PROTOCOL").replace(",", " –"),
    "a few words edited": RELEASE.replace("patient", "long").replace("thanked", "thanked warmly").replace("a third", "one third"),
}


@pytest.mark.parametrize("text", CHANGED.values(), ids=CHANGED)
def test_a_reprint_is_found_and_recognised(text: str) -> None:
    assert bands(RELEASE) & bands(text)
    found = overlap(printed("a", RELEASE), printed("b", text, 6))
    assert found is not None
    assert SAME <= found.share <= 1
    assert found == overlap(printed("b", text, 6), printed("a", RELEASE))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        (LIKE_IT, 6),
        (RELEASE.partition("– ")[2][:110], 4),
        ("The two will meet again in Reykjavik in autumn.", 5),
    ],
    ids=["the same form about something else", "no more than a sentence of it", "a phrase"],
)
def test_what_only_looks_alike_is_not_the_same_text(text: str, day: int) -> None:
    assert overlap(printed("a", RELEASE), printed("b", text, day)) is None


def test_a_form_that_comes_round_later_is_another_text() -> None:
    early, late = Print("a", RELEASE, date(2026, 1, 4)), Print("b", RELEASE, date(2026, 3, 4))
    assert overlap(early, late) is None


def test_a_short_text_has_no_bands() -> None:
    assert bands("The two will meet again in Reykjavik in autumn.") == frozenset()
    assert len(features(RELEASE)) > LEAST


def test_the_bands_of_a_text_never_change() -> None:
    """They are stored: other values would cut new articles off from old ones."""
    assert len(bands(RELEASE)) == 2 * BANDS
    assert min(bands(RELEASE)) == "all 2.0: 0043eb14-0b3ed370-1be1edd5"


pairs = st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef")).filter(lambda p: p[0] < p[1]), max_size=8)


@given(pairs, st.randoms(use_true_random=False))
def test_families_are_what_hangs_together_in_any_order(found: list[tuple[str, str]], random: object) -> None:
    overlaps = [Overlap(a, b, 0.9) for a, b in found]
    grouped = set(families(overlaps))
    random.shuffle(overlaps)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    assert set(families(overlaps)) == grouped
    members = [m for f in grouped for m in f]
    assert sorted(members) == sorted({m for pair in found for m in pair})
    assert all(any({a, b} <= f for f in grouped) for a, b in found)
