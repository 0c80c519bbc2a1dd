"""What may have become of a promise, and which events may belong together: hypotheses, never facts.

A hypothesis is a function of two things as the simple layer has them. It is written to the links graph, with its reasons; only a
person's decision makes
more of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

AHEAD = frozenset({"Scheduled", "Planned", "Proposed"})
DONE = frozenset({"Held", "Ongoing", "Signed", "Reached", "InForce", "Existing"})
FLOOR = 0.5
"""hypotheses below this are not worth a reader's time"""
PATIENCE = timedelta(days=400)
"""how long after its last possible day something may still be taken for what was promised"""


@dataclass(frozen=True, slots=True)
class Matter:
    """An event, agreement, joint body or commitment, as far as matching looks at it. Days are ISO, "" where open.

    `since` is the first day on which an article reported it; without it what depends on it is taken to be so.
    """

    id: str
    kinds: frozenset[str]
    status: str = ""
    sides: frozenset[str] = frozenset()
    agents: frozenset[str] = frozenset()
    earliest: str = ""
    latest: str = ""
    words: frozenset[str] = frozenset()
    during: frozenset[str] = field(default_factory=frozenset)
    since: str = ""

    @property
    def ahead(self) -> bool:
        """Whether it is something still to come."""
        return self.status in AHEAD or "Commitment" in self.kinds

    @property
    def pending(self) -> bool:
        """Whether it is still owed: to come, or put off."""
        return self.ahead or self.status == "Postponed"

    @property
    def done(self) -> bool:
        """Whether it has happened, or stands."""
        return self.status in DONE


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """`left` — `relation` — `right`, with a confidence 0–1 and the reasons for it."""

    left: str
    relation: str
    right: str
    confidence: float
    basis: tuple[str, ...]


def hypotheses(a: Matter, b: Matter) -> list[Hypothesis]:
    """What may hold between two matters, in either direction."""
    found = [h for x, y in ((a, b), (b, a)) for h in (_occasion(x, y), _within(x, y), _fulfilled(x, y), _superseded(x, y)) if h]
    return [h for h in found if h.confidence >= FLOOR]


def _same_sides(a: Matter, b: Matter) -> bool:
    return len(a.sides) > 1 and a.sides == b.sides


def _overlap(a: Matter, b: Matter) -> int | None:
    """Days that both may have been on, None where they cannot; open bounds reach without end (a year is counted)."""
    lo = max(filter(None, (a.earliest, b.earliest)), default="")
    hi = min(filter(None, (a.latest, b.latest)), default="")
    if not lo or not hi:
        return 365
    days = (date.fromisoformat(hi) - date.fromisoformat(lo)).days + 1
    return days if days > 0 else None


def _occasion(plan: Matter, visit: Matter) -> Hypothesis | None:
    """A summit that was planned may be what a visit was for."""
    if not (plan.ahead and "Summit" in plan.kinds and visit.done and "Visit" in visit.kinds and _same_sides(plan, visit)):
        return None
    shared = _overlap(plan, visit)
    if shared is None:
        return None
    basis = ["one pair of sides", f"dates overlap: {_dates(plan)} and {_dates(visit)}", "no report says that the summit was held"]
    value = 0.5 + (0.1 if "StateVisit" in visit.kinds else 0.0) + (0.15 if shared <= 10 else 0.0)
    if "StateVisit" in visit.kinds:
        basis.append("a State visit is at the level of a summit")
    return Hypothesis(plan.id, "possiblyOccasionOf", visit.id, round(value, 2), tuple(basis))


def _within(event: Matter, visit: Matter) -> Hypothesis | None:
    """A meeting or signing on a day of a visit between the same sides may be part of it, where no text says so."""
    if not (
        event.status == "Held"
        and event.kinds & {"Meeting", "Signing"}
        and visit.done
        and "Visit" in visit.kinds
        and _same_sides(event, visit)
    ):
        return None
    if event.during or not (event.earliest and event.latest and visit.earliest and visit.latest):
        return None
    if event.earliest < visit.earliest or event.latest > visit.latest:
        return None
    inside = f"{_dates(event)} lies within {_dates(visit)}"
    return Hypothesis(
        event.id,
        "possiblyDuring",
        visit.id,
        0.8 if event.earliest == event.latest else 0.6,
        ("one pair of sides", inside, "no text ties the two"),
    )


_FAMILIES = ("Summit", "Meeting", "Visit", "Signing", "Conference", "Agreement", "JointBody")


def _fulfilled(promise: Matter, outcome: Matter) -> Hypothesis | None:
    """Something done later, between the same sides, of the kind and about the matter that was promised."""
    if not (promise.pending and outcome.done and not outcome.ahead) or not _after(promise, outcome):
        return None
    if not _same_sides(promise, outcome):
        return None
    basis = ["one pair of sides"]
    if "Commitment" in promise.kinds:
        value = _about(promise, outcome, basis)
    else:
        family = next((f for f in _FAMILIES if f in promise.kinds), None)
        if family is None or family not in outcome.kinds:
            return None
        # the sides alone are no reason: two countries meet all the time
        value = 0.4 + _about(promise, outcome, basis) / 2
        shared = promise.agents & outcome.agents
        if shared:
            value += 0.2
            basis.append(f"{len(shared)} participants in common")
        elif promise.agents and outcome.agents:
            value -= 0.2
            basis.append("other participants")
    basis.append(f"{_dates(outcome)} comes after it was announced")
    return Hypothesis(promise.id, "possiblyFulfilledBy", outcome.id, round(min(value, 0.95), 2), tuple(basis))


