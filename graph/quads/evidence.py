"""The evidence layer: one article and what was read from it, as the quads of the article's own named graph.

Ids are digests of the article's id and the article-local keys, so that a merge or a split of identities changes what a claim is about
and never which claim it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from graph import ids
from graph.model import Article, Claim, Concept, Extraction, Iri, Literal, Object, Quad, Ref, Span, Statement, Text
from graph.quads import conflicts
from graph.quads import vocabulary as v
from graph.quads.simple import SINGLE_VALUED


def article_iri(article_id: str, base: str) -> Iri:
    """The IRI of an article and of the graph that holds what was read from it."""
    return Iri(f"{base}article/{_segment(article_id)}")


def _segment(text: str) -> str:
    # an id that is no slug ("A/1", "a_1") is told apart from one that is ("a-1") by a digest
    safe = ids.slug(text)
    return safe if safe == text else f"{safe}-{ids.digest(text, length=6)}"


def article_quads(article: Article, extraction: Extraction, identity: Mapping[str, str], keys: Mapping[str, str], base: str) -> list[Quad]:
    """All quads of one article's graph.

    `identity` gives for each thing's key the canonical key that makes its IRI; `keys` gives its natural key, which is kept on the
    claim so that
    a decision on identity can be applied to it, and undone, without reading the article again.
    """
    graph = article_iri(article.id, base)
    writer = _Writer(article, graph, base, identity, keys)
    return [Quad(s, p, o, graph) for s, p, o in writer.triples(extraction)]


def _joined(a: Claim, b: Claim) -> Claim:
    """Two claims of one triple as one; where they differ in status or date, the one that conflicts would be settled for."""
    if a.object != b.object and not isinstance(a.object, Ref):
        better = conflicts.better(a.predicate, _value(a.object), _value(b.object))
        return a if better == _value(a.object) else b
    return replace(
        a,
        evidence=tuple(dict.fromkeys((*a.evidence, *b.evidence))),
        confidence=max(a.confidence, b.confidence),
        kind="asserted" if "asserted" in (a.kind, b.kind) else a.kind,
        said_in=tuple(dict.fromkeys((*a.said_in, *b.said_in))),
        observed=tuple(sorted({*a.observed, *b.observed})),
        readers=tuple(dict.fromkeys((*a.readers, *b.readers))),
    )


def _value(o: Object) -> str:
    return o.name if isinstance(o, Concept) else o.value if isinstance(o, Text) else o.key


_Triple = tuple[Iri, Iri, Iri | Literal]


def renamed(quads: Iterable[Quad], canonical: Mapping[str, str], base: str) -> list[Quad]:
    """An article's quads with claims and statements about who their natural keys are now decided to be.

    `canonical` gives the canonical key of every natural key whose canonical key is another.
    """
    by_subject: dict[Iri, list[Quad]] = defaultdict(list)
    for quad in quads:
        by_subject[quad.s].append(quad)
    return [q for of in by_subject.values() for q in _renamed(of, canonical, base)]


_KEYED = (
    ("subjectKey", "subject"),
    ("objectKey", "object"),
    ("speakerKey", "speaker"),
    ("innerSpeakerKey", "innerSpeaker"),
    ("channelKey", "channel"),
)


def natural_keys(quads: Iterable[Quad]) -> set[str]:
    """Every natural key that an article's claims and statements are about."""
    names = {v.term(name) for name, _ in _KEYED}
    return {q.o.value for q in quads if q.p in names}


def _renamed(quads: list[Quad], canonical: Mapping[str, str], base: str) -> list[Quad]:
    for name, about in _KEYED:
        keys = [q.o.value for q in quads if q.p == v.term(name)]
        if keys:
            p = {"subject": v.SUBJECT, "object": v.OBJECT}.get(about) or v.term(about)
            now = {Iri(base + canonical.get(k, k)) for k in keys}
            quads = [*(q for q in quads if q.p != p), *(Quad(quads[0].s, p, o, quads[0].g) for o in now)]
    return quads


