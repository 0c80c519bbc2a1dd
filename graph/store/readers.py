"""The pool of reader processes that answer people's queries.

A query can only be stopped by ending the process it runs in: the engine offers nothing else in Python. So each runs in a process of
its own (`graph.store.reader`), on a snapshot; past its deadline, or when whoever asked has gone, that process is killed and the next
one started. The writer is never waited for, and never harmed by a crash.

Every query begins on a quick place (`graph.store.places`), and nothing of its answer is handed out before it is whole or on a long
place. So one that is not through after its trial, where all long places are taken, can be stopped and begin again later unseen.
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections import OrderedDict
from collections.abc import Iterator

from graph.errors import QueryError, QueryTooLarge, StoreError
from graph.store.answers import Request
from graph.store.interface import Stop
from graph.store.leases import Chunks, GoneError, Lease, State, TooLongError
from graph.store.nursery import Nursery
from graph.store.places import QUICK, Lane, Places
from graph.store.process import KEPT, ReaderProcess
from graph.store.snapshots import SnapshotSource
from graph.store.watch import Watch

ENOUGH = 1 << 20
"""bytes of an answer after which it is handed out, if a long place is free"""

GATHERED = 1 << 22
"""bytes of an answer that are kept while it waits for one"""

PROCESSORS = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1

SPARE = 2
"""idle readers, for each worker, up to which a dead one is replaced before anybody needs it"""

REMEMBERED = 1000
"""queries that did not pass their trial, and next time begin on a long place"""


class ReaderPool:
    """Readers for at most `workers` long queries, and for more that are on trial, started when first needed and kept."""

    def __init__(self, snapshots: SnapshotSource, *, workers: int, megabytes: int) -> None:
        self._snapshots = snapshots
        self._workers, self._megabytes = max(1, workers), megabytes
        self._nursery = Nursery(megabytes, int(megabytes * KEPT))
        self._places = Places(self._workers)
        self._watch = Watch()
        self._slow = _Remembered()
        self._lock = threading.Lock()  # guards the three below
        self._idle: list[ReaderProcess] = []
        self._leases: set[Lease] = set()
        self._closed = False

    def query(self, request: Request, limit: float, stop: Stop | None = None) -> Iterator[bytes]:
        """Chunks of the answer; returns when the first are there, and raises what stands against it. `limit`: seconds from now."""
        end = time.monotonic() + limit
        key = _key(request)
        lane = Lane.LONG if key in self._slow else Lane.QUICK
        while True:
            self._places.take(lane, end, limit, stop)
            if lane is Lane.QUICK and key in self._slow:  # the same query was on trial while this one waited
                self._places.give_back(lane)
                lane = Lane.LONG
                continue
            try:
                lease, found = self._answer(request, lane, end, limit, stop)
            except TooLongError:
                self._slow.add(key)
                lane = Lane.LONG
                continue
            if isinstance(found, Chunks):
                self._slow.add(key)
            elif lease.quick:
                self._slow.discard(key)
            return found

    def begin(self, request: Request, limit: float) -> Begun | None:
        """A query under way on a quick place, if there are one, an idle reader and the newest snapshot; nothing is waited for."""
        key = _key(request)
        if key in self._slow or not self._places.take_now(Lane.QUICK):
            return None
        with contextlib.ExitStack() as undo:
            undo.callback(self._places.give_back, Lane.QUICK)
            snapshot = self._snapshots.acquire_made()
            if snapshot is None:
                return None
            undo.callback(self._snapshots.release, snapshot)
            if not self._lock.acquire(blocking=False):  # whoever has it may be starting a process
                return None
            undo.callback(self._lock.release)
            here = next((n for n, idle in enumerate(self._idle) if idle.snapshot is snapshot), None)
            if self._closed or here is None:
                return None
            lease = Lease(self, self._idle.pop(here), Lane.QUICK, time.monotonic() + limit, limit)
            self._leases.add(lease)
            undo.pop_all()
            self._lock.release()
        self._snapshots.release(snapshot)  # the reader holds it
        self._keep(lease, None)
        begun = Begun(self, lease, key)
        return begun if begun.send(request, str(snapshot.path)) else None

    def rehearse(self, folder: str, text: str, base: str | None, limit: float, stop: Stop | None = None) -> None:
        """Run an update on a copy of the store. Raises what stands against it, the limits of time and memory among that."""
        end = time.monotonic() + limit
        self._places.take(Lane.LONG, end, limit, stop)
        with self._place(Lane.LONG), self._lock:
            if self._closed:
                raise StoreError("the store is closed")
            lease = Lease(self, self._start(), Lane.LONG, end, limit)
            self._leases.add(lease)
        self._keep(lease, stop)
        try:
            if not lease.reader.rehearse(folder, text, base):
                lease.gone()
            lease.next_chunk()
        except GoneError as e:
            raise StoreError("no process stays alive to try the update") from e

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
        self._nursery.close()
        self._snapshots.close()

    # ---- one query on one reader ---------------------------------------------------------------------------------------

    def _answer(self, request: Request, lane: Lane, end: float, limit: float, stop: Stop | None) -> tuple[Lease, Iterator[bytes]]:
        """The answer, whole or under way on a long place. The place must have been taken; it is given back when the query is over."""
        for _ in range(QUICK * self._workers + 1):
            lease, snapshot = self._lease(lane, end, limit)
            self._keep(lease, stop)
            try:
                if not lease.reader.send(request, snapshot):
                    lease.gone()
                return lease, _gathered(lease)
            except GoneError:
                continue  # it had ended before it saw this query; there are at most as many such as were kept
        self._places.give_back(lane)
        raise StoreError("no reader process stays alive to answer the query")

    def _keep(self, lease: Lease, stop: Stop | None) -> None:
        self._watch.keep(lease, lease.first_due())
        if stop is not None:
            stop.then(lambda: lease.stop(stop.reason))

    @contextlib.contextmanager
    def _place(self, lane: Lane) -> Iterator[contextlib.ExitStack]:
        """Gives the place back where what follows fails."""
        with contextlib.ExitStack() as undo:
            undo.callback(self._places.give_back, lane)
            yield undo
            undo.pop_all()

    def _lease(self, lane: Lane, end: float, limit: float) -> tuple[Lease, str]:
        """A reader, and the newest snapshot for it."""
        with self._place(lane) as undo:
            snapshot = self._snapshots.acquire()
            undo.callback(self._snapshots.release, snapshot)
            with self._lock:
                if self._closed:
                    raise StoreError("the store is closed")
                for idle in self._idle:
                    if idle.snapshot is not snapshot:
                        self._let_go(idle)
                reader = self._idle.pop() if self._idle else self._start()
                lease = Lease(self, reader, lane, end, limit)
                self._leases.add(lease)
        if reader.snapshot is snapshot:
            self._snapshots.release(snapshot)  # it holds it already
        reader.snapshot = snapshot
        return lease, str(snapshot.path)

    def _start(self) -> ReaderProcess:
        try:
            return ReaderProcess(self._nursery.start())
        except OSError as e:
            raise StoreError(f"no process could be started to answer the query: {e}") from e

    def _let_go(self, reader: ReaderProcess) -> None:
        if reader.snapshot is not None:
            reader.forget()
            self._snapshots.release(reader.snapshot)
            reader.snapshot = None

    def remember(self, key: int) -> None:
        """A query takes long: next time it begins on a long place."""
        self._slow.add(key)

    def give_back(self, lane: Lane) -> None:
        """A place that nobody needs any more."""
        self._places.give_back(lane)

    # ---- what a lease says ---------------------------------------------------------------------------------------------

    @property
    def pressed(self) -> bool:
        """Whether there are more queries than processors."""
        return len(self._leases) > PROCESSORS

    def promote(self) -> bool:
        """Whether the query may go on on a long place."""
        return self._places.promote()

    def returned(self, lease: Lease) -> None:
        """The reader has answered. It is ready for the next query, unless it gave way to others, which cannot be taken back."""
        self._watch.drop(lease)
        reader = lease.reader
        with self._lock:
            self._leases.discard(lease)
            kept = not (self._closed or reader.gives_way or len(self._idle) >= QUICK * self._workers)
            if reader.snapshot is not None and not (kept and self._snapshots.newest(reader.snapshot)):
                self._let_go(reader)
            if kept:
                self._idle.append(reader)
        if not kept:
            reader.end()
            self._replace()
        self._places.give_back(lease.lane)

    def lost(self, lease: Lease, *, over: bool) -> None:
        """The reader is dead. A new one starts now, while nobody waits for it, unless the query is not over and goes on to the next."""
        self._watch.drop(lease)
        with self._lock:
            self._leases.discard(lease)
            if lease.reader.snapshot is not None:
                self._snapshots.release(lease.reader.snapshot)
                lease.reader.snapshot = None
        if over:
            self._replace()
            self._places.give_back(lease.lane)

    def _replace(self) -> None:
        with self._lock, contextlib.suppress(StoreError):  # then the next query tries again, and tells
            if not self._closed and len(self._idle) < SPARE * self._workers:
                self._idle.append(self._start())

    def broken(self, code: int, said: str) -> Exception:
        """Why a reader died that nobody killed."""
        if "alloc" in said:  # "memory allocation of N bytes failed" (Rust), "std::bad_alloc" (C++)
            return QueryTooLarge(self._megabytes)
        return QueryError(f"the engine broke down over this query (exit code {code}): it may be nested too deeply. {said}".rstrip())


def _key(request: Request) -> int:
    return hash((request["text"], request["union"], *(request["default_graphs"] or ()), None, *(request["named_graphs"] or ())))


class Begun:
    """A query under way, as `graph.store.interface.Pending` without media types: `advance` gives the chunks."""

    def __init__(self, pool: ReaderPool, lease: Lease, key: int) -> None:
        self._pool, self._lease, self._key = pool, lease, key
        self._chunks: list[bytes] = []

    def send(self, request: Request, snapshot: str) -> bool:
        """Hand the query over; False if the process is dead, and the query has to be asked in another way."""
        if self._lease.reader.send(request, snapshot):
            return True
        with self._asked_again(), contextlib.suppress(GoneError):
            self._lease.gone()
        return False

    def fileno(self) -> int:
        return self._lease.reader.fileno()

    def advance(self) -> Iterator[bytes] | None:
        """Chunks of the answer, None as long as it is neither whole nor on a long place."""
        lease = self._lease
        with self._asked_again():
            while True:
                chunk = lease.ready_chunk(first=not self._chunks)
                if chunk is not None:
                    self._chunks.append(chunk)
                if lease.state is State.ANSWERED:
                    return iter(self._chunks)
                size = sum(map(len, self._chunks))
                if size and (lease.lane is Lane.LONG or (size >= ENOUGH and lease.promote())):
                    self._pool.remember(self._key)
                    return Chunks(lease, self._chunks)
                if size >= GATHERED:
                    lease.stop(TooLongError())
                elif not lease.reader.has_frame:
                    return None

    def stop(self) -> None:
        self._lease.stop(Stop().reason)

    @contextlib.contextmanager
    def _asked_again(self) -> Iterator[None]:
        try:
            yield
        except GoneError:
            self._pool.give_back(self._lease.lane)
            raise
        except TooLongError:
            self._pool.remember(self._key)
            raise


def _gathered(lease: Lease) -> Iterator[bytes]:
    """The whole answer as soon as it is there; `Chunks` of it where it goes on on a long place."""
    chunks = [lease.next_chunk(first=True)]
    size = len(chunks[0])
    while lease.state is not State.ANSWERED:
        if lease.lane is Lane.LONG or (size >= ENOUGH and lease.promote()):
            return Chunks(lease, chunks)
        if size >= GATHERED:
            lease.wait_for_place()
        chunks.append(lease.next_chunk())
        size += len(chunks[-1])
    return iter(chunks)


class _Remembered:
    """A set of keys that forgets the oldest."""

    def __init__(self) -> None:
        self._keys: OrderedDict[int, None] = OrderedDict()
        self._lock = threading.Lock()

    def __contains__(self, key: int) -> bool:
        return key in self._keys

    def add(self, key: int) -> None:
        with self._lock:
            self._keys[key] = None
            self._keys.move_to_end(key)
            if len(self._keys) > REMEMBERED:
                self._keys.popitem(last=False)

    def discard(self, key: int) -> None:
        if key in self._keys:
            with self._lock:
                self._keys.pop(key, None)
