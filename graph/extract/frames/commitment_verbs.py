"""Verbs by which a sentence binds, plans, wants or asks: "agreed to …", "will …", "is keen to …", "are set to be …", "called for …"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from graph.extract.clauses import VERBAL, auxiliaries, is_passive, subject
from graph.extract.frames.commitment_extents import (
    MODALITIES,
    Cue,
    coordinated,
    cue_of,
    hypothetical,
    listed,
    near_start,
    own_subject,
    project,
    to_end,
)
from graph.extract.frames.commitment_futures import attended, future, is_to, raised, steps
from graph.extract.frames.commitment_nouns import owners
from graph.extract.lexicons import lexicon, words
from graph.extract.modality import negated
from graph.extract.reading import Modality, Sentence

if TYPE_CHECKING:
    from spacy.tokens import Token


def modality_of(verb: Token) -> Modality | None:
    """What kind of undertaking the verb tells of; None if of none."""
    lemma = verb.lemma_.casefold()
    lemma = "hope" if lemma == "hop" else lemma  # what the pipeline makes of "hopes"
    return next((m for m in MODALITIES if lemma in listed("verbs", m)), None)


def verb_cues(sentence: Sentence, verb: Token) -> Iterator[Cue]:
    """The undertakings that one verb tells of: by its own meaning, by an adjective or infinitive behind it, or by its future."""
    if verb.dep_ in ("aux", "auxpass") or (verb.text[:1].isupper() and verb.i != verb.sent.start):
        return
    if verb.dep_ == "amod":
        yield from _taken_for_adjective(verb)
        return
    modality = modality_of(verb)
    if _no_undertaking(verb):
        modality = None
    if (verb.lemma_ == "expect" and is_passive(verb)) or (verb.lemma_ in listed("forms", "talks") and not _talking(verb)):
        modality = None
    if modality is not None and not negated(verb) and not hypothetical(verb):
        got = list(_complements(sentence, verb, modality))
        if got:
            yield from got
            return
    cue = _adjective(verb) or raised(verb) or is_to(sentence, verb) or steps(verb)
    if cue is not None:
        yield cue
    elif verb.dep_ != "xcomp":
        yield from future(sentence, verb)


def _no_undertaking(verb: Token) -> bool:
    """ "called off", "Asked whether …", "representatives wishing to attend": verbs of undertakings in another sense"""
    doer = subject(verb)
    if doer is not None and {doer.lower_, *(c.lower_ for c in doer.children)} & {"neither", "none", "nobody"}:
        return True
    if any(c.dep_ == "prt" and c.lower_ in listed("forms", "particles") for c in verb.children):
        return True
    if any(t.lower_ in listed("forms", "asking") and t.dep_ in ("mark", "advmod", "attr", "dobj", "nsubj") for t in _clause_openings(verb)):
        return True
    if verb.lemma_ == "ask" and verb.tag_ in ("VBN", "VBD") and verb.dep_ in ("advcl", "acl") and not own_subject(verb):
        return True
    general = verb.dep_ == "acl" and verb.tag_ == "VBG" and verb.head.tag_ == "NNS" and verb.head.pos_ == "NOUN"
    if general and modality_of(verb) in ("interest", "plans"):
        return True
    own = next((c for c in verb.children if c.dep_ == "nsubjpass"), None)
    return own is not None and modality_of(verb) == "plans" and own.lemma_.casefold() in listed("occasions", "nouns")


def _clause_openings(verb: Token) -> list[Token]:
    return [t for c in verb.children if c.dep_ in ("ccomp", "xcomp", "advcl") and c.i > verb.i for t in c.children if t.i < c.i]


def _talking(verb: Token) -> bool:
    """Whether it is talks that focus on something."""
    doer = subject(verb)
    return doer is not None and doer.lemma_.casefold() in listed("occasions", "speaking")


def _taken_for_adjective(verb: Token) -> Iterator[Cue]:
    """ "X welcomed A, and proposed collaboration": a verb that the parse makes an adjective of its object."""
    noun = verb.head
    if verb.tag_ not in ("VBN", "VBD") or noun.dep_ != "conj" or noun.head.pos_ != "VERB" or verb.i == 0 or verb.nbor(-1).dep_ != "cc":
        return
    modality = modality_of(verb)
    if modality in ("requests", "will"):
        last = to_end(noun.head, noun.right_edge.i)
        doer = subject(noun.head)
        yield Cue(modality, verb, noun, (verb.i + 1, last), near_start(doer, verb), last, doer=doer, rule="verb")


def _complements(sentence: Sentence, verb: Token, modality: Modality) -> Iterator[Cue]:
    lemma = verb.lemma_.casefold()
    passive = is_passive(verb)
    asked = next((c for c in verb.children if c.dep_ in ("dobj", "dative") and c.i > verb.i), None) if modality == "requests" else None
    addressee = asked if asked is not None and _acts(sentence, asked) else None
    heads = _heads(verb, lemma, passive) if asked is None or addressee is not None or lemma == "propose" else [asked]
    if modality == "considering":
        heads = [h for h in heads if project(sentence, h, lemma)]
    elif modality == "reaffirmed":
        heads = [h for h in heads if h.pos_ in VERBAL or h.lemma_.casefold() in listed("nouns", "reaffirmable")]
    elif lemma in ("undertake", "propose", "offer"):
        heads = [h for h in heads if lemma == "propose" or h.lemma_.casefold() not in listed("occasions", "nouns")]
    for head in heads:
        if head.lower_ in listed("forms", "pointing") or head.i in sentence.time_at:
            continue
        if lemma == "agree" and head.dep_ == "pobj" and head.lemma_.casefold() in listed("documents", "papers"):
            continue  # "agreed on a treaty": told as an agreement
        if (modality == "plans" and attended(head)) or (modality == "will" and _takes_place(head)):
            continue
        if modality == "requests" and head is addressee and any(c.dep_ in ("xcomp", "ccomp") for c in verb.children):
            continue
        parts = coordinated(head) if modality in ("will", "plans") else [head]
        for n, part in enumerate(parts):
            cue = cue_of(modality, verb, part, parts, n)
            cue.addressee = addressee if addressee is not head else None
            cue.rule = "impersonal" if passive and _impersonal(verb) else "verb"
            if part.dep_ == "ccomp" and modality in ("will", "plans") and not passive:
                cue.owners = [c for c in part.children if c.dep_ in ("nsubj", "nsubjpass") and c.pos_ != "PRON"]
            elif part.dep_ == "dobj" and modality in ("reaffirmed", "plans", "will"):
                cue.owners = owners(sentence, part)
            yield cue


def _takes_place(verb: Token) -> bool:
    """ "agreed that the next round will be held in X": an event to come, not an undertaking"""
    own = next((c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass")), None)
    event = own is not None and own.lemma_.casefold() in listed("occasions", "nouns")
    return event and verb.lemma_.casefold() in listed("occasions", "verbs")


def _acts(sentence: Sentence, noun: Token) -> bool:
    """Whether the noun can be asked to do something: a name or a description of those who act."""
    if noun.pos_ in ("PRON", "PROPN") or noun.i in sentence.mention_at:
        return True
    described = ("sides", "persons", "representatives", "roles")
    return any(noun.lemma_.casefold() in words("actors", "actors", kind) for kind in described)


def _impersonal(verb: Token) -> bool:
    """ "It was agreed to …" """
    return any(c.dep_ in ("nsubjpass", "nsubj", "expl") and c.lower_ == "it" for c in verb.children)


def _heads(verb: Token, lemma: str, passive: bool) -> list[Token]:
    """What the verb takes as its content: a complement clause, an object, a prepositional object; the subject in the passive."""
    wanted = frozenset(lexicon("commitments")["prepositions"].get(lemma, ()))
    found = _clausal(verb, lemma) or _prepositional(verb, lemma, wanted) or _purpose(verb, lemma, wanted)
    if found is not None:
        return [found]
    if lemma == "exchange":
        return _views(verb)
    if lemma == "invite" and (
        to := next(
            (c for p in verb.children if p.dep_ in ("prep", "dative") and p.lower_ == "to" for c in p.children if c.dep_ == "pobj"), None
        )
    ):
        return [to]
    if passive:
        return [c for c in verb.children if c.dep_ == "nsubjpass" and c.pos_ != "PRON"][:1]
    objects = [c for c in verb.children if c.dep_ == "dobj" and c.i > verb.i and c.pos_ != "PRON"][:1]
    if lemma in listed("forms", "no_object") and not any(o.tag_ == "VBG" for o in objects):
        return []
    return objects


def _clausal(verb: Token, lemma: str) -> Token | None:
    """ "agreed to …", "hopes that … will …" """
    for child in verb.children:
        if child.i < verb.i:
            continue
        if child.dep_ == "xcomp" and child.pos_ in VERBAL | {"NOUN", "ADJ"} and lemma != "look":
            return child
        if child.dep_ == "ccomp" and _undertaken(child, verb):
            return child
    return None


def _prepositional(verb: Token, lemma: str, wanted: frozenset[str]) -> Token | None:
    """ "agreed on …", "called for …", "looked forward to …" """
    prepositions = [c for c in verb.children if c.dep_ in ("prep", "prt", "agent") and c.i > verb.i]
    if lemma == "look":
        forward = next((c for c in verb.children if c.lower_ == "forward"), None)
        prepositions = [c for t in (verb, forward) for c in t.children if c.dep_ == "prep"] if forward is not None else []
    for preposition in prepositions:
        inner = next((c for c in preposition.children if c.dep_ in ("pobj", "pcomp")), None)
        if preposition.lower_ in wanted and inner is not None:
            return inner
    return None


def _purpose(verb: Token, lemma: str, wanted: frozenset[str]) -> Token | None:
    """ "called for the review to be completed", and complements that the parse makes adverbial clauses"""
    for child in verb.children:
        if child.dep_ != "advcl":
            continue
        if child.tag_ in ("VB", "VBN") and any(c.dep_ == "mark" and c.lower_ in wanted for c in child.children):
            return child
        if child.tag_ == "VB" and child.i > verb.i and lemma in listed("forms", "infinitive"):
            return child
    return None


def _views(verb: Token) -> list[Token]:
    """ "exchanged views on …" """
    views = next((c for c in verb.children if c.dep_ == "dobj" and c.lemma_ in listed("forms", "views")), None)
    about = next((c for c in views.children if c.dep_ == "prep" and c.lower_ == "on"), None) if views is not None else None
    return [c for c in about.children if c.dep_ in ("pobj", "pcomp")][:1] if about is not None else []


def _undertaken(clause: Token, verb: Token) -> bool:
    """Whether a "that" clause says what is to be done, not what is the case."""
    if clause.tag_ == "VB" or verb.lemma_ in listed("forms", "wishing"):
        return True
    return bool({a.lower_ for a in auxiliaries(clause)} & {"will", "would", "shall", "should", "must"})


def _adjective(verb: Token) -> Cue | None:
    """ "is keen to", "remains committed to", "stands ready to" """
    for child in verb.children:
        if child.dep_ not in ("acomp", "oprd", "xcomp", "advcl", "ccomp") and child.i != verb.i:
            continue
        modality = next((m for m in ("interest", "reaffirmed") if child.lower_ in listed("adjectives", m)), None)
        if modality is None or child.i < verb.i or negated(verb):
            continue
        for c in child.children:
            inner = (
                c
                if c.dep_ in ("xcomp", "advcl", "ccomp")
                else next((x for x in c.children if x.dep_ in ("pobj", "pcomp")), None)
                if c.dep_ == "prep" and c.lower_ in ("to", "in", "on", "about")
                else None
            )
            if inner is not None and inner.i > child.i:
                cue = cue_of("interest" if modality == "interest" else "reaffirmed", verb, inner, [inner], 0)
                cue.rule = "adjective"
                return cue
    return None
