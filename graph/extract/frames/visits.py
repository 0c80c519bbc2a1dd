"""Visits: one actor travels to a country or place. Verbs of travel, visit nouns, invitations, and welcomes with honours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph import edtf
from graph.extract import clauses, modality
from graph.extract.clauses import VERBAL, clause_head, lemma
from graph.extract.frames.casts import Cast
from graph.extract.frames.event_nouns import OBJECT_CONTROL, owner, points_back
from graph.extract.frames.meetings import honoured
from graph.extract.frames.scene import Scene
from graph.extract.lexicons import lexicon, words
from graph.extract.modality import Standing
from graph.extract.reading import EventFrame, EventType, Mention, Sentence

if TYPE_CHECKING:
    from spacy.tokens import Token

_UNDER_WAY = frozenset({"arrive", "be", "come", "embark", "leave", "depart", "set"})


def of_verb(scene: Scene, sentence: Sentence, verb: Token) -> list[EventFrame]:
    """The visits that a verb of travel reports, one for each destination."""
    prepositions = lexicon("events")["visit_verbs"].get(lemma(verb))
    if prepositions is None or verb.pos_ != "VERB" or clauses.is_passive(verb):
        return []
    standing = modality.status(verb, sentence)
    if standing.denied or (lemma(verb) in ("lead", "head") and not _leads_delegation(verb)):
        return []
    destinations: list[Mention | None] = [*_verb_destinations(scene, sentence, verb, prepositions)]
    if not destinations and _into_the_country(verb, prepositions):
        destinations = [None]
    if not destinations:
        return []
    cast = _invited(scene, sentence, verb) or scene.subject(sentence, verb, control=OBJECT_CONTROL)
    if not cast.agents() and clauses.subject(verb) is not None:
        cast = scene.guest(sentence, clauses.subject(verb), away_from=destinations[0].entity if destinations[0] else "")
    if not cast.agents() and not (standing.status == "Proposed" and cast.countries):
        return []
    if lemma(verb) in ("arrive", "leave", "depart", "land") and standing.status == "Held":
        standing = Standing("Ongoing", "past", confidence=standing.confidence)
    found = []
    for destination in destinations:
        frame = _frame(scene, sentence, verb, standing, cast, destination, node=verb, nodes=set(), rule=f"visit.{lemma(verb)}")
        frame.bound = (
            "start"
            if frame.status in ("Held", "Ongoing") and lemma(verb) in words("events", "visit_words", "setting_out") and frame.date
            else ""
        )
        if destination is None:
            _abroad(scene, frame)
        if standing.status or (standing.present and frame.date):
            found.append(frame)
    return found


def _leads_delegation(verb: Token) -> bool:
    """ "led a delegation to Peru": "head" and "lead" are travel with a delegation, "head" also without an object"""
    target = next((c for c in verb.children if c.dep_ == "dobj"), None)
    if target is None:
        return lemma(verb) == "head"
    return lemma(target) in words("events", "attendance", "delegations")


def of_due(scene: Scene, sentence: Sentence, word: Token) -> list[EventFrame]:
    """ "X is due in Nairobi on Thursday", "X is expected in Nairobi" """
    verb = word.head if word.dep_ == "acomp" else word
    behind = next((c for c in word.children if c.lower_ == "in" and c.dep_ == "prep"), None)
    if word.lower_ not in ("due", "expected") or behind is None or any(c.dep_ == "xcomp" for c in word.children):
        return []
    places = _places(scene, sentence, behind.i + 1)
    token = clauses.subject(verb)
    if not places or token is None or verb.pos_ not in VERBAL:
        return []
    cast = _people(scene, scene.listed(sentence, *clauses.subject_stretch(verb, token)))
    if not cast.agents() or modality.negated(verb):
        return []
    frame = _frame(scene, sentence, word, modality.PLANNED, cast, places[0], node=verb, nodes={verb.i, word.i}, rule="visit.due")
    return [frame]


def _into_the_country(verb: Token, prepositions: list[str]) -> bool:
    """ "arrived in the country": the one that the article is about, beside the traveller's own"""
    behind = [t for c in verb.children if c.lower_ in prepositions for t in c.children]
    return any(t.lower_ in words("events", "visit_words", "here") and any(c.lower_ == "the" for c in t.children) for t in behind)


def _verb_destinations(scene: Scene, sentence: Sentence, verb: Token, prepositions: list[str]) -> list[Mention]:
    starts = [verb.i + 1] if "" in prepositions else []
    starts += [c.i + 1 for c in verb.children if c.lower_ in prepositions and c.dep_ == "prep"]
    found: list[Mention] = []
    for start in starts:
        found += _places(scene, sentence, max(start, verb.i + 1))
    return found


