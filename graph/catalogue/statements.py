"""What was said, by whom, and where: attributed utterances, and claims by what they are about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from graph.catalogue.articles import article_summaries
from graph.catalogue.claims import claim_views, parts_of, quotes
from graph.catalogue.reading import Catalogue, cursor, place, predicate, resource, term, text, values
from graph.catalogue.views import ClaimView, Page, Utterance
from graph.errors import NotFound
from graph.filters import EVERYTHING, Filters
from graph.model import Iri, Literal


def statements(
    c: Catalogue,
    f: Filters = EVERYTHING,
    *,
    speaker: str | None = None,
    mode: str | None = None,
    limit: int = 50,
    after: str | None = None,
) -> Page[Utterance]:
    """Statements, those of the latest published articles first; `participant` is the speaker, `country` the speaker's."""
    where = ["?s a cmq:Statement ; prov:wasDerivedFrom ?g ."]
    where += [f"?s cmq:mode {text(mode)} ."] if mode else []
    where += [f"?s cmq:speaker {term(c.iri(x))} ." for x in (*([speaker] if speaker else []), *sorted(f.participants))]
    outside = [
        f"FILTER EXISTS {{ GRAPH ?g {{ ?s cmq:speaker ?who }} {{ ?who cmq:ofCountry {land} }} UNION {{ FILTER(?who = {land}) }} }}"
        for land in (term(c.iri(x)) for x in sorted(f.countries))
    ]
    if f.confidence:
        outside.append(f"FILTER EXISTS {{ GRAPH ?g {{ ?in cmq:saidIn ?s ; cmq:confidence ?sure }} FILTER(?sure >= {f.confidence:g}) }}")
    found, mark = _page(c, where, outside, f, limit, after)
    return Page(tuple(_utterances(c, found)), mark)


def statement(c: Catalogue, id_: str) -> Utterance:
    """One statement with the claims made in it. Raises NotFound."""
    iri = c.iri(id_ if id_.startswith("statement/") else f"statement/{id_}")
    if not c.store.ask(f"ASK {{ GRAPH ?g {{ {term(iri)} <{predicate('mode')}> ?m }} }}"):
        raise NotFound(f"no statement has the id {id_!r}")
    (found,) = _utterances(c, [iri], with_claims=True)
    return found


def claims(
    c: Catalogue,
    f: Filters = EVERYTHING,
    *,
    subject: str | None = None,
    object_: str | None = None,
    kind: str | None = None,
    limit: int = 50,
    after: str | None = None,
) -> Page[ClaimView]:
    """Claims, those of the latest published articles first; `participant` and `country` are what a claim is about, at either end."""
    where = ["?s a cmq:Claim ; cmq:confidence ?sure ; rdf:subject ?from ; rdf:predicate ?p ; rdf:object ?to ."]
    where += [f"?s rdf:subject {term(c.iri(subject))} ."] if subject else []
    where += [f"?s cmq:claimKind {text(kind)} ."] if kind else []
    tests = [f"?from = {term(c.iri(x))} || ?to = {term(c.iri(x))}" for x in sorted(f.participants | f.countries)]
    tests += [f"STR(?to) IN ({text(object_)}, {text(_iri(c, object_))})"] if object_ else []
    tests += [f"?sure >= {f.confidence:g}"] if f.confidence else []
    tests += [f"?p IN ({', '.join(f'<{predicate(p)}>' for p in sorted(f.predicates))})"] if f.predicates else []
    found, mark = _page(c, where, [f"FILTER({x})" for x in tests], f, limit, after)
    return Page(tuple(claim_views(c, found, article_summaries)), mark)


def claim(c: Catalogue, id_: str) -> ClaimView:
    """One claim with its evidence. Raises NotFound."""
    iri = c.iri(id_ if id_.startswith("claim/") else f"claim/{id_}")
    if not c.store.ask(f"ASK {{ GRAPH ?g {{ {term(iri)} <{predicate('claimKind')}> ?k }} }}"):
        raise NotFound(f"no claim has the id {id_!r}")
    (found,) = claim_views(c, [iri], article_summaries)
    return found


