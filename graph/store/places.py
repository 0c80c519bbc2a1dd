"""Who may run: a place for every query's first moments, and places for those that take longer.

Each query starts on a quick place. One that is not through after its trial needs a long place; where all are taken it waits for one, in
order, and starts again. So queries that take seconds wait for each other, and those that take milliseconds wait for none of them.
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


QUEUE = {Lane.QUICK: 96, Lane.LONG: 32}
"""queries that may wait for each place; the next one is refused at once. Trials are soon over, so more may wait for theirs."""


class Places:
    """As many quick places as `each`, and as many long ones. Whoever waits is served in order."""

    def __init__(self, each: int) -> None:
        self._each = each
        self._lock = threading.Lock()
        self._free = dict.fromkeys(Lane, each)
        self._waiting: dict[Lane, deque[_Waiter]] = {lane: deque() for lane in Lane}

    def take(self, lane: Lane, end: float, limit: float, stop: Stop | None) -> None:
        """Take a place, at the latest at `end` (of the monotonic clock). Raises StoreBusy, and what `stop` says."""
        with self._lock:
            if self._free[lane] and not self._wanted(lane):
                self._free[lane] -= 1
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
            else:
                waiter.served = True
                self._waiting[lane].remove(waiter)
                waiter.woken.set()

    def _wanted(self, lane: Lane) -> _Waiter | None:
        """Who has waited longest, those left out that were stopped meanwhile."""
        return next((waiter for waiter in self._waiting[lane] if not waiter.woken.is_set()), None)


class _Waiter:
    __slots__ = ("served", "woken")

    def __init__(self) -> None:
        self.served, self.woken = False, threading.Event()
