"""Terms and quads of `graph.model` as pyoxigraph's objects, as SPARQL and as N-Quads. All conversion is here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING

from graph.errors import QuerySyntaxError, StoreCorrupt, StoreError, UnknownFormat
from graph.model import Iri, Literal, Quad

if TYPE_CHECKING:
    import pyoxigraph

    from graph.store.interface import Row

XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"
XSD_BOOLEAN = "http://www.w3.org/2001/XMLSchema#boolean"

Term = Iri | Literal

# ---- text -------------------------------------------------------------------------------------------------------------

_IRI = re.compile(r'[A-Za-z][A-Za-z0-9+.\-]*:[^\x00-\x20<>"{}|^`\\\x7f]*')
_NOT_IN_STRINGS = re.compile(r'[\x00-\x1f\x7f"\\\ufffe\uffff]')
_SHORT = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}


def term(value: Term) -> str:
    """One term as SPARQL, Turtle and N-Triples write it, safe to put into a query whatever it holds.

    Strings are escaped as canonical N-Triples has it. Raises StoreError for an IRI that is none, or relative: a server would complete
    it with its own address.
    """
    if isinstance(value, Iri):
        if not _IRI.fullmatch(value.value):
            raise StoreError(f"{value.value!r} is not an absolute IRI")
        return f"<{value.value}>"
    text = f'"{_NOT_IN_STRINGS.sub(_escaped, value.value)}"'
    return text if value.datatype in ("", XSD_STRING) else f"{text}^^{term(Iri(value.datatype))}"


def _escaped(found: re.Match[str]) -> str:
    return _SHORT.get(found[0]) or f"\\u{ord(found[0]):04X}"


def line(quad: Quad) -> str:
    """One quad as a line of N-Quads, with the line feed."""
    graph = "" if quad.g is None else f"{term(quad.g)} "
    return f"{term(quad.s)} {term(quad.p)} {term(quad.o)} {graph}.\n"


def change(remove: Iterable[Quad], add: Iterable[Quad], default_layer: str | None = None, *, apart: bool = False) -> str:
    """One SPARQL update that removes and adds quads; empty if there are none. `default_layer` takes quads without a graph.

    The operations are two; `apart`, two for each graph.
    """
    parts = (("DELETE DATA", _blocks(remove, default_layer)), ("INSERT DATA", _blocks(add, default_layer)))
    operations = [(verb, text) for verb, blocks in parts for text in (blocks if apart else ["".join(blocks)]) if text]
    return ";\n".join(f"{verb} {{\n{text}}}" for verb, text in operations)


def _blocks(quads: Iterable[Quad], default_layer: str | None) -> list[str]:
    named = sorted(((q.g.value if q.g else default_layer or "", q) for q in quads), key=lambda pair: pair[0])
    out = []
    for graph, group in groupby(named, key=lambda pair: pair[0]):
        triples = "".join(f"{term(q.s)} {term(q.p)} {term(q.o)} .\n" for _, q in group)
        out.append(f"GRAPH {term(Iri(graph))} {{\n{triples}}}\n" if graph else triples)
    return out


# ---- formats ----------------------------------------------------------------------------------------------------------

INPUTS = ("text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json", "application/n-quads", "application/trig")
"""media types of graphs that are read; of the last two, the graphs' names count for nothing"""


def triples(data: bytes, media_type: str, base: str | None = None) -> str:
    """A file of triples as N-Triples, which may stand in INSERT DATA. Raises QuerySyntaxError with the line, UnknownFormat."""
    return convert(data, media_type, "application/n-triples", base=base).decode("utf-8")


def convert(data: bytes, media_type: str, to: str, *, base: str | None = None, prefixes: Mapping[str, str] | None = None) -> bytes:
    """Triples in another format. Raises QuerySyntaxError with the line, UnknownFormat."""
    from pyoxigraph import RdfFormat, Triple, parse, serialize

    from graph.store import faults

    source, target = RdfFormat.from_media_type(media_type), RdfFormat.from_media_type(to)
    if media_type not in INPUTS or source is None or target is None:
        raise UnknownFormat(media_type, INPUTS)
    try:
        found = [Triple(q.subject, q.predicate, q.object) for q in parse(data, source, base_iri=base)]
        return serialize(found, format=target, prefixes=dict(prefixes or {})) or b""
    except SyntaxError as e:
        raise faults.data_syntax(e) from None
    except ValueError as e:
        raise QuerySyntaxError(str(e)) from None


# ---- pyoxigraph -------------------------------------------------------------------------------------------------------


def graph_name(value: str | None) -> pyoxigraph.NamedNode | pyoxigraph.DefaultGraph:
    """The name of a graph; None is the default graph."""
    from pyoxigraph import DefaultGraph, NamedNode

    return DefaultGraph() if value is None else NamedNode(value)


@cache
def _kinds() -> tuple[type[pyoxigraph.NamedNode], type[pyoxigraph.Literal]]:
    """The engine's IRIs and literals; looked up once, since terms are read by the million."""
    from pyoxigraph import Literal as EngineLiteral
    from pyoxigraph import NamedNode

    return NamedNode, EngineLiteral


def from_engine(value: object) -> Term:
    """A term of the model. Raises StoreCorrupt for what the graph never holds: blank nodes, triple terms, language tags."""
    named_node, literal = _kinds()
    if isinstance(value, named_node):
        return Iri(value.value)
    if isinstance(value, literal) and value.language is None:
        datatype = value.datatype.value
        return Literal(value.value, "" if datatype == XSD_STRING else datatype)
    raise StoreCorrupt(f"{value}: the graph holds IRIs and plain or typed literals only")


def quad_from_engine(quad: pyoxigraph.Quad) -> Quad:
    """A quad of the model."""
    s, p, o = from_engine(quad.subject), from_engine(quad.predicate), from_engine(quad.object)
    assert isinstance(s, Iri)
    assert isinstance(p, Iri)
    return Quad(s, p, o, Iri(quad.graph_name.value) if isinstance(quad.graph_name, _kinds()[0]) else None)


def row_from_engine(names: Sequence[str], solution: Iterable[object]) -> Row:
    """A solution, without its unbound variables."""
    return {name: from_engine(value) for name, value in zip(names, solution, strict=True) if value is not None}


# ---- SPARQL 1.1 Query Results JSON ------------------------------------------------------------------------------------


def from_json(value: Mapping[str, str]) -> Term:
    """One RDF term of a result in JSON. Raises StoreCorrupt as `from_engine` does."""
    kind, text = value["type"], value["value"]
    if kind == "uri":
        return Iri(text)
    if kind in ("literal", "typed-literal") and "xml:lang" not in value:
        datatype = value.get("datatype", XSD_STRING)
        if datatype == XSD_BOOLEAN:
            text = {"1": "true", "0": "false"}.get(text, text)
        return Literal(text, "" if datatype == XSD_STRING else datatype)
    raise StoreCorrupt(f"{dict(value)}: the graph holds IRIs and plain or typed literals only")
