"""Unresolved value → EDTF, given the day of publication, the tense and the date before."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from graph.edtf import bounds, from_bounds, is_valid, month_end, quarter, season
from graph.extract.reading import Direction, TimeExpression

Days = tuple[date, date]
_DAY = timedelta(days=1)
_OPEN = re.compile(r"(since|from|by|before|until|after):(.+)")
_POINT = re.compile(r"(?P<base>[^.#@]+)(?:\.(?P<part>\w+))?(?:#(?P<weekday>\d))?(?:@(?P<day>\d+))?")
_CALENDAR = re.compile(r"(?P<year>XXXX|\d{4}|Y[+-]\d)(?:-(?P<part>\d\d))?(?:-(?P<day>\d\d))?")
_OFFSET = re.compile(r"(?P<prev>prev:)?(?P<unit>day|weekend|week|month|quarter|year)(?P<n>[+-]\d+)")
_STRETCH = re.compile(r"(?P<how>in|within|ahead|back):P(?P<n>\d+)(?P<unit>[DWMY])")
_UNIT = {"D": "day", "W": "week", "M": "month", "Y": "year"}
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class _Seen:
    """From where a time is seen."""

    anchor: date
    direction: Direction
    previous: str | None = None


def resolve(expr: TimeExpression, *, anchor: date, direction: Direction, previous: str | None = None) -> str | None:
    """EDTF value of an expression; None where it names no date (`set`, `duration`) or has nothing to hang on to.

    `anchor` is the day of publication. `direction` is the tense of what is dated: the past takes the nearest date up to the anchor and is
    cut there, the future the nearest from the anchor on, `none` the nearest of all. `previous` is the date spoken of before, for "two days
    later" and the like.
    """
    if expr.kind in ("set", "duration"):
        return None
    try:
        return _resolve(expr.value, _Seen(anchor, direction, previous))
    except (ValueError, OverflowError):  # a day that does not exist, a year out of reach
        return None


def contradiction(expr: TimeExpression, *, anchor: date, direction: Direction = "none") -> str | None:
    """A warning where the weekday or the day of the month that the text adds does not fit the date it names; otherwise None."""
    m = _POINT.fullmatch(_OPEN.sub(r"\2", expr.value))
    if not m or not (m["weekday"] or m["day"]):
        return None
    value = resolve(expr, anchor=anchor, direction=direction)
    day = next((d for d in bounds(value) if d), None) if value else None
    if day is None:
        return None
    if m["weekday"] and not m["base"].startswith("week") and day.isoweekday() != int(m["weekday"]):
        return f"{day} is a {_WEEKDAYS[day.weekday()]}, the text says {_WEEKDAYS[int(m['weekday']) - 1]}"
    if m["day"] and m["base"].startswith("day"):
        meant = anchor + int(m["base"][3:]) * _DAY
        if meant.day != int(m["day"]):
            return f"seen from {anchor} this is {meant}, the text says day {m['day']} of the month"
    return None


def _resolve(value: str, seen: _Seen) -> str | None:
    if value == "FUTURE_REF":
        return from_bounds(seen.anchor, None, interval=False)
    if value == "PAST_REF":
        return from_bounds(None, seen.anchor, interval=False)
    opened = _OPEN.fullmatch(value)
    if opened:
        return _open(opened[1], opened[2], seen)
    if "/" in value:
        ends = _range(value, seen)
        return f"{_named_whole(*ends[0]) or ends[0][0]}/{_named_whole(*ends[1]) or ends[1][1]}" if ends else None
    days = _point(value, seen)
    return from_bounds(*days, interval=value.startswith("ahead:")) if days else None


def _open(op: str, value: str, seen: _Seen) -> str | None:
    if op == "before" and value.endswith(".end"):
        op = "by"  # "before the end of the year" is within it
    if op == "since":
        seen = _Seen(seen.anchor, "past", seen.previous)
    elif op in ("by", "until") and seen.direction == "none":
        seen = _Seen(seen.anchor, "future", seen.previous)
    ends = _range(value, seen) if "/" in value else None
    days = (ends[0][0], ends[1][1]) if ends else _point(value, seen, cut=False)
    if days is None:
        return None
    lo, hi = days
    if op in ("since", "from"):
        return f"{_named_whole(lo, hi) or lo}/.."
    if op == "after":
        return f"{(hi + _DAY).isoformat()}/.."
    latest = lo - _DAY if op == "before" and not value.endswith(".end") else hi  # "before the end of the year"
    if op in ("by", "before") and seen.direction == "future" and seen.anchor <= latest:
        return from_bounds(seen.anchor, latest, interval=False)
    return f"../{(op == 'until' and _named_whole(lo, hi)) or latest}"


def _named_whole(lo: date, hi: date) -> str | None:
    """The name of a whole month or year, which can be the side of an interval."""
    name = from_bounds(lo, hi, interval=False)
    return name if is_valid(f"{name}/..") else None


def _range(value: str, seen: _Seen) -> tuple[Days, Days] | None:
    """Both ends of a range: of the shortest stretches between them the nearest in the direction of the tense."""
    left, right = value.split("/")
    pairs = [(a, b) for a in _candidates(left, seen) for b in _candidates(right, seen) if a[0] <= b[1]]
    whole = {(a[0], b[1]): (a, b) for a, b in pairs}
    shortest = [p for p in whole if not any(q != p and p[0] <= q[0] and q[1] <= p[1] for q in whole)]
    chosen = _choose(shortest, seen)
    return whole[chosen] if chosen else None


def _point(value: str, seen: _Seen, *, cut: bool = True) -> Days | None:
    days = _choose(_candidates(value, seen), seen)
    if days and cut and seen.direction == "past" and days[0] <= seen.anchor < days[1] and not value.startswith(("ahead:", "within:")):
        return days[0], seen.anchor
    return days


def _choose(found: list[Days], seen: _Seen) -> Days | None:
    """The nearest in the direction of the tense; a single candidate is taken whatever the tense."""
    if len(found) < 2:
        return found[0] if found else None
    past = max((d for d in found if d[0] <= seen.anchor), default=None)
    future = min((d for d in found if d[1] >= seen.anchor), default=None)
    if past is None or future is None:
        return past or future
    if seen.direction == "none":
        return past if seen.anchor - past[1] <= future[0] - seen.anchor else future
    return past if seen.direction == "past" else future


def _candidates(value: str, seen: _Seen) -> list[Days]:
    """Every stretch of days the point can mean around the anchor, in order."""
    m = _POINT.fullmatch(value)
    if not m:
        return []
    base, part = m["base"], m["part"]
    stretch = _STRETCH.fullmatch(base)
    if stretch:
        return _stretch(stretch, seen)
    offset = _OFFSET.fullmatch(base)
    if offset:
        found = _from_offset(offset, seen)
        if m["weekday"]:
            found = [(lo + (int(m["weekday"]) - 1) * _DAY,) * 2 for lo, _ in found]
        if m["day"]:
            found = [_on_day(lo, int(m["day"]), seen) for lo, _ in found]
    else:
        found = _related(base, seen)
        agreeing = [d for d in found if m["weekday"] and d[0].isoweekday() == int(m["weekday"]) and abs(d[0] - seen.anchor).days < 366]
        found = agreeing or found
    return [cut for d in found if (cut := _portion(d, part, seen.anchor) if part else d)]


def _related(base: str, seen: _Seen) -> list[Days]:
    relation, _, name = base.rpartition(":")
    found = _named(name, seen.anchor)
    if relation == "last":
        return found[-1:] if (found := [d for d in found if d[1] < seen.anchor]) else []
    if relation == "next":
        return found[:1] if (found := [d for d in found if d[0] > seen.anchor]) else []
    if relation == "this" and "-W" not in name:
        return [d for d in found if d[0].year == seen.anchor.year]
    return found


def _named(name: str, anchor: date) -> list[Days]:
    """Days called so: one stretch where the year is said, otherwise those of the years around."""
    if name.startswith("XXXX-WXX-"):
        first = anchor + (int(name[-1]) - anchor.isoweekday()) * _DAY
        return [(first + n * 7 * _DAY,) * 2 for n in (-2, -1, 0, 1, 2)]
    if name.startswith("XXXX-XX-"):
        months = [_month(anchor, n) for n in (-2, -1, 0, 1, 2)]
        return [(lo.replace(day=int(name[-2:])),) * 2 for lo, hi in months if int(name[-2:]) <= hi.day]
    m = _CALENDAR.fullmatch(name)
    if not m:
        return []
    years = range(anchor.year - 4, anchor.year + 5) if m["year"] == "XXXX" else [_year(m["year"], anchor)]
    return [days for year in years if (days := _calendar(year, int(m["part"] or 0), int(m["day"] or 0)))]


def _year(text: str, anchor: date) -> int:
    return anchor.year + int(text[1:]) if text.startswith("Y") else int(text)


def _calendar(year: int, part: int, day: int) -> Days | None:
    if day:
        # 29 February only where there is one
        return (date(year, part, day),) * 2 if day <= month_end(year, part).day else None
    if not part:
        return date(year, 1, 1), date(year, 12, 31)
    if part > 32:
        return quarter(year, part - 32)
    return season(year, part) if part > 20 else (date(year, part, 1), month_end(year, part))


def _from_offset(m: re.Match[str], seen: _Seen) -> list[Days]:
    n, unit = int(m["n"]), m["unit"]
    if not m["prev"]:
        if unit == "weekend" and n == 0:
            return [_weekend(seen.anchor, w) for w in (-1, 0, 1)]
        return [_SHIFT[unit](seen.anchor, n)]
    if seen.previous is None:
        return []
    lo, hi = bounds(seen.previous)
    if lo is None or hi is None:
        return []
    if unit != "day":
        return [(_SHIFT[unit](lo, n)[0], _SHIFT[unit](hi, n)[1])]
    if seen.previous.count("/") and n:  # after, or before, all of its days
        lo = hi = hi if n > 0 else lo
    return [(lo + n * _DAY, hi + n * _DAY)]


def _stretch(m: re.Match[str], seen: _Seen) -> list[Days]:
    n, unit = int(m["n"]), _UNIT[m["unit"]]
    if m["how"] == "back":
        return [(_moved(seen.anchor, -n, unit), seen.anchor)]
    if seen.direction == "past" and m["how"] != "ahead":
        return []  # "completed within three months" is a duration
    if m["how"] == "in":
        return [_SHIFT[unit](seen.anchor, n)]
    return [(seen.anchor, _moved(seen.anchor, n, unit))]


def _moved(day: date, n: int, unit: str) -> date:
    if unit in ("day", "week"):
        return day + n * (7 if unit == "week" else 1) * _DAY
    lo, hi = _month(day, n * (12 if unit == "year" else 1))
    return lo.replace(day=min(day.day, hi.day))


def _month(day: date, n: int) -> Days:
    year, month = divmod(day.year * 12 + day.month - 1 + n, 12)
    return date(year, month + 1, 1), month_end(year, month + 1)


def _week(day: date, n: int) -> Days:
    monday = day + (1 - day.isoweekday() + 7 * n) * _DAY
    return monday, monday + 6 * _DAY


def _weekend(day: date, n: int) -> Days:
    sunday = _week(day, n)[1]
    return sunday - _DAY, sunday


def _quarter_from(day: date, n: int) -> Days:
    year, number = divmod(day.year * 4 + (day.month - 1) // 3 + n, 4)
    return quarter(year, number + 1)


_SHIFT: dict[str, Callable[[date, int], Days]] = {
    "day": lambda day, n: (day + n * _DAY,) * 2,
    "week": _week,
    "weekend": _weekend,
    "month": _month,
    "quarter": _quarter_from,
    "year": lambda day, n: (date(day.year + n, 1, 1), date(day.year + n, 12, 31)),
}


def _on_day(naive: date, number: int, seen: _Seen) -> Days:
    """The day with that number near the one meant: texts are at times published a day after they were written."""
    reach = range(-7, 2) if seen.direction == "past" else range(-1, 8) if seen.direction == "future" else range(-3, 4)
    near = sorted((naive + n * _DAY for n in reach if (naive + n * _DAY).day == number), key=lambda d: abs(d - naive))
    day = near[0] if near else naive
    return day, day


def _portion(days: Days, part: str, anchor: date) -> Days | None:
    lo, hi = days
    if part == "earlier":
        return lo, max(lo, min(hi, anchor - _DAY))
    if part == "later":
        return min(hi, max(lo, anchor + _DAY)), hi
    length = (hi - lo).days + 1
    if length > 250:
        return _part_of_year(lo, part)
    if length > 80:  # a quarter or a season: three months
        thirds = {"early": 0, "start": 0, "mid": 1, "late": 2, "end": 2}
        return _month(lo, thirds[part]) if part in thirds else None
    if length > 27:
        return _part_of_month(lo, hi, part)
    # a week: its first days, its middle, its last
    spans = {"early": (0, 1), "start": (0, 1), "mid": (2, 3), "late": (3, 6), "end": (4, 6)}
    return (lo + spans[part][0] * _DAY, lo + spans[part][1] * _DAY) if part in spans else None


def _part_of_year(lo: date, part: str) -> Days | None:
    months = {"early": (1, 4), "mid": (5, 8), "late": (9, 12), "start": (1, 3), "end": (10, 12), "h1": (1, 6), "h2": (7, 12)}
    months |= {f"q{n}": (3 * n - 2, 3 * n) for n in range(1, 5)} | {"ql": (10, 12), "earlytomid": (1, 8), "midtolate": (5, 12)}
    months |= {f"m{n}": (1, n) for n in range(1, 13)}
    return (date(lo.year, months[part][0], 1), month_end(lo.year, months[part][1])) if part in months else None


def _part_of_month(lo: date, hi: date, part: str) -> Days | None:
    last = hi.day
    spans = {"early": (1, 10), "start": (1, 10), "mid": (11, 20), "late": (21, last), "end": (21, last), "h1": (1, 15), "h2": (16, last)}
    spans |= {f"w{n}": (7 * n - 6, min(7 * n, last)) for n in range(1, 5)} | {"wl": (last - 6, last)}
    spans |= {"earlytomid": (1, 20), "midtolate": (11, last)}
    return (lo.replace(day=spans[part][0]), lo.replace(day=spans[part][1])) if part in spans else None
