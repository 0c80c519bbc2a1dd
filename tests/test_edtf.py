import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import edtf as reference
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.edtf import Bounds, bounds, compatible, fit, from_bounds, is_valid, narrowest, precision
from graph.errors import VocabularyError

CASES: dict[str, Any] = tomllib.loads((Path(__file__).parent / "cases" / "edtf.toml").read_text(encoding="utf-8"))

days = st.dates(min_value=date(1900, 1, 1), max_value=date(2199, 12, 31))
parts = st.one_of(
    days.map(date.isoformat),
    days.map(lambda d: f"{d:%Y-%m}"),
    days.map(lambda d: f"{d:%Y}"),
)
pairs = st.tuples(days, days).map(sorted)
open_or_closed = st.one_of(pairs.map(tuple), days.map(lambda d: (None, d)), days.map(lambda d: (d, None)))


def values() -> st.SearchStrategy[str]:
    seasons = st.tuples(st.integers(1900, 2199), st.sampled_from([*range(21, 25), *range(33, 37)])).map(lambda p: f"{p[0]}-{p[1]}")
    made = st.tuples(open_or_closed, st.booleans()).map(lambda p: from_bounds(p[0][0], p[0][1], interval=p[1]))
    return st.one_of(parts, seasons, made)


@pytest.mark.parametrize("case", CASES["bounds"], ids=lambda c: c["edtf"])
def test_every_form_has_its_bounds_and_precision(case: dict[str, Any]) -> None:
    assert bounds(case["edtf"]) == (case.get("earliest"), case.get("latest"))
    assert precision(case["edtf"]) == case["precision"]


@pytest.mark.parametrize("case", CASES["bounds"], ids=lambda c: c["edtf"])
def test_the_reference_parser_reads_every_form(case: dict[str, Any]) -> None:
    assert str(reference.parse_edtf(case["edtf"])) == case["edtf"]


@pytest.mark.parametrize("value", CASES["refused"]["values"])
def test_other_forms_are_refused_with_a_remedy(value: str) -> None:
    assert not is_valid(value)
    with pytest.raises(VocabularyError, match="write one like"):
        bounds(value)


@given(st.one_of(values(), st.text(alphabet="0123456789-/.[]", max_size=24)))
def test_what_is_valid_here_is_valid_edtf(value: str) -> None:
    if is_valid(value):
        reference.parse_edtf(value)


@given(parts)
def test_days_months_and_years_agree_with_the_reference_parser(value: str) -> None:
    parsed = reference.parse_edtf(value)
    lo, hi = bounds(value)
    assert lo is not None
    assert hi is not None
    assert tuple(parsed.lower_strict())[:3] == (lo.year, lo.month, lo.day)
    assert tuple(parsed.upper_strict())[:3] == (hi.year, hi.month, hi.day)


@given(open_or_closed, st.booleans())
def test_bounds_undo_from_bounds(pair: Bounds, interval: bool) -> None:
    value = from_bounds(*pair, interval=interval)
    assert bounds(value) == pair
    if None not in pair and pair[0] != pair[1]:
        assert (precision(value) == "interval") == interval


@given(parts)
def test_a_named_stretch_is_written_by_its_name(value: str) -> None:
    assert from_bounds(*bounds(value), interval=False) == value


def test_from_bounds_refuses_nothing_and_disorder() -> None:
    with pytest.raises(VocabularyError, match="leave it out"):
        from_bounds(None, None, interval=False)
    with pytest.raises(VocabularyError, match="ends before"):
        from_bounds(date(2031, 6, 2), date(2031, 6, 1), interval=True)


@given(values(), values())
def test_compatible_is_symmetric_and_means_a_shared_day(a: str, b: str) -> None:
    assert compatible(a, a)
    assert compatible(a, b) == compatible(b, a)
    (a_lo, a_hi), (b_lo, b_hi) = bounds(a), bounds(b)
    shared = max(a_lo or date.min, b_lo or date.min) <= min(a_hi or date.max, b_hi or date.max)
    assert compatible(a, b) == shared


@given(st.lists(values(), min_size=1, max_size=5), st.randoms(use_true_random=False))
def test_narrowest_is_one_of_them_whatever_the_order(found: list[str], random: Any) -> None:
    chosen = narrowest(found)
    random.shuffle(found)
    assert chosen in found
    assert narrowest(found) == chosen


@given(days, st.integers(1, 40), st.integers(0, 40))
def test_narrowest_prefers_the_day_within_the_range(day: date, before: int, after: int) -> None:
    wide = from_bounds(day - timedelta(days=before), day + timedelta(days=after), interval=False)
    assert narrowest([wide, day.isoformat(), f"../{day.isoformat()}"]) == day.isoformat()


def test_narrowest_follows_the_majority_when_accounts_differ() -> None:
    assert narrowest(["2031-06-20", "[2031-06-01..2031-06-10]", "2031-06-04"]) == "2031-06-04"
    assert narrowest(["../2031-06-20", "../2031-06-12"]) == "../2031-06-12"
    assert narrowest(["2031-06-01/..", "2031-06-09/.."]) == "2031-06-09/.."
    assert narrowest(["[2031-06-04..2031-06-05]", "2031-06-04/2031-06-05"]) == "2031-06-04/2031-06-05"
    with pytest.raises(VocabularyError, match="no date"):
        narrowest([])


@pytest.mark.parametrize("case", CASES["fit"], ids=lambda c: f"{c['edtf']} in {c.get('from', '..')}/{c.get('to', '..')}")
def test_fit_tells_certain_from_possible(case: dict[str, Any]) -> None:
    assert fit(case["edtf"], case.get("from"), case.get("to")) == case.get("fit")


@given(values(), days, days)
def test_no_fit_means_no_shared_day(value: str, one: date, other: date) -> None:
    start, end = sorted((one, other))
    window = from_bounds(start, end, interval=True)
    assert (fit(value, start, end) is None) == (not compatible(value, window))
