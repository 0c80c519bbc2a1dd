"""A vault for Obsidian: a Markdown note for each thing, with wikilinks, and a JSON Canvas (https://jsoncanvas.org/spec/1.0/)."""

from __future__ import annotations

import json
import math
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, BinaryIO

from graph.export.archive import Archive
from graph.export.projection import Edge, Node, Projection, summary
from graph.export.xml import safe

LARGEST = 500
"""notes that a canvas still shows in a way that anybody can look at; a vault with more has none"""

_WIDTH, _HEIGHT, _GAP = 260, 100, 140


def write(p: Projection, out: BinaryIO) -> None:
    """A zip of `Type/Name.md` and `name-of-the-projection.canvas`. Both notes tell of a relation, the source's with its sentence."""
    names = _names(p.nodes)
    going: dict[str, list[Edge]] = defaultdict(list)
    coming: dict[str, list[Edge]] = defaultdict(list)
    for e in p.edges:
        going[e.source].append(e)
        coming[e.target].append(e)
    archive = Archive(out)
    for n in p.nodes:
        with archive.file(f"{names[n.id]}.md") as file:
            file.write("".join(_note(n, going[n.id], coming[n.id], names)).encode("utf-8", "replace"))
    if len(p.nodes) <= LARGEST:
        with archive.file(f"{p.name}.canvas") as file:
            file.write(json.dumps(_canvas(p, names), ensure_ascii=False, indent=1).encode("utf-8", "replace"))
    archive.close()


def _names(nodes: Sequence[Node]) -> dict[str, str]:
    """A path for each note that every file system takes and every wikilink reaches; what only case tells apart gets a number."""
    taken: set[str] = set()
    names = {}
    for n in nodes:
        # forbidden in file names, or with a meaning in links: https://help.obsidian.md/links
        cleaned = " ".join(re.sub(r'[*"\\/<>:|?#^\[\]\ufffd]', " ", safe(n.label)).split()).strip(". ")
        whole = cleaned.encode()[:120].decode("utf-8", "ignore").strip(". ") or "unnamed"
        path, number = f"{n.type}/{whole}", 1
        while path.casefold() in taken:
            number += 1
            path = f"{n.type}/{whole} {number}"
        taken.add(path.casefold())
        names[n.id] = path
    return names


def _note(n: Node, going: Sequence[Edge], coming: Sequence[Edge], names: Mapping[str, str]) -> Iterator[str]:
    fields = {"aliases": [n.label], "type": n.type, "country": n.country, "id": n.id, "iri": n.iri}
    yield "---\n" + "".join(f"{k}: {_yaml(value)}\n" for k, value in fields.items() if value) + "---\n\n"
    yield f"# {_plain(n.label)}\n\n"
    for e in going:
        yield f"- {summary(e)}: [[{names[e.target]}]]{_sure(e)}\n"
        if e.quote:
            yield f"  > {_plain(e.quote)}\n  > — {e.article}, {e.published}\n"
    if coming:
        yield "\n## Told elsewhere\n\n"
    for e in coming:
        yield f"- {'' if e.symmetric else '← '}{summary(e)}: [[{names[e.source]}]]{_sure(e)}\n"


def _yaml(value: str | list[str]) -> str:
    """JSON, which is YAML once what that takes for line ends or refuses is escaped too; it has no escapes by two surrogates."""
    text = json.dumps([safe(x) for x in value] if isinstance(value, list) else safe(value), ensure_ascii=False)
    return re.sub("[\x7f-\x9f\u2028\u2029\ufeff]", lambda m: f"\\u{ord(m[0]):04x}", text)


def _sure(e: Edge) -> str:
    return "" if e.confidence is None else f" (confidence {e.confidence:g})"


def _plain(value: str) -> str:
    """Text on one line without meaning for Markdown."""
    return re.sub(r"([\\`*_{}\[\]<>#|~=$%^&!-])", r"\\\1", " ".join(safe(value).split()))


def _canvas(p: Projection, names: Mapping[str, str]) -> dict[str, list[dict[str, Any]]]:
    """Notes in a square, in their order; arrows with predicate, status and date."""
    across = math.isqrt(max(len(p.nodes) - 1, 0)) + 1
    nodes = [
        {
            "id": n.id, "type": "file", "file": f"{names[n.id]}.md", "width": _WIDTH, "height": _HEIGHT,
            "x": i % across * (_WIDTH + _GAP), "y": i // across * (_HEIGHT + _GAP),
        }
        for i, n in enumerate(p.nodes)
    ]  # fmt: skip
    ends = {True: "none", False: "arrow"}
    edges = [{"id": e.id, "fromNode": e.source, "toNode": e.target, "toEnd": ends[e.symmetric], "label": summary(e)} for e in p.edges]
    return {"nodes": nodes, "edges": edges}
