"""Reading → commitments: what someone said they will do, plan, offer, want or ask, each once, with the clauses that say it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from graph.extract.clauses import VERBAL, trimmed
from graph.extract.frames.actors import Actors, Named
from graph.extract.frames.commitment_cues import Cue, cues
from graph.extract.frames.commitment_due import due
from graph.extract.frames.commitment_extents import hypothetical
from graph.extract.frames.commitment_owners import Owners, opens_with_infinitive
from graph.extract.frames.commitment_verbs import modality_of
from graph.extract.frames.outcome_lists import announcements
from graph.extract.modality import negated
from graph.extract.reading import AgreementFrame, CommitmentFrame, EventFrame, Reading, Sentence, StatementFrame
from graph.ids import fold
from graph.model import Span

if TYPE_CHECKING:
    from spacy.tokens import Token

_UNDER = re.compile(
    r"\bunder (?:the|this|that) (?:\w+ )?"
    r"(?:framework|agreement|pact|mou|memorandum|treaty|accord|arrangement|programme|program|partnership)\b",
    re.I,
)
_TOWARD = re.compile(r"\b(?:to|for|with|in|from)\s+(?:the\s+)?\Z", re.I)
_SAME_WORDS = 0.8  # share of common words from which two gists are one: texts repeat a sentence with a word more or less
_SPEAKER_REACH = 3  # sentences over which an undertaking without a subject stays with who spoke before


def find(
    reading: Reading, agreements: Sequence[AgreementFrame], events: Sequence[EventFrame], said: Sequence[StatementFrame] = ()
) -> list[CommitmentFrame]:
    """The commitments of an article, in order of the text. `events` are named as targets ("invited him to visit …").

    `said` tells who "we" and "I" are in quotations.
    """
    actors = Actors(reading)
    owners = Owners(actors, said)
    listed = [_announced(actors, span) for span in announcements(actors)]
    barred = [span for a in agreements if a.rule == "outcome-list" for span in a.evidence]
    found: list[CommitmentFrame] = []
    last: tuple[int, Named] | None = None
    for number, sentence in enumerate(reading.sentences):
        if sentence.role in ("heading", "header", "dateline", "signoff", "byline") or any(b.covers(sentence.span) for b in barred):
            continue
        if item := _item(owners, sentence):
            found.append(item)
            continue
        for cue in cues(sentence):
            speaking = last[1] if last is not None and number - last[0] <= _SPEAKER_REACH else None
            frame = _frame(owners, actors, sentence, cue, (agreements, events), speaking)
            if frame is None:
                continue
            found.append(frame)
            if frame.by and cue.modality in ("will", "reaffirmed", "interest"):
                last = (number, frame.by)
    return _once([*found, *listed])


def _frame(
    owners: Owners,
    actors: Actors,
    sentence: Sentence,
    cue: Cue,
    told: tuple[Sequence[AgreementFrame], Sequence[EventFrame]],
    speaking: Named | None,
) -> CommitmentFrame | None:
    agreements, events = told
    by = owners.by(sentence, cue, speaking)
    if by is None or cue.gist[0] > cue.gist[1]:
        return None
    gist = trimmed(sentence, *cue.gist)
    span = trimmed(sentence, cue.first, cue.last)
    text = " ".join(actors.reading.quote(gist).split())
    text = re.sub(r"^to\s+", "", text)
    if len(text) < 8:
        return None
    frame = CommitmentFrame(f"commitment:{gist.start}:{cue.modality}", cue.modality, text, [span], by=by, rule=cue.rule)
    frame.toward = _toward(actors, sentence, cue, by, gist)
    if _UNDER.search(actors.text, span.start, span.end) and len(agreements) == 1:
        frame.under = agreements[0].key
    frame.target = _target(gist, events)
    frame.due = due(actors.reading, sentence, gist, span)
    frame.confidence = 0.85 if by else 0.6
    return frame


def _toward(actors: Actors, sentence: Sentence, cue: Cue, by: Named, gist: Span) -> Named:
    """Whom it is asked of or meant for, where the words say so; sides that act together act toward each other."""
    if cue.addressee is not None and (named := actors.named(sentence, cue.addressee)):
        return {k: s for k, s in named.items() if k not in by}
    found: Named = {}
    for t in sentence.tokens:
        mention = sentence.mention_at.get(t.i)
        if mention is None or not gist.covers(mention.span) or mention.kind not in ("country", "person", "body") or mention.entity in by:
            continue
        if _TOWARD.search(actors.text[max(gist.start - 8, 0) : mention.span.start]) and (mention.kind != "body" or _meant(cue, t)):
            found.setdefault(mention.entity, mention.span)
    countries = actors.countries(by)
    if not found and len(by) >= 2 and set(by) == set(countries):
        return dict(by)
    return {k: s for k, s in found.items() if k not in countries}


def _meant(cue: Cue, token: Token) -> bool:
    """Whether the preposition before a body belongs to what is undertaken, not to something named in it ("candidature to …")."""
    over = token.head.head if token.dep_ == "pobj" else token.head
    inner = over.dep_ in ("dobj", "xcomp", "ccomp", "conj", "dative") and over.head.i in (cue.content.i, cue.word.i)
    return over.i in (cue.content.i, cue.word.i) or inner


def _target(gist: Span, events: Sequence[EventFrame]) -> str | None:
    """The event that the undertaking is about, where one is told of in its words."""
    inside = [e for e in events if e.status not in ("Held", "Ongoing") and gist.covers(e.trigger)]
    return inside[0].key if inside else None


# ---- lists, and each once


def _item(owners: Owners, sentence: Sentence) -> CommitmentFrame | None:
    """An item "to open a hotline" of a list under "The two sides agreed:" or "The following was agreed:"."""
    lead = owners.lead(sentence)
    verb = opens_with_infinitive(sentence) if lead is not None else None
    if lead is None or verb is None:
        return None
    verbs = [t for t in lead.tokens if t.pos_ in VERBAL and not negated(t) and not hypothetical(t)]
    by = owners.of_list(sentence)
    if by is None or not any(modality_of(t) == "will" for t in verbs):
        return None
    span = trimmed(sentence, verb.i, sentence.tokens.end - 1)
    text = " ".join(owners.actors.reading.quote(span).split())
    shown = trimmed(sentence, verb.i, verb.i)
    frame = CommitmentFrame(f"commitment:{span.start}:will", "will", text, [span], by=dict.fromkeys(by, shown), rule="agreed-list")
    frame.confidence = 0.85 if by else 0.6
    return frame


def _announced(actors: Actors, span: Span) -> CommitmentFrame:
    """A line of an announcement list: "Establishment of an Embassy of X in Y" is X's."""
    owner = re.search(r"\bof (?:an?|the) ", actors.text[span.start : span.end])
    by: Named = {}
    for sentence in actors.reading.sentences:
        for m in sentence.mentions:
            if m.kind == "country" and owner is not None and m.span.start == span.start + owner.end():
                by[m.entity] = m.span
    toward = {
        m.entity: m.span
        for s in actors.reading.sentences
        for m in s.mentions
        if m.kind == "country" and span.covers(m.span) and m.entity not in by
    }
    text = " ".join(actors.reading.quote(span).split())
    return CommitmentFrame(
        f"commitment:{span.start}:will", "will", text, [span], by=by, toward=toward, confidence=0.75, rule="announcement"
    )


def _once(found: list[CommitmentFrame]) -> list[CommitmentFrame]:
    """Each undertaking once: nearly the same words of the same modality are one, with all its clauses."""
    kept: list[CommitmentFrame] = []
    for frame in sorted(found, key=lambda f: f.evidence[0]):
        known = next((k for k in kept if k.modality == frame.modality and _alike(k.gist, frame.gist)), None)
        if known is None:
            kept.append(frame)
            continue
        known.evidence.extend(s for s in frame.evidence if s not in known.evidence)
        known.by = {**frame.by, **known.by} if not known.by else known.by
        known.target = known.target or frame.target
    return kept


def _alike(one: str, other: str) -> bool:
    a, b = (set(re.findall(r"\w+", fold(t))) for t in (one, other))
    return len(a & b) / len(a | b) >= _SAME_WORDS if a | b else True
