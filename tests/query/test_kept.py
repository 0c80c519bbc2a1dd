"""Answers are kept as long as the state of the store, and no longer."""

from __future__ import annotations

import pytest

from graph.query import Kept, may_be_kept


def test_an_answer_is_kept_for_its_question_in_its_state() -> None:
    kept = Kept(1000)
    kept.put("a", 1, b"answer")
    assert kept.get("a", 1) == b"answer"
    assert kept.get("b", 1) is None
    assert kept.get("a", 2) is None
    kept.put("b", 2, b"newer")
    assert kept.get("a", 2) is None
    assert kept.get("b", 2) == b"newer"


def test_nothing_is_kept_where_nobody_knows_what_changes_or_nothing_may_be() -> None:
    kept = Kept(1000)
    kept.put("a", None, b"answer")
    assert kept.get("a", None) is None
    none = Kept(0)
    none.put("a", 1, b"answer")
    assert none.get("a", 1) is None


def test_what_was_not_asked_for_longest_is_forgotten_and_large_answers_are_not_kept() -> None:
    kept = Kept(160)
    kept.put("large", 1, b"x" * 11)
    assert kept.get("large", 1) is None
    for n in range(16):
        kept.put(n, 1, b"x" * 10)
        assert kept.get(0, 1) is not None
    kept.put(16, 1, b"x" * 10)
    assert [n for n in range(17) if kept.get(n, 1) is None] == [1]
    for _ in range(100):
        kept.put(16, 1, b"y" * 10)
    assert sum(kept.get(n, 1) is not None for n in range(17)) == 16


@pytest.mark.parametrize(
    ("text", "may"),
    [
        ("SELECT * { ?s ?p ?o }", True),
        ("SELECT (now () AS ?n) {}", False),
        ("SELECT * { BIND(RAND() AS ?r) }", False),
        ("SELECT * { BIND(StrUUID() AS ?r) }", False),
        ("SELECT * { ?s ex:now ?o }", True),
    ],
)
def test_what_is_another_each_time_is_not_kept(text: str, may: bool) -> None:
    assert may_be_kept(text) is may
