"""Snapshots of the store on the disk: hard links, made when a query first needs one after a commit, removed when no reader uses them."""

from __future__ import annotations

import contextlib
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from graph.errors import StoreError


@dataclass(slots=True, eq=False)
class Snapshot:
    """One state of the store, in a folder of its own. `users` counts the readers on it, and one more while it is the newest."""

    path: Path
    commit: int
    users: int = 1


class SnapshotSource(Protocol):
    """Where readers get the state to answer from."""

    def acquire(self) -> Snapshot:
        """The state after the last commit; give it back with `release`."""

    def acquire_made(self) -> Snapshot | None:
        """The same, if it is there already; None if it would have to be made."""

    def release(self, snapshot: Snapshot) -> None: ...

    def newest(self, snapshot: Snapshot) -> bool: ...

    def close(self) -> None: ...


class Snapshots:
    """Snapshots made by `backup(folder)` under `home`, which is emptied at the start: what lies there was left by a crash."""

    def __init__(self, home: Path, backup: Callable[[str], None]) -> None:
        self._home = home
        self._backup: Callable[[str], None] | None = backup
        self._making, self._counting = threading.Lock(), threading.Lock()
        self._commit, self._serial = 0, 0
        self._newest: Snapshot | None = None
        shutil.rmtree(home, ignore_errors=True)

    def changed(self) -> None:
        """A commit is through: the newest snapshot is old now."""
        with self._counting:
            self._commit += 1

    def newest(self, snapshot: Snapshot) -> bool:
        return snapshot is self._newest

    def acquire(self) -> Snapshot:
        with self._making:  # whoever comes second gets what the first one made
            with self._counting:
                if self._newest is not None and self._newest.commit == self._commit:
                    self._newest.users += 1
                    return self._newest
                # counted before the backup: a commit that comes in between makes the next query take a new snapshot, never miss it
                commit = self._commit
            made = self._make(commit)
            with self._counting:
                old, self._newest = self._newest, made
                made.users += 1
            if old is not None:
                self.release(old)
            return made

    def acquire_made(self) -> Snapshot | None:
        with self._counting:
            if self._newest is None or self._newest.commit != self._commit:
                return None
            self._newest.users += 1
            return self._newest

    def _make(self, commit: int) -> Snapshot:
        if self._backup is None:
            raise StoreError("the store is closed")
        self._serial += 1
        path = self._home / str(self._serial)
        try:
            self._home.mkdir(exist_ok=True)
            self._backup(str(path))
        except OSError as e:
            shutil.rmtree(path, ignore_errors=True)
            raise StoreError(f"{path}: no snapshot could be made for the query: {e}") from e
        return Snapshot(path, commit)

    @contextlib.contextmanager
    def copy(self) -> Iterator[Path]:
        """A state of the store of which nobody else knows, to be written to; removed at the end."""
        with self._making:
            made = self._make(0)
        try:
            yield made.path
        finally:
            self.release(made)

    def release(self, snapshot: Snapshot) -> None:
        with self._counting:
            snapshot.users -= 1
            unused = snapshot.users == 0
        if unused:
            shutil.rmtree(snapshot.path, ignore_errors=True)

    def close(self) -> None:
        """Remove all snapshots. Readers must be gone by now."""
        with self._making:
            self._backup = None  # with it goes the engine
            self._newest = None
            shutil.rmtree(self._home, ignore_errors=True)


class Unchanging:
    """The store's own folder, where nobody writes: every reader may open it as it is."""

    def __init__(self, path: Path) -> None:
        self._only = Snapshot(path, 0)

    def acquire(self) -> Snapshot:
        return self._only

    def acquire_made(self) -> Snapshot | None:
        return self._only

    def release(self, snapshot: Snapshot) -> None:
        pass

    def newest(self, snapshot: Snapshot) -> bool:
        return True

    def close(self) -> None:
        pass
