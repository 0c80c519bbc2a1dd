"""The graph in networkx: who is central, and how two are connected, with the sentences along the way.

>>> from graph.analysis import project
>>> project(store, "actors")            # doctest: +SKIP
<networkx.classes.multidigraph.MultiDiGraph object …>
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, pairwise

import networkx as nx

from graph.catalogue.reading import Catalogue
from graph.errors import NotFound
from graph.export import projection
from graph.export.projection import Edge
from graph.filters import EVERYTHING, Filters
from graph.settings import Settings
from graph.store.interface import Store

STRUCTURAL = frozenset({"ofCountry", "postOf"})
"""edges that say whose something is; a path through them connects everybody of a country and says nothing"""


@dataclass(frozen=True, slots=True)
class Step:
    """One edge of a path, as it is walked; `edge` has the status, date, article and quote."""

    source: str
    target: str
    edge: Edge


def project(store: Store, name: str = "actors", filters: Filters = EVERYTHING, *, base: str = Settings().base) -> nx.MultiDiGraph:
    """A projection as a networkx graph.

    Node attributes: `label`, `type`, `country`; the edge key is the edge's id, its attributes those of `Edge`.

    Edges without a direction stand once, from the smaller id. Raises UnknownFormat, QueryError.
    """
    found = projection.project(Catalogue(store, base), name, filters)
    graph = nx.MultiDiGraph(name=name)
    graph.add_nodes_from((n.id, {"label": n.label, "type": n.type, "country": n.country}) for n in found.nodes)
    for e in found.edges:
        fields = {field: value for field in projection.EDGE_FIELDS if (value := getattr(e, field)) is not None}
        graph.add_edge(e.source, e.target, key=e.id, **fields, edge=e)
    return graph


def central(graph: nx.MultiDiGraph, limit: int = 20) -> list[tuple[str, float, int]]:
    """The nodes between the others, best first: id, betweenness (Brandes 2001, normalised), and number of edges."""
    simple = _walkable(graph)
    betweenness = nx.betweenness_centrality(simple)
    ordered = sorted(betweenness, key=lambda n: (-betweenness[n], -graph.degree(n), n))
    return [(n, round(betweenness[n], 6), graph.degree(n)) for n in ordered[:limit]]


def paths(graph: nx.MultiDiGraph, source: str, target: str, limit: int = 5) -> Iterator[list[Step]]:
    """The shortest connections between two nodes, each a list of steps.

    None where they are not connected. Raises NotFound for a node that is not there.
    """
    for node in (source, target):
        if node not in graph:
            raise NotFound(f"{node!r} is not among the nodes of this projection")
    simple = _walkable(graph)
    if source not in simple or target not in simple or not nx.has_path(simple, source, target):
        return
    for nodes in islice(nx.all_shortest_paths(simple, source, target), limit):
        yield [Step(a, b, _first(graph, a, b)) for a, b in pairwise(nodes)]


def _walkable(graph: nx.MultiDiGraph) -> nx.Graph:
    """Neighbours, whatever the direction and number of their edges, without the structural ones; in the order of ids."""
    simple = nx.Graph()
    pairs = {(min(a, b), max(a, b)) for a, b, e in graph.edges(data="edge") if e.predicate not in STRUCTURAL}
    simple.add_edges_from(sorted(pairs))
    return simple


def _first(graph: nx.MultiDiGraph, a: str, b: str) -> Edge:
    """Of the edges between two nodes the one to show: of what happened before what is planned, then by date and id."""
    between = [*(graph.get_edge_data(a, b) or {}).values(), *(graph.get_edge_data(b, a) or {}).values()]
    edges: list[Edge] = [data["edge"] for data in between if data["edge"].predicate not in STRUCTURAL]
    return min(edges, key=lambda e: (e.status in ("Scheduled", "Planned", "Proposed"), e.date or "9999", e.id))
