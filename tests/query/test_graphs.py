"""Whole graphs are replaced and added to in one step, blank nodes and languages with them."""

from __future__ import annotations

import pytest

from graph.errors import QuerySyntaxError, UnknownFormat
from graph.query import graphs
from graph.settings import Settings
from graph.store import Store, codec, open_store

MINE = "http://example.org/mine"
TURTLE = b"<a> <b> [ <c> 'x'@en-GB ] ."


@pytest.fixture
def store() -> Store:
    return open_store(Settings(store=":memory:"))


def count(store: Store, graph: str | None) -> int:
    return graphs.read(store, graph, "application/n-triples").read().count(b"\n")


@pytest.mark.parametrize("graph", [MINE, None])
def test_a_graph_is_replaced_added_to_and_dropped(graph: str | None, store: Store) -> None:
    assert graphs.exists(store, graph) is (graph is None)
    for _ in range(2):
        graphs.replace(store, graph, TURTLE, "text/turtle", "http://example.org/")
        assert count(store, graph) == 2
    graphs.add(store, graph, TURTLE, "text/turtle", "http://example.org/")
    assert count(store, graph) == 4, "blank nodes of another file are others"
    assert graphs.exists(store, graph)
    graphs.drop(store, graph)
    assert graphs.exists(store, graph) is (graph is None)
    assert count(store, graph) == 0


def test_an_empty_graph_is_there(store: Store) -> None:
    graphs.replace(store, MINE, b"", "text/turtle")
    assert graphs.exists(store, MINE)


def test_what_is_malformed_changes_nothing(store: Store) -> None:
    graphs.replace(store, MINE, TURTLE, "text/turtle", "http://example.org/")
    with pytest.raises(QuerySyntaxError) as told:
        graphs.replace(store, MINE, b"<a:a> <b:b> <c:c> .\n<a:a> .", "text/turtle")
    assert told.value.line == 2
    with pytest.raises(UnknownFormat):
        graphs.replace(store, MINE, b"", "text/html")
    assert count(store, MINE) == 2


@pytest.mark.parametrize("media_type", codec.INPUTS)
def test_every_format_is_read(media_type: str, store: Store) -> None:
    data = codec.convert(TURTLE, "text/turtle", media_type, base="http://example.org/")
    graphs.replace(store, MINE, data, media_type)
    assert count(store, MINE) == 2
