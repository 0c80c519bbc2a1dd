"""The IRIs that quads are made of. Names of the project's own vocabulary are checked against the ontology: a typo fails."""

from __future__ import annotations

from functools import cache

from graph.errors import VocabularyError
from graph.model import Iri, Literal
from ontology import terms

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
PROV = "http://www.w3.org/ns/prov#"
OA = "http://www.w3.org/ns/oa#"
DCTERMS = "http://purl.org/dc/terms/"
SCHEMA = "https://schema.org/"
EDTF = "http://id.loc.gov/datatypes/edtf/EDTF"

TYPE = Iri(RDF + "type")
LABEL = Iri(RDFS + "label")
PREF_LABEL = Iri(SKOS + "prefLabel")
ALT_LABEL = Iri(SKOS + "altLabel")
SUBJECT = Iri(RDF + "subject")
PREDICATE = Iri(RDF + "predicate")
OBJECT = Iri(RDF + "object")
DERIVED_FROM = Iri(PROV + "wasDerivedFrom")
GENERATED_BY = Iri(PROV + "wasGeneratedBy")
HAS_SOURCE = Iri(OA + "hasSource")
IDENTIFIER = Iri(DCTERMS + "identifier")
PUBLISHED = Iri(SCHEMA + "datePublished")
HEADLINE = Iri(SCHEMA + "headline")
PUBLISHER = Iri(SCHEMA + "publisher")
URL = Iri(SCHEMA + "url")
LANGUAGE = Iri(SCHEMA + "inLanguage")
EXACT_MATCH = Iri(SKOS + "exactMatch")
SOURCE = Iri(DCTERMS + "source")

_OTHER = {"type": TYPE, "label": LABEL, "prefLabel": PREF_LABEL, "altLabel": ALT_LABEL, "exactMatch": EXACT_MATCH}

DATATYPES = {
    "string": "",
    "edtf": EDTF,
    "date": XSD + "date",
    "duration": XSD + "duration",
    "boolean": XSD + "boolean",
    "integer": XSD + "integer",
    "decimal": XSD + "decimal",
}


def decimal(value: float) -> Literal:
    """An xsd:decimal of up to three places in the form stores keep ("1", "0.95").

    They normalise "1.00", and what is read back must equal what was written.
    """
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return Literal(text, DATATYPES["decimal"])


@cache
def term(name: str) -> Iri:
    """The IRI of a class, property or individual by its local name. Raises VocabularyError for a name the ontology does not define."""
    try:
        return Iri(terms.iri(name))
    except (AttributeError, KeyError) as e:
        raise VocabularyError(str(e)) from e


@cache
def predicate(name: str) -> Iri:
    """The IRI of a claim's predicate: `type`, `label`, `prefLabel`, `altLabel`, or a property of the vocabulary."""
    return _OTHER.get(name) or term(name)


def local(iri: Iri) -> str:
    """The name by which claims call this IRI: a local name of the vocabulary, one of the four above, or the IRI itself."""
    return next((name for name, other in _OTHER.items() if other == iri), None) or terms.local(iri.value) or iri.value
