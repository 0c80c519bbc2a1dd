"""What a person sees: tables on a terminal, tab-separated lines for a pipe, JSON for a script; progress and errors on stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import click


def read_stdin(limit: int = -1) -> bytes:
    """Standard input, all of it or as much as `limit` bytes."""
    return sys.stdin.buffer.read(limit)


def say(message: str) -> None:
    """A line for the person, on stderr: stdout is for results."""
    click.echo(message, err=True)


def complain(message: str) -> None:
    """One line saying what is wrong and what to do."""
    click.echo(f"communique: {' '.join(message.split())}", err=True)


def print_json(value: Any) -> None:
    """One JSON document on stdout."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def print_table(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table on a terminal, tab-separated lines without header elsewhere."""
    if not sys.stdout.isatty():
        for row in rows:
            click.echo("\t".join(" ".join(str(cell).split()) for cell in row))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(*headers, header_style="bold", box=None, pad_edge=False)
    for row in rows:
        table.add_row(*(Text(str(cell)) for cell in row))
    Console().print(table)


@contextmanager
def progress(what: str) -> Iterator[Callable[[str], None]]:
    """A counter on stderr while something long runs; call what is yielded with the name of each thing done. Silent without a terminal."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TextColumn("{task.completed:.0f}"), TimeElapsedColumn())
    with Progress(*columns, TextColumn("{task.fields[last]}"), console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None, last="")

        def step(name: str) -> None:
            bar.update(task, advance=1, last=name[-60:])

        yield step
