"""Natural keys: what makes two mentions of one kind the same thing without looking at any other article.

A natural key is a function of what one article says: country and portfolio for a ministry, the name for a person, type family,
parties and date bounds for an event. Equal keys are one
thing unless a decision says otherwise; different keys may be made one thing by a decision. A key is also the path of the thing's IRI.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping

from graph import edtf, ids
from graph.model import Claim, Concept, Extraction, Object, Ref, Text, Thing

FAMILY = {"Call": "meeting", "Summit": "meeting", "Meeting": "meeting", "Visit": "visit", "StateVisit": "visit", "Signing": "signing"}
"""types that different reports may give to one event share a family (a summit is also called a meeting)"""

_BODIES = frozenset({
    "Organization", "PublicBody", "Agency", "GovernmentBody", "InternationalOrganization", "Company", "NewsOrganization"
})  # fmt: skip


class Profile:
    """One article's things and the claims about them, by subject and predicate."""

    def __init__(self, extraction: Extraction) -> None:
        self.article = extraction.article
        self.things = {t.key: t for t in extraction.things}
        self._claims: dict[str, dict[str, list[Claim]]] = defaultdict(lambda: defaultdict(list))
        for claim in extraction.claims:
            self._claims[claim.subject][claim.predicate].append(claim)

    def objects(self, key: str, *predicates: str) -> list[Object]:
        return [c.object for p in predicates for c in self._claims[key][p]]

    def refs(self, key: str, *predicates: str) -> list[str]:
        return list(dict.fromkeys(o.key for o in self.objects(key, *predicates) if isinstance(o, Ref)))

    def value(self, key: str, predicate: str) -> str | None:
        for o in self.objects(key, predicate):
            if isinstance(o, Text):
                return o.value
            if isinstance(o, Concept):
                return o.name
        return None


def natural_keys(extraction: Extraction) -> Mapping[str, str]:
    """The natural key of every thing of an extraction, by the thing's local key."""
    return _Keys(Profile(extraction)).all()


class _Keys:
    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self.found: dict[str, str] = {}
        self.open: set[str] = set()

    def all(self) -> dict[str, str]:
        for key in self.profile.things:
            self.of(key)
        return self.found

    def of(self, key: str) -> str:
        if key not in self.found:
            if key in self.open:  # things that name each other: the inner one stands by its local key
                return self._local(self.profile.things[key])
            self.open.add(key)
            thing = self.profile.things[key]
            rule = _RULES.get(thing.type, _named)
            self.found[key] = self._local(thing) if thing.facet("local") else rule(self, thing)
            self.open.discard(key)
        return self.found[key]

    def _local(self, thing: Thing) -> str:
        """Something without a name of its own, the same only within its article."""
        return f"{thing.type.lower()}/{ids.digest(self.profile.article, thing.key)}"

    def country(self, thing: Thing) -> str | None:
        """ISO code (or slug) of the country a thing is of."""
        for key in self.profile.refs(thing.key, "ofCountry"):
            return self.of(key).partition("/")[2]
        return None


def _named(keys: _Keys, thing: Thing) -> str:
    return f"{thing.type.lower()}/{ids.slug(thing.label)}"


def _person(keys: _Keys, thing: Thing) -> str:
    return f"person/{ids.slug(thing.label)}"


def _country(keys: _Keys, thing: Thing) -> str:
    return f"country/{thing.facet('iso') or ids.slug(thing.label)}"


def _body(keys: _Keys, thing: Thing) -> str:
    country = keys.country(thing)
    return f"body/{country}/{ids.slug(thing.label)}" if country else f"body/{ids.slug(thing.label)}"


def _ministry(keys: _Keys, thing: Thing) -> str:
    country = keys.country(thing)
    if country is None:  # "the Ministry of Health" of no stated country is nobody's but the article's
        return keys._local(thing)
    return f"ministry/{country}/{ids.slug(thing.facet('portfolio') or thing.label)}"


def _mission(keys: _Keys, thing: Thing) -> str:
    country = keys.country(thing)
    seats = sorted(keys.of(k).partition("/")[2] for k in keys.profile.refs(thing.key, "accreditedTo"))
    if country is None or not seats:
        return keys._local(thing)
    return f"mission/{country}/{seats[0]}/{ids.slug(thing.facet('mission') or 'embassy')}"


