"""One thing looked up: an entity, an event, an agreement, with all that the simple layer says of it."""

from __future__ import annotations

from dataclasses import replace

from graph.catalogue.background import background
from graph.catalogue.history import history
from graph.catalogue.lists import agreement_views, body_views, commitment_views, event_views, strings
from graph.catalogue.reading import Catalogue, Facts
from graph.catalogue.views import AgreementView, BodyView, CommitmentView, EntityView, EventView
from graph.errors import NotFound
from graph.model import Iri
from ontology import terms


def entity(c: Catalogue, id_: str) -> EntityView:
    """Anything in the simple layer, with its facts in both directions. Raises NotFound."""
    iri, facts = known(c, id_)
    me = c.ref_of(iri, facts)
    lands = [o for p in ("ofCountry", "inCountry") for o in facts.get(p, ()) if isinstance(o, Iri)]
    country = c.refs(lands[:1])[lands[0]] if lands else None
    return EntityView(me.id, me.iri, me.label, me.type, strings(facts, "altLabel"), country, c.all_facts(iri, facts), background(c, iri))


def event(c: Catalogue, id_: str) -> EventView:
    """One event with its facts. Raises NotFound."""
    iri, facts = known(c, id_, "Event")
    (view,) = event_views(c, [iri])
    return replace(view, facts=c.all_facts(iri, facts), history=history(c, iri))


def agreement(c: Catalogue, id_: str) -> AgreementView:
    """One agreement with its facts. Raises NotFound."""
    iri, facts = known(c, id_, "Agreement")
    (view,) = agreement_views(c, [iri])
    return replace(view, facts=c.all_facts(iri, facts), history=history(c, iri))


def body(c: Catalogue, id_: str) -> BodyView:
    """One joint body with its facts. Raises NotFound."""
    iri, facts = known(c, id_, "JointBody")
    (view,) = body_views(c, [iri])
    return replace(view, facts=c.all_facts(iri, facts))


def commitment(c: Catalogue, id_: str) -> CommitmentView:
    """One commitment with its facts. Raises NotFound."""
    iri, facts = known(c, id_, "Commitment")
    (view,) = commitment_views(c, [iri])
    return replace(view, facts=c.all_facts(iri, facts))


def known(c: Catalogue, id_: str, class_: str | None = None) -> tuple[Iri, Facts]:
    """The IRI of an id and its facts. Raises NotFound for what is not in the graph, or is none of the class."""
    iri = c.iri(id_)
    facts = c.facts([iri])[iri]
    types = facts.get("type", ())
    if not types:
        raise NotFound(f"nothing in the graph has the id {id_!r}")
    if class_ and Iri(terms.iri(class_)) not in types:
        raise NotFound(f"{id_!r} is no {terms.label(class_)}")
    return iri, facts
