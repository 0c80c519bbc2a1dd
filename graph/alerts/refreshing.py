"""All questions asked again, and a thread that does it after each write."""

from __future__ import annotations

import logging
import threading
import time

from graph.alerts.asking import asked
from graph.alerts.keeping import Alerts, are_kept, open_alerts
from graph.alerts.questions import Question
from graph.errors import CommuniqueError, QueryError, StoreError, StoreUnavailable
from graph.settings import Settings
from graph.store.interface import Stop, Store

LOG = logging.getLogger(__name__)

AGAIN = 30.0
"""seconds after which it is tried again where the store was busy, and the longest rest between two refreshes"""


def refresh(settings: Settings, store: Store, *, stop: Stop | None = None) -> int:
    """Ask every saved question of a store again; returns how many entries that made.

    One that fails keeps its rows and has its error told. Costs nothing where there are no saved questions. Raises StoreUnavailable, after
    all others were asked, where the store was too busy for one or did not answer: another try may do better.
    """
    if store.read_only or not are_kept(settings, store):
        return 0
    alerts, made, missed = open_alerts(settings, store), 0, None
    for question in alerts.questions():
        if stop and stop.called:
            break
        try:
            made += _renewed(alerts, store, question, stop)
        except StoreUnavailable as e:
            missed = e
    if missed is not None:
        raise missed
    return made


def follow(settings: Settings, store: Store, *, stop: Stop | None = None) -> float | None:
    """Refresh, and send to webhooks what is due; returns in how many seconds something will be due, None for never."""
    if store.read_only or not are_kept(settings, store):
        return None
    refresh(settings, store, stop=stop)
    return _sent(settings, store, stop=stop)


def _sent(settings: Settings, store: Store, *, stop: Stop | None) -> float | None:
    alerts = open_alerts(settings, store)
    if alerts.next_due() is None:
        return None
    from graph.alerts import webhooks

    return webhooks.deliver(settings, alerts, stop=stop)


def _renewed(alerts: Alerts, store: Store, question: Question, stop: Stop | None) -> int:
    try:
        columns, rows = asked(store, question.query, question.keys, stop=stop)
    except (QueryError, StoreError) as e:
        if not (stop and stop.called):
            LOG.warning("the saved question %s cannot be answered: %s", question.id, e)
            alerts.fail(question, str(e))
            if isinstance(e, StoreUnavailable):
                raise
        return 0
    return alerts.renew(question, columns, rows)


class Watcher:
    """A thread that refreshes after `wake`: several calls while it is at work are one more refresh. It begins with the first call.

    Between two refreshes it rests for as long as the first one took, so that it is at work half of the time at most.
    """

    def __init__(self, settings: Settings, store: Store) -> None:
        self._settings, self._store = settings, store
        self._lock = threading.Lock()
        self._woken = threading.Event()
        self._closed = threading.Event()
        self._thread: threading.Thread | None = None
        self._stop = Stop()

    def wake(self) -> None:
        """Something was written. Returns at once."""
        if self._closed.is_set() or self._store.read_only or not are_kept(self._settings, self._store):
            return
        self._woken.set()
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="saved questions", daemon=True)
                self._thread.start()

    def close(self) -> None:
        """End the thread, and the query that it waits for."""
        self._closed.set()
        self._stop()
        self._woken.set()
        with self._lock:
            thread = self._thread
        if thread is not None:
            thread.join()

    def _run(self) -> None:
        wait: float | None = None
        while not self._closed.is_set():
            written = self._woken.wait(wait)
            self._woken.clear()
            if self._closed.is_set():
                return
            began = time.monotonic()
            try:
                wait = (follow if written else _sent)(self._settings, self._store, stop=self._stop)
            except Exception as e:  # whatever it is: the thread is there for the next write
                LOG.warning("the saved questions could not all be asked: %s", e, exc_info=not isinstance(e, CommuniqueError))
                self._closed.wait(AGAIN)
                self._woken.set()
            self._closed.wait(min(time.monotonic() - began, AGAIN))
