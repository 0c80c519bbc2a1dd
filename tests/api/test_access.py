"""Who may do what, over HTTP."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.access import is_loopback
from api.app import create_app
from graph.access.keys import KeyRing
from graph.errors import SettingsError
from graph.settings import Settings
from tests.api.conftest import NOTE, Reading

ARTICLE = {"text": NOTE, "published": "2026-05-05", "id": "envoys"}


@contextmanager
def served(folder: Path, **more: Any) -> Iterator[TestClient]:
    settings = Settings(store=":memory:", state=str(folder), **more)
    with TestClient(create_app(settings, reader=Reading())) as client:
        yield client


def key(folder: Path, scope: Any, rate: str = "") -> dict[str, str]:
    return {"Authorization": f"Bearer {KeyRing(folder / 'keys.json').create(scope, scope, rate)[1]}"}


def test_without_keys_a_machine_is_open_to_itself(tmp_path: Path) -> None:
    with served(tmp_path) as client:
        assert client.post("/api/v1/articles", json=ARTICLE).status_code == 201
        assert client.get("/api/v1/articles").status_code == 200


def test_without_keys_nobody_writes_on_a_public_address(tmp_path: Path) -> None:
    with served(tmp_path, host="0.0.0.0") as client:
        refused = client.post("/api/v1/articles", json=ARTICLE)
        assert refused.status_code == 401
        assert refused.json()["type"].endswith("/key-needed")
        assert "communique keys create" in refused.json()["detail"]
        assert client.get("/api/v1/articles").json()["items"] == []


@pytest.mark.parametrize(("scope", "status"), [("read", 403), ("write", 201), ("admin", 201)])
def test_where_there_are_keys_writing_needs_one(scope: str, status: int, tmp_path: Path) -> None:
    given = key(tmp_path, scope)
    with served(tmp_path) as client:
        assert client.post("/api/v1/articles", json=ARTICLE).status_code == 401
        assert client.delete("/api/v1/articles/envoys").status_code == 401
        assert client.get("/api/v1/articles").status_code == 200
        assert client.post("/sparql", data={"query": "ASK {}"}).status_code == 200
        assert client.post("/api/v1/articles", json=ARTICLE, headers=given).status_code == status
        assert client.get("/api/v1/articles", headers=given).status_code == 200


def test_a_key_that_is_revoked_lets_in_no_more(tmp_path: Path) -> None:
    given = key(tmp_path, "write")
    KeyRing(tmp_path / "keys.json").create("other", "read")
    with served(tmp_path) as client:
        assert client.post("/api/v1/articles", json=ARTICLE, headers=given).status_code == 201
        KeyRing(tmp_path / "keys.json").revoke("write")
        assert client.delete("/api/v1/articles/envoys", headers=given).status_code == 401
        assert client.get("/api/v1/articles", headers=given).status_code == 401


def test_a_key_may_come_in_a_header_of_its_own(tmp_path: Path) -> None:
    secret = key(tmp_path, "write")["Authorization"].removeprefix("Bearer ")
    with served(tmp_path) as client:
        assert client.post("/api/v1/articles", json=ARTICLE, headers={"X-API-Key": secret}).status_code == 201


def test_reading_can_be_had_for_a_key_alone(tmp_path: Path) -> None:
    given = key(tmp_path, "read")
    with served(tmp_path, read_with_key=True) as client:
        for path in ("/api/v1/articles", "/sparql?query=ASK%7B%7D", "/", "/metrics", "/id/person/anna", "/api/v1/openapi.json"):
            assert client.get(path).status_code == 401, path
        assert client.get("/healthz").status_code == client.get("/readyz").status_code == 200
        assert client.options("/sparql").status_code == 204
        assert client.get("/api/v1/articles", headers=given).status_code == 200
        assert client.get("/sparql?query=ASK%7B%7D", headers=given).status_code == 200


def test_an_update_by_sparql_needs_a_key_that_may_write(tmp_path: Path) -> None:
    reading, writing = key(tmp_path, "read"), key(tmp_path, "write")
    update = {"update": "INSERT DATA { GRAPH <http://example.org/mine> { <a:a> <a:b> 1 } }"}
    with served(tmp_path, writable=True) as client:
        assert client.post("/sparql", data=update).status_code == 401
        assert client.post("/sparql", data=update, headers=reading).status_code == 403
        assert client.put("/graphs?graph=http://example.org/mine", content="", headers=reading).status_code == 403
        assert client.post("/sparql", data=update, headers=writing).status_code == 204


def test_writing_by_sparql_is_never_for_all(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="writable needs a key"), served(tmp_path, writable=True):
        pass


@pytest.mark.parametrize(
    ("origin", "status"),
    [("http://testserver", 201), ("http://evil.example", 403), ("null", 403), ("http://testserver:81", 403), (None, 201)],
)
def test_a_page_of_another_site_cannot_write(origin: str | None, status: int, tmp_path: Path) -> None:
    with served(tmp_path) as client:
        headers = {"Origin": origin} if origin else {}
        assert client.post("/api/v1/articles", json=ARTICLE, headers=headers).status_code == status


@pytest.mark.parametrize(
    ("host", "status"),
    [("localhost:8040", 200), ("127.0.0.1", 200), ("[::1]:8040", 200), ("evil.example", 403), ("localhost.evil.example", 403), ("", 403)],
)
def test_a_name_that_points_here_is_not_enough(host: str, status: int, tmp_path: Path) -> None:
    with served(tmp_path, allowed_hosts="localhost,127.0.0.1,[::1]") as client:
        assert client.get("/api/v1/stats", headers={"Host": host}).status_code == status
        assert client.get("/sparql?query=ASK%7B%7D", headers={"Host": host}).status_code == status


def test_the_rate_is_limited_for_each_key(tmp_path: Path) -> None:
    slow, own = key(tmp_path, "read"), key(tmp_path, "write", "5/hour")
    with served(tmp_path, rate_limit="2/hour") as client:
        assert [client.get("/api/v1/stats").status_code for _ in range(3)] == [200, 200, 429]
        assert [client.get("/api/v1/stats", headers=slow).status_code for _ in range(3)] == [200, 200, 429]
        assert [client.get("/sparql?query=ASK%7B%7D", headers=own).status_code for _ in range(6)] == [200] * 5 + [429]
        refused = client.get("/api/v1/stats")
        assert 1 <= int(refused.headers["retry-after"]) <= 3601
        assert client.get("/healthz").status_code == 200


def test_writes_are_on_record_and_reads_are_not(tmp_path: Path) -> None:
    given = key(tmp_path, "write")
    with served(tmp_path, writable=True) as client:
        client.get("/api/v1/articles", headers=given)
        client.post("/sparql", data={"query": "ASK {}"}, headers=given)
        client.post("/api/v1/articles", json=ARTICLE, headers={**given, "X-Request-ID": "mine-1"})
        client.post("/api/v1/articles", json=ARTICLE)
        client.post("/sparql", data={"update": "INSERT DATA { GRAPH <http://example.org/mine> { <a:a> <a:b> 1 } }"}, headers=given)
        client.delete("/api/v1/articles/nobody", headers=given)
    lines = [json.loads(line) for line in (tmp_path / "audit.jsonl").read_text().splitlines()]
    assert [(x["who"], x["what"], x["outcome"]) for x in lines] == [
        ("write", "POST /api/v1/articles", "201"),
        ("write", "POST /sparql", "204"),
        ("write", "DELETE /api/v1/articles/nobody", "404"),
    ]
    assert lines[0]["request"] == "mine-1"


@pytest.mark.parametrize(("host", "so"), [("127.0.0.1", True), ("127.8.8.8", True), ("::1", True), ("localhost", True), ("0.0.0.0", False)])
def test_loopback(host: str, so: bool) -> None:
    assert is_loopback(host) is so
