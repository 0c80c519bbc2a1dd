"""Reports of events in an article, one frame for each: several may report one event, which `graph.extract.event_coreference` finds out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from graph import edtf
from graph.extract.clauses import ancestors, clause_head
from graph.extract.frames import agendas, meetings, occasions, signings, visit_nouns, visits
from graph.extract.frames.event_nouns import event_type, stands_for_meeting
from graph.extract.frames.hosts import name_hosts
from graph.extract.frames.scene import Scene
from graph.extract.lexicons import words
from graph.extract.reading import AgreementFrame, EventFrame, Reading, Sentence

if TYPE_CHECKING:
    from spacy.tokens import Token

_BEHIND = frozenset({"after", "following", "upon"})
_METADATA = frozenset({"header", "dateline", "signoff", "byline"})


def find(reading: Reading) -> list[EventFrame]:
    """The reports of events, in the order of the text. A definite one ("the talks") may name nobody; it points at another."""
    scene = Scene(reading)
    found: list[EventFrame] = []
    day = None
    for sentence in reading.sentences:
        if sentence.role in _METADATA:
            continue
        day = agendas.day_of(scene, sentence) or day
        if entries := agendas.of_entry(scene, sentence, day, found):
            found += entries
            continue
        here: list[tuple[Token, EventFrame]] = []
        for token in sentence.tokens:
            here += [(token, frame) for frame in _reports(scene, sentence, token)]
        _occasions(here)
        name_hosts(scene, sentence, here)
        _travelling(scene, here)
        found += [frame for _, frame in here]
    return sorted(found, key=lambda f: (f.trigger, f.key))


def _travelling(scene: Scene, here: Iterable[tuple[Token, EventFrame]]) -> None:
    """Notes who is said to be on a visit, where one person is."""
    for _, frame in here:
        people = [(k, s) for k, s in frame.visitors.items() if scene.reading.entities[k].type == "Person"]
        if frame.status in ("Held", "Ongoing") and not frame.definite and len(people) == 1:
            scene.traveller = (*people[0], frozenset(frame.countries))


def produce(happened: Iterable[EventFrame], agreed: Iterable[AgreementFrame], reading: Reading) -> None:
    """Notes on each signing which agreements the same sentence says were signed; their bodies take part where nobody else is named."""
    agreements = list(agreed)
    for event in happened:
        if event.type != "Signing":
            continue
        sentences = [s.span for s in reading.sentences if any(s.span.overlaps(e) for e in (event.trigger, *event.evidence))]
        for paper in agreements:
            signed = paper.status == "Signed" and event.status == "Held"
            ahead = paper.status == "Negotiating" and event.status in ("Scheduled", "Planned")
            if not (signed or ahead) or not any(s.overlaps(paper.trigger) for s in sentences):
                continue
            if paper.key not in event.produces:
                event.produces.append(paper.key)
            if not any(reading.entities[k].type == "Person" for k in event.participants):
                for key, span in paper.parties.items():
                    body = reading.entities[key].type not in ("Country", "Person") and key not in event.delegations
                    if body and any(s.covers(span) for s in sentences):
                        event.participants.setdefault(key, span)


def _reports(scene: Scene, sentence: Sentence, token: Token) -> list[EventFrame]:
    mention = sentence.mention_at.get(token.i)
    if mention is not None:
        return meetings.of_name(scene, sentence, token, mention) if meetings.names_event(scene, mention) else []
    if token.pos_ in ("VERB", "AUX"):
        readers = (
            meetings.of_verb,
            meetings.of_talk,
            meetings.of_resumption,
            visits.of_verb,
            visits.of_taking,
            visits.of_welcome,
            visits.of_due,
            visits.of_stay,
            visits.of_hosting,
            visits.of_company,
            signings.of_verb,
            occasions.of_launch,
            occasions.of_presentation,
            occasions.of_credentials,
            occasions.of_relations,
            occasions.of_attendance,
        )
        return [frame for read in readers for frame in read(scene, sentence, token)]
    if token.lower_ in ("due", "expected") and (due := visits.of_due(scene, sentence, token)):
        return due
    if token.pos_ not in ("NOUN", "PROPN") and not stands_for_meeting(token):
        return []
    if signing := signings.of_noun(scene, sentence, token):
        return signing
    type_ = event_type(token)
    if type_ is None:
        return []
    if type_ == "Visit":
        return visit_nouns.of_noun(scene, sentence, token)
    if type_ == "Event":
        return occasions.of_noun(scene, sentence, token)
    return meetings.of_noun(scene, sentence, token, type_)


def _occasions(here: list[tuple[Token, EventFrame]]) -> None:
    """Notes within or behind which event another one of the sentence took place ("following the talks, an MoU was signed")."""
    for token, frame in here:
        for other, around in here:
            if other.i == token.i or around.occasion == frame.trigger or other.pos_ not in ("NOUN", "PROPN"):
                continue
            link = _link(other)
            within = {clause_head(token).i, *(a.i for a in ancestors(token))}
            if link and clause_head(other).i in within and _link(token) == "":
                if _untold(frame, around):
                    continue  # a summit ahead that is reviewed at a meeting does not take place during it
                frame.occasion = around.trigger
                _edge(other, frame, around)
                real = frame.status in ("Held", "Ongoing"), around.status in ("Held", "Ongoing")
                if link not in _BEHIND and around.type not in ("Visit", "StateVisit") and frame.place is None and real[0] == real[1]:
                    frame.place = around.place
                if link not in _BEHIND and around.type not in ("Visit", "StateVisit") and frame.date is None and real[0] == real[1]:
                    frame.date, frame.date_evidence = around.date, around.date_evidence
                named = around.participants or around.delegations or around.visitors or len(around.countries) > 1
                around.definite = around.definite or not named


def _untold(frame: EventFrame, around: EventFrame) -> bool:
    """Whether one is ahead and the other over, so that neither took place within the other."""
    ahead = ("Planned", "Scheduled", "Proposed")
    told = around.rule.startswith(("noun.", "meeting.")) and not around.rule.endswith(".open") and not around.definite
    return frame.status in ahead and around.status == "Held" and told


def _edge(noun: Token, frame: EventFrame, around: EventFrame) -> None:
    """What happened "at the start of" or "at the end of" a visit on a day dates its first or last day."""
    word = noun.head.head.lemma_.lower() if noun.head.lower_ == "of" else ""
    bound = "start" if word in words("events", "occasions", "first") else "end" if word in words("events", "occasions", "last") else ""
    if not bound or around.type not in ("Visit", "StateVisit") or around.date or not frame.date or edtf.precision(frame.date) != "day":
        return
    if around.days or bound == "end":
        around.date, around.date_evidence = frame.date, frame.date_evidence
        around.bound = "start" if bound == "start" else "end"


def _link(noun: Token) -> str:
    """The preposition by which an event noun is the occasion of its clause; empty if it is none."""
    above = noun.head
    if above.lower_ == "of" and above.head.lemma_.lower() in words("events", "occasions", "sideline"):
        return "on the sidelines of"
    if above.lower_ in words("events", "occasions", "linking"):
        return str(above.lower_)
    return ""
