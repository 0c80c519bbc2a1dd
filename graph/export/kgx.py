"""KGX: tab-separated nodes and edges after the Biolink model, https://github.com/biolink/kgx/blob/master/specification/kgx-format.md.

Biolink has no words for meetings or offices, so its most general class and relation stand there, and ours in columns beside them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from graph.export.archive import Archive
from graph.export.projection import EDGE_FIELDS, Projection
from graph.export.xml import safe

_FIELDS = tuple(name for name in EDGE_FIELDS if name != "predicate")


def write(p: Projection, out: BinaryIO) -> None:
    """A zip of `nodes.tsv` and `edges.tsv`; `communique:` is the prefix of our ids, `cmq:` of the vocabulary."""
    archive = Archive(out)
    nodes = ((_id(n.id), "biolink:NamedThing", n.label, f"cmq:{n.type}", n.country, n.iri) for n in p.nodes)
    _table(archive.file("nodes.tsv"), ("id", "category", "name", "type", "country", "iri"), nodes)
    head = ("id", "subject", "predicate", "object", "category", "knowledge_level", "agent_type", "primary_knowledge_source")
    fixed = ("biolink:Association", "not_provided", "text_mining_agent", "infores:communique")
    edges = (
        (_id(e.id), _id(e.source), "biolink:related_to", _id(e.target), *fixed, f"cmq:{e.predicate}", *(getattr(e, x) for x in _FIELDS))
        for e in p.edges
    )
    _table(archive.file("edges.tsv"), (*head, "original_predicate", *_FIELDS), edges)
    archive.close()


def _id(id_: str) -> str:
    return f"communique:{id_}"


def _table(out: BinaryIO, head: Iterable[str], rows: Iterable[Iterable[str | float | None]]) -> None:
    with out:
        out.write("\t".join(head).encode() + b"\n")
        for row in rows:
            out.write("\t".join(_cell(x) for x in row).encode("utf-8", "replace") + b"\n")


def _cell(value: str | float | None) -> str:
    """A cell on one line: tabs and line breaks, which nothing can quote here, become spaces; `|` would divide it in two."""
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else " ".join(safe(str(value)).split()).replace("|", "¦")
