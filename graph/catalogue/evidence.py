"""Why an edge stands: the claims that state it, or those of the events and agreements it follows from."""

from __future__ import annotations

from graph.catalogue.articles import article_summaries
from graph.catalogue.claims import claim_views
from graph.catalogue.reading import Catalogue, literal, predicate, resource, term, text
from graph.catalogue.views import Derivation, EvidenceView, Ref, Support, Value
from graph.errors import NotFound
from graph.model import Iri, Literal
from ontology import terms

LIMIT = 200
"""claims shown for one edge"""

_ENCOUNTER = "VALUES ?t { cmq:Meeting cmq:Call cmq:Summit } ?e a ?t ."
_RESTS_ON = {
    # derived predicate: the roles of subject and object in the event or agreement ?e, and what must hold of it
    "metWith": ("participant", "participant", f"?e cmq:status cmq:Held . {_ENCOUNTER}"),
    "plansToMeet": (
        "participant",
        "participant",
        f"VALUES ?st {{ cmq:Scheduled cmq:Planned cmq:Proposed }} ?e cmq:status ?st . {_ENCOUNTER}",
    ),
    "visited": ("visitor", "destination", "VALUES ?st { cmq:Held cmq:Ongoing } ?e cmq:status ?st ."),
    "cooperatesWith": ("party", "party", "VALUES ?st { cmq:Signed cmq:Reached cmq:InForce } ?e a cmq:Agreement ; cmq:status ?st ."),
}


def evidence(c: Catalogue, subject: str, predicate_: str, object_: str) -> EvidenceView:
    """The claims behind one triple of the simple layer. `object_` is an id, an IRI of the vocabulary's name (`Held`), or a literal's text.

    Raises NotFound where no such triple stands.
    """
    s, p = c.iri(subject), Iri(predicate(predicate_))
    o = _object(c, s, p, object_)
    derived = _derivation(c, s, predicate_, o)
    claims = _claims(c, s, p, o)
    if derived and not claims:
        claims = [claim for x in derived.from_ for claim in _claims(c, Iri(x.subject.iri), Iri(predicate(x.predicate)), Iri(x.object.iri))]
        claims += [claim for e in {x.subject.iri for x in derived.from_} for claim in _claims(c, Iri(e), Iri(predicate("status")), None)]
    refs = c.refs([s, *([o] if isinstance(o, Iri) else [])])
    target: Ref | Value = refs[o] if isinstance(o, Iri) else literal(o)
    return EvidenceView(refs[s], predicate_, target, derived, tuple(claim_views(c, list(dict.fromkeys(claims)), article_summaries)))


def _object(c: Catalogue, s: Iri, p: Iri, object_: str) -> Iri | Literal:
    options = [row["o"] for row in c.rows(f"SELECT ?o WHERE {{ {term(s)} {term(p)} ?o }}")]
    for o in options:
        if isinstance(o, Literal):
            if o.value == object_:
                return o
        elif object_ in (o.value, c.id(o), terms.local(o.value)):
            return o
    raise NotFound(f"the graph does not say: {c.id(s)} {terms.local(p.value) or p.value} {object_}")


def _claims(c: Catalogue, s: Iri, p: Iri, o: Iri | Literal | None) -> list[Iri]:
    same = "" if o is None else f"; rdf:object {term(o)}" if isinstance(o, Iri) else f"; rdf:object ?o FILTER(STR(?o) = {text(o.value)})"
    where = f"?c rdf:subject {term(s)} ; rdf:predicate {term(p)} {same}"
    query = f"SELECT DISTINCT ?c WHERE {{ GRAPH ?g {{ {where} }} }} ORDER BY STR(?c) LIMIT {LIMIT}"
    return [resource(row, "c") for row in c.rows(query)]


def _derivation(c: Catalogue, s: Iri, name: str, o: Iri | Literal) -> Derivation | None:
    rule = terms.derived_by(name) if terms.is_property(name) else None
    if rule is None:
        return None
    if name == "partyTo" and isinstance(o, Iri):
        return _resting(c, rule, [(o, "party", s)])
    if name not in _RESTS_ON or not isinstance(o, Iri):
        return Derivation(rule, ())
    ours, theirs, pattern = _RESTS_ON[name]
    query = f"SELECT DISTINCT ?e ?x ?y WHERE {{ {pattern} {_role('x', ours, s)} {_role('y', theirs, o)} }} LIMIT 50"
    triples = []
    for row in c.rows(query):
        e = resource(row, "e")
        triples += [(e, ours, resource(row, "x")), (e, theirs, resource(row, "y"))]
    return _resting(c, rule, triples)


def _role(variable: str, role: str, agent: Iri) -> str:
    """An agent in a role of ?e, itself or through a delegation; the variable is bound to what stands in the role."""
    me = term(agent)
    return f"{{ ?e cmq:{role} {me} BIND({me} AS ?{variable}) }} UNION {{ ?e cmq:{role} ?{variable} . ?{variable} cmq:represents {me} }}"


def _resting(c: Catalogue, rule: str, triples: list[tuple[Iri, str, Iri]]) -> Derivation:
    refs = c.refs(i for s, _, o in triples for i in (s, o))
    return Derivation(rule, tuple(Support(refs[s], p, refs[o]) for s, p, o in dict.fromkeys(triples)))
