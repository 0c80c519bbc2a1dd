"""The corpus: articles invented for this project, each with what a careful reader finds in it.

    articles/ID.json   an article and its annotation: sections of items, each with verbatim quotes and where they stand in the text
    index.json         the genre of each article, and its half: `tune` may be read by who improves the reader, `check` may not
    groups.json        items of different articles that are one event or one agreement

Offsets are code points, end exclusive. `core` items are those a careful analyst would be annoyed to miss; finding any other is neither
rewarded nor punished.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from graph.model import Article

FOLDER = Path(__file__).parent
HALVES: tuple[Half, ...] = ("tune", "check")

Half = Literal["tune", "check"]
Stretch = tuple[int, int]
Json = dict[str, Any]
Day = str | None
"""an ISO date, or None where the text leaves it open"""


@dataclass(frozen=True, slots=True)
class Item:
    """What all annotated things have."""

    core: bool
    spans: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Entity(Item):
    """A person, body, country or place, by the names the text gives it."""

    id: str
    type: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Post(Item):
    """Who holds which office."""

    person: str
    title: str
    of: str | None


@dataclass(frozen=True, slots=True)
class Event(Item):
    """A meeting, call, summit, visit, signing, conference, or something else that happened or is to happen."""

    id: str
    type: str
    status: str
    days: tuple[Day, Day]
    place: str | None
    participants: tuple[str, ...]
    countries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Agreement(Item):
    """A document or a named understanding."""

    id: str
    kind: str
    name: str
    status: str
    days: tuple[Day, Day]
    parties: tuple[str, ...]
    signatories: tuple[str, ...]
    areas: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Commitment(Item):
    """An undertaking, plan, wish, request or renewed pledge."""

    by: tuple[str, ...]
    modality: str


@dataclass(frozen=True, slots=True)
class Statement(Item):
    """Words that somebody said."""

    speaker: str


@dataclass(frozen=True, slots=True)
class Trap:
    """An edge that looks plausible and is false."""

    subject: str
    predicate: str
    object: str
    why: str


@dataclass(frozen=True)
class Gold:
    """One article and its annotation."""

    raw: Json

    @property
    def id(self) -> str:
        return str(self.raw["article"])

    @property
    def text(self) -> str:
        return str(self.raw["text"])

    @property
    def article(self) -> Article:
        """The article as the pipeline takes it."""
        r = self.raw
        return Article(self.id, self.text, date.fromisoformat(r["published"]), self.id, title=r["title"], publisher=r["publisher"])

    @cached_property
    def entities(self) -> dict[str, Entity]:
        return {x["id"]: Entity(*_item(x), x["id"], x["type"], (x["name"], *x["aliases"])) for x in self.raw["entities"]}

    @cached_property
    def posts(self) -> list[Post]:
        return [Post(*_item(x), x["person"], x["title"], x["of"]) for x in self.raw["posts"]]

    @cached_property
    def events(self) -> list[Event]:
        return [
            Event(*_item(x), x["id"], x["type"], x["status"], _days(x), x["place"], tuple(x["participants"]), tuple(x["countries"]))
            for x in self.raw["events"]
        ]

    @cached_property
    def agreements(self) -> list[Agreement]:
        return [
            Agreement(
                *_item(x),
                x["id"],
                x["kind"],
                x["name"],
                x["status"],
                _days(x),
                tuple(x["parties"]),
                tuple(x["signatories"]),
                tuple(x["areas"]),
            )
            for x in self.raw["agreements"]
        ]

    @cached_property
    def commitments(self) -> list[Commitment]:
        return [Commitment(*_item(x), tuple(x["by"]), x["modality"]) for x in self.raw["commitments"]]

    @cached_property
    def statements(self) -> list[Statement]:
        return [Statement(*_item(x), x["speaker"]) for x in self.raw["statements"]]

    @cached_property
    def traps(self) -> list[Trap]:
        return [Trap(*_edge(x), x["why"]) for x in self.raw["wrong"]]

    @property
    def dated(self) -> list[Event | Agreement]:
        """What has days, and may be one across articles."""
        return [*self.events, *self.agreements]


def _item(x: Json) -> tuple[bool, tuple[Stretch, ...]]:
    return bool(x["core"]), tuple((a, b) for a, b in x["spans"])


def _edge(x: Json) -> tuple[str, str, str]:
    subject, predicate, object_ = x["edge"]
    return subject, predicate, object_


def _days(x: Json) -> tuple[Day, Day]:
    return x["earliest"], x["latest"]


def load(half: Half | None = None) -> list[Gold]:
    """The articles of one half, or all, in the order of their ids."""
    wanted = [x["article"] for x in index() if half in (None, x["use"])]
    return [Gold(read(article_file(name))) for name in sorted(wanted)]


def index() -> list[Json]:
    """One record per article: `article`, `genre`, `use`."""
    return list(json.loads((FOLDER / "index.json").read_text(encoding="utf-8"))["articles"])


def article_file(name: str) -> Path:
    """Where an article is kept."""
    return FOLDER / "articles" / f"{name}.json"


def read(file: Path) -> Json:
    """A JSON object."""
    return dict(json.loads(file.read_text(encoding="utf-8")))


Member = tuple[str, str]
"""an article and the id of one of its events or agreements"""


def groups() -> list[frozenset[Member]]:
    """Items that are one and the same."""
    found = json.loads((FOLDER / "groups.json").read_text(encoding="utf-8"))
    return [frozenset((a, i) for a, i in g["members"]) for g in found]


def fingerprint() -> str:
    """SHA-256 of everything that scores depend on."""
    h = hashlib.sha256()
    for file in (*sorted((FOLDER / "articles").glob("*.json")), FOLDER / "groups.json", FOLDER / "index.json"):
        h.update(f"{file.name}\n".encode())
        h.update(file.read_bytes())
    return h.hexdigest()


def located(text: str, quotes: Sequence[str | Json]) -> Iterable[Stretch]:
    """Where quotes stand in a text. A quote is its words, or `{"q": words, "n": which occurrence, from 0}`. Raises ValueError."""
    for quote in quotes:
        words, n = (quote, 0) if isinstance(quote, str) else (str(quote["q"]), int(quote["n"]))
        start = -1
        for _ in range(n + 1):
            start = text.find(words, start + 1)
            if start < 0:
                raise ValueError(f"not in the text: {words!r}, occurrence {n}")
        yield start, start + len(words)
