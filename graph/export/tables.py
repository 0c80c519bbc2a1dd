"""A table of edges with the names of their ends: CSV (RFC 4180, UTF-8), which opens in a spreadsheet as it is, and Parquet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO

from graph.errors import QueryError
from graph.export.projection import EDGE_FIELDS, Projection

_COLUMNS = ("id", "source", "source_label", "source_type", "target", "target_label", "target_type", *EDGE_FIELDS)


def edges(p: Projection, out: BinaryIO) -> None:
    """One line per edge."""
    text = io.TextIOWrapper(out, encoding="utf-8", newline="", write_through=True)
    rows = csv.writer(text)
    rows.writerow(_COLUMNS)
    for row in _rows(p):
        rows.writerow(["" if x is None else _cell(x) for x in row])
    text.flush()
    text.detach()


def _rows(p: Projection) -> Iterator[list[str | float | None]]:
    nodes = {n.id: n for n in p.nodes}
    for e in p.edges:
        s, t = nodes[e.source], nodes[e.target]
        yield [e.id, e.source, s.label, s.type, e.target, t.label, t.type, *(getattr(e, name) for name in EDGE_FIELDS)]


def _cell(value: str | float) -> str | float:
    """A spreadsheet would run a cell that begins like a formula."""
    return "'" + value if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


_AT_ONCE = 20_000
"""rows of one group of a Parquet file, held in memory together"""


def parquet(p: Projection, out: BinaryIO) -> None:
    """The same columns with types, for pandas, DuckDB, Spark. Raises QueryError where pyarrow is not installed."""
    try:
        import pyarrow as pa
        from pyarrow import parquet as pq
    except ImportError as e:
        raise QueryError("parquet: needs pyarrow; install communique[parquet]") from e
    types = {"confidence": pa.float64(), "symmetric": pa.bool_()}
    schema = pa.schema([(name, types.get(name, pa.string())) for name in _COLUMNS])
    rows = _rows(p)
    with pq.ParquetWriter(out, schema) as file:
        while group := list(islice(rows, _AT_ONCE)):
            columns = [pa.array(values, field.type) for values, field in zip(zip(*group, strict=True), schema, strict=True)]
            file.write_table(pa.Table.from_arrays(columns, schema=schema))
