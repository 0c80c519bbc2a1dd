"""The audit log: one JSON line for every write, whoever made it and however it came in."""

from __future__ import annotations

import json
import os
import threading
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from graph.errors import SettingsError


@dataclass(frozen=True, slots=True)
class Write:
    """One write. `who` is the name of a key, or how else the writer is known; `what` the request or command.

    `outcome` is a status or a word; `origin` an address, or another way in.
    """

    who: str
    what: str
    outcome: str
    origin: str = ""
    request: str = ""


class AuditLog:
    """Lines at the end of a file, each written whole. Without a path nothing is kept."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._lock = threading.Lock()

    def record(self, write: Write) -> None:
        """Add a line, with the time in UTC. Raises SettingsError where it cannot be written: a write that is not on record is a fault."""
        if self._path is None:
            return
        line = json.dumps({"at": datetime.now(UTC).isoformat(timespec="milliseconds"), **asdict(write)}, ensure_ascii=False)
        try:
            with self._lock:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
                with os.fdopen(descriptor, "wb") as stream:
                    stream.write(line.encode() + b"\n")
        except OSError as e:
            raise SettingsError(f"{self._path}: the audit log cannot be written ({e.strerror}); set audit_log") from e

    def check(self) -> None:
        """Raises SettingsError where a line could not be written."""
        if self._path is None:
            return
        nearest = next(p for p in (self._path, *self._path.absolute().parents) if p.exists())
        if not os.access(nearest, os.W_OK):
            raise SettingsError(f"{self._path}: the audit log cannot be written; set audit_log, to none for none")
