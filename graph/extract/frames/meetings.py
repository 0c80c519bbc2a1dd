"""Meetings, calls, summits and conferences.

Three kinds of words report them: verbs ("met", "called on"), nouns ("held talks", "a meeting between A and B was held"), and names of
dialogues and summits ("will co-chair the 6th Annual Defence Dialogue").
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from graph import edtf
from graph.extract import clauses, modality
from graph.extract.clauses import VERBAL, lemma
from graph.extract.frames.casts import Cast
from graph.extract.frames.event_nouns import OBJECT_CONTROL, event_type, generic, head_noun, ordinal, points_back, who
from graph.extract.frames.scene import Scene
from graph.extract.frames.signings import witnesses
from graph.extract.lexicons import lexicon, words
from graph.extract.modality import DATED, Standing
from graph.extract.reading import EventFrame, EventType, Mention, Sentence
from graph.model import Span

if TYPE_CHECKING:
    from spacy.tokens import Token


# ---- verbs -------------------------------------------------------------------------------------------------------------


def of_verb(scene: Scene, sentence: Sentence, verb: Token) -> list[EventFrame]:
    """The meetings or calls that a verb reports: several where the subject met several people separately."""
    entry = _verb_entry(verb)
    if entry is None or verb.pos_ != "VERB":
        return []
    standing = modality.status(verb, sentence)
    if standing.denied or (entry["lemma"] in ("receive", "welcome") and honoured(sentence)):
        return []
    if entry["lemma"] == "exchange" and not _views(verb):
        return []
    if entry.get("ahead") and standing.status not in ("Planned", "Scheduled"):
        return []  # "is to see X"; but "saw X" may be at a distance
    if entry.get("remote") and not any(t.lower_ in words("events", "medium", "remote") for t in verb.subtree):
        return []
    first = scene.subject(sentence, verb, control=OBJECT_CONTROL)
    passive = clauses.is_passive(verb)
    others = _passive_object(scene, sentence, verb) if passive else _other_side(scene, sentence, verb, entry)
    if passive and not (entry.get("object") and entry["lemma"] != "meet"):
        return []
    if not _plausible(scene, verb, entry, first, others, intransitive=not passive) and not (first.agents() and _unnamed(verb, entry)):
        return []
    type_ = _medium(entry["type"], verb)
    casts = _separately(scene, verb, first, others)
    found = []
    for cast in casts:
        frame = scene.frame(sentence, type_, verb, standing, cast, rule=f"meeting.{entry['lemma']}")
        if entry.get("venue") and frame.place is None:
            continue
        if settled(frame, standing):
            found.append(frame)
    return found


def _views(verb: Token) -> bool:
    """Whether what is exchanged is talk: "exchanged views with X", not "exchanged prisoners with X"."""
    return any(c.dep_ == "dobj" and c.lemma_.lower() in words("events", "talk", "exchanged") for c in verb.children)


def honoured(sentence: Sentence) -> bool:
    """Whether the sentence tells of the honours of an arrival: whoever is received with them is welcomed, not met for talks."""
    text = sentence.tokens.text.casefold()
    return any(w in text for w in words("events", "welcome", "words"))


def _verb_entry(verb: Token) -> dict[str, Any] | None:
    word = lemma(verb)
    if word == "call" and _rung_up(verb):
        word = "telephone"
    return next((v for v in lexicon("events")["verb"] if v["lemma"] == word), None)


def _rung_up(verb: Token) -> bool:
    """Whether "called X" is a telephone call: its object is followed by a time, a reason or the end, not by what X is called."""
    target = next((c for c in verb.children if c.dep_ == "dobj"), None)
    if (
        target is None
        or target.pos_ != "PROPN"
        or target.i < verb.i
        or any(c.dep_ in ("oprd", "prt", "acomp", "ccomp") for c in verb.children)
    ):
        return False
    behind = target.right_edge.i + 1
    if behind >= target.sent.end:
        return True
    follows = target.doc[behind]
    return follows.lower_ in ("on", "to", "earlier", "late", "yesterday", "today", "from", "after", "again", ".")


def _other_side(scene: Scene, sentence: Sentence, verb: Token, entry: dict[str, Any]) -> Cast:
    found = Cast()
    if entry.get("object"):
        target = next((c for c in verb.children if c.dep_ in ("dobj", "dative") and c.i > verb.i), None)
        if target is not None:
            found.join(scene.listed(sentence, max(target.left_edge.i, verb.i + 1)))
    prepositions = frozenset(entry.get("with", ()))
    if prepositions and not any(c.dep_ == "xcomp" for c in verb.children if verb.lemma_ == "call"):
        views = {c.i for c in verb.children if c.dep_ == "dobj"} if entry["lemma"] == "exchange" else set()
        found.join(scene.behind(sentence, {verb.i} | views, prepositions, set(found.tokens)))
    return found


def _passive_object(scene: Scene, sentence: Sentence, verb: Token) -> Cast:
    """Who was received: the grammatical subject of the passive."""
    token = clauses.subject(verb)
    if token is None or not sentence.tokens.start <= token.i < sentence.tokens.end:
        return Cast()
    return scene.listed(sentence, *clauses.subject_stretch(verb, token))


def _plausible(scene: Scene, verb: Token, entry: dict[str, Any], first: Cast, others: Cast, *, intransitive: bool) -> bool:
    """Whether those named can have met: two sides with names, or one plural side that meets in itself."""
    if entry.get("persons_only") and not (entry.get("reciprocal") and entry.get("remote") and len(first.agents()) >= 2):
        persons = any(scene.reading.entities[k].type == "Person" for k in others.participants)
        acting = bool(first.agents()) or (bool(first.countries) and not entry.get("object"))
        return (persons or bool(others.delegations) or _somebody(verb, others)) and acting
    if others.agents() or others.countries:
        return bool(first.agents() or first.countries)
    return intransitive and bool(entry.get("reciprocal")) and (first.sides() >= 2 or scene.joint(first))


def _somebody(verb: Token, others: Cast) -> bool:
    """Whether the other side is an officer of a country that is named: "her Canadian counterpart"."""
    officers = words("clauses", "nouns", "officers")
    return bool(others.countries) and any(t.i in others.tokens and lemma(t) in officers and t.tag_ == "NN" for t in verb.subtree)


def _unnamed(verb: Token, entry: dict[str, Any]) -> bool:
    """Whether those met are people without a name: "met business leaders"."""
    people = words("clauses", "nouns", "groups") | words("clauses", "nouns", "officers")
    objects = [c for c in verb.children if c.dep_ == "dobj" and entry.get("object")]
    objects += [t for c in verb.children if c.lower_ in entry.get("with", ()) for t in c.children if t.dep_ == "pobj"]
    return entry["lemma"] == "meet" and any(lemma(t) in people and t.tag_ == "NNS" for t in objects)


def _medium(type_: EventType, verb: Token) -> EventType:
    """The words around a verb may say that a meeting was a call, or that one who spoke stood before the other."""
    own = [verb, *(t for c in verb.children if c.dep_ in ("advmod", "prep", "npadvmod", "amod") for t in c.subtree)]
    near = {t.lower_ for t in own}
    text = " ".join(t.lower_ for t in sorted(own, key=lambda t: t.i))
    if type_ == "Meeting" and verb.lemma_ in ("meet", "confer", "consult") and near & words("events", "medium", "remote"):
        return "Call"
    if type_ == "Call" and any(w in text for w in words("events", "medium", "present")):
        return "Meeting"
    if type_ == "Meeting" and any(
        t.lower_ == "for" and t.head.i == verb.i and any(c.lemma_ == "summit" for c in t.children) for t in verb.subtree
    ):
        return "Summit"
    return type_


def _apart(verb: Token) -> bool:
    """ "met separately with A and B", "met A and B in separate meetings" """
    if any(c.lower_ in words("events", "heads", "apart_adverbs") for c in verb.children):
        return True
    behind = (t for c in verb.children if c.lower_ in ("in", "during", "at") for t in c.children if t.tag_ == "NNS")
    return any(event_type(t) == "Meeting" and any(c.lower_ in words("events", "heads", "apart") for c in t.children) for t in behind)


def _separately(scene: Scene, verb: Token, first: Cast, others: Cast) -> list[Cast]:
    """One cast, or one for each of the others where they were met apart."""
    named = [*others.participants, *others.delegations]
    if not _apart(verb) or len(named) < 2:
        return [Cast().join(first).join(others)]
    casts = []
    for n, key in enumerate(named):
        cast = Cast(tokens=set(others.tokens)).join(first)
        if len(first.participants) == len(named) and any(c.lower_ == "respectively" for c in verb.children):
            cast.participants = dict([list(first.participants.items())[n]])  # "A and B met C and D respectively"
            cast.countries = {k: s for k, s in first.countries.items() if k in scene.countries_of(cast.participants)}
        target = cast.participants if key in others.participants else cast.delegations
        target[key] = others.participants.get(key) or others.delegations[key]
        own = scene.countries_of({key: target[key]})
        cast.countries |= {k: s for k, s in others.countries.items() if k in own}
        casts.append(cast)
    return casts


def settled(frame: EventFrame, standing: Standing) -> bool:
    """Whether the frame may be reported: its reality is said, or a date beside a plain present tense decides it."""
    return standing.status is not None or (standing.present and frame.date is not None)


# ---- nouns and names -------------------------------------------------------------------------------------------------


def of_noun(scene: Scene, sentence: Sentence, noun: Token, type_: EventType) -> list[EventFrame]:
    """The meeting, call, summit or conference that a noun names, if the sentence says enough of it to be reported or to point at one."""
    head = head_noun(noun)
    if lemma(noun) in words("events", "heads", "nouns") and _of_another(sentence, noun):
        return []  # "the 4th round of consultations" is read from its inner noun
    standing = modality.status(head, sentence)
    if standing.denied:
        return []
    if standing.status in ("Cancelled", "Postponed") and _attended(head, bare=False):
        return []  # "pulled out of the conference": it is not the conference that is off
    nodes, cast = who(scene, sentence, noun, head)
    if generic(head) and len(cast.agents()) < 2:
        return []
    frame = scene.frame(sentence, type_, noun, standing, cast, node=head, nodes=nodes, rule=f"noun.{noun.lemma_.lower()}")
    frame.ordinal = ordinal(head)
    if type_ in ("Summit", "Conference"):
        _edges(scene, sentence, head, noun, frame)
    if _only_attended(scene, sentence, noun, head, frame, cast):
        frame.rule, frame.definite = "attendance.call" if type_ == "Call" else "attendance", True
        return [frame]
    if _agreed(head):  # whoever agrees to hold it need not be there
        frame.participants, frame.delegations = _own(scene, sentence, noun, head)
    frame.definite = (points_back(head) or _restates(head)) and cast.sides() < 2 and not scene.joint(cast)
    if standing.status in ("Postponed", "Cancelled") and cast.sides() and not any(c.dep_ in ("det", "poss") for c in head.children):
        frame.definite = False  # "consultations with Ruritania have been put off": nobody need have told of them before
    _in_presence(scene, sentence, head, frame)
    _with_traveller(scene, head, noun, frame)
    if frame.rule != "attendance":
        frame.rule += ".open" if standing.status is None else ".the" if points_back(head) else ""
    if frame.date is None and standing.status == "Held" and head.head.lower_ in ("in", "during", "at") and cast.sides() >= 2:
        verb = clauses.clause_head(head.head)  # "in a call with X on Monday, Y said"
        scene.date(frame, standing, scene.times(sentence, {verb.i}, set()))
    if not frame.definite and not settled(frame, standing):
        return []
    return _each(scene, sentence, head, noun, frame)


def _in_presence(scene: Scene, sentence: Sentence, head: Token, frame: EventFrame) -> None:
    """Adds those in whose presence a meeting took place: they were there."""
    verbs = [clauses.clause_head(head), *(c for c in head.children if c.dep_ in ("relcl", "acl"))]
    for verb in verbs:
        for key, span in witnesses(scene, sentence, verb).participants.items():
            frame.participants.setdefault(key, span)
            if frame.definite:
                frame.rule = "attendance"


def _only_attended(scene: Scene, sentence: Sentence, noun: Token, head: Token, frame: EventFrame, cast: Cast) -> bool:
    """Whether the report only says who was at an event told elsewhere; "attended the 5th meeting of the X Commission" tells its own."""
    if not points_back(head) or (frame.ordinal and scene.joint(cast)):
        return False
    return _attended(head, bare=not (_own(scene, sentence, noun, head)[0] or frame.ordinal or frame.date))


def _with_traveller(scene: Scene, head: Token, noun: Token, frame: EventFrame) -> None:
    """ "During the talks with X, the parties discussed …": the other party is the one whose visit to X's country is told."""
    if frame.type != "Meeting" or frame.status != "Held" or not any(c.lower_ == "with" for n in (head, noun) for c in n.children):
        return
    named = [scene.reading.entities[k] for k in (*frame.participants, *frame.delegations)]
    if len(named) != 1 or named[0].type != "Person" or scene.traveller is None:
        return
    key, span, lands = scene.traveller
    own = scene.reading.entities[key].country
    if key not in frame.participants and named[0].country in lands and own not in (None, named[0].country):
        frame.participants[key], frame.confidence = span, min(frame.confidence, 0.6)
        frame.countries.setdefault(str(own), span)


