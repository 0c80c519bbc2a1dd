"""What the service tells of itself."""

import json
import logging
import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.telemetry import set_up_logs
from graph.settings import Settings


@pytest.fixture
def client() -> Iterator[TestClient]:
    with TestClient(create_app(Settings(store=":memory:"))) as opened:
        yield opened


def metric(client: TestClient, line: str) -> float:
    found = re.search(rf"^{re.escape(line)} (\S+)$", client.get("/metrics").text, re.M)
    return float(found.group(1)) if found else 0.0


def test_requests_are_counted_by_route(client: TestClient) -> None:
    for n in range(3):
        client.get(f"/api/v1/entities/person/{n}")
    client.get("/api/v1/stats")
    client.get("/sparql?query=ASK%7B%7D")
    client.get("/sparql?query=oops")
    client.get("/nothing/here")
    entity = 'communique_http_requests_total{method="GET",route="/api/v1/entities/{id:path}",status="404"}'
    assert metric(client, entity) == 3
    assert metric(client, 'communique_http_requests_total{method="GET",route="/api/v1/stats",status="200"}') == 1
    assert metric(client, 'communique_http_requests_total{method="GET",route="/sparql",status="200"}') == 1
    assert metric(client, 'communique_http_requests_total{method="GET",route="/sparql",status="400"}') == 1
    assert metric(client, 'communique_http_request_seconds_count{route="/sparql"}') == 2
    assert "/nothing" not in client.get("/metrics").text


def test_each_app_counts_for_itself(client: TestClient) -> None:
    with TestClient(create_app(Settings(store=":memory:"))) as other:
        other.get("/api/v1/stats")
    assert metric(client, 'communique_http_requests_total{method="GET",route="/api/v1/stats",status="200"}') == 0


def test_health(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {"status": "ready"}


def test_a_store_that_is_gone_is_not_ready(client: TestClient) -> None:
    client.app.state.store.close()  # type: ignore[attr-defined]  # an ASGI app, as far as the client's types know
    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize(("given", "taken"), [("abc-1", True), ("x" * 129, False), ("a b", False), ("", False)])
def test_a_request_has_a_name(given: str, taken: bool, client: TestClient) -> None:
    named = [client.get(path, headers={"X-Request-ID": given}).headers["x-request-id"] for path in ("/healthz", "/sparql?query=ASK%7B%7D")]
    assert (named == [given, given]) is taken
    assert all(re.fullmatch(r"[\w.:-]{1,128}", name) for name in named)


def test_slow_answers_are_logged_with_what_was_asked(caplog: pytest.LogCaptureFixture) -> None:
    with TestClient(create_app(Settings(store=":memory:", slow_query=1e-9))) as client, caplog.at_level("WARNING", "communique.slow"):
        client.post("/sparql", data={"query": "ASK { ?s ?p 'slow' }"})
    (record,) = [r for r in caplog.records if r.name == "communique.slow"]
    assert "'slow'" in record.getMessage()


def test_nothing_is_slow_where_nobody_asks(caplog: pytest.LogCaptureFixture) -> None:
    with TestClient(create_app(Settings(store=":memory:", slow_query=0))) as client, caplog.at_level("WARNING", "communique.slow"):
        client.post("/sparql", data={"query": "ASK {}"})
    assert not [r for r in caplog.records if r.name == "communique.slow"]


def test_logs_are_json_where_wanted(capsys: pytest.CaptureFixture[str]) -> None:
    before = logging.root.handlers[:], logging.root.level
    try:
        set_up_logs(Settings(store=":memory:", log_format="json", log_level="info"))
        with TestClient(create_app(Settings(store=":memory:"))) as client:
            client.get("/healthz", headers={"X-Request-ID": "mine"})
    finally:
        logging.root.handlers[:], level = before
        logging.root.setLevel(level)
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    (line,) = [x for x in lines if x["logger"] == "communique.requests"]
    assert line["level"] == "INFO"
    assert line["request_id"] == "mine"
    assert (line["method"], line["path"], line["status"]) == ("GET", "/healthz", 200)
