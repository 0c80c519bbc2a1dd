"""What is promised of limits, crashes and snapshots, at full size."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from graph.errors import QueryTimeout
from graph.model import Iri, Literal, Quad
from graph.settings import Settings
from graph.store import Store, open_store

pytestmark = pytest.mark.slow

EX = "http://example.org/"
JOIN = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a = ?d && ?d = ?g && ?a != ?g) }"  # 10⁹ rows looked at, none found
AGGREGATE = "SELECT (COUNT(*) AS ?n) (MAX(CONCAT(?c, ?f, ?i)) AS ?m) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"  # 10¹² rows
SHORT = "SELECT ?o { <http://example.org/7> ?p ?o }"

ROOT = Path(__file__).parents[2]


def test_a_long_join_and_an_hour_of_counting_end_at_their_limit_and_disturb_nobody(
    disk: Callable[..., Store], readers: Callable[[], dict[int, str]], until: Callable[[Callable[[], bool]], None], tmp_path: Path
) -> None:
    store = disk(query_workers=3)
    store.apply((), [Quad(Iri(f"{EX}{n}"), Iri(EX + "number"), Literal(str(n))) for n in range(1000)])
    store.warm()
    taken, answers, writes = [], 0, 0

    def long(text: str) -> None:
        start = time.monotonic()
        with pytest.raises(QueryTimeout):
            store.query(text, deadline=1.0).read()
        taken.append(time.monotonic() - start)

    with ThreadPoolExecutor() as pool:
        for _ in range(3):
            running = [pool.submit(long, text) for text in (JOIN, AGGREGATE)]
            while not all(query.done() for query in running):
                assert store.query(SHORT, accept="text/csv").read() == b"o\r\n7\r\n"
                answers += 1
                store.apply((), [Quad(Iri(f"{EX}w{writes}"), Iri(EX + "written"), Literal("x"), Iri(EX + "log"))])
                writes += 1
            for query in running:
                query.result()
    assert len(taken) == 6
    assert max(taken) < 3, "a second, and what a busy machine adds"
    assert answers > 5
    assert len(list(store.quads(EX + "log"))) == writes
    until(lambda: "Z" not in readers().values() and len(readers()) == 3)
    assert store.query(SHORT, accept="text/csv").read() == b"o\r\n7\r\n"
    assert len(list((tmp_path / "store" / "snapshots").iterdir())) == 1
    store.close()
    assert readers() == {}
    assert not (tmp_path / "store" / "snapshots").exists()


def test_every_snapshot_shows_whole_commits(disk: Callable[..., Store]) -> None:
    """Each commit moves the same number into three graphs: a query that saw different numbers would have seen half a commit."""
    store = disk(query_workers=2)
    over = threading.Event()

    def quads(n: int) -> list[Quad]:
        return [Quad(Iri(EX + "s"), Iri(EX + "p"), Literal(f"{n}"), g) for g in (None, Iri(EX + "g1"), Iri(EX + "g2"))]

    store.apply((), quads(0))

    def write() -> int:
        n = 0
        while not over.is_set():
            store.apply(quads(n), quads(n := n + 1))
        return n

    text = f"SELECT (COUNT(*) AS ?n) {{ ?s ?p ?o . GRAPH <{EX}g1> {{ ?s ?p ?o }} GRAPH <{EX}g2> {{ ?s ?p ?o }} }}"
    with ThreadPoolExecutor() as pool:
        writer = pool.submit(write)
        try:
            for _ in range(60):
                assert store.query(text, accept="text/csv").read() == b"n\r\n1\r\n"
        finally:
            over.set()
        assert writer.result() > 100


WRITER = """
import sys
from graph.model import Iri, Literal, Quad
from graph.settings import Settings
from graph.store import open_store

def article(n):
    graph = Iri(f"http://example.org/article/{n}")
    inside = [Quad(Iri(f"http://example.org/claim/{n}/{i}"), Iri("http://example.org/quote"), Literal("x" * 200), graph) for i in range(40)]
    return inside + [Quad(Iri("http://example.org/newest"), Iri("http://example.org/is"), graph)]

store = open_store(Settings(store=sys.argv[1]))
n = len(list(store.graph_names()))
while True:
    store.apply(article(n - 1)[-1:], article(n))
    print(n, flush=True)
    n += 1
"""


def test_a_writer_killed_at_any_moment_leaves_whole_commits_and_loses_none_that_it_reported(tmp_path: Path) -> None:
    folder, chance = str(tmp_path / "store"), random.Random(11)
    for _ in range(6):
        with subprocess.Popen([sys.executable, "-c", WRITER, folder], stdout=subprocess.PIPE, cwd=ROOT) as writer:
            assert writer.stdout
            reported = int(writer.stdout.readline())
            killer = threading.Timer(chance.uniform(0.05, 0.4), writer.send_signal, [signal.SIGKILL])
            killer.start()
            for line in writer.stdout:
                reported = int(line) if line.endswith(b"\n") else reported
            killer.join()
        with open_store(Settings(store=folder)) as store:
            graphs = sorted(int(name.rpartition("/")[2]) for name in store.graph_names())
            assert graphs == list(range(len(graphs)))
            assert reported <= graphs[-1] <= reported + 1
            assert all(len(list(store.quads(f"{EX}article/{n}"))) == 40 for n in graphs)
            assert [q.o for q in store.quads(None)] == [Iri(f"{EX}article/{graphs[-1]}")]
