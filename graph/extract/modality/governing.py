"""From the inside out: a verb's own form, then what governs it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.extract.clauses import VERBAL, ancestors, auxiliaries, clause_head, heads_clause, lemma
from graph.extract.lexicons import words
from graph.extract.modality.forms import (
    Tense,
    conditional,
    given_up,
    habitual,
    is_before,
    listed,
    negated,
    phrasal,
    phrase,
    tense,
    verb_list,
)
from graph.extract.modality.standing import CANCELLED, DENIED, EFFECTS, HELD, ONGOING, PLANNED, PRESENT, PROPOSED, UNKNOWN, Standing

if TYPE_CHECKING:
    from spacy.tokens import Token

DEPTH = 8  # governors that are looked at above a word; real sentences need four


# ---- verbs -------------------------------------------------------------------------------------------------------------


def of_verb(verb: Token, depth: int) -> Standing:
    """The standing of what a verb reports; at most `depth` governors are looked at."""
    if depth == 0:
        return UNKNOWN
    if given_up(verb):
        return CANCELLED
    if negated(verb) or conditional(verb):
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
    if form == "present" and habitual(verb):
        return DENIED
    if verb.tag_ == "VBN" and not auxiliaries(verb) and verb.dep_ == "acl":
        return own  # "signed in 2016" behind a noun: done, whatever becomes of the noun
    return _reported(verb, own, depth - 1)


def _reported(verb: Token, own: Standing, depth: int) -> Standing:
    """The standing of a finite clause inside another: report verbs pass it on."""
    at = verb
    while at.dep_ == "conj" and at.head.pos_ in VERBAL:
        at = at.head
    of_rumour = at.head.pos_ == "NOUN" and at.head.lemma_.lower() in words("modality", "nouns", "rumoured")
    if of_rumour and at.dep_ in ("acl", "ccomp") and any(c.dep_ == "mark" and c.lower_ == "that" for c in at.children):
        return DENIED  # "rejected reports that X had met Y"
    if at.dep_ != "ccomp" or at.head.i == at.i or at.head.i > verb.i:
        return own
    kind = verb_list(at.head)
    if (kind == "denied" and not negated(at.head)) or _corrected(at.head):
        return DENIED
    if kind == "proposed" and own.direction != "past":
        return PROPOSED
    if conditional(at.head):
        return DENIED
    return _reported(at.head, own, depth - 1) if depth else own


def _corrected(verb: Token) -> bool:
    """Whether a report verb reports a mistake: "an earlier version said", "wrongly reported"."""
    if phrasal(verb) in words("modality", "corrections", "verbs"):
        return True
    subject = next((c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass")), None)
    by_mistake = any(c.lower_ in words("modality", "adverbs", "mistaken") for c in verb.children)
    if by_mistake or subject is None:
        return by_mistake
    return subject.lemma_.lower() in words("modality", "corrections", "said_by") or _rumour(subject)


def _rumour(subject: Token) -> bool:
    """Whether those who report are media that the text does not stand by: "a newspaper", "local media", but not "state media"."""
    if subject.lemma_.lower() not in words("modality", "corrections", "rumoured_by"):
        return False
    return not any(c.lower_ in words("modality", "corrections", "official") for c in subject.children)


def _governed(verb: Token, depth: int, form: Tense) -> Standing:
    """The standing of an infinitive or a gerund: that of what it depends on."""
    at = verb
    while at.dep_ == "conj" and at.head.pos_ in VERBAL and tense(at.head) == form:
        at = at.head
    above = at.head
    if above.i == at.i:
        return PLANNED if form == "infinitive" else PRESENT
    if at.dep_ == "conj" and above.pos_ in VERBAL:
        return of_verb(above, depth)
    if above.pos_ == "ADP" or at.dep_ == "pcomp" or above.dep_ == "prep":
        return _behind(above, depth)
    if above.pos_ in VERBAL:
        return _under_verb(at, above, depth, form)
    if above.pos_ == "ADJ":
        if above.head.pos_ in VERBAL and above.head.lemma_ == "be" and any(a.lower_ == "had" for a in auxiliaries(above.head)):
            return CANCELLED  # "had been due to visit"
        if above.lower_ in words("modality", "adjectives", "factive"):  # "was delighted to meet X"
            return of_verb(above.head, depth) if above.head.pos_ in VERBAL and above.head.i != above.i else HELD
        kind = listed("adjectives", above.lower_)
        return EFFECTS.get(kind, PLANNED) if kind else PLANNED
    kind = listed("nouns", above.lemma_.lower())
    if kind in ("planned", "proposed"):
        return _accepted(above, EFFECTS[kind])
    if form == "infinitive" and _led(above):
        return of_verb(above.head, depth)
    return PLANNED if form == "infinitive" else of_verb(clause_head(above), depth)


def _led(noun: Token) -> bool:
    """ "led a delegation to visit X": whoever leads one there is there"""
    leads = noun.dep_ == "dobj" and lemma(noun.head) in words("modality", "verbs", "leading")
    return leads and lemma(noun) in words("events", "attendance", "delegations")


def _under_verb(verb: Token, above: Token, depth: int, form: Tense) -> Standing:
    if form == "infinitive" and any(_led(c) for c in above.children):
        return of_verb(above, depth)
    called = next((c for c in above.children if above.lemma_ == "call" and c.lower_ in ("on", "upon", "for")), None)
    kind = verb_list(above, called)  # "called on X to sign"
    if kind in ("postponed", "cancelled"):
        return DENIED if negated(above) else EFFECTS[kind]
    if kind == "denied":
        return of_verb(above, depth) if negated(above) else DENIED
    if kind == "happened" and verb.dep_ in ("xcomp", "ccomp"):
        return of_verb(above, depth)
    if kind == "proposed":
        return DENIED if negated(above) else PROPOSED
    if form == "gerund" and verb.dep_ not in ("xcomp", "ccomp"):
        return of_verb(above, depth)  # "travelled to X, holding talks with Y"
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
        if later.dep_ == "conj" and (kind := verb_list(later)) in ("postponed", "cancelled") and not negated(later):
            return EFFECTS[kind]
    return None


# ---- nouns -------------------------------------------------------------------------------------------------------------


def of_noun(noun: Token, depth: int) -> Standing:
    """The standing of the event that a noun names; at most `depth` governors are looked at."""
    if depth == 0:
        return UNKNOWN
    modified = _modified(noun, depth)
    if modified is not None and not _outweighed(noun, modified):
        return modified
    above = noun.head
    if above.i == noun.i:
        return UNKNOWN
    if noun.dep_ in ("conj", "appos") and above.pos_ not in VERBAL:
        return of_noun(above, depth - 1)
    if above.dep_ == "prep" or above.pos_ == "ADP":
        return _behind(above, depth - 1, noun)
    if noun.dep_ in ("nsubj", "nsubjpass", "dobj", "attr", "dative", "oprd", "conj", "npadvmod") and above.pos_ in VERBAL:
        return _with_verb(noun, above, depth - 1)
    if noun.dep_ == "compound" or noun.dep_ == "nmod":
        return of_noun(above, depth - 1)
    return UNKNOWN


def _outweighed(noun: Token, modified: Standing) -> bool:
    """Whether the verb says more than the adjective: "postponed the planned visit", "offered to host the next summit"."""
    verb = noun.head
    if verb.pos_ not in VERBAL or noun.dep_ not in ("dobj", "nsubj", "nsubjpass"):
        return False
    if verb_list(verb) in ("postponed", "cancelled") or (noun.dep_ != "dobj" and _foregone(noun, verb)):
        return True
    matrix = verb.head if verb.dep_ == "xcomp" and verb.head.pos_ in VERBAL else None
    return modified.status == "Planned" and matrix is not None and verb_list(matrix) == "proposed"


def _foregone(noun: Token, verb: Token) -> bool:
    """Whether an event that was in prospect did not come about: "the planned talks did not take place", "the meeting could not be held"."""
    if not negated(verb) or lemma(verb) not in words("modality", "verbs", "occurring"):
        return False
    if any(a.lower_ in words("modality", "auxiliaries", "possible") for a in auxiliaries(verb)):
        return tense(verb) != "counterfactual"
    expected = any(
        (c.dep_ in ("amod", "acl") and listed("adjectives", c.lower_) == "planned") or verb_list(c) == "planned" for c in noun.children
    )
    known = any(c.dep_ in ("det", "poss") and c.lower_ not in ("a", "an", "any", "no", "such") for c in noun.children)
    return expected or (known and tense(verb) == "future")


def _modified(noun: Token, depth: int) -> Standing | None:
    """What an adjective, a determiner or a clause behind the noun says ("the upcoming summit", "talks to be held", "no meeting")."""
    for child in noun.children:
        if child.dep_ == "det" and child.lower_ == "no":
            return DENIED
        if child.dep_ in ("amod", "acl", "compound"):
            kind = listed("adjectives", child.lower_)
            if kind == "past":
                return HELD
            if kind == "postponed" or kind == "cancelled" or (kind in ("planned", "proposed") and child.i < noun.i):
                return EFFECTS[kind]
        if child.dep_ in ("acl", "relcl") and child.pos_ in VERBAL and child.i > noun.i:
            kind = verb_list(child)
            participle = child.tag_ == "VBN" or (child.tag_ == "VBD" and child.dep_ == "acl")
            if participle and not auxiliaries(child) and kind in ("planned", "proposed", "postponed", "cancelled"):
                return EFFECTS[kind]
            if tense(child) == "infinitive" and any(a.dep_ == "auxpass" for a in auxiliaries(child)):
                return PLANNED
            if _over(child):
                return HELD
        if child.lower_ == "of" and child.dep_ == "prep" and any(_over(c) for t in child.children for c in t.children):
            return HELD  # "the first meeting of the Commission held in Lima": of what was held, however the parse ties it
    return None


def _over(participle: Token) -> bool:
    """Whether a bare participle behind a noun says that something was held."""
    bare = participle.tag_ == "VBN" or (participle.tag_ == "VBD" and participle.dep_ == "acl")
    bare = bare and not auxiliaries(participle) and participle.dep_ in ("acl", "relcl")
    return bare and participle.lemma_ in ("hold", "convene", "conclude")


def _with_verb(noun: Token, verb: Token, depth: int) -> Standing:
    """The standing of an event noun that is the subject or the object of a verb."""
    if noun.dep_ != "dobj" and _foregone(noun, verb):
        return CANCELLED
    decided = _as_object(noun, verb, depth) or _copular(verb)
    if decided is not None:
        return decided
    if verb.lemma_ in ("follow", "reciprocate") and noun.dep_ == "dobj" and tense(verb) in ("present", "past") and not negated(verb):
        return HELD  # "the visit follows a trip": the trip is over
    if verb.lemma_ == "follow" and verb.tag_ == "VBN" and not auxiliaries(verb):
        return UNKNOWN  # "signing of the treaty, followed by a dinner": an order, not a report
    found = of_verb(verb, depth)
    acts = noun.dep_ == "nsubj" and not _passive_form(verb) and lemma(verb) not in words("modality", "verbs", "occurring")
    if acts and found.status in ("Planned", "Proposed", "Ongoing"):
        return UNKNOWN  # "the visit will mark a milestone": the milestone is ahead, the visit need not be
    if found.status == "Ongoing" and lemma(verb) not in words("modality", "verbs", "carrying"):
        return UNKNOWN  # "they are preparing the ground with the visit"
    return found


def _as_object(noun: Token, verb: Token, depth: int) -> Standing | None:
    """What a verb like "plan", "postpone" or "deny" makes of the event that is its object, or its subject in the passive."""
    kind = verb_list(verb)
    if verb.lemma_ == "set" and not any(c.lower_ == "for" or c.dep_ == "xcomp" for c in verb.children):
        kind = ""  # "was set for Monday" plans, "was set amid" describes
    if not kind or not (noun.dep_ in ("dobj", "nsubjpass", "oprd", "conj") or _passive_form(verb) or _reduced(noun, verb)):
        return None
    if kind in ("postponed", "cancelled"):
        outer = of_verb(verb, depth)
        return DENIED if outer.denied else EFFECTS[kind] if outer.status in ("Held", "Planned") or outer.present else PROPOSED
    if kind == "denied":
        return DENIED
    if kind not in ("planned", "proposed") or verb.lemma_ in ("have", "be", "convene", "undertake"):
        return None
    if any(c.dep_ == "xcomp" for c in verb.children) or noun.dep_ != "nsubjpass":
        if kind == "proposed" and any(c.dep_ in ("det", "poss") and c.lower_ not in ("a", "an", "another") for c in noun.children):
            return UNKNOWN  # "discussed the visit": which may be over or ahead
        if verb.lemma_ in ("confirm", "announce") and any(c.lower_ == "that" for c in noun.children):
            return UNKNOWN
    return DENIED if negated(verb) else EFFECTS[kind]


def _reduced(noun: Token, verb: Token) -> bool:
    """Whether what looks like the past tense is a participle: "the trip, announced for May, may slip" (a trip announces nothing)."""
    if noun.dep_ != "nsubj" or verb.tag_ != "VBD" or any(c.dep_ in ("dobj", "ccomp", "xcomp", "aux") for c in verb.children):
        return False
    return any(c.lower_ in ("for", "until", "to") and c.dep_ == "prep" for c in verb.children)


def _copular(verb: Token) -> Standing | None:
    """ "The talks are likely", "the talks are to take place" """
    outcome = next((c for c in verb.children if c.dep_ in ("xcomp", "acomp", "oprd")), None)
    if verb.lemma_ not in ("be", "remain") or outcome is None:
        return None
    if (kind := listed("adjectives", outcome.lower_)) in EFFECTS:
        return DENIED if negated(verb) else EFFECTS[kind]
    if outcome.pos_ in VERBAL and tense(outcome) == "infinitive":
        return DENIED if negated(verb) else PLANNED
    return None


def _passive_form(verb: Token) -> bool:
    return any(c.dep_ == "auxpass" for c in verb.children)


def _behind(preposition: Token, depth: int, noun: Token | None = None) -> Standing:
    """The standing of what stands behind a preposition."""
    if depth <= 0:
        return UNKNOWN
    governor = next((a for a in ancestors(preposition) if a.dep_ != "prep" and a.pos_ != "ADP"), preposition)
    if _only_a_topic(preposition, governor):
        return UNKNOWN
    if preposition.lower_ == "by" and _in_order(governor):
        return of_noun(governor.head, depth - 1) if governor.head.pos_ not in VERBAL else of_verb(clause_head(governor.head), depth - 1)
    outer = of_verb(clause_head(governor), depth) if governor.i != preposition.i else UNKNOWN
    if is_before(phrase(preposition)):
        done = preposition.lower_ == "before" and outer.status == "Held" and any(c.dep_ == "pcomp" for c in preposition.children)
        if done and noun is None:
            return outer  # "met X before chairing the talks": both were done
        return DENIED if outer.denied else PLANNED
    named = _behind_noun(preposition, governor)
    if named is not None:
        return named
    if governor.pos_ in ("NOUN", "PROPN"):
        within = listed("nouns", governor.lemma_.lower()) == "within"
        return outer if within or noun is not None else of_noun(governor, depth - 1)
    return _behind_verb(preposition, governor, outer) if governor.pos_ in VERBAL else UNKNOWN


def _in_order(verb: Token) -> bool:
    """ "talks, followed by a dinner": one is as real as the other"""
    return verb.lemma_ in ("follow", "precede") and verb.tag_ in ("VBN", "VBD") and not auxiliaries(verb) and verb.dep_ in ("acl", "advcl")


def _behind_noun(preposition: Token, governor: Token) -> Standing | None:
    """What a noun like "preparations" or "cancellation" before the preposition makes of the event."""
    for word in (preposition.nbor(-1) if preposition.i > preposition.sent.start else preposition, governor):
        kind = listed("nouns", word.lemma_.lower()) if word.pos_ in ("NOUN", "PROPN") else ""
        if kind in ("planned", "proposed") and preposition.lower_ in words("modality", "prepositions", "content") | {"in"}:
            return _accepted(word, EFFECTS[kind])
        if kind in ("postponed", "cancelled") and preposition.lower_ == "of":
            return EFFECTS[kind]
    return None


def _behind_verb(preposition: Token, governor: Token, outer: Standing) -> Standing:
    """What a verb with its preposition makes of the event; an adjunct has the standing `outer` of its clause."""
    kind = verb_list(governor, preposition)
    concurs = preposition.lower_ == "in" and kind == "planned" and any(c.dep_ == "pcomp" for c in preposition.children)
    if concurs or (preposition.lower_ in words("modality", "prepositions", "content") and kind in EFFECTS):
        return DENIED if negated(governor) else EFFECTS[kind]  # "called for a meeting", "concurred in holding"
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
    if preposition.lower_ == "on" and governor.pos_ == "NOUN" and noun.i == governor.i and not listed("nouns", governor.lemma_.lower()):
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
        if negated(verb) or verb_list(verb) == "denied":
            return DENIED
        if phrasal(verb) in words("modality", "verbs", "accepting"):
            return PLANNED
    if any(c.dep_ == "det" and c.lower_ == "no" for c in noun.children):
        return DENIED
    return standing
