"""The vocabulary holds what others rely on, says what each term means, and knows no other name."""

from __future__ import annotations

import copy
import pickle
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from rdflib import OWL, RDF, RDFS, SKOS, Graph, URIRef

from ontology import terms

CONTRACT: dict[str, Any] = tomllib.loads((Path(__file__).parents[1] / "cases" / "contract.toml").read_text(encoding="utf-8"))
ALIGNMENTS = (
    RDFS.subClassOf,
    RDFS.subPropertyOf,
    OWL.equivalentClass,
    OWL.equivalentProperty,
    SKOS.closeMatch,
    SKOS.broadMatch,
    SKOS.relatedMatch,
)


@pytest.fixture(scope="module")
def graph() -> Graph:
    return terms.graph()


@pytest.mark.parametrize("name", CONTRACT["classes"].split())
def test_every_class_of_the_contract_is_defined(name: str) -> None:
    assert terms.is_class(name)


@pytest.mark.parametrize("name", CONTRACT["properties"].split())
def test_every_property_of_the_contract_is_defined(name: str) -> None:
    assert terms.is_property(name)
    assert not terms.is_class(name)


@pytest.mark.parametrize("name", [*terms.classes(), *terms.properties()])
def test_every_term_says_what_it_is_and_is_aligned(name: str, graph: Graph) -> None:
    node = URIRef(terms.iri(name))
    assert terms.label(name)
    assert len(terms.comment(name)) > 10
    foreign = {str(o) for p in ALIGNMENTS for o in graph.objects(node, p) if not str(o).startswith(terms.NAMESPACE)}
    assert foreign, f"{name} is aligned with no other vocabulary"


@pytest.mark.parametrize("name", terms.properties())
def test_every_property_has_domain_and_range(name: str) -> None:
    assert terms.domains(name)
    assert terms.ranges(name)
    assert terms.is_object_property(name) == (
        not any(r.startswith((terms.PREFIXES["xsd"], terms.PREFIXES["edtf"])) for r in terms.ranges(name))
    )


def test_domains_and_ranges_name_defined_terms() -> None:
    named = {n for p in terms.properties() for n in (*terms.domains(p), *terms.ranges(p)) if ":" not in n}
    assert named
    assert all(terms.is_class(n) for n in named)


@pytest.mark.parametrize(("name", "signature"), CONTRACT["signatures"].items())
def test_signatures(name: str, signature: str) -> None:
    domain, _, range_ = signature.partition("|")
    assert terms.domains(name) == tuple(domain.split())
    assert terms.ranges(name) == tuple(range_.split())


@pytest.mark.parametrize(("name", "above"), CONTRACT["above"].items())
def test_superclasses_come_nearest_first(name: str, above: str) -> None:
    assert terms.superclasses(name) == tuple(above.split())


def test_subclasses_are_the_converse_of_superclasses() -> None:
    for name in terms.classes():
        assert set(terms.subclasses(name)) == {c for c in terms.classes() if name in terms.superclasses(c)}


def test_properties_have_a_hierarchy_too() -> None:
    assert terms.superproperties("visitor") == ("participant",)
    assert terms.subproperties("participant") == ("visitor",)


@pytest.mark.parametrize(("kind", "names"), CONTRACT["statuses"].items())
def test_statuses_stand_in_order_of_preference(kind: str, names: str, graph: Graph) -> None:
    assert terms.statuses(kind) == tuple(names.split())
    scheme = next(graph.subjects(URIRef(terms.NAMESPACE + "statusesOf"), URIRef(terms.iri(kind))))
    for name in names.split():
        assert terms.label(name)
        assert terms.comment(name)
        assert (URIRef(terms.iri(name)), SKOS.inScheme, scheme) in graph
        assert (scheme, SKOS.hasTopConcept, URIRef(terms.iri(name))) in graph
    assert len(set(graph.objects(scheme, SKOS.hasTopConcept))) == len(names.split())


