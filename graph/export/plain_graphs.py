"""Old plain-text formats of network programs, all with numbered nodes: GML and Pajek."""

from __future__ import annotations

import re
from typing import BinaryIO

from graph.export.projection import EDGE_FIELDS, Projection, summary
from graph.export.xml import safe


def gml(p: Projection, out: BinaryIO) -> None:
    """GML (Himsolt 1997), which is ASCII: other characters, quotes and line breaks are entities. Our ids are `name`."""
    numbers = {n.id: i for i, n in enumerate(p.nodes)}
    out.write(b'Creator "Communique"\ngraph [\n  directed 1\n')
    for n in p.nodes:
        _item(out, "node", {"id": numbers[n.id], "label": n.label, "name": n.id, "type": n.type, "country": n.country, "iri": n.iri})
    for e in p.edges:
        kept = {name: getattr(e, name) for name in EDGE_FIELDS}
        _item(out, "edge", {"source": numbers[e.source], "target": numbers[e.target], "label": e.predicate, "name": e.id, **kept})
    out.write(b"]\n")


def _item(out: BinaryIO, kind: str, fields: dict[str, str | float | bool | None]) -> None:
    lines = (f"    {name} {_gml(value)}\n" for name, value in fields.items() if value is not None)
    out.write(f"  {kind} [\n{''.join(lines)}  ]\n".encode("ascii"))


def _gml(value: str | float | bool) -> str:
    if isinstance(value, str):
        # the two that GML itself needs have names, since readers may know these alone
        named = safe(value).replace("&", "&amp;").replace('"', "&quot;")
        return '"' + re.sub("[^ -~]", lambda m: f"&#{ord(m[0])};", named) + '"'
    return str(int(value)) if isinstance(value, bool) else repr(value)


def pajek(p: Projection, out: BinaryIO) -> None:
    """A Pajek network: names, and arcs labelled with predicate, status and date; it has no room for more, nor quotes inside names."""
    numbers = {n.id: i for i, n in enumerate(p.nodes, 1)}
    out.write(f"*Vertices {len(p.nodes)}\n".encode())
    for n in p.nodes:
        out.write(f"{numbers[n.id]} {_name(n.label)}\n".encode("utf-8", "replace"))
    out.write(b"*Arcs\n")
    for e in p.edges:
        out.write(f"{numbers[e.source]} {numbers[e.target]} 1 l {_name(summary(e))}\n".encode("utf-8", "replace"))


def _name(value: str) -> str:
    line = " ".join(safe(value).split()).replace('"', "'").replace("\\", "/")
    return f'"{line}"'
