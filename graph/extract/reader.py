"""Article → Extraction, by rules: the only module of the room that knows the order of its steps."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from graph.errors import ExtractionError
from graph.extract import event_coreference, language, rejections, statements, versions
from graph.extract.assembly import Frames, assemble
from graph.extract.frames import agreements, bodies, commitments, events
from graph.extract.preparation import prepare
from graph.extract.reading import Reading
from graph.model import Article, Extraction, Runs

NAME = "rules"


class Rules:
    """Reads articles with the spaCy pipeline `model` and the lexicons; the model is loaded with the first article."""

    def __init__(self, model: str) -> None:
        self.model = model

    @property
    def runs(self) -> Runs:
        """Name and version of what reads: the version changes whenever the same article might be read differently."""
        return ((NAME, versions.of_rules(self.model)),)

    def __call__(self, article: Article) -> Extraction:
        """Everything the rules find in one article. Raises ExtractionError."""
        nlp = language.pipeline(self.model)
        with one_article(article), language.lent(nlp, len(article.text)):
            reading = prepare(article, nlp)
            return assemble(article.id, reading, frames(reading), reader=NAME, version=versions.of_rules(self.model))


@contextmanager
def one_article(article: Article) -> Iterator[None]:
    """Whatever a rule stumbles over costs one article, never the run: it becomes an ExtractionError."""
    try:
        yield
    except Exception as e:
        raise ExtractionError(f"{article.origin or article.identifier}: the reader failed: {type(e).__name__}: {e}") from e


def frames(reading: Reading) -> Frames:
    """The frame steps in order: what is said by whom, what was agreed, what happened, what was promised."""
    said, published = statements.read(reading)
    agreed, onesided = agreements.sided(agreements.find(reading), reading)
    reports = events.find(reading)
    happened = event_coreference.merge(reports, reading)
    events.produce(happened, agreed, reading)
    promised = commitments.find(reading, agreed, happened, said)
    return Frames(
        events=[*happened, *published],
        agreements=agreed,
        bodies=bodies.find(reading, agreed),
        commitments=promised,
        statements=said,
        rejections=rejections.find(reading, reports, happened, onesided),
        warnings=[*reading.warnings, *rejections.warnings(reading)],
    )
