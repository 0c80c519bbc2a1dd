"""Posts from social media that a page has embedded: their text, and the account and day that the embedding adds behind it.

"Glad to meet … #Graustark 👉 https://t.co/x pic.twitter.com/y — Ruritania in Graustark (@RurEmb) November 20, 2025"
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from graph.model import Span

_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_SOURCE = re.compile(
    rf"[—–-]\s*(?P<name>[^\n—()]{{1,80}}?)\s*\((?P<account>@\w{{2,30}})\)\s*"
    rf"(?P<day>{_MONTH} \d{{1,2}}, \d{{4}}|\d{{1,2}} {_MONTH},? \d{{4}})"
)
_MARKED = re.compile(r"[#@]\w|https?://|pic\.twitter\.com|[\U0001f000-\U0001faff\u2600-\u27bf]")
_SENTENCE_END = re.compile(r"[.!?][\"')]*\s+|[\"']\s+(?=[\U0001f000-\U0001faff])|\n")
_REPORTS = re.compile(r"\b(?:said|says|added|told|wrote|posted|mentioned|stated|discussed|according|noted|that|its|their)\b", re.IGNORECASE)
"""words of a reporter: what goes before them in the same line is no part of a post"""
_REACH = 1200  # a post is no longer


@dataclass(frozen=True, slots=True)
class Post:
    """An embedded post: its whole stretch, the part that names its source, the account and the day of posting within that."""

    span: Span
    source: Span
    name: Span
    account: Span
    day: Span


def posts(text: str) -> list[Post]:
    """All embedded posts, in order.

    The text of one reaches back over the sentences that carry a tag, a handle, a link or an emoji, and to the start of its line where
    nothing there reports.
    """
    found: list[Post] = []
    last = 0
    for m in _SOURCE.finditer(text):
        start = _start(text, max(last, m.start() - _REACH), m.start())
        found.append(Post(Span(start, m.end()), Span(*m.span()), Span(*m.span("name")), Span(*m.span("account")), Span(*m.span("day"))))
        last = m.end()
    return found


def _start(text: str, low: int, end: int) -> int:
    """Where the text of a post that ends at `end` begins."""
    starts = [low, *(m.end() for m in _SENTENCE_END.finditer(text, low, end))]
    start = end
    for n in range(len(starts) - 1, -1, -1):
        sentence = text[starts[n] : start]
        if sentence.strip() and not _MARKED.search(sentence):
            break
        start = starts[n]
    line = max(low, text.rfind("\n", low, end) + 1)
    if line < start and not _REPORTS.search(text, line, start):
        start = line
    return min(start, end - 1) if start < end else max(low, end - 1)
