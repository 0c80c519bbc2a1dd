"""The vocabulary, as an agent needs it to write a query."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from ontology import questions, terms

LAYERS = {
    "default graph": "simple triples: what is taken to be so, such as ?a cmq:metWith ?b, ?event cmq:status cmq:Held",
    "article graphs": "one named graph for each article: claims (cmq:Claim; rdf:subject, rdf:predicate, rdf:object; cmq:confidence) with "
    "cmq:evidence (cmq:quote, cmq:start, cmq:end), statements with their speakers",
    "other graphs": "decisions on identity and promises, hypotheses, background",
}
"""where what is to be found"""


@lru_cache(maxsize=4)
def told(about: str) -> dict[str, Any]:
    """`classes`, `properties`, `queries`, or `all` of them."""
    found: dict[str, Any] = {"prefixes": terms.PREFIXES, "layers": LAYERS}
    if about in ("classes", "all"):
        found["classes"] = {name: {"label": terms.label(name), "comment": terms.comment(name)} for name in terms.classes()}
    if about in ("properties", "all"):
        found["properties"] = {name: _property(name) for name in terms.properties()}
    if about in ("queries", "all"):
        found["queries"] = {q.slug: q.text for q in questions.load()}
    return found


def _property(name: str) -> dict[str, Any]:
    return {"comment": terms.comment(name), "domain": terms.domains(name), "range": terms.ranges(name)}
