"""What holds for every kind of store: in memory, in a folder, behind a SPARQL server that is not ours."""

from __future__ import annotations

import csv
import io
import json
import random
import threading
from xml.etree import ElementTree

import pytest

from graph.errors import CommuniqueError, QuerySyntaxError, StoreError, UnknownFormat
from graph.model import Iri, Literal, Quad
from graph.store import Store, sorted_dump

EX = "http://example.org/"
XSD = "http://www.w3.org/2001/XMLSchema#"
AWKWARD = "quote \" backslash \\ newline\nreturn\rtab\t apostrophe ' braces } { é 漢字 😀 e\u0301 \\u0041 \x01\x7f"

LAYER = (
    Quad(Iri(EX + "anna"), Iri(EX + "met"), Iri(EX + "boris")),
    Quad(Iri(EX + "anna"), Iri(EX + "label"), Literal("Anna Ames")),
    Quad(Iri(EX + "boris"), Iri(EX + "label"), Literal(AWKWARD)),
)
EVIDENCE = (
    Quad(Iri(EX + "claim"), Iri(EX + "quote"), Literal("they met"), Iri(EX + "article/1")),
    Quad(Iri(EX + "claim"), Iri(EX + "start"), Literal("17", XSD + "integer"), Iri(EX + "article/1")),
    Quad(Iri(EX + "other"), Iri(EX + "on"), Literal("2031-05-04", XSD + "date"), Iri(EX + "article/2")),
)
ALL = LAYER + EVIDENCE
NO_QUERIES = ("INSERT DATA { <a:a> <a:b> 1 }", "")


@pytest.fixture
def full(store: Store) -> Store:
    store.apply((), ALL)
    return store


def test_what_is_added_is_there(full: Store) -> None:
    assert set(full.quads()) == set(ALL)
    assert set(full.quads(None)) == set(LAYER)
    assert set(full.quads(EX + "article/2")) == {EVIDENCE[2]}
    assert set(full.quads(None, EX + "article/1")) == {*LAYER, *EVIDENCE[:2]}
    assert sorted(full.graph_names()) == [EX + "article/1", EX + "article/2"]


def test_literals_of_every_type_in_use_come_back_as_they_were(full: Store) -> None:
    edtf = "http://id.loc.gov/datatypes/edtf/EDTF"
    values = [("P2Y", XSD + "duration"), ("PT6H", XSD + "duration"), ("true", XSD + "boolean"), ("false", XSD + "boolean")]
    values += [("0.9", XSD + "decimal"), ("-4", XSD + "integer"), ("2031-05-04", XSD + "date"), ("2031-05~", edtf), ("[2031..2032]", edtf)]
    values += [("2031-05-04T10:00:00Z", XSD + "dateTime"), ("", ""), ("a" * 40_000, "")]
    quads = [Quad(Iri(f"{EX}v{n}"), Iri(EX + "value"), Literal(*value), Iri(EX + "values")) for n, value in enumerate(values)]
    full.apply((), quads)
    assert set(full.quads(EX + "values")) == set(quads)
    full.apply([*quads, EVIDENCE[0]], ())
    assert EX + "values" not in set(full.graph_names())


def test_one_step_removes_and_adds_and_what_is_in_both_stays(full: Store) -> None:
    new = Quad(Iri(EX + "anna"), Iri(EX + "met"), Iri(EX + "clara"))
    full.apply([LAYER[0], LAYER[1], EVIDENCE[2]], [new, LAYER[1]])
    assert set(full.quads()) == {LAYER[1], LAYER[2], new, EVIDENCE[0], EVIDENCE[1]}


def test_a_graph_that_was_emptied_has_no_name(full: Store) -> None:
    full.apply([EVIDENCE[2]], ())
    assert list(full.graph_names()) == [EX + "article/1"]


def test_removing_what_is_not_there_and_adding_what_is_change_nothing(full: Store) -> None:
    before = sorted_dump(full)
    full.apply([Quad(Iri(EX + "x"), Iri(EX + "y"), Iri(EX + "z"))], LAYER)
    full.apply((), ())
    assert sorted_dump(full) == before


def test_the_sorted_dump_knows_nothing_of_order(full: Store) -> None:
    before = sorted_dump(full)
    full.apply(ALL, ())
    assert sorted_dump(full) == b""
    for quad in random.Random(7).sample(ALL, len(ALL)):
        full.apply((), [quad])
    assert sorted_dump(full) == before
    assert len(before.splitlines()) == len(ALL)


