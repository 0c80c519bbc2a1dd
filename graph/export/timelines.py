"""What happened and what is planned, in time: iCalendar (RFC 5545) and TimelineJS (https://timeline.knightlab.com/docs/json-format.html).

Both take what has a date out of a projection: events, agreements. A date that is not known to the day is said to be so, never made one.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any, BinaryIO

from graph import edtf
from graph.export.projection import Edge, Projection, Report, is_firm


@dataclass(frozen=True, slots=True)
class Happening:
    """An event or agreement with a date (EDTF), an edge of it, and who reports it. `title` is its name, else who is on both sides."""

    id: str
    title: str
    date: str
    edge: Edge
    report: Report | None


def happenings(p: Projection) -> tuple[Happening, ...]:
    """What has a date with at least one bound, once each, by its earliest day and id."""
    labels = {n.id: n.label for n in p.nodes}
    first: dict[str, Edge] = {}
    for e in p.edges:
        if e.event and e.date:
            first.setdefault(e.event, e)
    found = (Happening(id_, labels.get(id_) or _between(e, labels), e.date or "", e, _report(p, e)) for id_, e in first.items())
    return tuple(sorted(found, key=lambda h: (edtf.bounds(h.date)[0] or date.min, h.id)))


def _between(e: Edge, labels: Mapping[str, str]) -> str:
    return f"{e.predicate}: {labels[e.source]} – {labels[e.target]}"


def _report(p: Projection, e: Edge) -> Report | None:
    if e.event and (found := p.reports.get(e.event)):
        return found
    return Report(e.article, e.published or "", e.quote) if e.article and e.quote else None


def icalendar(p: Projection, out: BinaryIO) -> None:
    """All-day events: TENTATIVE where planned or not known to the day, CANCELLED, or CONFIRMED. What has no first or last day is left out.

    `X-COMMUNIQUE-STATUS`, `-DATE` and `-CONFIDENCE` are as in the graph; the quote and the article are the description.
    """
    _line(out, "BEGIN:VCALENDAR")
    _line(out, "VERSION:2.0")
    _line(out, "PRODID:-//Communique//export//EN")
    for h in happenings(p):
        first, last = edtf.bounds(h.date)
        if first and last:
            for line in _vevent(h, first, last):
                _line(out, line)
    _line(out, "END:VCALENDAR")


def _vevent(h: Happening, first: date, last: date) -> Iterator[str]:
    known = edtf.precision(h.date) in ("day", "interval")
    status = "CANCELLED" if h.edge.status == "Cancelled" else "CONFIRMED" if known and is_firm(h.edge) else "TENTATIVE"
    stamp = (h.report.published if h.report else first.isoformat()).replace("-", "")
    yield "BEGIN:VEVENT"
    yield f"UID:{_escaped(h.id)}@communique"
    yield f"DTSTAMP:{stamp}T000000Z"
    yield f"DTSTART;VALUE=DATE:{first:%Y%m%d}"
    if last < date.max:
        yield f"DTEND;VALUE=DATE:{last + timedelta(days=1):%Y%m%d}"
    yield "SUMMARY:" + _escaped(h.title if known else f"{h.title} (day not known: {h.date})")
    yield f"STATUS:{status}"
    yield "TRANSP:TRANSPARENT"
    if h.report:
        yield "DESCRIPTION:" + _escaped(f"“{h.report.quote}”\n{h.report.article}, {h.report.published}")
    for name in ("status", "date", "confidence"):
        if (value := getattr(h.edge, name)) is not None:
            yield f"X-COMMUNIQUE-{name.upper()}:{_escaped(str(value))}"
    yield "END:VEVENT"


def _escaped(value: str) -> str:
    """TEXT of RFC 5545, 3.3.11, which has no control characters but line breaks and tabs."""
    text = re.sub(r"[\0-\x08\x0b-\x1f\x7f]", "\ufffd", re.sub("\r\n?", "\n", value))
    return re.sub(r"([\\;,])", r"\\\1", text).replace("\n", "\\n")


def _line(out: BinaryIO, line: str) -> None:
    """A content line, folded so that no line has more than 75 bytes and no character is cut (3.1)."""
    data = line.encode("utf-8", "replace")
    while len(data) > 75:
        cut = 75
        while data[cut] & 0xC0 == 0x80:
            cut -= 1
        out.write(data[:cut] + b"\r\n")
        data = b" " + data[cut:]
    out.write(data + b"\r\n")


def timeline_js(p: Projection, out: BinaryIO) -> None:
    """TimelineJS: a slide for each, with the quote. A date that is not known to the day is shown as it is written in the graph."""
    out.write(b'{"events": [')
    slides = (_slide(h) for h in happenings(p) if edtf.bounds(h.date)[0])
    for n, slide in enumerate(slides):
        out.write((b",\n" if n else b"\n") + json.dumps(slide, ensure_ascii=False).encode("utf-8", "replace"))
    out.write(b"]}\n")


def _slide(h: Happening) -> dict[str, Any]:
    e, r = h.edge, h.report
    first, last = edtf.bounds(h.date)
    assert first  # those without are left out
    status = html.escape(e.status or "")
    source = f"<blockquote>{html.escape(r.quote)}</blockquote><p>{html.escape(f'{r.article}, {r.published}')}</p>" if r else ""
    slide: dict[str, Any] = {
        "unique_id": re.sub(r"\W+", "-", h.id),
        "start_date": _day(first),
        "text": {"headline": html.escape(h.title), "text": f"<p>{status}</p>{source}"},
        "group": e.status or "",
        "communique": {**{k: getattr(e, k) for k in ("event", "status", "date", "confidence")}, **(asdict(r) if r else {})},
    }
    if last and last != first:
        slide["end_date"] = _day(last)
    if edtf.precision(h.date) not in ("day", "interval"):
        slide["display_date"] = h.date
    return slide


def _day(day: date) -> dict[str, int]:
    return {"year": day.year, "month": day.month, "day": day.day}
