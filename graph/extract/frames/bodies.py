"""Reading → what is said of joint bodies: whether they exist or are to be set up, what for, how often they meet, in turn where."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from graph.extract.clauses import VERBAL, ancestors, auxiliaries, clause_head, clause_span, trimmed
from graph.extract.frames.actors import Actors, Named, is_side
from graph.extract.frames.agreement_parties import parties
from graph.extract.frames.phrases import enumeration, shown, token_at
from graph.extract.lexicons import lexicon, words
from graph.extract.modality import negated
from graph.extract.reading import AgreementFrame, BodyFrame, BodyStatus, Entity, Mention, Reading, Sentence
from graph.ids import slug
from graph.model import Span

if TYPE_CHECKING:
    from spacy.tokens import Token

_ALTERNATING = re.compile(r"\b(?:alternat(?:ing|ely|ively|e|es)|rotat(?:ing|e|es)|in turn|by turns)\s+(?:in|between|among|by)\s+", re.I)
_UNDER = re.compile(
    r"\b(?:under|pursuant to|in accordance with|within the framework of|as part of|as provided for in|established by)\b", re.I
)
_TO = re.compile(
    r"\s*,?\s*(?:which|that)?\s*(?:will|would|is|are|was|were|has|have)?\s*(?:been\s+)?"
    r"(?:established|created|set up|formed|launched|constituted)?\s*"
    r"(?:tasked with|mandated to|aimed at|responsible for|to(?!\s+(?:be|meet|convene|gather|hold|sit)\b)|for)\s+",
    re.I,
)
_STATUS_ORDER: dict[BodyStatus, int] = {"Planned": 3, "Proposed": 2, "Existing": 1}


def find(reading: Reading, agreements: Sequence[AgreementFrame]) -> list[BodyFrame]:
    """One frame per joint body of the article. Bodies to be set up are added to `establishes` of the agreement they stand under."""
    actors = Actors(reading)
    _describe(actors)
    found: dict[str, BodyFrame] = {}
    for sentence in reading.sentences:
        if sentence.role in ("header", "signoff", "byline"):
            continue
        for index, mention in sentence.mention_at.items():
            entity = actors.entity(mention)
            if entity is not None and entity.type == "JointBody":
                _read(actors, found, sentence, sentence.tokens.doc[index], mention)
        _taken_up(actors, found, sentence)
    for frame in found.values():
        _attach(actors, frame, agreements)
    return list(found.values())


def _described() -> re.Pattern[str]:
    names = lexicon("joint_bodies")["names"]
    heads, modifiers = ("|".join(re.escape(w).replace("\\ ", r"\s+") for w in names[key]) for key in ("heads", "modifiers"))
    topic = r"[\w'-]+(?:\s+(?:of|and|for|the)\s+[\w'-]+|\s+[a-z'-]+)*?"
    return re.compile(
        rf"\b(?:an?|another|the)\s+(?:new\s+)?(?P<name>(?:(?!of\b|an?\b|the\b)[\w-]+\s+){{0,2}}?(?:{modifiers})\s+(?:[\w-]+\s+){{0,3}}?(?:{heads})"
        rf"(?:\s+(?:on|for)\s+{topic}(?=\s*(?:[,.;:]|\b(?:to|which|that|in|at|by|with|between|will|was|were|and|under|as)\b|$)))?)(?!\w)",
        re.I,
    )


def _describe(actors: Actors) -> None:
    """Makes entities of joint bodies that the text describes where it says that they are set up or to be ("a joint committee on X")."""
    pattern = _described()
    for sentence in actors.reading.sentences:
        for m in pattern.finditer(actors.text, sentence.span.start, sentence.span.end):
            span = Span(m.start("name"), m.end("name"))
            token = token_at(sentence, span)
            if token is None or any(x.span.overlaps(span) and x.kind in ("jointbody", "body") for x in sentence.mentions):
                continue
            if _status(token)[0] is None:
                continue
            name = " ".join(actors.text[span.start : span.end].split())
            entity = Entity(f"jointbody:{slug(name)}", "JointBody", name, local=" on " not in name and " for " not in name)
            actors.reading.entities.setdefault(entity.key, entity)
            mention = Mention(span, "jointbody", entity.key, "described")
            sentence.mentions = (*sentence.mentions, mention)
            sentence.mention_at[token.i] = mention


def _read(actors: Actors, found: dict[str, BodyFrame], sentence: Sentence, token: Token, mention: Mention) -> None:
    status, word = _status(token)
    verb = clause_head(word if word is not None else token)
    span = clause_span(sentence, verb)
    if not span.overlaps(mention.span):
        span = sentence.span
    frame = found.get(mention.entity)
    if frame is None:
        frame = found[mention.entity] = BodyFrame(mention.entity, status or "Existing", [], rule="joint-body")
        known: BodyStatus | None = None
    else:
        known = frame.status
    if status is not None and (known is None or known == "Existing" or _STATUS_ORDER[status] > _STATUS_ORDER[known]):
        frame.status = status
        frame.evidence.insert(0, span)
    elif not frame.evidence or mention.kind == "jointbody" or _says_something(actors, span):
        frame.evidence.append(span)
    frame.evidence = list(dict.fromkeys(frame.evidence))
    for purpose in _purposes(actors, sentence, mention, word):
        if purpose not in frame.purposes:
            frame.purposes.append(purpose)
    frame.recurrence = frame.recurrence or _rhythm(actors, sentence, mention, span)
    frame.hosts = frame.hosts or _hosts(actors, span)
    frame.countries = frame.countries or _in_name(actors, sentence, mention)


def _taken_up(actors: Actors, found: dict[str, BodyFrame], sentence: Sentence) -> None:
    """ "The group will meet annually": a description that takes up the body named last."""
    if not found or any(m.entity in found for m in sentence.mentions):
        return
    for token in sentence.tokens:
        if token.dep_ not in ("nsubj", "nsubjpass") or token.lower_ not in words("joint_bodies", "names", "anaphors"):
            continue
        definite = token.lower_ == "it" or any(c.lower_ in ("the", "this") for c in token.children)
        span = clause_span(sentence, clause_head(token))
        if definite and _says_something(actors, span):
            frame = list(found.values())[-1]
            place = Mention(sentence.span_of(token), "nominal", frame.entity)
            frame.recurrence = frame.recurrence or _rhythm(actors, sentence, place, span)
            frame.hosts = frame.hosts or _hosts(actors, span)
            if span not in frame.evidence:
                frame.evidence.append(span)
            return


def _says_something(actors: Actors, span: Span) -> bool:
    text = actors.text[span.start : span.end].casefold()
    return any(re.search(rf"\b{re.escape(w)}\b", text) for w in lexicon("joint_bodies")["rhythm"])


def _status(token: Token) -> tuple[BodyStatus | None, Token | None]:
    """What the clause says of the body's being, and the word that says it; (None, None) where it only names it."""
    if (described := _described_status(token)) is not None:
        return described
    node = token
    for _ in range(5):
        above = node.head
        if above.i == node.i:
            return None, None
        lemma = above.lemma_.casefold()
        if above.pos_ in VERBAL:
            if node.dep_ == "nsubj" and _indefinite(token) and any(a.lower_ in ("will", "shall") for a in auxiliaries(above)):
                return "Planned", above  # "a joint commission will verify …"
            creates = lemma in words("joint_bodies", "verbs", "create") and (
                lemma != "set" or any(c.lower_ in words("joint_bodies", "verbs", "particles") for c in above.children)
            )
            if creates and node.dep_ in ("dobj", "nsubjpass", "oprd", "appos", "conj", "dep") and not negated(above):
                return _of_creating(above), above
            if lemma in words("joint_bodies", "verbs", "propose") and node.dep_ in ("dobj", "nsubjpass"):
                return ("Proposed", above) if _indefinite(token) else (None, None)
            return None, None
        if node.dep_ in ("pobj",) and above.head.lemma_.casefold() in words("joint_bodies", "nouns", "create"):
            return _of_noun(above.head), above.head
        node = above
    return None, None


