"""Rules for times seen from the day of publication or from the date before, for what recurs and for durations."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Literal as OneOf

from graph.extract.dates.words import COUNT, LEXICON, UNIT, WS, either, number

Kind = OneOf["date", "period", "duration", "set"]
Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], str | None], Kind]
"""pattern, value of a match (None: no time after all), kind"""

_RULES: list[Rule] = []
_LETTER = {"day": "D", "week": "W", "month": "M", "year": "Y", "decade": "0Y"}
_DAYPART = r"(?:morning|afternoon|evening|night|noon)"
_SPAN = "week|month|quarter|year"
_OVER = rf"(?:in|over|during|for){WS}"


def _rule(
    pattern: str, kind: Kind, *, ignore_case: bool = True
) -> Callable[[Callable[[re.Match[str]], str | None]], Callable[[re.Match[str]], str | None]]:
    def add(function: Callable[[re.Match[str]], str | None]) -> Callable[[re.Match[str]], str | None]:
        _RULES.append((re.compile(pattern, re.IGNORECASE if ignore_case else 0), function, kind))
        return function

    return add


def rules() -> Iterable[Rule]:
    """The rules of this module, in no particular order: the longest match wins."""
    return tuple(_RULES)


def _duration(count: int, unit: str) -> str:
    return f"P{count}{_LETTER[unit.casefold().rstrip('s')]}"


@_rule(rf"\b(?P<w>{either(LEXICON['deictic'])})\b(?:{WS}{_DAYPART}\b)?(?:{WS}?\((?P<d>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?\))?", "date")
def _deictic(m: re.Match[str]) -> str | None:
    offset = LEXICON["deictic"][" ".join(m["w"].casefold().split())]
    return f"day{offset:+d}" + (f"@{int(m['d'])}" if m["d"] else "")


@_rule(
    rf"\b(?:(?P<rel>this{WS}past|this{WS}coming|this|last|next|(?:the{WS})?current|the{WS}coming){WS})(?P<u>week|weekend|month|quarter|year)\b",
    "period",
)
@_rule(rf"\b(?:over|at|during|on){WS}the{WS}(?P<u>weekend)\b(?P<rel>)", "period")
def _unit(m: re.Match[str]) -> str | None:
    relation = " ".join(m["rel"].casefold().split())
    unit = m["u"].casefold()
    if relation == "the coming" and unit in ("month", "year", "week"):
        return f"ahead:{_duration(1, unit)}"
    offset = -1 if relation in ("last", "this past") else 1 if relation in ("next", "this coming", "the coming") else 0
    return f"{unit}{offset:+d}"


@_rule(
    rf"\b(?:by|before|until|towards?|at){WS}(?P<x>(?:the{WS})?(?:(?:end|close){WS}of{WS}the{WS}(?P<u>{_SPAN})|(?P<y>year)[- ]end))\b",
    "period",
)
def _end_of_the_unit(m: re.Match[str]) -> str | None:
    return f"{(m['u'] or m['y']).casefold()}+0.end"


@_rule(rf"\b(?:at|in){WS}(?P<x>(?:the{WS})?(?P<p>start|beginning|middle){WS}of{WS}(?:the|this){WS}(?P<u>{_SPAN}))\b", "period")
def _start_of_the_unit(m: re.Match[str]) -> str | None:
    return f"{m['u'].casefold()}+0.{'mid' if m['p'].casefold() == 'middle' else 'start'}"


@_rule(rf"\b(?P<n>{COUNT}|a){WS}fortnights?{WS}ago\b", "date")
def _fortnights_ago(m: re.Match[str]) -> str | None:
    return f"week-{2 * number(m['n'])}"


@_rule(rf"\b(?P<n>{COUNT}|a{WS}couple{WS}of){WS}(?P<u>{UNIT})s?{WS}ago\b", "date")
def _ago(m: re.Match[str]) -> str | None:
    return f"{m['u'].casefold()}-{number(m['n'])}"


@_rule(rf"\bin{WS}(?P<n>{COUNT}|a{WS}couple{WS}of){WS}(?P<u>{UNIT})s?(?:'|’)?(?:{WS}time)?\b(?!{WS}(?:ago|later|long))", "date")
def _in(m: re.Match[str]) -> str | None:
    if re.search(r"\b(?:first|time|times|highest|lowest|most|best)\W+(?:\w+\W+){0,3}$", m.string[max(0, m.start() - 60) : m.start()]):
        return None  # "the first visit in ten years" looks back
    return f"in:{_duration(number(m['n']), m['u'])}"


@_rule(
    rf"\bwithin{WS}(?:the{WS}(?:next|coming){WS})?(?P<n>{COUNT}|a{WS}couple{WS}of){WS}(?P<u>{UNIT})s?\b"
    rf"(?!{WS}(?:of|from|after|following){WS}(?!today|now))",
    "period",
)
def _within(m: re.Match[str]) -> str | None:
    return f"within:{_duration(number(m['n']), m['u'])}"


@_rule(rf"\b(?:{_OVER})?the{WS}(?P<rel>next|coming|past|last|previous){WS}(?P<n>{COUNT}){WS}(?P<u>{UNIT}|decade)s?\b", "period")
@_rule(rf"\b{_OVER}the{WS}(?P<rel>next|coming|past|last){WS}(?P<u>week|month|year|decade)\b(?P<n>)", "period")
def _stretch(m: re.Match[str]) -> str | None:
    ahead = m["rel"].casefold() in ("next", "coming")
    return f"{'ahead' if ahead else 'back'}:{_duration(number(m['n']) if m['n'] else 1, m['u'])}"


@_rule(rf"\b(?P<n>{COUNT}|a{WS}couple{WS}of){WS}(?P<u>{UNIT})s?{WS}(?P<w>later|afterwards?|earlier|before(?={WS}?[.,;]))\b", "date")
def _from_previous(m: re.Match[str]) -> str | None:
    sign = "+" if m["w"].casefold().startswith(("later", "after")) else "-"
    return f"prev:{m['u'].casefold()}{sign}{number(m['n'])}"


@_rule(rf"\bthe{WS}(?P<w>following|previous|same|very{WS}same){WS}(?P<u>day|week|month|year|morning|evening|afternoon)\b", "date")
@_rule(rf"\b(?P<w>that){WS}(?:same{WS})?(?P<u>day|week|month|year)\b", "date")
@_rule(rf"\bthe{WS}(?P<w>next){WS}(?P<u>day|morning)\b", "date")
@_rule(rf"\bthe{WS}(?P<u>day|week|month|year){WS}(?P<w>after|before)(?={WS}?[.,;]|$|{WS}(?:by|in|at|with|on|and)\b)", "date")
def _beside_previous(m: re.Match[str]) -> str | None:
    word = m["w"].casefold()
    offset = "+1" if word in ("following", "next", "after") else "-1" if word in ("previous", "before") else "+0"
    unit = m["u"].casefold()
    return f"prev:{unit if unit in ('week', 'month', 'year') else 'day'}{offset}"


@_rule(rf"\b{either(LEXICON['vague']['future'])}\b", "period")
def _some_time_ahead(m: re.Match[str]) -> str | None:
    return "FUTURE_REF"


@_rule(rf"\b{either(LEXICON['vague']['past'])}\b", "period")
def _some_time_ago(m: re.Match[str]) -> str | None:
    return "PAST_REF"


@_rule(rf"(?<![\w-])(?P<w>{either(LEXICON['sets'])})(?![\w-])", "set")
def _set(m: re.Match[str]) -> str | None:
    if m["w"].casefold() in ("daily", "weekly", "monthly", "quarterly") and not m["w"].islower():
        return None  # names of newspapers and of reports
    period: str = LEXICON["sets"][" ".join(m["w"].casefold().split())]
    return period


@_rule(rf"\b(?:once{WS})?every{WS}(?P<n>{COUNT}){WS}(?P<u>{UNIT})s?\b", "set")
def _every(m: re.Match[str]) -> str | None:
    return _duration(number(m["n"]), m["u"])


@_rule(rf"\b(?P<n>{COUNT})[- ]{{0,2}}-[- ]{{0,2}}(?P<u>{UNIT})s?(?:[- ]long)?\b", "duration")
@_rule(rf"\b(?P<u>{UNIT})[- ]?long\b(?P<n>)", "duration")
@_rule(rf"\b(?P<n>two|three|four|five|six|seven){WS}day(?=[\s-])", "duration")
@_rule(
    rf"\b(?:for|lasting|lasted|spanning|lasts){WS}(?:another{WS}|a{WS}period{WS}of{WS}|up{WS}to{WS}|at{WS}least{WS})*(?P<n>{COUNT}){WS}(?P<u>{UNIT})s?\b",
    "duration",
)
def _lasting(m: re.Match[str]) -> str | None:
    unit = m["u"] if "u" in m.re.groupindex else "day"
    return _duration(number(m["n"]) if m["n"] else 1, unit)
