"""The terms of a document as its name and the clauses about it give them: the name's extent, who it is between, what it is about."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from graph.extract.frames.actors import BODIES, Actors, Named, is_side
from graph.extract.frames.instruments import Instrument
from graph.extract.frames.phrases import enumeration, shown
from graph.extract.lexicons import lexicon, words
from graph.extract.reading import Entity, Mention, Sentence
from graph.ids import slug
from graph.model import Span

if TYPE_CHECKING:
    from spacy.tokens import Token

_INSIDE = frozenset(
    {
        "on",
        "for",
        "in",
        "of",
        "between",
        "among",
        "amongst",
        "with",
        "to",
        "as",
        "regarding",
        "concerning",
        "from",
        "by",
        "into",
        "against",
        "over",
        "towards",
    }
)
_TIME = re.compile(
    r"(?:on|in|at|by|from|this|last|next)?\s*(?:mon|tues|wednes|thurs|fri|satur|sun)day|\d{1,2}(?:st|nd|rd|th)?\s+[A-Z][a-z]+|(?:19|20)\d\d\b|(?:today|yesterday|tomorrow)"
    r"|(?:january|february|march|april|may|june|july|august|september|october|november|december)\s+\d",
    re.I,
)
_HARD = re.compile(
    r"\s[-–—]\s|[-–—]\s(?=Exchanged|Signed)|[;:\n]|\.(?:\s|$)|\bin the presence of\b"
    r"|\b(?:which|that|who|where|while|during|following|including|such as|on behalf of)\b",
    re.I,
)


def extent(actors: Actors, sentence: Sentence, instrument: Instrument) -> Span:
    """The document's name without article: the words before the instrument that belong to it, and its "on …", "between …" behind."""
    tokens = list(sentence.tokens)
    where = [sentence.offsets[t.i] for t in tokens]
    first = next((n for n, (_, e) in enumerate(where) if e > instrument.span.start), 0)
    last = next((n for n in range(len(where) - 1, -1, -1) if where[n][0] < instrument.span.end), first)
    start = min(where[_leftmost(tokens, first)][0], instrument.span.start)
    end = max(instrument.span.end, _rightmost(actors, sentence, tokens, last))
    return shown(actors.text, start, end) or instrument.span


def _leftmost(tokens: list[Token], first: int) -> int:
    at = first
    while at > 0:
        before = tokens[at - 1]
        noun_behind = at > 1 and tokens[at - 2].pos_ in ("ADJ", "NOUN", "PROPN")
        if _modifies(before) or (before.text in ("-", "–", "/", "&") and noun_behind):
            at -= 1
        elif before.lower_ == "and" and at < first and at > 1 and tokens[at].text[:1].isupper() and tokens[at - 2].text[:1].isupper():
            at -= 2
        else:
            break
    return at


def _modifies(token: Token) -> bool:
    if token.pos_ in ("ADJ", "NOUN", "PROPN", "NUM"):
        return token.tag_ != "POS" and token.lower_ != "number"
    return token.tag_ in ("VBN", "VBG") and token.dep_ in ("amod", "compound")


def _rightmost(actors: Actors, sentence: Sentence, tokens: list[Token], last: int) -> int:
    """Offset where the name ends. Stops at finite verbs, dates, dashes, relative clauses; commas are passed inside enumerations only."""
    text = actors.text
    limit = sentence.span.end
    if m := _HARD.search(text, sentence.offsets[tokens[last].i][1], limit):
        limit = m.start()
    end = sentence.offsets[tokens[last].i][1]
    n = last + 1
    while n < len(tokens):
        token = tokens[n]
        start, stop = sentence.offsets[token.i]
        if start >= limit or _ends_name(sentence, tokens, n) or (token.i in sentence.time_at):
            break
        if (token.dep_ == "prep" or token.pos_ == "ADP") and _TIME.match(text, stop + 1) and not text[stop + 1 :].startswith("May "):
            break
        if token.text == "," and not _list_goes_on(sentence, tokens, n, limit):
            break
        end = stop
        n += 1
    span = shown(text, sentence.offsets[tokens[last].i][0], end)
    return span.end if span else end


