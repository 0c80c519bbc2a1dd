"""Exports, read back by parsers that are not ours: as many nodes and edges as there are, and each edge with its sentence."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
import rdflib

from graph import export
from graph.catalogue.reading import Catalogue
from graph.errors import QueryError, UnknownFormat
from graph.export import projection
from graph.export.projection import Projection
from graph.model import Article, Extraction, Text
from graph.pipeline import Pipeline
from graph.settings import Settings
from graph.store import open_store, sorted_dump
from graph.store.interface import Store
from tests.builders import SENTENCES, article, fisheries

SETTINGS = Settings(store=":memory:")
HOSTILE = 'O\'"Tieno" <b>&amp; 🐟 أحمد \x0b\x00 line\nbreak, =1+1'


def hostile(a: Article) -> Extraction:
    """The same reading, with a name that every format has to escape."""
    found = fisheries(a)
    things = tuple(replace(t, label=HOSTILE) if t.key == "mke" else t for t in found.things)
    claims = tuple(replace(c, object=Text(HOSTILE)) if c.subject == "mke" and isinstance(c.object, Text) else c for c in found.claims)
    return replace(found, things=things, claims=claims)


@pytest.fixture(scope="module")
def store() -> Store:
    store = open_store(SETTINGS)
    Pipeline(SETTINGS, store, hostile).add(article())
    return store


@pytest.fixture(scope="module")
def actors(store: Store) -> Projection:
    return projection.project(Catalogue(store, SETTINGS.base), "actors")


def written(store: Store, name: str, format_: str, **filters: str) -> bytes:
    out = io.BytesIO()
    export.write(store, name, format_, out, filters=filters)
    return out.getvalue()


def from_file(read: Callable[[str], nx.Graph], data: bytes, folder: Path) -> nx.Graph:
    path = folder / "graph"
    path.write_bytes(data)
    return read(str(path))


@pytest.mark.parametrize(("format_", "read"), [("gexf", lambda p: nx.read_gexf(p, version="1.3")), ("graphml", nx.read_graphml)])
def test_networkx_reads_back_every_node_and_edge(
    store: Store, actors: Projection, tmp_path: Path, format_: str, read: Callable[[str], nx.Graph]
) -> None:
    graph = from_file(read, written(store, "actors", format_), tmp_path)
    assert (graph.number_of_nodes(), graph.number_of_edges()) == (len(actors.nodes), len(actors.edges))
    (met, *_) = [d for *_, d in graph.edges(data=True) if d.get("predicate") == "metWith"]
    assert (met["status"], met["date"], met["quote"], met["article"]) == ("Held", "2026-03-04", SENTENCES[0], "article/fish")
    assert met["symmetric"]


def test_node_link_is_read_by_networkx(store: Store, actors: Projection) -> None:
    graph = nx.node_link_graph(json.loads(written(store, "actors", "nodelink")), edges="links")
    assert (graph.number_of_nodes(), graph.number_of_edges()) == (len(actors.nodes), len(actors.edges))


def test_cytoscape_elements_have_no_dangling_edges(store: Store, actors: Projection) -> None:
    elements: dict[str, Any] = json.loads(written(store, "actors", "cytoscape"))["elements"]
    ids = {n["data"]["id"] for n in elements["nodes"]}
    assert len(ids) == len(actors.nodes)
    assert all({e["data"]["source"], e["data"]["target"]} <= ids for e in elements["edges"])
    assert {e["data"]["quote"] for e in elements["edges"] if e["data"]["predicate"] == "metWith"} == {SENTENCES[0]}


def test_csv_has_a_line_per_edge_and_no_formulas(store: Store, actors: Projection) -> None:
    rows = list(csv.DictReader(io.StringIO(written(store, "actors", "csv").decode())))
    assert len(rows) == len(actors.edges)
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@"))]


@pytest.mark.parametrize(("format_", "name"), [("turtle", "turtle"), ("ntriples", "nt")])
def test_rdflib_reads_the_simple_layer(store: Store, format_: str, name: str) -> None:
    found = rdflib.Graph().parse(data=written(store, "full", format_), format=name)
    assert len(found) == len(list(store.quads(None)))


def test_rdf_xml_is_read_by_rdflib_where_xml_can_hold_it() -> None:
    store = open_store(SETTINGS)
    Pipeline(SETTINGS, store, fisheries).add(article())
    assert len(rdflib.Graph().parse(data=written(store, "full", "rdfxml"), format="xml")) == len(list(store.quads(None)))


# rdflib warns of its own use of what it deprecates
@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
@pytest.mark.parametrize("format_", ["nquads", "trig"])
def test_rdflib_reads_every_graph(store: Store, format_: str) -> None:
    found = rdflib.Dataset().parse(data=written(store, "full", format_), format=format_)
    assert len(list(found.quads())) == len(list(store.quads()))


def test_n_quads_are_the_sorted_dump(store: Store) -> None:
    assert written(store, "full", "nquads") == sorted_dump(store)


def test_filters_narrow_a_projection(store: Store) -> None:
    assert {row["predicate"] for row in csv.DictReader(io.StringIO(written(store, "actors", "csv", predicate="metWith").decode()))} == {
        "metWith"
    }
    assert len(written(store, "actors", "csv", status="Planned").decode().splitlines()) == 1


@pytest.mark.parametrize(
    ("name", "format_", "filters", "error"),
    [
        ("nobody", "gexf", {}, UnknownFormat),
        ("actors", "docx", {}, UnknownFormat),
        ("actors", "gexf", {"colour": "red"}, QueryError),
        ("actors", "gexf", {"confidence": "high"}, QueryError),
        ("actors", "turtle", {}, QueryError),
        ("full", "nquads", {"status": "Held"}, QueryError),
    ],
)
def test_what_cannot_be_written_is_said(store: Store, name: str, format_: str, filters: dict[str, str], error: type[Exception]) -> None:
    with pytest.raises(error):
        written(store, name, format_, **filters)


def test_every_projection_is_written_twice_alike(store: Store) -> None:
    for name in export.projections():
        assert written(store, name, "graphml") == written(store, name, "graphml")


def test_events_are_told_in_the_words_that_report_them_not_the_name_of_a_guest(store: Store) -> None:
    events = projection.project(Catalogue(store, SETTINGS.base), "events")
    assert {r.quote for r in events.reports.values()} == {SENTENCES[0]}
    assert set(events.reports) == {e.event for e in events.edges if e.event}


def no_place(a: Article) -> Extraction:
    """The same reading; of the later article without where it was."""
    found = fisheries(a)
    return found if a.id == "fish" else replace(found, claims=tuple(c for c in found.claims if c.predicate != "place"))


@pytest.mark.parametrize("asked", [{"article": "later"}, {"publisher": "Other, Press"}])
def test_an_edge_is_told_by_the_articles_asked_for_or_is_not_there(asked: dict[str, str]) -> None:
    store = open_store(SETTINGS)
    pipeline = Pipeline(SETTINGS, store, no_place)
    pipeline.add(article())
    pipeline.add(replace(article("later", 6), publisher="Other, Press"))

    def edges(**filters: str) -> dict[str, str]:
        return {r["predicate"]: r["article"] for r in csv.DictReader(io.StringIO(written(store, "events", "csv", **filters).decode()))}

    everything = edges()
    assert set(everything.values()) == {"article/fish"}
    assert edges(**asked) == {predicate: "article/later" for predicate in everything if predicate != "place"}
    assert edges(article="fish,later") == everything
