"""What passes between the steps of reading one article. Internal to `graph.extract`; no step imports another step's module.

    text ─ cleaning ─▶ Paragraphs ─ names, titles, dates ─▶ Mentions, TimeExpressions
         ─ parsing ─▶ Sentences ─ frames ─▶ Frames ─ assembly ─▶ Extraction

All offsets are code points into the article's text: cleaning preserves length, so a span in the clean text is the span in the raw one.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING
from typing import Literal as OneOf

from graph.model import Span

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token
    from spacy.tokens import Span as TokenSpan

Role = OneOf["body", "heading", "header", "dateline", "signoff", "byline", "embedded-post", "list-item"]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A stretch of text that is read as one unit. `role` says what it is; headers, datelines and sign-offs are metadata, not prose."""

    span: Span
    role: Role = "body"


@dataclass(frozen=True, slots=True)
class CleanText:
    """`text` has the length of the raw text; noise is blanked or replaced letter for letter.

    `dateline_place` is the span of the place in a dateline ("New Delhi, Dec 5"): never a venue.
    """

    text: str
    paragraphs: tuple[Paragraph, ...]
    dateline_place: Span | None = None
    agency: Span | None = None


MentionKind = OneOf["person", "body", "country", "place", "post", "jointbody", "event", "platform", "account", "nominal"]


@dataclass(frozen=True, slots=True)
class Mention:
    """One naming of something. `entity` is the key of the article-local entity it names (filled by coreference for nominals).

    `kind` `nominal` is a definite or indefinite description ("the two ministers", "his Russian counterpart", "both sides"), still to be
    resolved. `span` covers the name alone, without honorific, title or possessor. `entity` is empty while nothing is resolved.
    `entities` holds all keys where several are named ("both countries", "India-France"), `entity` the first of them; read them by `names`.

    `source` names what found it, among others `adjective` (a country by its adjective: no actor by itself), `pair` (a compound of two
    countries), `acronym`, `propagated`, `ner`, `title` (a post's holder by the title alone), `pronoun`.
    """

    span: Span
    kind: MentionKind
    entity: str
    source: str = ""
    entities: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Keys of all entities named: `("india", "russia")` for "both countries"; empty while unresolved."""
        return self.entities or ((self.entity,) if self.entity else ())


@dataclass(frozen=True, slots=True)
class Entity:
    """Someone or something named in this article; one per real-world thing as far as the article alone can tell.

    `type` is a class of the vocabulary: Person, Ministry, Agency, GovernmentBody, DiplomaticMission, InternationalOrganization,
    JointBody, Company, Organization, NewsOrganization, Platform, Account, Country, City, Place, Delegation.
    `country` is the key of a country entity where the text shows it (possessor, adjective, post), with the span that shows it.
    `portfolio` is what a ministry is for ("health and family welfare"), the key of its identity beside the country.
    """

    key: str
    type: str
    name: str
    country: str | None = None
    country_evidence: Span | None = None
    portfolio: str | None = None
    iso: str | None = None
    local: bool = False
    """without a name of its own ("a ministry official"): the same only within this article"""
    members: tuple[str, ...] = ()
    """keys of the countries that a joint body's name names ("India-France Defence Dialogue")"""
    country_inferred: bool = False
    """the country follows from the whole article, not from words beside the name"""
    accredited: str | None = None
    accredited_evidence: Span | None = None
    """key of the country that a mission is in ("the Danish Embassy in Lima"), and what shows it"""


@dataclass(frozen=True, slots=True)
class PostHeld:
    """A person said to hold (or to have held) a post. `of` is the entity that the title's own words name, else the country."""

    person: str
    title: str
    of: str | None
    evidence: Span
    former: bool = False
    inferred: bool = False
    forms: tuple[Span, ...] = ()
    """how else the text words it: with its body, its country or its state ("National Assembly Chairman", "acting Director") """
    of_inferred: bool = False
    """whose post it is follows from the whole article ("the Prime Minister" of the only country that can be meant)"""


Direction = OneOf["past", "future", "none"]


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """A stretch that names a time. `value` is unresolved: `graph.extract.dates.resolve` turns it into EDTF given anchor and direction."""

    span: Span
    kind: OneOf["date", "period", "duration", "set"]
    value: str


@dataclass(slots=True)
class Sentence:
    """A parsed sentence. Multi-word names are single tokens of `doc` (masked), so a token's span may hold several printed words.

    `token.idx` counts in the masked text; `span_of` gives the stretch of the article.
    """

    span: Span
    tokens: TokenSpan
    paragraph: int
    role: Role
    offsets: tuple[tuple[int, int], ...] = ()
    mentions: tuple[Mention, ...] = ()
    times: tuple[TimeExpression, ...] = ()
    mention_at: dict[int, Mention] = field(default_factory=dict)
    """token index in doc → the mention whose (masked) token it is"""
    time_at: dict[int, TimeExpression] = field(default_factory=dict)

    def span_of(self, first: Token, last: Token | None = None) -> Span:
        """The article's stretch from token `first` to token `last`, both included."""
        last = last or first
        return Span(self.offsets[first.i][0], self.offsets[last.i][1])

    def subtree(self, token: Token) -> Span:
        return self.span_of(token.left_edge, token.right_edge)


