"""What a sentence can say about the reality of an event."""

from __future__ import annotations

from dataclasses import dataclass

from graph.extract.reading import Direction, EventStatus


@dataclass(frozen=True, slots=True)
class Standing:
    """What a sentence says about the reality of an event.

    `status` None: it does not say. `denied`: it says, or supposes, that it is not so; such an event is not reported. A future one is
    `Planned`: whether it has a date, and is `Scheduled`, is not for this module to know. `present`: a plain present tense, which reports
    in a headline, and announces beside a future date. `direction` is where its dates lie, seen from the day of publication.
    """

    status: EventStatus | None
    direction: Direction = "none"
    denied: bool = False
    present: bool = False
    confidence: float = 1.0


HELD = Standing("Held", "past")
ONGOING = Standing("Ongoing", "none")
PLANNED = Standing("Planned", "future")
PROPOSED = Standing("Proposed", "future")
POSTPONED = Standing("Postponed", "none")
CANCELLED = Standing("Cancelled", "none")
DENIED = Standing(None, denied=True)
UNKNOWN = Standing(None)
PRESENT = Standing(None, "future", present=True)  # "begins a visit on Monday": the Monday to come
DATED = Standing(None, "none", present=True)  # no tense at all: a date decides

EFFECTS = {"planned": PLANNED, "proposed": PROPOSED, "postponed": POSTPONED, "cancelled": CANCELLED, "denied": DENIED}
"""what a word of one of the lexicon's lists makes of the event that it governs"""
