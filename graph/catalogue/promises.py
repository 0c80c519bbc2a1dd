"""What was promised and what became of it, as of a day: commitments, events ahead, bodies to be set up.

States: `kept` (a person said so, or a report of the event itself says it was held), `superseded` (a person said that a later promise
took its place), `broken` (cancelled), `to review` (something later may have kept it or taken its place: a hypothesis), `postponed`,
`overdue` (its last possible day is past), else `open`. Only what had been published by the day counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from graph import edtf
from graph.catalogue.reading import Catalogue, Facts, chunks, cursor, name, place, resource, values
from graph.catalogue.views import JSON, Page, Ref
from graph.model import Iri
from graph.promises.matching import AHEAD, DONE
from graph.quads import conflicts

STATES = ("to review", "overdue", "postponed", "open", "kept", "superseded", "broken")
"""in the order in which a list shows them"""
_PROMISED = AHEAD | {"Postponed", "Cancelled"}
"""statuses in which an event is first reported that had been promised: what is put off or called off had been announced"""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that may have kept a promise or taken its place, with the reasons.

    `relation` is `possiblyFulfilledBy`, `possiblyOccasionOf`, `possiblySupersededBy`, or `decided` where only a person named it;
    `judgement` is `kept`, `superseded` or `notKept` where a person decided.
    """

    __pydantic_config__: ClassVar[Any] = JSON
    outcome: Ref
    relation: str
    confidence: float
    basis: str
    date: str | None
    judgement: str | None


@dataclass(frozen=True, slots=True)
class PromiseView:
    """A promise.

    `made` is the day of the first report of it, `due` its last possible day; `modality` is that of a commitment, or an event's
    status when it was announced.
    """

    __pydantic_config__: ClassVar[Any] = JSON
    id: str
    iri: str
    label: str
    type: str
    state: str
    modality: str
    by: tuple[Ref, ...]
    toward: tuple[Ref, ...]
    made: str
    due: str | None
    quote: str | None
    candidates: tuple[Candidate, ...]
    history: tuple[str, ...]


def promises(
    c: Catalogue, *, as_of: str, by: str | None = None, state: str | None = None, limit: int = 50, after: str | None = None
) -> Page[PromiseView]:
    """Promises known on the day `as_of` (ISO), those that want attention first.

    `by` is the id of who promised, or of a side of an event ahead.
    """
    found = [p for p in _all(c, as_of, c.iri(by) if by else None) if state is None or p.state == state]
    found.sort(key=_order)
    last = place(after, 1)
    start = next((i + 1 for i, p in enumerate(found) if last and p.id == last[0]), 0)
    page = found[start : start + limit]
    return Page(tuple(page), cursor(page[-1].id) if start + limit < len(found) else None)


def _order(p: PromiseView) -> tuple[int, str, str]:
    return STATES.index(p.state), p.due or "9999", p.id


def _all(c: Catalogue, as_of: str, by: Iri | None) -> list[PromiseView]:
    things = _reported(c, as_of)
    iris = sorted(things)
    facts = c.facts(iris)
    hypotheses = _hypotheses(c, iris, as_of)
    roles = {iri: _roles(facts[iri]) for iri in iris}
    refs = c.refs(
        {o for pair in roles.values() for group in pair for o in group} | {h.outcome for of in hypotheses.values() for h in of} | set(iris)
    )
    quotes, dues = _first_quotes(c, iris), _dues(c, as_of, facts)
    views = []
    for iri in iris:
        promised, toward = roles[iri]
        if by is not None and by not in promised:
            continue
        thing, of = things[iri], facts[iri]
        candidates = tuple(
            Candidate(refs[h.outcome], h.relation, h.confidence, h.basis, h.date, h.judgement) for h in hypotheses.get(iri, ())
        )
        due = dues.get(iri)
        me = refs[iri]
        views.append(
            PromiseView(
                id=me.id,
                iri=me.iri,
                label=me.label,
                type=me.type,
                state=_state(thing, candidates, due, as_of),
                modality=next((o.value for o in of.get("modality", ())), None) or thing.first.lower(),
                by=tuple(sorted((refs[o] for o in promised), key=lambda r: (r.label, r.id))),
                toward=tuple(sorted((refs[o] for o in toward), key=lambda r: (r.label, r.id))),
                made=thing.made,
                due=due,
                quote=quotes.get(iri),
                candidates=candidates,
                history=tuple(f"as of {day}: {status}" for day, status in thing.history),
            )
        )
    return views


