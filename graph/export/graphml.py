"""GraphML, for Gephi, Cytoscape, igraph, networkx and yEd: http://graphml.graphdrawing.org/specification.html."""

from __future__ import annotations

from typing import BinaryIO

from graph.export.projection import EDGE_FIELDS, Projection
from graph.export.xml import Xml

TYPES = {"confidence": "double", "symmetric": "boolean"}
"""types of fields that are no strings"""

NODE_FIELDS = ("label", "type", "country", "iri")
"""what is kept of a node beside its id"""


def write(p: Projection, out: BinaryIO) -> None:
    """Write a projection; every edge has an id, so parallel edges stay apart.

    All edges are directed, since readers refuse a mixture; `symmetric` says which hold both ways.
    """
    xml = Xml(out)
    xml.open("graphml", xmlns="http://graphml.graphdrawing.org/xmlns")
    for kind, fields in (("node", NODE_FIELDS), ("edge", ("label", *EDGE_FIELDS))):
        for name in fields:
            xml.leaf("key", id=f"{kind[0]}_{name}", for_=kind, attr__name=name, attr__type=TYPES.get(name, "string"))
    xml.open("graph", id=p.name, edgedefault="directed")
    for n in p.nodes:
        xml.open("node", id=n.id)
        for name in NODE_FIELDS:
            data(xml, f"n_{name}", getattr(n, name))
        xml.close()
    for e in p.edges:
        xml.open("edge", id=e.id, source=e.source, target=e.target)
        data(xml, "e_label", e.predicate)
        for name in EDGE_FIELDS:
            data(xml, f"e_{name}", getattr(e, name))
        xml.close()
    xml.close(2)


def data(xml: Xml, key: str, value: str | float | bool | None) -> None:
    """A `data` element, if there is anything to say."""
    if value not in (None, ""):
        xml.leaf("data", str(value).lower() if isinstance(value, bool) else str(value), key=key)
