"""Answers are no longer than allowed, whatever their format; short ones are not touched."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from graph.errors import QueryTimeout, QueryTooLarge
from graph.model import Iri, Literal, Quad
from graph.store import Store
from graph.store.answers import AnswerError, bounded

EX = "http://example.org/"
Disk = Callable[..., Store]

TABLES = ("application/sparql-results+json", "application/sparql-results+xml", "text/csv", "text/tab-separated-values")
LINES = ("application/n-triples", "application/n-quads")
HARD = ('}},{"', '"}},{', "<result>", 'a "quoted"\nline\r\n', "\t", "}},{", '","', "")
"""values that look like the marks between rows"""


def counted(data: bytes, media_type: str, size: int) -> int:
    """How many rows are seen, when the answer comes in pieces of this size."""
    low, high = 0, 1000
    while low < high:
        middle = (low + high) // 2
        check = bounded(lambda _: None, media_type, max(middle, 1), 0)
        try:
            for start in range(0, len(data), size):
                check(data[start : start + size])
        except AnswerError:
            low = middle + 1
        else:
            high = middle
    return low


@pytest.mark.parametrize("media_type", [*TABLES, *LINES])
@pytest.mark.parametrize("size", [1, 7, 8192])
def test_rows_are_counted_whatever_they_hold(media_type: str, size: int, disk: Disk) -> None:
    store = disk(store=":memory:")
    store.apply((), [Quad(Iri(f"{EX}{n}"), Iri(EX + "says"), Literal(text)) for n, text in enumerate(HARD)])
    text = "SELECT * { ?s ?p ?o }" if media_type in TABLES else "CONSTRUCT WHERE { ?s ?p ?o }"
    assert counted(store.query(text, accept=media_type).read(), media_type, size) == len(HARD)


@pytest.mark.parametrize("kind", ["disk", "memory"])
def test_an_answer_of_too_many_rows_or_bytes_breaks_off(kind: str, disk: Disk) -> None:
    def opened(**limits: int) -> Store:
        store = disk(store=":memory:", **limits) if kind == "memory" else disk(**limits)
        store.apply((), [Quad(Iri(f"{EX}{n}"), Iri(EX + "p"), Literal(str(n))) for n in range(100)])
        return store

    rows = opened(query_rows=50)
    with pytest.raises(QueryTooLarge, match="50 rows") as told:
        rows.query("SELECT * { ?s ?p ?o }").read()
    assert (told.value.limit, told.value.unit) == (50, "rows")
    assert rows.query("SELECT * { ?s ?p ?o } LIMIT 50", accept="text/csv").read().count(b"\n") == 51
    rows.close()
    few = opened(query_bytes=500)
    with pytest.raises(QueryTooLarge, match="500 bytes"):
        few.query("CONSTRUCT WHERE { ?s ?p ?o }", accept="text/turtle").read()
    assert b"".join(few.dump()).count(b"\n") == 100


def test_a_look_up_is_answered_at_once_or_left_to_others(disk: Disk) -> None:
    store = disk()
    store.apply((), [Quad(Iri(f"{EX}{n % 2}"), Iri(EX + "p"), Literal(str(n))) for n in range(20_001)])
    assert store.look_up("SELECT ?s { ?s ?p '7' }", accept="text/csv") == f"s\r\n{EX}1\r\n".encode()
    assert store.look_up(f"ASK {{ <{EX}0> ?p ?o }}", accept="text/csv") == b"true"
    assert store.look_up(f"SELECT ?o {{ <{EX}0> ?p ?o }}") is None, "too many rows for a look"
    assert store.look_up("SELECT ?o { oops") is None
    assert store.look_up("ASK {}", accept="image/png") is None


def test_an_update_is_tried_where_it_can_be_stopped(disk: Disk) -> None:
    store = disk(query_memory=128)
    store.apply((), [Quad(Iri(f"{EX}{n}"), Iri(EX + "p"), Literal(str(n))) for n in range(1000)])
    store.update(f"INSERT {{ GRAPH <{EX}g> {{ ?s <{EX}q> ?o }} }} WHERE {{ ?s ?p ?o FILTER(?o = '7') }}", deadline=20)
    assert [q.s for q in store.quads(EX + "g")] == [Iri(EX + "7")]
    commits = store.commits
    with pytest.raises(QueryTimeout):
        store.update(
            f"INSERT {{ <{EX}x> <{EX}n> ?n }} WHERE {{ {{ SELECT (COUNT(*) AS ?n) {{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }} }} }}", deadline=1
        )
    with pytest.raises(QueryTooLarge):
        store.update(f"INSERT {{ ?a <{EX}with> ?d }} WHERE {{ ?a ?b ?c . ?d ?e ?f }}", deadline=60)
    assert store.commits == commits
    assert len(list(store.quads(None))) == 1000


def test_commits_are_counted(store: Store) -> None:
    before = store.commits
    store.apply((), [Quad(Iri(EX + "a"), Iri(EX + "b"), Iri(EX + "c"))])
    assert store.query("ASK {}").read()
    assert store.commits == (None if before is None else before + 1)
