"""What the readers of visits share: where a visit goes, who travels, and the frame made of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.extract.frames.casts import Cast
from graph.extract.frames.scene import Scene
from graph.extract.lexicons import words
from graph.extract.modality import Standing
from graph.extract.reading import EventFrame, EventType, Mention, Sentence

if TYPE_CHECKING:
    from spacy.tokens import Token


def places_from(scene: Scene, sentence: Sentence, start: int) -> list[Mention]:
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
        before = token.nbor(-1) if token.nbor(-1).lower_ != "the" or token.i < 2 else token.nbor(-2)
        locates = bool(found) and before.lower_ in (",", "in") and entity.type == "Country"
        if not (locates and entities[found[-1].entity].type != "Country"):
            found.append(mention)
    return found


def send_abroad(scene: Scene, frame: EventFrame) -> None:
    """Where a visit goes that only says "is on an official visit": to the other of the article's two sides."""
    own = scene.countries_of(frame.visitors)
    others = {k: s for k, s in scene.actors.sides().items() if k not in own}
    if len(own) == 1 and len(others) == 1:
        key, span = next(iter(others.items()))
        frame.destination, frame.confidence = (key, span), min(frame.confidence, 0.6)
        frame.countries.setdefault(key, span)


def travellers(scene: Scene, cast: Cast) -> Cast:
    """Without the countries alone: a country does not travel, its delegation does."""
    return cast if cast.agents() else Cast(tokens=cast.tokens)


def visit_frame(
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
    """A frame of a visit: whoever takes part travels; nobody visits their own country."""
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
