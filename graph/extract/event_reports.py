"""What two reports of events have in common: who, when, where, and which of a series."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from graph import edtf
from graph.extract.gazetteer import gazetteer
from graph.extract.reading import EventFrame, Reading
from graph.model import Span

TALKS = frozenset({"Meeting", "Call", "Summit", "Conference"})
TRIPS = frozenset({"Visit", "StateVisit"})
HAPPENED = frozenset({"Held", "Ongoing"})
_NEWS = 31  # days; what an article of these kinds reports as its news is at most a month old


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
        return any(f.status in HAPPENED for f in self.told)

    def kinds(self) -> set[str]:
        return {f.type for f in self.told}

    def agents(self) -> set[str]:
        return {k for f in self.told for k in agents_of(f)} | {k for f in self.pointing if adds_people(f) for k in agents_of(f)}

    def countries(self) -> set[str]:
        return {k for f in self.told for k in f.countries}

    def frames(self) -> list[EventFrame]:
        return [*self.told, *self.pointing]

    def triggers(self) -> set[Span]:
        return {f.trigger for f in self.frames()}


def agents_of(frame: EventFrame) -> set[str]:
    """Keys of all persons and bodies that a report names as taking part."""
    return {*frame.participants, *frame.visitors, *frame.delegations}


def different_ordinals(one: EventFrame, other: EventFrame) -> bool:
    """Whether the reports are of two sessions of a series."""
    return bool(one.ordinal and other.ordinal and one.ordinal != other.ordinal)


def apart_in_time(one: EventFrame, other: EventFrame) -> bool:
    """Whether the reports give dates that share no day."""
    if not one.date or not other.date:
        return False
    if one.bound or other.bound:
        return _outside(one, other) or _outside(other, one)
    return not edtf.compatible(one.date, other.date)


def _outside(edge: EventFrame, other: EventFrame) -> bool:
    """Whether the other's date is over before the first day that a report tells, or begins behind its last one."""
    first, last = edtf.bounds(str(edge.date))
    lo, hi = edtf.bounds(str(other.date))
    if edge.bound == "start":
        return first is not None and hi is not None and hi < first
    return edge.bound == "end" and last is not None and lo is not None and lo > last


def apart_in_place(one: EventFrame, other: EventFrame, reading: Reading) -> bool:
    """Whether the reports give places that cannot be one."""
    if not one.place or not other.place:
        return False
    return not within(one.place[0], other.place[0], reading)


def within(one: str, other: str, reading: Reading) -> bool:
    """Whether two places may be one: the same, a place and its country, a building and a city."""
    if one == other:
        return True
    a, b = reading.entities[one], reading.entities[other]
    if "Country" in (a.type, b.type):
        place, country = (b, a) if a.type == "Country" else (a, b)
        if place.type != "Country" and place.country is None and country.iso:
            sites = {e.iso for e in gazetteer().entries.get(place.name, ()) if e.kind == "city" and e.iso}
            return not sites or country.iso in sites  # Bishkek is no place in Mongolia, though the text need not say where it is
        return place.type != "Country" and place.country in (None, country.key)
    return {a.type, b.type} == {"City", "Place"}


def is_background(frame: EventFrame, published: date) -> bool:
    """Whether an event is told as history: it was over long before the article."""
    latest = edtf.bounds(frame.date)[1] if frame.date else None
    return latest is not None and (published - latest).days > _NEWS


def adds_people(frame: EventFrame) -> bool:
    """Whether a pointing report tells who took part; what "both leaders" said at talks does not."""
    return not frame.rule.startswith("talk")


def next_session(one: str, other: str) -> bool:
    """Whether `other` is the session that follows `one`: "2nd", "3rd"."""
    numbers = [int(o[:-2]) for o in (one, other) if o[:-2].isdigit()]
    return len(numbers) == 2 and numbers[1] == numbers[0] + 1
