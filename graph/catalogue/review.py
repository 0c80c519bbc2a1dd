"""What waits for a person: pairs that may be one thing, with both contexts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any, ClassVar

from graph.catalogue.reading import Catalogue, chunks, cursor, place, resource, values
from graph.catalogue.views import JSON, Page, Ref
from graph.model import Iri
from graph.store.interface import Row


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


def pairs(
    c: Catalogue,
    *,
    judgement: str = "undecided",
    by: str | None = None,
    of: str | None = None,
    limit: int = 50,
    after: str | None = None,
) -> Page[Pair]:
    """Decisions on identity, the closest calls first. A pair on which a person decided is shown once, as decided.

    `by` is `auto` or who decided; `of` an id: only pairs of which one side is a key that stands for it. Among those undecided are keys
    that are as likely one's as another's, where these two cannot be one: each alone would be the same, so none is.
    """
    query = """SELECT ?d ?l ?r ?j ?who ?score ?at WHERE { GRAPH ?g { ?d a cmq:IdentityDecision ; cmq:left ?l ; cmq:right ?r ;
            cmq:judgement ?j ;
        cmq:decidedBy ?who . OPTIONAL { ?d cmq:score ?score } OPTIONAL { ?d cmq:decidedAt ?at } } }"""
    rows: dict[tuple[Iri, Iri], Any] = {}
    for row in c.rows(query):
        pair = resource(row, "l"), resource(row, "r")
        if pair not in rows or row["who"].value != "auto":
            rows[pair] = row
    now = {resource(row, "s"): resource(row, "x") for row in c.rows("SELECT ?s ?x WHERE { GRAPH ?g { ?s cmq:canonical ?x } }")}
    torn = _torn(rows, now)
    mine = now.get(c.iri(of), c.iri(of)) if of else None
    wanted = [
        (pair, row)
        for pair, row in rows.items()
        if _judgement(pair, row, torn) == judgement
        and (by is None or row["who"].value == by)
        and (mine is None or mine in {now.get(key, key) for key in pair})
    ]
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
            judgement=judgement,
            decided_by=row["who"].value,
            decided_at=row["at"].value if "at" in row else None,
            score=float(row["score"].value) if "score" in row else None,
            reasons=(*reasons.get(resource(row, "d"), ()), *(["as likely another's"] if pair in torn else [])),
        )
        for pair, row in page
    ]
    more = start + limit < len(wanted)
    return Page(tuple(views), cursor(page[-1][0][0].value, page[-1][0][1].value) if more else None)


def _judgement(pair: tuple[Iri, Iri], row: Row, torn: AbstractSet[tuple[Iri, Iri]]) -> str:
    return "undecided" if pair in torn else str(row["j"].value)


def _torn(rows: Mapping[tuple[Iri, Iri], Row], now: Mapping[Iri, Iri]) -> AbstractSet[tuple[Iri, Iri]]:
    """Pairs that the rules take for the same and that are not one, for one of the two is as well another's."""
    apart: dict[tuple[Iri, str], set[tuple[Iri, Iri]]] = defaultdict(set)
    joined: dict[Iri, float] = {}
    for pair, row in rows.items():
        if row["who"].value == "auto" and row["j"].value == "same":
            for key in pair:
                if now.get(pair[0], pair[0]) == now.get(pair[1], pair[1]):
                    joined[key] = max(joined.get(key, 0.0), float(row["score"].value))
                else:
                    apart[key, row["score"].value].add(pair)
    several = [(key, float(score), found) for (key, score), found in apart.items() if len(found) > 1]
    return {pair for key, score, found in several if joined.get(key, 0.0) < score for pair in found}


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
