"""The feed of changes over HTTP."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from api.app import create_app
from graph.settings import Settings
from tests.builders import TEXT, fisheries

SETTINGS = Settings(store=":memory:")


@pytest.fixture
def client() -> Iterator[TestClient]:
    with TestClient(create_app(SETTINGS, reader=fisheries)) as client:
        for name, day in (("fish", 5), ("crab", 6), ("fish", 7)):
            body = {"id": name, "text": TEXT, "published": f"2026-03-0{day}"}
            assert client.post("/api/v1/articles", json=body).status_code in (200, 201)
        client.delete("/api/v1/articles/crab")
        yield client


def lines(response: Response) -> list[dict[str, object]]:
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("application/x-ndjson")
    return [json.loads(line) for line in response.text.splitlines()]


def test_the_feed_tells_what_became_of_articles(client: TestClient) -> None:
    found = lines(client.get("/api/v1/changes"))
    assert [x["kind"] for x in found] == ["added", "added", "replaced", "withdrawn"]
    assert found[3]["claimsGone"] and not found[3]["claimsAdded"]


def test_who_follows_the_links_sees_every_change_once(client: TestClient) -> None:
    whole = lines(client.get("/api/v1/changes"))
    response, seen = client.get("/api/v1/changes", params={"limit": 3}), []
    while part := lines(response):
        seen += part
        response = client.get(response.links["next"]["url"])
    assert seen == whole
    assert response.headers["communique-last"] == str(whole[-1]["sequence"])


def test_who_knows_more_than_there_is_begins_anew(client: TestClient) -> None:
    response = client.get("/api/v1/changes", params={"since": 1000})
    assert response.status_code == 409
    assert "since=0" in response.json()["detail"]


def test_one_article_can_be_followed(client: TestClient) -> None:
    found = lines(client.get("/api/v1/changes", params={"article": "crab"}))
    assert [x["kind"] for x in found] == ["added", "withdrawn"]
