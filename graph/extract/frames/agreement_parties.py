"""Between whom a document is: who stands behind "between", "with" and "by", read on the surface from name to name."""

from __future__ import annotations

import re
from dataclasses import replace

from graph.extract.frames.actors import BODIES, Actors, Named, is_side
from graph.extract.frames.instruments import instruments
from graph.extract.frames.phrases import shown
from graph.extract.gazetteer import gazetteer
from graph.extract.lexicons import lexicon, words
from graph.extract.reading import Entity, Mention
from graph.ids import slug
from graph.model import Span

_BETWEEN = re.compile(r"\b(?:by and between|between|among|amongst)\s+", re.I)
_STATE = "|".join(lexicon("agreements")["parties"]["forms"])
_STYLED = "|".join(lexicon("agreements")["parties"]["styles"])
_HOLDERS = "|".join(lexicon("agreements")["parties"]["holders"])
_GLUE = re.compile(
    r"\s*(?:(?:the|a|an|its|their|his|her)\b"
    rf"|(?:representatives? of|officials? (?:of|from)|(?:{_HOLDERS})s (?:of|from))\b|(?:respective )?governments? of\b"
    rf"|(?:(?:{_STYLED})\s+)*(?:{_STATE}) of\b"
    r"|of\b|and\b|&|,|;|/|'s\b|'|\([^)]{0,60}\))\s*",
    re.I,
)
_RUN = re.compile(r"(?:\d+\s+)?(?:[A-Z][\w&.'/-]*)(?:\s+(?:(?:of|the)\s+)*(?:[A-Z&][\w&.'/-]*|\d+))*")
_OFFICES = "|".join(lexicon("agreements")["parties"]["offices"])
_CAPITALISED = r"(?-i:[A-Z])[\w-]*"
_OFFICE = re.compile(
    rf"(?:(?:the|its|their|an?)\s+)?(?:{_CAPITALISED}\s+){{0,4}}?(?:{_OFFICES})(?:[- ](?:General|Designate))?"
    rf"(?:\s+(?:of|for)\s+{_CAPITALISED}(?:(?:,\s*|\s+(?:and\s+|&\s+|of\s+)?){_CAPITALISED}){{0,4}}"
    r"(?=\s+(?:from|of)\s+the\b|\s*,))?"
    r"(?:\s*,\s*(?:the\s+)?(?=(?-i:[A-Z]))|\s+(?:of|from)\s+(?:the\s+)?|\s*$)",
    re.I,
)
"""the unnamed holder of an office who stands for what comes next: "the Chief Executive, Acme Limited", "the Secretary from the … side"."""
_ADJECTIVE = re.compile(r"[A-Z][a-z]+(?:ic|al|ive|ary|ous)")
_FIELD = re.compile(r"\s+(?:and|&)\s+(?P<field>[A-Z][a-z]+)(?=\s*(?:[.,;)]|$)|\s+[a-z])")
_JOINED = re.compile(r"\s+and\s+" + _RUN.pattern)
_ACRONYM = re.compile(r"(?P<rest>[^()\n,;]{0,60}?)\s*\((?P<acronym>[A-Z][A-Za-z]{1,9})\)")

_UNNAMED = re.compile(
    r"\s+(?:\w+\s+)?(?:country|countries|nations?|states?|partners?|neighbours?|neighbors?|members?"
    r"|company|companies|firms?)\b"
)


