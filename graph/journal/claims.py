"""Which claims went and came between two states of articles' graphs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from graph.journal.entries import ArticleNamed, ClaimSaid
from graph.model import Iri, Literal, Quad
from graph.quads import vocabulary as v

Graphs = tuple[frozenset[Quad], frozenset[Quad]]
"""all quads of one article's graph, before and after a commit"""

_Parts = Mapping[Iri, Mapping[Iri, Iri | Literal]]


@dataclass(frozen=True, slots=True)
class Difference:
    """Claims that are there only after a commit, and only before it, sorted by id."""

    added: tuple[ClaimSaid, ...]
    gone: tuple[ClaimSaid, ...]


def difference(graphs: Iterable[Graphs], base: str) -> Difference:
    """What a commit changed in the claims of articles; a claim whose confidence or subject changed is gone and added."""
    added: set[ClaimSaid] = set()
    gone: set[ClaimSaid] = set()
    for before, after in graphs:
        was, now = claims(before, base), claims(after, base)
        added |= now - was
        gone |= was - now
    return Difference(tuple(sorted(added)), tuple(sorted(gone)))


def claims(quads: Iterable[Quad], base: str) -> set[ClaimSaid]:
    """The claims in an article's graph."""
    parts: dict[Iri, dict[Iri, Iri | Literal]] = defaultdict(dict)
    evidence: dict[Iri, list[Iri]] = defaultdict(list)
    of_claims = (v.SUBJECT, v.PREDICATE, v.OBJECT, v.term("confidence"), v.term("claimKind"))
    of_evidence = (v.term("quote"), v.term("start"))
    for q in quads:
        if q.p in of_claims or q.p in of_evidence:
            parts[q.s][q.p] = q.o
        elif q.p == v.term("evidence") and isinstance(q.o, Iri):
            evidence[q.s].append(q.o)

    def quote(claim: Iri) -> str:
        stretches = [parts[e] for e in evidence[claim] if e in parts]
        first = min(stretches, key=lambda of: int(of[v.term("start")].value), default=None)
        return first[v.term("quote")].value if first else ""

    return {
        ClaimSaid(
            id=iri.value.removeprefix(base),
            subject=of[v.SUBJECT].value.removeprefix(base),
            predicate=_name(of[v.PREDICATE], base),
            object=_name(of[v.OBJECT], base),
            confidence=float(of[v.term("confidence")].value),
            kind=of[v.term("claimKind")].value,
            quote=quote(iri),
        )
        for iri, of in parts.items()
        if v.SUBJECT in of
    }


def named(quads: Iterable[Quad], graph: Iri, base: str) -> ArticleNamed | None:
    """Which article a graph is about; None for an empty graph. Of several identifiers the first in the alphabet."""
    found: dict[Iri, list[str]] = defaultdict(list)
    for q in quads:
        if q.s == graph:
            found[q.p].append(q.o.value)
    if v.IDENTIFIER not in found:
        return None
    title, publisher, url = (min(found[p], default=None) for p in (v.HEADLINE, v.PUBLISHER, v.URL))
    return ArticleNamed(graph.value.removeprefix(base), min(found[v.IDENTIFIER]), min(found[v.PUBLISHED]), title, publisher, url)


def _name(term: Iri | Literal, base: str) -> str:
    if isinstance(term, Literal):
        return term.value
    return term.value.removeprefix(base) if term.value.startswith(base) else v.local(term)
