"""`questions`: saved questions, and what changed in their answers."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import click

from api.cli import exits
from api.cli.options import json_option, with_settings
from api.cli.questions import decoded, prefixes, read_query
from api.cli.screen import print_json, print_table, say
from graph.settings import Settings

EPILOG = """\b
Examples:
  communique questions add Talks 'SELECT ?m ?s WHERE { ?m a cmq:Meeting ; cmq:status ?s }' --key m
  communique questions add Talks --file talks.rq
  communique questions list
  communique questions feed talks --since 12      what changed, as JSON lines
  communique questions feed talks --atom > talks.xml
  communique questions remove talks

\b
A question is asked when it is saved, and again after each ingest, withdraw or reread, and each write to the service: rows added,
changed and withdrawn go to its feed. Without --key every other value is another row."""


@click.group("questions", epilog=EPILOG, short_help="Saved questions, and what changed in their answers.")
def saved_questions() -> None:
    """Save questions, and follow what changes in their answers."""


@saved_questions.command()
@click.argument("name")
@click.argument("text", required=False, metavar="[SPARQL]")
@click.option(
    "--file", "-f", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="FILE", help="Read the query from a file."
)
@click.option("--key", "keys", multiple=True, metavar="COLUMN", help="A column that says which row is the same one.  [default: all]")
@click.option("--webhook", default="", metavar="URL", help="Send new entries there, signed; the secret is printed once.")
@with_settings("webhook_hosts")
@json_option
def add(settings: Settings, name: str, text: str | None, file: Path | None, keys: tuple[str, ...], webhook: str, as_json: bool) -> int:
    """Save a SELECT under a name; - reads it from standard input."""
    from api.cli.reach import reach

    if (text is None) == (file is None):
        raise click.UsageError("give one query: as text, - for standard input, or --file")
    asked = decoded(read_query(text, file))
    body = {"name": name, "query": prefixes(asked) + asked, "keys": list(keys), "webhook": webhook}
    with reach(settings, write=True) as graph:
        made = graph.rest("POST", "/questions", json=body)
    if as_json:
        print_json(made)
    else:
        say(f"saved as {made['id']}; `communique questions feed {made['id']}` tells what changes from now on")
        if made["secret"]:
            say("what is sent is signed with this secret; keep it, it cannot be shown again")
            click.echo(made["secret"])
    return exits.FINE


@saved_questions.command("list")
@with_settings()
@json_option
def list_(settings: Settings, as_json: bool) -> int:
    """The saved questions, and how their last answers went."""
    from api.cli.reach import reach

    with reach(settings) as graph:
        found = graph.rest("GET", "/questions")
    if as_json:
        print_json(found)
    else:
        rows = [(q["id"], q["name"], q["created"], q["refreshed"], str(q["last"]), q["error"] or q["webhookError"] or "-") for q in found]
        print_table(("id", "name", "created", "refreshed", "last entry", "error"), rows)
    return exits.FINE


@saved_questions.command()
@click.argument("which", metavar="ID")
@with_settings()
def remove(settings: Settings, which: str) -> int:
    """Delete a saved question and its feed."""
    from api.cli.reach import reach

    with reach(settings, write=True) as graph:
        graph.rest("DELETE", f"/questions/{quote(which, safe='')}")
    say(f"{which} is deleted")
    return exits.FINE


@saved_questions.command()
@click.argument("which", metavar="ID")
@click.option("--since", type=click.IntRange(min=0), default=0, metavar="NUMBER", help="Only entries after this one.  [default: 0]")
@click.option("--atom", "as_atom", is_flag=True, help="An Atom document of the last hundred entries.  [default: JSON lines]")
@with_settings()
def feed(settings: Settings, which: str, since: int, as_atom: bool) -> int:
    """What changed in the answer to a saved question."""
    from api.cli.reach import reach

    path = f"/questions/{quote(which, safe='')}/feed"
    with reach(settings) as graph:
        if as_atom:
            click.echo(graph.rest("GET", path, params={"format": "atom"}))
            return exits.FINE
        while lines := graph.rest("GET", path, params={"format": "jsonl", "since": str(since), "limit": "1000"}):
            click.echo(lines, nl=False)
            since = _last(lines)
    return exits.FINE


def _last(lines: str) -> int:
    import json

    return int(json.loads(lines.splitlines()[-1])["number"])
