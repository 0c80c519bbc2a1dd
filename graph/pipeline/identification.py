"""Who is who as articles come and go: the incremental form of `graph.identity.clusters.partition`.

State lives in two graphs of the store. The identity graph holds, for each natural key that some article uses, its member (what
scoring reads), its blocks, and its canonical key where that is another. The
decisions graph holds judgements on pairs: automatic ones, which are a function of the members, and people's. One article touches
its own keys, those that share a block with a new one, and the clusters
these stand in; nothing else is read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from graph import ids
from graph.identity import names, scoring
from graph.identity.blocking import blocks
from graph.identity.clusters import Decision, partition
from graph.identity.members import Member
from graph.identity.scores import UNDECIDED
from graph.model import Iri, Literal, Quad
from graph.quads import codec
from graph.quads import vocabulary as v
from graph.store.interface import Row, Store

NAMED = frozenset({"person", "body", "jointbody", "post", "place"})
"""kinds decided first: events are compared by who took part, so who is who comes before what is the same event"""


@dataclass(frozen=True, slots=True)
class Identification:
    """The outcome of one article's coming or going: the change of state, and the keys whose canonical key is now another."""

    remove: frozenset[Quad]
    add: frozenset[Quad]
    canonical: Mapping[str, str]
    moved: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Arrival:
    """What an article brings: its members, and the posts it sees persons in (natural keys)."""

    members: Mapping[str, Member] = field(default_factory=dict)
    posts: Mapping[str, frozenset[str]] = field(default_factory=dict)


class Identity:
    """The state of who is who in one store."""

    def __init__(self, store: Store, base: str) -> None:
        self.store, self.base = store, base
        self.graph = Iri(f"{base}graph/identity")
        self.decisions = Iri(f"{base}graph/decisions")

    def exchange(self, article: Iri, arrival: Arrival) -> Identification:
        """Replace what an article said by `arrival` (empty: it is withdrawn)."""
        run = _Run(self, article, arrival)
        for kinds in (NAMED, None):
            run.settle(kinds)
        return run.outcome()

    def decide(self, decision: Decision) -> Identification:
        """Add a person's judgement on two keys; it stands over automatic ones."""
        run = _Run(self, Iri(f"{self.base}article/-"), None)
        run.judge(decision)
        for kinds in (NAMED, None):
            run.settle(kinds)
        return run.outcome()

    def undo(self, left: str, right: str) -> Identification:
        """Take a person's judgement back; the automatic one stands again."""
        run = _Run(self, Iri(f"{self.base}article/-"), None)
        run.unjudge(left, right)
        for kinds in (NAMED, None):
            run.settle(kinds)
        return run.outcome()

    def known(self, keys: Iterable[str]) -> set[str]:
        """Those of the keys that some article uses."""
        values = " ".join(codec.term(self.iri(k)) for k in keys)
        query = f"SELECT ?s WHERE {{ VALUES ?s {{ {values} }} GRAPH {codec.term(self.graph)} {{ ?s {_p('member')} ?m }} }}"
        return {self.key(_iri(row, "s")) for row in self.store.rows(query)}

    def canonical(self, keys: Iterable[str]) -> dict[str, str]:
        """The canonical key of those keys for which it is another."""
        found: dict[str, str] = {}
        for chunk in _chunked(sorted(keys)):
            subjects = " ".join(codec.term(self.iri(k)) for k in chunk)
            query = f"SELECT ?s ?x WHERE {{ VALUES ?s {{ {subjects} }} GRAPH {codec.term(self.graph)} {{ ?s {_p('canonical')} ?x }} }}"
            found |= {self.key(_iri(row, "s")): self.key(_iri(row, "x")) for row in self.store.rows(query)}
        return found

    def articles_naming(self, keys: Iterable[str]) -> set[Iri]:
        """The graphs of articles whose claims or statements are about one of the natural keys."""
        names = "|".join(_p(name) for name in ("subjectKey", "objectKey", "speakerKey", "innerSpeakerKey", "channelKey"))
        found: set[Iri] = set()
        for values in _values(keys):
            query = f"SELECT DISTINCT ?g WHERE {{ VALUES ?k {{ {values} }} GRAPH ?g {{ ?c {names} ?k }} }}"
            found |= {_iri(row, "g") for row in self.store.rows(query)}
        return found

    # -- quads ---------------------------------------------------------------------------------------------------------

    def iri(self, key: str) -> Iri:
        return Iri(self.base + key)

    def key(self, iri: Iri) -> str:
        return iri.value.removeprefix(self.base)

    def member_quads(self, m: Member) -> set[Quad]:
        me, g = self.iri(m.key), self.graph
        out = {Quad(me, v.term("member"), Literal(m.to_json()), g)}
        out |= {Quad(me, v.term("block"), Literal(b), g) for b in blocks(m)}
        return out | {Quad(me, v.term("partyKey"), Literal(p), g) for p in m.agents}

    def decision_quads(self, d: Decision) -> set[Quad]:
        me = Iri(f"{self.base}decision/{ids.digest(d.left, d.right, 'human' if d.human else 'auto')}")
        values: list[tuple[str, Iri | Literal]] = [
            ("left", self.iri(d.left)),
            ("right", self.iri(d.right)),
            ("judgement", Literal(d.judgement)),
            ("decidedBy", Literal(d.decided_by)),
            ("score", v.decimal(d.score)),
            *(("reason", Literal(r)) for r in d.reasons),
        ]
        if d.decided_at:
            values.append(("decidedAt", Literal(d.decided_at, v.XSD + "dateTime")))
        out = {Quad(me, v.term(name), value, self.decisions) for name, value in values}
        return out | {Quad(me, v.TYPE, v.term("IdentityDecision"), self.decisions)}


