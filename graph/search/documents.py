"""What of the store is indexed, as plain values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from graph.catalogue.reading import Catalogue, chunks, name, resource, values
from graph.model import Iri, Literal
from ontology import terms

THING, ARTICLE, QUOTE = "thing", "article", "quote"
KINDS = (THING, ARTICLE, QUOTE)

_NAMES = ("label", "prefLabel", "altLabel")
_LANDS = ("ofCountry", "inCountry", "involves")


@dataclass(frozen=True, slots=True)
class Document:
    """One thing that can be found.

    `key` is an id: of a thing, an article, or a piece of evidence. `text` is what its words are looked for in. `first` and `last` are days
    (ISO, "" where open or unknown): of the thing, or of publication. `article` is empty for a thing.
    """

    key: str
    kind: str
    types: tuple[str, ...]
    names: tuple[str, ...]
    text: str
    countries: tuple[str, ...]
    about: tuple[str, ...]
    first: str
    last: str
    article: str
    publisher: str


def things(c: Catalogue, iris: Iterable[Iri]) -> Iterator[Document]:
    """Those of the resources that have a name."""
    for iri, facts in c.facts(iris).items():
        types = tuple(sorted(name(o) for o in facts.get("type", ()) if isinstance(o, Iri)))
        names = tuple(sorted({o.value for p in _NAMES for o in facts.get(p, ()) if isinstance(o, Literal)}))
        if not names or not types or "Delegation" in types:
            continue
        lands = {c.id(o) for p in _LANDS for o in facts.get(p, ()) if isinstance(o, Iri)}
        first, last = (next((o.value for o in facts.get(p, ())), "") for p in ("earliest", "latest"))
        yield Document(c.id(iri), THING, types, names, "", tuple(sorted(lands)), (), first, last, "", "")


def every_thing(c: Catalogue) -> Iterator[Sequence[Iri]]:
    """All resources with a label, in runs."""
    yield from chunks([resource(row, "s") for row in c.rows("SELECT DISTINCT ?s WHERE { ?s rdfs:label ?l }")])


def every_article(c: Catalogue) -> list[Iri]:
    """All articles."""
    return [resource(row, "s") for row in c.rows("SELECT ?s WHERE { GRAPH ?s { ?s a cmq:Article } }")]


def of_article(c: Catalogue, article: Iri) -> Iterator[Document]:
    """An article, and each stretch of it that a claim rests on; nothing where it is not there."""
    title, day, publisher, text = "", "", "", ""
    subjects: dict[Iri, set[Iri]] = defaultdict(set)
    evidence: dict[Iri, set[Iri]] = defaultdict(set)
    quotes: dict[Iri, str] = {}
    lands: set[Iri] = set()
    for q in c.store.quads(article.value):
        p = name(q.p)
        if q.s == article:
            title = q.o.value if q.p.value == terms.iri("headline") else title
            day = q.o.value if q.p.value == terms.iri("datePublished") else day
            publisher = q.o.value if q.p.value == terms.iri("publisher") else publisher
            text = q.o.value if p == "text" else text
        elif p == "evidence" and isinstance(q.o, Iri):
            evidence[q.o].add(q.s)
        elif p == "quote":
            quotes[q.s] = q.o.value
        elif q.p.value in _ENDS and isinstance(q.o, Iri) and q.o.value.startswith(c.base):
            subjects[q.s].add(q.o)
            lands |= {q.o} if c.id(q.o).startswith("country/") else set()
    if not text:
        return
    id_, countries = c.id(article), tuple(sorted(c.id(x) for x in lands))
    about = tuple(sorted({c.id(x) for of in subjects.values() for x in of}))
    yield Document(id_, ARTICLE, ("Article",), (title,) if title else (), text, countries, about, day, day, id_, publisher)
    for piece, quote in sorted(quotes.items()):
        mine = {x for claim in evidence[piece] for x in subjects[claim]}
        of = tuple(sorted(c.id(x) for x in mine))
        near = tuple(x for x in of if x.startswith("country/"))
        yield Document(c.id(piece), QUOTE, ("Evidence",), (), quote, near, of, day, day, id_, publisher)


_ENDS = frozenset(terms.iri(x) for x in ("subject", "object"))


def publications(c: Catalogue, found: Iterable[Iri]) -> dict[Iri, str]:
    """The texts of articles or quotes of pieces of evidence, to show a stretch of."""
    texts: dict[Iri, str] = {}
    for chunk in chunks(sorted(set(found))):
        query = f"SELECT ?s ?x WHERE {{ VALUES ?s {{ {values(chunk)} }} GRAPH ?g {{ ?s cmq:text|cmq:quote ?x }} }}"
        texts |= {resource(row, "s"): row["x"].value for row in c.rows(query)}
    return texts