def _joint_body(keys: _Keys, thing: Thing) -> str:
    sides = sorted({keys.of(k).partition("/")[2] for k in keys.profile.refs(thing.key, "involves", "ofCountry")})
    name = ids.slug(thing.facet("theme") or thing.label)
    return f"jointbody/{'-'.join(sides)}/{name}" if sides else f"jointbody/{name}"


def _place(keys: _Keys, thing: Thing) -> str:
    inside = keys.profile.refs(thing.key, "inCountry")
    country = thing.facet("iso") or (keys.of(inside[0]).partition("/")[2] if inside else None)
    return f"place/{country}/{ids.slug(thing.label)}" if country else f"place/{ids.slug(thing.label)}"


def _post(keys: _Keys, thing: Thing) -> str:
    of = keys.profile.refs(thing.key, "postOf") or keys.profile.refs(thing.key, "ofCountry")
    return f"post/{ids.slug(keys.of(of[0])) if of else 'unknown-' + ids.digest(keys.profile.article, length=8)}/{ids.slug(thing.label)}"


def _account(keys: _Keys, thing: Thing) -> str:
    return f"account/{ids.slug(thing.facet('handle') or thing.label)}"


def _parties(keys: _Keys, thing: Thing, *predicates: str) -> list[str]:
    return sorted({keys.of(k) for k in keys.profile.refs(thing.key, *predicates)})


def _event(keys: _Keys, thing: Thing) -> str:
    """Type family, who took part (else which countries), and when; without a day or a party it is the article's own."""
    family = FAMILY.get(thing.type, thing.type.lower())
    who = _parties(keys, thing, "participant", "visitor") or _parties(keys, thing, "involves")
    date = keys.profile.value(thing.key, "date")
    earliest, latest = edtf.bounds(date) if date else (None, None)
    where = _parties(keys, thing, "destination") if family == "visit" else []
    if not who or (earliest is None and latest is None):
        return f"{family}/{ids.digest(keys.profile.article, thing.key)}"
    if earliest is None or latest is None:
        # "some time before publication" says too little to be the same as another report of the kind
        return f"{family}/{ids.digest(family, *who, *where, str(earliest), str(latest), keys.profile.article)}"
    return f"{family}/{ids.digest(family, *who, *where, earliest.isoformat(), latest.isoformat())}"


def _agreement(keys: _Keys, thing: Thing) -> str:
    who = _parties(keys, thing, "party") or _parties(keys, thing, "involves")
    date = keys.profile.value(thing.key, "date")
    earliest, latest = edtf.bounds(date) if date else (None, None)
    if len(who) < 2 or earliest is None or latest is None:
        return f"agreement/{ids.digest(keys.profile.article, thing.key)}"
    return f"agreement/{ids.digest(*who, earliest.isoformat(), latest.isoformat(), ids.slug(thing.facet('theme') or thing.label))}"


def _series(keys: _Keys, thing: Thing) -> str:
    sides = sorted({keys.of(k).partition("/")[2] for k in keys.profile.refs(thing.key, "involves")})
    return f"series/{'-'.join([*sides, ids.slug(thing.label)])}"


def _within(keys: _Keys, thing: Thing) -> str:
    """Provisions, commitments, delegations: parts of what one article reports."""
    return keys._local(thing)


_RULES: dict[str, Callable[[_Keys, Thing], str]] = {
    "Person": _person,
    "Country": _country,
    "Ministry": _ministry,
    "DiplomaticMission": _mission,
    "JointBody": _joint_body,
    "Place": _place,
    "City": _place,
    "Post": _post,
    "Account": _account,
    "Agreement": _agreement,
    "EventSeries": _series,
    **dict.fromkeys(_BODIES, _body),
    **dict.fromkeys(("Event", "Meeting", "Summit", "Call", "Visit", "StateVisit", "Signing", "Conference", "Publication"), _event),
    **dict.fromkeys(("Provision", "Commitment", "Delegation"), _within),
}
