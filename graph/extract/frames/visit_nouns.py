"""Visit nouns: "X's three-day visit to Y", "is on a visit to Y", "paid a visit to Y", "the visit"."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from graph import edtf
from graph.extract import clauses, dates, modality
from graph.extract.clauses import VERBAL, clause_head, lemma
from graph.extract.frames.casts import Cast
from graph.extract.frames.event_nouns import OBJECT_CONTROL, owner, points_back
from graph.extract.frames.journeys import places_from, send_abroad, travellers, visit_frame
from graph.extract.frames.scene import Scene
from graph.extract.lexicons import lexicon, words
from graph.extract.modality import Standing
from graph.extract.reading import EventFrame, Mention, Sentence

if TYPE_CHECKING:
    from spacy.tokens import Token

_UNDER_WAY = frozenset({"arrive", "be", "come", "embark", "leave", "depart", "set"})


@dataclass(frozen=True, slots=True)
class _Visit:
    """What the words around a visit noun say: the verb that supports it, who travels, where to, and how real it is."""

    sentence: Sentence
    noun: Token
    support: Token | None
    cast: Cast
    nodes: set[int]
    places: tuple[Mention, ...]
    standing: Standing


def of_noun(scene: Scene, sentence: Sentence, noun: Token) -> list[EventFrame]:
    """The visits that a noun names, one for each destination; one that only points if it says too little."""
    standing = modality.status(noun, sentence)
    support = _support(noun)
    if standing.denied or (_unspecific(noun) and not _paid(noun, support)):
        return []
    cast = _visitor(scene, sentence, noun, support)
    nodes = {noun.i} if support is None or lemma(support) in words("events", "supports", "relating") else {noun.i, support.i}
    places = _destinations(scene, sentence, noun, nodes, cast)
    if not places and support is not None:
        places = _host_country(scene, sentence, noun, support)
    if not cast.agents() and not places and not points_back(noun):
        return []
    if _unspecific(noun) and not (places and cast.agents()):
        return []
    visit = _Visit(sentence, noun, support, cast, nodes, tuple(places), _on_visit(noun, standing))
    frames = [_report(scene, visit, place) for place in places] or [_report(scene, visit, None)]
    return [f for f in frames if f.definite or visit.standing.status or (visit.standing.present and f.date)]


def _destinations(scene: Scene, sentence: Sentence, noun: Token, nodes: set[int], cast: Cast) -> list[Mention]:
    for token in sentence.tokens.doc[noun.i + 1 : sentence.tokens.end]:
        toward = token.lower_ == "to" or (token.lower_ == "of" and lemma(noun) == "tour" and token.head.i == noun.i)
        toward = toward or (token.lower_ in ("in", "at") and lemma(noun) in ("stay", "stop", "stopover") and token.head.i in nodes)
        if toward and scene.belongs(sentence, token, nodes, cast.tokens) and (places := places_from(scene, sentence, token.i + 1)):
            return places
    return []


def _report(scene: Scene, visit: _Visit, destination: Mention | None) -> EventFrame:
    sentence, noun, standing = visit.sentence, visit.noun, visit.standing
    rule = f"visit.noun.{lemma(noun)}"
    frame = visit_frame(scene, sentence, noun, standing, visit.cast, destination, node=noun, nodes=visit.nodes, rule=rule)
    frame.days = scene.days(sentence, noun)
    verb = lemma(visit.support) if visit.support is not None else ""
    _tell_or_point(scene, visit, frame, verb)
    if frame.date and frame.status in ("Held", "Ongoing") and verb in words("events", "visit_words", "opening"):
        frame.bound = "start"
    if frame.date is None and standing.status in (None, "Ongoing"):
        _until(scene, visit, frame)
    if not visit.places and verb in lexicon("events")["visit_verbs"]:
        frame.date = frame.date_evidence = None  # "arrived on Tuesday for a visit": the verb tells when, and how it stands
        frame.rule += ".open"
    if not frame.rule.endswith(".open"):
        _ended(scene, visit, frame)
    return frame


def _tell_or_point(scene: Scene, visit: _Visit, frame: EventFrame, verb: str) -> None:
    """Decides whether the report tells of a visit or points at one, and where one goes that does not say."""
    standing, agents = visit.standing, bool(visit.cast.agents())
    going = visit.noun.head.lower_ == "on" and verb == "be" and standing.status is not None
    told = bool(visit.places) and agents
    frame.definite = (not visit.places and agents and not going) or (points_back(visit.noun) and not told)
    if not visit.places and (going or (frame.definite and agents and _owned(visit.noun, visit.cast))):
        send_abroad(scene, frame)
        frame.definite = frame.definite and frame.destination is None
    dated = standing.present and frame.date is not None
    if dated and frame.status == "Held" and edtf.bounds(str(frame.date))[0] == scene.reading.published:
        frame.status = "Ongoing"
    if standing.status is None and not dated:
        frame.definite, frame.rule = True, f"{frame.rule}.open"


def _owned(noun: Token, cast: Cast) -> bool:
    """Whether the noun's own phrase names the traveller: "X's visit", "the visit of X"."""
    for child in noun.children:
        if child.dep_ == "poss" and child.pos_ != "PRON" and child.i in cast.tokens:
            return True
        if child.lower_ in ("of", "by") and any(t.i in cast.tokens for t in child.subtree):
            return True
    return False


