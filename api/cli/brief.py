"""`brief`: what the articles say about two, with footnotes."""

from __future__ import annotations

import json
from pathlib import Path

import click

from api.cli import exits
from api.cli.decisions import id_of
from api.cli.options import json_option, with_settings
from graph.settings import Settings

BRIEF_EPILOG = """\b
Examples:
  communique brief KE NO
  communique brief IN RU --from 2025-11-01 --to 2025-12-31 -o brief.md
  communique brief KE NO --as-of 2025-10-20                as it was told by that day
  communique brief ministry/ke/fisheries ministry/no/fisheries --format html"""

FORMS = {"md": "text/markdown", "html": "text/html", "json": "application/json"}


@click.command(epilog=BRIEF_EPILOG, short_help="What is told of two, line by line, with sources.")
@click.argument("left")
@click.argument("right")
@click.option("--from", "first", metavar="YYYY-MM-DD", help="The first day.")
@click.option("--to", "last", metavar="YYYY-MM-DD", help="The last day.")
@click.option("--fit", type=click.Choice(("possible", "certain")), help="Whether dates may or must lie between.  [default: possible]")
@click.option("--as-of", metavar="YYYY-MM-DD", help="Only what had been published by that day, as it was told then.")
@click.option("--format", "form", type=click.Choice(list(FORMS)), default="md", show_default=True)
@click.option("--output", "-o", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write there instead of to stdout.")
@with_settings()
@json_option
def brief(
    settings: Settings,
    left: str,
    right: str,
    first: str | None,
    last: str | None,
    fit: str | None,
    as_of: str | None,
    form: str,
    output: Path | None,
    as_json: bool,
) -> int:
    """Meetings, what is ahead, agreements, joint bodies, commitments and open questions of LEFT and RIGHT.

    They are ISO codes of countries, or names or ids of countries, bodies or persons. Every line names the sentences that say it.
    """
    from api.cli.reach import reach

    with reach(settings) as graph:
        two = [x if len(x) == 2 else id_of(graph, x) for x in (left, right)]
        asked = {"of": two, "from": first, "to": last, "fit": fit, "asOf": as_of, "format": "json" if as_json else form}
        found = graph.rest("GET", "/briefs", params={name: value for name, value in asked.items() if value})
    text = found if isinstance(found, str) else json.dumps(found, ensure_ascii=False, indent=2) + "\n"
    if output:
        output.write_text(text, encoding="utf-8")
    else:
        click.echo(text, nl=False)
    return exits.FINE
