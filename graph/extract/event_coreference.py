"""Several reports of one event → one event with all its evidence.

Reports that name who took part are put together first: two of them are one event unless their kind, their people, their dates, places or
their reality tell them apart. Reports that only point ("the talks", "both leaders discussed") then join the nearest event told before them
that they fit, or are dropped: a pointer alone is no event. Last, each event gets the dates that its parts imply.

Mentions are resolved greedily from left to right as in the sieves of Lee et al. (2012), precise rules before loose ones.
"""

from __future__ import annotations

import re

from graph import edtf
from graph.extract import dates, event_dates
from graph.extract.event_pointers import launches, point, pointed_trips
from graph.extract.event_reports import (
    HAPPENED,
    TALKS,
    TRIPS,
    Event,
    adds_people,
    agents_of,
    apart_in_place,
    apart_in_time,
    different_ordinals,
    is_background,
    next_session,
    within,
)
from graph.extract.lexicons import lexicon, words
from graph.extract.reading import EventFrame, EventStatus, EventType, Reading, Sentence
from graph.model import Span

_BESIDE = re.compile(
    rf"\s*(?:{'|'.join(lexicon('events')['occasions']['beside'])})\s+(?:the|this|that|their|these|his|her)\s+(?:[\w-]+\s+){{0,3}}?"
    rf"(?:{'|'.join(lexicon('events')['occasions']['happenings'])})\b",
    re.I,
)
_NEAR = 2  # sentences of a paragraph over which a story goes on at the same time and place
_NARROWER: tuple[EventType, ...] = ("StateVisit", "Summit", "Conference")
_STRENGTH: dict[EventStatus, int] = {"Cancelled": 6, "Postponed": 5, "Held": 4, "Ongoing": 3, "Scheduled": 2, "Planned": 2, "Proposed": 1}


def merge(frames: list[EventFrame], reading: Reading) -> list[EventFrame]:
    """The events that the reports tell, in the order in which the text first tells them, dated and with their final status."""
    _series(frames, reading)
    events: list[Event] = []
    for frame in (f for f in frames if not f.definite and _tellable(f)):
        same = next((e for e in reversed(events) if _same(frame, e, reading)), None) or _taken_up(frame, events, reading)
        if same is not None:
            same.told.append(frame)
        else:
            events.append(Event([frame]))
    surrounding = {f.occasion for f in frames if f.occasion}
    for frame in (f for f in frames if f.definite):
        point(frame, events, reading, surrounding=surrounding)
    launches([f for f in frames if f.rule == "launch.jointbody"], events)
    pointed = {f.key for e in events for f in e.frames()}
    events += pointed_trips([f for f in frames if f.type in TRIPS and f.key not in pointed], events, reading)
    events.sort(key=lambda e: min(e.triggers()))
    merged = [_merged(e, n, reading) for n, e in enumerate(events, 1)]
    _link(events, merged)
    _proposers(events, merged, reading)
    _carry_on(events, merged, reading)
    event_dates.settle(merged, reading)
    return merged


def _tellable(frame: EventFrame) -> bool:
    """Whether a report says enough to be an event: who took part, on at least one side with a name, or which two countries did."""
    if frame.type in TRIPS:
        return bool(agents_of(frame)) and (frame.destination is not None or frame.status == "Ongoing")
    if frame.type == "Signing":
        return bool(agents_of(frame) or len(frame.countries) >= 2 or frame.date or frame.occasion)
    if frame.rule == "launch.jointbody":
        return False
    if frame.type in ("Summit", "Conference"):
        return len(frame.countries) >= 2 or bool(agents_of(frame)) or (frame.date is not None and frame.place is not None)
    if frame.type == "Event":
        return bool(agents_of(frame)) or len(frame.countries) >= (
            1 if frame.rule.startswith("launch.") and frame.date and frame.place else 2
        )
    if frame.status in ("Cancelled", "Postponed") and (agents_of(frame) or frame.countries):
        return True
    if frame.occasion is not None and _at_table(frame) and agents_of(frame):
        return True
    return len(agents_of(frame)) >= 2 or len(frame.countries) >= 2 or (bool(agents_of(frame)) and frame.date is not None)


def _at_table(frame: EventFrame) -> bool:
    return frame.type == "Meeting" and frame.rule.removeprefix("noun.") in words("events", "heads", "meals")


