"""What is particular to a store behind HTTP: finding it, logging in, and answers that break off."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest

from graph.errors import CommuniqueError, QuerySyntaxError, QueryTimeout, SettingsError, StoreError, StoreUnavailable
from graph.model import Iri, Literal, Quad
from graph.settings import Settings
from graph.store import Store, open_store, servers, sorted_dump

EX = "http://example.org/"
TRUE = b'{"head":{},"boolean":true}'
JSON = "application/sparql-results+json"


class Server(ThreadingHTTPServer):
    """Answers what the test says, by path, and keeps what it was asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers: dict[str, tuple[int, str, bytes]] = {}
        self.asked: list[tuple[str, dict[str, str], dict[str, list[str]]]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append((self.path, dict(self.headers), parse_qs(body.decode())))
        status, kind, said = self.server.answers.get(self.path, (404, "text/html", b"<h1>not here</h1>"))
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield running
        running.shutdown()


@pytest.fixture
def remote() -> Iterator[Callable[..., Store]]:
    opened: list[Store] = []

    def start(store: str, auth: str = "", timeout: float = 20.0, read_only: bool = False) -> Store:
        opened.append(open_store(Settings(store=store, store_auth=auth, query_timeout=timeout), read_only=read_only))
        return opened[-1]

    yield start
    for one in opened:
        one.close()


Remote = Callable[..., Store]


@pytest.mark.parametrize(
    ("below", "answering", "query", "update"),
    [
        ("", "/query", "/query", "/update"),
        ("/ds", "/ds/sparql", "/ds/sparql", "/ds/update"),
        ("/repositories/r", "/repositories/r", "/repositories/r", "/repositories/r/statements"),
        ("/db/sparql", "/db/sparql", "/db/sparql", "/db/sparql"),
        ("/db/query", "/db/query", "/db/query", "/db/update"),
        ("/sparql#update=/sparql-auth", "/sparql", "/sparql", "/sparql-auth"),
        ("/x#query=y/q&update=y/u", "/y/q", "/y/q", "/y/u"),
    ],
)
def test_endpoints_are_found_or_given(below: str, answering: str, query: str, update: str, server: Server, remote: Remote) -> None:
    server.answers = {answering: (200, JSON, TRUE), update: (204, "text/plain", b"")} | {answering: (200, JSON, TRUE)}
    store = remote(server.url + below)
    assert store.ask("ASK { ?s ?p ?o }")
    assert server.asked[-1][0] == query
    store.update("CLEAR ALL")
    assert (server.asked[-1][0], server.asked[-1][2]) == (update, {"update": ["CLEAR ALL"]})


def test_what_accepts_is_always_said_and_the_dataset_is_sent(server: Server, remote: Remote) -> None:
    server.answers["/sparql"] = (200, JSON, TRUE)
    remote(server.url + "/sparql").query("ASK {}", default_graphs=["a:a", "a:b", "a:a"], named_graphs=["a:c"]).read()
    _, headers, form = server.asked[-1]
    assert headers["Accept"] == JSON
    assert form == {"query": ["ASK {}"], "default-graph-uri": ["a:a", "a:b"], "named-graph-uri": ["a:c"]}


@pytest.mark.parametrize(
    ("userinfo", "setting", "header"),
    [
        ("", "", None),
        ("ann:s%40cret@", "", "Basic YW5uOnNAY3JldA=="),
        ("", "ann:s@cret", "Basic YW5uOnNAY3JldA=="),
        ("bob:x@", "ann:s@cret", "Basic YW5uOnNAY3JldA=="),
        ("", "Bearer t0ken", "Bearer t0ken"),
    ],
)
def test_it_logs_in(userinfo: str, setting: str, header: str | None, server: Server, remote: Remote) -> None:
    server.answers["/sparql"] = (200, JSON, TRUE)
    remote(server.url.replace("//", f"//{userinfo}") + "/sparql", setting).ask("ASK {}")
    assert server.asked[-1][1].get("Authorization") == header


@pytest.mark.parametrize(
    ("status", "said", "error", "message"),
    [
        (400, b"unexpected }", QuerySyntaxError, "unexpected }"),
        (401, b"", StoreUnavailable, "store_auth"),
        (503, b"Query timed out after 30 s", QueryTimeout, "limit"),
        (500, b"out of order", StoreError, "500.*out of order"),
    ],
)
def test_what_the_server_refuses_is_told(
    status: int, said: bytes, error: type[CommuniqueError], message: str, server: Server, remote: Remote
) -> None:
    server.answers["/sparql"] = (status, "text/plain", said)
    with pytest.raises(error, match=message):
        remote(server.url + "/sparql").query("ASK {}")


@pytest.mark.parametrize(
    ("media_type", "said", "whole"),
    [
        (JSON, b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"uri","value":"a:a"}}]}}', True),
        (JSON, b'{"results":{"bindings":[]},"head":{"vars":["x"]}}\n', True),
        (JSON, b'{"boolean": true, "head": { } }', True),
        (JSON, b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"uri","value":"a:a"}}', False),
        (JSON, b'{"head":{"vars":["x"]},"results":{"bindings":[', False),
        (JSON, b"", False),
        ("application/sparql-results+xml", b"<sparql><results></results></sparql>\n", True),
        ("application/sparql-results+xml", b"<sparql><results><result>", False),
        ("text/csv", b"x\r\n1\r\n", True),
        ("text/csv", b"x\r\n1\r\nThe SPARQL operation has been cancelled", False),
    ],
)
def test_an_answer_that_breaks_off_is_no_answer(media_type: str, said: bytes, whole: bool, server: Server, remote: Remote) -> None:
    server.answers["/sparql"] = (200, media_type, said)
    answer = remote(server.url + "/sparql").query("SELECT * {}", accept=media_type)
    if whole:
        assert answer.read() == said
    else:
        with pytest.raises(QueryTimeout):
            answer.read()


