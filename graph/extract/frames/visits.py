"""Visits: one actor travels to a country or place. Verbs of travel, visit nouns, invitations, and welcomes with honours."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from graph import edtf
from graph.extract import clauses, dates, modality
from graph.extract.clauses import VERBAL, lemma
from graph.extract.frames.casts import Cast
from graph.extract.frames.event_nouns import OBJECT_CONTROL, event_type
from graph.extract.frames.journeys import places_from, send_abroad, travellers, visit_frame
from graph.extract.frames.meetings import honoured
from graph.extract.frames.scene import Scene
from graph.extract.lexicons import lexicon, words
from graph.extract.modality import Standing
from graph.extract.reading import EventFrame, Mention, Sentence

if TYPE_CHECKING:
    from spacy.tokens import Token


_STAY = 14  # days; longer visits are told with their length


def of_verb(scene: Scene, sentence: Sentence, verb: Token) -> list[EventFrame]:
    """The visits that a verb of travel reports, one for each destination."""
    prepositions = lexicon("events")["visit_verbs"].get(lemma(verb))
    if prepositions is None or verb.pos_ != "VERB" or clauses.is_passive(verb):
        return []
    standing = modality.status(verb, sentence)
    if standing.denied or (lemma(verb) in ("lead", "head") and not _leads_delegation(verb)):
        return []
    destinations: list[Mention | None] = [*_verb_destinations(scene, sentence, verb, prepositions)]
    if not destinations and "" in prepositions:
        destinations = [*_sites(scene, sentence, verb)]
    if not destinations and _into_the_country(verb, prepositions):
        destinations = [None]
    if not destinations:
        return []
    cast = _invited(scene, sentence, verb) or scene.subject(sentence, verb, control=OBJECT_CONTROL)
    if not cast.agents() and clauses.subject(verb) is not None:
        cast = scene.guest(sentence, clauses.subject(verb), away_from=destinations[0].entity if destinations[0] else "")
    if not cast.agents() and not (standing.status == "Proposed" and cast.countries):
        return []
    leaving = _leaving(verb)
    setting = lemma(verb) in words("events", "visit_words", "under_way")
    if (leaving is not None or setting) and standing.status == "Held":
        standing = Standing("Ongoing", "past", confidence=standing.confidence)
    found = []
    for n, destination in enumerate(destinations):
        frame = _journey(scene, sentence, verb, standing, replace(cast), destination)
        if n and _thereafter(scene, destinations[n - 1], destination):
            frame.date, frame.date_evidence, frame.bound = None, None, ""  # "on Friday to Peru and then to Chile"
        if standing.status or (standing.present and frame.date):
            found.append(frame)
    return found


def _journey(scene: Scene, sentence: Sentence, verb: Token, standing: Standing, cast: Cast, destination: Mention | None) -> EventFrame:
    """The frame of a visit that a verb of travel reports; without a destination, "in the country", that is the article's other side."""
    leaving = _leaving(verb)
    nodes = {leaving.i} if leaving is not None else set()
    frame = visit_frame(scene, sentence, verb, standing, cast, destination, node=verb, nodes=nodes, rule=f"visit.{lemma(verb)}")
    setting_out = lemma(verb) in words("events", "visit_words", "setting_out") and frame.date
    frame.bound = "start" if setting_out and frame.status in ("Held", "Ongoing") else ""
    if frame.status == "Ongoing" and _long_ago(frame, scene):
        frame.status = "Held"
    if destination is None:
        send_abroad(scene, frame)
    return frame


def _thereafter(scene: Scene, one: Mention | None, other: Mention | None) -> bool:
    between = scene.reading.text[one.span.end : other.span.start] if one is not None and other is not None else ""
    return bool({"then", "later", "finally"} & set(between.casefold().split()))


def _long_ago(frame: EventFrame, scene: Scene) -> bool:
    """Whether the traveller set out so long before publication that he or she need not be there any more."""
    last = edtf.bounds(frame.date)[1] if frame.date else None
    return last is not None and (scene.reading.published - last).days > _STAY


def _leaving(verb: Token) -> Token | None:
    """The verb of leaving on which one of going depends: "left the country on Monday heading for Peru", "departed, bound for Peru"."""
    above = verb.head
    leaves = above.pos_ in VERBAL and lemma(above) in ("leave", "depart") and above.i < verb.i
    return above if leaves and verb.tag_ == "VBG" and verb.dep_ in ("advcl", "xcomp", "ccomp", "dobj") else None


