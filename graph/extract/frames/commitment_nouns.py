"""Nouns that stand for an undertaking, brought forward by a verb: "expressed interest in …", "extended an invitation to …"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from graph.extract.clauses import is_passive, subject
from graph.extract.frames.commitment_extents import MODALITIES, Cue, clause_start, closing, hypothetical, listed, project, to_end
from graph.extract.modality import negated
from graph.extract.reading import Modality, Sentence

if TYPE_CHECKING:
    from spacy.tokens import Token


def noun_cues(sentence: Sentence, noun: Token) -> Iterator[Cue]:
    """The undertaking that one noun stands for, if it says of what."""
    lemma = noun.lemma_.casefold()
    if (thanked := _thanked(sentence, noun)) is not None:
        yield thanked
    elif lemma in listed("occasions", "speaking") and noun.dep_ == "dobj" and noun.head.lemma_ in ("have", "hold"):
        yield from _talks(sentence, noun)
    elif lemma in listed("nouns", "gifts"):
        yield from _gift(noun)
    elif (modality := _modality_of(lemma)) is not None and (content := _content_of(noun)) is not None:
        weak = lemma in listed("nouns", "weak")
        said = {t.lemma_.casefold() for t in content.subtree} | {content.lower_}
        if weak and not said & listed("cooperation", "words"):
            return
        governor = _governor(noun)
        if (taken := _acknowledged(sentence, noun, content, modality)) is not None:
            yield taken
        elif governor is None:
            yield from _decided(sentence, noun, content)
        else:
            yield from _brought(sentence, noun, content, governor, modality)


def _modality_of(lemma: str) -> Modality | None:
    if lemma in listed("nouns", "weak"):
        return "interest"
    return next((m for m in MODALITIES if m != "considering" and lemma in listed("nouns", m)), None)


def _acknowledged(sentence: Sentence, noun: Token, content: Token, modality: Modality) -> Cue | None:
    """ "accepted the offer of X to …": whose offer it is, whoever took it up"""
    verb = noun.head
    if (
        noun.dep_ not in ("dobj", "nsubjpass")
        or noun.lemma_.casefold() not in listed("acknowledging", "nouns")
        or verb.lemma_.casefold() not in listed("acknowledging", "verbs")
        or negated(verb)
        or hypothetical(verb)
    ):
        return None
    whose = owners(sentence, noun)
    if not whose or content.tag_ not in ("VB", "VBG"):
        return None
    last = to_end(content, max(t.i for t in content.subtree)) if noun.dep_ == "dobj" else max(t.i for t in content.subtree)
    return Cue(modality, noun, content, (content.left_edge.i, last), min(verb.i, noun.left_edge.i), last, owners=whose, rule="acknowledged")


def _noted(sentence: Sentence, noun: Token) -> Cue | None:
    """ "noted Ruritania's pledge of eight million": what is given stands behind the "of" """
    verb, whose = noun.head, owners(sentence, noun)
    of = next((c for c in noun.children if c.dep_ == "prep" and c.lower_ == "of" and c.i > noun.i), None)
    inner = next((c for c in of.children if c.dep_ == "pobj"), None) if of is not None else None
    whose = [w for w in whose if of is None or w.i < noun.i]
    if not whose or inner is None or verb.lemma_.casefold() not in listed("acknowledging", "verbs") or negated(verb) or hypothetical(verb):
        return None
    last = max(t.i for t in noun.subtree)
    return Cue("will", noun, inner, (inner.left_edge.i, last), min(verb.i, noun.left_edge.i), last, owners=whose, rule="acknowledged")


def _thanked(sentence: Sentence, noun: Token) -> Cue | None:
    """ "thanked Ruritania for its offer of ten scholarships": whose it is stands before the "for" """
    verb = noun.head.head
    given = noun.lemma_.casefold() in listed("acknowledging", "given")
    if given and noun.dep_ == "dobj" and (noted := _noted(sentence, noun)) is not None:
        return noted
    if (
        not given
        or noun.dep_ != "pobj"
        or noun.head.lower_ != "for"
        or verb.lemma_ not in listed("acknowledging", "thanking")
        or negated(verb)
    ):
        return None
    what = next(
        (c for c in noun.children if c.dep_ in ("acl", "prep") and c.i > noun.i and (c.tag_ == "VB" or c.lower_ in ("of", "to"))), None
    )
    inner = what if what is None or what.dep_ == "acl" else next((c for c in what.children if c.dep_ in ("pobj", "pcomp")), None)
    whose = [c for c in verb.children if c.dep_ == "dobj" and c.i in sentence.mention_at]
    if inner is None or not whose or not any(c.dep_ == "poss" and c.lower_ in ("its", "his", "her", "their") for c in noun.children):
        return None
    last = max(t.i for t in noun.subtree)
    return Cue("will", noun, inner, (inner.left_edge.i, last), noun.left_edge.i, last, owners=whose, rule="acknowledged")


def _decided(sentence: Sentence, noun: Token, content: Token) -> Iterator[Cue]:
    """ "X's and Y's decision to …": an undertaking though no verb brings it forward"""
    whose = owners(sentence, noun)
    if noun.lemma_.casefold() == "decision" and whose:
        last = max(t.i for t in content.subtree)
        yield Cue("will", noun, content, (content.left_edge.i, last), noun.left_edge.i, last, owners=whose, rule="decision")


def _brought(sentence: Sentence, noun: Token, content: Token, governor: Token, modality: Modality) -> Iterator[Cue]:
    """ "expressed interest in …", "welcomed plans to …", "extended an invitation to X to …" """
    lemma, brought = noun.lemma_.casefold(), governor.lemma_.casefold()
    if negated(governor) or hypothetical(governor):
        return
    if brought in listed("bringing", "strong"):
        modality = "reaffirmed"
    elif not _brings(brought, lemma, modality):
        return
    own = closing(content) if content.tag_ == "VB" else max(t.i for t in content.subtree)
    rest = () if own < max(t.i for t in content.subtree) else (t.i for t in noun.subtree if t.i >= noun.i)
    last = to_end(governor, max(noun.i, own, *rest)) if rest else own
    first = min(clause_start(governor), noun.left_edge.i)
    welcomed = brought in listed("bringing", "welcoming")
    cue = Cue(modality, noun, content, (content.left_edge.i, last), first, last, rule="welcomed" if welcomed else "noun")
    cue.doer = None if welcomed or is_passive(governor) else subject(governor)
    cue.owners = owners(sentence, noun)
    if modality == "requests" or lemma in ("support", "assistance"):
        cue.gist = (noun.i, last)
        to = [x for p in (governor, noun) for x in p.children if x.dep_ in ("prep", "dative") and x.lower_ == "to"]
        cue.addressee = next((c for x in to for c in x.children if c.dep_ == "pobj"), None)
    yield cue


def _gift(noun: Token) -> Iterator[Cue]:
    """ "announced a grant of $20 million for …" """
    noun = _sum(noun)
    verb = _governor(noun)
    if (
        verb is None
        or verb.lemma_.casefold() not in listed("bringing", "offering")
        or negated(verb)
        or hypothetical(verb)
        or is_passive(verb)
    ):
        return
    last = to_end(verb, noun.right_edge.i)
    yield Cue("will", noun, noun, (noun.left_edge.i, last), clause_start(verb), last, doer=subject(verb), rule="gift")


def _sum(noun: Token) -> Token:
    """ "78 million euros in aid": the sum that stands before the gift"""
    if noun.dep_ == "pobj" and noun.head.lower_ in ("in", "of", "as") and noun.head.head.pos_ in ("NOUN", "PROPN", "NUM", "SYM"):
        above = noun.head.head
        if above.pos_ in ("NUM", "SYM") or any(c.dep_ in ("nummod", "quantmod") or c.pos_ in ("NUM", "SYM") for c in above.children):
            return above
    return noun


def _brings(verb: str, noun: str, modality: Modality) -> bool:
    """Whether the verb makes the noun an undertaking: who welcomes a plan tells of it, who appreciates support gives none."""
    if verb in listed("bringing", "welcoming") and modality not in ("plans", "will"):
        return False
    return modality != "will" or noun == "decision" or verb in listed("bringing", "offering")


def _talks(sentence: Sentence, noun: Token) -> Iterator[Cue]:
    """ "had in-depth discussions on advancing …" """
    about = next((c for c in noun.children if c.dep_ == "prep" and c.lower_ in ("on", "about", "regarding")), None)
    inner = next((c for c in about.children if c.dep_ == "pcomp"), None) if about is not None else None
    verb = noun.head
    if inner is None or negated(verb) or hypothetical(verb) or not project(sentence, inner, "discuss"):
        return
    last = to_end(verb, inner.right_edge.i)
    yield Cue("considering", noun, inner, (inner.i, last), clause_start(verb), last, doer=subject(verb), rule="talks")


def _governor(noun: Token) -> Token | None:
    """The verb that brings the noun forward: it is its object, or its subject in the passive."""
    at = noun
    while at.dep_ == "conj" and at.head.pos_ == "NOUN":
        at = at.head
    if at.dep_ in ("dobj", "nsubjpass", "ccomp", "oprd") and at.head.lemma_.casefold() in listed("bringing", "verbs"):
        return at.head
    return None


def _content_of(noun: Token) -> Token | None:
    """ "commitment to …", "interest in …", "plans to …", "decision, announced at …, to …" """
    for child in noun.children:
        if child.dep_ in ("acl", "xcomp", "relcl") and child.i > noun.i and child.tag_ == "VB":
            return child
        if (
            child.dep_ == "prep"
            and child.i > noun.i
            and child.lower_ in ("to", "in", "for", "of", "on")
            and (child.lower_ != "of" or noun.lemma_.casefold() in listed("nouns", "weak"))
        ):
            inner = next((c for c in child.children if c.dep_ in ("pobj", "pcomp")), None)
            if inner is not None and not (noun.lemma_ == "invitation" and child.lower_ == "to"):
                return inner
    for child in noun.children:
        if (
            child.dep_ == "acl"
            and child.tag_ == "VBN"
            and (inner := next((c for c in child.children if c.dep_ in ("advcl", "xcomp") and c.tag_ == "VB"), None))
        ):
            return inner
    if noun.lemma_ in ("invitation", "support", "assistance", "decision", "commitment", "plan"):
        head = noun.head
        late = next(
            (
                c
                for h in (head, noun.head.head)
                for c in h.children
                if c.dep_ in ("advcl", "xcomp", "acl") and c.tag_ == "VB" and c.i > noun.i
            ),
            None,
        )
        if late is not None and noun.lemma_ != "support":
            return late
        prep = next((c for c in noun.children if c.dep_ == "prep" and c.i > noun.i), None)
        return next((c for c in prep.children if c.dep_ == "pobj"), None) if prep is not None else None
    return None


def owners(sentence: Sentence, noun: Token) -> list[Token]:
    """Whose it is: "South Korea's commitment", "U.S. commitment", "the commitment of A and B"."""
    found = [
        c for c in noun.children if c.dep_ in ("poss", "compound", "nmod", "amod") and any(t.i in sentence.mention_at for t in c.subtree)
    ]
    for child in noun.children:
        if child.dep_ == "prep" and child.lower_ == "of" and child.i > noun.i:
            found += [c for c in child.children if c.dep_ == "pobj" and c.i in sentence.mention_at]
    return [t for f in found for t in ([f] if f.i in sentence.mention_at else [x for x in f.subtree if x.i in sentence.mention_at])]
