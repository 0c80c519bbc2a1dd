"""Raw text → `CleanText` of the same length: noise blanked, typography made plain, paragraphs with their roles."""

from __future__ import annotations

import re

from graph.extract.reading import CleanText, Paragraph, Role
from graph.model import Span

_TYPOGRAPHY = str.maketrans({"‘": "'", "’": "'", "ʼ": "'", "“": '"', "”": '"', "„": '"', "\u00a0": " ", "\u200b": " ", "\u2011": "-"})
_HEADER = re.compile(r"\A\s*date \d{4}-\d\d-\d\d ")
_URL = re.compile(r"https?://[^\s#]+|pic\.twitter\.com/\w+")
_HASH = re.compile(r"[#@](?=\w)")
_MARK = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f]")
_WEEKDAY_STOP = re.compile(r"(?<![^\n.])(\s*On (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\.(?= [A-Z])")
_LINE = re.compile(r"[^\n]*\S[^\n]*")


def clean(text: str) -> CleanText:
    """The text made fit for reading. `len(result.text) == len(text)`; total: any text has a reading."""

    def blank(m: re.Match[str]) -> str:
        return " " * len(m.group())

    out = text.translate(_TYPOGRAPHY)
    for pattern in (_HEADER, _URL, _HASH, _MARK):
        out = pattern.sub(blank, out)
    out = _WEEKDAY_STOP.sub(r"\1,", out)
    assert len(out) == len(text), "cleaning changed the length"
    return CleanText(out, tuple(_paragraphs(out)))


def _paragraphs(text: str) -> list[Paragraph]:
    found = []
    for m in _LINE.finditer(text):
        line = m.group().strip()
        start = m.start() + m.group().index(line)
        role: Role = "heading" if len(line) < 80 and line[-1] not in '.!?"' else "body"
        found.append(Paragraph(Span(start, start + len(line)), role))
    return found
