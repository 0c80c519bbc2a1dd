"""How much there is."""

from __future__ import annotations

from graph.catalogue.articles import articles
from graph.catalogue.reading import Catalogue, name, resource
from graph.catalogue.views import Stats

_LAYERS = {"articles": "Article", "claims": "Claim", "statements": "Statement"}


def stats(c: Catalogue) -> Stats:
    """Counts of things by class, and the articles that came last by date of publication."""
    counted = list(c.rows("SELECT ?t (COUNT(?s) AS ?n) WHERE { ?s a ?t } GROUP BY ?t"))
    by_type = {name(resource(row, "t")): int(row["n"].value) for row in counted if "t" in row}
    layers = {key: _count(c, f"?s a cmq:{class_}") for key, class_ in _LAYERS.items()}
    layers["claims"] -= _count(c, "?s cmq:claimKind 'background'")
    return Stats(
        articles=layers["articles"],
        claims=layers["claims"],
        entities=sum(by_type.get(t, 0) for t in ("Person", "Organization", "Country", "City")),
        events=by_type.get("Event", 0),
        agreements=by_type.get("Agreement", 0),
        commitments=by_type.get("Commitment", 0),
        statements=layers["statements"],
        by_type=dict(sorted(by_type.items())),
        latest=articles(c, limit=5).items,
    )


def _count(c: Catalogue, pattern: str) -> int:
    (row,) = c.rows(f"SELECT (COUNT(?s) AS ?n) WHERE {{ GRAPH ?g {{ {pattern} }} }}")
    return int(row["n"].value)
