"""The values: a question, its rows, an entry of its feed; and how rows are written."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from typing import Literal as OneOf

Change = OneOf["added", "changed", "withdrawn"]

Term = Mapping[str, str]
"""a term as SPARQL 1.1 Query Results JSON writes it: type, value, and datatype or xml:lang"""

Row = Mapping[str, Term]
"""one solution: variable → term; unbound variables are absent"""


@dataclass(frozen=True, slots=True)
class Question:
    """A saved question. `columns` are the variables of its answer, `keys` those that say which row is the same one.

    `created` and `refreshed` are instants in UTC; `error` is why the last refresh failed, empty where it did not. `webhook` is the URL
    that entries are sent to, empty for none, and
    `webhook_error` why that failed last.
    """

    id: str
    name: str
    query: str
    keys: tuple[str, ...]
    columns: tuple[str, ...]
    created: str
    refreshed: str
    error: str = ""
    webhook: str = ""
    webhook_error: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """What became of one row: `row` is as it is now, or was last where it is withdrawn; `before` what it was where it changed."""

    change: Change
    row: Row
    before: Row | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed. `number` rises and is never given twice; `at` is an instant in UTC."""

    number: int
    at: str
    change: Change
    row: Row
    before: Row | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """Entries `first` to `last` of a question that are to be sent. `attempts` is how often that failed."""

    id: int
    question: Question
    secret: str = field(repr=False)
    first: int
    last: int
    attempts: int


def written(value: Any) -> str:
    """A row, or part of one, as JSON: the same content, the same text."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def key_of(row: Row, keys: Sequence[str]) -> str:
    """What says which row is the same one: the values of its key columns."""
    return written([row.get(name) for name in keys])


def document(entry: Entry) -> dict[str, Any]:
    """An entry as JSON lines and webhooks tell it."""
    found = {"number": entry.number, "at": entry.at, "change": entry.change, "row": entry.row}
    return found if entry.before is None else {**found, "before": entry.before}
