"""Answers kept while the store does not change: what is asked again and again, by pages and dashboards, is worked out once."""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Hashable

PART = 16
"""an answer may take this part of what may be kept in all"""

_CHANGES = re.compile(r"\b(?:NOW|RAND|UUID|STRUUID|BNODE)\s*\(", re.IGNORECASE)
"""functions whose value is another each time (SPARQL 1.1, 17.4)"""


def may_be_kept(text: str) -> bool:
    """Whether the same question has the same answer as long as nothing is written."""
    return not _CHANGES.search(text)


class Kept:
    """Answers by question, the least asked forgotten first. `most` bytes in all; 0 keeps none. May be called from several threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._size = 0
        self._state: int | None = None
        self._answers: OrderedDict[Hashable, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, question: Hashable, state: int | None) -> bytes | None:
        """The answer, if it was given in the same state of the store; None is a state that nobody knows."""
        if state is None or state != self._state:
            return None
        with self._lock:
            found = self._answers.get(question)
            if found is not None:
                self._answers.move_to_end(question)
            return found

    def put(self, question: Hashable, state: int | None, answer: bytes) -> None:
        """Keep an answer. `state` must have been read before the question was asked; another state than before forgets all."""
        if state is None or len(answer) > self._most // PART:
            return
        with self._lock:
            if state != self._state:
                self._answers.clear()
                self._state, self._size = state, 0
            self._size += len(answer) - len(self._answers.pop(question, b""))
            self._answers[question] = answer
            while self._size > self._most:
                self._size -= len(self._answers.popitem(last=False)[1])
