"""`query`, `stats` and `export`: what the graph answers."""

from __future__ import annotations

import contextlib
import json
import os
import re
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

import click

from api.cli import exits
from api.cli.options import json_option, with_settings
from api.cli.screen import print_json, print_table, progress, read_stdin, say
from graph.errors import QueryError
from graph.settings import Settings

_RESULTS_JSON, _TURTLE = "application/sparql-results+json", "text/turtle"
FORMS: dict[str, tuple[str, ...]] = {
    "table": (_RESULTS_JSON, _TURTLE),
    "json": (_RESULTS_JSON, "application/ld+json"),
    "csv": ("text/csv",),
    "tsv": ("text/tab-separated-values",),
    "xml": ("application/sparql-results+xml", "application/rdf+xml"),
    "turtle": (_TURTLE,),
    "ntriples": ("application/n-triples",),
}
"""Form of an answer → media types: for rows, and for the triples of CONSTRUCT and DESCRIBE."""

QUERY_EPILOG = """\b
Examples:
  communique query 'SELECT ?who ?whom WHERE { ?who cmq:metWith ?whom }'
  communique query --file meetings.rq --format csv > meetings.csv
  communique query --questions                              what it comes with
  communique query --question 01-meetings-held              one of them
  echo 'ASK { ?v a cmq:StateVisit }' | communique query -
  communique query 'DESCRIBE <https://w3id.org/communique/id/country/in>' --format turtle

\b
The prefixes cmq, rdf, rdfs, xsd, skos, prov, oa, dcterms, schema and edtf need not be declared."""

EXPORT_EPILOG = """\b
Examples:
  communique export --format nquads -o graph.nq                      every graph, evidence and all
  communique export --format gexf --projection actors -o actors.gexf  for Gephi
  communique export --format turtle > facts.ttl
  communique export --formats                                          what there is"""


file_option = click.option(
    "--file", "-f", "file", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="FILE", help="Read the query from a file."
)


@click.command(epilog=QUERY_EPILOG, short_help="Ask the graph in SPARQL.")
@click.argument("text", required=False, metavar="[SPARQL]")
@file_option
@click.option("--format", "form", type=click.Choice(list(FORMS)), help="Form of the answer.  [default: table]")
@click.option("--question", "-q", metavar="NAME", help="Ask a question that comes with Communiqué, by its name or number.")
@click.option("--questions", "listing", is_flag=True, help="List the questions that come with Communiqué.")
@with_settings("query_timeout", "query_memory")
@json_option
def query(
    settings: Settings,
    text: str | None,
    file: Path | None,
    form: str | None,
    question: str | None,
    listing: bool,
    as_json: bool,
) -> int:
    """Ask the graph in SPARQL 1.1; - reads the query from standard input."""
    if listing:
        _list_questions(as_json)
        return exits.FINE
    if [text, file, question].count(None) != 2:
        raise click.UsageError("give one query: as an argument, with --file, with --question, or - to read it from standard input")
    asked = _question(question) if question else decoded(read_query(text, file))
    form = "json" if as_json else form or "table"
    from api.cli.reach import reach

    with reach(settings) as graph:
        prologue = prefixes(asked)
        try:
            media_type, chunks = graph.query(prologue + asked, FORMS[form])
        except QueryError as e:
            raise _moved(e, len(prologue)) from None
        if form == "table" and media_type == _RESULTS_JSON:
            _print_rows(json.loads(b"".join(chunks)), settings.base)
        else:
            out = sys.stdout.buffer
            for chunk in chunks:
                out.write(chunk)
            out.flush()
    return exits.FINE


def _list_questions(as_json: bool) -> None:
    from ontology import questions

    if as_json:
        print_json([{"name": q.slug, "question": q.title, "notes": q.notes, "query": q.text} for q in questions.load()])
    else:
        print_table(("name", "question"), [(q.slug, q.title) for q in questions.load()])


def _question(name: str) -> str:
    from ontology import questions

    found = [q for q in questions.load() if q.slug == name or q.slug.partition("-")[0] == name.zfill(2)]
    if not found:
        raise click.UsageError(f"no question {name!r}; `communique query --questions` lists them")
    return found[0].text


def read_query(text: str | None, file: Path | None) -> bytes:
    """The query given, of a file, or of standard input where it is -."""
    if file:
        return file.read_bytes()
    return read_stdin() if text == "-" else str(text).encode("utf-8", "surrogateescape")


def decoded(query: bytes) -> str:
    """A query as text; of what is not UTF-8, where that begins."""
    try:
        return query.decode("utf-8")
    except UnicodeDecodeError as e:
        raise click.UsageError(f"the query is not UTF-8: wrong byte at {e.start}") from None


