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


@dataclass(frozen=True, slots=True)
class Title:
    """A title as it stands in a line: units `first` up to `after`, exclusive, owner and state included.

    `text` is the post's name, `head` its head word, `role` the head's class. `owner` is the country or organisation, `body` the body that
    the words name. `to` is where an ambassador serves. `state`: former, now, coming or empty. `definite`: "the" stands before it.
    """

    first: int
    head_at: int
    after: int
    text: str
    span: Span
    head: str
    role: str
    owner: Owner | None = None
    body: Named | None = None
    to: Owner | None = None
    state: str = ""
    definite: bool = False
    lower: bool = False
    plural: bool = False
    iso: str = ""
    possessor: str = ""
    """ "its", "our", "his" …, where one stands before it"""
    whole: Span | None = None
    """all that the text says of the post, whose it is included"""
    anaphor: str = ""
    """the body's head word in "Permanent Secretary of the ministry", "a director at his ministry" """
    inner: Title | None = None
    """the other's title in "aide to the President": a name behind it is the President's"""
