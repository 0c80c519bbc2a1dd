"""Search by name: everything that has a label, ranked by how much of the name was typed."""

from __future__ import annotations

from graph import ids
from graph.catalogue.reading import Catalogue, cursor, place, resource, text
from graph.catalogue.views import Hit, Page
from graph.model import Iri
from ontology import terms

CANDIDATES = 5000
"""names looked at for one search; beyond that the words typed say too little"""


def search(c: Catalogue, words: str, *, type_: str | None = None, limit: int = 20, after: str | None = None) -> Page[Hit]:
    """Things one of whose names holds every word typed: whole names first, then beginnings, then the rest, shorter names before longer."""
    wanted = ids.fold(words).split()
    if not wanted:
        return Page(())
    holds = " && ".join(f"CONTAINS(LCASE(?l), {text(w)})" for w in words.casefold().split())
    of = f"?s a <{terms.iri(type_)}> ." if type_ and terms.is_class(type_) else ""
    query = f"SELECT ?s ?l WHERE {{ {of} ?s skos:altLabel|skos:prefLabel ?l FILTER({holds}) }} LIMIT {CANDIDATES}"
    best: dict[Iri, tuple[tuple[int, int, str], str]] = {}
    for row in c.rows(query):
        iri, name = resource(row, "s"), row["l"].value
        rank = (_rank(ids.fold(name), wanted), len(name), name)
        best[iri] = min(best.get(iri, (rank, name)), (rank, name))
    ordered = sorted((rank, iri.value, name) for iri, (rank, name) in best.items())
    if last := place(after, 3):
        ordered = [x for x in ordered if (x[0][0], x[0][1], x[1]) > (int(last[0]), int(last[1]), last[2])]
    page = ordered[:limit]
    mark = cursor(str(page[-1][0][0]), str(page[-1][0][1]), page[-1][1]) if len(ordered) > limit else None
    return Page(tuple(_hits(c, [(Iri(iri), name) for _, iri, name in page])), mark)


def _rank(name: str, wanted: list[str]) -> int:
    typed = " ".join(wanted)
    if name == typed:
        return 0
    if name.startswith(typed):
        return 1
    words = name.split()
    return 2 if all(any(w.startswith(t) for w in words) for t in wanted) else 3


def _hits(c: Catalogue, found: list[tuple[Iri, str]]) -> list[Hit]:
    facts = c.facts(iri for iri, _ in found)
    hits = []
    for iri, matched in found:
        me = c.ref_of(iri, facts[iri])
        names = sorted({o.value for o in facts[iri].get("altLabel", ())})
        hits.append(Hit(me.id, me.iri, me.label, me.type, matched, tuple(names)))
    return hits
