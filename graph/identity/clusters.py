"""Which members are one: connected by `same`, kept apart by `notSame`, and never joined against what is known.

The partition is a function of the members and the decisions alone. Pairs are taken from the surest down (ties by key), and a pair
joins its two clusters unless that would put together two members that must not be: decided apart by a person, known to be of different
countries, reported side by side in one article, or on different days. What is as likely one's as another's, where those two are not one,
is left alone. So the order in which articles came cannot matter.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
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
    rivals: dict[str, list[Decision]] = defaultdict(list)
    for d in joins:
        if not d.human:
            rivals[d.left].append(d)
            rivals[d.right].append(d)
    joins = [d for d in joins if d.human or not _torn(d, rivals, apart | distinct, members)]
    for d in sorted(joins, key=lambda d: (not d.human, -d.score, d.left, d.right)):
        one, other = root[d.left], root[d.right]
        if one == other or _barred(groups[one], groups[other], apart if d.human else apart | distinct, members, strict=not d.human):
            continue
        small, large = sorted((one, other))
        for key in groups.pop(large):
            root[key] = small
            groups[small].add(key)
    return root


def _torn(d: Decision, rivals: Mapping[str, Sequence[Decision]], apart: set[frozenset[str]], members: Mapping[str, Member]) -> bool:
    """Whether one of the two is as well another's, and those two cannot be one: "Orlov" of no country between two of his name."""
    for key, other in ((d.left, d.right), (d.right, d.left)):
        for rival in rivals[key]:
            third = rival.right if rival.left == key else rival.left
            if third != other and rival.score == d.score and _barred({other}, {third}, apart, members, strict=True):
                return True
    return False


def _barred(a: set[str], b: set[str], apart: set[frozenset[str]], members: Mapping[str, Member], *, strict: bool) -> bool:
    if any(frozenset((x, y)) in apart for x in a for y in b):
        return True
    if not strict:
        return False
    countries = {members[k].country for k in a | b} - {""}
    return len(countries) > 1 or _days_differ(a | b, members)


def _days_differ(keys: set[str], members: Mapping[str, Member]) -> bool:
    """Two exact days in one cluster would make two meetings one through a vague third report.

    A paper may be agreed on one day and signed on another: of papers only those that have come as far are held against each other.
    """
    stages: dict[str, list[Member]] = defaultdict(list)
    for k in keys:
        stages[members[k].stage].append(members[k])
    for group in stages.values():
        earliest = max((m.earliest for m in group), default="")
        latest = min((m.latest for m in group if m.latest), default="")
        if earliest and latest and earliest > latest:
            return True
    return False
