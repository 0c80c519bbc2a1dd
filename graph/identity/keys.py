"""Natural keys: what makes two mentions of one kind the same thing without looking at any other article.

A natural key is a function of what one article says: country and portfolio for a ministry, the name for a person, type family,
parties and date bounds for an event. Equal keys are one
thing unless a decision says otherwise; different keys may be made one thing by a decision. A key is also the path of the thing's IRI.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

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
        self.produced_at: dict[str, list[str]] = defaultdict(list)
        for claim in extraction.claims:
            self._claims[claim.subject][claim.predicate].append(claim)
            if claim.predicate == "produces" and isinstance(claim.object, Ref):
                self.produced_at[claim.object.key].append(claim.subject)

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


class Keys:
    """The natural keys of one extraction. The day of publication stands for the date of what was going on and has none."""

    def __init__(self, profile: Profile, published: date | None = None) -> None:
        self.profile = profile
        self.published = published
        self.found: dict[str, str] = {}
        self.open: set[str] = set()

    def all(self) -> dict[str, str]:
        """The natural key of every thing, by the thing's local key."""
        for key in self.profile.things:
            self.of(key)
        return self.found

    def of(self, key: str) -> str:
        if key not in self.found:
            if key in self.open:  # things that name each other: the inner one stands by its local key
                return self.local(self.profile.things[key])
            self.open.add(key)
            thing = self.profile.things[key]
            rule = _RULES.get(thing.type, _named)
            self.found[key] = self.local(thing) if thing.facet("local") else rule(self, thing)
            self.open.discard(key)
        return self.found[key]

    def local(self, thing: Thing) -> str:
        """Something without a name of its own, the same only within its article."""
        return f"{thing.type.lower()}/{ids.digest(self.profile.article, thing.key)}"

    def country(self, thing: Thing) -> str | None:
        """ISO code (or slug) of the country a thing is of."""
        for key in self.profile.refs(thing.key, "ofCountry"):
            return self.of(key).partition("/")[2]
        return None


def _named(keys: Keys, thing: Thing) -> str:
    return f"{thing.type.lower()}/{ids.slug(thing.label)}"


def _person(keys: Keys, thing: Thing) -> str:
    """Country and full name; a last name alone is somebody only with a post beside it."""
    country = keys.country(thing)
    name = ids.slug(thing.label)
    if "-" not in name:
        posts = sorted(keys.of(k).rpartition("/")[2] for k in keys.profile.refs(thing.key, "holdsPost"))
        if not posts or country is None:
            return keys.local(thing)
        return f"person/{country}/{name}/{posts[0]}"
    return f"person/{country}/{name}" if country else f"person/{name}"


def _country(keys: Keys, thing: Thing) -> str:
    return f"country/{(thing.facet('iso') or ids.slug(thing.label)).lower()}"


def _body(keys: Keys, thing: Thing) -> str:
    country = keys.country(thing)
    return f"body/{country}/{ids.slug(thing.label)}" if country else f"body/{ids.slug(thing.label)}"


def _ministry(keys: Keys, thing: Thing) -> str:
    country = keys.country(thing)
    if country is None:  # "the Ministry of Health" of no stated country is nobody's but the article's
        return keys.local(thing)
    return f"ministry/{country}/{ids.slug(thing.facet('portfolio') or thing.label)}"


def _mission(keys: Keys, thing: Thing) -> str:
    country = keys.country(thing)
    seats = sorted(keys.of(k).partition("/")[2] for k in keys.profile.refs(thing.key, "accreditedTo"))
    if country is None or not seats:
        return keys.local(thing)
    return f"mission/{country}/{seats[0]}/{ids.slug(thing.facet('mission') or 'embassy')}"


def _joint_body(keys: Keys, thing: Thing) -> str:
    sides = [side.partition("/")[2] for side in sides_of(keys, thing)]
    name = ids.slug(thing.facet("theme") or thing.label)
    return f"jointbody/{'-'.join(sides)}/{name}" if sides else f"jointbody/{name}"


