import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from graph.edtf import bounds, is_valid
from graph.extract.dates import contradiction, find, resolve
from graph.extract.reading import Direction
from graph.model import Span

TABLES: dict[str, Any] = tomllib.loads((Path(__file__).parent / "cases" / "dates.toml").read_text(encoding="utf-8"))
DIRECTIONS: tuple[Direction, ...] = ("past", "future", "none")


def _rows(section: str) -> list[Any]:
    return [
        pytest.param(table, *case, id=f"{case[0]} ({table.get('direction', '')})") for table in TABLES[section] for case in table["cases"]
    ]


def test_the_table_is_as_long_as_it_should_be() -> None:
    assert sum(len(table["cases"]) for section in TABLES.values() for table in section) >= 150


@pytest.mark.parametrize(("table", "text", "expected"), _rows("table"))
def test_text_has_the_dates_of_the_table(table: dict[str, Any], text: str, expected: list[str]) -> None:
    found = [
        resolve(e, anchor=table["published"], direction=table["direction"], previous=table.get("previous"))
        for e in find(text, Span(0, len(text)))
        if e.kind in ("date", "period")
    ]
    assert [value or "-" for value in found] == expected


@pytest.mark.parametrize(("table", "text", "kind", "duration"), _rows("durations"))
def test_what_recurs_or_lasts_is_a_duration(table: dict[str, Any], text: str, kind: str, duration: str) -> None:
    (expression,) = find(text, Span(0, len(text)))
    assert (expression.kind, expression.value) == (kind, duration)
    assert resolve(expression, anchor=date(2027, 3, 11), direction="none") is None


@pytest.mark.parametrize(("table", "text", "warning"), _rows("contradictions"))
def test_what_the_calendar_denies_is_a_warning(table: dict[str, Any], text: str, warning: str) -> None:
    (expression,) = find(text, Span(0, len(text)))
    assert (contradiction(expression, anchor=table["published"], direction="past") or "") == warning


def test_spans_are_offsets_into_the_whole_text() -> None:
    text = "On Monday they met. On 4 May 2026 they signed it in early June."
    second = Span(20, len(text))
    assert [text[e.span.start : e.span.end] for e in find(text, second)] == ["4 May 2026", "early June"]


def test_an_expression_does_not_cross_a_blank_line() -> None:
    text = "The list of\n\n4\n\nMay follows"
    assert find(text, Span(0, len(text))) == ()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("on 4 May", "date"),
        ("on Friday", "date"),
        ("in May", "period"),
        ("from 4 to 6 May", "period"),
        ("by Friday", "period"),
        ("two days later", "date"),
    ],
)
def test_a_day_is_a_date_and_anything_longer_a_period(text: str, kind: str) -> None:
    (expression,) = find(text, Span(0, len(text)))
    assert expression.kind == kind


def _words() -> list[str]:
    return sorted({word for table in TABLES["table"] for text, _ in table["cases"] for word in text.split()})


@given(
    st.lists(st.sampled_from(_words()), min_size=1, max_size=12).map(" ".join),
    st.dates(date(1950, 1, 1), date(2090, 1, 1)),
    st.sampled_from(DIRECTIONS),
)
@example("by the end of 30 February 2027", date(2027, 3, 11), "future")
def test_any_mixture_of_words_gives_valid_dates_in_order_without_overlap(text: str, anchor: date, direction: Direction) -> None:
    at = 0
    for expression in find(text, Span(0, len(text))):
        assert at <= expression.span.start
        at = expression.span.end
        value = resolve(expression, anchor=anchor, direction=direction, previous=anchor.isoformat())
        assert value is None or is_valid(value)
        contradiction(expression, anchor=anchor, direction=direction)


@given(st.text(max_size=200).filter(bool))
def test_any_text_can_be_read(text: str) -> None:
    for expression in find(text, Span(0, len(text))):
        resolve(expression, anchor=date(2027, 3, 11), direction="none")


@given(st.dates(date(1950, 1, 1), date(2090, 1, 1)), st.sampled_from(["Monday", "Friday", "Sunday", "4 May", "December 31", "1 January"]))
def test_the_past_is_never_after_the_anchor_nor_the_future_before(anchor: date, text: str) -> None:
    (expression,) = find(text, Span(0, len(text)))
    past = bounds(resolve(expression, anchor=anchor, direction="past") or "")
    future = bounds(resolve(expression, anchor=anchor, direction="future") or "")
    assert past[1] is not None
    assert future[0] is not None
    assert past[1] <= anchor <= future[0]


def test_of_the_measured_sentences_nine_in_ten_are_right() -> None:
    tables: dict[str, Any] = tomllib.loads((Path(__file__).parent / "cases" / "dates_measured.toml").read_text(encoding="utf-8"))
    answers = [
        [
            resolve(e, anchor=table["published"], direction=table["direction"], previous=table.get("previous")) or "-"
            for e in find(text, Span(0, len(text)))
            if e.kind in ("date", "period")
        ]
        == values
        for table in tables["table"]
        for text, values in table["cases"]
    ]
    assert len(answers) >= 88
    assert sum(answers) >= 0.9 * len(answers)
