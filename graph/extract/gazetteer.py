"""Word lists as typed tables, read once. The files in `lexicon/` are the data; `lexicon/README.md` says where each comes from.

A line is a row, columns are parted by `|`, lists by `;`, and `#` opens a comment.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Literal as OneOf

if TYPE_CHECKING:
    import ahocorasick

FOLDER = Path(__file__).parent / "lexicon"

EntryKind = OneOf[
    "country",
    "adjective",
    "people",
    "seat",
    "city",
    "region",
    "region-adjective",
    "organisation",
    "media",
    "platform",
    "body",
    "title",
    "honorific",
]
"""`seat`: a building or nickname that stands for a government. `body` and `title`: the head word of a body's name or of a post's title."""


@dataclass(frozen=True, slots=True)
class Country:
    """One country. `names` open with the usual one, `adjectives` likewise; `capitals` open with the seat of government."""

    iso: str
    name: str
    names: tuple[str, ...]
    adjectives: tuple[str, ...]
    people: tuple[str, ...]
    capitals: tuple[str, ...]
    seats: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One reading of a word or phrase. `id` is an ISO code for countries and their kin, else the usual name or the head's class.

    `type` is the class of the vocabulary that a body head or organisation has; `complement` the prepositions a head's name goes on after;
    `alone` says that a head is a name by itself ("State Department").
    """

    kind: EntryKind
    id: str
    type: str = ""
    complement: tuple[str, ...] = ()
    iso: str = ""
    alone: bool = False


def rows(name: str, columns: int = 1) -> Iterator[list[str]]:
    """The rows of a table, each with `columns` cells (missing ones empty)."""
    for line in (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            cells = [cell.strip() for cell in line.split("|")] if columns > 1 else [line.strip()]
            yield cells + [""] * (columns - len(cells))


def words(name: str) -> frozenset[str]:
    """A list of words as a set."""
    return frozenset(cells[0] for cells in rows(name))


def _several(cell: str) -> tuple[str, ...]:
    return tuple(x.strip() for x in cell.split(";") if x.strip())


@lru_cache(maxsize=1)
def countries() -> dict[str, Country]:
    """Countries by ISO 3166-1 alpha-2 code (XK for Kosovo)."""
    found = {}
    for iso, name, names, adjectives, people, seat, others, stands in rows("countries", 8):
        found[iso] = Country(
            iso,
            name,
            (name, *_several(names)),
            _several(adjectives),
            _several(people),
            (*_several(seat), *_several(others)),
            _several(stands),
        )
    return found


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Everything that can be looked up by its form: `entries[form]`, and an automaton over all forms for finding them in a text.

    `given_names`, `opening_words` … are plain sets of words.
    """

    entries: dict[str, tuple[Entry, ...]]
    automaton: ahocorasick.Automaton
    portfolios: frozenset[str]
    synonyms: dict[str, str]
    modifiers: frozenset[str]
    joint: frozenset[str]
    states: dict[str, str]
    opening: frozenset[str]
    days: frozenset[str]
    no_names: frozenset[str]
    given: frozenset[str]
    particles: frozenset[str]
    postnominals: frozenset[str]
    suffixes: frozenset[str]
    buildings: frozenset[str]
    forms: dict[str, str]
    publishers: dict[str, str]


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    """The gazetteer, built on first use (about 50 ms)."""
    import ahocorasick

    entries: dict[str, list[Entry]] = {}
    for form, entry in _entries():
        here = entries.setdefault(form, [])
        if all(e.kind != entry.kind or e.id != entry.id for e in here):
            here.append(entry)
    automaton = ahocorasick.Automaton()
    for form in entries:
        automaton.add_word(form, form)
    automaton.make_automaton()
    return Gazetteer(
        entries={form: tuple(found) for form, found in entries.items()},
        automaton=automaton,
        portfolios=words("portfolios"),
        synonyms=dict(rows("portfolio_synonyms", 2)),
        modifiers=words("title_modifiers"),
        joint=words("body_modifiers"),
        states=dict(rows("title_states", 2)),
        opening=words("opening_words"),
        days=words("days"),
        no_names=words("not_names"),
        given=words("given_names"),
        particles=words("particles"),
        postnominals=words("postnominals"),
        suffixes=words("company_suffixes"),
        buildings=words("buildings"),
        forms=dict(rows("forms", 2)),
        publishers=dict(rows("publishers", 2)),
    )


def _entries() -> Iterator[tuple[str, Entry]]:
    """All forms with their readings; where a form has several of one kind, the first counts."""
    yield from _of_countries()
    yield from _of_bodies_and_posts()
    for name, adjective, iso in rows("regions", 3):
        yield name, Entry("region", name, "Place", iso=iso)
        for form in _several(adjective):
            yield form, Entry("region-adjective", name, "Place", iso=iso)
    for name, others in rows("organisations", 2):
        for form in (name, *_several(others)):
            yield form, Entry("organisation", name, "InternationalOrganization")
    for name, others, kind in rows("media", 3):
        for form in (name, *_several(others)):
            yield form, Entry("platform", name, "Platform") if kind == "platform" else Entry("media", name, "NewsOrganization")
    for name, iso in rows("places", 2):
        yield name, Entry("city", name, "City", iso=iso)
    for form, name, iso in rows("more_places", 3):
        yield form, Entry("city", name, "City", iso=iso)


def _of_bodies_and_posts() -> Iterator[tuple[str, Entry]]:
    for head, class_, type_, complement, alone, iso in rows("bodies", 6):
        entry = Entry("body", class_, type_, tuple(complement.replace("-", "").split()), iso, alone == "yes")
        yield head, entry
        if class_ in ("ministry", "mission"):
            yield head.lower(), entry
    for head, class_, iso in rows("titles", 3):
        yield head, Entry("title", class_, iso=iso)
        if head != head.upper():  # abbreviations have no other form
            yield head.lower(), Entry("title", class_, iso=iso)
    for (form,) in rows("honorifics"):
        yield form, Entry("honorific", form)


def _of_countries() -> Iterator[tuple[str, Entry]]:
    known = {form for c in countries().values() for form in c.names}
    for c in countries().values():
        for form in c.names:
            yield form, Entry("country", c.iso, "Country", iso=c.iso)
            if len(form) > 3 and form[1:].lower() == form[1:].casefold() and form != form.upper():
                yield form.upper(), Entry("country", c.iso, "Country", iso=c.iso)
        if c.iso not in ("CN", "CD"):  # the others that would be so called are known by these words
            for form in (f"Republic of {c.name}", f"Kingdom of {c.name}"):
                if form not in known:
                    yield form, Entry("country", c.iso, "Country", iso=c.iso)
        for form in c.adjectives:
            yield form, Entry("adjective", c.iso, iso=c.iso)
        for form in c.people:
            yield form, Entry("people", c.iso, iso=c.iso)
        for form in c.seats:
            yield form, Entry("seat", c.iso, "Country", iso=c.iso)
    for c in countries().values():
        for form in c.capitals:
            yield form, Entry("city", form, "City", iso=c.iso)
            yield form.upper(), Entry("city", form, "City", iso=c.iso)
