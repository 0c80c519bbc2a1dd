"""`ingest` and `withdraw`: what changes the graph."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import date, datetime

import click

from api.cli import exits
from api.cli.options import EXTRACTORS, json_option, with_settings
from api.cli.screen import complain, print_json, print_table, progress, read_stdin, say
from graph.errors import CommuniqueError, Conflict, NotFound, SourceError
from graph.model import Article, ArticleReport
from graph.settings import Settings

ROWS = 50
"""a run of more articles than this lists only those that went wrong or have a warning"""

INGEST_EPILOG = """\b
Examples:
  communique ingest articles/                            everything below a folder
  communique ingest note.txt --published 2026-05-05      a text that prints no date
  communique ingest 'news/**/*.html' more.jsonl          a pattern, JSON lines
  communique ingest https://example.org/feed.xml         a feed, or a page
  curl … | communique ingest -                           what another program prints
  communique ingest articles/ --json | jq '.counts'      for scripts

\b
Kinds: plain text and Markdown (with front matter, or a `date YYYY-MM-DD` before the text), HTML, RSS and Atom, JSON and JSON lines
with id, title, published, publisher, url, language, text. The same article again changes nothing; an article with an id that is
known replaces the one before."""

WITHDRAW_EPILOG = """\b
Examples:
  communique withdraw pr-2026-0117                       by the id given, or the file's name without suffix
  communique withdraw 3f2a9c1e5b7d8046                   by the id that `ingest --json` printed"""


@click.command(epilog=INGEST_EPILOG, short_help="Read articles into the graph.")
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@click.option("--published", type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD", help="Publication date of texts that print none.")
@with_settings("max_article_bytes", "extract_workers", "model", *EXTRACTORS)
@json_option
def ingest(settings: Settings, paths: tuple[str, ...], published: datetime | None, as_json: bool) -> int:
    """Read articles into the graph: files, folders, patterns, feeds, URLs; - is standard input.

    One that cannot be read is reported with the reason, and the others go on.
    """
    day = published.date() if published else None
    reports, error = read_all(settings, found(paths, day, settings))
    if as_json:
        print_json({"counts": dict(Counter(r.outcome for r in reports)), "articles": [asdict(r) for r in reports]})
    else:
        show(reports)
    if error:
        raise error
    return exits.SOME_REFUSED if any(wrong(r) for r in reports) else exits.FINE


@click.command(epilog=WITHDRAW_EPILOG, short_help="Take articles out again.")
@click.argument("names", nargs=-1, required=True, metavar="ID…")
@with_settings()
@json_option
def withdraw(settings: Settings, names: tuple[str, ...], as_json: bool) -> int:
    """Take articles out of the graph, with exactly what only they support."""
    from api.cli.reach import reach

    reports: list[ArticleReport] = []
    code = exits.FINE
    with reach(settings, write=True) as graph:
        for name in dict.fromkeys(names):
            try:
                reports.append(graph.withdraw(name))
            except (NotFound, Conflict) as e:  # the other names are still good
                code = code or exits.code_of(e)
                complain(str(e))
                reports.append(ArticleReport(name, "failed", detail=str(e)))
    if as_json:
        print_json({"articles": [asdict(r) for r in reports]})
    else:
        print_table(("outcome", "article"), [(r.outcome, r.origin) for r in reports])
    return code


def found(paths: Sequence[str], published: date | None, settings: Settings) -> Iterator[Article | SourceError]:
    """The articles of the paths; `-` is standard input."""
    from graph import sources

    limit = settings.max_article_bytes
    named = [p for p in paths if p != "-"]
    if len(named) < len(paths):
        data = read_stdin(limit + 1)
        yield from sources.read_bytes(data, name="<stdin>", published=published, max_bytes=limit)
    yield from sources.read(named, published=published, max_bytes=limit)


def read_all(settings: Settings, items: Iterable[Article | SourceError]) -> tuple[list[ArticleReport], CommuniqueError | None]:
    """A report for each item; and the error that ended the run early, if one did: what was read until then stays in the graph."""
    from api.cli.reach import reach

    reports: list[ArticleReport] = []
    try:
        with progress("reading") as step, reach(settings, write=True) as graph:
            for report in graph.ingest(items):
                reports.append(report)
                step(report.origin)
    except CommuniqueError as e:
        if not reports:
            raise
        return reports, e
    return reports, None


def wrong(report: ArticleReport) -> bool:
    """Whether the article is not in the graph."""
    return report.outcome in ("refused", "failed")


def show(reports: Sequence[ArticleReport]) -> None:
    """The table of a run, and a line of counts on stderr."""
    shown = reports if len(reports) <= ROWS or not sys.stdout.isatty() else [r for r in reports if wrong(r) or r.warnings]
    print_table(("outcome", "article", "claims", "origin", "reason"), [_row(r) for r in shown])
    counts = Counter(r.outcome for r in reports)
    say(", ".join(f"{n} {outcome}" for outcome, n in sorted(counts.items())) or "nothing to read")


def _row(report: ArticleReport) -> tuple[str, ...]:
    reason = "; ".join(part for part in (report.detail, *report.warnings) if part)
    return (report.outcome, report.article or "", "" if wrong(report) else str(report.claims), report.origin, reason)