@dataclass(frozen=True, slots=True)
class _Thing:
    made: str
    first: str
    now: str
    history: tuple[tuple[str, str], ...]


def _reported(c: Catalogue, as_of: str) -> dict[Iri, _Thing]:
    """Commitments, and things ahead, put off or called off when first reported, with their status as reports by that day have it."""
    query = f"""SELECT ?s ?p ?o ?d WHERE {{ GRAPH ?g {{ ?c rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o . ?g schema:datePublished ?d .
        VALUES ?p {{ cmq:status cmq:modality }} }} FILTER(STR(?d) <= "{as_of}") }}"""
    reports: dict[Iri, list[tuple[str, str]]] = defaultdict(list)
    commitments: set[Iri] = set()
    for row in c.rows(query):
        s, o = resource(row, "s"), row["o"]
        if name(resource(row, "p")) == "modality":
            commitments.add(s)
        reports[s].append((row["d"].value, name(o) if isinstance(o, Iri) else ""))
    found = {}
    for iri, of in reports.items():
        of.sort()
        made = of[0][0]
        statuses = [(day, status) for day, status in of if status]
        first = min((status for day, status in statuses if day == made and status in _PROMISED), default=None)
        if iri in commitments:
            found[iri] = _Thing(made, "", "", ())
        elif first:
            now = conflicts.best_status([(status, day) for day, status in statuses])
            changes = tuple((day, s) for i, (day, s) in enumerate(statuses) if i == 0 or statuses[i - 1][1] != s)
            found[iri] = _Thing(made, first, now, changes)
    return found


def _dues(c: Catalogue, as_of: str, facts: Mapping[Iri, Facts]) -> dict[Iri, str]:
    """The last possible day of each thing as reports by that day have it; of a commitment without one, that of the event it is about."""
    targets = {iri: o for iri, of in facts.items() for o in of.get("target", ()) if isinstance(o, Iri)}
    dates: dict[Iri, list[tuple[str, str]]] = defaultdict(list)
    for chunk in chunks(sorted({*facts, *targets.values()})):
        query = f"""SELECT ?s ?o ?d WHERE {{ VALUES ?s {{ {values(chunk)} }} VALUES ?p {{ cmq:date cmq:due }}
            GRAPH ?g {{ ?c rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o . ?g schema:datePublished ?d }}
            FILTER(STR(?d) <= "{as_of}") }}"""
        for row in c.rows(query):
            dates[resource(row, "s")].append((row["o"].value, row["d"].value))
    last = {iri: day.isoformat() for iri, of in dates.items() if (day := edtf.bounds(conflicts.best_date(of))[1])}
    return {iri: last.get(iri) or last[targets[iri]] for iri in facts if iri in last or targets.get(iri) in last}


def _roles(facts: Any) -> tuple[list[Iri], list[Iri]]:
    """Who promised, and toward whom; for an event or body ahead, its sides."""
    by = [o for p in ("by",) for o in facts.get(p, ()) if isinstance(o, Iri)]
    if not by:
        by = [o for o in facts.get("involves", ()) if isinstance(o, Iri)]
    return by, [o for o in facts.get("toward", ()) if isinstance(o, Iri)]


@dataclass(frozen=True, slots=True)
class _Found:
    outcome: Iri
    relation: str
    confidence: float
    basis: str
    date: str | None
    judgement: str | None


