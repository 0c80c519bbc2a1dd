from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from graph.settings import Settings
from graph.store import Store, open_store
from tests.servers import emptied


@pytest.fixture(params=["memory", "disk", "oxigraph", pytest.param("virtuoso", marks=pytest.mark.slow)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store of each kind."""
    local = {"memory": ":memory:", "disk": str(tmp_path / "store")}
    where = local.get(request.param) or request.getfixturevalue(request.param)
    with open_store(Settings(store=where, query_workers=2, query_memory=512, query_timeout=20.0)) as opened:
        if request.param not in local:
            emptied(opened)
        yield opened


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Callable[..., Store]]:
    """Opens a store in the test's folder, with the settings given; all are closed in the end."""
    opened: list[Store] = []

    def start(read_only: bool = False, **settings: Any) -> Store:
        values: dict[str, Any] = {"store": str(tmp_path / "store"), "query_workers": 2, "query_memory": 512} | settings
        opened.append(open_store(Settings(**values), read_only=read_only))
        return opened[-1]

    yield start
    for one in opened:
        one.close()


def _readers() -> dict[int, str]:
    """Children of those that fork readers, and of this process where those have no other parent."""
    found = {pid: (parent, state, command) for pid, parent, state, command in _processes()}
    nurseries = {pid for pid, (parent, _, command) in found.items() if parent == os.getpid() and command.endswith(b"nursery\0")}
    return {
        pid: state
        for pid, (parent, state, command) in found.items()
        if parent in nurseries or (parent == os.getpid() and pid not in nurseries and (b"reader.py" in command or state == "Z"))
    }


def _processes() -> Iterator[tuple[int, int, str, bytes]]:
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # it ended meanwhile
            fields = stat.read_text().rpartition(")")[2].split()
            yield int(stat.parent.name), int(fields[1]), fields[0], stat.with_name("cmdline").read_bytes()


@pytest.fixture(autouse=True)
def strangers() -> frozenset[int]:
    """Readers that were there before the test: stores that other rooms' tests keep open for the whole run have theirs."""
    return frozenset(_readers())


@pytest.fixture
def readers(strangers: frozenset[int]) -> Callable[[], dict[int, str]]:
    """The reader processes that the test's stores started: their ids, and the state of each (Z is a zombie)."""
    return lambda: {pid: state for pid, state in _readers().items() if pid not in strangers}


@pytest.fixture
def until() -> Callable[[Callable[[], bool]], None]:
    """Wait for something that another process is about to do."""

    def wait(done: Callable[[], bool]) -> None:
        end = time.monotonic() + 20
        while not done():
            assert time.monotonic() < end, "it never happened"
            time.sleep(0.01)

    return wait