def sides_of(keys: Keys, thing: Thing) -> tuple[str, ...]:
    """Whose a joint body or a series of events is, as natural keys of countries."""
    return tuple(sorted({keys.of(k) for k in keys.profile.refs(thing.key, "involves", "ofCountry")}))


def _place(keys: Keys, thing: Thing) -> str:
    inside = keys.profile.refs(thing.key, "inCountry")
    country = (thing.facet("iso") or "").lower() or (keys.of(inside[0]).partition("/")[2] if inside else None)
    return f"place/{country}/{ids.slug(thing.label)}" if country else f"place/{ids.slug(thing.label)}"


def _post(keys: Keys, thing: Thing) -> str:
    of = keys.profile.refs(thing.key, "postOf") or keys.profile.refs(thing.key, "ofCountry")
    return f"post/{ids.slug(keys.of(of[0])) if of else 'unknown-' + ids.digest(keys.profile.article, length=8)}/{ids.slug(thing.label)}"


def _account(keys: Keys, thing: Thing) -> str:
    return f"account/{ids.slug(thing.facet('handle') or thing.label)}"


@dataclass(frozen=True, slots=True)
class Features:
    """What tells one event or agreement from another, all by natural key; days are ISO, "" where open.

    `parties` are the persons and bodies, `sides` the countries, `behind` the bodies that the persons head, `hosts` who invites or receives.
    `papers` are the names of agreements that came of it. `nature` is what such a thing is called beyond its class ("consultations"), `call`
    marks what is held at a distance, `stage` is how far an agreement has come.
    """

    parties: tuple[str, ...] = ()
    sides: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    earliest: str = ""
    latest: str = ""
    behind: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    nature: str = ""
    call: bool = False
    stage: str = ""
    papers: tuple[str, ...] = ()

    @property
    def dated(self) -> bool:
        """Whether both bounds are known."""
        return bool(self.earliest and self.latest)

    @property
    def aside(self) -> tuple[str, ...]:
        """What only some reports say, as parts of a key: equal reports have equal keys, and whoever says less has a shorter one."""
        several = (("behind", self.behind), ("hosts", self.hosts), ("papers", self.papers))
        said = (*several, ("nature", (self.nature,)), ("stage", (self.stage,)))
        return tuple(f"{name}={x}" for name, values in said for x in values if x) + (("call",) if self.call else ())


_NATURES = frozenset({"consultation", "dialogue", "negotiation", "session", "commission", "committee", "roundtable", "inauguration"})
"""nouns that say what kind of meeting it was; "talks" and "meeting" may be said of any"""

_AROUND = timedelta(days=3)
"""a visit or conference that was going on when it was reported began or will end within these days"""


def features(keys: Keys, key: str) -> Features:
    """The features of an event or agreement; a delegation stands for what it represents."""
    profile = keys.profile
    thing = profile.things[key]
    agents = profile.refs(key, "participant", "visitor", "party")
    agents = [r for k in agents for r in (profile.refs(k, "represents") if profile.things[k].type == "Delegation" else [k])]
    countries = [k for k in agents if profile.things[k].type == "Country"] + profile.refs(key, "involves")
    if not countries:  # a paper of which only its signing says whose it is
        countries = [c for event in profile.produced_at.get(key, ()) for c in profile.refs(event, "involves")]
    named = {k for k in agents if profile.things[k].type != "Country"}
    heads = {o for k in named for o in profile.refs(k, "heads")} - named
    earliest, latest = _days(keys, key)
    of_paper = thing.type == "Agreement"
    return Features(
        parties=tuple(sorted({keys.of(k) for k in named})),
        sides=tuple(sorted({keys.of(k) for k in countries})),
        places=tuple(sorted({keys.of(k) for k in profile.refs(key, "place", "destination")})),
        earliest=earliest,
        latest=latest,
        behind=tuple(sorted({keys.of(k) for k in heads})),
        hosts=tuple(sorted({keys.of(k) for k in profile.refs(key, "host") if profile.things[k].type == "Person"})),
        nature="" if of_paper else _nature(keys, key),
        call=thing.type == "Call",
        stage=(profile.value(key, "status") or "") if of_paper else "",
        papers=() if of_paper else tuple(sorted({_words(profile.things[k].label) for k in profile.refs(key, "produces")})),
    )


