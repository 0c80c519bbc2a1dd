"""Which things of a kind a list shows: those that the filters let through, sorted, from behind a cursor on.

Of the present the store is asked; of an earlier day (`Earlier`) candidates come from the store and are looked at one by one, because what
holds of them has to be made from claims first. Both give the same where nothing was published after the day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from graph.catalogue.earlier import Earlier
from graph.catalogue.reading import Catalogue, Facts, cursor, name, place, predicate, resource, term, text
from graph.filters import Filters, Window
from graph.model import Iri
from ontology import terms

HAPPENED = ("Held", "Ongoing")
CONCLUDED = ("Signed", "Reached", "InForce")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of thing.

    `countries` are the predicates that lead to its sides, `agents` those to who takes part. `holding` are the statuses in which it is a
    fact; `lasting` says that it goes on being one after its date. A kind that is not `dated` is of the days on which it was told of.
    """

    classes: tuple[str, ...]
    countries: tuple[str, ...]
    agents: tuple[str, ...] = ()
    holding: tuple[str, ...] = ()
    lasting: bool = False
    dated: bool = False


ENTITIES = Kind(("Agent", "Place"), ("ofCountry", "inCountry"))
EVENTS = Kind(("Event",), ("involves",), ("participant",), HAPPENED, dated=True)
AGREEMENTS = Kind(("Agreement",), ("involves",), ("party", "signatory"), CONCLUDED, lasting=True, dated=True)
BODIES = Kind(("JointBody",), ("involves",), (), ("Existing",), lasting=True)
COMMITMENTS = Kind(("Commitment",), ("by", "toward"), ("by", "toward"))


@dataclass(frozen=True, slots=True)
class Only:
    """What must hold beside the filters: these predicates lead to these ids, or to literals of this text."""

    to: Mapping[str, str] | None = None
    literals: Mapping[str, str] | None = None


ANY = Only()


def choose(c: Catalogue, kind: Kind, f: Filters, *, limit: int, after: str | None = None, only: Only = ANY) -> tuple[list[Iri], str | None]:
    """Things, the latest first and undated ones last, or by label, and the cursor of what follows."""
    if isinstance(c, Earlier):
        return _of_earlier(c, kind, f, limit, after, only)
    where = [_class(kind, f), *_patterns(c, kind, f), *_only(c, only), *_told(c, kind, f), _key(kind)]
    return _page(c, where, limit, after, descending=kind.dated)


# ---- asked of the store ----------------------------------------------------------------------------------------------


def _class(kind: Kind, f: Filters) -> str:
    def block(names: Iterable[str], variable: str) -> str:
        return f"VALUES ?{variable} {{ {' '.join(f'cmq:{n}' for n in sorted(names))} }} ?s a ?{variable} ."

    return block(kind.classes, "class") + (block(f.types, "type") if f.types else "")


def _patterns(c: Catalogue, kind: Kind, f: Filters) -> list[str]:
    parts = []
    statuses = _statuses(kind, f)
    if statuses is not None:
        parts.append(f"VALUES ?status {{ {' '.join(f'<{predicate(s)}>' for s in sorted(statuses))} }} ?s cmq:status ?status .")
    lands = _path(kind.countries)
    for id_ in sorted(f.countries):
        land = term(c.iri(id_))
        direct = f"{{ ?s {lands} {land} }}"
        parts.append(f"{direct} UNION {{ ?s {lands} ?of . ?of cmq:ofCountry {land} }}" if kind is COMMITMENTS else direct)
    for id_ in sorted(f.participants) if kind.agents else ():
        who, roles = term(c.iri(id_)), _path(kind.agents)
        parts.append(f"{{ ?s {roles} {who} }} UNION {{ ?s {roles} ?delegation . ?delegation cmq:represents {who} }}")
    if kind.dated:
        parts += [_within(window) for window in _windows(kind, f) if window]
    return [f"{{ {part} }}" if part.startswith("{") else part for part in parts]


def _path(predicates: Sequence[str]) -> str:
    return "|".join(f"cmq:{p}" for p in predicates)


