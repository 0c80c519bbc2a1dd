"""What the grammar finds: names with what they say of their bearer. Values; no grammar here."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from graph.extract.gazetteer import countries
from graph.extract.reading import MentionKind
from graph.ids import slug
from graph.model import Span


@lru_cache(maxsize=512)
def country_key(iso: str) -> str:
    """The key of a country's entity: `"sri-lanka"` for `"LK"`."""
    return slug(countries()[iso].name)


@dataclass(frozen=True, slots=True)
class Owner:
    """The country (ISO code) or body (its usual name) that a name says its bearer belongs to, with the words that say it."""

    iso: str
    span: Span
    body: str = ""
    adjective: bool = False

    @property
    def key(self) -> str:
        return country_key(self.iso) if self.iso else slug(self.body)


@dataclass(frozen=True, slots=True)
class Named:
    """One naming of something that is no person.

    `span` is the whole name, `name` its usual form: without owner for ministries, as written else. `members` are the countries (ISO) that a
    joint body's name names. `acronym` is the stretch between the brackets of "Export Board (EXB)". `cover` is what is read as one word.
    """

    kind: MentionKind
    type: str
    name: str
    span: Span
    cover: Span
    source: str
    owner: Owner | None = None
    portfolio: str = ""
    acronym: Span | None = None
    members: tuple[Owner, ...] = ()
    iso: str = ""
    several: tuple[Owner, ...] = ()
    """for a compound such as "India-Nepal": both sides"""
    accredited: Owner | None = None
    """the country that a mission is in"""
    parts: tuple[Named, ...] = ()
    """for "Ministries of A and B": each of them"""