def _words(name: str) -> str:
    return ids.slug(name, limit=10_000).replace("-", " ")


def _days(keys: Keys, key: str) -> tuple[str, str]:
    """The days between which something was: its own date, that of what was signed at it, within that of the visit during which it was."""
    profile = keys.profile
    family = FAMILY.get(profile.things[key].type)
    earliest, latest = _own_days(keys, key)
    if (earliest and latest) or family == "visit":  # what is asked for during one visit is another visit
        return earliest, latest
    narrower = profile.refs(key, "during")
    if family == "signing":
        narrower = [k for k in profile.refs(key, "produces") if profile.value(k, "status") == "Signed"] + narrower
    for other in narrower:
        lo, hi = _own_days(keys, other)
        # an open date says no more than when the report was published
        if lo and hi and (not latest or lo <= latest) and (not earliest or earliest <= hi):
            return max(lo, earliest), min(hi, latest or hi)
    return earliest, latest


def _own_days(keys: Keys, key: str) -> tuple[str, str]:
    profile = keys.profile
    stated = profile.value(key, "date")
    lo, hi = edtf.bounds(stated) if stated else (None, None)
    if not stated and keys.published and profile.value(key, "status") == "Ongoing":
        longer = profile.things[key].type in ("Visit", "StateVisit", "Conference", "Summit", "Event")
        lo, hi = (keys.published - _AROUND, keys.published + _AROUND) if longer else (keys.published, keys.published)
    return lo.isoformat() if lo else "", hi.isoformat() if hi else ""


def _nature(keys: Keys, key: str) -> str:
    said = {w.removesuffix("s") for o in keys.profile.objects(key, "altLabel") if isinstance(o, Text) for w in ids.slug(o.value).split("-")}
    return min(said & _NATURES, default="")


def _event(keys: Keys, thing: Thing) -> str:
    """Type family, who, sides, where and when. Without a day on both ends it is the article's own until it is decided otherwise."""
    family = FAMILY.get(thing.type, thing.type.lower())
    f = features(keys, thing.key)
    named = thing.facet("theme") or thing.label if family in ("event", "conference", "publication") else ""
    if not f.parties and not f.sides and not named:
        return f"{family}/{ids.digest(keys.profile.article, thing.key)}"
    own = "" if f.dated else keys.profile.article
    who = (*f.parties, "|", *f.sides, "|", *f.places, "|")
    return f"{family}/{ids.digest(family, *who, f.earliest, f.latest, ids.slug(named or '-'), own, *f.aside)}"


def _agreement(keys: Keys, thing: Thing) -> str:
    f = features(keys, thing.key)
    if len(f.parties) + len(f.sides) < 2:
        return f"agreement/{ids.digest(keys.profile.article, thing.key)}"
    own = "" if f.dated else keys.profile.article
    return f"agreement/{ids.digest(*f.parties, '|', *f.sides, '|', f.earliest, f.latest, ids.slug(thing.label), own, *f.aside)}"


def _series(keys: Keys, thing: Thing) -> str:
    sides = [side.partition("/")[2] for side in sides_of(keys, thing)]
    return f"series/{'-'.join([*sides, ids.slug(thing.label)])}"


def _within(keys: Keys, thing: Thing) -> str:
    """Provisions, commitments, delegations: parts of what one article reports."""
    return keys.local(thing)


_RULES: dict[str, Callable[[Keys, Thing], str]] = {
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
