"""A part of the graph to look at: nodes and edges around a centre, or the best connected part of the whole.

Edges between agents are drawn once per event or agreement behind them, so that each can be dated, told planned from held, and opened.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from graph import ids
from graph.catalogue.reading import Catalogue, chunks, name, resource, term, values
from graph.catalogue.views import Edge, Node, Omitted, Picture
from graph.filters import EVERYTHING, Filters
from graph.model import Iri
from graph.store.interface import Row
from ontology import terms

PLAIN = (
    "holdsPost", "postOf", "participant", "host", "place", "party", "signatory", "establishes", "produces", "during", "under",
    "by", "toward", "heads", "accreditedTo", "represents", "ofCountry",
)  # fmt: skip
"""predicates drawn as they stand; hubs (`involves`, classes, topics) are left out"""

# what an edge may be drawn from, as the rules that derive it have it
_ENCOUNTER = "VALUES ?t { cmq:Meeting cmq:Call cmq:Summit } ?e a ?t ."
_DONE = "VALUES ?st { cmq:Held cmq:Ongoing cmq:Signed cmq:Reached cmq:InForce } ?e cmq:status ?st ."
_BOTH = "?e cmq:participant/cmq:represents? ?a ; cmq:participant/cmq:represents? ?b ;"
_PAIRS = {
    # drawn predicate: pattern of ?e with the two ends ?a and ?b; a delegation stands for what it represents
    "metWith": f"?a cmq:metWith ?b . {_ENCOUNTER} {_BOTH} cmq:status cmq:Held .",
    "plansToMeet": f"?a cmq:plansToMeet ?b . {_ENCOUNTER} VALUES ?st {{ cmq:Scheduled cmq:Planned cmq:Proposed }} {_BOTH} cmq:status ?st .",
    "cooperatesWith": f"?a cmq:cooperatesWith ?b . {_DONE} ?e cmq:party ?a , ?b .",
    "visited": f"?a cmq:visited ?b . {_DONE} ?e cmq:visitor/cmq:represents? ?a ; cmq:destination ?b .",
}
_SYMMETRIC = frozenset({"metWith", "plansToMeet", "cooperatesWith"})


def picture(c: Catalogue, *, center: str | None = None, hops: int = 1, limit: int = 300, filters: Filters = EVERYTHING) -> Picture:
    """At most `limit` nodes: those nearest to the centre, else those with most edges; the rest is counted as omitted."""
    if center is None:
        edges = list(_edges(c, filters, None))
    else:
        edges = _around(c, c.iri(center), hops, filters, limit)
    degree = Counter(x for e in edges for x in (e.source, e.target))
    middle = c.id(c.iri(center)) if center else None
    distance = _distances(edges, middle) if middle else {}
    ordered = sorted(degree, key=lambda k: (distance.get(k, 0), -degree[k], k))
    if middle and middle not in degree:
        ordered.insert(0, middle)
    nodes = {n.id: n for n in _nodes(c, ordered[: limit * 2], degree)}
    kept = [k for k in ordered[: limit * 2] if _wanted(nodes[k], filters, middle)][:limit]
    chosen = set(kept)
    drawn = [e for e in edges if e.source in chosen and e.target in chosen]
    shown = Counter(x for e in drawn for x in (e.source, e.target))
    return Picture(
        tuple(replace(nodes[k], degree=shown[k]) for k in kept),
        tuple(drawn),
        Omitted(max(0, len(ordered) - len(kept)), len(edges) - len(drawn)),
    )


def _wanted(node: Node, filters: Filters, middle: str | None) -> bool:
    if node.id == middle or not filters.types:
        return True
    return bool(filters.types & {node.type, *(terms.superclasses(node.type) if terms.is_class(node.type) else ())})


def _around(c: Catalogue, center: Iri, hops: int, filters: Filters, limit: int) -> list[Edge]:
    found: dict[str, Edge] = {}
    seen, ring = {center}, {center}
    for _ in range(max(1, hops)):
        for edge in _edges(c, filters, sorted(ring)):
            found.setdefault(edge.id, edge)
        ring = {Iri(c.base + x) for e in found.values() for x in (e.source, e.target)} - seen
        seen |= ring
        if len(seen) > limit * 4:
            break
    if len(ring) <= limit:
        # how the outermost ring hangs together, which a star would not show
        inside = {c.id(iri) for iri in seen}
        for edge in _edges(c, filters, sorted(ring)):
            if edge.source in inside and edge.target in inside:
                found.setdefault(edge.id, edge)
    return list(found.values())


def _distances(edges: Iterable[Edge], middle: str) -> dict[str, int]:
    near: dict[str, set[str]] = defaultdict(set)
    for e in edges:
        near[e.source].add(e.target)
        near[e.target].add(e.source)
    distance, ring, step = {middle: 0}, {middle}, 0
    while ring:
        step += 1
        ring = {x for k in ring for x in near[k]} - distance.keys()
        distance |= dict.fromkeys(ring, step)
    return distance


def _edges(c: Catalogue, filters: Filters, ring: Sequence[Iri] | None) -> Iterator[Edge]:
    """Edges that touch the ring (None: all), each once."""
    seen: set[str] = set()
    for part in chunks(ring, 50) if ring is not None else [None]:
        for edge in (*_pair_edges(c, filters, part), *_plain_edges(c, filters, part)):
            if edge.id not in seen:
                seen.add(edge.id)
                yield edge


def _touching(ring: Sequence[Iri] | None, a: str, b: str, pattern: str) -> str:
    if ring is None:
        return pattern
    names = values(ring)
    return f"{{ VALUES ?{a} {{ {names} }} {pattern} }} UNION {{ VALUES ?{b} {{ {names} }} {pattern} }}"


_STATE = """OPTIONAL { ?e cmq:status ?status } OPTIONAL { ?e cmq:date ?date }
    OPTIONAL { ?e cmq:earliest ?lo } OPTIONAL { ?e cmq:latest ?hi }"""


def _country(c: Catalogue, filters: Filters, thing: str) -> str:
    return " ".join(f"?{thing} cmq:involves|cmq:ofCountry|cmq:inCountry {term(c.iri(x))} ." for x in sorted(filters.countries))


def _date(row: Row) -> str | None:
    return row["date"].value if "date" in row else None


def _pair_edges(c: Catalogue, filters: Filters, ring: Sequence[Iri] | None) -> Iterator[Edge]:
    for predicate, pattern in _PAIRS.items():
        if filters.predicates and predicate not in filters.predicates:
            continue
        where = _touching(ring, "a", "b", pattern)
        for row in c.rows(f"SELECT DISTINCT ?a ?b ?e ?status ?date ?lo ?hi WHERE {{ {where} {_country(c, filters, 'e')} {_STATE} }}"):
            a, b, e = (c.id(resource(row, x)) for x in "abe")
            if predicate in _SYMMETRIC and a > b:
                a, b = b, a
            status = name(resource(row, "status")) if "status" in row else None
            if (not filters.statuses or status in filters.statuses) and filters.window.holds(_date(row)):
                yield _edge(a, predicate, b, e, status, row)


def _plain_edges(c: Catalogue, filters: Filters, ring: Sequence[Iri] | None) -> Iterator[Edge]:
    wanted = [p for p in PLAIN if not filters.predicates or p in filters.predicates]
    if not wanted:
        return
    names = " ".join(f"cmq:{p}" for p in wanted)
    where = _touching(ring, "a", "b", f"VALUES ?p {{ {names} }} ?a ?p ?b .")
    query = f"SELECT DISTINCT ?a ?p ?b ?status ?date ?lo ?hi WHERE {{ {where} {_country(c, filters, 'a')} {_STATE.replace('?e ', '?a ')} }}"
    for row in c.rows(query):
        if not isinstance(row["b"], Iri):
            continue
        status = name(resource(row, "status")) if "status" in row else None
        if (not filters.statuses or status is None or status in filters.statuses) and (status is None or filters.window.holds(_date(row))):
            yield _edge(c.id(resource(row, "a")), name(resource(row, "p")), c.id(resource(row, "b")), None, status, row)


def _edge(a: str, predicate: str, b: str, event: str | None, status: str | None, row: Row) -> Edge:
    date, lo, hi = (row[x].value if x in row else None for x in ("date", "lo", "hi"))
    return Edge(ids.digest(a, predicate, b, event or ""), a, b, predicate, status, date, lo, hi, None, event)


def _nodes(c: Catalogue, found: Sequence[str], degree: Counter[str]) -> Iterator[Node]:
    iris = [Iri(c.base + k) for k in found]
    refs = c.refs(iris)
    lands: dict[Iri, str] = {}
    for chunk in chunks(iris):
        for row in c.rows(f"SELECT ?s ?o WHERE {{ VALUES ?s {{ {values(chunk)} }} ?s cmq:ofCountry|cmq:inCountry ?o }}"):
            lands[resource(row, "s")] = c.id(resource(row, "o"))
    for iri in iris:
        yield Node(refs[iri].id, refs[iri].label, refs[iri].type, lands.get(iri), degree[refs[iri].id])
