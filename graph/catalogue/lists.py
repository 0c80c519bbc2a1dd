"""Lists of entities, events, agreements and commitments: filtered, sorted, in pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from graph.catalogue import sources
from graph.catalogue.reading import Catalogue, Facts, cursor, name, place, predicate, resource, term, text
from graph.catalogue.views import AgreementView, CommitmentView, EntitySummary, EventView, Page, Ref
from graph.errors import QueryError
from graph.model import Iri, Literal
from ontology import terms


@dataclass(frozen=True, slots=True)
class Window:
    """Days (ISO) between which something happened; `certain` asks that it cannot have been outside them."""

    earliest: str | None = None
    latest: str | None = None
    certain: bool = False

    def pattern(self, subject: str) -> str:
        """The window as a SPARQL pattern over the bounds of a thing."""
        lo, hi = (f'"{day}"^^xsd:date' if day else None for day in (self.earliest, self.latest))
        parts = []
        if self.certain:
            parts += [f"?{subject} cmq:earliest ?lo FILTER(?lo >= {lo})"] if lo else []
            parts += [f"?{subject} cmq:latest ?hi FILTER(?hi <= {hi})"] if hi else []
        else:
            parts += [f"FILTER NOT EXISTS {{ ?{subject} cmq:latest ?hi FILTER(?hi < {lo}) }}"] if lo else []
            parts += [f"FILTER NOT EXISTS {{ ?{subject} cmq:earliest ?lo FILTER(?lo > {hi}) }}"] if hi else []
        return "\n".join(parts)


def entities(
    c: Catalogue, *, type_: str | None = None, country: str | None = None, limit: int = 50, after: str | None = None
) -> Page[EntitySummary]:
    """Persons, bodies, countries and places by label."""
    where = [f"?s a {_class(type_)}" if type_ else f"VALUES ?t {{ {_classes('Agent', 'Place')} }} ?s a ?t"]
    if country:
        where.append(f"?s cmq:ofCountry|cmq:inCountry {term(c.iri(country))}")
    where.append("?s rdfs:label ?k FILTER NOT EXISTS { ?s a cmq:Delegation }")
    found, mark = _page(c, where, limit, after)
    facts = c.facts(found)
    lands = c.refs(o for iri in found for o in _iris(facts[iri], "ofCountry", "inCountry"))
    return Page(tuple(_entity(c, iri, facts[iri], lands) for iri in found), mark)


def _entity(c: Catalogue, iri: Iri, facts: Facts, lands: dict[Iri, Ref]) -> EntitySummary:
    me = c.ref_of(iri, facts)
    country = next((lands[o] for o in _iris(facts, "ofCountry", "inCountry")), None)
    return EntitySummary(me.id, me.iri, me.label, me.type, strings(facts, "altLabel"), country)


def events(
    c: Catalogue,
    *,
    type_: str | None = None,
    status: str | None = None,
    country: str | None = None,
    participant: str | None = None,
    window: Window = Window(),
    limit: int = 50,
    after: str | None = None,
) -> Page[EventView]:
    """Events, the latest first; undated ones last."""
    where = [f"?s a {_class(type_ or 'Event')}", *_status(status)]
    if country:
        where.append(f"?s cmq:involves {term(c.iri(country))}")
    if participant:
        who = term(c.iri(participant))
        where.append(f"{{ ?s cmq:participant {who} }} UNION {{ ?s cmq:participant ?d . ?d cmq:represents {who} }}")
    where += [window.pattern("s"), _DATED]
    found, mark = _page(c, where, limit, after, descending=True)
    return Page(tuple(event_views(c, found)), mark)


def event_views(c: Catalogue, found: Sequence[Iri]) -> list[EventView]:
    """Events with names for all they point to."""
    facts, said = c.facts(found), sources.of_things(c, found)
    roles = ("participant", "involves", "visitor", "produces", "place", "destination")
    refs = c.refs(o for of in facts.values() for o in _iris(of, *roles))
    views = []
    for iri in found:
        of = facts[iri]
        me = c.ref_of(iri, of)
        people, lands, visitors, made, where, to = (tuple(sorted((refs[o] for o in _iris(of, r)), key=lambda r: r.label)) for r in roles)
        views.append(
            EventView(
                me.id,
                me.iri,
                me.label,
                me.type,
                *dated(of),
                where[0] if where else None,
                people,
                lands,
                visitors,
                to[0] if to else None,
                made,
                said.get(iri, sources.NOBODY),
            )
        )
    return views


def agreements(
    c: Catalogue,
    *,
    status: str | None = None,
    country: str | None = None,
    party: str | None = None,
    window: Window = Window(),
    limit: int = 50,
    after: str | None = None,
) -> Page[AgreementView]:
    """Agreements, the latest first; undated ones last."""
    where = ["?s a cmq:Agreement", *_status(status)]
    if country:
        where.append(f"?s cmq:involves {term(c.iri(country))}")
    if party:
        where.append(f"?s cmq:party {term(c.iri(party))}")
    where += [window.pattern("s"), _DATED]
    found, mark = _page(c, where, limit, after, descending=True)
    return Page(tuple(agreement_views(c, found)), mark)


def agreement_views(c: Catalogue, found: Sequence[Iri]) -> list[AgreementView]:
    """Agreements with names for all they point to."""
    facts, said = c.facts(found), sources.of_things(c, found)
    roles = ("party", "involves", "signatory", "area", "provision", "establishes")
    refs = c.refs(o for of in facts.values() for o in _iris(of, *roles))
    views = []
    for iri in found:
        of = facts[iri]
        me = c.ref_of(iri, of)
        parties, lands, signed, areas, provisions, bodies = (
            tuple(sorted((refs[o] for o in _iris(of, r)), key=lambda r: r.label)) for r in roles
        )
        views.append(
            AgreementView(
                me.id,
                me.iri,
                me.label,
                me.type,
                *dated(of),
                next(iter(strings(of, "instrument")), None),
                parties,
                lands,
                signed,
                tuple(a.label for a in areas),
                tuple(p.label for p in provisions),
                bodies,
                said.get(iri, sources.NOBODY),
            )
        )
    return views


def commitments(
    c: Catalogue,
    *,
    by: str | None = None,
    toward: str | None = None,
    modality: str | None = None,
    limit: int = 50,
    after: str | None = None,
) -> Page[CommitmentView]:
    """Commitments by gist."""
    where = ["?s a cmq:Commitment", "?s rdfs:label ?k"]
    for role, who in (("by", by), ("toward", toward)):
        if who:
            where.append(f"?s cmq:{role} {term(c.iri(who))}")
    if modality:
        where.append(f"?s cmq:modality {text(modality)}")
    found, mark = _page(c, where, limit, after)
    return Page(tuple(commitment_views(c, found)), mark)


def commitment_views(c: Catalogue, found: Sequence[Iri]) -> list[CommitmentView]:
    """Commitments with names for all they point to, and the words that state them."""
    facts, said = c.facts(found), sources.of_things(c, found)
    roles = ("by", "toward", "under", "target")
    refs = c.refs(o for of in facts.values() for o in _iris(of, *roles))
    quotes = _quotes(c, found)
    views = []
    for iri in found:
        of = facts[iri]
        me = c.ref_of(iri, of)
        by, toward, under, target = (tuple(sorted((refs[o] for o in _iris(of, r)), key=lambda r: r.label)) for r in roles)
        modality = next(iter(strings(of, "modality")), None)
        views.append(
            CommitmentView(
                me.id,
                me.iri,
                me.label,
                me.type,
                modality,
                by,
                toward,
                under[0] if under else None,
                target[0] if target else None,
                quotes.get(iri),
                said.get(iri, sources.NOBODY),
            )
        )
    return views


def _quotes(c: Catalogue, found: Sequence[Iri]) -> dict[Iri, str]:
    """The first words that state each thing: those of the claim of its class."""
    if not found:
        return {}
    query = f"""SELECT ?s ?q ?b WHERE {{ VALUES ?s {{ {" ".join(term(i) for i in found)} }}
        GRAPH ?g {{ ?c rdf:subject ?s ; rdf:predicate rdf:type ; cmq:evidence ?e . ?e cmq:quote ?q ; cmq:start ?b }} }}"""
    best: dict[Iri, tuple[int, str]] = {}
    for row in c.rows(query):
        s, at = resource(row, "s"), (int(row["b"].value), row["q"].value)
        best[s] = min(best.get(s, at), at)
    return {s: quote for s, (_, quote) in best.items()}


# ---- what the lists share --------------------------------------------------------------------------------------------

_DATED = 'OPTIONAL { ?s cmq:earliest ?a } OPTIONAL { ?s cmq:latest ?b } BIND(COALESCE(STR(?a), STR(?b), "") AS ?k)'


def _page(c: Catalogue, where: Sequence[str], limit: int, after: str | None, *, descending: bool = False) -> tuple[list[Iri], str | None]:
    """Resources ?s sorted by ?k and IRI, from behind the cursor on, and the cursor of what follows."""
    last = place(after, 2)
    less = "<" if descending else ">"
    key = "STR(?k)"
    behind = f"FILTER({key} {less} {text(last[0])} || ({key} = {text(last[0])} && STR(?s) > {text(last[1])}))" if last else ""
    order = f"{'DESC' if descending else 'ASC'}({key}) STR(?s)"
    pattern = " ".join(f"{{ {w} }}" if w.startswith("?s ") else w for w in where if w)
    query = f"SELECT DISTINCT ?s ?k WHERE {{ {pattern} {behind} }} ORDER BY {order} LIMIT {limit + 1}"
    rows = list(c.rows(query))
    found = [resource(row, "s") for row in rows[:limit]]
    more = len(rows) > limit
    return found, cursor(rows[limit - 1]["k"].value, found[-1].value) if more else None


def _class(local: str) -> str:
    if not terms.is_class(local):
        raise QueryError(f"type: {local!r} is no class; known: {', '.join(sorted(terms.classes()))}")
    return f"<{terms.iri(local)}>"


def _classes(*locals_: str) -> str:
    return " ".join(f"cmq:{t}" for t in locals_)


def _status(status: str | None) -> list[str]:
    if not status:
        return []
    known = {s for kind in ("Event", "Agreement", "JointBody") for s in terms.statuses(kind)}
    if status not in known:
        raise QueryError(f"status: {status!r} is none; known: {', '.join(sorted(known))}")
    return [f"?s cmq:status <{predicate(status)}>"]


def dated(facts: Facts) -> tuple[str | None, str | None, str | None, str | None]:
    """Status, date and bounds of an event or agreement."""
    status = next((name(o) for o in _iris(facts, "status")), None)
    date, earliest, latest = (next(iter(strings(facts, p)), None) for p in ("date", "earliest", "latest"))
    return status, date, earliest, latest


def strings(facts: Facts, *predicates: str) -> tuple[str, ...]:
    """The literals of predicates, sorted."""
    return tuple(sorted(o.value for p in predicates for o in facts.get(p, ()) if isinstance(o, Literal)))


def _iris(facts: Facts, *predicates: str) -> list[Iri]:
    return [o for p in predicates for o in facts.get(p, ()) if isinstance(o, Iri)]
