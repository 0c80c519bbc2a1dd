"""SPARQL servers that are not ours, started for tests and benchmarks. Each raises FileNotFoundError where its program is not installed."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from graph.model import Iri
from graph.store import Store
from graph.store.codec import term

LAYER = "https://example.org/layer"
"""the named graph of the simple layer, on servers without a default graph of their own"""

VIRTUOSO = """[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DirsAllowed = {folder}
NumberOfBuffers = {buffers}
MaxDirtyBuffers = {dirty}
[HTTPServer]
ServerPort = 127.0.0.1:{port}
[SPARQL]
ResultSetMaxRows = 10000000
"""


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def running(
    command: Sequence[str], port: int, *, folder: Path | None = None, environment: Mapping[str, str] | None = None, seconds: float = 60
) -> Iterator[None]:
    """A server process, from when it listens until it is ended. `environment` is added to that of this process."""
    quiet, env = subprocess.DEVNULL, {**os.environ, **(environment or {})}
    with subprocess.Popen(command, stdout=quiet, stderr=quiet, cwd=folder, env=env) as process:
        try:
            end = time.monotonic() + seconds
            while not _listens(port):
                if time.monotonic() > end or process.poll() is not None:
                    raise FileNotFoundError(f"{command[0]} does not start")
                time.sleep(0.05)
            yield
        finally:
            process.terminate()


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextlib.contextmanager
def oxigraph(folder: Path, *options: str) -> Iterator[str]:
    """The address of `oxigraph serve` over this folder; its endpoints are found below it."""
    port = free_port()
    with running([oxigraph_command(), "serve", "--location", str(folder), "--bind", f"127.0.0.1:{port}", *options], port):
        yield f"http://127.0.0.1:{port}"


def oxigraph_command() -> str:
    """The program."""
    found = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which("oxigraph")
    if found is None:
        raise FileNotFoundError("no `oxigraph` command: install the package oxigraph")
    return found


@contextlib.contextmanager
def virtuoso(folder: Path, *, data: str = "", buffers: int = 10_000) -> Iterator[str]:
    """The endpoint of Virtuoso 7 over an empty folder. `data` names a file of N-Quads in it, loaded first; `buffers` are of 8 kB."""
    if shutil.which("virtuoso-t") is None or shutil.which("isql-vt") is None:
        raise FileNotFoundError("no `virtuoso-t` command: install Debian's virtuoso-opensource-7-bin")
    port, sql = free_port(), free_port()
    settings = VIRTUOSO.format(port=port, sql=sql, folder=folder, buffers=buffers, dirty=buffers * 3 // 4)
    (folder / "virtuoso.ini").write_text(settings, encoding="utf-8")
    command = ["virtuoso-t", "+configfile", str(folder / "virtuoso.ini"), "+foreground", "+wait"]
    with running(command, port, folder=folder, seconds=120):
        orders = 'GRANT SPARQL_UPDATE TO "SPARQL";'
        if data:
            orders += f"ld_dir('{folder}', '{data}', '{LAYER}'); rdf_loader_run(); checkpoint;"
        subprocess.run(["isql-vt", f"127.0.0.1:{sql}", "dba", "dba", f"exec={orders}"], check=True, stdout=subprocess.DEVNULL)
        yield f"http://127.0.0.1:{port}/sparql"


def emptied(store: Store) -> None:
    """Leave nothing in a store but what its server keeps for itself."""
    layer = store.capabilities.default_layer
    targets = ["DEFAULT" if layer is None else f"GRAPH {term(Iri(layer))}", *(f"GRAPH {term(Iri(name))}" for name in store.graph_names())]
    for target in targets:
        store.update(f"DROP SILENT {target}")
