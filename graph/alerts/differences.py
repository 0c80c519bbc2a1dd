"""Rows before and after → what was added, changed, withdrawn."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from graph.alerts.questions import Difference, Row, key_of, written


def differences(before: Iterable[Row], after: Iterable[Row], keys: Sequence[str]) -> list[Difference]:
    """What became of rows, in the order of their keys; the same rows in any order give the same.

    A row counts once. One that went and one that came under the same key are one row that changed; several are not paired.
    """
    return list(_found(_by_key(before, keys), _by_key(after, keys)))


def _found(was: dict[str, set[str]], now: dict[str, set[str]]) -> Iterator[Difference]:
    for key in sorted(was.keys() | now.keys()):
        gone, come = (sorted(a - b) for a, b in ((was[key], now[key]), (now[key], was[key])))
        if len(gone) == len(come) == 1:
            yield Difference("changed", json.loads(come[0]), json.loads(gone[0]))
            continue
        for row in gone:
            yield Difference("withdrawn", json.loads(row))
        for row in come:
            yield Difference("added", json.loads(row))


def _by_key(rows: Iterable[Row], keys: Sequence[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        found[key_of(row, keys)].add(written(row))
    return found
