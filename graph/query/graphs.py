"""Whole graphs, as the SPARQL 1.1 Graph Store HTTP Protocol has them: read, replaced, added to, dropped. None names the default graph."""

from __future__ import annotations

from graph.model import Iri
from graph.store import codec
from graph.store.interface import Answer, Stop, Store


def read(store: Store, graph: str | None, accept: str, *, deadline: float | None = None, stop: Stop | None = None) -> Answer:
    """The triples of a graph, in media type `accept`; none, if there is no such graph."""
    text = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {_pattern(store, graph, '?s ?p ?o')}"
    return store.query(text, accept=accept, deadline=deadline, stop=stop)


def exists(store: Store, graph: str | None) -> bool:
    """Whether there is such a graph; the default graph always is. Engines without one of their own know of no empty graphs."""
    if graph is None or store.ask(f"ASK {{ GRAPH {_name(graph)} {{ ?s ?p ?o }} }}"):
        return True
    return store.capabilities.default_layer is None and store.ask(f"ASK {{ GRAPH {_name(graph)} {{ }} }}")


def replace(store: Store, graph: str | None, data: bytes, media_type: str, base: str | None = None) -> None:
    """Let a graph hold these triples and no others, in one step. Raises QuerySyntaxError, UnknownFormat, StoreError."""
    triples = codec.triples(data, media_type, base)
    steps = [f"DROP SILENT {_target(store, graph)}"]
    if graph is not None:
        steps.append(f"CREATE SILENT GRAPH {_name(graph)}")
    store.update(";\n".join([*steps, _insert(store, graph, triples)]))


def add(store: Store, graph: str | None, data: bytes, media_type: str, base: str | None = None) -> None:
    """Add triples to a graph, which is made if it is not there. Blank nodes are new ones. Raises as `replace` does."""
    triples = codec.triples(data, media_type, base)
    steps = [] if graph is None else [f"CREATE SILENT GRAPH {_name(graph)}"]
    store.update(";\n".join([*steps, _insert(store, graph, triples)]))


def drop(store: Store, graph: str | None) -> None:
    """Remove a graph; the default graph is emptied."""
    store.update(f"DROP SILENT {_target(store, graph)}")


def _insert(store: Store, graph: str | None, triples: str) -> str:
    return f"INSERT DATA {_pattern(store, graph, triples)}"


def _pattern(store: Store, graph: str | None, triples: str) -> str:
    graph = graph or store.capabilities.default_layer
    return f"{{ {triples} }}" if graph is None else f"{{ GRAPH {_name(graph)} {{ {triples} }} }}"


def _target(store: Store, graph: str | None) -> str:
    graph = graph or store.capabilities.default_layer
    return "DEFAULT" if graph is None else f"GRAPH {_name(graph)}"


def _name(graph: str) -> str:
    return codec.term(Iri(graph))