_MAKER = re.compile(
    r"(?:[A-Z][\w-]+(?:\s[A-Z][\w-]+)?(?:-based)?\s+)?(?:[a-z][a-z-]*\s+){0,3}?"
    rf"(?:{'|'.join(lexicon('agreements')['parties']['makers'])})\s+(?=[A-Z])"
)
_MODIFIES = re.compile(
    r"\s+(?!(?:and|or|of|on|for|in|to|at|by|with|from|as|under|over|into|during|after|before|following|regarding|concerning|about|which|that|who|where"
    r"|while|when|is|are|was|were|will|would|has|have|had|also|yesterday|today|here|last|this|next|earlier|worth|signed|aims?|to|the|a|an|in)\b)[a-z]{3,}s\b"
)
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
    if capitals := _in_capitals(actors, mentions, start, end, create=create):
        return {e.key: s for e, s in capitals[0]}, capitals[1]
    while at < end:
        if (several := _several(actors, at, end)) is not None:
            pair, at = several
            stop, glue = at, ""
            found.extend(pair)
            continue
        begins = any(x.span.start == at and x.kind in ("country", "body", "jointbody") for x in mentions)
        if not begins and (m := _GLUE.match(text, at, end)):
            if m.end() == at:
                break
            glue += " " + m.group().strip().casefold()
            at = m.end()
            continue
        if (described := _BOTH_BODIES.match(text, at, end)) and (
            pair := _counterparts(actors, Span(described.start(), described.end()), f"{described['of']} Ministry", list(actors.sides()))
        ):
            at = stop = described.end()
            found.extend(pair)
            glue = ""
            continue
        if described := _BOTH.match(text, at, end):
            at = stop = described.end()
            found.extend((actors.reading.entities[k], Span(described.start(), described.end())) for k in actors.sides())
            glue = ""
            continue
        if not begins and (office := _OFFICE.match(text, at, end)) and not _is_held(mentions, office):
            at, glue = office.end(), glue or "and"
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


def _is_held(mentions: list[Mention], office: re.Match[str]) -> bool:
    """Whether a person is named behind an office: he signs for whom he stands, which is found out elsewhere."""
    return any(m.kind == "person" and m.span.start == office.end() for m in mentions)


def _next_party(actors: Actors, mentions: list[Mention], at: int, end: int, *, create: bool) -> tuple[Entity, Span] | None:
    text = actors.text
    run = _RUN.match(text, at, end)
    if run is not None and instruments(text, at, run.end()):
        return None
    if (described := _maker(text, at, end)) is not None:
        return _next_party(actors, mentions, described, end, create=create)
    if run is not None and _UNNAMED.match(text, run.end(), end):
        return None  # "an African country"
    begin = [m for m in mentions if m.span.start == at and actors.entity(m) is not None]
    first = max((m for m in begin if m.kind == "body"), key=lambda m: m.span.end, default=begin[0] if begin else None)
    if first is not None:
        settled, party = _mentioned_party(actors, mentions, first, run, create=create)
        if settled:
            return party
    if run is not None and not run.group().isupper() and _MODIFIES.match(text, run.end(), end):
        return None  # "the Armed forces", "a Belgian delegation"
    if run is not None and _kind_word(run):
        return _by_its_kind(actors, at, run)
    if run is None or not create or run.group().split()[0].casefold() in words("actors", "actors", "titles"):
        return None  # "with Fiji's Minister of …": the person signs for whom they stand
    stop = run.end()
    bracket = _ACRONYM.match(text, stop, end)
    if bracket and bracket["rest"] and _initials(text[run.start() : bracket.end("rest")], bracket["acronym"]):
        stop = bracket.end("rest")  # "Institute of Training and Research in Botany (ITRB)"
    elif _ADJECTIVE.fullmatch(text, run.start(), stop) and (rest := _JOINED.match(text, stop, end)):
        stop = rest.end()  # "Scientific and Technological Council of X"
    return _organisation(actors, run.start(), stop)


def _mentioned_party(
    actors: Actors, mentions: list[Mention], m: Mention, run: re.Match[str] | None, *, create: bool
) -> tuple[bool, tuple[Entity, Span] | None]:
    """Whether the mention settles who the party is, and who; it does not where it only begins a longer name ("Peruvian Seed Council")."""
    entity = actors.reading.entities[m.entity]
    longer = create and run is not None and (is_side(entity) or m.kind == "place") and _goes_on(actors.text, m, entity, run.end())
    if entity.type == "Person" and not _is_known_person(actors, m):
        return True, (_as_organisation(actors, m), m.span)
    if m.kind == "nominal" and not is_side(entity) and entity.type not in BODIES:
        return True, None
    if m.kind == "body" and run is not None and (whole := _inside_longer(actors, mentions, m, run)) is not None:
        return True, whole
    inner = next((x for x in mentions if run is not None and m.span.end < x.span.start < run.end() <= x.span.end), None)
    if longer and run is not None and (council := _council(actors, run, inner)) is not None:
        return True, council
    if longer and is_side(entity) and inner is not None and (known := actors.entity(inner)) is not None and known.type in BODIES:
        return True, (known, inner.span)  # "the Ruritanian Ministry of X"
    if longer:
        return False, None
    if create and entity.type in ("Organization", "Company") and (rest := _field_behind(actors.text, m.span.end)):
        return True, _organisation(actors, m.span.start, rest)
    return True, (entity, m.span) if m.kind != "place" or is_side(entity) else None


