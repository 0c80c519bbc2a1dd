"""The simple layer, computed at once from all claims: what keeping it up article by article must have come to.

Rules of derivation and the vocabulary may change between releases; then the articles' claims stay, and what follows from them is another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from graph.model import Iri, Literal, Quad, Triple
from graph.pipeline import upkeep
from graph.quads import derived, simple
from graph.quads import vocabulary as v
from graph.quads.simple import ClaimRow
from graph.store.interface import Store
from ontology import terms


def settled(store: Store, base: str) -> upkeep.Change:
    """The change that makes the simple layer what the claims of all articles give; no change where it is that already.

    Reads the whole graph. What follows from people's decisions is left as it is.
    """
    rows = [row for g in sorted(store.graph_names()) if g.startswith(f"{base}article/") for row in upkeep.claims(store.quads(g))]
    wanted = {Quad(t.s, t.p, t.o) for t in _layer(rows, base)}
    there = {q for q in store.quads(None) if not _decided(q.p)}
    return upkeep.Change(frozenset(there - wanted), frozenset(wanted - there))


def _layer(rows: list[ClaimRow], base: str) -> Iterator[Triple]:
    accepted = {Triple(r.s, r.p, r.o) for r in rows if not simple.is_single_valued(r.p)}
    accepted |= simple.chosen(r for r in rows if simple.is_single_valued(r.p))
    yield from accepted
    facts: dict[Iri, dict[Iri, set[Iri | Literal]]] = defaultdict(lambda: defaultdict(set))
    for t in accepted:
        facts[t.s][t.p].add(t.o)
    frozen = {s: {p: frozenset(o) for p, o in of.items()} for s, of in facts.items()}
    nothing: derived.Properties = {}
    for s in frozen:
        yield from derived.of(s, lambda iri: frozen.get(iri, nothing))
    days: dict[tuple[Iri, Iri, bool], set[str]] = defaultdict(set)
    for r in rows:
        if r.p in _TENURES and isinstance(r.o, Iri):
            days[r.s, r.o, _TENURES[r.p]] |= {r.published, *r.observed}
    for (person, post, former), of in days.items():
        yield from derived.tenure(person, post, (min(of), max(of)), former=former, base=base)


_TENURES = {v.term("holdsPost"): False, v.term("heldPost"): True}


def _decided(p: Iri) -> bool:
    name = v.local(p)
    return terms.is_property(name) and terms.derived_by(name) == "decision"
