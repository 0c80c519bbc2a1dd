"""The words of the grammar, from `lexicon/dates.toml`, and the pattern fragments made of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from graph.extract.lexicons import lexicon

LEXICON: dict[str, Any] = lexicon("dates")

# white space that does not leave the paragraph
WS = r"(?:(?:[^\S\n]|\n(?![^\S\n]*\n))+)"
DASH = r"[^\S\n]*[-–—][^\S\n]*"

UNITS = ("day", "week", "weekend", "month", "quarter", "year", "decade")


def either(words: Iterable[str]) -> str:
    """A pattern for any of the words, longest first; white space in them stretches, patterns in them stay."""
    return "(?:" + "|".join(re.sub(" ", lambda _: WS, word) for word in sorted(words, key=lambda w: (-len(w), w))) + ")"


def _written(names: Iterable[str]) -> list[str]:
    return [form for name in names for form in (name, name.upper())]


MONTH_NUMBER: dict[str, int] = {form: n for n, names in enumerate(LEXICON["months"], 1) for form in _written(names)}
WEEKDAY_NUMBER: dict[str, int] = {form: n for n, names in enumerate(LEXICON["weekdays"], 1) for form in _written(names)}
NUMBER: dict[str, int] = LEXICON["numbers"]
ORDINAL: dict[str, int] = LEXICON["ordinals"]
SEASON: dict[str, int] = LEXICON["seasons"]

MONTH_FULL = either(_written(names[0] for names in LEXICON["months"]))
MONTH_CLEAR = either(_written(names[0] for names in LEXICON["months"] if names[0] not in LEXICON["months_ambiguous"]))
MONTH = rf"(?:{MONTH_FULL}|{either(_written(short for names in LEXICON['months'] for short in names[1:]))}\.?)(?![A-Za-z])"
WEEKDAY = either(_written(names[0] for names in LEXICON["weekdays"]))
WEEKDAY_ANY = rf"(?:{WEEKDAY}|{either(_written(short for names in LEXICON['weekdays'] for short in names[1:]))}\.?)(?![A-Za-z])"

YEAR = r"(?:19|20)\d\d(?![\d%]|,\d|\.\d)"
NTH = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?(?![\w%]|[.,:]\d)"
COUNT = rf"(?:{either(NUMBER)}|\d{{1,3}})"
UNIT = r"(?:day|week|month|year)"


def number(text: str) -> int:
    """The number that a word or digits name: `two`, `a couple of`, `10`."""
    word = text.casefold().split()[0] if not text.isdigit() else text
    if word.isdigit():
        return int(word)
    return NUMBER["couple"] if "couple" in text.casefold() else NUMBER[word]


def month(text: str) -> int:
    """1–12 for the name of a month or its short form."""
    return MONTH_NUMBER[text.rstrip(".")]


def weekday(text: str) -> int:
    """1 (Monday) – 7 for the name of a weekday or its short form."""
    return WEEKDAY_NUMBER[text.rstrip(".")]


def day(text: str) -> int:
    """The number in `4`, `04` or `4th`."""
    return int(re.sub(r"\D", "", text))
