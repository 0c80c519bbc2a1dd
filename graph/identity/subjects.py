"""What a name says beyond what every such name says: the subject of a paper or joint body, the words of a title, the number of a round."""

from __future__ import annotations

import re
from functools import lru_cache

from graph.identity import names
from graph.knowledge import countries

_SMALL = frozenset({"the", "of", "and", "for", "on", "in", "to", "with", "a", "an", "its", "at"})
_PAPERS = frozenset({
    "agreement", "memorandum", "memoranda", "understanding", "mou", "moc", "moa", "treaty", "protocol", "pact", "convention", "contract",
    "deal", "accord", "arrangement", "document", "declaration", "statement", "communique", "plan", "programme", "program", "roadmap",
    "letter", "intent", "exchange", "note", "eon", "eol", "loi", "framework", "joint", "bilateral", "mutual", "comprehensive", "new",
    "cooperation", "co", "operation", "collaboration", "between", "government", "republic", "kingdom", "federation", "field", "area",
    "sector", "signed", "recent", "latest", "existing", "proposed", "historic", "landmark", "draft",
    "enhanced", "strengthening", "promotion", "matter", "related",
})  # fmt: skip
"""words that stand in the names of papers whatever they are about"""
_GENERIC_BODIES = frozenset({
    "joint", "working", "group", "commission", "committee", "council", "dialogue", "forum", "task", "force", "mechanism", "platform",
    "high", "level", "bilateral", "intergovernmental", "inter", "governmental", "meeting", "consultation", "round", "session", "annual",
})  # fmt: skip
_TITLE_SMALL = _SMALL | {"affairs", "honourable", "his", "her", "excellency"}
_ORDINALS = {
    word: str(n)
    for n, word in enumerate(("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"), 1)
} | {"eleventh": "11", "twelfth": "12", "inaugural": "1"}
_TERM = re.compile(r"\b(?:\d+|two|three|four|five|six|seven|eight|nine|ten|twenty|multi)[- ]?(?:year|month)s?\b", re.I)
"""how long a paper holds, which is no part of its subject"""
_NUMBER = re.compile(r"(\d+)(?:st|nd|rd|th)|((?:19|20)\d\d)")


def plain(name: str) -> tuple[str, ...]:
    """The words of a name without those that join them."""
    return tuple(w for w in names.words(name.replace("&", "and")) if w not in _SMALL)


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


@lru_cache(maxsize=65536)
def subject(name: str, sides: tuple[str, ...]) -> frozenset[str]:
    """What a paper is about: its words without the kind of paper and without its sides (natural keys of countries)."""
    found = {_singular(w) for w in plain(_TERM.sub(" ", name))} - {_singular(w) for w in _PAPERS}
    return frozenset(found - _of_sides(found, sides))


@lru_cache(maxsize=65536)
def concern(name: str, sides: tuple[str, ...]) -> frozenset[str]:
    """What a joint body or series is about: its words without the kind of body and without its sides."""
    found = {_singular(w) for w in plain(name)} - _GENERIC_BODIES - set(_ORDINALS)
    return frozenset(found - _of_sides(found, sides))


def _of_sides(words: set[str], sides: tuple[str, ...]) -> set[str]:
    """The words that name a side: its code, the words of its name, and what is derived from them ("Thai" of Thailand)."""
    known = countries()
    codes = {s.rpartition("/")[2] for s in sides}
    lands = {w for code in codes for w in plain(known[code].name if code in known else code)}
    stems = {w[:4] for w in lands if len(w) >= 4}
    return {w for w in words if w in codes or w in lands or (len(w) >= 4 and w[:4] in stems)}


@lru_cache(maxsize=65536)
def title(name: str) -> frozenset[str]:
    """The words of a title in any order: the Minister for Foreign Affairs is the Foreign Minister."""
    return frozenset(w for w in names.words(name) if w not in _TITLE_SMALL)


@lru_cache(maxsize=65536)
def numbers(name: str) -> frozenset[str]:
    """The ordinals and years in a name, as digits: which edition or round it is."""
    words = names.words(name)
    found = {_ORDINALS[w] for w in words if w in _ORDINALS}
    return frozenset(found | {a or b for w in words for a, b in _NUMBER.findall(w)})
