"""The values of the journal, and how they are written as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from typing import Literal as OneOf

Kind = OneOf["added", "replaced", "withdrawn", "decided", "undecided", "judged", "unjudged", "settled", "supplied"]
"""What a commit was: an article came, came anew, or went; a person decided who is who, or took it back; the same for promises;
the simple layer was derived anew; a pack of background knowledge was put to use or removed"""


@dataclass(frozen=True, slots=True, order=True)
class ClaimSaid:
    """One claim as an article makes it.

    `id` and `subject` are ids (IRIs without the base), `predicate` a local name, `object` an id, a name of the vocabulary, or a literal's
    text. `quote` is the first stretch of its evidence.
    """

    id: str
    subject: str
    predicate: str
    object: str
    confidence: float
    kind: str
    quote: str


@dataclass(frozen=True, slots=True)
class ArticleNamed:
    """Which article: also of one that is no longer there."""

    id: str
    identifier: str
    published: str
    title: str | None = None
    publisher: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """What a person decided: on two natural keys (`same`, `notSame`), or on a promise and an outcome (`kept`, `superseded`, `notKept`).

    `judgement` is empty where a decision was taken back.
    """

    left: str
    right: str
    judgement: str = ""
    by: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry before it has a number and a time. `facts` are triples of the simple layer as lines of N-Triples, sorted.

    Claims that stay what they are and are now about somebody else, after a decision on identity, are among those gone and those added.
    """

    kind: Kind
    article: ArticleNamed | None = None
    decision: Judged | None = None
    claims_added: tuple[ClaimSaid, ...] = ()
    claims_gone: tuple[ClaimSaid, ...] = ()
    facts_added: tuple[str, ...] = ()
    facts_gone: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One commit. `sequence` rises, with gaps, and is never given twice; `at` is when it was committed: UTC, to the second, ISO 8601."""

    sequence: int
    at: str
    kind: Kind
    article: ArticleNamed | None
    decision: Judged | None
    claims_added: tuple[ClaimSaid, ...]
    claims_gone: tuple[ClaimSaid, ...]
    facts_added: tuple[str, ...]
    facts_gone: tuple[str, ...]


def written(draft: Draft) -> str:
    """The parts of a draft that are kept in one piece, as JSON; claims as rows."""

    def claims(of: tuple[ClaimSaid, ...]) -> list[list[Any]]:
        return [[c.id, c.subject, c.predicate, c.object, c.confidence, c.kind, c.quote] for c in of]

    def fields(value: ArticleNamed | Judged | None) -> dict[str, Any] | None:
        return None if value is None else {name: getattr(value, name) for name in value.__dataclass_fields__}

    body = {
        "article": fields(draft.article),
        "decision": fields(draft.decision),
        "claims": [claims(draft.claims_added), claims(draft.claims_gone)],
        "facts": [draft.facts_added, draft.facts_gone],
    }
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def read(sequence: int, at: str, kind: Kind, text: str) -> Entry:
    """An entry from its number, time, kind and the JSON of the rest."""
    body: Mapping[str, Any] = json.loads(text)
    added, gone = (tuple(ClaimSaid(*row) for row in rows) for rows in body["claims"])
    facts_added, facts_gone = (tuple(lines) for lines in body["facts"])
    article = ArticleNamed(**body["article"]) if body["article"] else None
    decision = Judged(**body["decision"]) if body["decision"] else None
    return Entry(sequence, at, kind, article, decision, added, gone, facts_added, facts_gone)