def _places(scene: Scene, sentence: Sentence, start: int) -> list[Mention]:
    """The countries and cities of a list; a country behind a city ("Rome in Italy", "Rome, Italy") only says where it is."""
    found: list[Mention] = []
    entities = scene.reading.entities
    for token in sentence.tokens.doc[start : sentence.tokens.end]:
        mention = sentence.mention_at.get(token.i)
        if mention is None:
            located = token.lower_ == "in" and bool(found) and entities[found[-1].entity].type == "City"
            if not located and token.lower_ not in words("events", "visit_words", "between_places"):
                break
            continue
        entity = entities.get(mention.entity)
        owner = token.i + 1 < sentence.tokens.end and token.nbor().tag_ == "POS"
        if entity is None or entity.type not in ("Country", "City", "Place") or owner or token.tag_ == "JJ":
            break
        locates = bool(found) and token.nbor(-1).lower_ in (",", "in") and entity.type == "Country"
        if not (locates and entities[found[-1].entity].type != "Country"):
            found.append(mention)
    return found


def _invited(scene: Scene, sentence: Sentence, verb: Token) -> Cast | None:
    """Who is to travel in "an invitation to X to visit Y": X; in "accepted an invitation to visit Y": who accepted."""
    noun = verb.head
    if verb.dep_ not in ("acl", "relcl") or noun.lemma_.lower() not in words("events", "visit_words", "invitation"):
        return None
    governor = noun.head if noun.dep_ in ("dobj", "nsubjpass", "nsubj") and noun.head.pos_ in VERBAL else None
    for node in (noun, *noun.children, *([governor] if governor is not None else [])):
        for child in node.children:
            if child.lower_ in ("to", "for") and child.dep_ in ("prep", "dative") and child.i < verb.i:
                cast = scene.listed(sentence, child.i + 1, verb.i - 2 if verb.nbor(-1).lower_ == "to" else None)
                if cast.agents() or cast.countries:
                    return cast
    return scene.subject(sentence, governor) if governor is not None else None


# ---- nouns -------------------------------------------------------------------------------------------------------------


def of_noun(scene: Scene, sentence: Sentence, noun: Token) -> list[EventFrame]:
    """The visit that a noun names: "X's three-day visit to Y", "is on a visit to Y", "paid a visit to Y", "the visit"."""
    standing = modality.status(noun, sentence)
    if standing.denied or _unspecific(noun):
        return []
    support = _support(noun)
    cast = _visitor(scene, sentence, noun, support)
    nodes = {noun.i} if support is None else {noun.i, support.i}
    places: list[Mention] = []
    for token in sentence.tokens:
        toward = token.lower_ == "to" or (token.lower_ == "of" and noun.lemma_.lower() == "tour" and token.head.i == noun.i)
        if toward and not places and token.i > noun.i and scene.belongs(sentence, token, nodes, cast.tokens):
            places = _places(scene, sentence, token.i + 1)
    if not places and support is not None:
        places = _host_country(scene, sentence, noun, support)
    if not cast.agents() and not places and not points_back(noun):
        return []
    standing = _on_visit(noun, standing)
    found = []
    destinations: list[Mention | None] = [*places] or [None]
    for destination in destinations:
        frame = _frame(scene, sentence, noun, standing, cast, destination, node=noun, nodes=nodes, rule=f"visit.noun.{noun.lemma_.lower()}")
        frame.days = scene.days(sentence, noun)
        going = noun.head.lower_ == "on" and support is not None and lemma(support) == "be" and standing.status is not None
        frame.definite = (not places and bool(cast.agents()) and not going) or (points_back(noun) and not (cast.agents() and places))
        named = frame.definite and bool(cast.agents()) and _owned(noun, cast)
        if (going or named) and not places:
            _abroad(scene, frame)
            frame.definite = frame.definite and frame.destination is None
        dated = standing.present and frame.date is not None
        if dated and frame.status == "Held" and edtf.bounds(str(frame.date))[0] == scene.reading.published:
            frame.status = "Ongoing"
        if standing.status is None and not dated:
            frame.definite, frame.rule = True, f"{frame.rule}.open"
        if (
            support is not None
            and frame.date
            and frame.status in ("Held", "Ongoing")
            and lemma(support) in words("events", "visit_words", "opening")
        ):
            frame.bound = "start"
        if not places and support is not None and lemma(support) in lexicon("events")["visit_verbs"]:
            frame.date = frame.date_evidence = None  # "arrived on Tuesday for a visit": the verb tells when, and how it stands
            frame.rule += ".open"
        if not frame.rule.endswith(".open"):
            _ended(scene, sentence, noun, support, frame, standing)
        if standing.status or frame.definite or (standing.present and frame.date):
            found.append(frame)
    return found


