"""Events and agreements of different reports compared: who, which sides, when, where, and what it was about.

The numbers are ordinal: a first sum says who agrees, additions and deductions say how well the rest fits. What lies above `SAME` are those
combinations in which two different things are not to be expected; see docs/identity.md for the table.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from rapidfuzz import fuzz

from graph.identity import names, subjects
from graph.identity.members import Member
from graph.identity.scores import Score, bounded

_GATHERINGS = frozenset({"conference", "event"})
"""events with names of their own, of whose many participants each report names other ones"""


# ---- events ----------------------------------------------------------------------------------------------------------


def event(a: Member, b: Member) -> Score:
    """Two events of one type family."""
    if apart := _numbered_apart(a, b):
        return Score(0.0, (apart,))
    days = _dates_apart(a, b)
    if days > 2:
        return Score(0.0, ("dates exclude each other",))
    company = _Company.of(a, b)
    reasons: list[str] = []
    value = _who(a, b, company, reasons)
    if value <= 0.3:
        return Score(value, tuple(reasons))
    if days:
        return _near_miss(value, days, a, b, reasons)
    value += _closeness(a, b, reasons) + _whereabouts(a, b, reasons)
    if a.nature and a.nature == b.nature:
        # of unnamed people it says most: two countries do not hold two consultations on one day
        value += 0.03 if company.agree else 0.16
        reasons.append(f"both called {a.nature}")
    if set(a.hosts) & set(b.hosts):
        value += 0.06
        reasons.append("the same host")
    if a.papers and b.papers:
        common = bool(_subjects(a) & _subjects(b))
        value += 0.2 if common else -0.2 if a.kind == "signing" else 0.0
        reasons.append("a paper in common" if common else "other papers")
    if a.call != b.call:
        value -= 0.1 if a.dated and (a.earliest, a.latest) == (b.earliest, b.latest) and a.earliest == a.latest else 0.3
        reasons.append("only one is a call")
    return bounded(value, reasons)


def _subjects(m: Member) -> set[frozenset[str]]:
    """What the papers that came of an event are about."""
    return {subjects.subject(name, m.sides) for name in m.papers} - {frozenset()}


def _near_miss(value: float, days: int, a: Member, b: Member, reasons: list[str]) -> Score:
    """Two reports that agree on all but the day, by one or two: a mistake, or a date line, or two meetings. A person has to look."""
    if value < 0.8 or not a.dated or not b.dated:
        return Score(0.0, ("dates exclude each other",))
    fits = 0.7 + _whereabouts(a, b, reasons)
    return bounded(min(fits, 0.8), [*reasons, f"dates {days} days apart" if days > 1 else "dates a day apart"])


def _who(a: Member, b: Member, company: _Company, reasons: list[str]) -> float:
    """What those who took part say. At most 0.3 where it speaks against one event."""
    gathering = a.kind in _GATHERINGS or (len(a.sides) > 2 and len(b.sides) > 2)
    if a.kind in _GATHERINGS and _names_alike(a, b):
        reasons.append("one name")
        return 0.8
    ours, theirs = set(a.sides), set(b.sides)
    if ours and theirs and not ours & theirs:
        reasons.append("no side in common")
        return 0.0
    if len(ours) > 1 and len(theirs) > 1 and not (ours <= theirs or theirs <= ours):
        reasons.append("different pairs of sides")
        return 0.1
    if company.conflict and not gathering:
        reasons.append("other people of one side")
        return 0.2
    if company.agree:
        reasons.append(company.reason)
        if company.alone or gathering:
            reasons.append("of the other side one names nobody" if not gathering else "others not compared")
            return 0.62
        if company.perhaps == company.agree:
            reasons.append("all of them by names that one may have")
            return 0.62
        return 0.8 - 0.04 * company.perhaps
    if ours and ours == theirs and not company.conflict:
        return _sides_only(a, b, company, reasons)
    reasons.append("nobody in common")
    return 0.0


def _sides_only(a: Member, b: Member, company: _Company, reasons: list[str]) -> float:
    if a.parties and b.parties:
        reasons.append("the same sides, people of one and bodies of the other" if company.levels else "the same sides, nobody in common")
        return 0.5 if company.levels else 0.2
    if a.parties or b.parties:
        reasons.append("the same sides, participants of one not named")
        return 0.5
    reasons.append("the same sides, nobody named in either")
    return 0.7


@dataclass(frozen=True, slots=True)
class _Company:
    """How the participants agree, side by side.

    `agree` counts the sides of which both name somebody they share, `conflict` those of which they name different people, `alone` those of
    which only one names anybody, `levels` those of which one names people and the other bodies. `perhaps` of those that agree do so by
    names that one person may have ("I. Solberg", "Ingrid Solberg").
    """

    agree: int = 0
    conflict: int = 0
    alone: int = 0
    levels: int = 0
    shared: int = 0
    perhaps: int = 0

    @property
    def reason(self) -> str:
        like = f", {self.perhaps} perhaps" if self.perhaps else ""
        return f"{self.shared} participant{'' if self.shared == 1 else 's'} in common{like}"

    @staticmethod
    def of(a: Member, b: Member) -> _Company:
        ours, theirs = _by_side(a.parties), _by_side(b.parties)
        behind = _by_side(a.behind), _by_side(b.behind)
        counts: dict[str, int] = defaultdict(int)
        for side in ours.keys() | theirs.keys():
            mine, other = ours.get(side, set()), theirs.get(side, set())
            common = mine & other or mine & behind[1].get(side, set()) or other & behind[0].get(side, set())
            counts["shared"] += len(common)
            if common:
                counts["agree"] += 1
            elif not side or (side == "jointbody" and not (mine and other)):
                continue  # bodies of no country, or of all, and of a session its body: that only one names them says nothing
            elif not mine or not other:
                counts["alone"] += 1
            elif _people(mine) != _people(other):
                counts["levels"] += 1
            elif _namesakes(mine, other):
                counts["agree"] += 1
                counts["perhaps"] += 1
            else:
                counts["conflict"] += 1
        return _Company(**counts)


def _by_side(parties: Iterable[str]) -> Mapping[str, set[str]]:
    """Natural keys by the country they tell; a joint body is a side of its own, what has no country stands under ""."""
    found: dict[str, set[str]] = defaultdict(set)
    for key in parties:
        kind, _, rest = key.partition("/")
        found[rest.partition("/")[0] if kind != "jointbody" and "/" in rest else kind if kind == "jointbody" else ""].add(key)
    return found


def _people(keys: set[str]) -> bool:
    return any(k.startswith("person/") for k in keys)


def _namesakes(mine: Iterable[str], other: Iterable[str]) -> bool:
    """Whether two of them may be one person, by the names in their keys."""
    ours, theirs = ([k.split("/")[2].replace("-", " ") for k in keys if k.count("/") > 1] for keys in (mine, other))
    return any(names.likeness(a, b)[0] > 0 for a in ours for b in theirs)


def _names_alike(a: Member, b: Member) -> bool:
    left, right = subjects.plain(a.name), subjects.plain(b.name)
    return len(left) > 1 and len(right) > 1 and fuzz.token_sort_ratio(" ".join(left), " ".join(right)) >= 90


def _numbered_apart(a: Member, b: Member) -> str:
    ours, theirs = subjects.numbers(a.name), subjects.numbers(b.name)
    return "numbered apart" if ours and theirs and not ours & theirs else ""


# ---- when and where --------------------------------------------------------------------------------------------------


def _dates_apart(a: Member, b: Member) -> int:
    """Days between the last that one may have been on and the first of the other; 0 where they may have been on one day."""
    first, last = max(a.earliest, b.earliest), min(filter(None, (a.latest, b.latest)), default="")
    return max(0, _between(last, first)) if first and last else 0


def _between(start: str, end: str) -> int:
    return (date.fromisoformat(end) - date.fromisoformat(start)).days


def _closeness(a: Member, b: Member, reasons: list[str]) -> float:
    """What the dates add: the narrower the time both may have been in, the more.

    An open date reaches from the day of its report: how far the other lies from that day is what counts.
    """
    if a.dated and (a.earliest, a.latest) == (b.earliest, b.latest):
        reasons.append("same day" if a.earliest == a.latest else "the same dates")
        return 0.15 if a.earliest == a.latest else 0.1
    if a.dated and b.dated:
        days = 1 + max(_between(m.earliest, m.latest) for m in (a, b))
        reasons.append(f"dates within {days} days")
        return 0.1 if days <= 10 else 0.05 if days <= 31 else 0.0 if days <= 92 else -0.1
    known = [m for m in (a, b) if m.earliest or m.latest]
    if len(known) < 2:
        reasons.append("date of one not known")
        return -0.2
    days = _reach(a, b)
    reasons.append(f"date of one open, {days} days from the other")
    past = not any(m.earliest and not m.latest for m in known)
    for limit, worth in _PAST if past else _AHEAD:
        if days <= limit:
            return worth
    return -0.3


_PAST = ((3, 0.1), (7, 0.05), (31, -0.05), (366, -0.15))
"""what was reported without a day was mostly held in the days before; (days, worth)"""
_AHEAD = ((14, 0.1), (31, 0.05), (92, 0.0), (183, -0.05), (366, -0.1))
"""what is ahead without a day may take its time"""


def _reach(a: Member, b: Member) -> int:
    """How many days lie between what is known of two of which at least one is open on a side."""
    open_, other = (a, b) if not a.dated else (b, a)
    if open_.earliest:
        return abs(_between(open_.earliest, other.earliest or other.latest))
    return abs(_between(other.latest or other.earliest, open_.latest))


def _whereabouts(a: Member, b: Member, reasons: list[str]) -> float:
    if not a.places or not b.places:
        return 0.0
    if _same_place(a.places, b.places):
        reasons.append("same place")
        return 0.05
    lands = [{p.split("/")[1] for p in m.places if p.count("/") == 2 or p.startswith("country/")} for m in (a, b)]
    if not lands[0] or not lands[1]:
        return 0.0  # a town of no stated country, and a country, or another name
    if lands[0] & lands[1]:
        reasons.append("places differ in name")
        return -0.1
    reasons.append("in different countries")
    return -0.4


def _same_place(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """One place in common: a town is in its country, and a town of no stated country is that of its name."""
    if set(a) & set(b):
        return True
    lands = [{p.split("/")[1] for p in side if p.startswith("country/")} for side in (a, b)]
    towns = [[p.split("/")[1:] for p in side if p.startswith("place/")] for side in (a, b)]
    if any(town[0] in lands[1 - n] for n in (0, 1) for town in towns[n] if len(town) == 2):
        return True
    return any(x[-1] == y[-1] and (len(x) == 1 or len(y) == 1) for x in towns[0] for y in towns[1])


# ---- agreements ------------------------------------------------------------------------------------------------------


_STAGES = {"Proposed": 0, "Negotiating": 1, "Reached": 2, "Signed": 3, "InForce": 4}


def agreement(a: Member, b: Member) -> Score:
    """Parties, how far it has come, dates, and what the name says beyond what every such paper's name says."""
    ours, theirs = set(a.sides), set(b.sides)
    if ours and theirs and not (ours <= theirs or theirs <= ours):
        return Score(0.0, ("different sides",))
    common = set(a.parties) & set(b.parties)
    if not ours & theirs and not common:
        return Score(0.0, ("no party in common",))
    if _out_of_order(a, b):
        return Score(0.0, ("dates exclude each other",))
    if _numbered_apart(a, b):
        return Score(0.0, ("numbered apart",))
    left, right = subjects.subject(a.name, a.sides), subjects.subject(b.name, b.sides)
    if not left or not right:
        return Score(0.5 if left == right and _same_days(a, b) else 0.4, ("a name without a subject",))
    alike = 0.4 * len(left & right) / min(len(left), len(right)) + 0.6 * len(left & right) / len(left | right)
    reasons = [f"subjects alike {alike:.2f}"]
    if alike < 0.5:
        return Score(round(0.4 * alike, 3), tuple(reasons))
    value = 0.3 + 0.5 * alike + _paper_closeness(a, b, reasons)
    if ours == theirs:
        value += 0.08
        reasons.append("the same sides")
    if common:
        value += 0.05
        reasons.append("a party in common")
    elif a.parties and b.parties and not _Company.of(a, b).levels:
        value -= 0.2
        reasons.append("other parties")
    return bounded(value, reasons)


