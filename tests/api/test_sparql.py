"""`/sparql` by the clauses of the SPARQL 1.1 Protocol, and what HTTP asks of it besides."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from api import problems
from api.app import create_app
from graph.errors import SettingsError
from graph.model import Iri, Literal, Quad
from graph.query import GRAPHS, RESULTS
from graph.settings import Settings
from graph.store import Store, open_store, sorted_dump

BASE = "https://w3id.org/communique/id/"
KEY = "let me in"
EX = "http://example.org/"
SELECT = "SELECT ?s ?o { ?s ?p ?o } ORDER BY ?s"
CONSTRUCT = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
UPDATE = {"Content-Type": "application/sparql-update", "Authorization": f"Bearer {KEY}"}

QUADS = (
    Quad(Iri(EX + "anna"), Iri(EX + "met"), Iri(EX + "boris")),
    Quad(Iri(EX + "anna"), Iri(EX + "said"), Literal("hello"), Iri(BASE + "article/1")),
    Quad(Iri(EX + "boris"), Iri(EX + "said"), Literal("goodbye"), Iri(BASE + "article/2")),
)


def client_of(**settings: Any) -> TestClient:
    chosen = Settings(store=":memory:", **settings)
    store = open_store(chosen)
    store.apply((), QUADS)
    client = TestClient(create_app(chosen, store=store), base_url="http://here.example")
    client.app_state["store"] = store
    return client


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with client_of() as opened:
        yield opened


@pytest.fixture
def writable() -> Iterator[TestClient]:
    with client_of(writable=True, write_key=KEY) as opened:
        yield opened


def held(client: TestClient) -> bytes:
    store: Store = client.app_state["store"]
    return sorted_dump(store)


def problem(response: Response, status: int) -> dict[str, Any]:
    """The problem document of a refusal, which any page may read."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == problems.MEDIA_TYPE
    assert response.headers["access-control-allow-origin"] == "*"
    found: dict[str, Any] = response.json()
    assert found["status"] == status
    assert found["detail"]
    return found


# ---- 2.1 query operation ----------------------------------------------------------------------------------------------


def test_query_via_get(client: TestClient) -> None:
    found = client.get("/sparql", params={"query": SELECT})
    assert found.headers["content-type"] == "application/sparql-results+json"
    assert [row["o"]["value"] for row in found.json()["results"]["bindings"]] == [EX + "boris"]


def test_query_via_post_with_form(client: TestClient) -> None:
    assert client.post("/sparql", data={"query": SELECT}).json()["results"]["bindings"]
    percent = client.post("/sparql", content=b"query=ASK%20%7B%20FILTER%28%22a%2Bb%22+%3D+%22a%2Bb%22%29%20%7D", headers=FORM)
    assert percent.json()["boolean"] is True


def test_query_via_post_directly(client: TestClient) -> None:
    headers = {"Content-Type": "application/sparql-query; charset=UTF-8"}
    found = client.post("/sparql", content="SELECT ('é漢😀' AS ?x) {}".encode(), headers=headers)
    assert found.json()["results"]["bindings"] == [{"x": {"type": "literal", "value": "é漢😀"}}]


@pytest.mark.parametrize("how", ["get", "form", "direct"])
def test_the_dataset_is_the_request_s(how: str, client: TestClient) -> None:
    def ask(text: str, **graphs: str | list[str]) -> list[str]:
        named = {key.replace("_", "-") + "-graph-uri": value for key, value in graphs.items()}
        if how == "get":
            response = client.get("/sparql", params={"query": text, **named})
        elif how == "form":
            response = client.post("/sparql", data={"query": text, **named})
        else:
            response = client.post("/sparql", params=named, content=text, headers={"Content-Type": "application/sparql-query"})
        return [row["o"]["value"] for row in response.json()["results"]["bindings"]]

    one, two = BASE + "article/1", BASE + "article/2"
    assert ask(SELECT, default=one) == ["hello"]
    assert ask(SELECT, default=[one, two]) == ["hello", "goodbye"]
    assert ask(SELECT, named=one) == []
    assert ask("SELECT ?o { GRAPH ?g { ?s ?p ?o } }", named=two) == ["goodbye"]
    assert ask(f"SELECT ?o FROM <{two}> {{ ?s ?p ?o }}") == ["goodbye"]
    assert ask(f"SELECT ?o FROM <{two}> {{ ?s ?p ?o }}", default=one) == ["hello"], "the request's dataset outranks the query's (2.1.4)"


def test_relative_iris_are_relative_to_the_endpoint(client: TestClient) -> None:
    found = client.get("/sparql", params={"query": "SELECT (STR(<x>) AS ?a) (STR(<#y>) AS ?b) {}"}).json()["results"]["bindings"]
    assert [value["value"] for value in found[0].values()] == ["http://here.example/x", "http://here.example/sparql#y"]


