"""The command line. `exits` is the table of exit codes.

    options ─▶ ingest, withdraw · query, export, stats · serve, demo · doctor ─▶ reach ─▶ the store, or the service that holds it

Everything heavy is imported where it is used: `communique --help` answers at once.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

import click

from api.cli import exits
from api.cli.agents import mcp
from api.cli.articles import ingest, withdraw
from api.cli.background import background
from api.cli.brief import brief
from api.cli.checks import doctor
from api.cli.compare import compare
from api.cli.decisions import promises, review
from api.cli.explain import explain
from api.cli.keys import keys
from api.cli.options import config_option, setting_option
from api.cli.questions import export, query, stats
from api.cli.reread import reread
from api.cli.saved import saved_questions
from api.cli.screen import complain
from api.cli.search import search
from api.cli.service import demo, serve
from api.cli.sources import sources
from api.cli.watch import watch
from graph.errors import CommuniqueError

__all__ = ["communique", "main"]

EPILOG = "\b\n" + "\n".join(
    (
        "Examples:",
        "  communique demo                          look at the example articles in a browser",
        "  communique ingest articles/              read a folder of texts, pages, feeds, JSON lines",
        "  communique ingest note.txt --published 2026-05-05",
        "  communique watch https://example.org/feed.xml   what is new in a feed, every 15 minutes",
        "  communique serve --open                  SPARQL, REST and pages on this machine",
        "  communique query 'SELECT ?e WHERE { ?e a cmq:Meeting }'",
        "  communique brief KE NO --from 2026-01-01 what is told of two countries, with sources",
        "  communique search 'shore power' --in article",
        "  communique export --format gexf --projection actors -o actors.gexf",
        "  communique explain pr-2026-0117          how an article was read, and why an edge is there or not",
        "  communique withdraw pr-2026-0117         take an article and what it alone supports out again",
        "  communique reread --dry-run              what the present version would read differently",
        "  communique questions list                what was saved to be asked after each write",
        "  communique doctor                        check the installation and the store",
        "",
        "\b",
        "Settings come from options, from COMMUNIQUE_* in the environment (COMMUNIQUE_STORE=…),",
        "from communique.toml, in this order; `communique COMMAND --help` names those of a command.",
        "",
        "\b",
        "Exit codes:",
        *(f"  {code:<4}{meaning}" for code, meaning in exits.MEANING.items()),
    )
)


class _Commands(click.Group):
    """The commands; what goes wrong becomes one line on stderr and an exit code."""

    def main(self, args: Sequence[str] | None = None, prog_name: str | None = None, **extra: Any) -> NoReturn:  # type: ignore[override]
        extra["standalone_mode"] = False
        sys.exit(_code(lambda: super(_Commands, self).main(args, prog_name or "communique", **extra)))


def _print_version(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        from importlib.metadata import PackageNotFoundError, version

        try:
            click.echo(f"communique {version('communique')}")
        except PackageNotFoundError:  # a checkout that was not installed
            click.echo("communique, from a checkout")
        context.exit()


@click.group(cls=_Commands, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120})
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_print_version, help="Show the version and exit.")
@setting_option("store")
@config_option
@click.pass_context
def communique(context: click.Context, /, store: str | None, config: Path | None) -> None:
    """Who met whom, what was signed, what was promised; and the sentence that says so.

    Articles go in, a knowledge graph comes out, in which every edge opens the text it was read from.
    """
    context.obj = {"store": store, "config": config}


COMMANDS = (
    ingest, watch, serve, demo, search, brief, query, export, stats, sources, promises, review, explain, compare, withdraw, reread,
    background, saved_questions, keys, mcp, doctor,
)  # fmt: skip

for command in COMMANDS:
    communique.add_command(command)


def main() -> NoReturn:
    """Run the command line and exit."""
    communique.main()


def _code(command: Callable[[], Any]) -> int:
    """Run a command; the exit code. Errors of ours are one line without a traceback."""
    try:
        result = command()
        return result if isinstance(result, int) else exits.FINE
    except click.exceptions.Abort:
        complain("stopped")
        return exits.INTERRUPTED
    except click.ClickException as e:
        e.show()
        return e.exit_code
    except CommuniqueError as e:
        complain(str(e))
        return exits.code_of(e)
    except BrokenPipeError:  # the reader of the pipe has seen enough; nothing more may be flushed into it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return exits.FINE
    except Exception:
        traceback.print_exc()
        complain("this is a fault of the program; please report it with the lines above")
        return exits.FAULT
