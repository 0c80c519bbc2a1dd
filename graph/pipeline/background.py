"""Background knowledge about the things that articles name: codes, links to other collections, offices. One graph for each pack.

It is claims of kind `background` and nothing else: no plain triple, no support for what articles say, nothing that identity or a hypothesis
reads. A pack's claims about a thing are a function of the thing's own plain facts, so they come and go with it, in any order. A pack that
was removed leaves a mark, so that the next article does not bring it back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from graph import ids
from graph.errors import NotFound
from graph.knowledge import PACKS, Pack, cities, countries, heads
from graph.model import Iri, Literal, Quad
from graph.quads import codec
from graph.quads import vocabulary as v
from graph.quads.derived import Facts, Properties
from graph.store.interface import Store

WIKIDATA = "http://www.wikidata.org/entity/"
GEONAMES = "https://sws.geonames.org/"
_BY_NAME = 0.9
"""how sure it is that what has that name and country is what is known; codes are looked up by code"""
_BY_NAME_ALONE = 0.8


@dataclass(frozen=True, slots=True)
class PackStatus:
    """A pack in a store: whether it is in use, and how many things it says how much about."""

    name: str
    about: str
    source: str
    as_of: str
    loaded: bool
    things: int
    claims: int


@dataclass(frozen=True, slots=True)
class _Known:
    predicate: str
    object: Iri | Literal
    confidence: float = 1.0
    since: str = ""


class Background:
    """The packs of one store."""

    def __init__(self, store: Store, base: str) -> None:
        self.store, self.base = store, base

    def graph(self, pack: Pack) -> Iri:
        """The graph of a pack."""
        return Iri(f"{self.base}graph/background/{pack.name}")

    def follow(self, touched: Iterable[Iri], facts: Facts) -> tuple[set[Quad], set[Quad]]:
        """What to remove and add after plain facts of these things changed."""
        things = {iri for iri in touched if iri.value.startswith(self.base)}
        packs = [pack for pack in PACKS if not self._is_withheld(pack)]
        was = {q for pack in packs for q in self._about(pack, things)}
        now = {q for pack in packs for iri in things for q in self._quads(pack, iri, facts(iri))}
        return was - now, now - was

    def loading(self, name: str, facts: Facts) -> tuple[set[Quad], set[Quad]]:
        """What to remove and add so that a pack is in use, and as this release has it. Raises NotFound."""
        pack = _pack(name)
        was = set(self.store.quads(self.graph(pack).value))
        named = self.store.rows(f"SELECT ?s WHERE {{ ?s a {codec.term(v.term(pack.about))} }}")
        now = {q for row in named if isinstance(s := row["s"], Iri) for q in self._quads(pack, s, facts(s))}
        return was - now, now - was

    def removing(self, name: str) -> tuple[set[Quad], set[Quad]]:
        """What to remove and add so that nothing of a pack is there but the mark that it was removed. Raises NotFound."""
        pack = _pack(name)
        was, mark = set(self.store.quads(self.graph(pack).value)), self._mark(pack)
        return was - mark, mark - was

    def status(self) -> Iterator[PackStatus]:
        """All packs."""
        subject = codec.term(v.SUBJECT)
        for pack in PACKS:
            g = codec.term(self.graph(pack))
            query = f"SELECT (COUNT(DISTINCT ?s) AS ?things) (COUNT(?c) AS ?claims) WHERE {{ GRAPH {g} {{ ?c {subject} ?s }} }}"
            row = next(iter(self.store.rows(query)))
            things, claims = int(row["things"].value), int(row["claims"].value)
            yield PackStatus(pack.name, pack.about, pack.source, pack.as_of, not self._is_withheld(pack), things, claims)

    # -- quads ---------------------------------------------------------------------------------------------------------

    def _quads(self, pack: Pack, thing: Iri, facts: Properties) -> set[Quad]:
        g = self.graph(pack)
        found: set[Quad] = set()
        for known in _KNOWN[pack.name](thing, facts, self.base):
            o = known.object
            me = Iri(f"{self.base}claim/{ids.digest('background', pack.name, thing.value, known.predicate, o.value)}")
            values: list[tuple[Iri, Iri | Literal]] = [
                (v.TYPE, v.term("Claim")),
                (v.SUBJECT, thing),
                (v.PREDICATE, v.predicate(known.predicate)),
                (v.OBJECT, o),
                (v.term("claimKind"), Literal("background")),
                (v.term("confidence"), v.decimal(known.confidence)),
                (v.SOURCE, Literal(pack.source)),
                (v.term("asOf"), Literal(pack.as_of, v.DATATYPES["date"])),
            ]
            if known.since:
                values.append((v.term("validFrom"), Literal(known.since, v.DATATYPES["date"])))
            found |= {Quad(me, p, value, g) for p, value in values}
        return found

    def _about(self, pack: Pack, things: Iterable[Iri]) -> Iterator[Quad]:
        g = self.graph(pack)
        for chunk in _chunks(sorted(things)):
            names = " ".join(codec.term(t) for t in chunk)
            query = f"SELECT ?c ?p ?o WHERE {{ VALUES ?s {{ {names} }} GRAPH {codec.term(g)} {{ ?c {codec.term(v.SUBJECT)} ?s ; ?p ?o }} }}"
            for row in self.store.rows(query):
                c, p = row["c"], row["p"]
                assert isinstance(c, Iri) and isinstance(p, Iri)
                yield Quad(c, p, row["o"], g)

    def _mark(self, pack: Pack) -> set[Quad]:
        g = self.graph(pack)
        return {Quad(g, v.TYPE, v.term("KnowledgePack"), g), Quad(g, v.term("withheld"), Literal("true", v.DATATYPES["boolean"]), g)}

    def _is_withheld(self, pack: Pack) -> bool:
        g = codec.term(self.graph(pack))
        return self.store.ask(f"ASK {{ GRAPH {g} {{ {g} {codec.term(v.term('withheld'))} ?mark }} }}")


# ---- what the packs know of a thing ----------------------------------------------------------------------------------


def _of_country(thing: Iri, facts: Properties, base: str) -> Iterator[_Known]:
    known = countries().get(_iso(thing, base))
    if known and _is_a(facts, "Country"):
        yield _Known("isoAlpha2", Literal(known.iso2.upper()))
        yield _Known("isoAlpha3", Literal(known.iso3.upper()))
        yield _Known("exactMatch", Iri(WIKIDATA + known.wikidata))


def _of_city(thing: Iri, facts: Properties, base: str) -> Iterator[_Known]:
    lands = {_iso(o, base) for o in facts.get(v.term("inCountry"), ()) if isinstance(o, Iri)}
    if len(lands) < 2 and _is_a(facts, "City"):
        iso = next(iter(lands), "")
        found = {_cities()[iso, name] for name in _names(facts) if (iso, name) in _cities()}
        if len(found) == 1:  # two names of two cities: one of the two is wrong
            yield _Known("exactMatch", Iri(f"{GEONAMES}{found.pop()}/"), _BY_NAME if iso else _BY_NAME_ALONE)


def _of_person(thing: Iri, facts: Properties, base: str) -> Iterator[_Known]:
    lands = [o for o in facts.get(v.term("ofCountry"), ()) if isinstance(o, Iri)]
    if len(lands) == 1 and _is_a(facts, "Person"):
        for name in _names(facts):
            for office, since in _heads().get((_iso(lands[0], base), name), ()):
                yield _Known(office, lands[0], _BY_NAME, since)


_KNOWN = {"countries": _of_country, "cities": _of_city, "heads": _of_person}
_OFFICES = {"state": "headOfStateOf", "government": "headOfGovernmentOf"}


@cache
def _cities() -> dict[tuple[str, str], str]:
    """Country and name, or no country and a name that means one city anywhere → GeoNames id."""
    named = {(city.iso2, ids.fold(city.name)): city.geonames for city in cities()}
    return named | {("", ids.fold(city.name)): city.geonames for city in cities() if city.anywhere}


@cache
def _heads() -> dict[tuple[str, str], tuple[tuple[str, str], ...]]:
    """Country and name → offices with the day since when. A name that two office-holders may have is nobody's."""
    whose: dict[tuple[str, str], set[tuple[str, ...]]] = defaultdict(set)
    offices: dict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
    for head in heads():
        for name in head.names:
            at = (head.iso2, ids.fold(name))
            whose[at].add(head.names)
            offices[at].add((_OFFICES[head.office], head.since))
    return {at: tuple(sorted(offices[at])) for at, of in whose.items() if len(of) == 1}


def _names(facts: Properties) -> list[str]:
    return sorted({ids.fold(o.value) for p in (v.PREF_LABEL, v.ALT_LABEL) for o in facts.get(p, ()) if isinstance(o, Literal)})


def _iso(country: Iri, base: str) -> str:
    return country.value.removeprefix(f"{base}country/")


def _is_a(facts: Properties, name: str) -> bool:
    return v.term(name) in facts.get(v.TYPE, ())


def _pack(name: str) -> Pack:
    found = next((pack for pack in PACKS if pack.name == name), None)
    if found is None:
        raise NotFound(f"no pack is called {name!r}; known: {', '.join(p.name for p in PACKS)}")
    return found


def _chunks(items: Sequence[Iri], size: int = 100) -> Iterator[Sequence[Iri]]:
    for i in range(0, len(items), size):
        yield items[i : i + size]