def _ended(scene: Scene, visit: _Visit, frame: EventFrame) -> None:
    """A visit that somebody "concluded", or "returned" from, on a day ends on that day."""
    verb = clause_head(visit.noun)
    ending = words("events", "supports", "ending")
    last = next((t for t in (visit.support, verb, *verb.children) if t is not None and lemma(t) in ending), None)
    if last is None or frame.status not in ("Held", "Ongoing"):
        return
    if frame.date is None:
        scene.date(frame, visit.standing, scene.times(visit.sentence, {last.i, verb.i}, set()))
    if frame.date is None or edtf.precision(frame.date) == "day":
        frame.bound = "end"


def _until(scene: Scene, visit: _Visit, frame: EventFrame) -> None:
    """The last day of a visit that "runs until Thursday"."""
    nodes = visit.nodes | {clause_head(visit.noun).i}
    for i, expression in visit.sentence.time_at.items():
        if not expression.value.startswith("until:") or not scene.belongs(visit.sentence, visit.sentence.tokens.doc[i], nodes, set()):
            continue
        last = dates.resolve(
            replace(expression, value=expression.value.removeprefix("until:")), anchor=scene.reading.today, direction="future"
        )
        if last is not None and edtf.precision(last) == "day":
            frame.status, frame.date, frame.date_evidence, frame.bound = "Ongoing", last, expression.span, "end"


def _host_country(scene: Scene, sentence: Sentence, noun: Token, support: Token) -> list[Mention]:
    """The destination in "Norway will receive X on a State visit": the country that is the subject."""
    if lemma(support) not in words("events", "visit_words", "hosting") or noun.head.lower_ not in ("on", "for"):
        return []
    token = clauses.subject(support)
    mention = sentence.mention_at.get(token.i) if token is not None and not clauses.is_passive(support) else None
    return [mention] if mention is not None and mention.kind == "country" else []


def _unspecific(noun: Token) -> bool:
    generic = words("events", "visit_words", "generic")
    modified = any(c.lower_ in generic for c in noun.children)
    plural = noun.tag_ in ("NNS", "NNPS") and not any(c.dep_ in ("nummod", "poss") for c in noun.children)
    return plural or (modified and not any(c.dep_ == "poss" or c.lower_ in ("this", "first") for c in noun.children))


def _paid(noun: Token, support: Token | None) -> bool:
    """Whether several visits are told as particular ones: "will pay official visits to Peru and Chile"."""
    generic = any(c.lower_ in words("events", "visit_words", "generic") for c in noun.children)
    return support is not None and noun.dep_ == "dobj" and lemma(support) in ("pay", "make", "undertake") and not generic


def _support(noun: Token) -> Token | None:
    """The verb whose object, or whose "on", the visit is: "paid", "is on", "embarked on"."""
    above = noun.head
    if above.pos_ in VERBAL and noun.dep_ in ("dobj", "attr", "nsubj", "nsubjpass", "oprd"):
        return above
    if above.lower_ in ("on", "for", "upon") and above.head.pos_ in VERBAL and not _inserted(above):
        return above.head
    return None


def _inserted(preposition: Token) -> bool:
    """Whether the phrase stands between subject and verb: "X, on a visit to Y, met Z" """
    verb = preposition.head
    token = clauses.subject(verb) if verb.pos_ in VERBAL else None
    return preposition.lower_ == "on" and token is not None and token.i < preposition.i < verb.i