def test_a_dump_loaded_again_is_the_same(full: Store) -> None:
    before = b"".join(full.dump())
    full.apply(ALL, ())
    full.bulk_load(before)
    assert set(full.quads()) == set(ALL)


def test_what_was_committed_is_seen_by_the_next_query(full: Store) -> None:
    for n in range(5):
        full.apply((), [Quad(Iri(f"{EX}n{n}"), Iri(EX + "number"), Literal(str(n)))])
        found = json.loads(full.query(f"SELECT ?s {{ ?s <{EX}number> ?n }}").read())
        assert len(found["results"]["bindings"]) == n + 1


def test_rows_are_terms_and_leave_unbound_variables_out(full: Store) -> None:
    rows = list(full.rows(f"SELECT ?s ?l ?x {{ ?s <{EX}label> ?l OPTIONAL {{ ?s <{EX}met> ?x }} }} ORDER BY ?s"))
    assert rows == [
        {"s": Iri(EX + "anna"), "l": Literal("Anna Ames"), "x": Iri(EX + "boris")},
        {"s": Iri(EX + "boris"), "l": Literal(AWKWARD)},
    ]
    assert full.ask(f"ASK {{ GRAPH <{EX}article/1> {{ ?s ?p 17 }} }}")
    assert full.ask("ASK { ?s ?p 17 }") is full.capabilities.union_default_graph


def test_an_update_of_two_operations_is_all_or_nothing(full: Store) -> None:
    """Where `capabilities` say it is not, the first operation stays though the second fails."""
    before = sorted_dump(full)
    with pytest.raises(CommuniqueError, match="already"):
        full.update(f"INSERT DATA {{ GRAPH <{EX}g> {{ <{EX}a> <{EX}b> 1 }} }} ; CREATE GRAPH <{EX}article/1>")
    assert (sorted_dump(full) == before) is full.capabilities.atomic_updates
    full.update(f"INSERT DATA {{ GRAPH <{EX}g> {{ <{EX}a> <{EX}b> 1 }} }} ; DROP SILENT GRAPH <{EX}article/1>")
    one = Quad(Iri(EX + "a"), Iri(EX + "b"), Literal("1", XSD + "integer"), Iri(EX + "g"))
    assert set(full.quads()) == {*LAYER, EVIDENCE[2], one}


def test_solutions_come_in_four_formats(full: Store) -> None:
    text = f"SELECT ?s ?l {{ ?s <{EX}label> ?l FILTER(STRSTARTS(?l, 'A')) }}"
    answer = full.query(text)
    assert answer.media_type == "application/sparql-results+json"
    assert json.loads(answer.read())["results"]["bindings"] == [
        {"s": {"type": "uri", "value": EX + "anna"}, "l": {"type": "literal", "value": "Anna Ames"}}
    ]
    rows = list(csv.reader(io.StringIO(full.query(text, accept="text/csv").read().decode())))
    assert rows == [["s", "l"], [EX + "anna", "Anna Ames"]]
    tsv = full.query(text, accept="text/tab-separated-values").read().decode().splitlines()
    assert tsv == ["?s\t?l", f'<{EX}anna>\t"Anna Ames"']
    xml = ElementTree.fromstring(full.query(text, accept="application/sparql-results+xml").read())
    assert [e.text for e in xml.iter("{http://www.w3.org/2005/sparql-results#}literal")] == ["Anna Ames"]
    assert json.loads(full.query("ASK { ?s ?p ?o }").read())["boolean"] is True


@pytest.mark.parametrize("media_type", ["text/turtle", "application/n-triples", "application/rdf+xml"])
def test_triples_come_in_the_format_asked_for(full: Store, media_type: str) -> None:
    from pyoxigraph import RdfFormat, parse

    answer = full.query(f"CONSTRUCT {{ ?s <{EX}label> ?l }} {{ ?s <{EX}label> ?l FILTER(STRSTARTS(?l, 'A')) }}", accept=media_type)
    assert answer.media_type == media_type
    triples = list(parse(answer.read(), RdfFormat.from_media_type(media_type)))
    assert [str(t.triple) for t in triples] == [f'<{EX}anna> <{EX}label> "Anna Ames"']


