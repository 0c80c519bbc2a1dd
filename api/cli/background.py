"""`background`: codes, links and offices that no article says."""

from __future__ import annotations

import click

from api.cli import exits
from api.cli.options import json_option, with_settings
from api.cli.screen import print_json, print_table
from graph.settings import Settings

EPILOG = """\b
Examples:
  communique background                       what there is, from where, as of when
  communique background remove heads          without heads of state and government
  communique background remove                without any of it
  communique background load                  with all of it, as this release has it

\b
Countries get ISO codes and Wikidata ids, cities GeoNames ids, persons the office of a head of state or government. These are claims of kind
`background`, in a graph of their own for each pack: they support nothing that articles say, and identity does not read them. They are in
use unless they are removed."""


@click.command(epilog=EPILOG, short_help="Use or remove background knowledge.")
@click.argument("action", type=click.Choice(("status", "load", "remove")), default="status")
@click.argument("packs", nargs=-1, metavar="[PACK]…")
@with_settings()
@json_option
def background(settings: Settings, action: str, packs: tuple[str, ...], as_json: bool) -> int:
    """Show, load or remove packs of background knowledge: countries, cities, heads; without a PACK all of them."""
    from api.cli.reach import reach

    with reach(settings, write=action != "status") as graph:
        if action != "status":
            for name in packs or [p["name"] for p in graph.rest("GET", "/background")]:
                graph.rest("PUT" if action == "load" else "DELETE", f"/background/{name}")
        found = [p for p in graph.rest("GET", "/background") if not packs or p["name"] in packs]
    if as_json:
        print_json(found)
    else:
        rows = [
            (p["name"], "loaded" if p["loaded"] else "removed", str(p["things"]), str(p["claims"]), p["asOf"], p["source"]) for p in found
        ]
        print_table(("pack", "state", "things", "claims", "as of", "source"), rows)
    return exits.FINE
