"""Score what a graph says against annotated articles.

An item of the graph answers a gold item where they share enough evidence, company and names; each answers at most one. Core items count for
recall. What answers a non-core item is neither rewarded nor punished; what answers none is punished. Details (status, date, parties …) are
shares among the core items that were answered.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import combinations

from graph.model import Iri, Quad
from tests.quality.corpus import Agreement, Commitment, Event, Gold, Item, Member, Post, Statement, Trap
from tests.quality.facts import Facts, Graph, Term
from tests.quality.naming import alike, covered, may_be_one, normal, shared
from tests.quality.tallies import Scores, Tally, matched

EVENTS = ("Call", "Summit", "StateVisit", "Visit", "Signing", "Conference", "Meeting", "Event")
"""classes of events, most telling first"""
_READ_AS = {"StateVisit": "Visit", "Event": "Other"}
_MAY_ANSWER = {
    "Meeting": {"Meeting", "Call", "Summit", "Conference"},
    "Call": {"Call", "Meeting"},
    "Summit": {"Summit", "Meeting", "Conference"},
    "Visit": {"Visit"},
    "Signing": {"Signing"},
    "Conference": {"Conference", "Meeting", "Summit", "Other"},
    "Other": {"Other", "Meeting", "Conference", "Visit", "Signing", "Summit", "Call"},
}
_CLASSES = {"GovernmentBody": {"GovernmentBody", "PublicBody"}, "NewsMedia": {"NewsOrganization"}, "Place": {"Place", "City"}}
"""classes of the vocabulary that are right for a type of the annotation, where it is not the one of the same name"""
_KINDS = {"Person": "Person", "Country": "Country", "Place": "Place", "City": "Place"}
_BODIES = (
    "Ministry", "Agency", "GovernmentBody", "PublicBody", "DiplomaticMission", "Organization", "Company", "NewsOrganization", "NewsMedia",
    "Platform", "InternationalOrganization", "JointBody",
)  # fmt: skip


def score(golds: Iterable[Gold], quads: Iterable[Quad]) -> Scores:
    """Score every article against one store's quads."""
    graph, scores = Graph(quads), Scores()
    for gold in golds:
        _Article(gold, graph.facts(gold.id), scores).score()
    return scores


def same_things(groups: Sequence[frozenset[Member]], answers: dict[Member, Iri]) -> dict[str, float]:
    """Whether items of different articles share an IRI exactly where they are one: precision, recall and mean over pairs of items."""
    group = {member: k for k, members in enumerate(groups) for member in members}
    tally = Tally()
    for a, b in combinations(answers, 2):
        if a[0] != b[0]:
            ours, theirs = a in group and group[a] == group.get(b), answers[a] == answers[b]
            tally.sets(ours and theirs, ours, theirs)
    return {k: round(x, 4) for k, x in tally.found().items()}


