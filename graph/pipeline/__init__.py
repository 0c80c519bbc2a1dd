"""Articles in, a graph out: the only room that knows the order of the stages.

    bytes ─ sources ─▶ Article ─ extract ─▶ Extraction ─ identity ─▶ keys ─ quads ─▶ quads ─ upkeep ─▶ one commit to the store

A fault in one article is a value in the report; each article is one atomic commit.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from graph import ids
from graph.errors import CommuniqueError, Conflict, NotFound, SourceError
from graph.identity.clusters import Decision
from graph.identity.members import members
from graph.journal import ArticleNamed, Draft, Journal, Judged, Kind, open_journal
from graph.journal.claims import difference, named
from graph.journal.keeping import trace
from graph.model import Article, ArticleReport, Extraction, Iri, Literal, Outcome, Quad, Ref, Runs
from graph.pipeline import parallel, rereading, settling, upkeep
from graph.pipeline.background import Background
from graph.pipeline.fulfilments import Fulfilment, Fulfilments
from graph.pipeline.hypotheses import Links
from graph.pipeline.identification import Arrival, Identification, Identity
from graph.pipeline.rereading import Reread
from graph.pipeline.texts import Texts
from graph.quads import codec, evidence
from graph.quads import vocabulary as v
from graph.settings import Settings
from graph.store.interface import Store

Reader = Callable[[Article], Extraction]
"""anything that reads an article: the rules, a language model, a test's table"""


