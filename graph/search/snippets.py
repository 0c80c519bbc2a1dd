"""Which stretch of a text to show for a search, and where in it the words are."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from graph.catalogue.views import JSON
from graph.search.folding import places

LENGTH = 240
"""characters of a text that are shown"""


@dataclass(frozen=True, slots=True)
class Snippet:
    """A stretch of a text, verbatim. `start` is its offset in the text, `marks` are start and end of the words found, in the stretch."""

    __pydantic_config__: ClassVar[Mapping[str, Any]] = JSON
    text: str
    start: int
    marks: tuple[tuple[int, int], ...]


def snippet(text: str, wanted: Collection[str], stem: Callable[[str], str], *, length: int = LENGTH) -> Snippet:
    """The stretch with most different words of those wanted (stems), the earliest of equals, cut between words."""
    found = [(start, end, s) for start, end, word in places(text) if (s := stem(word)) in wanted]
    if not found:
        return Snippet(text[:length].rstrip(), 0, ())
    first = max(range(len(found)), key=lambda i: (len(_within(found, i, length)), -i))
    inside = [f for f in found[first:] if f[1] <= found[first][0] + length]
    begin, end = _cut(text, inside[0][0], inside[-1][1], length)
    return Snippet(text[begin:end], begin, tuple((s - begin, e - begin) for s, e, _ in found if begin <= s and e <= end))


def _within(found: list[tuple[int, int, str]], i: int, length: int) -> set[str]:
    return {s for _, end, s in found[i:] if end <= found[i][0] + length}


def _cut(text: str, first: int, last: int, length: int) -> tuple[int, int]:
    """Bounds around the words: from the beginning of the sentence if it is near, to a space."""
    room = max(0, length - (last - first))
    begin = max(0, first - room // 2)
    sentence = [m.end() for m in re.finditer(r"(?<=[.!?])\s+|\n+", text[begin:first])]
    if begin > 0:
        if sentence:
            begin += sentence[-1]
        else:
            space = text.find(" ", begin, first)
            begin = space + 1 if space >= 0 else first
    end = min(len(text), begin + length)
    if end < len(text) and not text[end].isspace():
        space = text.rfind(" ", last, end)
        end = space if space >= 0 else max(end, last)
    while end > last and text[end - 1].isspace():
        end -= 1
    return begin, end
