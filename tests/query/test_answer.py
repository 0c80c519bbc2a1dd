"""From a person's text to an answer, or to an error that says where."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.errors import QueryError, QueryRefused, QuerySyntaxError, QueryTimeout, UnknownFormat
from graph.model import Iri, Literal, Quad
from graph.query import answer, update
from graph.settings import Settings
from graph.store import Store, open_store

EX = "http://example.org/"


@pytest.fixture
def store() -> Iterator[Store]:
    with open_store(Settings(store=":memory:")) as opened:
        opened.apply(
            (), [Quad(Iri(EX + "a"), Iri(EX + "b"), Literal("c")), Quad(Iri(EX + "a"), Iri(EX + "b"), Literal("d"), Iri(EX + "g"))]
        )
        yield opened


def test_answers_come_in_the_format_asked_for(store: Store) -> None:
    text = "SELECT ?o { ?s ?p ?o }"
    plain = answer(store, text)
    assert plain.media_type == "application/sparql-results+json"
    assert [row["o"]["value"] for row in json.loads(plain.read())["results"]["bindings"]] == ["c"]
    assert answer(store, text, accept="csv").read() == b"o\r\nc\r\n"
    assert answer(store, text, accept="text/tab-separated-values").read() == b'?o\n"c"\n'
    assert answer(store, "ASK {}", accept="xml").read().endswith(b"<boolean>true</boolean></sparql>")
    assert answer(store, f"DESCRIBE <{EX}a>", accept="nt").read() == f'<{EX}a> <{EX}b> "c" .\n'.encode()
    assert answer(store, "CONSTRUCT WHERE { ?s ?p ?o }").media_type == "text/turtle"
    with pytest.raises(UnknownFormat):
        answer(store, "CONSTRUCT WHERE { ?s ?p ?o }", accept="csv")


def test_the_graphs_asked_for_are_the_dataset(store: Store) -> None:
    text = "SELECT ?o { ?s ?p ?o } ORDER BY ?o"
    assert answer(store, text, accept="csv", default_graphs=[EX + "g"]).read() == b"o\r\nd\r\n"
    assert answer(store, text, accept="csv", named_graphs=[EX + "g"]).read() == b"o\r\n"
    assert answer(store, text, accept="csv", union_default_graph=True).read() == b"o\r\nc\r\nd\r\n"


def test_only_reading_is_allowed_and_nothing_from_elsewhere(store: Store) -> None:
    for text in ("CLEAR ALL", "LOAD <http://127.0.0.1:1/>", "SELECT * { SERVICE <http://127.0.0.1:1/> {} }"):
        with pytest.raises(QueryRefused):
            answer(store, text)
    assert len(list(store.quads())) == 2


def test_an_update_runs_whole_or_is_told(store: Store) -> None:
    update(store, f"INSERT DATA {{ <{EX}x> <{EX}y> 1 }} ; DELETE WHERE {{ <{EX}a> ?p ?o }}")
    assert [q.s.value for q in store.quads(None)] == [EX + "x"]
    with pytest.raises(QueryRefused, match="LOAD"):
        update(store, "CLEAR ALL ; LOAD <http://127.0.0.1:1/>")
    with pytest.raises(QuerySyntaxError, match="line 1, column 15: the prefix ex: is not declared"):
        update(store, "INSERT DATA { ex:a ex:b 1 }")
    assert len(list(store.quads(None))) == 1


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("SELECT * {\n  ?s foaf:name ?o }", 2, 6, "the prefix foaf: is not declared; add PREFIX foaf: <…> at the top"),
        ("SELECT * {\n ?s ?p 'abc }", 2, 8, "this string is never closed"),
        ("SELECT * { ?s ?p ?o ", 1, 10, "'{' is never closed"),
        ("SELECT * { ?s ?p ?o } }", 1, 23, "'}' closes nothing that is open here"),
        ("SELECT * { ?s ?p (1 } }", 1, 21, "'}' closes nothing that is open here"),
        ("SELECT * { ?s ?p § }", 1, 18, "'§' cannot stand here"),
        ("SELECT *\n{ ?été ?p }", 2, 11, "near '}'"),
        ("SELECT *\n{ ?s ?p }", 2, 3, "near '?s ?p }'"),
        ("SELECT ?x { ?s ?p ?o } GROUP BY ?s", 1, 35, "The SELECT contains a variable that is unbound"),
        ("SELECT (1 AS ?x) (2 AS ?x) {}", 1, 30, "Duplicated variable name in SELECT"),
        ("SELECT * { ?s ?p <relative> }", 1, 28, "IRI parsing failed"),
        ("ASK { ?s ?p ?o } LIMIT x", 1, 24, "near 'x'"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(text: str, line: int, column: int, message: str, store: Store) -> None:
    with pytest.raises(QuerySyntaxError) as told:
        answer(store, text)
    assert (told.value.line, told.value.column) == (line, column)
    assert str(told.value).startswith(f"line {line}, column {column}: ")
    assert message in str(told.value)
    assert len(str(told.value)) < 250


def test_it_is_told_the_same_by_readers_and_their_limits_hold(tmp_path: Path) -> None:
    with open_store(Settings(store=str(tmp_path / "store"), query_timeout=0.5, query_workers=1)) as store:
        store.apply((), [Quad(Iri(f"{EX}{n}"), Iri(EX + "p"), Literal(str(n))) for n in range(1000)])
        with pytest.raises(QuerySyntaxError, match="line 1, column 15: the prefix ex: is not declared"):
            answer(store, "SELECT * { ?s ex:p ?o }", deadline=20)
        with pytest.raises(QueryTimeout):
            answer(store, "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
        with pytest.raises(QueryError, match="RDF/XML"):
            answer(store, "CONSTRUCT { ?s <urn:isbn:1> ?o } { ?s ?p ?o } LIMIT 1", accept="rdf", deadline=20)
