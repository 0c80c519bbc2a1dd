"""What is known of a thing from elsewhere: claims of kind `background`, apart from all that articles say."""

from __future__ import annotations

from graph.catalogue.reading import Catalogue, name, resource, term
from graph.catalogue.views import Known
from graph.model import Iri


def background(c: Catalogue, thing: Iri) -> tuple[Known, ...]:
    """All background knowledge of a thing, sorted by predicate and value."""
    query = f"""SELECT ?p ?o ?sure ?source ?asOf ?from WHERE {{ GRAPH ?g {{ ?c rdf:subject {term(thing)} ; cmq:claimKind "background" ;
        rdf:predicate ?p ; rdf:object ?o ; cmq:confidence ?sure ; dcterms:source ?source ; cmq:asOf ?asOf
        OPTIONAL {{ ?c cmq:validFrom ?from }} }} }}"""
    rows = list(c.rows(query))
    refs = c.refs(o for row in rows if isinstance(o := row["o"], Iri) and o.value.startswith(c.base))
    found = []
    for row in rows:
        o = row["o"]
        other = refs.get(o) if isinstance(o, Iri) else None
        value = None if other else o.value
        since = row["from"].value if "from" in row else None
        predicate = name(resource(row, "p"))
        found.append(Known(predicate, value, other, float(row["sure"].value), row["source"].value, row["asOf"].value, since))
    return tuple(sorted(found, key=lambda k: (k.predicate, k.value or "", k.other.id if k.other else "")))
