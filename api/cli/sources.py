"""`sources`: who says so."""

from __future__ import annotations

from typing import Any

import click

from api.cli import exits
from api.cli.options import json_option, with_settings
from api.cli.screen import print_json, print_table
from graph.settings import Settings

EPILOG = """\b
Examples:
  communique sources                       what is best supported comes first
  communique sources medicines             only what is called so
  communique sources --json | jq '.[] | select(.sources.origins == 1 and .sources.outlets > 2)'

\b
An origin is the speaker to whom an article attributes it; else the text, where several articles print the same one; else the
publisher. A release that four outlets reprint has four outlets and one origin."""

_LISTS = ("/events", "/agreements", "/commitments")


@click.command(epilog=EPILOG, short_help="How many outlets report it, from how many origins.")
@click.argument("words", nargs=-1, metavar="[WORD]…")
@with_settings()
@json_option
def sources(settings: Settings, words: tuple[str, ...], as_json: bool) -> int:
    """List events, agreements and promises with the articles, outlets and origins that report them.

    WORDs are parts of their names.
    """
    from api.cli.reach import listed, reach

    with reach(settings) as graph:
        found = [x for path in _LISTS for x in listed(graph, path, {})]
    wanted = [w.casefold() for w in words]
    found = [x for x in found if all(w in x["label"].casefold() for w in wanted)]
    found.sort(key=_order)
    if as_json:
        print_json([{name: x[name] for name in ("id", "iri", "label", "type", "sources")} for x in found])
    else:
        print_table(("origins", "outlets", "articles", "what", "who"), [_row(x) for x in found])
    return exits.FINE


def _order(x: dict[str, Any]) -> tuple[int, int, str, str]:
    return -x["sources"]["origins"], -x["sources"]["outlets"], x["label"], x["id"]


def _row(x: dict[str, Any]) -> tuple[str, ...]:
    s = x["sources"]
    return str(s["origins"]), str(s["outlets"]), str(s["articles"]), x["label"], " / ".join(s["who"])