def _described_status(token: Token) -> tuple[BodyStatus, Token] | None:
    """ "a committee to be set up under the agreement", "a committee, established in 2019, …": what a clause right behind the body says"""
    for child in token.children:
        if child.dep_ not in ("acl", "relcl", "appos") or child.i < token.i or child.pos_ not in VERBAL:
            continue
        verb = next((c for c in (child, *child.children) if c.lemma_.casefold() in words("joint_bodies", "verbs", "create")), None)
        if verb is None or verb.dep_ not in ("acl", "relcl", "xcomp", "appos") or negated(verb):
            continue
        if verb.lemma_ == "set" and not any(c.lower_ in words("joint_bodies", "verbs", "particles") for c in verb.children):
            continue
        passive = verb.tag_ == "VBN" or any(c.dep_ == "auxpass" for c in verb.children)
        if passive:
            return _of_creating(verb), verb
    return None


def _indefinite(token: Token) -> bool:
    return any(c.dep_ == "det" and c.lower_ in ("a", "an", "another") for c in token.children)


def _of_creating(verb: Token) -> BodyStatus:
    low = {a.lower_ for a in auxiliaries(verb)}
    over = [verb.head] if verb.dep_ in ("xcomp", "ccomp", "pcomp", "acl", "advcl") else []
    if low & {"may", "might", "could", "can", "should"} or any(_proposes(a) for a in over):
        return "Proposed"
    if low & {"will", "shall", "would", "to"} or verb.tag_ == "VB":
        return "Planned"
    if verb.tag_ == "VBG" and any(a.lemma_ in words("joint_bodies", "verbs", "plan") for a in over):
        return "Planned"
    return "Existing"


