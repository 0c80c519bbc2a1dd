"""When two names are one, and which days a date allows: the matching rules of the scorer."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

from graph import edtf
from graph.errors import CommuniqueError
from tests.quality.corpus import Day, Stretch

_UNSAID = frozenset(("the", "of", "and", "for", "mr", "mrs", "ms", "dr", "hon", "ble", "shri", "h", "e", "sri", "smt"))
"""words that tell no two names apart"""
_ALIKE = 0.75
"""share of all words that two names of bodies or places have in common, at least, to be one"""


def normal(name: str) -> str:
    """A name without case, accents, punctuation, possessive and words like "the" or "Mr"."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    plain = re.sub(r"[^\w ]+", " ", re.sub(r"['’]s\b", "", plain))
    return " ".join(w for w in plain.split() if w not in _UNSAID)


def alike(ours: Collection[str], theirs: Collection[str], *, person: bool) -> bool:
    """Whether two sets of names in normal form are of one thing.

    Persons are one where all words of a name of two or more are among those of the other; other things where most words are shared.
    """
    if set(ours) & set(theirs):
        return True
    for a in (set(x.split()) for x in ours if x):
        for b in (set(x.split()) for x in theirs if x):
            if (min(len(a), len(b)) > 1 and (a <= b or b <= a)) if person else shared(a, b) >= _ALIKE:
                return True
    return False


def shared(a: set[str], b: set[str]) -> float:
    """Words in common as a share of all words; 0 where there are none."""
    return len(a & b) / len(a | b) if a | b else 0.0


def edtf_days(text: str) -> tuple[Day, Day]:
    """First and last day that a date of the graph allows."""
    try:
        lo, hi = edtf.bounds(text)
    except CommuniqueError:
        return None, None
    return lo.isoformat() if lo else None, hi.isoformat() if hi else None


def may_be_one(a: tuple[Day, Day], b: tuple[Day, Day]) -> bool:
    """Whether some day lies within both."""
    return (a[0] or "0000") <= (b[1] or "9999") and (b[0] or "0000") <= (a[1] or "9999")


def covered(gold: Collection[Stretch], found: Collection[Stretch]) -> float:
    """How much of the best covered gold stretch one found stretch covers. What runs far beyond the gold stretch is no evidence of it."""
    best = 0.0
    for start, end in gold:
        for a, b in found:
            if b - a <= 3 * (end - start) + 200:
                best = max(best, (min(end, b) - max(start, a)) / (end - start))
    return best
