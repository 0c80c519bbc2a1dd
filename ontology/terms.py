"""The closed vocabulary, read from `communique.ttl`: a name that stands there exists, any other fails.

    >>> from ontology import terms
    >>> terms.iri("participant")
    'https://w3id.org/communique/ns#participant'
    >>> terms.CMQ.Held
    'https://w3id.org/communique/ns#Held'
    >>> terms.superclasses("Ministry")
    ('PublicBody', 'Organization', 'Agent')
    >>> terms.derived_by("metWith")
    'met-with'

Names are local names (`"metWith"`). Terms borrowed from other vocabularies go by a short name (`"type"`, `"label"`, `"altLabel"`,
`"subject"`, `"datePublished"` …). Every function that takes a name raises `UnknownTerm` for one that is neither. The file is parsed once
per process, when first asked.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

NAMESPACE = "https://w3id.org/communique/ns#"

PREFIXES: dict[str, str] = {
    "cmq": NAMESPACE,
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "prov": "http://www.w3.org/ns/prov#",
    "oa": "http://www.w3.org/ns/oa#",
    "dcterms": "http://purl.org/dc/terms/",
    "schema": "https://schema.org/",
    "edtf": "http://id.loc.gov/datatypes/edtf/",
}
"""Every prefix that data, queries and exports use."""

EDTF = PREFIXES["edtf"] + "EDTF"
"""Datatype of uncertain dates."""


class UnknownTerm(AttributeError):  # noqa: N818 - it reads as what happened
    """A name that the vocabulary does not define; the message suggests the nearest ones."""


def _unknown(name: str, known: Iterable[str]) -> UnknownTerm:
    near = get_close_matches(name, list(known), n=3)
    hint = f"; did you mean {' or '.join(near)}?" if near else ""
    return UnknownTerm(f"the vocabulary has no term {name!r}{hint}", name=name)


@dataclass(frozen=True, slots=True)
class Term:
    """One class, property, individual or annotation of the vocabulary, or one borrowed from another.

    `supers` are the direct superclasses or superproperties by name; `domain` and `range` are names, or IRIs of foreign terms, more than one
    for a union.
    """

    name: str
    iri: str
    kind: str
    label: str = ""
    comment: str = ""
    supers: tuple[str, ...] = ()
    domain: tuple[str, ...] = ()
    range: tuple[str, ...] = ()
    derived_by: str | None = None
    symmetric: bool = False


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    terms: dict[str, Term]
    by_iri: dict[str, str]
    statuses: dict[str, tuple[str, ...]]
    notations: dict[str, str]
    above: dict[str, tuple[str, ...]] = field(default_factory=dict)
    below: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def term(self, name: str) -> Term:
        try:
            return self.terms[name]
        except KeyError:
            raise _unknown(name, self.terms) from None


# ---- asking ----------------------------------------------------------------------------------------------------------


class _Namespace:
    """`CMQ.metWith` is the full IRI; a name that the vocabulary lacks raises `UnknownTerm`. Borrowed terms are not in it."""

    def __getattr__(self, name: str) -> str:
        if name.startswith("__"):
            raise AttributeError(name)
        found = _vocabulary().term(name).iri
        if not found.startswith(NAMESPACE):
            raise _unknown(name, dir(self))
        return found

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name in _vocabulary().terms and _vocabulary().terms[name].iri.startswith(NAMESPACE)

    def __dir__(self) -> list[str]:
        return sorted(t.name for t in _vocabulary().terms.values() if t.iri.startswith(NAMESPACE))


CMQ = _Namespace()


def iri(name: str) -> str:
    """The full IRI of a term by its name: `iri("participant")`, `iri("altLabel")`."""
    return _vocabulary().term(name).iri


def local(iri: str) -> str | None:
    """The name of the term with this IRI, or None if the vocabulary neither defines nor borrows it."""
    return _vocabulary().by_iri.get(str(iri))  # a URIRef of rdflib is no equal of its text


def is_class(name: str) -> bool:
    """Whether the name is a class; False for an unknown name."""
    term = _vocabulary().terms.get(name)
    return term is not None and term.kind == "class"


def is_property(name: str) -> bool:
    """Whether the name is a property used in data, own or borrowed; False for an unknown name and for annotations of the vocabulary."""
    term = _vocabulary().terms.get(name)
    return term is not None and term.kind in ("object property", "datatype property", "borrowed")


def is_object_property(name: str) -> bool:
    """Whether the property's values are things rather than literals. Of borrowed terms nothing is known: False."""
    return _vocabulary().term(name).kind == "object property"


