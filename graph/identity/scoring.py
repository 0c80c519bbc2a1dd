"""How likely two members are one thing, with the reasons. Deterministic, symmetric, and a function of the two alone.

The numbers are ordinal judgements: what must be merged lies above `SAME`, what a person should look at above `UNDECIDED`. Their
fitness is measured by
`benchmarks/identity.py` and by the groups of the annotated articles.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from rapidfuzz import fuzz

from graph.identity import names
from graph.identity.members import Member

SAME = 0.85
UNDECIDED = 0.5


@dataclass(frozen=True, slots=True)
class Score:
    """0–1, with what spoke for and against."""

    value: float
    reasons: tuple[str, ...]

    @property
    def judgement(self) -> str:
        """`same`, `undecided` or `notSame`."""
        return "same" if self.value >= SAME else "undecided" if self.value >= UNDECIDED else "notSame"


def score(a: Member, b: Member, posts: Mapping[str, frozenset[str]] = MappingProxyType({})) -> Score:
    """Compare two members.

    Of different kinds they are never the same. `posts` gives by key the posts a person was seen in, in any article.
    """
    if a.kind != b.kind:
        return Score(0.0, ("different kinds",))
    a, b = sorted((a, b), key=lambda m: m.key)
    if a.kind == "person":
        return _person(a, b, (posts.get(a.key, _NONE), posts.get(b.key, _NONE)))
    return _RULES.get(a.kind, _event)(a, b)


_NONE: frozenset[str] = frozenset()


# ---- persons and bodies ----------------------------------------------------------------------------------------------


def _person(a: Member, b: Member, posts: tuple[frozenset[str], frozenset[str]]) -> Score:
    like, why = names.likeness(a.name, b.name)
    if not like:
        return Score(0.0, (why,))
    if a.country and b.country and a.country != b.country:
        return Score(0.1, (why, "of different countries"))
    base = {1.0: 0.9, 0.9: 0.82, 0.8: 0.78, 0.7: 0.72, 0.5: 0.5}[like]
    reasons = [why]
    if a.country and a.country == b.country:
        base += 0.07
        reasons.append("of one country")
    elif a.country or b.country:
        base -= 0.03
        reasons.append("country of one unknown")
    if like < 1.0 and posts[0] & posts[1]:
        base += 0.3
        reasons.append("held the same post")
    elif like < 0.8 and posts[0] and posts[1]:
        base -= 0.25
        reasons.append("held different posts")
    return Score(round(min(base, 0.99), 3), tuple(reasons))


def _body(a: Member, b: Member) -> Score:
    if a.country and b.country and a.country != b.country:
        return Score(0.0, ("of different countries",))
    left, right = _plain(a.name), _plain(b.name)
    known = 0.05 if a.country and b.country else 0.0
    if left == right:
        # "Ministry of Health" of an unknown country may be anybody's
        return (
            Score(0.92 + known, ("same name",))
            if known or not (a.country or b.country)
            else Score(0.6, ("same name", "country of one unknown"))
        )
    if set(left) == set(right):
        return Score(0.88 + known if known else 0.6, ("same words",))
    if _acronym(left) == "".join(right) or _acronym(right) == "".join(left):
        return Score(0.75 + known, ("one is the initials of the other",))
    ratio = fuzz.ratio(" ".join(left), " ".join(right)) / 100
    return Score(round(0.8 * ratio, 3) if ratio > 0.9 and known else 0.0, (f"spelling alike {ratio:.2f}",))


_SMALL = frozenset({"the", "of", "and", "for", "on", "in"})


def _plain(name: str) -> tuple[str, ...]:
    return tuple(w for w in names.words(name.replace("&", "and")) if w not in _SMALL)


def _acronym(words: tuple[str, ...]) -> str:
    return "".join(w[0] for w in words) if len(words) > 1 else ""


def _joint_body(a: Member, b: Member) -> Score:
    if a.sides and b.sides and a.sides != b.sides:
        return Score(0.0, ("of different sides",))
    ratio = fuzz.token_set_ratio(" ".join(_plain(a.name)), " ".join(_plain(b.name))) / 100
    if ratio < 0.9:
        return Score(0.0, (f"names alike {ratio:.2f}",))
    return Score(
        0.92 if a.sides and a.sides == b.sides else 0.6,
        (f"names alike {ratio:.2f}", "of one pair of sides" if a.sides == b.sides else "sides not stated"),
    )


# ---- events and agreements -------------------------------------------------------------------------------------------


_NAMED_EVENTS = frozenset({"conference", "event"})
"""kinds of events that have names of their own"""


def _names_alike(a: Member, b: Member) -> bool:
    left, right = _plain(a.name), _plain(b.name)
    return len(left) > 1 and len(right) > 1 and fuzz.token_sort_ratio(" ".join(left), " ".join(right)) >= 90


def _event(a: Member, b: Member) -> Score:
    """Type family (by kind), dates, who took part, sides, place."""
    apart = _dates_apart(a, b)
    if apart:
        return Score(0.0, (apart,))
    ours, theirs = set(a.sides), set(b.sides)
    if ours and theirs and not ours & theirs:
        return Score(0.0, ("no side in common",))
    if len(ours) > 1 and len(theirs) > 1 and not (ours <= theirs or theirs <= ours):
        return Score(0.1, ("different pairs of sides",))
    shared = set(a.parties) & set(b.parties)
    reasons, value = [], 0.0
    if shared:
        part = len(shared) / min(len(a.parties), len(b.parties))
        value = 0.55 + 0.25 * part
        reasons.append(f"{len(shared)} participants in common")
    elif a.kind in _NAMED_EVENTS and _names_alike(a, b):
        value = 0.8
        reasons.append("one name")
    elif a.parties and b.parties:
        return Score(0.2, ("other participants",))
    elif ours and ours == theirs:
        value = 0.5
        reasons.append("the same sides, participants of one not named")
    if not value:
        return Score(0.0, ("nobody in common",))
    value += _closeness(a, b, reasons)
    if a.places and b.places:
        same_place = _same_place(a.places, b.places)
        value += 0.05 if same_place else -0.1
        reasons.append("same place" if same_place else "places differ in name")
    return Score(round(max(0.0, min(value, 0.99)), 3), tuple(reasons))


def _same_place(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """One place in common; a city is in its country, so a report that names only the country says nothing else."""
    if set(a) & set(b):
        return True
    lands = {p.split("/")[1] for p in (*a, *b) if p.startswith("country/")}
    return any(p.startswith("place/") and p.split("/")[1] in lands for p in (*a, *b))


def _dates_apart(a: Member, b: Member) -> str:
    if (a.earliest and b.latest and a.earliest > b.latest) or (b.earliest and a.latest and b.earliest > a.latest):
        return "dates exclude each other"
    return ""


def _closeness(a: Member, b: Member, reasons: list[str]) -> float:
    """What the dates add: the narrower the time both may have been, the more."""
    if (a.earliest, a.latest) == (b.earliest, b.latest) and a.earliest and a.latest:
        reasons.append("same day" if a.earliest == a.latest else "the same dates")
        return 0.15 if a.earliest == a.latest else 0.1
    if not (a.earliest and a.latest and b.earliest and b.latest):
        reasons.append("date of one open")
        return -0.05 if (a.earliest or a.latest) and (b.earliest or b.latest) else -0.2
    days = max(_days(a), _days(b))
    reasons.append(f"dates within {days} days")
    return 0.1 if days <= 10 else 0.0 if days <= 31 else -0.15


def _days(m: Member) -> int:
    return (date.fromisoformat(m.latest) - date.fromisoformat(m.earliest)).days + 1


_KINDS_OF_PAPER = frozenset({
    "agreement", "memorandum", "understanding", "mou", "treaty", "protocol", "pact", "joint", "statement", "cooperation", "co",
    "operation", "between",
    "government", "governments", "republic", "exchange", "notes", "letter", "letters", "field", "signed", "new", "comprehensive",
})  # fmt: skip


def _agreement(a: Member, b: Member) -> Score:
    """Parties, dates and what the name says beyond what every such paper's name says."""
    apart = _dates_apart(a, b)
    if apart:
        return Score(0.0, (apart,))
    ours, theirs = set(a.sides), set(b.sides)
    if ours and theirs and not (ours <= theirs or theirs <= ours):
        return Score(0.0, ("different sides",))
    if not ours & theirs and not set(a.parties) & set(b.parties):
        return Score(0.0, ("no party in common",))
    left, right = (set(_plain(m.name)) - _KINDS_OF_PAPER - _country_words(a, b) for m in (a, b))
    if not left or not right:
        return Score(0.5, ("a name without a subject",))
    ratio = fuzz.token_set_ratio(" ".join(sorted(left)), " ".join(sorted(right))) / 100
    common = len(left & right) / min(len(left), len(right))
    if common < 0.5:
        return Score(round(0.4 * ratio, 3), (f"subjects alike {ratio:.2f}",))
    reasons = [f"subjects alike {ratio:.2f}"]
    value = 0.55 + 0.25 * min(ratio, common) + _closeness(a, b, reasons)
    if ours == theirs:
        value += 0.08
        reasons.append("the same sides")
    return Score(round(max(0.0, min(value, 0.99)), 3), tuple(reasons))


def _country_words(*members: Member) -> set[str]:
    """Last path segments of the sides' keys; a name that says "between India and …" says nothing the sides do not."""
    return {w for m in members for side in m.sides for w in side.rpartition("/")[2].split("-")}


def _series(a: Member, b: Member) -> Score:
    return _joint_body(a, b)


_RULES: dict[str, Callable[[Member, Member], Score]] = {
    "body": _body,
    "jointbody": _joint_body,
    "series": _series,
    "agreement": _agreement,
}
