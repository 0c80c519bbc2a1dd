"""Who was observed in which post, from when to when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from graph.catalogue.articles import article_summaries
from graph.catalogue.claims import claim_views
from graph.catalogue.reading import Catalogue, cursor, place, resource, term, text
from graph.catalogue.views import ClaimView, Page, TenureView
from graph.errors import NotFound
from graph.filters import EVERYTHING, Filters
from graph.model import Iri
from ontology import terms

SHOWN = 3
"""claims shown of each tenure"""

_CLAIMED = {terms.iri("holdsPost"): False, terms.iri("heldPost"): True}


@dataclass(frozen=True, slots=True)
class _Said:
    claim: Iri
    published: str
    days: frozenset[str]


def posts(
    c: Catalogue, f: Filters = EVERYTHING, *, holder: str | None = None, post: str | None = None, limit: int = 50, after: str | None = None
) -> Page[TenureView]:
    """Tenures by holder, the earliest first.

    `country` is that of the post's country or body, `participant` the holder; `from` and `to` are days on which somebody was seen in the
    post. `trueOn` keeps those held on a day: `certain` asks that the day lies between two on which it was seen, `possible` that nobody had
    called it over by then.
    """
    said = _said(c, f, holder, post)
    lands = _lands(c, {o for _, o, _ in said}) if f.countries else {}
    rows = sorted((key for key, of in said.items() if _wanted(c, f, key, of, said, lands)), key=lambda k: _key(k, said[k]))
    last = place(after, 4)
    rows = [k for k in rows if last is None or _key(k, said[k]) > last]
    page = rows[:limit]
    return Page(tuple(_views(c, page, said)), cursor(*_key(page[-1], said[page[-1]])) if len(rows) > limit else None)


def posts_of(c: Catalogue, id_: str, f: Filters = EVERYTHING, *, limit: int = 50, after: str | None = None) -> Page[TenureView]:
    """The posts of a person, or the holders of a post. Raises NotFound for what is neither."""
    types = {o.value for o in c.facts([c.iri(id_)])[c.iri(id_)].get("type", ())}
    if terms.iri("Person") in types:
        return posts(c, f, holder=id_, limit=limit, after=after)
    if terms.iri("Post") in types:
        return posts(c, f, post=id_, limit=limit, after=after)
    raise NotFound(f"{id_!r} is no person and no post")


_Key = tuple[Iri, Iri, bool]


def _said(c: Catalogue, f: Filters, holder: str | None, post: str | None) -> dict[_Key, list[_Said]]:
    """The claims of each tenure: holder, post, and whether it is called over."""
    day = getattr(c, "day", None)
    tests = [f"?conf >= {f.confidence:g}"] if f.confidence else []
    tests += [f"STR(?d) <= {text(day)}"] if day else []
    tests += [f"?g IN ({', '.join(term(c.iri(a)) for a in sorted(f.articles))})"] if f.articles else []
    tests += [f"STR(?publisher) IN ({', '.join(text(p) for p in sorted(f.publishers))})"] if f.publishers else []
    only = f"BIND({term(c.iri(holder))} AS ?s) " if holder else ""
    only += f"BIND({term(c.iri(post))} AS ?o) " if post else ""
    query = f"""SELECT ?c ?s ?p ?o ?d ?x WHERE {{ {only} VALUES ?p {{ {" ".join(f"<{p}>" for p in _CLAIMED)} }} GRAPH ?g {{
        ?c rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ; cmq:confidence ?conf . ?g schema:datePublished ?d .
        OPTIONAL {{ ?c cmq:observedOn ?x }} {"?g schema:publisher ?publisher ." if f.publishers else ""} }}
        {f"FILTER({' && '.join(tests)})" if tests else ""} }}"""
    days: dict[tuple[_Key, Iri, str], set[str]] = defaultdict(set)
    for row in c.rows(query):
        key = (resource(row, "s"), resource(row, "o"), _CLAIMED[resource(row, "p").value])
        days[key, resource(row, "c"), row["d"].value] |= {row["x"].value} if "x" in row else set()
    found: dict[_Key, list[_Said]] = defaultdict(list)
    for (key, claim, published), seen in days.items():
        found[key].append(_Said(claim, published, frozenset(seen | {published})))
    return found


def _wanted(c: Catalogue, f: Filters, key: _Key, of: Sequence[_Said], said: dict[_Key, list[_Said]], lands: dict[Iri, set[Iri]]) -> bool:
    person, post, former = key
    if not {c.iri(x) for x in f.participants} <= {person} or not {c.iri(x) for x in f.countries} <= lands.get(post, set()):
        return False
    first, last = _bounds(of)
    if (f.window.earliest and last < f.window.earliest) or (f.window.latest and first > f.window.latest):
        return False
    if f.true_on is None:
        return True
    over = min((s.published for s in said.get((person, post, True), ())), default=None)
    if f.window.certain:
        return not former and first <= f.true_on <= last
    return not former and (over is None or f.true_on < over)


def _bounds(of: Iterable[_Said]) -> tuple[str, str]:
    days = {day for s in of for day in s.days}
    return min(days), max(days)


def _key(key: _Key, of: Sequence[_Said]) -> tuple[str, str, str, str]:
    person, post, former = key
    return person.value, "" if former else _bounds(of)[0], post.value, str(former)


def _lands(c: Catalogue, posts_: Iterable[Iri]) -> dict[Iri, set[Iri]]:
    """The countries of posts, through the body that they are of."""
    facts = c.facts(posts_)
    of = {post: [o for o in facts[post].get("postOf", ()) if isinstance(o, Iri)] for post in facts}
    bodies = c.facts({o for owners in of.values() for o in owners})
    return {
        post: {*owners, *(o for x in (post, *owners) for o in (facts | bodies)[x].get("ofCountry", ()) if isinstance(o, Iri))}
        for post, owners in of.items()
    }


def _views(c: Catalogue, page: Sequence[_Key], said: dict[_Key, list[_Said]]) -> list[TenureView]:
    facts = c.facts({post for _, post, _ in page})
    owners = {post: next((o for o in of.get("postOf", ()) if isinstance(o, Iri)), None) for post, of in facts.items()}
    refs = c.refs({x for person, post, _ in page for x in (person, post)} | {o for o in owners.values() if o})
    newest = {key: sorted(said[key], key=lambda s: (s.published, s.claim), reverse=True)[:SHOWN] for key in page}
    wanted = [s.claim for of in newest.values() for s in of]
    views: dict[str, ClaimView] = {view.id: view for view in claim_views(c, wanted, article_summaries)}
    out = []
    for key in page:
        person, post, former = key
        owner = owners[post]
        first, last = (None, None) if former else _bounds(said[key])
        claims = tuple(views[c.id(s.claim)] for s in newest[key])
        out.append(TenureView(refs[person], refs[post], refs[owner] if owner else None, former, first, last, claims))
    return out
