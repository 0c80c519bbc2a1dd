"""Reports that only point at an event: "the talks", "both leaders discussed", "also present were".

They join the nearest event told before them that they fit. A few of those that fit none are events after all.
"""

from __future__ import annotations

from datetime import date

from graph.extract.event_reports import (
    HAPPENED,
    TALKS,
    TRIPS,
    Event,
    agents_of,
    apart_in_time,
    different_ordinals,
    is_background,
    next_session,
)
from graph.extract.reading import EventFrame, Reading
from graph.model import Span

_AHEAD = 2  # sentences over which a report may point ahead
_SPECIFIC = frozenset(
    {"consultation", "negotiation", "dialogue", "round", "session", "audience", "summit", "conference", "forum", "sitting"}
)


def point(frame: EventFrame, events: list[Event], reading: Reading, *, surrounding: set[Span]) -> None:
    """Adds a pointing report to the event it points at: the nearest before it that fits, else the nearest behind it.

    `surrounding` are the triggers that only say on what occasion something else took place.
    """
    fitting = [] if frame.rule.startswith("resumption") else [e for e in events if _fits(frame, e, reading.published)]
    same = [e for e in fitting if frame.type in e.kinds()]
    fitting = same or fitting
    before = [e for e in fitting if min(e.triggers()) < frame.trigger]
    if frame.rule == "attendance.all":
        for event in before:
            event.pointing.append(frame)
        return
    target = max(before, key=lambda e: max(t for t in e.triggers() if t < frame.trigger), default=None)
    if frame.rule == "visit.company":  # who travels along does so from the first stop on
        target = min(before, key=lambda e: min(e.triggers()), default=None)
    if target is None and fitting:  # a headline, or the sentences before the news itself, may point ahead
        near = [e for e in fitting if _between(frame.trigger, min(e.triggers()), reading) <= _AHEAD]
        target = min(near, key=lambda e: min(e.triggers()), default=None)
    if target is not None and not any(different_ordinals(frame, f) for f in target.told):
        if not any(apart_in_time(frame, f) for f in target.told) or frame.rule.startswith("talk"):
            target.pointing.append(frame)
        return
    if frame.trigger in surrounding and not agents_of(frame) and len(frame.countries) < 2:
        return
    if told := _own_event(frame, target, events, reading):
        events.append(Event([told]))


def _between(one: Span, other: Span, reading: Reading) -> int:
    """How many sentences of prose lie between two places of the text."""
    first, last = min(one, other), max(one, other)
    return sum(1 for s in reading.sentences if first < s.span < last and s.role != "heading" and not s.span.covers(last))


def _fits(frame: EventFrame, event: Event, published: date) -> bool:
    """Whether a report may point at an event: of a kind it can name, as real as it says, with people and countries that agree."""
    if not _right_kind(frame, event):
        return False
    if not frame.rule.endswith(".open") and (frame.status in HAPPENED) != event.happened and frame.rule != "visit.company":
        return False
    if frame.rule.startswith(("talk", "attendance")) and any(is_background(f, published) for f in event.told):
        return False
    mine, theirs = agents_of(frame), event.agents()
    attends = frame.rule.startswith("attendance")
    free = attends or frame.type == "Signing"  # who else was there, who signed one of several documents
    if mine and not mine & theirs and not free and (theirs or frame.type not in event.kinds()):
        return False
    lands, their_lands = set(frame.countries), event.countries()
    return attends or not (lands and their_lands and not lands & their_lands)


def _right_kind(frame: EventFrame, event: Event) -> bool:
    kinds = event.kinds()
    if frame.rule.startswith("attendance"):
        if kinds == {"Call"} and frame.rule != "attendance.call":
            return False  # nobody attends a telephone call
        return not kinds & TRIPS and (frame.rule != "attendance.delegation" or bool(kinds & TALKS))
    if frame.type in TRIPS:
        return bool(kinds & TRIPS)
    if frame.type not in TALKS:
        return frame.type in kinds
    if frame.type in ("Call", "Summit", "Conference") and frame.type not in kinds:
        return False
    noun = frame.rule.split(".")[1] if frame.rule.startswith("noun.") else ""
    if noun in _SPECIFIC and not any(noun in f.rule or f.rule.startswith(("name.", "launch.")) for f in event.told):
        return False  # "the consultations" are no phone call told before
    return bool(kinds & {"Meeting", "Call", "Summit"}) if frame.type == "Meeting" else bool(kinds & TALKS)


