"""Posts embedded in a text, as utterances: their words without links and pictures, their signature and the day printed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from graph.extract.dates import find as find_dates
from graph.extract.dates import resolve
from graph.extract.posts import Post, posts
from graph.extract.reading import Reading
from graph.model import Span

_LINK = re.compile(r"https?://\S+|pic\.twitter\.com/\S+")
_TAIL = re.compile(r"[^\w.!?'’)]+$")


@dataclass(frozen=True, slots=True)
class Embedded:
    """The words of a post, its signature ("— Name (@handle) November 20, 2031"), the paragraph it stands in, and the day (EDTF)."""

    span: Span
    signature: Span
    name: str
    paragraph: int
    day: str | None


def embedded(reading: Reading, quoted: list[Span]) -> list[Embedded]:
    """The embedded posts of the article; `quoted` stretches before one do not belong to it."""
    found = []
    last = 0
    for post in posts(reading.text):
        low = max([last, *(q.end for q in quoted if last <= q.start < post.source.start)])
        span = _words(reading.text, post, low)
        last = post.span.end
        number = next((n for n, p in enumerate(reading.clean.paragraphs) if span is not None and p.span.overlaps(span)), None)
        if span is not None and number is not None:
            found.append(Embedded(span, post.source, reading.text[post.name.start : post.name.end], number, _day(reading, post.day)))
    return found


def _words(text: str, post: Post, low: int) -> Span | None:
    """The words of the post; where nothing marks them, those of its line."""
    for start in (post.span.start, text.rfind("\n", 0, post.source.start) + 1):
        start = max(start, low)
        link = _LINK.search(text, start, post.source.start)
        stop = link.start() if link else post.source.start
        while start < stop and not (text[start].isalnum() or text[start] in "#@\"“'‘"):
            start += 1
        tail = _TAIL.search(text[start:stop])
        stop -= len(tail.group()) if tail else 0
        if len(text[start:stop].split()) > 1:
            return Span(start, stop)
    return None


def _day(reading: Reading, span: Span) -> str | None:
    found = find_dates(reading.text, span)
    return resolve(found[0], anchor=reading.published, direction="past") if found else None
