"""Who may run: places for every query's first moments, and fewer for those that take longer.

Each query starts on a quick place. One that is not through after its trial needs a long place; where all are taken it waits for one, in
order, and starts again. So queries that take seconds wait for each other, and those that take milliseconds wait for none of them.

Quick places are more than processors: a query of a millisecond gets a processor soon, wherever it stands, but a place only when one is
free. When the queue for them stands still, whoever came last and whoever came first are served in turn: most of those who wait do so for
a long query, and a short one that comes after them need not, while nobody waits for ever.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from enum import Enum

from graph.errors import StoreBusy
from graph.store.interface import Stop


class Lane(Enum):
    """Which kind of place."""

    QUICK = "quick"
    LONG = "long"


QUICK = 4
"""quick places for each long one"""

QUEUE = {Lane.QUICK: 96, Lane.LONG: 32}
"""queries that may wait for each long place; the next one is refused at once. Trials are soon over, so more may wait for theirs."""

STANDSTILL = 0.05
"""seconds that somebody has waited for a quick place when the queue is taken to stand still"""


class Places:
    """`each` long places, and some quick ones for each of them."""

    def __init__(self, each: int) -> None:
        self._each = each
        self._lock = threading.Lock()
        self._free = {Lane.QUICK: QUICK * each, Lane.LONG: each}
        self._waiting: dict[Lane, deque[_Waiter]] = {lane: deque() for lane in Lane}
        self._newest_next = True

    def take(self, lane: Lane, end: float, limit: float, stop: Stop | None) -> None:
        """Take a place, at the latest at `end` (of the monotonic clock). Raises StoreBusy, and what `stop` says."""
        with self._lock:
            if self._take(lane):
                return
            count = len(self._waiting[lane])  # however many wait for the other lane, nobody here waits for them
            if count >= QUEUE[lane] * self._each:
                raise StoreBusy(f"{count} queries are waiting already; try again later")
            waiter = _Waiter()
            self._waiting[lane].append(waiter)
        if stop is not None:
            stop.then(waiter.woken.set)
        waiter.woken.wait(max(0.0, end - time.monotonic()))
        if stop is not None:
            stop.then(None)
        with self._lock:
            if not waiter.served:
                self._waiting[lane].remove(waiter)
        if stop is not None and stop.called:
            if waiter.served:
                self.give_back(lane)
            raise stop.reason
        if not waiter.served:
            raise StoreBusy(f"the query waited {limit:g} s, all it had, for others to end; try again later")

    def take_now(self, lane: Lane) -> bool:
        """Take a place if one is free and nobody waits for it."""
        with self._lock:
            return self._take(lane)

    def _take(self, lane: Lane) -> bool:
        if not self._free[lane] or self._wanted(lane):
            return False
        self._free[lane] -= 1
        return True

    def promote(self) -> bool:
        """Turn a quick place into a long one, if nobody has waited longer for one."""
        with self._lock:
            if not self._free[Lane.LONG] or self._wanted(Lane.LONG):
                return False
            self._free[Lane.LONG] -= 1
        self.give_back(Lane.QUICK)
        return True

    def give_back(self, lane: Lane) -> None:
        """Leave a place to whoever waits for it."""
        with self._lock:
            waiter = self._wanted(lane)
            if waiter is None:
                self._free[lane] += 1
                return
            if lane is Lane.QUICK and time.monotonic() - waiter.since > STANDSTILL:
                if self._newest_next:
                    waiter = next(waiter for waiter in reversed(self._waiting[lane]) if not waiter.woken.is_set())
                self._newest_next = not self._newest_next
            waiter.served = True
            self._waiting[lane].remove(waiter)
            waiter.woken.set()

    def _wanted(self, lane: Lane) -> _Waiter | None:
        """Who waits longest, those left out that were stopped meanwhile."""
        return next((waiter for waiter in self._waiting[lane] if not waiter.woken.is_set()), None)


class _Waiter:
    __slots__ = ("served", "since", "woken")

    def __init__(self) -> None:
        self.served, self.since, self.woken = False, time.monotonic(), threading.Event()
