"""A question → its columns and rows, within the limits of queries."""

from __future__ import annotations

import json
from collections.abc import Sequence

from graph import query
from graph.alerts.questions import Row
from graph.errors import QueryError, QueryRefused, QueryTooLarge
from graph.store.interface import JSON_RESULTS, Stop, Store

ROWS = 20_000
"""rows of an answer that are compared; a question of more is for an export"""

BYTES = 50_000_000
"""bytes of an answer that are taken into memory to compare its rows"""


def checked(text: str) -> None:
    """Raises QueryError for what is no SELECT, or may not run."""
    form = query.admit_query(text)
    if form is not query.Form.SELECT:
        raise QueryRefused(f"a saved question is a SELECT, whose rows can be compared; this is {form.value}")


def asked(store: Store, text: str, keys: Sequence[str] = (), *, stop: Stop | None = None) -> tuple[tuple[str, ...], list[Row]]:
    """The columns and rows of a SELECT as it is answered now.

    Raises QueryError, also for more than ROWS rows, for a key that is no column, and for blank nodes, which are not the same twice.
    """
    checked(text)
    parts: list[bytes] = []
    size = 0
    with query.answer(store, text, accept=JSON_RESULTS, stop=stop) as answer:
        for chunk in answer.chunks:
            size += len(chunk)
            if size > BYTES:
                raise QueryTooLarge(BYTES, "bytes")
            parts.append(chunk)
    found = json.loads(b"".join(parts))
    columns, rows = tuple(found["head"]["vars"]), found["results"]["bindings"]
    if len(rows) > ROWS:
        raise QueryTooLarge(ROWS, "rows")
    strange = [name for name in keys if name not in columns]
    if strange:
        raise QueryError(f"keys: {', '.join(strange)} is no column of the answer; its columns are {', '.join(columns)}")
    blank = sorted({name for row in rows for name, term in row.items() if term["type"] == "bnode"})
    if blank:
        raise QueryError(f"the column {', '.join(blank)} has blank nodes, which are not the same twice; leave it out")
    return columns, rows
