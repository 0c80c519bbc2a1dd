"""Answers that were paid for, in a file: a run that broke off goes on where it stopped, and the same article is not asked about twice.

One JSON object a line: `{"key": …, "answer": …}`. A line that a crash cut off is passed over.
"""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path

from graph.errors import SettingsError


class Journal:
    """The answers by key. In memory there are only keys and where in the file each answer is. Safe to use from several threads."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._at: dict[str, int] = {}
        try:
            with path.open("rb") as stream:
                at = 0
                for line in stream:
                    if (key := _read(line)[0]) is not None:
                        self._at[key] = at
                    at += len(line)
                self._broken = at > 0 and not line.endswith(b"\n")
        except FileNotFoundError:
            self._broken = False
        except OSError as e:
            raise SettingsError(f"llm_journal: {path} cannot be read: {e.strerror or e}") from None

    def get(self, key: str) -> str | None:
        """The answer kept under a key."""
        with self._lock:
            if (at := self._at.get(key)) is None:
                return None
            with self.path.open("rb") as stream:
                stream.seek(at)
                return _read(stream.readline())[1]

    def put(self, key: str, answer: str) -> None:
        """Keep an answer; it is on the disk when this returns. Raises SettingsError."""
        line = json.dumps({"key": key, "answer": answer}, ensure_ascii=True).encode("ascii") + b"\n"
        with self._lock:
            try:
                with self.path.open("ab") as stream:
                    stream.write(b"\n" if self._broken else b"")
                    self._broken = False
                    at = stream.tell()
                    stream.write(line)
                    stream.flush()
                    os.fsync(stream.fileno())
            except OSError as e:
                raise SettingsError(f"llm_journal: {self.path} cannot be written: {e.strerror or e}") from None
            self._at[key] = at


def _read(line: bytes) -> tuple[str | None, str | None]:
    try:
        found = json.loads(line)
        return str(found["key"]), str(found["answer"])
    except (ValueError, KeyError, TypeError):
        return None, None
