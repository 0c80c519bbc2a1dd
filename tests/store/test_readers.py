"""Queries run in processes that can be killed: at their limits, when whoever asked leaves, and without harm to anything else."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

import pytest

from graph.errors import QueryError, QuerySyntaxError, QueryTimeout, QueryTooLarge, StoreBusy, StoreError, UnknownFormat
from graph.model import Iri, Literal, Quad
from graph.store import Store
from graph.store.interface import Stop
from graph.store.places import Lane
from graph.store.reader import CHUNK

EX = "http://example.org/"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"  # 10⁹ rows over the store below, and one answer
ROWS = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
SHORT = "SELECT ?o { <http://example.org/7> ?p ?o }"

Disk = Callable[..., Store]
Readers = Callable[[], dict[int, str]]
Until = Callable[[Callable[[], bool]], None]


def filled(store: Store) -> Store:
    store.apply((), [Quad(Iri(f"{EX}{n}"), Iri(EX + "number"), Literal(str(n))) for n in range(1000)])
    return store


@pytest.fixture
def store(disk: Disk) -> Store:
    """One with a thousand facts and one reader, which has answered."""
    opened = filled(disk())
    assert answered(opened)
    return opened


def answered(store: Store) -> bool:
    return store.query(SHORT, accept="text/csv").read() == b"o\r\n7\r\n"


def test_a_query_past_its_limit_is_stopped_and_its_reader_replaced(store: Store, readers: Readers, until: Until) -> None:
    (before,) = readers()
    with pytest.raises(QueryTimeout) as told:
        store.query(ENDLESS, deadline=0.3)
    assert told.value.limit == 0.3
    until(lambda: before not in readers() and len(readers()) == 1)
    (after,) = readers()
    assert answered(store)
    assert list(readers()) == [after]


def test_the_limit_holds_while_the_answer_is_sent(store: Store) -> None:
    answer = store.query(ROWS, deadline=1.0)
    assert len(next(answer.chunks)) > 0
    with pytest.raises(QueryTimeout):
        for _ in answer.chunks:
            pass
    assert list(answer.chunks) == []
    assert answered(store)


def test_the_limit_holds_while_nobody_reads_the_answer(store: Store, readers: Readers, until: Until) -> None:
    (before,) = readers()
    answer = store.query(ROWS, deadline=1.0)
    until(lambda: before not in readers())
    with pytest.raises(QueryTimeout):
        answer.read()


@pytest.mark.parametrize("leave", ["close", "drop", "with"])
def test_whoever_leaves_stops_the_query(leave: str, store: Store, readers: Readers, until: Until) -> None:
    (before,) = readers()
    answer = store.query(ROWS)
    next(answer.chunks)
    if leave == "close":
        answer.close()
    elif leave == "with":
        with answer:
            pass
    del answer
    until(lambda: before not in readers())
    assert answered(store)


def test_other_queries_and_the_writer_go_on(store: Store) -> None:
    with ThreadPoolExecutor() as pool:
        long = pool.submit(store.query, ENDLESS, deadline=1.5)
        count = 0
        while not long.done():
            store.apply((), [Quad(Iri(f"{EX}more{count}"), Iri(EX + "number"), Literal("x"))])
            assert store.query("SELECT (COUNT(*) AS ?n) { ?s ?p 'x' }", accept="text/csv").read() == f"n\r\n{count + 1}\r\n".encode()
            count += 1
        assert count > 3
        with pytest.raises(QueryTimeout):
            long.result()


def test_a_large_answer_comes_in_chunks_and_whole(store: Store) -> None:
    answer = store.query("SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 20000", accept="text/csv")
    chunks = list(answer.chunks)
    assert max(map(len, chunks)) <= CHUNK
    assert b"".join(chunks).count(b"\r\n") == 20001


def test_an_answer_started_before_a_commit_does_not_see_it(store: Store) -> None:
    answer = store.query("SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 50000", accept="text/csv")
    store.update("CLEAR ALL")
    assert store.query("ASK { ?s ?p ?o }", accept="text/csv").read() == b"false"
    assert answer.read().count(b"\r\n") == 50_001


def test_snapshots_last_as_long_as_their_readers(store: Store, tmp_path: Path) -> None:
    def snapshots() -> list[str]:
        return sorted(p.name for p in (tmp_path / "store" / "snapshots").iterdir())

    assert answered(store)
    assert snapshots() == ["1"], "no commit, no new snapshot"
    long = store.query(ROWS)
    for n in range(3):
        store.apply((), [Quad(Iri(f"{EX}new{n}"), Iri(EX + "p"), Literal("x"))])
        assert answered(store)
    assert snapshots() == ["1", "4"]
    long.close()
    assert snapshots() == ["4"]
    store.close()
    assert not (tmp_path / "store" / "snapshots").exists()


def test_a_query_too_large_is_stopped(disk: Disk) -> None:
    store = filled(disk(query_memory=64))
    with pytest.raises(QueryTooLarge) as told:
        store.query("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i", deadline=60)
    assert told.value.limit == 64
    assert answered(store)


def test_a_reader_that_has_grown_makes_way(disk: Disk, readers: Readers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.store.process.KEPT", 0)
    store = filled(disk())
    for _ in range(4):
        assert answered(store)
        assert len(readers()) <= 1
    monkeypatch.undo()
    assert answered(store)
    (fresh,) = readers()
    assert answered(store)
    assert list(readers()) == [fresh]


def test_a_query_that_breaks_the_engine_breaks_nothing_else(store: Store) -> None:
    with pytest.raises(QueryError, match="broke down"):
        store.query("SELECT * " + "{" * 20_000 + "}" * 20_000)
    assert answered(store)


def test_a_reader_killed_while_idle_is_not_missed(store: Store, readers: Readers, until: Until) -> None:
    store.warm()
    assert answered(store)
    for pid in readers():
        os.kill(pid, signal.SIGKILL)
    until(lambda: set(readers().values()) == {"Z"})
    assert answered(store)
    assert answered(store)
    assert "Z" not in readers().values()


def test_what_is_wrong_with_a_query_is_told_before_its_answer_and_costs_no_reader(store: Store, readers: Readers) -> None:
    before = list(readers())
    with pytest.raises(QuerySyntaxError) as told:
        store.query("SELECT *\n{ ?s ?p }")
    assert (told.value.line, told.value.column) == (2, 3)
    with pytest.raises(QuerySyntaxError):
        store.query("SELECT * { ?s ?p '\ud800' }")
    with pytest.raises(QuerySyntaxError):
        store.query("ASK {}", default_graphs=["no IRI"])
    with pytest.raises(UnknownFormat, match="text/csv"):
        store.query("ASK {}", accept="text/turtle")
    assert list(readers()) == before


@pytest.mark.parametrize(
    ("text", "media_type", "message"),
    [
        ("CONSTRUCT { <a:a> <urn:isbn:1> 1 } {}", "application/rdf+xml", "RDF/XML has no way to write the property <urn:isbn:1>"),
        ("CONSTRUCT { <a:a> <a:b> '\\u0001' } {}", "application/rdf+xml", r"U\+0001"),
        ("SELECT ('\\uFFFE' AS ?x) {}", "application/sparql-results+xml", r"U\+FFFE"),
        ("CONSTRUCT { << <a:a> <a:b> 1 >> <a:c> 1 } {}", "application/ld+json", "JSON-LD does not support RDF 1.2"),
    ],
)
@pytest.mark.parametrize("kind", ["disk", "memory"])
def test_an_answer_that_its_format_cannot_hold_is_told(kind: str, text: str, media_type: str, message: str, disk: Disk) -> None:
    store = disk() if kind == "disk" else disk(store=":memory:")
    with pytest.raises(QueryError, match=message):
        store.query(text, accept=media_type)


def test_in_memory_only_rows_can_be_stopped(disk: Disk) -> None:
    store = filled(disk(store=":memory:"))
    assert not store.capabilities.cancels
    with pytest.raises(QueryTimeout):
        store.query(ROWS, deadline=0.3)


OTHER_ROWS = "SELECT ?a ?d ?g { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@pytest.fixture
def strict(monkeypatch: pytest.MonkeyPatch) -> None:
    """No query stays on a quick place after its trial."""
    monkeypatch.setattr("graph.store.leases.GRACE", 0.0)


@pytest.mark.usefixtures("strict")
def test_a_long_query_waits_for_another_but_not_for_ever_and_short_ones_for_neither(disk: Disk) -> None:
    store = filled(disk(query_workers=1))
    busy = store.query(ROWS)
    with pytest.raises(StoreBusy, match="waited"):
        store.query(OTHER_ROWS, deadline=3.0)
    assert answered(store)
    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(store.query, OTHER_ROWS)
        while not waiting.done():
            assert answered(store)
            busy.close()
        assert next(waiting.result().chunks)
        waiting.result().close()


@pytest.mark.usefixtures("strict")
def test_what_was_held_back_is_not_sent_twice(disk: Disk) -> None:
    """The second query has begun its answer when it is made to wait, and begins again."""
    store = filled(disk(query_workers=1))
    busy = store.query(ROWS)
    text = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 200000"
    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(store.query, text, accept="text/csv")
        time.sleep(0.5)
        busy.close()
        assert waiting.result().read().count(b"\r\n") == 200_001


@pytest.mark.usefixtures("strict")
def test_a_query_that_was_stopped_on_trial_begins_on_a_long_place_next_time(disk: Disk) -> None:
    store = filled(disk(query_workers=1))
    busy = store.query(ROWS)
    pool = store._pool  # type: ignore[attr-defined]  # what it remembers shows nowhere else
    for _ in range(2):
        with pytest.raises(StoreBusy):
            store.query(ENDLESS, deadline=3.0)
    assert len(pool._slow._keys) == 2
    busy.close()
    with pytest.raises(QueryTimeout):
        store.query(ENDLESS, deadline=1.0)


def test_a_reader_that_gave_way_to_others_answers_nobody_after(
    store: Store, readers: Readers, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph.store.leases.LONG", 0.0)
    answer = store.query(ROWS + " LIMIT 60000", accept="text/csv")
    next(answer.chunks)
    (pid,) = readers()
    usual = os.getpriority(os.PRIO_PROCESS, 0)
    until(lambda: os.getpriority(os.PRIO_PROCESS, pid) == min(19, usual + 10))
    answer.read()
    until(lambda: pid not in readers())
    assert answered(store)
    assert [os.getpriority(os.PRIO_PROCESS, pid) for pid in readers()] == [usual]


@pytest.mark.usefixtures("strict")
def test_a_full_queue_refuses_at_once(disk: Disk, until: Until, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.store.places.QUEUE", dict.fromkeys(Lane, 2))
    store = filled(disk(query_workers=1))
    busy = store.query(ROWS)
    places = store._pool._places  # type: ignore[attr-defined]  # how many wait shows nowhere else
    with ThreadPoolExecutor(max_workers=8) as pool:
        waiting = [pool.submit(store.query, OTHER_ROWS + " LIMIT 500000") for _ in range(2)]
        until(lambda: len(places._waiting[Lane.LONG]) == 2)
        with pytest.raises(StoreBusy, match="already"):
            store.query(ROWS)
        assert answered(store)
        busy.close()
        for query in as_completed(waiting):  # either may have come first
            assert next(query.result().chunks)
            query.result().close()


@pytest.mark.parametrize("text", [ENDLESS, ROWS])
def test_a_query_can_be_stopped_from_elsewhere(text: str, store: Store, readers: Readers, until: Until) -> None:
    stop = Stop()
    with ThreadPoolExecutor() as pool:
        asked = pool.submit(lambda: store.query(text, stop=stop).read())
        until(lambda: len(readers()) > 0)
        time.sleep(0.2)
        (before,) = readers()
        stop()
        with pytest.raises(StoreError, match="stopped"):
            asked.result()
    until(lambda: before not in readers())
    with pytest.raises(StoreError, match="stopped"):
        store.query(SHORT, stop=stop).read()
    assert answered(store)


@pytest.mark.usefixtures("strict")
def test_a_query_that_waits_can_be_stopped_and_takes_no_place_with_it(disk: Disk, until: Until) -> None:
    store = filled(disk(query_workers=1))
    busy, stop = store.query(ROWS), Stop()
    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(store.query, ENDLESS, stop=stop)
        until(lambda: len(store._pool._places._waiting[Lane.LONG]) == 1)  # type: ignore[attr-defined]  # shows nowhere else
        stop()
        with pytest.raises(StoreError, match="stopped"):
            waiting.result()
    busy.close()
    assert next(store.query(OTHER_ROWS).chunks)
    assert answered(store)


def test_closing_the_store_ends_what_runs(store: Store, readers: Readers) -> None:
    answer = store.query(ROWS)
    next(answer.chunks)
    with ThreadPoolExecutor() as pool:
        long = pool.submit(store.query, ENDLESS)
        time.sleep(0.2)
        store.close()
        with pytest.raises(StoreError, match="closed"):
            long.result()
    with pytest.raises(StoreError, match="closed"):
        answer.read()
    assert readers() == {}


def test_a_store_that_is_dropped_leaves_no_reader(disk: Disk, readers: Readers) -> None:
    from graph.settings import Settings
    from graph.store import open_store

    folder = disk()
    folder.close()
    forgotten = filled(open_store(Settings(store=folder._folder.path.as_posix())))  # type: ignore[attr-defined]  # where it lies
    assert answered(forgotten)
    assert len(readers()) == 1
    del forgotten
    assert readers() == {}


def test_readers_end_with_the_process_that_started_them_even_in_a_query(tmp_path: Path, until: Until) -> None:
    code = (
        "import sys, threading, time; from graph.settings import Settings; from graph.store import open_store\n"
        "store = open_store(Settings(store=sys.argv[1], query_timeout=300.0))\n"
        f"store.update('INSERT DATA {{ ' + ' '.join('<{EX}%d> <{EX}p> %d .' % (n, n) for n in range(1000)) + ' }}')\n"
        f"threading.Thread(target=store.query, args=({ENDLESS!r},), daemon=True).start(); store.warm(); time.sleep(0.5)\n"
        "print(*[reader.pid for reader in store._pool._idle], *[lease.reader.pid for lease in store._pool._leases], flush=True)\n"
        "time.sleep(60)"
    )
    root = Path(__file__).parents[2]
    with subprocess.Popen([sys.executable, "-c", code, str(tmp_path / "store")], stdout=subprocess.PIPE, cwd=root) as parent:
        assert parent.stdout
        pids = parent.stdout.readline().split()
        assert len(pids) == 2
        parent.kill()
        parent.wait()
    until(lambda: not any(Path(f"/proc/{int(pid)}/cmdline").exists() and _runs(int(pid)) for pid in pids))


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets a process give up sockets")
def test_a_reader_reaches_no_server_even_if_it_is_asked_to(store: Store) -> None:
    heard = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=lambda: _hear(server, heard), daemon=True).start()
        with pytest.raises(StoreError, match=r"[Pp]ermission"):
            store.query(f"SELECT * {{ SERVICE <http://127.0.0.1:{server.getsockname()[1]}/> {{ ?s ?p ?o }} }}")
        assert not heard.is_set()


def _hear(server: socket.socket, heard: threading.Event) -> None:
    try:
        server.accept()
    except OSError:
        return
    heard.set()