def classes() -> tuple[str, ...]:
    """All classes, sorted by name."""
    return tuple(sorted(t.name for t in _vocabulary().terms.values() if t.kind == "class"))


def properties() -> tuple[str, ...]:
    """All properties of the vocabulary's own, sorted by name."""
    return tuple(sorted(t.name for t in _vocabulary().terms.values() if t.kind in ("object property", "datatype property")))


def superclasses(name: str) -> tuple[str, ...]:
    """All classes above, nearest first, the class itself not among them."""
    return _vocabulary().above[_vocabulary().term(name).name]


def subclasses(name: str) -> tuple[str, ...]:
    """All classes below, nearest first, the class itself not among them."""
    return _vocabulary().below[_vocabulary().term(name).name]


def superproperties(name: str) -> tuple[str, ...]:
    """All properties above, nearest first: `participant` of `visitor`."""
    return superclasses(name)


def subproperties(name: str) -> tuple[str, ...]:
    """All properties below, nearest first: `visitor` of `participant`."""
    return subclasses(name)


def most_specific(names: Iterable[str]) -> str:
    """Of the classes of one thing, the one that has no narrower one among them; on a tie the first by name.

    Names that are no classes are left out. Raises ValueError if nothing remains.
    """
    given = sorted({n for n in names if is_class(n)})
    covered = {above for n in given for above in superclasses(n)}
    for name in given:
        if name not in covered:
            return name
    raise ValueError("no class of the vocabulary among the names")


def label(name: str) -> str:
    """The human name of a term, in English; a borrowed term's is its short name."""
    return _vocabulary().term(name).label or name


def comment(name: str) -> str:
    """What the term means, in one or two sentences."""
    return _vocabulary().term(name).comment


def domains(name: str) -> tuple[str, ...]:
    """The classes that the property's subjects belong to one of; empty where nothing is said."""
    return _vocabulary().term(name).domain


def ranges(name: str) -> tuple[str, ...]:
    """The classes, or IRIs of datatypes, that the property's values belong to one of; empty where nothing is said."""
    return _vocabulary().term(name).range


def derived_by(name: str) -> str | None:
    """The rule that computes triples with this property (or things of this class); None where they are claimed by articles."""
    return _vocabulary().term(name).derived_by


def is_symmetric(name: str) -> bool:
    """Whether triples with this property are stored in both directions."""
    return _vocabulary().term(name).symmetric


def statuses(kind: str) -> tuple[str, ...]:
    """The statuses of a class (`"Event"`, `"Meeting"`, `"Agreement"`, `"JointBody"`) or of `"event"`, `"agreement"`, `"body"`.

    In order of preference: of two reports of one day the earlier one in this order is believed. Empty for a class that has no status.
    """
    vocabulary = _vocabulary()
    name = vocabulary.notations.get(kind) or vocabulary.term(kind).name
    for candidate in (name, *vocabulary.above[name]):
        if candidate in vocabulary.statuses:
            return vocabulary.statuses[candidate]
    return ()


# ---- reading ---------------------------------------------------------------------------------------------------------


def graph() -> Graph:
    """The whole vocabulary as a graph of rdflib, freshly parsed: for export and validation."""
    from rdflib import Graph

    return Graph().parse(data=files("ontology").joinpath("communique.ttl").read_bytes(), format="turtle")


