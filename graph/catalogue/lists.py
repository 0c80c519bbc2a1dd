"""Lists of entities, events, agreements, joint bodies and commitments: filtered, sorted, in pages."""

from __future__ import annotations

from collections.abc import Sequence

from graph.catalogue import sources
from graph.catalogue.choosing import AGREEMENTS, BODIES, COMMITMENTS, ENTITIES, EVENTS, Only, choose
from graph.catalogue.claims import first_words
from graph.catalogue.reading import Catalogue, Facts, name
from graph.catalogue.views import AgreementView, BodyView, CommitmentView, EntitySummary, EventView, Page, Ref
from graph.filters import EVERYTHING, Filters
from graph.model import Iri, Literal


def entities(c: Catalogue, f: Filters = EVERYTHING, *, limit: int = 50, after: str | None = None) -> Page[EntitySummary]:
    """Persons, bodies, countries and places by label."""
    found, mark = choose(c, ENTITIES, f, limit=limit, after=after)
    facts = c.facts(found)
    lands = c.refs(o for iri in found for o in _iris(facts[iri], "ofCountry", "inCountry"))
    return Page(tuple(_entity(c, iri, facts[iri], lands) for iri in found), mark)


def _entity(c: Catalogue, iri: Iri, facts: Facts, lands: dict[Iri, Ref]) -> EntitySummary:
    me = c.ref_of(iri, facts)
    country = next((lands[o] for o in _iris(facts, "ofCountry", "inCountry")), None)
    return EntitySummary(me.id, me.iri, me.label, me.type, strings(facts, "altLabel"), country)


def events(c: Catalogue, f: Filters = EVERYTHING, *, limit: int = 50, after: str | None = None) -> Page[EventView]:
    """Events, the latest first; undated ones last."""
    found, mark = choose(c, EVENTS, f, limit=limit, after=after)
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
        people, lands, visitors, made, where, to = (
            tuple(sorted((refs[o] for o in _iris(of, r)), key=lambda r: (r.label, r.id))) for r in roles
        )
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
    c: Catalogue, f: Filters = EVERYTHING, *, party: str | None = None, limit: int = 50, after: str | None = None
) -> Page[AgreementView]:
    """Agreements, the latest first; undated ones last. `party` is the id of one of the parties."""
    found, mark = choose(c, AGREEMENTS, f, limit=limit, after=after, only=Only(_given(party=party)))
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
            tuple(sorted((refs[o] for o in _iris(of, r)), key=lambda r: (r.label, r.id))) for r in roles
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


def bodies(c: Catalogue, f: Filters = EVERYTHING, *, limit: int = 50, after: str | None = None) -> Page[BodyView]:
    """Joint bodies by label."""
    found, mark = choose(c, BODIES, f, limit=limit, after=after)
    return Page(tuple(body_views(c, found)), mark)


def body_views(c: Catalogue, found: Sequence[Iri]) -> list[BodyView]:
    """Joint bodies with names for all they point to."""
    facts = c.facts(found)
    refs = c.refs(o for of in facts.values() for o in _iris(of, "involves", "under", "hostAlternates"))
    views = []
    for iri in found:
        of = facts[iri]
        me = c.ref_of(iri, of)
        lands, under, hosts = (tuple(sorted((refs[o] for o in _iris(of, r)), key=lambda r: (r.label, r.id))) for r in _OF_BODIES)
        status = next((name(o) for o in _iris(of, "status")), None)
        recurrence = next(iter(strings(of, "recurrence")), None)
        views.append(BodyView(me.id, me.iri, me.label, me.type, status, lands, strings(of, "purpose"), under, recurrence, hosts))
    return views


_OF_BODIES = ("involves", "under", "hostAlternates")


def commitments(
    c: Catalogue,
    f: Filters = EVERYTHING,
    *,
    by: str | None = None,
    toward: str | None = None,
    modality: str | None = None,
    limit: int = 50,
    after: str | None = None,
) -> Page[CommitmentView]:
    """Commitments by gist. `by` and `toward` are ids."""
    only = Only(_given(by=by, toward=toward), _given(modality=modality))
    found, mark = choose(c, COMMITMENTS, f, limit=limit, after=after, only=only)
    return Page(tuple(commitment_views(c, found)), mark)


def _given(**values: str | None) -> dict[str, str]:
    return {name: value for name, value in values.items() if value}


def commitment_views(c: Catalogue, found: Sequence[Iri]) -> list[CommitmentView]:
    """Commitments with names for all they point to, and the words that state them."""
    facts, said = c.facts(found), sources.of_things(c, found)
    roles = ("by", "toward", "under", "target")
    refs = c.refs(o for of in facts.values() for o in _iris(of, *roles))
    words = first_words(c, found)
    views = []
    for iri in found:
        of = facts[iri]
        me = c.ref_of(iri, of)
        by, toward, under, target = (tuple(sorted((refs[o] for o in _iris(of, r)), key=lambda r: (r.label, r.id))) for r in roles)
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
                words[iri][1] if iri in words else None,
                said.get(iri, sources.NOBODY),
            )
        )
    return views


# ---- what the lists share --------------------------------------------------------------------------------------------


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
