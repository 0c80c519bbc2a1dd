"""Rules for dates that name days, months, years, quarters and seasons."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from graph.extract.dates.words import (
    DASH,
    LEXICON,
    MONTH,
    MONTH_CLEAR,
    MONTH_FULL,
    NTH,
    ORDINAL,
    SEASON,
    WEEKDAY,
    WEEKDAY_ANY,
    WS,
    YEAR,
    day,
    either,
    month,
    weekday,
)

Found = tuple[int, int, str]
"""start, end and value of one expression"""
Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], Found | None]]

_RULES: list[Rule] = []
_START = r"(?<![\w$€£₹¥/.])(?<!\d[-,:])"
# the weekday that goes with a date: "Friday, 5 December", "Friday (5 December)", "5 December (Friday)"
_BEFORE = rf"(?:(?P<wd>{WEEKDAY_ANY}),?{WS}\(?(?:the{WS})?)?"
_AFTER = rf"(?:,?{WS}\(?(?P<wd2>{WEEKDAY})\)?(?!{WS}\d))?"
_YEAR = rf"(?:(?:,?{WS}|,)(?:of{WS})?(?P<y>{YEAR})(?![/-]\d)|{WS}(?P<rel>this|last|next){WS}year\b)?"
_JOIN = rf"(?P<join>{DASH}|,?{WS}(?:to|till|until|through|and|&){WS})"


def _rule(
    pattern: str, *, ignore_case: bool = False
) -> Callable[[Callable[[re.Match[str]], Found | None]], Callable[[re.Match[str]], Found | None]]:
    def add(function: Callable[[re.Match[str]], Found | None]) -> Callable[[re.Match[str]], Found | None]:
        _RULES.append((re.compile(pattern, re.IGNORECASE if ignore_case else 0), function))
        return function

    return add


def rules() -> Iterable[Rule]:
    """The rules of this module, in no particular order: the longest match wins."""
    return tuple(_RULES)


def _year_of(m: re.Match[str]) -> str:
    if m["y"]:
        return m["y"]
    return {"this": "Y+0", "last": "Y-1", "next": "Y+1"}[m["rel"].casefold()] if m["rel"] else "XXXX"


def _dated(year: str, month_: int, day_: int) -> str:
    return f"{year}-{month_:02d}-{day_:02d}"


def _valid(month_: int, day_: int) -> bool:
    return 1 <= month_ <= 12 and 1 <= day_ <= (29 if month_ == 2 else 30 if month_ in (4, 6, 9, 11) else 31)


def _said_weekday(m: re.Match[str]) -> str:
    said = m["wd"] or m["wd2"]
    return f"#{weekday(said)}" if said else ""


@_rule(rf"{_START}{_BEFORE}(?P<d>{NTH})(?:{WS}(?:day{WS})?of)?{WS}(?P<m>{MONTH}){_YEAR}{_AFTER}")
@_rule(rf"(?<!\w){_BEFORE}(?P<m>{MONTH}){WS}(?:the{WS})?(?P<d>{NTH}){_YEAR}{_AFTER}")
def _day_and_month(m: re.Match[str]) -> Found | None:
    month_, day_ = month(m["m"]), day(m["d"])
    if not _valid(month_, day_):
        return None
    return m.start(), m.end(), _dated(_year_of(m), month_, day_) + _said_weekday(m)


@_rule(rf"\b(?P<d>{either(LEXICON['days'])}){WS}(?:day{WS})?of{WS}(?P<m>{MONTH}){_YEAR}", ignore_case=True)
def _day_in_words(m: re.Match[str]) -> Found | None:
    if not m["m"][0].isupper():
        return None
    month_, day_ = month(m["m"].title()), LEXICON["days"].index(m["d"].casefold()) + 1
    return (m.start(), m.end(), _dated(_year_of(m), month_, day_)) if _valid(month_, day_) else None


@_rule(rf"\b(?P<f>{either(LEXICON['feasts'])})\b(?:,?{WS}(?P<y>{YEAR}))?")
def _feast(m: re.Match[str]) -> Found | None:
    return m.start(), m.end(), f"{m['y'] or 'XXXX'}-{LEXICON['feasts'][' '.join(m['f'].replace('’', chr(39)).split())]}"


@_rule(rf"{_START}(?P<d>{NTH})-(?P<m>{MONTH})-(?P<y>{YEAR})")
def _with_hyphens(m: re.Match[str]) -> Found | None:
    month_, day_ = month(m["m"]), day(m["d"])
    return (m.start(), m.end(), _dated(m["y"], month_, day_)) if _valid(month_, day_) else None


@_rule(
    rf"{_START}(?:(?P<pre>from|between|From|Between){WS}(?:the{WS})?)?(?P<a>{NTH})(?:,{WS}{NTH})?{_JOIN}(?:the{WS})?(?P<b>{NTH})(?:{WS}of)?{WS}(?P<m>{MONTH}){_YEAR}"
)
@_rule(rf"{_START}(?:(?P<pre>from|between|From|Between){WS})?(?P<m>{MONTH}){WS}(?P<a>{NTH})(?:,{WS}{NTH})?{_JOIN}(?P<b>{NTH}){_YEAR}")
def _days_of_a_month(m: re.Match[str]) -> Found | None:
    month_, first, last = month(m["m"]), day(m["a"]), day(m["b"])
    listed = m["join"].strip(" ,\n") in ("and", "&") and m["pre"] is None
    if not _valid(month_, last) or first >= last or (listed and last - first > 2):
        return None
    year = _year_of(m)
    return m.start(), m.end(), f"{_dated(year, month_, first)}/{_dated(year, month_, last)}"


@_rule(r"(?<![\w/.-])(?P<y>(?:19|20)\d\d)(?P<sep>[-/.])(?P<m>\d\d?)(?P=sep)(?P<d>\d\d?)(?![\w/-]|\.\d)")
def _year_first(m: re.Match[str]) -> Found | None:
    month_, day_ = int(m["m"]), int(m["d"])
    return (m.start(), m.end(), _dated(m["y"], month_, day_)) if _valid(month_, day_) else None


@_rule(r"(?<![\w/.-])(?P<a>\d\d?)(?P<sep>[-/.])(?P<b>\d\d?)(?P=sep)(?P<y>(?:19|20)\d\d)(?![\w/-]|\.\d)")
def _year_last(m: re.Match[str]) -> Found | None:
    """Day first, as most of the world writes; month first only where it cannot be otherwise."""
    day_, month_ = int(m["a"]), int(m["b"])
    if not _valid(month_, day_):
        day_, month_ = month_, day_
    return (m.start(), m.end(), _dated(m["y"], month_, day_)) if _valid(month_, day_) else None


@_rule(r"(?<![\w/.-])(?P<y>(?:19|20)\d\d)-(?P<m>0[1-9]|1[0-2])(?![\w/-]|\.\d)")
def _year_and_month(m: re.Match[str]) -> Found | None:
    if int(m["m"]) == (int(m["y"]) + 1) % 100:  # "2010-11" is a season of sport or a budget year
        return m.start(), m.end(), f"{m['y']}/{int(m['y']) + 1}"
    return m.start(), m.end(), f"{m['y']}-{m['m']}"


@_rule(rf"{_START}(?P<m>{MONTH})(?:,?{WS}(?:of{WS})?|,)(?P<y>{YEAR})(?![/-]\d)")
@_rule(rf"{_START}(?P<m>{MONTH_FULL}){WS}(?P<rel>this|last|next){WS}year\b(?P<y>)")
def _month_of_year(m: re.Match[str]) -> Found | None:
    return m.start(), m.end(), f"{_year_of(m) if not m['y'] else m['y']}-{month(m['m']):02d}"


@_rule(rf"\b(?i:{either(LEXICON['month_cues'])})(?:{WS}|-)(?P<m>{MONTH_FULL})\b(?!{WS}\d)")
@_rule(rf"(?<!\w)(?P<m>{MONTH_CLEAR})\b(?!{WS}\d)")
def _month_alone(m: re.Match[str]) -> Found | None:
    return m.start("m"), m.end("m"), f"XXXX-{month(m['m']):02d}"


@_rule(
    rf"\b(?P<rel>(?:this{WS}past|this{WS}coming|this|last|next|the{WS}coming|the{WS}past|coming|past){WS})(?P<m>{MONTH_FULL})\b(?!{WS}\d)",
    ignore_case=True,
)
def _month_relative(m: re.Match[str]) -> Found | None:
    if not m["m"][0].isupper():
        return None
    return m.start(), m.end(), f"{_relation(m['rel'])}:XXXX-{month(m['m'].title()):02d}"


@_rule(
    rf"(?<![\w-])(?P<rel>(?:[Tt]his{WS}past|[Tt]his{WS}coming|[Tt]his|[Ll]ast|[Nn]ext|(?:[Tt]he{WS})?coming|(?:[Tt]he{WS})?past){WS})?(?P<wd>{WEEKDAY})\b"
    rf"(?!{WS}{either(LEXICON['weekday_not_before'])}\b)(?:{WS}(?:of{WS})?(?P<week>this|last|next){WS}week\b)?"
)
def _weekday(m: re.Match[str]) -> Found | None:
    number = weekday(m["wd"])
    if m["week"]:
        return m.start(), m.end(), f"week{ {'this': '+0', 'last': '-1', 'next': '+1'}[m['week']] }#{number}"
    relation = f"{_relation(m['rel'])}:" if m["rel"] else ""
    return m.start(), m.end(), f"{relation}XXXX-WXX-{number}"


def _relation(words: str) -> str:
    folded = words.casefold()
    return "last" if "last" in folded or "past" in folded else "next" if "next" in folded or "coming" in folded else "this"


@_rule(rf"\b[Oo]n{WS}the{WS}(?P<d>(?:[1-9]|[12]\d|3[01])(?:st|nd|rd|th))(?={WS}?[,.;)]|$)")
def _day_alone(m: re.Match[str]) -> Found | None:
    return m.start("d"), m.end("d"), f"XXXX-XX-{day(m['d']):02d}"


@_rule(
    rf"\b(?:the{WS})?(?P<n>first|second|third|fourth|1st|2nd|3rd|4th){WS}quarter\b(?:(?:{WS}of)?{WS}(?P<y>{YEAR})|{WS}of{WS}(?P<rel>this|next|last|the){WS}year\b)?",
    ignore_case=True,
)
@_rule(rf"(?<!\w)Q(?P<n>[1-4])(?:{WS}(?:of{WS})?|[-/])(?P<y>{YEAR})(?P<rel>)")
def _quarter(m: re.Match[str]) -> Found | None:
    number = int(m["n"]) if m["n"].isdigit() else ORDINAL[m["n"].casefold()]
    year = m["y"] or {"this": "Y+0", "next": "Y+1", "last": "Y-1"}.get((m["rel"] or "").casefold(), "XXXX")
    return m.start(), m.end(), f"{year}-{32 + number}"


@_rule(
    rf"\b(?:the{WS})?(?P<n>first|second|1st|2nd){WS}half{WS}of{WS}(?:(?P<y>{YEAR})|(?P<rel>this|next|last|the){WS}year\b)", ignore_case=True
)
@_rule(rf"(?<!\w)H(?P<n>[12]){WS}(?:of{WS})?(?P<y>{YEAR})(?P<rel>)")
def _half(m: re.Match[str]) -> Found | None:
    number = int(m["n"]) if m["n"].isdigit() else ORDINAL[m["n"].casefold()]
    year = m["y"] or {"next": "year+1", "last": "year-1"}.get((m["rel"] or "").casefold(), "year+0")
    return m.start(), m.end(), f"{year}.h{number}"


@_rule(rf"\b(?P<s>{either(SEASON)}){WS}of{WS}(?P<rel>this|next|last){WS}year\b(?P<y>)", ignore_case=True)
def _season_of_year(m: re.Match[str]) -> Found | None:
    return m.start(), m.end(), f"{_year_of(m)}-{SEASON[m['s'].casefold()]}"


@_rule(rf"\b(?P<s>{either(SEASON)}){WS}(?:of{WS})?(?P<y>{YEAR})(?P<rel>)", ignore_case=True)
@_rule(rf"\bin{WS}(?:the{WS})?(?P<s>{either(SEASON)})\b(?:{WS}of{WS}(?P<y>{YEAR}))?(?!{WS}of)(?P<rel>)", ignore_case=True)
@_rule(rf"\b(?P<rel>this|next|last){WS}(?P<s>{either(SEASON)})\b(?P<y>)", ignore_case=True)
def _season(m: re.Match[str]) -> Found | None:
    start = m.start("rel") if m["rel"] else m.start("s")
    relation = f"{m['rel'].casefold()}:" if m["rel"] else ""
    return start, m.end(), f"{relation}{m['y'] or 'XXXX'}-{SEASON[m['s'].casefold()]}"


@_rule(r"(?<![\w/.-])(?P<a>(?:19|20)\d\d)[-–/](?P<b>(?:19|20)?\d\d)(?![\w/-]|[.,]\d)")
def _years(m: re.Match[str]) -> Found | None:
    """2026–2030, 2025-26; a year and a month has its own rule, with the same length: this one leaves it alone."""
    first = int(m["a"])
    last = int(m["b"]) if len(m["b"]) == 4 else first - first % 100 + int(m["b"])
    if last <= first or (len(m["b"]) == 2 and last - first > 1):
        return None
    return m.start(), m.end(), f"{first}/{last}"


@_rule(r"(?<![\w$€£₹])(?:(?P<part>[Ee]arly|[Mm]id|[Ll]ate)[\s-]+)?(?P<y>(?:19|20)\d0)s\b")
def _decade(m: re.Match[str]) -> Found | None:
    first, last = {"early": (0, 3), "mid": (4, 6), "late": (7, 9)}[m["part"].casefold()] if m["part"] else (0, 9)
    return m.start(), m.end(), f"{int(m['y']) + first}/{int(m['y']) + last}"


@_rule(rf"(?:(?<![\w$€£₹¥#/.,:+-])|(?<=\b[Mm]id-))(?P<y>{YEAR})(?![\w/]|-(?!based|led)\w)")
def _year_alone(m: re.Match[str]) -> Found | None:
    return (m.start(), m.end(), m["y"]) if _is_year(m) else None


def _is_year(m: re.Match[str]) -> bool:
    words = LEXICON["years"]
    left = re.search(r"(\S+)\s+\(?$", m.string[max(0, m.start() - 40) : m.start()])
    right = re.match(r"\s+([A-Za-z.]+)", m.string[m.end() : m.end() + 30])
    before, after = left[1] if left else "", right[1].rstrip(".") if right else ""
    if before in words["not_after"] or after.rstrip("s") in words["not_before"] or after in words["not_before"]:
        return False
    plural = after.islower() and after.endswith("s") and after not in words["not_plural"]
    return not plural or before.casefold() in words["plural_after"]