class _Run:
    """One change: reads state lazily, overlays what is decided on the way."""

    def __init__(self, identity: Identity, article: Iri, arrival: Arrival | None) -> None:
        self.identity, self.store, self.article = identity, identity.store, article
        self.arrival = arrival or Arrival()
        self._members: dict[str, Member | None] = {}
        self._canonical: dict[str, str] = {}
        self._was: dict[str, str] = {}
        self._edges: dict[str, dict[tuple[str, bool], Decision]] = {}
        self.fresh: dict[str, Member] = {}
        self.gone: set[str] = set()
        self.seeds: set[str] = set()
        self.removed: set[Quad] = set()
        self.added: set[Quad] = set()
        if arrival is not None:
            self._compare()

    # -- what comes and goes -------------------------------------------------------------------------------------------

    def _compare(self) -> None:
        had = self._keys_of_article()
        self._load_members(had | self.arrival.members.keys())
        left = {k for k in had - self.arrival.members.keys() if self._members.get(k)}
        self.gone = left - self._used_elsewhere(left)
        self.fresh = {k: m for k, m in self.arrival.members.items() if self._members.get(k) is None}
        self._load_edges(self.gone)
        for key in self.gone:
            member = self._members[key]
            assert member is not None
            self.removed |= self.identity.member_quads(member)
            for d in list(self._edges[key].values()):
                self.seeds |= {d.left, d.right}
                if not d.human:
                    self._drop(d)
            self._members[key] = None
        for key, member in self.fresh.items():
            self._members[key] = member
            self.added |= self.identity.member_quads(member)
        # a key that stays is touched too: what the article says of its posts, and what it reports side by side, may have changed
        self.seeds |= {k for k in had | self.arrival.members.keys() if self._members.get(k)} | self.gone

    def _keys_of_article(self) -> set[str]:
        g = codec.term(self.article)
        rows = self.store.rows(f"SELECT DISTINCT ?k WHERE {{ GRAPH {g} {{ ?c {_p('subjectKey')} ?k }} }}")
        return {row["k"].value for row in rows}

    def _used_elsewhere(self, keys: set[str]) -> set[str]:
        found: set[str] = set()
        for values in _values(keys):
            query = f"""SELECT ?k WHERE {{ VALUES ?k {{ {values} }}
                FILTER EXISTS {{ GRAPH ?g {{ ?c {_p("subjectKey")} ?k }} FILTER(?g != {codec.term(self.article)}) }} }}"""
            found |= {row["k"].value for row in self.store.rows(query)}
        return found

    # -- candidates, scores, decisions ---------------------------------------------------------------------------------

    def settle(self, kinds: frozenset[str] | None) -> None:
        """Score the touched members of these kinds (None: the rest) against those that share a block, and regroup what that touches."""
        touched = self._seeds_of(kinds)
        if kinds is None:
            touched |= self._events_with(k for k, now in self._canonical.items() if now != self._was.get(k, k))
        self._load_edges(touched)
        pairs = {(min(k, other), max(k, other)) for k in touched for other in self._neighbours(k)}
        posts = self._posts(pairs) if kinds is not None else {}
        made: dict[tuple[str, str], Decision] = {}
        for a, b in sorted(pairs):
            one, other = self._as_compared(a), self._as_compared(b)
            if one and other:
                s = scoring.score(one, other, posts)
                if s.value >= UNDECIDED:
                    made[a, b] = Decision(a, b, s.judgement, s.value, s.reasons)
        for key in touched:
            for d in list(self._edges[key].values()):
                if not d.human and made.get((d.left, d.right)) != d:
                    self._drop(d)
        self._load_edges(d.left for d in made.values())
        for d in made.values():
            if self._edges[d.left].get((d.right, False)) != d:  # what stands already is no change
                self._keep(d)
        self._regroup(touched | self.gone | self._seeds_of(kinds))

    def _seeds_of(self, kinds: frozenset[str] | None) -> set[str]:
        """The keys of these kinds that something was done to: that came, stayed with other posts, or lost or won a judgement."""
        self._load_members(self.seeds)
        return {k for k in self.seeds if (m := self._members.get(k)) and (m.kind in NAMED) == (kinds is not None)}

    def _as_compared(self, key: str) -> Member | None:
        """The member with its agents as who they are decided to be."""
        member = self._members.get(key)
        if member is None or not member.agents:
            return member
        self._load_canonical(member.agents)

        def now(keys: Iterable[str]) -> tuple[str, ...]:
            return tuple(sorted({self._canonical[k] for k in keys}))

        return replace(member, parties=now(member.parties), behind=now(member.behind), hosts=now(member.hosts))

    def _neighbours(self, key: str) -> set[str]:
        member = self._members[key]
        assert member is not None
        mine = blocks(member)
        found = {k for k, m in self.fresh.items() if k != key and mine & blocks(m)}
        for values in _values(mine):
            rows = self.store.rows(
                f"SELECT DISTINCT ?s WHERE {{ VALUES ?b {{ {values} }} GRAPH {codec.term(self.identity.graph)} {{ ?s {_p('block')} ?b }} }}"
            )
            found |= {self.identity.key(_iri(row, "s")) for row in rows}
        found -= {key} | self.gone
        self._load_members(found)
        return found

    def _events_with(self, parties: Iterable[str]) -> set[str]:
        found: set[str] = set()
        g = codec.term(self.identity.graph)
        for values in _values(parties):
            rows = self.store.rows(f"SELECT DISTINCT ?s WHERE {{ VALUES ?p {{ {values} }} GRAPH {g} {{ ?s {_p('partyKey')} ?p }} }}")
            found |= {self.identity.key(_iri(row, "s")) for row in rows}
        found -= self.gone
        self._load_members(found)
        return found

    def _posts(self, pairs: Iterable[tuple[str, str]]) -> Mapping[str, frozenset[str]]:
        """Posts by person, over all articles; read only for those that have a possible twin."""
        persons = {m.key for a, b in pairs for m in self._alike(a, b)}
        found: dict[str, set[str]] = {k: set(self.arrival.posts.get(k, ())) for k in persons}
        for values in _values(persons):
            query = f"""SELECT DISTINCT ?k ?o WHERE {{ VALUES ?k {{ {values} }} GRAPH ?g {{
                ?c {_p("subjectKey")} ?k ; {codec.term(v.PREDICATE)} {_p("holdsPost")} ; {_p("objectKey")} ?o }}
                FILTER(?g != {codec.term(self.article)}) }}"""
            for row in self.store.rows(query):
                found[row["k"].value].add(row["o"].value)
        return {k: frozenset(x) for k, x in found.items()}

    def _alike(self, a: str, b: str) -> tuple[Member, ...]:
        """Two persons whose names leave it open; none where the names decide."""
        one, other = self._members.get(a), self._members.get(b)
        if one and other and one.kind == other.kind == "person" and 0.0 < names.likeness(one.name, other.name)[0] < 1.0:
            return one, other
        return ()

    def judge(self, d: Decision) -> None:
        """Add a person's decision."""
        self._load_members({d.left, d.right})
        self._load_edges({d.left, d.right})
        if old := self._edges[d.left].get((d.right, True)):
            self._drop(old)
        self._keep(d)
        self.seeds |= {d.left, d.right}

    def unjudge(self, left: str, right: str) -> None:
        """Remove a person's decision, if there is one."""
        self._load_members({left, right})
        self._load_edges({left, right})
        if old := self._edges[left].get((right, True)):
            self._drop(old)
        self.seeds |= {left, right}

    def _keep(self, d: Decision) -> None:
        self._load_edges({d.left, d.right})
        for a, b in ((d.left, d.right), (d.right, d.left)):
            self._edges[a][b, d.human] = d
        self.added |= self.identity.decision_quads(d)

    def _drop(self, d: Decision) -> None:
        self._load_edges({d.left, d.right})  # both before either is changed: loading one brings back what the store says of the other
        for a, b in ((d.left, d.right), (d.right, d.left)):
            self._edges[a].pop((b, d.human), None)
        quads = self.identity.decision_quads(d)
        self.removed |= quads
        self.added -= quads
        self.seeds |= {d.left, d.right}

    # -- clusters ------------------------------------------------------------------------------------------------------

    def _regroup(self, touched: set[str]) -> None:
        component = self._component(touched)
        self._load_canonical(component)
        present = {k: m for k in component if (m := self._members.get(k))}
        decisions = {d for k in present for d in self._edges[k].values()}
        now = partition(present, decisions, self._reported_as_two(present))
        for key in component:
            self._canonical[key] = now.get(key, key)

    def _component(self, seeds: set[str]) -> set[str]:
        """Everything that `same` connects to the seeds."""
        seen: set[str] = set()
        ahead = set(seeds)
        while ahead:
            self._load_members(ahead)
            self._load_edges(ahead)
            seen |= ahead
            ahead = {other for k in ahead for (other, _), d in self._edges[k].items() if d.judgement == "same"} - seen
        return seen

    def _reported_as_two(self, members: Mapping[str, Member]) -> set[frozenset[str]]:
        """Pairs of events or agreements that stand side by side in one article."""
        keys = {k for k, m in members.items() if m.kind not in NAMED}
        if len(keys) < 2:
            return set()
        by_article: dict[str, set[str]] = defaultdict(set)
        by_article["new"] = keys & self.arrival.members.keys()
        for values in _values(keys):
            query = f"""SELECT DISTINCT ?g ?k WHERE {{ VALUES ?k {{ {values} }} GRAPH ?g {{ ?c {_p("subjectKey")} ?k }}
                FILTER(?g != {codec.term(self.article)}) }}"""
            for row in self.store.rows(query):
                by_article[row["g"].value].add(row["k"].value)
        return {frozenset((a, b)) for together in by_article.values() for a in together for b in together if a < b}

    def outcome(self) -> Identification:
        """The change of state, with the canonical key of the arrival's members."""
        self._load_canonical(self.arrival.members.keys())
        moved = {k: now for k, now in self._canonical.items() if now != self._was.get(k, k)}
        g, p = self.identity.graph, v.term("canonical")
        for key, now in moved.items():
            if self._was[key] != key:
                self.removed.add(Quad(self.identity.iri(key), p, self.identity.iri(self._was[key]), g))
            if now != key:
                self.added.add(Quad(self.identity.iri(key), p, self.identity.iri(now), g))
        return Identification(frozenset(self.removed - self.added), frozenset(self.added - self.removed), dict(self._canonical), moved)

    # -- reading -------------------------------------------------------------------------------------------------------

    def _load_members(self, keys: Iterable[str]) -> None:
        missing = set(keys) - self._members.keys()
        self._members |= dict.fromkeys(missing)
        for key, row in self._about(missing, f"?s {_p('member')} ?x", self.identity.graph):
            self._members[key] = Member.from_json(row["x"].value)

    def _load_canonical(self, keys: Iterable[str]) -> None:
        missing = set(keys) - self._canonical.keys()
        found = {k: k for k in missing}
        for key, row in self._about(missing, f"?s {_p('canonical')} ?x", self.identity.graph):
            found[key] = self.identity.key(_iri(row, "x"))
        self._canonical |= found
        self._was |= found

    def _load_edges(self, keys: Iterable[str]) -> None:
        missing = set(keys) - self._edges.keys()
        self._edges |= {k: {} for k in missing}
        parts: dict[Iri, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for side in ("left", "right"):
            for _, row in self._about(missing, f"?d a {_p('IdentityDecision')} ; {_p(side)} ?s ; ?p ?x", self.identity.decisions):
                value = row["x"]
                parts[_iri(row, "d")][v.local(_iri(row, "p"))].append(self.identity.key(value) if isinstance(value, Iri) else value.value)
        for of in parts.values():
            decision = _decision(of)
            for a, b in ((decision.left, decision.right), (decision.right, decision.left)):
                if a in self._edges:
                    self._edges[a].setdefault((b, decision.human), decision)

    def _about(self, keys: Iterable[str], pattern: str, graph: Iri) -> Iterator[tuple[str, Row]]:
        for chunk in _chunked(sorted(keys)):
            subjects = " ".join(codec.term(self.identity.iri(k)) for k in chunk)
            for row in self.store.rows(f"SELECT * WHERE {{ VALUES ?s {{ {subjects} }} GRAPH {codec.term(graph)} {{ {pattern} }} }}"):
                yield self.identity.key(_iri(row, "s")), row


def _decision(of: Mapping[str, list[str]]) -> Decision:
    return Decision(
        left=of["left"][0],
        right=of["right"][0],
        judgement=of["judgement"][0],
        score=float(of["score"][0]),
        reasons=tuple(sorted(set(of.get("reason", ())))),
        decided_by=of["decidedBy"][0],
        decided_at=next(iter(of.get("decidedAt", ())), ""),
    )


def _iri(row: Row, name: str) -> Iri:
    value = row[name]
    assert isinstance(value, Iri)
    return value


def _p(name: str) -> str:
    return codec.term(v.term(name))


def _values(texts: Iterable[str]) -> Iterator[str]:
    for chunk in _chunked(sorted(texts)):
        yield " ".join(codec.term(Literal(t)) for t in chunk)


def _chunked(items: Sequence[str], size: int = 100) -> Iterator[Sequence[str]]:
    for i in range(0, len(items), size):
        yield items[i : i + size]
