"""`search`: things by name, articles and quotes by their words."""

from __future__ import annotations

import os
from typing import Any

import click

from api.cli import exits
from api.cli.options import json_option, with_settings
from api.cli.screen import print_json, print_table
from graph.settings import Settings

SEARCH_EPILOG = """\b
Examples:
  communique search barasa                                  everything that is called so
  communique search Tromso --type Place                     diacritics do not matter
  communique search 'shore power' --in article --in quote   with the words around it
  communique search '"joint committee" fish' --in article --country KE --from 2026-05-01"""

KINDS = ("thing", "article", "quote")


@click.command(epilog=SEARCH_EPILOG, short_help="Find things by name, articles by their words.")
@click.argument("words", nargs=-1, required=True)
@click.option("--in", "kinds", type=click.Choice(KINDS), multiple=True, help="Where to look; repeatable.  [default: thing]")
@click.option("--type", "types", multiple=True, metavar="CLASS", help="A class of the vocabulary, e.g. Person; repeatable.")
@click.option("--country", "countries", multiple=True, metavar="CODE", help="ISO code or id of a country; of several all must be there.")
@click.option("--from", "first", metavar="YYYY-MM-DD", help="The first day: of an event or agreement, or of publication.")
@click.option("--to", "last", metavar="YYYY-MM-DD", help="The last day.")
@click.option("--limit", type=click.IntRange(1, 500), default=20, show_default=True, help="How many at most.")
@with_settings()
@json_option
def search(
    settings: Settings,
    words: tuple[str, ...],
    kinds: tuple[str, ...],
    types: tuple[str, ...],
    countries: tuple[str, ...],
    first: str | None,
    last: str | None,
    limit: int,
    as_json: bool,
) -> int:
    """Find things by their names, or articles and quotes by their words; the best first."""
    from api.cli.reach import reach

    asked = {"q": " ".join(words), "in": kinds or ("thing",), "type": types, "country": countries, "from": first, "to": last}
    given = {name: value for name, value in asked.items() if value}
    # where it can, it leaves the index ready for the next time
    folder = settings.beside
    with reach(settings, write=bool(folder and folder.is_dir() and os.access(folder, os.W_OK))) as graph:
        found = graph.rest("GET", "/search", params={**given, "limit": str(limit)})["items"]
    if as_json:
        print_json(found)
    else:
        print_table(("what", "found", "id"), [_row(hit) for hit in found])
    return exits.FINE


def _row(hit: dict[str, Any]) -> tuple[str, str, str]:
    if hit["snippet"] is None:
        also = f" ({hit['matched']})" if hit["matched"] != hit["label"] else ""
        return hit["type"], hit["label"] + also, hit["id"]
    words = " ".join(_marked(hit["snippet"]).split())
    return hit["kind"], f"{hit['article']['published']}  {words}", hit["article"]["id"]


def _marked(snippet: dict[str, Any]) -> str:
    """The stretch with what was looked for between asterisks."""
    text, at = "", 0
    for start, end in snippet["marks"]:
        text += f"{snippet['text'][at:start]}*{snippet['text'][start:end]}*"
        at = end
    return text + str(snippet["text"][at:])
