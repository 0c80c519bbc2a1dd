"""`/graphs` by the clauses of the SPARQL 1.1 Graph Store HTTP Protocol; the pipeline's graphs are read there, and never written."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from graph.model import Iri, Literal, Quad
from graph.settings import Settings
from graph.store import open_store, sorted_dump

BASE = "https://w3id.org/communique/id/"
MINE = "/graphs?graph=http%3A%2F%2Fexample.org%2Fmine"
TURTLE = {"Content-Type": "text/turtle"}
SETTINGS = Settings(store=":memory:", writable=True, write_key="let me in")


@pytest.fixture
def client() -> Iterator[TestClient]:
    store = open_store(SETTINGS)
    store.apply((), [Quad(Iri("a:a"), Iri("a:b"), Literal("c"), g) for g in (None, Iri(BASE + "article/1"))])
    headers = {"Authorization": "Bearer let me in"}
    with TestClient(create_app(SETTINGS, store=store), base_url="http://here.example", headers=headers) as opened:
        opened.app_state["store"] = store
        yield opened


def lines(client: TestClient, path: str) -> list[str]:
    found = client.get(path, headers={"Accept": "application/n-triples"})
    assert found.status_code == 200, found.text
    return sorted(found.text.splitlines())


# ---- 5.2 GET, 5.6 HEAD ------------------------------------------------------------------------------------------------


def test_get_reads_any_graph_in_the_format_accepted(client: TestClient) -> None:
    assert lines(client, "/graphs?default") == ['<a:a> <a:b> "c" .']
    article = f"/graphs?graph={BASE}article/1"
    assert client.get(article, headers={"Accept": "application/rdf+xml"}).text.startswith("<?xml")
    assert client.get(article + "&format=jsonld").headers["content-type"] == "application/ld+json"
    head = client.head(article)
    assert (head.status_code, head.content) == (200, b"")
    assert client.get(article, headers={"Accept": "text/csv"}).status_code == 406


@pytest.mark.parametrize("method", ["GET", "HEAD", "DELETE"])
def test_what_is_not_there_is_not_found(method: str, client: TestClient) -> None:
    assert client.request(method, MINE).status_code == 404
    assert client.request(method, "/graphs/never/made").status_code == 404


# ---- 5.3 PUT, 5.4 DELETE, 5.5 POST ------------------------------------------------------------------------------------


def test_put_replaces_post_adds_delete_removes(client: TestClient) -> None:
    made = client.put(MINE, content="<a:a> <a:b> 1 .", headers=TURTLE)
    assert (made.status_code, made.headers["location"]) == (201, "http://here.example" + MINE)
    assert client.put(MINE, content="<a:a> <a:b> 2 .", headers=TURTLE).status_code == 204
    assert client.post(MINE, content="<a:a> <a:b> 3 .", headers=TURTLE).status_code == 204
    assert [line[-4:] for line in lines(client, MINE)] == ["r> ."] * 2
    assert client.delete(MINE).status_code == 204
    assert client.get(MINE).status_code == 404


def test_a_graph_named_by_its_address_has_that_address_as_its_name_and_base(client: TestClient) -> None:
    made = client.put("/graphs/mine/one", content="<> <a:b> <#x> .", headers=TURTLE)
    assert made.headers["location"] == "http://here.example/graphs/mine/one"
    assert lines(client, "/graphs/mine/one") == ["<http://here.example/graphs/mine/one> <a:b> <http://here.example/graphs/mine/one#x> ."]
    assert client.get("/graphs?graph=http://here.example/graphs/mine/one").status_code == 200


def test_post_to_the_store_makes_a_graph_each_time(client: TestClient) -> None:
    made = [client.post("/graphs", content="<a:a> <a:b> 1 .", headers=TURTLE) for _ in range(3)]
    assert [response.status_code for response in made] == [201] * 3
    places = [response.headers["location"] for response in made]
    assert len(set(places)) == 3
    assert all(len(lines(client, place)) == 1 for place in places)


def test_a_form_of_several_files_is_one_graph(client: TestClient) -> None:
    files = [("a", ("a.ttl", b"<a:a> <a:b> 1 .", "text/turtle")), ("b", ("b.nt", b"<a:a> <a:b> <a:c> .\n", "application/n-triples"))]
    assert client.put(MINE, files=files).status_code == 201
    assert len(lines(client, MINE)) == 2
    assert client.post(MINE, files=[("a", ("a.html", b"", "text/html"))]).status_code == 415


# ---- what is refused --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
@pytest.mark.parametrize("path", ["?default", f"?graph={BASE}article/1", f"?graph={BASE}graph/links", f"?graph={BASE}anything"])
def test_the_pipeline_s_graphs_are_not_written_to(method: str, path: str, client: TestClient) -> None:
    before = sorted_dump(client.app_state["store"])
    refused = client.request(method, "/graphs" + path, content="<a:a> <a:b> 1 .", headers=TURTLE)
    assert refused.status_code == 409
    assert "graph of your own" in refused.json()["detail"]
    assert sorted_dump(client.app_state["store"]) == before


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_writing_needs_the_key(method: str, client: TestClient) -> None:
    assert client.request(method, MINE, content="", headers={**TURTLE, "Authorization": "Bearer other"}).status_code == 401


@pytest.mark.parametrize(
    ("method", "path", "headers", "content", "status"),
    [
        ("PUT", "/graphs", TURTLE, "", 400),
        ("GET", "/graphs", {}, "", 400),
        ("PUT", MINE + "&default", TURTLE, "", 400),
        ("PUT", "/graphs/x?default", TURTLE, "", 400),
        ("PUT", "/graphs?graph=relative", TURTLE, "", 400),
        ("PUT", MINE, TURTLE, "<a:a> <a:b> .", 400),
        ("PUT", MINE, {"Content-Type": "text/html"}, "", 415),
        ("PUT", MINE, {}, "", 415),
        ("PATCH", MINE, {}, "", 405),
    ],
)
def test_bad_requests(method: str, path: str, headers: dict[str, str], content: str, status: int, client: TestClient) -> None:
    refused = client.request(method, path, content=content, headers=headers)
    assert refused.status_code == status
    assert refused.json()["detail"]
    assert client.get(MINE).status_code == 404


def test_options_name_the_methods(client: TestClient) -> None:
    assert "PUT" in client.options(MINE).headers["allow"]
