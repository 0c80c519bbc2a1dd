"""What became of an event or agreement, as it was told: on which day which article gave it which status and date."""

from __future__ import annotations

from collections import defaultdict

from graph.catalogue.reading import Catalogue, name, resource, term
from graph.catalogue.views import Told
from graph.model import Iri

_DAY = "9999-12-31"


def history(c: Catalogue, thing: Iri) -> tuple[Told, ...]:
    """Status and date by article, in the order of publication. A catalogue of an earlier day knows only what was published by it."""
    last = getattr(c, "day", _DAY)
    found: dict[Iri, dict[str, str]] = defaultdict(dict)
    quotes: dict[Iri, str] = {}
    published: dict[Iri, str] = {}
    query = f"""SELECT ?g ?p ?o ?q ?d WHERE {{ VALUES ?p {{ cmq:status cmq:date }} GRAPH ?g {{ ?c rdf:subject {term(thing)} ;
        rdf:predicate ?p ; rdf:object ?o ; cmq:evidence ?e . ?e cmq:quote ?q ; cmq:start ?b . ?g schema:datePublished ?d }}
        FILTER(STR(?d) <= "{last}") }} ORDER BY ?p ?b"""
    for row in c.rows(query):
        g, p, o = resource(row, "g"), name(resource(row, "p")), row["o"]
        published[g] = row["d"].value
        found[g].setdefault(p, name(o) if isinstance(o, Iri) else o.value)
        if p == "status":
            quotes.setdefault(g, row["q"].value)
    told = [Told(published[g], of.get("status"), of.get("date"), c.id(g), quotes.get(g)) for g, of in found.items()]
    return tuple(sorted(told, key=lambda t: (t.day, t.article)))
