"""What the catalogue gives: plain values in the shape in which people and programs see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

T = TypeVar("T")


def camel(name: str) -> str:
    """`alt_labels` as JSON writes it: `altLabels`."""
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


JSON: Mapping[str, Any] = {"alias_generator": camel, "populate_by_name": True}
"""how pydantic writes a view: names in camel case"""


@dataclass(frozen=True, slots=True)
class Ref:
    """A resource named: `id` is its IRI without the base, `type` its most specific class."""

    __pydantic_config__: ClassVar[Mapping[str, Any]] = JSON
    id: str
    iri: str
    label: str
    type: str


@dataclass(frozen=True, slots=True)
class Value:
    """A literal; `datatype` is `string`, `date`, `edtf`, `duration`, `decimal`, `integer` or `boolean`."""

    __pydantic_config__: ClassVar[Mapping[str, Any]] = JSON
    value: str
    datatype: str


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Part of a list; `next` is the cursor of the part that follows, or null."""

    __pydantic_config__: ClassVar[Mapping[str, Any]] = JSON
    items: tuple[T, ...]
    next: str | None = None


@dataclass(frozen=True, slots=True)
class ArticleSummary:
    """An article without its text."""

    __pydantic_config__: ClassVar[Mapping[str, Any]] = JSON
    id: str
    identifier: str
    title: str | None
    published: str
    publisher: str | None
    url: str | None
    claims: int
    excerpt: str


@dataclass(frozen=True, slots=True)
class ArticleView:
    """An article with its text and what it names."""

    __pydantic_config__: ClassVar[Mapping[str, Any]] = JSON
    id: str
    identifier: str
    title: str | None
    published: str
    publisher: str | None
    url: str | None
    claims: int
    excerpt: str
    text: str
    things: tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class Sources:
    """Who says so: numbers of articles, of outlets that print it, and of origins; `who` names the origins.

    A release that several outlets print is one origin, and so is a speaker whom several quote.
    """

    __pydantic_config__: ClassVar[Mapping[str, Any]] = JSON
    articles: int
    outlets: int
    origins: int
    who: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """One triple of the simple layer seen from one of its ends.

    `other` or `value` is the far end. `status` and `date` are those of the other end.
    """

    __pydantic_config__: ClassVar[Mapping[str, Any]] = JSON
    predicate: str
    direction: str
    other: Ref | None
    value: Value | None
    derived: bool
    status: str | None = None
    date: str | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """Background knowledge of a thing: no article says it, and it counts for nothing.

    `value` is a code, or the IRI of the same thing in another collection; `other` is what else in the graph it is about. `source` showed
    it on the day `as_of`; where it began, it held from `valid_from` at the latest.
    """

    __pydantic_config__: ClassVar[Mapping[str, Any]] = JSON
    predicate: str
    value: str | None
    other: Ref | None
    confidence: float
    source: str
    as_of: str
    valid_from: str | None


@dataclass(frozen=True, slots=True)
class EntitySummary:
    """A person, body, country or place in a list."""

    __pydantic_config__: ClassVar[Mapping[str, Any]] = JSON
    id: str
    iri: str
    label: str
    type: str
    alt_labels: tuple[str, ...]
    country: Ref | None


