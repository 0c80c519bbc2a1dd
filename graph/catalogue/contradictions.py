"""What articles contradict each other on, with the words of both. Nothing is overwritten: the simple layer holds one value, the claims all.

A later report that says more contradicts nothing: a meeting announced and then held, a month that becomes a day, a city for its country,
one signatory more. What cannot both be true does: two days that exclude each other, two towns, two kinds of document, a meeting that was
held and, by a later report, will be; and of who signed, two lists of which neither holds the other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any, ClassVar

from graph import edtf
from graph.catalogue.articles import article_summaries
from graph.catalogue.reading import Catalogue, Facts, cursor, name, place, resource, term
from graph.catalogue.views import JSON, ArticleSummary, Page, Ref
from graph.model import Iri, Literal

PREDICATES = ("status", "date", "place", "destination", "instrument", "signatory")

_DONE = frozenset({"Held", "Ongoing", "Signed", "InForce", "Existing"})
_OFF = frozenset({"Cancelled", "Postponed"})
_AHEAD = frozenset({"Scheduled", "Planned", "Proposed", "Negotiating"})


@dataclass(frozen=True, slots=True)
class Reading:
    """One value that an article gives, with the words and the article."""

    __pydantic_config__: ClassVar[Mapping[str, Any]] = JSON
    value: str
    quote: str
    article: ArticleSummary


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A thing for which articles give values that cannot all be true; `accepted` is what the simple layer holds, where it holds one."""

    __pydantic_config__: ClassVar[Mapping[str, Any]] = JSON
    subject: Ref
    predicate: str
    accepted: str | None
    readings: tuple[Reading, ...]


@dataclass(frozen=True, slots=True)
class _Said:
    """What one article says of one predicate: the day it was published (ISO), its values, and the status it gives the thing."""

    published: str
    values: frozenset[Iri | Literal]
    status: str


def contradictions(c: Catalogue, *, limit: int = 50, after: str | None = None) -> Page[Contradiction]:
    """Things for which articles give values that cannot all be true, in the order of their ids."""
    last = place(after, 2)
    found = []
    for s, p in _several_values(c):
        if last is None or (s.value, p.value) > last:
            if one := _contradiction(c, s, p):
                found.append((s, p, one))
            if len(found) > limit:
                break
    page = found[:limit]
    views = tuple(one for _, _, one in page)
    return Page(views, cursor(page[-1][0].value, page[-1][1].value) if len(found) > limit else None)


def _several_values(c: Catalogue) -> Iterator[tuple[Iri, Iri]]:
    predicates = " ".join(f"cmq:{p}" for p in PREDICATES)
    query = f"""SELECT ?s ?p WHERE {{ VALUES ?p {{ {predicates} }} GRAPH ?g {{ ?c rdf:predicate ?p ; rdf:subject ?s ; rdf:object ?o }} }}
        GROUP BY ?s ?p HAVING (COUNT(DISTINCT ?o) > 1 && COUNT(DISTINCT ?g) > 1) ORDER BY STR(?s) STR(?p)"""
    return ((resource(row, "s"), resource(row, "p")) for row in c.rows(query) if "s" in row)


