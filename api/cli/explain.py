"""`explain`: how one article was read, and why an edge is there or is not."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import click

from api.cli import exits
from api.cli.articles import found
from api.cli.options import with_settings
from api.cli.questions import whole_file
from api.cli.screen import say
from graph.errors import Conflict, NotFound, SourceError
from graph.model import Article
from graph.settings import Settings

EPILOG = """\b
Examples:
  communique explain article.txt                         a file, read as ingest would read it
  communique explain pr-2026-0117                        an article of the store, by the id given or its own
  communique explain article.txt --html reading.html     a page to look at and to send
  communique explain article.txt | less"""

_STORED = """SELECT ?a ?id ?published ?text ?title ?publisher ?url WHERE {{ GRAPH ?a {{
  ?a dcterms:identifier ?id ; schema:datePublished ?published ; cmq:text ?text .
  OPTIONAL {{ ?a schema:headline ?title }} OPTIONAL {{ ?a schema:publisher ?publisher }} OPTIONAL {{ ?a schema:url ?url }}
  FILTER(STR(?id) = {name} || STR(?a) = {iri}) }} }}"""


@click.command(epilog=EPILOG, short_help="Show how an article was read, and why.")
@click.argument("name", metavar="ARTICLE")
@click.option("--html", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write a page instead.")
@with_settings("model")
def explain(settings: Settings, name: str, html: Path | None) -> int:
    """Show how an article was read.

    Its names, its dates and what they came to, the rules that fired, who said what, and what was seen and rejected and why.
    ARTICLE is a file, a URL, - for standard input, or the id or identifier of an article of the store.
    """
    from graph.extract.explain import explain as explained
    from graph.extract.explain import lines, page

    articles = named(settings, name)
    if html is not None and len(articles) > 1:
        raise click.UsageError(f"{name} holds {len(articles)} articles, and a page explains one; put the one into a file of its own")
    for n, article in enumerate(articles):
        told = explained(article, settings.model)
        if html is None:
            click.echo("\n".join((*(["", ""] if n else []), *lines(told))))
        else:
            with whole_file(html) as stream:
                stream.write(page(told).encode("utf-8"))
            say(f"{html}: {html.stat().st_size:,} bytes")
    return exits.FINE


def named(settings: Settings, name: str) -> list[Article]:
    """The articles of a file, URL or standard input, or the one of the store that is called so. Raises SourceError, NotFound, Conflict."""
    if name == "-" or name.startswith(("http://", "https://")) or Path(name).exists():
        articles = []
        for item in found([name], None, settings):
            if isinstance(item, SourceError):
                raise item
            articles.append(item)
        return articles
    return [stored(settings, name)]


def stored(settings: Settings, name: str) -> Article:
    """An article of the store, by its id or the identifier that it was given."""
    from api.cli.reach import reach
    from ontology.terms import PREFIXES

    prologue = "".join(f"PREFIX {p}: <{PREFIXES[p]}>\n" for p in ("cmq", "dcterms", "schema"))
    query = _STORED.format(name=json.dumps(name, ensure_ascii=False), iri=json.dumps(f"{settings.base}article/{name}", ensure_ascii=False))
    with reach(settings) as graph:
        _, chunks = graph.query(prologue + query, ("application/sparql-results+json",))
        rows = json.loads(b"".join(chunks))["results"]["bindings"]
    if not rows:
        raise NotFound(f"no file and no article of the store is called {name!r}; `communique query --questions` shows what can be asked")
    if len({row["text"]["value"] for row in rows}) > 1:
        raise Conflict(f"{len(rows)} articles have the identifier {name!r}; name one by its id")
    return _article({k: v["value"] for k, v in rows[0].items()})


def _article(row: dict[str, str]) -> Article:
    return Article(
        id=row["a"].rpartition("/")[2],
        text=row["text"],
        published=date.fromisoformat(row["published"]),
        identifier=row["id"],
        title=row.get("title"),
        publisher=row.get("publisher"),
        url=row.get("url"),
        origin=f"{row['id']} of the store",
    )