@pytest.mark.parametrize("form", RESULTS, ids=lambda form: form.name)
def test_solutions_come_in_every_format(form: Any, client: TestClient) -> None:
    for found in (
        client.get("/sparql", params={"query": SELECT}, headers={"Accept": form.media_type}),
        client.get("/sparql", params={"query": SELECT, "format": form.name}, headers={"Accept": "text/html"}),
        client.get("/sparql", params={"query": SELECT, "format": form.media_type}),
    ):
        assert found.status_code == 200
        assert found.headers["content-type"].partition(";")[0] == form.media_type
        assert found.headers["content-type"].endswith("; charset=utf-8") is form.media_type.startswith("text/")
        assert (EX + "boris").encode() in found.content


@pytest.mark.parametrize("form", GRAPHS, ids=lambda form: form.name)
def test_triples_come_in_every_format(form: Any, client: TestClient) -> None:
    for found in (
        client.get("/sparql", params={"query": CONSTRUCT}, headers={"Accept": form.media_type}),
        client.get("/sparql", params={"query": f"DESCRIBE <{EX}anna>", "format": form.name}),
    ):
        assert found.status_code == 200
        assert found.headers["content-type"].partition(";")[0] == form.media_type
        assert b"boris" in found.content


def test_the_best_accepted_format_is_chosen(client: TestClient) -> None:
    accept = "text/html, text/csv;q=0.4, application/sparql-results+xml;q=0.9, */*;q=0.1"
    found = client.get("/sparql", params={"query": SELECT}, headers={"Accept": accept})
    assert found.headers["content-type"] == "application/sparql-results+xml"
    assert found.headers["vary"] == "Accept, Accept-Encoding"
    told = problem(client.get("/sparql", params={"query": SELECT}, headers={"Accept": "image/png"}), 406)
    assert any("text/csv" in name for name in told["known"])


def test_the_path_may_end_in_a_slash(client: TestClient) -> None:
    assert client.get("/sparql/", params={"query": "ASK {}"}).json()["boolean"] is True


# ---- 2.1.6 and 2.2.6: what is refused, and how it is told -------------------------------------------------------------


@pytest.mark.parametrize(
    ("parameters", "status", "says"),
    [
        ([("query", "ASK {}"), ("query", "ASK {}")], 400, "exactly one"),
        ([("query", "ASK {}"), ("update", "CLEAR ALL")], 405, "POST"),
        ([("update", "CLEAR ALL")], 405, "POST"),
        ([("query", "CLEAR ALL")], 403, "only reading"),
        ([("query", "SELECT * { SERVICE SILENT <http://127.0.0.1/> { ?s ?p ?o } }")], 403, "SERVICE"),
        ([("query", "SELECT * { { SELECT * { OPTIONAL { SERVICE ?x { ?s ?p ?o } } } } }")], 403, "SERVICE"),
        ([("query", "ASK {}"), ("default-graph-uri", "no IRI")], 400, "IRI"),
    ],
)
def test_bad_queries(parameters: list[tuple[str, str | int | float | bool | None]], status: int, says: str, client: TestClient) -> None:
    assert says in problem(client.get("/sparql", params=parameters), status)["detail"]


def test_errors_name_line_and_column(client: TestClient) -> None:
    told = problem(client.get("/sparql", params={"query": "SELECT *\n{ ?s ex:p ?o }"}), 400)
    assert (told["line"], told["column"]) == (2, 6)
    assert "ex:" in told["detail"]
    assert told["type"].endswith("query-syntax-error")


@pytest.mark.parametrize(
    ("content", "headers", "status"),
    [
        (b"ASK {}", {"Content-Type": "text/plain"}, 415),
        (b"ASK {}", {}, 415),
        (b"ASK { FILTER('\xff') }", {"Content-Type": "application/sparql-query"}, 400),
        (b"query=%FF", FORM, 400),
        (b"", FORM, 400),
    ],
)
def test_bad_bodies(content: bytes, headers: dict[str, str], status: int, client: TestClient) -> None:
    problem(client.post("/sparql", content=content, headers=headers), status)


def test_a_body_too_large_is_refused_before_it_is_read(client: TestClient) -> None:
    headers = {"Content-Type": "application/sparql-query", "Content-Length": str(10**9)}
    problem(client.post("/sparql", content=b"ASK {}", headers=headers), 413)
    problem(client.post("/sparql", content=b" " * 10_000_001, headers={"Content-Type": "application/sparql-query"}), 413)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods(method: str, client: TestClient) -> None:
    refused = client.request(method, "/sparql", params={"query": "ASK {}"})
    problem(refused, 405)
    assert refused.headers["allow"] == "GET, HEAD, POST, OPTIONS"