def _contradiction(c: Catalogue, s: Iri, p: Iri) -> Contradiction | None:
    values: dict[Iri, set[Iri | Literal]] = defaultdict(set)
    status: dict[Iri, str] = {}
    published: dict[Iri, str] = {}
    words: dict[tuple[Iri, Iri | Literal], str] = {}
    query = f"""SELECT ?q ?o ?g ?w ?d WHERE {{ VALUES ?q {{ {term(p)} cmq:status }} GRAPH ?g {{
        ?c rdf:subject {term(s)} ; rdf:predicate ?q ; rdf:object ?o ; cmq:evidence ?e .
        ?e cmq:quote ?w ; cmq:start ?b . ?g schema:datePublished ?d }} }} ORDER BY ?g ?b"""
    for row in c.rows(query):
        g, o = resource(row, "g"), row["o"]
        published[g] = row["d"].value
        if name(resource(row, "q")) == "status" and isinstance(o, Iri):
            status.setdefault(g, name(o))
        if resource(row, "q") == p:
            values[g].add(o)
            words.setdefault((g, o), row["w"].value)
    said = {g: _Said(published[g], frozenset(of), status.get(g, "")) for g, of in values.items()}
    ends = {o for x in said.values() for o in x.values if isinstance(o, Iri)}
    facts = c.facts(ends) if name(p) in ("place", "destination") else {}
    if not any(_RULES[name(p)](a, b, facts) for a, b in combinations(sorted(said.values(), key=lambda x: x.published), 2)):
        return None
    articles = article_summaries(c, said)
    readings = [Reading(_shown(c, o), quote, articles[g]) for (g, o), quote in words.items()]
    readings.sort(key=lambda r: (r.article.published, r.article.id, r.value))
    held = sorted(_shown(c, row["o"]) for row in c.rows(f"SELECT ?o WHERE {{ {term(s)} {term(p)} ?o }}"))
    return Contradiction(c.refs([s])[s], name(p), held[0] if len(held) == 1 else None, tuple(readings))


# ---- whether two articles contradict each other, the earlier one first -----------------------------------------------


def _statuses(a: _Said, b: _Said, _: Mapping[Iri, Facts]) -> bool:
    """Held and then called off, or held and later still to come; the other way round it is history."""
    if a.published == b.published:
        return bool({a.status, b.status} & _OFF and {a.status, b.status} & _DONE)
    return a.status in _DONE and b.status in _OFF | _AHEAD


def _dates(a: _Said, b: _Said, _: Mapping[Iri, Facts]) -> bool:
    """Days that exclude each other; what was put off, or came one step further, has another day for a reason."""
    if a.status in _OFF or b.status in _OFF or (a.status != b.status and {a.status, b.status} <= _STEPS):
        return False
    return any(not edtf.compatible(x.value, y.value) for x in a.values for y in b.values)


_STEPS = frozenset({"Proposed", "Negotiating", "Reached", "Signed", "InForce"})
"""the stages of an agreement, each with its own day"""


def _places(a: _Said, b: _Said, facts: Mapping[Iri, Facts]) -> bool:
    """Two countries, or two towns; a town in the other's country, and a building, contradict nothing."""
    return not a.values & b.values and all(_elsewhere(x, y, facts) for x in a.values for y in b.values)


def _elsewhere(x: Iri | Literal, y: Iri | Literal, facts: Mapping[Iri, Facts]) -> bool:
    if not isinstance(x, Iri) or not isinstance(y, Iri):
        return False
    kinds = [{name(t) for t in facts[i].get("type", ()) if isinstance(t, Iri)} for i in (x, y)]
    lands = [{i} if "Country" in kind else set(facts[i].get("inCountry", ())) for i, kind in zip((x, y), kinds, strict=True)]
    if lands[0] and lands[1] and not lands[0] & lands[1]:
        return True
    return all("City" in kind for kind in kinds)


def _instruments(a: _Said, b: _Said, _: Mapping[Iri, Facts]) -> bool:
    return not {o.value.casefold() for o in a.values} & {o.value.casefold() for o in b.values}


def _signatories(a: _Said, b: _Said, _: Mapping[Iri, Facts]) -> bool:
    return not (a.values <= b.values or b.values <= a.values)


_RULES: Mapping[str, Callable[[_Said, _Said, Mapping[Iri, Facts]], bool]] = {
    "status": _statuses,
    "date": _dates,
    "place": _places,
    "destination": _places,
    "instrument": _instruments,
    "signatory": _signatories,
}


def _shown(c: Catalogue, o: Any) -> str:
    if isinstance(o, Iri):
        local = name(o)
        return c.id(o) if local == o.value else local
    return str(o.value)
