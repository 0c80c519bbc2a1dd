"""Uncertain dates: the forms of the Extended Date/Time Format (ISO 8601-2:2019) that the vocabulary uses, and their bounds.

    2025-11-19                 a day
    2025-12   2026             a month, a year
    2026-33                    a quarter (33–36)
    2026-21                    a season of the northern half (21–24; spring starts on 1 March, winter ends in the next year)
    [2025-12-01..2025-12-10]   one day within, not known which
    2025-12-04/2025-12-05      from one day to another, all of it
    ../2024-06-12              not known when, by that day at the latest
    2026-02-17/..              from that day on, no end known

The sides of a set or an interval are days, months or years, in order. No `?` or `~`, no time of day: the literal carries the bounds.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal as OneOf

from graph.errors import VocabularyError

Bounds = tuple[date | None, date | None]
Precision = OneOf["day", "month", "quarter", "season", "year", "set", "interval", "open"]
Fit = OneOf["certain", "possible"]

_SINGLE = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")
_QUARTERS = range(33, 37)
_SEASONS = range(21, 25)


def bounds(edtf: str) -> Bounds:
    """First and last day the value allows; None where it is open.

    Raises `VocabularyError` for anything but the forms above.
    """
    found = _bounds(edtf)
    if found is None:
        raise VocabularyError(
            f"not a date of the vocabulary: {edtf!r}; write one like 2025-11-19, [2025-12-01..2025-12-10] or ../2024-06-12"
        )
    return found


def is_valid(edtf: str) -> bool:
    """Whether `edtf` is one of the forms above, with days that exist and sides in order."""
    return _bounds(edtf) is not None


def precision(edtf: str) -> Precision:
    """What kind of value this is: `set` is one day within, `open` has an end that is not known."""
    bounds(edtf)
    if edtf.startswith("["):
        return "open" if "[.." in edtf or "..]" in edtf else "set"
    if "/" in edtf:
        return "open" if ".." in edtf else "interval"
    if len(edtf) == 4:
        return "year"
    if len(edtf) == 10:
        return "day"
    part = int(edtf[5:])
    return "quarter" if part in _QUARTERS else "season" if part in _SEASONS else "month"


def from_bounds(earliest: date | None, latest: date | None, *, interval: bool) -> str:
    """The value with these bounds. `interval` says that all of it is meant; otherwise it is one day within.

    A single day is written as such either way; one day within a whole month, quarter, season or year is written as that. Raises
    `VocabularyError` where both are open (such a date is left out) or out of order.
    """
    if earliest is None and latest is None:
        raise VocabularyError("a date without any bound: leave it out")
    if earliest is None or latest is None:
        return f"{earliest.isoformat() if earliest else '..'}/{latest.isoformat() if latest else '..'}"
    if earliest > latest:
        raise VocabularyError(f"a date that ends before it starts: {earliest}..{latest}")
    if earliest == latest:
        return earliest.isoformat()
    if interval:
        return f"{earliest.isoformat()}/{latest.isoformat()}"
    return _named(earliest, latest) or f"[{earliest.isoformat()}..{latest.isoformat()}]"


def compatible(a: str, b: str) -> bool:
    """Whether some day lies within both."""
    (a_lo, a_hi), (b_lo, b_hi) = bounds(a), bounds(b)
    return (a_lo or date.min) <= (b_hi or date.max) and (b_lo or date.min) <= (a_hi or date.max)


def narrowest(values: Iterable[str]) -> str:
    """Of several accounts of one date the narrowest that agrees with the others; the order they come in does not matter.

    Where they do not all agree, those that agree with the most others are chosen from. Raises `VocabularyError` when there are none.
    """
    candidates = sorted(set(values))
    if not candidates:
        raise VocabularyError("no date to choose from")
    return min(candidates, key=lambda v: (-sum(compatible(v, other) for other in candidates), *_width(v), v))


def fit(edtf: str, window_from: date | None, window_to: date | None) -> Fit | None:
    """Whether what is dated so falls into the window (ends included, None is open).

    `certain`: on every reading of the date; an interval takes all of its days, so touching the window is enough.
    `possible`: on some reading. None: on no reading.
    """
    lo, hi = bounds(edtf)
    start, end = window_from or date.min, window_to or date.max
    if (lo or date.min) > end or (hi or date.max) < start:
        return None
    inside = (lo or date.min) >= start and (hi or date.max) <= end
    return "certain" if inside or precision(edtf) == "interval" else "possible"


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def quarter(year: int, number: int) -> tuple[date, date]:
    """First and last day of quarter 1–4."""
    return date(year, 3 * number - 2, 1), month_end(year, 3 * number)


def season(year: int, number: int) -> tuple[date, date]:
    """First and last day of season 21–24, northern; winter (24) is named for the year it starts in."""
    first = 3 * (number - 20)
    return date(year, first, 1), month_end(year + (first == 12), (first + 1) % 12 + 1)


@lru_cache(maxsize=4096)
def _bounds(edtf: str) -> Bounds | None:
    if edtf.startswith("[") and edtf.endswith("]"):
        sides = edtf[1:-1].split("..")
        return _sides(sides[0], sides[1], empty="") if len(sides) == 2 else None
    if "/" in edtf:
        sides = edtf.split("/")
        return _sides(sides[0], sides[1], empty="..") if len(sides) == 2 else None
    return _single(edtf, sides=False)


def _sides(left: str, right: str, *, empty: str) -> Bounds | None:
    lo = (None, None) if left == empty else _single(left, sides=True)
    hi = (None, None) if right == empty else _single(right, sides=True)
    if lo is None or hi is None or left == right == empty:
        return None
    if lo[0] is not None and hi[1] is not None and lo[0] > hi[1]:
        return None
    return lo[0], hi[1]


def _single(text: str, *, sides: bool) -> tuple[date, date] | None:
    """A day, month or year; quarters and seasons only where they stand alone, as the standard has it."""
    match = _SINGLE.fullmatch(text)
    if not match or not text.isascii():
        return None
    year, part, day = int(match[1]), int(match[2] or 0), int(match[3] or 0)
    try:
        if match[3]:
            return date(year, part, day), date(year, part, day)
        if not match[2]:
            return date(year, 1, 1), date(year, 12, 31)
        if not sides and part in _QUARTERS:
            return quarter(year, part - 32)
        if not sides and part in _SEASONS:
            return season(year, part)
        return date(year, part, 1), month_end(year, part)
    except ValueError:
        return None


def _named(lo: date, hi: date) -> str | None:
    """The year, quarter, season or month that has exactly these bounds."""
    year = f"{lo.year:04d}"
    if (lo, hi) == (date(lo.year, 1, 1), date(lo.year, 12, 31)):
        return year
    if lo.day == 1 and hi == month_end(lo.year, lo.month):
        return f"{year}-{lo.month:02d}"
    parts = [(number + 32, quarter(lo.year, number)) for number in range(1, 5)]
    parts += [(number, season(lo.year, number)) for number in _SEASONS if number < 24 or lo.year < date.max.year]
    return next((f"{year}-{number}" for number, found in parts if found == (lo, hi)), None)


def _width(edtf: str) -> tuple[int, int, int]:
    """Sort key: closed before open, then days, then an interval (it says more) before a set of the same days."""
    lo, hi = bounds(edtf)
    if lo is not None and hi is not None:
        return 0, (hi - lo + timedelta(days=1)).days, precision(edtf) != "interval"
    return 1, hi.toordinal() if hi is not None else -(lo or date.min).toordinal() + date.max.toordinal(), 0
