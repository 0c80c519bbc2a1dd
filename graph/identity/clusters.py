"""Which members are one: connected by `same`, kept apart by `notSame`, and never joined against what is known.

The partition is a function of the members and the decisions alone. Pairs are taken from the surest down (ties by key), and a pair
joins its two clusters unless that would put
together two members that must not be: decided apart by a person, or known to be of different countries. So the order in which
articles came cannot matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from graph.identity.members import Member


@dataclass(frozen=True, slots=True)
class Decision:
    """A judgement on two natural keys, `left` < `right`. `decided_by` is `auto` or who decided."""

    left: str
    right: str
    judgement: str
    score: float = 0.0
    reasons: tuple[str, ...] = ()
    decided_by: str = "auto"
    decided_at: str = ""

    @property
    def human(self) -> bool:
        """Whether a person decided."""
        return self.decided_by != "auto"


def partition(members: Mapping[str, Member], decisions: Iterable[Decision], together: Iterable[frozenset[str]] = ()) -> dict[str, str]:
    """The canonical key, the smallest of its cluster, of every member.

    `together` are pairs that one article reports as two; only a person can make those one.
    """
    distinct = set(together)
    root = {key: key for key in members}
    groups: dict[str, set[str]] = {key: {key} for key in members}
    given = [d for d in decisions if d.left in members and d.right in members]
    apart = {frozenset((d.left, d.right)) for d in given if d.human and d.judgement == "notSame"}
    settled = {frozenset((d.left, d.right)) for d in given if d.human}
    joins = [d for d in given if d.judgement == "same" and (d.human or frozenset((d.left, d.right)) not in settled)]
    for d in sorted(joins, key=lambda d: (not d.human, -d.score, d.left, d.right)):
        one, other = root[d.left], root[d.right]
        if one == other or _barred(groups[one], groups[other], apart if d.human else apart | distinct, members, strict=not d.human):
            continue
        small, large = sorted((one, other))
        for key in groups.pop(large):
            root[key] = small
            groups[small].add(key)
    return root


def _barred(a: set[str], b: set[str], apart: set[frozenset[str]], members: Mapping[str, Member], *, strict: bool) -> bool:
    if any(frozenset((x, y)) in apart for x in a for y in b):
        return True
    if not strict:
        return False
    countries = {members[k].country for k in a | b} - {""}
    return len(countries) > 1 or _days_differ(a | b, members)


def _days_differ(keys: set[str], members: Mapping[str, Member]) -> bool:
    """Two exact days in one cluster would make two meetings one through a vague third report."""
    earliest = max((members[k].earliest for k in keys), default="")
    latest = min((m for k in keys if (m := members[k].latest)), default="")
    return bool(earliest and latest and earliest > latest)
