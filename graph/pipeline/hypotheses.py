"""Keeping the links graph: hypotheses between promises and what may have become of them, and between events that may belong together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from graph import edtf, ids
from graph.knowledge import countries
from graph.model import Iri, Literal, Quad
from graph.pipeline.upkeep import After
from graph.promises.matching import Hypothesis, Matter, hypotheses, words
from graph.quads import codec
from graph.quads import vocabulary as v
from graph.quads.derived import Facts, Properties
from graph.store.interface import Store
from ontology import terms

_KINDS = ("Event", "Agreement", "JointBody", "Commitment")
_SIDES = {"Commitment": ("by", "toward"), "Event": ("involves",), "Agreement": ("involves",), "JointBody": ("involves",)}


class Links:
    """The links graph of one store."""

    def __init__(self, store: Store, base: str) -> None:
        self.store, self.base = store, base
        self.graph = Iri(f"{base}graph/links")

    def change(self, after: After) -> tuple[set[Quad], set[Quad]]:
        """What to remove and add after a change of the simple layer."""
        return _Run(self, after).change()

    def about(self, iri: Iri) -> Iterator[Quad]:
        """The hypotheses that a thing stands in."""
        g, me = codec.term(self.graph), codec.term(iri)
        sides = f"{codec.term(v.term('left'))}|{codec.term(v.term('right'))}"
        for row in self.store.rows(f"SELECT ?h ?p ?o WHERE {{ GRAPH {g} {{ ?h {sides} {me} . ?h ?p ?o }} }}"):
            h, p = row["h"], row["p"]
            assert isinstance(h, Iri) and isinstance(p, Iri)
            yield Quad(h, p, row["o"], self.graph)

    def quads(self, h: Hypothesis) -> set[Quad]:
        """One hypothesis in the links graph."""
        me = Iri(f"{self.base}hypothesis/{ids.digest(h.left, h.relation, h.right)}")
        values: list[tuple[str, Iri | Literal]] = [
            ("left", Iri(h.left)),
            ("right", Iri(h.right)),
            ("relation", Literal(h.relation)),
            ("confidence", v.decimal(h.confidence)),
            ("basis", Literal("; ".join(h.basis))),
        ]
        return {Quad(me, v.TYPE, v.term("Hypothesis"), self.graph)} | {Quad(me, v.term(name), value, self.graph) for name, value in values}


class _Run:
    """One change of the links graph."""

    def __init__(self, links: Links, after: After) -> None:
        self.links, self.store = links, links.store
        self.facts, self.since, self.touched = after.facts, after.since, after.touched
        self.matters: dict[Iri, Matter | None] = {}
        self.first: dict[str, str] = {}

    def change(self) -> tuple[set[Quad], set[Quad]]:
        mine = {iri for iri in self.touched if iri.value.startswith(self.links.base)}
        was = {q for iri in mine for q in self.links.about(iri)}
        now: set[Quad] = set()
        for iri in mine:
            matter = self._matter(iri)
            # what comes with this commit is not in the store yet
            for other in self._partners(matter) | (mine - {iri}) if matter else ():
                twin = self._matter(other)
                # the first day of each is asked for where anything hangs on it: of a thousand pairs, of a few
                if matter and twin and hypotheses(matter, twin):
                    now |= {q for h in hypotheses(self._dated(matter), self._dated(twin)) for q in self.links.quads(h)}
        return was - now, now - was

    def _dated(self, m: Matter) -> Matter:
        """The matter with the first day on which it was reported, which matters for what is still owed."""
        if m.pending and m.id not in self.first:
            self.first[m.id] = self.since(Iri(m.id))
        return replace(m, since=self.first.get(m.id, ""))

    def _matter(self, iri: Iri) -> Matter | None:
        if iri not in self.matters:
            self.matters[iri] = self._read(iri, self.facts)
        return self.matters[iri]

    def _read(self, iri: Iri, facts: Facts) -> Matter | None:
        mine = facts(iri)
        classes = {v.local(t) for t in mine.get(v.TYPE, ()) if isinstance(t, Iri)}
        kinds = classes | {parent for t in classes if terms.is_class(t) for parent in terms.superclasses(t)}
        kind = next((k for k in _KINDS if k in kinds), None)
        if kind is None:
            return None
        value = next((o.value for name in ("date", "due") for o in mine.get(v.term(name), ())), None)
        earliest, latest = edtf.bounds(value) if value else (None, None)
        status = next((v.local(o) for o in mine.get(v.term("status"), ()) if isinstance(o, Iri)), "")
        sides = _resources(mine, *_SIDES[kind])
        agents = _resources(mine, "participant", "visitor", "party", "by")
        # a topic's key says what it is about; its names may change with articles that have nothing to do with this
        texts = [o.value for o in mine.get(v.PREF_LABEL, ())]
        texts += [topic.value.rpartition("/")[2].replace("-", " ") for topic in _iris(mine, "area", "topic")]
        return Matter(
            id=iri.value,
            kinds=frozenset(kinds),
            status=status,
            sides=sides,
            agents=agents,
            earliest=earliest.isoformat() if earliest else "",
            latest=latest.isoformat() if latest else "",
            words=words(texts, _names(sides)),
            during=_resources(mine, "during"),
        )

    def _partners(self, m: Matter) -> set[Iri]:
        """Matters that have two sides in common with this one, or that the same promisers are due to do: all else cannot match."""
        found: set[Iri] = set()
        pair = [codec.term(Iri(s)) for s in sorted(m.sides)[:2]]
        if len(pair) == 2:
            roles = "|".join(codec.term(v.term(name)) for name in ("involves", "by", "toward"))
            found |= self._found(f"?e {roles} {pair[0]} . ?e {roles} {pair[1]}")
        if "Commitment" in m.kinds and m.agents and m.latest:
            by = codec.term(v.term("by"))
            everyone = " ".join(f"?e {by} {codec.term(Iri(a))} ." for a in sorted(m.agents))
            found |= self._found(f"{everyone} ?e {codec.term(v.term('due'))} ?day")
        return {e for e in found if e.value != m.id}

    def _found(self, pattern: str) -> set[Iri]:
        return {e for row in self.store.rows(f"SELECT DISTINCT ?e WHERE {{ {pattern} }}") if isinstance(e := row["e"], Iri)}


def _iris(mine: Properties, *names: str) -> list[Iri]:
    return [o for name in names for o in mine.get(v.term(name), ()) if isinstance(o, Iri)]


def _resources(mine: Properties, *names: str) -> frozenset[str]:
    return frozenset(o.value for o in _iris(mine, *names))


def _names(sides: Iterable[str]) -> list[str]:
    """English names of the countries among the sides: words that both ends share by being between the same two."""
    known = countries()
    return [c.name for s in sides if (c := known.get(s.rpartition("/")[2]))]
