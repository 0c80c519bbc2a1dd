"""GEXF 1.3 with the time of edges, for Gephi and Gephi Lite: https://gexf.net/schema.html.

Dates stand twice: as `start` and `end`, which drive a timeline, and as plain attributes, since some readers drop the former.
"""

from __future__ import annotations

from typing import BinaryIO

from graph.export.projection import EDGE_FIELDS, Edge, Node, Projection
from graph.export.xml import Xml

_NODE_FIELDS = ("type", "country", "iri")


def write(p: Projection, out: BinaryIO) -> None:
    """Write a projection; parallel edges are told apart by `kind`."""
    xml = Xml(out)
    xml.open("gexf", xmlns="http://gexf.net/1.3", version="1.3")
    xml.open("meta")
    xml.leaf("creator", "Communiqué")
    xml.leaf("description", f"projection {p.name}")
    xml.close()
    xml.open("graph", defaultedgetype="directed", mode="dynamic", timeformat="date")
    for kind, fields in (("node", _NODE_FIELDS), ("edge", EDGE_FIELDS)):
        xml.open("attributes", class_=kind)
        for name in fields:
            xml.leaf("attribute", id=name, title=name, type="double" if name == "confidence" else "string")
        xml.close()
    xml.open("nodes", count=str(len(p.nodes)))
    for n in p.nodes:
        xml.open("node", id=n.id, label=n.label)
        _values(xml, _NODE_FIELDS, n)
        xml.close()
    xml.close()
    xml.open("edges", count=str(len(p.edges)))
    for e in p.edges:
        when = {k: day for k, day in (("start", e.earliest), ("end", e.latest)) if day}
        kind = "directed" if e.directed else "undirected"
        xml.open("edge", id=e.id, source=e.source, target=e.target, type=kind, kind=e.predicate, label=e.predicate, **when)
        _values(xml, EDGE_FIELDS, e)
        xml.close()
    xml.close(3)


def _values(xml: Xml, fields: tuple[str, ...], of: Node | Edge) -> None:
    found = [(name, value) for name in fields if (value := getattr(of, name)) not in (None, "")]
    if not found:
        return
    xml.open("attvalues")
    for name, value in found:
        xml.leaf("attvalue", for_=name, value=str(value))
    xml.close()