def test_a_format_that_cannot_hold_the_answer_is_refused(full: Store) -> None:
    with pytest.raises(UnknownFormat):
        full.query("ASK {}", accept="image/png")


def test_what_is_no_query_is_told_before_the_answer(full: Store) -> None:
    lenient = () if full.capabilities.atomic_updates else NO_QUERIES  # Virtuoso runs them, if the account may write
    for text in ("SELECT * { ?s ?p }", "SELECT * { ?s ex:p ?o }", *(text for text in NO_QUERIES if text not in lenient)):
        with pytest.raises(QuerySyntaxError):
            full.query(text)
    with pytest.raises(QuerySyntaxError):
        full.update("INSERT DATA { oops }")


def test_the_dataset_given_is_the_whole_dataset(full: Store) -> None:
    def count(text: str = "{ ?s ?p ?o }", **dataset: list[str] | bool) -> int:
        found = json.loads(full.query(f"SELECT (COUNT(*) AS ?n) {text}", **dataset).read())  # type: ignore[arg-type]  # by name
        return int(found["results"]["bindings"][0]["n"]["value"])

    one, two = EX + "article/1", EX + "article/2"
    named = f"{{ GRAPH ?g {{ ?s ?p ?o }} FILTER(STRSTARTS(STR(?g), '{EX}article')) }}"
    assert count(named) == 3
    if not full.capabilities.union_default_graph:
        assert count() == 3
        assert count(union_default_graph=True) == 6
    assert count(default_graphs=[one]) == 2
    assert count(default_graphs=[one, one]) == 2
    assert count(default_graphs=[one, two]) == 3
    if full.capabilities.default_layer is None:
        assert count(named, default_graphs=[one]) == 0
    assert (count(named_graphs=[two]), count(named, named_graphs=[two])) == (0, 1)
    assert count("FROM <http://example.org/article/2> { ?s ?p ?o }") == 1
    if full.capabilities.default_layer is None:  # Virtuoso adds the one to the other
        assert count("FROM <http://example.org/article/2> { ?s ?p ?o }", default_graphs=[one]) == 2


def test_an_iri_that_is_none_cannot_smuggle_an_update_in(full: Store) -> None:
    before = sorted_dump(full)
    for bad in ("http://example.org/a> <b:b> 1 } ; DROP ALL #", "no scheme", ""):
        with pytest.raises(StoreError, match="IRI"):
            full.apply((), [Quad(Iri(bad), Iri(EX + "p"), Literal("x"))])
    assert sorted_dump(full) == before


def test_malformed_data_is_refused_whole_and_told_by_line(full: Store) -> None:
    before = sorted_dump(full)
    with pytest.raises(QuerySyntaxError) as told:
        full.bulk_load(b"<a:a> <a:b> <a:c> .\n<a:a> <a:b> .\n")
    assert told.value.line == 2
    assert sorted_dump(full) == before
    with pytest.raises(UnknownFormat):
        full.bulk_load(b"", "text/html")
    full.bulk_load(io.BytesIO(b"<a:a> <a:b> <a:c> ."), "text/turtle")
    assert Quad(Iri("a:a"), Iri("a:b"), Iri("a:c")) in set(full.quads(None))


def test_answers_and_rows_may_cross_threads(full: Store) -> None:
    text = f"SELECT * {{ ?s <{EX}label> ?o }}"
    answer, rows, quads = full.query(text), full.rows(text), full.quads()
    found: list[int] = []
    reader = threading.Thread(target=lambda: found.extend((len(answer.read()) > 0, len(list(rows)), len(list(quads)))))
    reader.start()
    reader.join()
    assert found == [True, 2, 6]


def test_an_answer_may_be_closed_unread(full: Store) -> None:
    with full.query("SELECT * { ?s ?p ?o }"):
        pass
    answer = full.query("SELECT * { ?s ?p ?o }")
    answer.close()
    assert full.ask("ASK { ?s ?p ?o }")


def test_what_may_be_asked_of_every_store(full: Store) -> None:
    full.warm()
    full.flush()
    assert full.capabilities.transactions is False
    assert full.capabilities.union_default_graph is (full.capabilities.default_layer is not None)
    if full.capabilities.default_layer is None:
        assert full.capabilities.atomic_updates is True
        assert full.capabilities.rdf12 is True
