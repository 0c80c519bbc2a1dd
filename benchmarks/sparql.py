"""`python benchmarks/sparql.py`: our endpoint beside `oxigraph serve`, rdflib-endpoint and Virtuoso, on the same data and questions.

Each question goes to each server in turn, round after round, so that whatever else the machine does hits all alike; then eight clients ask
at once. Servers that are not installed are left out: `oxigraph` (package oxigraph), `rdflib-endpoint` (--rdflib names its command),
`virtuoso-t` (Debian's virtuoso-opensource-7-bin). Prints tables in Markdown: medians and p99 in milliseconds, and ratios.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import math
import multiprocessing
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.sparql_limits import Connection  # noqa: E402 - the folder is no package until its parent is on the path
from benchmarks.sparql_world import World  # noqa: E402

QUERIES = tomllib.loads((Path(__file__).parent / "sparql_queries.toml").read_text(encoding="utf-8"))["query"]
OURS, PEER = "ours", "oxigraph serve"
SLOW = 20.0
"""seconds: a server that takes longer over a question once is not asked it again"""


@dataclass(frozen=True, slots=True)
class Server:
    """A server, its port, and the path of its query endpoint."""

    name: str
    port: int
    path: str

    def url(self, text: str) -> str:
        return f"{self.path}?query={quote(text)}"


# ---- servers ----------------------------------------------------------------------------------------------------------


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def running(command: Sequence[str], port: int, seconds: float = 600) -> Iterator[None]:
    """A server process, from when it listens until it is ended."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT) as process:
        end = time.monotonic() + seconds
        while time.monotonic() < end and process.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.2)
        else:
            process.kill()
            raise FileNotFoundError(f"{command[0]} does not start")
        try:
            yield
        finally:
            process.terminate()


@contextlib.contextmanager
def ours(data: Path, folder: Path) -> Iterator[Server]:
    """Our service, as `communique serve` starts it."""
    from graph.settings import Settings
    from graph.store import open_store

    with open_store(Settings(store=str(folder))) as store, data.open("rb") as file:
        store.bulk_load(file)
        store.flush()
    port = free_port()
    with running([sys.executable, "-m", "api.cli", "--store", str(folder), "serve", "--port", str(port), "--query-timeout", "120"], port):
        yield Server(OURS, port, "/sparql")


@contextlib.contextmanager
def oxigraph(data: Path, folder: Path) -> Iterator[Server]:
    """Oxigraph's own server."""
    command = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which("oxigraph")
    if command is None:
        raise FileNotFoundError("oxigraph")
    subprocess.run([command, "load", "--location", str(folder), "--file", str(data)], check=True, stderr=subprocess.DEVNULL)
    port = free_port()
    with running([command, "serve", "--location", str(folder), "--bind", f"127.0.0.1:{port}"], port):
        yield Server(PEER, port, "/query")


@contextlib.contextmanager
def rdflib_endpoint(data: Path, command: str) -> Iterator[Server]:
    """rdflib-endpoint, which reads the file into memory at each start."""
    if shutil.which(command) is None:
        raise FileNotFoundError(command)
    port = free_port()
    with running([command, "serve", str(data), "--host", "127.0.0.1", "--port", str(port)], port):
        yield Server("rdflib-endpoint", port, "/")


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
ServerPort = {sql}
DirsAllowed = {folder}
NumberOfBuffers = 85000
MaxDirtyBuffers = 65000
[HTTPServer]
ServerPort = 127.0.0.1:{port}
[SPARQL]
ResultSetMaxRows = 10000000
"""


@contextlib.contextmanager
def virtuoso(data: Path, folder: Path) -> Iterator[Server]:
    """Virtuoso 7; it has no default graph of its own, so the facts lie in one more named graph, which is part of the union it asks."""
    if shutil.which("virtuoso-t") is None:
        raise FileNotFoundError("virtuoso-t")
    folder.mkdir()
    shutil.copy(data, folder / "data.nq")
    port, sql = free_port(), free_port()
    (folder / "virtuoso.ini").write_text(VIRTUOSO.format(port=port, sql=sql, folder=folder), encoding="utf-8")
    with running(["virtuoso-t", "+configfile", str(folder / "virtuoso.ini"), "+foreground", "+wait"], sql):
        load = f"ld_dir('{folder}', 'data.nq', 'https://data.example/facts'); rdf_loader_run(); checkpoint;"
        subprocess.run(["isql-vt", f"127.0.0.1:{sql}", "dba", "dba", f"exec={load}"], check=True, stdout=subprocess.DEVNULL)
        yield Server("virtuoso", port, "/sparql")


# ---- measuring --------------------------------------------------------------------------------------------------------


def once(connection: Connection, url: str) -> tuple[float, int, bytes]:
    """Seconds, status and body of one request."""
    start = time.perf_counter()
    status, body = connection.get(url)
    return time.perf_counter() - start, status, body


def alone(servers: Sequence[Server], text: str, seconds: float) -> dict[str, list[float]]:
    """Times of one client, each server in turn; those that fail or are too slow have none."""
    connections = {server: Connection(server.port) for server in servers}
    times: dict[str, list[float]] = {}
    for server in servers:
        taken, status, _ = once(connections[server], server.url(text))
        if status == 200 and taken < SLOW:
            times[server.name] = []
    asked = [server for server in servers if server.name in times]
    end = time.perf_counter() + seconds * len(asked)
    while time.perf_counter() < end or min(map(len, times.values()), default=5) < 5:
        for server in asked:
            budget = time.perf_counter() + seconds / 20  # many of the short ones in a turn, one of the long
            while True:
                times[server.name].append(once(connections[server], server.url(text))[0])
                if time.perf_counter() > budget:
                    break
    for connection in connections.values():
        connection.close()
    return times


def together(server: Server, text: str, clients: int, seconds: float) -> list[float]:
    """Times of several clients that ask at once, each in a process of its own."""
    context = multiprocessing.get_context("fork")
    with context.Pool(clients) as pool:
        found = pool.starmap(_client, [(server.port, server.url(text), seconds)] * clients)
    return [taken for times in found for taken in times]


def _client(port: int, url: str, seconds: float) -> list[float]:
    connection, times = Connection(port), list[float]()
    end = time.perf_counter() + seconds
    while time.perf_counter() < end or not times:
        times.append(once(connection, url)[0])
    connection.close()
    return times


def rows(server: Server, text: str) -> int | str:
    """How many rows a server answers with."""
    connection = Connection(server.port, accept="application/sparql-results+json, text/turtle;q=0.1, application/n-triples;q=0.2")
    _, status, body = once(connection, server.url(text))
    connection.close()
    if status != 200:
        return f"status {status}"
    if b"bindings" not in body:
        return "yes" if b"true" in body else body.count(b" .\n") if b"boolean" not in body else "no"
    start = body.index(b"{")
    payload = body[start : body.rindex(b"}") + 1]
    with contextlib.suppress(ValueError):
        return len(json.loads(payload)["results"]["bindings"])
    return body.count(b'"}}') or "?"


# ---- the tables -------------------------------------------------------------------------------------------------------


def milliseconds(times: Sequence[float], part: float) -> float:
    """A quantile, in milliseconds."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))] * 1e3


