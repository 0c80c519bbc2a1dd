"""`python benchmarks/sparql_limits.py`: what becomes of others while 64 clients ask for an hour's work each.

Starts the service on a store of its own, measures short queries and REST alone, then beside 64 clients that keep asking a join and an
aggregate that would run for an hour, a client that reads a result of ten million rows slowly, and one that leaves. Prints a table.
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

TRIPLES = 50_000
CLIENTS = 64

JOIN = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a = ?d && ?d = ?g && ?a != ?g) }"  # 10¹⁴ rows looked at, none found
AGGREGATE = "SELECT (COUNT(*) AS ?n) (MAX(CONCAT(?c, ?f, ?i)) AS ?m) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
ROWS = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 10000000"

SHORT = {
    "look-up": "/sparql?query=" + quote("SELECT ?o { <http://example.org/@> ?p ?o }", safe="@"),
    "join": "/sparql?query=" + quote("SELECT ?o ?q { <http://example.org/@> ?p ?o . ?s ?p ?o . ?s ?q ?x } LIMIT 5", safe="@"),
    "REST": "/api/v1/search?q=harbour@",
}
"""what others ask; @ is a number, another each time, so that no answer is one that was kept"""

NUMBERS = itertools.cycle(range(1, TRIPLES))


class Connection:
    """A connection that is kept, without what a library adds to the time. One that the server has closed meanwhile is made again."""

    def __init__(
        self, port: int, accept: str = "application/sparql-results+json, application/n-triples;q=0.5", timeout: float = 120
    ) -> None:
        self._port, self._accept, self._timeout = port, accept, timeout
        self._socket = self._connected()

    def _connected(self) -> socket.socket:
        made = socket.create_connection(("127.0.0.1", self._port), timeout=self._timeout)
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return made

    def get(self, path: str) -> tuple[int, bytes]:
        """Status and body of a GET; 0 where the answer broke off."""
        request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: {self._accept}\r\n\r\n".encode()
        data = self._begun(request)
        while data and b"\r\n\r\n" not in data:
            data += self._socket.recv(1 << 16)
        head, _, body = data.partition(b"\r\n\r\n")
        lowered = head.lower()
        length = int(lowered.split(b"content-length:")[1].split(b"\r\n")[0]) if b"content-length:" in lowered else None
        parts, size, tail = [body], len(body), body[-5:]
        while size < length if length is not None else not tail.endswith(b"0\r\n\r\n"):
            part = self._socket.recv(1 << 16)
            if not part:
                return 0, b"".join(parts)
            parts.append(part)
            size, tail = size + len(part), (tail + part)[-5:]
        return int(head.split(b" ", 2)[1]), b"".join(parts)

    def _begun(self, request: bytes) -> bytes:
        """The first bytes of the response."""
        for _ in range(2):
            with contextlib.suppress(OSError):
                self._socket.sendall(request)
                data = self._socket.recv(1 << 16)
                if data:
                    return data
            self._socket = self._connected()
        raise ConnectionError(f"the server on port {self._port} closes the connection")

    def close(self) -> None:
        self._socket.close()


@contextlib.contextmanager
def service(timeout: float) -> Iterator[tuple[int, int]]:
    """Port and process of the service, over a store of `TRIPLES` triples."""
    from graph.model import Iri, Literal, Quad
    from graph.settings import Settings
    from graph.store import open_store

    with tempfile.TemporaryDirectory() as folder:
        store = str(Path(folder) / "store")
        with open_store(Settings(store=store)) as opened:
            opened.apply(
                (), [Quad(Iri(f"http://example.org/{n}"), Iri("http://example.org/number"), Literal(str(n))) for n in range(TRIPLES)]
            )
            opened.flush()
        command = [sys.executable, "-m", "api.cli", "--store", store, "serve", "--port", "0", "--query-timeout", str(timeout)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=ROOT, text=True) as process:
            assert process.stdout
            port = int(process.stdout.readline().split("127.0.0.1:")[1].split()[0])
            for path in SHORT.values():
                Connection(port).get(path.replace("@", "0"))
            try:
                yield port, process.pid
            finally:
                process.terminate()


def measured(port: int, seconds: float) -> dict[str, list[float]]:
    """Seconds of each short request, one after the other, for so long."""
    connection, found, failed = Connection(port), {name: list[float]() for name in SHORT}, list[str]()
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        number = str(next(NUMBERS))
        for name, path in SHORT.items():
            start = time.perf_counter()
            status, _ = connection.get(path.replace("@", number))
            found[name].append(time.perf_counter() - start)
            if status != 200:
                failed.append(f"{name}: {status}")
    connection.close()
    if failed:
        print(f"not answered: {', '.join(f'{what} {count}×' for what, count in Counter(failed).items())}")
    return found


def pressed(port: int, number: int, over: threading.Event, told: list[tuple[int, float]]) -> None:
    """A client that asks for an hour's work, again and again; no two texts are the same."""
    query = (JOIN, AGGREGATE)[number % 2]
    round_ = 0
    while not over.is_set():
        round_ += 1
        start = time.perf_counter()
        try:
            connection = Connection(port)
            status, _ = connection.get("/sparql?query=" + quote(f"{query.replace('?a', f'?a{number}_{round_}')}"))
            connection.close()
        except OSError:
            return
        told.append((status, time.perf_counter() - start))
        if status == 503:
            time.sleep(1)


