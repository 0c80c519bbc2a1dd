"""Uncertain dates as people write them."""

from __future__ import annotations

from datetime import date

from graph import edtf
from graph.errors import VocabularyError

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_QUARTERS = {33: "first", 34: "second", 35: "third", 36: "fourth"}
_SEASONS = {21: "spring", 22: "summer", 23: "autumn", 24: "winter"}


def day(value: date) -> str:
    """4 March 2026."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def phrase(value: str) -> str:
    """A date of the vocabulary (EDTF) with its preposition: `on 4 March 2026`, `between 1 and 10 December 2025`, `in March 2026`.

    What is none is given as it stands, in brackets.
    """
    try:
        first, last = edtf.bounds(value)
        kind = edtf.precision(value)
    except VocabularyError:
        return f"({value})"
    if first is None or last is None:
        return f"by {day(last)}" if last else f"from {day(first)} on" if first else ""
    if first == last:
        return f"on {day(first)}"
    if kind == "set":
        return f"on a day between {_span(first, last, ' and ')}"
    if kind == "interval":
        return f"from {_span(first, last, ' to ')}"
    return f"in {_period(value, first)}"


def _period(value: str, first: date) -> str:
    if len(value) == 4:
        return value
    number = int(value[5:])
    if number in _QUARTERS:
        return f"the {_QUARTERS[number]} quarter of {value[:4]}"
    return f"{_SEASONS[number]} {value[:4]}" if number in _SEASONS else f"{MONTHS[first.month - 1]} {value[:4]}"


def _span(first: date, last: date, between: str) -> str:
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}{between}{day(last)}"
    if first.year == last.year:
        return f"{first.day} {MONTHS[first.month - 1]}{between}{day(last)}"
    return f"{day(first)}{between}{day(last)}"
