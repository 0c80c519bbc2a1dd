from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from graph.settings import Settings
from graph.store import Store, open_store

OXIGRAPH = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which("oxigraph")


@pytest.fixture(scope="session")
def oxigraph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a SPARQL server that is not ours, started for the tests."""
    if OXIGRAPH is None:
        pytest.skip("no `oxigraph` command: install the package oxigraph to run the contract over HTTP")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("oxigraph")
    command = [OXIGRAPH, "serve", "--location", str(folder), "--bind", f"127.0.0.1:{port}", "--timeout-s", "2"]
    with (folder / "messages").open("wb") as messages, subprocess.Popen(command, stdout=messages, stderr=messages) as server:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
        server.terminate()


@pytest.fixture(params=["memory", "disk", "remote"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store of each kind."""
    if request.param == "remote":
        where = request.getfixturevalue("oxigraph")
    else:
        where = ":memory:" if request.param == "memory" else str(tmp_path / "store")
    with open_store(Settings(store=where, query_workers=2, query_memory=512, query_timeout=20.0)) as opened:
        if request.param == "remote":
            opened.update("CLEAR ALL")
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
    out = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
            command = stat.with_name("cmdline").read_bytes()
        except OSError:
            continue  # it ended meanwhile
        if int(fields[1]) == os.getpid() and (b"reader.py" in command or fields[0] == "Z"):
            out[int(stat.parent.name)] = fields[0]
    return out


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
