"""Posts embedded in a text: the words, then "— Name (@handle) November 20, 2031" as platforms print them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from graph.extract.dates import find as find_dates
from graph.extract.dates import resolve
from graph.extract.reading import Reading
from graph.model import Span

_SIGNATURE = re.compile(r"[—–-]\s*(?P<name>[^()\n—–]{1,80}?)\s*\(@(?P<handle>\w{1,30})\)\s*(?P<day>[A-Z][a-z]+ \d{1,2}, \d{4})?")
_LINK = re.compile(r"https?://\S+|pic\.twitter\.com/\S+")
_TAIL = re.compile(r"[^\w.!?'’)]+$")


@dataclass(frozen=True, slots=True)
class Post:
    """An embedded post: its words, its signature, the paragraph it stands in, and the day printed (EDTF)."""

    span: Span
    signature: Span
    paragraph: int
    handle: str
    name: str
    day: str | None = None


def posts(reading: Reading, quoted: list[Span]) -> list[Post]:
    """The embedded posts of the article; `quoted` stretches before one do not belong to it."""
    found = []
    for number, paragraph in enumerate(reading.clean.paragraphs):
        at = paragraph.span.start
        for m in _SIGNATURE.finditer(reading.text, paragraph.span.start, paragraph.span.end):
            start = max([at, *(q.end for q in quoted if at <= q.start < m.start())])
            span = _words(reading.text, start, m.start())
            at = m.end()
            if span is None:
                continue
            found.append(Post(span, Span(m.start(), m.end()), number, m["handle"], m["name"].strip(), _day(reading, m)))
    return found


def _words(text: str, start: int, end: int) -> Span | None:
    """The words of the post without links and pictures behind them and without marks before them."""
    link = _LINK.search(text, start, end)
    stop = link.start() if link else end
    while start < stop and not (text[start].isalnum() or text[start] in "#@\"“'‘"):
        start += 1
    stop -= len(found.group()) if (found := _TAIL.search(text[start:stop])) else 0
    return Span(start, stop) if stop - start > 1 else None


def _day(reading: Reading, m: re.Match[str]) -> str | None:
    if not m["day"]:
        return None
    found = find_dates(reading.clean.text, Span(m.start("day"), m.end("day")))
    return resolve(found[0], anchor=reading.published, direction="past") if found else None
