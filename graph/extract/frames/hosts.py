"""Who invites to a visit is its host: "at the invitation of X", "X invited Y to visit Z", "X extended an invitation to Y to visit Z"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from graph.extract.clauses import VERBAL, lemma
from graph.extract.frames.casts import Cast
from graph.extract.frames.scene import Scene
from graph.extract.lexicons import words
from graph.extract.reading import EventFrame, Sentence

if TYPE_CHECKING:
    from spacy.tokens import Token

_VISITS = ("Visit", "StateVisit")


def name_hosts(scene: Scene, sentence: Sentence, here: Sequence[tuple[Token, EventFrame]]) -> None:
    """Notes with the visits of a sentence who invited to them, where the sentence reports one visit only."""
    visits = [frame for _, frame in here if frame.type in _VISITS]
    if len({frame.trigger for frame in visits}) != 1:
        return
    for cast in _inviting(scene, sentence):
        for frame in visits:
            travellers = {*frame.visitors, *frame.participants, *frame.delegations}
            frame.hosts |= {k: s for k, s in cast.participants.items() if k not in travellers and k not in frame.hosts}


def _inviting(scene: Scene, sentence: Sentence) -> Iterator[Cast]:
    for token in sentence.tokens:
        if lemma(token) in words("events", "visit_words", "invitation"):
            yield _behind(scene, sentence, token)
        elif token.pos_ in VERBAL and lemma(token) == "invite":
            yield scene.subject(sentence, token)


def _behind(scene: Scene, sentence: Sentence, noun: Token) -> Cast:
    """Who stands behind an invitation: after "of" or "from", or the subject that extends it."""
    for child in noun.children:
        if child.lower_ in ("of", "from") and child.dep_ == "prep":
            return scene.listed(sentence, child.i + 1)
    giving = noun.head
    if noun.dep_ == "dobj" and giving.pos_ in VERBAL and lemma(giving) in words("events", "visit_words", "extending"):
        return scene.subject(sentence, giving)
    return Cast()