def _edges(scene: Scene, sentence: Sentence, head: Token, noun: Token, frame: EventFrame) -> None:
    """How long a summit is, and whether its day is the first or the last: "ended a two-day summit on Tuesday", "was opened on Monday"."""
    frame.days = scene.days(sentence, noun)
    verb = head.head
    if verb.pos_ in VERBAL and frame.date and edtf.precision(frame.date) == "day" and frame.status in ("Held", "Ongoing"):
        opening = lemma(verb) in words("events", "visit_words", "opening")
        frame.bound = "end" if lemma(verb) in words("events", "supports", "ending") else "start" if opening else ""


def _each(scene: Scene, sentence: Sentence, head: Token, noun: Token, frame: EventFrame) -> list[EventFrame]:
    """ "Separate meetings with A and B": one for each."""
    others, _ = _own(scene, sentence, noun, head)
    series = lemma(head) in words("events", "heads", "several") and noun.i != head.i
    plural = (noun if series else head).tag_ in ("NNS", "NNPS") and lemma(noun) in ("meeting", "call", "talk", "bilateral", "conversation")
    telling = words("events", "heads", "apart_talks" if lemma(noun) == "talk" else "apart")  # bilateral talks may be with several
    modified = any(c.lower_ in telling for n in (head, noun) for c in n.children)
    apart = series or modified or (head.head.pos_ in VERBAL and _apart(head.head))
    if head.dep_ == "dobj" and head.head.pos_ in VERBAL:
        acting = scene.subject(sentence, head.head, control=OBJECT_CONTROL).participants
        if acting:  # "held meetings on Monday with A and B", however the parse attaches those
            others = {k: s for k, s in frame.participants.items() if k not in acting}
    hosts = {k: s for k, s in frame.participants.items() if k not in others}
    if not (plural and apart and len(others) > 1 and len(hosts) == 1):
        return [frame]
    found = []
    for key, span in others.items():
        own = scene.countries_of({key: span}, hosts)
        one = replace(frame, key=f"{frame.key}.{key}", participants={**hosts, key: span}, evidence=list(frame.evidence))
        one.countries = {k: s for k, s in frame.countries.items() if k in own}
        found.append(one)
    return found