def processes(parent: int) -> list[int]:
    """The reader processes of the service, and the one that forks them."""
    parents: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
    return [pid for pid, above in parents.items() if parent in (above, parents.get(above))]


def memory(pids: list[int]) -> int:
    """Megabytes that processes hold."""
    total = 0
    for pid in pids:
        with contextlib.suppress(OSError):
            total += int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE")
    return total >> 20


def slow_reader(port: int, seconds: float) -> dict[str, Any]:
    """Read ten million rows at some 100 kB a second until the service breaks off, or for so long."""
    start, read = time.perf_counter(), 0
    with socket.create_connection(("127.0.0.1", port), timeout=120) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 16)
        connection.sendall(f"GET /sparql?format=csv&query={quote(ROWS)} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        while time.perf_counter() - start < seconds:
            part = connection.recv(10_000)
            read += len(part)
            if not part:
                return {"ended after s": round(time.perf_counter() - start, 2), "bytes": read}
            time.sleep(0.1)
    return {"left after s": round(time.perf_counter() - start, 2), "bytes": read}


def leaving(port: int, service_pid: int) -> float:
    """Seconds from the client's leaving to the end of the process that ran its query."""
    connection = socket.create_connection(("127.0.0.1", port))
    connection.sendall(f"GET /sparql?query={quote(AGGREGATE + ' # leaves')} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
    time.sleep(0.5)
    running = busiest(service_pid)
    start = time.perf_counter()
    connection.close()
    while Path(f"/proc/{running}/statm").exists() and time.perf_counter() - start < 30:
        time.sleep(0.002)
    return time.perf_counter() - start


def busiest(service_pid: int) -> int:
    """The reader process that uses the processor most."""
    before = {pid: _processor_seconds(pid) for pid in processes(service_pid)}
    time.sleep(1)
    return max(before, key=lambda pid: _processor_seconds(pid) - before[pid])


def _processor_seconds(pid: int) -> float:
    with contextlib.suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return 0.0


def row(name: str, found: dict[str, list[float]]) -> str:
    """Median and p99 of each kind of request, in milliseconds."""
    cells = []
    for times in found.values():
        ordered = sorted(times)
        cells.append(f"{statistics.median(ordered) * 1e3:.1f} / {ordered[int(len(ordered) * 0.99)] * 1e3:.1f}")
    return f"| {name} | " + " | ".join(cells) + " |"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=30.0, help="of each part")
    parser.add_argument("--timeout", type=float, default=10.0, help="the setting query_timeout")
    given = parser.parse_args()
    with service(given.timeout) as (port, pid):
        print("median / p99, ms | " + " | ".join(SHORT))
        print(row("idle", measured(port, given.seconds)), flush=True)
        over, told = threading.Event(), list[tuple[int, float]]()
        clients = [threading.Thread(target=pressed, args=(port, n, over, told), daemon=True) for n in range(CLIENTS)]
        for client in clients:
            client.start()
        start = measured(port, 3.0)
        print(row(f"first 3 s beside {CLIENTS} clients", start), flush=True)
        print(row(f"beside {CLIENTS} clients", measured(port, given.seconds)), flush=True)
        print(f"processes beside them: {len(processes(pid))}, {memory([pid, *processes(pid)])} MB in all")
        over.set()
        for client in clients:
            client.join()
        _tell(told, given.timeout)
        reader: dict[str, Any] = {}
        slow = threading.Thread(target=lambda: reader.update(slow_reader(port, given.timeout * 3)))
        before = {one: _processor_seconds(one) for one in processes(pid)}
        begun = time.perf_counter()
        slow.start()
        time.sleep(1)
        running = max(processes(pid), key=lambda one: _processor_seconds(one) - before.get(one, 0.0))
        gone: list[float] = []

        def wait() -> None:
            while Path(f"/proc/{running}/statm").exists():
                time.sleep(0.05)
            gone.append(time.perf_counter() - begun)

        waiting = threading.Thread(target=wait)
        waiting.start()
        held = memory([pid, *processes(pid)])
        print(row("beside a slow reader of 10⁷ rows", measured(port, given.timeout / 2)), flush=True)
        slow.join()
        waiting.join()
        print(f"slow reader: {json.dumps(reader)}; its process is gone after {gone[0]:.2f} s; memory beside it {held} MB")
        print(f"a client that leaves: its process is gone after {leaving(port, pid) * 1e3:.0f} ms")


def _tell(told: list[tuple[int, float]], timeout: float) -> None:
    for status in sorted({status for status, _ in told}):
        times = [seconds for found, seconds in told if found == status]
        print(f"answers {status}: {len(times)}, after {min(times):.2f} to {max(times):.2f} s (limit {timeout:g} s)")


if __name__ == "__main__":
    main()
