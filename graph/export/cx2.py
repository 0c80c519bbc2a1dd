"""CX2, for Cytoscape and NDEx: https://cytoscape.org/cx/cx2/specification/cytoscape-exchange-format-specification-(version-2)/."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, BinaryIO

from graph.export.projection import EDGE_FIELDS, Edge, Node, Projection

_NODE_FIELDS = ("id", "type", "country", "iri")
_TYPES = {"confidence": "double", "symmetric": "boolean"}


def write(p: Projection, out: BinaryIO) -> None:
    """Write a projection. Nodes and edges are numbered, our ids are attributes; Cytoscape shows `name` and `interaction`."""
    numbers = {n.id: i for i, n in enumerate(p.nodes)}
    declared = {
        "networkAttributes": {"name": {"d": "string"}},
        "nodes": {name: {"d": "string"} for name in ("name", *_NODE_FIELDS)},
        "edges": {name: {"d": _TYPES.get(name, "string")} for name in ("interaction", "id", *EDGE_FIELDS)},
    }
    counts = {"attributeDeclarations": 1, "networkAttributes": 1, "nodes": len(p.nodes), "edges": len(p.edges)}
    out.write(b'[{"CXVersion": "2.0", "hasFragments": false},\n')
    # an aspect without elements is not written, nor announced
    _aspect(out, "metaData", ({"name": name, "elementCount": count} for name, count in counts.items() if count))
    _aspect(out, "attributeDeclarations", [declared])
    _aspect(out, "networkAttributes", [{"name": p.name}])
    if p.nodes:
        _aspect(out, "nodes", ({"id": numbers[n.id], "v": {"name": n.label, **_values(n, _NODE_FIELDS)}} for n in p.nodes))
    if p.edges:
        _aspect(out, "edges", (_edge(i, e, numbers) for i, e in enumerate(p.edges)))
    out.write(b'{"status": [{"success": true}]}]\n')


def _edge(number: int, e: Edge, numbers: dict[str, int]) -> dict[str, Any]:
    values = {"interaction": e.predicate, **_values(e, ("id", *EDGE_FIELDS))}
    return {"id": number, "s": numbers[e.source], "t": numbers[e.target], "v": values}


def _values(of: Node | Edge, fields: tuple[str, ...]) -> dict[str, Any]:
    return {name: value for name in fields if (value := getattr(of, name)) is not None}


def _aspect(out: BinaryIO, name: str, items: Iterable[dict[str, Any]]) -> None:
    out.write(f'{{"{name}": ['.encode())
    for n, item in enumerate(items):
        out.write((b",\n" if n else b"\n") + json.dumps(item, ensure_ascii=False).encode("utf-8", "replace"))
    out.write(b"]},\n")