def _proposes(token: Token) -> bool:
    return token.lemma_ in words("joint_bodies", "verbs", "propose") or token.lemma_ in words("joint_bodies", "nouns", "propose")


def _of_noun(noun: Token) -> BodyStatus:
    """ "agreed on the establishment of", "proposed the creation of", "welcomed the establishment of" """
    for above in list(ancestors(noun))[:4]:
        if _proposes(above):
            return "Proposed"
        future = {a.lower_ for a in auxiliaries(above)} & {"will", "would", "to"}
        if above.lemma_ in words("joint_bodies", "verbs", "plan") or future:
            return "Planned"
        if above.pos_ in VERBAL:
            return "Existing"
    return "Planned"


# ---- what for, how often, where


def _purposes(actors: Actors, sentence: Sentence, mention: Mention, word: Token | None) -> list[Span]:
    """What stands behind the body or behind the verb that sets it up, after "to" or "for"; each coordinated act is one."""
    text = actors.text
    starts = [mention.span.end]
    if word is not None and sentence.offsets[word.i][1] > mention.span.end:
        starts.append(sentence.offsets[word.i][1])
    described = re.compile(
        r"\s*(?:\([^)]*\)\s*)?(?:is|are|[–—-])\s+(?:an?|the)\s+[^.;]{0,90}?\b(?=to\s+[a-z]+|for\s+[a-z]+ing\b)", re.I
    ).match(text, mention.span.end, sentence.span.end)
    if described:
        starts.append(described.end())
    for start in starts:
        m = _TO.match(text, start, sentence.span.end)
        if m is None:
            continue
        stop = re.compile(r"[.;\"]|\s[–—-]\s|,\s+(?:which|with|while|who|and the)\b").search(text, m.end(), sentence.span.end)
        span = shown(text, m.end(), stop.start() if stop else sentence.span.end)
        if span is None or any(m_.kind in ("country",) and m_.span.start == span.start for m_ in sentence.mentions):
            continue
        return _acts(actors, sentence, span)
    aim = (
        next((c for c in word.children if c.dep_ in ("advcl", "xcomp", "acl") and c.tag_ == "VB" and c.i > word.i), None)
        if word is not None
        else None
    )
    if aim is not None and mention.span.end <= sentence.offsets[aim.i][0]:
        return _acts(actors, sentence, trimmed(sentence, aim.i, aim.right_edge.i))
    return []


