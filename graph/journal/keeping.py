"""Entries at rest: one SQLite file beside the store.

An entry is on the disk before its commit and visible after it. So at a crash the journal may know of a commit that never was, and never
lacks one that was; what it says last is held against the store when it is opened, and struck out where the store knows nothing of it.
"""

from __future__ import annotations

import contextlib
import secrets
import sqlite3
import threading
import weakref
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from graph import databases
from graph.journal import entries
from graph.journal.entries import Draft, Entry
from graph.model import Quad
from graph.quads import codec

if TYPE_CHECKING:
    from graph.settings import Settings
    from graph.store.interface import Store

FILE = "journal.sqlite"

_SCHEMA = """
CREATE TABLE IF NOT EXISTS entry (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    kind TEXT NOT NULL,
    article TEXT,
    trace TEXT NOT NULL,
    body BLOB NOT NULL
)"""

_CHOSEN = """FROM entry WHERE sequence > ? AND sequence < ? AND (? IS NULL OR kind = ?) AND (? IS NULL OR article = ?)
    ORDER BY sequence LIMIT ?"""

Trace = str
"""an ASK query that is true where the store holds what an entry tells of"""


class Journal:
    """An open journal. All methods may be called from several threads; opened by `open_journal`."""

    def __init__(self, connection: sqlite3.Connection, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._connection = connection
        self._now = now
        self._lock = threading.RLock()
        self._under_way: int | None = None
        self._last: int | None = None
        self.close = weakref.finalize(self, connection.close)

    @property
    def id(self) -> str:
        """Which journal this is: one that was begun anew has another."""
        with self._lock, _faults():
            return str(self._connection.execute("PRAGMA application_id").fetchone()[0])

    # -- writing -------------------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def noting(self, draft: Draft, trace: Trace) -> Iterator[None]:
        """Around a commit to the store: the entry is kept first, seen afterwards, and struck out where the commit fails."""
        at = self._now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        body = zlib.compress(entries.written(draft).encode("utf-8"))
        article = draft.article.id if draft.article else None
        with self._lock, _faults():
            self._connection.execute("BEGIN IMMEDIATE")
            added = self._connection.execute(
                "INSERT INTO entry (at, kind, article, trace, body) VALUES (?, ?, ?, ?, ?)", (at, draft.kind, article, trace, body)
            )
            self._under_way = added.lastrowid
            self._connection.execute("COMMIT")
        try:
            yield
        except BaseException:
            with self._lock:
                self._strike_out(self._under_way)
            raise
        finally:
            self._under_way = None

    def _strike_out(self, sequence: int | None) -> None:
        with _faults():
            self._connection.execute("DELETE FROM entry WHERE sequence = ?", (sequence,))

    # -- reading -------------------------------------------------------------------------------------------------------

    @property
    def last(self) -> int:
        """The number of the latest entry; 0 where there is none."""
        return self._number("MAX")

    @property
    def first(self) -> int:
        """The number of the earliest entry; 0 where there is none."""
        return self._number("MIN")

    def _number(self, which: str) -> int:
        with self._lock, _faults():
            (found,) = self._connection.execute(f"SELECT {which}(sequence) FROM entry WHERE sequence < ?", (self._end,)).fetchone()
        return found or 0

    def entries(self, since: int = 0, limit: int = 100, *, kind: str | None = None, article: str | None = None) -> list[Entry]:
        """Entries after number `since`, the earliest first, at most `limit`; of one kind, of one article (an id)."""
        query = f"SELECT sequence, at, kind, body {_CHOSEN}"
        with self._lock, _faults():
            rows = self._connection.execute(query, (since, self._end, kind, kind, article, article, limit)).fetchall()
        return [entries.read(sequence, at, of, zlib.decompress(body).decode("utf-8")) for sequence, at, of, body in rows]

    def reach(self, since: int = 0, limit: int = 100, *, kind: str | None = None, article: str | None = None) -> int:
        """From where to ask on after the same question to `entries`: the last number it gives, or the last there is where it gives all."""
        query = f"SELECT COUNT(*), MAX(sequence) FROM (SELECT sequence {_CHOSEN})"
        with self._lock, _faults():
            count, last = self._connection.execute(query, (since, self._end, kind, kind, article, article, limit)).fetchone()
            return int(last) if count == limit else max(since, self.last)

    @property
    def _end(self) -> int:
        """The number from which on nothing is to be seen."""
        ends = [n for n in (self._under_way, self._last) if n is not None]
        return min(ends, default=1 << 62)

    # -- after a crash -------------------------------------------------------------------------------------------------

    def settle(self, holds: Callable[[Trace], bool], *, read_only: bool = False) -> None:
        """Strike out the last entries as long as `holds` says that their commits never were; read only, leave them out of sight."""
        with self._lock, _faults():
            while True:
                query = "SELECT sequence, trace FROM entry WHERE sequence < ? ORDER BY sequence DESC LIMIT 1"
                row = self._connection.execute(query, (self._end,)).fetchone()
                if row is None or holds(row[1]):
                    return
                if read_only:
                    self._last = row[0]
                else:
                    self._strike_out(row[0])


def open_journal(settings: Settings, store: Store) -> Journal:
    """The journal of a store: a file beside it, made if absent; of a store in memory, or where there is none to read, an empty one.

    Each open store has one: another call gives the same. Raises StoreUnavailable where the file cannot be written to, StoreCorrupt where
    it is none of ours.
    """
    with _OPENING:
        if store not in _OPEN:
            _OPEN[store] = _opened(settings, store, read_only=store.read_only)
        return _OPEN[store]


_OPENING = threading.Lock()
_OPEN: weakref.WeakKeyDictionary[Store, Journal] = weakref.WeakKeyDictionary()


def _opened(settings: Settings, store: Store, *, read_only: bool) -> Journal:
    folder = settings.beside
    path = folder / FILE if folder else None
    with _faults(path):
        if path is None or (read_only and not path.is_file()):
            connection = databases.connected(":memory:")
        elif read_only:
            connection = databases.reading(path)
        else:
            connection = databases.writing(path)
        if not read_only or path is None or not path.is_file():
            _begin(connection)
    journal = Journal(connection)
    journal.settle(store.ask, read_only=read_only)
    return journal


def _begin(connection: sqlite3.Connection) -> None:
    connection.execute(_SCHEMA)
    if connection.execute("PRAGMA application_id").fetchone()[0] == 0:
        connection.execute(f"PRAGMA application_id = {secrets.randbelow((1 << 31) - 1) + 1}")


def _faults(path: Path | None = None) -> contextlib.AbstractContextManager[None]:
    return databases.faults(path or "the journal of changes", "move the file away, and a new journal begins")


def trace(added: frozenset[Quad], removed: frozenset[Quad]) -> Trace:
    """How to see that a commit was made: a quad that it brought is there, or else one that it took is not."""
    came = min(added - removed, key=_size, default=None)
    if came is not None:
        return f"ASK {{ {_pattern(came)} }}"
    went = min(removed - added, key=_size, default=None)
    return f"ASK {{ FILTER NOT EXISTS {{ {_pattern(went)} }} }}" if went is not None else "ASK {}"


def _size(quad: Quad) -> tuple[bool, int, str]:
    # a quad of a named graph is of one article, and no rule keeps it for another's sake
    return quad.g is None, len(quad.o.value), codec.line(quad)


def _pattern(quad: Quad) -> str:
    triple = " ".join(codec.term(x) for x in (quad.s, quad.p, quad.o))
    return f"GRAPH {codec.term(quad.g)} {{ {triple} }}" if quad.g else triple
