"""What is counted: items found, missed and made up, and details right and wrong."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from graph.model import Iri
from tests.quality.corpus import Item, Member

_FLOOR = 0.4
"""what a pair must score to be one"""

G = TypeVar("G", bound=Item)
S = TypeVar("S")


@dataclass(slots=True)
class Tally:
    """Counts of one kind of item: found and right, found and wrong, missed; and of details, right of how many."""

    hits: int = 0
    extra: int = 0
    missed: int = 0
    right: Counter[str] = field(default_factory=Counter)
    of: Counter[str] = field(default_factory=Counter)

    def detail(self, name: str, ok: bool) -> None:
        self.right[name] += ok
        self.of[name] += 1

    def sets(self, common: int, ours: int, theirs: int) -> None:
        """Count a set found (`theirs`) against the set annotated (`ours`)."""
        self.hits += common
        self.extra += theirs - common
        self.missed += ours - common

    def found(self) -> dict[str, float]:
        """Precision, recall and their harmonic mean."""
        p, r = (self.hits / n if n else 0.0 for n in (self.hits + self.extra, self.hits + self.missed))
        return {"p": p, "r": r, "f1": 2 * p * r / (p + r) if p + r else 0.0}

    def details(self) -> dict[str, float]:
        """The share of each detail that is right."""
        return {k: self.right[k] / n for k, n in self.of.items()}


@dataclass(slots=True)
class Scores:
    """Tallies by kind of item, a log of what went wrong, and which thing of the graph answers which item."""

    tallies: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    faults: list[tuple[str, str]] = field(default_factory=list)
    answers: dict[Member, Iri] = field(default_factory=dict)

    def measures(self) -> dict[str, float]:
        """Every measure there is something to measure for, by a name like `events.f1`; and `overall`, in which the absent count 0."""
        flat: dict[str, float] = {}
        for kind, counted in KINDS.items():
            tally = self.tallies[kind]
            anything = tally.hits + tally.extra + tally.missed
            found = {k: x for k, x in tally.found().items() if k in counted and anything}
            flat |= {f"{kind}.{name}": value for name, value in (found | tally.details()).items()}
        flat["overall"] = sum(flat.get(name, 0.0) for name in MEANT) / len(MEANT)
        return {k: round(x, 4) for k, x in flat.items()}


_BOTH = ("p", "r", "f1")
KINDS = {
    "entities": ("r",), "posts": _BOTH, "events": _BOTH, "participants": _BOTH, "countries": _BOTH, "agreements": _BOTH, "parties": _BOTH,
    "commitments": _BOTH, "statements": ("r",), "traps": (), "evidence": (),
}  # fmt: skip
"""kinds of item, and what is counted of each: of entities and statements only what was missed, of traps and evidence only details"""
MEANT = (
    "entities.r", "posts.f1", "events.f1", "participants.f1", "agreements.f1", "parties.f1", "commitments.f1",
    "events.status", "events.date", "agreements.status", "statements.r",
)  # fmt: skip
"""what `overall` is the mean of"""


def matched(golds: Sequence[G], found: Sequence[S], fit: Callable[[G, S], float]) -> tuple[list[tuple[G, S]], list[G], list[S]]:
    """Pairs, best fit first; gold items without an answer; things found that answer nothing."""
    fits = [(fit(g, s), i, j) for i, g in enumerate(golds) for j, s in enumerate(found)]
    pairs: dict[int, int] = {}
    for value, i, j in sorted(fits, key=lambda x: -x[0]):
        if value >= _FLOOR and i not in pairs and j not in pairs.values():
            pairs[i] = j
    missed = [g for i, g in enumerate(golds) if i not in pairs]
    extra = [s for j, s in enumerate(found) if j not in pairs.values()]
    return [(golds[i], found[j]) for i, j in pairs.items()], missed, extra
