"""GEXF 1.3 with the time of edges, for Gephi and Gephi Lite: https://gexf.net/schema.html.

Dates stand twice: as `start` and `end`, which drive a timeline, and as plain attributes, since some readers drop the former.
"""

from __future__ import annotations

from typing import BinaryIO

from graph.export.projection import EDGE_FIELDS, Edge, Node, Projection
from graph.export.xml import Xml

_TYPES = {"confidence": "double", "symmetric": "boolean"}
_NODE_FIELDS = ("type", "country", "iri")


def write(p: Projection, out: BinaryIO) -> None:
    """Write a projection; parallel edges are told apart by `kind`.

    All edges are directed, since readers refuse a mixture; `symmetric` says which hold both ways.
    """
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
            xml.leaf("attribute", id=name, title=name, type=_TYPES.get(name, "string"))
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
        xml.open("edge", id=e.id, source=e.source, target=e.target, kind=e.predicate, label=e.predicate, **when)
        _values(xml, EDGE_FIELDS, e)
        xml.close()
    xml.close(3)


def _values(xml: Xml, fields: tuple[str, ...], of: Node | Edge) -> None:
    found = [(name, value) for name in fields if (value := getattr(of, name)) not in (None, "")]
    if not found:
        return
    xml.open("attvalues")
    for name, value in found:
        xml.leaf("attvalue", for_=name, value=str(value).lower() if isinstance(value, bool) else str(value))
    xml.close()