@dataclass(frozen=True, slots=True)
class EntityView:
    """Anything in the graph, with all that the simple layer says of it."""

    __pydantic_config__: ClassVar[Mapping[str, Any]] = JSON
    id: str
    iri: str
    label: str
    type: str
    alt_labels: tuple[str, ...]
    country: Ref | None
    facts: tuple[Fact, ...]
    background: tuple[Known, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """What one article tells of a thing: the day it was published, the status and date (EDTF) it gives, its id, and the words."""

    __pydantic_config__: ClassVar[Mapping[str, Any]] = JSON
    day: str
    status: str | None
    date: str | None
    article: str
    quote: str | None


@dataclass(frozen=True, slots=True)
class EventView:
    """An event; `date` is EDTF, `earliest` and `latest` are its bounds.

    `facts` and `history`, how it was told from the first report to the last, only where one event is asked for.
    """

    __pydantic_config__: ClassVar[Mapping[str, Any]] = JSON
    id: str
    iri: str
    label: str
    type: str
    status: str | None
    date: str | None
    earliest: str | None
    latest: str | None
    place: Ref | None
    participants: tuple[Ref, ...]
    countries: tuple[Ref, ...]
    visitors: tuple[Ref, ...]
    destination: Ref | None
    produces: tuple[Ref, ...]
    sources: Sources
    facts: tuple[Fact, ...] = ()
    history: tuple[Told, ...] = ()


@dataclass(frozen=True, slots=True)
class AgreementView:
    """An agreement with what it covers and sets up."""

    __pydantic_config__: ClassVar[Mapping[str, Any]] = JSON
    id: str
    iri: str
    label: str
    type: str
    status: str | None
    date: str | None
    earliest: str | None
    latest: str | None
    instrument: str | None
    parties: tuple[Ref, ...]
    countries: tuple[Ref, ...]
    signatories: tuple[Ref, ...]
    areas: tuple[str, ...]
    provisions: tuple[str, ...]
    establishes: tuple[Ref, ...]
    sources: Sources
    facts: tuple[Fact, ...] = ()
    history: tuple[Told, ...] = ()


@dataclass(frozen=True, slots=True)
class CommitmentView:
    """Something an agent said it will, plans, offers, wants or is asked to do, with the words that say so."""

    __pydantic_config__: ClassVar[Mapping[str, Any]] = JSON
    id: str
    iri: str
    label: str
    type: str
    modality: str | None
    by: tuple[Ref, ...]
    toward: tuple[Ref, ...]
    under: Ref | None
    target: Ref | None
    quote: str | None
    sources: Sources
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class BodyView:
    """A joint body; `recurrence` is a duration (ISO 8601), `hosts` are those between which its sessions alternate."""

    __pydantic_config__: ClassVar[Mapping[str, Any]] = JSON
    id: str
    iri: str
    label: str
    type: str
    status: str | None
    countries: tuple[Ref, ...]
    purposes: tuple[str, ...]
    under: tuple[Ref, ...]
    recurrence: str | None
    hosts: tuple[Ref, ...]
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Quote:
    """The exact words, with their offsets in the article's text: code points, end exclusive."""

    __pydantic_config__: ClassVar[Mapping[str, Any]] = JSON
    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class StatementView:
    """In what utterance a claim was made: by whom, how, and where."""

    __pydantic_config__: ClassVar[Mapping[str, Any]] = JSON
    speakers: tuple[Ref, ...]
    mode: str
    channel: Ref | None
    cue: str | None
    warning: str | None


@dataclass(frozen=True, slots=True)
class ClaimView:
    """One claim of one article, with its evidence. `sources` are those of the triple: all articles that claim it."""

    __pydantic_config__: ClassVar[Mapping[str, Any]] = JSON
    id: str
    subject: Ref
    predicate: str
    object: Ref | Value
    confidence: float
    kind: str
    article: ArticleSummary
    evidence: tuple[Quote, ...]
    statement: StatementView | None
    sources: Sources


@dataclass(frozen=True, slots=True)
class TenureView:
    """Somebody observed in a post, from the first to the last day on which articles say so; `former` where they call it over.

    Days are ISO; null where nobody said when. `claims` are the newest that say so, at most three.
    """

    __pydantic_config__: ClassVar[Mapping[str, Any]] = JSON
    holder: Ref
    post: Ref
    post_of: Ref | None
    former: bool
    observed_from: str | None
    observed_to: str | None
    claims: tuple[ClaimView, ...]


@dataclass(frozen=True, slots=True)
class Utterance:
    """One attributed statement, with its words and what was claimed in it; `article` is where it stands."""

    __pydantic_config__: ClassVar[Mapping[str, Any]] = JSON
    id: str
    speakers: tuple[Ref, ...]
    inner_speakers: tuple[Ref, ...]
    mode: str
    channel: Ref | None
    cue: str | None
    warning: str | None
    duplicate_of: str | None
    evidence: tuple[Quote, ...]
    article: ArticleSummary
    claims: tuple[ClaimView, ...] = ()


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of a timeline: an event, agreement, commitment or post, when it was or was told, and in which words."""

    __pydantic_config__: ClassVar[Mapping[str, Any]] = JSON
    kind: str
    thing: Ref
    status: str | None
    date: str | None
    earliest: str | None
    latest: str | None
    role: str | None
    quote: str | None
    article: str | None


@dataclass(frozen=True, slots=True)
class Support:
    """An accepted triple on which a derived one rests."""

    __pydantic_config__: ClassVar[Mapping[str, Any]] = JSON
    subject: Ref
    predicate: str
    object: Ref


@dataclass(frozen=True, slots=True)
class Derivation:
    """By which rule a triple follows, and from what."""

    __pydantic_config__: ClassVar[Mapping[str, Any]] = JSON
    rule: str
    from_: tuple[Support, ...]


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """Why a triple stands: its claims, or, where it is derived, those of what it rests on."""

    __pydantic_config__: ClassVar[Mapping[str, Any]] = JSON
    subject: Ref
    predicate: str
    object: Ref | Value
    derived: Derivation | None
    items: tuple[ClaimView, ...]


@dataclass(frozen=True, slots=True)
class Node:
    """A node of a picture of the graph; `degree` counts the edges in the picture."""

    __pydantic_config__: ClassVar[Mapping[str, Any]] = JSON
    id: str
    label: str
    type: str
    country: str | None
    degree: int


@dataclass(frozen=True, slots=True)
class Edge:
    """An edge of a picture; `event` is the event or agreement behind an edge between agents."""

    __pydantic_config__: ClassVar[Mapping[str, Any]] = JSON
    id: str
    source: str
    target: str
    predicate: str
    status: str | None
    date: str | None
    earliest: str | None
    latest: str | None
    confidence: float | None
    event: str | None


@dataclass(frozen=True, slots=True)
class Omitted:
    """How much a picture leaves out."""

    __pydantic_config__: ClassVar[Mapping[str, Any]] = JSON
    nodes: int
    edges: int


@dataclass(frozen=True, slots=True)
class Picture:
    """Nodes and edges around a centre, or of the best connected part."""

    __pydantic_config__: ClassVar[Mapping[str, Any]] = JSON
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    omitted: Omitted


@dataclass(frozen=True, slots=True)
class Stats:
    """How much there is."""

    __pydantic_config__: ClassVar[Mapping[str, Any]] = JSON
    articles: int
    claims: int
    entities: int
    events: int
    agreements: int
    commitments: int
    statements: int
    by_type: dict[str, int]
    latest: tuple[ArticleSummary, ...]