class Pipeline:
    """The stages, put together over one store. Safe to call from several threads: commits are made one at a time."""

    def __init__(self, settings: Settings, store: Store, reader: Reader | None = None) -> None:
        self.settings = settings
        self.store = store
        self._reader = reader
        self._commit = threading.Lock()
        self.identity = Identity(store, settings.base)
        self.links = Links(store, settings.base)
        self.texts = Texts(store, settings.base)
        self.background = Background(store, settings.base)
        self.fulfilments = Fulfilments(store, self.identity, settings.base)

    @property
    def reader(self) -> Reader:
        """The reader of articles; spaCy is loaded when it is first asked for."""
        if self._reader is None:
            from graph.extract.readers import reader

            self._reader = reader(self.settings)
        return self._reader

    @property
    def journal(self) -> Journal:
        """What changed, in order."""
        return open_journal(self.settings, self.store)

    def report(self) -> str:
        """What the reader has cost, as a line for people; empty where it costs nothing."""
        report = getattr(self._reader, "report", None)
        return str(report()) if report else ""

    # -- in ------------------------------------------------------------------------------------------------------------

    def ingest(
        self, items: Iterable[Article | SourceError], *, on_progress: Callable[[ArticleReport], None] | None = None
    ) -> Iterator[ArticleReport]:
        """Read each article and commit what it says; yields one report per item, in order, after its commit."""
        for item, found in self._read(items):
            if isinstance(item, SourceError):
                report = self._refusal(item)
            elif isinstance(found, Extraction):
                report = self._committed(item, found)
            else:
                report = self._failure(item, found)
            if on_progress:
                on_progress(report)
            yield report

    def add(self, article: Article) -> ArticleReport:
        """Read one article and commit it. A reader's fault, or any error on purpose, is a report of outcome `failed`."""
        return next(self.ingest([article]))

    def _read(self, items: Iterable[Article | SourceError]) -> Iterator[parallel.Read]:
        if self.settings.extract_workers > 1 and self.settings.extractor == "rules" and self._reader is None:
            yield from parallel.read(items, self.settings.model, self.settings.extract_workers)
            return
        read = self.reader
        for item in items:
            try:
                yield item, read(item) if isinstance(item, Article) else None
            except CommuniqueError as e:
                yield item, e

    def _committed(self, article: Article, extraction: Extraction) -> ArticleReport:
        try:
            return self.put(article, extraction)
        except CommuniqueError as e:
            return self._failure(article, e)

    @staticmethod
    def _failure(article: Article, fault: CommuniqueError | None) -> ArticleReport:
        return ArticleReport(article.origin or article.identifier, "failed", article.id, str(fault))

    def put(self, article: Article, extraction: Extraction) -> ArticleReport:
        """Commit what a reader found: the article's graph, who is who, and the simple layer change in one step."""
        graph = self.graph_of(article)
        with self._commit:
            known = self._exists(graph)
            change = self._exchange(article, extraction)
            self._make(change, "replaced" if known else "added", article=graph)
        report = _report(article, extraction, "unchanged" if not change else "replaced" if known else "added")
        return replace(report, warnings=(*report.warnings, *self._namesakes(article, graph)))

    def _exchange(self, article: Article, extraction: Extraction) -> upkeep.Change:
        """The commit that puts what was found in an article in place of what is known of it."""
        graph = self.graph_of(article)
        natural, found = members(extraction, article.published)
        settled = self.identity.exchange(graph, Arrival(found, _posts(extraction, natural)))
        canonical = {k: settled.canonical.get(key, key) for k, key in natural.items()}
        quads = evidence.article_quads(article, extraction, canonical, natural, self.settings.base)
        quads += self._other_names(article, graph)
        return self._change(settled, {graph: quads})

    # -- again ---------------------------------------------------------------------------------------------------------

    @property
    def runs(self) -> Runs:
        """Names and versions of those who would read an article now; empty where the reader does not say."""
        if self._reader is None:
            from graph.extract.readers import runs

            return runs(self.settings)
        found: Runs = getattr(self._reader, "runs", ())
        return found

    def outdated(self) -> list[Iri]:
        """Articles that another reader or version read; all where the reader does not say what it is."""
        now = tuple(sorted(self.runs))
        return [g for g, runs in rereading.readings(self.store).items() if not now or runs != now]

    def reread(self, names: Iterable[str] = (), *, everything: bool = False, dry_run: bool = False) -> Iterator[Reread]:
        """Read articles of the store again, each in one commit: those named, else those that another version read.

        With `everything` all of them, the outdated ones first: a run that was stopped goes on with the next one. Afterwards the simple
        layer is what the claims give by the rules of today. With `dry_run` nothing is committed. Raises NotFound or Conflict for a name.
        """
        named = [self._find(name) for name in names]
        readings = rereading.readings(self.store)
        outdated = self.outdated()
        wanted = named or [*outdated, *((g for g in readings if g not in set(outdated)) if everything else ())]
        articles = (a for g in wanted if (a := self._stored(g)))
        for item, found in self._read(articles):
            if isinstance(item, Article):
                yield self._reread(item, found, rereading.named(readings.get(self.graph_of(item), ())), dry_run=dry_run)
        if wanted and not named and not dry_run:
            self.settle()

    def settle(self) -> int:
        """Make the simple layer what the claims of all articles give by the rules of today; returns how many triples that changed.

        Packs of background knowledge that are in use become those of this release.
        """
        with self._commit:
            change = settling.settled(self.store, self.settings.base)
            self._make(change, "settled")
        for pack in [p.name for p in self.background.status() if p.loaded]:
            self.load_background(pack)
        return len(change.remove) + len(change.add)

    # -- background ----------------------------------------------------------------------------------------------------

    def load_background(self, pack: str) -> int:
        """Use a pack of background knowledge, as this release has it; returns how many quads that changed. Raises NotFound."""
        with self._commit:
            return self._supplied(*self.background.loading(pack, upkeep.present(self.store)))

    def remove_background(self, pack: str) -> int:
        """Take a pack of background knowledge out and keep it out; returns how many quads that changed. Raises NotFound."""
        with self._commit:
            return self._supplied(*self.background.removing(pack))

    def _supplied(self, out: set[Quad], into: set[Quad]) -> int:
        self._make(upkeep.Change(frozenset(out), frozenset(into)), "supplied")
        return len(out) + len(into)

    def _stored(self, graph: Iri) -> Article | None:
        return rereading.stored(self.store.quads(graph.value), graph, self.settings.base)

    def _reread(self, article: Article, found: Extraction | CommuniqueError | None, before: str, *, dry_run: bool) -> Reread:
        if not isinstance(found, Extraction):
            return Reread(self._failure(article, found), before)
        graph = self.graph_of(article)
        with self._commit:
            if self._stored(graph) != article:  # somebody was faster
                report = _report(article, found, "unchanged", "it was replaced or withdrawn meanwhile")
                return Reread(report, before)
            change = self._exchange(article, found)
            if not dry_run:
                self._make(change, "replaced", article=graph)
        report = _report(article, found, "replaced" if change else "unchanged")
        now = rereading.named(found.runs or ((found.reader, found.version),))
        changes = [c for was, new in change.articles[:1] for c in rereading.differences(was, new, self.settings.base)]
        return Reread(report, before, now, tuple(changes))

    def withdraw(self, name: str) -> ArticleReport:
        """Take out an article, by id or identifier, and exactly the support it gave.

        Raises NotFound, or Conflict where several articles have the identifier.
        """
        with self._commit:
            graph = self._find(name)
            self._make(self._change(self.identity.exchange(graph, Arrival()), {graph: ()}), "withdrawn", article=graph)
        return ArticleReport(name, "withdrawn", graph.value.removeprefix(self.settings.base + "article/"))

    def decide(self, decision: Decision) -> int:
        """Commit a person's judgement on two natural keys; returns how many quads it changed.

        Raises NotFound for a key that no article uses, Conflict where the two are one key.
        """
        if decision.left == decision.right:
            raise Conflict(f"{decision.left!r} is one key, not two")
        _check_keys(decision.left, decision.right)
        known = self.identity.known((decision.left, decision.right))
        for key in (decision.left, decision.right):
            if key not in known:
                raise NotFound(f"no article names {key!r}; GET /api/v1/review lists keys")
        judged = Judged(decision.left, decision.right, decision.judgement, decision.decided_by, "; ".join(decision.reasons))
        return self._settle(lambda: self.identity.decide(decision), "decided", judged)

    def undo(self, left: str, right: str) -> int:
        """Take back a person's judgement; returns how many quads it changed."""
        left, right = sorted((left, right))
        _check_keys(left, right)
        return self._settle(lambda: self.identity.undo(left, right), "undecided", Judged(left, right))

    def preview(self, decision: Decision) -> tuple[tuple[str, ...], tuple[str, ...], int]:
        """What a decision would change, without making it.

        Triples of the simple layer that go and come (N-Triples), and the number of quads.
        """
        _check_keys(decision.left, decision.right)
        with self._commit:
            change = self._change(self.identity.decide(decision), {})
        removed, added = (tuple(sorted(codec.line(q) for q in quads if q.g is None)) for quads in (change.remove, change.add))
        return removed, added, len(change.remove) + len(change.add)

    def judge_promise(self, f: Fulfilment) -> int:
        """Commit a person's judgement on a promise.

        Returns how many quads it changed. Raises NotFound where one of the two is not there.
        """
        _check_keys(f.promise, f.outcome)
        for key in (f.promise, f.outcome):
            if not self.store.ask(f"ASK {{ {codec.term(Iri(self.settings.base + key))} a ?class }}"):
                raise NotFound(f"nothing in the graph has the id {key!r}")
        with self._commit:
            return self._judged(self.fulfilments.judged(f), "judged", Judged(f.promise, f.outcome, f.judgement, f.decided_by, f.reason))

    def unjudge_promise(self, promise: str, outcome: str) -> int:
        """Take back a person's judgement on a promise; returns how many quads it changed."""
        _check_keys(promise, outcome)
        with self._commit:
            return self._judged((self.fulfilments.taken_back(promise, outcome), set()), "unjudged", Judged(promise, outcome))

    def _judged(self, judged: tuple[set[Quad], set[Quad]], kind: Kind, decision: Judged) -> int:
        out, into = self.fulfilments.follow((), {}, upkeep.present(self.store), judged)
        self._make(upkeep.Change(frozenset(out | judged[0]), frozenset(into | judged[1])), kind, decision=decision)
        return sum(map(len, (out, into, *judged)))

    def _settle(self, judge: Callable[[], Identification], kind: Kind, decision: Judged) -> int:
        with self._commit:
            change = self._change(judge(), {})
            self._make(change, kind, decision=decision)
            return len(change.remove) + len(change.add)

    def _make(self, change: upkeep.Change, kind: Kind, *, article: Iri | None = None, decision: Judged | None = None) -> None:
        """Commit a change, if it is one, and note it in the journal."""
        if not change:
            return
        base = self.settings.base
        claims = difference(change.articles, base)
        facts_added, facts_gone = (
            tuple(sorted(codec.line(q) for q in quads if q.g is None)) for quads in (change.add - change.remove, change.remove - change.add)
        )
        draft = Draft(
            kind,
            article=self._named(article, change) if article else None,
            decision=decision,
            claims_added=claims.added,
            claims_gone=claims.gone,
            facts_added=facts_added,
            facts_gone=facts_gone,
        )
        with self.journal.noting(draft, trace(change.add, change.remove)):
            self.store.apply(change.remove, change.add)

    def _named(self, graph: Iri, change: upkeep.Change) -> ArticleNamed | None:
        """An article as it is after a change, or was before it."""
        quads = [now or was for was, now in change.articles[:1]] or [frozenset(self.store.quads(graph.value))]
        return named(quads[0], graph, self.settings.base)

    def _change(self, settled: Identification, graphs: Mapping[Iri, Iterable[Quad]]) -> upkeep.Change:
        """The whole commit: the given graphs, the graphs of other articles that name what is now somebody else, and all that follows."""
        renamed = self._renamed(settled.moved, set(graphs))
        change, after = upkeep.replacement(self.store, {**graphs, **renamed}, self.settings.base)
        if after is None:
            return replace(change, remove=change.remove | settled.remove, add=change.add | settled.add)
        following = [
            self.links.change(after),
            self.fulfilments.follow(after.touched, settled.moved, after.facts),
            self.background.follow(after.touched, after.facts),
            *(self.texts.exchange(g, quads) for g, quads in graphs.items()),
        ]
        out, into = ({q for pair in following for q in pair[side]} for side in (0, 1))
        return replace(change, remove=change.remove | settled.remove | out, add=change.add | settled.add | into)

    def _renamed(self, moved: Mapping[str, str], but: set[Iri]) -> dict[Iri, list[Quad]]:
        found: dict[Iri, list[Quad]] = {}
        for graph in sorted(self.identity.articles_naming(moved) - but):
            quads = list(self.store.quads(graph.value))
            known = self.identity.canonical(evidence.natural_keys(quads))
            found[graph] = evidence.renamed(quads, {**known, **moved}, self.settings.base)
        return found

    @staticmethod
    def _refusal(fault: SourceError) -> ArticleReport:
        return ArticleReport(fault.where, "refused", detail=fault.reason + (f"; {fault.remedy}" if fault.remedy else ""))

    def graph_of(self, article: Article) -> Iri:
        """The IRI of an article, which is that of its graph."""
        return evidence.article_iri(article.id, self.settings.base)

    # -- what is there -------------------------------------------------------------------------------------------------

    def _exists(self, graph: Iri) -> bool:
        return self.store.ask(f"ASK {{ GRAPH {codec.term(graph)} {{ {codec.term(graph)} {codec.term(v.IDENTIFIER)} ?id }} }}")

    def _find(self, name: str) -> Iri:
        graph = evidence.article_iri(name, self.settings.base)
        if self._exists(graph):
            return graph
        found = self._identified(name)
        if not found:
            raise NotFound(f"no article {name!r}; `communique query` or GET /api/v1/articles lists them")
        if len(found) > 1:
            raise Conflict(f"{len(found)} articles have the identifier {name!r}; name one of the ids {_ids(found)}")
        return found[0]

    def _identified(self, identifier: str) -> list[Iri]:
        literal = codec.term(Literal(identifier))
        rows = self.store.rows(f"SELECT ?a WHERE {{ GRAPH ?a {{ ?a {codec.term(v.IDENTIFIER)} {literal} }} }}")
        return [a for row in rows if isinstance(a := row["a"], Iri)]

    def _other_names(self, article: Article, graph: Iri) -> list[Quad]:
        """The identifiers under which the same text came before: copies in files of different names are one article with both names."""
        same = Quad(graph, v.term("text"), Literal(article.text), graph)
        known = [q for q in self.store.quads(graph.value) if q.p in (v.IDENTIFIER, same.p)]
        return [q for q in known if q.p == v.IDENTIFIER and q.o.value != article.identifier] if same in known else []

    def _namesakes(self, article: Article, graph: Iri) -> tuple[str, ...]:
        others = [a for a in self._identified(article.identifier) if a != graph]
        if not others:
            return ()
        what = f"another article is also called {article.identifier!r} (id {_ids(others)})"
        return (f"{what}: if this is its new version, withdraw the old one, or give both one id",)

    def stats(self) -> dict[str, int]:
        """How many things of each class the graph holds, and how many articles and claims."""
        counts = {}
        for row in self.store.rows("SELECT ?t (COUNT(?s) AS ?n) WHERE { ?s a ?t } GROUP BY ?t"):
            if isinstance(t := row["t"], Iri):
                counts[v.local(t)] = int(row["n"].value)
        for name in ("Article", "Claim", "Statement"):
            counts[name] = self._count(f"?s a {codec.term(v.term(name))}")
        counts["Claim"] -= self._count(f"?s {codec.term(v.term('claimKind'))} 'background'")
        return dict(sorted(counts.items()))

    def _count(self, pattern: str) -> int:
        row = next(iter(self.store.rows(f"SELECT (COUNT(?s) AS ?n) WHERE {{ GRAPH ?g {{ {pattern} }} }}")))
        return int(row["n"].value)


def _posts(extraction: Extraction, natural: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """The posts in which an article sees persons, all by natural key."""
    found: dict[str, set[str]] = defaultdict(set)
    for claim in extraction.claims:
        if claim.predicate == "holdsPost" and isinstance(claim.object, Ref):
            found[natural[claim.subject]].add(natural[claim.object.key])
    return {k: frozenset(x) for k, x in found.items()}


def _report(article: Article, extraction: Extraction, outcome: Outcome, detail: str = "") -> ArticleReport:
    where, claims = article.origin or article.identifier, len(extraction.claims)
    return ArticleReport(where, outcome, article.id, detail, claims, extraction.warnings)


def _ids(articles: Iterable[Iri]) -> str:
    return ", ".join(sorted(a.value.rpartition("/")[2] for a in articles))


def _check_keys(*keys: str) -> None:
    for key in keys:
        if not key or not ids.fits_iri(key):
            raise NotFound(f"{key!r} is no key")
