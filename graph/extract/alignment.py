"""Two readings of one article: which of their things are one, what both claim, where they differ, and both as one reading.

Names are one where they are written alike; events, agreements and promises where they are of a kind, rest on the same words of the text,
and have company in common. Each thing has at most one counterpart; the best fit goes first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from graph.extract.confidence import agreed
from graph.ids import fold
from graph.model import Claim, Concept, Extraction, Object, Ref, Rejection, Span, Statement, Text, Thing

SINGLE = frozenset({"status", "date", "instrument", "modality", "type"})
"""predicates of which a thing has one value"""
NAMING = frozenset({"prefLabel", "altLabel"})
_SHARED = 0.5
"""part of the shorter evidence on which two things must rest together"""
_COMPANY = ("participant", "visitor", "party", "signatory", "by", "involves", "represents")
_GROUPS = {
    **dict.fromkeys(("Meeting", "Call", "Summit", "Conference"), "talks"),
    **dict.fromkeys(("Visit", "StateVisit"), "trip"),
    **dict.fromkeys(("City", "Place"), "place"),
    **dict.fromkeys(("Ministry", "Agency", "GovernmentBody", "DiplomaticMission", "InternationalOrganization", "JointBody"), "body"),
    **dict.fromkeys(("Company", "Organization", "NewsOrganization", "Platform"), "body"),
}
"""classes within which two readers may see one thing differently"""
_FACTS = frozenset({"talks", "trip", "Signing", "Event", "Publication", "Agreement", "Commitment"})
Keys = Mapping[str, str]
"""key in the second reading → key in the union"""


@dataclass(frozen=True, slots=True)
class Difference:
    """A claim on which two readings do not agree, in the keys of the union; None where a reading says nothing of the kind."""

    ours: Claim | None
    theirs: Claim | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two readings laid over each other. Of a property with one value the union keeps what the first one reads."""

    union: Extraction
    both: tuple[Claim, ...]
    differences: tuple[Difference, ...]


def compare(ours: Extraction, theirs: Extraction) -> Comparison:
    """What two readings of one article have in common and where they differ, and both as one extraction."""
    keys = _counterparts(_Side(ours), _Side(theirs))
    statements, said = _statements(ours.statements, theirs.statements, keys)
    mine = {_triple(c): c for c in ours.claims}
    yours = {_triple(c): c for c in (_renamed(c, keys, said) for c in theirs.claims)}
    both = [_joined(c, yours[t], (ours.reader, theirs.reader)) for t, c in mine.items() if t in yours]
    single = {(c.subject, c.predicate): c for c in ours.claims if c.predicate in SINGLE}
    known = {t.key for t in ours.things}
    added = [c for t, c in yours.items() if t not in mine and not (c.predicate == "prefLabel" and c.subject in known)]
    against = {_triple(c): single[c.subject, c.predicate] for c in added if (c.subject, c.predicate) in single}
    differences = [Difference(against.get(_triple(c)), c) for c in added if c.predicate not in NAMING]
    contested = {_triple(c) for c in against.values()}
    differences += [Difference(c, None) for t, c in mine.items() if t not in yours and t not in contested and c.predicate not in NAMING]
    shared = {_triple(c): c for c in both}
    union = Extraction(
        article=ours.article,
        reader=f"{ours.reader}+{theirs.reader}",
        version=f"{ours.version}+{theirs.version}",
        things=(*ours.things, *_new_things(theirs.things, keys, known)),
        claims=(
            *(shared.get(t) or replace(c, readers=(ours.reader,)) for t, c in mine.items()),
            *(replace(c, readers=(theirs.reader,)) for c in added if _triple(c) not in against),
        ),
        statements=statements,
        rejections=(*ours.rejections, *theirs.rejections, *_overruled(differences, ours.reader, theirs.reader)),
        warnings=(*ours.warnings, *theirs.warnings),
        runs=((ours.reader, ours.version), (theirs.reader, theirs.version)),
    )
    return Comparison(union, tuple(both), tuple(differences))


def value(o: Object) -> str:
    """The object of a claim in words."""
    return o.key if isinstance(o, Ref) else o.name if isinstance(o, Concept) else o.value


def _overruled(differences: Iterable[Difference], ours: str, theirs: str) -> Iterator[Rejection]:
    for d in differences:
        if d.ours is not None and d.theirs is not None:
            reason = f"{theirs} reads {value(d.theirs.object)}, {ours} {value(d.ours.object)}"
            yield Rejection(d.theirs.evidence[0], d.theirs.predicate, reason)


# ---- keys --------------------------------------------------------------------------------------------------------------


@dataclass
class _Side:
    """One reading, by thing."""

    extraction: Extraction
    things: dict[str, Thing] = field(init=False)
    names: dict[str, set[str]] = field(init=False)
    spans: dict[str, list[Span]] = field(init=False)
    company: dict[str, set[str]] = field(init=False)

    def __post_init__(self) -> None:
        self.things = {t.key: t for t in self.extraction.things}
        self.names = {t.key: {fold(t.label)} for t in self.extraction.things}
        self.spans, self.company = defaultdict(list), defaultdict(set)
        for c in self.extraction.claims:
            if c.predicate in ("type", "status"):
                self.spans[c.subject] += c.evidence
            if c.predicate == "altLabel" and isinstance(c.object, Text):
                self.names[c.subject].add(fold(c.object.value))
            if c.predicate in _COMPANY and isinstance(c.object, Ref):
                self.company[c.subject].add(c.object.key)


