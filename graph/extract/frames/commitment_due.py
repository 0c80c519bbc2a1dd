"""By when something is to be done, where the words of the undertaking say so."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from graph import edtf
from graph.extract.dates import resolve
from graph.extract.reading import Reading, Sentence, TimeExpression
from graph.model import Span

if TYPE_CHECKING:
    from spacy.tokens import Token

_BEGINS = re.compile(r"(?:since|from|after):")
_BEFORE_END = re.compile(r"^before:(.*\.end)$")
_OF_A_NAME = ("nummod", "compound", "amod", "nmod", "poss")
_TOLD = ("VBD", "VBN")
_AHEAD = frozenset({"be", "will", "shall", "should", "must", "can", "may"})


def due(reading: Reading, sentence: Sentence, gist: Span, clause: Span) -> tuple[str, Span] | None:
    """The one time in what is undertaken, from `gist` to the end of `clause`: its EDTF value and where it stands.

    None where there is none, where several leave it open, and for a time that only begins it ("from 1 July") or dates something told on the
    way ("the treaty signed in 2019").
    """
    found: dict[str, Span] = {}
    for time in sentence.times:
        if gist.start <= time.span.start and time.span.end <= max(gist.end, clause.end) and _is_deadline(sentence, time):
            value = resolve(_by_its_end(time), anchor=reading.published, direction="future")
            latest = edtf.bounds(value)[1] if value else None
            if value and latest and latest >= reading.published:
                found.setdefault(value, time.span)
    return next(iter(found.items())) if len(found) == 1 else None


def _by_its_end(time: TimeExpression) -> TimeExpression:
    """Before the end of March is by its last day: as a deadline, not as a guess when it will be."""
    return replace(time, value=_BEFORE_END.sub(r"by:\1", time.value))


def _is_deadline(sentence: Sentence, time: TimeExpression) -> bool:
    if _BEGINS.match(time.value) or any(m.span.overlaps(time.span) for m in sentence.mentions):
        return False
    inside = [t for t in sentence.tokens if time.span.start <= sentence.offsets[t.i][0] < time.span.end]
    if not inside or (inside[-1].dep_ in _OF_A_NAME and inside[-1].head.i > inside[-1].i):
        return False  # the 2030 Agenda
    verb = _verb_above(inside[0])
    return verb is None or verb.tag_ not in _TOLD or any(c.lemma_ in _AHEAD for c in verb.children)


def _verb_above(token: Token) -> Token | None:
    return next((t for t in token.ancestors if t.pos_ in ("VERB", "AUX")), None)
