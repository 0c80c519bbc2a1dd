"""Phrases on the surface: how enumerations are split, where a stretch begins and ends, which token stands for it.

A parse nests enumerations wrongly about as often as rightly, so lists are split on commas and conjunctions of the text itself; the parse is
asked only for who does what.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from graph.extract.reading import Sentence
from graph.model import Span

if TYPE_CHECKING:
    from spacy.tokens import Token

_EDGE = " \t\r\n,;:.-–—\"'()"


def token_at(sentence: Sentence, span: Span) -> Token | None:
    """The token that stands for the stretch: the one inside it whose head lies outside; None where the sentence has none."""
    inside = [
        t for t in sentence.tokens if sentence.offsets[t.i][0] < span.end and span.start < sentence.offsets[t.i][1] and not t.is_punct
    ]
    held = {t.i for t in inside}
    for token in inside:
        if token.head.i not in held or token.head.i == token.i:
            return token
    return inside[0] if inside else None


def conjuncts(token: Token) -> list[Token]:
    """The token and what is coordinated with it, in order of the text."""
    found = [token]
    for other in found:
        found.extend(c for c in other.children if c.dep_ == "conj")
    return sorted(found, key=lambda t: t.i)


def negated(verb: Token) -> bool:
    """Whether the verb is denied ("did not sign", "no agreement was reached", "failed to sign")."""
    if any(c.dep_ == "neg" or c.lower_ in ("never", "without") for c in verb.children):
        return True
    if any(d.lower_ == "no" for c in verb.children if c.dep_ in ("nsubj", "nsubjpass", "dobj") for d in c.children):
        return True
    return verb.dep_ in ("xcomp", "pcomp") and verb.head.lemma_ in ("fail", "refuse", "decline", "reject", "without")


def shown(text: str, start: int, end: int) -> Span | None:
    """`start`..`end` without white space and punctuation at its edges; a bracket that is closed inside stays. None if nothing is left."""
    while start < end and text[start] in _EDGE and not (text[start] == "(" and ")" in text[start:end]):
        start += 1
    while end > start and text[end - 1] in _EDGE and not (text[end - 1] == ")" and "(" in text[start:end]):
        end -= 1
    return Span(start, end) if start < end else None


_LEADING = re.compile(r"(?:and|or|as well as|along with|including|namely|the|a|an)\s+", re.I)
_SEPARATOR = re.compile(r"\s*;\s*|,\s+|,(?=[A-Z])")
_AND = re.compile(r"\s+(?:and|as well as|along with)\s+", re.I)


def enumeration(text: str, span: Span, whole: Sequence[Span] = ()) -> list[Span]:
    """The members of a list, as written: "A, B, and the C of D" → three stretches.

    Commas and semicolons divide. A closing "and" divides only where it belongs to the list: behind a comma, or in the last member of a list
    without such a comma. Two members joined by a lone "and" are divided only if each has two words or more ("health and medicine" is one).
    Names of places in `whole` are not divided, nor divided from what they locate ("the University of X, Trinidad and Tobago").
    """
    bounds = [span.start]
    for m in _SEPARATOR.finditer(text, span.start, span.end):
        locates = any(name.start <= m.end() < name.end for name in whole)
        if not locates and text.count("(", span.start, m.start()) == text.count(")", span.start, m.start()):
            bounds += [m.start(), m.end()]
    bounds.append(span.end)
    parts = [(bounds[i], bounds[i + 1]) for i in range(0, len(bounds), 2)]
    start, end = parts[-1]
    oxford = re.match(r"\s*(?:and|as well as|along with)\s", text[start:end], re.I)
    joints = [m for m in _AND.finditer(text, start, end) if not any(name.start < m.start() < name.end for name in whole)]
    if joints and not oxford and (len(parts) > 1 or _two_phrases(text[start:end])):
        joint = joints[-1]
        parts[-1:] = [(start, joint.start()), (joint.end(), end)]
    found = []
    for start, end in parts:
        while leading := _LEADING.match(text, start, end):
            start = leading.end()
        if part := shown(text, start, end):
            found.append(part)
    return found


def _two_phrases(text: str) -> bool:
    halves = _AND.split(text)
    return len(halves) == 2 and all(len(h.split()) >= 2 for h in halves)
