"""What of the graph is asked for: one frozen value, read from parameters in one place, alike for lists, pictures and exports.

type, status, predicate, article, publisher    any of the values given
country, participant                           all of them: two countries ask for what is between them
from, to, fit                                  days; whether a date may (`possible`) or must (`certain`) lie between them
confidence                                     the least
asOf                                           only what had been published by that day, as it was reported then
trueOn                                         only what holds on that day, by what is known (see `fit`)
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from graph import edtf
from graph.edtf import Fit
from graph.errors import QueryError
from ontology import terms

NAMES = (
    "type", "status", "predicate", "country", "participant", "article", "publisher", "confidence", "from", "to", "fit", "asOf", "trueOn",
)  # fmt: skip
"""the parameters there are"""


@dataclass(frozen=True, slots=True)
class Window:
    """Days (ISO) between which something happened; `certain` asks that it cannot have been outside them."""

    earliest: str | None = None
    latest: str | None = None
    certain: bool = False

    def __bool__(self) -> bool:
        return bool(self.earliest or self.latest)

    def holds(self, value: str | None) -> bool:
        """Whether a date (EDTF) falls into the window. What has no date may have been at any time."""
        if not self or value is None:
            return not (self and self.certain)
        first, last = (date.fromisoformat(day) if day else None for day in (self.earliest, self.latest))
        found = edtf.fit(value, first, last)
        return found == "certain" if self.certain else found is not None


@dataclass(frozen=True, slots=True)
class Filters:
    """Nothing given: everything. Ids are IRIs without the base; classes, statuses and predicates are local names; days are ISO."""

    types: frozenset[str] = frozenset()
    statuses: frozenset[str] = frozenset()
    predicates: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    participants: frozenset[str] = frozenset()
    articles: frozenset[str] = frozenset()
    publishers: frozenset[str] = frozenset()
    confidence: float = 0.0
    window: Window = Window()
    as_of: str | None = None
    true_on: str | None = None


EVERYTHING = Filters()
"""no filter at all"""


def parse(parameters: Mapping[str, str | Sequence[str]]) -> Filters:
    """Filters from parameters, each one text or several; commas divide, but in names of publishers.

    Raises QueryError that names the parameter, what is wrong with it, and what is known.
    """
    for name in parameters:
        if name not in NAMES:
            raise QueryError(f"{name}: no such filter; known: {', '.join(NAMES)}")
    given = {name: _several(name, value) for name, value in parameters.items()}
    days = {name: _day(name, given.get(name, ())) for name in ("from", "to", "asOf", "trueOn")}
    if days["from"] and days["to"] and days["from"] > days["to"]:
        raise QueryError(f"from: {days['from']} is after to, {days['to']}")
    return Filters(
        types=frozenset(_class(x) for x in given.get("type", ())),
        statuses=frozenset(_status(x) for x in given.get("status", ())),
        predicates=frozenset(given.get("predicate", ())),
        countries=frozenset(country(x) for x in given.get("country", ())),
        participants=frozenset(given.get("participant", ())),
        articles=frozenset(x if x.startswith("article/") else f"article/{x}" for x in given.get("article", ())),
        publishers=frozenset(given.get("publisher", ())),
        confidence=_confidence(given.get("confidence", ())),
        window=Window(days["from"], days["to"], _fit(given.get("fit", ())) == "certain"),
        as_of=days["asOf"],
        true_on=days["trueOn"],
    )


def country(asked: str) -> str:
    """The id of a country: from an ISO 3166 code (`IN`), or an id as it is (`country/in`, `organization/eu`)."""
    return f"country/{asked.casefold()}" if re.fullmatch(r"[A-Za-z]{2}", asked) else asked


def _several(name: str, value: str | Sequence[str]) -> tuple[str, ...]:
    values = (value,) if isinstance(value, str) else tuple(value)
    if name != "publisher":
        values = tuple(part.strip() for x in values for part in x.split(","))
    return tuple(x for x in values if x)


def _only(name: str, values: Sequence[str]) -> str | None:
    if len(values) > 1:
        raise QueryError(f"{name}: one value, not {len(values)}")
    return values[0] if values else None


def _day(name: str, values: Sequence[str]) -> str | None:
    value = _only(name, values)
    try:
        if value is not None and date.fromisoformat(value).isoformat() != value:
            raise ValueError
    except ValueError:
        raise QueryError(f"{name}: {value!r} is no day; write YYYY-MM-DD") from None
    return value


def _fit(values: Sequence[str]) -> Fit:
    value = _only("fit", values) or "possible"
    if value == "certain":
        return "certain"
    if value == "possible":
        return "possible"
    raise QueryError(f"fit: {value!r} is none; known: certain, possible")


def _confidence(values: Sequence[str]) -> float:
    value = _only("confidence", values)
    try:
        least = float(value) if value is not None else 0.0
    except ValueError:
        least = -1.0
    if not 0 <= least <= 1:
        raise QueryError(f"confidence: {value!r} is no number from 0 to 1")
    return least


def _class(local: str) -> str:
    if not terms.is_class(local):
        raise QueryError(f"type: {local!r} is no class; known: {', '.join(sorted(terms.classes()))}")
    return local


def _status(status: str) -> str:
    known = {s for kind in ("Event", "Agreement", "JointBody") for s in terms.statuses(kind)}
    if status not in known:
        raise QueryError(f"status: {status!r} is none; known: {', '.join(sorted(known))}")
    return status
