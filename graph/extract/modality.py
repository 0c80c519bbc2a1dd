"""Whether what a word reports has happened: from tense, auxiliaries, negation and the words that govern it.

A word's standing is found from the inside out. The verb's own form comes first; an infinitive or a noun has no tense of its own and takes
its standing from what governs it ("agreed to meet", "preparations for a meeting", "the meeting was held"); a clause that is itself
reported, denied or wished for takes that on top. Veridicality classes follow the practice of FactBank (Saurí & Pustejovsky 2009): plain
report verbs pass a fact through, others take it back or leave it open. The lists are in `lexicon/modality.toml`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from typing import Literal as OneOf

from graph.extract.clauses import VERBAL, ancestors, auxiliaries, clause_head, heads_clause, lemma
from graph.extract.lexicons import words
from graph.extract.reading import Direction, EventStatus, Sentence

if TYPE_CHECKING:
    from spacy.tokens import Token

Tense = OneOf["past", "present", "progressive", "future", "infinitive", "gerund", "possible", "counterfactual"]


@dataclass(frozen=True, slots=True)
class Standing:
    """What a sentence says about the reality of an event.

    `status` None: it does not say. `denied`: it says, or supposes, that it is not so; such an event is not reported. A future one is
    `Planned`: whether it has a date, and is `Scheduled`, is not for this module to know. `present`: a plain present tense, which reports
    in a headline, and announces beside a future date. `direction` is where its dates lie, seen from the day of publication.
    """

    status: EventStatus | None
    direction: Direction = "none"
    denied: bool = False
    present: bool = False
    confidence: float = 1.0


HELD = Standing("Held", "past")
ONGOING = Standing("Ongoing", "none")
PLANNED = Standing("Planned", "future")
PROPOSED = Standing("Proposed", "future")
POSTPONED = Standing("Postponed", "none")
CANCELLED = Standing("Cancelled", "none")
DENIED = Standing(None, denied=True)
UNKNOWN = Standing(None)
PRESENT = Standing(None, "future", present=True)  # "begins a visit on Monday": the Monday to come
DATED = Standing(None, "none", present=True)  # no tense at all: a date decides

_EFFECTS = {"planned": PLANNED, "proposed": PROPOSED, "postponed": POSTPONED, "cancelled": CANCELLED, "denied": DENIED}
_DEPTH = 8  # governors that are looked at above a word; real sentences need four


def status(token: Token, sentence: Sentence) -> Standing:
    """The standing of the event that `token`, a verb or an event noun, reports in the sentence."""
    found = _of_verb(token, _DEPTH) if token.pos_ in VERBAL else _of_noun(token, _DEPTH)
    if found.status and _hearsay(token):
        found = replace(found, confidence=0.6)
    if found.present and sentence.role == "heading":
        return replace(HELD, confidence=found.confidence)
    return found


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


def _conditional(verb: Token) -> bool:
    return any(c.dep_ in ("mark", "advmod") and c.lower_ in words("modality", "conjunctions", "conditional") for c in verb.children)


# ---- verbs -------------------------------------------------------------------------------------------------------------


def _of_verb(verb: Token, depth: int) -> Standing:
    if depth == 0:
        return UNKNOWN
    if negated(verb) or _conditional(verb):
        return DENIED
    form = tense(verb)
    if form == "infinitive" or form == "gerund":
        return _governed(verb, depth - 1, form)
    own = {
        "past": HELD,
        "present": PRESENT,
        "progressive": ONGOING,
        "future": PLANNED,
        "possible": PROPOSED,
        "counterfactual": DENIED,
    }[form]
    if form == "present" and _habitual(verb):
        return DENIED
    if verb.tag_ == "VBN" and not auxiliaries(verb) and verb.dep_ == "acl":
        return own  # "signed in 2016" behind a noun: done, whatever becomes of the noun
    return _reported(verb, own, depth - 1)


def _reported(verb: Token, own: Standing, depth: int) -> Standing:
    """The standing of a finite clause inside another: report verbs pass it on."""
    at = verb
    while at.dep_ == "conj" and at.head.pos_ in VERBAL:
        at = at.head
    if at.dep_ != "ccomp" or at.head.i == at.i or at.head.i > verb.i:
        return own
    kind = _class(at.head)
    if (kind == "denied" and not negated(at.head)) or _corrected(at.head):
        return DENIED
    if kind == "proposed" and own.direction != "past":
        return PROPOSED
    if _conditional(at.head):
        return DENIED
    return _reported(at.head, own, depth - 1) if depth else own


def _corrected(verb: Token) -> bool:
    """Whether a report verb reports a mistake: "an earlier version said", "wrongly reported"."""
    if _lemma(verb) in words("modality", "corrections", "verbs"):
        return True
    subject = next((c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass")), None)
    by_mistake = any(c.lower_ in words("modality", "adverbs", "mistaken") for c in verb.children)
    return by_mistake or (subject is not None and subject.lemma_.lower() in words("modality", "corrections", "said_by"))


def _governed(verb: Token, depth: int, form: Tense) -> Standing:
    """The standing of an infinitive or a gerund: that of what it depends on."""
    at = verb
    while at.dep_ == "conj" and at.head.pos_ in VERBAL and tense(at.head) == form:
        at = at.head
    above = at.head
    if above.i == at.i:
        return PLANNED if form == "infinitive" else PRESENT
    if at.dep_ == "conj" and above.pos_ in VERBAL:
        return _of_verb(above, depth)
    if above.pos_ == "ADP" or at.dep_ == "pcomp" or above.dep_ == "prep":
        return _behind(above, depth)
    if above.pos_ in VERBAL:
        return _under_verb(at, above, depth, form)
    if above.pos_ == "ADJ":
        if above.head.pos_ in VERBAL and above.head.lemma_ == "be" and any(a.lower_ == "had" for a in auxiliaries(above.head)):
            return CANCELLED  # "had been due to visit"
        if above.lower_ in words("modality", "adjectives", "factive"):  # "was delighted to meet X"
            return _of_verb(above.head, depth) if above.head.pos_ in VERBAL and above.head.i != above.i else HELD
        kind = _listed("adjectives", above.lower_)
        return _EFFECTS.get(kind, PLANNED) if kind else PLANNED
    kind = _listed("nouns", above.lemma_.lower())
    if kind in ("planned", "proposed"):
        return _accepted(above, _EFFECTS[kind])
    return PLANNED if form == "infinitive" else _of_verb(clause_head(above), depth)


def _under_verb(verb: Token, above: Token, depth: int, form: Tense) -> Standing:
    kind = _class(above)
    if kind in ("postponed", "cancelled"):
        return DENIED if negated(above) else _EFFECTS[kind]
    if kind == "denied":
        return _of_verb(above, depth) if negated(above) else DENIED
    if kind == "happened" and verb.dep_ in ("xcomp", "ccomp"):
        return _of_verb(above, depth)
    if kind == "proposed":
        return DENIED if negated(above) else PROPOSED
    if form == "gerund" and verb.dep_ not in ("xcomp", "ccomp"):
        return _of_verb(above, depth)  # "travelled to X, holding talks with Y"
    if negated(above):
        return DENIED
    if any(a.lower_ == "have" for a in auxiliaries(verb)) and above.lower_ in ("was", "were"):
        return CANCELLED  # "was to have visited"
    if any(a.lower_ == "had" for a in auxiliaries(above)) and kind == "planned":
        return CANCELLED  # "had been scheduled to visit"
    return _overtaken(above) or PLANNED


def _overtaken(verb: Token) -> Standing | None:
    """ "was to visit X but postponed the trip": a later coordinated verb takes the plan back"""
    for later in verb.children:
        if later.dep_ == "conj" and (kind := _class(later)) in ("postponed", "cancelled") and not negated(later):
            return _EFFECTS[kind]
    return None


# ---- nouns -------------------------------------------------------------------------------------------------------------


def _of_noun(noun: Token, depth: int) -> Standing:
    if depth == 0:
        return UNKNOWN
    modified = _modified(noun, depth)
    undone = _class(noun.head) in ("postponed", "cancelled") and noun.dep_ in ("dobj", "nsubjpass")
    if modified is not None and not undone:
        return modified
    above = noun.head
    if above.i == noun.i:
        return UNKNOWN
    if noun.dep_ in ("conj", "appos") and above.pos_ not in VERBAL:
        return _of_noun(above, depth - 1)
    if above.dep_ == "prep" or above.pos_ == "ADP":
        return _behind(above, depth - 1, noun)
    if noun.dep_ in ("nsubj", "nsubjpass", "dobj", "attr", "dative", "oprd", "conj", "npadvmod") and above.pos_ in VERBAL:
        return _with_verb(noun, above, depth - 1)
    if noun.dep_ == "compound" or noun.dep_ == "nmod":
        return _of_noun(above, depth - 1)
    return UNKNOWN


def _modified(noun: Token, depth: int) -> Standing | None:
    """What an adjective, a determiner or a clause behind the noun says ("the upcoming summit", "talks to be held", "no meeting")."""
    for child in noun.children:
        if child.dep_ == "det" and child.lower_ == "no":
            return DENIED
        if child.dep_ in ("amod", "acl", "compound"):
            kind = _listed("adjectives", child.lower_)
            if kind == "past":
                return HELD
            if kind == "postponed" or kind == "cancelled" or (kind in ("planned", "proposed") and child.i < noun.i):
                return _EFFECTS[kind]
        if child.dep_ in ("acl", "relcl") and child.pos_ in VERBAL and child.i > noun.i:
            kind = _class(child)
            if child.tag_ == "VBN" and not auxiliaries(child) and kind in ("planned", "proposed", "postponed", "cancelled"):
                return _EFFECTS[kind]
            if tense(child) == "infinitive" and any(a.dep_ == "auxpass" for a in auxiliaries(child)):
                return PLANNED
            if child.lemma_ in ("hold", "convene", "conclude") and child.tag_ == "VBN" and not auxiliaries(child):
                return HELD
    return None


def _with_verb(noun: Token, verb: Token, depth: int) -> Standing:
    """The standing of an event noun that is the subject or the object of a verb."""
    kind = _class(verb)
    if verb.lemma_ == "set" and not any(c.lower_ == "for" or c.dep_ == "xcomp" for c in verb.children):
        kind = ""  # "was set for Monday" plans, "was set amid" describes
    object_ = noun.dep_ in ("dobj", "nsubjpass", "oprd", "conj") or _passive_form(verb)
    if object_ and kind in ("postponed", "cancelled"):
        outer = _of_verb(verb, depth)
        return DENIED if outer.denied else _EFFECTS[kind] if outer.status == "Held" or outer.present else PROPOSED
    if object_ and kind == "denied":
        return DENIED
    if object_ and kind in ("planned", "proposed") and verb.lemma_ not in ("have", "be", "convene", "undertake"):
        if any(c.dep_ == "xcomp" for c in verb.children) or noun.dep_ != "nsubjpass":
            if kind == "proposed" and any(c.dep_ in ("det", "poss") and c.lower_ not in ("a", "an", "another") for c in noun.children):
                return UNKNOWN  # "discussed the visit": which may be over or ahead
            if verb.lemma_ in ("confirm", "announce") and not negated(verb):
                return UNKNOWN if any(c.lower_ == "that" for c in noun.children) else PLANNED
        return DENIED if negated(verb) else _EFFECTS[kind]
    outcome = next((c for c in verb.children if c.dep_ in ("xcomp", "acomp", "oprd")), None)
    if verb.lemma_ in ("be", "remain") and outcome is not None and (kind := _listed("adjectives", outcome.lower_)) in _EFFECTS:
        return DENIED if negated(verb) else _EFFECTS[kind]
    if verb.lemma_ == "be" and outcome is not None and outcome.pos_ in VERBAL and tense(outcome) == "infinitive":
        return DENIED if negated(verb) else PLANNED  # "the talks are to take place"
    if verb.lemma_ == "follow" and verb.tag_ == "VBN" and not auxiliaries(verb):
        return UNKNOWN  # "signing of the treaty, followed by a dinner": an order, not a report
    found = _of_verb(verb, depth)
    acts = noun.dep_ == "nsubj" and not _passive_form(verb) and lemma(verb) not in words("modality", "verbs", "occurring")
    if acts and found.status in ("Planned", "Proposed", "Ongoing"):
        return UNKNOWN  # "the visit will mark a milestone": the milestone is ahead, the visit need not be
    if found.status == "Ongoing" and lemma(verb) not in words("modality", "verbs", "carrying"):
        return UNKNOWN  # "they are preparing the ground with the visit"
    return found


def _passive_form(verb: Token) -> bool:
    return any(c.dep_ == "auxpass" for c in verb.children)


def _behind(preposition: Token, depth: int, noun: Token | None = None) -> Standing:
    """The standing of what stands behind a preposition."""
    if depth <= 0:
        return UNKNOWN
    governor = next((a for a in ancestors(preposition) if a.dep_ != "prep" and a.pos_ != "ADP"), preposition)
    if _only_a_topic(preposition, governor):
        return UNKNOWN
    outer = _of_verb(clause_head(governor), depth) if governor.i != preposition.i else UNKNOWN
    if _is_before(_phrase(preposition)):
        return DENIED if outer.denied else PLANNED
    for word in (preposition.nbor(-1) if preposition.i > preposition.sent.start else preposition, governor):
        kind = _listed("nouns", word.lemma_.lower()) if word.pos_ in ("NOUN", "PROPN") else ""
        if kind in ("planned", "proposed") and preposition.lower_ in words("modality", "prepositions", "content") | {"in"}:
            return _accepted(word, _EFFECTS[kind])
        if kind in ("postponed", "cancelled") and preposition.lower_ == "of":
            return _EFFECTS[kind]
    if governor.pos_ in ("NOUN", "PROPN"):
        if kind == "within" or noun is not None:
            return outer
        return _of_noun(governor, depth - 1)
    if governor.pos_ not in VERBAL:
        return UNKNOWN
    kind = _class(governor, preposition)
    if preposition.lower_ == "in" and kind == "planned" and any(c.dep_ == "pcomp" for c in preposition.children):
        return DENIED if negated(governor) else PLANNED  # "concurred in holding"
    if preposition.lower_ in words("modality", "prepositions", "content") and kind in _EFFECTS:
        return DENIED if negated(governor) else _EFFECTS[kind]
    if preposition.lower_ == "for" and governor.lemma_ not in ("meet", "join", "gather", "convene", "host", "receive"):
        return outer if outer.denied else PLANNED  # "arrived for talks": the purpose need not have been reached
    if preposition.lower_ == "on" and governor.lemma_ == "be" and outer.present:
        return ONGOING  # "is on a visit"
    if preposition.lower_ in words("modality", "prepositions", "done") and outer.status is None and not outer.denied:
        return HELD  # "contained in the treaty signed after talks"
    if outer.status == "Planned" and tense(governor) == "infinitive" and _agreed_before(governor):
        return UNKNOWN  # "decided to revive it during the visit": which may be when they decided
    return outer


def _only_a_topic(preposition: Token, governor: Token) -> bool:
    """Whether the event is only what somebody speaks or writes about: "rumours of a meeting", "a statement on the visit"."""
    if preposition.lower_ in words("modality", "prepositions", "about"):
        return True
    noun = preposition.nbor(-1) if preposition.i > preposition.sent.start else preposition
    if preposition.lower_ == "on" and governor.pos_ == "NOUN" and noun.i == governor.i and not _listed("nouns", governor.lemma_.lower()):
        return True
    return preposition.lower_ == "of" and noun.lemma_.lower() in words("modality", "nouns", "rumoured")


def _agreed_before(verb: Token) -> bool:
    """Whether an infinitive depends on a verb in the past."""
    matrix = next((a for a in ancestors(verb) if heads_clause(a)), verb)
    return matrix.i != verb.i and tense(matrix) == "past" and not _passive_form(matrix)


def _accepted(noun: Token, standing: Standing) -> Standing:
    """A proposal that somebody accepted is a plan; one that was refused is none."""
    verb = next((a for a in ancestors(noun) if heads_clause(a)), None)
    if verb is not None and noun.dep_ in ("dobj", "nsubjpass"):
        if negated(verb) or _class(verb) == "denied":
            return DENIED
        if _lemma(verb) in words("modality", "verbs", "accepting"):
            return PLANNED
    if any(c.dep_ == "det" and c.lower_ == "no" for c in noun.children):
        return DENIED
    return standing


# ---- lists -------------------------------------------------------------------------------------------------------------


def _lemma(verb: Token) -> str:
    particle = next((c.lower_ for c in verb.children if c.dep_ == "prt"), "")
    return f"{verb.lemma_.lower()} {particle}".strip()


def _class(verb: Token, preposition: Token | None = None) -> str:
    """The list of `[verbs]` that a verb is in, its particle or preposition considered; empty if none."""
    lemma = _lemma(verb)
    for wanted in ({lemma, f"{lemma} {preposition.lower_}"} if preposition is not None else {lemma},):
        for kind in ("postponed", "cancelled", "denied", "happened", "proposed", "planned"):
            if wanted & words("modality", "verbs", kind):
                return kind
    return ""


def _listed(table: str, word: str) -> str:
    for kind in ("planned", "proposed", "postponed", "cancelled", "past", "within"):
        try:
            if word in words("modality", table, kind):
                return kind
        except KeyError:
            continue
    return ""


def _phrase(preposition: Token) -> str:
    """The words of a compound preposition that ends at `preposition`: "in the run-up to"."""
    start = max(preposition.sent.start, preposition.i - 4)
    return preposition.doc[start : preposition.i + 1].text.lower()


def _is_before(phrase: str) -> bool:
    return any(phrase.endswith(f" {p}") or phrase == p for p in words("modality", "prepositions", "before") if p != "by")


def _hearsay(token: Token) -> bool:
    return any(c.lower_ in words("modality", "adverbs", "hearsay") for c in clause_head(token).children)


def _habitual(verb: Token) -> bool:
    often = words("modality", "adverbs", "habitual")
    return any(t.lower_ in often for c in verb.children if c.dep_ in ("advmod", "npadvmod", "prep") for t in c.subtree)
