"""Limits as a client meets them: on a connection, with others beside."""

from __future__ import annotations

import json
import time
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from graph.model import Iri, Literal, Quad
from graph.settings import Settings
from graph.store import Store, open_store
from tests.api.serving import asked, listening, until_closed

EX = "http://example.org/"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"  # 10⁹ rows, and one answer
ROWS = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
SHORT = "SELECT ?o { <http://example.org/7> ?p ?o }"
JOIN = "SELECT ?o { <http://example.org/7> ?p ?o . ?s ?p ?o FILTER(?s = <http://example.org/7>) }"


@dataclass(frozen=True, slots=True)
class Served:
    """A service, and the store it serves."""

    port: int
    store: Any

    def get(self, query: str, **headers: str) -> httpx.Response:
        return httpx.get(f"http://127.0.0.1:{self.port}/sparql", params={"query": query}, headers=headers, timeout=60)

    def running(self) -> int:
        return len(self.store._pool._leases)


Serve = Callable[..., Served]


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Serves a store of a thousand triples under the limits given."""
    import contextlib

    with contextlib.ExitStack() as stack:

        def start(**limits: Any) -> Served:
            settings = Settings(store=str(tmp_path / "store"), **{"query_workers": 1, "query_memory": 512, **limits})
            store: Store = stack.enter_context(open_store(settings))
            store.apply((), [Quad(Iri(f"{EX}{n}"), Iri(EX + "number"), Literal(str(n))) for n in range(1000)])
            store.warm()
            return Served(stack.enter_context(listening(settings, store)), store)

        yield start


def soon(done: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not done():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.01)


def test_a_query_past_its_limit_is_told_so_and_is_gone(serve: Serve) -> None:
    served = serve(query_timeout=0.5)
    told = served.get(ENDLESS)
    assert told.status_code == 504
    assert told.json()["type"].endswith("query-timeout")
    assert "0.5 s" in told.json()["detail"]
    assert int(told.headers["retry-after"]) > 0
    soon(lambda: served.running() == 0)
    assert served.get(JOIN).json()["results"]["bindings"]


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_an_answer_that_cannot_be_ended_is_broken_off(encoding: str, serve: Serve) -> None:
    """The status was sent, the answer had begun: the client must not take what it has for the whole."""
    served = serve(query_timeout=1.0)
    with asked(served.port, ROWS, f"Accept-Encoding: {encoding}") as connection:
        head, _, body = until_closed(connection).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200")
    assert b"transfer-encoding: chunked" in head.lower()
    assert len(body) > 1 << 16
    assert not body.endswith(b"0\r\n\r\n")
    with pytest.raises(httpx.RemoteProtocolError), httpx.stream("GET", f"http://127.0.0.1:{served.port}/sparql?query={ROWS}") as response:
        for _ in response.iter_raw():
            pass


def test_a_whole_large_answer_ends_as_it_should(serve: Serve) -> None:
    served = serve()
    rows = ROWS + " LIMIT 50000"
    plain = served.get(rows, **{"Accept": "text/csv", "Accept-Encoding": "identity"})
    assert plain.text.count("\r\n") == 50_001
    with httpx.stream(
        "GET", f"http://127.0.0.1:{served.port}/sparql?query={rows}&format=csv", headers={"Accept-Encoding": "gzip"}
    ) as packed:
        raw = b"".join(packed.iter_raw())
    assert zlib.decompress(raw, wbits=31) == plain.content


@pytest.mark.parametrize("limit", [{"query_rows": 500}, {"query_bytes": 5000}])
def test_an_answer_of_too_many_rows_or_bytes_is_refused_while_it_can_be(limit: dict[str, int], serve: Serve) -> None:
    served = serve(**limit)
    told = served.get("SELECT * { ?s ?p ?o . ?s ?q ?r }")
    assert told.status_code == 507
    assert str(*limit.values()) in told.json()["detail"]
    assert len(served.get("SELECT * { ?s ?p ?o . ?s ?q ?r } LIMIT 10").json()["results"]["bindings"]) == 10


def test_a_query_too_large_is_told_so(serve: Serve) -> None:
    served = serve(query_memory=64)
    told = served.get(ROWS + " ORDER BY ?c ?f ?i")
    assert told.status_code == 507
    assert "64 MB of memory" in told.json()["detail"]


@pytest.mark.parametrize("query", [ENDLESS, ROWS])
def test_a_client_that_leaves_stops_its_query(query: str, serve: Serve) -> None:
    served = serve()
    connection = asked(served.port, query)
    soon(lambda: served.running() == 1)
    if query is ROWS:
        assert connection.recv(100)
    connection.close()
    soon(lambda: served.running() == 0)
    assert served.get(JOIN).json()["results"]["bindings"]


def test_a_client_that_leaves_while_it_waits_leaves_the_queue(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.store.leases.GRACE", 0.0)
    served = serve()
    first = asked(served.port, ROWS)
    assert first.recv(100)
    second = asked(served.port, ENDLESS)
    waiting = served.store._pool._places._waiting
    soon(lambda: sum(map(len, waiting.values())) == 1)
    second.close()
    soon(lambda: sum(map(len, waiting.values())) == 0)
    first.close()


def test_long_queries_wait_for_each_other_and_short_ones_for_none(serve: Serve) -> None:
    served = serve(query_timeout=5.0)
    with ThreadPoolExecutor(40) as pool:
        long = [pool.submit(served.get, query) for query in [ENDLESS, ENDLESS.replace("?n", "?m")] * 20]
        answered = 0
        while not all(query.done() for query in long):
            for query in (SHORT, JOIN):
                told = served.get(query)
                assert told.status_code == 200, told.text
                assert [row["o"]["value"] for row in told.json()["results"]["bindings"]] == ["7"]
            assert httpx.get(f"http://127.0.0.1:{served.port}/api/v1/stats", timeout=60).status_code == 200
            answered += 1
    assert answered > 2
    ends = {query.result().status_code for query in long}
    assert ends <= {503, 504}
    busy = [query.result() for query in long if query.result().status_code == 503]
    assert busy
    assert all(json.loads(told.content)["detail"] and int(told.headers["retry-after"]) > 0 for told in busy)


def test_a_slow_reader_holds_up_nobody_and_nothing_piles_up(serve: Serve) -> None:
    served = serve(query_timeout=30.0)
    with asked(served.port, ROWS) as slow:
        assert slow.recv(1000)
        time.sleep(0.5)
        before = _memory()
        for _ in range(20):
            assert slow.recv(1000)
            assert served.get(JOIN).json()["results"]["bindings"]
            time.sleep(0.02)
        assert served.running() == 1
        assert _memory() - before < 30_000_000
    soon(lambda: served.running() == 0)


def _memory() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096
