"""Nouns that name events: what type they name, whether they point back, and who their phrase and its verb say to take part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.extract import clauses
from graph.extract.clauses import VERBAL, ancestors, clause_head, lemma
from graph.extract.frames.casts import Cast
from graph.extract.frames.scene import Scene
from graph.extract.lexicons import lexicon, words
from graph.extract.lists import members
from graph.extract.reading import EventType, Sentence

if TYPE_CHECKING:
    from spacy.tokens import Token

_BETWEEN = frozenset({"with", "between", "among", "amongst", "of", "by"})
_WITH = frozenset({"with", "between", "among", "alongside"})
_ON = frozenset({"on", "upon", "to"})  # "a courtesy call on X", "a courtesy visit to X"
OBJECT_CONTROL = frozenset({"invite", "ask", "urge", "request", "encourage"})
_ORDINALS = {
    "inaugural": "1st",
    "first": "1st",
    "second": "2nd",
    "third": "3rd",
    "fourth": "4th",
    "fifth": "5th",
    "sixth": "6th",
    "seventh": "7th",
}
_ORDINALS |= {"eighth": "8th", "ninth": "9th", "tenth": "10th", "next": "next", "previous": "previous", "last": "previous"}


def event_type(noun: Token) -> EventType | None:
    """The type of event that a noun names where it stands; None for other nouns and for compounds like "press conference"."""
    lemma = noun.lemma_.lower()
    if stands_for_meeting(noun):
        return "Meeting"
    if noun.head.lower_ == "of" and noun.head.head.lemma_.lower() in words("events", "heads", "papers"):
        return None  # "signed the plan of consultations": a document
    modifies = noun.dep_ == "compound" and noun.head.pos_ not in VERBAL  # "whose visit runs": no compound, whatever the parse says
    if noun.pos_ not in ("NOUN", "PROPN") or modifies or _before_noun(noun):
        return None
    before = {c.lower_ for c in noun.children if c.dep_ in ("compound", "amod", "nmod", "poss")} | {noun.nbor(-1).lower_ if noun.i else ""}
    for entry in lexicon("events")["compound"]:
        if lemma in entry["nouns"] and before & set(entry["before"]):
            return entry["type"] or None
    for entry in lexicon("events")["noun"]:
        if lemma in entry["lemmas"] and (not entry.get("plural") or noun.tag_ in ("NNS", "NNPS")):
            return entry["type"]  # type: ignore[no-any-return]
    if lemma == "call" and _between_two(noun):
        return "Call"
    return None


def stands_for_meeting(word: Token) -> bool:
    """Whether an adjective is used as a noun: "held a bilateral with X"."""
    if word.lower_ not in words("events", "heads", "adjectives") or word.dep_ not in ("dobj", "pobj"):
        return False
    return any(c.lower_ in ("with", "between") for n in (word, word.head) for c in n.children)


def _between_two(noun: Token) -> bool:
    """Whether a "call" is a conversation: "a call with X", "took a call from X", not "a call for restraint"."""
    if any(c.lower_ in ("for", "to") for c in noun.children):
        return False
    taken = noun.dep_ == "dobj" and noun.head.lemma_ in ("take", "receive", "get")
    nodes = [noun, noun.head] if taken else [noun]
    return any(c.lower_ in ("with", "between", "from") for n in nodes for c in n.children)


def _before_noun(noun: Token) -> bool:
    """Whether the noun only modifies the next one: "meeting room", "summit declaration"."""
    if noun.i + 1 >= noun.sent.end:
        return False
    after = noun.nbor()
    return after.pos_ == "NOUN" and noun.head.i == after.i


def head_noun(noun: Token) -> Token:
    """The noun whose phrase stands for the event: "round" in "the 4th round of consultations"."""
    above = noun.head
    if above.lower_ == "of" and above.head.lemma_.lower() in words("events", "heads", "nouns"):
        return above.head
    return noun


def generic(noun: Token) -> bool:
    """Whether a plural names no particular event: "high-level meetings", "such talks"."""
    if noun.tag_ not in ("NNS", "NNPS") or noun.lemma_ in ("talk", "discussion", "consultation", "negotiation", "deliberation"):
        return False
    return not any(c.dep_ in ("nummod", "poss") for c in noun.children)


def points_back(noun: Token) -> bool:
    """Whether the noun phrase points at an event already told: "the talks", "his visit", "these discussions", "Discussions centred on"."""
    if noun.text[:1].isupper() and noun.i != noun.sent.start and any(c.pos_ == "PROPN" and c.dep_ == "compound" for c in noun.children):
        return False  # "the Asia Trade Forum": a name
    determiners = {c.lower_ for c in noun.children if c.dep_ in ("det", "poss")}
    if determiners & {"a", "an", "another", "any", "each", "every"}:
        return False
    return bool(determiners) or noun.tag_ in ("NNS", "NNPS") or noun.dep_ == "nsubj"


def ordinal(noun: Token) -> str:
    """ "4th" for "the 4th round"; "next" and "previous" count as well, for they are another one than "the" round."""
    for child in noun.children:
        low = child.lower_
        if child.dep_ in ("amod", "nummod", "compound") and (
            (low[:1].isdigit() and low[-2:] in ("st", "nd", "rd", "th")) or low in _ORDINALS
        ):
            return _ORDINALS.get(low, low)
    return ""


def who(scene: Scene, sentence: Sentence, noun: Token, head: Token) -> tuple[set[int], Cast]:
    """The words that adjuncts of the event may belong to, and who takes part."""
    nodes = {noun.i, head.i}
    support, cast = _support(scene, sentence, head, nodes)
    if support is not None:
        nodes.add(support.i)
    introducing = _BETWEEN | _ON if noun.lemma_.lower() in ("call", "visit") else _BETWEEN
    if support is not None and lemma(support) in ("receive", "take", "get", "have"):
        introducing = introducing | {"from"}  # "received a call from X"
    own = scene.behind(sentence, {noun.i, head.i}, introducing, set())
    if support is not None:
        own.join(scene.behind(sentence, {support.i}, _WITH, own.tokens | cast.tokens))
    own.join(_modifiers(scene, sentence, head)).join(_modifiers(scene, sentence, noun)).join(_of_which(scene, sentence, head))
    own.join(_chaired(scene, sentence, head, support))
    if support is None and not cast.agents() and own.agents() and _has_with(noun, head):
        cast = _implied(scene, sentence, head)
    elif support is None and not own.sides() and any(c.lower_ in ("a", "an") for c in head.children) and head.head.lower_ in ("in", "at"):
        several = _implied(scene, sentence, head)  # "in a separate meeting, A and B agreed"
        cast = several if len(several.agents()) >= 2 else cast
    return nodes, cast.join(own)


def _of_which(scene: Scene, sentence: Sentence, head: Token) -> Cast:
    """The joint body in "the X Commission, the next meeting of which is to be held"."""
    found = Cast()
    at = head.left_edge.i - 2  # behind the comma
    if any(t.lower_ == "which" for c in head.children if c.lower_ == "of" for t in c.children):
        mention = sentence.mention_at.get(at)
        if mention is not None and mention.kind == "jointbody":
            scene.add(found, mention.entity, mention.span)
            scene.sides_named(found, sentence, mention)
    return found


def _has_with(noun: Token, head: Token) -> bool:
    return any(c.lower_ == "with" for n in (noun, head) for c in n.children)


def _support(scene: Scene, sentence: Sentence, head: Token, nodes: set[int]) -> tuple[Token | None, Cast]:
    """The verb that says what becomes of the event ("held", "took place"), and whom it says to act in it."""
    at = head
    while at.dep_ == "conj" and at.head.pos_ not in VERBAL:
        at = at.head
    above = at.head
    if above.pos_ in VERBAL:
        if at.dep_ in ("dobj", "attr", "oprd") and lemma(above) in words("events", "supports", "acting"):
            return above, scene.subject(sentence, above, control=OBJECT_CONTROL)
        if at.dep_ in ("nsubj", "nsubjpass"):
            found = Cast()
            for verb in (
                above,
                *(c for c in above.children if c.dep_ == "conj" and lemma(c) in words("events", "supports", "participles")),
            ):
                if clauses.is_passive(verb):  # "was held in Oslo and was chaired by X"
                    found.join(scene.agent(sentence, verb))
                elif lemma(verb) in words("events", "gathering", "verbs"):
                    target = next((c for c in verb.children if c.dep_ == "dobj"), None)  # "the talks brought together A and B"
                    found.join(scene.listed(sentence, target.left_edge.i) if target is not None else Cast())
            return above, found
        return None, Cast()
    return _behind_preposition(scene, sentence, at)


def _behind_preposition(scene: Scene, sentence: Sentence, noun: Token) -> tuple[Token | None, Cast]:
    """The supporting verb of an event that a preposition ties to it: "took part in", "joined X for", "chaired the side to"."""
    above = noun.head
    if (joined := _shared_act(sentence, noun)) is not None:
        beside = scene.listed(sentence, above.head.i + 1, max(noun.left_edge.i - 1, above.i))
        return joined, scene.subject(sentence, joined, control=OBJECT_CONTROL).join(beside)
    if above.pos_ == "ADP" and (leading := _leading_side(above)) is not None:
        return leading, scene.subject(sentence, leading)
    if above.lower_ in ("for", "at", "in", "over") and above.head.pos_ in VERBAL and lemma(above.head) == "join":
        return above.head, _joining(scene, sentence, above.head)
    if above.pos_ == "ADP" and above.head.pos_ in VERBAL:
        key = f"{lemma(above.head)} {above.lower_}"
        taken = key == "take in" and any(c.lower_ == "part" for c in above.head.children)
        if key in words("events", "supports", "prepositional") and (key != "take in" or taken):
            return above.head, scene.subject(sentence, above.head)
    return None, Cast()


def _joining(scene: Scene, sentence: Sentence, verb: Token) -> Cast:
    """Everybody in "A and B were joined by C for a lunch", "C joined A for talks"."""
    found = scene.about(sentence, verb)
    if clauses.is_passive(verb):
        return found.join(scene.agent(sentence, verb))
    target = next((c for c in verb.children if c.dep_ == "dobj"), None)
    return found.join(scene.listed(sentence, target.left_edge.i)) if target is not None else found


def _leading_side(preposition: Token) -> Token | None:
    """The verb in "chaired the Ruritanian side to the session", "led her delegation at the talks"."""
    above = preposition.head
    sides = [above] if above.dep_ == "dobj" else [c for c in above.children if c.dep_ == "dobj"] if above.pos_ in VERBAL else []
    led = any(lemma(s) in words("events", "heads", "representing") for s in sides)
    verb = above.head if above.dep_ == "dobj" else above
    leads = preposition.lower_ in ("to", "at", "in", "during") and lemma(verb) in words("events", "supports", "participles")
    return verb if led and leads else None


def _shared_act(sentence: Sentence, noun: Token) -> Token | None:
    """The verb in "co-chair with X the forum", "co-chaired, alongside X, the session": the parse takes the event for a name of X."""
    preposition = noun.head.head
    if noun.dep_ != "appos" or noun.head.dep_ != "pobj" or preposition.lower_ not in ("with", "alongside"):
        return None
    at = preposition.i - 1
    while at > sentence.tokens.start and preposition.doc[at].lower_ in (",", "together", "along", "jointly"):
        at -= 1
    verb = preposition.doc[at]
    return verb if verb.pos_ in VERBAL and lemma(verb) in words("events", "supports", "acting") else None


def owner(scene: Scene, sentence: Sentence, noun: Token) -> Cast:
    """Whose event it is: "X's meeting", "his talks"."""
    found = Cast()
    for child in noun.children:
        if child.dep_ == "poss" and child.i < noun.i:
            found.join(_pronoun(scene, sentence, child) if child.pos_ == "PRON" else _possessor(scene, sentence, child))
    return found


def _modifiers(scene: Scene, sentence: Sentence, noun: Token) -> Cast:
    """Who owns the event and the countries before it ("India-Russia Summit")."""
    found = owner(scene, sentence, noun)
    doc = sentence.tokens.doc
    at = noun.i - 1
    while (
        at >= sentence.tokens.start
        and (at in sentence.mention_at or doc[at].pos_ in ("ADJ", "NOUN", "PROPN", "NUM", "PUNCT"))
        and doc[at].text not in ",;:.\"'()"
    ):
        mention = sentence.mention_at.get(at)
        if mention is not None and (mention.kind == "country" or mention.source == "pair"):
            for key in mention.names:
                scene.add(found, key, mention.span)
        at -= 1
    return found


def _possessor(scene: Scene, sentence: Sentence, token: Token) -> Cast:
    owners, _ = members(sentence, token.left_edge.i, token.i)
    cast = scene.cast(sentence, owners)
    mention = sentence.mention_at.get(token.i)
    if mention is not None:  # the member before "'s" is an owner, which a list would not take for its head
        for key in mention.names:
            scene.add(cast, key, mention.span)
    return cast


def _pronoun(scene: Scene, sentence: Sentence, pronoun: Token) -> Cast:
    """ "his" is the subject of the clause where that is one person, else whoever "he" is."""
    verb: Token | None = clause_head(pronoun)
    if pronoun.tag_ == "WP$":  # "X, whose visit runs until Thursday"
        whose = sentence.mention_at.get(verb.head.i) if verb is not None and verb.dep_ == "relcl" else None
        found = Cast()
        if whose is not None:
            for key in whose.names:
                scene.add(found, key, whose.span)
        return found
    if pronoun.lower_ == "its":
        body = scene.joint_before(sentence, pronoun) if lemma(pronoun.head) in ("session", "meeting", "sitting") else Cast()
        return body if body.participants else scene.subject(sentence, clause_head(pronoun))
    if (target := _addressed(pronoun)) is not None:
        if target.pos_ != "PRON":
            return scene.listed(sentence, target.left_edge.i, pronoun.head.head.i - 1)
        pronoun, verb = target, None
    while verb is not None:
        cast = scene.subject(sentence, verb)
        persons = [k for k in cast.participants if scene.reading.entities[k].type == "Person"]
        if (pronoun.lower_ == "their" and cast.sides()) or len(persons) == 1:
            return cast
        verb = next((a for a in ancestors(verb) if clauses.heads_clause(a)), None)
    found = Cast()
    for key, span in scene.antecedent(sentence, pronoun).items():
        scene.add(found, key, span)
    return found


def _addressed(pronoun: Token) -> Token | None:
    """Whom a host speaks to about what is theirs: "welcoming X on his first visit", "thanked her for her visit"."""
    behind = pronoun.head.head
    if behind.dep_ != "prep" or behind.i > pronoun.i:
        return None
    verb = behind.head if behind.head.pos_ in VERBAL else behind.head.head
    if verb.pos_ not in VERBAL or lemma(verb) not in words("events", "visit_words", "addressing"):
        return None
    wanted = ("nsubjpass",) if clauses.is_passive(verb) else ("dobj", "dative")
    return next((c for c in verb.children if c.dep_ in wanted and c.i < behind.i), None)


def _implied(scene: Scene, sentence: Sentence, head: Token) -> Cast:
    """Who held the talks in "after talks with X, Y said": the subject of the clause, unless the event has an owner."""
    if any(c.dep_ == "poss" for c in head.children) or head.head.pos_ != "ADP":
        return Cast()
    verb = next((a for a in ancestors(head) if clauses.heads_clause(a) and a.lemma_ not in ("follow", "precede")), None)
    return scene.about(sentence, verb) if verb is not None else Cast()


def _chaired(scene: Scene, sentence: Sentence, head: Token, support: Token | None) -> Cast:
    """Who stands behind "co-chaired by" and the like after the noun or its verb."""
    found = Cast()
    nodes = {head.i} if support is None else {head.i, support.i}
    for token in sentence.tokens:
        participle = token.tag_ == "VBN" and token.i not in nodes and lemma(token) in words("events", "supports", "participles")
        if participle and scene.belongs(sentence, token, nodes, set()):
            found.join(scene.agent(sentence, token))
    return found