def _ends_name(sentence: Sentence, tokens: list[Token], n: int) -> bool:
    token = tokens[n]
    if token.i in sentence.mention_at:
        return False
    following = tokens[n + 1] if n + 1 < len(tokens) else None
    if token.tag_ in ("VBD", "VBZ", "VBP", "MD") or token.pos_ == "AUX":
        return True
    if token.tag_ == "VBN" and token.dep_ not in ("amod", "compound", "pobj", "conj"):
        return True
    if token.tag_ == "VBN" and token.lemma_ in words("agreements", "verbs", "signed") | words("agreements", "verbs", "reached"):
        return True
    if (
        token.lower_ == "to"
        and following is not None
        and (following.lemma_ == "be" or following.tag_ != "VB")
        and following.pos_ in ("AUX", "VERB")
    ):
        return True
    if token.pos_ == "ADV" or token.dep_ == "npadvmod" or token.lower_ in ("likely", "here", "both"):
        return True
    if token.pos_ == "ADP" and token.lower_ not in _INSIDE and token.dep_ != "prt":
        return True
    if token.pos_ == "ADP" and following is not None and (m := sentence.mention_at.get(following.i)) and m.kind == "place":
        return token.lower_ in ("in", "at")
    return token.pos_ == "PRON" and token.tag_ not in ("PRP$",)


def _list_goes_on(sentence: Sentence, tokens: list[Token], n: int, limit: int) -> bool:
    following = tokens[n + 1] if n + 1 < len(tokens) else None
    if following is None or (
        following.pos_ not in ("NOUN", "ADJ", "PROPN", "DET", "NUM", "CCONJ")
        and following.i not in sentence.mention_at
        and following.tag_ != "VBG"
    ):
        return False
    for later in tokens[n + 1 :]:
        if sentence.offsets[later.i][0] >= limit:
            return False
        if later.lower_ == "and":
            return True
        if later.tag_ in ("VBD", "VBZ", "VBP", "MD"):
            return False
    return False


# ---- between whom

_BETWEEN = re.compile(r"\b(?:by and between|between|among|amongst)\s+", re.I)
_STATE = "|".join(lexicon("agreements")["parties"]["forms"])
_STYLED = "|".join(lexicon("agreements")["parties"]["styles"])
_GLUE = re.compile(
    r"\s*(?:(?:the|a|an|its|their|his|her|representatives? of|officials? (?:of|from))\b|(?:respective )?governments? of\b"
    rf"|(?:(?:{_STYLED})\s+)*(?:{_STATE}) of\b"
    r"|of\b|and\b|&|,|;|/|'s\b|'|\([^)]{0,60}\))\s*",
    re.I,
)
_RUN = re.compile(r"(?:\d+\s+)?(?:[A-Z][\w&.'/-]*)(?:\s+(?:(?:of|the)\s+)*(?:[A-Z&][\w&.'/-]*|\d+))*")
_ADJECTIVE = re.compile(r"[A-Z][a-z]+(?:ic|al|ive|ary|ous)")
_JOINED = re.compile(r"\s+and\s+" + _RUN.pattern)
_ACRONYM = re.compile(r"(?P<rest>[^()\n,;]{0,60}?)\s*\((?P<acronym>[A-Z][A-Za-z]{1,9})\)")


_BOTH_BODIES = re.compile(r"(?:two|both)\s+(?P<of>[A-Z]\w+(?:\s+[A-Z]\w+)?)\s+(?P<what>ministries)\b", re.I)
_BOTH = re.compile(r"(?:two|both)\s+(?:countries|nations|sides|governments|parties|states)", re.I)


def between(actors: Actors, start: int, end: int, *, create: bool = True) -> tuple[Named, Span | None]:
    """Who stands behind the first "between" of `text[start:end]`, and the stretch of that phrase; ({}, None) where there is none.

    Names that the article's names do not hold yet ("between Acme and Globex Sdn Bhd") become organisations, unless `create` is False: the
    place makes them parties.
    """
    opening = _BETWEEN.search(actors.text, start, end)
    if opening is None:
        return {}, None
    named, stop = parties(actors, opening.end(), end, create=create)
    return named, Span(opening.start(), max(stop, opening.end()))


def parties(actors: Actors, start: int, end: int, *, create: bool = True) -> tuple[Named, int]:
    """The parties enumerated from offset `start` on, and the offset where the enumeration ends.

    A country behind a body ("the University of X, Ruritania", "the Ministry of X of Ruritania") or before it owns the body and is no party.
    """
    text = actors.text
    mentions = sorted((m for s in actors.reading.sentences for m in s.mentions if start <= m.span.start < end), key=lambda m: m.span)
    found: list[tuple[Entity, Span]] = []
    at, stop, glue = start, start, "and"
    while at < end:
        if m := _GLUE.match(text, at, end):
            if m.end() == at:
                break
            glue += " " + m.group().strip().casefold()
            at = m.end()
            continue
        if (described := _BOTH_BODIES.match(text, at, end)) and (pair := _counterparts(actors, described)):
            at = stop = described.end()
            found.extend(pair)
            glue = ""
            continue
        if described := _BOTH.match(text, at, end):
            at = stop = described.end()
            found.extend((actors.reading.entities[k], Span(described.start(), described.end())) for k in actors.sides())
            glue = ""
            continue
        taken = _next_party(actors, mentions, at, end, create=create)
        if taken is None:
            break
        entity, span = taken
        _attach(found, entity, span, glue)
        at = stop = span.end
        glue = ""
    if found and (bracket := re.compile(r"\s*\([^)]{0,60}\)").match(text, stop, end)):
        stop = bracket.end()
    return {e.key: s for e, s in found}, stop


