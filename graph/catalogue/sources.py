"""Who says so: how many articles, outlets and origins a thing or a triple has; the rule is that of the question `11-corroboration`.

An origin is the speaker to whom an article attributes it; else the text, where several articles print the same one; else the publisher,
else the article. A release that four outlets reprint has four outlets and one origin.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from graph.catalogue.reading import Catalogue, chunks, resource, text, values
from graph.catalogue.views import Sources
from graph.model import Iri, Literal
from graph.store.interface import Row

NOBODY = Sources(0, 0, 0, ())


def of_things(c: Catalogue, things: Iterable[Iri]) -> dict[Iri, Sources]:
    """The sources of all that is claimed of each thing; a thing that nothing is claimed of is absent."""
    rows: list[Row] = []
    for chunk in chunks(sorted(set(things))):
        rows += _rows(c, f"VALUES ?key {{ {values(chunk)} }}", "rdf:subject ?key")
    return _counted(c, rows)


def of_claims(c: Catalogue, claims: Iterable[Iri]) -> dict[Iri, Sources]:
    """The sources of the triple of each claim: its own article and every other that claims the same."""
    rows: list[Row] = []
    for chunk in chunks(sorted(set(claims))):
        triple = f"VALUES ?key {{ {values(chunk)} }} GRAPH ?h {{ ?key rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o }}"
        rows += _rows(c, triple, "rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o")
    return _counted(c, rows)


def _rows(c: Catalogue, given: str, claim: str) -> Iterator[Row]:
    day = getattr(c, "day", None)
    told = f"?g schema:datePublished ?told . FILTER(STR(?told) <= {text(day)}) " if day else ""
    query = f"""SELECT DISTINCT ?key ?g ?speaker WHERE {{ {given}
        GRAPH ?g {{ {told}?c {claim} ; cmq:claimKind ?kind . FILTER(?kind != "background")
          OPTIONAL {{ ?c cmq:saidIn/cmq:speaker ?speaker }} }} }}"""
    yield from c.rows(query)


def _counted(c: Catalogue, rows: Iterable[Row]) -> dict[Iri, Sources]:
    found: dict[Iri, set[tuple[Iri, Iri | None]]] = defaultdict(set)
    for row in rows:
        g = resource(row, "g")
        speaker = resource(row, "speaker") if "speaker" in row else None
        found[resource(row, "key")].add((g, None if speaker == g else speaker))
    articles = sorted({g for of in found.values() for g, _ in of})
    outlets, texts = _outlets(c, articles), _texts(c, articles)
    names = {iri: ref.label for iri, ref in c.refs(s for of in found.values() for _, s in of if s).items()}
    return {key: _sources(of, outlets, texts, names) for key, of in found.items()}


def _sources(
    of: Iterable[tuple[Iri, Iri | None]], outlets: Mapping[Iri, tuple[str, str]], texts: Mapping[Iri, str], names: Mapping[Iri, str]
) -> Sources:
    origins: dict[str, set[str]] = defaultdict(set)
    for g, speaker in of:
        outlet, called = outlets[g]
        if speaker:
            origins[speaker.value].add(names[speaker])
        else:
            origins[texts.get(g, outlet)].add(called)
    articles = {g for g, _ in of}
    who = sorted({name for of_one in origins.values() for name in of_one})
    return Sources(len(articles), len({outlets[g][0] for g in articles}), len(origins), tuple(who))


def _outlets(c: Catalogue, articles: Iterable[Iri]) -> dict[Iri, tuple[str, str]]:
    """The outlet of each article and what to call it: its publisher, or itself."""
    found: dict[Iri, tuple[str, str]] = {}
    for chunk in chunks(sorted(articles)):
        query = f"""SELECT ?g ?id ?publisher WHERE {{ VALUES ?g {{ {values(chunk)} }} GRAPH ?g {{ ?g dcterms:identifier ?id
            OPTIONAL {{ ?g schema:publisher ?publisher }} }} }}"""
        for row in c.rows(query):
            g, publisher = resource(row, "g"), row.get("publisher")
            outlet = (publisher.value, publisher.value) if isinstance(publisher, Literal) else (g.value, row["id"].value)
            found[g] = min(found.get(g, outlet), outlet)
    return found


def _texts(c: Catalogue, articles: Iterable[Iri]) -> dict[Iri, str]:
    """The text that an article prints, where others print it too."""
    found: dict[Iri, str] = {}
    for chunk in chunks(sorted(articles)):
        for row in c.rows(f"SELECT ?g ?text WHERE {{ VALUES ?g {{ {values(chunk)} }} GRAPH ?texts {{ ?g cmq:printOf ?text }} }}"):
            found[resource(row, "g")] = resource(row, "text").value
    return found
