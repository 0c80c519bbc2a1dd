"""For Neo4j and programs that read its forms: CSV with typed headers for `neo4j-admin database import`, and a Cypher script.

https://neo4j.com/docs/operations-manual/current/import/ · https://neo4j.com/docs/cypher-manual/current/syntax/
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import BinaryIO

from graph.export.archive import Archive
from graph.export.projection import EDGE_FIELDS, Projection

_TYPES = {"confidence": ":double", "symmetric": ":boolean"}


def csv_zip(p: Projection, out: BinaryIO) -> None:
    """A zip of `nodes.csv` and `edges.csv`. Quotes may have line breaks: import with `--multiline-fields=true`."""
    archive = Archive(out)
    nodes = ((n.id, n.label, n.country, n.iri, f"Entity;{n.type}") for n in p.nodes)
    _table(archive.file("nodes.csv"), ("id:ID", "label", "country", "iri", ":LABEL"), nodes)
    head = (":START_ID", ":END_ID", ":TYPE", "id", *(name + _TYPES.get(name, "") for name in EDGE_FIELDS))
    edges = ((e.source, e.target, relation(e.predicate), e.id, *(getattr(e, name) for name in EDGE_FIELDS)) for e in p.edges)
    _table(archive.file("edges.csv"), head, edges)
    archive.close()


def _table(out: BinaryIO, head: Sequence[str], rows: Iterable[Sequence[str | float | bool | None]]) -> None:
    with io.TextIOWrapper(out, encoding="utf-8", errors="replace", newline="") as text:
        lines = csv.writer(text)
        lines.writerow(head)
        for row in rows:
            # the program reads a quoted empty cell as an empty text, an unquoted one as nothing; no NUL in CSV
            lines.writerow([str(x).lower() if isinstance(x, bool) else x.replace("\0", "\ufffd") if isinstance(x, str) else x for x in row])


def relation(predicate: str) -> str:
    """The type of a relationship as Neo4j names them: `metWith` → `MET_WITH`."""
    return re.sub(r"\W", "_", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", predicate)).upper()


def cypher(p: Projection, out: BinaryIO) -> None:
    """A script for `cypher-shell`, one statement a line; run twice it changes nothing. Nodes have the label `Entity` and their class."""
    out.write(b"CREATE CONSTRAINT entity_id IF NOT EXISTS FOR (n:Entity) REQUIRE n.id IS UNIQUE;\n")
    for n in p.nodes:
        fields = _map({"label": n.label, "country": n.country, "iri": n.iri})
        out.write(f"MERGE (n:Entity {{id: {_literal(n.id)}}}) SET n:`{n.type}`, n += {fields};\n".encode("ascii"))
    for e in p.edges:
        ends = f"MATCH (a:Entity {{id: {_literal(e.source)}}}), (b:Entity {{id: {_literal(e.target)}}})"
        fields = _map({name: getattr(e, name) for name in EDGE_FIELDS})
        edge = f"MERGE (a)-[r:{relation(e.predicate)} {{id: {_literal(e.id)}}}]->(b) SET r += {fields}"
        out.write(f"{ends} {edge};\n".encode("ascii"))


def _map(fields: dict[str, str | float | bool | None]) -> str:
    return "{" + ", ".join(f"{name}: {_literal(value)}" for name, value in fields.items() if value is not None) + "}"


def _literal(value: str | float | bool) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if not isinstance(value, str):
        return repr(value)
    return "'" + re.sub(r"[^ !\"#-&(-\[\]-~]", _escape, value) + "'"


def _escape(m: re.Match[str]) -> str:
    if m[0] in "\\'":
        return "\\" + m[0]
    # \u takes a UTF-16 code unit; what is beyond the first plane is written as two
    units = m[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i]:02X}{units[i + 1]:02X}" for i in range(0, len(units), 2))
