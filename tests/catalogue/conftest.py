from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from graph.model import Article, Claim, Concept, Extraction, Ref, Text
from graph.pipeline import Pipeline
from graph.settings import Settings
from graph.store import Store, open_store
from tests.builders import TEXT, fisheries

SETTINGS = Settings(store=":memory:")


def announced(article: Article) -> Extraction:
    """As `fisheries`, but told beforehand: the meeting is scheduled for some day of March, the memorandum under negotiation."""
    found = fisheries(article)
    claims = []
    for claim in found.claims:
        match claim:
            case Claim("talks", "status"):
                claim = replace(claim, object=Concept("Scheduled"))
            case Claim("talks", "date"):
                claim = replace(claim, object=Text("2026-03", "edtf"))
            case Claim("memo", "status"):
                claim = replace(claim, object=Concept("Negotiating"))
        claims.append(claim)
    return replace(found, claims=tuple(claims))


def with_body(article: Article) -> Extraction:
    """As `fisheries`, with a joint body, and its minister gone from the post."""
    found = fisheries(article)
    body = [c for c in found.claims if c.subject == "memo" and c.predicate in ("type", "prefLabel", "altLabel", "involves")]
    claims = [replace(c, subject="body") for c in body if c.predicate not in ("type", "prefLabel", "altLabel")]
    where = body[0].evidence
    claims += [
        Claim("body", "type", Concept("JointBody"), where, 0.9), Claim("body", "prefLabel", Text("Fisheries Commission"), where, 0.9),
        Claim("body", "altLabel", Text("Fisheries Commission"), where, 0.9), Claim("body", "status", Concept("Existing"), where, 0.9),
        Claim("memo", "establishes", Ref("body"), where, 0.4), Claim("solberg", "heldPost", Ref("post"), where, 0.9),
    ]  # fmt: skip
    things = (*found.things, replace(found.things[0], key="body", type="JointBody", label="Fisheries Commission", facets=()))
    kept = tuple(c for c in found.claims if (c.subject, c.predicate) != ("solberg", "holdsPost"))
    return replace(found, claims=(*kept, *claims), things=things)


def told(settings: Settings, store: Store) -> None:
    """Three articles: the talks announced, held, and looked back on."""
    pipeline = Pipeline(settings, store, fisheries)
    for name, day, publisher, read in (
        ("before", 1, "Early Press", announced),
        ("after", 5, "Invented Press", fisheries),
        ("later", 20, "Late Press", with_body),
    ):
        article = Article(name, TEXT, date(2026, 3, day), name, publisher=publisher)
        pipeline.put(article, read(article))


@pytest.fixture(scope="session")
def store() -> Iterator[Store]:
    """The three articles of `told`."""
    with open_store(SETTINGS) as store:
        told(SETTINGS, store)
        yield store
