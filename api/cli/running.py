"""How a served store is found: `service.json` in the store's folder says who holds it and at what address."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from graph.settings import Settings

FILE = "service.json"


@dataclass(frozen=True, slots=True)
class Running:
    """A service that holds a store."""

    url: str
    pid: int
    key: str = field(default="", repr=False)


def file_of(settings: Settings) -> Path | None:
    """Where a service says that it holds this store; None for stores without a folder."""
    if settings.store_is_remote or settings.store == ":memory:":
        return None
    return Path(settings.store) / FILE


@contextmanager
def announced(settings: Settings, url: str, key: str = "") -> Iterator[None]:
    """Tell other processes of this user, while it lasts, that this one serves the store at `url`, and the key that lets them in."""
    file = file_of(settings)
    if file is None:
        yield
        return
    draft = file.with_name(f"{FILE}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        json.dump({"url": url, "pid": os.getpid(), "key": key}, stream)
    draft.replace(file)
    try:
        yield
    finally:
        found = find(settings)
        if found and found.pid == os.getpid():
            file.unlink(missing_ok=True)


def find(settings: Settings) -> Running | None:
    """The service that says it holds the store; whether it still runs is another question."""
    file = file_of(settings)
    try:
        found = json.loads(file.read_text(encoding="utf-8")) if file else None
        return Running(url=str(found["url"]), pid=int(found["pid"]), key=str(found.get("key", ""))) if found else None
    except (OSError, ValueError, KeyError, TypeError):  # none there, or one left half-written
        return None