def _owned(noun: Token, cast: Cast) -> bool:
    """Whether the noun's own phrase names the traveller: "X's visit", "the visit of X"."""
    for child in noun.children:
        if child.dep_ == "poss" and child.pos_ != "PRON" and child.i in cast.tokens:
            return True
        if child.lower_ in ("of", "by") and any(t.i in cast.tokens for t in child.subtree):
            return True
    return False


def _abroad(scene: Scene, frame: EventFrame) -> None:
    """Where a visit goes that only says "is on an official visit": to the other of the article's two sides."""
    own = scene.countries_of(frame.visitors)
    others = {k: s for k, s in scene.actors.sides().items() if k not in own}
    if len(own) == 1 and len(others) == 1:
        key, span = next(iter(others.items()))
        frame.destination, frame.confidence = (key, span), min(frame.confidence, 0.6)
        frame.countries.setdefault(key, span)


def _ended(scene: Scene, sentence: Sentence, noun: Token, support: Token | None, frame: EventFrame, standing: Standing) -> None:
    """A visit that somebody "concluded", or "returned" from, on a day ends on that day."""
    verb = clause_head(noun)
    ending = words("events", "supports", "ending")
    last = next((t for t in (support, verb, *verb.children) if t is not None and lemma(t) in ending), None)
    if last is None or frame.status not in ("Held", "Ongoing"):
        return
    if frame.date is None:
        scene.date(frame, standing, scene.times(sentence, {last.i, verb.i}, set()))
    if frame.date is None or edtf.precision(frame.date) == "day":
        frame.bound = "end"


def _host_country(scene: Scene, sentence: Sentence, noun: Token, support: Token) -> list[Mention]:
    """The destination in "Norway will receive X on a State visit": the country that is the subject."""
    if lemma(support) not in words("events", "visit_words", "hosting") or noun.head.lower_ not in ("on", "for"):
        return []
    token = clauses.subject(support)
    mention = sentence.mention_at.get(token.i) if token is not None and not clauses.is_passive(support) else None
    return [mention] if mention is not None and mention.kind == "country" else []


def of_stay(scene: Scene, sentence: Sentence, verb: Token) -> list[EventFrame]:
    """ "X will be in Y on 15 April", "X was in Y for talks": a stay abroad with a day or a purpose is a visit."""
    behind = next((c for c in verb.children if c.lower_ == "in" and c.dep_ == "prep"), None)
    token = clauses.subject(verb)
    if verb.lemma_ != "be" or behind is None or token is None or sentence.mention_at.get(token.i) is None:
        return []
    purpose = any(c.lower_ == "for" or (c.dep_ in ("advcl", "xcomp") and modality.tense(c) == "infinitive") for c in verb.children)
    places = [p for p in _places(scene, sentence, behind.i + 1) if scene.reading.entities[p.entity].type in ("City", "Country")]
    cast = _people(scene, scene.subject(sentence, verb))
    standing = modality.status(verb, sentence)
    if not places or not any(scene.reading.entities[k].type == "Person" for k in cast.participants) or standing.denied:
        return []
    standing = Standing("Ongoing", "past", confidence=standing.confidence) if standing.present else standing
    frame = _frame(scene, sentence, verb, standing, cast, places[0], node=verb, nodes=set(), rule="visit.stay")
    return [frame] if (frame.date or purpose) and frame.visitors else []


def _unspecific(noun: Token) -> bool:
    generic = words("events", "visit_words", "generic")
    modified = any(c.lower_ in generic for c in noun.children)
    plural = noun.tag_ in ("NNS", "NNPS") and not any(c.dep_ in ("nummod", "poss") for c in noun.children)
    return plural or (modified and not any(c.dep_ == "poss" or c.lower_ in ("this", "first") for c in noun.children))


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
        found.join(_people(scene, scene.behind(sentence, {noun.i}, frozenset({"of", "by"}), set())))
    if found.agents():
        return found
    above = noun.head
    if support is not None and noun.dep_ == "nsubj" and lemma(support) in ("take", "bring"):
        target = next((c for c in support.children if c.dep_ == "dobj"), None)
        return _people(scene, scene.listed(sentence, target.left_edge.i, target.right_edge.i)) if target is not None else found
    if support is not None and above.lower_ in ("for", "on") and lemma(support) in words("events", "visit_words", "hosting"):
        target = next((c for c in support.children if c.dep_ in ("dobj", "nsubjpass")), None)
        return _people(scene, scene.listed(sentence, target.left_edge.i, target.right_edge.i)) if target is not None else found
    if support is not None and noun.dep_ not in ("nsubj", "nsubjpass"):
        if noun.dep_ == "attr" or (lemma(support) in ("mark", "be") and above.lower_ != "on"):
            return found
        if above.pos_ in VERBAL and lemma(above) not in words("events", "supports", "acting"):
            return found
        return _people(scene, scene.subject(sentence, support, control=OBJECT_CONTROL))
    if above.lower_ == "on" and above.head.pos_ not in VERBAL:  # "X, on a visit to Y, …"
        return _people(scene, scene.listed(sentence, above.head.left_edge.i, above.i - 1))
    if _inserted(above):
        return _people(scene, scene.subject(sentence, above.head))
    if above.lower_ in words("events", "occasions", "linking") and not any(c.dep_ in ("poss",) or c.lower_ == "the" for c in noun.children):
        return _people(scene, scene.subject(sentence, clause_head(above)))  # "returned home following a visit to X"
    return found


