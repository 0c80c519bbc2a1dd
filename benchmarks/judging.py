"""Which claims of a reading are right, by an annotated article. The matching rules are those of the quality tests.

A claim is judged where the annotation can tell: by what answers an annotated item, and by what answers none although such items are to be
annotated all. Names, free text (topics, provisions, purposes) and what the annotation leaves open are not judged.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from graph.model import Claim, Concept, Extraction, Ref, Text
from tests.quality.corpus import Agreement, Commitment, Event, Gold, Item, Post, Stretch
from tests.quality.naming import alike, covered, edtf_days, may_be_one, normal, shared
from tests.quality.scoring import _CLASSES, _MAY_ANSWER, EVENTS, _kind
from tests.quality.tallies import matched

G = TypeVar("G", bound=Item)
_READ_AS = {"StateVisit": "Visit", "Event": "Other"}
Verdict = tuple[Claim, bool]


def judged(extraction: Extraction, gold: Gold) -> list[Verdict]:
    """The claims that can be judged, each with whether it is right."""
    return list(_Judge(extraction, gold).verdicts())


@dataclass
class _Judge:
    extraction: Extraction
    gold: Gold
    names: dict[str, set[str]] = field(init=False)
    types: dict[str, str] = field(init=False)
    claims: dict[str, list[Claim]] = field(init=False)

    def __post_init__(self) -> None:
        self.types = {t.key: t.type for t in self.extraction.things}
        self.names = {t.key: {normal(t.label)} for t in self.extraction.things}
        self.claims = defaultdict(list)
        for claim in self.extraction.claims:
            self.claims[claim.subject].append(claim)
            if claim.predicate == "altLabel" and isinstance(claim.object, Text):
                self.names[claim.subject].add(normal(claim.object.value))

    def verdicts(self) -> Iterator[Verdict]:
        yield from self._entities()
        yield from self._events()
        yield from self._agreements()
        yield from self._commitments()
        yield from self._posts()

    # -- what the reading says -------------------------------------------------------------------------------------------

    def of_class(self, *classes: str) -> list[str]:
        return [k for k, t in self.types.items() if t in classes]

    def objects(self, key: str, *predicates: str) -> list[str]:
        return [c.object.key for c in self.claims[key] if c.predicate in predicates and isinstance(c.object, Ref)]

    def spans(self, key: str) -> list[Stretch]:
        return sorted({(s.start, s.end) for c in self.claims[key] for s in c.evidence})

    def value(self, key: str, predicate: str) -> str | None:
        found = next((c.object for c in self.claims[key] if c.predicate == predicate), None)
        return found.name if isinstance(found, Concept) else found.value if isinstance(found, Text) else None

    def company(self, event: str) -> tuple[list[str], list[str]]:
        those = [x for k in self.objects(event, "participant", "visitor") for x in self._stands_for(k)]
        lands = [k for k in those if self.types[k] == "Country"]
        agents = [k for k in dict.fromkeys(those) if self.types[k] not in ("Country", "Place", "City")]
        return agents, [*lands, *self.objects(event, "involves")]

    def _stands_for(self, key: str) -> list[str]:
        return self.objects(key, "represents") or [key] if self.types[key] == "Delegation" else [key]

    # -- against the annotation ------------------------------------------------------------------------------------------

    def same(self, entity: str, key: str) -> bool:
        e = self.gold.entities[entity]
        ours = {normal(n) for n in e.names} - {""}
        return any(alike(ours, self.names[k], person=e.type == "Person") for k in self._stands_for(key))

    def any(self, entities: Iterable[str], key: str) -> bool:
        return any(e in self.gold.entities and self.same(e, key) for e in entities)

    def f1(self, entities: Sequence[str], keys: Sequence[str]) -> float:
        if not entities and not keys:
            return 0.0
        common = sum(any(e in self.gold.entities and self.same(e, k) for k in keys) for e in entities)
        return 2 * common / (len(entities) + len(keys))

    def _entities(self) -> Iterator[Verdict]:
        """The classes of what is named. A name that is not annotated is not judged: minor ones need not be."""
        for key, type_ in self.types.items():
            for e in self.gold.entities.values():
                if _kind(type_) == _kind(e.type) is not None and self.same(e.id, key):
                    yield from ((c, type_ in _CLASSES.get(e.type, {e.type})) for c in self.claims[key] if c.predicate == "type")
                    break

    def _pairs(self, golds: Sequence[G], keys: list[str], fit: Callable[[G, str], float]) -> Iterator[tuple[G | None, str]]:
        pairs, _, extra = matched(golds, keys, fit)
        yield from pairs
        yield from ((None, key) for key in extra)

    def _events(self) -> Iterator[Verdict]:
        for gold, key in self._pairs(self.gold.events, self.of_class(*EVENTS), self._event_fit):
            for c in self.claims[key]:
                if gold is None:
                    if c.predicate in _EVENT_CLAIMS:
                        yield c, False
                elif (right := self._of_event(gold, c)) is not None:
                    yield c, right

    def _event_fit(self, gold: Event, key: str) -> float:
        if self.type_of(key) not in _MAY_ANSWER[gold.type]:
            return 0.0
        agents, lands = self.company(key)
        people, text = self.f1(gold.participants, agents), covered(gold.spans, self.spans(key))
        if not text and not people:
            return 0.0
        return 0.4 * (text >= 0.3) + 0.35 * people + 0.15 * self.f1(gold.countries, lands) + 0.1 * may_be_one(gold.days, self.days(key))

    def type_of(self, key: str) -> str:
        return _READ_AS.get(self.types[key], self.types[key])

    def days(self, key: str) -> tuple[str | None, str | None]:
        date = self.value(key, "date")
        return edtf_days(date) if date else (None, None)

    def _of_event(self, gold: Event, c: Claim) -> bool | None:
        target = c.object.key if isinstance(c.object, Ref) else ""
        match c.predicate:
            case "type":
                return self.type_of(c.subject) == gold.type
            case "status":
                return self.value(c.subject, "status") == gold.status
            case "date":
                return self.days(c.subject) == gold.days
            case "participant" | "visitor":
                return self.any((*gold.participants, *gold.countries), target)
            case "involves":
                return self.any(gold.countries, target)
            case "place" | "destination":
                return self.any([gold.place], target) if gold.place else (False if c.predicate == "place" else None)
            case _:
                return None

    def _agreements(self) -> Iterator[Verdict]:
        for gold, key in self._pairs(self.gold.agreements, self.of_class("Agreement"), self._agreement_fit):
            for c in self.claims[key]:
                if gold is None:
                    if c.predicate in _AGREEMENT_CLAIMS:
                        yield c, False
                elif (right := self._of_agreement(gold, c)) is not None:
                    yield c, right

    def _agreement_fit(self, gold: Agreement, key: str) -> float:
        text = covered(gold.spans, self.spans(key))
        named = alike({normal(gold.name)}, self.names[key], person=False)
        if not text and not named:
            return 0.0
        return 0.45 * (text >= 0.3) + 0.35 * self.f1(gold.parties, self.objects(key, "party")) + 0.2 * named

    def _of_agreement(self, gold: Agreement, c: Claim) -> bool | None:
        target = c.object.key if isinstance(c.object, Ref) else ""
        match c.predicate:
            case "type":
                return True
            case "status":
                return self.value(c.subject, "status") == gold.status
            case "date":
                return self.days(c.subject) == gold.days
            case "instrument":
                return (self.value(c.subject, "instrument") or "").casefold() == gold.kind.casefold()
            case "party":
                return self.any(gold.parties, target)
            case "signatory":
                return self.any(gold.signatories, target)
            case _:
                return None

    def _commitments(self) -> Iterator[Verdict]:
        for gold, key in self._pairs(self.gold.commitments, self.of_class("Commitment"), self._commitment_fit):
            for c in self.claims[key]:
                if c.predicate in ("type", "modality", "by"):
                    yield c, gold is not None and self._of_commitment(gold, c)

    def _commitment_fit(self, gold: Commitment, key: str) -> float:
        text = covered(gold.spans, self.spans(key))
        return text + 0.01 * (self.value(key, "modality") == gold.modality) if text else 0.0

    def _of_commitment(self, gold: Commitment, c: Claim) -> bool:
        if c.predicate == "type":
            return True
        if c.predicate == "modality":
            return self.value(c.subject, "modality") == gold.modality
        return isinstance(c.object, Ref) and self.any(gold.by, c.object.key)

    def _posts(self) -> Iterator[Verdict]:
        found = [c for c in self.extraction.claims if c.predicate == "holdsPost"]
        pairs, _, extra = matched(self.gold.posts, found, self._post_fit)
        for gold, c in pairs:
            yield c, True
            post = c.object.key if isinstance(c.object, Ref) else ""
            for of in self.claims[post]:
                if of.predicate == "postOf" and isinstance(of.object, Ref) and gold.of:
                    lands = [of.object.key, *self.objects(post, "ofCountry")]
                    yield of, any(self.any([gold.of], k) for k in lands)
        yield from ((c, False) for c in extra)

    def _post_fit(self, gold: Post, c: Claim) -> float:
        if not isinstance(c.object, Ref) or not self.same(gold.person, c.subject):
            return 0.0
        title = set(normal(gold.title).split())
        return max((shared(title, set(name.split())) for name in self.names[c.object.key]), default=0.0)


_EVENT_CLAIMS = frozenset({"type", "status", "date", "participant", "visitor", "involves", "place", "destination"})
_AGREEMENT_CLAIMS = frozenset({"type", "status", "date", "instrument", "party", "signatory"})
