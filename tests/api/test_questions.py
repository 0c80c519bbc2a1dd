"""Saved questions over HTTP and from the command line."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import feedparser
import pytest
from fastapi.testclient import TestClient
from standardwebhooks import Webhook

from api.app import create_app
from api.cli import exits
from graph.settings import Settings
from tests.alerts.test_webhooks import Receiver
from tests.api.conftest import Cli
from tests.builders import TEXT, fisheries

QUERY = "PREFIX cmq: <https://w3id.org/communique/ns#> SELECT ?meeting ?status WHERE { ?meeting a cmq:Meeting ; cmq:status ?status }"
FEED = "/api/v1/questions/talks/feed"


@pytest.fixture
def client() -> Iterator[TestClient]:
    with TestClient(create_app(Settings(store=":memory:"), reader=fisheries)) as client:
        yield client


def saved(client: TestClient) -> None:
    response = client.post("/api/v1/questions", json={"name": "Talks", "query": QUERY, "keys": ["meeting"]})
    assert response.status_code == 201, response.text
    assert response.headers["location"] == "/api/v1/questions/talks"


def entries(client: TestClient, wanted: int) -> list[dict[str, object]]:
    """The feed as JSON lines, once it has as many entries."""
    for _ in range(600):
        response = client.get(FEED, headers={"accept": "application/x-ndjson"})
        found = [json.loads(line) for line in response.text.splitlines()]
        if len(found) >= wanted:
            break
        time.sleep(0.05)
    assert len(found) == wanted
    return found


def ingest(client: TestClient) -> None:
    assert client.post("/api/v1/articles", json={"id": "fish", "text": TEXT, "published": "2026-03-05"}).status_code == 201


def test_an_article_that_comes_and_goes_is_told(client: TestClient) -> None:
    saved(client)
    ingest(client)
    (added,) = entries(client, 1)
    assert added["change"] == "added"
    assert client.delete("/api/v1/articles/fish").status_code == 204
    withdrawn = entries(client, 2)[1]
    assert (withdrawn["change"], withdrawn["row"]) == ("withdrawn", added["row"])
    assert client.get("/api/v1/questions/talks/rows").json() == {"columns": ["meeting", "status"], "rows": []}
    (listed,) = client.get("/api/v1/questions").json()
    assert (listed["last"], listed["error"]) == (withdrawn["number"], "")


def test_json_lines_go_on_where_one_stopped(client: TestClient) -> None:
    saved(client)
    ingest(client)
    (added,) = entries(client, 1)
    response = client.get(FEED, params={"format": "jsonl"})
    assert response.headers["content-type"].startswith("application/x-ndjson")
    assert client.get(response.links["next"]["url"]).text == ""
    beyond = client.get(FEED, params={"format": "jsonl", "since": int(str(added["number"])) + 1})
    assert beyond.status_code == 409


def test_the_feed_is_atom(client: TestClient) -> None:
    saved(client)
    ingest(client)
    entries(client, 1)
    response = client.get(FEED)
    assert response.headers["content-type"].startswith("application/atom+xml")
    root, ns = ET.fromstring(response.content), {"a": "http://www.w3.org/2005/Atom"}
    for of in (root, *root.findall("a:entry", ns)):
        for name in ("id", "title", "updated"):
            assert len(of.findall(f"a:{name}", ns)) == 1, name
    read = feedparser.parse(response.content)
    assert not read.bozo
    assert read.feed.title == "Talks"
    assert [e.title.partition(":")[0] for e in read.entries] == ["added"]
    assert "status: " in read.entries[0].content[0].value
    assert client.get(FEED, headers={"if-none-match": response.headers["etag"]}).status_code == 304


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        ({"name": "x", "query": "SELECT"}, 400, "line 1"),
        ({"name": "x", "query": "ASK {}"}, 403, "SELECT"),
        ({"name": "x", "query": QUERY, "keys": ["day"]}, 400, "day is no column"),
        ({"name": "…", "query": QUERY}, 422, "name"),
    ],
)
def test_what_is_not_saved(client: TestClient, body: dict[str, object], status: int, said: str) -> None:
    response = client.post("/api/v1/questions", json=body)
    assert response.status_code == status
    assert said in response.json()["detail"]
    assert client.get("/api/v1/questions").json() == []


def test_a_question_is_deleted(client: TestClient) -> None:
    saved(client)
    assert client.post("/api/v1/questions", json={"name": "talks", "query": QUERY}).status_code == 409
    assert client.delete("/api/v1/questions/talks").status_code == 204
    for path in ("", "/rows", "/feed"):
        assert client.get(f"/api/v1/questions/talks{path}").status_code == 404


def test_saving_needs_a_key_as_all_writes() -> None:
    with TestClient(create_app(Settings(store=":memory:", write_key="k"), reader=fisheries)) as client:
        assert client.post("/api/v1/questions", json={"name": "x", "query": QUERY}).status_code == 401
        assert client.get("/api/v1/questions").status_code == 200


def test_commands_save_and_follow_a_question(cli: Cli, news: Path) -> None:
    made = cli("questions", "add", "Talks", "SELECT ?m WHERE { ?m a cmq:Meeting }")
    assert made.exit_code == exits.FINE, made.output
    cli("ingest", str(news / "a-envoys.txt"))
    cli("ingest", str(news / "b-experts.txt"))
    found = [json.loads(line) for line in cli("questions", "feed", "talks").stdout.splitlines()]
    assert [e["change"] for e in found] == ["added", "added"]
    cli("withdraw", "a-envoys")
    later = cli("questions", "feed", "talks", "--since", str(found[-1]["number"])).stdout
    assert json.loads(later)["change"] == "withdrawn"
    assert not feedparser.parse(cli("questions", "feed", "talks", "--atom").stdout).bozo
    assert json.loads(cli("questions", "list", "--json").stdout)[0]["id"] == "talks"
    assert cli("questions", "remove", "talks").exit_code == exits.FINE
    assert cli("questions", "remove", "talks").exit_code == exits.NOT_FOUND
    assert cli("questions", "add", "x", "ASK {}").exit_code in (exits.QUERY, exits.ACCESS)


def test_a_webhook_needs_an_address_that_may_be_sent_to() -> None:
    body = {"name": "Talks", "query": QUERY, "webhook": "http://127.0.0.1:9/secret-path"}
    with TestClient(create_app(Settings(store=":memory:"), reader=fisheries)) as client:
        refused = client.post("/api/v1/questions", json=body)
        assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (400, "address-refused")
    with TestClient(create_app(Settings(store=":memory:", webhook_hosts="127.0.0.1"), reader=fisheries)) as client:
        made = client.post("/api/v1/questions", json=body).json()
        assert made["secret"].startswith("whsec_")
        shown = client.get("/api/v1/questions").text + client.get("/api/v1/questions/talks").text
        assert made["secret"] not in shown
        assert "secret-path" not in shown


def test_the_service_sends_what_was_written_by_itself(tmp_path: Path) -> None:
    settings = Settings(store=str(tmp_path / "store"), webhook_hosts="127.0.0.1")
    with Receiver() as receiver, TestClient(create_app(settings, reader=fisheries)) as client:
        thread = threading.Thread(target=receiver.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        body = {"name": "Talks", "query": QUERY, "webhook": receiver.url}
        secret = client.post("/api/v1/questions", json=body).json()["secret"]
        ingest(client)
        entries(client, 1)
        for _ in range(600):
            if receiver.seen:
                break
            time.sleep(0.05)
        receiver.shutdown()
        thread.join()
    ((_, headers, sent),) = receiver.seen
    assert Webhook(secret).verify(sent, headers)["entries"][0]["change"] == "added"


def test_what_is_written_over_sparql_is_told_too() -> None:
    settings, key = Settings(store=":memory:", writable=True, write_key="k"), {"authorization": "Bearer k"}
    graph = "https://example.org/notes"
    query = f"SELECT ?meeting WHERE {{ GRAPH <{graph}> {{ ?meeting <https://example.org/seen> true }} }}"
    with TestClient(create_app(settings, reader=fisheries), headers=key) as client:
        assert client.post("/api/v1/questions", json={"name": "Talks", "query": query}).status_code == 201
        update = f"INSERT DATA {{ GRAPH <{graph}> {{ <https://example.org/m> <https://example.org/seen> true }} }}"
        assert client.post("/sparql", content=update, headers={"content-type": "application/sparql-update"}).status_code in (200, 204)
        assert [e["change"] for e in entries(client, 1)] == ["added"]
        assert client.delete("/graphs", params={"graph": graph}).status_code in (200, 204)
        assert [e["change"] for e in entries(client, 2)] == ["added", "withdrawn"]
