"""What must never happen, looked for: SHACL over the whole graph, and the layout that SHACL cannot see.

The shapes are `ontology/shapes.ttl`; findings carry their names (`MetWith`, `TwoSides` …). Beside them stand six rules of the layout:

    OneGraph       no triple lies in two graphs
    NoBlankNodes   every node has an IRI
    KnownTerms     every name in the vocabulary's namespace is defined there
    Closed         a thing of the simple layer is typed with all classes above its own
    Supported      every simple triple is claimed by an article or a pack, or derived by a rule that the vocabulary names
    Grounded       the quote of every evidence is its article's text from start to end

`Supported` is asked only where the data holds claims: a simple layer alone cannot show what it rests on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal

from graph.errors import MalformedSource
from ontology import terms

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

    Triple = tuple[Node, Node, Node]

Severity = Literal["violation", "warning", "info"]

_SHAPES = "https://w3id.org/communique/shapes#"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing found wrong.

    `shape` is the name of the shape or rule, `focus` the node it was found at, `path` the IRI of the property and `value` the offending
    value where there is one; nodes are IRIs, or lexical forms of literals.
    """

    severity: Severity
    shape: str
    focus: str
    path: str | None
    value: str | None
    message: str


@dataclass(frozen=True, slots=True)
class ValidationReport:
    """All findings, violations first. `conforms` is true where there is no violation; warnings do not count.

    `triples` is how many were looked at.
    """

    findings: tuple[Finding, ...]
    triples: int

    @property
    def conforms(self) -> bool:
        return not self.violations

    @property
    def violations(self) -> tuple[Finding, ...]:
        return tuple(f for f in self.findings if f.severity == "violation")

    @property
    def warnings(self) -> tuple[Finding, ...]:
        return tuple(f for f in self.findings if f.severity != "violation")


def validate(nquads: bytes | Iterable[bytes]) -> ValidationReport:
    """Look at a dump of the whole graph, N-Quads in one piece or in chunks (cut anywhere).

    Raises MalformedSource naming the line that is no N-Quad.
    """
    graphs = _read(nquads if isinstance(nquads, bytes) else b"".join(nquads))
    union = _union(graphs)
    claimed = _claimed(union)
    found = {
        *_shacl(union),
        *_one_graph(graphs),
        *_no_blank_nodes(graphs),
        *_known_terms(union),
        *_closed(graphs[""]),
        *(_supported(graphs[""], claimed) if claimed else ()),
        *_grounded(union),
    }
    return ValidationReport(tuple(sorted(found, key=_order)), len(union))


def _order(f: Finding) -> tuple[int, str, str, str, str, str]:
    return ("violation", "warning", "info").index(f.severity), f.shape, f.focus, f.path or "", f.value or "", f.message


# ---- reading ---------------------------------------------------------------------------------------------------------


class _Triples(list["Triple"]):
    """The triples of one graph, with the method by which rdflib's parser adds to a graph."""

    add = list.append


class _Graphs(dict[str, _Triples]):
    """Graph IRI → its triples; the default graph is the empty string. Stands in for a Dataset, whose indexes nothing here needs."""

    def __missing__(self, name: str) -> _Triples:
        return self.setdefault(name, _Triples())

    def get_context(self, name: Node) -> _Triples:
        return self[str(name)]

    @property
    def default_context(self) -> _Triples:
        return self[""]


def _read(data: bytes) -> _Graphs:
    from rdflib.exceptions import ParserError
    from rdflib.plugins.parsers.nquads import NQuadsParser

    parser = NQuadsParser()
    parser.sink = graphs = _Graphs()  # type: ignore[assignment]
    for number, line in enumerate(data.split(b"\n"), 1):
        try:
            parser.line = line.decode("utf-8").rstrip("\r")
            parser.parseline()
        except (ParserError, UnicodeDecodeError) as e:
            raise MalformedSource(f"line {number}", f"not N-Quads: {e}", "export the whole graph as N-Quads") from e
    return graphs


def _union(graphs: _Graphs) -> Graph:
    """One graph of all triples, which parses a query once however often it is asked.

    pySHACL asks the query of a constraint anew for every focus node, and parsing would take most of the time.
    """
    from rdflib import Graph
    from rdflib.plugins.sparql import prepareQuery
    from rdflib.query import Result

    prepared = cache(prepareQuery)

    class PreparingGraph(Graph):
        def query(self, query_object: Any, *args: Any, **kwargs: Any) -> Result:
            return super().query(prepared(query_object) if isinstance(query_object, str) else query_object, *args, **kwargs)

    union = PreparingGraph()
    for triples in graphs.values():
        for t in triples:
            union.add(t)
    return union


def _claimed(union: Graph) -> frozenset[Triple]:
    """The triples that claims carry."""
    from rdflib import RDF

    found = set()
    for claim in union.subjects(RDF.type, _node("Claim")):
        s, p, o = (union.value(claim, part) for part in (RDF.subject, RDF.predicate, RDF.object))
        if s is not None and p is not None and o is not None:
            found.add((s, p, o))
    return frozenset(found)


def _node(name: str) -> Node:
    from rdflib import URIRef

    return URIRef(terms.iri(name))


# ---- SHACL -----------------------------------------------------------------------------------------------------------


@cache
def _shapes() -> Graph:
    from rdflib import Graph

    return Graph().parse(data=files("ontology").joinpath("shapes.ttl").read_bytes(), format="turtle")