def _taken_up(frame: EventFrame, events: list[Event], reading: Reading) -> Event | None:
    """ "The sixth session was held in May. A and B co-chaired the meeting": the one told in the sentence before, if it names no persons."""
    if not events or not frame.rule.endswith(".the"):
        return None
    last = events[-1]
    here, before = (next((n for n, s in enumerate(reading.sentences) if s.span.covers(f.trigger)), -9) for f in (frame, last.told[-1]))
    persons = [k for k in last.agents() if reading.entities[k].type == "Person"]
    fits = last.happened == (frame.status in HAPPENED) and last.kinds() <= {"Meeting", frame.type}
    if len(events) > 1 and any(is_background(f, reading.published) for f in last.told):
        return None
    return last if fits and not persons and here - before == 1 and not any(apart_in_time(frame, f) for f in last.told) else None


def _series(frames: list[EventFrame], reading: Reading) -> None:
    """The next session of a series has the sides of the one before, whoever the sentence seems to say agreed on it."""
    for n, frame in enumerate(frames):
        if frame.ordinal and frame.type in TALKS and not agents_of(frame):
            before = next((f for f in reversed(frames[:n]) if f.type in TALKS and next_session(f.ordinal, frame.ordinal)), None)
            if before is not None and before.countries:
                frame.countries = dict(before.countries)
                bodies = {k: s for k, s in before.participants.items() if reading.entities[k].type == "JointBody"}
                frame.participants.update(bodies)


# ---- told events -------------------------------------------------------------------------------------------------------


def _same(frame: EventFrame, event: Event, reading: Reading) -> bool:
    if not _same_kind(frame, event) or (frame.status in HAPPENED) != event.happened:
        return False
    if any(different_ordinals(frame, f) or apart_in_time(frame, f) for f in event.told):
        return False
    if frame.ordinal and not event.agents() & agents_of(frame) and not any(f.ordinal for f in event.told) and agents_of(frame):
        return False
    if frame.type in TRIPS:
        return _same_trip(frame, event, reading)
    if _at_table(frame) != any(_at_table(f) for f in event.told):
        return False  # those who join a lunch were not at the talks before it
    if any(apart_in_place(frame, f, reading) for f in event.told):
        return False
    if frame.type not in event.kinds() and len(agents_of(frame) & event.agents()) < 2:
        return False
    if frame.type in ("Summit", "Conference") and _one_gathering(frame, event, reading):
        return True
    if frame.type == "Signing":
        return _same_signing(frame, event)
    return _same_people(frame, event, reading)


def _same_kind(frame: EventFrame, event: Event) -> bool:
    kinds = event.kinds()
    if frame.type in TRIPS:
        return bool(kinds & TRIPS)
    if frame.type in kinds:
        return True
    pair = kinds | {frame.type}
    return pair <= {"Meeting", "Summit"} or pair <= {"Meeting", "Conference"} or (pair == {"Meeting", "Call"} and event.first.rule == "")


def _one_gathering(frame: EventFrame, event: Event, reading: Reading) -> bool:
    """Two sentences in a row tell of one summit that is over, if one's countries are among the other's."""
    at, before = (next((n for n, s in enumerate(reading.sentences) if s.span.covers(f.trigger)), -9) for f in (frame, event.told[-1]))
    lands, theirs = set(frame.countries), event.countries()
    return event.happened and 0 < at - before <= 1 and bool(lands) and bool(theirs) and (lands <= theirs or theirs <= lands)


def _same_people(frame: EventFrame, event: Event, reading: Reading) -> bool:
    """One's people are among the other's, or two are shared; a side named by its country alone may have any of its people."""
    mine, theirs = agents_of(frame), event.agents()
    if _beside_another(frame, reading):
        return bool(mine) and mine == theirs
    bodies = {k for k in mine & theirs if reading.entities[k].type == "JointBody"}
    if bodies and (mine <= theirs or theirs <= mine) and any(_one_breath(frame, f, reading) for f in event.told):
        return True  # "is to take part in the round of the Consultations to be held in May": the round, and the Consultations
    joint = {k for k in mine ^ theirs if reading.entities[k].type == "JointBody"}
    if joint and agents_of(frame) - joint and event.agents() - joint and min(len(mine - joint), len(theirs - joint)) == 1:
        return False  # who attends a commission's session need not be the one whom he met besides
    mine, theirs = mine - joint, theirs - joint  # a session may be told with its body here and its chairs there
    lands, their_lands = set(frame.countries), event.countries()
    if mine and theirs:
        if len(mine) > 1 and len(theirs) > 1:
            return mine <= theirs or theirs <= mine or len(mine & theirs) >= 2
        if frame.rule.startswith("name.") != event.first.rule.startswith("name.") and mine != theirs:
            return False  # two who also meet at a conference hold no conference
        if frame.type == "Event" and (mine <= theirs or theirs <= mine):
            return True
        return mine == theirs or (bool(mine & theirs) and len(lands) >= 2 and lands == their_lands)
    if not lands or not their_lands:
        return False
    return len(lands) >= 2 and lands == their_lands


