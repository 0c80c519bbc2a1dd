"""The simple layer, computed from all claims: what keeping it up article by article must have come to.

Rules of derivation and the vocabulary may change between releases; then the articles' claims stay, and what follows from them is another.
Things are looked at a few hundred at a time, so that memory holds the differences and the derived edges, not the claims.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from graph.model import Iri, Literal, Quad, Triple
from graph.pipeline import upkeep
from graph.quads import codec, derived, simple
from graph.quads import vocabulary as v
from graph.quads.simple import ClaimRow
from graph.store.interface import Store
from ontology import terms

_CHUNK = 300


def settled(store: Store, base: str) -> upkeep.Change:
    """The change that makes the simple layer what the claims of all articles give; no change where it is that already.

    What follows from people's decisions is left as it is.
    """
    return _Settling(store, base).change()


class _Settling:
    """One look at the whole layer."""

    def __init__(self, store: Store, base: str) -> None:
        self.store, self.base = store, base
        self.facts = upkeep.present(store)
        self.remove: set[Triple] = set()
        self.add: set[Triple] = set()
        self.edges: set[Triple] = set()
        """triples derived from one thing and said of another"""
        self.days: dict[tuple[Iri, Iri, bool], set[str]] = defaultdict(set)

    def change(self) -> upkeep.Change:
        things = sorted(self._things())
        for i in range(0, len(things), _CHUNK):
            self._settle(things[i : i + _CHUNK])
        for (person, post, former), of in self.days.items():
            self.edges |= derived.tenure(person, post, (min(of), max(of)), former=former, base=self.base)
        there = set(self._derived_elsewhere())
        self.remove |= there - self.edges
        self.add |= self.edges - there
        # what is derived from one thing and claimed of another stands by the claim
        out, into = self.remove - self.add, self.add - self.remove
        return upkeep.Change(frozenset(Quad(t.s, t.p, t.o) for t in out), frozenset(Quad(t.s, t.p, t.o) for t in into))

    def _settle(self, things: Sequence[Iri]) -> None:
        claimed = self._claims(things)
        layer = self._layer(things)
        for thing in things:
            rows = claimed.get(thing, [])
            accepted = {Triple(r.s, r.p, r.o) for r in rows if not simple.is_single_valued(r.p)}
            accepted |= simple.chosen(r for r in rows if simple.is_single_valued(r.p))
            mine: dict[Iri, set[Iri | Literal]] = defaultdict(set)
            for t in accepted:
                mine[t.p].add(t.o)
            frozen = {p: frozenset(o) for p, o in mine.items()}

            def facts(iri: Iri, me: Iri = thing, own: derived.Properties = frozen) -> derived.Properties:
                return own if iri == me else self.facts(iri)

            follows = derived.of(thing, facts) if frozen else set()
            self.edges |= {t for t in follows if t.s != thing or t.p in _EDGES}
            wanted = {t for t in accepted | follows if t.s == thing and t.p not in _EDGES}
            self.remove |= layer[thing] - wanted
            self.add |= wanted - layer[thing]
            for r in rows:
                if r.p in _TENURES and isinstance(r.o, Iri):
                    self.days[r.s, r.o, _TENURES[r.p]] |= {r.published, *r.observed}

    # -- reading -------------------------------------------------------------------------------------------------------

    def _things(self) -> set[Iri]:
        """Everything that a claim or the layer is about; tenures follow from the claims of their holders."""
        tenure = codec.term(v.term("Tenure"))
        plain = f"SELECT DISTINCT ?s WHERE {{ ?s ?p ?o FILTER NOT EXISTS {{ ?s a {tenure} }} }}"
        claimed = f"SELECT DISTINCT ?s WHERE {{ GRAPH ?g {{ ?c {codec.term(v.term('subjectKey'))} ?k ; {codec.term(v.SUBJECT)} ?s }} }}"
        return {s for query in (plain, claimed) for row in self.store.rows(query) if isinstance(s := row["s"], Iri)}

    def _claims(self, things: Sequence[Iri]) -> Mapping[Iri, list[ClaimRow]]:
        names = " ".join(codec.term(t) for t in things)
        observed = codec.term(v.term("observedOn"))
        query = f"""SELECT ?c ?s ?p ?o ?d ?x WHERE {{ VALUES ?s {{ {names} }} GRAPH ?g {{ ?c {codec.term(v.SUBJECT)} ?s ;
            {codec.term(v.term("subjectKey"))} ?k ; {codec.term(v.PREDICATE)} ?p ; {codec.term(v.OBJECT)} ?o ;
            {codec.term(v.DERIVED_FROM)}/{codec.term(v.PUBLISHED)} ?d OPTIONAL {{ ?c {observed} ?x }} }} }}"""
        found: dict[Iri, list[ClaimRow]] = defaultdict(list)
        for row in self.store.rows(query):
            s, p = row["s"], row["p"]
            assert isinstance(s, Iri) and isinstance(p, Iri)
            found[s].append(ClaimRow(s, p, row["o"], row["d"].value, (row["x"].value,) if "x" in row else ()))
        return found

    def _layer(self, things: Sequence[Iri]) -> dict[Iri, set[Triple]]:
        names = " ".join(codec.term(t) for t in things)
        found: dict[Iri, set[Triple]] = {t: set() for t in things}
        for row in self.store.rows(f"SELECT ?s ?p ?o WHERE {{ VALUES ?s {{ {names} }} ?s ?p ?o }}"):
            s, p = row["s"], row["p"]
            assert isinstance(s, Iri) and isinstance(p, Iri)
            if p not in _EDGES and not _decided(p):
                found[s].add(Triple(s, p, row["o"]))
        return found

    def _derived_elsewhere(self) -> Iterator[Triple]:
        edges = " ".join(codec.term(p) for p in sorted(_EDGES))
        for query in (
            f"SELECT ?s ?p ?o WHERE {{ VALUES ?p {{ {edges} }} ?s ?p ?o }}",
            f"SELECT ?s ?p ?o WHERE {{ ?s a {codec.term(v.term('Tenure'))} ; ?p ?o }}",
        ):
            for row in self.store.rows(query):
                s, p = row["s"], row["p"]
                assert isinstance(s, Iri) and isinstance(p, Iri)
                yield Triple(s, p, row["o"])


_EDGES = frozenset(v.term(name) for name in ("metWith", "plansToMeet", "visited", "partyTo", "cooperatesWith"))
_TENURES = {v.term("holdsPost"): False, v.term("heldPost"): True}


def _decided(p: Iri) -> bool:
    name = v.local(p)
    return terms.is_property(name) and terms.derived_by(name) == "decision"
