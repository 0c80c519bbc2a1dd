"""Questions, their last rows, the entries of their feeds and what is still to be sent: one SQLite file beside the store.

Rows, entries and what is to be sent change in one transaction: after a crash a refresh has been, or has not been.
"""

from __future__ import annotations

import base64
import contextlib
import json
import secrets
import sqlite3
import threading
import weakref
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from graph import databases, ids
from graph.alerts.differences import differences
from graph.alerts.questions import Delivery, Entry, Question, Row, written
from graph.errors import Conflict, NotFound

if TYPE_CHECKING:
    from graph.settings import Settings
    from graph.store.interface import Store

FILE = "alerts.sqlite"

_SCHEMA = """
CREATE TABLE IF NOT EXISTS question (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, query TEXT NOT NULL, keys TEXT NOT NULL, columns TEXT NOT NULL, created TEXT NOT NULL,
    refreshed TEXT NOT NULL, error TEXT NOT NULL, webhook TEXT NOT NULL, secret TEXT NOT NULL,
    webhook_error TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS row (question TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (question, body)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS entry (
    number INTEGER PRIMARY KEY AUTOINCREMENT, question TEXT NOT NULL, at TEXT NOT NULL, change TEXT NOT NULL, row TEXT NOT NULL, before TEXT
);
CREATE INDEX IF NOT EXISTS entry_of ON entry (question, number);
CREATE TABLE IF NOT EXISTS delivery (
    id INTEGER PRIMARY KEY AUTOINCREMENT, question TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
    attempts INTEGER NOT NULL, due REAL NOT NULL
);
"""

_FIELDS = "id, name, query, keys, columns, created, refreshed, error, webhook, webhook_error"
_QUESTION = f"SELECT {_FIELDS} FROM question"

_FIRST = """SELECT d.id, d.first, d.last, d.attempts, d.due, d.question FROM delivery d
    WHERE d.id = (SELECT MIN(id) FROM delivery WHERE question = d.question)"""
"""of each question the earliest that is to be sent: later ones wait for it"""

SENT_AT_ONCE = 200
"""entries in one request to a webhook, at most"""