def of_taking(scene: Scene, sentence: Sentence, verb: Token) -> list[EventFrame]:
    """ "a tour that will also take him to Kenya": whoever a trip takes to a place visits it."""
    if verb.pos_ != "VERB" or lemma(verb) not in ("take", "bring") or verb.dep_ != "relcl" or clauses.is_passive(verb):
        return []
    trip, target = clauses.subject(verb), next((c for c in verb.children if c.dep_ == "dobj"), None)
    if trip is None or target is None or event_type(trip) != "Visit":
        return []
    standing = modality.status(verb, sentence)
    places = _verb_destinations(scene, sentence, verb, ["to"])
    cast = travellers(scene, scene.listed(sentence, target.left_edge.i, target.right_edge.i))
    if standing.denied or standing.status is None or not places or not cast.agents():
        return []
    return [visit_frame(scene, sentence, verb, standing, cast, p, node=verb, nodes=set(), rule="visit.take") for p in places]


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
    places = places_from(scene, sentence, behind.i + 1)
    token = clauses.subject(verb)
    if not places or token is None or verb.pos_ not in VERBAL:
        return []
    cast = travellers(scene, scene.listed(sentence, *clauses.subject_stretch(verb, token)))
    if not cast.agents() or modality.negated(verb):
        return []
    frame = visit_frame(scene, sentence, word, modality.PLANNED, cast, places[0], node=verb, nodes={verb.i, word.i}, rule="visit.due")
    return [frame]


def _into_the_country(verb: Token, prepositions: list[str]) -> bool:
    """ "arrived in the country": the one that the article is about, beside the traveller's own"""
    behind = [t for c in verb.children if c.lower_ in prepositions for t in c.children]
    return any(t.lower_ in words("events", "visit_words", "here") and any(c.lower_ == "the" for c in t.children) for t in behind)


def _verb_destinations(scene: Scene, sentence: Sentence, verb: Token, prepositions: list[str]) -> list[Mention]:
    starts = [verb.i + 1] if "" in prepositions else []
    toward = [c for c in verb.children if c.lower_ in prepositions and c.dep_ == "prep"]
    starts += [c.i + 1 for c in toward]
    found: list[Mention] = []
    for start in starts:
        found += places_from(scene, sentence, max(start, verb.i + 1))
    return found + (_onward(scene, sentence, found, prepositions) if found else [])


def _onward(scene: Scene, sentence: Sentence, found: list[Mention], prepositions: list[str]) -> list[Mention]:
    """Where a journey goes on: "to Peru and then to Chile"."""
    last = max(i for i, m in sentence.mention_at.items() if m.span == found[-1].span)
    at = last + 1
    while at < sentence.tokens.end and sentence.tokens.doc[at].lower_ in (",", "and", "then", "later", "from", "there", "finally"):
        at += 1
    token = sentence.tokens.doc[at] if at < sentence.tokens.end else None
    further = token is not None and at > last + 1 and token.lower_ in prepositions and token.dep_ != "aux"
    return [p for p in places_from(scene, sentence, at + 1) if p not in found] if further else []


def _sites(scene: Scene, sentence: Sentence, verb: Token) -> list[Mention]:
    """The city or country of a site without a name: "toured a shipyard in Gdansk", "visited the memorial in the city of Lima"."""
    site = next((c for c in verb.children if c.dep_ == "dobj" and c.tag_ in ("NN", "NNS") and c.i not in sentence.mention_at), None)
    if site is None or site.i < verb.i:
        return []
    found = scene.place(sentence, {verb.i, site.i, *(t.i for t in site.subtree if t.pos_ == "NOUN")}, set())
    return [m for m in sentence.mentions if found is not None and m.span == found[1] and m.entity == found[0]]


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


