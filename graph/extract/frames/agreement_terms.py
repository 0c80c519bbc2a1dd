"""The terms of a document as its name gives them: how far the name reaches, and what it is about."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from graph.extract.frames.actors import Actors, is_side
from graph.extract.frames.agreement_parties import parties
from graph.extract.frames.instruments import Instrument, instruments
from graph.extract.frames.phrases import enumeration, shown
from graph.extract.lexicons import lexicon, words
from graph.extract.reading import Sentence
from graph.model import Span

if TYPE_CHECKING:
    from spacy.tokens import Token

NUMBERS = {
    "one": 1,
    "two": 2,
    "both": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
}
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
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_TIME = re.compile(
    rf"(?:(?:this|last|next)\s+)?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|\d{{1,2}}(?:st|nd|rd|th)?\s+(?:{_MONTHS})\b|(?:{_MONTHS})\s+\d|(?:19|20)\d\d\b"
    r"|(?:today|yesterday|tomorrow)\b"
)


_HARD = re.compile(
    r"\s[-–—]\s|[-–—]\s(?=Exchanged|Signed)|[;:\n]"
    r"|(?<!\bCo)(?<!\bLtd)(?<!\bInc)(?<!\bCorp)(?<!\bNo)(?<!\bSt)\.(?:\s|$)|\bin the presence of\b"
    r"|\b(?:which|that|who|where|while|during|following|but|including|such as|on behalf of)\b",
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
        noun_behind = at > 1 and tokens[at - 2].pos_ in ("ADJ", "NOUN", "PROPN", "NUM")
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
    limit = _before_next(text, sentence.offsets[tokens[last].i][1], limit)
    end = sentence.offsets[tokens[last].i][1]
    n = last + 1
    while n < len(tokens):
        token = tokens[n]
        start, stop = sentence.offsets[token.i]
        timed = sentence.time_at.get(token.i)
        if start >= limit or _ends_name(sentence, tokens, n) or (timed is not None and timed.kind != "duration"):
            break
        if (token.dep_ == "prep" or token.pos_ == "ADP") and _TIME.match(text, stop + 1):
            break
        ahead = tokens[n + 1 : n + 3]
        counted = bool(ahead) and ahead[0].pos_ == "NUM" and ahead[-1].i in sentence.time_at
        if token.pos_ == "ADP" and ahead and (ahead[0].i in sentence.time_at or counted):
            break
        if token.dep_ == "cc" and ahead and ahead[0].pos_ == "ADP" and ahead[0].lower_ not in {t.lower_ for t in tokens[last + 1 : n]}:
            break  # "… agreement and in holding talks"
        if token.text == "," and not _list_goes_on(sentence, tokens, n, limit):
            break
        end = stop
        n += 1
    while n - 1 > last and tokens[n - 1].pos_ in ("ADP", "DET", "CCONJ"):
        n -= 1
        end = sentence.offsets[tokens[n - 1].i][1]
    span = shown(text, sentence.offsets[tokens[last].i][0], end)
    return span.end if span else end


_NEXT = re.compile(r"(?:,|,?\s+and|,?\s+as\s+well\s+as|,?\s+along\s+with)\s+(?P<words>(?:[\w’'–&/-]+\s+){0,7}?)$", re.I)
_NEW = re.compile(r"(?:an?|the|another|two|three|\d+)\s+(?:[\w’'–/&-]+\s+){0,6}", re.I)


def _before_next(text: str, start: int, limit: int) -> int:
    """Where a name ends before another document that is coordinated with it ("… and a Framework Agreement on …"), at most `limit`."""
    for item in instruments(text, start, limit):
        joined = _NEXT.search(text, start, item.span.start)
        if joined is None:
            continue
        words_ = joined["words"]
        capitals = all(w[:1].isupper() or w.casefold() in ("and", "of", "&", "–") for w in words_.split())
        named = text[item.span.start].isupper() and capitals
        if not re.search(r"\b(?:in|for|of|on|between|to|by|with|from|under)\b", words_) and (named or _NEW.fullmatch(words_)):
            return joined.start()
    return limit


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
    if token.tag_ == "VBG" and token.lemma_.casefold() in words("agreements", "verbs", "measuring"):
        return True  # "two loan agreements totalling …"
    if token.pos_ == "ADV" or token.lower_ in ("likely", "here", "both", "today", "yesterday"):
        return True
    if token.pos_ == "ADP" and token.lower_ not in _INSIDE and token.dep_ != "prt":
        return True
    if token.lower_ == "with" and _leads_to_person(sentence, tokens[n + 1 : n + 9]):
        return True  # "deposited the instrument of ratification of the Convention with Secretary General X"
    if token.pos_ == "ADP" and following is not None and (m := sentence.mention_at.get(following.i)) and m.kind == "place":
        return token.lower_ in ("in", "at")
    return token.pos_ == "PRON" and token.tag_ not in ("PRP$",)


def _leads_to_person(sentence: Sentence, tokens: list[Token]) -> bool:
    """Whether the phrase that the tokens begin with names a person."""
    for token in tokens:
        mention = sentence.mention_at.get(token.i)
        if mention is not None and mention.kind == "person":
            return True
        if token.pos_ in ("VERB", "AUX", "CCONJ") or token.text in (",", ";"):
            return False
    return False


def _list_goes_on(sentence: Sentence, tokens: list[Token], n: int, limit: int) -> bool:
    following = tokens[n + 1] if n + 1 < len(tokens) else None
    if following is None or (
        following.pos_ not in ("NOUN", "ADJ", "PROPN", "DET", "NUM", "CCONJ")
        and following.i not in sentence.mention_at
        and following.tag_ != "VBG"
    ):
        return False
    if following.pos_ == "CCONJ" and n + 2 < len(tokens) and tokens[n + 2].pos_ in ("ADP", "ADV", "VERB", "AUX", "PRON", "SCONJ"):
        return False
    for later in tokens[n + 1 :]:
        if sentence.offsets[later.i][0] >= limit:
            return False
        if later.lower_ == "and":
            return True
        if later.tag_ in ("VBD", "VBZ", "VBP", "MD"):
            return False
    return False


# ---- what it is about

_ABOUT = re.compile(r"\s*(?:on|for|in|regarding|concerning|relating to|related to|covering|about|towards|to|of|as|with regard to)\s+", re.I)
_WORTH = re.compile(r"\b(?:worth|valued at|amounting to|of up to|totall?ing)\b", re.I)
_SUM = re.compile(
    r"(?:of\s+)?(?:(?:up\s+to|around|about|some|nearly|over|almost)\s+)?(?:[A-Z]{1,3})?\s?[$€£¥₹]?\s?\d[\d.,]*\s*(?:(?:million|billion|trillion|thousand|bn|mn|m|crore)\b)?"
    r"(?:\s*(?:[A-Z]{3}|[a-z]*\s?(?:dollars?|euros?|pounds?|yen|yuan|francs?|rupees?|dirhams?|riyals?))\b)?",
)
_ACT = re.compile(r"(?:its\s+|their\s+)?(?:signature|ratification|signing|adoption|approval|accession)\b", re.I)
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
    end = _without_partner(actors, start, end)
    if sum_ := _WORTH.search(text, start, end):  # a sum is not what a document is about
        rest = re.compile(r"\s(?=(?:for|to|on|towards)\s)").search(text, sum_.end(), end)
        at, end = (rest.end(), end) if rest and not text[start : sum_.start()].strip() else (start, sum_.start())
    if (sum_ := _SUM.match(text, _past_spaces(text, at, end), end)) and any(c in "€$£¥₹" or c.isalpha() for c in sum_.group()[2:]):
        rest = re.compile(r"\s(?=(?:for|to|on|towards)\s)").search(text, sum_.end(), end)
        at = rest.end() if rest else end
    if at >= end:
        return []
    if m := _ABOUT.match(text, at, end):
        at = m.end()
    if (sum_ := _SUM.match(text, at, end)) and any(c in "€$£¥₹" or c.isalpha() for c in sum_.group()):
        return []  # "an agreement for 42 million dollars"
    for pattern in (_COOPERATION, _FIELDS):
        if m := pattern.match(text, at, end):
            at = m.end()
    span = shown(text, at, end)
    if span is not None and _ACT.match(text, span.start, span.end):
        return []  # "opened for signature": an act on it, not what it is about
    places = [m.span for s in actors.reading.sentences for m in s.mentions if m.kind in ("country", "place") and at <= m.span.start < end]
    return enumeration(text, span, places) if span else []


def _past_spaces(text: str, at: int, end: int) -> int:
    while at < end and text[at].isspace():
        at += 1
    return at


def _without_partner(actors: Actors, start: int, end: int) -> int:
    """Where the stretch ends without a closing "with Ruritania": whom a document is with is not what it is about."""
    for m in re.finditer(r"(?:^|\s)with\s+(?:the\s+)?", actors.text[start:end], re.I):
        at = start + m.end()
        if not actors.text[start : start + m.start()].strip():
            return start  # what begins with whom it is with says nothing of what it is about
        if any(x.kind in ("country", "body", "nominal") and x.span.start == at for s in actors.reading.sentences for x in s.mentions):
            return start + m.start()
    return end


_WITH = re.compile(r"\bwith\s+(?=(?:the\s+)?[A-Z])")


def name_areas(actors: Actors, name: Span, instrument: Instrument, gap: Span | None) -> list[Span]:
    """The areas that a document's name gives: behind it, or, failing that, before it ("defence cooperation agreement")."""
    text = actors.text
    stretches = [(instrument.span.end, name.end)]
    if gap is None and (with_ := _WITH.search(text, instrument.span.end, name.end)):
        named, stop = parties(actors, with_.end(), name.end, create=False)
        gap = Span(with_.start(), stop) if named else None
    if gap is not None and instrument.span.end <= gap.start < name.end:
        stretches = [(instrument.span.end, gap.start), (gap.end, name.end)]
    found: list[Span] = []
    for start, end in stretches:
        if start < end and text[start:end].strip():
            found.extend(a for a in areas(actors, start, end) if not _PRONOUN.match(text, a.start))
    if found or instrument.span.start <= name.start:
        return [f for f in found if len(f) > 2]
    return _before(actors, name.start, instrument.span.start)


_TERM = re.compile(r"(?:\d+|two|three|four|five|six|seven|eight|nine|ten|twenty|multi)-?(?:years?|months?)")
"""how long a document holds, not what it is for: "10-year" and the like"""


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
            or word in words("agreements", "modifiers", "sums")
            or not word.strip("$€£¥₹0123456789.,").strip("-mbnk")
            or word in NUMBERS
            or country
            or word in ("-", "–", "&", "and", "")
            or word.isdigit()
            or _TERM.fullmatch(word)
            or ("-" in m.group() and m.group()[:1].isupper() and country)
        ):
            at = start + m.end()
        else:
            break
    span = shown(text, at, end)
    return [span] if span else []
