"""Where several reports give one thing several values.

Which one the simple layer holds. The others stay as claims: they are the history.
"""

from __future__ import annotations

from collections.abc import Iterable

from graph import edtf

STATUS_ORDER = (
    # events, then agreements, then joint bodies: on one day, the earlier in the list wins
    ("Held", "Ongoing", "Cancelled", "Postponed", "Scheduled", "Planned", "Proposed"),
    ("InForce", "Signed", "Reached", "Negotiating", "Proposed"),
    ("Existing", "Planned", "Proposed"),
)
_RANK = {name: place for order in reversed(STATUS_ORDER) for place, name in enumerate(order)}


def best_status(values: Iterable[tuple[str, str]]) -> str:
    """The status of the latest-published report; among reports of one day the most definite. `values` are (status, date published)."""
    pairs = list(values)
    latest = max(day for _, day in pairs)
    return min((status for status, day in pairs if day == latest), key=lambda s: (_RANK.get(s, 99), s))


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
    choose = {"status": best_status, "date": best_date}[predicate]
    return choose([(a, ""), (b, "")])


def best_label(names: Iterable[str]) -> str:
    """The fullest name: most words, then longest, then first in the alphabet."""
    return min(names, key=lambda n: (-len(n.split()), -len(n), n))