def _own_event(frame: EventFrame, target: Event | None, events: list[Event], reading: Reading) -> EventFrame | None:
    """A pointing report that is an event after all.

    It is another session of a series, talks that nothing else tells of, or a visit that a venue shows.
    """
    frame.definite = False
    if frame.ordinal and frame.date and frame.type in TALKS:
        before = next((e for e in events if any(next_session(f.ordinal, frame.ordinal) for f in e.told)), None)
        series = before or target or next((e for e in reversed(events) if e.kinds() & TALKS), None)
        if series is not None and len(series.countries()) >= 2 and (before or len(frame.countries) < 2):
            frame.countries = {k: s for f in series.told for k, s in f.countries.items()}
        return frame if len(frame.countries) >= 2 or (frame.countries and frame.place) else None
    if frame.type in TALKS and frame.date and frame.place and frame.status != "Proposed":
        return frame
    news = [e for e in events if not any(is_background(f, reading.published) for f in e.told)]
    talks_told = any(e.kinds() & TALKS and e.happened for e in news)
    several = len(agents_of(frame)) >= 2 or len(frame.countries) >= 2
    if frame.rule == "attendance.delegation" and frame.status == "Held" and not talks_told and len(agents_of(frame)) >= 2:
        frame.type, frame.confidence = "Meeting", min(frame.confidence, 0.6)  # delegations that have heads have met
        return frame
    if frame.rule == "attendance" and frame.type == "Meeting" and frame.status == "Held" and not talks_told and len(frame.countries) >= 2:
        return frame  # "the meeting was attended by A and B": of two sides, and nothing else tells of it
    if frame.rule.startswith("resumption") and (talks := _before(frame, events)) is not None:
        frame.countries = {k: s for f in talks.told for k, s in f.countries.items()}
        return frame
    if frame.rule == "talk.certain" and frame.status == "Held" and not talks_told and several:
        frame.confidence = min(frame.confidence, 0.6)
        return frame
    if frame.type in TRIPS and frame.destination is None and not agents_of(frame):
        return _shown_by_venue(frame, events, reading)
    return None


def _before(frame: EventFrame, events: list[Event]) -> Event | None:
    """The talks told last before a report."""
    earlier = [e for e in events if e.kinds() & TALKS and min(e.triggers()) < frame.trigger]
    return max(earlier, key=lambda e: max(t for t in e.triggers() if t < frame.trigger), default=None)


def pointed_trips(frames: list[EventFrame], events: list[Event], reading: Reading) -> list[Event]:
    """Visits that are only pointed at: "the visit to Kenya", "his visit". They are told if traveller and destination come together.

    A traveller alone goes where those come from whom he or she meets, if they are all of one other country.
    """
    found: list[Event] = []
    for frame in frames:
        if frame.rule.endswith(".open") or not (agents_of(frame) or frame.destination):
            continue
        same = next((e for e in found if _one_trip(frame, e.told[0])), None)
        if same is None:
            found.append(Event([frame]))
        else:
            same.told.append(frame)
    told = []
    for event in found:
        travellers = {k for f in event.told for k in f.visitors}
        first = event.told[0]
        if travellers and not any(f.destination for f in event.told):
            first.destination = _hosts(travellers, first.status in HAPPENED, events, reading)
        if travellers and any(f.destination for f in event.told):
            first.confidence = min(first.confidence, 0.6)
            told.append(event)
    return told


def _one_trip(one: EventFrame, other: EventFrame) -> bool:
    if (one.status in HAPPENED) != (other.status in HAPPENED) or apart_in_time(one, other):
        return False
    travellers = not agents_of(one) or not agents_of(other) or bool(agents_of(one) & agents_of(other))
    return travellers and (one.destination is None or other.destination is None or one.destination[0] == other.destination[0])


def _hosts(travellers: set[str], happened: bool, events: list[Event], reading: Reading) -> tuple[str, Span] | None:
    own = {reading.entities[k].country for k in travellers}
    lands: dict[str, Span] = {}
    for event in events:
        if event.happened == happened and event.kinds() & TALKS and travellers & event.agents():
            lands |= {k: s for f in event.told for k, s in f.countries.items() if k not in own}
    return next(iter(lands.items())) if len(lands) == 1 and None not in own else None


def launches(frames: list[EventFrame], events: list[Event]) -> None:
    """A joint body was launched, and its sides talked, and nothing else tells where: they did so at the launch."""
    for frame in frames:
        for event in events:
            if event.first.rule == "talk.certain" and event.countries() == set(frame.countries) and frame.status == "Held":
                event.told.insert(0, frame)
                break


def _shown_by_venue(frame: EventFrame, events: list[Event], reading: Reading) -> EventFrame | None:
    """ "This is the first visit between the two countries": whoever met abroad, with the venue's country as the destination."""
    for event in events:
        place = next((f.place for f in event.frames() if f.place), None)
        if place is None or not event.happened or not event.kinds() & TALKS:
            continue
        site = reading.entities[place[0]]
        home = site.key if site.type == "Country" else site.country
        people = {k: s for f in event.told for k, s in f.participants.items() if reading.entities[k].type == "Person"}
        guests = {k: s for k, s in people.items() if reading.entities[k].country not in (None, home)}
        if home and len(guests) == 1 and len(people) > 1:
            frame.visitors, frame.destination, frame.status = guests, (home, site.country_evidence or place[1]), "Held"
            frame.countries = {k: s for f in event.told for k, s in f.countries.items()}
            frame.evidence.append(event.first.evidence[0])
            frame.confidence = min(frame.confidence, 0.6)
            return frame
    return None