def _attended(head: Token, *, bare: bool) -> bool:
    """ "participated in the meeting", "also joined the talks", and where the noun says no more of it "the meeting was attended by" """
    if bare and head.dep_ == "nsubjpass" and lemma(head.head) == "attend":
        return True
    verb = head.head if head.dep_ == "dobj" else head.head.head if head.head.pos_ == "ADP" else None
    return verb is not None and verb.pos_ in VERBAL and lemma(verb) in words("events", "attendance", "supports")


def _agreed(head: Token) -> bool:
    """ "agreed to hold talks" """
    verb = head.head
    if head.dep_ != "dobj" or verb.dep_ not in ("xcomp", "ccomp", "pcomp"):
        return False
    matrix = verb.head if verb.dep_ != "pcomp" else verb.head.head
    return lemma(matrix) in ("agree", "decide", "concur")


def _own(scene: Scene, sentence: Sentence, noun: Token, head: Token) -> tuple[dict[str, Span], dict[str, Span]]:
    cast = scene.behind(sentence, {noun.i, head.i}, frozenset({"between", "with", "among", "of"}), set())
    return cast.participants, cast.delegations


def _of_another(sentence: Sentence, noun: Token) -> bool:
    inner = [t for c in noun.children if c.lower_ == "of" for t in c.children if t.i not in sentence.mention_at]
    return any(event_type(t) for t in inner)


