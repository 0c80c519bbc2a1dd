"""Validation finds each thing that must never happen, and nothing in graphs that are as they should be."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
from rdflib import RDF, SH, Graph, URIRef

from graph.errors import MalformedSource
from graph.validation import ValidationReport, validate

HERE = Path(__file__).parent
BASE = "https://w3id.org/communique/id/"
CASES: dict[str, Any] = tomllib.loads((HERE / "cases" / "validation.toml").read_text(encoding="utf-8"))
NEIGHBOURS = (HERE / "ontology" / "data" / "neighbours.trig").read_text(encoding="utf-8")


def nquads(trig: str) -> bytes:
    store = pyoxigraph.Store()
    store.load(trig, format=pyoxigraph.RdfFormat.TRIG)
    return store.dump(format=pyoxigraph.RdfFormat.N_QUADS) or b""


def found(report: ValidationReport) -> list[str]:
    return sorted({f"{f.severity} {f.shape} {f.focus.removeprefix(BASE)}" for f in report.findings})


def edited(case: dict[str, Any]) -> str:
    at = NEIGHBOURS.index(case["at"])
    where = NEIGHBOURS.index(case["old"], at)
    return NEIGHBOURS[:where] + str(case["new"]) + NEIGHBOURS[where + len(case["old"]) :]


def cases() -> Iterator[Any]:
    for case in CASES["case"]:
        yield pytest.param(CASES["common"] + case["graph"], case["finds"], id=case["name"])
    for case in CASES["edit"]:
        yield pytest.param(edited(case), case["finds"], id=case["name"])


@pytest.mark.parametrize(("trig", "finds"), list(cases()))
def test_exactly_what_is_wrong_is_found(trig: str, finds: list[str]) -> None:
    report = validate(nquads(trig))
    assert found(report) == sorted(finds)
    assert report.conforms == (not any(line.startswith("violation") for line in finds))


def test_a_graph_laid_out_as_it_should_be_conforms() -> None:
    report = validate(nquads(NEIGHBOURS))
    assert report.findings == ()
    assert report.triples > 1000


def test_every_shape_has_a_case_that_it_catches() -> None:
    graph = Graph().parse(data=files("ontology").joinpath("shapes.ttl").read_bytes(), format="turtle")
    shapes = {
        str(s).rpartition("#")[2]
        for kind in (SH.NodeShape, SH.PropertyShape)
        for s in graph.subjects(RDF.type, kind)
        if isinstance(s, URIRef)
    }
    caught = {line.split()[1] for case in (*CASES["case"], *CASES["edit"]) for line in case["finds"]}
    # a resource without an IRI cannot be written as a focus here; the test below asks for it
    assert shapes - caught == {"NamedResource"}


def test_a_blank_node_is_found() -> None:
    report = validate(nquads(CASES["common"] + "[] a cmq:Person , cmq:Agent ; cmq:ofCountry <av> ."))
    assert {f.shape for f in report.violations} == {"NamedResource", "NoBlankNodes"}


def test_a_finding_names_its_place() -> None:
    (case,) = (c for c in CASES["case"] if c["name"] == "a planned meeting shown as held")
    finding = validate(nquads(CASES["common"] + case["graph"])).violations[0]
    assert finding.focus == BASE + "ilse"
    assert finding.path == "https://w3id.org/communique/ns#metWith"
    assert finding.value == BASE + "tomas"
    assert "no meeting, call or summit that was held" in finding.message


def test_chunks_cut_anywhere_are_one_dump() -> None:
    data = nquads(NEIGHBOURS)
    assert validate(data[i : i + 777] for i in range(0, len(data), 777)) == validate(data)


def test_an_empty_graph_conforms() -> None:
    assert validate(b"") == ValidationReport((), 0)


def test_what_is_no_nquads_names_the_line() -> None:
    with pytest.raises(MalformedSource, match="line 2"):
        validate(b"<x:a> <x:b> <x:c> .\nmet with\n")
