"""JSON of the model → findings, as far as it has the form asked for. Nothing here believes it: that is for grounding and assembly."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any, TypeVar

from graph.errors import ExtractionError

MOST = 400
"""items of one kind that are read; an article has a fraction of that"""


@dataclass(frozen=True, slots=True)
class Named:
    """An entity: `id` is the answer's own label."""

    id: str
    type: str
    name: str
    aliases: tuple[str, ...]
    country: str | None


@dataclass(frozen=True, slots=True)
class Held:
    """A post, by whom and of what."""

    person: str
    title: str
    of: str | None
    former: bool
    quote: str


@dataclass(frozen=True, slots=True)
class Happened:
    """An event."""

    type: str
    status: str
    called: str
    quotes: tuple[str, ...]
    participants: tuple[str, ...]
    countries: tuple[str, ...]
    place: str | None
    destination: str | None
    date: str | None
    date_quote: str | None
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Agreed:
    """An agreement."""

    instrument: str
    status: str
    name: str
    quotes: tuple[str, ...]
    parties: tuple[str, ...]
    signatories: tuple[str, ...]
    areas: tuple[str, ...]
    date: str | None
    date_quote: str | None


@dataclass(frozen=True, slots=True)
class Promised:
    """A commitment."""

    modality: str
    by: tuple[str, ...]
    toward: tuple[str, ...]
    quote: str


@dataclass(frozen=True, slots=True)
class Said:
    """A statement."""

    speaker: str
    mode: str
    quote: str


@dataclass(frozen=True, slots=True)
class Findings:
    """What an answer says. `malformed` counts items that had not the form asked for."""

    entities: tuple[Named, ...] = ()
    posts: tuple[Held, ...] = ()
    events: tuple[Happened, ...] = ()
    agreements: tuple[Agreed, ...] = ()
    commitments: tuple[Promised, ...] = ()
    statements: tuple[Said, ...] = ()
    malformed: int = 0


@lru_cache(maxsize=1)
def schema() -> dict[str, Any]:
    """The JSON Schema of an answer."""
    return dict(json.loads(files("graph.extract.llm").joinpath("schema.json").read_text(encoding="utf-8")))


def parse(text: str) -> Findings:
    """The findings of an answer; items of the wrong form are left out and counted. Raises ExtractionError."""
    try:
        found = json.loads(_unfenced(text))
    except (ValueError, RecursionError) as e:
        raise ExtractionError(f"no JSON: {e}") from None
    if not isinstance(found, dict) or not any(isinstance(found.get(kind), list) for kind in schema()["properties"]):
        raise ExtractionError("no object with lists of entities, events, agreements …")
    read = _Reader(found)
    return Findings(
        read.all("entities", lambda x: Named(x.text("id"), x.one_of("type"), x.text("name"), x.texts("aliases"), x.maybe("country"))),
        read.all("posts", lambda x: Held(x.text("person"), x.text("title"), x.maybe("of"), x.yes("former"), x.text("quote"))),
        read.all("events", _happened),
        read.all("agreements", _agreed),
        read.all("commitments", lambda x: Promised(x.one_of("modality"), x.texts("by"), x.texts("toward"), x.text("quote"))),
        read.all("statements", lambda x: Said(x.text("speaker"), x.one_of("mode"), x.text("quote"))),
        read.malformed,
    )


def _unfenced(text: str) -> str:
    """The JSON of an answer that stands between the marks of a Markdown code block."""
    text = text.strip()
    if text.startswith("```"):
        text = text.partition("\n")[2].rpartition("```")[0]
    return text


def _happened(x: _Item) -> Happened:
    return Happened(
        x.one_of("type"),
        x.one_of("status"),
        x.text("called"),
        x.texts("quotes"),
        x.texts("participants"),
        x.texts("countries"),
        x.maybe("place"),
        x.maybe("destination"),
        x.maybe("date"),
        x.maybe("date_quote"),
        x.texts("topics"),
    )


def _agreed(x: _Item) -> Agreed:
    return Agreed(
        x.one_of("instrument"),
        x.one_of("status"),
        x.text("name"),
        x.texts("quotes"),
        x.texts("parties"),
        x.texts("signatories"),
        x.texts("areas"),
        x.maybe("date"),
        x.maybe("date_quote"),
    )


T = TypeVar("T")


@dataclass(slots=True)
class _Reader:
    found: Mapping[str, Any]
    malformed: int = 0

    def all(self, kind: str, read: Callable[[_Item], T]) -> tuple[T, ...]:
        items = self.found.get(kind)
        if not isinstance(items, list):
            return ()
        good: list[T] = []
        for item in items[:MOST]:
            try:
                good.append(read(_Item(kind, item)))
            except ExtractionError:
                self.malformed += 1
        self.malformed += max(0, len(items) - MOST)
        return tuple(good)


@dataclass(frozen=True, slots=True)
class _Item:
    """One item of a list; a field that is left out counts as empty, one of the wrong type makes the item malformed."""

    kind: str
    value: Any = field(default=None)

    def __post_init__(self) -> None:
        if not isinstance(self.value, dict):
            raise ExtractionError(f"{self.kind}: not an object")

    def text(self, name: str) -> str:
        found = self.value.get(name, "")
        if not isinstance(found, str):
            raise ExtractionError(f"{self.kind}.{name}: not a string")
        return found.strip()

    def maybe(self, name: str) -> str | None:
        return None if self.value.get(name) is None else self.text(name) or None

    def texts(self, name: str) -> tuple[str, ...]:
        found = self.value.get(name) or []
        if not isinstance(found, list) or not all(isinstance(x, str) for x in found):
            raise ExtractionError(f"{self.kind}.{name}: not a list of strings")
        return tuple(dict.fromkeys(x.strip() for x in found[:MOST] if x.strip()))

    def yes(self, name: str) -> bool:
        return self.value.get(name) is True

    def one_of(self, name: str) -> str:
        allowed = schema()["properties"][self.kind]["items"]["properties"][name]["enum"]
        found = self.text(name)
        if found not in allowed:
            raise ExtractionError(f"{self.kind}.{name}: {found!r} is none of {', '.join(allowed)}")
        return found
