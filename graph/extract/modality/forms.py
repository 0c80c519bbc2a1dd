"""The form of a verb: its tense, its negation, and the lists of the lexicon that it is in."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Literal as OneOf

from graph.extract.clauses import auxiliaries, clause_head
from graph.extract.lexicons import lexicon, words
from graph.extract.reading import Sentence

if TYPE_CHECKING:
    from spacy.tokens import Token

Tense = OneOf["past", "present", "progressive", "future", "infinitive", "gerund", "possible", "counterfactual"]


def tense(verb: Token) -> Tense:
    """The form of a verb with its auxiliaries."""
    aux = auxiliaries(verb)
    low = {a.lower_ for a in aux}
    lemmas = {a.lemma_.lower() for a in aux}
    have, be = "have" in lemmas, "be" in lemmas or any(a.dep_ == "auxpass" for a in aux)
    if low & words("modality", "auxiliaries", "future"):
        return "future"
    if low & words("modality", "auxiliaries", "conditional"):
        return "counterfactual" if have else "future"
    if low & (words("modality", "auxiliaries", "possible") | words("modality", "auxiliaries", "obliged")):
        return "counterfactual" if have else "possible"
    if "to" in low or (verb.tag_ == "VB" and not low & {"do", "did", "does"}):
        return "infinitive"
    if low & {"did"}:
        return "past"
    if low & {"do", "does"}:
        return "present"
    if verb.tag_ == "VBG":
        if not be:
            return "gerund"
        return "past" if any(a.lower_ in ("was", "were") for a in aux) else "progressive"
    if have or verb.tag_ in ("VBD", "VBN"):
        present_passive = be and not have and any(a.lower_ in ("is", "are") for a in aux)
        being = any(a.lower_ == "being" for a in aux)
        return "progressive" if present_passive and being else "present" if present_passive else "past"
    return "present"


def negated(verb: Token) -> bool:
    """Whether a verb is negated by itself, its subject or its object ("did not meet", "no meeting was held")."""
    for child in verb.children:
        if child.dep_ == "neg" or (child.dep_ in ("advmod", "preconj") and child.lower_ in words("modality", "adverbs", "denying")):
            return True
        if child.dep_ in ("nsubj", "nsubjpass", "dobj", "attr") and any(d.lower_ == "no" for d in child.children):
            return True
    return any(a.dep_ == "neg" for a in auxiliaries(verb))


def given_up(verb: Token) -> bool:
    """Whether a plan is taken back by the words around the verb: "will no longer meet"."""
    if tense(verb) not in ("future", "present", "progressive"):
        return False
    return any(c.dep_ in ("advmod", "neg") and c.lower_ == "longer" and any(n.lower_ == "no" for n in c.children) for c in verb.children)


def conditional(verb: Token) -> bool:
    """Whether the verb's clause is a condition ("if they meet")."""
    return any(c.dep_ in ("mark", "advmod") and c.lower_ in words("modality", "conjunctions", "conditional") for c in verb.children)


def phrasal(verb: Token) -> str:
    """The lemma with its particle: "call off"."""
    particle = next((c.lower_ for c in verb.children if c.dep_ == "prt"), "")
    return f"{verb.lemma_.lower()} {particle}".strip()


def verb_list(verb: Token, preposition: Token | None = None) -> str:
    """The list of `[verbs]` that a verb is in, its particle or preposition considered; empty if none."""
    lemma = phrasal(verb)
    wanted = {lemma} if preposition is None else {lemma, f"{lemma} {preposition.lower_}"}
    kinds = ("postponed", "cancelled", "denied", "happened", "proposed", "planned")
    return next((kind for kind in kinds if wanted & words("modality", "verbs", kind)), "")


def listed(table: str, word: str) -> str:
    """The list of `[nouns]` or `[adjectives]` that a word is in; empty if none."""
    kinds = ("planned", "proposed", "postponed", "cancelled", "past", "within")
    return next((kind for kind in kinds if word in lexicon("modality")[table].get(kind, ())), "")


def phrase(preposition: Token) -> str:
    """The words of a compound preposition that ends at `preposition`: "in the run-up to"."""
    start = max(preposition.sent.start, preposition.i - 4)
    return preposition.doc[start : preposition.i + 1].text.lower()


def is_before(phrase: str) -> bool:
    """Whether what stands behind the phrase is ahead of its clause: "ahead of", "prior to"."""
    return any(phrase.endswith(f" {p}") or phrase == p for p in words("modality", "prepositions", "before") if p != "by")


def hearsay(token: Token) -> bool:
    """Whether the clause is only said to be so: "reportedly met"."""
    return any(c.lower_ in words("modality", "adverbs", "hearsay") for c in clause_head(token).children)


def rumoured(sentence: Sentence) -> bool:
    """Whether a whole sentence is "according to" media that the text does not name."""
    for token in sentence.tokens:
        if token.lower_ == "to" and token.i > sentence.tokens.start and token.nbor(-1).lower_ == "according":
            for source in token.children:
                if source.lemma_.lower() in words("modality", "corrections", "rumoured_by"):
                    return not any(c.lower_ in words("modality", "corrections", "official") for c in source.children)
    return False


def habitual(verb: Token) -> bool:
    """Whether the verb tells a habit: "meets annually"."""
    often = words("modality", "adverbs", "habitual")
    return any(t.lower_ in often for c in verb.children if c.dep_ in ("advmod", "npadvmod", "prep") for t in c.subtree)