def _group(thing: Thing) -> str:
    return _GROUPS.get(thing.type, thing.type)


def _counterparts(ours: _Side, theirs: _Side) -> dict[str, str]:
    """Keys of the second reading by the first one's names: names first, then what has them for company."""
    keys: dict[str, str] = {}
    named = [k for k, t in theirs.things.items() if _group(t) not in _FACTS and t.type != "Post"]
    _pair(named, [k for k in ours.things if _group(ours.things[k]) not in _FACTS], keys, lambda a, b: _same_name(ours, b, theirs, a))
    posts = [k for k, t in theirs.things.items() if t.type == "Post"]
    _pair(posts, [k for k, t in ours.things.items() if t.type == "Post"], keys, lambda a, b: _same_post(ours, b, theirs, a, keys))
    facts = [k for k, t in theirs.things.items() if _group(t) in _FACTS]
    _pair(facts, [k for k in ours.things if _group(ours.things[k]) in _FACTS], keys, lambda a, b: _same_fact(ours, b, theirs, a, keys))
    return keys


def _pair(theirs: Sequence[str], ours: Sequence[str], keys: dict[str, str], fit: Callable[[str, str], float]) -> None:
    """Add pairs to `keys`, best fit first; a fit of 0 is none."""
    fits = sorted((-fit(a, b), n, m) for n, a in enumerate(theirs) for m, b in enumerate(ours))
    taken: set[str] = set()
    for score, n, m in fits:
        if score < 0 and theirs[n] not in keys and ours[m] not in taken:
            keys[theirs[n]] = ours[m]
            taken.add(ours[m])


def _same_name(ours: _Side, b: str, theirs: _Side, a: str) -> float:
    mine, yours = ours.things[b], theirs.things[a]
    if _group(mine) != _group(yours):
        return 0.0
    if mine.type == "Country":
        return float(mine.facet("iso") == yours.facet("iso"))
    if ours.names[b] & theirs.names[a]:
        return 1.0 + (mine.type == yours.type)
    if mine.type != "Person":
        return 0.0
    words = [(set(x.split()), set(y.split())) for x in ours.names[b] for y in theirs.names[a]]
    return 0.5 * any(min(len(x), len(y)) > 1 and (x <= y or y <= x) for x, y in words)


def _same_post(ours: _Side, b: str, theirs: _Side, a: str, keys: Keys) -> float:
    if not ours.names[b] & theirs.names[a]:
        return 0.0
    mine, yours = (_owners(s, k) for s, k in ((ours, b), (theirs, a)))
    same = {keys.get(k, k) for k in yours} & mine
    return 2.0 if same else 1.0 if not mine or not yours else 0.0


def _owners(side: _Side, post: str) -> set[str]:
    return {c.object.key for c in side.extraction.claims if c.subject == post and c.predicate == "postOf" and isinstance(c.object, Ref)}


def _same_fact(ours: _Side, b: str, theirs: _Side, a: str, keys: Keys) -> float:
    if _group(ours.things[b]) != _group(theirs.things[a]):
        return 0.0
    text = _overlap(ours.spans[b], theirs.spans[a])
    mine, yours = ours.company[b], {keys.get(k, k) for k in theirs.company[a]}
    people = len(mine & yours) / len(mine | yours) if mine | yours else 0.0
    if text < _SHARED or not (people or not mine or not yours):
        return 0.0
    return text + people


def _overlap(one: Iterable[Span], other: Sequence[Span]) -> float:
    """The largest part of the shorter of two spans that they share."""
    shared = [(min(x.end, y.end) - max(x.start, y.start)) / min(len(x), len(y)) for x in one for y in other]
    return max((s for s in shared if s > 0), default=0.0)


# ---- claims and statements ---------------------------------------------------------------------------------------------


def _triple(c: Claim) -> tuple[str, str, Object]:
    return c.subject, c.predicate, c.object


def _renamed(c: Claim, keys: Keys, said: Keys) -> Claim:
    target = Ref(keys.get(c.object.key, c.object.key)) if isinstance(c.object, Ref) else c.object
    return replace(c, subject=keys.get(c.subject, c.subject), object=target, said_in=tuple(said.get(k, k) for k in c.said_in))


def _joined(a: Claim, b: Claim, readers: tuple[str, str]) -> Claim:
    return replace(
        a,
        evidence=tuple(dict.fromkeys((*a.evidence, *b.evidence))),
        confidence=agreed(a.confidence, b.confidence),
        kind="asserted" if "asserted" in (a.kind, b.kind) else a.kind,
        said_in=tuple(dict.fromkeys((*a.said_in, *b.said_in))),
        readers=readers,
    )


def _new_things(theirs: Iterable[Thing], keys: Keys, known: set[str]) -> Iterator[Thing]:
    for t in theirs:
        if t.key not in keys and t.key not in known:
            yield t


def _statements(ours: Sequence[Statement], theirs: Sequence[Statement], keys: Keys) -> tuple[tuple[Statement, ...], dict[str, str]]:
    """The statements of both, and the keys of those of the second reading that the first has too."""
    said: dict[str, str] = {}
    new: list[Statement] = []
    for s in theirs:
        speakers = tuple(dict.fromkeys(keys.get(k, k) for k in s.speakers))
        same = next((o for o in ours if set(o.speakers) & set(speakers) and _overlap(o.evidence, s.evidence) >= _SHARED), None)
        if same is not None:
            said[s.key] = same.key
        else:
            new.append(replace(s, speakers=speakers, channel=keys.get(s.channel, s.channel) if s.channel else None))
    return (*ours, *new), said
