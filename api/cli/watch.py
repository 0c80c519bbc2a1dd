"""`watch`: feeds that are followed."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

import click

from api.cli import exits
from api.cli.articles import read_all, show, wrong
from api.cli.options import EXTRACTORS, with_settings
from api.cli.screen import complain, say
from graph.errors import CommuniqueError
from graph.settings import Settings

if TYPE_CHECKING:
    from graph.polling import Feeds, Poll

UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
LEAST = 60.0
"""seconds between two requests to one feed"""

EPILOG = """\b
Examples:
  communique watch https://example.org/feed.xml
  communique watch https://example.org/a.xml https://example.org/b.xml --every 1h
  communique watch https://example.org/feed.xml --once     for cron

\b
It asks only for what changed, heeds robots.txt and Retry-After, and leaves a feed that fails for longer each time. Ctrl-C ends it."""


def _span(context: click.Context, option: click.Parameter, said: str) -> float:
    """A span of time, in seconds."""
    found = re.fullmatch(r"(\d{1,6})([smhd])", said)
    if not found or (seconds := float(found[1]) * UNITS[found[2]]) < LEAST:
        raise click.BadParameter(f"{said!r} is no span of a minute or more; write one as 15m, 1h or 1d", context, option)
    return seconds


@click.command(epilog=EPILOG, short_help="Follow feeds, and read what is new.")
@click.argument("feeds", nargs=-1, required=True, metavar="FEED…")
@click.option("--every", callback=_span, default="15m", metavar="SPAN", help="How often each feed is asked.  [default: 15m]")
@click.option("--once", is_flag=True, help="Ask each feed once, and end.")
@with_settings("max_article_bytes", "model", *EXTRACTORS)
def watch(settings: Settings, feeds: tuple[str, ...], every: float, once: bool) -> int:
    """Follow feeds (RSS, Atom) and read into the graph what is new in them."""
    from graph.polling import open_feeds

    known = open_feeds(settings)
    due = dict.fromkeys(feeds, 0.0)
    code = exits.FINE
    while True:
        for url in [u for u, at in due.items() if at <= time.monotonic()]:
            wait, fine = _follow(settings, known, url, every)
            due[url] = time.monotonic() + wait
            code = code if fine else exits.SOME_REFUSED
        if once:
            return code
        time.sleep(max(0.0, min(due.values()) - time.monotonic()))


def _follow(settings: Settings, known: Feeds, url: str, every: float) -> tuple[float, bool]:
    """Ask one feed and read what is new; returns for how many seconds to leave it, and whether all went well."""
    from graph.polling import poll

    found = poll(settings, known, url, every)
    if found.outcome in ("failed", "refused"):
        complain(f"{url}: {found.detail}; asked again in {found.wait / 60:.0f} min")
    elif found.outcome != "read":
        say(f"{url}: {found.outcome}" + (f", {found.detail}" if found.detail else ""))
    else:
        return found.wait, _taken_in(settings, known, found)
    return found.wait, found.outcome in ("unchanged", "waiting")


def _taken_in(settings: Settings, known: Feeds, found: Poll) -> bool:
    """Read the new articles of a feed into the graph. What fails before the end of it is new again at the next time."""
    from graph.model import Article
    from graph.polling import digest, done

    say(f"{found.url}: {len(found.new)} new")
    if not found.new:
        done(known, found)
        return True
    try:
        reports, error = read_all(settings, found.new)
    except CommuniqueError as e:
        complain(str(e))
        return False
    show(reports)
    if error is not None:
        complain(str(error))
        return False
    pairs = zip(found.new, reports, strict=True)
    done(known, found, frozenset(digest(a) for a, r in pairs if isinstance(a, Article) and wrong(r)))
    return not any(wrong(r) for r in reports)
