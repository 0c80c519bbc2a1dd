"""The graph as it was told by a day: what the articles published until then make of it, and nothing that came later.

Read from the claims, as the simple layer is made from them (`graph.quads.simple`, `graph.quads.derived`): a meeting that was announced by
that day and held after it is planned here. Who is who is what is known today.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from graph.catalogue.reading import Catalogue, Facts, chunks, name, resource, term, values
from graph.catalogue.views import Ref
from graph.model import Iri, Literal, Triple
from graph.quads import derived, simple
from graph.quads import vocabulary as v
from graph.quads.derived import Properties
from graph.quads.simple import ClaimRow

ROLES = ("participant", "visitor", "party", "represents")
"""predicates from which what follows for an agent is derived"""


@dataclass(frozen=True, slots=True)
class Earlier(Catalogue):
    """A catalogue that knows only what had been published by `day` (ISO)."""

    day: str = "9999-12-31"

    def facts(self, iris: Iterable[Iri]) -> dict[Iri, Facts]:
        """The triples of each resource that the simple layer would have held, those derived from others' facts left out."""
        wanted = set(iris)
        claimed = self._claimed(wanted)
        return {iri: _named(_with_own(iri, claimed.get(iri, {}))) for iri in wanted}

    def refs(self, iris: Iterable[Iri]) -> dict[Iri, Ref]:
        """Names and classes as they were known; of what was not, as they are known now, for it is pointed to by what was."""
        wanted = set(iris)
        found = {iri: self.ref_of(iri, facts) for iri, facts in self.facts(wanted).items() if facts}
        return found | Catalogue.refs(self, wanted - found.keys())

    def triples(self, me: Iri, mine: Facts, incoming: int) -> tuple[list[tuple[str, Iri | Literal]], list[tuple[str, Iri]]]:
        """Predicates and objects that go out, predicates and subjects that come in; what follows by rule included."""
        into = list(self._incoming(me, incoming))
        out = [(p, o) for p, objects in mine.items() for o in objects]
        events = {s for p, s in into if p in ROLES}
        if events:
            out += [(v.local(t.p), t.o) for t in sorted(self._derived(events), key=lambda t: (t.p, t.o.value)) if t.s == me]
        return list(dict.fromkeys(out)), into

    def states(self, iris: Iterable[Iri]) -> dict[Iri, tuple[str | None, str | None]]:
        """Status and date as they were told by the day."""
        found: dict[Iri, tuple[str | None, str | None]] = {}
        for iri, of in self.facts(iris).items():
            status = next((name(o) for o in of.get("status", ()) if isinstance(o, Iri)), None)
            found[iri] = (status, next((o.value for o in of.get("date", ())), None))
        return found

    def _derived(self, subjects: set[Iri]) -> set[Triple]:
        """What the rules derive from events and agreements."""
        known: dict[Iri, Properties] = dict(self._claimed(subjects))
        agents = {o for of in known.values() for p in ROLES for o in of.get(v.term(p), ()) if isinstance(o, Iri)}
        known |= self._claimed(agents - known.keys())
        return {t for s in sorted(subjects) for t in derived.of(s, lambda iri: known.get(iri, {}))}

    def _incoming(self, me: Iri, most: int) -> Iterator[tuple[str, Iri]]:
        query = f"""SELECT DISTINCT ?s ?p WHERE {{ GRAPH ?g {{ ?c rdf:object {term(me)} ; rdf:subject ?s ; rdf:predicate ?p .
            ?g schema:datePublished ?d }} FILTER(STR(?d) <= "{self.day}" && ?p != rdf:type) }} LIMIT {most}"""
        for row in self.rows(query):
            yield name(resource(row, "p")), resource(row, "s")

    def _claimed(self, iris: Iterable[Iri]) -> dict[Iri, Properties]:
        """Accepted triples by subject: as claimed, but one status and one date."""
        rows: dict[Iri, list[ClaimRow]] = defaultdict(list)
        for chunk in chunks(sorted(set(iris))):
            query = f"""SELECT ?s ?p ?o ?d WHERE {{ VALUES ?s {{ {values(chunk)} }} GRAPH ?g {{ ?c rdf:subject ?s ; rdf:predicate ?p ;
                rdf:object ?o ; cmq:claimKind ?kind . ?g schema:datePublished ?d }}
                FILTER(STR(?d) <= "{self.day}" && ?kind != "background") }}"""
            for row in self.rows(query):
                s = resource(row, "s")
                rows[s].append(ClaimRow(s, resource(row, "p"), row["o"], row["d"].value))
        return {s: _accepted(of) for s, of in rows.items()}


def _accepted(rows: Sequence[ClaimRow]) -> Properties:
    found: dict[Iri, set[Iri | Literal]] = defaultdict(set)
    for row in rows:
        if not simple.is_single_valued(row.p):
            found[row.p].add(row.o)
    for t in simple.chosen(row for row in rows if simple.is_single_valued(row.p)):
        found[t.p].add(t.o)
    return {p: frozenset(objects) for p, objects in found.items()}


def _with_own(me: Iri, claimed: Properties) -> Mapping[Iri, set[Iri | Literal]]:
    """With what follows from a thing's own triples: classes above, its label, the bounds of its date, visitors as participants."""
    found = {p: set(objects) for p, objects in claimed.items()}
    for t in derived.of(me, lambda iri: claimed if iri == me else {}):
        if t.s == me:
            found.setdefault(t.p, set()).add(t.o)
    return found


def _named(of: Mapping[Iri, set[Iri | Literal]]) -> Facts:
    return {name(p): sorted(objects, key=lambda o: o.value) for p, objects in of.items()}