def _statuses(kind: Kind, f: Filters) -> frozenset[str] | None:
    """The statuses that will do; None: any."""
    if f.true_on and kind.holding:
        return f.statuses & set(kind.holding) if f.statuses else frozenset(kind.holding)
    return f.statuses or None


def _windows(kind: Kind, f: Filters) -> tuple[Window, ...]:
    if not f.true_on:
        return (f.window,)
    return f.window, Window(None if kind.lasting else f.true_on, f.true_on, f.window.certain)


def _within(window: Window) -> str:
    """A window as a pattern over the bounds of ?s; days are compared as they are written."""
    lo, hi = (text(day) if day else None for day in (window.earliest, window.latest))
    if not window.certain:
        parts = [f"FILTER NOT EXISTS {{ ?s cmq:latest ?end FILTER(STR(?end) < {lo}) }}"] if lo else []
        parts += [f"FILTER NOT EXISTS {{ ?s cmq:earliest ?start FILTER(STR(?start) > {hi}) }}"] if hi else []
        return " ".join(parts)
    first, last = 'COALESCE(STR(?start), "0001-01-01")', 'COALESCE(STR(?end), "9999-12-31")'
    inside = " && ".join([*([f"{first} >= {lo}"] if lo else []), *([f"{last} <= {hi}"] if hi else [])])
    touches = " && ".join([*([f"{last} >= {lo}"] if lo else []), *([f"{first} <= {hi}"] if hi else [])])
    bounds = "?s cmq:date ?date OPTIONAL { ?s cmq:earliest ?start } OPTIONAL { ?s cmq:latest ?end }"
    # an interval of days takes all of them, so touching the window is enough (graph.edtf.fit)
    interval = 'CONTAINS(STR(?date), "/") && !CONTAINS(STR(?date), "..")'
    return f"{{ {bounds} FILTER(({inside}) || ({interval} && {touches})) }}"


def _told(c: Catalogue, kind: Kind, f: Filters, published_by: str | None = None) -> list[str]:
    """What must hold of a claim that the thing is there: its confidence, and who made it when."""
    tests = [f"?sure >= {f.confidence:g}"] if f.confidence else []
    parts = ["?g schema:datePublished ?told ."]
    if f.articles:
        tests.append(f"?g IN ({', '.join(term(c.iri(a)) for a in sorted(f.articles))})")
    if f.publishers:
        parts.append("?g schema:publisher ?publisher .")
        tests.append(f"STR(?publisher) IN ({', '.join(text(p) for p in sorted(f.publishers))})")
    if not kind.dated:
        tests += [f"STR(?told) >= {text(f.window.earliest)}"] if f.window.earliest else []
        tests += [f"STR(?told) <= {text(f.window.latest)}"] if f.window.latest else []
        tests += [f"STR(?told) <= {text(f.true_on)}"] if f.true_on and f.window.certain else []
    if published_by:
        tests.append(f"STR(?told) <= {text(published_by)}")
    if not tests:
        return []
    claim = "?claim rdf:subject ?s ; rdf:predicate rdf:type ; cmq:confidence ?sure ."
    return [f"FILTER EXISTS {{ GRAPH ?g {{ {claim} {' '.join(parts)} }} FILTER({' && '.join(tests)}) }}"]


def _only(c: Catalogue, only: Only) -> list[str]:
    parts = [f"?s cmq:{p} {term(c.iri(id_))} ." for p, id_ in (only.to or {}).items()]
    return parts + [f"?s cmq:{p} ?{p} . FILTER(STR(?{p}) = {text(value)})" for p, value in (only.literals or {}).items()]


def _key(kind: Kind) -> str:
    if kind.dated:
        return 'OPTIONAL { ?s cmq:earliest ?a } OPTIONAL { ?s cmq:latest ?b } BIND(COALESCE(STR(?a), STR(?b), "") AS ?k)'
    hidden = " FILTER NOT EXISTS { ?s a cmq:Delegation }" if kind is ENTITIES else ""
    return f"?s rdfs:label ?k .{hidden}"


