"""Formats of other programs, read back by parsers that are not ours, with names that every format has trouble with."""

from __future__ import annotations

import html
import io
import json
import re
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import igraph
import networkx as nx
import pydot
import pytest

from graph import export
from graph.export.projection import Projection
from graph.export.xml import safe
from tests.export.nasty import NAMES, QUOTE, projection

P = projection()
CLEAN = [safe(name) for name in NAMES]
EDGE = {"predicate": "metWith", "status": "Held", "date": "2026-03-04", "quote": QUOTE, "article": "article/fish", "confidence": 0.9}


def written(format_: str) -> bytes:
    out = io.BytesIO()
    write = export.format_of(format_).write
    assert write
    write(P, out)
    return out.getvalue()


def saved(format_: str, folder: Path) -> str:
    path = folder / "graph"
    path.write_bytes(written(format_))
    return str(path)


def by_igraph(read: Callable[[str], Any], path: str) -> Any:
    """Its C code aborts where a warning is an error; it warns of the graphics of yEd and of entities it leaves as they are."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return read(path)


def carried(found: dict[str, Any]) -> dict[str, Any]:
    return {k: found.get(k) for k in EDGE}


def test_yed_is_graphml_with_labels_that_networkx_reads(tmp_path: Path) -> None:
    graph = nx.read_graphml(saved("yed", tmp_path))
    assert [d["label"] for _, d in graph.nodes(data=True)] == [re.sub("\r\n?", "\n", name) for name in CLEAN]
    assert graph.number_of_edges() == len(P.edges)
    edge = next(d for *_, key, d in graph.edges(keys=True, data=True) if key == "e03")
    assert carried(edge) == EDGE
    looks = ElementTree.fromstring(written("yed")).iter("{http://www.yworks.com/xml/graphml}LineStyle")
    assert [look.get("type") for look in looks].count("dashed") == 1


def test_graphml_of_yed_is_read_by_igraph(tmp_path: Path) -> None:
    graph = by_igraph(igraph.Graph.Read_GraphML, saved("yed", tmp_path))
    assert (graph.vcount(), graph.ecount()) == (len(P.nodes), len(P.edges))
    assert carried(graph.es[3].attributes()) == EDGE


def test_vis_has_the_names_and_the_edges() -> None:
    found = json.loads(written("vis"))
    assert [n["label"] for n in found["nodes"]] == list(NAMES)
    assert carried(found["edges"][3]) == EDGE
    assert [e["id"] for e in found["edges"] if e["dashes"]] == ["f"]
    assert {x for e in found["edges"] for x in (e["from"], e["to"])} <= {n["id"] for n in found["nodes"]}


def test_graphology_names_no_program_to_draw_with() -> None:
    found = json.loads(written("graphology"))
    assert found["options"] == {"type": "directed", "multi": True, "allowSelfLoops": True}
    assert [n["attributes"]["label"] for n in found["nodes"]] == list(NAMES)
    assert carried(found["edges"][3]["attributes"]) == EDGE
    assert not [x for x in (*found["nodes"], *found["edges"]) if "type" in x["attributes"]]


def test_kumu_connects_by_labels_that_are_unique() -> None:
    found = json.loads(written("kumu"))
    labels = [e["label"] for e in found["elements"]]
    assert len(set(labels)) == len(labels)
    assert [e["name"] for e in found["elements"]] == list(NAMES)
    assert {x for e in found["connections"] for x in (e["from"], e["to"])} == set(labels)
    assert carried(found["connections"][3]) == EDGE


@pytest.mark.slow  # it imports pandas
def test_cx2_is_read_by_ndex2() -> None:
    from ndex2.cx2 import CX2Network

    network = CX2Network()
    network.create_from_raw_cx2(json.loads(written("cx2")))
    assert [n["v"]["name"] for n in network.get_nodes().values()] == list(NAMES)
    assert len(network.get_edges()) == len(P.edges)
    assert carried(network.get_edges()[3]["v"]) == EDGE


# it uses names that pyparsing deprecates
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_dot_is_read_by_pydot() -> None:
    graphs = pydot.graph_from_dot_data(written("dot").decode())
    assert graphs
    (graph,) = graphs
    nodes = [n for n in graph.get_nodes() if n.get_name() != "node"]
    assert [html.unescape(_dot(n.get("label"))) for n in nodes] == [html.unescape(html.escape(name)) for name in CLEAN]
    assert len(graph.get_edges()) == len(P.edges)
    edge = next(e for e in graph.get_edges() if _dot(e.get("id")) == "e03")
    assert {k: _dot(edge.get(k)) for k in EDGE} == {k: str(value) for k, value in EDGE.items()}
    assert [_dot(e.get("id")) for e in graph.get_edges() if e.get("style")] == ["f"]


def _dot(value: str) -> str:
    return re.sub(r"\\(.)", r"\1", value[1:-1], flags=re.DOTALL) if value.startswith('"') else value


def test_mermaid_has_a_line_for_each_and_no_character_of_its_own_in_a_name() -> None:
    head, *lines = written("mermaid").decode().splitlines()
    nodes = [m[1] for line in lines if (m := re.fullmatch(r'  n\d+\["([^"\[\]{}|<>`]+)"\]', line))]
    edges = [m for line in lines if (m := re.fullmatch(r'  n\d+ (---|-->|-\.-|-\.->)\|"([^"\[\]{}|<>`]+)"\| n\d+', line))]
    assert head == "flowchart LR"
    assert (len(nodes), len(edges), len(lines)) == (len(P.nodes), len(P.edges), len(P.nodes) + len(P.edges))
    assert [html.unescape(re.sub(r"#(\d+);", r"&#\1;", n)) for n in nodes] == [" ".join(name.split()) for name in CLEAN]
    assert [m[2] for m in edges if m[1] == "-.-"] == ["plansToMeet, Planned, 2026-04"]


def test_gml_is_ascii_and_read_by_networkx_and_igraph(tmp_path: Path) -> None:
    path = saved("gml", tmp_path)
    graph = nx.parse_gml(written("gml").decode("ascii").replace("directed 1", "directed 1\n  multigraph 1"), label="name")
    assert [d["label"] for _, d in graph.nodes(data=True)] == CLEAN
    edge = next(d for *_, d in graph.edges(data=True) if d["name"] == "e03")
    assert carried(edge) == EDGE
    other = by_igraph(igraph.Graph.Read_GML, path)
    assert (other.vcount(), other.ecount(), other.is_directed()) == (len(P.nodes), len(P.edges), True)
    assert other.es[3]["confidence"] == 0.9


def test_pajek_is_read_by_igraph(tmp_path: Path) -> None:
    graph = by_igraph(igraph.Graph.Read_Pajek, saved("pajek", tmp_path))
    assert (graph.vcount(), graph.ecount(), graph.is_directed()) == (len(P.nodes), len(P.edges), True)
    assert graph.vs["name"] == [" ".join(name.split()).replace('"', "'").replace("\\", "/") for name in CLEAN]
    assert written("pajek").decode().splitlines()[len(P.nodes) + 5] == '4 5 1 l "metWith, Held, 2026-03-04"'


def test_the_documentation_has_every_format_and_projection() -> None:
    text = (Path(__file__).parents[2] / "docs/exports.md").read_text(encoding="utf-8")
    first = [cell for line in text.splitlines() if line.startswith("| `") for cell in re.findall("`([^`]+)`", line.split("|")[1])]
    assert sorted(first) == sorted([*(f.name for f in export.FORMATS), *export.projections()])


@pytest.mark.parametrize("form", [f for f in export.FORMATS if f.write], ids=lambda f: f.name)
def test_a_view_without_edges_is_written_too(form: export.Format) -> None:
    out = io.BytesIO()
    assert form.write
    form.write(Projection("actors", (), ()), out)
    if form.suffix.endswith(("json", "cyjs", "cx2")):
        json.loads(out.getvalue())
    elif "xml" in form.media_type:
        ElementTree.fromstring(out.getvalue())
