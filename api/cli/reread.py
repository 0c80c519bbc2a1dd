"""`reread`: articles that an older version read, brought up to date."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from api.cli import exits
from api.cli.articles import wrong
from api.cli.options import EXTRACTORS, json_option, with_settings
from api.cli.screen import print_json, progress, say
from graph.errors import CommuniqueError
from graph.settings import Settings

if TYPE_CHECKING:
    from graph.pipeline.rereading import ClaimChange, Reread

QUOTED = 100
"""characters of the words behind a claim that a line shows"""

EPILOG = """\b
Examples:
  communique reread --dry-run                  what an upgrade would change
  communique reread                            bring the graph up to date
  communique reread pr-2026-0117 --json        one article, for scripts
  communique reread --all --extract-workers 2

\b
The version of the rules is a digest of their code, word lists, vocabulary and language model: a changed word list makes old
articles outdated. Each article is one commit; a run that was stopped goes on when it is started again. Decisions of people stand."""


@click.command(epilog=EPILOG, short_help="Read articles of the graph again.")
@click.argument("names", nargs=-1, metavar="[ID]…")
@click.option("--all", "everything", is_flag=True, help="Also those that the present version read; outdated ones come first.")
@click.option("--dry-run", is_flag=True, help="Show what would change; change nothing.")
@with_settings("extract_workers", "model", *EXTRACTORS)
@json_option
def reread(settings: Settings, names: tuple[str, ...], everything: bool, dry_run: bool, as_json: bool) -> int:
    """Read the articles of the graph again that another version read, and show what changes: claims added, gone, or of another certainty.

    ID is an article's id or identifier: then only these are read.
    """
    if names and everything:
        raise click.UsageError("--all reads every article: name none")
    from api.cli.reach import reach

    found: list[Reread] = []
    error: CommuniqueError | None = None
    with progress("reading again") as step, reach(settings, write=not dry_run) as graph:
        try:
            for one in graph.reread(names, everything=everything, dry_run=dry_run):
                found.append(one)
                step(one.report.origin)
        except CommuniqueError as e:  # what was read until then stays
            error = e
    if as_json:
        counts = Counter(one.report.outcome for one in found)
        print_json({"dryRun": dry_run, "counts": dict(counts), "articles": [_document(one) for one in found]})
    else:
        for one in found:
            click.echo("\n".join(_lines(one)))
        say(_summary(found, dry_run=dry_run))
    if error:
        raise error
    return exits.SOME_REFUSED if any(wrong(one.report) for one in found) else exits.FINE


def _document(one: Reread) -> dict[str, object]:
    return {**asdict(one.report), "before": one.before, "after": one.after, "changes": [asdict(c) for c in one.changes]}


def _lines(one: Reread) -> list[str]:
    reason = "; ".join(part for part in (one.report.detail, *one.report.warnings) if part)
    head = (
        f"{one.report.outcome}  {one.report.origin}  {one.before} → {one.after}"
        if one.after
        else f"{one.report.outcome}  {one.report.origin}"
    )
    return [head + (f"  {reason}" if reason else ""), *(f"  {_line(c)}" for c in one.changes)]


def _line(c: ClaimChange) -> str:
    mark = {"added": "+", "gone": "-", "changed": "~"}[c.change]
    sure = " → ".join(f"{x:.2f}" for x in (c.before, c.after) if x is not None)
    words = " ".join(c.quote.split())
    return f"{mark} {c.subject} — {c.predicate}: {c.object}  ({sure})  “{words if len(words) <= QUOTED else words[: QUOTED - 1] + '…'}”"


def _summary(found: Sequence[Reread], *, dry_run: bool) -> str:
    if not found:
        return "every article was read by the present version"
    outcomes = Counter(one.report.outcome for one in found)
    changes = Counter(c.change for one in found for c in one.changes)
    claims = ", ".join(f"{changes[kind]} {kind}" for kind in ("added", "gone", "changed"))
    told = ", ".join(f"{n} {'to be ' if dry_run and outcome == 'replaced' else ''}{outcome}" for outcome, n in sorted(outcomes.items()))
    return f"{told}; claims: {claims}"
