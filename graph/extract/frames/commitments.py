"""Reading → commitments: what someone said they will do, plan, offer, want or ask, each once, with the clauses that say it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from graph.extract.clauses import trimmed
from graph.extract.frames.actors import Actors, Named
from graph.extract.frames.commitment_cues import Cue, cues
from graph.extract.frames.outcome_lists import announcements
from graph.extract.lexicons import words
from graph.extract.reading import AgreementFrame, CommitmentFrame, EventFrame, Reading, Sentence
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


def find(reading: Reading, agreements: Sequence[AgreementFrame], events: Sequence[EventFrame]) -> list[CommitmentFrame]:
    """The commitments of an article, in order of the text. `events` are named as targets ("invited him to visit …")."""
    actors = Actors(reading)
    listed = [_announced(actors, span) for span in announcements(actors)]
    barred = [span for a in agreements if a.rule == "outcome-list" for span in a.evidence]
    found: list[CommitmentFrame] = []
    last: tuple[int, Named] | None = None
    for number, sentence in enumerate(reading.sentences):
        if sentence.role in ("heading", "header", "dateline", "signoff", "byline") or any(b.covers(sentence.span) for b in barred):
            continue
        for cue in cues(sentence):
            speaking = last[1] if last is not None and number - last[0] <= _SPEAKER_REACH else None
            frame = _frame(actors, sentence, cue, (agreements, events), speaking)
            if frame is None:
                continue
            found.append(frame)
            if frame.by and cue.modality in ("will", "reaffirmed", "interest"):
                last = (number, frame.by)
    return _once([*found, *listed])


def _frame(
    actors: Actors, sentence: Sentence, cue: Cue, told: tuple[Sequence[AgreementFrame], Sequence[EventFrame]], speaking: Named | None
) -> CommitmentFrame | None:
    agreements, events = told
    by = _by(actors, sentence, cue, speaking)
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
    frame.confidence = 0.85 if by else 0.6
    return frame


# ---- whose


def _by(actors: Actors, sentence: Sentence, cue: Cue, speaking: Named | None) -> Named | None:
    """Who undertakes it; None where the subject is nobody who could."""
    owners = {k: s for t in cue.owners for k, s in actors.named(sentence, t).items() if actors.reading.entities[k].type != "JointBody"}
    if cue.doer is not None:
        doers = _doers(actors, sentence, cue.doer)
        if doers is None and (not owners or cue.rule == "verb"):
            return None
        if doers == {} and cue.doer.lower_ in ("we", "i"):
            doers = _quoted(actors, sentence, cue)
        return {**(doers or {}), **owners}
    if owners:
        return owners
    agent = next((c for p in cue.word.children if p.dep_ == "agent" for c in p.children if c.dep_ == "pobj"), None)
    if agent is not None and (named := actors.named(sentence, agent)):
        return named
    if (cue.passive or cue.rule == "noun") and cue.rule != "impersonal":
        inside = _fronted(actors, sentence, cue)
        if inside:
            return inside
    shown = trimmed(sentence, cue.word.i, cue.word.i)
    if speaking is not None and cue.rule not in ("announced", "welcomed", "impersonal"):
        return dict.fromkeys(speaking, shown)
    return dict.fromkeys(actors.sides(), shown)


def _quoted(actors: Actors, sentence: Sentence, cue: Cue) -> Named:
    """ "We have agreed …": both sides; any other "we" or "I" in a quotation: who is quoted."""
    assert cue.doer is not None
    span = trimmed(sentence, cue.doer.i, cue.doer.i)
    if cue.word.lemma_ in ("agree", "decide"):
        sides = actors.sides()
        return dict.fromkeys(sides, span) if len(sides) == 2 else {}
    person = actors.speaker(sentence, cue.doer)
    return {person: span} if person else {}


def _doers(actors: Actors, sentence: Sentence, doer: Token) -> Named | None:
    named = actors.named(sentence, doer)
    if named:
        return named
    lemma = doer.lemma_.casefold()
    if lemma in words("commitments", "occasions", "speaking"):
        span = trimmed(sentence, doer.i, doer.i)
        return dict.fromkeys(actors.sides(), span)
    known = (
        words("actors", "actors", "sides")
        | words("actors", "actors", "persons")
        | words("actors", "actors", "representatives")
        | words("actors", "actors", "roles")
    )
    if lemma in known or doer.pos_ in ("PROPN", "PRON"):
        return {}
    return None


def _fronted(actors: Actors, sentence: Sentence, cue: Cue) -> Named:
    """ "Under India's cooperation programme, …": whose programme it is; "investments from the X Bank being considered": whose they are."""
    for t in sentence.tokens:
        mention = sentence.mention_at.get(t.i)
        if mention is None or mention.kind not in ("country", "body"):
            continue
        above = [t.head, t.head.head]
        if t.dep_ == "poss" and any(a.dep_ == "pobj" and a.head.lower_ == "under" for a in above):
            return {mention.entity: mention.span}
        if t.dep_ == "pobj" and t.head.lower_ in ("from", "by") and t.head.head.i == cue.content.i:
            return {mention.entity: mention.span}
    return {}


def _toward(actors: Actors, sentence: Sentence, cue: Cue, by: Named, gist: Span) -> Named:
    """Whom it is asked of or meant for, where the words say so; sides that act together act toward each other."""
    if cue.addressee is not None and (named := actors.named(sentence, cue.addressee)):
        return {k: s for k, s in named.items() if k not in by}
    found: Named = {}
    for t in sentence.tokens:
        mention = sentence.mention_at.get(t.i)
        if mention is None or not gist.covers(mention.span) or mention.kind not in ("country", "person", "body") or mention.entity in by:
            continue
        if _TOWARD.search(actors.text[max(gist.start - 8, 0) : mention.span.start]):
            found.setdefault(mention.entity, mention.span)
    countries = actors.countries(by)
    if not found and len(by) >= 2 and set(by) == set(countries):
        return dict(by)
    return {k: s for k, s in found.items() if k not in countries}


def _target(gist: Span, events: Sequence[EventFrame]) -> str | None:
    """The event that the undertaking is about, where one is told of in its words."""
    inside = [e for e in events if e.status not in ("Held", "Ongoing") and gist.covers(e.trigger)]
    return inside[0].key if inside else None


# ---- lists, and each once


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
