"""Keeping the simple layer true while articles come and go.

`replacement` compares what an article supported before with what it supports now and gives the one change to the store that puts
both layers right. It reads the neighbourhood of
what changed, never the whole graph; so ingest of one article costs what its neighbourhood costs.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from graph.model import Iri, Literal, Quad, Triple
from graph.quads import codec, derived, simple
from graph.quads import vocabulary as v
from graph.quads.derived import Properties
from graph.quads.simple import ClaimRow
from graph.store.interface import Store
from ontology import terms


@dataclass(frozen=True, slots=True)
class Change:
    """What one commit takes out of the store and puts in; `articles` are the whole graphs of articles, before and after."""

    remove: frozenset[Quad]
    add: frozenset[Quad]
    articles: tuple[tuple[frozenset[Quad], frozenset[Quad]], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.remove or self.add)


@dataclass(frozen=True, slots=True)
class After:
    """The simple layer as it will be.

    What is touched, the accepted facts of anything, and the day of the first report of a thing (ISO, "" for none).
    """

    touched: frozenset[Iri]
    facts: derived.Facts
    since: Callable[[Iri], str]


def replacement(store: Store, graphs: Mapping[Iri, Iterable[Quad]], base: str) -> tuple[Change, After | None]:
    """The change that gives article graphs their new content (empty: the article is withdrawn) and lets the simple layer follow."""
    old = {g: frozenset(store.quads(g.value)) for g in graphs}
    new = {g: frozenset(quads) for g, quads in graphs.items()}
    if old == new:
        return Change(frozenset(), frozenset()), None
    layer = _Layer(store, list(graphs), base, _all_claims(old.values()), _all_claims(new.values()))
    remove, add = layer.change()
    out = {q for g in graphs for q in old[g] - new[g]}
    into = {q for g in graphs for q in new[g] - old[g]}
    out |= {Quad(t.s, t.p, t.o) for t in remove - add}
    into |= {Quad(t.s, t.p, t.o) for t in add - remove}
    return Change(frozenset(out), frozenset(into), tuple((old[g], new[g]) for g in graphs)), layer.after()


def present(store: Store) -> derived.Facts:
    """The accepted facts of anything, as the store has them."""
    return _Layer(store, [], "", Counter(), Counter()).facts_after


def _all_claims(graphs: Iterable[frozenset[Quad]]) -> Counter[ClaimRow]:
    """How many articles make each claim on each day."""
    return Counter(row for quads in graphs for row in _claims(quads))


def _claims(quads: Iterable[Quad]) -> frozenset[ClaimRow]:
    """The claims of one article's graph, but for background knowledge."""
    published = ""
    parts: dict[Iri, dict[Iri, Iri | Literal]] = defaultdict(dict)
    observed: dict[Iri, list[str]] = defaultdict(list)
    for q in quads:
        if q.p in _OF_CLAIMS:
            parts[q.s][q.p] = q.o
        elif q.p == _OBSERVED:
            observed[q.s].append(q.o.value)
        elif q.p == v.PUBLISHED:
            published = q.o.value
    rows = set()
    for claim, of in parts.items():
        if of[_KIND].value != "background":
            subject, predicate = of[v.SUBJECT], of[v.PREDICATE]
            assert isinstance(subject, Iri) and isinstance(predicate, Iri)
            rows.add(ClaimRow(subject, predicate, of[v.OBJECT], published, tuple(sorted(observed.get(claim, ())))))
    return frozenset(rows)


_KIND = v.term("claimKind")
_OBSERVED = v.term("observedOn")
_OF_CLAIMS = frozenset({v.SUBJECT, v.PREDICATE, v.OBJECT, _KIND})


