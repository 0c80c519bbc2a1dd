"""The graph as nodes and edges for other programs. Each projection is a query kept as data in `projections/`.

A projection's query gives `?source ?predicate ?target` and, where an edge has one, the `?event` (event or agreement) behind it;
status, dates, confidence, and the first
article and quote that say so are added here, alike for all. So no edge leaves without its sentence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files

from graph import ids
from graph.catalogue.reading import Catalogue, chunks, name, resource, term, text, values
from graph.errors import QueryError, UnknownFormat
from graph.filters import EVERYTHING, Filters
from graph.model import Iri
from graph.store.interface import Row
from ontology import terms

SYMMETRIC = frozenset({"metWith", "plansToMeet", "cooperatesWith"})
"""edges without a direction; they come once"""


@dataclass(frozen=True, slots=True)
class Node:
    """A thing. `country` is the label of its country."""

    id: str
    label: str
    type: str
    country: str | None = None
    iri: str = ""


@dataclass(frozen=True, slots=True)
class Edge:
    """A relation with what it rests on. `symmetric`: it holds both ways and comes once.

    `article` is an id, `quote` the exact words, dates are ISO days, `date` is EDTF."""

    id: str
    source: str
    target: str
    predicate: str
    symmetric: bool
    status: str | None = None
    date: str | None = None
    earliest: str | None = None
    latest: str | None = None
    confidence: float | None = None
    article: str | None = None
    published: str | None = None
    quote: str | None = None
    event: str | None = None


EDGE_FIELDS = ("predicate", "symmetric", "status", "date", "earliest", "latest", "confidence", "article", "published", "quote", "event")
"""what every format keeps of an edge beside its ends, in this order"""


_NOT_FIRM = frozenset({"Scheduled", "Planned", "Proposed", "Postponed", "Cancelled", "Negotiating"})


def is_firm(e: Edge) -> bool:
    """Whether what stands behind an edge has come to be. Pictures draw the others dashed, so that no plan looks like a fact."""
    return e.status not in _NOT_FIRM and e.predicate != "plansToMeet"


def summary(e: Edge) -> str:
    """An edge in a few words, for formats with room for no more: predicate, status, date."""
    return ", ".join(x for x in (e.predicate, e.status, e.date) if x)


@dataclass(frozen=True, slots=True)
class Report:
    """The first report of an event or agreement: the id of the article, its day (ISO), and the words that say what it was."""

    article: str
    published: str
    quote: str


@dataclass(frozen=True, slots=True)
class Projection:
    """Nodes and edges, sorted by id. Every end of an edge is among the nodes. `reports` has the events behind the edges, by id."""

    name: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    reports: Mapping[str, Report] = field(default_factory=dict)


def names() -> tuple[str, ...]:
    """The projections there are."""
    return tuple(
        sorted(f.name.removesuffix(".rq") for f in files("graph.export").joinpath("projections").iterdir() if f.name.endswith(".rq"))
    )


def project(c: Catalogue, name_: str, filters: Filters = EVERYTHING) -> Projection:
    """Compute a projection. Edges without a date are kept whatever the days asked for; `article` is the first that tells of an edge,
    of those asked for where articles or publishers are.

    Raises UnknownFormat for a projection, QueryError for filters that are of things, not of edges.
    """
    for filter_, given in (("asOf", filters.as_of), ("trueOn", filters.true_on)):
        # an edge is drawn as the graph has it today; what was told of it earlier is another edge
        if given:
            raise QueryError(f"{filter_}: no filter of a projection; the lists under /api/v1 take it")
    if name_ not in names():
        raise UnknownFormat(name_, names())
    query = files("graph.export").joinpath("projections", f"{name_}.rq").read_text(encoding="utf-8")
    rows = list(c.rows(query))
    states = _states(c, {resource(r, "event") for r in rows if "event" in r})
    known = _evidence(c, rows)
    evidence: Mapping[object, _Evidence | None] = known
    if filters.articles or filters.publishers:
        evidence = _told(rows, known, _evidence(c, rows, filters))
    edges = {e.id: e for e in (_edge(c, r, states, evidence) for r in rows)}
    nodes = {n.id: n for n in _nodes(c, {Iri(c.base + x) for e in edges.values() for x in (e.source, e.target)})}
    kept = sorted((e for e in edges.values() if _kept(filters, e, nodes)), key=lambda e: e.id)
    ends = {x for e in kept for x in (e.source, e.target)}
    behind = {e.event: evidence.get(Iri(c.base + e.event)) for e in kept if e.event}
    reports = {id_: Report(found.article, found.published, found.quote) for id_, found in behind.items() if found}
    return Projection(name_, tuple(sorted((n for n in nodes.values() if n.id in ends), key=lambda n: n.id)), tuple(kept), reports)


# ---- filters ---------------------------------------------------------------------------------------------------------


def _kept(f: Filters, e: Edge, nodes: Mapping[str, Node]) -> bool:
    ends = (nodes[e.source], nodes[e.target])
    return (
        (not f.statuses or e.status in f.statuses)
        and (not f.predicates or e.predicate in f.predicates)
        and (e.article is not None or not (f.articles or f.publishers))
        and all(any(_of_country(n, x) for n in ends) for x in f.countries)
        and all(any(n.id == x for n in ends) for x in f.participants)
        and (not f.types or any({n.type, *_above(n.type)} & f.types for n in ends))
        and (e.date is None or f.window.holds(e.date))
        and (e.confidence or 1.0) >= f.confidence
    )


def _above(type_: str) -> tuple[str, ...]:
    return terms.superclasses(type_) if terms.is_class(type_) else ()


def _of_country(n: Node, wanted: str) -> bool:
    """By id (`country/in`) or name."""
    asked = wanted.casefold().removeprefix("country/")
    return (
        asked in ((n.country or "").casefold(), n.id.removeprefix("country/"), n.label.casefold() if n.type == "Country" else "")
        or f"/{asked}/" in n.id
    )


# ---- edges -----------------------------------------------------------------------------------------------------------


def _edge(c: Catalogue, row: Row, states: Mapping[Iri, Mapping[str, str]], evidence: Mapping[object, _Evidence | None]) -> Edge:
    s, p, o = (resource(row, x) for x in ("source", "predicate", "target"))
    event = resource(row, "event") if "event" in row else None
    state = states.get(event, {}) if event else {}
    found = evidence[s, p, o] if (s, p, o) in evidence else evidence.get(event) if event else None
    local = name(p)
    e = c.id(event) if event else None
    return Edge(
        ids.digest(s.value, p.value, o.value, e or ""), c.id(s), c.id(o), local, local in SYMMETRIC,
        state.get("status"), state.get("date"), state.get("earliest"), state.get("latest"),
        found.confidence if found else None, found.article if found else None, found.published if found else None, found.quote if
        found else None, e,
    )  # fmt: skip


def _states(c: Catalogue, events: Iterable[Iri]) -> dict[Iri, dict[str, str]]:
    found: dict[Iri, dict[str, str]] = {}
    for chunk in chunks(sorted(events)):
        wanted = "VALUES ?p { cmq:status cmq:date cmq:earliest cmq:latest }"
        query = f"SELECT ?s ?p ?o WHERE {{ VALUES ?s {{ {values(chunk)} }} {wanted} ?s ?p ?o }}"
        for row in c.rows(query):
            o = row["o"]
            found.setdefault(resource(row, "s"), {})[name(resource(row, "p"))] = name(o) if isinstance(o, Iri) else o.value
    return found


@dataclass(frozen=True, slots=True, order=True)
class _Evidence:
    """Ordered so that the smallest is the first report and in it the first quote."""

    published: str
    article: str
    start: int
    quote: str
    confidence: float


def _told(rows: Iterable[Row], known: Mapping[object, _Evidence], asked: Mapping[object, _Evidence]) -> dict[object, _Evidence | None]:
    """What the articles asked for tell. A triple that others claim, and they do not, is not theirs because they tell of its event."""
    triples = {(resource(r, "source"), resource(r, "predicate"), resource(r, "target")) for r in rows}
    return {**asked, **{t: None for t in triples if t in known and t not in asked}}


def _within(c: Catalogue, f: Filters) -> str:
    articles = f" FILTER(?g IN ({', '.join(term(c.iri(x)) for x in sorted(f.articles))}))" if f.articles else ""
    by = ", ".join(text(x) for x in sorted(f.publishers))
    return articles + (f" ?g schema:publisher ?by . FILTER(STR(?by) IN ({by}))" if by else "")


def _evidence(c: Catalogue, rows: Sequence[Row], f: Filters = EVERYTHING) -> dict[object, _Evidence]:
    """The first evidence of each claimed triple, and of each event: the words that report it, in the articles asked for."""
    words = _WORDS + _within(c, f)
    triples = sorted({(resource(r, "source"), resource(r, "predicate"), resource(r, "target")) for r in rows})
    events = sorted({resource(r, "event") for r in rows if "event" in r})
    found: dict[object, _Evidence] = {}
    for i in range(0, len(triples), 100):
        block = " ".join(f"({term(s)} {term(p)} {term(o)})" for s, p, o in triples[i : i + 100])
        claim = f"GRAPH ?g {{ ?c rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o . {words} }}"
        for row in c.rows(f"SELECT * WHERE {{ VALUES (?s ?p ?o) {{ {block} }} {claim} }}"):
            _first(found, (resource(row, "s"), resource(row, "p"), row["o"]), c, row)
    for chunk in chunks(events):
        block = f"VALUES ?s {{ {values(chunk)} }} GRAPH ?g {{ ?c rdf:subject ?s ; rdf:predicate rdf:type . {words} }}"
        for row in c.rows(f"SELECT * WHERE {{ {block} }}"):
            _first(found, resource(row, "s"), c, row)
    return found


_WORDS = "?c cmq:confidence ?conf ; cmq:evidence ?e . ?e cmq:quote ?q ; cmq:start ?b . ?g schema:datePublished ?d ."


def _first(found: dict[object, _Evidence], key: object, c: Catalogue, row: Row) -> None:
    mine = _Evidence(row["d"].value, c.id(resource(row, "g")), int(row["b"].value), row["q"].value, float(row["conf"].value))
    found[key] = min(found.get(key, mine), mine)


def _nodes(c: Catalogue, iris: set[Iri]) -> Iterator[Node]:
    refs = c.refs(iris)
    lands: dict[Iri, Iri] = {}
    for chunk in chunks(sorted(iris)):
        for row in c.rows(f"SELECT ?s ?o WHERE {{ VALUES ?s {{ {values(chunk)} }} ?s cmq:ofCountry|cmq:inCountry ?o }}"):
            lands[resource(row, "s")] = resource(row, "o")
    labels = c.refs(lands.values())
    for iri in iris:
        yield Node(refs[iri].id, refs[iri].label, refs[iri].type, labels[lands[iri]].label if iri in lands else None, iri.value)
