"""GraphML with the looks that yEd and the yFiles programs read (https://yed.yworks.com): labels, shapes, colours by type."""

from __future__ import annotations

from typing import BinaryIO

from graph.export.graphml import NODE_FIELDS, TYPES, data
from graph.export.projection import EDGE_FIELDS, Edge, Node, Projection, is_firm, summary
from graph.export.xml import Xml

_LOOKS = {
    "Person": ("ellipse", "#FFE0B2"),
    "Country": ("octagon", "#C8E6C9"),
    "City": ("diamond", "#DCEDC8"),
    "Post": ("hexagon", "#E1BEE7"),
}
_OTHER = ("roundrectangle", "#BBDEFB")


def write(p: Projection, out: BinaryIO) -> None:
    """Write a projection: looks beside the same data that plain GraphML has. yEd lays it out when asked (Layout menu)."""
    xml = Xml(out)
    # parts of the names of yEd's own attributes and elements: `yfiles.type`, `y:ShapeNode`
    xml.open("graphml", xmlns="http://graphml.graphdrawing.org/xmlns", **{"xmlns:y": "http://www.yworks.com/xml/graphml"})
    for kind, fields in (("node", NODE_FIELDS), ("edge", EDGE_FIELDS)):
        xml.leaf("key", id=f"{kind[0]}_graphics", for_=kind, yfiles__type=f"{kind}graphics")
        for name in fields:
            xml.leaf("key", id=f"{kind[0]}_{name}", for_=kind, attr__name=name, attr__type=TYPES.get(name, "string"))
    xml.open("graph", id=p.name, edgedefault="directed")
    for n in p.nodes:
        _node(xml, n)
    for e in p.edges:
        _edge(xml, e)
    xml.close(2)


def _node(xml: Xml, n: Node) -> None:
    shape, colour = _LOOKS.get(n.type, _OTHER)
    xml.open("node", id=n.id)
    for name in NODE_FIELDS:
        data(xml, f"n_{name}", getattr(n, name))
    xml.open("data", key="n_graphics")
    xml.open("y:ShapeNode")
    xml.leaf("y:Geometry", height="30.0", width=str(40.0 + 7.0 * min(len(n.label), 40)))
    xml.leaf("y:Fill", color=colour, transparent="false")
    xml.leaf("y:NodeLabel", n.label)
    xml.leaf("y:Shape", type=shape)
    xml.close(3)


def _edge(xml: Xml, e: Edge) -> None:
    xml.open("edge", id=e.id, source=e.source, target=e.target)
    for name in EDGE_FIELDS:
        data(xml, f"e_{name}", getattr(e, name))
    xml.open("data", key="e_graphics")
    xml.open("y:PolyLineEdge")
    xml.leaf("y:LineStyle", color="#555555", type="line" if is_firm(e) else "dashed", width="1.0")
    xml.leaf("y:Arrows", source="none", target="none" if e.symmetric else "standard")
    xml.leaf("y:EdgeLabel", summary(e))
    xml.close(3)
