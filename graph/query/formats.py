"""Formats of answers, and which of them a request accepts (RFC 9110, section 12.5.1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from graph.errors import UnknownFormat
from graph.query.forms import Form


@dataclass(frozen=True, slots=True)
class Format:
    """A format by its short name; `also` are other names and media types that people ask for it by."""

    name: str
    media_type: str
    also: tuple[str, ...] = ()

    def is_called(self, name: str) -> bool:
        return name in (self.name, self.media_type) or name in self.also


RESULTS = (
    Format("json", "application/sparql-results+json", ("application/json", "srj")),
    Format("xml", "application/sparql-results+xml", ("application/xml", "text/xml", "srx")),
    Format("csv", "text/csv"),
    Format("tsv", "text/tab-separated-values"),
)
"""of SELECT and ASK, the preferred one first"""

GRAPHS = (
    Format("ttl", "text/turtle", ("turtle", "application/x-turtle", "application/turtle")),
    Format("nt", "application/n-triples", ("ntriples", "n-triples", "text/plain")),
    Format("jsonld", "application/ld+json", ("json-ld", "json", "application/json")),
    Format("rdf", "application/rdf+xml", ("rdfxml", "rdf/xml", "rdf-xml", "xml", "application/xml", "text/xml")),
    Format("trig", "application/trig", ("application/x-trig",)),
    Format("nq", "application/n-quads", ("nquads", "n-quads", "text/x-nquads")),
)
"""of CONSTRUCT and DESCRIBE, the preferred one first"""


def negotiate(form: Form, accept: str | None) -> str:
    """The media type to answer in: the best of what `accept` names, an Accept header or a short name. Raises UnknownFormat."""
    return best(accept, GRAPHS if form.gives_triples else RESULTS).media_type


def best(accept: str | None, offered: Sequence[Format]) -> Format:
    """The format that `accept`, an Accept header or a short name, likes best; of equals, the first offered. Raises UnknownFormat."""
    asked = (accept or "").strip()
    if not asked:
        return offered[0]
    named = next((f for f in offered if f.is_called(asked.lower())), None)
    if named is not None:
        return named
    ranges = [_range(part) for part in asked.split(",") if part.strip()]
    ranked = [(_rank(f, ranges), f) for f in offered]
    # of equals, the first offered: max keeps it
    rank, chosen = max(ranked, key=lambda pair: pair[0])
    if rank[0] <= 0:
        raise UnknownFormat(asked, tuple(f"{f.name} ({f.media_type})" for f in offered))
    return chosen


def _range(part: str) -> tuple[str, float]:
    """A media range and its quality; a quality that is no number counts as 1."""
    name, *parameters = (piece.strip().lower() for piece in part.split(";"))
    quality = 1.0
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip() == "q":
            try:
                quality = min(1.0, max(0.0, float(value)))
            except ValueError:
                continue
    return name, quality


def _rank(offered: Format, ranges: list[tuple[str, float]]) -> tuple[float, int, int]:
    """Quality, how exactly it was asked for, and how early."""
    family = offered.media_type.partition("/")[0] + "/*"
    best = (0.0, 0, 0)
    exactness = 0
    for place, (name, quality) in enumerate(ranges):
        exact = 3 if offered.is_called(name) else 2 if name == family else 1 if name == "*/*" else 0
        # the most exact range decides about a format, even against it (RFC 9110: q=0 takes it out)
        if exact > exactness:
            exactness, best = exact, (quality, exact, -place)
    return best
