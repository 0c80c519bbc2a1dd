"""Promises, identity decisions and contradictions over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from graph.model import Article, Claim, Concept, Extraction, Object, Ref, Span, Text, Thing
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


# ---- contradictions, history -----------------------------------------------------------------------------------------


def meeting(name: str, status: str, when: str, place: str, published: date) -> tuple[Article, Extraction]:
    """The report of one meeting with another status, day and town."""
    a = Article(name, TEXT, published, name)
    found = fisheries(a)
    said: dict[tuple[str, str], Object] = {
        ("talks", "status"): Concept(status),
        ("talks", "date"): Text(when, "edtf"),
        ("nairobi", "altLabel"): Text(place),
    }
    claims = tuple(replace(c, object=said.get((c.subject, c.predicate), c.object)) for c in found.claims)
    things = tuple(replace(t, label=place) if t.key == "nairobi" else t for t in found.things)
    return a, replace(found, things=things, claims=claims)


def told_by(*reports: tuple[Article, Extraction]) -> TestClient:
    store = open_store(SETTINGS)
    pipeline = Pipeline(SETTINGS, store)
    for a, found in reports:
        pipeline.put(a, found)
    return TestClient(create_app(SETTINGS, store=store))


def contradictions(client: TestClient) -> dict[str, list[tuple[str, str]]]:
    found = get(client, "/api/v1/contradictions")["items"]
    assert all(r["quote"] in TEXT for x in found for r in x["readings"])
    return {x["predicate"]: [(r["value"].rpartition("/")[2], r["article"]["identifier"]) for r in x["readings"]] for x in found}


PLANNED = meeting("planned", "Scheduled", "2026-03", "Nairobi", date(2026, 2, 20))
HELD = meeting("held", "Held", "2026-03-04", "Nairobi", date(2026, 3, 5))


def test_what_became_of_a_plan_contradicts_nothing_and_is_its_history() -> None:
    with told_by(HELD, PLANNED) as client:
        (found,) = get(client, "/api/v1/events", type="Meeting")["items"]
        event = get(client, f"/api/v1/events/{found['id']}")
        before = get(client, f"/api/v1/events/{found['id']}", asOf="2026-02-28")

        assert contradictions(client) == {}

    assert (event["status"], event["date"]) == ("Held", "2026-03-04")
    assert [(t["day"], t["status"], t["date"], t["article"]) for t in event["history"]] == [
        ("2026-02-20", "Scheduled", "2026-03", "article/planned"),
        ("2026-03-05", "Held", "2026-03-04", "article/held"),
    ]
    assert all(t["quote"] in TEXT for t in event["history"])
    assert (before["status"], before["date"], len(before["history"])) == ("Scheduled", "2026-03", 1)


def test_two_towns_are_listed_with_the_words_of_both() -> None:
    with told_by(HELD, meeting("elsewhere", "Held", "2026-03-04", "Mombasa", date(2026, 3, 6))) as client:
        assert contradictions(client) == {"place": [("nairobi", "held"), ("mombasa", "elsewhere")]}


def test_two_days_are_left_to_a_person_and_listed_once_the_meetings_are_one() -> None:
    with told_by(HELD, meeting("another-day", "Held", "2026-03-05", "Nairobi", date(2026, 3, 6))) as client:
        (pair,) = (p for p in get(client, "/api/v1/review")["items"] if p["left"]["key"].startswith("meeting/"))
        assert contradictions(client) == {}
        body = {"left": pair["left"]["key"], "right": pair["right"]["key"], "judgement": "same", "by": "ana"}
        assert client.put("/api/v1/review/decision", json=body).status_code == 204

        assert contradictions(client) == {"date": [("2026-03-04", "held"), ("2026-03-05", "another-day")]}


def test_a_meeting_that_was_held_and_then_is_called_off_is_a_contradiction() -> None:
    with told_by(HELD, meeting("off", "Cancelled", "2026-03-04", "Nairobi", date(2026, 3, 8))) as client:
        assert contradictions(client) == {"status": [("Held", "held"), ("Cancelled", "off")]}


def test_other_signatories_are_a_contradiction_and_one_more_is_none() -> None:
    def signed(name: str, *who: str) -> tuple[Article, Extraction]:
        a, found = meeting(name, "Held", "2026-03-04", "Nairobi", date(2026, 3, 5))
        like = next(c for c in found.claims if (c.subject, c.predicate) == ("memo", "party"))
        return a, replace(found, claims=(*found.claims, *(replace(like, predicate="signatory", object=Ref(k)) for k in who)))

    with told_by(signed("one", "solberg"), signed("two", "solberg", "otieno")) as client:
        assert contradictions(client) == {}
    with told_by(signed("one", "solberg"), signed("two", "otieno")) as client:
        assert contradictions(client) == {"signatory": [("ingrid-solberg", "one"), ("james-otieno", "two")]}


def test_what_is_as_likely_one_s_as_another_s_waits() -> None:
    def named(name: str, iso: str | None) -> tuple[Article, Extraction]:
        a = Article(name, TEXT, date(2026, 3, 5), name)
        land, person = Thing("c", "Country", iso or "", (("iso", iso or ""),)), Thing("p", "Person", "Mikhail Orlov")
        things = (person, land) if iso else (person,)
        here = (Span(0, 4),)
        claims = [Claim(t.key, p, o, here) for t in things for p, o in (("type", Concept(t.type)), ("prefLabel", Text(t.label)))]
        claims += [Claim("p", "ofCountry", Ref("c"), here)] if iso else []
        return a, Extraction(name, "table", "1", things, tuple(claims))

    with told_by(named("a", "ru"), named("b", "ua"), named("c", None)) as client:
        found = get(client, "/api/v1/review")["items"]
        assert [{p["left"]["key"], p["right"]["key"]} for p in found] == [
            {"person/mikhail-orlov", "person/ru/mikhail-orlov"},
            {"person/mikhail-orlov", "person/ua/mikhail-orlov"},
        ]
        assert all("as likely another's" in p["reasons"] for p in found)

        body = {"left": "person/mikhail-orlov", "right": "person/ua/mikhail-orlov", "judgement": "same"}
        assert client.put("/api/v1/review/decision", json=body).status_code == 204
        assert get(client, "/api/v1/review")["items"] == []
        (made,) = get(client, "/api/v1/review", judgement="same", of="person/ua/mikhail-orlov", by="reviewer")["items"]
        assert made["left"]["standsFor"]["id"] == made["right"]["standsFor"]["id"]
