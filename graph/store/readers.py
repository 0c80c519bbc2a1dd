"""The pool of reader processes that answer people's queries.

A query can only be stopped by ending the process it runs in: the engine offers nothing else in Python. So each runs in a process of
its own (`graph.store.reader`), on a snapshot; past its deadline, or when whoever asked has gone, that process is killed and the next
one started. The writer is never waited for, and never harmed by a crash. One thread, the watch, keeps all deadlines, so that they hold
even when nobody reads the answer.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator
from enum import Enum

from graph.errors import QueryError, QueryTimeout, QueryTooLarge, StoreBusy, StoreError
from graph.store import faults
from graph.store.process import ReaderProcess
from graph.store.reader import FAULT, LAST, Request
from graph.store.snapshots import SnapshotSource

QUEUE = 32
"""queries that may wait for each reader; the next one is refused at once"""


class ReaderPool:
    """At most `workers` readers, started when first needed and kept; each query in them may take `megabytes`."""

    def __init__(self, snapshots: SnapshotSource, *, workers: int, megabytes: int) -> None:
        self._snapshots = snapshots
        self._workers, self._megabytes = max(1, workers), megabytes
        self._places = threading.Semaphore(self._workers)
        self._lock = threading.Lock()  # guards the four below
        self._idle: list[ReaderProcess] = []
        self._leases: set[_Lease] = set()
        self._waiting = 0
        self._closed = False
        self._watch = _Watch()

    def query(self, request: Request, limit: float) -> Iterator[bytes]:
        """Chunks of the answer; returns when the first one is there, and raises what stands against it. `limit`: seconds from now."""
        end = time.monotonic() + limit
        self._wait_for_place(end, limit)
        for _ in range(self._workers + 1):
            lease = self._lease(limit)
            self._watch.keep(lease, end)
            try:
                first = lease.ask(request)
            except _GoneError:
                continue  # it had ended before it saw this query; there are at most as many such as places
            return iter((first,)) if lease.state is _State.ANSWERED else _Chunks(lease, first)
        self._places.release()
        raise StoreError("no reader process stays alive to answer the query")

    def warm(self) -> None:
        """Start the readers that are missing."""
        with self._lock:
            missing = 0 if self._closed else self._workers - len(self._idle) - len(self._leases)
            self._idle += [self._start() for _ in range(missing)]

    def close(self) -> None:
        """Kill all readers and remove their snapshots."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
            leases = list(self._leases)
        for lease in leases:
            lease.stop(StoreError("the store was closed"))
        for reader in idle:
            reader.end()
        self._watch.close()
        self._snapshots.close()

    def _wait_for_place(self, end: float, limit: float) -> None:
        if self._places.acquire(blocking=False):
            return
        with self._lock:
            if self._waiting >= QUEUE * self._workers:
                raise StoreBusy(f"{self._waiting} queries are waiting already; try again later")
            self._waiting += 1
        try:
            if not self._places.acquire(timeout=max(0.0, end - time.monotonic())):
                raise StoreBusy(f"the query waited {limit:g} s, all it had, for others to end; try again later")
        finally:
            with self._lock:
                self._waiting -= 1

    def _lease(self, limit: float) -> _Lease:
        """A reader on the newest snapshot. Its place must have been taken before; it is given back where this fails."""
        with contextlib.ExitStack() as undo:
            undo.callback(self._places.release)
            snapshot = self._snapshots.acquire()
            undo.callback(self._snapshots.release, snapshot)
            with self._lock:
                if self._closed:
                    raise StoreError("the store is closed")
                for idle in self._idle:
                    if idle.snapshot is not snapshot:
                        self._let_go(idle)
                reader = self._idle.pop() if self._idle else self._start()
                lease = _Lease(self, reader, limit)
                self._leases.add(lease)
                undo.pop_all()
            if reader.snapshot is snapshot:
                self._snapshots.release(snapshot)  # it holds it already
            reader.snapshot = snapshot
            return lease

    def _start(self) -> ReaderProcess:
        try:
            return ReaderProcess(self._megabytes)
        except OSError as e:
            raise StoreError(f"no process could be started to answer the query: {e}") from e

    def _let_go(self, reader: ReaderProcess) -> None:
        if reader.snapshot is not None:
            reader.forget()
            self._snapshots.release(reader.snapshot)
            reader.snapshot = None

    # what a lease says when it is over

    def returned(self, lease: _Lease) -> None:
        """The reader has answered and is ready for the next query."""
        self._watch.drop(lease)
        reader = lease.reader
        with self._lock:
            self._leases.discard(lease)
            if self._closed:
                reader.end()
            else:
                if reader.snapshot is not None and not self._snapshots.newest(reader.snapshot):
                    self._let_go(reader)
                self._idle.append(reader)
        self._places.release()

    def lost(self, lease: _Lease, *, over: bool) -> None:
        """The reader is dead. A new one starts now, while nobody waits for it, unless the query is not over and goes on to the next."""
        self._watch.drop(lease)
        with self._lock:
            self._leases.discard(lease)
            if lease.reader.snapshot is not None:
                self._snapshots.release(lease.reader.snapshot)
                lease.reader.snapshot = None
            if over and not self._closed:
                with contextlib.suppress(StoreError):  # then the next query tries again, and tells
                    self._idle.append(self._start())
        if over:
            self._places.release()

    def broken(self, code: int, said: str) -> Exception:
        """Why a reader died that nobody killed."""
        if "alloc" in said:  # "memory allocation of N bytes failed" (Rust), "std::bad_alloc" (C++)
            return QueryTooLarge(self._megabytes)
        return QueryError(f"the engine broke down over this query (exit code {code}): it may be nested too deeply. {said}".rstrip())