def _field_behind(text: str, at: int) -> int | None:
    """Where the name of a company ends that goes on behind "and" with a field of work: "Acme Optics and Defence"."""
    joined = _FIELD.match(text, at)
    return joined.end("field") if joined and joined["field"] in gazetteer().portfolios else None


def _council(actors: Actors, run: re.Match[str], inner: Mention | None) -> tuple[Entity, Span] | None:
    """ "the Ruritanian Seed Council of the Ministry of X": the council"""
    of = re.search(r"\s+of\s+(?:the\s+)?$", actors.text[run.start() : inner.span.start]) if inner is not None else None
    if of is None or not set(run.group().casefold().split()) & words("agreements", "parties", "bodies"):
        return None
    return _organisation(actors, run.start(), run.start() + of.start())


def _inside_longer(actors: Actors, mentions: list[Mention], first: Mention, run: re.Match[str]) -> tuple[Entity, Span] | None:
    """ "the ECOWAS Roads and Bridges Agency": a body named in front of the name of another, whose "and" cut it in two"""
    text = actors.text
    if run.end() <= first.span.end or not text[first.span.start : first.span.end].isupper():
        return None
    joined = _JOINED.match(text, run.end())
    later = next((m for m in mentions if joined is not None and m.kind == "body" and m.span.end == joined.end()), None)
    if later is None or (entity := actors.entity(later)) is None or is_side(entity):
        return None
    return entity, Span(run.start(), later.span.end)


def _maker(text: str, at: int, end: int) -> int | None:
    """Offset of the name behind what a company is ("the Ruritanian shipbuilder Acme", "defence firm Globex")."""
    m = _MAKER.match(text, at, end)
    return m.end() if m is not None else None


def _kind_word(run: re.Match[str]) -> bool:
    """Whether a name is no more than the word for what it is ("the Bank")."""
    word = run.group().casefold()
    return word in words("agreements", "parties", "bodies") or word in words("agreements", "parties", "kinds")


def _by_its_kind(actors: Actors, at: int, run: re.Match[str]) -> tuple[Entity, Span] | None:
    """ "with the Bank": the bank that the article named first"""
    word = run.group().casefold()
    before = sorted(
        (m for s in actors.reading.sentences for m in s.mentions if m.kind == "body" and m.span.end <= at), key=lambda m: m.span
    )
    known = (e for m in before if (e := actors.entity(m)) is not None and word in e.name.casefold().split())
    entity = next(known, None)
    return (entity, Span(run.start(), run.end())) if entity is not None else None


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


_MINISTRIES = re.compile(
    r"(?:(?:the|their|both|respective)\s+)*ministries\s+of\s+(?P<of>(?-i:[A-Z])[\w-]+(?:,?\s+(?:(?:and|of|&|for)\s+)*(?-i:[A-Z])[\w-]+)*)"
    r"\s+(?:of|from)\s+(?:the\s+)?",
    re.I,
)
_OF_BOTH = re.compile(r"(?:(?:two|both|respective)\s+)?(?:countries|nations|sides|governments|parties|states)\b", re.I)


def _several(actors: Actors, at: int, end: int) -> tuple[list[tuple[Entity, Span]], int] | None:
    """ "the Ministries of Culture of the two countries", "… of Ruritania and Freedonia": the ministry of either, and where that ends."""
    m = _MINISTRIES.match(actors.text, at, end)
    if m is None:
        return None
    stop = m.end()
    if both := _OF_BOTH.match(actors.text, stop, end):
        owners, stop = list(actors.sides()), both.end()
    else:
        named, stop = parties(actors, stop, end, create=False)
        owners = [k for k in named if is_side(actors.reading.entities[k])]
    if len(owners) != 2:
        return None
    found = _counterparts(actors, Span(at, stop), f"Ministry of {' '.join(m['of'].split())}", owners)
    return (found, stop) if found else None


