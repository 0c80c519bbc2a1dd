"""Articles: lists, one with its text, and the claims read from it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from graph.catalogue.claims import claim_views
from graph.catalogue.reading import Catalogue, chunks, cursor, place, resource, term, text, values
from graph.catalogue.views import ArticleSummary, ArticleView, ClaimView, Page
from graph.errors import NotFound
from graph.filters import EVERYTHING, Filters
from graph.model import Iri

EXCERPT = 160
"""characters of an article's text shown in lists"""


def articles(c: Catalogue, f: Filters = EVERYTHING, *, limit: int = 50, after: str | None = None) -> Page[ArticleSummary]:
    """Articles, the latest published first; `country` and `participant` are what an article's claims are about."""
    last = place(after, 2)
    tests = [f"STR(?k) >= {text(f.window.earliest)}"] if f.window.earliest else []
    tests += [f"STR(?k) <= {text(day)}" for day in (f.window.latest, f.as_of) if day]
    tests += [f"?s IN ({', '.join(term(c.iri(a)) for a in sorted(f.articles))})"] if f.articles else []
    tests += [f"STR(?by) IN ({', '.join(text(p) for p in sorted(f.publishers))})"] if f.publishers else []
    if last:
        tests.append(f"STR(?k) < {text(last[0])} || (STR(?k) = {text(last[0])} && STR(?s) > {text(last[1])})")
    by = "?s schema:publisher ?by ." if f.publishers else ""
    about = " ".join(
        f"FILTER EXISTS {{ GRAPH ?s {{ ?c{i} rdf:subject|rdf:object {term(c.iri(x))} }} }}"
        for i, x in enumerate(sorted(f.countries | f.participants))
    )
    query = f"""SELECT DISTINCT ?s ?k WHERE {{ GRAPH ?s {{ ?s a cmq:Article ; schema:datePublished ?k . {by} }} {about}
        {" ".join(f"FILTER({x})" for x in tests)} }} ORDER BY DESC(STR(?k)) STR(?s) LIMIT {limit + 1}"""
    rows = list(c.rows(query))
    found = [resource(row, "s") for row in rows[:limit]]
    summaries = article_summaries(c, found)
    mark = cursor(rows[limit - 1]["k"].value, found[-1].value) if len(rows) > limit else None
    return Page(tuple(summaries[iri] for iri in found), mark)


def article_summaries(c: Catalogue, found: Iterable[Iri]) -> dict[Iri, ArticleSummary]:
    """Articles without their texts, by IRI."""
    views: dict[Iri, ArticleSummary] = {}
    for chunk in chunks(sorted(set(found))):
        query = f"""SELECT ?s ?id ?day ?title ?publisher ?url (SUBSTR(?text, 1, {EXCERPT * 2}) AS ?start)
            WHERE {{ VALUES ?s {{ {values(chunk)} }} GRAPH ?s {{ ?s dcterms:identifier ?id ; schema:datePublished ?day ; cmq:text ?text .
              OPTIONAL {{ ?s schema:headline ?title }} OPTIONAL {{ ?s schema:publisher ?publisher }} OPTIONAL {{ ?s schema:url
              ?url }} }} }}"""
        counts = _claim_counts(c, chunk)
        for row in c.rows(query):
            iri = resource(row, "s")
            title, publisher, url = (row[x].value if x in row else None for x in ("title", "publisher", "url"))
            if iri in views and views[iri].identifier < row["id"].value:
                continue  # an article that came in files of two names; the first in the alphabet is shown
            start = " ".join(row["start"].value.split())[:EXCERPT]
            views[iri] = ArticleSummary(c.id(iri), row["id"].value, title, row["day"].value, publisher, url, counts.get(iri, 0), start)
    return views


def _claim_counts(c: Catalogue, found: Sequence[Iri]) -> dict[Iri, int]:
    query = f"SELECT ?s (COUNT(?c) AS ?n) WHERE {{ VALUES ?s {{ {values(found)} }} GRAPH ?s {{ ?c a cmq:Claim }} }} GROUP BY ?s"
    return {resource(row, "s"): int(row["n"].value) for row in c.rows(query) if "s" in row}


def article(c: Catalogue, id_: str) -> ArticleView:
    """One article with its text and the things it names. Raises NotFound."""
    iri = _known(c, id_)
    s = article_summaries(c, [iri])[iri]
    body = next(iter(c.rows(f"SELECT ?text WHERE {{ GRAPH {term(iri)} {{ {term(iri)} cmq:text ?text }} }}")))["text"].value
    named = [resource(row, "s") for row in c.rows(f"SELECT DISTINCT ?s WHERE {{ GRAPH {term(iri)} {{ ?c rdf:subject ?s }} }}")]
    refs = sorted(c.refs(named).values(), key=lambda r: (r.type, r.label))
    return ArticleView(s.id, s.identifier, s.title, s.published, s.publisher, s.url, s.claims, s.excerpt, body, tuple(refs))


def article_claims(c: Catalogue, id_: str, *, limit: int = 50, after: str | None = None) -> Page[ClaimView]:
    """The claims of one article, in the order of its text. Raises NotFound."""
    iri = _known(c, id_)
    last = place(after, 2)
    behind = f"HAVING (MIN(?b) > {last[0]} || (MIN(?b) = {last[0]} && STR(?c) > {text(last[1])}))" if last and last[0].isdigit() else ""
    query = f"""SELECT ?c (MIN(?b) AS ?k) WHERE {{ GRAPH {term(iri)} {{ ?c a cmq:Claim ; cmq:evidence ?e . ?e cmq:start ?b }} }}
        GROUP BY ?c {behind} ORDER BY ?k STR(?c) LIMIT {limit + 1}"""
    rows = list(c.rows(query))
    found = [resource(row, "c") for row in rows[:limit]]
    mark = cursor(rows[limit - 1]["k"].value, found[-1].value) if len(rows) > limit else None
    return Page(tuple(claim_views(c, found, article_summaries)), mark)


def _known(c: Catalogue, id_: str) -> Iri:
    iri = c.iri(id_ if id_.startswith("article/") else f"article/{id_}")
    if not c.store.ask(f"ASK {{ GRAPH {term(iri)} {{ {term(iri)} ?p ?o }} }}"):
        raise NotFound(f"no article has the id {id_!r}")
    return iri
