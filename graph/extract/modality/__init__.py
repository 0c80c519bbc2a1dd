"""Whether what a word reports has happened: from tense, auxiliaries, negation and the words that govern it.

A word's standing is found from the inside out. The verb's own form comes first; an infinitive or a noun has no tense of its own and takes
its standing from what governs it ("agreed to meet", "preparations for a meeting", "the meeting was held"); a clause that is itself
reported, denied or wished for takes that on top. Veridicality classes follow the practice of FactBank (Saurí & Pustejovsky 2009): plain
report verbs pass a fact through, others take it back or leave it open. The lists are in `lexicon/modality.toml`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from graph.extract.clauses import VERBAL
from graph.extract.modality.forms import hearsay, negated, rumoured, tense, verb_list
from graph.extract.modality.governing import DEPTH, of_noun, of_verb
from graph.extract.modality.standing import DATED, DENIED, HELD, PLANNED, Standing
from graph.extract.reading import Sentence

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["DATED", "HELD", "PLANNED", "Standing", "moved", "negated", "status", "tense"]


def moved(verb: Token) -> bool:
    """Whether the verb plans, puts off or gives up its object: "postponed", "planned", "cancelled"."""
    return verb_list(verb) in ("planned", "postponed", "cancelled")


def status(token: Token, sentence: Sentence) -> Standing:
    """The standing of the event that `token`, a verb or an event noun, reports in the sentence."""
    found = of_verb(token, DEPTH) if token.pos_ in VERBAL else of_noun(token, DEPTH)
    if found.status and rumoured(sentence):
        return DENIED
    if found.status and hearsay(token):
        found = replace(found, confidence=0.6)
    if found.present and sentence.role == "heading":
        return replace(HELD, confidence=found.confidence)
    return found
