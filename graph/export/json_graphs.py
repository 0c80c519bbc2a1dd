"""Graphs as JSON, one item a line: each of these programs has its own names for a node's and an edge's parts.

cytoscape    https://js.cytoscape.org/#notation/elements-json
node_link    networkx and D3
vis          https://visjs.github.io/vis-network/docs/network/
graphology   https://graphology.github.io/serialization.html, for sigma.js
kumu         https://docs.kumu.io/guides/import/blueprints
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields
from typing import Any, BinaryIO

from graph.export.projection import Edge, Node, Projection, is_firm


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


def vis(p: Projection, out: BinaryIO) -> None:
    """vis-network data: what is not firm is dashed, what holds both ways has no arrow; `group` colours nodes by their type."""
    out.write(b'{"nodes": [')
    _items(out, ({**_fields(n), "group": n.type, "title": n.type} for n in p.nodes))
    out.write(b'], "edges": [')
    _items(out, (_vis_edge(e) for e in p.edges))
    out.write(b"]}\n")


def _vis_edge(e: Edge) -> dict[str, Any]:
    kept = {k: value for k, value in _fields(e).items() if k not in ("source", "target")}
    look = {"label": e.predicate, "title": e.quote or e.predicate, "arrows": "" if e.symmetric else "to", "dashes": not is_firm(e)}
    return {**kept, "from": e.source, "to": e.target, **look}


def graphology(p: Projection, out: BinaryIO) -> None:
    """A serialised directed multigraph. A node's class is its `kind`: sigma takes `type` for the name of a way to draw it."""
    head = {"attributes": {"name": p.name}, "options": {"type": "directed", "multi": True, "allowSelfLoops": True}}
    out.write(json.dumps(head)[:-1].encode() + b', "nodes": [')
    _items(out, ({"key": n.id, "attributes": _renamed(_fields(n), type="kind", id=None)} for n in p.nodes))
    out.write(b'], "edges": [')
    edges = ((e, _renamed(_fields(e), id=None, source=None, target=None)) for e in p.edges)
    _items(out, ({"key": e.id, "source": e.source, "target": e.target, "attributes": {**a, "label": e.predicate}} for e, a in edges))
    out.write(b"]}\n")


def kumu(p: Projection, out: BinaryIO) -> None:
    """A Kumu blueprint. Its connections name elements by label, so a label that two share has the id behind it; `name` is as it was."""
    seen = Counter(n.label for n in p.nodes)
    labels = {n.id: n.label if seen[n.label] == 1 else f"{n.label} ({n.id})" for n in p.nodes}
    out.write(b'{"elements": [')
    _items(out, ({**_fields(n), "label": labels[n.id], "name": n.label} for n in p.nodes))
    out.write(b'], "connections": [')
    edges = ((e, _renamed(_fields(e), source=None, target=None)) for e in p.edges)
    ways = {True: "mutual", False: "directed"}
    ends = ({"from": labels[e.source], "to": labels[e.target], "direction": ways[e.symmetric], "type": e.predicate, **a} for e, a in edges)
    _items(out, ends)
    out.write(b"]}\n")


def _renamed(given: dict[str, Any], **names: str | None) -> dict[str, Any]:
    """The fields with other names; None leaves one out."""
    return {name: value for k, value in given.items() if (name := names.get(k, k)) is not None}


def _fields(of: Node | Edge) -> dict[str, Any]:
    return {f.name: value for f in fields(of) if (value := getattr(of, f.name)) is not None}


def _items(out: BinaryIO, items: Iterator[dict[str, Any]]) -> None:
    for n, item in enumerate(items):
        out.write((b",\n" if n else b"\n") + json.dumps(item, ensure_ascii=False).encode("utf-8", "replace"))
