"""Quads as text: N-Quads lines in canonical form (RDF 1.1 N-Quads canonicalisation), one quad a line."""

from __future__ import annotations

import re
from collections.abc import Iterable

from graph.model import Iri, Literal, Quad, Triple

_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f", "\x7f": "\\u007F"}
_ESCAPED = re.compile(r'[\x00-\x1f\x7f"\\]')
_IRI_ESCAPED = re.compile(r'[\x00-\x20<>"{}|^`\\]')


def term(value: Iri | Literal) -> str:
    """One term as it stands in N-Triples."""
    if isinstance(value, Iri):
        return "<" + _IRI_ESCAPED.sub(lambda m: f"\\u{ord(m[0]):04X}", value.value) + ">"
    text = _ESCAPED.sub(lambda m: _ESCAPES.get(m[0]) or f"\\u{ord(m[0]):04X}", value.value)
    return f'"{text}"^^<{value.datatype}>' if value.datatype else f'"{text}"'


def line(quad: Quad | Triple) -> str:
    """One quad as a line, without the line feed."""
    graph = getattr(quad, "g", None)
    return f"{term(quad.s)} {term(quad.p)} {term(quad.o)} " + (f"{term(graph)} ." if graph else ".")


def nquads(quads: Iterable[Quad]) -> bytes:
    """Sorted N-Quads."""
    return "".join(f"{x}\n" for x in sorted(line(q) for q in quads)).encode("utf-8")
