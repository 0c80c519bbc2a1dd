"""What is remembered of each feed: one SQLite file beside the store. Without it, a feed is read once more, which changes nothing."""

from __future__ import annotations

import contextlib
import sqlite3
import time
import weakref
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from graph import databases
from graph.settings import Settings

FILE = "feeds.sqlite"

_SCHEMA = """
CREATE TABLE IF NOT EXISTS feed (
    url TEXT PRIMARY KEY, etag TEXT NOT NULL, modified TEXT NOT NULL, failures INTEGER NOT NULL, not_before REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS seen (url TEXT NOT NULL, article TEXT NOT NULL, PRIMARY KEY (url, article)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS robots (site TEXT PRIMARY KEY, rules TEXT NOT NULL, until REAL NOT NULL);
"""


@dataclass(frozen=True, slots=True)
class Known:
    """A feed as it was last: its validators (RFC 9110, section 8.8), how often in a row it failed, and the instant (seconds since 1970)
    before which it is left in peace."""

    etag: str = ""
    modified: str = ""
    failures: int = 0
    not_before: float = 0.0


class Feeds:
    """The open file; opened by `open_feeds`."""

    def __init__(self, connection: sqlite3.Connection, *, now: Callable[[], float] = time.time) -> None:
        self._connection = connection
        self.now = now
        self.close = weakref.finalize(self, connection.close)

    def known(self, url: str) -> Known:
        """What is remembered of a feed."""
        with _faults():
            row = self._connection.execute("SELECT etag, modified, failures, not_before FROM feed WHERE url = ?", (url,)).fetchone()
        return Known(*row) if row else Known()

    def remember(self, url: str, known: Known) -> None:
        """Put this in place of what is remembered of a feed."""
        values = (url, known.etag, known.modified, known.failures, known.not_before)
        with _faults():
            self._connection.execute("INSERT OR REPLACE INTO feed VALUES (?, ?, ?, ?, ?)", values)

    def seen(self, url: str) -> set[str]:
        """Digests of the articles that a feed had last."""
        with _faults():
            return {article for (article,) in self._connection.execute("SELECT article FROM seen WHERE url = ?", (url,))}

    def saw(self, url: str, articles: Iterable[str]) -> None:
        """Put these in place of what a feed had last."""
        with _faults():
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.execute("DELETE FROM seen WHERE url = ?", (url,))
            self._connection.executemany("INSERT OR IGNORE INTO seen VALUES (?, ?)", ((url, a) for a in articles))
            self._connection.execute("COMMIT")

    def rules(self, site: str) -> str | None:
        """The robots.txt of a site, while it is good."""
        with _faults():
            row = self._connection.execute("SELECT rules FROM robots WHERE site = ? AND until > ?", (site, self.now())).fetchone()
        return str(row[0]) if row else None

    def keep_rules(self, site: str, rules: str, seconds: float) -> None:
        """Keep a robots.txt for as long."""
        with _faults():
            self._connection.execute("INSERT OR REPLACE INTO robots VALUES (?, ?, ?)", (site, rules, self.now() + seconds))


def open_feeds(settings: Settings) -> Feeds:
    """What is remembered of feeds: in a file beside the store, made if absent; for a store in memory, nothing yet.

    Raises StoreUnavailable, StoreCorrupt.
    """
    path = settings.beside / FILE if settings.beside else None
    with _faults(path):
        connection = databases.writing(path) if path else databases.connected(":memory:")
        connection.executescript(_SCHEMA)
    return Feeds(connection)


def _faults(path: Path | None = None) -> contextlib.AbstractContextManager[None]:
    return databases.faults(path or "what is remembered of feeds", "move the file away; the feeds are then read once more")
