"""The simple layer follows the articles: order, withdrawal, replacement, conflicts, derived triples."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.model import Article, Claim, Extraction, Iri, Literal, Ref, Thing, Triple
from graph.pipeline import Pipeline
from graph.quads import codec
from graph.quads import vocabulary as v
from graph.settings import Settings
from graph.store import open_store
from tests.pipeline.meetings import HERE, Report, article, batches, meeting, named, person, told

SETTINGS = Settings(store=":memory:")
BASE = SETTINGS.base


@pytest.fixture
def pipeline() -> Pipeline:
    return fresh()


def fresh() -> Pipeline:
    return Pipeline(SETTINGS, open_store(SETTINGS))


def dump(pipeline: Pipeline) -> list[str]:
    return sorted(codec.line(q) for q in pipeline.store.quads())


def simple(pipeline: Pipeline, predicate: str) -> set[tuple[str, str]]:
    wanted = v.predicate(predicate)
    return {(q.s.value.removeprefix(BASE), q.o.value.removeprefix(BASE)) for q in pipeline.store.quads(None) if q.p == wanted}


def test_a_held_meeting_makes_both_directions_of_met_with(pipeline: Pipeline) -> None:
    pipeline.put(article("a"), meeting("a", "Ana Ruiz", "Bo Lind"))

    assert {("person/ru1/ana-ruiz", "person/gr1/bo-lind"), ("person/gr1/bo-lind", "person/ru1/ana-ruiz")} == simple(pipeline, "metWith")
    assert not simple(pipeline, "plansToMeet")


@pytest.mark.parametrize("status", ["Scheduled", "Planned", "Proposed"])
def test_a_meeting_ahead_is_never_met_with(pipeline: Pipeline, status: str) -> None:
    pipeline.put(article("a"), meeting("a", "Ana Ruiz", "Bo Lind", status=status))

    assert not simple(pipeline, "metWith")
    assert len(simple(pipeline, "plansToMeet")) == 2


@pytest.mark.parametrize("status", ["Postponed", "Cancelled"])
def test_a_meeting_that_is_off_is_neither(pipeline: Pipeline, status: str) -> None:
    pipeline.put(article("a"), meeting("a", "Ana Ruiz", "Bo Lind", status=status))

    assert not simple(pipeline, "metWith") | simple(pipeline, "plansToMeet")


@pytest.mark.parametrize("type_", ["Conference", "Signing", "Event"])
def test_only_meetings_calls_and_summits_are_encounters(pipeline: Pipeline, type_: str) -> None:
    pipeline.put(article("a"), meeting("a", "Ana Ruiz", "Bo Lind", type_=type_))

    assert not simple(pipeline, "metWith")


def test_a_later_report_changes_planned_into_held_and_back_when_it_is_withdrawn(pipeline: Pipeline) -> None:
    pipeline.put(article("early", 1), meeting("early", "Ana Ruiz", "Bo Lind", status="Scheduled"))
    before = dump(pipeline)
    pipeline.put(article("late", 5), meeting("late", "Ana Ruiz", "Bo Lind", status="Held"))

    assert len(simple(pipeline, "status")) == 1
    assert simple(pipeline, "metWith")
    assert not simple(pipeline, "plansToMeet")

    pipeline.withdraw("late")

    assert before == dump(pipeline)


def test_withdrawing_one_of_two_meetings_keeps_that_they_met(pipeline: Pipeline) -> None:
    pipeline.put(article("a"), meeting("a", "Ana Ruiz", "Bo Lind", when="2026-03-04"))
    pipeline.put(article("b"), meeting("b", "Ana Ruiz", "Bo Lind", when="2026-02-01"))

    pipeline.withdraw("a")

    assert len(simple(pipeline, "metWith")) == 2

    pipeline.withdraw("b")

    assert dump(pipeline) == []


def test_ingesting_twice_changes_nothing(pipeline: Pipeline) -> None:
    pipeline.put(article("a"), meeting("a", "Ana Ruiz", "Bo Lind"))
    before = dump(pipeline)

    report = pipeline.put(article("a"), meeting("a", "Ana Ruiz", "Bo Lind"))

    assert report.outcome == "unchanged"
    assert before == dump(pipeline)


def test_a_new_text_under_the_same_id_replaces(pipeline: Pipeline) -> None:
    pipeline.put(article("a"), meeting("a", "Ana Ruiz", "Bo Lind"))

    report = pipeline.put(article("a"), meeting("a", "Ana Ruiz", "Cy Moss"))

    other = fresh()
    other.put(article("a"), meeting("a", "Ana Ruiz", "Cy Moss"))
    assert report.outcome == "replaced"
    assert dump(other) == dump(pipeline)


def test_copies_under_two_names_are_one_article_with_both_names_in_any_order() -> None:
    dumps = []
    for names in (("x", "y"), ("y", "x")):
        pipeline = fresh()
        for name in names:
            copy = Article("a", "One text.", date(2026, 3, 5), name)
            pipeline.put(copy, meeting("a", "Ana Ruiz", "Bo Lind"))
        dumps.append(dump(pipeline))

    assert dumps[0] == dumps[1]
    assert len([line for line in dumps[0] if "dc/terms/identifier" in line]) == 2


def test_a_new_date_of_publication_alone_can_turn_the_status(pipeline: Pipeline) -> None:
    pipeline.put(article("a", 2), meeting("a", "Ana Ruiz", "Bo Lind", status="Cancelled"))
    pipeline.put(article("b", 3), meeting("b", "Ana Ruiz", "Bo Lind", status="Scheduled"))

    pipeline.put(article("a", 4), meeting("a", "Ana Ruiz", "Bo Lind", status="Cancelled"))

    assert {v.term("Cancelled").value} == {o for _, o in simple(pipeline, "status")}


def test_no_triple_stands_in_two_graphs_and_there_are_no_blank_nodes(pipeline: Pipeline) -> None:
    for name in "abc":
        pipeline.put(article(name), meeting(name, "Ana Ruiz", "Bo Lind"))

    quads = list(pipeline.store.quads())
    assert len(quads) == len({Triple(q.s, q.p, q.o) for q in quads})
    assert not [q for q in quads if "_:" in (q.s.value[:2], q.o.value[:2])]


def test_every_simple_triple_is_claimed_or_its_predicate_is_derived(pipeline: Pipeline) -> None:
    from ontology import terms

    pipeline.put(article("a"), meeting("a", "Ana Ruiz", "Bo Lind"))

    claimed = claims(pipeline)
    for q in pipeline.store.quads(None):
        name = v.local(q.p)
        derived = name in ("type", "label") or terms.derived_by(name) is not None
        assert Triple(q.s, q.p, q.o) in claimed or derived, codec.line(q)


def claims(pipeline: Pipeline) -> set[Triple]:
    parts: dict[Iri, dict[Iri, Iri | Literal]] = {}
    for q in pipeline.store.quads():
        if q.g and q.p in (v.SUBJECT, v.PREDICATE, v.OBJECT):
            parts.setdefault(q.s, {})[q.p] = q.o
    out = set()
    for of in parts.values():
        s, p = of[v.SUBJECT], of[v.PREDICATE]
        assert isinstance(s, Iri) and isinstance(p, Iri)
        out.add(Triple(s, p, of[v.OBJECT]))
    return out


def test_a_post_is_observed_from_the_first_to_the_last_report(pipeline: Pipeline) -> None:
    for name, day in (("a", 7), ("b", 3), ("c", 5)):
        pipeline.put(article(name, day), holding(name))
    assert {"2026-03-03"} == {o for _, o in simple(pipeline, "observedFrom")}
    assert {"2026-03-07"} == {o for _, o in simple(pipeline, "observedTo")}

    pipeline.withdraw("b")

    assert {"2026-03-05"} == {o for _, o in simple(pipeline, "observedFrom")}


def holding(name: str) -> Extraction:
    who, post = person("Ana Ruiz"), Thing("post:1", "Post", "Foreign Minister")
    claims = [*named(who), *named(post), Claim(who.key, "holdsPost", Ref(post.key), HERE)]
    return Extraction("x", "table", "1", (who, post), tuple(claims))


# ---- any articles, in any order --------------------------------------------------------------------------------------


def ingest(pipeline: Pipeline, numbered: list[tuple[int, Report]]) -> None:
    for n, report in numbered:
        pipeline.put(*told(n, report))


@given(batches, st.randoms(use_true_random=False))
def test_the_order_of_articles_does_not_matter(batch: list[Report], random: Callable[..., None]) -> None:
    one, two = fresh(), fresh()
    numbered = list(enumerate(batch))
    ingest(one, numbered)
    random.shuffle(numbered)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    ingest(two, numbered)

    assert dump(one) == dump(two)


@given(batches, st.data())
def test_withdrawing_leaves_what_the_others_give(batch: list[Report], data: st.DataObject) -> None:
    one, two = fresh(), fresh()
    numbered = list(enumerate(batch))
    out = data.draw(st.sampled_from(numbered))
    ingest(one, numbered)
    one.withdraw(f"n{out[0]}")
    ingest(two, [x for x in numbered if x is not out])

    assert dump(two) == dump(one)
