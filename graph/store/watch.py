"""The thread that keeps time: it tells leases when their trial, and when their deadline, is over, even if nobody reads the answer."""

from __future__ import annotations

import threading
import time
from typing import Protocol

TICK = 0.01
"""seconds; while queries run, the thread looks this often, and need not be woken for each of them"""


class Timed(Protocol):
    """What the watch looks after."""

    def due(self, now: float) -> float | None:
        """Its time has come. When to tell it again, or None."""


class Watch:
    """Sleeps while nothing is due; `close` ends it."""

    def __init__(self) -> None:
        self._due: dict[Timed, float] = {}
        self._wakes = float("inf")
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._closed = False

    def keep(self, timed: Timed, at: float) -> None:
        """Tell it at this time of the monotonic clock; instead of when was said before."""
        with self._changed:
            self._due[timed] = at
            if self._thread is None and not self._closed:
                self._thread = threading.Thread(target=self._run, name="communique-query-watch", daemon=True)
                self._thread.start()
            elif at < self._wakes:
                self._changed.notify()

    def drop(self, timed: Timed) -> None:
        """Tell it no more."""
        with self._changed:
            self._due.pop(timed, None)

    def close(self) -> None:
        """End the thread."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join()

    def _run(self) -> None:
        while not self._closed:
            with self._changed:
                now = time.monotonic()
                late = [timed for timed, at in self._due.items() if at <= now]
                if not late and not self._closed:
                    # not to be woken by a query that begins now, the thread wakes a little early while others run
                    self._wakes = min(now + TICK, *self._due.values()) if self._due else float("inf")
                    self._changed.wait(None if self._wakes == float("inf") else self._wakes - now)
                    self._wakes = 0.0
            for timed in late:
                again = timed.due(now)
                with self._changed:
                    if timed in self._due:
                        if again is None:
                            del self._due[timed]
                        else:
                            self._due[timed] = again
