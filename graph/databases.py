"""SQLite files beside the store: how they are opened, and what their complaints become."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import zlib
from collections.abc import Iterator
from pathlib import Path

from graph.errors import StoreCorrupt, StoreUnavailable


def connected(name: str, *, uri: bool = False) -> sqlite3.Connection:
    """A connection for several threads, which commits what it is told to."""
    return sqlite3.connect(name, isolation_level=None, check_same_thread=False, timeout=30, uri=uri)


def writing(path: Path, *, private: bool = False) -> sqlite3.Connection:
    """A connection to a file that is made if absent; what was committed survives a crash. `private`: nobody else may read it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if private:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))  # the files beside it take its mode
    connection = connected(str(path))
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    return connection


def reading(path: Path) -> sqlite3.Connection:
    """A connection to a file that may lie where nothing can be written: then as it is, for nobody else writes there either."""
    address = path.absolute().as_uri()
    try:
        connection = connected(f"{address}?mode=ro", uri=True)
        connection.execute("SELECT 1 FROM sqlite_master LIMIT 1")
        return connection
    except sqlite3.OperationalError:
        return connected(f"{address}?mode=ro&immutable=1", uri=True)


@contextlib.contextmanager
def faults(where: Path | str, remedy: str) -> Iterator[None]:
    """Complaints of the database as errors of the project; `remedy` is for a file that is none of ours.

    Raises StoreUnavailable and StoreCorrupt.
    """
    try:
        yield
    except sqlite3.OperationalError as e:
        raise StoreUnavailable(f"{where}: cannot be written or read: {e}") from e
    except (sqlite3.DatabaseError, zlib.error) as e:
        raise StoreCorrupt(f"{where}: {e}; {remedy}") from e
    except OSError as e:
        raise StoreUnavailable(f"{where}: {e.strerror or e}") from e
