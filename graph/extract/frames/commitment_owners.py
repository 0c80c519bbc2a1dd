"""Whose an undertaking is: the subject's, the possessor's, the speaker's ("we"), or that of those whose list it stands in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from graph.extract.clauses import trimmed
from graph.extract.frames.actors import Actors, Named
from graph.extract.frames.commitment_cues import Cue
from graph.extract.lexicons import words
from graph.extract.reading import Sentence, StatementFrame

if TYPE_CHECKING:
    from spacy.tokens import Token

_WE = frozenset({"we", "i"})
_OURS = frozenset({"our", "my"})


class Owners:
    """Who undertakes what in one article. `said` are its statements: in a quotation "we" is the speaker's side."""

    def __init__(self, actors: Actors, said: Sequence[StatementFrame] = ()) -> None:
        self.actors = actors
        self._said = [s for s in said if s.mode in ("direct", "embedded-post")]

    def by(self, sentence: Sentence, cue: Cue, speaking: Named | None) -> Named | None:
        """Who undertakes it; None where the subject is nobody who could. `speaking`: who undertook something just before."""
        actors = self.actors
        named = {k: s for t in cue.owners for k, s in (actors.named(sentence, t) or actors.seat(sentence, t)).items()}
        owners = {k: s for k, s in named.items() if actors.reading.entities[k].type != "JointBody"}
        if cue.rule == "acknowledged" and not owners:
            return None
        if cue.doer is not None:
            doers = self._doers(sentence, cue.doer)
            if doers is None and (not owners or cue.rule == "verb"):
                return None
            if doers == {} and _first_person(cue.doer):
                doers = self._first_person(sentence, cue)
            return {**(doers or {}), **owners}
        if owners:
            return owners
        agent = next((c for p in cue.word.children if p.dep_ == "agent" for c in p.children if c.dep_ == "pobj"), None)
        if agent is not None and (named := actors.named(sentence, agent)):
            return named
        if (cue.passive or cue.rule == "noun") and cue.rule != "impersonal" and (inside := self._fronted(sentence, cue)):
            return inside
        shown = trimmed(sentence, cue.word.i, cue.word.i)
        if (listed := self.of_list(sentence)) is not None:
            return dict.fromkeys(listed, shown)
        if speaking is not None and cue.rule not in ("announced", "welcomed", "impersonal"):
            return dict.fromkeys(speaking, shown)
        return dict.fromkeys(actors.two_sides(), shown)

    def of_list(self, sentence: Sentence) -> Named | None:
        """Whom the line over a list names ("The two sides:"), where the sentence is an item of one; None where it is in no list."""
        if (lead := self.lead(sentence)) is None:
            return None
        acting = [t for t in lead.tokens if t.dep_ in ("nsubj", "nsubjpass")] or [t for t in lead.tokens if t.dep_ == "ROOT"]
        named = self.actors.named(lead, acting[0]) if acting else {}
        document = bool(acting) and acting[0].lower_ in words("commitments", "forms", "pointing")
        return self.actors.two_sides() if not named and document else named

    def lead(self, sentence: Sentence) -> Sentence | None:
        """The sentence that opens the list of which this one is an item."""
        if sentence.role != "list-item":
            return None
        before = [s for s in self.actors.reading.sentences if s.paragraph < sentence.paragraph and s.role != "list-item"]
        text = self.actors.text
        over = before[-1] if before else None
        return over if over is not None and text[over.span.start : over.span.end].rstrip().endswith(":") else None

    def _doers(self, sentence: Sentence, doer: Token) -> Named | None:
        actors = self.actors
        named = actors.named(sentence, doer) or actors.seat(sentence, doer)
        if named:
            return named
        lemma = doer.lemma_.casefold()
        if lemma in words("commitments", "occasions", "speaking"):
            return dict.fromkeys(actors.two_sides(), trimmed(sentence, doer.i, doer.i))
        known = (
            words("actors", "actors", "sides")
            | words("actors", "actors", "persons")
            | words("actors", "actors", "representatives")
            | words("actors", "actors", "roles")
        )
        if lemma in known or doer.pos_ in ("PROPN", "PRON") or _first_person(doer):
            return {}
        return None

    def _first_person(self, sentence: Sentence, cue: Cue) -> Named:
        """ "We have agreed …": both sides; any other "we": the speaker and the speaker's side, or who publishes; "I": the speaker."""
        actors = self.actors
        assert cue.doer is not None
        span = trimmed(sentence, cue.doer.i, cue.doer.i)
        if cue.word.lemma_ in ("agree", "decide") and cue.doer.lower_ == "we":
            sides = actors.two_sides()
            if len(sides) == 2:
                return dict.fromkeys(sides, span)
        quoted = next(((s.speakers, e) for s in self._said for e in s.evidence if e.covers(span)), None)
        if quoted is not None and "‘" in actors.text[quoted[1].start : span.start]:
            return {}  # whom the speaker quotes
        speakers = quoted[0] if quoted is not None else None
        if speakers is None:
            person = actors.speaker(sentence, cue.doer)
            speakers = dict.fromkeys([person] if person else [], span)
            if not speakers:
                return dict.fromkeys(actors.issuer(), span)
        if cue.doer.lower_ in ("i", "my"):
            return dict.fromkeys(speakers, span)
        return {**dict.fromkeys(speakers, span), **dict.fromkeys(actors.countries(dict.fromkeys(speakers, span)), span)}

    def _fronted(self, sentence: Sentence, cue: Cue) -> Named:
        """ "Under India's cooperation programme, …": whose programme it is; "investments from the X Bank being considered": whose."""
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


def _first_person(doer: Token) -> bool:
    """Whether who acts is the one who speaks or writes: "we", "our ministries"."""
    return doer.lower_ in _WE or any(c.lower_ in _OURS and c.dep_ == "poss" for c in doer.children)


def opens_with_infinitive(sentence: Sentence) -> Token | None:
    """The bare verb or infinitive that a list's item opens with ("To open a hotline", "double the quota"); None if it opens otherwise."""
    tokens = [t for t in sentence.tokens if not t.is_punct and not t.like_num]
    while tokens and (len(tokens[0].text) == 1 or tokens[0].text.strip(".()").lower() in ("ii", "iii", "iv", "vi", "vii", "viii", "ix")):
        tokens = tokens[1:]
    if len(tokens) < 3:
        return None
    if tokens[0].lower_ == "to":
        following = next((t for t in tokens[1:3] if t.pos_ != "ADV"), tokens[1])
        return following if following.tag_ in ("VB", "VBP", "NN", "JJ") and following.i not in sentence.mention_at else None
    return None
