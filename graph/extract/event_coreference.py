"""Several reports of one event → one event with all its evidence.

Reports that name who took part are put together first: two of them are one event unless their kind, their people, their dates, places or
their reality tell them apart. Reports that only point ("the talks", "both leaders discussed") then join the nearest event told before them
that they fit, or are dropped: a pointer alone is no event. Last, each event gets the dates that its parts imply.

Mentions are resolved greedily from left to right as in the sieves of Lee et al. (2012), precise rules before loose ones.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from graph import edtf
from graph.extract import dates, event_dates
from graph.extract.lexicons import words
from graph.extract.reading import EventFrame, EventStatus, EventType, Reading, Sentence
from graph.model import Span

_TALKS = frozenset({"Meeting", "Call", "Summit", "Conference"})
_TRIPS = frozenset({"Visit", "StateVisit"})
_NARROWER: tuple[EventType, ...] = ("StateVisit", "Summit", "Conference")
_HAPPENED = frozenset({"Held", "Ongoing"})
_NEWS = 31  # days; what an article of these kinds reports as its news is at most a month old
_AHEAD = 2  # sentences over which a report may point ahead
_SPECIFIC = frozenset(
    {"consultation", "negotiation", "dialogue", "round", "session", "audience", "summit", "conference", "forum", "sitting"}
)
_STRENGTH: dict[EventStatus, int] = {"Cancelled": 6, "Postponed": 5, "Held": 4, "Ongoing": 3, "Scheduled": 2, "Planned": 2, "Proposed": 1}


@dataclass(slots=True)
class Event:
    """One event: the reports of it, told ones before those that only point."""

    told: list[EventFrame]
    pointing: list[EventFrame] = field(default_factory=list)

    @property
    def first(self) -> EventFrame:
        return self.told[0]

    @property
    def happened(self) -> bool:
        return any(f.status in _HAPPENED for f in self.told)

    def agents(self) -> set[str]:
        return {k for f in self.told for k in _agents(f)} | {k for f in self.pointing if _adds_people(f) for k in _agents(f)}

    def countries(self) -> set[str]:
        return {k for f in self.told for k in f.countries}

    def frames(self) -> list[EventFrame]:
        return [*self.told, *self.pointing]

    def triggers(self) -> set[Span]:
        return {f.trigger for f in self.frames()}


def merge(frames: list[EventFrame], reading: Reading) -> list[EventFrame]:
    """The events that the reports tell, in the order in which the text first tells them, dated and with their final status."""
    _series(frames)
    events: list[Event] = []
    for frame in (f for f in frames if not f.definite and _tellable(f)):
        same = next((e for e in reversed(events) if _same(frame, e, reading)), None) or _taken_up(frame, events, reading)
        if same is not None:
            same.told.append(frame)
        else:
            events.append(Event([frame]))
    for frame in (f for f in frames if f.definite):
        _point(frame, events, reading, surrounding={f.occasion for f in frames if f.occasion})
    _launches([f for f in frames if f.rule == "launch.jointbody"], events)
    pointed = {f.key for e in events for f in e.frames()}
    events += _trips([f for f in frames if f.type in _TRIPS and f.key not in pointed], events, reading)
    events.sort(key=lambda e: min(e.triggers()))
    merged = [_merged(e, n) for n, e in enumerate(events, 1)]
    _link(events, merged)
    _proposers(events, merged, reading)
    _carry_on(events, merged, reading)
    event_dates.settle(merged, reading)
    return merged


def _agents(frame: EventFrame) -> set[str]:
    return {*frame.participants, *frame.visitors, *frame.delegations}


def _tellable(frame: EventFrame) -> bool:
    """Whether a report says enough to be an event: who took part, on at least one side with a name, or which two countries did."""
    if frame.type in _TRIPS:
        return bool(_agents(frame)) and (frame.destination is not None or frame.status == "Ongoing")
    if frame.type == "Signing":
        return bool(_agents(frame) or len(frame.countries) >= 2 or frame.date or frame.occasion)
    if frame.rule == "launch.jointbody":
        return False
    if frame.type in ("Summit", "Conference"):
        return len(frame.countries) >= 2 or bool(_agents(frame)) or (frame.date is not None and frame.place is not None)
    if frame.type == "Event":
        return bool(_agents(frame)) or len(frame.countries) >= 2
    if frame.status in ("Cancelled", "Postponed") and (_agents(frame) or frame.countries):
        return True
    return len(_agents(frame)) >= 2 or len(frame.countries) >= 2 or (bool(_agents(frame)) and frame.date is not None)


def _taken_up(frame: EventFrame, events: list[Event], reading: Reading) -> Event | None:
    """ "The sixth session was held in May. A and B co-chaired the meeting": the one told in the sentence before, if it names no persons."""
    if not events or not frame.rule.endswith(".the"):
        return None
    last = events[-1]
    here, before = (next((n for n, s in enumerate(reading.sentences) if s.span.covers(f.trigger)), -9) for f in (frame, last.told[-1]))
    persons = [k for k in last.agents() if reading.entities[k].type == "Person"]
    fits = last.happened == (frame.status in _HAPPENED) and {f.type for f in last.told} <= {"Meeting", frame.type}
    return last if fits and not persons and here - before == 1 and not any(_apart_in_time(frame, f) for f in last.told) else None


def _series(frames: list[EventFrame]) -> None:
    """The next session of a series has the sides of the one before, whoever the sentence seems to say agreed on it."""
    for n, frame in enumerate(frames):
        if frame.ordinal and frame.type in _TALKS and not _agents(frame):
            before = next((f for f in reversed(frames[:n]) if f.type in _TALKS and _next_session(f.ordinal, frame.ordinal)), None)
            if before is not None and before.countries:
                frame.countries = dict(before.countries)


# ---- told events -------------------------------------------------------------------------------------------------------


def _same(frame: EventFrame, event: Event, reading: Reading) -> bool:
    if not _same_kind(frame, event) or (frame.status in _HAPPENED) != event.happened:
        return False
    if any(_different_ordinals(frame, f) or _apart_in_time(frame, f) for f in event.told):
        return False
    if frame.ordinal and not event.agents() & _agents(frame) and not any(f.ordinal for f in event.told) and _agents(frame):
        return False
    if frame.type in _TRIPS:
        return _same_trip(frame, event, reading)
    if any(_apart_in_place(frame, f, reading) for f in event.told):
        return False
    if frame.type not in {f.type for f in event.told} and len(_agents(frame) & event.agents()) < 2:
        return False
    if frame.type == "Signing":
        return _same_signing(frame, event)
    return _same_people(frame, event, reading)


def _same_kind(frame: EventFrame, event: Event) -> bool:
    kinds = {f.type for f in event.told}
    if frame.type in _TRIPS:
        return bool(kinds & _TRIPS)
    if frame.type in kinds:
        return True
    pair = kinds | {frame.type}
    return pair <= {"Meeting", "Summit"} or pair <= {"Meeting", "Conference"} or (pair == {"Meeting", "Call"} and event.first.rule == "")


def _same_people(frame: EventFrame, event: Event, reading: Reading) -> bool:
    """One's people are among the other's, or two are shared; a side named by its country alone may have any of its people."""
    mine, theirs = _agents(frame), event.agents()
    joint = {k for k in mine ^ theirs if reading.entities[k].type == "JointBody"}
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


def _same_trip(frame: EventFrame, event: Event, reading: Reading) -> bool:
    travellers = {k for f in event.told for k in _agents(f)}
    if not _agents(frame) & travellers:
        return False
    there = {f.destination[0] for f in event.told if f.destination}
    return frame.destination is None or not there or any(_within(frame.destination[0], d, reading) for d in there)


def _same_signing(frame: EventFrame, event: Event) -> bool:
    """Documents signed by the same sides at one time are signed in one act."""
    lands, theirs = set(frame.countries), event.countries()
    if lands and theirs and not (lands <= theirs or theirs <= lands):
        return False
    if bool(frame.date) != any(f.date for f in event.told) and "acl" in frame.rule:
        return False
    return bool(lands & theirs or _agents(frame) & event.agents() or not lands or not theirs)


def _different_ordinals(one: EventFrame, other: EventFrame) -> bool:
    return bool(one.ordinal and other.ordinal and one.ordinal != other.ordinal)


def _apart_in_time(one: EventFrame, other: EventFrame) -> bool:
    if not one.date or not other.date or one.bound or other.bound:
        return False
    return not edtf.compatible(one.date, other.date)


def _apart_in_place(one: EventFrame, other: EventFrame, reading: Reading) -> bool:
    if not one.place or not other.place:
        return False
    return not _within(one.place[0], other.place[0], reading)


def _within(one: str, other: str, reading: Reading) -> bool:
    """Whether two places may be one: the same, a place and its country, a building and a city."""
    if one == other:
        return True
    a, b = reading.entities[one], reading.entities[other]
    if "Country" in (a.type, b.type):
        place, country = (b, a) if a.type == "Country" else (a, b)
        return place.type != "Country" and place.country in (None, country.key)
    return {a.type, b.type} == {"City", "Place"}


# ---- pointers ----------------------------------------------------------------------------------------------------------


def _point(frame: EventFrame, events: list[Event], reading: Reading, *, surrounding: set[Span]) -> None:
    """Adds a pointing report to the event it points at: the nearest before it that fits, else the nearest behind it.

    `surrounding` are the triggers that only say on what occasion something else took place.
    """
    fitting = [] if frame.rule.startswith("resumption") else [e for e in events if _fits(frame, e, reading.published)]
    same = [e for e in fitting if frame.type in {f.type for f in e.told}]
    fitting = same or fitting
    before = [e for e in fitting if min(e.triggers()) < frame.trigger]
    target = max(before, key=lambda e: max(t for t in e.triggers() if t < frame.trigger), default=None)
    if target is None and fitting:  # a headline, or the sentences before the news itself, may point ahead
        near = [e for e in fitting if _between(frame.trigger, min(e.triggers()), reading) <= _AHEAD]
        target = min(near, key=lambda e: min(e.triggers()), default=None)
    if target is not None and not any(_different_ordinals(frame, f) for f in target.told):
        if not any(_apart_in_time(frame, f) for f in target.told) or frame.rule.startswith("talk"):
            target.pointing.append(frame)
        return
    if frame.trigger in surrounding and not _agents(frame) and len(frame.countries) < 2:
        return
    if told := _own_event(frame, target, events, reading):
        events.append(Event([told]))


def _between(one: Span, other: Span, reading: Reading) -> int:
    """How many sentences of prose lie between two places of the text."""
    first, last = min(one, other), max(one, other)
    return sum(1 for s in reading.sentences if first < s.span < last and s.role != "heading" and not s.span.covers(last))


def _fits(frame: EventFrame, event: Event, published: date) -> bool:
    kinds = {f.type for f in event.told}
    if frame.rule.startswith("attendance"):
        if kinds & _TRIPS or (frame.rule == "attendance.delegation" and not kinds & _TALKS):
            return False
    elif frame.type in _TRIPS:
        if not kinds & _TRIPS:
            return False
    elif frame.type in _TALKS:
        if frame.type in ("Call", "Summit", "Conference") and frame.type not in kinds:
            return False
        noun = frame.rule.split(".")[1] if frame.rule.startswith("noun.") else ""
        if noun in _SPECIFIC and not any(noun in f.rule or f.rule.startswith(("name.", "launch.")) for f in event.told):
            return False  # "the consultations" are no phone call told before
        if not kinds & _TALKS or (frame.type == "Meeting" and not kinds & {"Meeting", "Call", "Summit"}):
            return False
    elif frame.type not in kinds:
        return False
    if not frame.rule.endswith(".open") and (frame.status in _HAPPENED) != event.happened and frame.rule != "visit.company":
        return False
    if frame.rule.startswith(("talk", "attendance")) and any(_background(f, published) for f in event.told):
        return False
    mine, theirs = _agents(frame), event.agents()
    free = frame.rule.startswith("attendance") or frame.type == "Signing"  # who else was there, who signed one of several documents
    if mine and not mine & theirs and not free and (theirs or frame.type not in kinds):
        return False
    lands, their_lands = set(frame.countries), event.countries()
    return frame.rule.startswith("attendance") or not (lands and their_lands and not lands & their_lands)


def _background(frame: EventFrame, published: date) -> bool:
    """Whether an event is told as history: it was over long before the article."""
    latest = edtf.bounds(frame.date)[1] if frame.date else None
    return latest is not None and (published - latest).days > _NEWS


def _adds_people(frame: EventFrame) -> bool:
    return not frame.rule.startswith("talk")


def _own_event(frame: EventFrame, target: Event | None, events: list[Event], reading: Reading) -> EventFrame | None:
    """A pointing report that is an event after all.

    It is another session of a series, talks that nothing else tells of, or a visit that a venue shows.
    """
    frame.definite = False
    if frame.ordinal and frame.date and frame.type in _TALKS:
        before = next((e for e in events if any(_next_session(f.ordinal, frame.ordinal) for f in e.told)), None)
        series = before or target or next((e for e in reversed(events) if {f.type for f in e.told} & _TALKS), None)
        if series is not None and len(series.countries()) >= 2 and (before or len(frame.countries) < 2):
            frame.countries = {k: s for f in series.told for k, s in f.countries.items()}
        return frame if len(frame.countries) >= 2 or (frame.countries and frame.place) else None
    if frame.type in _TALKS and frame.date and frame.place and frame.status != "Proposed":
        return frame
    news = [e for e in events if not any(_background(f, reading.published) for f in e.told)]
    talks_told = any({f.type for f in e.told} & _TALKS and e.happened for e in news)
    several = len(_agents(frame)) >= 2 or len(frame.countries) >= 2
    if frame.rule == "attendance.delegation" and frame.status == "Held" and not talks_told and len(_agents(frame)) >= 2:
        frame.type, frame.confidence = "Meeting", min(frame.confidence, 0.6)  # delegations that have heads have met
        return frame
    if frame.rule.startswith("resumption") and (talks := _before(frame, events)) is not None:
        frame.countries = {k: s for f in talks.told for k, s in f.countries.items()}
        return frame
    if frame.rule == "talk.certain" and frame.status == "Held" and not talks_told and several:
        frame.confidence = min(frame.confidence, 0.6)
        return frame
    if frame.type in _TRIPS and frame.destination is None and not _agents(frame):
        return _shown_by_venue(frame, events, reading)
    return None


def _before(frame: EventFrame, events: list[Event]) -> Event | None:
    """The talks told last before a report."""
    earlier = [e for e in events if {f.type for f in e.told} & _TALKS and min(e.triggers()) < frame.trigger]
    return max(earlier, key=lambda e: max(t for t in e.triggers() if t < frame.trigger), default=None)


def _trips(frames: list[EventFrame], events: list[Event], reading: Reading) -> list[Event]:
    """Visits that are only pointed at: "the visit to Kenya", "his visit". They are told if traveller and destination come together.

    A traveller alone goes where those come from whom he or she meets, if they are all of one other country.
    """
    found: list[Event] = []
    for frame in frames:
        if frame.rule.endswith(".open") or not (_agents(frame) or frame.destination):
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
            first.destination = _hosts(travellers, first.status in _HAPPENED, events, reading)
        if travellers and any(f.destination for f in event.told):
            first.confidence = min(first.confidence, 0.6)
            told.append(event)
    return told


def _one_trip(one: EventFrame, other: EventFrame) -> bool:
    if (one.status in _HAPPENED) != (other.status in _HAPPENED) or _apart_in_time(one, other):
        return False
    travellers = not _agents(one) or not _agents(other) or bool(_agents(one) & _agents(other))
    return travellers and (one.destination is None or other.destination is None or one.destination[0] == other.destination[0])


def _hosts(travellers: set[str], happened: bool, events: list[Event], reading: Reading) -> tuple[str, Span] | None:
    own = {reading.entities[k].country for k in travellers}
    lands: dict[str, Span] = {}
    for event in events:
        if event.happened == happened and {f.type for f in event.told} & _TALKS and travellers & event.agents():
            lands |= {k: s for f in event.told for k, s in f.countries.items() if k not in own}
    return next(iter(lands.items())) if len(lands) == 1 and None not in own else None


def _launches(frames: list[EventFrame], events: list[Event]) -> None:
    """A joint body was launched, and its sides talked, and nothing else tells where: they did so at the launch."""
    for frame in frames:
        for event in events:
            if event.first.rule == "talk.certain" and event.countries() == set(frame.countries) and frame.status == "Held":
                event.told.insert(0, frame)
                break


def _next_session(one: str, other: str) -> bool:
    """Whether `other` is the session that follows `one`: "2nd", "3rd"."""
    numbers = [int(o[:-2]) for o in (one, other) if o[:-2].isdigit()]
    return len(numbers) == 2 and numbers[1] == numbers[0] + 1


def _shown_by_venue(frame: EventFrame, events: list[Event], reading: Reading) -> EventFrame | None:
    """ "This is the first visit between the two countries": whoever met abroad, with the venue's country as the destination."""
    for event in events:
        place = next((f.place for f in event.frames() if f.place), None)
        if place is None or not event.happened or not {f.type for f in event.told} & _TALKS:
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