def _acts(actors: Actors, sentence: Sentence, span: Span) -> list[Span]:
    """Coordinated acts apart ("monitor progress and identify gaps"), but not verbs that share an object ("review and guide policy")."""
    tokens = [t for t in sentence.tokens if span.start <= sentence.offsets[t.i][0] < span.end]
    verbs = [t for t in tokens if t.tag_ in ("VB", "VBG", "VBP") and t.pos_ == "VERB"]
    cuts = []
    for earlier, later in pairwise(verbs):
        between = [t for t in tokens if earlier.i < t.i < later.i]
        if any(t.pos_ in ("NOUN", "PROPN") for t in between) and between[-1].dep_ in ("cc", "punct"):
            cuts.append(sentence.offsets[later.i][0])
    if not cuts:
        parts = enumeration(actors.text, span) if not verbs else [span]
        return parts if len(parts) > 1 and all(len(p) > 8 for p in parts) else [span]
    bounds = [span.start, *cuts, span.end]
    found = []
    for start, end in pairwise(bounds):
        text = re.sub(r"[\s,]*(?:\band\b|,)\s*$", "", actors.text[start:end])
        if part := shown(actors.text, start, start + len(text)):
            found.append(part)
    return found


def _rhythm(actors: Actors, sentence: Sentence, mention: Mention, span: Span) -> tuple[str, Span] | None:
    for word, value in sorted(lexicon("joint_bodies")["rhythm"].items(), key=lambda x: -len(x[0])):
        m = re.compile(rf"\b{re.escape(word)}\b", re.I).search(actors.text, span.start, span.end)
        if m is None:
            continue
        inside = mention.span.start <= m.start() < mention.span.end
        before = 0 <= mention.span.start - m.end() <= 20
        meets = re.search(
            r"\b(?:meets?|meetings?|convenes?|held|takes? place|sessions?|gathers?)\b", actors.text[span.start : span.end], re.I
        )
        if inside or before or (meets and mention.span.start < m.start()):
            return value, Span(m.start(), m.end())
    return None


def _hosts(actors: Actors, span: Span) -> Named:
    m = _ALTERNATING.search(actors.text, span.start, span.end)
    if m is None:
        return {}
    named, _ = parties(actors, m.end(), span.end)
    return {k: s for k, s in named.items() if is_side(actors.reading.entities[k]) or actors.reading.entities[k].type in ("City", "Place")}


def _in_name(actors: Actors, sentence: Sentence, mention: Mention) -> Named:
    """The two sides that the name itself holds ("Peru–Chile Joint Commission"), or that stand behind "between"."""
    tail = re.compile(r"\s*(?:\([^)]*\)\s*)?(?=between\b)", re.I).match(actors.text, mention.span.end, sentence.span.end)
    if tail is not None:
        named, _ = parties(actors, re.compile(r"between\s+", re.I).match(actors.text, tail.end()).end(), sentence.span.end)  # type: ignore[union-attr]
        if len(named) >= 2:
            return {k: s for k, s in named.items() if is_side(actors.reading.entities[k])}
    name = actors.text[mention.span.start : mention.span.end].casefold()
    shown_: Named = {}
    for entity in actors.reading.entities.values():
        if is_side(entity) and re.search(rf"\b{re.escape(entity.name.casefold())}\b", name):
            shown_[entity.key] = mention.span
    return shown_ if len(shown_) >= 2 else {}


def _same_matter(actors: Actors, frame: BodyFrame, agreement: AgreementFrame) -> bool:
    """Whether the body's name and what the agreement is about share a word of substance ("… on Fisheries")."""
    name = set(re.findall(r"\w{5,}", actors.reading.entities[frame.entity].name.casefold()))
    about = {w for span in agreement.areas for w in re.findall(r"\w{5,}", actors.text[span.start : span.end].casefold())}
    return bool((name & about) - {"cooperation", "joint", "working", "group"})


def _attach(actors: Actors, frame: BodyFrame, agreements: Sequence[AgreementFrame]) -> None:
    """The agreement the body stands under: named with it after "under", or the article's only one where the body is still to come."""
    for span in frame.evidence:
        for agreement in agreements:
            if any(span.overlaps(e) for e in agreement.evidence) and _UNDER.search(actors.text, span.start, span.end):
                frame.under = agreement.key
    fresh = [a for a in agreements if a.status in ("Signed", "Reached")]
    if (
        frame.under is None
        and frame.status == "Planned"
        and len(fresh) == 1
        and len(agreements) == 1
        and _same_matter(actors, frame, fresh[0])
    ):
        frame.under = fresh[0].key
    under = next((a for a in agreements if a.key == frame.under), None)
    if under is not None and frame.status in ("Planned", "Proposed") and frame.entity not in under.establishes:
        under.establishes.append(frame.entity)
    if not frame.countries and frame.status != "Existing":
        frame.countries = actors.sides()
