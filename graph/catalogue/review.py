"""What waits for a person: pairs that may be one thing, with both contexts; and what articles contradict each other on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from graph.catalogue.articles import article_summaries
from graph.catalogue.reading import Catalogue, chunks, cursor, name, place, resource, term, values
from graph.catalogue.views import JSON, ArticleSummary, Page, Ref
from graph.model import Iri


@dataclass(frozen=True, slots=True)
class Context:
    """One side of a pair: its natural key, the resource it stands for now, and the first words in which each of its articles names it."""

    __pydantic_config__: ClassVar[Any] = JSON
    key: str
    stands_for: Ref
    quotes: tuple[str, ...]
    articles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two keys on which a judgement stands, or waits: `same`, `notSame`, `undecided`; by `auto` or a person, with the reasons."""

    __pydantic_config__: ClassVar[Any] = JSON
    left: Context
    right: Context
    judgement: str
    decided_by: str
    decided_at: str | None
    score: float | None
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """One value that articles give, with the words and the article."""

    __pydantic_config__: ClassVar[Any] = JSON
    value: str
    quote: str
    article: ArticleSummary


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A thing for which articles give different values where there can be one.

    Nothing is overwritten, `accepted` is what the simple layer holds.
    """

    __pydantic_config__: ClassVar[Any] = JSON
    subject: Ref
    predicate: str
    accepted: str | None
    readings: tuple[Reading, ...]


def pairs(c: Catalogue, *, judgement: str = "undecided", by: str | None = None, limit: int = 50, after: str | None = None) -> Page[Pair]:
    """Decisions on identity, the closest calls first. A pair on which a person decided is shown once, as decided."""
    query = """SELECT ?d ?l ?r ?j ?who ?score ?at WHERE { GRAPH ?g { ?d a cmq:IdentityDecision ; cmq:left ?l ; cmq:right ?r ;
            cmq:judgement ?j ;
        cmq:decidedBy ?who . OPTIONAL { ?d cmq:score ?score } OPTIONAL { ?d cmq:decidedAt ?at } } }"""
    rows: dict[tuple[Iri, Iri], Any] = {}
    for row in c.rows(query):
        pair = resource(row, "l"), resource(row, "r")
        if pair not in rows or row["who"].value != "auto":
            rows[pair] = row
    wanted = [(pair, row) for pair, row in rows.items() if row["j"].value == judgement and (by is None or row["who"].value == by)]
    wanted.sort(key=lambda x: (-float(x[1]["score"].value) if "score" in x[1] else 0.0, x[0][0].value, x[0][1].value))
    last = place(after, 2)
    start = next((i + 1 for i, (pair, _) in enumerate(wanted) if last and (pair[0].value, pair[1].value) == last), 0)
    page = wanted[start : start + limit]
    contexts = _contexts(c, {iri for pair, _ in page for iri in pair})
    reasons = _reasons(c, [resource(row, "d") for _, row in page])
    views = [
        Pair(
            left=contexts[pair[0]],
            right=contexts[pair[1]],
            judgement=row["j"].value,
            decided_by=row["who"].value,
            decided_at=row["at"].value if "at" in row else None,
            score=float(row["score"].value) if "score" in row else None,
            reasons=reasons.get(resource(row, "d"), ()),
        )
        for pair, row in page
    ]
    more = start + limit < len(wanted)
    return Page(tuple(views), cursor(page[-1][0][0].value, page[-1][0][1].value) if more else None)


def _reasons(c: Catalogue, decisions: list[Iri]) -> dict[Iri, tuple[str, ...]]:
    found: dict[Iri, list[str]] = defaultdict(list)
    for chunk in chunks(decisions):
        for row in c.rows(f"SELECT ?d ?x WHERE {{ VALUES ?d {{ {values(chunk)} }} GRAPH ?g {{ ?d cmq:reason ?x }} }}"):
            found[resource(row, "d")].append(row["x"].value)
    return {d: tuple(sorted(x)) for d, x in found.items()}


def _contexts(c: Catalogue, iris: Iterable[Iri]) -> dict[Iri, Context]:
    """Each key with what it stands for and how it is named."""
    keys = {iri: c.id(iri) for iri in iris}
    now: dict[Iri, Iri | None] = dict.fromkeys(keys)
    quotes: dict[Iri, dict[str, str]] = defaultdict(dict)
    for chunk in chunks(sorted(keys)):
        for row in c.rows(f"SELECT ?s ?x WHERE {{ VALUES ?s {{ {values(chunk)} }} GRAPH ?g {{ ?s cmq:canonical ?x }} }}"):
            now[resource(row, "s")] = resource(row, "x")
        literals = " ".join(f'"{keys[iri]}"' for iri in chunk)
        query = f"""SELECT ?k ?g ?q ?b WHERE {{ VALUES ?k {{ {literals} }} GRAPH ?g {{ ?c cmq:subjectKey ?k ;
            rdf:predicate rdf:type ; cmq:evidence ?e .
            ?e cmq:quote ?q ; cmq:start ?b }} }} ORDER BY ?b"""
        for row in c.rows(query):
            quotes[c.iri(row["k"].value)].setdefault(c.id(resource(row, "g")), row["q"].value)
    refs = c.refs({now[iri] or iri for iri in keys})
    return {iri: Context(key, refs[now[iri] or iri], tuple(quotes[iri].values()), tuple(quotes[iri])) for iri, key in keys.items()}


def contradictions(c: Catalogue, *, limit: int = 50, after: str | None = None) -> Page[Contradiction]:
    """Things with more than one status, date, place or instrument in the claims of different articles."""
    query = """SELECT ?s ?p WHERE { GRAPH ?g { ?c rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o . VALUES ?p {
            cmq:status cmq:date cmq:place cmq:instrument } } }
        GROUP BY ?s ?p HAVING (COUNT(DISTINCT ?o) > 1 && COUNT(DISTINCT ?g) > 1) ORDER BY STR(?s) STR(?p)"""
    found = [(resource(row, "s"), resource(row, "p")) for row in c.rows(query) if "s" in row]
    last = place(after, 2)
    found = [x for x in found if last is None or (x[0].value, x[1].value) > last]
    page = found[:limit]
    refs = c.refs(s for s, _ in page)
    views = [_contradiction(c, refs[s], s, p) for s, p in page]
    return Page(tuple(views), cursor(page[-1][0].value, page[-1][1].value) if len(found) > limit else None)


def _contradiction(c: Catalogue, ref: Ref, s: Iri, p: Iri) -> Contradiction:
    query = f"""SELECT ?o ?g ?q ?b WHERE {{ GRAPH ?g {{ ?c rdf:subject {term(s)} ; rdf:predicate {term(p)} ; rdf:object ?o ;
            cmq:evidence ?e .
        ?e cmq:quote ?q ; cmq:start ?b }} }} ORDER BY ?b"""
    first: dict[tuple[Iri, str], str] = {}
    for row in c.rows(query):
        o = row["o"]
        first.setdefault((resource(row, "g"), _shown(c, o)), row["q"].value)
    articles = article_summaries(c, {g for g, _ in first})
    readings = [Reading(value, quote, articles[g]) for (g, value), quote in first.items()]
    readings.sort(key=lambda r: (r.article.published, r.article.id, r.value))
    accepted = next((_shown(c, row["o"]) for row in c.rows(f"SELECT ?o WHERE {{ {term(s)} {term(p)} ?o }}")), None)
    return Contradiction(ref, name(p), accepted, tuple(readings))


def _shown(c: Catalogue, o: Any) -> str:
    if isinstance(o, Iri):
        local = name(o)
        return c.id(o) if local == o.value else local
    return str(o.value)
