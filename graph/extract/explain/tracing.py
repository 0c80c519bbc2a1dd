"""Article → `Explanation`: the article read once more, with what the steps left behind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graph.extract import dates, language, reader, rejections, versions
from graph.extract.assembly import assemble
from graph.extract.frames import events
from graph.extract.preparation import prepare, recognise
from graph.extract.reading import Direction, EventFrame, Reading
from graph.model import Article, Claim, Concept, Extraction, Object, Ref, Rejection, Span

_DIRECTIONS: tuple[Direction, Direction] = ("past", "future")


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph, and what it is taken for."""

    span: Span
    role: str


@dataclass(frozen=True, slots=True)
class Naming:
    """A name or description where it stands: what kind of thing it names, which ones, and what found it."""

    span: Span
    kind: str
    found_by: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Time:
    """An expression of time: its value before resolving, and what it came to. `dates` are the things it dates, with their EDTF value."""

    span: Span
    value: str
    past: str | None
    future: str | None
    dates: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """A report of an event before reports of one event were put together. `into` is the key of the event it went into, if any."""

    trigger: Span
    type: str
    status: str
    rule: str
    evidence: tuple[Span, ...]
    date: str | None
    into: str | None
    points_back: bool


@dataclass(frozen=True, slots=True)
class Explanation:
    """One article with everything that was seen in it. Spans are offsets into `article.text`."""

    article: Article
    extraction: Extraction
    parts: tuple[Part, ...] = ()
    namings: tuple[Naming, ...] = ()
    times: tuple[Time, ...] = ()
    reports: tuple[Report, ...] = ()
    rejections: tuple[Rejection, ...] = ()

    def quote(self, span: Span) -> str:
        """The words of a span, white space made single."""
        return " ".join(self.article.text[span.start : span.end].split())

    def label(self, key: str) -> str:
        """What a thing is called; a post with whose it is."""
        thing = next((t for t in self.extraction.things if t.key == key), None)
        if thing is None:
            return key
        owner = next((c.object.key for c in self.claims_of(key) if c.predicate == "postOf" and isinstance(c.object, Ref)), None)
        return f"{thing.label} of {self.label(owner)}" if owner is not None and owner != key else thing.label

    def said(self, value: Object) -> str:
        """The object of a claim as a person reads it."""
        return self.label(value.key) if isinstance(value, Ref) else value.name if isinstance(value, Concept) else value.value

    def why_not(self, report: Report) -> str:
        """Why a report became no event and joined none."""
        found = (r.reason for r in self.rejections if r.span == report.trigger and r.what == report.type)
        return next(found, "nothing says why")

    def claims_of(self, key: str) -> list[Claim]:
        """What is claimed of a thing."""
        return [c for c in self.extraction.claims if c.subject == key]


def explain(article: Article, model: str) -> Explanation:
    """The article as the rules read it with the spaCy pipeline `model`. Raises ExtractionError."""
    nlp = language.pipeline(model)
    with reader.one_article(article), language.lent(nlp, len(article.text)):
        reading = prepare(article, nlp)
        frames = reader.frames(reading)
        extraction = assemble(article.id, reading, frames, reader=reader.NAME, version=versions.of_rules(model))
        reports = events.find(reading)
        closer = rejections.look_closer(reading, reports, recognise(reading.clean, nlp))
        return Explanation(
            article,
            extraction,
            tuple(Part(p.span, p.role) for p in reading.clean.paragraphs),
            tuple(_namings(reading)),
            tuple(_times(reading, frames.events)),
            tuple(_reports(reports, frames.events)),
            tuple(sorted({*extraction.rejections, *closer}, key=lambda r: (r.span, r.what, r.reason))),
        )


def _namings(reading: Reading) -> Iterator[Naming]:
    for sentence in reading.sentences:
        for m in sentence.mentions:
            yield Naming(m.span, m.kind, m.source, tuple(reading.entities[k].name for k in m.names if k in reading.entities))


def _times(reading: Reading, found: Sequence[EventFrame]) -> Iterator[Time]:
    for sentence in reading.sentences:
        for t in sentence.times:
            dated = tuple((e.key, e.date) for e in found if e.date and e.date_evidence == t.span)
            past, future = (dates.resolve(t, anchor=reading.today, direction=d) for d in _DIRECTIONS)
            yield Time(t.span, t.value, past, future, dated)


def _reports(reports: Sequence[EventFrame], found: Sequence[EventFrame]) -> Iterator[Report]:
    for f in reports:
        into = next((e.key for e in found if set(f.evidence) & set(e.evidence) and rejections.alike(f, e)), None)
        yield Report(f.trigger, f.type, f.status, f.rule, tuple(f.evidence), f.date, into, f.definite)
