"""Texts that programs draw: DOT for Graphviz (https://graphviz.org/doc/info/lang.html), Mermaid flowcharts (https://mermaid.js.org/).

What is not firm is dashed in both.
"""

from __future__ import annotations

import re
from typing import BinaryIO

from graph.export.projection import EDGE_FIELDS, Projection, is_firm, summary
from graph.export.xml import safe


def dot(p: Projection, out: BinaryIO) -> None:
    """A directed multigraph with every field as an attribute; Graphviz keeps those it does not know."""
    out.write(f"digraph {_quoted(p.name)} {{\n  node [shape=box];\n".encode())
    for n in p.nodes:
        fields = {"label": _label(n.label), "type": n.type, "country": n.country, "iri": n.iri}
        out.write(f"  {_quoted(n.id)} [{_attributes(fields)}];\n".encode("utf-8", "replace"))
    for e in p.edges:
        kept = {name: _text(getattr(e, name)) for name in EDGE_FIELDS}
        look = {"label": _label(summary(e)), "style": None if is_firm(e) else "dashed", "dir": "none" if e.symmetric else None}
        attributes = _attributes({"id": e.id, **look, **kept})
        out.write(f"  {_quoted(e.source)} -> {_quoted(e.target)} [{attributes}];\n".encode("utf-8", "replace"))
    out.write(b"}\n")


def _text(value: str | float | bool | None) -> str | None:
    return str(value).lower() if isinstance(value, bool) else None if value is None else str(value)


def _attributes(fields: dict[str, str | None]) -> str:
    return ", ".join(f"{name}={_quoted(value)}" for name, value in fields.items() if value)


def _quoted(value: str) -> str:
    return '"' + safe(value).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _label(value: str) -> str:
    """A label in which Graphviz finds no entity that was none."""
    return re.sub(r"&(?=#?\w+;)", "&amp;", value)


def mermaid(p: Projection, out: BinaryIO) -> None:
    """A flowchart with names, predicates, statuses and dates. Mermaid draws up to 500 edges unless `maxEdges` is raised."""
    out.write(b"flowchart LR\n")
    numbers = {n.id: f"n{i}" for i, n in enumerate(p.nodes)}
    for n in p.nodes:
        out.write(f'  {numbers[n.id]}["{_entities(n.label)}"]\n'.encode("utf-8", "replace"))
    for e in p.edges:
        line = ("---" if e.symmetric else "-->") if is_firm(e) else ("-.-" if e.symmetric else "-.->")
        out.write(f'  {numbers[e.source]} {line}|"{_entities(summary(e))}"| {numbers[e.target]}\n'.encode("utf-8", "replace"))


def _entities(value: str) -> str:
    """One line in which Mermaid's own characters, and Markdown's, are written as its entities (`#34;`)."""
    line = " ".join(safe(value).split())
    return re.sub(r"[\"#&;<>`*_\\\[\]{}|~$%]", lambda m: f"#{ord(m[0])};", line) or " "
