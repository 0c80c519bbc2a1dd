"""What an update writes to is read from its text, exactly as the engine reads it; the pipeline's graphs are not written to."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from graph.errors import Conflict, QueryError, QueryRefused, QuerySyntaxError
from graph.model import Iri, Quad
from graph.query import Ownership, is_look_up, update
from graph.query.updates import Target, read
from graph.settings import Settings
from graph.store import Store, open_store, sorted_dump

CASES = Path(__file__).parent / "cases"
UPDATES = tomllib.loads((CASES / "updates.toml").read_text(encoding="utf-8"))
LOOK_UPS = tomllib.loads((CASES / "look_ups.toml").read_text(encoding="utf-8"))

BASE = "https://data.example/id/"
OWNED = Ownership(BASE)


@pytest.fixture
def store() -> Store:
    return open_store(Settings(store=":memory:"))


@pytest.mark.parametrize("case", UPDATES["case"], ids=lambda case: case["what"])
def test_an_update_is_read(case: dict[str, Any]) -> None:
    found = read(case["text"], None, case.get("using", ()), case.get("using_named", ()))
    assert [target.graph or target.name for target in found.targets] == case["targets"]
    assert found.text.split() == case["reads"].split()


@pytest.mark.parametrize("case", [case for case in UPDATES["case"] if "only_read" not in case], ids=lambda case: case["what"])
def test_it_does_the_same_as_it_is_read(case: dict[str, Any]) -> None:
    """The engine understands both texts, and comes to the same graphs."""
    stores = [open_store(Settings(store=":memory:")) for _ in range(2)]
    for one in stores:
        one.update("INSERT DATA { GRAPH <http://e/a> { <http://e/s> <http://e/p> 3 } GRAPH <http://e/d> { <http://e/s> <http://e/p> 4 } }")
    stores[0].update(case["text"] if "using" not in case else case["reads"])
    stores[1].update(read(case["text"], None, case.get("using", ()), case.get("using_named", ())).text)
    assert sorted_dump(stores[0]) == sorted_dump(stores[1])


@pytest.mark.parametrize("case", UPDATES["wrong"], ids=lambda case: case["text"])
def test_what_is_wrong_is_told_by_its_place(case: dict[str, Any]) -> None:
    with pytest.raises(QuerySyntaxError, match=case["says"]) as told:
        read(case["text"], None)
    assert (told.value.line, told.value.column) == (case["line"], case["column"])


def test_the_engine_s_complaint_is_told_by_the_place_in_the_text_as_it_came(store: Store) -> None:
    text = (
        "PREFIX a: <http://example.org/a-long-namespace/>\nINSERT { GRAPH a:g { ?s a:p a:q } }\nWHERE { ?s a:p a:q . ?s } ; CLEAR GRAPH a:h"
    )
    with pytest.raises(QuerySyntaxError) as told:
        update(store, text, owned=OWNED)
    assert (told.value.line, told.value.column) == (3, 22)


def test_prefixes_may_be_declared_between_operations(store: Store) -> None:
    text = "PREFIX : <http://e/> INSERT DATA { :s :p 1 } ; PREFIX : <http://f/> INSERT DATA { :s :p 2 }"
    update(store, text)
    assert {q.s.value for q in store.quads()} == {"http://e/s", "http://f/s"}
    with pytest.raises(QuerySyntaxError, match=r"line 1, column \d+: .*oops"):
        update(store, "DROP ALL oops")


def test_a_dataset_is_given_in_one_place() -> None:
    for text in ("WITH <http://e/g> INSERT { ?s ?p 1 } WHERE { ?s ?p ?o }", "INSERT { ?s ?p 1 } USING <http://e/g> WHERE { ?s ?p ?o }"):
        with pytest.raises(QueryError, match="only one may"):
            read(text, None, using=["http://e/h"])
    with pytest.raises(QueryError, match="no IRI"):
        read("CLEAR ALL", None, using=["no IRI> } ; DROP ALL #"])


def test_a_string_of_two_readings_is_refused() -> None:
    with pytest.raises(QueryRefused, match="two readings"):
        read(r"INSERT DATA { GRAPH <http://e/g> { <http://e/s> <http://e/p> '\\u0027' } }", None)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("INSERT DATA { <http://e/s> <http://e/p> 1 }", "default graph"),
        ("CLEAR DEFAULT", "default graph"),
        ("DROP ALL", "includes graphs of the pipeline"),
        ("CLEAR NAMED", "includes graphs of the pipeline"),
        ("MOVE DEFAULT TO <http://e/g>", "default graph"),
        (f"MOVE <{BASE}article/1> TO <http://e/g>", "what was read from an article"),
        (f"INSERT DATA {{ GRAPH <{BASE}article/1> {{ <http://e/s> <http://e/p> 1 }} }}", "what was read from an article"),
        (f"PREFIX b: <{BASE}graph/> DELETE WHERE {{ GRAPH b:decisions {{ ?s ?p ?o }} }}", "decisions on who is who"),
        (f"BASE <{BASE}> CLEAR GRAPH <graph/links>", "kept by the pipeline"),
        (f"CREATE GRAPH <{BASE}mine>", "belongs to the pipeline"),
        ("CLEAR GRAPH <https://data.example/x/../id/graph/identity>", "kept by the pipeline"),
        ("CLEAR GRAPH <\\u0068ttps://data.example/id/graph/identity>", "kept by the pipeline"),
        ("INSERT { GRAPH ?g { ?s ?p 1 } } WHERE { GRAPH ?g { ?s ?p ?o } }", "could be any graph"),
        ("INSERT { ?s ?p 1 } WHERE { GRAPH ?g { ?s ?p ?o } }", "default graph"),
        ("INSERT DATA { GRAPH <http://e/g> { <http://e/s> <http://e/p> 1 } } ; CLEAR DEFAULT", "default graph"),
    ],
)
def test_the_pipeline_s_graphs_are_not_written_to(text: str, says: str, store: Store) -> None:
    store.apply((), [Quad(Iri("http://e/s"), Iri("http://e/p"), Iri("http://e/o"), g) for g in (None, Iri(BASE + "article/1"))])
    before = sorted_dump(store)
    with pytest.raises(Conflict, match=says):
        update(store, text, owned=OWNED)
    assert sorted_dump(store) == before


def test_the_layer_that_stands_in_for_the_default_graph_is_the_pipeline_s() -> None:
    with pytest.raises(Conflict, match="simple layer"):
        Ownership(BASE, "http://e/layer").check((Target("GRAPH", "http://e/layer"),))


def test_a_graph_of_one_s_own_is_written_to_from_all_others(store: Store) -> None:
    store.apply((), [Quad(Iri("http://e/s"), Iri("http://e/p"), Iri("http://e/o"), Iri(BASE + "article/1"))])
    update(store, "INSERT { GRAPH <http://e/mine> { ?s ?p ?g } } WHERE { GRAPH ?g { ?s ?p ?o } }", owned=OWNED, base="http://host/sparql")
    assert [q.o for q in store.quads("http://e/mine")] == [Iri(BASE + "article/1")]
    update(store, "INSERT DATA { GRAPH <mine> { <s> <p> <o> } }", owned=OWNED, base="http://host/sparql")
    assert [q.s for q in store.quads("http://host/mine")] == [Iri("http://host/s")]


@pytest.mark.parametrize("text", LOOK_UPS["yes"])
def test_a_look_up_is_known_and_is_sparql(text: str, store: Store) -> None:
    assert is_look_up(text)
    assert store.look_up(text) is not None


@pytest.mark.parametrize("text", LOOK_UPS["no"])
def test_what_may_take_long_is_no_look_up(text: str) -> None:
    assert not is_look_up(text)
