"""Countries: their governments, compounds of two of them, and every other naming that is left for them."""

from __future__ import annotations

from graph.extract.names.bodies import Bodies
from graph.extract.names.found import Named, Owner
from graph.extract.names.units import Line, Unit, merge
from graph.model import Span

_GOVERNMENT = frozenset({"Government", "government", "Governments", "Govt"})


def governments(line: Line, bodies: Bodies, text: str) -> None:
    """ "Government of (the) Country" and "Ruritanian government" become one unit that names the country."""
    units = line.units
    i = 0
    while i < len(units):
        if units[i].text in _GOVERNMENT:
            after, owner = bodies.owners.of_country(units, i + 1)
            first = i
            if owner is None and i > 0 and (before := bodies.owners.owner(units[i - 1])) and before.iso and units[i - 1].name is None:
                owner, first, after = before, i - 1, i + 1
            if owner is not None:
                span = Span(units[first].start, units[after - 1].end)
                named = Named("country", "Country", "", span, span, "government", owner, iso=owner.iso)
                units[first:after] = [merge(units, first, after, text, named)]
                i = first
        i += 1


def pairs(line: Line, bodies: Bodies, text: str) -> None:
    """ "Ruritania-Graustark" becomes one unit that names both sides."""
    units = line.units
    i = 3
    while i <= len(units):
        found = bodies.owners.pair(units, i)
        if found is None or any(u.name is not None for u in units[found[0] : i]):
            i += 1
            continue
        first, sides = found
        span = Span(units[first].start, units[i - 1].end)
        units[first:i] = [merge(units, first, i, text, Named("nominal", "Country", "", span, span, "pair", several=sides))]
        i = max(3, first + 1)


def plain(u: Unit) -> Owner | None:
    """The country that a unit, left over by all other rules, names or that its adjective stands for."""
    if u.name is not None:
        return None
    if entry := u.entry("country", "adjective", "seat"):
        return Owner(entry.iso, u.span, adjective=not (u.has("country") or u.has("seat")))
    return None
