"""Article → `Reading`: who and what is named where, who holds which post, and parsed sentences with names masked."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from graph import edtf
from graph.extract import dates, language
from graph.extract.cleaning import clean
from graph.extract.gazetteer import gazetteer
from graph.extract.names.finding import Finder
from graph.extract.parsing import mask, parse
from graph.extract.reading import CleanText, Reading
from graph.model import Article, Span

if TYPE_CHECKING:
    from spacy.language import Language

_FILED = 3  # days that a report may be older than its publication for its dateline to be believed
_UNREAD = frozenset({"header", "signoff"})


def prepare(article: Article, nlp: Language) -> Reading:
    """The article made ready for the frame steps. Spans are offsets into `article.text`.

    The docs of the reading live in `nlp.vocab`: wrap the reading of one article in `with nlp.memory_zone():`.
    """
    cleaned = clean(article.text)
    names = Finder(cleaned, gazetteer(), article.publisher).find(recognise(cleaned, nlp))
    reading = Reading(article.text, cleaned, article.published, [], names.entities, names.posts)
    reading.filed = _filed(cleaned, article.published)
    masked = [mask(cleaned.text, p, names.placed[n], dates.find(cleaned.text, p.span), nlp) for n, p in enumerate(cleaned.paragraphs)]
    parse(reading, masked, names.placed, nlp)
    return reading


def _filed(cleaned: CleanText, published: date) -> date | None:
    """The day of the dateline: "today" in a report filed on the 9th and published on the 10th is the 9th."""
    for paragraph in cleaned.paragraphs:
        if paragraph.role != "dateline":
            continue
        for expression in dates.find(cleaned.text, paragraph.span):
            value = dates.resolve(expression, anchor=published, direction="past")
            first, last = edtf.bounds(value) if value else (None, None)
            if first is not None and first == last and 0 <= (published - first).days <= _FILED:
                return first
    return None


def recognise(cleaned: CleanText, nlp: Language) -> list[list[tuple[Span, str]]]:
    """What the statistical recogniser proposes, per paragraph: spans in the text with their labels. Only proposals: the grammar decides."""
    texts = ["" if p.role in _UNREAD else cleaned.text[p.span.start : p.span.end] for p in cleaned.paragraphs]
    found = []
    for paragraph, doc in zip(cleaned.paragraphs, language.recognised(nlp, texts), strict=True):
        at = paragraph.span.start
        found.append([(Span(at + e.start_char, at + e.end_char), e.label_) for e in doc.ents])
    return found
