"""Promises, identity decisions and contradictions over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from graph.model import Article, Claim, Extraction, Text
from graph.pipeline import Pipeline
from graph.settings import Settings
from graph.store import open_store, sorted_dump
from tests.builders import TEXT, article, fisheries

SETTINGS = Settings(store=":memory:")


def initials(a: Article) -> Extraction:
    """The same report by an outlet that writes first names as initials and gives another day."""
    found = fisheries(a)
    short = {"Ingrid Solberg": "I. Solberg"}
    things = tuple(replace(t, label=short.get(t.label, t.label)) for t in found.things)
    claims = tuple(_other(c, short) for c in found.claims if c.predicate not in ("holdsPost", "postOf"))
    return replace(found, things=tuple(t for t in things if t.key != "post"), claims=tuple(c for c in claims if c.subject != "post"))


def _other(c: Claim, short: dict[str, str]) -> Claim:
    if isinstance(c.object, Text):
        return replace(c, object=replace(c.object, value=short.get(c.object.value, c.object.value)))
    return c


@pytest.fixture
def client() -> Iterator[TestClient]:
    store = open_store(SETTINGS)
    pipeline = Pipeline(SETTINGS, store)
    first = article("first")
    second = Article("second", TEXT, date(2026, 3, 6), "second")
    pipeline.put(first, fisheries(first))
    pipeline.put(second, initials(second))
    with TestClient(create_app(SETTINGS, store=store)) as client:
        client.store = store  # type: ignore[attr-defined]  # for the tests to look at
        yield client


def get(client: TestClient, path: str, **parameters: Any) -> Any:
    response = client.get(path, params=parameters)
    assert response.status_code == 200, response.text
    return response.json()


def dump(client: TestClient) -> bytes:
    return sorted_dump(client.store)  # type: ignore[attr-defined]  # set by the fixture


def test_a_close_call_waits_with_both_contexts(client: TestClient) -> None:
    found = [p for p in get(client, "/api/v1/review")["items"] if p["left"]["key"].startswith("person/")]
    (pair,) = found
    assert {pair["left"]["key"], pair["right"]["key"]} == {"person/no/i-solberg", "person/no/ingrid-solberg"}
    assert pair["reasons"]
    assert pair["left"]["quotes"] and pair["right"]["quotes"]


def test_a_decision_is_previewed_made_and_taken_back(client: TestClient) -> None:
    before = dump(client)
    body = {"left": "person/no/ingrid-solberg", "right": "person/no/i-solberg", "judgement": "same", "by": "ana"}

    effect = client.post("/api/v1/review/preview", json=body).json()
    assert effect["added"] and effect["removed"]
    assert dump(client) == before

    assert client.put("/api/v1/review/decision", json=body).status_code == 204
    assert [p["decidedBy"] for p in get(client, "/api/v1/review", judgement="same", by="ana")["items"]] == ["ana"]
    assert len(get(client, "/api/v1/search", q="solberg", type="Person")["items"]) == 1

    gone = client.delete("/api/v1/review/decision", params={"left": body["left"], "right": body["right"]})
    assert gone.status_code == 204
    assert dump(client) == before


@pytest.mark.parametrize(
    ("left", "right", "status"), [("person/no/nobody", "person/no/i-solberg", 404), ("person/no/i-solberg", "person/no/i-solberg", 409)]
)
def test_a_decision_on_what_is_not_two_known_keys_is_refused(client: TestClient, left: str, right: str, status: int) -> None:
    assert client.put("/api/v1/review/decision", json={"left": left, "right": right, "judgement": "same"}).status_code == status


def test_a_promise_is_open_until_a_person_says_it_was_kept(client: TestClient) -> None:
    (promise, *_) = get(client, "/api/v1/promises", by="country/ke", asOf="2026-04-01")["items"]
    assert promise["state"] == "open"
    assert promise["quote"]
    meeting = get(client, "/api/v1/events", type="Meeting")["items"][0]["id"]

    body = {"promise": promise["id"], "outcome": meeting, "judgement": "kept", "by": "ana"}
    assert client.put("/api/v1/promises/judgement", json=body).status_code == 204
    assert [p["id"] for p in get(client, "/api/v1/promises", state="kept", asOf="2026-04-01")["items"]] == [promise["id"]]

    assert client.delete("/api/v1/promises/judgement", params={"promise": promise["id"], "outcome": meeting}).status_code == 204
    assert get(client, "/api/v1/promises", state="kept", asOf="2026-04-01")["items"] == []


def test_a_promise_is_not_known_before_it_was_published(client: TestClient) -> None:
    assert get(client, "/api/v1/promises", asOf="2026-03-01")["items"] == []
