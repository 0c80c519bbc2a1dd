"""Graphs as JSON: Cytoscape.js elements (https://js.cytoscape.org/#notation/elements-json), and networkx/D3 node-link."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any, BinaryIO

from graph.export.projection import Edge, Node, Projection


def cytoscape(p: Projection, out: BinaryIO) -> None:
    """Cytoscape.js: an element's fields are in `data`."""
    head = {"format_version": "1.0", "generated_by": "communique", "target_cytoscapejs_version": "~3", "data": {"name": p.name}}
    out.write(json.dumps(head, ensure_ascii=False)[:-1].encode() + b', "elements": {"nodes": [')
    _items(out, ({"data": _fields(n)} for n in p.nodes))
    out.write(b'], "edges": [')
    _items(out, ({"data": {**_fields(e), "label": e.predicate}} for e in p.edges))
    out.write(b"]}}\n")


def node_link(p: Projection, out: BinaryIO) -> None:
    """Node-link as `networkx.node_link_graph(data, edges="links")` and d3-force read it; `key` tells parallel edges apart."""
    head = {"directed": True, "multigraph": True, "graph": {"name": p.name}}
    out.write(json.dumps(head)[:-1].encode() + b', "nodes": [')
    _items(out, (_fields(n) for n in p.nodes))
    out.write(b'], "links": [')
    _items(out, ({**_fields(e), "key": e.id} for e in p.edges))
    out.write(b"]}\n")


def _fields(of: Node | Edge) -> dict[str, Any]:
    return {k: value for k, value in asdict(of).items() if value is not None}


def _items(out: BinaryIO, items: Iterator[dict[str, Any]]) -> None:
    for n, item in enumerate(items):
        out.write((b",\n" if n else b"\n") + json.dumps(item, ensure_ascii=False).encode("utf-8", "replace"))