def _page(c: Catalogue, where: Sequence[str], limit: int, after: str | None, *, descending: bool) -> tuple[list[Iri], str | None]:
    """Resources ?s sorted by ?k and IRI, from behind the cursor on, and the cursor of what follows."""
    last = place(after, 2)
    less = "<" if descending else ">"
    key = "STR(?k)"
    behind = f"FILTER({key} {less} {text(last[0])} || ({key} = {text(last[0])} && STR(?s) > {text(last[1])}))" if last else ""
    order = f"{'DESC' if descending else 'ASC'}({key}) STR(?s)"
    query = f"SELECT DISTINCT ?s ?k WHERE {{ {' '.join(where)} {behind} }} ORDER BY {order} LIMIT {limit + 1}"
    rows = list(c.rows(query))
    found = [resource(row, "s") for row in rows[:limit]]
    more = len(rows) > limit
    return found, cursor(rows[limit - 1]["k"].value, found[-1].value) if more else None


# ---- made from claims ------------------------------------------------------------------------------------------------


def _of_earlier(c: Earlier, kind: Kind, f: Filters, limit: int, after: str | None, only: Only) -> tuple[list[Iri], str | None]:
    wanted = {x for local in kind.classes for x in (local, *terms.subclasses(local))}
    types = f"VALUES ?class {{ {' '.join(f'cmq:{x}' for x in sorted(wanted))} }}"
    claim = "?c rdf:subject ?s ; rdf:predicate rdf:type ; rdf:object ?class . ?any schema:datePublished ?first"
    told = _told(c, kind, f, c.day) if _told(c, kind, f) else []
    query = f"SELECT DISTINCT ?s WHERE {{ {types} GRAPH ?any {{ {claim} }} FILTER(STR(?first) <= {text(c.day)}) {' '.join(told)} }}"
    facts = c.facts(resource(row, "s") for row in c.rows(query))
    delegates = c.facts({o for of in facts.values() for p in kind.agents for o in _iris(of, p)}) if f.participants else {}
    kept = [(_sort_key(kind, of), iri) for iri, of in facts.items() if _passes(c, kind, f, of, delegates) and _holds(c, of, only)]
    kept.sort(key=lambda x: x[1])
    kept.sort(key=lambda x: x[0], reverse=kind.dated)
    last = place(after, 2)
    if last:
        kept = [(k, iri) for k, iri in kept if (k < last[0] if kind.dated else k > last[0]) or (k == last[0] and iri.value > last[1])]
    page = kept[:limit]
    return [iri for _, iri in page], cursor(page[-1][0], page[-1][1].value) if len(kept) > limit else None


def _passes(c: Earlier, kind: Kind, f: Filters, of: Facts, delegates: Mapping[Iri, Facts]) -> bool:
    types = {name(o) for o in _iris(of, "type")}
    statuses = _statuses(kind, f)
    if (f.types and not f.types & types) or (statuses is not None and not statuses & {name(o) for o in _iris(of, "status")}):
        return False
    if kind is ENTITIES and "Delegation" in types:
        return False
    sides = {o for p in kind.countries for o in _iris(of, p)}
    if kind is COMMITMENTS and f.countries:
        sides |= {o for facts in c.facts(sides).values() for o in _iris(facts, "ofCountry")}
    if not {c.iri(x) for x in f.countries} <= sides:
        return False
    agents = {o for p in kind.agents for o in _iris(of, p)}
    agents |= {o for agent in agents for o in _iris(delegates.get(agent, {}), "represents")}
    if kind.agents and not {c.iri(x) for x in f.participants} <= agents:
        return False
    date = next((o.value for o in of.get("date", ())), None)
    return not kind.dated or all(window.holds(date) for window in _windows(kind, f))


def _holds(c: Catalogue, of: Facts, only: Only) -> bool:
    return all(c.iri(id_) in of.get(p, ()) for p, id_ in (only.to or {}).items()) and all(
        value in {o.value for o in of.get(p, ())} for p, value in (only.literals or {}).items()
    )


def _sort_key(kind: Kind, of: Facts) -> str:
    names = ("earliest", "latest") if kind.dated else ("label",)
    return next((o.value for p in names for o in of.get(p, ())), "")


def _iris(of: Facts, predicate_: str) -> list[Iri]:
    return [o for o in of.get(predicate_, ()) if isinstance(o, Iri)]
