"""The stretch of an undertaking: where its clause begins, where what it says ends, into how many parts it falls.

Parses cut enumerations short and nest them at random; the end is therefore followed on the surface to the next clause.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from graph.extract.clauses import VERBAL, auxiliaries, is_passive, subject
from graph.extract.frames.phrases import conjuncts
from graph.extract.lexicons import words
from graph.extract.reading import Modality, Sentence

if TYPE_CHECKING:
    from spacy.tokens import Token


MODALITIES: tuple[Modality, ...] = ("will", "plans", "interest", "requests", "reaffirmed", "considering")
_NEAR = 40  # words between a verb and the subject it shares with an earlier one, so that a quote still is a sentence
_QUOTES = frozenset('"“”«»')


@dataclass(slots=True)
class Cue:
    """One undertaking in a sentence. `content` is its head; `first`/`last` bound the clause that says it, `gist` the words of what it is.

    `doer` is the subject, `owners` those whose commitment, plan or interest it is said to be, `addressee` whom it is asked of.
    """

    modality: Modality
    word: Token
    content: Token
    gist: tuple[int, int]
    first: int
    last: int
    doer: Token | None = None
    owners: list[Token] = field(default_factory=list)
    addressee: Token | None = None
    passive: bool = False
    rule: str = ""


def listed(table: str, key: str) -> frozenset[str]:
    """One list of the lexicon of commitments."""
    return words("commitments", table, key)


def coordinated(head: Token) -> list[Token]:
    """The head and the verbs coordinated with it, where each says something of its own ("facilitate A, enable B and promote C")."""
    if head.pos_ not in VERBAL:
        return [head]
    finite = ("VBD", "VBZ")
    parts = [c for c in conjuncts(head) if c.pos_ in VERBAL and c.i >= head.i and (head.tag_ in finite or c.tag_ not in finite)]
    if head.tag_ == "VBN":  # "will be formed to draft plans and carry them out"
        parts = [c for c in parts if c.tag_ == "VBN"]
    if len(parts) > 1:
        # "…, and train rescue workers": a bare verb that the parse makes part of the noun behind it
        tail = [
            t
            for t in parts[-1].subtree
            if t.tag_ == "VB" and t.dep_ in ("compound", "amod") and t.i > parts[-1].i and t.nbor(-1).dep_ == "cc"
        ]
        parts += tail[:1]
    said = all(p.dep_ == "compound" or any(c.dep_ in ("dobj", "prep", "xcomp", "ccomp", "attr") for c in p.children) for p in parts)
    bare = any(c.dep_ == "prep" and not list(c.children) for p in parts for c in p.children)
    return parts if said and not bare and not any(own_subject(p) for p in parts[1:]) else [head]


def own_subject(verb: Token) -> bool:
    """Whether the verb has a subject of its own."""
    return any(c.dep_ in ("nsubj", "nsubjpass") for c in verb.children)


def word_before(verb: Token) -> int:
    """Index of the last word before the verb with its auxiliaries and adverbs."""
    return min([verb.i, *(c.i for c in verb.children if c.i < verb.i and c.dep_ in ("aux", "auxpass", "advmod", "neg"))]) - 1


def to_end(verb: Token, last: int) -> int:
    """Index where what the verb governs ends on the surface: parses cut enumerations short, so they are followed to the next clause.

    A new clause is a finite verb with what stands before it as its subject, a relative or subordinating word, or a quotation mark.
    """
    doc, end = verb.doc, verb.sent.end - 1
    at = last
    for token in doc[last + 1 : end + 1]:
        if token.text in _QUOTES or token.tag_ in ("WDT", "WP", "WRB") or (token.dep_ == "mark" and token.lower_ != "that"):
            break
        if token.dep_ == "cc" and token.i < end and doc[token.i + 1].lower_ == "by" and doc[token.i - 1].text == ",":
            break  # "will provide a grant, and by the bank": the clause over this one goes on
        if token.tag_ in ("VBD", "VBZ", "VBP", "MD") and token.pos_ in VERBAL:
            owner = token if own_subject(token) else token.head
            subjects = [c for c in owner.children if c.dep_ in ("nsubj", "nsubjpass", "expl")]
            if subjects and owner.i != verb.i and (start := subjects[0].left_edge.i) > verb.i:
                at, last = min(at, start - 1), verb.i  # the parse drew the next clause's subject in
            break
        at = token.i
    while at > last and ((doc[at].is_punct and doc[at].text != ")") or doc[at].dep_ == "cc" or doc[at].pos_ in ("ADV", "SCONJ")):
        at -= 1
    at = max(at, last)
    if at < end and doc[at + 1].text == ")" and any(t.text == "(" for t in doc[verb.i : at + 1]):
        at += 1
    return at


def clause_start(verb: Token) -> int:
    """Index where the clause begins: at its own subject, or at the verb where the subject is another clause's."""
    own = next((c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass", "expl")), None)
    if own is not None and own.i < verb.i:
        return int(own.left_edge.i)
    if verb.dep_ == "conj" and verb.head.pos_ in VERBAL and verb.head.dep_ != "xcomp":
        return near_start(subject(verb), verb)  # "X thanked Y and invited him": who does it stands in the clause before
    return min([verb.i, *(a.i for a in auxiliaries(verb) if a.head.i == verb.i)])


def near_start(doer: Token | None, verb: Token) -> int:
    """Index where a shared subject begins, if it is near enough for a quote; else where the verb begins."""
    if doer is not None and 0 < verb.i - doer.left_edge.i <= _NEAR:
        return int(doer.left_edge.i)
    return min([verb.i, *(a.i for a in auxiliaries(verb) if a.head.i == verb.i)])


def _country(sentence: Sentence, token: Token) -> bool:
    mention = sentence.mention_at.get(token.i)
    return mention is not None and mention.kind in ("country", "nominal")


def hypothetical(verb: Token) -> bool:
    """Whether the verb itself is still to come or only thought of ("will discuss", "may agree"), or refers back ("as agreed")."""
    low = {a.lower_ for a in auxiliaries(verb)}
    if low & {"may", "might", "could", "can", "should", "must", "will", "would", "shall"}:
        return True
    if "to" in low and verb.tag_ == "VB" and verb.lemma_ not in listed("verbs", "considering"):
        return True
    return verb.dep_ == "advcl" and verb.tag_ == "VBN" and any(c.lower_ == "as" for c in verb.children)


def project(sentence: Sentence, head: Token, lemma: str) -> bool:
    """Whether what is discussed is something that could be done, and more than the state of relations."""
    prospect = head.lemma_.casefold() in listed("prospects", "nouns") or head.tag_ == "VBG"
    if lemma in ("consider", "explore", "mull"):
        prospect = prospect or head.pos_ in ("NOUN", "PROPN")
    if not prospect:
        return False
    vague = listed("prospects", "vague")
    apart = {
        t.i
        for c in head.children
        if c.dep_ == "conj" and c.pos_ in VERBAL and not any(x.dep_ == "dobj" for x in head.children)
        for t in c.subtree
    }
    apart |= (
        {t.i for t in head.subtree if t.dep_ == "conj" and t.tag_ == "VBG" and t.i > head.i for t in t.subtree}
        if head.tag_ != "VBG"
        else set()
    )
    said = {t.lemma_.casefold() for t in head.subtree if (t.is_alpha or "-" in t.text) and t.i not in apart and not _country(sentence, t)}
    return len(said - vague) >= 2


def cue_of(modality: Modality, verb: Token, part: Token, parts: list[Token], n: int) -> Cue:
    """The cue of one part; the stretch runs from the subject (for the first part) or the part itself to the end of what it says."""
    start = _opening(part)
    last = closing(part)
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


def closing(part: Token) -> int:
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
