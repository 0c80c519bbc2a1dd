"""Verbs that say what is ahead: "X will …", "is set to …", "is to …", "steps are being taken to …"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from graph.extract.clauses import VERBAL, auxiliaries, is_passive, subject
from graph.extract.frames.commitment_extents import (
    Cue,
    clause_start,
    coordinated,
    cue_of,
    hypothetical,
    listed,
    own_subject,
)
from graph.extract.modality import negated
from graph.extract.reading import Sentence

if TYPE_CHECKING:
    from spacy.tokens import Token


def raised(verb: Token) -> Cue | None:
    """ "scholarships are set to be provided", "an announcement is expected with respect to …" """
    if verb.lemma_.casefold() not in listed("future", "raising") or not any(a.lemma_ == "be" for a in auxiliaries(verb)) or negated(verb):
        return None
    own = next((c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass")), None)
    if own is None:
        return None
    if own.lemma_.casefold() in listed("future", "nouns"):
        about = next((c for c in verb.children if c.dep_ in ("prep", "advcl") and c.i > verb.i), None)
        if about is not None:
            cue = cue_of("plans", verb, about, [about], 0)
            cue.passive, cue.rule, cue.doer = True, "announced", None
            return cue
        return None
    inner = next((c for c in verb.children if c.dep_ == "xcomp" and c.i > verb.i), None)
    if inner is None or not undertaking(inner, own) or attended(inner) or inner.lemma_.casefold() in listed("future", "personal"):
        return None
    cue = cue_of("plans", verb, inner, [inner], 0)
    cue.passive = is_passive(inner)
    cue.doer = None if cue.passive else own
    cue.rule = "raised"
    if cue.passive:
        cue.gist = (own.left_edge.i, cue.last)
    return cue


def is_to(sentence: Sentence, verb: Token) -> Cue | None:
    """ "the minister is to hand over a grant" """
    if verb.lemma_ != "be" or verb.tag_ not in ("VBZ", "VBP") or negated(verb):
        return None
    own = next((c for c in verb.children if c.dep_ == "nsubj"), None)
    inner = next((c for c in verb.children if c.dep_ == "xcomp" and c.tag_ == "VB" and c.i > verb.i), None)
    agent = own is not None and (own.i in sentence.mention_at or own.lower_ in ("he", "she", "they", "we"))
    if own is None or inner is None or not agent or not undertaking(inner, own) or attended(inner) or is_passive(inner):
        return None
    between = [t for t in verb.doc[verb.i + 1 : inner.i] if t.pos_ not in ("ADV", "PART")]
    if between:
        return None  # "is the first to …"
    cue = cue_of("plans", verb, inner, [inner], 0)
    cue.doer, cue.rule = own, "is-to"
    return cue


def attended(verb: Token) -> bool:
    """Whether one only takes part in an event by it ("plans to hold talks", "is to visit"): that is told as an event."""
    lemma = verb.lemma_.casefold()
    objects = [c for c in verb.children if c.dep_ == "dobj"]
    if lemma in listed("future", "attended"):
        return lemma not in ("take", "pay", "call") or any(o.lemma_ in ("part", "call", "visit", "place") for o in objects)
    return lemma in ("hold", "have", "conduct", "make", "begin", "start", "continue") and any(
        o.lemma_.casefold() in listed("occasions", "nouns") for o in objects
    )


def steps(verb: Token) -> Cue | None:
    """ "steps are being taken to reopen the consulate" """
    if not is_passive(verb) or verb.lemma_ not in listed("future", "taking") or negated(verb) or hypothetical(verb):
        return None
    own = next((c for c in verb.children if c.dep_ == "nsubjpass"), None)
    aim = next((c for c in verb.children if c.dep_ in ("xcomp", "advcl") and c.tag_ == "VB" and c.i > verb.i), None)
    if own is None or aim is None or own.lemma_.casefold() not in listed("future", "steps"):
        return None
    cue = cue_of("plans", verb, aim, [aim], 0)
    cue.passive, cue.doer, cue.rule = True, None, "steps"
    return cue


def future(sentence: Sentence, verb: Token) -> Iterator[Cue]:
    """ "X will …", "Y will be established" """
    aux = [a for a in auxiliaries(verb) if a.lower_ in listed("future", "modals")]
    if not aux or verb.pos_ not in VERBAL:
        return
    doer = subject(verb)
    if doer is None or not undertaking(verb, doer) or (is_passive(verb) and verb.lemma_.casefold() not in listed("future", "passive")):
        return
    if any(c.dep_ in ("mark", "advmod") and c.lower_ in ("whether", "if", "unless") for c in verb.children):
        return
    if (is_passive(verb) and doer.pos_ == "PRON") or _personal(sentence, verb, doer):
        return
    if any(a.lower_ == "would" for a in aux) and not is_passive(verb) and verb.dep_ not in ("ccomp", "conj"):
        return
    if verb.dep_ == "conj" and verb.head.pos_ in VERBAL and not own_subject(verb) and verb.head.dep_ != "advcl" and _will_head(verb):
        return  # said with the first of them
    passive = is_passive(verb)
    parts = coordinated(verb)
    for n, part in enumerate(parts):
        if part.i != verb.i and (not undertaking(part, doer) or _personal(sentence, part, doer)):
            continue
        cue = cue_of("will", verb, part, parts, n)
        cue.passive, cue.rule = passive, "future"
        cue.doer = None if passive else doer
        if n == 0:
            cue.first = clause_start(verb)
            cue.gist = (cue.first if passive else _gist_start(verb), cue.last)
        yield cue


def _personal(sentence: Sentence, verb: Token, doer: Token) -> bool:
    """Whether a person is only to appear somewhere ("he will open the fair"), or is moved ("will be transferring to another post")."""
    mention = sentence.mention_at.get(doer.i)
    person = doer.lower_ in ("he", "she", "who") or (mention is not None and mention.kind == "person")
    return (person and verb.lemma_.casefold() in listed("future", "personal")) or (person and attended(verb))


def _gist_start(verb: Token) -> int:
    never = [
        c.i
        for c in verb.children
        if c.dep_ in ("neg", "advmod") and c.i < verb.i and c.lower_ in ("never", "not", "jointly", "actively", "further")
    ]
    return min([verb.i, *never])


def _will_head(verb: Token) -> bool:
    at = verb
    while at.dep_ == "conj" and at.head.pos_ in VERBAL:
        at = at.head
    return any(a.lower_ in listed("future", "modals") for a in auxiliaries(at))


def undertaking(verb: Token, doer: Token) -> bool:
    """Whether the verb is one by which the doer takes something on, not an event and not a state."""
    lemma, noun = verb.lemma_.casefold(), doer.lemma_.casefold()
    if lemma == "continue" and any(c.dep_ == "xcomp" for c in verb.children):
        lemma = next(c for c in verb.children if c.dep_ == "xcomp").lemma_.casefold()
    if lemma in listed("future", "stative") or (lemma in listed("future", "events") and not _of_things(verb, lemma)):
        return False
    if lemma in ("enter", "come", "take") and any(t.lower_ in ("force", "effect") for t in verb.subtree):
        return False
    if noun in listed("occasions", "nouns") or noun in listed("documents", "nouns"):
        return False
    if doer.lower_ == "it":  # "Ruritania said it will …"
        return verb.dep_ == "ccomp" and verb.head.lemma_ in listed("forms", "saying")
    return doer.lower_ not in ("this", "that", "there", "which", "these", "those")


def _of_things(verb: Token, lemma: str) -> bool:
    """ "will deliver two hospitals", "will exchange data", "will take steps": an event only with other objects (a speech, notes, part)"""
    things = [c for c in verb.children if c.dep_ in ("dobj", "nsubjpass")]
    if lemma not in listed("future", "of_things") or not things:
        return False
    spoken = listed("future", "spoken") | listed("occasions", "nouns") | listed("documents", "nouns")
    if lemma == "take":
        return any(c.lemma_.casefold() in listed("future", "steps") for c in things)
    return not any(c.lemma_.casefold() in spoken for c in things)
