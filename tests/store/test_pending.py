"""Queries that were begun, for callers that may not block."""

from __future__ import annotations

import select
from collections.abc import Callable

import pytest

from graph.errors import QuerySyntaxError, StoreError
from graph.model import Iri, Literal, Quad
from graph.store import Answer, Store
from graph.store.interface import AskAgainError, Pending

EX = "http://example.org/"
SHORT = f"SELECT ?o {{ <{EX}7> ?p ?o }}"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
ROWS = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@pytest.fixture
def store(disk: Callable[..., Store]) -> Store:
    """A thousand triples, one long place, and a reader that has the newest snapshot open."""
    store = disk(query_workers=1)
    store.apply((), [Quad(Iri(f"{EX}{n}"), Iri(EX + "number"), Literal(str(n))) for n in range(1000)])
    assert store.query(SHORT).read()
    return store


def begun(store: Store, text: str, **more: str) -> Pending:
    pending = store.begin(text, **more)  # type: ignore[arg-type]  # by name
    assert pending is not None
    return pending


def outcome(pending: Pending) -> Answer:
    while True:
        assert select.select([pending.fileno()], [], [], 20)[0], "nothing comes"
        answer = pending.advance()
        if answer is not None:
            return answer


def test_the_answer_is_that_of_a_query_that_is_waited_for(store: Store) -> None:
    for text in (SHORT, "SELECT * { ?s ?p ?o } ORDER BY ?o", ROWS + " LIMIT 30000"):
        answer = outcome(begun(store, text, accept="text/csv"))
        assert answer.media_type == "text/csv"
        assert answer.read() == store.query(text, accept="text/csv").read()


def test_what_is_wrong_is_told(store: Store) -> None:
    with pytest.raises(QuerySyntaxError):
        outcome(begun(store, "SELECT * { ?s ?p }"))
    assert outcome(begun(store, SHORT)).read()


def test_one_that_takes_long_has_to_be_asked_again_while_the_long_places_are_taken(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.store.leases.GRACE", 0.0)
    with store.query(ROWS) as busy:
        assert next(busy.chunks)
        assert store.query(SHORT).read()  # there is a second reader now
        with pytest.raises(AskAgainError):
            outcome(begun(store, ENDLESS))
        assert store.begin(ENDLESS) is None, "it is known now to take long"


def test_one_that_is_stopped_says_so_and_leaves_its_place(store: Store) -> None:
    for _ in range(6):  # more often than there are places
        pending = begun(store, ENDLESS)
        pending.stop()
        with pytest.raises(StoreError, match="stopped"):
            outcome(pending)
        assert store.query(SHORT).read()


def test_nothing_is_begun_that_would_have_to_be_waited_for(store: Store) -> None:
    assert store.begin("SELECT * { ?s ?p '" + "x" * 70_000 + "' }") is None
    store.apply((), [Quad(Iri(EX + "new"), Iri(EX + "number"), Literal("new"))])
    assert store.begin(SHORT) is None, "the newest snapshot has yet to be made"
    assert store.query(SHORT).read()
    assert outcome(begun(store, f"SELECT ?o {{ <{EX}new> ?p ?o }}", accept="text/csv")).read() == b"o\r\nnew\r\n"
