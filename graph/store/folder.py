"""The folder of an embedded store: what lies where, whose it is, and of which layout.

communique.json    says that this is a store, the version of its layout, and whether it is a plain SPARQL store, without articles
lock               held by the process that writes, or shared by those that read while nobody writes
quads/             the engine's files
snapshots/         one folder each, while readers use them
journal.sqlite     what changed, in order (graph.journal)
alerts.sqlite      saved questions, their last rows and feeds (graph.alerts)
feeds.sqlite       what is remembered of feeds that are watched (graph.polling)
search/            the index of texts and names (graph.search)
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import IO

from graph.errors import StoreLocked, StoreUnavailable

LAYOUT = 1
"""version of the layout; a program refuses folders of a later one"""

MARKER = "communique.json"


class Folder:
    """An open folder; `close` gives it to the next process. A `plain` store and one of articles are never taken for each other."""

    def __init__(self, path: Path, *, read_only: bool, plain: bool = False) -> None:
        self.path = path
        self.quads = path / "quads"
        self.snapshots = path / "snapshots"
        if not read_only:
            _prepare(path)
        elif not path.is_dir():
            raise StoreUnavailable(f"{path}: there is no store here yet; ingest articles into it first, or name another with --store")
        _check(path, new=not read_only, plain=plain)
        self._lock = _lock(path, shared=read_only)
        try:
            if not read_only and not (path / MARKER).exists():
                _mark(path, plain=plain)
        except OSError as e:
            self.close()
            raise _unwritable(path, e) from e

    def close(self) -> None:
        if self._lock is not None:
            self._lock.close()
            self._lock = None


BEFORE = ("lock", f"{MARKER}.new", "keys.json", "audit.jsonl", "feeds.sqlite", "feeds.sqlite-shm", "feeds.sqlite-wal")
"""files that may lie in a folder before it is a store"""


def _prepare(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise StoreUnavailable(f"{path} is a file; a store is a folder: name another") from None
    except OSError as e:
        raise _unwritable(path, e) from e
    if not os.access(path, os.W_OK | os.X_OK):
        raise StoreUnavailable(f"{path}: this folder cannot be written to; change its permissions, or name another with --store")


def _unwritable(path: Path, e: OSError) -> StoreUnavailable:
    return StoreUnavailable(f"{path}: the store's folder cannot be written to: {e.strerror or e}")


def _check(path: Path, *, new: bool, plain: bool) -> None:
    """Refuse what is no store of ours. A folder that is empty, or in which making a store was interrupted, may become one."""
    marker = path / MARKER
    if not marker.exists():
        strangers = sorted(entry.name for entry in path.iterdir() if entry.name not in BEFORE)
        if strangers or not new:
            shown = f"it holds {', '.join(strangers[:3])}{' …' if len(strangers) > 3 else ''}" if strangers else "it is empty"
            raise StoreUnavailable(f"{path} is not a store: {shown} and no {MARKER}; name another folder with --store")
        return
    try:
        said = json.loads(marker.read_text(encoding="utf-8"))
        version, is_plain = said["layout"], bool(said.get("plain"))
        assert isinstance(version, int)
    except (OSError, ValueError, KeyError, TypeError, AssertionError):
        raise StoreUnavailable(f'{marker} cannot be read; it should say {{"layout": {LAYOUT}}}') from None
    if version > LAYOUT:
        raise StoreUnavailable(f"{path} was written by a later version (layout {version}, this one knows {LAYOUT}); upgrade communique")
    if is_plain and not plain:
        raise StoreUnavailable(f"{path} is a plain SPARQL store, without articles: set sparql_only, or name another folder with --store")
    if plain and not is_plain:
        raise StoreUnavailable(f"{path} is a store of articles, which sparql_only would let anybody overwrite; name another with --store")


def _mark(path: Path, *, plain: bool) -> None:
    fresh = path / f"{MARKER}.new"
    fresh.write_text(json.dumps({"layout": LAYOUT} | ({"plain": True} if plain else {})) + "\n", encoding="utf-8")
    fresh.replace(path / MARKER)


def _lock(path: Path, *, shared: bool) -> IO[str] | None:
    """The lock of the folder, held until the file is closed; None where nobody could write and hence nobody locks."""
    if sys.platform == "win32":
        return None  # the engine's own lock keeps a second writer out
    import fcntl

    name = path / "lock"
    try:
        file = name.open("r" if shared else "a+", encoding="utf-8")
    except OSError as e:
        if shared:
            return None
        raise _unwritable(path, e) from e
    try:
        fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except OSError:
        file.seek(0)
        owner = file.read().strip()
        file.close()
        raise StoreLocked(_in_use(path, owner, shared=shared)) from None
    if not shared:
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
    return file


def _in_use(path: Path, owner: str, *, shared: bool) -> str:
    if shared:
        return (
            f"{path} is in use: process {owner or 'unknown'} writes to it. Stop that process, or ask the service that runs there: "
            "--store http://HOST:PORT/sparql"
        )
    return f"{path} is in use by another process (process {owner or 'unknown'}). Stop it, or name another folder with --store"
