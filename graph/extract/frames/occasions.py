"""Other public acts that are concrete enough to be events: launches, lectures, luncheons, diplomatic relations; and who was there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.extract import clauses, modality
from graph.extract.clauses import VERBAL, lemma
from graph.extract.frames.casts import Cast
from graph.extract.frames.event_nouns import points_back
from graph.extract.frames.scene import Scene
from graph.extract.frames.signings import witnesses
from graph.extract.lexicons import words
from graph.extract.reading import EventFrame, Sentence

if TYPE_CHECKING:
    from spacy.tokens import Token


def of_launch(scene: Scene, sentence: Sentence, verb: Token) -> list[EventFrame]:
    """Something is launched or inaugurated by somebody who is named: "X inaugurated the Y Centre"."""
    if verb.pos_ != "VERB" or lemma(verb) not in words("events", "launches", "verbs"):
        return []
    passive = clauses.is_passive(verb)
    heads = [clauses.subject(verb)] if passive else [c for c in verb.children if c.dep_ == "dobj"]
    thing = next((t for h in heads if h is not None for t in (h, *h.conjuncts)), None)
    if thing is None or not _launched(sentence, thing):
        return []
    standing = modality.status(verb, sentence)
    if standing.denied or standing.status is None:
        return []
    cast = scene.subject(sentence, verb)
    cast.join(witnesses(scene, sentence, verb))
    frame = scene.frame(sentence, "Event", verb, standing, cast, rule=f"launch.{lemma(verb)}")
    persons = any(scene.reading.entities[k].type == "Person" for k in cast.participants)
    mission = thing.lemma_.lower() in words("events", "launches", "missions") and frame.date and frame.place and cast.countries
    return [frame] if persons or (mission and standing.status == "Held") else []


def _launched(sentence: Sentence, thing: Token) -> bool:
    """Whether a thing of that kind is launched as a public act; in a masked name its last word tells the kind."""
    mention = sentence.mention_at.get(thing.i)
    if mention is not None and mention.kind in ("jointbody", "event"):
        return False
    return thing.lemma_.lower() in words("events", "launches", "objects")


def of_noun(scene: Scene, sentence: Sentence, noun: Token) -> list[EventFrame]:
    """A series of lectures, an inauguration by somebody, a luncheon: held, planned or proposed, with those who take part."""
    head = noun.head.head if noun.head.lower_ == "of" and noun.head.head.lemma_ in ("series", "number") else noun
    standing = modality.status(head, sentence)
    if standing.denied or standing.status is None:
        return []
    above = head.head
    nodes = {noun.i, head.i} | ({above.i} if above.pos_ in VERBAL and head.dep_ == "dobj" else set())
    cast = scene.behind(sentence, nodes, frozenset({"by", "between", "with"}), set())
    if head.dep_ == "dobj" and above.pos_ in VERBAL and lemma(above) in words("events", "launches", "supports"):
        cast.join(scene.subject(sentence, above))
    opening = lemma(noun) in words("events", "launches", "openings")
    if opening and not cast.agents() and points_back(head):
        frame = scene.frame(sentence, "Event", noun, standing, Cast(), node=head, nodes={clauses.clause_head(head).i}, rule="launch.noun")
        frame.definite = True
        return [frame]
    if not cast.agents() and len(cast.countries) < 2:
        return []
    if lemma(noun) in words("events", "launches", "meals"):
        guest = next((t for t in sentence.tokens[noun.i - sentence.tokens.start :] if t.lower_ in ("honour", "honor")), None)
        of = next((c for c in guest.children if c.lower_ == "of"), None) if guest is not None else None
        guests = scene.listed(sentence, of.i + 1) if of is not None else scene.behind(sentence, nodes, frozenset({"for"}), cast.tokens)
        if not guests.participants:
            return []
        hosts = len(cast.participants) == 1 and head.dep_ == "dobj"
        cast.join(guests)
        if lemma(noun) == "reception" and of is None and hosts and len(cast.participants) == 2:  # a guest received alone is met
            return [scene.frame(sentence, "Meeting", noun, standing, cast, node=head, nodes=nodes, rule="noun.reception")]
    frame = scene.frame(sentence, "Event", noun, standing, cast, node=head, nodes=nodes, rule=f"occasion.{lemma(noun)}")
    return [frame]


def of_presentation(scene: Scene, sentence: Sentence, verb: Token) -> list[EventFrame]:
    """Credentials or a report are presented by somebody to somebody."""
    if verb.pos_ != "VERB" or lemma(verb) not in words("events", "presentations", "verbs"):
        return []
    passive = clauses.is_passive(verb)
    things = [clauses.subject(verb)] if passive else [c for c in verb.children if c.dep_ == "dobj"]
    if not any(t is not None and _handed_over(t) for t in things):
        return []
    standing = modality.status(verb, sentence)
    giver = scene.subject(sentence, verb)
    to = scene.behind(sentence, {verb.i, *(t.i for t in things if t is not None)}, frozenset({"to"}), giver.tokens)
    credentials = any(t is not None and "credence" in {x.lower_ for x in t.subtree} | {lemma(t) + "s"} for t in things) or any(
        t is not None and lemma(t) in ("credential", "credentials") for t in things
    )
    if standing.denied or standing.status is None or not giver.participants or not (to.participants or credentials):
        return []
    return [scene.frame(sentence, "Event", verb, standing, giver.join(to), rule=f"presentation.{lemma(verb)}")]


def _handed_over(thing: Token) -> bool:
    """Credentials, a letter or a report, also copies of them."""
    wanted = words("events", "presentations", "objects")
    if thing.lemma_.lower() == "copy":
        return any(t.lemma_.lower() in wanted for c in thing.children if c.lower_ == "of" for t in c.children)
    return thing.lemma_.lower() in wanted


def of_credentials(scene: Scene, sentence: Sentence, verb: Token) -> list[EventFrame]:
    """ "The President received the credentials of Ambassador X" """
    if verb.pos_ != "VERB" or lemma(verb) not in ("receive", "accept") or clauses.is_passive(verb):
        return []
    thing = next((c for c in verb.children if c.dep_ == "dobj"), None)
    if thing is None or not (thing.lemma_.lower().startswith("credential") or "credence" in {t.lower_ for t in thing.subtree}):
        return []
    standing = modality.status(verb, sentence)
    host = scene.subject(sentence, verb)
    nodes = {verb.i, thing.i, *(t.i for t in thing.subtree if t.lower_ == "credence")}
    giver = scene.behind(sentence, nodes, frozenset({"of", "from"}), set())
    if standing.denied or standing.status is None or not host.participants or not giver.participants:
        return []
    return [scene.frame(sentence, "Event", verb, standing, host.join(giver), rule="presentation.receive")]


def of_relations(scene: Scene, sentence: Sentence, verb: Token) -> list[EventFrame]:
    """ "A established diplomatic relations with B in 1964" """
    if lemma(verb) not in words("events", "relations", "verbs"):
        return []
    ties = next((c for c in verb.children if c.dep_ in ("dobj", "nsubjpass") and c.lemma_ in words("events", "relations", "objects")), None)
    if ties is None or not any(c.lower_ in words("events", "relations", "before") for c in ties.children):
        return []
    standing = modality.status(verb, sentence)
    if standing.denied or standing.status is None:
        return []
    cast = scene.subject(sentence, verb).join(scene.behind(sentence, {verb.i, ties.i}, frozenset({"with", "between"}), set()))
    if len(cast.countries) < 2:
        return []
    frame = scene.frame(sentence, "Event", verb, standing, Cast(countries=cast.countries), nodes={verb.i, ties.i}, rule="relations")
    return [frame] if frame.date else []


# ---- who was there -----------------------------------------------------------------------------------------------------


def of_attendance(scene: Scene, sentence: Sentence, verb: Token) -> list[EventFrame]:
    """Who was at an event told elsewhere: "A and B were also present", "A took part in the ceremony", "the delegation included B"."""
    if verb.pos_ not in VERBAL:
        return []
    word = lemma(verb)
    present = word == "be" and any(t.lower_ == "present" and t.dep_ == "acomp" for t in verb.children)
    present = present or (word == "be" and _among(verb))
    cast = Cast()
    part = word == "take" and any(t.lower_ == "part" and t.dep_ == "dobj" for t in verb.children)
    if present or part or word in ("attend", "participate"):
        if part and any(c.lower_ in ("in", "at") for c in verb.children) and not _at_the_event(verb):
            return []
        if word == "participate" and not _at_the_event(verb):
            return []
        if word == "attend" and not clauses.is_passive(verb) and not _attended(verb):
            return []
        cast = scene.subject(sentence, verb)
        if present and not cast.agents():
            cast = _inverted(scene, sentence, verb)
    elif word in words("events", "attendance", "forming") and not _of_any(verb):
        cast = _delegation(scene, sentence, verb)
    if not cast.agents():
        return []
    standing = modality.status(verb, sentence)
    if standing.denied:
        return []
    rule = "attendance.delegation" if word in words("events", "attendance", "forming") else "attendance"
    if rule == "attendance" and _all_of_them(verb):
        rule = "attendance.all"
    frame = scene.frame(sentence, "Event", verb, standing, cast, rule=rule)
    frame.definite, frame.date, frame.date_evidence = True, None, None
    return [frame]


def _at_the_event(verb: Token) -> bool:
    """Whether the verb's "in" or "at" phrase points at an event that is told elsewhere."""
    for child in verb.children:
        if child.lower_ in ("in", "at") and any(
            t.lemma_ in words("events", "attendance", "nouns") and points_back(t) for t in child.children
        ):
            return True
    return False


