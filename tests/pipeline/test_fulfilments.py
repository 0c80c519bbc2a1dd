"""A promise is kept or superseded where a person says so, as long as both it and what kept or superseded it stand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from graph.catalogue.promises import promises
from graph.catalogue.reading import Catalogue
from graph.errors import NotFound
from graph.model import Extraction, Thing
from graph.pipeline import Pipeline
from graph.pipeline.fulfilments import Fulfilment
from graph.quads import codec
from graph.quads import vocabulary as v
from graph.settings import Settings
from graph.store import open_store
from tests.builders import article, fisheries
from tests.pipeline import meetings

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


# ---- promised anew ---------------------------------------------------------------------------------------------------


@pytest.fixture
def moved() -> Pipeline:
    """A meeting announced for the 10th, and then for the 20th."""
    pipeline = Pipeline(SETTINGS, open_store(SETTINGS))
    announce(pipeline, "early", 1, "2026-03-10")
    announce(pipeline, "late", 5, "2026-03-20")
    return pipeline


def announce(pipeline: Pipeline, name: str, day: int, when: str, status: str = "Scheduled") -> None:
    pipeline.put(meetings.article(name, day), meetings.meeting(name, "Ana Ruiz", "Bo Lind", status=status, when=when))


def hypotheses(pipeline: Pipeline) -> list[tuple[str, str, str]]:
    nodes: dict[str, dict[str, str]] = {}
    for q in pipeline.store.quads(pipeline.links.graph.value):
        nodes.setdefault(q.s.value, {})[v.local(q.p)] = q.o.value.removeprefix(SETTINGS.base)
    return [(n["left"], n["relation"], n["right"]) for n in nodes.values()]


def on(pipeline: Pipeline, day: str) -> str:
    """The meeting of a day."""
    return next(q.s.value.removeprefix(SETTINGS.base) for q in pipeline.store.quads(None) if q.p == v.term("date") and q.o.value == day)


def state(pipeline: Pipeline, promise: str, as_of: str = "2026-03-06") -> str:
    found = promises(Catalogue(pipeline.store, SETTINGS.base), as_of=as_of).items
    return next(p.state for p in found if p.id == promise)


def test_a_new_day_may_take_the_place_of_the_old_one_and_only_a_person_says_so(moved: Pipeline) -> None:
    old, new = on(moved, "2026-03-10"), on(moved, "2026-03-20")
    assert hypotheses(moved) == [(old, "possiblySupersededBy", new)]
    assert (state(moved, old), state(moved, new)) == ("to review", "open")
    assert state(moved, old, "2026-03-04") == "open"
    before = dump(moved)

    moved.judge_promise(Fulfilment(old, new, "superseded", "reviewer", "2026-03-06T08:00:00Z"))
    assert [q.s.value.removeprefix(SETTINGS.base) for q in moved.store.quads(None) if q.p == v.term("supersededBy")] == [old]
    assert (state(moved, old), state(moved, new)) == ("superseded", "open")
    assert state(moved, old, "2026-03-04") == "open"

    moved.unjudge_promise(old, new)
    assert dump(moved) == before


def test_what_is_neither_is_no_longer_to_review(moved: Pipeline) -> None:
    old, new = on(moved, "2026-03-10"), on(moved, "2026-03-20")
    moved.judge_promise(Fulfilment(old, new, "notKept", "reviewer", "2026-03-06T08:00:00Z"))
    assert state(moved, old) == "open"
    assert state(moved, old, "2026-03-11") == "overdue"


def test_withdrawing_the_new_announcement_takes_hypothesis_and_triple_with_it(moved: Pipeline) -> None:
    old, new = on(moved, "2026-03-10"), on(moved, "2026-03-20")
    moved.judge_promise(Fulfilment(old, new, "superseded", "reviewer", "2026-03-06T08:00:00Z"))
    whole = dump(moved)
    moved.withdraw("late")
    assert hypotheses(moved) == []
    assert state(moved, old) == "open"

    announce(moved, "late", 5, "2026-03-20")
    assert dump(moved) == whole


def test_a_promise_may_change_from_superseded_to_kept(moved: Pipeline) -> None:
    old, new = on(moved, "2026-03-10"), on(moved, "2026-03-20")
    moved.judge_promise(Fulfilment(old, new, "superseded", "reviewer", "2026-03-06T08:00:00Z"))
    moved.judge_promise(Fulfilment(old, new, "kept", "reviewer", "2026-03-06T09:00:00Z"))
    found = {v.local(q.p) for q in moved.store.quads(None) if v.local(q.p) in ("supersededBy", "fulfilledBy")}
    assert found == {"fulfilledBy"}


def test_a_postponed_meeting_with_a_new_day_may_have_moved_to_it() -> None:
    pipeline = Pipeline(SETTINGS, open_store(SETTINGS))
    announce(pipeline, "early", 1, "2026-03-04")
    announce(pipeline, "off", 3, "2026-03-04", "Postponed")
    old = on(pipeline, "2026-03-04")
    assert state(pipeline, old, "2026-03-09") == "postponed"

    announce(pipeline, "late", 8, "2026-03-20")
    assert hypotheses(pipeline) == [(old, "possiblySupersededBy", on(pipeline, "2026-03-20"))]
    assert state(pipeline, old, "2026-03-09") == "to review"


def test_two_things_of_one_article_are_held_against_each_other() -> None:
    """A meeting on a day of a visit, told together with it."""
    pipeline = Pipeline(SETTINGS, open_store(SETTINGS))
    days = (("2026-03-04", "Meeting"), ("2026-03-03/2026-03-05", "Visit"))
    told = [meetings.meeting("one", "Ana Ruiz", "Bo Lind", when=when, type_=type_) for when, type_ in days]
    second = [replace(c, subject="event:2") for c in told[1].claims if c.subject == "event:1"]
    things = (*told[0].things, Thing("event:2", "Visit", "a visit"))
    pipeline.put(meetings.article("one"), Extraction("one", "table", "1", things, (*told[0].claims, *second)))
    assert [relation for _, relation, _ in hypotheses(pipeline)] == ["possiblyDuring"]