def _beside_another(frame: EventFrame, reading: Reading) -> bool:
    """Whether a report sets its event beside one told before: "Following the meeting, X met with Y"."""
    sentence = reading.sentence_at(frame.trigger.start)
    opening = _BESIDE.match(reading.text, sentence.span.start, frame.trigger.start) if sentence is not None else None
    return opening is not None


def _one_breath(one: EventFrame, other: EventFrame, reading: Reading) -> bool:
    """Whether a sentence tells both, one by the name of a joint body and the other by a word for its session."""
    named = {one.rule.partition(".")[0], other.rule.partition(".")[0]}
    if "name" not in named or len(named) < 2:
        return False
    sentence = reading.sentence_at(one.trigger.start)
    return sentence is not None and sentence.span.covers(other.trigger)


def _same_trip(frame: EventFrame, event: Event, reading: Reading) -> bool:
    travellers = {k for f in event.told for k in agents_of(f)}
    if not agents_of(frame) & travellers and not _of_one_land(frame, event, reading):
        return False
    there = {f.destination[0] for f in event.told if f.destination}
    return frame.destination is None or not there or any(within(frame.destination[0], d, reading) for d in there)


def _of_one_land(frame: EventFrame, event: Event, reading: Reading) -> bool:
    """ "A Ruritanian diplomat visits Graustark" in a line above, "Jane Doe of Ruritania arrived in Graustark" below: both to one place."""
    there = {f.destination[0] for f in event.told if f.destination}
    if frame.destination is None or frame.destination[0] not in there:
        return False
    told = {k for f in event.told for k in agents_of(f)}
    everyone = [reading.entities[k] for k in agents_of(frame) | told]
    lands = {e.key for e in everyone if e.type == "Country"}
    return len(lands) == 1 and all(e.country in lands for e in everyone if e.type != "Country")


def _same_signing(frame: EventFrame, event: Event) -> bool:
    """Documents signed by the same sides at one time are signed in one act."""
    lands, theirs = set(frame.countries), event.countries()
    if lands and theirs and not (lands <= theirs or theirs <= lands):
        return False
    if bool(frame.date) != any(f.date for f in event.told) and "acl" in frame.rule:
        return False
    return bool(lands & theirs or agents_of(frame) & event.agents() or not lands or not theirs)


# ---- one frame ---------------------------------------------------------------------------------------------------------


def _merged(event: Event, number: int, reading: Reading) -> EventFrame:
    told = sorted(event.told, key=lambda f: (-len(agents_of(f)) - len(f.countries), f.trigger))
    lead = told[0]
    out = EventFrame(
        f"event:{number}", _type(event), _status(event), lead.trigger, [], confidence=max(f.confidence for f in told), rule=lead.rule
    )
    for frame in (*told, *event.pointing):
        _gather(out, frame, people=frame in told or adds_people(frame))
        if frame.destination is not None and (out.destination is None or _finer(frame.destination[0], out.destination[0], reading)):
            out.destination = frame.destination
    for key in {*out.participants, *out.visitors} & out.delegations.keys():
        del out.delegations[key]
    for key in out.visitors.keys() & out.participants.keys():
        del out.participants[key]
    for land in {reading.entities[k].country or "" for k in out.visitors} & out.delegations.keys():
        del out.delegations[land]  # "a Ruritanian diplomat pays a visit": the one who is named below
    dated = [f for f in (*told, *event.pointing) if f.date and not f.rule.startswith("talk")]
    event_dates.combine(out, dated)
    out.days = next((f.days for f in event.frames() if f.days), None)
    out.occasion = next((f.occasion for f in told if f.occasion), None)
    out.ordinal = next((f.ordinal for f in told if f.ordinal), "")
    out.series = next((f.series for f in told if f.series), None)
    return out


def _finer(one: str, other: str, reading: Reading) -> bool:
    """Whether a destination is a country or city, and the other only a region ("a tour of Central Asia, with a stop in Astana")."""
    return reading.entities[other].type == "Place" and reading.entities[one].type in ("City", "Country")


def _gather(out: EventFrame, frame: EventFrame, *, people: bool) -> None:
    for span in frame.evidence:
        if span not in out.evidence:
            out.evidence.append(span)
    out.topics += [t for t in frame.topics if t not in out.topics]
    if people:
        for mine, theirs in (
            (out.participants, frame.participants),
            (out.visitors, frame.visitors),
            (out.delegations, frame.delegations),
            (out.countries, frame.countries),
            (out.hosts, frame.hosts),
        ):
            for key, span in theirs.items():
                mine.setdefault(key, span)
    out.place = out.place or frame.place


