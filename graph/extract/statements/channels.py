"""Where something was said: "in a post on X", "as a note of the Embassy on Facebook has it"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.extract.lexicons import lexicon, words
from graph.extract.reading import Sentence
from graph.extract.statements.speakers import Speaker, Speakers
from graph.model import Span

if TYPE_CHECKING:
    from spacy.tokens import Token

_NAMES = words("statements", "platforms", "names")
_CUES = tuple(tuple(cue.split()) for cue in lexicon("statements")["platforms"]["cues"])
_LEADING = frozenset({"in", "via", "through", "with"})


@dataclass(slots=True)
class Channel:
    """A publication the text speaks of. `origin` is who put it out, `platform` the key of where; `day` as EDTF where it is printed.

    `again`: it points at one spoken of before ("the statement"). `first` and `last` are tokens.
    """

    key: str
    span: Span
    first: int
    last: int
    noun: str
    platform: Speaker | None = None
    origin: Speaker | None = None
    day: str | None = None
    again: bool = False


def channels(sentence: Sentence, speakers: Speakers) -> list[Channel]:
    """The publications that a sentence speaks of: those something is said in, or according to."""
    found = []
    doc = sentence.tokens.doc
    for token in sentence.tokens:
        if not _is_publication(token):
            continue
        first = min([token.i, *(c.i for c in token.lefts)])
        last = token.i
        platform = _platform(sentence, token)
        origin, origin_last = _origin(sentence, token, speakers)
        last = max(last, platform.i if platform is not None else last, origin_last)
        span = sentence.span_of(doc[first], doc[last])
        where = _named_platform(sentence, platform, speakers) if platform is not None else None
        again = doc[first].lower_ in ("the", "this", "that") and origin is None
        found.append(Channel(f"publication:{span.start}", span, first, last, token.lemma_.lower(), where, origin, again=again))
    return found or _bare_platform(sentence, speakers)


def _is_publication(token: Token) -> bool:
    if token.lemma_.lower() not in words("statements", "publications", "nouns") or token.pos_ not in ("NOUN", "PROPN"):
        return False
    if any(c.lower_ in words("statements", "publications", "joint") for c in token.lefts):
        return False
    led = token.dep_ == "pobj" and (token.head.lower_ in _LEADING or token.head.head.lower_ == "according")
    return led or token.dep_ in ("nsubj", "nsubjpass")


def _platform(sentence: Sentence, noun: Token) -> Token | None:
    """The platform within a few words behind the noun."""
    doc = sentence.tokens.doc
    for token in doc[noun.i + 1 : min(noun.i + 8, sentence.tokens.end)]:
        if _names_platform(sentence, token):
            return token
        if token.pos_ == "VERB" and token.tag_ in ("VBD", "VBZ", "VBP"):
            return None
    return None


def _names_platform(sentence: Sentence, token: Token) -> bool:
    mention = sentence.mention_at.get(token.i)
    if (mention is not None and mention.kind == "platform") or token.text in _NAMES:
        return True
    if token.text != "X":
        return False
    before = tuple(t.lower_ for t in token.doc[max(sentence.tokens.start, token.i - 4) : token.i])
    return any(before[-len(cue) :] == cue for cue in _CUES)


def _origin(sentence: Sentence, noun: Token, speakers: Speakers) -> tuple[Speaker | None, int]:
    """Who put it out: "issued by X", "from X", "X's statement"."""
    doc = sentence.tokens.doc
    for token in doc[noun.i + 1 : min(noun.i + 10, sentence.tokens.end)]:
        if token.text in (",", ".", ":") or token.tag_ in ("VBD", "VBZ", "VBP"):
            break
        if token.lower_ in ("by", "from"):
            last = _phrase_end(sentence, token.i + 1)
            found = speakers.of_phrase(sentence, token.i + 1, last) if last > token.i else None
            return found, last if found else noun.i
    for token in noun.lefts:
        if token.dep_ in ("poss", "compound", "nmod"):
            found = speakers.of_phrase(sentence, token.left_edge.i, token.i)
            if found:
                return found, noun.i
    return None, noun.i


def _phrase_end(sentence: Sentence, first: int) -> int:
    """The last token of the noun phrase that begins at `first`."""
    doc = sentence.tokens.doc
    last = first - 1
    for token in doc[first : sentence.tokens.end]:
        if (
            token.is_punct
            or token.tag_ in ("VBD", "VBZ", "VBP", "MD")
            or (token.tag_ in ("IN", "TO") and token.lower_ != "of")
            or token.i in sentence.time_at
        ):
            break
        last = token.i
    return last


def _named_platform(sentence: Sentence, token: Token, speakers: Speakers) -> Speaker:
    mention = sentence.mention_at.get(token.i)
    if mention is not None and mention.kind == "platform" and mention.names:
        return mention.names[0], mention.span
    return speakers.platform(token.text), sentence.span_of(token)


def _bare_platform(sentence: Sentence, speakers: Speakers) -> list[Channel]:
    """ "wrote on Telegram": a post without the word."""
    for token in sentence.tokens:
        before = token.doc[token.i - 1].lower_ if token.i > sentence.tokens.start else ""
        if before in ("on", "to", "via") and _names_platform(sentence, token):
            span = sentence.span_of(token)
            return [Channel(f"publication:{span.start}", span, token.i - 1, token.i, "post", _named_platform(sentence, token, speakers))]
    return []
