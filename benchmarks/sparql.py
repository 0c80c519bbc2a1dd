"""`python benchmarks/sparql.py`: our endpoint beside `oxigraph serve`, rdflib-endpoint and Virtuoso, on the same data and questions.

Each question goes to each server in turn, round after round, so that whatever else the machine does hits all alike; then eight clients ask
at once. Servers that are not installed are left out: `oxigraph` (package oxigraph), `rdflib-endpoint` (--rdflib names its command),
`virtuoso-t` (Debian's virtuoso-opensource-7-bin). Ours is there twice: keeping no answers, and as it comes, where a question that was asked
before is answered from memory. Prints tables in Markdown: medians and p99 in milliseconds, and ratios.
"""

from __future__ import annotations

import argparse
import contextlib
import math
import multiprocessing
import os
import re
import shutil
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
from tests import servers  # noqa: E402

QUERIES = tomllib.loads((Path(__file__).parent / "sparql_queries.toml").read_text(encoding="utf-8"))["query"]
OURS, KEPT, PEER = "ours", "ours, kept", "oxigraph serve"
SLOW = 2.0
"""seconds: a server that takes longer over a question is asked it once, and not by several clients"""

PATIENCE = 30.0
"""seconds after which an answer is given up"""


@dataclass(frozen=True, slots=True)
class Server:
    """A server, its port, and the path of its query endpoint."""

    name: str
    port: int
    path: str

    def url(self, text: str) -> str:
        return f"{self.path}?query={quote(text)}"


# ---- servers ----------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def ours(data: Path, folder: Path, name: str, kept: int) -> Iterator[Server]:
    """Our service, as `communique serve` starts it, but for the setting `query_kept`."""
    from graph.settings import Settings
    from graph.store import open_store

    with open_store(Settings(store=str(folder))) as store, data.open("rb") as file:
        store.bulk_load(file)
        store.flush()
    port = servers.free_port()
    command = [sys.executable, "-m", "api.cli", "--store", str(folder), "serve", "--port", str(port)]
    environment = {"COMMUNIQUE_QUERY_KEPT": str(kept), "COMMUNIQUE_QUERY_TIMEOUT": "120"}
    with servers.running(command, port, folder=ROOT, environment=environment):
        yield Server(name, port, "/sparql")


@contextlib.contextmanager
def oxigraph(data: Path, folder: Path) -> Iterator[Server]:
    """Oxigraph's own server, over what `oxigraph load` has written."""
    load = [servers.oxigraph_command(), "load", "--location", str(folder), "--file", str(data)]
    subprocess.run(load, check=True, stderr=subprocess.DEVNULL)
    with servers.oxigraph(folder) as url:
        yield Server(PEER, int(url.rpartition(":")[2]), "/query")


@contextlib.contextmanager
def optimized(data: Path, folder: Path) -> Iterator[Server]:
    """The same after `oxigraph optimize`."""
    load = [servers.oxigraph_command(), "load", "--location", str(folder), "--file", str(data)]
    subprocess.run(load, check=True, stderr=subprocess.DEVNULL)
    subprocess.run([load[0], "optimize", "--location", str(folder)], check=True, stderr=subprocess.DEVNULL)
    with servers.oxigraph(folder) as url:
        yield Server(f"{PEER}, optimized", int(url.rpartition(":")[2]), "/query")


@contextlib.contextmanager
def rdflib_endpoint(data: Path, command: str) -> Iterator[Server]:
    """rdflib-endpoint, which reads the file into memory at each start."""
    if shutil.which(command) is None:
        raise FileNotFoundError(command)
    port = servers.free_port()
    with servers.running([command, "serve", str(data), "--host", "127.0.0.1", "--port", str(port)], port, seconds=900):
        yield Server("rdflib-endpoint", port, "/")


@contextlib.contextmanager
def virtuoso(data: Path, folder: Path) -> Iterator[Server]:
    """Virtuoso 7; it has no default graph of its own, so the facts lie in one more named graph, which is part of the union it asks."""
    folder.mkdir()
    shutil.copy(data, folder / "data.nq")
    with servers.virtuoso(folder, data="data.nq", buffers=85_000) as url:
        yield Server("Virtuoso", int(url.split(":")[2].partition("/")[0]), "/sparql")


# ---- measuring --------------------------------------------------------------------------------------------------------


def once(connection: Connection, url: str) -> tuple[float, int, bytes]:
    """Seconds, status and body of one request."""
    start = time.perf_counter()
    status, body = connection.get(url)
    return time.perf_counter() - start, status, body


