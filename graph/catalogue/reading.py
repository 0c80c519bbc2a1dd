"""Reading the graph in batches: names, facts, and pages of lists, for all the views."""

from __future__ import annotations

import base64
import binascii
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from graph import ids
from graph.catalogue.views import Fact, Ref, Value
from graph.errors import NotFound, QueryError
from graph.model import Iri, Literal
from graph.store.interface import Row, Store
from ontology import terms

Facts = Mapping[str, Sequence[Iri | Literal]]
"""objects by local name of the predicate (`type`, `label`, `altLabel`, `participant` …)"""

_LIST = 200
"""resources asked for in one query"""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What is in a store, as people look it up. `base` is the base of data IRIs."""

    store: Store
    base: str

    # -- names and ids -------------------------------------------------------------------------------------------------

    def iri(self, id_: str) -> Iri:
        """The IRI of an id (`person/in/asha-verma`), which may be an IRI already. Raises NotFound for what cannot be one."""
        value = id_ if id_.startswith(self.base) else self.base + id_
        if not id_ or not ids.fits_iri(value):
            raise NotFound(f"{id_!r} is no id")
        return Iri(value)

    def id(self, iri: Iri) -> str:
        """The id of an IRI: without the base."""
        return iri.value.removeprefix(self.base)

    def rows(self, query: str) -> Iterator[Row]:
        """Solutions of a query; the vocabulary's prefixes are known."""
        return self.store.rows(PROLOGUE + query)

    def facts(self, iris: Iterable[Iri]) -> dict[Iri, Facts]:
        """The simple layer's triples of each resource, by predicate."""
        found: dict[Iri, dict[str, list[Iri | Literal]]] = {iri: defaultdict(list) for iri in iris}
        for chunk in chunks(sorted(found)):
            for row in self.rows(f"SELECT ?s ?p ?o WHERE {{ VALUES ?s {{ {values(chunk)} }} ?s ?p ?o }}"):
                found[resource(row, "s")][name(resource(row, "p"))].append(row["o"])
        return {iri: dict(of) for iri, of in found.items()}

    def refs(self, iris: Iterable[Iri]) -> dict[Iri, Ref]:
        """Label and most specific class of each resource, in one go."""
        wanted = set(iris)
        labels: dict[Iri, str] = {}
        types: dict[Iri, set[str]] = defaultdict(set)
        for chunk in chunks(sorted(wanted)):
            query = f"SELECT ?s ?p ?o WHERE {{ VALUES ?s {{ {values(chunk)} }} VALUES ?p {{ rdf:type rdfs:label }} ?s ?p ?o }}"
            for row in self.rows(query):
                s, o = resource(row, "s"), row["o"]
                if isinstance(o, Iri):
                    types[s].add(name(o))
                else:
                    labels[s] = o.value
        return {iri: self.ref(iri, labels.get(iri), types.get(iri, ())) for iri in wanted}

    def ref(self, iri: Iri, label: str | None, types: Iterable[str]) -> Ref:
        """A Ref from what is known of a resource; without a label its id stands for one."""
        id_ = self.id(iri)
        known = [t for t in types if terms.is_class(t)]
        kind = terms.most_specific(known) if known else ("Article" if id_.startswith("article/") else "Thing")
        return Ref(id_, iri.value, label or id_.rpartition("/")[2].rpartition("#")[2], kind)

    def ref_of(self, iri: Iri, facts: Facts) -> Ref:
        """A Ref from a resource's own facts."""
        label = next((o.value for o in facts.get("label", ()) if isinstance(o, Literal)), None)
        return self.ref(iri, label, (name(o) for o in facts.get("type", ()) if isinstance(o, Iri)))

    # -- facts ---------------------------------------------------------------------------------------------------------

    def all_facts(self, me: Iri, mine: Facts, *, incoming: int = 500) -> tuple[Fact, ...]:
        """Every triple of a resource, out and in, with names, status and date of the other ends; labels and classes are left out.

        At most `incoming` triples that point here are given: a country has more than anybody reads.
        """
        going, coming = self.triples(me, mine, incoming)
        out = [(p, "out", o) for p, o in going if p not in _NAMES]
        into = [(p, "in", s) for p, s in coming]
        ends = {o for _, _, o in (*out, *into) if isinstance(o, Iri)}
        refs = self.refs(ends)
        states = self.states(ends)
        facts = []
        for p, direction, o in (*out, *into):
            if direction == "in" and p in _SYMMETRIC:
                continue
            ref, value = (refs[o], None) if isinstance(o, Iri) else (None, literal(o))
            status, date = states.get(o, (None, None)) if isinstance(o, Iri) else (None, None)
            facts.append(Fact(p, direction, ref, value, is_derived(p), status, date))
        return tuple(
            sorted(
                facts,
                key=lambda f: (f.predicate, f.direction, f.date or "", f.other.label if f.other else f.value.value if f.value else ""),
            )
        )

    def triples(self, me: Iri, mine: Facts, incoming: int) -> tuple[list[tuple[str, Iri | Literal]], list[tuple[str, Iri]]]:
        """Predicates and objects that go out, predicates and subjects that come in, classes left out of these."""
        query = f"SELECT ?s ?p WHERE {{ ?s ?p {term(me)} FILTER(?p != rdf:type) }} LIMIT {incoming}"
        into = [(name(resource(row, "p")), resource(row, "s")) for row in self.rows(query)]
        return [(p, o) for p, objects in mine.items() for o in objects], into

    def states(self, iris: Iterable[Iri]) -> dict[Iri, tuple[str | None, str | None]]:
        """Status and date of those of the resources that have one."""
        found: dict[Iri, dict[str, str]] = defaultdict(dict)
        for chunk in chunks(sorted(iris)):
            query = f"SELECT ?s ?p ?o WHERE {{ VALUES ?s {{ {values(chunk)} }} VALUES ?p {{ cmq:status cmq:date }} ?s ?p ?o }}"
            for row in self.rows(query):
                o = row["o"]
                found[resource(row, "s")][name(resource(row, "p"))] = name(o) if isinstance(o, Iri) else o.value
        return {iri: (of.get("status"), of.get("date")) for iri, of in found.items()}


