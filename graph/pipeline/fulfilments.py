"""What people decided about promises.

A promise counts as kept or superseded where a person said so, and only as long as both it and what kept or superseded it stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from graph import ids
from graph.model import Iri, Literal, Quad
from graph.pipeline.identification import Identity
from graph.quads import codec
from graph.quads import vocabulary as v
from graph.quads.derived import Facts
from graph.store.interface import Store

_FOLLOWS = {"kept": v.term("fulfilledBy"), "superseded": v.term("supersededBy")}
"""what a judgement makes of promise and outcome"""


@dataclass(frozen=True, slots=True)
class Fulfilment:
    """A person's judgement on a promise and what may have kept it or taken its place (keys).

    `kept`, `superseded`, or `notKept` where it is neither.
    """

    promise: str
    outcome: str
    judgement: str
    decided_by: str
    decided_at: str
    reason: str = ""


class Fulfilments:
    """The judgements on promises in one store, and the `fulfilledBy` and `supersededBy` triples that follow from them."""

    def __init__(self, store: Store, identity: Identity, base: str) -> None:
        self.store, self.identity, self.base = store, identity, base

    def judged(self, f: Fulfilment) -> tuple[set[Quad], set[Quad]]:
        """What to remove and add to put a judgement in place of the one there is on the same two."""
        out = set(self._decision(f.promise, f.outcome))
        return out - self._quads(f), self._quads(f) - out

    def taken_back(self, promise: str, outcome: str) -> set[Quad]:
        """The quads of the judgement on the two, empty where there is none."""
        return set(self._decision(promise, outcome))

    def follow(
        self, touched: Iterable[Iri], moved: Mapping[str, str], facts: Facts, judged: tuple[set[Quad], set[Quad]] = (set(), set())
    ) -> tuple[set[Quad], set[Quad]]:
        """How what follows from judgements changes with things that came, went, or became one with others, and with a judgement."""
        here = set(touched) | {Iri(self.base + key) for pair in moved.items() for key in pair}
        here |= {q.o for q in judged[0] | judged[1] if q.p == v.term("left") and isinstance(q.o, Iri)}
        decisions = self._about(here, judged)
        promises = {left for left, _, _ in decisions}
        canonical = {**self.identity.canonical(self._key(right) for _, right, _ in decisions), **moved}
        now: set[Quad] = set()
        for left, right, judgement in decisions:
            outcome = Iri(self.base + canonical.get(self._key(right), self._key(right)))
            p = _FOLLOWS.get(judgement)
            if p and facts(left).get(v.TYPE) and facts(outcome).get(v.TYPE):
                now.add(Quad(left, p, outcome))
        was = {
            Quad(left, p, row["o"])
            for left in promises
            for p in _FOLLOWS.values()
            for row in self.store.rows(f"SELECT ?o WHERE {{ {codec.term(left)} {codec.term(p)} ?o }}")
        }
        return was - now, now - was

    def _about(self, things: set[Iri], judged: tuple[set[Quad], set[Quad]]) -> set[tuple[Iri, Iri, str]]:
        """(promise, outcome, judgement) of all decisions on promises that are decided on one of the things, as they will be."""
        values = " ".join(codec.term(t) for t in sorted(things))
        left, right, judgement = (codec.term(v.term(name)) for name in ("left", "right", "judgement"))
        query = f"""SELECT DISTINCT ?d ?l ?r ?j WHERE {{ VALUES ?t {{ {values} }} GRAPH {codec.term(self.identity.decisions)} {{
            ?one a {codec.term(v.term("FulfilmentDecision"))} ; {left} ?l ; {left}|{right} ?t .
            ?d a {codec.term(v.term("FulfilmentDecision"))} ; {left} ?l ; {right} ?r ; {judgement} ?j }} }}"""
        found = {}
        for row in self.store.rows(query):
            d, lhs, rhs = row["d"], row["l"], row["r"]
            assert isinstance(d, Iri) and isinstance(lhs, Iri) and isinstance(rhs, Iri)
            found[d] = (lhs, rhs, row["j"].value)
        gone = {q.s for q in judged[0]}
        come: dict[Iri, dict[Iri, Iri | Literal]] = {}
        for q in judged[1]:
            come.setdefault(q.s, {})[q.p] = q.o
        kept = {row for d, row in found.items() if d not in gone | come.keys()}
        for d in come.keys() | (gone & come.keys()):
            of = {**{q.p: q.o for q in self._node(d) if q not in judged[0]}, **come[d]}
            lhs, rhs = of[v.term("left")], of[v.term("right")]
            assert isinstance(lhs, Iri) and isinstance(rhs, Iri)
            kept.add((lhs, rhs, of[v.term("judgement")].value))
        # a promise whose only judgement was taken back has still to lose its triple
        return kept | {(q.o, q.o, "") for q in judged[0] if q.p == v.term("left") and isinstance(q.o, Iri)}

    def _key(self, iri: Iri) -> str:
        return iri.value.removeprefix(self.base)

    def _iri(self, promise: str, outcome: str) -> Iri:
        return Iri(f"{self.base}decision/{ids.digest(promise, outcome, 'fulfilment')}")

    def _decision(self, promise: str, outcome: str) -> Iterator[Quad]:
        return self._node(self._iri(promise, outcome))

    def _node(self, me: Iri) -> Iterator[Quad]:
        g = self.identity.decisions
        for row in self.store.rows(f"SELECT ?p ?o WHERE {{ GRAPH {codec.term(g)} {{ {codec.term(me)} ?p ?o }} }}"):
            p = row["p"]
            assert isinstance(p, Iri)
            yield Quad(me, p, row["o"], g)

    def _quads(self, f: Fulfilment) -> set[Quad]:
        me, g = self._iri(f.promise, f.outcome), self.identity.decisions
        values: list[tuple[str, Iri | Literal]] = [
            ("left", Iri(self.base + f.promise)),
            ("right", Iri(self.base + f.outcome)),
            ("judgement", Literal(f.judgement)),
            ("decidedBy", Literal(f.decided_by)),
            ("decidedAt", Literal(f.decided_at, v.XSD + "dateTime")),
        ]
        if f.reason:
            values.append(("reason", Literal(f.reason)))
        return {Quad(me, v.TYPE, v.term("FulfilmentDecision"), g)} | {Quad(me, v.term(name), value, g) for name, value in values}
