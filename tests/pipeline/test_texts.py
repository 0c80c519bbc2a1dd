"""Reprints as articles come and go: found in any order, and dissolved with the article that tied them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from graph.model import Article, Extraction
from graph.pipeline import Pipeline
from graph.quads import codec
from graph.quads import vocabulary as v
from graph.settings import Settings
from graph.store import open_store
from tests.pipeline.meetings import meeting
from tests.test_reprints import CHANGED, LIKE_IT, RELEASE

SETTINGS = Settings(store=":memory:")
HEAD, TAIL = RELEASE[: len(RELEASE) // 2], RELEASE[len(RELEASE) // 2 :]
BRIDGE = RELEASE
TEXTS = (*CHANGED.values(), LIKE_IT, HEAD, TAIL, "A note on something else.")


def fresh() -> Pipeline:
    return Pipeline(SETTINGS, open_store(SETTINGS))


def put(pipeline: Pipeline, name: str, text: str, day: int = 4) -> None:
    pipeline.put(Article(name, text, date(2026, 5, day), name), meeting(name, "Ana Ruiz", "Bo Lind"))


def dump(pipeline: Pipeline) -> list[str]:
    return sorted(codec.line(q) for q in pipeline.store.quads())


def texts(pipeline: Pipeline) -> set[frozenset[str]]:
    """The articles of each text that several print."""
    found: dict[str, set[str]] = {}
    for q in pipeline.store.quads(pipeline.texts.graph.value):
        if q.p == v.term("printOf"):
            found.setdefault(q.o.value, set()).add(q.s.value.rpartition("/")[2])
    return {frozenset(x) for x in found.values()}


def shares(pipeline: Pipeline) -> list[str]:
    return sorted(q.o.value for q in pipeline.store.quads(pipeline.texts.graph.value) if q.p == v.term("score"))


def test_a_release_and_its_reprints_are_one_text_and_stay_articles_of_their_own() -> None:
    pipeline = fresh()
    for n, text in enumerate(CHANGED.values()):
        put(pipeline, f"p{n}", text)
    put(pipeline, "other", LIKE_IT)

    assert texts(pipeline) == {frozenset(f"p{n}" for n in range(len(CHANGED)))}
    assert pipeline.stats()["Article"] == len(CHANGED) + 1


def test_a_text_falls_apart_with_the_article_that_held_it_together() -> None:
    pipeline = fresh()
    put(pipeline, "head", HEAD)
    put(pipeline, "tail", TAIL)
    before = dump(pipeline)
    assert texts(pipeline) == set()

    put(pipeline, "whole", BRIDGE)
    assert texts(pipeline) == {frozenset({"head", "tail", "whole"})}
    assert len(shares(pipeline)) == 2

    pipeline.withdraw("whole")
    assert dump(pipeline) == before


def test_a_correction_that_is_another_text_leaves_the_family_and_comes_back() -> None:
    pipeline = fresh()
    put(pipeline, "a", RELEASE)
    put(pipeline, "b", CHANGED["a few words edited"])
    before = dump(pipeline)
    put(pipeline, "b", LIKE_IT)
    assert texts(pipeline) == set()

    put(pipeline, "b", CHANGED["a few words edited"])
    assert dump(pipeline) == before


def test_a_new_date_can_part_them() -> None:
    pipeline = fresh()
    put(pipeline, "a", RELEASE)
    put(pipeline, "b", RELEASE)
    assert texts(pipeline)
    pipeline.put(Article("b", RELEASE, date(2026, 9, 4), "b"), Extraction("b", "table", "1"))
    assert texts(pipeline) == set()


def test_withdrawing_everything_leaves_nothing() -> None:
    pipeline = fresh()
    put(pipeline, "a", RELEASE)
    put(pipeline, "b", RELEASE)
    pipeline.withdraw("a")
    pipeline.withdraw("b")
    assert dump(pipeline) == []


choices = st.lists(st.sampled_from(range(len(TEXTS))), min_size=1, max_size=6)


@given(choices, st.randoms(use_true_random=False), st.data())
def test_the_order_does_not_matter_and_withdrawing_leaves_the_others(found: Sequence[int], random: object, data: st.DataObject) -> None:
    articles = [(f"n{i}", TEXTS[n]) for i, n in enumerate(found)]
    one, two = fresh(), fresh()
    for name, text in articles:
        put(one, name, text)
    gone, _ = data.draw(st.sampled_from(articles))
    one.withdraw(gone)
    random.shuffle(articles)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    for name, text in articles:
        if name != gone:
            put(two, name, text)
    assert dump(one) == dump(two)
