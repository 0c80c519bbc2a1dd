"""Article → Extraction by a language model: long articles in parts, answers from the journal where they were given before."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from graph.errors import ExtractionError, SettingsError
from graph.extract.assembly import assemble
from graph.extract.llm import asking
from graph.extract.llm.answers import parse
from graph.extract.llm.asking import Asker, Spent
from graph.extract.llm.building import Builder
from graph.extract.llm.journal import Journal
from graph.extract.llm.trust import trust
from graph.ids import digest
from graph.model import Article, Extraction, Runs, Span
from graph.settings import Settings

NAME = "llm"
PART = 16_000
"""code points sent at once: some 4,000 tokens, so that article, instructions and answer fit into small contexts"""
PARTS = 50
"""parts of one article that are asked about; one that is longer is refused rather than paid for"""


class LanguageModel:
    """Reads articles with the language model of the settings. Raises SettingsError where it is not said which."""

    def __init__(self, settings: Settings) -> None:
        self._asker = Asker(settings)
        self._journal = Journal(Path(settings.llm_journal)) if settings.llm_journal else None
        self._price = price(settings.llm_price)
        self._deadline = settings.llm_deadline
        self.model = settings.llm_model

    @property
    def version(self) -> str:
        """The model, and a digest of what it is told."""
        return f"{self.model} {asking.version()}"

    @property
    def runs(self) -> Runs:
        """Name and version of what reads."""
        return ((NAME, self.version),)

    def __call__(self, article: Article) -> Extraction:
        """What the model finds and the text shows. Raises ExtractionError."""
        parts = list(in_parts(article.text))
        where = article.origin or article.identifier
        if len(parts) > PARTS:
            raise ExtractionError(f"{where}: {len(article.text):,} characters are too many for a language model; the rules read it")
        build = Builder(article)
        until = time.monotonic() + self._deadline
        for part in parts:
            try:
                build.add(part, parse(self._answer(article, article.text[part.start : part.end], until)))
            except ExtractionError as e:
                raise ExtractionError(f"{where}: {e}") from None
        reading, frames = build.built()
        return assemble(article.id, reading, frames, reader=NAME, version=self.version, sure=lambda c: trust(c, named=build.named_in(c)))

    def report(self) -> str:
        """What the answers have cost so far, as a line for people."""
        return self._asker.spent.report(self._price)

    @property
    def spent(self) -> Spent:
        """What the answers have cost so far."""
        return self._asker.spent

    def _answer(self, article: Article, text: str, until: float) -> str:
        published = article.published.isoformat()
        key = digest(self.version, published, article.publisher or "", text)
        known = self._journal.get(key) if self._journal else None
        if known is not None and _readable(known):
            self._asker.count(Spent(remembered=1))
            return known
        answer = self._asker.ask(text, published, article.publisher, parse, until)
        if self._journal:
            self._journal.put(key, answer)
        return answer


def _readable(answer: str) -> bool:
    try:
        parse(answer)
    except ExtractionError:
        return False
    return True


def in_parts(text: str) -> Iterator[Span]:
    """The text in stretches of at most PART code points, parted at the ends of paragraphs, else of lines, else of words."""
    start = 0
    while start < len(text):
        end = len(text)
        if end - start > PART:
            limit = start + PART
            cuts = (text.rfind(mark, start + PART // 2, limit) + len(mark) for mark in ("\n\n", "\n", ". ", " "))
            end = next((c for c in cuts if c > start + PART // 2), limit)
        if not text[start:end].isspace():
            yield Span(start, end)
        start = end


def price(text: str) -> tuple[float, float] | None:
    """ "0.15/0.60": the price of a million tokens asked and answered. Raises SettingsError."""
    if not text:
        return None
    asked, _, answered = text.partition("/")
    try:
        found = float(asked), float(answered or asked)
    except ValueError:
        raise SettingsError(f"llm_price: write it as 0.15/0.60, not {text!r}") from None
    if not all(0 <= x < float("inf") for x in found):
        raise SettingsError(f"llm_price: {text!r} is no price")
    return found
