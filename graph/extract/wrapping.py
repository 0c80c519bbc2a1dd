"""Text that was broken into lines of one width, as mail and wire services send it: its line ends are no ends of paragraphs."""

from __future__ import annotations

import re
from itertools import pairwise

_NARROWEST, _WIDEST = 40, 130
"""code points of a line: below it is a list or verse, above it the lines are paragraphs"""
_FEWEST = 3
"""lines that go on in the next one which show that a text is broken into lines"""
_FULL, _RUNNING = 0.6, 0.3
"""parts of the lines in a row: that had no room for the next word; of these, that go on with a small letter"""
_ITEM = re.compile(r"[-*•·–—]\s|\(?(?:\d{1,2}|[ivx]{1,4}|[a-z])[.)]\s")


def unwrapped(text: str) -> str:
    """The text with a space for each line end that breaks a paragraph; of the same length, and itself where none does."""
    lines = text.split("\n")
    width = max((len(line.rstrip()) for line in lines), default=0)
    if not _NARROWEST <= width <= _WIDEST:
        return text
    rows = [(above, below) for above, below in pairwise(lines) if above.strip() and below.strip() and not _opens(below)]
    full = [below for above, below in rows if _no_room(above, below, width)]
    running = sum(below[:1].islower() for below in full)
    if len(full) < max(_FEWEST, _FULL * len(rows)) or running < _RUNNING * len(full):
        return text
    parts = [lines[0]]
    for above, below in pairwise(lines):
        goes_on = above.strip() and below.strip() and not _opens(below) and _no_room(above, below, width)
        parts += [" " if goes_on else "\n", below]
    return "".join(parts)


def _opens(line: str) -> bool:
    """Whether a line opens an item of a list or an indented paragraph."""
    return line[0].isspace() or _ITEM.match(line) is not None


def _no_room(above: str, below: str, width: int) -> bool:
    """Whether the first word of the line below had no place in the one above."""
    return len(above.rstrip()) + 1 + len(below.split(None, 1)[0]) > width