class _Writer:
    def __init__(self, article: Article, graph: Iri, base: str, identity: Mapping[str, str], keys: Mapping[str, str]) -> None:
        self.article = article
        self.graph = graph
        self.base = base
        self.identity = identity
        self.keys = keys
        self.spans: set[Span] = set()
        self.runs: dict[str, Iri] = {}
        """readers → the reading of this article by them"""

    def triples(self, extraction: Extraction) -> Iterator[_Triple]:
        yield from self._article(extraction)
        for claim in self._merged(extraction.claims):
            yield from self._claim(claim)
        for statement in extraction.statements:
            yield from self._statement(statement)
        for span in sorted(self.spans):
            yield from self._evidence(span)

    def _merged(self, claims: Iterable[Claim]) -> Iterator[Claim]:
        """One claim per triple: things of one natural key are one thing, and have one status and one date."""
        same: dict[tuple[str, str, str], Claim] = {}
        for claim in claims:
            at = (self.keys[claim.subject], claim.predicate, "" if claim.predicate in SINGLE_VALUED else self._object_key(claim.object))
            same[at] = _joined(same[at], claim) if at in same else claim
        yield from same.values()

    def _object_key(self, value: Object) -> str:
        match value:
            case Ref(key):
                return self.keys[key]
            case Concept(name):
                return name
            case text:
                return f"{text.value}^{text.datatype}"

    def iri(self, key: str) -> Iri:
        return Iri(self.base + self.identity[key])

    def evidence(self, span: Span) -> Iri:
        self.spans.add(span)
        return Iri(f"{self.base}evidence/{ids.digest(self.article.id, str(span.start), str(span.end))}")

    def statement(self, key: str) -> Iri:
        return Iri(f"{self.base}statement/{ids.digest(self.article.id, key)}")

    def _article(self, extraction: Extraction) -> Iterator[_Triple]:
        a, me = self.article, self.graph
        yield me, v.TYPE, v.term("Article")
        yield me, v.IDENTIFIER, Literal(a.identifier)
        yield me, v.PUBLISHED, Literal(a.published.isoformat(), v.DATATYPES["date"])
        yield me, v.term("text"), Literal(a.text)
        yield me, v.LANGUAGE, Literal(a.language)
        for predicate, value in ((v.HEADLINE, a.title), (v.PUBLISHER, a.publisher), (v.URL, a.url)):
            if value:
                yield me, predicate, Literal(value)
        for reader, version in extraction.runs or ((extraction.reader, extraction.version),):
            run = self.runs[reader] = Iri(f"{self.base}run/{ids.digest(a.id, reader, version)}")
            yield me, v.GENERATED_BY, run
            yield run, v.TYPE, v.term("ExtractionRun")
            yield run, v.term("extractor"), Literal(reader)
            yield run, v.term("version"), Literal(version)

    def _claim(self, claim: Claim) -> Iterator[_Triple]:
        subject_key = self.keys[claim.subject]
        object_key = self._object_key(claim.object)
        match claim.object:
            case Ref(key):
                target: Iri | Literal = self.iri(key)
            case Concept(name):
                target = v.term(name)
            case text:
                target = Literal(text.value, v.DATATYPES[text.datatype])
        me = Iri(f"{self.base}claim/{ids.digest(self.article.id, subject_key, claim.predicate, object_key)}")
        yield me, v.TYPE, v.term("Claim")
        yield me, v.SUBJECT, self.iri(claim.subject)
        yield me, v.PREDICATE, v.predicate(claim.predicate)
        yield me, v.OBJECT, target
        yield me, v.term("subjectKey"), Literal(subject_key)
        if isinstance(claim.object, Ref):
            yield me, v.term("objectKey"), Literal(object_key)
        yield me, v.term("confidence"), v.decimal(claim.confidence)
        yield me, v.term("claimKind"), Literal(claim.kind)
        yield me, v.DERIVED_FROM, self.graph
        if claim.rule:
            yield me, v.term("rule"), Literal(claim.rule)
        for span in claim.evidence:
            yield me, v.term("evidence"), self.evidence(span)
        for reader in claim.readers:
            yield me, v.GENERATED_BY, self.runs[reader]
        for key in claim.said_in:
            yield me, v.term("saidIn"), self.statement(key)
        for day in claim.observed:
            yield me, v.term("observedOn"), Literal(day.isoformat(), v.DATATYPES["date"])

    def _statement(self, s: Statement) -> Iterator[_Triple]:
        me = self.statement(s.key)
        yield me, v.TYPE, v.term("Statement")
        yield me, v.term("mode"), Literal(s.mode)
        yield me, v.DERIVED_FROM, self.graph
        if not s.speakers:
            yield me, v.term("speaker"), self.graph
        for name, keys in (("speaker", s.speakers), ("innerSpeaker", s.inner_speakers), ("channel", (s.channel,) if s.channel else ())):
            for key in keys:
                yield me, v.term(name), self.iri(key)
                yield me, v.term(f"{name}Key"), Literal(self.keys[key])
        for name, value in (("cue", s.cue), ("warning", s.warning)):
            if value:
                yield me, v.term(name), Literal(value)
        if s.duplicate_of:
            yield me, v.term("duplicateOf"), self.statement(s.duplicate_of)
        for span in s.evidence:
            yield me, v.term("evidence"), self.evidence(span)

    def _evidence(self, span: Span) -> Iterator[_Triple]:
        me = self.evidence(span)
        yield me, v.TYPE, v.term("Evidence")
        yield me, v.term("quote"), Literal(self.article.text[span.start : span.end])
        yield me, v.term("start"), Literal(str(span.start), v.DATATYPES["integer"])
        yield me, v.term("end"), Literal(str(span.end), v.DATATYPES["integer"])
        yield me, v.HAS_SOURCE, self.graph
