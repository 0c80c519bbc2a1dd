"""One query on one reader process. It is over once, by whoever comes first: the last chunk, a fault, the watch, or an asker who leaves."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from enum import Enum
from typing import Protocol

from graph.errors import QueryTimeout, StoreError
from graph.store import faults
from graph.store.interface import AskAgainError
from graph.store.places import Lane
from graph.store.process import ReaderProcess
from graph.store.reader import BEGUN, FAULT, LAST


class GoneError(AskAgainError):
    """The process had ended before it saw the query."""


class TooLongError(AskAgainError):
    """The query is not through after its trial, and all long places are taken."""


TRIAL = 0.05
"""seconds of processor time on a quick place, for every query: on a busy machine they last longer"""

CROWDED = 0.02
"""the same while more queries run than there are processors: then most of those that are not through by now would be long"""

PATIENCE = 1.0
"""seconds on the clock after which a trial is over anyway"""

GRACE = 0.5
"""seconds of processor time that a query may have on a quick place while there is a processor for each"""

LONG = 1.0
"""seconds of processor time after which a query gives way to others: its process is not used again, and another costs a twentieth"""


class State(Enum):
    """How far it is."""

    RUNNING = "running"
    ANSWERED = "answered"  # the reader is back in the pool
    STOPPED = "stopped"  # the reader is dead, its pipes are still open here


class Pool(Protocol):
    """Whom a lease tells what became of it."""

    @property
    def pressed(self) -> bool: ...

    def promote(self) -> bool: ...

    def returned(self, lease: Lease) -> None: ...

    def lost(self, lease: Lease, *, over: bool) -> None: ...

    def broken(self, code: int, said: str) -> Exception: ...


class Lease:
    """`end` is the deadline (monotonic clock), `limit` the seconds it was given, for messages."""

    def __init__(self, pool: Pool, reader: ReaderProcess, lane: Lane, end: float, limit: float) -> None:
        self.reader, self.lane, self.end, self.limit = reader, lane, end, limit
        self.state = State.RUNNING
        self.quick = False  # once answered: whether it took no more than the trial
        self._pool = pool
        self._begun, self._busy = time.monotonic(), reader.busy()
        self._reason: Exception | None = None
        self._lock = threading.Lock()
        self._moved: threading.Event | None = None  # set when it is promoted or stopped, if anybody waits for that

    def next_chunk(self, *, first: bool = False) -> bytes:
        """The next chunk; `state` tells afterwards whether it was the last. Raises what stands against it, GoneError if `first`."""
        while (chunk := self._taken(self.reader.receive(), first)) is None:
            pass
        return chunk

    def ready_chunk(self, *, first: bool = False) -> bytes | None:
        """The same without waiting, when there is something to read; None if that is no whole chunk."""
        frame = self.reader.received()
        return None if frame is None else self._taken(frame, first)

    def _taken(self, frame: tuple[bytes, bytes], first: bool) -> bytes | None:
        kind, payload = frame
        if kind == BEGUN:
            self.reader.ready = True
            self._begun, self._busy = time.monotonic(), self.reader.busy()
            return None
        if not kind:
            if first and (self.reader.retired() or (self._young() and self.reader.killed())):
                self.gone()
            self._died()
        if kind in (LAST, FAULT):
            self.quick = self._used() < TRIAL
            self._finish(State.ANSWERED)
            self._pool.returned(self)
        if kind == FAULT:
            raise faults.reported(payload, self.reader.asked)
        return payload

    def promote(self) -> bool:
        """Go on among the long ones, if there is a place. True as well where it is there already."""
        with self._lock:
            if self.lane is Lane.QUICK and self.state is State.RUNNING and self._pool.promote():
                self.lane = Lane.LONG
                if self._moved is not None:
                    self._moved.set()
            return self.lane is Lane.LONG

    def wait_for_place(self) -> None:
        """Wait until it may go on among the long ones, or is over."""
        with self._lock:
            if self.lane is Lane.LONG or self.state is not State.RUNNING:
                return
            self._moved = threading.Event()
        self._moved.wait()

    def first_due(self) -> float:
        """When the watch is to look for the first time."""
        return min(self.end, self._begun + CROWDED)

    def due(self, now: float) -> float | None:
        """What the watch tells: the trial may be over, or the time is."""
        used = self._used()
        if now >= self.end:
            self.stop(QueryTimeout(self.limit))
            return None
        pressed = self._pool.pressed
        if self.lane is Lane.QUICK and self._on_trial(used, now, pressed):
            return min(now + CROWDED, self.end)
        if self.lane is Lane.LONG or self.promote() or (used < GRACE and not pressed):
            if used >= LONG or (pressed and used >= GRACE):
                self.reader.give_way()
            return min(now + TRIAL, self.end)
        self.stop(TooLongError())
        return None

    def _on_trial(self, used: float, now: float, pressed: bool) -> bool:
        if not self.reader.ready:
            return True  # the process is still starting, or opens the snapshot
        return used < (CROWDED if pressed else TRIAL) and now < self._begun + PATIENCE

    def _used(self) -> float:
        return self.reader.busy() - self._busy

    def _young(self) -> bool:
        """Whether it cannot have done much yet: who is killed so early was killed while it waited for a query."""
        return self.state is State.RUNNING and time.monotonic() - self._begun < CROWDED

    def stop(self, reason: Exception | None) -> None:
        """Kill the reader, unless the query is over."""
        with self._lock:
            if self.state is not State.RUNNING:
                return
            self.state, self._reason = State.STOPPED, reason
            if self._moved is not None:
                self._moved.set()
        self.reader.kill()
        self._pool.lost(self, over=True)

    def gone(self) -> None:
        """The process ended before it saw the query. Raises GoneError."""
        self._finish(State.STOPPED)
        self.reader.end()
        self._pool.lost(self, over=False)
        raise GoneError

    def _finish(self, state: State) -> None:
        """Say that it is over. Raises the reason if somebody else was quicker."""
        with self._lock:
            if self.state is State.RUNNING:
                self.state = state
                return
        self.reader.close()
        raise self._reason or StoreError("the answer was closed")

    def _died(self) -> None:
        self._finish(State.STOPPED)
        self._reason = self._pool.broken(*self.reader.end())
        self._pool.lost(self, over=True)
        raise self._reason


class Chunks(Iterator[bytes]):
    """An answer under way: what was gathered of it, then the rest as it comes. Closing it early, or dropping it, stops the query."""

    def __init__(self, lease: Lease, gathered: list[bytes]) -> None:
        self._lease: Lease | None = lease
        self._gathered = gathered[::-1]

    def __next__(self) -> bytes:
        if self._gathered:
            return self._gathered.pop()
        if self._lease is None:
            raise StopIteration
        try:
            chunk = self._lease.next_chunk()
        except BaseException:
            self._lease = None
            raise
        if self._lease.state is State.ANSWERED:
            self._lease = None
        return chunk

    def close(self) -> None:
        """Stop the query if it still runs."""
        lease, self._lease, self._gathered = self._lease, None, []
        if lease is not None:
            lease.stop(None)
            lease.reader.close()

    def __del__(self) -> None:
        self.close()