class _Article:
    """One article against its facts."""

    def __init__(self, gold: Gold, facts: Facts, scores: Scores) -> None:
        self.gold, self.facts, self.scores = gold, facts, scores
        self.names = {e.id: {normal(n) for n in e.names} - {""} for e in gold.entities.values()}

    def score(self) -> None:
        self._entities()
        self._events()
        self._agreements()
        self._posts()
        self._commitments()
        self._statements()
        for trap in self.gold.traps:
            self._trap(trap)
        self._evidence()

    def tally(self, kind: str) -> Tally:
        return self.scores.tallies[kind]

    def fault(self, text: str) -> None:
        self.scores.faults.append((self.gold.id, text))

    # -- names -----------------------------------------------------------------------------------------------------------

    def same(self, entity: str, node: Term) -> bool:
        return alike(self.names[entity], self.facts.names(node), person=self.gold.entities[entity].type == "Person")

    def any(self, entity: str, nodes: Iterable[Term]) -> bool:
        return any(self.same(entity, n) for n in nodes)

    def common(self, entities: Iterable[str], nodes: Iterable[Term]) -> int:
        """How many of the entities are among the nodes, each node standing for one."""
        left, count = list(nodes), 0
        for entity in entities:
            node = next((n for n in left if self.same(entity, n)), None)
            if node is not None:
                left.remove(node)
                count += 1
        return count

    def f1(self, entities: Sequence[str], nodes: Sequence[Term]) -> float:
        if not entities and not nodes:
            return 0.0
        common = self.common(entities, nodes)
        return 2 * common / (len(entities) + len(nodes))

    def shown(self, nodes: Iterable[Term]) -> list[str]:
        return sorted(min(self.facts.names(n) or {"?"}) for n in nodes)

    # -- kinds of item ---------------------------------------------------------------------------------------------------

    def _entities(self) -> None:
        tally = self.tally("entities")
        for e in self.gold.entities.values():
            if not e.core:
                continue
            nodes = [n for n in self.facts.mentioned if self.same(e.id, n) and self._kinds(n) & {_kind(e.type)}]
            tally.sets(bool(nodes), 1, bool(nodes))
            if nodes:
                tally.detail("type", any(self.facts.types(n) & _CLASSES.get(e.type, {e.type}) for n in nodes))
            else:
                self.fault(f"entity missed: {e.type} {e.names[0]}")

    def _kinds(self, node: Term) -> set[str | None]:
        return {_kind(t) for t in self.facts.types(node)}

    def type_of(self, event: Iri) -> str:
        types = self.facts.types(event)
        found = next((t for t in EVENTS if t in types), "Event")
        return _READ_AS.get(found, found)

    def _events(self) -> None:
        pairs, missed, extra = matched(self.gold.events, self.facts.of_class(*EVENTS), self._event_fit)
        tally = self.tally("events")
        self._count(tally, pairs, missed, extra)
        for gold, node in pairs:
            self.scores.answers[self.gold.id, gold.id] = node
            if gold.core:
                self._event(tally, gold, node)
        for gold in (g for g in missed if g.core):
            self.fault(f"event missed: {gold.id} {gold.type} {gold.status} {gold.participants} {gold.countries}")
        for node in extra:
            who = self.shown([*self.facts.company(node)[0], *self.facts.company(node)[1]])
            self.fault(f"event extra: {self.type_of(node)} {self.facts.value(node, 'status')} {who} {self._words(node)}")

    def _event_fit(self, gold: Event, node: Iri) -> float:
        if self.type_of(node) not in _MAY_ANSWER[gold.type]:
            return 0.0
        agents, lands = self.facts.company(node)
        people, shared_text = self.f1(gold.participants, agents), covered(gold.spans, self.facts.spans(node))
        if not shared_text and not people:
            return 0.0
        in_time = may_be_one(gold.days, self.facts.days(node))
        return 0.4 * (shared_text >= 0.3) + 0.35 * people + 0.15 * self.f1(gold.countries, lands) + 0.1 * in_time

    def _event(self, tally: Tally, gold: Event, node: Iri) -> None:
        agents, lands = self.facts.company(node)
        common = self.common(gold.participants, agents)
        self.tally("participants").sets(common, len(gold.participants), len(agents))
        self.tally("countries").sets(self.common(gold.countries, lands), len(gold.countries), len(lands))
        status, days = self.facts.value(node, "status"), self.facts.days(node)
        tally.detail("type", self.type_of(node) == gold.type)
        tally.detail("status", status == gold.status)
        tally.detail("date", days == gold.days)
        tally.detail("date_fit", may_be_one(gold.days, days))
        if gold.place:
            tally.detail("place", self.any(gold.place, self.facts.objects(node, "place", "destination")))
        else:
            tally.detail("no_invented_place", not self.facts.objects(node, "place"))
        whole = status == gold.status and days == gold.days and common == len(agents) == len(gold.participants)
        tally.detail("complete", whole)
        if not whole:
            found = f"{self.type_of(node)} {status} {days} {self.shown(agents)}"
            self.fault(f"event {gold.id}: {found}, should be {gold.type} {gold.status} {gold.days} {list(gold.participants)}")

    def _agreements(self) -> None:
        pairs, missed, extra = matched(self.gold.agreements, self.facts.of_class("Agreement"), self._agreement_fit)
        tally = self.tally("agreements")
        self._count(tally, pairs, missed, extra)
        for gold, node in pairs:
            self.scores.answers[self.gold.id, gold.id] = node
            if gold.core:
                self._agreement(tally, gold, node)
        for gold in (g for g in missed if g.core):
            self.fault(f"agreement missed: {gold.name}")
        for node in extra:
            self.fault(f"agreement extra: {self._words(node)}")

    def _agreement_fit(self, gold: Agreement, node: Iri) -> float:
        shared_text = covered(gold.spans, self.facts.spans(node))
        named = alike({normal(gold.name)}, self.facts.names(node), person=False)
        if not shared_text and not named:
            return 0.0
        return 0.45 * (shared_text >= 0.3) + 0.35 * self.f1(gold.parties, self.facts.objects(node, "party")) + 0.2 * named

    def _agreement(self, tally: Tally, gold: Agreement, node: Iri) -> None:
        facts = self.facts
        parties, signatories = facts.objects(node, "party"), facts.objects(node, "signatory")
        common = self.common(gold.parties, parties)
        self.tally("parties").sets(common, len(gold.parties), len(parties))
        status = facts.value(node, "status")
        tally.detail("status", status == gold.status)
        tally.detail("instrument", (facts.value(node, "instrument") or "").casefold() == gold.kind.casefold())
        tally.detail("date", facts.days(node) == gold.days)
        tally.detail("signatories", len(gold.signatories) == len(signatories) == self.common(gold.signatories, signatories))
        ours = {w for area in gold.areas for w in normal(area).split()}
        if ours:
            theirs = {w for o in facts.objects(node, "area", "topic") for name in facts.names(o) for w in name.split()}
            tally.detail("area_words", len(ours & theirs) / len(ours) >= 0.5)
        if status != gold.status or not common == len(parties) == len(gold.parties):
            found = f"{status} {self.shown(parties)}"
            self.fault(f"agreement {gold.id}: {found}, should be {gold.status} {list(gold.parties)}")

    def _posts(self) -> None:
        found = [(s, o) for s, by in self.facts.claims.items() for o in by.get("holdsPost", ())]
        pairs, missed, extra = matched(self.gold.posts, found, self._post_fit)
        tally = self.tally("posts")
        self._count(tally, pairs, missed, extra)
        for gold, (_, post) in pairs:
            if gold.core and gold.of and isinstance(post, Iri):
                bodies = [*self.facts.objects(post, "postOf", "ofCountry"), *self.facts.graph.posts_of[post]]
                tally.detail("of", self.any(gold.of, bodies))
        for gold in (g for g in missed if g.core):
            self.fault(f"post missed: {gold.person}, {gold.title} of {gold.of}")
        for person, post in extra:
            self.fault(f"post extra: {self.shown([person])}, {sorted(self.facts.names(post))}")

    def _post_fit(self, gold: Post, found: tuple[Iri, Term]) -> float:
        person, post = found
        if not self.same(gold.person, person):
            return 0.0
        title = set(normal(gold.title).split())
        return max((shared(title, set(name.split())) for name in self.facts.names(post)), default=0.0)

    def _commitments(self) -> None:
        pairs, missed, extra = matched(self.gold.commitments, self.facts.of_class("Commitment"), self._commitment_fit)
        tally = self.tally("commitments")
        self._count(tally, pairs, missed, extra)
        for gold, node in pairs:
            if gold.core:
                by, modality = self.facts.objects(node, "by"), self.facts.value(node, "modality")
                tally.detail("by", not gold.by or self.common(gold.by, by) / len(gold.by) >= 0.5)
                tally.detail("modality", modality == gold.modality)
                if modality != gold.modality or not self.common(gold.by, by):
                    self.fault(f"commitment: {modality} by {self.shown(by)}, should be {gold.modality} by {list(gold.by)}")
        for gold in (g for g in missed if g.core):
            self.fault(f"commitment missed: {gold.modality} {self.gold.text[slice(*gold.spans[0])]!r}")
        for node in extra:
            self.fault(f"commitment extra: {self._words(node)}")

    def _commitment_fit(self, gold: Commitment, node: Iri) -> float:
        shared_text = covered(gold.spans, self.facts.spans(node))
        if not shared_text:
            return 0.0
        same_mood = self.facts.value(node, "modality") == gold.modality
        same_agent = any(self.any(x, self.facts.objects(node, "by")) for x in gold.by)
        return shared_text + 0.01 * same_mood + 0.01 * same_agent

    def _statements(self) -> None:
        tally = self.tally("statements")
        for gold in (s for s in self.gold.statements if s.core):
            said = [u for u in self.facts.utterances if covered(gold.spans, u.spans) >= 0.5]
            tally.sets(bool(said), 1, bool(said))
            if said:
                right = self.any(gold.speaker, (x for u in said for x in u.speakers))
                tally.detail("speaker", right)
                if not right:
                    self.fault(f"statement of {gold.speaker} given to {self.shown(x for u in said for x in u.speakers)}")
            else:
                self.fault(f"statement missed: {gold.speaker} {self._quoted(gold)}")

    def _quoted(self, gold: Statement | Commitment) -> str:
        return repr(self.gold.text[slice(*gold.spans[0])])

    def _words(self, node: Iri) -> str:
        return " / ".join(repr(self.gold.text[a:b]) for a, b in self.facts.spans(node)[:2])

    @staticmethod
    def _count(tally: Tally, pairs: Sequence[tuple[Item, object]], missed: Sequence[Item], extra: Collection[object]) -> None:
        tally.hits += sum(g.core for g, _ in pairs)
        tally.missed += sum(g.core for g in missed)
        tally.extra += len(extra)

    # -- what must not be there ------------------------------------------------------------------------------------------

    def _trap(self, trap: Trap) -> None:
        checks = {"metWith": self._met, "visited": self._visited, "participant": self._took_part, "partyTo": self._party}
        fallen = self._holds(trap) if trap.predicate == "holdsPost" else checks[trap.predicate](trap.subject, trap.object)
        if fallen is not None:
            self.tally("traps").detail("avoided", not fallen)
            if fallen:
                self.fault(f"trap: {trap.subject} {trap.predicate} {trap.object} ({trap.why})")

    def _happened(self, *types: str) -> list[Iri]:
        events = [n for n in self.facts.of_class(*EVENTS) if self.type_of(n) in types]
        return [n for n in events if self.facts.value(n, "status") in ("Held", "Ongoing")]

    def _met(self, a: str, b: str) -> bool | None:
        met = self._happened("Meeting", "Call", "Summit")
        return any(all(self.any(x, self.facts.company(n)[0]) for x in (a, b)) for n in met)

    def _visited(self, who: str, where: str) -> bool | None:
        return any(
            self.any(who, self.facts.company(n)[0]) and self.any(where, self.facts.objects(n, "destination", "place"))
            for n in self._happened("Visit")
        )

    def _took_part(self, a: str, b: str) -> bool | None:
        who, event = (b, a) if b in self.names else (a, b)
        node = self.scores.answers.get((self.gold.id, event))
        if node is None or who not in self.names:
            return None
        return any(self.any(who, nodes) for nodes in self.facts.company(node))

    def _party(self, who: str, what: str) -> bool | None:
        if what in {a.id for a in self.gold.agreements}:
            node = self.scores.answers.get((self.gold.id, what))
            return None if node is None else self.any(who, self.facts.objects(node, "party", "signatory"))
        if what not in self.names:
            return None
        named = [n for n in self.facts.of_class("Agreement") if alike(self.names[what], self.facts.names(n), person=False)]
        return any(self.any(who, self.facts.objects(n, "party")) for n in named)

    def _holds(self, trap: Trap) -> bool:
        title = self.gold.entities[trap.object].names[0] if trap.object in self.names else trap.object
        words = set(normal(title).split())
        return any(
            self.same(trap.subject, s) and any(words and shared(words, set(x.split())) >= 0.75 for x in self.facts.names(o))
            for s, by in self.facts.claims.items()
            for o in by.get("holdsPost", ())
        )

    def _evidence(self) -> None:
        tally = self.tally("evidence")
        for start, end, words in self.facts.quotes:
            tally.detail("quotes_exact", self.gold.text[start:end] == words)
        for by in self.facts.claims.values():
            for spans in (s for os in by.values() for s in os.values()):
                tally.detail("claims_with_evidence", bool(spans))


def _kind(type_: str) -> str | None:
    return "Body" if type_ in _BODIES else _KINDS.get(type_)
