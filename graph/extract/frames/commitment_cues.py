"""The words by which a sentence binds, plans, wants or asks for something, with what exactly that is and whose it is.

    agreed | to train 1,500 civil servants            verb with its complement
    will | facilitate A, enable B, and promote C      future; three of them
    expressed | interest in sending specialists       noun brought forward by a verb
    Further support | was pledged                     passive
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from graph.extract.clauses import VERBAL, auxiliaries, is_passive, subject
from graph.extract.frames.phrases import conjuncts
from graph.extract.lexicons import lexicon, words
from graph.extract.modality import negated
from graph.extract.reading import Modality, Sentence

if TYPE_CHECKING:
    from spacy.tokens import Token

_MODALITIES: tuple[Modality, ...] = ("will", "plans", "interest", "requests", "reaffirmed", "considering")


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


def _list(table: str, key: str) -> frozenset[str]:
    return words("commitments", table, key)


def cues(sentence: Sentence) -> list[Cue]:
    """All undertakings of a sentence in order; none lies within the content of another one by the same word."""
    found: list[Cue] = []
    for token in sentence.tokens:
        if token.pos_ in VERBAL or token.tag_.startswith("VB"):
            found.extend(_of_verb(token))
        elif token.pos_ in ("NOUN", "PROPN") and token.i not in sentence.mention_at:
            found.extend(_of_noun(sentence, token))
    return _outermost(found)


def _outermost(found: list[Cue]) -> list[Cue]:
    """Without those that only say what another one is about ("agreed to explore …", "hopes … will …")."""
    kept: list[Cue] = []
    for cue in sorted(found, key=lambda c: (c.first, -c.last)):
        inside = any(o.gist[0] <= cue.word.i <= o.gist[1] and o.word.i != cue.word.i and o.word.i < cue.word.i for o in found if o is not cue)
        if not inside:
            kept.append(cue)
    return kept


# ---- verbs


def modality_of(verb: Token) -> Modality | None:
    lemma = verb.lemma_.casefold()
    lemma = "hope" if lemma == "hop" else lemma  # what the pipeline makes of "hopes"
    return next((m for m in _MODALITIES if lemma in _list("verbs", m)), None)


def _of_verb(verb: Token) -> Iterator[Cue]:
    if verb.dep_ in ("aux", "auxpass", "amod"):
        return
    modality = modality_of(verb)
    if modality is not None and not negated(verb) and not _hypothetical(verb):
        got = list(_complements(verb, modality))
        if got:
            yield from got
            return
    if cue := _adjective(verb):
        yield cue
        return
    if cue := _raised(verb):
        yield cue
        return
    if verb.dep_ not in ("xcomp",):
        yield from _future(verb)


def _hypothetical(verb: Token) -> bool:
    """Whether the verb itself is still to come or only thought of ("will discuss", "may agree"), or names no act of speech ("as agreed")."""
    low = {a.lower_ for a in auxiliaries(verb)}
    if low & {"may", "might", "could", "can", "should", "must", "will", "would", "shall"}:
        return True
    return verb.dep_ == "advcl" and verb.tag_ == "VBN" and any(c.lower_ == "as" for c in verb.children)


def _complements(verb: Token, modality: Modality) -> Iterator[Cue]:
    lemma = verb.lemma_.casefold()
    passive = is_passive(verb)
    addressee = next((c for c in verb.children if c.dep_ in ("dobj", "dative") and c.i > verb.i), None) if modality == "requests" else None
    heads = _heads(verb, lemma, passive)
    if modality == "considering":
        heads = [h for h in heads if _project(verb, h, lemma)]
    for head in heads:
        if modality == "requests" and head is addressee and any(c.dep_ in ("xcomp", "ccomp") for c in verb.children):
            continue
        parts = _parts(head) if modality in ("will", "plans") else [head]
        for n, part in enumerate(parts):
            cue = _cue(modality, verb, part, parts, n)
            cue.addressee = addressee if addressee is not head else None
            cue.rule = "verb"
            yield cue


def _heads(verb: Token, lemma: str, passive: bool) -> list[Token]:
    """What the verb takes as its content: a complement clause, an object, a prepositional object; the subject in the passive."""
    wanted = set(lexicon("commitments")["prepositions"].get(lemma, ()))
    for child in verb.children:
        if child.dep_ == "xcomp" and child.i > verb.i and child.pos_ in VERBAL | {"NOUN", "ADJ"} and lemma not in ("look",):
            return [child]
        if child.dep_ == "ccomp" and child.i > verb.i and _undertaken(child, verb):
            return [child]
    for child in verb.children:
        if child.dep_ in ("prep", "prt", "agent") and child.lower_ in wanted and child.i > verb.i:
            if inner := next((c for c in child.children if c.dep_ in ("pobj", "pcomp")), None):
                return [inner]
        if child.dep_ == "advmod" and child.lower_ == "forward" and lemma == "look":
            below = [c for t in (verb, child) for c in t.children if c.dep_ == "prep" and c.lower_ == "to"]
            if inner := next((c for p in below for c in p.children if c.dep_ in ("pobj", "pcomp")), None):
                return [inner]
        if child.dep_ == "advcl" and child.i > verb.i and child.tag_ == "VB" and lemma in ("agree", "commit", "decide", "pledge", "offer", "propose", "undertake"):
            return [child]
    if passive:
        own = next((c for c in verb.children if c.dep_ == "nsubjpass"), None)
        if own is not None and own.pos_ != "PRON" and own.dep_ == "nsubjpass":
            return [own]
        return []
    if lemma in wanted or (lemma in ("look", "call", "appeal", "agree", "commit", "hope", "wish", "exchange", "review") and not _gerund_object(verb)):
        return []
    return [c for c in verb.children if c.dep_ == "dobj" and c.i > verb.i and c.pos_ != "PRON"][:1]


def _gerund_object(verb: Token) -> bool:
    return any(c.dep_ == "dobj" and c.tag_ == "VBG" for c in verb.children)


def _undertaken(clause: Token, verb: Token) -> bool:
    """Whether a "that" clause says what is to be done, not what is the case."""
    if clause.tag_ == "VB" or verb.lemma_ in ("ask", "request", "urge", "propose", "suggest", "hope", "hop", "wish", "call", "invite", "encourage"):
        return True
    return bool({a.lower_ for a in auxiliaries(clause)} & {"will", "would", "shall", "should", "must"})


def _project(verb: Token, head: Token, lemma: str) -> bool:
    """Whether what is discussed is something that could be done, and more than the state of relations."""
    prospect = head.lemma_.casefold() in _list("prospects", "nouns") or head.tag_ == "VBG"
    if lemma in ("consider", "explore", "mull"):
        prospect = prospect or head.pos_ in ("NOUN", "PROPN")
    if not prospect:
        return False
    vague = _list("prospects", "vague")
    said = {t.lemma_.casefold() for t in head.subtree if t.is_alpha or "-" in t.text}
    return len(said - vague) >= 2


def _parts(head: Token) -> list[Token]:
    """The head and the verbs coordinated with it, where each says something of its own ("facilitate A, enable B and promote C")."""
    if head.pos_ not in VERBAL:
        return [head]
    parts = [c for c in conjuncts(head) if c.pos_ in VERBAL and c.i >= head.i]
    said = all(any(c.dep_ in ("dobj", "prep", "xcomp", "ccomp", "attr") and list(c.children or [c]) for c in p.children) for p in parts)
    bare = any(c.dep_ == "prep" and not list(c.children) for p in parts for c in p.children)
    return parts if said and not bare and not any(_own_subject(p) for p in parts[1:]) else [head]


def _own_subject(verb: Token) -> bool:
    return any(c.dep_ in ("nsubj", "nsubjpass") for c in verb.children)


def _cue(modality: Modality, verb: Token, part: Token, parts: list[Token], n: int) -> Cue:
    """The cue of one part; the stretch runs from the subject (for the first part) or the part itself to the end of what it says."""
    others = {t.i for p in parts[n + 1 :] for t in p.subtree} if len(parts) > 1 else set()
    start = part.left_edge.i
    own = [t.i for t in part.subtree if t.i not in others and (len(parts) == 1 or t.i >= (part.i if n else part.left_edge.i))]
    last = max(own, default=part.i)
    doer = subject(verb)
    first = min(_clause_start(verb), start) if n == 0 else part.i
    if n:
        start = part.i
    gist = (start, last)
    return Cue(modality, verb, part, gist, first, max(last, verb.i), doer=None if is_passive(verb) else doer, passive=is_passive(verb))


def _clause_start(verb: Token) -> int:
    """Index where the clause begins: at its own subject, or at the verb where the subject is another clause's."""
    own = next((c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass", "expl")), None)
    if own is not None and own.i < verb.i:
        return int(own.left_edge.i)
    return min([verb.i, *(a.i for a in auxiliaries(verb) if a.head.i == verb.i)])


def _adjective(verb: Token) -> Cue | None:
    """ "is keen to", "remains committed to", "stands ready to" """
    for child in verb.children:
        if child.dep_ not in ("acomp", "oprd", "xcomp", "advcl", "ccomp") and child.i != verb.i:
            continue
        modality = next((m for m in ("interest", "reaffirmed") if child.lower_ in _list("adjectives", m)), None)
        if modality is None or child.i < verb.i or negated(verb):
            continue
        for c in child.children:
            inner = c if c.dep_ in ("xcomp", "advcl", "ccomp") else next((x for x in c.children if x.dep_ in ("pobj", "pcomp")), None) if c.dep_ == "prep" and c.lower_ in ("to", "in") else None
            if inner is not None and inner.i > child.i:
                cue = _cue("interest" if modality == "interest" else "reaffirmed", verb, inner, [inner], 0)
                cue.rule = "adjective"
                return cue
    return None


def _raised(verb: Token) -> Cue | None:
    """ "scholarships are set to be provided", "an announcement is expected with respect to …" """
    if verb.lemma_.casefold() not in _list("future", "raising") or not any(a.lemma_ == "be" for a in auxiliaries(verb)) or negated(verb):
        return None
    own = next((c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass")), None)
    if own is None:
        return None
    if own.lemma_.casefold() in _list("future", "nouns"):
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


def _future(verb: Token) -> Iterator[Cue]:
    """ "X will …", "Y will be established" """
    aux = [a for a in auxiliaries(verb) if a.lower_ in _list("future", "modals")]
    if not aux or verb.pos_ not in VERBAL:
        return
    doer = subject(verb)
    if doer is None or not _undertaking(verb, doer):
        return
    if any(a.lower_ == "would" for a in aux) and not is_passive(verb) and verb.dep_ not in ("ccomp", "conj"):
        return
    if verb.dep_ == "conj" and verb.head.pos_ in VERBAL and not _own_subject(verb) and verb.head.dep_ != "advcl" and _will_head(verb):
        return  # said with the first of them
    passive = is_passive(verb)
    parts = _parts(verb)
    for n, part in enumerate(parts):
        if part.i != verb.i and not _undertaking(part, doer):
            continue
        cue = _cue("will", verb, part, parts, n)
        cue.passive, cue.rule = passive, "future"
        cue.doer = None if passive else doer
        if n == 0:
            cue.first = _clause_start(verb)
            cue.gist = (cue.first if passive else _gist_start(verb), cue.last)
        yield cue


def _gist_start(verb: Token) -> int:
    never = [c.i for c in verb.children if c.dep_ in ("neg", "advmod") and c.i < verb.i and c.lower_ in ("never", "not", "jointly", "actively", "further")]
    return min([verb.i, *never])


def _will_head(verb: Token) -> bool:
    at = verb
    while at.dep_ == "conj" and at.head.pos_ in VERBAL:
        at = at.head
    return any(a.lower_ in _list("future", "modals") for a in auxiliaries(at))


def _undertaking(verb: Token, doer: Token) -> bool:
    """Whether the verb is one by which the doer takes something on, not an event and not a state."""
    lemma, noun = verb.lemma_.casefold(), doer.lemma_.casefold()
    if lemma == "continue" and any(c.dep_ == "xcomp" for c in verb.children):
        lemma = next(c for c in verb.children if c.dep_ == "xcomp").lemma_.casefold()
    if lemma in _list("future", "events") or lemma in _list("future", "stative"):
        return False
    if noun in _list("occasions", "nouns") or noun in _list("documents", "nouns"):
        return False
    return doer.lower_ not in ("it", "this", "that", "there", "which", "these", "those")


# ---- nouns


def _of_noun(sentence: Sentence, noun: Token) -> Iterator[Cue]:
    lemma = noun.lemma_.casefold()
    modality: Modality | None = next((m for m in _MODALITIES if m != "considering" and lemma in _list("nouns", m)), None)
    weak = lemma in _list("nouns", "weak")
    if weak:
        modality = "interest"
    if modality is None:
        return
    content = _content_of(noun)
    governor = _governor(noun)
    if content is None:
        return
    if weak and not ({t.lemma_.casefold() for t in content.subtree} | {content.lower_}) & _list("cooperation", "words"):
        return
    if governor is None:
        if lemma != "decision" or not _owners(sentence, noun):
            return
        last = max(t.i for t in content.subtree)
        yield Cue("will", noun, content, (content.left_edge.i, last), noun.left_edge.i, last, owners=_owners(sentence, noun), rule="decision")
        return
    brought = governor.lemma_.casefold()
    if brought in _list("bringing", "strong"):
        modality = "reaffirmed"
    elif brought in _list("bringing", "welcoming") and modality not in ("plans", "will"):
        return
    elif modality == "will" and lemma != "decision" and brought not in _list("bringing", "offering"):
        return
    if negated(governor) or _hypothetical(governor):
        return
    last = max(noun.i, *(t.i for t in content.subtree), *(t.i for t in noun.subtree if t.i >= noun.i))
    first = _clause_start(governor)
    doer = None if is_passive(governor) or brought in _list("bringing", "welcoming") else subject(governor)
    cue = Cue(modality, noun, content, (content.left_edge.i, last), min(first, noun.left_edge.i), last, doer=doer, owners=_owners(sentence, noun), rule="noun")
    if modality == "requests" or lemma in ("support", "assistance"):
        cue.gist = (noun.i, last)
        cue.addressee = next((c for p in (governor, noun) for x in p.children if x.dep_ in ("prep", "dative") and x.lower_ == "to" for c in x.children if c.dep_ == "pobj"), None)
    yield cue


def _governor(noun: Token) -> Token | None:
    """The verb that brings the noun forward: it is its object, or its subject in the passive."""
    at = noun
    while at.dep_ == "conj" and at.head.pos_ == "NOUN":
        at = at.head
    if at.dep_ in ("dobj", "nsubjpass") and at.head.lemma_.casefold() in _list("bringing", "verbs"):
        return at.head
    return None


def _content_of(noun: Token) -> Token | None:
    """ "commitment to …", "interest in …", "plans to …", "decision, announced at …, to …" """
    for child in noun.children:
        if child.dep_ in ("acl", "xcomp", "relcl") and child.i > noun.i and child.tag_ == "VB":
            return child
        if child.dep_ == "prep" and child.i > noun.i and child.lower_ in ("to", "in", "for", "of", "on") and (child.lower_ != "of" or noun.lemma_.casefold() in _list("nouns", "weak")):
            inner = next((c for c in child.children if c.dep_ in ("pobj", "pcomp")), None)
            if inner is not None and not (noun.lemma_ == "invitation" and child.lower_ == "to"):
                return inner
    for child in noun.children:
        if child.dep_ == "acl" and child.tag_ == "VBN" and (inner := next((c for c in child.children if c.dep_ in ("advcl", "xcomp") and c.tag_ == "VB"), None)):
            return inner
    if noun.lemma_ in ("invitation", "support", "assistance", "decision", "commitment", "plan"):
        head = noun.head
        late = next((c for h in (head, noun.head.head) for c in h.children if c.dep_ in ("advcl", "xcomp", "acl") and c.tag_ == "VB" and c.i > noun.i), None)
        if late is not None and noun.lemma_ != "support":
            return late
        prep = next((c for c in noun.children if c.dep_ == "prep" and c.i > noun.i), None)
        return next((c for c in prep.children if c.dep_ == "pobj"), None) if prep is not None else None
    return None


def _owners(sentence: Sentence, noun: Token) -> list[Token]:
    """Whose it is: "South Korea's commitment", "U.S. commitment", "the commitment of A and B"."""
    found = [c for c in noun.children if c.dep_ in ("poss", "compound", "nmod", "amod") and any(t.i in sentence.mention_at for t in c.subtree)]
    for child in noun.children:
        if child.dep_ == "prep" and child.lower_ == "of" and child.i > noun.i:
            found += [c for c in child.children if c.dep_ == "pobj" and c.i in sentence.mention_at]
    return [t for f in found for t in ([f] if f.i in sentence.mention_at else [x for x in f.subtree if x.i in sentence.mention_at])]
