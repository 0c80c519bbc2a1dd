"""Verbs by which a sentence binds, plans, wants or asks: "agreed to …", "will …", "is keen to …", "are set to be …", "called for …"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from graph.extract.clauses import VERBAL, auxiliaries, is_passive, subject
from graph.extract.frames.commitment_extents import (
    MODALITIES,
    Cue,
    clause_start,
    coordinated,
    hypothetical,
    listed,
    near_start,
    own_subject,
    project,
    to_end,
    word_before,
)
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
    if (verb.lemma_ == "expect" and is_passive(verb)) or (verb.lemma_ in listed("forms", "talks") and not _talking(verb)):
        modality = None
    if modality is not None and not negated(verb) and not hypothetical(verb):
        got = list(_complements(sentence, verb, modality))
        if got:
            yield from got
            return
    cue = _adjective(verb) or _raised(verb) or _steps(verb)
    if cue is not None:
        yield cue
    elif verb.dep_ != "xcomp":
        yield from _future(verb)


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
        if modality == "requests" and head is addressee and any(c.dep_ in ("xcomp", "ccomp") for c in verb.children):
            continue
        parts = coordinated(head) if modality in ("will", "plans") else [head]
        for n, part in enumerate(parts):
            cue = _cue(modality, verb, part, parts, n)
            cue.addressee = addressee if addressee is not head else None
            cue.rule = "impersonal" if passive and _impersonal(verb) else "verb"
            if part.dep_ == "ccomp" and modality in ("will", "plans") and not passive:
                cue.owners = [c for c in part.children if c.dep_ in ("nsubj", "nsubjpass") and c.pos_ != "PRON"]
            elif part.dep_ == "dobj" and modality in ("reaffirmed", "plans", "will"):
                cue.owners = owners(sentence, part)
            yield cue


def _acts(sentence: Sentence, noun: Token) -> bool:
    """Whether the noun can be asked to do something: a name or a description of those who act."""
    if noun.pos_ == "PRON" or noun.i in sentence.mention_at:
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


def _cue(modality: Modality, verb: Token, part: Token, parts: list[Token], n: int) -> Cue:
    """The cue of one part; the stretch runs from the subject (for the first part) or the part itself to the end of what it says."""
    start = _opening(part)
    last = _closing(part)
    if n + 1 < len(parts):
        last = min(last, parts[n + 1].i - 1)
        while last > part.i and (part.doc[last].is_punct or part.doc[last].dep_ in ("cc", "aux")):
            last -= 1
    doer = subject(verb)
    first = min(clause_start(verb), start) if n == 0 else part.i
    if n:
        start = part.i
    if part.dep_ == "nsubjpass" and part.head.i == verb.i:  # what it is stands before the verb; what is said of it, behind
        return Cue(modality, verb, part, (start, word_before(verb)), first, to_end(verb, verb.right_edge.i), passive=True)
    if n == len(parts) - 1:
        last = to_end(verb, last)
    return Cue(
        modality, verb, part, (start, last), first, max(last, verb.i), doer=None if is_passive(verb) else doer, passive=is_passive(verb)
    )


def _opening(part: Token) -> int:
    """Index where the words of an undertaking begin: of a verb, with its "to" and the adverbs right before it."""
    if part.pos_ not in VERBAL or part.dep_ == "ccomp":
        return int(part.left_edge.i)
    at = part.i
    while (
        at > part.sent.start and part.doc[at - 1].head.i == part.i and part.doc[at - 1].dep_ in ("aux", "auxpass", "neg", "advmod", "dobj")
    ):
        at -= 1
    return at


def _closing(part: Token) -> int:
    """Index where they end: before a finite verb that the parse coordinates with an infinitive ("urged X to act and thanked Y")."""
    last = max(t.i for t in part.subtree)
    if part.tag_ not in ("VB", "VBG"):
        return last
    finite = [c for c in part.subtree if c.dep_ == "conj" and c.tag_ in ("VBD", "VBZ") and c.i > part.i and not own_subject(c)]
    for verb in finite:
        last = min(last, verb.i - 1)
    for verb in (c for c in part.subtree if c.dep_ == "conj" and c.pos_ in VERBAL and own_subject(c)):
        doer = next(c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass"))
        if doer.left_edge.i > part.i:
            last = min(last, doer.left_edge.i - 1)
    while last > part.i and (part.doc[last].is_punct or part.doc[last].dep_ in ("cc", "advmod")):
        last -= 1
    return last


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
                cue = _cue("interest" if modality == "interest" else "reaffirmed", verb, inner, [inner], 0)
                cue.rule = "adjective"
                return cue
    return None


def _raised(verb: Token) -> Cue | None:
    """ "scholarships are set to be provided", "an announcement is expected with respect to …" """
    if verb.lemma_.casefold() not in listed("future", "raising") or not any(a.lemma_ == "be" for a in auxiliaries(verb)) or negated(verb):
        return None
    own = next((c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass")), None)
    if own is None:
        return None
    if own.lemma_.casefold() in listed("future", "nouns"):
        about = next((c for c in verb.children if c.dep_ in ("prep", "advcl") and c.i > verb.i), None)
        if about is not None:
            cue = _cue("plans", verb, about, [about], 0)
            cue.passive, cue.rule, cue.doer = True, "announced", None
            return cue
        return None
    inner = next((c for c in verb.children if c.dep_ == "xcomp" and c.i > verb.i), None)
    if inner is None or not _undertaking(inner, own):
        return None
    cue = _cue("plans", verb, inner, [inner], 0)
    cue.passive = is_passive(inner)
    cue.doer = None if cue.passive else own
    cue.rule = "raised"
    if cue.passive:
        cue.gist = (own.left_edge.i, cue.last)
    return cue


def _steps(verb: Token) -> Cue | None:
    """ "steps are being taken to reopen the consulate" """
    if not is_passive(verb) or verb.lemma_ not in listed("future", "taking") or negated(verb) or hypothetical(verb):
        return None
    own = next((c for c in verb.children if c.dep_ == "nsubjpass"), None)
    aim = next((c for c in verb.children if c.dep_ in ("xcomp", "advcl") and c.tag_ == "VB" and c.i > verb.i), None)
    if own is None or aim is None or own.lemma_.casefold() not in listed("future", "steps"):
        return None
    cue = _cue("plans", verb, aim, [aim], 0)
    cue.passive, cue.doer, cue.rule = True, None, "steps"
    return cue


def _future(verb: Token) -> Iterator[Cue]:
    """ "X will …", "Y will be established" """
    aux = [a for a in auxiliaries(verb) if a.lower_ in listed("future", "modals")]
    if not aux or verb.pos_ not in VERBAL:
        return
    doer = subject(verb)
    if doer is None or not _undertaking(verb, doer) or (is_passive(verb) and verb.lemma_.casefold() not in listed("future", "passive")):
        return
    if any(a.lower_ == "would" for a in aux) and not is_passive(verb) and verb.dep_ not in ("ccomp", "conj"):
        return
    if verb.dep_ == "conj" and verb.head.pos_ in VERBAL and not own_subject(verb) and verb.head.dep_ != "advcl" and _will_head(verb):
        return  # said with the first of them
    passive = is_passive(verb)
    parts = coordinated(verb)
    for n, part in enumerate(parts):
        if part.i != verb.i and not _undertaking(part, doer):
            continue
        cue = _cue("will", verb, part, parts, n)
        cue.passive, cue.rule = passive, "future"
        cue.doer = None if passive else doer
        if n == 0:
            cue.first = clause_start(verb)
            cue.gist = (cue.first if passive else _gist_start(verb), cue.last)
        yield cue


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


def _undertaking(verb: Token, doer: Token) -> bool:
    """Whether the verb is one by which the doer takes something on, not an event and not a state."""
    lemma, noun = verb.lemma_.casefold(), doer.lemma_.casefold()
    if lemma == "continue" and any(c.dep_ == "xcomp" for c in verb.children):
        lemma = next(c for c in verb.children if c.dep_ == "xcomp").lemma_.casefold()
    if lemma in listed("future", "events") or lemma in listed("future", "stative"):
        return False
    if noun in listed("occasions", "nouns") or noun in listed("documents", "nouns"):
        return False
    if doer.lower_ == "it":  # "Ruritania said it will …"
        return verb.dep_ == "ccomp" and verb.head.lemma_ in listed("forms", "saying")
    return doer.lower_ not in ("this", "that", "there", "which", "these", "those")