PROLOGUE = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in terms.PREFIXES.items())

_NAMES = frozenset({"type", "label", "altLabel", "prefLabel"})
_SYMMETRIC = frozenset({"metWith", "plansToMeet", "cooperatesWith"})
"""stored in both directions, so the outgoing half says it all"""

_BORROWED = {
    terms.PREFIXES["rdf"] + "type": "type",
    terms.PREFIXES["rdfs"] + "label": "label",
    terms.PREFIXES["skos"] + "altLabel": "altLabel",
    terms.PREFIXES["skos"] + "prefLabel": "prefLabel",
    terms.PREFIXES["skos"] + "exactMatch": "exactMatch",
}


def name(iri: Iri) -> str:
    """The local name of a term; of a foreign one the IRI."""
    return _BORROWED.get(iri.value) or terms.local(iri.value) or iri.value


def predicate(local: str) -> str:
    """The IRI of a predicate by local name. Raises NotFound with what comes near for one the vocabulary does not have."""
    for iri, borrowed in _BORROWED.items():
        if borrowed == local:
            return iri
    try:
        return terms.iri(local)
    except AttributeError as e:
        raise NotFound(str(e)) from None


def is_derived(local: str) -> bool:
    """Whether triples of this predicate follow by a rule rather than being claimed."""
    try:
        return terms.derived_by(local) is not None
    except AttributeError:
        return False


def resource(row: Row, variable: str) -> Iri:
    """The resource bound to a variable."""
    value = row[variable]
    if not isinstance(value, Iri):
        raise TypeError(f"?{variable} is a literal: {value.value!r}")
    return value


def term(iri: Iri) -> str:
    """An IRI as SPARQL writes it."""
    return f"<{iri.value}>"


def text(value: str) -> str:
    """A string as SPARQL writes it."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return f'"{escaped}"'


def values(iris: Iterable[Iri]) -> str:
    """IRIs for a VALUES block."""
    return " ".join(term(i) for i in iris)


def literal(value: Literal) -> Value:
    """A literal with the short name of its datatype."""
    return Value(value.value, value.datatype.rpartition("#")[2].rpartition("/")[2].lower() or "string")


def chunks(items: Sequence[Iri], size: int = _LIST) -> Iterator[Sequence[Iri]]:
    """The items in runs of at most `size`."""
    for i in range(0, len(items), size):
        yield items[i : i + size]


# ---- cursors ---------------------------------------------------------------------------------------------------------


def cursor(*key: str) -> str:
    """An opaque mark of a place in a sorted list: the sort key of the last item seen."""
    return base64.urlsafe_b64encode(json.dumps(key, ensure_ascii=False).encode()).decode().rstrip("=")


def place(mark: str | None, size: int) -> tuple[str, ...] | None:
    """The sort key in a cursor. Raises QueryError for one that this list did not give out."""
    if not mark:
        return None
    try:
        key = json.loads(base64.urlsafe_b64decode(mark + "=" * (-len(mark) % 4)))
    except (ValueError, binascii.Error, UnicodeDecodeError):
        key = None
    if not isinstance(key, list) or len(key) != size or not all(isinstance(k, str) for k in key):
        raise QueryError("cursor: not one that this list gave out; leave it away to start from the beginning")
    return tuple(key)