def _superseded(promise: Matter, later: Matter) -> Hypothesis | None:
    """The same thing, promised anew for another time while it was still to come, or after it was put off."""
    postponed = promise.status == "Postponed"
    if not promise.pending or not later.ahead or not _moved(promise, later, postponed=postponed):
        return None
    if "Commitment" in promise.kinds or "Commitment" in later.kinds:
        return _promised_anew(promise, later)
    family = next((f for f in _FAMILIES if f in promise.kinds), None)
    if family is None or family not in later.kinds or not _same_sides(promise, later):
        return None
    basis = ["one pair of sides"]
    value = 0.5 + _about(promise, later, basis) / 4
    shared = promise.agents & later.agents
    if shared:
        value += 0.2
        basis.append(f"{len(shared)} participants in common")
    elif promise.agents and later.agents:
        value -= 0.3
        basis.append("other participants")
    if postponed:
        value += 0.2
        basis.append("the earlier one is reported as postponed")
    return _anew(promise, later, value, basis)


def _promised_anew(promise: Matter, later: Matter) -> Hypothesis | None:
    """The same words of the same promisers, with another due date."""
    if "Commitment" not in promise.kinds & later.kinds or promise.agents != later.agents or not promise.agents:
        return None
    basis = ["the same promisers"]
    # half of the words of a promise may be another promise of the same kind: more are asked for than where only one side is a promise
    alike = len(promise.words & later.words) / max(len(promise.words | later.words), 1)
    if alike < 0.5 or not _about(promise, later, basis):
        return None
    return _anew(promise, later, 0.25 + alike / 2 + (0.1 if promise.sides == later.sides else 0.0), basis)


def _anew(promise: Matter, later: Matter, value: float, basis: list[str]) -> Hypothesis:
    basis.append(f"{_dates(later)} in place of {_dates(promise)}, reported later")
    return Hypothesis(promise.id, "possiblySupersededBy", later.id, round(min(value, 0.95), 2), tuple(basis))


def _moved(promise: Matter, later: Matter, *, postponed: bool) -> bool:
    """Whether the later report gives another time: one after the last day promised, or before the first.

    A time within the one promised only makes it more precise. And what is due once the first was past is the next time, not a new date.
    """
    if not later.latest or (promise.since and later.since and later.since <= promise.since):
        return False
    if postponed and not promise.latest:
        return True
    if not promise.latest or (later.since > promise.latest and not postponed):
        return False
    if later.latest > promise.latest:
        # "by 2028" reaches back over "by 2027" and is still another date
        return "Commitment" in later.kinds or not later.earliest or later.earliest > promise.latest
    return bool(promise.earliest) and later.latest < promise.earliest


def _after(promise: Matter, outcome: Matter) -> bool:
    """Whether the outcome may be later than the promise was made, and not too long after it was due."""
    if promise.earliest and outcome.latest and outcome.latest < promise.earliest:
        return False
    if not outcome.latest or (promise.since and outcome.latest <= promise.since):
        return False
    due = promise.latest or promise.since
    return not due or not outcome.earliest or date.fromisoformat(outcome.earliest) <= date.fromisoformat(due) + PATIENCE


def _about(a: Matter, b: Matter, basis: list[str]) -> float:
    """0–0.8: how much of what the one says the other says too."""
    shared = a.words & b.words
    if len(shared) < 2:
        return 0.0
    basis.append(f"both speak of {', '.join(sorted(shared))}")
    return round(0.8 * len(shared) / min(len(a.words), len(b.words)), 2)


def _dates(m: Matter) -> str:
    if m.earliest and m.earliest == m.latest:
        return m.earliest
    return f"{m.earliest or '…'} to {m.latest or '…'}"


_SMALL = frozenset({
    "about", "also", "and", "between", "both", "for", "from", "further", "have", "hold", "into", "its", "make", "more", "new", "other",
    "over", "take",    "that", "the", "their", "them", "these", "this", "under", "upon", "was", "were", "will", "with", "would",
})  # fmt: skip
_OF_KIND = frozenset({
    "agreement", "bilateral", "cooperation", "country", "countrie", "joint", "meeting", "memorandum", "partie", "side", "talk",
    "understanding", "visit",
})  # fmt: skip
"""words that say what sort of thing a matter is, not what it is about"""


def words(texts: Iterable[str], names: Iterable[str] = ()) -> frozenset[str]:
    """The words that say what a matter is about; plural and singular are one, and words made from `names` (of its sides) are left out."""
    own = tuple(w[:4] for name in names for w in name.casefold().split() if len(w) > 3)
    found = {w.removesuffix("s") for text in texts for w in re.findall(r"[^\W\d_]{3,}", text.casefold()) if w not in _SMALL}
    return frozenset(w for w in found - _OF_KIND if not (own and w.startswith(own)))
