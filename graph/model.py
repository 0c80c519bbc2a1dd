"""The values that flow: `Article → Extraction → Quad`. Frozen, compared by content, without I/O.

Offsets are Unicode code points into `Article.text`, end exclusive; `article.text[span.start:span.end]` is the quote.
Predicates and classes are local names of the vocabulary (`"participant"`, `"Meeting"`); `graph.quads` turns them into IRIs
and the ontology refuses a name it does not know.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal as OneOf

ClaimKind = OneOf["asserted", "inferred", "background"]
Mode = OneOf["narrator", "direct", "indirect", "indirect-continued", "reported-speech-act", "embedded-post"]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of the article's text: code points, end exclusive."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"not a span: {self.start}..{self.end}")

    def __len__(self) -> int:
        return self.end - self.start

    def covers(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Article:
    """One text as published. `id` makes its IRI; `identifier` is the id given, or the file's stem, or `id`.

    `origin` says where it was read from (file, line, URL), for messages only; it is not stored.
    """

    id: str
    text: str
    published: date
    identifier: str
    title: str | None = None
    publisher: str | None = None
    url: str | None = None
    language: str = "en"
    origin: str = field(default="", compare=False)


Runs = tuple[tuple[str, str], ...]
"""who read an article: names and versions of readers"""


# ---- what a reader finds ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, order=True)
class Ref:
    """The object of a claim: another thing of the same extraction, by key."""

    key: str


@dataclass(frozen=True, slots=True, order=True)
class Concept:
    """The object of a claim: a named individual or class of the vocabulary, e.g. `Held`."""

    name: str


@dataclass(frozen=True, slots=True, order=True)
class Text:
    """The object of a claim: a literal. `datatype`: `string`, `edtf`, `date`, `duration`, `boolean`, `integer`, `decimal`."""

    value: str
    datatype: str = "string"


Object = Ref | Concept | Text


@dataclass(frozen=True, slots=True)
class Thing:
    """A person, body, place, post, event, agreement … as one article names or reports it.

    `key` is unique within the extraction and says nothing beyond it; who is who across articles is decided in `graph.identity`.
    `label` is the best name the article gives. `type` is the most specific class.
    """

    key: str
    type: str
    label: str
    facets: tuple[tuple[str, str], ...] = ()
    """what identity needs and no claim says, by name: `iso` of a country, `portfolio` of a ministry, `handle` of an account"""

    def facet(self, name: str) -> str | None:
        return next((value for key, value in self.facets if key == name), None)


@dataclass(frozen=True, slots=True)
class Claim:
    """One triple that the article supports, with the stretches of text that say so.

    `predicate` is a local name of the vocabulary, or `type`, `altLabel`. `rule` names the rule that found it.
    `said_in` holds keys of the statements it was said in; empty when the article itself says it. `observed` are days on which the
    text shows the triple to hold, beside the day of publication (a minister named as such at a dated meeting).
    """

    subject: str
    predicate: str
    object: Object
    evidence: tuple[Span, ...]
    confidence: float = 1.0
    kind: ClaimKind = "asserted"
    rule: str = ""
    said_in: tuple[str, ...] = ()
    observed: tuple[date, ...] = ()
    readers: tuple[str, ...] = ()
    """names of the readers that found it, where an article had several; empty where it had one"""


@dataclass(frozen=True, slots=True)
class Statement:
    """One attributed utterance. `speakers` are keys of things; empty means the article itself speaks (mode `narrator`)."""

    key: str
    mode: Mode
    evidence: tuple[Span, ...]
    speakers: tuple[str, ...] = ()
    inner_speakers: tuple[str, ...] = ()
    channel: str | None = None
    cue: str | None = None
    warning: str | None = None
    duplicate_of: str | None = None


@dataclass(frozen=True, slots=True)
class Rejection:
    """Something that was seen and not asserted, and why."""

    span: Span
    what: str
    reason: str


@dataclass(frozen=True, slots=True)
class Extraction:
    """Everything one reader found in one article."""

    article: str
    reader: str
    version: str
    things: tuple[Thing, ...] = ()
    claims: tuple[Claim, ...] = ()
    statements: tuple[Statement, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    warnings: tuple[str, ...] = ()
    runs: Runs = ()
    """names and versions of the readers, where the article had several"""


# ---- what is stored --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, order=True)
class Iri:
    """An RDF resource."""

    value: str

    def __hash__(self) -> int:
        # the generated one makes a tuple first; terms are hashed by the million
        return hash(self.value)


@dataclass(frozen=True, slots=True, order=True)
class Literal:
    """An RDF literal. `datatype` is an IRI; the empty string stands for `xsd:string`. No language tags are used."""

    value: str
    datatype: str = ""

    def __hash__(self) -> int:
        return hash(self.value)


@dataclass(frozen=True, slots=True)
class Triple:
    """One statement of RDF 1.1, without a graph."""

    s: Iri
    p: Iri
    o: Iri | Literal


@dataclass(frozen=True, slots=True)
class Quad:
    """One statement of RDF 1.1; `g` is None in the default graph."""

    s: Iri
    p: Iri
    o: Iri | Literal
    g: Iri | None = None


# ---- what a run reports ----------------------------------------------------------------------------------------------

Outcome = OneOf["added", "replaced", "unchanged", "withdrawn", "refused", "failed"]


@dataclass(frozen=True, slots=True)
class ArticleReport:
    """What became of one input. `detail` is the reason where it was refused or failed."""

    origin: str
    outcome: Outcome
    article: str | None = None
    detail: str = ""
    claims: int = 0
    warnings: tuple[str, ...] = ()
