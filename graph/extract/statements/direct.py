"""Who a quotation is attributed to, read from the surface beside it: "…," X said · X said: "…" · "…," said X, "…"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.extract.clauses import subject
from graph.extract.lexicons import lexicon
from graph.extract.lexicons import words as words_of
from graph.extract.reading import Sentence
from graph.extract.statements.pages import FINITE, QUOTE_CUES, Page, sentence_start, until_stop
from graph.extract.statements.quotations import Quotation
from graph.extract.statements.speakers import Speaker, Speakers
from graph.model import Span

if TYPE_CHECKING:
    from spacy.tokens import Token

_GOES_ON = frozenset(",?!-–—…")
_ACCORDING = tuple(tuple(prefix.split()) for prefix in lexicon("statements")["prefixes"]["according"])
_DESCRIBING = words_of("statements", "quotes", "describing")
_CALLING = words_of("statements", "quotes", "calling")
_BREAKS = frozenset({"in", "at", "on", "during", "while", "after", "before", "as", "when", "following", "to", "with", "for"})


@dataclass(frozen=True, slots=True)
class Attribution:
    """The words that attribute a quotation: their sentence and stretch, and the speaker, None where it is not one."""

    sentence: Sentence
    verb: Token
    cue: Span
    speaker: Speaker | None
    first: int
    last: int


def is_speech(page: Page, quotation: Quotation) -> bool:
    """Whether the words can be an utterance: a finite verb, many words, or a full stop behind a colon. A title in marks is none."""
    tokens = [t for t in page.between(quotation.span.start, quotation.span.end) if not t.is_punct]
    before = page.between(page.span.start, quotation.outer.start)[-1:]
    announced = bool(before) and before[0].text == ":" and quotation.stop in ".!?"
    return any(t.tag_ in FINITE for t in tokens) or len(tokens) > 8 or announced


def attribution(page: Page, quotation: Quotation, before: int, behind: int, speakers: Speakers) -> Attribution | None:
    """The attribution right behind the quotation or right before it.

    `before` and `behind` bound the search: the end of the quotation before this one and the start of the next.
    """
    return _behind(page, quotation, behind, speakers) or _before(page, quotation, before, speakers)


def _behind(page: Page, quotation: Quotation, limit: int, speakers: Speakers) -> Attribution | None:
    tokens = until_stop(page.between(quotation.outer.end, limit))
    if not tokens or not quotation.closed:
        return None
    if quotation.stop in ".…" and not tokens[0].is_lower:
        return None  # a new sentence begins
    words = [t for t in tokens if not t.is_punct]
    if (
        quotation.stop not in _GOES_ON
        and tokens[0].text != ","
        and quotation.stop.isalnum()
        and not (words and words[0].lemma_.lower() in QUOTE_CUES)
    ):
        return None  # the marked words are part of a clause that goes on
    verb = next((t for t in words if t.lemma_.lower() in QUOTE_CUES and t.tag_ in (*FINITE, "VBN", "VBG")), None)
    source = _source(page, words, speakers)
    if source and source.speaker and not (verb is not None and verb.i < source.verb.i):  # "she said, according to an agency"
        return source
    if words and words[0].lower_ in ("read", "reads", "ran", "runs"):
        verb = words[0]
    if verb is None or not words:
        return None
    sentence = page.sentence(verb)
    if (quoted := _quoted(sentence, verb)) is not None:
        return Attribution(sentence, verb, sentence.span_of(verb), speakers.of_phrase(sentence, *quoted), words[0].i, tokens[-1].i)
    if words[0] == verb:  # "said X"
        first, last = verb.i + 1, _phrase_end(sentence, words, verb)
    else:
        first, last = words[0].i, _last_of_subject(verb, words)
    first = max(first, sentence.tokens.start)
    speaker = speakers.of_phrase(sentence, first, last, verb=verb) if first <= last else None
    return Attribution(sentence, verb, sentence.span_of(verb), speaker, words[0].i, tokens[-1].i)


def _quoted(sentence: Sentence, verb: Token) -> tuple[int, int] | None:
    """The words of "the agency quoted X as saying" that name X."""
    if verb.lemma_.lower() not in ("quote", "cite") or verb.tag_ not in FINITE:
        return None
    for token in verb.doc[verb.i + 2 : min(verb.i + 18, sentence.tokens.end - 1)]:
        if token.lower_ == "as" and token.nbor().lower_ in ("saying", "telling", "stating"):
            return verb.i + 1, token.i - 1
    return None


def _phrase_end(sentence: Sentence, words: list[Token], verb: Token) -> int:
    last = verb.i
    for token in words:
        if token.i <= verb.i:
            continue
        if token.i > last + 1 or token.lower_ in _BREAKS or token.i in sentence.time_at:
            break
        last = token.i
    return last


def _last_of_subject(verb: Token, words: list[Token]) -> int:
    before = [t for t in words if t.i < verb.i]
    while len(before) > 1 and before[-1].pos_ in ("AUX", "ADV"):
        before.pop()
    return before[-1].i


def _before(page: Page, quotation: Quotation, limit: int, speakers: Speakers) -> Attribution | None:
    tokens = sentence_start(page.between(limit, quotation.outer.start))
    words = [t for t in tokens if not t.is_punct]
    if not words:
        return None
    leads = tokens[-1].text in (",", ":", "-", "–", "—") or words[-1].lower_ == "that" or words[-1].lemma_.lower() in QUOTE_CUES
    describes = None if leads else _describing(words)
    if not leads and describes is None:
        return None
    verb = describes or next((t for t in reversed(words) if t.lemma_.lower() in QUOTE_CUES and t.tag_ in (*FINITE, "VBN", "VBG")), None)
    source = _source(page, words, speakers)
    if words[-1].lower_ in ("read", "reads") and len(words) > 1:  # "the statement read: …", of whatever tag
        sentence = page.sentence(words[-1])
        first = max(words[0].i, sentence.tokens.start)
        speaker = speakers.of_phrase(sentence, first, words[-2].i)
        return Attribution(sentence, words[-1], sentence.span_of(words[-1]), speaker, words[0].i, words[-1].i)
    if verb is None:
        return source
    sentence = page.sentence(verb)
    who = subject(verb)
    speaker = speakers.of_subject(sentence, verb, who) if who is not None and page.at(who) < quotation.outer.start else None
    if speaker is None and source is not None:
        return source
    return Attribution(sentence, verb, sentence.span_of(verb), speaker, words[0].i, words[-1].i)


def _describing(words: list[Token]) -> Token | None:
    """The verb of "described the pact as" or "called the pact" that the words close with."""
    kinds = _DESCRIBING if words[-1].lower_ == "as" else _CALLING if words[-1].pos_ in ("NOUN", "PROPN", "PRON") else frozenset()
    verb = next((t for t in reversed(words) if t.tag_ in (*FINITE, "VBG")), None)
    return verb if verb is not None and verb.lemma_.lower() in kinds and verb.i > words[-1].i - 14 else None


def _source(page: Page, words: list[Token], speakers: Speakers) -> Attribution | None:
    """ "according to X" among the words."""
    for n, token in enumerate(words):
        for prefix in _ACCORDING:
            if tuple(t.lower_ for t in words[n : n + len(prefix)]) == prefix and len(words) > n + len(prefix):
                sentence = page.sentence(token)
                first = last = words[n + len(prefix)].i
                while last + 1 < sentence.tokens.end and token.doc[last + 1].text not in (",", ".", ":", ";", '"'):
                    last += 1
                speaker = speakers.of_source(sentence, first, last)
                return Attribution(sentence, token, sentence.span_of(token, token.doc[last]), speaker, words[0].i, words[-1].i)
    return None
