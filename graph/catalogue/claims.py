"""Claims with their words: what an article says, where it says it, and in whose mouth."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from graph.catalogue import sources
from graph.catalogue.reading import Catalogue, chunks, literal, name, resource, values
from graph.catalogue.views import ArticleSummary, ClaimView, Quote, StatementView
from graph.model import Iri, Literal

Summaries = Callable[[Catalogue, Iterable[Iri]], Mapping[Iri, ArticleSummary]]

_Parts = dict[Iri, dict[str, list[Iri | Literal]]]


def claim_views(c: Catalogue, found: Sequence[Iri], summaries: Summaries) -> list[ClaimView]:
    """Claims in the order given, each with its evidence, article and statement."""
    claims = parts_of(c, found)
    evidence = parts_of(c, _targets(claims, "evidence"))
    statements = parts_of(c, _targets(claims, "saidIn"))
    articles = summaries(c, _targets(claims, "wasDerivedFrom"))
    named = {o for of in claims.values() for p in ("subject", "object") for o in of[p] if isinstance(o, Iri)}
    named |= set(_targets(statements, "speaker")) | set(_targets(statements, "channel"))
    refs, said = c.refs(named), sources.of_claims(c, found)

    def statement(of: dict[str, list[Iri | Literal]]) -> StatementView | None:
        said = [statements[s] for s in of.get("saidIn", ()) if isinstance(s, Iri) and s in statements]
        if not said:
            return None
        first = said[0]
        speakers = tuple(sorted((refs[s] for s in first.get("speaker", ()) if isinstance(s, Iri)), key=lambda r: (r.label, r.id)))
        channel = next((refs[s] for s in first.get("channel", ()) if isinstance(s, Iri)), None)
        mode, cue, warning = (next((o.value for o in first.get(p, ())), None) for p in ("mode", "cue", "warning"))
        return StatementView(speakers, mode or "", channel, cue, warning)

    views = []
    for iri in found:
        of = claims[iri]
        subject, predicate, target, article = (of[p][0] for p in ("subject", "predicate", "object", "wasDerivedFrom"))
        assert isinstance(subject, Iri) and isinstance(predicate, Iri) and isinstance(article, Iri)
        views.append(
            ClaimView(
                c.id(iri),
                refs[subject],
                name(predicate),
                refs[target] if isinstance(target, Iri) else literal(target),
                float(of["confidence"][0].value),
                of["claimKind"][0].value,
                articles[article],
                quotes(of, evidence),
                statement(of),
                said.get(iri, sources.NOBODY),
            )
        )
    return views


def quotes(of: Mapping[str, Sequence[Iri | Literal]], evidence: _Parts) -> tuple[Quote, ...]:
    """The words of a claim or statement, in the order of the text."""
    words = [evidence[e] for e in of.get("evidence", ()) if isinstance(e, Iri)]
    return tuple(
        sorted((Quote(w["quote"][0].value, int(w["start"][0].value), int(w["end"][0].value)) for w in words), key=lambda q: q.start)
    )


def _targets(parts: _Parts, predicate: str) -> list[Iri]:
    return [o for of in parts.values() for o in of.get(predicate, ()) if isinstance(o, Iri)]


def parts_of(c: Catalogue, found: Iterable[Iri]) -> _Parts:
    """All that the article graphs say of resources of the evidence layer, by last part of the predicate's name."""
    parts: _Parts = defaultdict(lambda: defaultdict(list))
    for chunk in chunks(sorted(set(found))):
        for row in c.rows(f"SELECT ?s ?p ?o WHERE {{ VALUES ?s {{ {values(chunk)} }} GRAPH ?g {{ ?s ?p ?o }} }}"):
            predicate = resource(row, "p").value
            parts[resource(row, "s")][predicate.rpartition("#")[2].rpartition("/")[2]].append(row["o"])
    return parts


def first_words(c: Catalogue, found: Sequence[Iri]) -> dict[Iri, tuple[str, str, str]]:
    """The first report of each thing: its day, the first words in which it tells of the thing, and the article's id."""
    best: dict[Iri, tuple[str, str, int, str]] = {}
    day = getattr(c, "day", "9999-12-31")
    for chunk in chunks(sorted(found)):
        query = f"""SELECT ?s ?g ?d ?b ?q WHERE {{ VALUES ?s {{ {values(chunk)} }} GRAPH ?g {{ ?c rdf:subject ?s ; rdf:predicate rdf:type ;
            cmq:evidence ?e . ?e cmq:quote ?q ; cmq:start ?b . ?g schema:datePublished ?d }} FILTER(STR(?d) <= "{day}") }}"""
        for row in c.rows(query):
            s, at = resource(row, "s"), (row["d"].value, c.id(resource(row, "g")), int(row["b"].value), row["q"].value)
            best[s] = min(best.get(s, at), at)
    return {s: (d, quote, article) for s, (d, article, _, quote) in best.items()}
