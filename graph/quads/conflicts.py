"""Where several reports give one thing several values.

Which one the simple layer holds. The others stay as claims: they are the history.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from graph import edtf
from ontology import terms


@cache
def _rank(status: str) -> int:
    """Place in the ontology's order of preference.

    Where schemes share a name (`Planned`, `Proposed`) its places agree in what they precede.
    """
    return next((order.index(status) for kind in ("Event", "Agreement", "JointBody") if status in (order := terms.statuses(kind))), 99)


def best_status(values: Iterable[tuple[str, str]]) -> str:
    """The status of the latest-published report; among reports of one day the most definite. `values` are (status, date published)."""
    pairs = list(values)
    latest = max(day for _, day in pairs)
    return min((status for status, day in pairs if day == latest), key=lambda s: (_rank(s), s))


def best_date(values: Iterable[tuple[str, str]]) -> str:
    """The narrowest date that is compatible with the others.

    Where none is, that of the latest report. `values` are (EDTF, date published).
    """
    pairs = list(values)
    dates = {value for value, _ in pairs}
    if all(edtf.compatible(a, b) for a in dates for b in dates):
        return edtf.narrowest(dates)
    latest = max(day for _, day in pairs)
    return edtf.narrowest({value for value, day in pairs if day == latest})


def better(predicate: str, a: str, b: str) -> str:
    """Of two values that one article gives for a single-valued predicate, the one that stands."""
    choose = best_status if predicate == "status" else best_date
    return choose([(a, ""), (b, "")])


def best_label(names: Iterable[str]) -> str:
    """The fullest name: most words, then longest, then first in the alphabet."""
    return min(names, key=lambda n: (-len(n.split()), -len(n), n))