def _restates(noun: Token) -> bool:
    """ "met X during a meeting in Oslo": the noun repeats what its verb says"""
    return noun.head.lower_ in ("during", "at", "in") and _verb_entry(noun.head.head) is not None


def of_name(scene: Scene, sentence: Sentence, token: Token, mention: Mention) -> list[EventFrame]:
    """The session that the name of a dialogue, forum or summit reports: where a verb of events governs it, or a date stands with it.

    A name alone, with a date, is dated to the nearest such day and told by that: before publication it was held, after it is planned.
    The launch of a joint body is kept for talks of its sides that nothing else tells of.
    """
    standing = modality.status(token, sentence)
    if standing.denied or _session_of(token):
        return []
    nodes, cast = who(scene, sentence, token, token)
    launched = _launching(token)
    governor = lemma(token.head)
    told = len(nodes) > 1 and (governor in words("events", "supports", "acting") or governor in words("events", "supports", "happening"))
    if governor in words("events", "founding", "verbs") and launched is None and token.dep_ in ("dobj", "nsubj", "nsubjpass"):
        return []
    if not told and launched is None:
        nodes = {token.i}
        standing = replace(DATED, confidence=standing.confidence)
    if mention.kind == "jointbody":
        scene.add(cast, mention.entity, mention.span)
    scene.sides_named(cast, sentence, mention)
    if launched is not None:
        cast.join(scene.subject(sentence, launched))
        nodes = nodes | {launched.i}
    rule = "launch.jointbody" if launched is not None else f"name.{mention.kind}"
    frame = scene.frame(sentence, _named_type(mention, scene), token, standing, cast, node=token, nodes=nodes, rule=rule)
    frame.ordinal = ordinal(token)
    if _agreed(token):  # whoever agrees to hold it need not be there
        frame.participants = {k: s for k, s in frame.participants.items() if k == mention.entity}
    if mention.kind == "body" and not told and not (frame.date and frame.place):
        return []
    return [frame] if settled(frame, standing) else []