def _counterparts(actors: Actors, span: Span, name: str, sides: list[str]) -> list[tuple[Entity, Span]]:
    """ "the two Foreign Ministries": the ministry of that name of either side."""
    word = next(w for w in name.removeprefix("Ministry of ").split()).strip(",").casefold()
    found = []
    for side in sides:
        known = [e for e in actors.reading.entities.values() if e.type == "Ministry" and e.country == side and word in e.name.casefold()]
        entity = known[0] if known else Entity(f"{slug(name)}-{side}", "Ministry", name, side, span, portfolio=word)
        actors.reading.entities.setdefault(entity.key, entity)
        found.append((entity, span))
    sentence = actors.reading.sentence_at(span.start)
    if sentence is None or len(found) < 2:
        return []
    for entity, _ in found:
        if not any(m.entity == entity.key for m in sentence.mentions):
            sentence.mentions = (*sentence.mentions, Mention(span, "nominal", entity.key, "counterparts"))
    return found


_SMALL = frozenset({"OF", "AND", "FOR", "THE", "IN", "ON", "TO", "&"})


def _in_capitals(
    actors: Actors, mentions: list[Mention], start: int, end: int, *, create: bool
) -> tuple[list[tuple[Entity, Span]], int] | None:
    """Parties of a title in capitals, whose words tell no names apart: each country that is named, or the body that stands before it.

    "BETWEEN THE MINISTRY OF PORTS OF THE REPUBLIC OF RURITANIA AND THE MINISTRY OF …", and where they end; None where they are not two.
    """
    text = actors.text
    if not create or not text[start:end].isupper():
        return None
    owners = [m for m in mentions if m.kind in ("country", "place") and (e := actors.entity(m)) is not None and is_side(e)]
    found: list[tuple[Entity, Span]] = []
    at = start
    for m in owners:
        opening = re.compile(r"\s*(?:AND\s+)?(?:THE\s+)?(?:GOVERNMENT\s+OF\s+)?(?:THE\s+)?").match(text, at, m.span.start)
        if len(found) >= 2 or (found and (opening is None or "AND" not in opening.group())):
            break
        first = opening.end() if opening is not None else at
        words_ = text[first : m.span.start].split()
        stated = {w.casefold() for w in words_} <= {"of", "the", *_STATE.split("|"), *_STYLED.split("|")}
        owner = actors.reading.entities[m.entity]
        if stated:
            found.append((owner, m.span))
        else:
            while words_ and (words_[-1] in _SMALL or words_[-1].casefold() in {*_STATE.split("|"), *_STYLED.split("|")}):
                words_.pop()
            if not words_ or not {w.strip(",").casefold() for w in words_} & words("agreements", "parties", "bodies"):
                break
            stop = text.index(words_[-1], first) + len(words_[-1]) if len(words_) == 1 else _end_of(text, first, words_)
            found.append(_body_of(actors, Span(first, stop), owner, m.span))
        at = m.span.end
    return (found, at) if len(found) >= 2 else None


def _end_of(text: str, start: int, words_: list[str]) -> int:
    at = start
    for word in words_:
        at = text.index(word, at) + len(word)
    return at


def _body_of(actors: Actors, span: Span, owner: Entity, shown_at: Span) -> tuple[Entity, Span]:
    """The body named in capitals at `span`: the one of that name and owner that the article knows, or a new one."""
    name = " ".join(w if w in ("&",) else w.lower() if w in _SMALL else w.capitalize() for w in actors.text[span.start : span.end].split())
    kind = "Ministry" if name.split()[0] in ("Ministry", "Department") else "Organization"
    same = (e for e in actors.reading.entities.values() if e.name.casefold() == name.casefold() and e.country in (None, owner.key))
    entity = next(same, None) or Entity(f"{slug(name)}-{owner.key}", kind, name, owner.key, shown_at)
    actors.reading.entities.setdefault(entity.key, entity)
    sentence = next(s for s in actors.reading.sentences if s.span.start <= span.start < s.span.end)
    if not any(m.span == span for m in sentence.mentions):
        sentence.mentions = (*sentence.mentions, Mention(span, "body", entity.key, "party"))
    return entity, span


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
