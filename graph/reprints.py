"""Which articles are one text: a release that several outlets print, under other headlines and datelines, with its end cut off.

Candidates are found by MinHash (Broder, "On the resemblance and containment of documents", 1997) with banding, as for near-duplicate web
pages; what decides is the containment itself, computed from both texts. Everything is a function of the two articles compared.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

SHINGLE = 5
"""words in a row that count as one feature"""
LEAST = 20
"""features below which a text is too short to be told from a phrase that many use"""
OPENING = 100
"""words of a text's beginning, sketched apart: what is cut off is the end"""
BANDS, ROWS = 20, 3
"""two texts that share 70 % of their features meet in a band in 99.9 of 100 cases, at 50 % in 93, at 10 % in 2"""
SAME = 0.7
"""share of the shorter text's features that the other has; editing three words in a hundred leaves some 86 %"""
DAYS = 30
"""the longest time between a text and its reprint: forms that an office fills in anew come round later"""


@dataclass(frozen=True, slots=True)
class Print:
    """One article as far as this room looks at it; `id` is unique."""

    id: str
    text: str
    published: date


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two articles that are one text, the smaller id first, and the share of the shorter one that the longer has, 0–1."""

    left: str
    right: str
    share: float


@lru_cache(maxsize=256)
def features(text: str) -> frozenset[str]:
    """Every run of five words, without regard to case, accents and punctuation."""
    words = _words(text)
    return frozenset(" ".join(words[i : i + SHINGLE]) for i in range(len(words) - SHINGLE + 1))


def bands(text: str) -> frozenset[str]:
    """Labels that two texts have in common, one at least, if they are likely to overlap; none for a text that is too short."""
    from rensa import RMinHash

    found = set()
    words = _words(text)
    for name, part in (("all", words), ("opening", words[:OPENING])):
        runs = sorted({" ".join(part[i : i + SHINGLE]) for i in range(len(part) - SHINGLE + 1)})
        if len(runs) < LEAST:
            continue
        sketch = RMinHash(num_perm=BANDS * ROWS, seed=1)
        sketch.update(runs)
        values = sketch.digest()
        for i in range(BANDS):
            row = "-".join(f"{x:08x}" for x in values[i * ROWS : (i + 1) * ROWS])
            found.add(f"{name} {RMinHash.ALGORITHM_VERSION}.{i}: {row}")
    return frozenset(found)


def overlap(a: Print, b: Print) -> Overlap | None:
    """The two as one text, or None where they are not."""
    one, other = features(a.text), features(b.text)
    shorter = min(len(one), len(other))
    if shorter < LEAST or abs((a.published - b.published).days) > DAYS:
        return None
    share = len(one & other) / shorter
    left, right = sorted((a.id, b.id))
    return Overlap(left, right, round(share, 3)) if share >= SAME else None


def families(overlaps: Iterable[Overlap]) -> list[frozenset[str]]:
    """The articles of each text: what overlaps connect, two at least."""
    family: dict[str, set[str]] = {}
    for o in overlaps:
        joined = family.get(o.left, {o.left}) | family.get(o.right, {o.right})
        for member in joined:
            family[member] = joined
    return [frozenset(x) for x in {id(f): f for f in family.values()}.values()]


def _words(text: str) -> list[str]:
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return re.findall(r"\w+", plain)