@dataclass(slots=True)
class Reading:
    """One article being read: what the frame steps are given. `entities` by key."""

    text: str
    clean: CleanText
    published: date
    sentences: list[Sentence]
    entities: dict[str, Entity]
    posts: list[PostHeld]
    docs: list[Doc] = field(default_factory=list)
    filed: date | None = None
    """the day that the dateline gives, where it is at most a few days before publication"""
    warnings: list[str] = field(default_factory=list)
    """what a step could not read in full"""

    @property
    def today(self) -> date:
        """The day from which the text counts: that of its dateline, else that of its publication."""
        return self.filed or self.published

    def quote(self, span: Span) -> str:
        return self.text[span.start : span.end]

    def sentence_at(self, at: int) -> Sentence | None:
        """The sentence in which the code point at an offset stands."""
        n = bisect_right(self.sentences, at, key=lambda s: s.span.start) - 1
        return self.sentences[n] if n >= 0 and at < self.sentences[n].span.end else None

    def mentions_of(self, entity: str) -> Iterator[Mention]:
        """Every mention that names an entity, in the order of the text."""
        for sentence in self.sentences:
            yield from (m for m in sentence.mentions if m.entity == entity)

    def of_kind(self, *kinds: str) -> Iterator[Mention]:
        for sentence in self.sentences:
            yield from (m for m in sentence.mentions if m.kind in kinds)


# ---- frames: typed findings, before they become claims ---------------------------------------------------------------

EventType = OneOf["Meeting", "Call", "Summit", "Visit", "StateVisit", "Signing", "Conference", "Publication", "Event"]
EventStatus = OneOf["Held", "Ongoing", "Scheduled", "Planned", "Proposed", "Postponed", "Cancelled"]
AgreementStatus = OneOf["Signed", "Reached", "Negotiating", "InForce", "Proposed"]
BodyStatus = OneOf["Existing", "Planned", "Proposed"]
Modality = OneOf["will", "plans", "interest", "requests", "reaffirmed", "considering"]


@dataclass(slots=True)
class EventFrame:
    """One report of an event: a trigger with its arguments. Several frames may report one event; coreference merges them.

    `participants` and `countries` are entity keys with the span that shows them; `date` is EDTF, resolved; `evidence` are clauses.
    Who took part only through a delegation is in `delegations`, who travelled only in `visitors`, never in `participants` as well.
    """

    key: str
    type: EventType
    status: EventStatus
    trigger: Span
    evidence: list[Span]
    participants: dict[str, Span] = field(default_factory=dict)
    countries: dict[str, Span] = field(default_factory=dict)
    visitors: dict[str, Span] = field(default_factory=dict)
    hosts: dict[str, Span] = field(default_factory=dict)
    destination: tuple[str, Span] | None = None
    place: tuple[str, Span] | None = None
    date: str | None = None
    date_evidence: Span | None = None
    topics: list[Span] = field(default_factory=list)
    during: str | None = None
    produces: list[str] = field(default_factory=list)
    series: str | None = None
    """key of the joint body whose session it is, or the name of a recurring series"""
    session: str | None = None
    recurrence: tuple[str, Span] | None = None
    label: str = ""
    confidence: float = 0.9
    rule: str = ""
    delegations: dict[str, Span] = field(default_factory=dict)
    """keys of entities that took part through an unnamed delegation"""
    definite: bool = False
    """the report points at an event told elsewhere ("the talks"); it adds to that one or is dropped"""
    ordinal: str = ""
    """which of a series this is ("4th")"""
    days: int | None = None
    """how long it lasts, where the text gives only that"""
    bound: OneOf["", "start", "end"] = ""
    """whether `date` is only the first or the last day ("arrived on", "concluded on")"""
    occasion: Span | None = None
    """the words that name the event within or behind which this one took place ("following the talks")"""
    platform: tuple[str, Span] | None = None
    """where a Publication appeared"""


@dataclass(slots=True)
class AgreementFrame:
    """One agreement, with what the text says of it. `instrument` as in the vocabulary: agreement, MoU, treaty, joint statement, …"""

    key: str
    status: AgreementStatus
    instrument: str
    name: str
    trigger: Span
    evidence: list[Span]
    parties: dict[str, Span] = field(default_factory=dict)
    countries: dict[str, Span] = field(default_factory=dict)
    signatories: dict[str, Span] = field(default_factory=dict)
    witnesses: dict[str, Span] = field(default_factory=dict)
    areas: list[Span] = field(default_factory=list)
    provisions: list[Span] = field(default_factory=list)
    establishes: list[str] = field(default_factory=list)
    date: str | None = None
    date_evidence: Span | None = None
    confidence: float = 0.9
    rule: str = ""


@dataclass(slots=True)
class BodyFrame:
    """What is said of a joint body: its status, purpose, rhythm and under which agreement it stands."""

    entity: str
    status: BodyStatus
    evidence: list[Span]
    purposes: list[Span] = field(default_factory=list)
    recurrence: tuple[str, Span] | None = None
    hosts: dict[str, Span] = field(default_factory=dict)
    under: str | None = None
    countries: dict[str, Span] = field(default_factory=dict)
    rule: str = ""


@dataclass(slots=True)
class CommitmentFrame:
    """Something an agent said it will, plans, offers, wants or is asked to do."""

    key: str
    modality: Modality
    gist: str
    evidence: list[Span]
    by: dict[str, Span] = field(default_factory=dict)
    toward: dict[str, Span] = field(default_factory=dict)
    under: str | None = None
    target: str | None = None
    due: tuple[str, Span] | None = None
    confidence: float = 0.8
    rule: str = ""


@dataclass(slots=True)
class StatementFrame:
    """One attributed utterance. `speakers` are entity keys."""

    key: str
    mode: OneOf["direct", "indirect", "indirect-continued", "reported-speech-act", "embedded-post"]
    evidence: list[Span]
    speakers: dict[str, Span]
    channel: str | None = None
    cue: Span | None = None
    warning: str | None = None
    duplicate_of: str | None = None