def prefixes(text: str) -> str:
    """Declarations of the well-known prefixes that a query uses and does not declare, on no line of their own."""
    from ontology.terms import PREFIXES

    used = [p for p in PREFIXES if re.search(rf"(?<![\w:-]){p}:", text) and not re.search(rf"(?i)\bPREFIX\s+{p}:", text)]
    return "".join(f"PREFIX {p}: <{PREFIXES[p]}> " for p in used)


def _moved(e: QueryError, by: int) -> QueryError:
    """The error with its place in the query as it was written, without the prefixes put before it."""
    return QueryError(re.sub(r"\bline 1, column (\d+)", lambda m: f"line 1, column {max(1, int(m[1]) - by)}", str(e)))


def _print_rows(answer: Mapping[str, Any], base: str) -> None:
    if "boolean" in answer:
        click.echo("yes" if answer["boolean"] else "no")
        return
    names = answer["head"]["vars"]
    rows = [[_short(row.get(name), base) for name in names] for row in answer["results"]["bindings"]]
    print_table(names, rows)
    if sys.stdout.isatty():
        say(f"{len(rows)} rows")


def _short(term: Mapping[str, str] | None, base: str) -> str:
    """A term as a person reads it: ids without the base, other IRIs with a prefix."""
    if term is None:
        return ""
    value = term["value"]
    if term["type"] != "uri":
        return value
    if value.startswith(base):
        return value.removeprefix(base)
    from ontology.terms import PREFIXES

    return next((f"{p}:{value.removeprefix(iri)}" for p, iri in PREFIXES.items() if value.startswith(iri)), value)


@click.command(short_help="Count what the graph holds.")
@with_settings()
@json_option
def stats(settings: Settings, as_json: bool) -> int:
    """Count what the graph holds, by class."""
    from api.cli.reach import reach

    with reach(settings) as graph:
        counts = graph.stats()
    if as_json:
        print_json(counts)
    else:
        print_table(("what", "how many"), [(name, str(n)) for name, n in counts.items()])
    return exits.FINE


@click.command(epilog=EXPORT_EPILOG, short_help="Write the graph for other programs.")
@click.option("--format", "form", metavar="FORMAT", help="Name of the format, or its usual suffix.")
@click.option("--projection", metavar="NAME", default="full", help="Which view of the graph.  [default: full]")
@click.option("--formats", "listing", is_flag=True, help="List the formats and projections.")
@click.option("--filter", "filters", multiple=True, metavar="NAME=VALUE", help="Narrow the view, e.g. status=Held, country=in; repeatable.")
@click.option("--output", "-o", "output", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="File  [default: stdout]")
@with_settings()
@json_option
def export(
    settings: Settings, form: str | None, projection: str, filters: tuple[str, ...], output: Path | None, listing: bool, as_json: bool
) -> int:
    """Write the graph, or a view of it, to a file that other programs read."""
    if listing:
        _list_formats(as_json)
        return exits.FINE
    if form is None:
        raise click.UsageError("name a format with --format; `communique export --formats` lists them")
    if as_json and output is None:
        raise click.UsageError("--json describes the file that was written: name one with -o")
    narrowed: dict[str, list[str]] = {}
    for f in filters:
        filter_, value = _pair(f)
        narrowed.setdefault(filter_, []).append(value)
    from api.cli.reach import reach

    with reach(settings) as graph, progress("writing"):
        if output is None:
            out = sys.stdout.buffer
            graph.export(projection, form, out, narrowed)
            out.flush()
            return exits.FINE
        with whole_file(output) as stream:
            graph.export(projection, form, stream, narrowed)
    if as_json:
        print_json({"file": str(output), "format": form, "projection": projection, "bytes": output.stat().st_size})
    else:
        say(f"{output}: {output.stat().st_size:,} bytes")
    return exits.FINE


def _list_formats(as_json: bool) -> None:
    from graph import export as exports

    formats = [(f.name, f.suffix, f.media_type) for f in exports.FORMATS]
    if as_json:
        print_json(
            {"formats": [dict(zip(("name", "suffix", "mediaType"), f, strict=True)) for f in formats], "projections": exports.projections()}
        )
    else:
        print_table(("format", "suffix", "media type"), formats)
        say(f"projections: {', '.join(exports.projections())}; RDF is written whole, in the projection full")


def _pair(text: str) -> tuple[str, str]:
    name, sep, value = text.partition("=")
    if not sep or not name:
        raise click.UsageError(f"--filter {text!r}: write NAME=VALUE")
    return name, value


@contextlib.contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A file that appears under its name when it is complete, and not at all when writing fails."""
    try:
        descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as e:
        raise click.UsageError(f"cannot write {path}: {e.strerror or e}") from None
    try:
        with os.fdopen(descriptor, "wb") as stream:
            yield stream
        Path(draft).chmod(0o666 & ~_umask())
        Path(draft).replace(path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
