"""Every IRI opens: resources lead to the page or to data, the vocabulary says what its terms mean."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
import rdflib
from fastapi.testclient import TestClient

from api.app import create_app
from graph.model import Iri, Quad
from graph.pipeline import Pipeline
from graph.settings import Settings
from graph.store import codec, open_store
from ontology import terms
from tests.builders import article, fisheries

SETTINGS = Settings(store=":memory:")
BASE = SETTINGS.base
SOLBERG = "person/no/ingrid-solberg"
MEDIA_TYPES = {"ttl": "text/turtle", "jsonld": "application/ld+json", "nt": "application/n-triples", "rdf": "application/rdf+xml"}
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    store = open_store(SETTINGS)
    Pipeline(SETTINGS, store, fisheries).add(article())
    with TestClient(create_app(SETTINGS, store=store, reader=fisheries), follow_redirects=False) as opened:
        opened.app_state["store"] = store
        yield opened


def triples(client: TestClient, path: str, form: str) -> rdflib.Graph:
    found = client.get(path)
    assert found.status_code == 200, found.text
    assert found.headers["content-type"].partition(";")[0] == MEDIA_TYPES[form]
    return parsed(found.text, form)


def parsed(text: str, form: str) -> rdflib.Graph:
    """rdflib reads all but JSON-LD, over which it warns of itself."""
    if form == "jsonld":
        text, form = codec.convert(text.encode(), MEDIA_TYPES[form], MEDIA_TYPES["nt"]).decode(), "nt"
    return rdflib.Graph().parse(data=text, format={"ttl": "turtle", "nt": "nt", "rdf": "xml"}[form])


@pytest.mark.parametrize(
    ("accept", "leads_to"),
    [
        (BROWSER, f"/#/graph?center={SOLBERG}&entity={SOLBERG}"),
        (None, f"/id/{SOLBERG}.ttl"),
        ("*/*", f"/id/{SOLBERG}.ttl"),
        ("application/ld+json", f"/id/{SOLBERG}.jsonld"),
        ("text/turtle;q=0.5, application/rdf+xml", f"/id/{SOLBERG}.rdf"),
        ("application/n-triples, text/html;q=0.1", f"/id/{SOLBERG}.nt"),
    ],
)
def test_a_resource_leads_to_what_is_accepted(accept: str | None, leads_to: str, client: TestClient) -> None:
    response = client.get(f"/id/{SOLBERG}", headers={"Accept": accept} if accept else {})
    assert (response.status_code, response.headers["location"]) == (303, leads_to)
    assert response.headers["vary"] == "Accept"
    assert response.headers["access-control-allow-origin"] == "*"


def test_an_article_leads_to_its_text_and_html_to_the_page(client: TestClient) -> None:
    assert client.get("/id/article/fish", headers={"Accept": "text/html"}).headers["location"] == "/#/article/fish"
    html = client.get(f"/id/{SOLBERG}.html")
    assert (html.status_code, html.headers["location"][:3]) == (303, "/#/")
    assert client.get(f"/id/{SOLBERG}", headers={"Accept": "image/png"}).status_code == 406


@pytest.mark.parametrize("form", MEDIA_TYPES)
def test_documents_say_what_is_known(form: str, client: TestClient) -> None:
    me = rdflib.URIRef(BASE + SOLBERG)
    found = triples(client, f"/id/{SOLBERG}.{form}", form)
    assert (me, rdflib.RDFS.label, rdflib.Literal("Ingrid Solberg")) in found
    (met,) = found.objects(me, rdflib.URIRef(terms.iri("metWith")))
    assert (met, rdflib.RDFS.label, rdflib.Literal("James Otieno")) in found
    (meeting,) = (s for s in found.subjects(rdflib.URIRef(terms.iri("participant")), me))
    assert (meeting, rdflib.RDFS.label, None) in found
    assert len(found) == len(triples(client, f"/id/{SOLBERG}.nt", "nt"))


def test_what_was_read_opens_too(client: TestClient) -> None:
    whole = triples(client, "/id/article/fish.nt", "nt")
    claim = next(whole.subjects(rdflib.RDF.type, rdflib.URIRef(terms.iri("Claim"))))
    one = triples(client, f"/id/{str(claim).removeprefix(BASE)}.nt", "nt")
    assert set(whole.triples((claim, None, None))) <= set(one)


def test_documents_link_to_each_other_and_are_known_again(client: TestClient) -> None:
    found = client.get(f"/id/{SOLBERG}.ttl")
    links = found.headers["link"]
    assert f'<{BASE}{SOLBERG}>; rel="about"' in links
    assert f'</id/{SOLBERG}.jsonld>; rel="alternate"; type="application/ld+json"' in links
    assert found.headers["last-modified"] == "Thu, 05 Mar 2026 00:00:00 GMT"
    again = client.get(f"/id/{SOLBERG}.ttl", headers={"If-None-Match": found.headers["etag"]})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", found.headers["etag"])
    assert client.get(f"/id/{SOLBERG}.nt").headers["etag"] != found.headers["etag"]
    head = client.head(f"/id/{SOLBERG}.ttl")
    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", found.headers["etag"])


def test_what_somebody_wrote_of_their_own_is_not_told_as_known(client: TestClient) -> None:
    before = client.get(f"/id/{SOLBERG}.nt").headers["etag"]
    forged = Quad(Iri(BASE + SOLBERG), Iri(terms.iri("metWith")), Iri(BASE + "person/xx/nobody"), Iri("http://example.org/mine"))
    client.app_state["store"].apply((), [forged])
    try:
        assert client.get(f"/id/{SOLBERG}.nt").headers["etag"] == before
    finally:
        client.app_state["store"].apply([forged], ())


@pytest.mark.parametrize("path", ["person/xx/nobody", "person/xx/nobody.ttl", "a%20b", "x%3E%20?s%20?p", "", ".ttl"])
def test_what_is_not_known_is_not_found(path: str, client: TestClient) -> None:
    response = client.get(f"/id/{path}")
    assert response.status_code == 404
    assert response.json()["detail"]


def test_documents_are_for_reading(client: TestClient) -> None:
    assert client.put(f"/id/{SOLBERG}").status_code == 405
    assert client.options("/ns").status_code == 204


@pytest.mark.parametrize("form", MEDIA_TYPES)
def test_the_vocabulary_comes_in_every_format(form: str, client: TestClient) -> None:
    for response in (client.get(f"/ns.{form}"), client.get("/ns", headers={"Accept": MEDIA_TYPES[form]})):
        assert response.headers["content-type"].partition(";")[0] == MEDIA_TYPES[form]
        assert response.headers["content-location"] == f"/ns.{form}"
        found = parsed(response.text, form)
        assert (rdflib.URIRef(terms.iri("Meeting")), rdflib.RDFS.comment, None) in found


def test_the_vocabulary_can_be_read_in_a_browser(client: TestClient) -> None:
    for path, accept in (("/ns", BROWSER), ("/ns.html", "*/*")):
        response = client.get(path, headers={"Accept": accept})
        assert response.headers["content-type"] == "text/html; charset=utf-8"
        assert all(f'id="{name}"' in response.text for name in ("Meeting", "metWith", "Held"))
    assert client.get("/ns.docx").status_code == 404


def test_prefixes_and_the_context_are_served(client: TestClient) -> None:
    assert client.get("/ns/context.jsonld").json()["@context"]["Meeting"] == "cmq:Meeting"
    assert client.get("/ns/prefixes.json").json() == json.loads(json.dumps(terms.PREFIXES))
    ask = client.get("/ns/prefixes.rq").text + "ASK { ?s a cmq:Meeting ; rdfs:label ?name }"
    assert client.get("/sparql", params={"query": ask}).json()["boolean"] is True
    assert rdflib.Graph().parse(data=client.get("/ns/shapes.ttl").text, format="turtle")
    assert client.get("/ns/other").status_code == 404
