"""How likely two members are one thing, with the reasons. Deterministic, symmetric, and a function of the two alone.

The numbers are ordinal judgements: what must be merged lies above `SAME`, what a person should look at above `UNDECIDED`. Their
fitness is measured by `benchmarks/identity.py`, by the stories of tests/identity and by the groups of the annotated articles.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from rapidfuzz import fuzz

from graph.identity import happenings, names, subjects
from graph.identity.members import Member
from graph.identity.scores import Score


def score(a: Member, b: Member, posts: Mapping[str, frozenset[str]] = MappingProxyType({})) -> Score:
    """Compare two members.

    Of different kinds they are never the same. `posts` gives by key the posts a person was seen in, in any article.
    """
    if a.kind != b.kind:
        return Score(0.0, ("different kinds",))
    a, b = sorted((a, b), key=lambda m: m.key)
    if a.kind == "person":
        return _person(a, b, (posts.get(a.key, _NONE), posts.get(b.key, _NONE)))
    return _RULES.get(a.kind, happenings.event)(a, b)


_NONE: frozenset[str] = frozenset()


# ---- persons and bodies ----------------------------------------------------------------------------------------------


def _person(a: Member, b: Member, posts: tuple[frozenset[str], frozenset[str]]) -> Score:
    like, why = names.likeness(a.name, b.name)
    if not like:
        return Score(0.0, (why,))
    if a.country and b.country and a.country != b.country:
        return Score(0.1, (why, "of different countries"))
    base = {1.0: 0.9, 0.9: 0.82, 0.8: 0.78, 0.75: 0.74, 0.7: 0.72, 0.5: 0.5}[like]
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
    left, right = subjects.plain(a.name), subjects.plain(b.name)
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


def _acronym(words: tuple[str, ...]) -> str:
    return "".join(w[0] for w in words) if len(words) > 1 else ""


def _joint_body(a: Member, b: Member) -> Score:
    """Joint bodies and series of events: whose, and concerned with what."""
    if a.sides and b.sides and a.sides != b.sides:
        return Score(0.0, ("of different sides",))
    if subjects.plain(a.name) == subjects.plain(b.name):
        return Score(0.95 if a.sides == b.sides else 0.87, ("same name", *(() if a.sides == b.sides else ("sides of one not stated",))))
    sides = a.sides or b.sides
    left, right = (subjects.concern(m.name, sides) for m in (a, b))
    if not left or not right:
        return Score(0.0, ("a name without a subject",))
    alike = len(left & right) / len(left | right)
    reasons = (f"concerned with the same {alike:.2f}", "of one pair of sides" if a.sides == b.sides else "sides of one not stated")
    if alike == 1.0:
        return Score(0.92 if a.sides and a.sides == b.sides else 0.75, reasons)
    return Score(0.6 if alike >= 0.5 and a.sides == b.sides and a.sides else 0.0, reasons)


def _post(a: Member, b: Member) -> Score:
    """Posts of one country or body: the same words in any order are one title."""
    if a.sides != b.sides:
        return Score(0.0, ("of different countries or bodies",))
    return Score(0.95, ("the same title",)) if subjects.title(a.name) == subjects.title(b.name) else Score(0.0, ("other titles",))


def _place(a: Member, b: Member) -> Score:
    if a.country and b.country and a.country != b.country:
        return Score(0.0, ("in different countries",))
    if a.name != b.name:
        return Score(0.0, ("other names",))
    return Score(0.9, ("same name", "country of one not stated"))


_RULES: dict[str, Callable[[Member, Member], Score]] = {
    "body": _body,
    "jointbody": _joint_body,
    "series": _joint_body,
    "post": _post,
    "place": _place,
    "agreement": happenings.agreement,
}
