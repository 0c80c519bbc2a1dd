"""Article → `Reading`: who and what is named where, who holds which post, and parsed sentences with names masked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.extract.cleaning import clean
from graph.extract.reading import CleanText, Entity, Mention, MentionKind, Reading, Sentence
from graph.ids import slug
from graph.model import Article, Span

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

_KINDS: dict[str, tuple[MentionKind, str]] = {
    "PERSON": ("person", "Person"),
    "ORG": ("body", "Organization"),
    "GPE": ("country", "Country"),
    "LOC": ("place", "Place"),
}


def prepare(article: Article, nlp: Language) -> Reading:
    """The article made ready for the frame steps. Spans are offsets into `article.text`.

    The docs of the reading live in `nlp.vocab`: wrap the reading of one article in `with nlp.memory_zone():`.
    """
    cleaned = clean(article.text)
    mentions, entities = _names(cleaned, nlp)
    reading = Reading(article.text, cleaned, article.published, [], entities, [])
    _parse(reading, mentions, nlp)
    return reading


def _names(cleaned: CleanText, nlp: Language) -> tuple[list[list[Mention]], dict[str, Entity]]:
    found: list[list[Mention]] = []
    entities: dict[str, Entity] = {}
    texts = [cleaned.text[p.span.start : p.span.end] for p in cleaned.paragraphs]
    others = [name for name in nlp.pipe_names if name != "ner"]
    for paragraph, doc in zip(cleaned.paragraphs, nlp.pipe(texts, disable=others), strict=True):
        here = []
        for ent in doc.ents:
            if ent.label_ not in _KINDS or paragraph.role == "heading":
                continue
            kind, type_ = _KINDS[ent.label_]
            words = [t for t in ent if t.text not in ("the", "The", "'s")]
            if not words:
                continue
            start, end = words[0].idx, words[-1].idx + len(words[-1])
            name = doc.text[start:end]
            key = slug(name)
            entities.setdefault(key, Entity(key, type_, name))
            at = paragraph.span.start
            here.append(Mention(Span(at + start, at + end), kind, key, "ner"))
        found.append(here)
    return found, entities


def _parse(reading: Reading, mentions: list[list[Mention]], nlp: Language) -> None:
    cleaned = reading.clean
    docs = []
    for paragraph, here in zip(cleaned.paragraphs, mentions, strict=True):
        docs.append(_masked(cleaned.text, paragraph.span, here, nlp))
    parsed = nlp.pipe((d for d, _, _ in docs), disable=["ner"])
    for number, (doc, (_, offsets, names)) in enumerate(zip(parsed, docs, strict=True)):
        reading.docs.append(doc)
        paragraph = cleaned.paragraphs[number]
        for sent in doc.sents:
            first, last = sent[0].i, sent[-1].i
            at = {i: m for i, m in names.items() if first <= i <= last}
            span = Span(offsets[first][0], offsets[last][1])
            reading.sentences.append(Sentence(span, sent, number, paragraph.role, offsets, mentions=tuple(at.values()), mention_at=at))


def _masked(text: str, span: Span, mentions: list[Mention], nlp: Language) -> tuple[Doc, tuple[tuple[int, int], ...], dict[int, Mention]]:
    from spacy.tokens import Doc

    words: list[str] = []
    spaces: list[bool] = []
    offsets: list[tuple[int, int]] = []
    names: dict[int, Mention] = {}

    def tokenize(start: int, end: int) -> None:
        for token in nlp.make_doc(text[start:end]):
            if not token.is_space:
                words.append(token.text)
                offsets.append((start + token.idx, start + token.idx + len(token)))
                spaces.append(bool(token.whitespace_))

    at = span.start
    for mention in sorted(mentions, key=lambda m: m.span):
        if mention.span.start < at:
            continue
        tokenize(at, mention.span.start)
        names[len(words)] = mention
        words.append(text[mention.span.start : mention.span.end].split()[-1])
        offsets.append((mention.span.start, mention.span.end))
        spaces.append(text[mention.span.end : mention.span.end + 1] == " ")
        at = mention.span.end
    tokenize(at, span.end)
    return Doc(nlp.vocab, words=words, spaces=spaces), tuple(offsets), names