def _iri(c: Catalogue, object_: str) -> str:
    """What an object may be as an IRI: an id, or a name of the vocabulary."""
    try:
        return predicate(object_)
    except NotFound:
        return c.base + object_


def _page(
    c: Catalogue, inside: Sequence[str], outside: Sequence[str], f: Filters, limit: int, after: str | None
) -> tuple[list[Iri], str | None]:
    """Resources ?s of article graphs ?g, by day of publication, the latest first, then by IRI."""
    last = place(after, 2)
    tests = [f"STR(?k) >= {text(f.window.earliest)}"] if f.window.earliest else []
    days = [day for day in (f.window.latest, f.as_of, f.true_on) if day]
    tests += [f"STR(?k) <= {text(day)}" for day in days]
    tests += [f"?g IN ({', '.join(term(c.iri(a)) for a in sorted(f.articles))})"] if f.articles else []
    tests += [f"STR(?publisher) IN ({', '.join(text(p) for p in sorted(f.publishers))})"] if f.publishers else []
    if last:
        tests.append(f"STR(?k) < {text(last[0])} || (STR(?k) = {text(last[0])} && STR(?s) > {text(last[1])})")
    by = "?g schema:publisher ?publisher ." if f.publishers else ""
    query = f"""SELECT DISTINCT ?s ?k WHERE {{ GRAPH ?g {{ {" ".join(inside)} ?g schema:datePublished ?k . {by} }} {" ".join(outside)}
        {" ".join(f"FILTER({x})" for x in tests)} }} ORDER BY DESC(STR(?k)) STR(?s) LIMIT {limit + 1}"""
    rows = list(c.rows(query))
    found = [resource(row, "s") for row in rows[:limit]]
    return found, cursor(rows[limit - 1]["k"].value, found[-1].value) if len(rows) > limit else None


def _utterances(c: Catalogue, found: Sequence[Iri], *, with_claims: bool = False) -> list[Utterance]:
    parts = parts_of(c, found)

    def iris(of: Iri, name: str) -> list[Iri]:
        return [o for o in parts[of].get(name, ()) if isinstance(o, Iri)]

    evidence = parts_of(c, (e for s in found for e in iris(s, "evidence")))
    refs = c.refs({o for s in found for name in ("speaker", "innerSpeaker", "channel") for o in iris(s, name)})
    articles = article_summaries(c, (o for s in found for o in iris(s, "wasDerivedFrom")))
    made = _made(c, found) if with_claims else {}
    out = []
    for s in found:
        speakers, inner, channels = (tuple(sorted((refs[o] for o in iris(s, n)), key=lambda r: (r.label, r.id))) for n in _WHO)
        mode, cue, warning = (
            next((o.value for o in parts[s].get(n, ()) if isinstance(o, Literal)), None) for n in ("mode", "cue", "warning")
        )
        same = next(iter(iris(s, "duplicateOf")), None)
        out.append(
            Utterance(
                id=c.id(s),
                speakers=speakers,
                inner_speakers=inner,
                mode=mode or "",
                channel=channels[0] if channels else None,
                cue=cue,
                warning=warning,
                duplicate_of=c.id(same) if same else None,
                evidence=quotes(parts[s], evidence),
                article=articles[iris(s, "wasDerivedFrom")[0]],
                claims=tuple(claim_views(c, made.get(s, ()), article_summaries)),
            )
        )
    return out


_WHO = ("speaker", "innerSpeaker", "channel")


def _made(c: Catalogue, found: Sequence[Iri]) -> dict[Iri, list[Iri]]:
    made: dict[Iri, list[Iri]] = defaultdict(list)
    for row in c.rows(f"SELECT ?s ?c WHERE {{ VALUES ?s {{ {values(found)} }} GRAPH ?g {{ ?c cmq:saidIn ?s }} }} ORDER BY STR(?c)"):
        made[resource(row, "s")].append(resource(row, "c"))
    return made
