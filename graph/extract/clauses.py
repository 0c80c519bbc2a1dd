"""Walking a parsed sentence: which clause a word stands in, who its verb's subject is, and which stretch of text a clause is.

The parser is trusted for which verb governs what; who the members of a list are is read from the surface, in `graph.extract.lists`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from graph.extract.reading import Sentence
from graph.model import Span

if TYPE_CHECKING:
    from spacy.tokens import Token

VERBAL = frozenset({"VERB", "AUX"})
SUBJECT = frozenset({"nsubj", "nsubjpass", "csubj"})
RELATIVE = frozenset({"WP", "WDT", "WP$", "WRB"})
_CLAUSAL = frozenset({"ROOT", "ccomp", "advcl", "relcl", "acl", "xcomp", "pcomp", "parataxis", "csubj", "csubjpass", "conj", "dep"})
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})


def ancestors(token: Token) -> Iterator[Token]:
    """The token's heads, nearest first, up to the root of its sentence."""
    while token.head.i != token.i:
        token = token.head
        yield token


def lemma(token: Token) -> str:
    """The lemma, lower case; of "co-chaired" and the like, which the pipeline does not know, "co-chair"."""
    low = token.lower_
    if low.startswith("co-"):
        return {"co-led": "co-lead"}.get(low) or low.removesuffix("s").removesuffix("ed").removesuffix("ing")
    return low.removesuffix("s") if token.tag_ == "NNPS" else str(token.lemma_.lower())


def heads_clause(token: Token) -> bool:
    """Whether the token is the verb of a clause, finite or not."""
    return token.pos_ in VERBAL and (token.dep_ in _CLAUSAL) and (token.dep_ != "conj" or token.head.pos_ in VERBAL)


def clause_head(token: Token) -> Token:
    """The verb of the clause that the token stands in (itself if it is one); the root where there is no verb."""
    if heads_clause(token):
        return token
    last = token
    for last in ancestors(token):
        if heads_clause(last):
            return last
    return last


def auxiliaries(verb: Token) -> list[Token]:
    """The auxiliaries of a verb, those it shares with the verb it is coordinated with included ("will visit X and meet Y")."""
    own = [c for c in verb.children if c.dep_ in ("aux", "auxpass")]
    if own or verb.dep_ != "conj" or verb.head.pos_ not in VERBAL or any(c.dep_ in SUBJECT for c in verb.children):
        return own
    return auxiliaries(verb.head) if _same_form(verb, verb.head) else []


def _same_form(verb: Token, first: Token) -> bool:
    """Whether an auxiliary of `first` may carry over: it does for the same bare or participle form, not for a finite one."""
    return verb.tag_ not in _FINITE and (verb.tag_ == first.tag_ or {verb.tag_, first.tag_} <= {"VB", "VBP", "NN"})


def is_passive(verb: Token) -> bool:
    """Whether the verb is in the passive, or a bare past participle behind a noun ("talks co-chaired by X")."""
    if any(c.dep_ in ("auxpass", "nsubjpass") for c in verb.children):
        return True
    participle = verb.tag_ == "VBN" or (verb.tag_ == "VBD" and verb.dep_ == "acl")  # a noun is not followed by a bare finite verb
    if not participle or any(c.dep_ in ("aux", "nsubj") for c in verb.children):
        return False
    if verb.dep_ == "conj" and verb.head.pos_ in VERBAL:
        return is_passive(verb.head)
    return verb.dep_ in ("acl", "advcl", "dep", "ROOT", "relcl")


def subject(verb: Token, *, objects_control: frozenset[str] = frozenset()) -> Token | None:
    """The subject of a verb: its own, or shared with the verb it is coordinated with, complements or modifies.

    A relative pronoun is followed to its noun. Under a matrix verb in `objects_control` ("invite X to visit Y") the matrix object acts.
    """
    at = verb
    for _ in range(6):
        own = next((c for c in at.children if c.dep_ in SUBJECT), None)
        if own is not None:
            return at.head if own.tag_ in RELATIVE and at.dep_ == "relcl" else own
        above = at.head
        if above.i == at.i:
            return None
        if at.dep_ in ("acl", "relcl") and above.pos_ not in VERBAL:
            return above
        if at.dep_ == "xcomp" and above.pos_ == "ADJ" and above.dep_ == "amod":  # "an MoU likely to be signed"
            return above.head
        if at.dep_ == "xcomp" and above.lemma_ in objects_control:
            return next((c for c in above.children if c.dep_ in ("dobj", "nsubjpass", "dative")), None) or subject(above)
        if at.dep_ == "pcomp" or above.pos_ not in VERBAL:  # "after meeting X", "by holding talks"
            at = next((a for a in ancestors(at) if heads_clause(a)), above)
        else:
            at = above
        if at.i == verb.i:
            return None
    return None


def subject_stretch(verb: Token, token: Token) -> tuple[int, int]:
    """First and last index of a subject's phrase, cut before its verb."""
    first, last = token.left_edge.i, token.right_edge.i
    if first <= verb.i <= last:
        if token.i < verb.i:
            last = min([verb.i, *(a.i for a in auxiliaries(verb) if a.i > token.i)]) - 1
        else:
            first = token.i
    return first, max(last, token.i)


def clause_span(sentence: Sentence, verb: Token, *, keep: tuple[int, int] | None = None) -> Span:
    """The stretch of the clause of `verb`: its subtree without the clauses coordinated with it and without a leading "that".

    `keep`: token indices the stretch must hold, for arguments the parse attached elsewhere.
    """
    apart: set[int] = set()
    for child in verb.children:
        if (child.dep_ in ("conj", "parataxis", "ccomp") and child.pos_ in VERBAL and _own_clause(child, verb)) or (
            child.dep_ == "mark" and child.lower_ == "that"
        ):
            apart.update(t.i for t in child.subtree)
    own = {t.i for t in verb.subtree if t.i not in apart}
    first = last = verb.i
    while first - 1 in own:
        first -= 1
    while last + 1 in own:
        last += 1
    if keep:
        first, last = min(first, keep[0]), max(last, keep[1])
    return trimmed(sentence, first, last)


def _own_clause(child: Token, verb: Token) -> bool:
    return child.dep_ != "ccomp" or child.i > verb.i


def trimmed(sentence: Sentence, first: int, last: int) -> Span:
    """The stretch of the tokens without punctuation, conjunctions and quotation marks at its edges; brackets stay closed."""
    doc = sentence.tokens.doc
    first, last = max(first, sentence.tokens.start), min(last, sentence.tokens.end - 1)
    while first < last and ((doc[first].is_punct and doc[first].text != "(") or doc[first].dep_ == "cc"):
        first += 1
    while last > first and ((doc[last].is_punct and doc[last].text != ")") or doc[last].dep_ == "cc"):
        last -= 1
    return Span(sentence.offsets[first][0], sentence.offsets[last][1])