def test_statuses_of_narrower_classes_and_of_short_kinds() -> None:
    assert terms.statuses("Summit") == terms.statuses("event") == terms.statuses("Event")
    assert terms.statuses("agreement") == terms.statuses("Agreement")
    assert terms.statuses("body") == terms.statuses("JointBody")
    assert terms.statuses("Person") == ()


def test_derived_terms_name_their_rule() -> None:
    derived = {n for n in (*terms.properties(), "label", "altLabel") if terms.derived_by(n)}
    assert derived >= set(CONTRACT["derived"].split())
    for claimed in ("participant", "involves", "status", "date", "party", "holdsPost", "altLabel"):
        assert claimed not in derived
    assert terms.derived_by("metWith") == "met-with"


def test_symmetric_terms_are_marked() -> None:
    marked = {n for n in terms.properties() if terms.is_symmetric(n)}
    assert marked == set(CONTRACT["symmetric"].split())
    owl = {terms.local(str(s)) for s in terms.graph().subjects(RDF.type, OWL.SymmetricProperty)}
    assert owl == marked


@pytest.mark.parametrize(("name", "iri"), CONTRACT["borrowed"].items())
def test_borrowed_terms_go_by_a_short_name(name: str, iri: str) -> None:
    assert terms.iri(name) == iri
    assert terms.local(iri) == name
    assert name not in terms.CMQ


def test_the_namespace_gives_iris() -> None:
    assert terms.CMQ.metWith == terms.iri("metWith") == "https://w3id.org/communique/ns#metWith"
    assert terms.local(terms.CMQ.Held) == "Held"
    assert "metWith" in dir(terms.CMQ)
    assert terms.local("https://w3id.org/communique/ns#nothing") is None
    assert terms.local(URIRef(terms.CMQ.Held)) == "Held"


@pytest.mark.parametrize("typo", ["metwith", "particpant", "Meetings", "held", "altLabel"])
def test_a_typo_fails_in_the_namespace(typo: str) -> None:
    with pytest.raises(terms.UnknownTerm, match=typo):
        getattr(terms.CMQ, typo)


@pytest.mark.parametrize("ask", [terms.iri, terms.superclasses, terms.label, terms.domains, terms.ranges, terms.derived_by, terms.statuses])
def test_a_typo_fails_in_every_question(ask: Any) -> None:
    with pytest.raises(terms.UnknownTerm, match="did you mean participant"):
        ask("particpant")


def test_whether_a_name_is_defined_can_be_asked_without_failing() -> None:
    assert not terms.is_class("Meetng")
    assert not terms.is_property("metwith")
    assert not terms.is_property("derivedBy")
    assert not hasattr(terms.CMQ, "metwith")
    assert "metwith" not in terms.CMQ


def test_an_unknown_term_travels_between_processes() -> None:
    error = terms.UnknownTerm("the vocabulary has no term 'x'")
    assert str(pickle.loads(pickle.dumps(error))) == str(error)
    assert copy.copy(error).args == error.args


def test_the_most_specific_class_is_found() -> None:
    assert terms.most_specific(["Event", "Meeting", "Summit"]) == "Summit"
    assert terms.most_specific(["Place", "Agent", "Country"]) == "Country"
    assert terms.most_specific(["Meeting", "Event", "nothing we know"]) == "Meeting"
    with pytest.raises(ValueError, match="no class"):
        terms.most_specific(["metWith"])


def test_the_ontology_names_itself_and_its_version(graph: Graph) -> None:
    me = URIRef("https://w3id.org/communique/ns")
    assert (me, RDF.type, OWL.Ontology) in graph
    assert graph.value(me, OWL.versionInfo)


def test_the_vocabulary_is_not_parsed_for_its_import() -> None:
    code = "import sys, ontology.terms; sys.exit('rdflib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=Path(__file__).parents[2]).returncode == 0