def _type(event: Event) -> EventType:
    kinds = [f.type for f in event.told]
    return next((k for k in _NARROWER if k in kinds), kinds[0])


def _status(event: Event) -> EventStatus:
    """The strongest that is told; of a visit "is on a visit" says more than "during the visit", and "concluded" more than both."""
    statuses = [f.status for f in event.told]
    if event.first.type in TRIPS and "Ongoing" in statuses:
        if any(f.bound == "end" and f.status == "Held" for f in event.frames()):
            return "Held"
        under_way = any(
            f.status == "Ongoing" and not f.rule.startswith(("visit.arrive", "visit.leave", "visit.welcome")) for f in event.told
        )
        held = "Held" in statuses or any(f.status == "Held" and not f.rule.endswith(".open") for f in event.pointing)
        return "Ongoing" if under_way or not held else "Held"
    if not {"Held", "Ongoing"} & set(statuses):  # "was due to visit … postponed the trip": the trip points, and is off
        statuses += [f.status for f in event.pointing if f.status in ("Postponed", "Cancelled")]
    return max(statuses, key=lambda s: _STRENGTH[s])


def _link(events: list[Event], merged: list[EventFrame]) -> None:
    """Points `during` from an event to the visit or meeting named as its occasion."""
    by_trigger = {t: m for e, m in zip(events, merged, strict=True) for t in e.triggers()}
    for event, frame in zip(events, merged, strict=True):
        for report in event.frames():
            around = by_trigger.get(report.occasion) if report.occasion else None
            if around is not None and around is not frame and frame.during is None:
                frame.during = around.key
                if frame.type == "Signing" and not frame.countries and not agents_of(frame):
                    frame.countries = dict(around.countries)
                if _at_table(report) and len(agents_of(frame)) == 1 and agents_of(frame) < agents_of(around):
                    frame.participants = dict(around.participants)  # "after the talks, X hosted a working lunch" for whom X had met
                    frame.countries = dict(around.countries)
                    frame.confidence = min(frame.confidence, 0.6)


def _proposers(events: list[Event], merged: list[EventFrame], reading: Reading) -> None:
    """Whoever talks of holding an event, "the parties" say, would hold it: the sides of the talks where it is raised."""
    for event, frame in zip(events, merged, strict=True):
        if agents_of(frame) or frame.type != "Event" or frame.status not in ("Proposed", "Planned") or not frame.countries:
            continue
        sentence = next((s.span for s in reading.sentences if s.span.covers(event.first.trigger)), None)
        for talks, source in zip(events, merged, strict=True):
            raised = any(f.rule.startswith("talk") and sentence is not None and sentence.covers(f.trigger) for f in talks.pointing)
            if raised and set(source.countries) == set(frame.countries):
                frame.participants, frame.delegations = dict(source.participants), dict(source.delegations)


def _carry_on(events: list[Event], merged: list[EventFrame], reading: Reading) -> None:
    """ "X met Y in Z today. He also met W": the next sentence goes on at the same time and place."""
    order = [s.span for s in reading.sentences]

    def at(frame: EventFrame) -> int:
        return next((n for n, s in enumerate(order) if s.covers(frame.trigger)), -1)

    for event, frame in zip(events, merged, strict=True):
        told = event.first
        n = at(told)
        if frame.date or told.type not in (*TALKS, "Signing") or n < 1 or told.status != "Held":
            continue
        sentence, previous = reading.sentences[n], reading.sentences[n - 1]
        marks = {t.lower_ for t in sentence.tokens} & words("events", "narration", "onward")
        if told.type == "Signing":
            marks = {t.lower_ for t in sentence.tokens[:1]} & {"they"} if len(agents_of(frame)) > 1 else set()
        if sentence.paragraph != previous.paragraph or not marks:
            continue
        if marks & words("events", "narration", "sequel") and (day := _day_in(previous, reading)) is not None:
            frame.date, frame.date_evidence = day
            continue
        if frame.place:
            continue
        for other, source in zip(events, merged, strict=True):
            near = any(0 < n - at(f) <= _NEAR and reading.sentences[at(f)].paragraph == sentence.paragraph for f in other.told)
            if near and source is not frame and source.type in TALKS and agents_of(source) & agents_of(frame) and source.status == "Held":
                if frame.type == "Signing" and not agents_of(frame) <= agents_of(source):
                    continue
                frame.date, frame.date_evidence, frame.place = source.date, source.date_evidence, source.place


def _day_in(sentence: Sentence, reading: Reading) -> tuple[str, Span] | None:
    """The one day that a sentence names as past, with its words."""
    for expression in sentence.times:
        value = dates.resolve(expression, anchor=reading.today, direction="past")
        if value is not None and edtf.precision(value) == "day":
            return value, expression.span
    return None
