"""Programmes: entries without a verb ("10:30 Talks with the Foreign Minister, X") under the heading of a day.

An entry is ahead or behind as its day is, seen from publication. Whoever the programme is of, the traveller of the visit it announces,
takes part in each entry that is a meeting.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from graph import edtf
from graph.extract import dates
from graph.extract.frames.casts import Cast
from graph.extract.frames.event_nouns import event_type
from graph.extract.frames.scene import Scene
from graph.extract.modality import HELD, PLANNED
from graph.extract.reading import EventFrame, EventType, Sentence
from graph.model import Span

if TYPE_CHECKING:
    from spacy.tokens import Token

_CLOCK = re.compile(r"\d{1,2}[.:h]\d\d\b|\d{1,2}\s?(?:am|pm|hrs)\b", re.IGNORECASE)
_WITH = frozenset({"with", "between", "by", "on"})
_OPENING = 6  # words of an entry within which its event must be named


def of_entry(scene: Scene, sentence: Sentence, day: tuple[str, Span] | None, told: Iterable[EventFrame]) -> list[EventFrame]:
    """The meeting, call or signing that an entry of a programme announces; `day` is that of the heading above, with its words."""
    noun = _entry(scene, sentence)
    if noun is None or day is None:
        return []
    type_ = _type(noun)
    if type_ is None or type_ in ("Event", "Visit", "StateVisit"):
        return []
    earliest, _ = edtf.bounds(day[0])
    standing = PLANNED if earliest is not None and earliest > scene.reading.published else HELD
    cast = Cast()
    for token in sentence.tokens:
        if token.lower_ in _WITH and token.i > noun.i:
            cast.join(scene.listed(sentence, token.i + 1))
            break
    if not cast.agents() and len(cast.countries) < 2:
        return []
    if type_ != "Signing":
        for frame in told:
            if frame.visitors:
                cast.join(Cast(participants=dict(frame.visitors), countries=dict(frame.countries)))
                break
    frame = scene.frame(sentence, type_, noun, standing, cast, rule=f"agenda.{noun.lemma_.lower()}")
    frame.evidence = [sentence.span]
    frame.date, frame.date_evidence = day
    frame.place = frame.place or _venue(scene, sentence, noun)
    return [frame]


def _venue(scene: Scene, sentence: Sentence, noun: Token) -> tuple[str, Span] | None:
    """The place behind the dash of an entry."""
    dashed = False
    for token in sentence.tokens.doc[noun.i : sentence.tokens.end]:
        dashed = dashed or token.text in ("-", "–", "—")
        mention = sentence.mention_at.get(token.i)
        if dashed and mention is not None and mention.kind == "place":
            return mention.entity, mention.span
    return None


def _entry(scene: Scene, sentence: Sentence) -> Token | None:
    """The event noun that opens an entry with a time of day, if the entry has no verb before it."""
    if not _CLOCK.match(scene.reading.quote(sentence.span)):
        return None
    for token in sentence.tokens[:_OPENING]:
        if token.i not in sentence.mention_at and _type(token) is not None:
            return token
        if token.tag_ in ("VBD", "VBZ", "VBP", "MD"):
            return None
    return None


def _type(token: Token) -> EventType | None:
    """The type of event that the word names; the parser takes "Talks" at the start of an entry for a verb."""
    if token.lower_ == "signing":
        return "Signing"
    return "Meeting" if token.lower_ == "talks" else event_type(token)


def day_of(scene: Scene, sentence: Sentence) -> tuple[str, Span] | None:
    """The day that a heading of a programme names, and nothing else."""
    words = [t for t in sentence.tokens if t.i not in sentence.time_at and not t.is_punct]
    if len(words) > 1 or not sentence.times:
        return None
    value = dates.resolve(sentence.times[-1], anchor=scene.reading.today, direction="none")
    return (value, sentence.times[-1].span) if value is not None and edtf.precision(value) == "day" else None