# ---- one frame ---------------------------------------------------------------------------------------------------------


def _merged(event: Event, number: int) -> EventFrame:
    told = sorted(event.told, key=lambda f: (-len(_agents(f)) - len(f.countries), f.trigger))
    lead = told[0]
    out = EventFrame(
        f"event:{number}", _type(event), _status(event), lead.trigger, [], confidence=max(f.confidence for f in told), rule=lead.rule
    )
    for frame in (*told, *event.pointing):
        _gather(out, frame, people=frame in told or _adds_people(frame))
    for key in {*out.participants, *out.visitors} & out.delegations.keys():
        del out.delegations[key]
    for key in out.visitors.keys() & out.participants.keys():
        del out.participants[key]
    dated = [f for f in (*told, *event.pointing) if f.date and not f.rule.startswith("talk")]
    event_dates.combine(out, dated)
    out.days = next((f.days for f in event.frames() if f.days), None)
    out.occasion = next((f.occasion for f in told if f.occasion), None)
    out.ordinal = next((f.ordinal for f in told if f.ordinal), "")
    out.series = next((f.series for f in told if f.series), None)
    return out


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
    out.destination = out.destination or frame.destination


def _type(event: Event) -> EventType:
    kinds = [f.type for f in event.told]
    return next((k for k in _NARROWER if k in kinds), kinds[0])