def _attended(verb: Token) -> bool:
    target = next((c for c in verb.children if c.dep_ == "dobj"), None)
    return target is None or (target.lemma_ in words("events", "attendance", "nouns") and points_back(target))


def _all_of_them(verb: Token) -> bool:
    """ "attended the above meetings", "was present at both events": everything told so far"""
    targets = [t for c in (verb, *verb.children) if c is verb or c.lower_ in ("at", "in") for t in c.children if t.dep_ in ("dobj", "pobj")]
    return any(t.tag_ == "NNS" and any(c.lower_ in words("events", "attendance", "all") for c in t.children if c.i < t.i) for t in targets)


def _among(verb: Token) -> bool:
    """ "A and B were among the officials present", "among those attending were A and B" """
    behind = [t for c in verb.children if c.lower_ == "among" for t in c.children]
    return any(t.lemma_.lower() in words("events", "attendance", "attending") for t in behind)


def _of_any(verb: Token) -> bool:
    """ "A delegation headed by X will travel": a report of its own, and no word on who was at the event told before"""
    return verb.dep_ == "acl" and any(c.lower_ in ("a", "an") for c in verb.head.children) and verb.head.dep_ in clauses.SUBJECT


def _inverted(scene: Scene, sentence: Sentence, verb: Token) -> Cast:
    """ "Also present were A and B" """
    after = next((c for c in verb.children if c.dep_ in ("attr", "nsubj") and c.i > verb.i), None)
    return scene.listed(sentence, after.left_edge.i) if after is not None else Cast()


def _delegation(scene: Scene, sentence: Sentence, verb: Token) -> Cast:
    """Members of "the delegation": "was led by A", "included B and officials of C"."""
    subject = clauses.subject(verb)
    if subject is None or subject.lemma_.lower() not in words("events", "attendance", "delegations"):
        return Cast()
    if clauses.is_passive(verb):
        return scene.agent(sentence, verb)
    target = next((c for c in verb.children if c.dep_ in ("dobj", "attr")), None)
    return scene.listed(sentence, target.left_edge.i) if target is not None else Cast()
