"""Stretches between quotation marks, over paragraphs where a quotation goes on."""

from __future__ import annotations

from dataclasses import dataclass

from graph.extract.reading import Reading
from graph.model import Span

_OPEN = frozenset("“„«")
_CLOSE = frozenset("”»")
_SINGLE = frozenset("'‘")
_READ = frozenset(("body", "list-item", "embedded-post"))


@dataclass(frozen=True, slots=True)
class Quotation:
    """The words between two marks, without marks, outer white space and a comma at the end.

    `outer` holds the marks as well. `goes_on`: it continues the quotation of the paragraph before. `closed` is False where the
    closing mark is missing. `stop` is the last character inside the marks.
    """

    span: Span
    outer: Span
    paragraph: int
    goes_on: bool = False
    closed: bool = True
    stop: str = ""


def quotations(reading: Reading) -> list[Quotation]:
    """All quotations of the article in order. Marks within a quotation are part of its words."""
    found: list[Quotation] = []
    going_on = False
    for number, paragraph in enumerate(reading.clean.paragraphs):
        if paragraph.role not in _READ:
            continue
        here, going_on = _of_paragraph(reading, number, going_on)
        found += here
    return found


def _of_paragraph(reading: Reading, number: int, going_on: bool) -> tuple[list[Quotation], bool]:
    text, span = reading.text, reading.clean.paragraphs[number].span
    found: list[Quotation] = []
    opened: int | None = None
    until = span.start
    for at in range(span.start, span.end):
        mark = text[at]
        if at < until:
            continue
        if opened is None and (close := _single(text, at, span.end)) is not None:
            found += _quotation(text, at, close + 1, number, goes_on=False, closed=True)
            until = close + 1
        elif opened is None:
            if mark in _OPEN or (mark == '"' and not _inch(text, at)):
                opened = at
        elif mark in _CLOSE or (mark == '"' and text[opened] == '"'):
            first = going_on and not found and opened == span.start
            found += _quotation(text, opened, at + 1, number, goes_on=first, closed=True)
            opened = None
    unclosed = opened is not None
    if opened is not None and (_resumes(reading, number) or text[opened] in _OPEN or going_on):
        first = going_on and not found and opened == span.start
        found += _quotation(text, opened, span.end, number, goes_on=first, closed=False)
    return found, unclosed and _resumes(reading, number)


def _single(text: str, at: int, end: int) -> int | None:
    """Where a quotation in single marks that opens at `at` ends; None where the mark is an apostrophe or sets off a word.

    British and Nordic press offices quote so. The closing mark stands behind a comma or a full stop, as apostrophes do not.
    """
    if text[at] not in _SINGLE or (at and not (text[at - 1].isspace() or text[at - 1] in "(—–")) or not text[at + 1 : at + 2].isalnum():
        return None
    for close in range(at + 2, end):
        if text[close] in "'’" and text[close - 1] in ",.?!…" and not text[close + 1 : close + 2].isalnum():
            return close if len(text[at + 1 : close].split()) > 2 else None
    return None


def _quotation(text: str, start: int, end: int, number: int, *, goes_on: bool, closed: bool) -> list[Quotation]:
    inner = text[start + 1 : end - 1 if closed else end]
    left = start + 1 + len(inner) - len(inner.lstrip())
    words = inner.strip()
    stop = words[-1:]
    words = words.rstrip(",;:").rstrip()
    if not any(c.isalnum() for c in words):
        return []
    return [Quotation(Span(left, left + len(words)), Span(start, end), number, goes_on, closed, stop)]


def _inch(text: str, at: int) -> bool:
    return at > 0 and text[at - 1].isdigit() and not text[at + 1 : at + 2].isalnum()


def _resumes(reading: Reading, number: int) -> bool:
    """Whether the next paragraph opens with a mark, as those of one long quotation do."""
    following = reading.clean.paragraphs[number + 1 : number + 2]
    return bool(following) and reading.text[following[0].span.start] in _OPEN | {'"'}