class Alerts:
    """The open file. All methods may be called from several threads, and the file by several processes; opened by `open_alerts`."""

    def __init__(self, connection: sqlite3.Connection, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._connection = connection
        self._now = now
        self._lock = threading.RLock()
        self.close = weakref.finalize(self, connection.close)

    # -- questions -----------------------------------------------------------------------------------------------------

    def questions(self) -> list[Question]:
        """All of them, by id."""
        with self._reading() as ask:
            return [_question(row) for row in ask.execute(f"{_QUESTION} ORDER BY id").fetchall()]

    def question(self, id_: str) -> Question:
        """One of them. Raises NotFound."""
        with self._reading() as ask:
            row = ask.execute(f"{_QUESTION} WHERE id = ?", (id_,)).fetchone()
        if row is None:
            raise NotFound(f"there is no saved question {id_!r}; GET /api/v1/questions lists those there are")
        return _question(row)

    def add(
        self, name: str, text: str, keys: Sequence[str], columns: Sequence[str], rows: Sequence[Row], *, webhook: str = "", secret: str = ""
    ) -> Question:
        """Keep a question with its answer of today, from which changes count. Raises Conflict where there is one of this name."""
        now = self._instant()
        made = Question(ids.slug(name), name, text, tuple(keys) or tuple(columns), tuple(columns), now, now, webhook=webhook)
        values = (made.id, name, text, json.dumps(made.keys), json.dumps(made.columns), now, now, "", webhook, secret, "")
        with self._writing() as tell:
            if tell.execute("SELECT 1 FROM question WHERE id = ?", (made.id,)).fetchone():
                raise Conflict(f"there is a saved question {made.id!r} already; delete it first, or take another name")
            tell.execute("INSERT INTO question VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", values)
            tell.executemany("INSERT OR IGNORE INTO row VALUES (?, ?)", ((made.id, written(row)) for row in rows))
        return made

    def remove(self, id_: str) -> None:
        """Forget a question, its feed and what is to be sent of it. Raises NotFound."""
        self.question(id_)
        with self._writing() as tell:
            tell.execute("DELETE FROM question WHERE id = ?", (id_,))
            for table in ("row", "entry", "delivery"):
                tell.execute(f"DELETE FROM {table} WHERE question = ?", (id_,))

    # -- answers -------------------------------------------------------------------------------------------------------

    def rows(self, id_: str) -> list[Row]:
        """The rows of the last refresh that did not fail, in a fixed order."""
        with self._reading() as ask:
            return [json.loads(body) for (body,) in ask.execute("SELECT body FROM row WHERE question = ? ORDER BY body", (id_,))]

    def renew(self, question: Question, columns: Sequence[str], rows: Sequence[Row]) -> int:
        """Put the rows of today in place of the last ones, and what became of them in the feed; returns how many entries that made."""
        now = self._instant()
        with self._writing() as tell:
            if not tell.execute("SELECT 1 FROM question WHERE id = ? AND created = ?", (question.id, question.created)).fetchone():
                return 0  # it was removed meanwhile
            was = [json.loads(body) for (body,) in tell.execute("SELECT body FROM row WHERE question = ?", (question.id,))]
            found = differences(was, rows, question.keys)
            numbers = [
                tell.execute(
                    "INSERT INTO entry (question, at, change, row, before) VALUES (?, ?, ?, ?, ?)",
                    (question.id, now, d.change, written(d.row), written(d.before) if d.before is not None else None),
                ).lastrowid
                for d in found
            ]
            if found:
                tell.execute("DELETE FROM row WHERE question = ?", (question.id,))
                tell.executemany("INSERT OR IGNORE INTO row VALUES (?, ?)", ((question.id, written(row)) for row in rows))
            if question.webhook:
                for n in range(0, len(numbers), SENT_AT_ONCE):
                    batch = numbers[n : n + SENT_AT_ONCE]
                    send = "INSERT INTO delivery (question, first, last, attempts, due) VALUES (?, ?, ?, 0, ?)"
                    tell.execute(send, (question.id, batch[0], batch[-1], self._now().timestamp()))
            done = "UPDATE question SET refreshed = ?, error = '', columns = ? WHERE id = ?"
            tell.execute(done, (now, json.dumps(list(columns)), question.id))
        return len(found)

    def fail(self, question: Question, error: str) -> None:
        """Say why a question could not be answered; its rows stay."""
        with self._writing() as tell:
            tell.execute("UPDATE question SET error = ? WHERE id = ?", (error, question.id))

    # -- feeds ---------------------------------------------------------------------------------------------------------

    def last(self, id_: str) -> int:
        """The number of the latest entry of a question; 0 where there is none."""
        with self._reading() as ask:
            (found,) = ask.execute("SELECT MAX(number) FROM entry WHERE question = ?", (id_,)).fetchone()
        return found or 0

    def entries(self, id_: str, since: int = 0, limit: int = 1000) -> list[Entry]:
        """Entries after number `since`, the earliest first, at most `limit`."""
        return self._entries("number > ? ORDER BY number LIMIT ?", id_, since, limit)

    def latest(self, id_: str, limit: int) -> list[Entry]:
        """The last entries, the latest first, at most `limit`."""
        return self._entries("1 ORDER BY number DESC LIMIT ?", id_, limit)

    def _entries(self, which: str, id_: str, *values: int) -> list[Entry]:
        with self._reading() as ask:
            found = ask.execute(f"SELECT number, at, change, row, before FROM entry WHERE question = ? AND {which}", (id_, *values))
            return [Entry(n, at, change, json.loads(row), json.loads(was) if was else None) for n, at, change, row, was in found]

    # -- what is to be sent --------------------------------------------------------------------------------------------

    def due(self) -> list[Delivery]:
        """What is to be sent now, at most one for each question."""
        with self._reading() as ask:
            found = ask.execute(f"SELECT * FROM ({_FIRST}) WHERE due <= ? ORDER BY id", (self._now().timestamp(),)).fetchall()
            secrets_ = dict(ask.execute("SELECT id, secret FROM question").fetchall())
        of = {q.id: q for q in self.questions()}
        return [Delivery(id_, of[q], secrets_[q], first, last, tries) for id_, first, last, tries, _, q in found if q in of]

    def next_due(self) -> float | None:
        """Seconds from now until something is to be sent, 0 where it is; None where nothing is."""
        with self._reading() as ask:
            (found,) = ask.execute(f"SELECT MIN(due) FROM ({_FIRST})").fetchone()
        return None if found is None else max(0.0, float(found) - self._now().timestamp())

    def undelivered(self, id_: str) -> int:
        """How many requests of a question are still to be sent."""
        with self._reading() as ask:
            return int(ask.execute("SELECT COUNT(*) FROM delivery WHERE question = ?", (id_,)).fetchone()[0])

    def delivered(self, delivery: Delivery, *, given_up: str = "") -> None:
        """It arrived, or, with the reason, is given up."""
        with self._writing() as tell:
            tell.execute("DELETE FROM delivery WHERE id = ?", (delivery.id,))
            tell.execute("UPDATE question SET webhook_error = ? WHERE id = ?", (given_up, delivery.question.id))

    def put_off(self, delivery: Delivery, seconds: float, error: str) -> None:
        """It did not arrive: try again after some seconds."""
        with self._writing() as tell:
            again = "UPDATE delivery SET attempts = attempts + 1, due = ? WHERE id = ?"
            tell.execute(again, (self._now().timestamp() + seconds, delivery.id))
            tell.execute("UPDATE question SET webhook_error = ? WHERE id = ?", (error, delivery.question.id))

    # ------------------------------------------------------------------------------------------------------------------

    def _instant(self) -> str:
        return self._now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    @contextlib.contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with self._lock, _faults():
            yield self._connection

    @contextlib.contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction."""
        with self._lock, _faults():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")


def new_secret() -> str:
    """What a webhook is signed with, as Standard Webhooks writes it: 32 random bytes."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


def are_kept(settings: Settings, store: Store) -> bool:
    """Whether there may be saved questions, without opening or making a file."""
    folder = settings.beside
    return store in _OPEN or (folder is not None and (folder / FILE).is_file())


def open_alerts(settings: Settings, store: Store) -> Alerts:
    """The saved questions of a store: a file beside it, made if absent; of a store in memory, or where there is none to read, none.

    Each open store has one: another call gives the same. Raises StoreUnavailable where the file cannot be written to, StoreCorrupt where
    it is none of ours.
    """
    with _OPENING:
        if store not in _OPEN:
            _OPEN[store] = _opened(settings.beside / FILE if settings.beside else None, read_only=store.read_only)
        return _OPEN[store]


_OPENING = threading.Lock()
_OPEN: weakref.WeakKeyDictionary[Store, Alerts] = weakref.WeakKeyDictionary()


def _opened(path: Path | None, *, read_only: bool) -> Alerts:
    with _faults(path):
        if path is not None and read_only and path.is_file():
            return Alerts(databases.reading(path))
        in_memory = path is None or read_only
        connection = databases.connected(":memory:") if in_memory or path is None else databases.writing(path, private=True)
        connection.executescript(_SCHEMA)
        return Alerts(connection)


def _faults(path: Path | None = None) -> contextlib.AbstractContextManager[None]:
    return databases.faults(path or "the saved questions", "move the file away, and save the questions anew")


def _question(row: Sequence[str]) -> Question:
    id_, name, text, keys, columns, created, refreshed, error, webhook, webhook_error = row
    return Question(id_, name, text, tuple(json.loads(keys)), tuple(json.loads(columns)), created, refreshed, error, webhook, webhook_error)