def _session_of(token: Token) -> bool:
    """ "The next session of the X Commission" is read from its noun."""
    above = token.head
    return above.lower_ == "of" and above.head.pos_ == "NOUN" and lemma(above.head) in ("session", "meeting", "sitting", "edition")


def names_event(scene: Scene, mention: Mention) -> bool:
    """Whether a name is that of a meeting, forum or dialogue: by its kind, or by the last word of a body's name."""
    if mention.kind in ("jointbody", "event"):
        return True
    last = scene.reading.quote(mention.span).split("(")[0].split()[-1].casefold()
    return mention.kind == "body" and last in words("events", "named", "last")


def _launching(token: Token) -> Token | None:
    verb = token.head
    patient = token.dep_ == "nsubjpass" or (token.dep_ == "dobj" and not clauses.is_passive(verb))
    return verb if patient and lemma(verb) in words("events", "launches", "verbs") else None


def _named_type(mention: Mention, scene: Scene) -> EventType:
    name = scene.reading.quote(mention.span).split("(")[0].casefold().split()
    kinds = [e["type"] for e in lexicon("events")["noun"] if name[-1] in e["lemmas"]]
    return kinds[0] if kinds and kinds[0] in ("Summit", "Conference") else "Meeting"


def of_talk(scene: Scene, sentence: Sentence, verb: Token) -> list[EventFrame]:
    """What the sides of talks did there: "both leaders discussed", "they exchanged views". Points at the talks."""
    if lemma(verb) not in words("events", "talk", "verbs") or verb.pos_ != "VERB" or clauses.is_passive(verb):
        return []
    subject = clauses.subject(verb)
    if subject is None or not _sides(subject):
        return []
    if lemma(verb) == "exchange" and not _views(verb):
        return []
    standing = modality.status(verb, sentence)
    if standing.denied or standing.status == "Proposed":
        return []
    cast = scene.subject(sentence, verb)
    specified = any(c.dep_ in ("compound", "amod") for c in subject.children)
    if not cast.agents() and lemma(subject) in words("clauses", "nouns", "officers") and (specified or not cast.countries):
        return []  # officers of whom none was named
    certain = "certain" if lemma(verb) in words("events", "talk", "certain") else "vague"
    frame = scene.frame(sentence, "Meeting", verb, standing, cast, rule=f"talk.{certain}")
    frame.definite, frame.place = True, None
    return [frame]


def _sides(subject: Token) -> bool:
    if subject.lower_ in ("they", "both"):
        return True
    return subject.tag_ in ("NNS", "NNPS") and subject.lemma_.lower() in words("events", "talk", "sides")


def of_resumption(scene: Scene, sentence: Sentence, verb: Token) -> list[EventFrame]:
    """ "The talks will resume in Oslo on Monday", "they are to be resumed": another meeting of those who talked before."""
    if lemma(verb) not in ("resume", "reconvene") or verb.pos_ != "VERB":
        return []
    subject = clauses.subject(verb)
    if subject is None or not (subject.lower_ in ("they", "it") or event_type(subject) == "Meeting"):
        return []
    standing = modality.status(verb, sentence)
    if standing.status != "Planned":
        return []
    frame = scene.frame(sentence, "Meeting", verb, standing, Cast(), rule="resumption")
    frame.definite = True
    return [frame] if frame.date or frame.place else []
