"""The pipeline on servers that are not ours leaves there, after every step, what it leaves in a store of its own."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from graph.identity.clusters import Decision
from graph.model import Claim, Extraction, Ref, Text, Thing
from graph.pipeline import Pipeline
from graph.settings import Settings
from graph.store import open_store, sorted_dump
from tests.pipeline.meetings import HERE, article, meeting, named
from tests.servers import emptied

ONE, OTHER = "person/ru1/ana-ruiz", "person/ru1/a-ruis"
DECISION = Decision(ONE, OTHER, "same", decided_by="reviewer", decided_at="2026-03-06T10:00:00Z")


def pact(name: str, parties: int) -> Extraction:
    """An article of many facts: an agreement of so many bodies, in words that have to be escaped, with a length of time."""
    things = [Thing(f"org:{n}", "Organization", f'Bureau "{n}" of the\tHarbour \\ Ångström 漢字') for n in range(parties)]
    agreement = Thing("agreement:1", "Agreement", "Harbour pact")
    board = Thing("board:1", "JointBody", "Harbour board")
    claims = [c for t in (*things, agreement, board) for c in named(t)]
    claims += [Claim(agreement.key, "party", Ref(t.key), HERE) for t in things]
    claims += [Claim(board.key, "recurrence", Text("P5Y", "duration"), HERE)]
    return Extraction(name, "table", "1", (*things, agreement, board), tuple(claims))


STEPS: tuple[Callable[[Pipeline], object], ...] = (
    lambda p: p.put(article("a"), meeting("a", "Ana Ruiz", "Bo Lind")),
    lambda p: p.put(article("b", 6), meeting("b", "A. Ruis", "Bo Lind", status="Scheduled", when="2026-03-10")),
    lambda p: p.put(article("c", 7), meeting("c", "Cy Moss", "Bo Lind", when="[2026-03-01..2026-03-10]")),
    lambda p: p.put(article("a"), meeting("a", "Ana Ruiz", "Bo Lind")),
    lambda p: p.put(article("d", 8), pact("d", 120)),
    lambda p: p.decide(DECISION),
    lambda p: p.undo(ONE, OTHER),
    lambda p: p.withdraw("b"),
    lambda p: p.withdraw("d"),
)


@pytest.mark.parametrize("server", ["oxigraph", pytest.param("virtuoso", marks=pytest.mark.slow)])
def test_every_step_leaves_the_same_there(server: str, request: pytest.FixtureRequest) -> None:
    here, there = Settings(store=":memory:"), Settings(store=request.getfixturevalue(server))
    with open_store(here) as own, open_store(there) as remote:
        emptied(remote)
        ours, theirs = Pipeline(here, own), Pipeline(there, remote)
        sizes = []
        for step in STEPS:
            assert step(ours) == step(theirs)
            assert sorted_dump(remote) == sorted_dump(own)
            sizes.append(len(sorted_dump(own)))
        assert sizes[3] == sizes[2] < sizes[4], "an article put again changes nothing"
        assert sizes[5] != sizes[4] == sizes[6], "a decision that was taken back has left nothing"
        assert sizes[7] < sizes[6]