def _status(event: Event) -> EventStatus:
    """The strongest that is told; of a visit "is on a visit" says more than "during the visit", and "concluded" more than both."""
    statuses = [f.status for f in event.told]
    if event.first.type in _TRIPS and "Ongoing" in statuses:
        if any(f.bound == "end" and f.status == "Held" for f in event.frames()):
            return "Held"
        under_way = any(
            f.status == "Ongoing" and not f.rule.startswith(("visit.arrive", "visit.leave", "visit.welcome")) for f in event.told
        )
        held = "Held" in statuses or any(f.status == "Held" and not f.rule.endswith(".open") for f in event.pointing)
        return "Ongoing" if under_way or not held else "Held"
    return max(statuses, key=lambda s: _STRENGTH[s])


def _link(events: list[Event], merged: list[EventFrame]) -> None:
    """Points `during` from an event to the visit or meeting named as its occasion."""
    by_trigger = {t: m for e, m in zip(events, merged, strict=True) for t in e.triggers()}
    for event, frame in zip(events, merged, strict=True):
        for report in event.frames():
            around = by_trigger.get(report.occasion) if report.occasion else None
            if around is not None and around is not frame and frame.during is None:
                frame.during = around.key
                if frame.type == "Signing" and not frame.countries and not _agents(frame):
                    frame.countries = dict(around.countries)


