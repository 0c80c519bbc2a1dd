"""`/sparql` and `/graphs` where the graph is kept by a server that is not ours."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from graph.model import Iri, Literal, Quad
from graph.query import GRAPHS, RESULTS
from graph.settings import Settings
from graph.store import open_store
from tests.servers import emptied

KEY = "let me in"
EX = "http://example.org/"
WRITING = {"Authorization": f"Bearer {KEY}"}
QUADS = (
    Quad(Iri(EX + "anna"), Iri(EX + "met"), Iri(EX + "boris")),
    Quad(Iri(EX + "anna"), Iri(EX + "said"), Literal("hello"), Iri(EX + "mine")),
)
MET = f"{{ ?s <{EX}met> ?o }}"


@pytest.fixture(params=["oxigraph", pytest.param("virtuoso", marks=pytest.mark.slow)])
def client(request: pytest.FixtureRequest) -> Iterator[TestClient]:
    settings = Settings(store=request.getfixturevalue(request.param), writable=True, write_key=KEY)
    with open_store(settings) as store:
        emptied(store)
        store.apply((), QUADS)
        with TestClient(create_app(settings, store=store), base_url="http://here.example") as opened:
            yield opened


def test_answers_come_in_every_format_that_the_server_writes_as_it_should_or_not(client: TestClient) -> None:
    for form in RESULTS:
        found = client.get("/sparql", params={"query": f"SELECT ?o {MET}", "format": form.name})
        assert found.status_code == 200, found.text
        assert EX + "boris" in found.text
        assert found.headers["content-type"].startswith(form.media_type)
    tsv = client.get("/sparql", params={"query": f"SELECT ?o {MET}", "format": "tsv"})
    assert tsv.text.splitlines() == ["?o", f"<{EX}boris>"]
    for answer in (True, False):
        asked = {"query": f"ASK {{ ?s <{EX}{'met' if answer else 'left'}> ?o }}"}
        assert client.get("/sparql", params=asked).json()["boolean"] is answer
        assert str(answer).lower() in client.get("/sparql", params={**asked, "format": "xml"}).text


@pytest.mark.parametrize("name", [form.name for form in GRAPHS if form.name not in ("nq", "trig", "jsonld")])
def test_triples_come_in_formats_of_triples(name: str, client: TestClient) -> None:
    found = client.get("/sparql", params={"query": f"CONSTRUCT {{ ?s <{EX}met> ?o }} {MET}", "format": name})
    assert found.status_code == 200, found.text
    assert "boris" in found.text


def test_what_is_wrong_or_leads_outside_is_refused_before_the_server_sees_it(client: TestClient) -> None:
    assert client.get("/sparql", params={"query": "SELECT * { ?s }"}).status_code == 400
    assert client.get("/sparql", params={"query": "SELECT * { SERVICE SILENT <http://127.0.0.1/> { ?s ?p ?o } }"}).status_code == 403
    assert client.post("/sparql", data={"query": "DROP ALL"}).status_code == 403
    assert client.get("/sparql", params={"query": f"ASK {MET}"}).json()["boolean"] is True


def test_graphs_of_one_s_own_are_written_to_and_the_pipeline_s_are_not(client: TestClient) -> None:
    mine = {"graph": EX + "mine"}
    insert = f"INSERT DATA {{ GRAPH <{EX}mine> {{ <{EX}a> <{EX}b> 'c' }} }}"
    assert client.post("/sparql", data={"update": insert}, headers=WRITING).status_code == 204
    assert "hello" in client.get("/graphs", params=mine).text
    turtle = {"Content-Type": "text/turtle", **WRITING}
    assert client.put("/graphs", params=mine, content="<a:a> <a:b> 'only this' .", headers=turtle).status_code in (200, 204)
    held = client.get("/graphs", params=mine, headers={"Accept": "application/n-triples"}).text
    assert held.split() == ["<a:a>", "<a:b>", '"only', 'this"', "."]
    assert client.delete("/graphs", params=mine, headers=WRITING).status_code in (200, 204)
    assert client.get("/graphs", params=mine).status_code == 404
    refused = client.post("/sparql", data={"update": "INSERT DATA { <a:a> <a:b> 'c' }"}, headers=WRITING)
    assert (refused.status_code, "default graph" in refused.text) == (409, True)
