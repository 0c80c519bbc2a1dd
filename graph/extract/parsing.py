"""Parsed sentences in which every name is one word.

A parser trained on news stumbles over "Additional Secretary (East) of the Ministry of Works of Ruritania Jane Doe". Each placed name, with
the titles around it, becomes one proper noun in a new Doc (merging tokens after parsing, or before it, would lose sentence starts: spaCy
issue 7422); a table gives the stretch of text of each token. Sentence ends are set before parsing, as marks inside names are known by then.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from graph.extract import language
from graph.extract.gazetteer import gazetteer
from graph.extract.names.registry import Placed
from graph.extract.reading import Mention, Paragraph, Reading, Sentence, TimeExpression
from graph.model import Span

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

_END = frozenset({".", "!", "?", "…"})
_PAUSES = frozenset({";", ",", ":", "—", "–", "-"})
_LONGEST = 200
"""words of a sentence; the longest one in a hundred annotated articles has 68"""
_CLOSING = frozenset({'"', "'", ")", "]", "»"})
_GLUED = re.compile(r"\d+(?:st|nd|rd|th)(?=[A-Za-z]{3})|(?:^|(?<=[a-z)\]]))[.!?](?=[A-Z])")
"""what ends before the next word though no space follows: "6thround", "left.The" """
_ABBREVIATION = re.compile(
    r"(?:[A-Za-z]\.)+|(?:Mr|Mrs|Ms|Dr|Prof|Amb|Capt|Maj|Adm|Brig|Rev|Eng|Ir|St|No|Gen|Lt|Col|vs|etc|approx|Art|Sec|Fig|Hon|Rs)\."
)
_PERSON = "Johnson"
"""one surname for everybody: one that the parser has never seen is taken for a verb now and then ("an invitation to X to visit")"""
_PAIR = "bilateral"
"""for two countries joined by a hyphen, which stand before a noun as an adjective does"""
_COUNTRY, _ADJECTIVE = "France", "French"
"""for countries of several words or in capitals: "United States" would ask for a plural verb, "US" is read as "us" """


@dataclass
class Masked:
    """The words of one paragraph as the parser is given them; all lists have one item per word."""

    words: list[str] = field(default_factory=list)
    spaces: list[bool] = field(default_factory=list)
    offsets: list[tuple[int, int]] = field(default_factory=list)
    starts: list[bool] = field(default_factory=list)
    mentions: dict[int, Mention] = field(default_factory=dict)
    times: dict[int, TimeExpression] = field(default_factory=dict)
    dotted: set[int] = field(default_factory=set)
    """names whose last mark is a full stop, which may end the sentence too ("Works Ltd.")"""


def mask(text: str, paragraph: Paragraph, placed: Sequence[Placed], times: Sequence[TimeExpression], nlp: Language) -> Masked:
    """The words of a paragraph with each placed name, and each date of several words, as one."""
    out = Masked()
    at = paragraph.span.start
    for cover, mention, time in _covers(placed, times):
        if cover.start < at:
            continue
        _tokens(out, text, at, cover.start, nlp)
        n = len(out.words)
        if mention is not None:
            out.mentions[n] = mention
            if text[cover.end - 1] == ".":
                out.dotted.add(n)
        if time is not None:
            out.times[n] = time
        out.words.append(_word(text, mention, time, cover))
        out.offsets.append((cover.start, cover.end))
        at = _after(text, cover, mention)
        out.spaces.append(text[at : at + 1] == " ")
    _tokens(out, text, at, paragraph.span.end, nlp)
    _spread(out, times)
    out.starts = _sentence_starts(out)
    return out


def _covers(placed: Sequence[Placed], times: Sequence[TimeExpression]) -> Iterator[tuple[Span, Mention | None, TimeExpression | None]]:
    found: list[tuple[Span, Mention | None, TimeExpression | None]] = [(p.cover, p.mention, None) for p in placed if p.cover is not None]
    taken = sorted(c for c, _, _ in found)
    for time in times:
        if time.kind in ("duration", "set"):
            continue  # "five-year", "annually": words in their own right
        k = bisect_right(taken, time.span)
        near = taken[max(0, k - 1) : k + 1]
        if not any(c.overlaps(time.span) for c in near):
            found.append((time.span, None, time))
    return iter(sorted(found, key=lambda x: (x[0].start, -x[0].end)))


def _spread(out: Masked, times: Sequence[TimeExpression]) -> None:
    """Give the times that are no word of their own to the last word they cover."""
    ends = [end for _, end in out.offsets]
    for time in times:
        if time.kind in ("duration", "set"):
            i = bisect_right(ends, time.span.end) - 1
            if i >= 0 and out.offsets[i][0] >= time.span.start and i not in out.times and i not in out.mentions:
                out.times[i] = time


def _after(text: str, cover: Span, mention: Mention | None) -> int:
    """Where reading goes on: behind the comma or bracket that closes an apposition, as it goes with the name."""
    if mention is not None and mention.kind == "person" and cover.end > mention.span.end:
        between = text[mention.span.end : cover.end].lstrip()
        opens, closes = between[:1], text[cover.end : cover.end + 1]
        if (opens, closes) in ((",", ","), ("(", ")")):
            return cover.end + 1
    elif mention is not None and mention.kind == "person" and text[cover.end : cover.end + 1] == ",":
        title, comma, courtesy = text[cover.start : mention.span.start].rpartition(",")
        if comma and title and not any(w.islower() for w in courtesy.split()):
            return cover.end + 1  # "the Foreign Minister, Jane Doe, said"
    return cover.end


def _word(text: str, mention: Mention | None, time: TimeExpression | None, cover: Span) -> str:
    if mention is None:
        return _time_word(text[cover.start : cover.end], time)
    words = text[mention.span.start : mention.span.end].replace("'n", "n").split()
    last = words[-1].rstrip(",;")
    if mention.kind == "person":
        return _PERSON
    if mention.source == "pair":
        return _PAIR
    if mention.kind in ("body", "jointbody"):
        return next((w for w in words if _heads_body(w)), last)
    if mention.kind == "country" and (len(words) > 1 or last.isupper()):
        return _ADJECTIVE if mention.source == "adjective" or text[cover.end : cover.end + 1] == "-" else _COUNTRY
    return last


def _heads_body(word: str) -> bool:
    return any(e.kind == "body" for e in gazetteer().entries.get(word, ()))


_TIME_WORD = re.compile(
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"
)


def _time_word(text: str, time: TimeExpression | None) -> str:
    """A word of like use for a time: a day or month by its name, anything else by "yesterday" (an adverb as well as a noun)."""
    if " " not in text.strip():
        return "yesterday" if "(" in text else text.strip()
    if text[:1].islower() and text.split()[0] in ("from", "between", "since", "until"):
        return "yesterday"  # the preposition is in it, so that no other one may be looked for
    if found := _TIME_WORD.search(text):
        return found.group()
    return "yesterday"


def _tokens(out: Masked, text: str, start: int, end: int, nlp: Language) -> None:
    """Add the words of a stretch without names."""
    if start >= end:
        return
    part = text[start:end]
    cuts = [0, *(m.end() for m in _GLUED.finditer(part)), len(part)]
    for left, right in itertools.pairwise(cuts):
        for token in nlp.tokenizer(part[left:right]):
            if token.is_space:
                if out.spaces:
                    out.spaces[-1] = True
                continue
            at = start + left + token.idx
            out.words.append(token.text)
            out.offsets.append((at, at + len(token)))
            out.spaces.append(bool(token.whitespace_))


def _sentence_starts(m: Masked) -> list[bool]:
    """Whether a sentence starts at each word: at the first, and behind a full stop with what closes it."""
    starts = [False] * len(m.words)
    if starts:
        starts[0] = True
    i = 0
    while i < len(m.words):
        if not _ends(m, i):
            i += 1
            continue
        i += 1
        while i < len(m.words) and (m.words[i] in _END or (m.words[i] in _CLOSING and m.offsets[i][0] == m.offsets[i - 1][1])):
            i += 1
        if i < len(m.words):
            starts[i] = True
    _part(m.words, starts)
    return starts


def _part(words: Sequence[str], starts: list[bool]) -> None:
    """Parts what is too long to be a sentence: behind its last comma or other mark, else anywhere. What reads it looks at every pair."""
    at = 0
    for i in range(len(words)):
        if starts[i]:
            at = i
        elif i - at >= _LONGEST:
            at = next((k for k in range(i, at + _LONGEST // 2, -1) if words[k - 1] in _PAUSES), i)
            starts[at] = True


def _ends(m: Masked, i: int) -> bool:
    word = m.words[i]
    if i in m.dotted:
        return i + 1 < len(m.words) and m.words[i + 1] in gazetteer().opening
    if i in m.mentions or word not in _END:
        return bool(
            i not in m.mentions
            and len(word) > 2
            and word[-1] in ".!?"
            and not _ABBREVIATION.fullmatch(word)
            and m.spaces[i]
            and _opens(m, i + 1)
        )
    if (
        word == "."
        and i
        and i - 1 not in m.mentions
        and m.offsets[i][0] == m.offsets[i - 1][1]
        and _ABBREVIATION.fullmatch(m.words[i - 1] + ".")
    ):
        return False
    return word != "." or _opens(m, i + 1)


def _opens(m: Masked, i: int) -> bool:
    """Whether the word at `i` can open a sentence: not a small letter."""
    while i < len(m.words) and m.words[i] in _CLOSING:
        i += 1
    return i >= len(m.words) or not m.words[i][0].islower()


def parse(reading: Reading, masked: Sequence[Masked], placed: Sequence[Sequence[Placed]], nlp: Language) -> None:
    """Parse the masked paragraphs of a reading and add its sentences."""
    from spacy.tokens import Doc

    docs = [Doc(nlp.vocab, words=m.words, spaces=m.spaces, sent_starts=list[bool | int | None](m.starts)) for m in masked]
    for number, doc in enumerate(language.parsed(nlp, docs)):
        reading.docs.append(doc)
        reading.sentences.extend(_sentences(doc, number, masked[number], placed[number], reading))


def _sentences(doc: Doc, number: int, m: Masked, placed: Sequence[Placed], reading: Reading) -> Iterator[Sentence]:
    paragraph = reading.clean.paragraphs[number]
    offsets = tuple(m.offsets)
    starts = [p.mention.span.start for p in placed]
    for sent in doc.sents:
        first, last = sent[0].i, sent[-1].i
        span = Span(offsets[first][0], offsets[last][1])
        here = placed[bisect_left(starts, span.start) : bisect_left(starts, span.end)]
        mention_at = {i: m.mentions[i] for i in range(first, last + 1) if i in m.mentions}
        time_at = {i: m.times[i] for i in range(first, last + 1) if i in m.times}
        yield Sentence(
            span=span,
            tokens=sent,
            paragraph=number,
            role=paragraph.role,
            offsets=offsets,
            mentions=tuple(p.mention for p in here),
            times=tuple(time_at.values()),
            mention_at=mention_at,
            time_at=time_at,
        )