class _Layer:
    """The default graph before and after a change of article graphs."""

    def __init__(self, store: Store, graphs: Sequence[Iri], base: str, old: Counter[ClaimRow], new: Counter[ClaimRow]) -> None:
        self.store, self.base = store, base
        self.elsewhere = f"FILTER(?g NOT IN ({', '.join(codec.term(g) for g in graphs)}))"
        self.old, self.new = old, new
        self.touched = {row for row in old.keys() | new.keys() if old[row] != new[row]}
        old_triples, new_triples = {_triple(r) for r in old}, {_triple(r) for r in new}
        self.gone, self.came = old_triples - new_triples, new_triples - old_triples
        self._before: dict[Iri, Properties] = {}
        self.remove: set[Triple] = set()
        self.add: set[Triple] = set()
        self.types_kept: dict[Iri, set[Iri]] = {}
        self.facts_after: derived.Facts = self._facts

    def change(self) -> tuple[set[Triple], set[Triple]]:
        self._load({r.s for r in self.touched} | {r.o for r in self.touched if isinstance(r.o, Iri)})
        self._many_valued()
        self._single_valued()
        self._derived()
        self._tenures()
        return self.remove, self.add

    def after(self) -> After:
        """The layer as it is once the change is made."""
        return After(frozenset({r.s for r in self.touched}), self.facts_after, self._since)

    def _since(self, iri: Iri) -> str:
        rows = [*self._rows_elsewhere({(iri, v.TYPE)}), *(r for r in self.new if r.s == iri and r.p == v.TYPE)]
        return min((r.published for r in rows), default="")

    # -- accepted triples ----------------------------------------------------------------------------------------------

    def _many_valued(self) -> None:
        gone = {t for t in self.gone if not simple.is_single_valued(t.p)}
        retyped = {t.s for t in gone if t.p == v.TYPE}
        asked = gone | {Triple(s, v.TYPE, o) for s in retyped for o in self._raw(s).get(v.TYPE, ())}
        kept = self._supported_elsewhere(asked) | {_triple(r) for r in self.new}
        for s in retyped:
            self.types_kept[s] = {t.o for t in kept if t.s == s and t.p == v.TYPE and isinstance(t.o, Iri)}
        self.remove |= gone - kept
        self.add |= {t for t in self.came if not simple.is_single_valued(t.p)}

    def _single_valued(self) -> None:
        pairs = {(r.s, r.p) for r in self.touched if simple.is_single_valued(r.p)}
        rows = [*self._rows_elsewhere(pairs), *(r for r in self.new if (r.s, r.p) in pairs)]
        now = simple.chosen(rows)
        was = {Triple(s, p, o) for s, p in pairs for o in self._raw(s).get(p, ())}
        self.remove |= was - now
        self.add |= now - was

    # -- what follows from them ----------------------------------------------------------------------------------------

    def _derived(self) -> None:
        subjects = {t.s for t in self.remove | self.add} | {t.s for t in self.gone | self.came}
        subjects |= self._events_of({t.s for t in self.remove | self.add if t.p in _SIDES})
        after_facts = self.facts_after = self._after_facts()
        before = {t for s in subjects for t in derived.of(s, self._facts)}
        after = {t for s in subjects for t in derived.of(s, after_facts)}
        gone = {t for t in before - after if not self._still_derived(t, subjects, after_facts)}
        # what is derived may be claimed too, as a superclass is by another article
        claimed = {Triple(t.s, v.TYPE, o) for t in gone if t.p == v.TYPE for o in self.types_kept.get(t.s, ())}
        self.remove |= gone - claimed
        self.remove -= after
        self.add |= after - before

    def _still_derived(self, t: Triple, done: set[Iri], facts: derived.Facts) -> bool:
        """Whether another event or agreement derives the triple too."""
        pattern = _SUPPORT.get(v.local(t.p))
        if pattern is None or not isinstance(t.o, Iri):
            return False
        query = "SELECT DISTINCT ?e WHERE { " + pattern.format(a=codec.term(t.s), b=codec.term(t.o), ns=terms.NAMESPACE) + " }"
        others = [row["e"] for row in self.store.rows(query)]
        return any(t in derived.of(e, facts) for e in others if isinstance(e, Iri) and e not in done)

    def _events_of(self, agents: set[Iri]) -> set[Iri]:
        if not agents:
            return set()
        names = " ".join(codec.term(a) for a in sorted(agents))
        roles = "|".join(f"<{terms.iri(name)}>" for name in ("participant", "visitor", "party", "represents"))
        direct = {r["e"] for r in self.store.rows(f"SELECT DISTINCT ?e WHERE {{ VALUES ?a {{ {names} }} ?e {roles} ?a }}")}
        direct |= {t.s for t in self.add if t.o in agents and v.local(t.p) in ("participant", "visitor", "party", "represents")}
        events = {e for e in direct if isinstance(e, Iri)}
        self._load(events)
        delegations = {e for e in events if v.term("Delegation") in self._facts(e).get(v.TYPE, ())}
        return events | (self._events_of(delegations - agents) if delegations - agents else set())

    # -- tenures -------------------------------------------------------------------------------------------------------

    def _tenures(self) -> None:
        for name, former in (("holdsPost", False), ("heldPost", True)):
            p = v.term(name)
            for s, o in sorted({(r.s, r.o) for r in self.touched if r.p == p and isinstance(r.o, Iri)}):
                assert isinstance(o, Iri)
                was = self._tenure_now(s, o, former)
                days = self._days(s, p, o, was)
                now = derived.tenure(s, o, days, former=former, base=self.base) if days else set()
                self.remove |= was - now
                self.add |= now - was

    def _tenure_now(self, person: Iri, post: Iri, former: bool) -> set[Triple]:
        me = next(iter(derived.tenure(person, post, ("", ""), former=former, base=self.base))).s
        self._load({me})
        return {Triple(me, p, o) for p, values in self._raw(me).items() for o in values}

    def _days(self, s: Iri, p: Iri, o: Iri, was: set[Triple]) -> tuple[str, str] | None:
        """First and last day on which the post was observed; None where no article says it any more."""
        mine = [r for r in self.new if _triple(r) == Triple(s, p, o)]
        days = [day for r in mine for day in (r.published, *r.observed)]
        if any(_triple(r) == Triple(s, p, o) for r in self.old):
            days += [day for r in self._rows_elsewhere({(s, p)}, o) for day in (r.published, *r.observed)]
        else:
            # nothing was taken away, so the days known so far stand
            days += [t.o.value for t in was if v.local(t.p) in ("observedFrom", "observedTo")]
        return (min(days), max(days)) if days else None

    # -- reading -------------------------------------------------------------------------------------------------------

    def _load(self, subjects: set[Iri]) -> None:
        wanted = sorted(subjects - self._before.keys())
        found: dict[Iri, dict[Iri, set[Iri | Literal]]] = {s: defaultdict(set) for s in wanted}
        for chunk in _chunks(wanted, 200):
            names = " ".join(codec.term(s) for s in chunk)
            for row in self.store.rows(f"SELECT ?s ?p ?o WHERE {{ VALUES ?s {{ {names} }} ?s ?p ?o FILTER(?p NOT IN ({_FOLLOWS})) }}"):
                s, p = row["s"], row["p"]
                assert isinstance(s, Iri) and isinstance(p, Iri)
                found[s][p].add(row["o"])
        self._before |= {s: {p: frozenset(o) for p, o in of.items()} for s, of in found.items()}

    def _raw(self, subject: Iri) -> Properties:
        if subject not in self._before:
            self._load({subject})
        return self._before[subject]

    def _facts(self, subject: Iri) -> Properties:
        """Accepted triples before the change: of the types only the most specific, for the others may be derived."""
        raw = self._raw(subject)
        return {**raw, v.TYPE: _most_specific(raw[v.TYPE])} if v.TYPE in raw else raw

    def _after_facts(self) -> derived.Facts:
        change: dict[Iri, dict[Iri, tuple[set[Iri | Literal], set[Iri | Literal]]]] = defaultdict(
            lambda: defaultdict(lambda: (set(), set()))
        )
        for t in self.remove:
            change[t.s][t.p][0].add(t.o)
        for t in self.add:
            change[t.s][t.p][1].add(t.o)

        def facts(subject: Iri) -> Properties:
            before = self._facts(subject)
            if subject not in change and subject not in self.types_kept:
                return before
            out = dict(before)
            for p, (removed, added) in change[subject].items():
                out[p] = (out.get(p, frozenset()) - removed) | added
            if subject in self.types_kept:
                out[v.TYPE] = frozenset(self.types_kept[subject])
            return out

        return facts

    def _supported_elsewhere(self, triples: set[Triple]) -> set[Triple]:
        """Those triples that the claims of other articles carry.

        One question each, with its terms written out: an engine answers it from its index in a tenth of a millisecond, while a VALUES block
        makes it join all claims.
        """
        s, p, o = (codec.term(x) for x in (v.SUBJECT, v.PREDICATE, v.OBJECT))
        found = set()
        for t in triples:
            claim = f"?c {s} {codec.term(t.s)} ; {p} {codec.term(t.p)} ; {o} {codec.term(t.o)} ."
            if self.store.ask(f"ASK {{ GRAPH ?g {{ {claim} {_NOT_BACKGROUND} }} {self.elsewhere} }}"):
                found.add(t)
        return found

    def _rows_elsewhere(self, pairs: set[tuple[Iri, Iri]], o: Iri | None = None) -> Iterator[ClaimRow]:
        only = f"VALUES ?o {{ {codec.term(o)} }}" if o else ""
        for chunk in _chunks(sorted(pairs), 200):
            values = " ".join(f"({codec.term(s)} {codec.term(p)})" for s, p in chunk)
            query = f"""SELECT ?s ?p ?o ?d ?x WHERE {{ VALUES (?s ?p) {{ {values} }} {only} GRAPH ?g {{ {_CLAIM}
                ?c <{v.DERIVED_FROM.value}>/<{v.PUBLISHED.value}> ?d . OPTIONAL {{ ?c <{terms.iri("observedOn")}> ?x }}
                {_NOT_BACKGROUND} }} {self.elsewhere} }}"""
            for row in self.store.rows(query):
                s, p = row["s"], row["p"]
                assert isinstance(s, Iri) and isinstance(p, Iri)
                yield ClaimRow(s, p, row["o"], row["d"].value, (row["x"].value,) if "x" in row else ())


