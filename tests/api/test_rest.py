"""The REST interface over one article written by hand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api import problems
from api.app import create_app
from graph import errors, export
from graph.pipeline import Pipeline
from graph.settings import Settings
from graph.store import open_store
from tests.builders import SENTENCES, TEXT, article, fisheries

SETTINGS = Settings(store=":memory:")
SOLBERG, OTIENO = "person/no/ingrid-solberg", "person/ke/james-otieno"


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    store = open_store(SETTINGS)
    Pipeline(SETTINGS, store, fisheries).add(article())
    with TestClient(create_app(SETTINGS, store=store, reader=fisheries)) as client:
        yield client


def get(client: TestClient, path: str, code: int = 200, /, **parameters: Any) -> Any:
    response = client.get(path, params=parameters)
    assert response.status_code == code, response.text
    return response.json()


def test_stats_count_things_by_class(client: TestClient) -> None:
    found = get(client, "/api/v1/stats")
    assert (found["articles"], found["events"], found["agreements"], found["commitments"]) == (1, 1, 1, 1)
    assert found["byType"]["Ministry"] == 2


@pytest.mark.parametrize(("words", "first"), [("solberg", SOLBERG), ("ingrid sol", SOLBERG), ("OTIENO", OTIENO), ("kenya", "country/ke")])
def test_search_ranks_names(client: TestClient, words: str, first: str) -> None:
    assert get(client, "/api/v1/search", q=words)["items"][0]["id"] == first


def test_what_is_reported_says_by_how_many_and_by_whom(client: TestClient) -> None:
    printed = {"articles": 1, "outlets": 1, "origins": 1, "who": ["Invented Press"]}
    for path in ("/api/v1/events", "/api/v1/agreements"):
        assert [x["sources"] for x in get(client, path)["items"]] == [printed]
    (promise,) = get(client, "/api/v1/commitments")["items"]
    assert promise["sources"] == {"articles": 1, "outlets": 1, "origins": 2, "who": ["Invented Press", "James Otieno"]}
    claims = {c["predicate"]: c for c in get(client, "/api/v1/articles/fish/claims", limit=500)["items"]}
    assert claims["status"]["sources"] == printed
    assert claims["by"]["sources"] == {"articles": 1, "outlets": 1, "origins": 1, "who": ["James Otieno"]}


def test_what_is_known_from_elsewhere_stands_apart(client: TestClient) -> None:
    found = get(client, "/api/v1/entities/country/ke")
    assert not {"isoAlpha2", "exactMatch"} & {f["predicate"] for f in found["facts"]}
    codes = {k["predicate"]: k for k in found["background"]}
    assert codes["isoAlpha2"]["value"] == "KE"
    assert codes["exactMatch"]["value"] == "http://www.wikidata.org/entity/Q114"
    assert codes["exactMatch"]["asOf"] == "2026-10-01" and "Wikidata" in codes["exactMatch"]["source"]
    assert get(client, "/api/v1/stats")["claims"] == get(client, "/api/v1/articles")["items"][0]["claims"]


def test_search_by_class_includes_subclasses(client: TestClient) -> None:
    found = get(client, "/api/v1/search", q="fisheries", type="Organization")["items"]
    assert {x["type"] for x in found} == {"Ministry"}


def test_an_entity_has_facts_in_both_directions(client: TestClient) -> None:
    found = get(client, f"/api/v1/entities/{SOLBERG}")
    facts = {(f["predicate"], f["direction"]): f for f in found["facts"]}
    assert facts["metWith", "out"]["other"]["id"] == OTIENO
    assert facts["metWith", "out"]["derived"]
    assert facts["participant", "in"]["status"] == "Held"
    assert found["country"]["label"] == "Norway"


@pytest.mark.parametrize(
    "path", ["/api/v1/entities/person/xx/nobody", "/api/v1/events/country/ke", "/api/v1/articles/none", "/api/v1/entities/a b"]
)
def test_what_is_not_there_is_a_problem_document(client: TestClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert response.headers["content-type"] == problems.MEDIA_TYPE
    assert response.json()["detail"]


@pytest.mark.parametrize(
    ("parameters", "count"),
    [
        ({}, 1),
        ({"status": "Held"}, 1),
        ({"status": "Planned"}, 0),
        ({"type": "Visit"}, 0),
        ({"country": "country/no"}, 1),
        ({"country": "country/fr"}, 0),
        ({"participant": OTIENO}, 1),
        ({"from": "2026-03-01", "to": "2026-03-10", "fit": "certain"}, 1),
        ({"from": "2026-03-05"}, 0),
        ({"to": "2026-03-03"}, 0),
    ],
)
def test_events_are_filtered(client: TestClient, parameters: dict[str, str], count: int) -> None:
    assert len(get(client, "/api/v1/events", **parameters)["items"]) == count


def test_an_event_says_who_when_and_where(client: TestClient) -> None:
    (event,) = get(client, "/api/v1/events")["items"]
    assert [p["id"] for p in event["participants"]] == [SOLBERG, OTIENO]
    assert (event["date"], event["earliest"], event["latest"], event["place"]["label"]) == (
        "2026-03-04",
        "2026-03-04",
        "2026-03-04",
        "Nairobi",
    )


def test_an_agreement_says_who_and_what(client: TestClient) -> None:
    (found,) = get(client, "/api/v1/agreements", status="Signed", country="country/ke")["items"]
    assert {p["id"] for p in found["parties"]} == {"ministry/ke/fisheries", "ministry/no/fisheries"}
    assert (found["instrument"], found["areas"]) == ("MoU", ["fisheries"])


def test_a_commitment_comes_with_its_words(client: TestClient) -> None:
    (found,) = get(client, "/api/v1/commitments", by="country/ke", modality="will")["items"]
    assert found["quote"] == SENTENCES[2]


def test_a_derived_edge_opens_the_sentence_it_rests_on(client: TestClient) -> None:
    found = get(client, "/api/v1/evidence", subject=SOLBERG, predicate="metWith", object=OTIENO)
    assert found["derived"]["rule"]
    assert {x["object"]["id"] for x in found["derived"]["from"]} == {SOLBERG, OTIENO}
    quotes = {q["quote"] for claim in found["items"] for q in claim["evidence"]}
    assert quotes == {SENTENCES[0]}
    for claim in found["items"]:
        for q in claim["evidence"]:
            assert TEXT[q["start"] : q["end"]] == q["quote"]


def test_a_claim_names_its_speaker(client: TestClient) -> None:
    (promise,) = get(client, "/api/v1/commitments")["items"]
    found = get(client, "/api/v1/evidence", subject=promise["id"], predicate="by", object="country/ke")
    statement = found["items"][0]["statement"]
    assert [s["id"] for s in statement["speakers"]] == [OTIENO]
    assert statement["mode"] == "indirect"


def test_the_picture_draws_an_encounter_once_with_its_event(client: TestClient) -> None:
    found = get(client, "/api/v1/graph", center=SOLBERG)
    (met,) = [e for e in found["edges"] if e["predicate"] == "metWith"]
    assert {met["source"], met["target"]} == {SOLBERG, OTIENO}
    assert met["status"] == "Held"
    assert met["event"].startswith("meeting/")


def test_the_picture_shows_how_neighbours_hang_together(client: TestClient) -> None:
    found = get(client, "/api/v1/graph", center="country/no")
    assert {SOLBERG, "ministry/no/fisheries"} <= {n["id"] for n in found["nodes"]}
    (post,) = [e["target"] for e in found["edges"] if e["predicate"] == "holdsPost"]
    assert [e for e in found["edges"] if e["source"] == post and e["target"] == "country/no"]
    assert [e for e in found["edges"] if e["source"] == SOLBERG and e["target"] == post]


def test_a_visit_that_is_only_proposed_is_not_drawn_as_made(client: TestClient) -> None:
    found = get(client, "/api/v1/graph", predicate="visited")
    assert found["edges"] == []


def test_the_picture_counts_what_it_leaves_out(client: TestClient) -> None:
    found = get(client, "/api/v1/graph", limit=2)
    assert len(found["nodes"]) == 2
    assert found["omitted"]["nodes"] > 0


def test_lists_come_in_pages_that_together_are_the_whole(client: TestClient) -> None:
    whole = [x["id"] for x in get(client, "/api/v1/entities")["items"]]
    response, seen = client.get("/api/v1/entities", params={"limit": 2}), []
    while True:
        seen += [x["id"] for x in response.json()["items"]]
        if not response.json()["next"]:
            break
        response = client.get(response.links["next"]["url"])
    assert seen == whole
    assert len(whole) == len(set(whole)) > 4


def test_a_foreign_cursor_is_refused(client: TestClient) -> None:
    assert "cursor" in get(client, "/api/v1/entities", 400, cursor="x")["detail"]


def test_an_article_is_posted_replaced_and_withdrawn(client: TestClient) -> None:
    body = {"id": "new", "text": TEXT, "published": "2026-03-06"}
    first = client.post("/api/v1/articles", json=body)
    again = client.post("/api/v1/articles", json=body)
    other = client.post("/api/v1/articles", json={**body, "published": "2026-03-07"})
    assert [r.status_code for r in (first, again, other)] == [201, 200, 200]
    assert [r.json()["outcome"] for r in (first, again, other)] == ["added", "unchanged", "replaced"]
    assert client.get(first.headers["location"]).json()["text"] == TEXT
    claims = get(client, "/api/v1/articles/new/claims", limit=500)["items"]
    assert all(TEXT[q["start"] : q["end"]] == q["quote"] for c in claims for q in c["evidence"])
    assert client.delete("/api/v1/articles/new").status_code == 204
    assert client.delete("/api/v1/articles/new").status_code == 404


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({"text": "Ministers met."}, "published"),
        ({"text": "", "published": "2026-03-06"}, "text"),
        ({"text": "x", "published": "soon"}, "published"),
        ({"words": 1}, "words"),
    ],
)
def test_a_bad_article_is_refused_by_field(client: TestClient, body: dict[str, Any], says: str) -> None:
    response = client.post("/api/v1/articles", json=body)
    assert response.status_code == 422
    assert says in response.json()["detail"]


@pytest.mark.parametrize("form", [*(f.name for f in export.FORMATS), "nt", "vis.json"])
def test_every_format_is_served(client: TestClient, form: str) -> None:
    response = client.get(f"/api/v1/export/full.{form}")
    assert response.status_code == 200
    assert "attachment" in response.headers["content-disposition"]
    assert response.content


@pytest.mark.parametrize("name", ["full.docx", "nothing.gexf", "full"])
def test_an_unknown_export_lists_the_known(client: TestClient, name: str) -> None:
    assert (
        "actors" in get(client, f"/api/v1/export/{name}", 404)["detail"] or "gexf" in get(client, f"/api/v1/export/{name}", 404)["detail"]
    )


def test_sparql_answers_in_the_form_asked_for(client: TestClient) -> None:
    ask = "ASK { ?s ?p ?o }"
    assert client.get("/sparql", params={"query": ask}).json()["boolean"]
    assert client.post("/sparql", data={"query": ask}, headers={"Accept": "application/sparql-results+xml"}).text.startswith("<?xml")
    direct = client.post("/sparql", content=ask, headers={"Content-Type": "application/sparql-query"})
    assert direct.json()["boolean"]


@pytest.mark.parametrize(
    ("text", "status"),
    [("SELECT * { ?s ?p ?o", 400), ("SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", 403), ("LOAD <http://127.0.0.1/>", 403)],
)
def test_sparql_refuses_with_a_reason(client: TestClient, text: str, status: int) -> None:
    assert get(client, "/sparql", status, query=text)["detail"]


def test_the_page_may_only_talk_to_its_own_server(client: TestClient) -> None:
    response = client.get("/")
    assert "default-src 'self'" in response.headers["content-security-policy"]
    assert "http://" not in response.text and "https://" not in response.text


def test_every_error_has_its_status() -> None:
    known = {cls for cls in vars(errors).values() if isinstance(cls, type) and issubclass(cls, errors.CommuniqueError)}
    assert known == set(problems.STATUS)


def test_every_operation_is_described(client: TestClient) -> None:
    schema = get(client, "/api/v1/openapi.json")
    operations = [op for path in schema["paths"].values() for op in path.values()]
    assert all(op.get("summary") and op.get("operationId") and op.get("description") for op in operations)
    assert len({op["operationId"] for op in operations}) == len(operations)