# ---- HTTP -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("query", [SELECT, f"SELECT ?o {{ <{EX}anna> ?p ?o }}", ""])
def test_head_is_get_without_its_body(query: str, client: TestClient) -> None:
    parameters = {"query": query} if query else {}
    got, head = client.get("/sparql", params=parameters), client.head("/sparql", params=parameters)
    assert head.status_code == got.status_code == 200
    assert head.content == b""
    names = {"x-request-id"}  # each request has a name of its own
    assert {k: v for k, v in head.headers.items() if k not in names} == {k: v for k, v in got.headers.items() if k not in names}


def test_any_page_may_ask(client: TestClient) -> None:
    asked = {
        "Origin": "https://elsewhere.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    allowed = client.options("/sparql", headers=asked)
    assert allowed.status_code == 204
    assert allowed.headers["access-control-allow-origin"] == "*"
    assert "POST" in allowed.headers["access-control-allow-methods"]
    assert "Content-Type" in allowed.headers["access-control-allow-headers"]
    assert client.get("/sparql", params={"query": SELECT}).headers["access-control-allow-origin"] == "*"


def test_long_answers_are_compressed_where_that_is_accepted(client: TestClient) -> None:
    text = "SELECT ?x { VALUES ?x { " + "'abcdefgh' " * 1000 + "} }"
    plain = client.get("/sparql", params={"query": text}, headers={"Accept-Encoding": "identity"})
    with client.stream("GET", "/sparql", params={"query": text}, headers={"Accept-Encoding": "br, gzip;q=0.5"}) as packed:
        raw = b"".join(packed.iter_raw())
    assert packed.headers["content-encoding"] == "gzip"
    assert len(raw) == int(packed.headers["content-length"]) < len(plain.content) / 10
    assert gzip.decompress(raw) == plain.content
    assert "content-encoding" not in plain.headers
    refused = client.get("/sparql", params={"query": text}, headers={"Accept-Encoding": "gzip;q=0"})
    assert "content-encoding" not in refused.headers


# ---- descriptions -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("headers", [{}, {"Accept": "*/*"}, {"Accept": "text/html, */*;q=0.1"}])
def test_a_bare_get_describes_the_service(headers: dict[str, str], client: TestClient) -> None:
    found = client.get("/sparql", headers=headers)
    assert found.headers["content-type"] == "text/turtle; charset=utf-8"
    assert "sd:endpoint <http://here.example/sparql>" in found.text
    assert "SPARQL11Query" in found.text
    assert "SPARQL11Update" not in found.text


@pytest.mark.parametrize("path", ["/sparql", "/.well-known/void"])
@pytest.mark.parametrize("form", GRAPHS, ids=lambda form: form.name)
def test_descriptions_come_in_every_format_and_are_known_again(path: str, form: Any, client: TestClient) -> None:
    found = client.get(path, headers={"Accept": form.media_type})
    assert found.status_code == 200
    assert found.headers["content-type"].partition(";")[0] == form.media_type
    again = client.get(path, headers={"Accept": form.media_type, "If-None-Match": f'"other", {found.headers["etag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == found.headers["etag"]
    other = client.get(path, headers={"Accept": "application/n-triples, text/turtle" if form.name == "rdf" else "application/rdf+xml"})
    assert other.headers["etag"] != found.headers["etag"]


def test_void_counts_what_there_is(writable: TestClient) -> None:
    def found() -> str:
        return writable.get("/.well-known/void").text

    assert "void:triples 1 " in found()
    assert f"void:property <{EX}met>" in found()
    assert "dcat:endpointURL <http://here.example/sparql>" in found()
    assert "full.nquads" in found()
    store: Store = writable.app_state["store"]
    store.apply(
        (),
        [
            Quad(Iri(EX + "b"), Iri(EX + "met"), Iri(EX + "c")),
            Quad(
                Iri(BASE + "a"),
                Iri("https://schema.org/datePublished"),
                Literal("2031-02-03", "http://www.w3.org/2001/XMLSchema#date"),
                Iri(BASE + "a"),
            ),
        ],
    )
    assert "void:triples 2 " in found()
    assert 'dcterms:modified "2031-02-03"^^xsd:date' in found()
    problem(writable.post("/.well-known/void"), 405)
    assert writable.options("/.well-known/void").status_code == 204


def test_openapi_describes_the_endpoint(client: TestClient, writable: TestClient) -> None:
    for app, update in ((client, False), (writable, True)):
        path = app.get("/api/v1/openapi.json").json()["paths"]["/sparql"]
        assert set(path) == {"get", "post"}
        assert ("application/sparql-update" in path["post"]["requestBody"]["content"]) is update


# ---- 2.2 update operation ---------------------------------------------------------------------------------------------


def test_updates_are_there_only_where_the_service_is_writable(client: TestClient) -> None:
    before = held(client)
    told = problem(client.post("/sparql", content="CLEAR ALL", headers={"Content-Type": "application/sparql-update"}), 403)
    assert "queries only" in told["detail"]
    problem(client.post("/sparql", data={"update": "CLEAR ALL"}), 403)
    assert client.get("/graphs?default").status_code == 404
    assert held(client) == before


def test_a_writable_service_has_a_key() -> None:
    with pytest.raises(SettingsError, match="write_key"):
        create_app(Settings(store=":memory:", writable=True))


@pytest.mark.parametrize("authorization", [None, "Bearer wrong", "Bearer ", f"Basic {KEY}", KEY])
def test_writing_needs_the_key(authorization: str | None, writable: TestClient) -> None:
    before = held(writable)
    headers = {"Content-Type": "application/sparql-update"} | ({"Authorization": authorization} if authorization else {})
    refused = writable.post("/sparql", content="CLEAR GRAPH <http://example.org/mine>", headers=headers)
    problem(refused, 401)
    assert refused.headers["www-authenticate"].startswith("Bearer")
    assert held(writable) == before


def test_update_via_post(writable: TestClient) -> None:
    text = f"INSERT DATA {{ GRAPH <{EX}mine> {{ <{EX}a> <{EX}b> 1 }} }}"
    assert writable.post("/sparql", content=text, headers=UPDATE).status_code == 204
    form = writable.post("/sparql", data={"update": text.replace(" 1 ", " 2 ")}, headers={"Authorization": f"bearer {KEY}"})
    assert form.status_code == 204
    assert writable.get("/sparql", params={"query": f"ASK {{ GRAPH <{EX}mine> {{ ?s ?p 1, 2 }} }}"}).json()["boolean"]


def test_an_update_s_dataset_is_the_request_s(writable: TestClient) -> None:
    text = f"INSERT {{ GRAPH <{EX}mine> {{ ?s ?p ?o }} }} WHERE {{ ?s ?p ?o }}"
    using = {"using-graph-uri": [BASE + "article/1", BASE + "article/2"]}
    assert writable.post("/sparql", params=using, content=text, headers=UPDATE).status_code == 204
    assert b'"hello" <http://example.org/mine>' in held(writable)
    assert b'"goodbye" <http://example.org/mine>' in held(writable)
    assert b"boris> <http://example.org/mine>" not in held(writable)
    problem(writable.post("/sparql", params=using, content=text.replace("WHERE", f"USING <{EX}x> WHERE"), headers=UPDATE), 400)
    problem(writable.post("/sparql", params={"default-graph-uri": EX}, content=text, headers=UPDATE), 400)


@pytest.mark.parametrize(
    ("text", "status", "says"),
    [
        ("CLEAR DEFAULT", 409, "derives from the articles"),
        ("DROP ALL", 409, "graphs of the pipeline"),
        (f"CLEAR GRAPH <{BASE}article/1>", 409, "read from an article"),
        (f"INSERT DATA {{ GRAPH <{BASE}graph/decisions> {{ <a:a> <a:b> 1 }} }}", 409, "who is who"),
        (f"LOAD <http://127.0.0.1/> INTO GRAPH <{EX}mine>", 403, "LOAD"),
        (f"INSERT DATA {{ GRAPH <{EX}mine> {{ <a:a> <a:b> 1 }} }} ; LOAD SILENT <file:///etc/hostname>", 403, "LOAD"),
        (f"INSERT {{ GRAPH <{EX}mine> {{ ?s ?p ?o }} }} WHERE {{ SERVICE SILENT <http://127.0.0.1/> {{ ?s ?p ?o }} }}", 403, "SERVICE"),
        ("INSERT DATA { oops }", 400, "line 1"),
        ("ASK {}", 400, "not an update"),
    ],
)
def test_bad_updates(text: str, status: int, says: str, writable: TestClient) -> None:
    before = held(writable)
    assert says in problem(writable.post("/sparql", content=text, headers=UPDATE), status)["detail"]
    assert held(writable) == before


def test_a_plain_store_has_nothing_but_sparql() -> None:
    with client_of(sparql_only=True, writable=True, write_key=KEY) as plain:
        assert plain.post("/sparql", content="DROP ALL ; INSERT DATA { <a:a> <a:b> 1 }", headers=UPDATE).status_code == 204
        assert held(plain).count(b"\n") == 1
        assert plain.get("/api/v1/stats").status_code == 404
        assert "SPARQL11Update" in plain.get("/sparql").text


def test_json_is_json(client: TestClient) -> None:
    """What the engine writes goes out as it is."""
    found = client.get("/sparql", params={"query": "SELECT ('a\"b\\\\c' AS ?x) {}", "format": "json"})
    assert json.loads(found.content)["results"]["bindings"][0]["x"]["value"] == 'a"b\\c'
