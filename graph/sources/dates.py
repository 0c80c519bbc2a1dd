"""Publication dates as they are printed: in a field, in a header line, in a dateline.

Only the date part counts, as printed: `2026-05-05T23:30-05:00` is 5 May wherever it is read. A date without a year is no date here.
"""

from __future__ import annotations

import functools
import re
from datetime import date
from importlib.resources import files

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_NTH = r"(?:st|nd|rd|th)?"
_END = r"(?![\w/.-]*\d)(?!\w)"  # the year ends here: "2026" in "2026/27" or "2026-05" is none

_FORMS = tuple(
    re.compile(_WEEKDAY + form, re.IGNORECASE)
    for form in (
        r"(?P<year>\d{4})(?P<sep>[-/.])(?P<m>\d{1,2})(?P=sep)(?P<day>\d{1,2})(?!\d)(?![-/.]\d)",
        r"(?P<year>\d{4})(?P<m>\d{2})(?P<day>\d{2})(?!\d)",
        rf"(?P<day>\d{{1,2}}){_NTH}(?:\s+of)?[\s-]+{_MONTH}\.?,?[\s-]+(?P<year>\d{{4}}){_END}",
        rf"{_MONTH}\.?\s+(?P<day>\d{{1,2}}){_NTH},?\s+(?P<year>\d{{4}}){_END}",
    )
)
_SLASHED = re.compile(_WEEKDAY + r"(?P<a>\d{1,2})(?P<sep>[-/.])(?P<b>\d{1,2})(?P=sep)(?P<year>\d{4})(?!\d)", re.IGNORECASE)
_TIME = re.compile(r"(?:$|[T,;|\s].*)", re.DOTALL)

_WIRE_HEADER = re.compile(r"\s*date[ \t:]+(?P<date>\d{4}-\d{1,2}-\d{1,2})(?!\d)", re.IGNORECASE)
_WORD = r"[^\W\d_a-z][\w.'’-]*"
_PLACE = re.compile(rf"{_WORD}(?:,?[ \t]+(?:(?:of|de|la|al)[ \t]+)?{_WORD}){{0,5}}")
_NO_PLACE = re.compile(
    r"(?:on|in|at|by|since|from|after|before|until|till|during|the|a|an|as|this|last|next|signed|dated|between|for|of|to)\b", re.IGNORECASE
)

HEADER_LINES = 12  # where releases print "Posted on"; further down such a line belongs to something quoted
DATELINE_LINES = 5


def parse(value: str) -> date:
    """The date a field starts with; a time or zone after it is left out. Raises ValueError saying what is wrong."""
    value = value.strip()
    found = _at_start(value)
    if found is None or not _TIME.match(value, found[1]):
        raise ValueError(f"{value[:60]!r} is no date")
    return found[0]


def stated(text: str) -> date | None:
    """The date that the text's own header gives: `date 2026-05-05` at its start, or a line such as `Posted On: 5 MAY 2026`.

    Raises ValueError where such a header holds an impossible date.
    """
    header = _WIRE_HEADER.match(text)
    if header:
        return parse(header["date"])
    for line in _first_lines(text, HEADER_LINES):
        label = _header_label().match(line)
        found = _at_start(line[label.end() :]) if label else None
        if label and found and (":" in label[0] or len(line) - label.end() - found[1] <= 30):  # a short line, not prose
            return found[0]
    return None


def dateline(text: str) -> date | None:
    """The date with a year in a dateline (`HARBOUR CITY, May 5, 2026 —`) or alone on one of the first lines; else None."""
    for line in _first_lines(text, DATELINE_LINES):
        line = line.strip(" \t*_#()[]")
        try:
            alone = _at_start(line)
            if alone and re.fullmatch(r"\W*(?:\d{1,2}[:.]\d{2}.{0,20})?", line[alone[1] :]):
                return alone[0]
            for sep in re.finditer(r"[ \t]*[,:(|–—-]\s*", line[:80]):
                place = line[: sep.start()]
                found = _at_start(line[sep.end() :])
                if found and _PLACE.fullmatch(place) and not _NO_PLACE.match(place):
                    return found[0]
        except ValueError:
            continue
    return None


def _first_lines(text: str, count: int) -> list[str]:
    lines = [line for line in re.split(r"\r\n|\r|\n", text[:4000]) if line.strip()]
    return lines[:count]


def _at_start(text: str) -> tuple[date, int] | None:
    """The date that `text` begins with and where it ends. Raises ValueError for one that cannot be."""
    for form in _FORMS:
        m = form.match(text)
        if m:
            groups = m.groupdict()
            month = int(groups["m"]) if "m" in groups else _month(groups["month"])
            return _date(int(m["year"]), month, int(m["day"]), m[0]), m.end()
    m = _SLASHED.match(text)
    if not m:
        return None
    a, b = int(m["a"]), int(m["b"])
    if a <= 12 and b <= 12 and a != b:
        raise ValueError(f"{m[0]!r} may be day/month or month/day")
    return _date(int(m["year"]), min(a, b), max(a, b), m[0]), m.end()


def _month(name: str) -> int:
    return _MONTHS.index(name.lower()[:3]) + 1


def _date(year: int, month: int, day: int, printed: str) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError(f"{printed!r} is no day of the calendar") from None


@functools.cache
def _header_label() -> re.Pattern[str]:
    lines = (files("graph.sources") / "header_labels.txt").read_text(encoding="utf-8").splitlines()
    labels = sorted((line.strip() for line in lines if line.strip() and not line.startswith("#")), key=len, reverse=True)
    words = "|".join(r"\s+".join(map(re.escape, label.split())) for label in labels)
    return re.compile(rf"\W{{0,4}}(?:{words})\b[*_]*\s*(?::[\s*_]*)?(?=\w)", re.IGNORECASE)