def _next_party(actors: Actors, mentions: list[Mention], at: int, end: int, *, create: bool) -> tuple[Entity, Span] | None:
    text = actors.text
    run = _RUN.match(text, at, end)
    for m in mentions:
        if m.span.start == at and (entity := actors.entity(m)) is not None:
            longer = create and run is not None and is_side(entity) and _goes_on(text, m, entity, run.end())
            if entity.type == "Person" and not _is_known_person(actors, m):
                return _as_organisation(actors, m), m.span
            if m.kind == "nominal" and not is_side(entity) and entity.type not in BODIES:
                return None
            if not longer:
                return entity, m.span
            break
    if run is None or not create or run.group().split()[0].casefold() in words("actors", "actors", "titles"):
        return None  # "with Fiji's Minister of …": the person signs for whom they stand
    stop = run.end()
    bracket = _ACRONYM.match(text, stop, end)
    if bracket and bracket["rest"] and _initials(text[run.start() : bracket.end("rest")], bracket["acronym"]):
        stop = bracket.end("rest")  # "Institute of Training and Research in Botany (ITRB)"
    elif _ADJECTIVE.fullmatch(text, run.start(), stop) and (rest := _JOINED.match(text, stop, end)):
        stop = rest.end()  # "Scientific and Technological Council of X"
    return _organisation(actors, run.start(), stop)


def _is_known_person(actors: Actors, mention: Mention) -> bool:
    """Whether anything beside the shape of the name says that it is a person's: a post, a country, another naming."""
    entity = actors.reading.entities[mention.entity]
    namings = sum(1 for _ in actors.reading.mentions_of(entity.key))
    return entity.country is not None or namings > 1 or any(p.person == entity.key for p in actors.reading.posts)


def _as_organisation(actors: Actors, mention: Mention) -> Entity:
    """A name that stands where the parties of a document stand is an organisation's, unless it is known to be a person's."""
    entity = replace(actors.reading.entities[mention.entity], type="Organization")
    actors.reading.entities[entity.key] = entity
    for sentence in actors.reading.sentences:
        for index, m in list(sentence.mention_at.items()):
            if m.entity == entity.key:
                sentence.mention_at[index] = replace(m, kind="body")
        sentence.mentions = tuple(replace(m, kind="body") if m.entity == entity.key else m for m in sentence.mentions)
    return entity


def _counterparts(actors: Actors, described: re.Match[str]) -> list[tuple[Entity, Span]]:
    """ "the two Foreign Ministries": the ministry of that name of either side."""
    span = Span(described.start(), described.end())
    name = f"{described['of']} Ministry"
    found = []
    for side in actors.sides():
        word = described["of"].casefold().split()[0]
        known = [e for e in actors.reading.entities.values() if e.type == "Ministry" and e.country == side and word in e.name.casefold()]
        entity = known[0] if known else Entity(f"{slug(name)}-{side}", "Ministry", name, side, span, portfolio=word)
        actors.reading.entities.setdefault(entity.key, entity)
        found.append((entity, span))
    sentence = next((s for s in actors.reading.sentences if s.span.start <= span.start < s.span.end), None)
    if sentence is None or len(found) < 2:
        return []
    for entity, _ in found:
        if not any(m.entity == entity.key for m in sentence.mentions):
            sentence.mentions = (*sentence.mentions, Mention(span, "nominal", entity.key, "counterparts"))
    return found


def _goes_on(text: str, mention: Mention, entity: Entity, end: int) -> bool:
    """Whether a country's name only begins the name of a body: as an adjective ("Peruvian Seed Council"), or before a word for bodies."""
    rest = text[mention.span.end : end]
    if not rest[:1].isspace() or not rest.strip()[:1].isupper():
        return False
    adjective = text[mention.span.start : mention.span.end].casefold() != entity.name.casefold()
    return adjective or bool(set(rest.casefold().split()) & words("agreements", "parties", "bodies"))


def _initials(name: str, acronym: str) -> bool:
    return [w[0] for w in name.split() if w[0].isupper()] == [c for c in acronym if c.isupper()]


