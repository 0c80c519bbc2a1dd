"""CSV (RFC 4180, UTF-8): a table of edges with the names of their ends, which opens in a spreadsheet as it is."""

from __future__ import annotations

import csv
import io
from typing import BinaryIO

from graph.export.projection import EDGE_FIELDS, Projection

_COLUMNS = ("id", "source", "source_label", "source_type", "target", "target_label", "target_type", *EDGE_FIELDS)


def edges(p: Projection, out: BinaryIO) -> None:
    """One line per edge."""
    text = io.TextIOWrapper(out, encoding="utf-8", newline="", write_through=True)
    rows = csv.writer(text)
    rows.writerow(_COLUMNS)
    nodes = {n.id: n for n in p.nodes}
    for e in p.edges:
        s, t = nodes[e.source], nodes[e.target]
        fields = ("" if (value := getattr(e, name)) is None else value for name in EDGE_FIELDS)
        rows.writerow([_cell(x) for x in (e.id, e.source, s.label, s.type, e.target, t.label, t.type, *fields)])
    text.flush()
    text.detach()


def _cell(value: str | float) -> str | float:
    """A spreadsheet would run a cell that begins like a formula."""
    return "'" + value if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value