def _same_days(a: Member, b: Member) -> bool:
    return a.dated and (a.earliest, a.latest) == (b.earliest, b.latest)


def _out_of_order(a: Member, b: Member) -> bool:
    """Whether the dates cannot be those of one paper: signed after it was in force, or signed twice."""
    early, late = sorted((a, b), key=lambda m: _STAGES.get(m.stage, 3))
    if _STAGES.get(early.stage, 3) == _STAGES.get(late.stage, 3):
        return _dates_apart(a, b) > 0
    return bool(early.earliest and late.latest and early.earliest > late.latest)


def _paper_closeness(a: Member, b: Member, reasons: list[str]) -> float:
    if _same_days(a, b):
        reasons.append("same day" if a.earliest == a.latest else "the same dates")
        return 0.1
    if a.stage != b.stage:
        reasons.append(" then ".join(sorted({a.stage, b.stage}, key=lambda s: _STAGES.get(s, 3))))
        days = abs(_between(a.earliest or a.latest, b.earliest or b.latest)) if (a.earliest or a.latest) and (b.earliest or b.latest) else 0
        return 0.0 if days <= 366 else -0.05
    if a.stage == "InForce" and not (a.dated and b.dated):
        reasons.append("both in force, day not told")
        return 0.0  # what is in force may be spoken of for years
    return _closeness(a, b, reasons)