def _proposers(events: list[Event], merged: list[EventFrame], reading: Reading) -> None:
    """Whoever talks of holding an event, "the parties" say, would hold it: the sides of the talks where it is raised."""
    for event, frame in zip(events, merged, strict=True):
        if _agents(frame) or frame.type != "Event" or frame.status not in ("Proposed", "Planned") or not frame.countries:
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
        if frame.date or told.type not in _TALKS or n < 1 or told.status != "Held":
            continue
        sentence, previous = reading.sentences[n], reading.sentences[n - 1]
        marks = {t.lower_ for t in sentence.tokens} & words("events", "narration", "onward")
        if sentence.paragraph != previous.paragraph or not marks:
            continue
        if marks & words("events", "narration", "sequel") and (day := _day_in(previous, reading)) is not None:
            frame.date, frame.date_evidence = day
            continue
        if frame.place:
            continue
        for other, source in zip(events, merged, strict=True):
            near = any(at(f) == n - 1 for f in other.told)
            if near and source is not frame and source.type in _TALKS and _agents(source) & _agents(frame) and source.status == "Held":
                frame.date, frame.date_evidence, frame.place = source.date, source.date_evidence, source.place


def _day_in(sentence: Sentence, reading: Reading) -> tuple[str, Span] | None:
    """The one day that a sentence names as past, with its words."""
    for expression in sentence.times:
        value = dates.resolve(expression, anchor=reading.published, direction="past")
        if value is not None and edtf.precision(value) == "day":
            return value, expression.span
    return None
