"""Briefs over HTTP, and answers that need not be fetched again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from graph.pipeline import Pipeline
from graph.settings import Settings
from graph.store import open_store
from tests.builders import article, fisheries

SETTINGS = Settings(store=":memory:")


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    store = open_store(SETTINGS)
    Pipeline(SETTINGS, store, fisheries).add(article())
    with TestClient(create_app(SETTINGS, store=store, reader=fisheries)) as client:
        yield client


@pytest.mark.parametrize(
    ("accept", "form", "media_type"),
    [
        ("*/*", None, "application/json"),
        ("text/markdown", None, "text/markdown"),
        ("text/html,application/xhtml+xml;q=0.9,*/*;q=0.1", None, "text/html"),
        ("text/html", "md", "text/markdown"),
        ("text/html", "json", "application/json"),
    ],
)
def test_a_brief_comes_as_accepted(client: TestClient, accept: str, form: str | None, media_type: str) -> None:
    response = client.get("/api/v1/briefs/ke/NO", params={"format": form} if form else {}, headers={"accept": accept})
    assert response.status_code == 200
    assert response.headers["content-type"].partition(";")[0] == media_type


def test_what_no_brief_comes_as_is_refused(client: TestClient) -> None:
    assert client.get("/api/v1/briefs/KE/NO", headers={"accept": "image/png"}).status_code == 406


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/v1/briefs/KE/FR", 404),
        ("/api/v1/briefs/KE/KE", 400),
        ("/api/v1/briefs/Kenya/Norway", 422),
        ("/api/v1/briefs?of=ministry/ke/fisheries&of=ministry/no/fisheries", 200),
        ("/api/v1/briefs?of=ministry/ke/fisheries", 422),
    ],
)
def test_two_are_needed_that_are_there(client: TestClient, path: str, status: int) -> None:
    assert client.get(path).status_code == status


def test_what_a_client_has_is_not_sent_again(client: TestClient) -> None:
    first = client.get("/api/v1/events")
    tag = first.headers["etag"]
    again = client.get("/api/v1/events", headers={"if-none-match": f'"other", W/{tag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert client.get("/api/v1/events?limit=1&status=Planned", headers={"if-none-match": tag}).status_code == 200
    assert client.get("/api/v1/events", headers={"if-none-match": '"other"'}).content == first.content


def test_head_is_get_without_the_content(client: TestClient) -> None:
    got, asked = client.get("/api/v1/stats"), client.head("/api/v1/stats")
    assert (asked.status_code, asked.content) == (200, b"")
    assert asked.headers["etag"] == got.headers["etag"]
    assert client.head("/api/v1/events/none").status_code == 404


def test_errors_and_feeds_have_no_tag(client: TestClient) -> None:
    assert "etag" not in client.get("/api/v1/events/none").headers
    assert "etag" not in client.get("/api/v1/changes").headers
