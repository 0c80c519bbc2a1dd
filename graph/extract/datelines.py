"""Datelines: where and when a report was filed ("MOSCOW, March 3 (Agency) --"). The place is no venue."""

from __future__ import annotations

import re

from graph.extract.gazetteer import gazetteer
from graph.model import Span

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?"
    r"|Dec(?:ember)?)\.?"
)
_WORD = r"[A-Z][\w.'-]*(?:/[A-Z][\w.'-]*)*"
_DATELINE = re.compile(
    rf"""
    (?P<place>{_WORD}(?:\ {_WORD}){{0,3}}(?:,\ {_WORD}(?:\ {_WORD}){{0,2}})??)
    (?P<date>(?:\s*[,:]\s*|\s+)(?:{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?|\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH})(?:,?\s+\d{{4}})?)?
    (?P<agency>\s*[,:]?\s*\([^()\n]{{2,40}}\)|\.?\s*/[A-Z]{{2,12}}/\.?|,\ ?[A-Z]{{2,12}}(?=\ ?[-–—]))?
    (?P<mark>\s*(?:--+|[–—:]|\s-\s|-(?=\s))\s*)?
    \s*(?P<next>["']?[A-Z])
    """,
    re.VERBOSE,
)


def dateline(text: str, span: Span) -> tuple[int, Span] | None:
    """Where prose begins behind a dateline at the start of a paragraph, and the span of its place; None where there is none.

    A place alone is no dateline: there must be a date, an agency in brackets or a dash behind it, and without a dash the place must be
    known.
    """
    m = _DATELINE.match(text, span.start, min(span.end, span.start + 160))
    if m is None:
        return None
    place = m["place"]
    known = _known(place)
    marks = [m["date"], m["agency"], m["mark"]]
    if not any(marks) or (m["mark"] and ":" in m["mark"] and not (m["date"] or m["agency"] or (known and place.isupper()))):
        return None
    if not known and not (m["mark"] and (m["date"] or m["agency"]) and not place.endswith(".")) and not (place.isupper() and m["mark"]):
        return None
    if m["mark"] is None and m["date"] is None and not (m["agency"] and known):
        return None
    return m.start("next"), Span(*m.span("place"))


def _known(place: str) -> bool:
    """Whether a place is in the gazetteer, as printed or in capitals."""
    entries = gazetteer().entries
    first = place.split(",")[0].strip()
    for form in (first, first.title(), first.title().replace(" De ", " de ")):
        if any(e.kind in ("city", "country", "region") for e in entries.get(form, ())):
            return True
    return False
