"""When an event was, from all that its reports say: first and last days, lengths, what took place within it, and what publication implies.

held, no date                   ../published
ahead, no date                  published/..
under way, no days stated       no date
a length and a day within       every day that it can have been
the outcome of one dated day    that day
"""

from __future__ import annotations

from datetime import date, timedelta

from graph import edtf
from graph.extract.reading import EventFrame, Reading

_DAY = timedelta(days=1)
_TRIPS = frozenset({"Visit", "StateVisit"})
_AHEAD = frozenset({"Scheduled", "Planned", "Proposed"})


def combine(out: EventFrame, reports: list[EventFrame]) -> None:
    """The date of an event whose reports date it: from the first to the last day where they are told apart, else the narrowest."""
    starts = [r for r in reports if r.bound == "start" and r.date]
    ends = [r for r in reports if r.bound == "end" and r.date]
    whole = [r for r in reports if not r.bound and r.date]
    if whole:
        value = edtf.narrowest(str(r.date) for r in whole)
        out.date, out.date_evidence = value, next(r.date_evidence for r in whole if r.date == value)
        return
    first = edtf.bounds(str(starts[0].date))[0] if starts else None
    last = edtf.bounds(str(ends[0].date))[1] if ends else None
    if first is None and last is None:
        return
    if first is not None and last is not None and first > last:
        first = None
    if out.type not in _TRIPS and (first is None or last is None):
        length = next((r.days for r in reports if r.days), None)
        day = last or first
        if day is not None and length:
            first, last = (day - (length - 1) * _DAY, day) if last else (day, day + (length - 1) * _DAY)
        else:
            first = last = day  # "the forum opened on Monday": it may have had one day
    out.date_evidence = (starts or ends)[0].date_evidence
    out.date = edtf.from_bounds(first, last, interval=first != last)
    out.bound = "" if first and last else "start" if first else "end"


def settle(events: list[EventFrame], reading: Reading) -> None:
    """Gives every event its final date and status, those that others are dated by first."""
    by_key = {e.key: e for e in events}
    for event in events:
        if event.type not in _TRIPS and event.date is None and event.during:
            around = by_key[event.during]
            day = _single(around) if around.type not in _TRIPS or event.status in _AHEAD else None
            if day is not None:
                event.date, event.date_evidence = day.isoformat(), by_key[event.during].date_evidence
            if event.status in _AHEAD and event.place is None:
                event.place = by_key[event.during].place
    for event in events:
        if event.type in _TRIPS:
            _trip(event, events, reading)
    _within_visits(events, reading)
    _undone(events)
    for event in events:
        _default(event, reading.published)


def _within_visits(events: list[EventFrame], reading: Reading) -> None:
    """What is planned for a visit ahead, or announced beside it with its traveller and a host, has the days of the visit."""
    for visit in events:
        if visit.type not in _TRIPS or visit.status not in _AHEAD or not visit.date or visit.date_evidence is None:
            continue
        alike = [e for e in events if e.type in _TRIPS and e is not visit and e.status in _AHEAD]
        if any({*e.visitors, *e.delegations} & {*visit.visitors, *visit.delegations} for e in alike):
            continue  # on which of the two
        for event in _inside(visit, events, reading):
            if event.type != "Event" and event.date is None and event.status in ("Planned", "Scheduled"):
                event.date, event.date_evidence = visit.date, visit.date_evidence


def _undone(events: list[EventFrame]) -> None:
    """ "Was to have met X": where the visit was put off, so was the meeting; where it was called off, that too."""
    for visit in events:
        if visit.type not in _TRIPS or visit.status != "Postponed":
            continue
        travellers = {*visit.visitors, *visit.delegations}
        for event in events:
            if event.status == "Cancelled" and event.type not in _TRIPS and travellers & {*event.participants, *event.delegations}:
                event.status = "Postponed"


def _single(event: EventFrame) -> date | None:
    """The day of an event that has one, as a report states it."""
    if not event.date or not event.date_evidence or event.bound:
        return None
    lo, hi = edtf.bounds(event.date)
    return lo if lo == hi else None


def _trip(visit: EventFrame, events: list[EventFrame], reading: Reading) -> None:
    """Dates a visit by its length and by what took place in its course."""
    if visit.days and visit.days > 1 and visit.date:
        _stretch(visit, visit.days)
        return
    if visit.date:
        return
    inside = _inside(visit, events, reading)
    days = [(d, e) for e in inside if (d := _single(e)) is not None]
    if visit.days and (visit.status == "Held" or (visit.status == "Ongoing" and any(d == reading.published for d, _ in days))):
        if days:
            spread = (visit.days - 1) * _DAY
            lo = max(d for d, _ in days) - spread
            hi = min(d for d, _ in days) + spread
            if visit.status == "Held":
                hi = min(hi, reading.published)
            if lo <= hi:
                visit.date, visit.date_evidence = edtf.from_bounds(lo, hi, interval=True), days[0][1].date_evidence
    elif visit.status in _AHEAD and visit.status != "Proposed" and days:
        visit.date, visit.date_evidence = days[0][0].isoformat(), days[0][1].date_evidence


def _stretch(visit: EventFrame, length: int) -> None:
    """A first or last day and a length give the other end; a single day of a longer visit is its first one."""
    lo, hi = edtf.bounds(str(visit.date))
    if lo is not None and hi is not None and lo != hi:
        return
    day = hi if visit.bound == "end" else lo
    if day is None:
        return
    rest = (length - 1) * _DAY
    lo, hi = (day - rest, day) if visit.bound == "end" else (day, day + rest)
    visit.date, visit.bound = edtf.from_bounds(lo, hi, interval=True), ""


def _inside(visit: EventFrame, events: list[EventFrame], reading: Reading) -> list[EventFrame]:
    """Events in the course of a visit: said to be, or those where the traveller meets someone of the country visited."""
    travellers = {*visit.visitors, *visit.delegations}
    there = set(visit.countries)
    found = [e for e in events if e.during == visit.key]
    for event in events:
        if event.type in (*_TRIPS, "Signing") or event in found or (event.status in _AHEAD) != (visit.status in _AHEAD):
            continue
        abroad = len(there & set(event.countries)) >= 2 or (len(there) == 1 and _told_beside(visit, event, reading))
        if travellers & {*event.participants} and abroad:
            found.append(event)
    return found


def _told_beside(visit: EventFrame, event: EventFrame, reading: Reading) -> bool:
    """Whether the same sentence tells the visit to a city and what somebody of another country does with the traveller."""
    same = any(s.span.covers(visit.trigger) and s.span.covers(event.trigger) for s in reading.sentences)
    return same and len(event.countries) >= 2


def _default(event: EventFrame, published: date) -> None:
    if event.date is None:
        if event.status == "Held":
            event.date = f"../{published.isoformat()}"
        elif event.status in _AHEAD:
            event.date = f"{published.isoformat()}/.."
    elif event.status == "Planned" and event.date_evidence is not None and edtf.bounds(event.date)[1] is not None:
        event.status = "Scheduled"
    if event.status == "Ongoing" and event.bound == "start" and event.days is None:
        event.bound = ""