def _shacl(union: Graph) -> Iterator[Finding]:
    import pyshacl
    from rdflib import RDF, SH, Graph

    _, results, text = pyshacl.validate(union, shacl_graph=_shapes(), inplace=True, allow_warnings=True)
    if not isinstance(results, Graph):
        raise RuntimeError(f"the shapes cannot be evaluated: {text}")
    for result in results.subjects(RDF.type, SH.ValidationResult):
        path, value = results.value(result, SH.resultPath), results.value(result, SH.value)
        yield Finding(
            severity=_severity(results.value(result, SH.resultSeverity)),
            shape=_shape_name(results.value(result, SH.sourceShape)),
            focus=str(results.value(result, SH.focusNode)),
            path=None if path is None else str(path),
            value=None if value is None else str(value),
            message=" / ".join(sorted(str(m) for m in results.objects(result, SH.resultMessage))),
        )


def _severity(node: Node | None) -> Severity:
    match str(node).rpartition("#")[2]:
        case "Warning":
            return "warning"
        case "Info":
            return "info"
        case _:
            return "violation"


def _shape_name(shape: Node | None) -> str:
    """The name of the shape, or of the one that a nameless property shape is part of."""
    from rdflib import URIRef

    while shape is not None and not isinstance(shape, URIRef):
        shape = next(_shapes().subjects(None, shape), None)
    return str(shape).removeprefix(_SHAPES)


# ---- the layout ------------------------------------------------------------------------------------------------------


def _one_graph(graphs: _Graphs) -> Iterator[Finding]:
    seen: dict[Triple, str] = {}
    for name in sorted(graphs):
        for t in graphs[name]:
            if t in seen:
                where = seen[t] or "the default graph"
                yield Finding("violation", "OneGraph", str(t[0]), str(t[1]), str(t[2]), f"the triple lies in {where} and in {name}")
            else:
                seen[t] = name


def _no_blank_nodes(graphs: _Graphs) -> Iterator[Finding]:
    from rdflib import BNode

    for triples in graphs.values():
        for s, p, o in triples:
            if isinstance(s, BNode) or isinstance(o, BNode):
                yield Finding("violation", "NoBlankNodes", str(s), str(p), str(o), "a blank node; name it with an IRI")


def _known_terms(union: Graph) -> Iterator[Finding]:
    from rdflib import URIRef

    unknown: dict[str, Node] = {}
    for s, p, o in union:
        for node in (s, p, o):
            if isinstance(node, URIRef) and node.startswith(terms.NAMESPACE) and terms.local(node) is None:
                unknown[str(node)] = min(s, unknown.get(str(node), s), key=str)
    for name, example in unknown.items():
        yield Finding("violation", "KnownTerms", str(example), None, name, f"the vocabulary does not define {name}")


def _types(simple: Iterable[Triple]) -> dict[Node, set[str]]:
    """Thing → names of its classes in the vocabulary."""
    from rdflib import RDF

    types: dict[Node, set[str]] = defaultdict(set)
    for s, p, o in simple:
        name = terms.local(str(o)) if p == RDF.type else None
        if name is not None and terms.is_class(name):
            types[s].add(name)
    return types


def _closed(simple: Iterable[Triple]) -> Iterator[Finding]:
    type_ = terms.iri("type")
    for thing, names in _types(simple).items():
        for missing in {above for n in names for above in terms.superclasses(n)} - names:
            message = f"typed {', '.join(sorted(names))}, but not with the class above, {missing}"
            yield Finding("violation", "Closed", str(thing), type_, terms.iri(missing), message)


def _supported(simple: Iterable[Triple], claimed: frozenset[Triple]) -> Iterator[Finding]:
    for s, p, o in simple:
        if not _is_supported(s, p, o, claimed):
            yield Finding("violation", "Supported", str(s), str(p), str(o), "no claim carries this triple, and no rule derives it")


def _is_supported(s: Node, p: Node, o: Node, claimed: frozenset[Triple]) -> bool:
    from rdflib import RDF

    if (s, p, o) in claimed:
        return True
    name = terms.local(str(p))
    if name is None:
        return False
    if p == RDF.type:
        class_ = terms.local(str(o))
        if class_ is None or not terms.is_class(class_):
            return False
        below = terms.subclasses(class_)
        return any(terms.derived_by(c) or (s, p, _node(c)) in claimed for c in (class_, *below))
    return terms.derived_by(name) is not None or any((s, _node(sub), o) in claimed for sub in terms.subproperties(name))


def _grounded(union: Graph) -> Iterator[Finding]:
    """Evidence that is incomplete is left to SHACL."""
    from rdflib import Literal as RdfLiteral

    texts = {article: str(text) for article, text in union.subject_objects(_node("text"))}
    for evidence, quote in union.subject_objects(_node("quote")):
        article = union.value(evidence, _node("hasSource"))
        start, end = union.value(evidence, _node("start")), union.value(evidence, _node("end"))
        if article not in texts or not (isinstance(start, RdfLiteral) and isinstance(end, RdfLiteral)):
            continue
        first, last = start.toPython(), end.toPython()
        if isinstance(first, int) and isinstance(last, int) and texts[article][first:last] != str(quote):
            message = f"the article's text from {first} to {last} is {texts[article][first:last]!r}"
            yield Finding("violation", "Grounded", str(evidence), terms.iri("quote"), str(quote), message)