def table(title: str, names: Sequence[str], found: dict[str, dict[str, list[float]]]) -> None:
    """Median / p99 of each question and server, and the ratio of our median to Oxigraph's."""
    print(f"\n### {title}\n\n| question | {' | '.join(names)} | ratio |\n|---|{'--:|' * (len(names) + 1)}")
    ratios: dict[str, list[float]] = {name: [] for name in names}
    for question, times in found.items():
        cells = [f"{milliseconds(times[n], 0.5):.2f} / {milliseconds(times[n], 0.99):.2f}" if times.get(n) else "–" for n in names]
        for name in names:
            if times.get(name) and times.get(OURS):
                ratios[name].append(statistics.median(times[OURS]) / statistics.median(times[name]))
        ratio = f"{statistics.median(times[OURS]) / statistics.median(times[PEER]):.2f}" if times.get(PEER) and times.get(OURS) else "–"
        print(f"| {question} | {' | '.join(cells)} | {ratio} |")
    for name in names:
        if name != OURS and ratios[name]:
            mean = math.exp(statistics.fmean(math.log(r) for r in ratios[name]))
            print(f"\nGeometric mean of our medians over {name}'s: {mean:.3f} ({len(ratios[name])} questions)")


def main() -> None:
    """Load, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=12_500, help="some 86 quads each")
    parser.add_argument("--seconds", type=float, default=3.0, help="for each question and server")
    parser.add_argument("--rdflib", default="rdflib-endpoint", help="its command")
    parser.add_argument("--without", action="append", default=[], help="a server to leave out")
    given = parser.parse_args()
    world = World(given.articles)
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        data = Path(folder) / "world.nq"
        with data.open("w", encoding="utf-8") as file:
            file.writelines(world.quads())
        print(f"{sum(1 for _ in data.open(encoding='utf-8')):,} quads; load of the machine {os.getloadavg()[0]:.1f}", flush=True)
        servers = []
        for name, start in (
            (OURS, lambda: ours(data, Path(folder) / "ours")),
            (PEER, lambda: oxigraph(data, Path(folder) / "oxigraph")),
            ("virtuoso", lambda: virtuoso(data, Path(folder) / "virtuoso")),
            ("rdflib-endpoint", lambda: rdflib_endpoint(data, given.rdflib)),
        ):
            if name not in given.without:
                try:
                    servers.append(stack.enter_context(start()))
                except (FileNotFoundError, subprocess.CalledProcessError) as e:
                    print(f"{name} is left out: {e}")
        report(world, servers, given.seconds)


def report(world: World, servers: Sequence[Server], seconds: float) -> None:
    """Ask everything of everybody."""
    names = [server.name for server in servers]
    single: dict[str, dict[str, list[float]]] = {}
    several: dict[str, dict[str, list[float]]] = {}
    for query in QUERIES:
        text = world.filled(query["text"])
        counts = {server.name: rows(server, text) for server in servers}
        if len(set(map(str, counts.values()))) > 1:
            print(f"answers differ: {query['name']}: {counts}", flush=True)
        single[query["name"]] = alone(servers, text, seconds)
        asked = [server for server in servers if server.name in single[query["name"]]]
        several[query["name"]] = {server.name: together(server, text, 8, seconds) for server in asked}
    table("1 client", names, single)
    table("8 clients", names, several)
    print(f"\nload of the machine at the end {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
