"""What a graph says of one article, read from quads: claims of the article's own graph, with their evidence.

Names and types of a thing are read wherever the store has them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from graph.model import Iri, Literal, Quad
from graph.quads import vocabulary as v
from tests.quality.corpus import Day, Stretch
from tests.quality.naming import edtf_days, normal

Term = Iri | Literal
_NAMES = (v.LABEL, v.ALT_LABEL, v.PREF_LABEL)


@dataclass(frozen=True, slots=True)
class Utterance:
    """A statement: who said it, and where it stands."""

    speakers: tuple[Iri, ...]
    spans: tuple[Stretch, ...]


class Graph:
    """An index over all quads of a store."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        self.names: dict[Iri, set[str]] = defaultdict(set)
        self.types: dict[Iri, set[str]] = defaultdict(set)
        self.represents: dict[Iri, list[Term]] = defaultdict(list)
        self.posts_of: dict[Iri, list[Term]] = defaultdict(list)
        self._articles: dict[str, Iri] = {}
        self._graphs: dict[Iri, dict[Iri, list[Quad]]] = defaultdict(lambda: defaultdict(list))
        for quad in sorted(quads, key=lambda q: (q.s, q.p, str(q.o))):
            self._take(quad)

    def _take(self, quad: Quad) -> None:
        if quad.g is not None:
            self._graphs[quad.g][quad.s].append(quad)
        if quad.p in _NAMES and (name := normal(quad.o.value)):
            self.names[quad.s].add(name)
        elif quad.p == v.TYPE:
            self.types[quad.s].add(v.local(Iri(quad.o.value)))
        elif quad.p == v.IDENTIFIER and quad.g is not None:
            self._articles[quad.o.value] = quad.g
        elif quad.p == v.term("represents"):
            self.represents[quad.s].append(quad.o)
        elif quad.p in (v.term("postOf"), v.term("ofCountry")):
            self.posts_of[quad.s].append(quad.o)

    def facts(self, identifier: str) -> Facts:
        """What is said of the article with this identifier; nothing if it is not there."""
        graph = self._articles.get(identifier)
        return Facts(self, self._graphs[graph] if graph is not None else {})


@dataclass
class Facts:
    """The claims of one article by subject and predicate, each with the stretches that say so."""

    graph: Graph
    nodes: Mapping[Iri, list[Quad]]
    claims: dict[Iri, dict[str, dict[Term, set[Stretch]]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for node in sorted(self.nodes):
            values = self._values(node)
            if v.PREDICATE in values and Literal("background") not in values[v.term("claimKind")]:
                s, p, o = (values[x][0] for x in (v.SUBJECT, v.PREDICATE, v.OBJECT))
                by_predicate = self.claims.setdefault(Iri(s.value), defaultdict(dict))
                by_predicate[v.local(Iri(p.value))].setdefault(o, set()).update(self._spans(values))

    def _values(self, node: Iri) -> dict[Iri, list[Term]]:
        found: dict[Iri, list[Term]] = defaultdict(list)
        for quad in self.nodes[node]:
            found[quad.p].append(quad.o)
        return found

    def _spans(self, values: Mapping[Iri, list[Term]]) -> list[Stretch]:
        found = []
        for evidence in values.get(v.term("evidence"), ()):
            at = self._values(Iri(evidence.value))
            found.append((int(at[v.term("start")][0].value), int(at[v.term("end")][0].value)))
        return found

    @cached_property
    def utterances(self) -> list[Utterance]:
        """Statements that have a speaker and evidence."""
        found = []
        for node in sorted(self.nodes):
            values = self._values(node)
            speakers = tuple(Iri(x.value) for x in values[v.term("speaker")])
            if speakers and (spans := self._spans(values)):
                found.append(Utterance(speakers, tuple(spans)))
        return found

    @cached_property
    def quotes(self) -> list[tuple[int, int, str]]:
        """Every piece of evidence: start, end, and the words it is said to have."""
        found = []
        for node in sorted(self.nodes):
            values = self._values(node)
            if v.term("quote") in values:
                start, end, words = (values[v.term(x)][0].value for x in ("start", "end", "quote"))
                found.append((int(start), int(end), words))
        return found

    @cached_property
    def mentioned(self) -> list[Iri]:
        """Everything that claims and statements are about, terms of the vocabulary left out."""
        found = {o for by in self.claims.values() for os in by.values() for o in os if isinstance(o, Iri)} | set(self.claims)
        found |= {x for u in self.utterances for x in u.speakers}
        return sorted(x for x in found if v.local(x) == x.value)

    def names(self, node: Term) -> set[str]:
        """Names of a thing, or the words of a literal, in normal form."""
        return {normal(node.value)} if isinstance(node, Literal) else self.graph.names.get(node, set())

    def types(self, node: Term) -> set[str]:
        """Classes of a thing, as this article has it or any."""
        if isinstance(node, Literal):
            return set()
        claimed = {v.local(Iri(o.value)) for o in self.claims.get(node, {}).get("type", ())}
        return claimed | self.graph.types.get(node, set())

    def objects(self, node: Iri, *predicates: str) -> list[Term]:
        """What claims say of a thing."""
        return [o for p in predicates for o in self.claims.get(node, {}).get(p, ())]

    def value(self, node: Iri, predicate: str) -> str | None:
        """The single value of a property: words, or the local name of a term."""
        found = self.objects(node, predicate)
        return None if not found else found[0].value if isinstance(found[0], Literal) else v.local(found[0])

    def spans(self, node: Iri) -> list[Stretch]:
        """Every stretch that says something of a thing."""
        return sorted({s for by in self.claims.get(node, {}).values() for spans in by.values() for s in spans})

    def days(self, node: Iri) -> tuple[Day, Day]:
        """First and last day of an event or agreement."""
        date = self.value(node, "date")
        return edtf_days(date) if date else (self.value(node, "earliest"), self.value(node, "latest"))

    def of_class(self, *classes: str) -> list[Iri]:
        """Things that this article itself says to be of one of these classes."""
        wanted = {v.term(c) for c in classes}
        return [s for s, by in self.claims.items() if wanted & set(by.get("type", ()))]

    def company(self, event: Iri) -> tuple[list[Term], list[Term]]:
        """Persons and bodies that take part, and countries involved. A delegation stands for whom it represents."""
        those: list[Term] = []
        for o in self.objects(event, "participant", "visitor"):
            stands_for = []
            if isinstance(o, Iri) and "Delegation" in self.types(o):
                stands_for = self.objects(o, "represents") or self.graph.represents[o]
            else:
                stands_for = [o]
            those += stands_for
        those = list(dict.fromkeys(those))
        lands = [o for o in those if "Country" in self.types(o)]
        rest = [o for o in those if not {"Country", "Place"} & self.types(o)]
        return rest, list(dict.fromkeys([*lands, *self.objects(event, "involves")]))