def _people(scene: Scene, cast: Cast) -> Cast:
    """Without the countries alone: a country does not travel, its delegation does."""
    return cast if cast.agents() else Cast(tokens=cast.tokens)


def _frame(
    scene: Scene,
    sentence: Sentence,
    trigger: Token,
    standing: Standing,
    cast: Cast,
    destination: Mention | None,
    *,
    node: Token,
    nodes: set[int],
    rule: str,
) -> EventFrame:
    frame = scene.frame(sentence, _type(trigger), trigger, standing, cast, node=node, nodes=nodes, rule=rule)
    frame.visitors, frame.participants = dict(cast.participants), {}
    if destination is not None:  # nobody visits their own country
        frame.visitors = {k: s for k, s in frame.visitors.items() if scene.reading.entities[k].country != destination.entity}
    frame.countries = {k: s for k, s in cast.countries.items() if k in scene.countries_of(frame.visitors, frame.delegations)}
    frame.place = None
    if destination is not None:
        frame.destination = (destination.entity, destination.span)
        entity = scene.reading.entities[destination.entity]
        if entity.type == "Country":
            frame.countries.setdefault(entity.key, destination.span)
        elif entity.country:
            frame.countries.setdefault(entity.country, entity.country_evidence or destination.span)
    return frame


def _type(trigger: Token) -> EventType:
    state = words("events", "visit_words", "state")
    return "StateVisit" if trigger.pos_ == "NOUN" and any(c.lower_ in state for c in trigger.children) else "Visit"


# ---- company and welcomes ------------------------------------------------------------------------------------------------


def of_company(scene: Scene, sentence: Sentence, verb: Token) -> list[EventFrame]:
    """Who travels along: "Accompanying X were A and B", "A accompanied X". Points at the visit of X."""
    if lemma(verb) not in words("events", "visit_words", "accompanying") or verb.pos_ not in VERBAL:
        return []
    everyone = Cast()
    for token in (*verb.children, *verb.head.children) if verb.head.i != verb.i else verb.children:
        if token.dep_ in ("dobj", "nsubj", "nsubjpass", "attr", "agent"):
            start = token.i + 1 if token.dep_ == "agent" else token.left_edge.i
            everyone.join(scene.listed(sentence, start, None if token.dep_ == "agent" else token.right_edge.i))
    if len(everyone.agents()) < 2:
        return []
    standing = modality.status(verb, sentence)
    if standing.denied:
        return []
    frame = _frame(scene, sentence, verb, standing, everyone, None, node=verb, nodes=set(), rule="visit.company")
    frame.definite = True
    return [frame]


def of_welcome(scene: Scene, sentence: Sentence, verb: Token) -> list[EventFrame]:
    """A guest of another country who is received with the honours of an arrival is on a visit to the host's country."""
    if lemma(verb) not in ("receive", "welcome", "greet") or not honoured(sentence):
        return []
    standing = modality.status(verb, sentence)
    if standing.status != "Held":
        return []
    host = scene.subject(sentence, verb)
    if clauses.is_passive(verb):
        token = clauses.subject(verb)
        guest = scene.listed(sentence, *clauses.subject_stretch(verb, token)) if token is not None else Cast()
    else:
        target = next((c for c in verb.children if c.dep_ == "dobj"), None)
        guest = scene.listed(sentence, target.left_edge.i) if target is not None else Cast()
    at_home = [c for c in host.countries if c not in guest.countries]
    others = [c for c in scene.actors.sides() if c not in at_home]
    if not guest.participants or len(at_home) != 1 or not (guest.countries or others):
        return []
    frame = _frame(scene, sentence, verb, Standing("Ongoing", "past"), guest, None, node=verb, nodes=set(), rule="visit.welcome")
    frame.date = frame.date_evidence = None  # the honours need not be on the first day
    frame.destination = (at_home[0], host.countries[at_home[0]])
    frame.countries.setdefault(at_home[0], host.countries[at_home[0]])
    return [frame]
