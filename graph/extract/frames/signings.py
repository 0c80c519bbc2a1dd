"""Signings: acts of signing or exchanging documents, and in whose presence they happen. The documents themselves are agreements."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from graph import edtf
from graph.extract import clauses, modality
from graph.extract.clauses import lemma
from graph.extract.frames.casts import Cast
from graph.extract.frames.scene import Scene
from graph.extract.lexicons import words
from graph.extract.reading import EventFrame, Sentence

if TYPE_CHECKING:
    from spacy.tokens import Token

_OLD = timedelta(days=45)
_BETWEEN = frozenset({"between", "among", "with"})


def of_verb(scene: Scene, sentence: Sentence, verb: Token) -> list[EventFrame]:
    """The signing that a verb reports: "A and B signed a pact", "an MoU was exchanged between A and B".

    "The pact, concluded between A and B" says no signing; it adds to one that is told.
    """
    word = lemma(verb)
    signing = word in words("events", "signings", "verbs")
    if verb.pos_ != "VERB" or not (signing or word in words("events", "signings", "concluding")):
        return []
    document = _document(verb, word)
    if document is None and not _listed_exchange(sentence, verb, word):
        return []
    standing = modality.status(verb, sentence)
    if (
        standing.denied
        or standing.status == "Ongoing"
        or (verb.dep_ == "xcomp" and lemma(verb.head) in words("events", "signings", "urging"))
    ):
        return []
    cast = scene.subject(sentence, verb)
    nodes = {verb.i} if document is None else {verb.i, document.i}
    cast.join(scene.behind(sentence, nodes, _BETWEEN, cast.tokens)).join(_parties(scene, sentence, document))
    cast.join(witnesses(scene, sentence, verb))
    if not cast.agents() and not cast.countries and document is not None and any(c.lower_ == "bilateral" for c in document.children):
        cast.countries = scene.actors.sides()
    frame = scene.frame(sentence, "Signing", verb, standing, cast, nodes={verb.i}, rule=f"signing.{word}")
    frame.definite = not signing or document is None
    background = verb.dep_ in ("acl", "relcl") and standing.status == "Held"
    if background and frame.date is None and signing:
        frame.definite = True  # "the MoU signed by both" tells no new act
    if background and not cast.agents() and not cast.countries and _long_ago(scene, frame):
        return []  # "an earlier arrangement, signed in 2011, …": no act that the article reports
    if frame.definite or standing.status or (standing.present and frame.date):
        return [frame]
    return []


def _long_ago(scene: Scene, frame: EventFrame) -> bool:
    latest = edtf.bounds(frame.date)[1] if frame.date else None
    return latest is not None and latest < scene.actors.reading.published - _OLD


def _parties(scene: Scene, sentence: Sentence, document: Token | None) -> Cast:
    """Those behind the "between" or "with" that follows a document before any verb, wherever the parse put it."""
    if document is None:
        return Cast()
    for token in sentence.tokens.doc[document.i + 1 : sentence.tokens.end]:
        if token.lower_ in ("between", "with"):
            return scene.listed(sentence, token.i + 1)
        if token.tag_ in ("VBD", "VBZ", "VBP", "MD"):
            break
    return Cast()


def _document(verb: Token, word: str) -> Token | None:
    """The document that is signed: object of the active verb, subject of the passive, or the noun that the participle follows."""
    wanted = words("events", "signings", "exchanged" if word == "exchange" else "documents")
    if clauses.is_passive(verb):
        heads = [t for t in [clauses.subject(verb)] if t is not None]
    else:
        heads = [c for c in verb.children if c.dep_ in ("dobj", "attr", "oprd", "nsubj") and (c.dep_ == "dobj" or c.i > verb.i)]
    for head in heads:
        for token in (head, *head.conjuncts, *(t for t in head.subtree if t.dep_ in ("pobj", "appos") and t.head.lower_ == "of")):
            if token.lemma_.lower() in wanted or token.lower_ in wanted:
                return head
    return None


def _listed_exchange(sentence: Sentence, verb: Token, word: str) -> bool:
    """ "MoU on X – Exchanged by A and B": an item of a list of documents"""
    by = any(c.lower_ == "by" for c in verb.children) or (verb.i + 1 < sentence.tokens.end and verb.nbor().lower_ == "by")
    wanted = words("events", "signings", "exchanged")
    return (
        word in words("events", "signings", "verbs")
        and by
        and any(t.lower_ in wanted for t in sentence.tokens[: verb.i - sentence.tokens.start])
    )


def of_noun(scene: Scene, sentence: Sentence, noun: Token) -> list[EventFrame]:
    """ "the signing of an MoU between A and B"; whoever hosted or witnessed it was there."""
    ceremony = lemma(noun) == "ceremony" and any(c.lower_ in words("events", "signings", "nouns") for c in noun.children)
    if not ceremony and lemma(noun) not in words("events", "signings", "nouns") and noun.lower_ not in words("events", "signings", "nouns"):
        return []
    wanted = words("events", "signings", "exchanged" if noun.lower_ == "exchange" else "documents")
    document = next(
        (t for c in noun.children if c.lower_ in ("of", "for") for t in c.subtree if t.lemma_.lower() in wanted or t.lower_ in wanted), None
    )
    if document is None:
        return []
    standing = modality.status(noun, sentence)
    if standing.denied:
        return []
    cast = scene.behind(sentence, {noun.i, document.i}, _BETWEEN, set()).join(_parties(scene, sentence, document))
    verb = clauses.clause_head(noun)
    if noun.dep_ == "dobj" and lemma(noun.head) in (*words("events", "supports", "acting"), *words("events", "signings", "witnessing")):
        cast.join(scene.subject(sentence, noun.head))
        verb = noun.head
    cast.join(witnesses(scene, sentence, verb))
    frame = scene.frame(sentence, "Signing", noun, standing, cast, node=noun, nodes={noun.i, document.i, verb.i}, rule="signing.noun")
    frame.definite = standing.status is None
    return [frame]


def witnesses(scene: Scene, sentence: Sentence, verb: Token) -> Cast:
    """Those "in the presence of" whom it happens, and those by whom it is "witnessed"."""
    found = Cast()
    for token in sentence.tokens:
        if token.lower_ in words("events", "signings", "presence") and clauses.clause_head(token).i == verb.i:
            of = next((c for c in token.children if c.lower_ == "of"), None)
            if of is not None:
                found.join(scene.listed(sentence, of.i + 1))
    return found