class _GoneError(Exception):
    """The process had ended before it saw the query."""


class _State(Enum):
    RUNNING = "running"
    ANSWERED = "answered"  # the reader is back in the pool
    STOPPED = "stopped"  # the reader is dead, its pipes are still open here


class _Lease:
    """One query on one reader. It is over once, by whoever comes first: the last chunk, a fault, the watch, or an asker who leaves."""

    def __init__(self, pool: ReaderPool, reader: ReaderProcess, limit: float) -> None:
        self.reader, self.limit = reader, limit
        self.state = _State.RUNNING
        self._pool = pool
        self._reason: Exception | None = None
        self._lock = threading.Lock()

    def ask(self, request: Request) -> bytes:
        """Send the query; the first chunk."""
        if not self.reader.send(request):
            self._gone()
        return self.next_chunk(first=True)

    def next_chunk(self, *, first: bool = False) -> bytes:
        """The next chunk; `state` tells afterwards whether it was the last."""
        kind, payload = self.reader.receive()
        if not kind:
            if first and self.reader.retired():
                self._gone()
            self._died()
        if kind in (LAST, FAULT):
            self._end(_State.ANSWERED)
            self._pool.returned(self)
        if kind == FAULT:
            raise faults.reported(payload, self.reader.asked)
        return payload

    def stop(self, reason: Exception | None) -> None:
        """Kill the reader, unless the query is over."""
        with self._lock:
            if self.state is not _State.RUNNING:
                return
            self.state, self._reason = _State.STOPPED, reason
        self.reader.kill()
        self._pool.lost(self, over=True)

    def _end(self, state: _State) -> None:
        """Say that it is over. Raises the reason if somebody else was quicker."""
        with self._lock:
            if self.state is _State.RUNNING:
                self.state = state
                return
        self.reader.close()
        raise self._reason or StoreError("the answer was closed")

    def _gone(self) -> None:
        self._end(_State.STOPPED)
        self.reader.end()
        self._pool.lost(self, over=False)
        raise _GoneError

    def _died(self) -> None:
        self._end(_State.STOPPED)
        self._reason = self._pool.broken(*self.reader.end())
        self._pool.lost(self, over=True)
        raise self._reason


class _Chunks(Iterator[bytes]):
    """An answer of several chunks. Closing it early, or dropping it, stops the query."""

    def __init__(self, lease: _Lease, first: bytes) -> None:
        self._lease: _Lease | None = lease
        self._first: bytes | None = first

    def __next__(self) -> bytes:
        if self._first is not None:
            chunk, self._first = self._first, None
            return chunk
        if self._lease is None:
            raise StopIteration
        try:
            chunk = self._lease.next_chunk()
        except BaseException:
            self._lease = None
            raise
        if self._lease.state is _State.ANSWERED:
            self._lease = None
        return chunk

    def close(self) -> None:
        """Stop the query if it still runs."""
        lease, self._lease, self._first = self._lease, None, None
        if lease is not None:
            lease.stop(None)
            lease.reader.close()

    def __del__(self) -> None:
        self.close()


class _Watch:
    """A thread that stops queries at their deadlines. It wakes for the earliest one it was told of, not for every query."""

    def __init__(self) -> None:
        self._due: dict[_Lease, float] = {}
        self._wakes = float("inf")
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._closed = False

    def keep(self, lease: _Lease, end: float) -> None:
        with self._changed:
            self._due[lease] = end
            if self._thread is None and not self._closed:
                self._thread = threading.Thread(target=self._run, name="communique-query-watch", daemon=True)
                self._thread.start()
            elif end < self._wakes:
                self._changed.notify()

    def drop(self, lease: _Lease) -> None:
        with self._changed:
            self._due.pop(lease, None)

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join()

    def _run(self) -> None:
        while not self._closed:
            with self._changed:
                now = time.monotonic()
                late = [lease for lease, end in self._due.items() if end <= now]
                if not late and not self._closed:
                    self._wakes = min(self._due.values(), default=float("inf"))
                    self._changed.wait(None if self._wakes == float("inf") else self._wakes - now)
            for lease in late:
                lease.stop(QueryTimeout(lease.limit))
