"""A claim is as sure as claims of its kind were right; where few were seen, as those of the kind above."""

from __future__ import annotations

import re
from typing import Any

import pytest

from benchmarks.calibration import fitted
from graph.extract import confidence
from graph.extract.confidence import WEIGHT, rate
from graph.model import Claim, Concept, Ref, Span, Text

COUNTS = {
    "all": (89, 9),
    "status": (40, 10),
    "status/Held": (30, 2),
    "status/Held/meeting": (12, 0),
    "status/Held/meeting/doubtful": (0, 6),
    "date": (10, 0),
    "date/day": (10, 0),
    "date/period/inferred": (0, 10),
    "rule/visit": (1, 19),
}

HELD = Concept("Held")


def claim(predicate: str = "status", value: Any = HELD, rule: str = "meeting.meet", **more: Any) -> Claim:
    return Claim("event:1", predicate, value, (Span(0, 1),), more.pop("sure", 0.9), more.pop("kind", "asserted"), rule)


def smoothed(*steps: tuple[int, int]) -> float:
    found = 0.9
    for right, wrong in steps:
        found = (right + WEIGHT * found) / (right + wrong + WEIGHT)
    return round(found, 2)


def test_a_kind_is_weighed_with_the_kinds_above_it() -> None:
    assert rate(claim(), COUNTS) == smoothed((40, 10), (30, 2), (12, 0))


def test_a_kind_never_seen_is_as_sure_as_the_kind_above_it() -> None:
    assert rate(claim(rule="noun.talk"), COUNTS) == smoothed((40, 10), (30, 2))
    assert rate(claim(value=Concept("Postponed")), COUNTS) == smoothed((40, 10))


def test_words_of_doubt_make_a_claim_less_sure() -> None:
    assert rate(claim(sure=0.6), COUNTS) < rate(claim(), COUNTS)


def test_a_day_is_not_a_period_and_what_follows_is_not_what_is_said() -> None:
    day, inferred = claim("date", Text("2026-03-04", "edtf")), claim("date", Text("../2026-03-04", "edtf"), kind="inferred")
    assert rate(inferred, COUNTS) < 0.6 < rate(day, COUNTS)


def test_a_predicate_that_no_annotation_judges_is_as_sure_as_its_rule() -> None:
    assert rate(claim("topic", Ref("topic:x"), rule="visit.tour"), COUNTS) == smoothed((1, 19))


def test_without_any_counts_nothing_is_known() -> None:
    assert rate(claim(), {}) == 0.5


def test_never_quite_certain() -> None:
    assert rate(claim(), {"all": (10**6, 0), "status": (10**6, 0)}) == 0.99


@pytest.mark.parametrize("predicate", ["altLabel", "prefLabel", "ofCountry"])
def test_names_stand_in_the_text_as_they_are(predicate: str) -> None:
    assert confidence.confidence(claim(predicate, Text("Anna Quorst"), sure=0.95)) == 0.95


def test_the_counts_kept_are_sums_and_hold_no_text() -> None:
    counts = dict(confidence.counts())
    paths = {k: n for k, n in counts.items() if k != "all" and not k.startswith("rule/")}
    for total in (paths, {k: n for k, n in counts.items() if k.startswith("rule/")}):
        top = [n for k, n in total.items() if k.count("/") == (total is not paths)]
        assert tuple(map(sum, zip(*top, strict=True))) == counts["all"]
    for kind, (right, wrong) in paths.items():
        assert re.fullmatch(r"[A-Za-z]+(/[A-Za-z-]+){0,4}", kind), kind
        above = kind.rpartition("/")[0]
        assert not above or (right <= counts[above][0] and wrong <= counts[above][1])


@pytest.mark.parametrize(("ours", "theirs"), [(0.9, 0.7), (0.7, 0.9), (0.5, 0.5), (0.99, 0.99)])
def test_what_two_readers_claim_is_surer_but_not_as_if_they_erred_independently(ours: float, theirs: float) -> None:
    both = confidence.agreed(ours, theirs)

    assert max(ours, theirs) <= both < 1 - (1 - ours) * (1 - theirs)
    assert both == confidence.agreed(theirs, ours)


@pytest.mark.parametrize("share", [0.05, 0.5, 0.73, 0.99])
def test_a_line_that_changes_nothing_leaves_shares_alone(share: float) -> None:
    assert confidence.unread(share, (1.0, 0.0)) == share


def test_what_is_reported_is_no_surer_than_the_articles_that_were_read_and_keeps_their_order() -> None:
    shares = [n / 100 for n in range(55, 100)]
    reported = [confidence.unread(s, confidence.line()) for s in shares]

    assert all(r < s for r, s in zip(reported, shares, strict=True))
    assert reported == sorted(reported)
    assert confidence.unread(1.0, (9.0, 9.0)) == 0.99
    assert confidence.unread(0.0, (9.0, -9.0)) == 0.01


def test_the_line_is_fitted_to_what_came_out() -> None:
    sure = [(0.95, n % 10 != 0) for n in range(2000)]
    half = [(0.6, n % 2 == 0) for n in range(2000)]
    line = fitted([*sure, *half])

    assert confidence.unread(0.95, line) == pytest.approx(0.9, abs=0.01)
    assert confidence.unread(0.6, line) == pytest.approx(0.5, abs=0.01)
    assert fitted([]) == (1.0, 0.0)
