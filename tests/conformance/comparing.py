"""Whether two results, or two datasets, are the same: blank nodes by their place, numbers by their value, rows as often as they come."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree

import pyoxigraph
from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Literal, NamedNode, Quad, RdfFormat

XSD = "http://www.w3.org/2001/XMLSchema#"
RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
SRX = "{http://www.w3.org/2005/sparql-results#}"

_WHOLE = {"integer", "decimal", "byte", "short", "int", "long", "nonNegativeInteger", "positiveInteger", "unsignedInt", "unsignedByte"}

Term = NamedNode | BlankNode | Literal


@dataclass(frozen=True, slots=True)
class Table:
    """Solutions, or for ASK a boolean."""

    variables: tuple[str, ...] = ()
    rows: tuple[Mapping[str, Term], ...] = ()
    boolean: bool | None = None

    def same(self, other: Table) -> bool:
        """Whether it holds the same rows, in whatever order."""
        return (
            self.boolean == other.boolean
            and sorted(self.variables) == sorted(other.variables)
            and len(self.rows) == len(other.rows)
            and _canonical(self._quads()) == _canonical(other._quads())
        )

    def _quads(self) -> Iterator[Quad]:
        for number, row in enumerate(self.rows):
            here = BlankNode(f"row{number}")
            yield Quad(here, NamedNode("row:is"), Literal("row"))
            for name, value in row.items():
                yield Quad(here, NamedNode(f"row:{name}"), by_value(value))


def by_value(term: Any) -> Any:
    """A number as one of the same value; every other term as it is."""
    if not isinstance(term, Literal) or not term.datatype.value.startswith(XSD):
        return term
    kind = term.datatype.value.removeprefix(XSD)
    try:
        if kind in _WHOLE:
            return Literal(str(Decimal(term.value.strip()).normalize()), datatype=term.datatype)
        if kind in ("double", "float"):
            return Literal(f"{float(term.value):.12g}", datatype=term.datatype)
        if kind == "boolean":
            return Literal({"1": "true", "0": "false"}.get(term.value, term.value), datatype=term.datatype)
        if kind == "dateTime":
            return Literal(re.sub(r"[+-]00:00$", "Z", term.value), datatype=term.datatype)
    except (ArithmeticError, ValueError):
        pass
    return term


def _canonical(quads: Iterable[Quad]) -> set[str]:
    dataset = pyoxigraph.Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    return {str(quad) for quad in dataset}


def same_triples(one: Iterable[Quad], other: Iterable[Quad]) -> bool:
    """Whether two datasets are isomorphic."""
    return _canonical(map(_valued, one)) == _canonical(map(_valued, other))


def _valued(quad: Quad) -> Quad:
    return Quad(quad.subject, quad.predicate, by_value(quad.object), quad.graph_name)


def triples(data: bytes, media_type: str, base: str | None = None) -> list[Quad]:
    """The quads of a file."""
    form = RdfFormat.from_media_type(media_type)
    assert form is not None, f"{media_type} is no format of RDF"
    return list(pyoxigraph.parse(data, form, base_iri=base))


# ---- tables -----------------------------------------------------------------------------------------------------------


def table(data: bytes, media_type: str) -> Table:
    """A result as it is written in one of the four formats of results, or as RDF (the test vocabulary of result sets)."""
    if media_type == "application/sparql-results+json":
        return _json(json.loads(data))
    if media_type == "application/sparql-results+xml":
        return _xml(ElementTree.fromstring(data))
    if media_type == "text/tab-separated-values":
        return _tsv(data.decode("utf-8"))
    if media_type == "text/csv":
        return _csv(data.decode("utf-8"))
    return _result_set(triples(data, media_type, "http://example.org/"))


def _json(found: Any) -> Table:
    if "boolean" in found:
        return Table(boolean=found["boolean"])
    rows = tuple({name: _json_term(value) for name, value in row.items()} for row in found["results"]["bindings"])
    return Table(tuple(found["head"].get("vars", ())), rows)


def _json_term(value: Mapping[str, str]) -> Term:
    return _term(value["type"], value["value"], value.get("datatype"), value.get("xml:lang"))


def _term(kind: str, text: str, datatype: str | None, language: str | None) -> Term:
    if kind in ("uri", "iri"):
        return NamedNode(text)
    if kind == "bnode":
        return BlankNode("b" + "".join(f"{byte:02x}" for byte in text.encode()))
    if language:
        return Literal(text, language=language.lower())
    return Literal(text, datatype=NamedNode(datatype)) if datatype else Literal(text)


def _xml(root: ElementTree.Element) -> Table:
    boolean = root.find(f"{SRX}boolean")
    if boolean is not None:
        return Table(boolean=(boolean.text or "").strip() == "true")
    variables = tuple(v.attrib["name"] for v in root.iter(f"{SRX}variable"))
    rows = []
    for result in root.iter(f"{SRX}result"):
        row = {}
        for binding in result.iter(f"{SRX}binding"):
            value = binding[0]
            language = value.get("{http://www.w3.org/XML/1998/namespace}lang")
            row[binding.attrib["name"]] = _term(value.tag.removeprefix(SRX), value.text or "", value.get("datatype"), language)
        rows.append(row)
    return Table(variables, tuple(rows))


def _tsv(text: str) -> Table:
    head, *lines = text.removesuffix("\n").split("\n")
    names = [name.removeprefix("?") for name in head.rstrip("\r").split("\t")]
    rows = []
    for line in lines:
        cells = zip(names, line.rstrip("\r").split("\t"), strict=True)
        rows.append({name: _turtle_term(cell) for name, cell in cells if cell})
    return Table(tuple(names), tuple(rows))


def _turtle_term(cell: str) -> Term:
    (quad,) = triples(f"<x:s> <x:p> {cell} .".encode(), "text/turtle")
    assert isinstance(quad.object, NamedNode | BlankNode | Literal)
    return quad.object


def _csv(text: str) -> Table:
    """What CSV leaves of terms: their text. Blank nodes are known by their `_:`."""
    names, *rows = csv.reader(io.StringIO(text, newline=""))
    return Table(
        tuple(names),
        tuple(
            {n: _term("bnode", c, None, None) if c.startswith("_:") else Literal(_number(c)) for n, c in zip(names, row, strict=True) if c}
            for row in rows
        ),
    )


def _number(cell: str) -> str:
    return f"{float(cell):.12g}" if re.fullmatch(r"[+-]?[0-9]+(\.[0-9]*)?([eE][+-]?[0-9]+)?", cell) else cell


def _result_set(quads: Sequence[Quad]) -> Table:
    def objects(subject: Any, name: str) -> list[Any]:
        return [q.object for q in quads if q.subject == subject and q.predicate.value == RS + name]

    (root,) = [q.subject for q in quads if isinstance(q.object, NamedNode) and q.object.value == RS + "ResultSet"]
    booleans = objects(root, "boolean")
    if booleans:
        return Table(boolean=booleans[0].value in ("true", "1"))
    rows = []
    for solution in objects(root, "solution"):
        bindings = objects(solution, "binding")
        rows.append({objects(b, "variable")[0].value: objects(b, "value")[0] for b in bindings})
    return Table(tuple(v.value for v in objects(root, "resultVariable")), tuple(rows))