def _organisation(actors: Actors, start: int, end: int) -> tuple[Entity, Span]:
    """The organisation named there, added to the article's names where they do not hold it yet."""
    while actors.text[start].isdigit() or actors.text[start].isspace():
        start += 1
    span = shown(actors.text, start, end) or Span(start, end)
    name = actors.text[span.start : span.end]
    entity = next((e for e in actors.reading.entities.values() if e.name == name), None) or Entity(slug(name), "Organization", name)
    actors.reading.entities.setdefault(entity.key, entity)
    sentence = next(s for s in actors.reading.sentences if s.span.start <= span.start < s.span.end)
    if not any(m.span == span for m in sentence.mentions):
        sentence.mentions = (*sentence.mentions, Mention(span, "body", entity.key, "party"))
    return entity, span


def _attach(found: list[tuple[Entity, Span]], entity: Entity, span: Span, glue: str) -> None:
    joined = re.search(r"\band\b|&|;", glue) is not None
    if not found or joined:
        found.append((entity, span))
        return
    before, _ = found[-1]
    if before.type in BODIES and not is_side(before):
        if is_side(entity) or re.search(r"\bof\b", glue):
            return  # whose body it is
        found.append((entity, span))
    elif is_side(before) and not is_side(entity) and "'" in glue:
        found[-1] = (entity, span)  # "Ruritania's Ministry of X"
    else:
        found.append((entity, span))


# ---- what it is about

_ABOUT = re.compile(r"\s*(?:on|for|in|regarding|concerning|relating to|related to|covering|about|towards|to|of|as|with regard to)\s+", re.I)
_PRONOUN = re.compile(r"(?:this|that|these|those|it|them|which)\b", re.I)
_CONTENT = lexicon("agreements")["content"]
_COOPERATION = re.compile(
    rf"(?:the\s+)?(?:(?:further\s+)?(?:{'|'.join(_CONTENT['furthering'])})\w*\s+)?(?:the\s+)?"
    rf"(?:an?\s+)?(?:(?:{'|'.join(_CONTENT['kinds'])})\s+)*(?:{'|'.join(_CONTENT['cooperation'])})\s+(?:in|on|for|across|within)\s+",
    re.I,
)
_FIELDS = re.compile(
    rf"(?:the\s+)?(?:(?:{'|'.join(_CONTENT['vague'])})\s+)*(?:{'|'.join(_CONTENT['fields'])})\s*(?:of|like|such as|including|as|:)+\s*",
    re.I,
)


def areas(actors: Actors, start: int, end: int) -> list[Span]:
    """What `text[start:end]`, a stretch behind a document's name ("on cooperation in the fields of A, B and C"), says it is about."""
    text = actors.text
    at = start
    if re.match(r"\s*with\b", text[at:end], re.I):
        return []
    if m := _ABOUT.match(text, at, end):
        at = m.end()
    for pattern in (_COOPERATION, _FIELDS):
        if m := pattern.match(text, at, end):
            at = m.end()
    span = shown(text, at, end)
    places = [m.span for s in actors.reading.sentences for m in s.mentions if m.kind in ("country", "place") and at <= m.span.start < end]
    return enumeration(text, span, places) if span else []


def name_areas(actors: Actors, name: Span, instrument: Instrument, gap: Span | None) -> list[Span]:
    """The areas that a document's name gives: behind it, or, failing that, before it ("defence cooperation agreement")."""
    text = actors.text
    stretches = [(instrument.span.end, name.end)]
    if gap is not None and instrument.span.end <= gap.start < name.end:
        stretches = [(instrument.span.end, gap.start), (gap.end, name.end)]
    found: list[Span] = []
    for start, end in stretches:
        if start < end and text[start:end].strip():
            found.extend(a for a in areas(actors, start, end) if not _PRONOUN.match(text, a.start))
    if found or instrument.span.start <= name.start:
        return [f for f in found if len(f) > 2]
    return _before(actors, name.start, instrument.span.start)


def _before(actors: Actors, start: int, end: int) -> list[Span]:
    """The words before the instrument that are neither plain modifiers nor countries."""
    text = actors.text
    plain = words("agreements", "modifiers", "plain")
    at = start
    for m in re.finditer(r"[^\s]+", text[start:end]):
        word = m.group().strip("-–,").casefold()
        stretch = Span(start + m.start(), start + m.end())
        country = any(
            mention.span.overlaps(stretch) and (e := actors.entity(mention)) and is_side(e)
            for s in actors.reading.sentences
            for mention in s.mentions
        )
        if (
            word in plain
            or country
            or word in ("-", "–", "&", "and", "")
            or word.isdigit()
            or ("-" in m.group() and m.group()[:1].isupper() and country)
        ):
            at = start + m.end()
        else:
            break
    span = shown(text, at, end)
    return [span] if span else []