def _hypotheses(c: Catalogue, iris: Sequence[Iri], as_of: str) -> dict[Iri, list[_Found]]:
    """Candidates by promise, the likeliest first; only those that reports by the day show to be what they must be."""
    found: dict[Iri, list[_Found]] = defaultdict(list)
    judged = _judgements(c, as_of)
    for chunk in chunks(iris):
        query = f"""SELECT DISTINCT ?l ?r ?relation ?conf ?basis ?date WHERE {{ VALUES ?l {{ {values(chunk)} }}
            GRAPH ?links {{ ?h a cmq:Hypothesis ; cmq:left ?l ; cmq:right ?r ; cmq:relation ?relation ; cmq:confidence ?conf ;
            cmq:basis ?basis }}
            OPTIONAL {{ ?r cmq:date|cmq:due ?date }}
            GRAPH ?g {{ ?c rdf:subject ?r ; rdf:predicate ?p ; rdf:object ?o . ?g schema:datePublished ?d }} FILTER(STR(?d) <= "{as_of}")
            FILTER((?relation = "possiblySupersededBy" && ?p = rdf:type) || (?relation IN ("possiblyFulfilledBy", "possiblyOccasionOf")
            && ?p = cmq:status && ?o IN ({_DONE}))) }}"""
        for row in c.rows(query):
            left, right = resource(row, "l"), resource(row, "r")
            date = row["date"].value if "date" in row else None
            found[left].append(
                _Found(right, row["relation"].value, float(row["conf"].value), row["basis"].value, date, judged.pop((left, right), None))
            )
    for (left, right), judgement in judged.items():
        found[left].append(_Found(right, "decided", 1.0, "a person named it", None, judgement))
    return {k: sorted(x, key=lambda h: (-h.confidence, h.outcome.value)) for k, x in found.items()}


_DONE = ", ".join(f"cmq:{status}" for status in sorted(DONE))


def _judgements(c: Catalogue, as_of: str) -> dict[tuple[Iri, Iri], str]:
    """What people decided on things that had been reported by the day."""
    query = f"""SELECT DISTINCT ?l ?r ?j WHERE {{ GRAPH ?d {{ ?f a cmq:FulfilmentDecision ; cmq:left ?l ; cmq:right ?r ; cmq:judgement ?j }}
        FILTER EXISTS {{ GRAPH ?g {{ ?c rdf:subject ?r . ?g schema:datePublished ?day }} FILTER(STR(?day) <= "{as_of}") }} }}"""
    return {(resource(row, "l"), resource(row, "r")): row["j"].value for row in c.rows(query)}


def _state(thing: _Thing, candidates: Sequence[Candidate], due: str | None, as_of: str) -> str:
    judgements = {x.judgement for x in candidates}
    if "kept" in judgements or thing.now in DONE:
        return "kept"
    if "superseded" in judgements:
        return "superseded"
    if thing.now == "Cancelled":
        return "broken"
    if None in judgements:
        return "to review"
    if thing.now == "Postponed":
        return "postponed"
    return "overdue" if due and due < as_of else "open"


def _first_quotes(c: Catalogue, iris: Sequence[Iri]) -> dict[Iri, str]:
    best: dict[Iri, tuple[str, int, str]] = {}
    for chunk in chunks(iris):
        query = f"""SELECT ?s ?d ?b ?q WHERE {{ VALUES ?s {{ {values(chunk)} }} GRAPH ?g {{ ?c rdf:subject ?s ;
            rdf:predicate rdf:type ; cmq:evidence ?e .
            ?e cmq:quote ?q ; cmq:start ?b . ?g schema:datePublished ?d }} }}"""
        for row in c.rows(query):
            s, at = resource(row, "s"), (row["d"].value, int(row["b"].value), row["q"].value)
            best[s] = min(best.get(s, at), at)
    return {s: quote for s, (_, _, quote) in best.items()}