def _on_visit(noun: Token, standing: Standing) -> Standing:
    """ "X, currently on a visit to Y, met Z": going on while the rest happens."""
    above = noun.head
    if above.lower_ == "on" and (above.head.pos_ not in VERBAL or _inserted(above)) and standing.status in (None, "Held"):
        return Standing("Ongoing", "none", confidence=standing.confidence)
    started = lemma(above) in words("events", "visit_words", "opening") or (above.lower_ == "on" and lemma(above.head) in _UNDER_WAY)
    if started and standing.status == "Held":
        return Standing("Ongoing", "past", confidence=standing.confidence)
    if lemma(above) in ("undertake", "pay", "make") and standing.present:
        return Standing("Ongoing", "none")
    return standing


def _visitor(scene: Scene, sentence: Sentence, noun: Token, support: Token | None) -> Cast:
    found = owner(scene, sentence, noun)
    if not found.agents():
        found.join(travellers(scene, scene.behind(sentence, {noun.i}, frozenset({"of", "by"}), set())))
        found.join(_officer(scene, sentence, noun))
    if found.agents():
        return found
    above = noun.head
    if support is not None and noun.dep_ == "nsubj" and lemma(support) in ("take", "bring"):
        target = next((c for c in support.children if c.dep_ == "dobj"), None)
        return travellers(scene, scene.listed(sentence, target.left_edge.i, target.right_edge.i)) if target is not None else found
    if support is not None and above.lower_ in ("for", "on") and lemma(support) in words("events", "visit_words", "hosting"):
        target = next((c for c in support.children if c.dep_ in ("dobj", "nsubjpass")), None)
        return travellers(scene, scene.listed(sentence, target.left_edge.i, target.right_edge.i)) if target is not None else found
    if support is not None and noun.dep_ not in ("nsubj", "nsubjpass"):
        if noun.dep_ == "attr" or (lemma(support) in ("mark", "be") and above.lower_ != "on"):
            return found
        hosts = lemma(above) in words("events", "visit_words", "hosting")  # "received the visit of X": whoever receives does not travel
        if above.pos_ in VERBAL and noun.dep_ == "dobj" and modality.moved(above):  # "has postponed a visit to Norway"
            cast = travellers(scene, scene.subject(sentence, support, control=OBJECT_CONTROL))
            return cast if any(scene.reading.entities[k].type == "Person" for k in cast.participants) else found
        if above.pos_ in VERBAL and (hosts or lemma(above) not in words("events", "supports", "acting")):
            return found
        return travellers(scene, scene.subject(sentence, support, control=OBJECT_CONTROL))
    return travellers(scene, _around(scene, sentence, noun)).join(found)


def _officer(scene: Scene, sentence: Sentence, noun: Token) -> Cast:
    """One without a name who stands for a country: "the visit of the President of Ruritania to Graustark"."""
    of = next((c for c in noun.children if c.lower_ in ("of", "by") and c.dep_ in ("prep", "agent")), None)
    officer = next((t for t in of.children if t.dep_ == "pobj"), None) if of is not None else None
    if officer is None or lemma(officer) not in words("clauses", "nouns", "officers") or officer.tag_ in ("NNS", "NNPS"):
        return Cast()
    cast = scene.listed(sentence, officer.left_edge.i, officer.right_edge.i)
    if not cast.agents() and len(cast.countries) == 1:
        cast.delegations.update(cast.countries)
        return cast
    return Cast()


def _around(scene: Scene, sentence: Sentence, noun: Token) -> Cast:
    """Who travels where the visit is an adjunct: "X, on a visit to Y, …", "will see Y, followed by a trip to Z"."""
    above = noun.head
    if above.lower_ == "on" and above.head.pos_ not in VERBAL:  # "X, on a visit to Y, …"
        return scene.listed(sentence, above.head.left_edge.i, above.i - 1)
    if _inserted(above):
        return scene.subject(sentence, above.head)
    if above.lower_ == "by" and above.head.lemma_ in ("follow", "precede"):  # "will go to X, followed by a trip to Y"
        verb = next((a for a in clauses.ancestors(above.head) if clauses.heads_clause(a)), None)
        return scene.about(sentence, verb) if verb is not None else Cast()
    if above.lower_ == "with" and lemma(noun) in ("stop", "stopover", "detour") and above.head.pos_ in VERBAL:
        return scene.about(sentence, above.head)  # "began a tour with a stop in X"
    if above.lower_ in words("events", "occasions", "linking") and not any(c.dep_ in ("poss",) or c.lower_ == "the" for c in noun.children):
        return scene.subject(sentence, clause_head(above))  # "returned home following a visit to X"
    return Cast()