def alone(asked: Sequence[Server], text: str, seconds: float) -> dict[str, list[float]]:
    """Times of one client, each server in turn; those that fail have none."""
    connections = {server: Connection(server.port, timeout=PATIENCE) for server in asked}
    times: dict[str, list[float]] = {}
    for server in asked:
        with contextlib.suppress(OSError):
            taken, status, _ = once(connections[server], server.url(text))
            if status == 200:
                times[server.name] = [taken] if taken > SLOW else []
    again = [server for server in asked if times.get(server.name) == []]
    end = time.perf_counter() + seconds * len(again)
    while time.perf_counter() < end or min((len(times[server.name]) for server in again), default=5) < 5:
        for server in again:
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
    """How many rows a server answers with, or triples; what it says to ASK."""
    connection = Connection(server.port, accept="application/sparql-results+json, application/n-triples;q=0.2")
    _, status, body = once(connection, server.url(text))
    connection.close()
    if status != 200:
        return f"status {status}"
    if b"__ASK_RETVAL" in body or b'"boolean"' in body:
        return "yes" if re.search(rb'true|"value": "1"', body) else "no"
    return (body.count(b'"bindings"') and len(re.findall(rb'"\s*\}\s*\}', body))) or body.count(b" .\n")


# ---- the tables -------------------------------------------------------------------------------------------------------


def milliseconds(times: Sequence[float], part: float) -> float:
    """A quantile, in milliseconds."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))] * 1e3


def table(title: str, names: Sequence[str], found: dict[str, dict[str, list[float]]]) -> None:
    """Median / p99 of each question and server, and what our medians are to the others'."""
    print(f"\n### {title}\n\n| question | {' | '.join(names)} |\n|---|{'--:|' * len(names)}")
    for question, times in found.items():
        cells = [f"{milliseconds(times[n], 0.5):.2f} / {milliseconds(times[n], 0.99):.2f}" if times.get(n) else "–" for n in names]
        print(f"| {question} | {' | '.join(cells)} |")
    print(f"\n| geometric mean of the medians of | {' | '.join(f'over {name}' for name in names if name not in (OURS, KEPT))} |")
    print(f"|---|{'--:|' * sum(name not in (OURS, KEPT) for name in names)}")
    for own in (OURS, KEPT):
        if own in names:
            print(f"| {own} | {' | '.join(_mean(found, own, name) for name in names if name not in (OURS, KEPT))} |")


def _mean(found: dict[str, dict[str, list[float]]], own: str, other: str) -> str:
    ratios = [statistics.median(t[own]) / statistics.median(t[other]) for t in found.values() if t.get(own) and t.get(other)]
    return f"{math.exp(statistics.fmean(map(math.log, ratios))):.3f} ({len(ratios)})" if ratios else "–"


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
        asked = []
        for name, start in (
            (OURS, lambda: ours(data, Path(folder) / "ours", OURS, 0)),
            (KEPT, lambda: ours(data, Path(folder) / "kept", KEPT, 64)),
            (PEER, lambda: oxigraph(data, Path(folder) / "oxigraph")),
            ("optimized", lambda: optimized(data, Path(folder) / "optimized")),
            ("Virtuoso", lambda: virtuoso(data, Path(folder) / "virtuoso")),
            ("rdflib-endpoint", lambda: rdflib_endpoint(data, given.rdflib)),
        ):
            if name not in given.without:
                try:
                    asked.append(stack.enter_context(start()))
                except (FileNotFoundError, subprocess.CalledProcessError) as e:
                    print(f"{name} is left out: {e}")
        report(world, asked, given.seconds)


def report(world: World, asked: Sequence[Server], seconds: float) -> None:
    """Ask everything of everybody."""
    names = [server.name for server in asked]
    single: dict[str, dict[str, list[float]]] = {}
    several: dict[str, dict[str, list[float]]] = {}
    for query in QUERIES:
        text = world.filled(query["text"])
        times = single[query["name"]] = alone(asked, text, seconds)
        quick = [server for server in asked if times.get(server.name) and statistics.median(times[server.name]) < SLOW]
        counts = {server.name: rows(server, text) for server in quick}
        if len(set(map(str, counts.values()))) > 1:
            print(f"answers differ: {query['name']}: {counts}", flush=True)
        several[query["name"]] = {server.name: together(server, text, 8, seconds) for server in quick}
        print(f"asked: {query['name']}", file=sys.stderr, flush=True)
    table("1 client", names, single)
    table("8 clients", names, several)
    print(f"\nload of the machine at the end {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
