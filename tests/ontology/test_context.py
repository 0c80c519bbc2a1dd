"""The JSON-LD context says what the vocabulary says: every term, with the type of its values."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.compare import isomorphic

from ontology import terms

# the JSON-LD parser of rdflib 7.6 warns of calls of its own
pytestmark = pytest.mark.filterwarnings("ignore:.* is deprecated:DeprecationWarning:rdflib")

CONTEXT: dict[str, Any] = json.loads(files("ontology").joinpath("context.jsonld").read_text(encoding="utf-8"))["@context"]


def expanded(curie: str) -> str:
    prefix, _, name = curie.partition(":")
    return terms.PREFIXES[prefix] + name


def test_prefixes_are_those_of_the_vocabulary() -> None:
    assert {k: v for k, v in CONTEXT.items() if isinstance(v, str) and v.endswith(("#", "/"))} == terms.PREFIXES


@pytest.mark.parametrize("name", [*terms.classes(), *sorted({s for k in ("Event", "Agreement", "JointBody") for s in terms.statuses(k)})])
def test_every_class_and_status_is_a_term(name: str) -> None:
    assert CONTEXT.get(name) == f"cmq:{name}", f'add "{name}": "cmq:{name}" to context.jsonld'


@pytest.mark.parametrize("name", terms.properties())
def test_every_property_is_a_term_with_the_type_of_its_values(name: str) -> None:
    entry = CONTEXT.get(name)
    assert entry is not None, f"add {name} to context.jsonld"
    iri, type_ = (entry, None) if isinstance(entry, str) else (entry["@id"], entry["@type"])
    assert expanded(iri) == terms.iri(name)
    if terms.is_object_property(name):
        assert type_ == ("@vocab" if terms.ranges(name) == ("Status",) else "@id")
    elif terms.ranges(name) == (terms.PREFIXES["xsd"] + "string",):
        assert type_ is None
    else:
        assert type_ is not None
        assert (expanded(type_),) == terms.ranges(name)


def test_no_term_is_unknown_to_the_vocabulary() -> None:
    for name, entry in CONTEXT.items():
        iri = entry if isinstance(entry, str) else entry["@id"] if isinstance(entry, dict) else ""
        if not name.startswith("@") and name not in terms.PREFIXES and not iri.startswith("@"):
            assert terms.iri(name) == expanded(iri)


DOCUMENT: dict[str, Any] = {
    "@context": CONTEXT,
    "id": "https://example.org/id/meeting/1",
    "type": ["Meeting", "Event"],
    "label": "Varga–Keld meeting",
    "altLabel": ["the talks", "Varga–Keld meeting"],
    "status": "Held",
    "date": "2031-03-05",
    "earliest": "2031-03-05",
    "participant": [{"id": "https://example.org/id/person/ilse-varga", "metWith": "https://example.org/id/person/tomas-keld"}],
    "place": "https://example.org/id/city/port-selm",
}


def test_a_document_reads_as_triples() -> None:
    graph = Graph().parse(data=json.dumps(DOCUMENT), format="json-ld")
    meeting = URIRef("https://example.org/id/meeting/1")
    ilse, tomas = (URIRef(f"https://example.org/id/person/{n}") for n in ("ilse-varga", "tomas-keld"))

    def values(name: str, of: URIRef = meeting) -> set[Any]:
        return set(graph.objects(of, URIRef(terms.iri(name))))

    assert values("type") == {URIRef(terms.CMQ.Meeting), URIRef(terms.CMQ.Event)}
    assert values("status") == {URIRef(terms.CMQ.Held)}
    assert values("participant") == {ilse}
    assert values("metWith", ilse) == {tomas}
    assert values("altLabel") == {Literal("the talks"), Literal("Varga–Keld meeting")}
    (date,), (earliest,) = values("date"), values("earliest")
    assert str(date.datatype) == terms.EDTF
    assert str(earliest.datatype) == terms.PREFIXES["xsd"] + "date"


def test_a_document_survives_the_round_trip() -> None:
    graph = Graph().parse(data=json.dumps(DOCUMENT), format="json-ld")
    written = graph.serialize(format="json-ld", context=CONTEXT)
    body = {k: v for k, v in json.loads(written).items() if k != "@context"}
    assert body
    assert "cmq:" not in json.dumps(body), "a term has no name of its own"
    again = Graph().parse(data=written, format="json-ld")
    assert len(again) == len(graph) == 11
    assert isomorphic(again, graph)
