"""A paragraph as the parsed page it is: tokens by place, sentences by token, and the verbs of saying in it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from graph.extract.lexicons import lexicon, words
from graph.extract.reading import Reading, Sentence
from graph.model import Span

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_VERBS = lexicon("statements")["verbs"]
CUES = frozenset(
    {*_VERBS["clause"], *_VERBS["object"], *_VERBS["infinitive"], *_VERBS["preposition"], *_VERBS["conveyed"]["verbs"]},
)
QUOTE_CUES = frozenset(_VERBS["clause"]) | words("statements", "quotes", "verbs")
FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_STOPS = frozenset(".?!")


@dataclass(frozen=True, slots=True)
class Page:
    """One paragraph with its sentences, which share a doc and its offsets."""

    number: int
    span: Span
    doc: Doc
    offsets: tuple[tuple[int, int], ...]
    sentences: tuple[Sentence, ...]

    def between(self, start: int, end: int) -> list[Token]:
        """The tokens that begin within the stretch of the article."""
        return [self.doc[i] for i, (a, _) in enumerate(self.offsets) if start <= a < end]

    def sentence(self, token: Token) -> Sentence:
        return next(s for s in self.sentences if s.tokens.start <= token.i < s.tokens.end)

    def at(self, token: Token) -> int:
        """Where in the article the token begins."""
        return self.offsets[token.i][0]


def pages(reading: Reading, also: frozenset[int] = frozenset()) -> list[Page]:
    """The paragraphs of the article that are prose, in order; those numbered `also` whatever they are."""
    found = []
    of = {number: tuple(here) for number, here in groupby(reading.sentences, key=lambda s: s.paragraph)}
    for number, paragraph in enumerate(reading.clean.paragraphs):
        here = of.get(number, ())
        if here and (number in also or paragraph.role in ("body", "list-item", "embedded-post")):
            found.append(Page(number, paragraph.span, here[0].tokens.doc, here[0].offsets, here))
    return found


def sentence_start(tokens: list[Token]) -> list[Token]:
    """The tail of the tokens behind the last full stop."""
    for n in range(len(tokens) - 1, -1, -1):
        if tokens[n].text in _STOPS:
            return tokens[n + 1 :]
    return tokens


def until_stop(tokens: list[Token]) -> list[Token]:
    """The tokens up to the first full stop or semicolon."""
    for n, token in enumerate(tokens):
        if token.text in _STOPS or token.text == ";":
            return tokens[:n]
    return tokens


def is_uttered(verb: Token) -> bool:
    """Whether the verb reports that something was said: not "will say", "did not say", "declined to say", "the said pact"."""
    if verb.pos_ != "VERB" or any(c.dep_ == "neg" for c in verb.children):
        return False
    aux = {c.lower_ for c in verb.children if c.dep_ in ("aux", "auxpass")}
    if aux & {"will", "would", "may", "might", "shall", "should", "could", "can", "must", "'ll", "wo", "'d"}:
        return False
    if verb.tag_ == "VB":
        return _on_occasion(verb)
    if (
        verb.dep_ == "advcl"
        and verb.tag_ in ("VBN", "VBD")
        and not aux
        and not any(c.dep_ in ("nsubj", "nsubjpass") for c in verb.children)
    ):
        return False  # "Asked whether …, she …"
    if verb.tag_ == "VBN":
        return bool(aux) or verb.dep_ in ("conj", "ROOT")
    return verb.tag_ in FINITE or verb.dep_ in ("advcl", "conj", "acl", "ROOT", "pcomp", "xcomp", "dep", "ccomp")


def _on_occasion(verb: Token) -> bool:
    """ "took the opportunity to thank": said while one could."""
    above = verb.head.head if verb.head.pos_ == "NOUN" else verb.head
    return above.lemma_ in ("take", "use") and any(c.lemma_.lower() in words("statements", "limits", "occasions") for c in above.children)