_CLAIM = f"?c <{v.SUBJECT.value}> ?s ; <{v.PREDICATE.value}> ?p ; <{v.OBJECT.value}> ?o ."

_NOT_BACKGROUND = f'FILTER NOT EXISTS {{ ?c <{terms.iri("claimKind")}> "background" }}'

_FOLLOWS = ", ".join(f"<{terms.iri(name)}>" for name in ("metWith", "plansToMeet", "visited", "cooperatesWith", "partyTo"))
"""derived predicates that no rule reads and that somebody much met has by the thousand"""

_SIDES = frozenset({v.TYPE, v.term("ofCountry"), v.term("represents")})
"""predicates of an agent on which the derivations from its events rest"""

_TOOK_PART = "{{ ?e <{ns}participant> %s }} UNION {{ ?%s <{ns}represents> %s . ?e <{ns}participant> ?%s }}"
_BOTH = "{{ " + _TOOK_PART % ("{a}", "x", "{a}", "x") + " }} {{ " + _TOOK_PART % ("{b}", "y", "{b}", "y") + " }}"
_SUPPORT = {
    "metWith": _BOTH,
    "plansToMeet": _BOTH,
    "visited": "?e <{ns}destination> {b} . {{ ?e <{ns}visitor> {a} }} UNION {{ ?x <{ns}represents> {a} . ?e <{ns}visitor> ?x }}",
    "cooperatesWith": "?e <{ns}party> {a} . ?e <{ns}party> {b}",
}
"""where to look for other support of a derived triple"""


def _triple(row: ClaimRow) -> Triple:
    return Triple(row.s, row.p, row.o)


def _most_specific(types: frozenset[Iri | Literal]) -> frozenset[Iri | Literal]:
    above = {terms.iri(parent) for t in types if isinstance(t, Iri) for parent in terms.superclasses(v.local(t))}
    return frozenset(t for t in types if t.value not in above)


T = TypeVar("T")


def _chunks(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    for i in range(0, len(items), size):
        yield items[i : i + size]