def test_a_server_that_is_not_there_or_speaks_no_sparql_is_told(server: Server, remote: Remote) -> None:
    with pytest.raises(StoreUnavailable, match=r"no SPARQL endpoint found below .*404"):
        remote(server.url).ask("ASK {}")
    server.shutdown()
    server.server_close()
    for path in ("", "/sparql"):
        with pytest.raises(StoreUnavailable, match="does not answer"):
            remote(server.url + path).ask("ASK {}")


@pytest.mark.parametrize("url", ["http://h/sparql#graph=a:a", "http://h/sparql#nonsense"])
def test_strange_options_are_refused(url: str, remote: Remote) -> None:
    with pytest.raises(SettingsError, match="query=…, update=… and default=…"):
        remote(url)
    with pytest.raises(SettingsError, match="store_auth"):
        remote("http://h/sparql", "no colon")


def test_for_reading_only(oxigraph: str, remote: Remote) -> None:
    with pytest.raises(StoreError, match="reading only"):
        remote(oxigraph, read_only=True).update("CLEAR ALL")


def test_the_default_layer_may_be_a_named_graph(oxigraph: str, remote: Remote) -> None:
    plain, layered = remote(oxigraph), remote(f"{oxigraph}#default={EX}layer")
    plain.update("CLEAR ALL")
    quads = [Quad(Iri(EX + "a"), Iri(EX + "b"), Literal("c")), Quad(Iri(EX + "a"), Iri(EX + "b"), Literal("d"), Iri(EX + "g"))]
    layered.apply((), quads)
    assert layered.capabilities.default_layer == EX + "layer"
    assert layered.capabilities.atomic_updates
    assert set(layered.quads()) == set(quads)
    assert sorted_dump(layered).count(b"\n") == 2
    assert list(layered.graph_names()) == [EX + "g"]
    assert [q.g for q in plain.quads()] != [None, Iri(EX + "g")]
    assert sorted(plain.graph_names()) == [EX + "g", EX + "layer"]
    layered.apply(quads, ())
    assert list(plain.quads()) == []


@pytest.mark.slow
def test_limits_hold_over_http(oxigraph: str, remote: Remote) -> None:
    """Ours first, then the server's own (2 s in these tests), which ends the answer politely in its middle."""
    store = remote(oxigraph)
    store.update("CLEAR ALL")
    store.apply((), [Quad(Iri(f"{EX}{n}"), Iri(EX + "number"), Literal(str(n))) for n in range(1000)])
    text = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(CONCAT(?c, ?f, ?i) = 'none') }"
    for deadline in (0.5, 60):
        with pytest.raises(QueryTimeout):
            store.query(text, deadline=deadline).read()
    assert store.ask("ASK { ?s ?p '7' }")


def test_durations_are_put_back_wherever_chunks_end() -> None:
    answer = b'{"a":"%s"},{"b":"%s"}' % (servers.STAND_IN.encode(), servers.STAND_IN.encode())
    whole = answer.replace(servers.STAND_IN.encode(), servers.DURATION.encode())
    for size in range(1, len(answer) + 1):
        chunks = iter([answer[at : at + size] for at in range(0, len(answer), size)])
        assert b"".join(servers.Restored(chunks)) == whole  # type: ignore[arg-type]  # what is read is not closed
