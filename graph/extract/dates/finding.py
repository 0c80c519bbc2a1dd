"""Text → time expressions: simple ones by rule, then parts of them, ranges and open ends."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from graph.extract.dates import calendar_rules, relative_rules
from graph.extract.dates.relative_rules import Kind
from graph.extract.dates.words import COUNT, DASH, LEXICON, ORDINAL, WS, either, number
from graph.extract.reading import TimeExpression
from graph.model import Span


@dataclass(frozen=True, slots=True)
class _Part:
    start: int
    end: int
    value: str
    kind: Kind


_OPEN = {word: op for op in ("since", "from", "by", "before", "until", "after") for word in LEXICON["open"][op]}
_WHOLE = re.compile(
    r"(?:(?:this|last|next):)?(?:XXXX|\d{4}|Y[+-]\d)(?:-(?:0[1-9]|1[0-2]|3[3-6]|2[1-4]))?|(?:week|month|quarter|year)[+-]\d+"
)
_DAY = re.compile(
    r"(?:(?:this|last|next):)?(?:(?:XXXX|\d{4}|Y[+-]\d)-\d\d-\d\d|XXXX-XX-\d\d|XXXX-WXX-\d)(?:[#@]\d+)*|(?:prev:)?day[+-]\d+(?:@\d+)?|week[+-]\d#\d"
)
_BEFORE_RANGE = re.compile(rf"\b(from|between){WS}(?:the{WS})?$", re.IGNORECASE)
_CHANGED = re.compile(rf"\b{either(LEXICON['open']['not_stretch'])}\b(?:\W+\w+){{0,6}}\W*$", re.IGNORECASE)
_BETWEEN = {
    "from": re.compile(rf"{WS}(?:to|till|until|through){WS}(?:the{WS})?|{DASH}"),
    "between": re.compile(rf"{WS}(?:and|to|&){WS}(?:the{WS})?|{DASH}"),
    "": re.compile(rf"{WS}(?:to|till|until|through){WS}(?:the{WS})?|{DASH}"),
}
_AND = re.compile(rf",?{WS}(?:and|&){WS}(?:on{WS})?")
_PREFIX = re.compile(rf"\b({either(_OPEN)}){WS}(?:the{WS})?$", re.IGNORECASE)

_EDGE = {"start": "start", "beginning": "start", "middle": "mid", "end": "end", "close": "end"}
_REACH = 80  # characters before an expression that can belong to it
# what goes before a month, week, quarter or year and names a part of it
_PORTIONS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (
        re.compile(rf"\b(?P<a>early|mid)[- ]to[- ](?P<b>mid|late)(?:{WS}|-)$", re.IGNORECASE),
        lambda m: f"{m['a'].casefold()}to{m['b'].casefold()}",
    ),
    (re.compile(rf"\b(earlier|later)(?:{WS}in)?{WS}$", re.IGNORECASE), lambda m: m[1].casefold()),
    (
        re.compile(rf"\b(?:the{WS})?(early|mid|late)(?:{WS}(?:in|part{WS}of|days{WS}of))?(?:{WS}|-)$", re.IGNORECASE),
        lambda m: m[1].casefold(),
    ),
    (re.compile(r"\b(end)-$", re.IGNORECASE), lambda m: "end"),
    (
        re.compile(rf"\b(?:the{WS})?first{WS}(?P<n>{COUNT}){WS}months{WS}of{WS}$", re.IGNORECASE),
        lambda m: f"m{number(m['n'])}",
    ),
    (re.compile(rf"\b(?:the{WS})?(?P<w>start|beginning|middle|end|close){WS}of{WS}$", re.IGNORECASE), lambda m: _EDGE[m["w"].casefold()]),
    (re.compile(rf"\b(?:the{WS})?(?P<n>first|second){WS}half{WS}of{WS}$", re.IGNORECASE), lambda m: f"h{ORDINAL[m['n'].casefold()]}"),
    (
        re.compile(rf"\b(?:the{WS})?(?P<n>first|second|third|fourth|last|final){WS}(?P<u>week|quarter){WS}of{WS}$", re.IGNORECASE),
        lambda m: m["u"][0].casefold() + (str(ORDINAL[m["n"].casefold()]) if ORDINAL[m["n"].casefold()] else "l"),
    ),
)


def find(text: str, span: Span) -> tuple[TimeExpression, ...]:
    """The time expressions within `span` of the clean text, in order, none overlapping another."""
    piece = text[span.start : span.end]
    parts = _longest(_simple(piece))
    parts = [_with_portion(piece, part) for part in parts]
    parts = _joined(piece, parts)
    parts = [_with_opening(piece, part) for part in parts]
    parts = _longest(parts)
    return tuple(TimeExpression(Span(span.start + p.start, span.start + p.end), p.kind, p.value) for p in parts)


def _simple(piece: str) -> list[_Part]:
    found = []
    for pattern, read in calendar_rules.rules():
        for m in pattern.finditer(piece):
            got = read(m)
            if got is not None:
                start, end, value = got
                found.append(_Part(start, end, value, "date" if _DAY.fullmatch(value) else "period"))
    for pattern, value_of, kind in relative_rules.rules():
        for m in pattern.finditer(piece):
            said = value_of(m)
            if said is not None:
                start, end = m.span("x") if "x" in m.re.groupindex else m.span()
                found.append(_Part(start, end, said, "period" if kind == "date" and not _is_day(said) else kind))
    return found


def _is_day(value: str) -> bool:
    return bool(_DAY.fullmatch(value)) or bool(re.fullmatch(r"in:P\d+D", value))


def _longest(parts: list[_Part]) -> list[_Part]:
    """Leftmost first, the longest of those; what overlaps it is dropped."""
    kept: list[_Part] = []
    for part in sorted(parts, key=lambda p: (-(p.end - p.start), p.start, p.value)):
        if all(part.end <= k.start or k.end <= part.start for k in kept):
            kept.append(part)
    return sorted(kept, key=lambda p: p.start)


def _with_portion(piece: str, part: _Part) -> _Part:
    if not _WHOLE.fullmatch(part.value) or part.kind == "set":
        return part
    for pattern, name in _PORTIONS:
        m = pattern.search(piece, max(0, part.start - _REACH), part.start)
        if m:
            portion = name(m)
            if portion.startswith(("w", "q")) and not _splits(portion, part.value):
                continue
            return replace(part, start=m.start(), value=f"{part.value}.{portion}", kind="period")
    return part


def _splits(portion: str, value: str) -> bool:
    """Weeks are parts of months, quarters of years."""
    month = re.search(r"-(?:0[1-9]|1[0-2])$|^month", value)
    return bool(month) if portion.startswith("w") else not month and not value.startswith("week")


def _joined(piece: str, parts: list[_Part]) -> list[_Part]:
    """Two expressions with a "to" between them made one."""
    joined: list[_Part] = []
    for part in parts:
        one = _range(piece, joined[-1], part) if joined else None
        if one:
            joined[-1] = one
        else:
            joined.append(part)
    return joined


def _range(piece: str, left: _Part, right: _Part) -> _Part | None:
    if not all(p.kind in ("date", "period") and _plain(p.value) for p in (left, right)):
        return None
    before = _BEFORE_RANGE.search(piece, max(0, left.start - _REACH), left.start)
    word = before[1].casefold() if before else ""
    gap = piece[left.end : right.start]
    listed = _AND.fullmatch(gap) and word != "between"
    if not listed and not _BETWEEN[word].fullmatch(gap):
        return None
    if listed and not _next_weekday(left.value, right.value):
        return None
    start = before.start() if before else left.start
    if word == "from" and _CHANGED.search(piece, max(0, start - _REACH), start):
        return None
    return _Part(start, right.end, f"{_same_year(left.value, right.value)}/{right.value}", "period")


def _plain(value: str) -> bool:
    return "/" not in value and not value.endswith("_REF") and not value.startswith(("in:", "within:", "ahead:", "back:", "prev:"))


def _next_weekday(left: str, right: str) -> bool:
    a, b = (re.fullmatch(r"XXXX-WXX-(\d)", v) for v in (left, right))
    return bool(a and b and int(a[1]) + 1 == int(b[1]))


def _same_year(left: str, right: str) -> str:
    """`left` in the year that only `right` names, or the one before where it would come later: 30 December to 2 January 2026."""
    a, b = re.match(r"XXXX-(\d\d.*)", left), re.match(r"(\d{4}|Y[+-]\d)-(\d\d.*)", right)
    if not a or not b:
        return left
    year = b[1] if a[1] <= b[2] else str(int(b[1]) - 1) if b[1].isdigit() else f"Y{int(b[1][1:]) - 1:+d}"
    return f"{year}-{a[1]}"


def _with_opening(piece: str, part: _Part) -> _Part:
    """ "since", "by" … before an expression, taken into it."""
    if part.kind not in ("date", "period") or not (_plain(part.value) or part.value.startswith("prev:")):
        return part
    m = _PREFIX.search(piece, max(0, part.start - _REACH), part.start)
    if not m or piece[part.end : part.end + 2] in ("'s", "’s"):
        return part
    op = _OPEN[" ".join(m[1].casefold().split())]
    if op == "from" and _CHANGED.search(piece, max(0, m.start() - _REACH), m.start()):
        return part
    return replace(part, start=m.start(), value=f"{op}:{part.value}", kind="period")
