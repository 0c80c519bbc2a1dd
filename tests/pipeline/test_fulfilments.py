"""A promise is kept where a person says so, as long as both it and what kept it stand."""

from __future__ import annotations

import pytest

from graph.errors import NotFound
from graph.pipeline import Pipeline
from graph.pipeline.fulfilments import Fulfilment
from graph.quads import codec
from graph.quads import vocabulary as v
from graph.settings import Settings
from graph.store import open_store
from tests.builders import article, fisheries

SETTINGS = Settings(store=":memory:")


@pytest.fixture
def pipeline() -> Pipeline:
    pipeline = Pipeline(SETTINGS, open_store(SETTINGS), fisheries)
    pipeline.add(article("a"))
    return pipeline


def key(pipeline: Pipeline, class_: str) -> str:
    return next(q.s.value.removeprefix(SETTINGS.base) for q in pipeline.store.quads(None) if q.p == v.TYPE and q.o == v.term(class_))


def dump(pipeline: Pipeline) -> list[str]:
    return sorted(codec.line(q) for q in pipeline.store.quads())


def kept(pipeline: Pipeline) -> list[str]:
    return [codec.line(q) for q in pipeline.store.quads(None) if q.p == v.term("fulfilledBy")]


def judged(pipeline: Pipeline, judgement: str = "kept") -> Fulfilment:
    return Fulfilment(
        key(pipeline, "Commitment"),
        key(pipeline, "Meeting"),
        judgement,
        "reviewer",
        "2026-03-09T08:00:00Z",
        "the inspectors were trained there",
    )


def test_a_judgement_makes_the_triple_and_taking_it_back_leaves_the_same_bytes(pipeline: Pipeline) -> None:
    before, f = dump(pipeline), judged(pipeline)

    pipeline.judge_promise(f)
    assert len(kept(pipeline)) == 1

    pipeline.unjudge_promise(f.promise, f.outcome)
    assert dump(pipeline) == before


def test_a_judgement_may_change(pipeline: Pipeline) -> None:
    pipeline.judge_promise(judged(pipeline))
    pipeline.judge_promise(judged(pipeline, "notKept"))

    assert kept(pipeline) == []


def test_the_triple_goes_with_the_article_and_comes_back_with_it(pipeline: Pipeline) -> None:
    pipeline.judge_promise(judged(pipeline))
    before = dump(pipeline)

    pipeline.withdraw("a")
    assert kept(pipeline) == []

    pipeline.add(article("a"))
    assert dump(pipeline) == before


def test_judging_what_is_not_there_is_refused(pipeline: Pipeline) -> None:
    with pytest.raises(NotFound, match="nothing in the graph"):
        pipeline.judge_promise(Fulfilment("commitment/none", key(pipeline, "Meeting"), "kept", "reviewer", "2026-03-09T08:00:00Z"))
