"""Old articles, read again: which of them another version read, and what a new reading changes.

The text is in the article's own graph, so nothing but the store is needed. Decisions are on natural keys and are not touched.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal as OneOf

from graph.journal import ClaimSaid
from graph.journal.claims import claims
from graph.model import Article, ArticleReport, Iri, Quad, Runs
from graph.quads import codec, conflicts
from graph.quads import vocabulary as v
from graph.store.interface import Store

Kind = OneOf["added", "gone", "changed"]


@dataclass(frozen=True, slots=True)
class ClaimChange:
    """A claim that a new reading adds, drops, or is more or less sure of.

    `subject` and `object` are names, keys where there is none, or a literal's text; `before` and `after` are confidences; `quote` are the
    words it rests on, the first where there are several.
    """

    change: Kind
    subject: str
    predicate: str
    object: str
    before: float | None
    after: float | None
    quote: str


@dataclass(frozen=True, slots=True)
class Reread:
    """What became of one article: `before` and `after` say who had read it and who reads it now (`rules 3f2a…`)."""

    report: ArticleReport
    before: str = ""
    after: str = ""
    changes: tuple[ClaimChange, ...] = ()


def readings(store: Store) -> dict[Iri, Runs]:
    """Every article's graph with the names and versions of those who read it, in the order of their IRIs."""
    found: dict[Iri, set[tuple[str, str]]] = defaultdict(set)
    of, name, version = (codec.term(x) for x in (v.GENERATED_BY, v.term("extractor"), v.term("version")))
    for row in store.rows(f"SELECT ?g ?name ?version WHERE {{ GRAPH ?g {{ ?g {of} ?r . ?r {name} ?name ; {version} ?version }} }}"):
        g = row["g"]
        assert isinstance(g, Iri)
        found[g].add((row["name"].value, row["version"].value))
    return {g: tuple(sorted(found[g])) for g in sorted(found)}


def stored(quads: Iterable[Quad], graph: Iri, base: str) -> Article | None:
    """The article that an article's graph holds; None where the graph holds none.

    One that came under several identifiers has the first in the alphabet; the others are kept when it is put again.
    """
    of: dict[Iri, list[str]] = defaultdict(list)
    for q in quads:
        if q.s == graph:
            of[q.p].append(q.o.value)
    if not of[v.term("text")]:
        return None
    title, publisher, url = (next(iter(of[p]), None) for p in (v.HEADLINE, v.PUBLISHER, v.URL))
    identifier = min(of[v.IDENTIFIER])
    return Article(
        id=graph.value.removeprefix(f"{base}article/"),
        text=of[v.term("text")][0],
        published=date.fromisoformat(of[v.PUBLISHED][0]),
        identifier=identifier,
        title=title,
        publisher=publisher,
        url=url,
        language=of[v.LANGUAGE][0],
        origin=identifier,
    )


def named(runs: Runs) -> str:
    """Readers for people: `rules 3f2a9c1e5b7d`."""
    return " + ".join(f"{name} {version}" for name, version in sorted(runs))


def differences(old: Iterable[Quad], new: Iterable[Quad], base: str) -> Iterator[ClaimChange]:
    """What two readings of one article claim differently, sorted by what is said. Who is who plays no part."""
    was, now = ({c.id: c for c in claims(quads, base)} for quads in (old, new))
    names = {**_names(was.values()), **_names(now.values())}
    found = []
    for key in was.keys() | now.keys():
        before, after = was.get(key), now.get(key)
        if before and after and before.confidence == after.confidence:
            continue
        known = after or before
        assert known is not None
        kind: Kind = "changed" if before and after else "added" if after else "gone"
        subject, target = (names.get(id_, id_) for id_ in (known.subject, known.object))
        sure = (before.confidence if before else None, after.confidence if after else None)
        found.append(ClaimChange(kind, subject, known.predicate, target, *sure, known.quote))
    yield from sorted(found, key=lambda c: (c.subject, c.predicate, c.object, c.change))


def _names(said: Iterable[ClaimSaid]) -> dict[str, str]:
    """The best name that the article gives each thing."""
    names: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for c in said:
        if c.predicate in ("prefLabel", "altLabel"):
            names[c.subject][c.predicate].append(c.object)
    return {subject: conflicts.best_label(of["prefLabel"] or of["altLabel"]) for subject, of in names.items()}