@cache
def _vocabulary() -> _Vocabulary:
    g = graph()
    found = {t.name: t for t in _terms(g)}
    by_iri = {t.iri: t.name for t in found.values()}
    above = {name: _closure(name, {n: t.supers for n, t in found.items()}) for name in found}
    lower: dict[str, tuple[str, ...]] = {name: tuple(sorted(n for n, t in found.items() if name in t.supers)) for name in found}
    below = {name: _closure(name, lower) for name in found}
    statuses, notations = _schemes(g, by_iri)
    return _Vocabulary(found, by_iri, statuses, notations, above, below)


def _terms(g: Graph) -> Iterable[Term]:
    from rdflib import OWL, RDF, SKOS, URIRef

    kinds = {
        OWL.Class: "class",
        OWL.ObjectProperty: "object property",
        OWL.DatatypeProperty: "datatype property",
        OWL.AnnotationProperty: "annotation",
        URIRef(NAMESPACE + "Status"): "status",
        SKOS.ConceptScheme: "scheme",
    }
    for type_, kind in kinds.items():
        for node in g.subjects(RDF.type, type_):
            if str(node).startswith(NAMESPACE):
                yield _term(g, node, str(node).removeprefix(NAMESPACE), kind)
    for node, name in g.subject_objects(URIRef(NAMESPACE + "shortName")):
        yield _term(g, node, str(name), "borrowed")


def _term(g: Graph, node: Node, name: str, kind: str) -> Term:
    from rdflib import RDFS, URIRef

    supers = (*g.objects(node, RDFS.subClassOf), *g.objects(node, RDFS.subPropertyOf))
    rule = g.value(node, URIRef(NAMESPACE + "derivedBy"))
    return Term(
        name=name,
        iri=str(node),
        kind=kind,
        label=str(g.value(node, RDFS.label) or ""),
        comment=str(g.value(node, RDFS.comment) or ""),
        supers=tuple(sorted(str(s).removeprefix(NAMESPACE) for s in supers if str(s).startswith(NAMESPACE))),
        domain=_members(g, g.value(node, RDFS.domain)),
        range=_members(g, g.value(node, RDFS.range)),
        derived_by=None if rule is None else str(rule),
        symmetric=g.value(node, URIRef(NAMESPACE + "symmetric")) is not None,
    )


def _members(g: Graph, node: Node | None) -> tuple[str, ...]:
    """The classes of a domain or range: one, or those of its union."""
    from rdflib import OWL, URIRef
    from rdflib.collection import Collection

    if node is None:
        return ()
    if isinstance(node, URIRef):
        return (str(node).removeprefix(NAMESPACE),)
    union = g.value(node, OWL.unionOf)
    return tuple(str(n).removeprefix(NAMESPACE) for n in Collection(g, union)) if union is not None else ()


def _schemes(g: Graph, by_iri: dict[str, str]) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    from rdflib import SKOS, URIRef
    from rdflib.collection import Collection

    statuses: dict[str, tuple[str, ...]] = {}
    notations: dict[str, str] = {}
    for scheme, class_ in g.subject_objects(URIRef(NAMESPACE + "statusesOf")):
        ordered = g.value(scheme, URIRef(NAMESPACE + "preference"))
        assert ordered is not None, f"{scheme} has no order of preference"
        statuses[by_iri[str(class_)]] = tuple(by_iri[str(s)] for s in Collection(g, ordered))
        notations[str(g.value(scheme, SKOS.notation))] = by_iri[str(class_)]
    return statuses, notations


def _closure(name: str, step: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """All names reached from `name`, breadth first, so that the nearest come first."""
    reached: dict[str, None] = {}
    frontier: tuple[str, ...] = step[name]
    while frontier:
        reached.update(dict.fromkeys(frontier))
        frontier = tuple(n for f in frontier for n in step[f] if n not in reached)
    return tuple(reached)
