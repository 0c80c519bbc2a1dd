"""Blocks: labels under which possible twins meet. Two members are compared only where they share one, so there is no all-pairs.

How many members share a block must not grow with the graph. A name, a title and a subject are shared by few whatever the graph's size; a
country or a person takes part in more and more events, so those labels are cut by time: by the month where it is one side or one person,
by the year where it is a pair of persons or a visitor and where they go.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations

from graph.identity import names, subjects
from graph.identity.members import Member

_NAMED_EVENTS = frozenset({"conference", "event"})
_MOST = 6
"""of the parties and subjects of one member as many make labels: a summit of twenty is found under its first"""


def blocks(member: Member) -> frozenset[str]:
    """The labels of one member: a bounded number, and a function of the member alone."""
    return frozenset(f"{member.kind}:{label}" for label in _RULES.get(member.kind, _happening)(member))


def _person(m: Member) -> Iterator[str]:
    """The last name; and first and last together, whichever stands first. A first name alone is shared by ever more people."""
    found = [names.skeleton(w) for w in names.words(m.name)]
    yield found[-1]
    if len(found) > 1 and len(found[0]) > 1:
        yield "+".join(sorted((found[0], found[-1])))


def _body(m: Member) -> Iterator[str]:
    found = subjects.plain(m.name)
    yield f"{m.country}:{'-'.join(sorted(w for w in found if len(w) > 3)[:2])}"
    initials = found[0] if len(found) == 1 else "".join(w[0] for w in found)
    if 2 < len(initials) < 8:
        yield f"{m.country}:initials:{initials}"


def _joint_body(m: Member) -> Iterator[str]:
    """What it is about: with its sides where they are told, and two words together, or the only one, where they are not."""
    words = sorted(subjects.concern(m.name, m.sides))[:_MOST]
    if m.sides:
        yield from (f"{'-'.join(m.sides)}:{word}" for word in words)
    yield from ("+".join(pair) for pair in combinations(words, 2)) if len(words) > 1 else words


def _post(m: Member) -> Iterator[str]:
    yield f"{m.sides[0]}:{'-'.join(sorted(subjects.title(m.name)))}"


def _place(m: Member) -> Iterator[str]:
    yield m.name


def _paper(m: Member) -> Iterator[str]:
    """A pair of sides, or a party, and a word of the subject; dates say nothing, since one paper is agreed, signed and in force."""
    words = sorted(subjects.subject(m.name, m.sides))[:_MOST]
    for who in {*_pairs(m.sides), *m.parties[:_MOST]}:
        yield from (f"{who}:{word}" for word in words)


def _happening(m: Member) -> Iterator[str]:
    months, years = _months(m), _years(m)
    for who in {*_pairs(m.sides), *m.parties[:_MOST]}:
        yield from (f"{who}:{month}" for month in months)
    persons = [p for p in m.parties if p.startswith("person/")][:_MOST]
    close = [f"{a}+{b}" for a, b in combinations(persons, 2)] if m.kind == "meeting" else []
    if m.kind == "visit":
        close = [f"{p}>{land}" for p in persons for land in (*m.sides, *m.places) if land.startswith("country/")]
    for who in close:
        yield from (f"{who}:{year}" for year in years)
    if m.kind in _NAMED_EVENTS:
        words = sorted((w for w in names.words(m.name) if len(w) > 3), key=lambda w: (-len(w), w))[:_MOST]
        yield from (f"{word}:{year}" for word in words for year in years or [""])


def _pairs(sides: tuple[str, ...]) -> list[str]:
    """Pairs of the first four sides; one side alone stands for itself."""
    return [f"{a}-{b}" for a, b in combinations(sides[:4], 2)] or list(sides)


def _months(m: Member) -> list[str]:
    """The months an event may have been in, at most three; one bound known gives its month and the neighbour on the open side."""
    lo, hi = m.earliest[:7], m.latest[:7]
    if not lo and not hi:
        return []
    if lo and hi:
        span = _range(lo, hi)
        return span if len(span) <= 3 else []
    return _range(lo, _shift(lo, 1)) if lo else _range(_shift(hi, -1), hi)


def _years(m: Member) -> list[str]:
    """The years an event may have been in, at most three; an open end reaches half a year on."""
    lo, hi = m.earliest[:7], m.latest[:7]
    if not lo and not hi:
        return []
    first, last = (lo or _shift(hi, -6))[:4], (hi or _shift(lo, 6))[:4]
    span = [str(y) for y in range(int(first), int(last) + 1)]
    return span if len(span) <= 3 else []


def _shift(month: str, by: int) -> str:
    n = int(month[:4]) * 12 + int(month[5:7]) - 1 + by
    return f"{n // 12:04d}-{n % 12 + 1:02d}"


def _range(lo: str, hi: str) -> list[str]:
    out = [lo]
    while out[-1] < hi and len(out) < 13:
        out.append(_shift(out[-1], 1))
    return out


_RULES: dict[str, Callable[[Member], Iterator[str]]] = {
    "person": _person,
    "body": _body,
    "jointbody": _joint_body,
    "series": _joint_body,
    "post": _post,
    "place": _place,
    "agreement": _paper,
}