def of_stay(scene: Scene, sentence: Sentence, verb: Token) -> list[EventFrame]:
    """ "X will be in Y on 15 April", "X was in Y for talks": a stay abroad with a day or a purpose is a visit."""
    behind = next((c for c in verb.children if c.lower_ == "in" and c.dep_ == "prep"), None)
    token = clauses.subject(verb)
    named = token is not None and (token.i in sentence.mention_at or token.lower_ in ("he", "she"))
    if verb.lemma_ not in ("be", "stay") or behind is None or not named:
        return []
    if behind.i < verb.i and any(c.dep_ == "xcomp" for c in verb.children):
        return []  # "In Lima, X is to open a forum"
    purpose = any(c.lower_ == "for" or (c.dep_ in ("advcl", "xcomp") and modality.tense(c) == "infinitive") for c in verb.children)
    places = [p for p in places_from(scene, sentence, behind.i + 1) if scene.reading.entities[p.entity].type in ("City", "Country")]
    cast = travellers(scene, scene.subject(sentence, verb))
    standing = modality.status(verb, sentence)
    if not places or not any(scene.reading.entities[k].type == "Person" for k in cast.participants) or standing.denied:
        return []
    standing = Standing("Ongoing", "past", confidence=standing.confidence) if standing.present else standing
    frame = visit_frame(scene, sentence, verb, standing, cast, places[0], node=verb, nodes=set(), rule="visit.stay")
    since = next((t for t in sentence.times if t.value.startswith("since:") and frame.status in ("Held", "Ongoing")), None)
    if since is not None and any(a.lower_ in ("has", "have") for a in clauses.auxiliaries(verb)):
        frame.status, frame.date, frame.date_evidence = "Ongoing", None, None
        first = dates.resolve(replace(since, value=since.value.removeprefix("since:")), anchor=scene.reading.today, direction="past")
        if first is not None and edtf.precision(first) == "day":
            frame.date, frame.date_evidence, frame.bound = first, since.span, "start"
    return [frame] if (frame.date or purpose or since) and frame.visitors else []


def of_hosting(scene: Scene, sentence: Sentence, verb: Token) -> list[EventFrame]:
    """ "Norway is hosting President X this week": a guest of a country is on a visit there."""
    if verb.pos_ != "VERB" or lemma(verb) not in ("host", "receive", "welcome") or clauses.is_passive(verb):
        return []
    token = clauses.subject(verb)
    host = sentence.mention_at.get(token.i) if token is not None and sentence.tokens.start <= token.i < sentence.tokens.end else None
    target = next((c for c in verb.children if c.dep_ == "dobj"), None)
    guest = sentence.mention_at.get(target.i) if target is not None else None
    if host is None or host.kind != "country" or host.source == "adjective" or guest is None or guest.kind != "person":
        return []
    standing = modality.status(verb, sentence)
    if standing.denied or target is None or any(c.lower_ in ("on", "for") for c in verb.children):
        return []  # "receives X on a State visit" is read from its noun
    cast = scene.listed(sentence, target.left_edge.i)
    frame = visit_frame(scene, sentence, verb, standing, cast, host, node=verb, nodes=set(), rule="visit.host")
    told = standing.status or (standing.present and frame.date)
    return [frame] if told and frame.visitors and frame.date else []


# ---- company and welcomes ------------------------------------------------------------------------------------------------


def of_company(scene: Scene, sentence: Sentence, verb: Token) -> list[EventFrame]:
    """Who travels along: "Accompanying X were A and B", "A accompanied X". Points at the visit of X."""
    if lemma(verb) not in words("events", "visit_words", "accompanying") or verb.pos_ not in VERBAL:
        return []
    everyone = Cast()
    further = [c for t in verb.children if t.dep_ == "agent" for c in t.children if c.dep_ == "conj" and c.lower_ == "by"]
    for token in further:  # "accompanied by a delegation and by X"
        everyone.join(scene.listed(sentence, token.i + 1))
    for token in (*verb.children, *verb.head.children) if verb.head.i != verb.i else verb.children:
        if token.dep_ in ("dobj", "nsubj", "nsubjpass", "attr", "agent"):
            start = token.i + 1 if token.dep_ == "agent" else token.left_edge.i
            everyone.join(scene.listed(sentence, start, None if token.dep_ == "agent" else token.right_edge.i))
    if len(everyone.agents()) < 2:
        return []
    standing = modality.status(verb, sentence)
    if standing.denied:
        return []
    frame = visit_frame(scene, sentence, verb, standing, everyone, None, node=verb, nodes=set(), rule="visit.company")
    frame.definite = True
    return [frame]


_ENVOY = re.compile(r"ambassador|high commissioner|charg[ée]|consul|envoy|permanent representative", re.I)


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
    envoys = {p.person for p in scene.reading.posts if _ENVOY.search(p.title)}
    sent = {scene.reading.entities[k].country for k in host.participants if k in envoys}  # an ambassador greets his own minister abroad
    at_home = [c for c in host.countries if c not in guest.countries and c not in sent]
    others = [c for c in scene.actors.sides() if c not in at_home]
    if not guest.participants or len(at_home) != 1 or not (guest.countries or others):
        return []
    frame = visit_frame(scene, sentence, verb, Standing("Ongoing", "past"), guest, None, node=verb, nodes=set(), rule="visit.welcome")
    frame.date = frame.date_evidence = None  # the honours need not be on the first day
    frame.destination = (at_home[0], host.countries[at_home[0]])
    frame.countries.setdefault(at_home[0], host.countries[at_home[0]])
    return [frame]
