"""Filters: read in one place; alike for the graph of today and of an earlier day; both clocks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.catalogue import lists, posts, single, statements, timeline
from graph.catalogue.articles import articles
from graph.catalogue.earlier import Earlier
from graph.catalogue.reading import Catalogue
from graph.errors import QueryError
from graph.filters import EVERYTHING, Filters, Window, parse
from graph.store import Store
from tests.catalogue.conftest import SETTINGS

SOLBERG, OTIENO = "person/no/ingrid-solberg", "person/ke/james-otieno"
List = Callable[..., Any]


@pytest.fixture(scope="module")
def now(store: Store) -> Catalogue:
    return Catalogue(store, SETTINGS.base)


def on(store: Store, day: str) -> Earlier:
    return Earlier(store, SETTINGS.base, day)


# ---- reading ---------------------------------------------------------------------------------------------------------


def test_parameters_may_be_given_once_several_times_or_with_commas() -> None:
    assert parse({"status": "Held,Signed"}) == parse({"status": ["Held", "Signed"]}) == Filters(statuses=frozenset({"Held", "Signed"}))
    assert parse({"publisher": "Press, Inc."}).publishers == {"Press, Inc."}
    assert parse({"country": ["KE", "country/no"]}).countries == {"country/ke", "country/no"}
    assert parse({}) == EVERYTHING


@pytest.mark.parametrize(
    ("given_", "said"),
    [
        ({"colour": "red"}, "colour"),
        ({"type": "Unicorn"}, "Unicorn"),
        ({"status": "Done"}, "Done"),
        ({"from": "2026-02-30"}, "from"),
        ({"from": "20260301"}, "from"),
        ({"from": "2026-03-02", "to": "2026-03-01"}, "after"),
        ({"fit": "maybe"}, "fit"),
        ({"confidence": "1.5"}, "confidence"),
        ({"confidence": "high"}, "confidence"),
        ({"asOf": ["2026-03-01", "2026-03-02"]}, "asOf"),
    ],
)
def test_what_is_wrong_with_a_filter_is_said(given_: dict[str, str], said: str) -> None:
    with pytest.raises(QueryError, match=said):
        parse(given_)


@pytest.mark.parametrize(
    ("date", "first", "last", "possible", "certain"),
    [
        ("2026-03-04", "2026-03-01", "2026-03-31", True, True),
        ("2026-03", "2026-03-04", "2026-03-31", True, False),
        ("2026-03-04/2026-03-06", "2026-03-06", None, True, True),
        ("[2026-03-04..2026-03-06]", "2026-03-06", None, True, False),
        ("2026-03-04", "2026-03-05", None, False, False),
        ("../2026-03-04", None, "2026-03-31", True, True),
        (None, "2026-03-05", None, True, False),
    ],
)
def test_a_date_may_or_must_lie_in_a_window(date: str | None, first: str | None, last: str | None, possible: bool, certain: bool) -> None:
    assert (Window(first, last).holds(date), Window(first, last, certain=True).holds(date)) == (possible, certain)


# ---- the same whichever way it is asked --------------------------------------------------------------------------------

CHOICES: Mapping[str, list[str]] = {
    "status": ["Held", "Signed", "Existing", "Scheduled"],
    "country": ["KE", "NO", "FR"],
    "participant": [SOLBERG, OTIENO, "ministry/ke/fisheries"],
    "publisher": ["Early Press", "Late Press"],
    "article": ["before", "later"],
    "confidence": ["0.5", "0.95"],
    "from": ["2026-03-01", "2026-03-04", "2026-03-10"],
    "to": ["2026-03-10", "2026-03-31"],
    "fit": ["certain", "possible"],
    "trueOn": ["2026-03-04", "2026-03-10"],
}
LISTS: tuple[List, ...] = (lists.entities, lists.events, lists.agreements, lists.bodies, lists.commitments)
some = st.fixed_dictionaries({}, optional={name: st.sampled_from(values) for name, values in CHOICES.items()})


@pytest.mark.parametrize("of", LISTS, ids=lambda of: of.__name__)
@given(parameters=some)
def test_as_of_a_day_after_all_articles_nothing_differs(store: Store, now: Catalogue, of: List, parameters: dict[str, str]) -> None:
    filters = parse(parameters)
    assert of(on(store, "2026-12-31"), filters) == of(now, filters)


@pytest.mark.parametrize("of", LISTS, ids=lambda of: of.__name__)
def test_parts_of_lists_make_the_whole_as_of_an_earlier_day(store: Store, of: List) -> None:
    c = on(store, "2026-03-06")
    seen, cursor = [], None
    while True:
        page = of(c, limit=1, after=cursor)
        seen += page.items
        cursor = page.next
        if not cursor:
            break
    assert tuple(seen) == of(c).items


@pytest.mark.parametrize(
    ("of", "parameters", "count"),
    [
        (lists.events, {"country": ["KE", "NO"]}, 1),
        (lists.events, {"country": ["KE", "FR"]}, 0),
        (lists.events, {"type": "Meeting,Visit"}, 1),
        (lists.events, {"trueOn": "2026-03-04", "fit": "certain"}, 1),
        (lists.events, {"trueOn": "2026-03-05"}, 0),
        (lists.agreements, {"participant": "ministry/no/fisheries"}, 1),
        (lists.agreements, {"trueOn": "2026-03-03"}, 0),
        (lists.agreements, {"trueOn": "2027-01-01", "fit": "certain"}, 1),
        (lists.bodies, {"publisher": "Late Press"}, 1),
        (lists.bodies, {"publisher": "Early Press"}, 0),
        (lists.commitments, {"country": "KE"}, 3),
        (lists.commitments, {"from": "2026-03-21"}, 0),
        (lists.entities, {"type": "Ministry", "country": "NO"}, 1),
        (lists.entities, {"type": "Person", "confidence": "0.95"}, 0),
        (articles, {"participant": SOLBERG, "from": "2026-03-02"}, 2),
        (articles, {"asOf": "2026-03-05"}, 2),
        (articles, {"country": "FR"}, 0),
    ],
)
def test_filters_let_through_what_they_say(now: Catalogue, of: List, parameters: dict[str, str], count: int) -> None:
    assert len(of(now, parse(parameters)).items) == count


# ---- as it was told ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "event", "agreement", "bodies"),
    [
        ("2026-02-28", [], [], 0),
        ("2026-03-04", [("Scheduled", "2026-03")], [("Negotiating", "2026-03-04")], 0),
        ("2026-03-19", [("Held", "2026-03-04")], [("Signed", "2026-03-04")], 0),
        ("2026-03-20", [("Held", "2026-03-04")], [("Signed", "2026-03-04")], 1),
    ],
)
def test_a_meeting_is_planned_until_it_is_told_as_held(store: Store, day: str, event: object, agreement: object, bodies: int) -> None:
    c = on(store, day)
    assert [(x.status, x.date) for x in lists.events(c).items] == event
    assert [(x.status, x.date) for x in lists.agreements(c).items] == agreement
    assert len(lists.bodies(c).items) == bodies


def test_who_met_whom_follows_from_what_had_been_told(store: Store, now: Catalogue) -> None:
    def facts(c: Catalogue) -> set[tuple[str, str]]:
        return {(f.predicate, f.other.id) for f in single.entity(c, SOLBERG).facts if f.other and f.direction == "out"}

    assert ("plansToMeet", OTIENO) in facts(on(store, "2026-03-04"))
    assert ("metWith", OTIENO) not in facts(on(store, "2026-03-04"))
    assert ("metWith", OTIENO) in facts(on(store, "2026-03-05"))
    assert ("metWith", OTIENO) in facts(now)


def test_a_post_is_held_from_the_first_day_it_is_seen_until_somebody_calls_it_over(store: Store, now: Catalogue) -> None:
    held, over = posts.posts(now, holder=SOLBERG).items
    if held.former:
        held, over = over, held
    assert (held.observed_from, held.observed_to, over.former) == ("2026-03-01", "2026-03-05", True)
    assert held.post_of is not None and held.post_of.id == "country/no"

    def count(day: str, fit: str) -> int:
        return len(posts.posts_of(now, SOLBERG, parse({"trueOn": day, "fit": fit})).items)

    assert [count(day, "certain") for day in ("2026-02-27", "2026-03-03", "2026-03-10")] == [0, 1, 0]
    assert [count(day, "possible") for day in ("2026-02-27", "2026-03-10", "2026-03-20")] == [1, 1, 0]
    assert not posts.posts(on(store, "2026-02-28")).items
    assert len(posts.posts(now, parse({"country": "NO"})).items) == 2
    assert not posts.posts(now, parse({"country": "KE"})).items


def test_a_timeline_is_in_order_and_has_the_words(now: Catalogue) -> None:
    found = timeline.timeline(now, of="country/ke").items
    assert sorted(m.kind for m in found) == ["agreement", *["commitment"] * 3, "event"]
    assert [m.earliest for m in found] == ["2026-03-01", "2026-03-04", "2026-03-04", "2026-03-05", "2026-03-20"]
    assert all(m.quote and m.article == "article/before" for m in found if m.kind != "commitment")
    assert {m.role for m in timeline.timeline(now, of=OTIENO).items} == {"participant"}


def test_statements_are_found_by_speaker_and_country(now: Catalogue) -> None:
    assert len(statements.statements(now, speaker=OTIENO, mode="indirect").items) == 3
    assert len(statements.statements(now, parse({"country": "KE", "asOf": "2026-03-04"})).items) == 1
    assert not statements.statements(now, parse({"country": "NO"})).items
    (first, *_) = statements.statements(now).items
    whole = statements.statement(now, first.id)
    assert {c.predicate for c in whole.claims} >= {"by", "modality"}


def test_claims_are_found_by_what_they_are_about(now: Catalogue) -> None:
    held = statements.claims(now, parse({"predicate": "status"}), object_="Held").items
    assert {c.article.id for c in held} == {"article/after", "article/later"}
    assert statements.claim(now, held[0].id) == held[0]
    assert all(c.confidence >= 0.85 for c in statements.claims(now, parse({"confidence": "0.85"}), limit=500).items)
    assert not statements.claims(now, parse({"confidence": "0.85", "predicate": "establishes"})).items
