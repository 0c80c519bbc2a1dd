"""Frames → Extraction: what the steps found, as things, claims and statements of the vocabulary.

This is the one place where a finding becomes claims: each claim takes its evidence from the finding that carries it, and says by
`kind` whether the text states it or it
follows from what the text states.
"""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from graph import edtf, ids
from graph.extract.confidence import confidence
from graph.extract.reading import (
    AgreementFrame,
    BodyFrame,
    CommitmentFrame,
    Entity,
    EventFrame,
    Mention,
    PostHeld,
    Reading,
    StatementFrame,
)
from graph.model import Claim, ClaimKind, Concept, Extraction, Object, Ref, Rejection, Span, Statement, Text, Thing


@dataclass(frozen=True, slots=True)
class Frames:
    """All that the frame steps found in one article."""

    events: Sequence[EventFrame] = ()
    agreements: Sequence[AgreementFrame] = ()
    bodies: Sequence[BodyFrame] = ()
    commitments: Sequence[CommitmentFrame] = ()
    statements: Sequence[StatementFrame] = ()
    rejections: Sequence[Rejection] = ()
    warnings: Sequence[str] = ()


def assemble(
    article_id: str, reading: Reading, frames: Frames, *, reader: str, version: str, sure: Callable[[Claim], float] = confidence
) -> Extraction:
    """Things, claims and statements of one article; claims said in a statement point to it.

    `sure` gives the confidence of a claim that has as confidence what its rule says of the words around it.
    """
    build = _Builder(reading)
    for entity in reading.entities.values():
        build.entity(entity)
    for body in frames.bodies:
        build.body(body)
    for agreement in frames.agreements:
        build.agreement(agreement)
    for event in frames.events:
        build.event(event)
    for post in reading.posts:
        build.post(post, frames.events)
    for commitment in frames.commitments:
        build.commitment(commitment)
    for subject, predicate, other, evidence, how in build.pending:
        if predicate != "during" or build.together(subject, other):
            build.link(subject, predicate, other, evidence, how)
    statements = tuple(build.statement(s) for s in frames.statements)
    claims, narrated = _attributed(build, statements)
    return Extraction(
        article=article_id,
        reader=reader,
        version=version,
        things=tuple(build.things.values()),
        claims=tuple(replace(claim, confidence=sure(claim)) for claim in claims),
        statements=(*statements, *narrated),
        rejections=tuple(frames.rejections),
        warnings=tuple(frames.warnings),
    )


_STATE_BODIES = frozenset({"Ministry", "GovernmentBody", "Agency"})
_REPORTED = frozenset({
    "Event", "Meeting", "Call", "Summit", "Visit", "StateVisit", "Signing", "Conference", "Agreement", "Commitment", "Provision"
})  # fmt: skip
"""classes of things that exist in an article because somebody says so; the others are only named"""


def _attributed(build: _Builder, statements: Sequence[Statement]) -> tuple[list[Claim], list[Statement]]:
    """Claims with the statements that hold their quotes.

    Where the article says the same in its own voice too, that is a statement of the article.
    """
    claims: list[Claim] = []
    narrated: dict[str, Statement] = {}
    where = _Where(statements)
    for claim in build.claims.values():
        named = claim.predicate in ("altLabel", "prefLabel", "type", "ofCountry") and build.things[claim.subject].type not in _REPORTED
        held = [] if named else [(span, where.of(span)) for span in claim.evidence]
        said = [statements[n].key for n in sorted({n for _, by in held for n in by})]
        own = [span for span, by in held if not by]
        if said and own:
            for span in own:
                key = f"narrator:{span.start}:{span.end}"
                narrated[key] = Statement(key, "narrator", (span,))
                said.append(key)
        claims.append(replace(claim, said_in=tuple(said)) if said else claim)
    return claims, list(narrated.values())


class _Where:
    """In which statements a stretch of the text stands, by number; looked up by place, as a long text has thousands of each."""

    _STEP = 1000  # code points

    def __init__(self, statements: Sequence[Statement]) -> None:
        self._parts: dict[int, list[tuple[int, Span]]] = defaultdict(list)
        for n, statement in enumerate(statements):
            for part in statement.evidence:
                for step in range(part.start // self._STEP, (part.end - 1) // self._STEP + 1):
                    self._parts[step].append((n, part))

    def of(self, span: Span) -> set[int]:
        return {n for n, part in self._parts.get(span.start // self._STEP, ()) if part.covers(span)}


@dataclass(frozen=True, slots=True)
class _How:
    """How a claim is known: by which rule, how surely, and whether the text says it or it follows."""

    rule: str
    confidence: float = 0.9
    kind: ClaimKind = "asserted"

    @property
    def inferred(self) -> _How:
        return replace(self, kind="inferred")

    def stated(self, yes: object) -> _How:
        return self if yes else self.inferred


_NAMED = _How("name", 0.95)


@dataclass
class _Builder:
    reading: Reading
    things: dict[str, Thing] = field(default_factory=dict)
    claims: dict[tuple[str, str, Object], Claim] = field(default_factory=dict)
    pending: list[tuple[str, str, str | None, Sequence[Span], _How]] = field(default_factory=list)
    """links to things that may come later"""

    dates: dict[str, str | None] = field(default_factory=dict)
    """EDTF of each event"""
    _mentions: dict[str, list[Mention]] = field(init=False)

    def __post_init__(self) -> None:
        self._mentions = defaultdict(list)
        for sentence in self.reading.sentences:
            for mention in sentence.mentions:
                self._mentions[mention.entity].append(mention)

    def together(self, event: str, other: str | None) -> bool:
        """Whether two events may have been at one time; one that is only spoken of at another is not during it."""
        one, two = self.dates.get(event), self.dates.get(other or "")
        return not one or not two or edtf.compatible(one, two)

    # -- claims --------------------------------------------------------------------------------------------------------

    def claim(
        self, subject: str, predicate: str, value: Object, evidence: Iterable[Span], how: _How, observed: tuple[date, ...] = ()
    ) -> None:
        """Add a claim, or add support to the one that says the same."""
        spans = tuple(dict.fromkeys(evidence))
        if not spans:
            return
        known = self.claims.get((subject, predicate, value))
        if known is None:
            self.claims[subject, predicate, value] = Claim(
                subject, predicate, value, spans, how.confidence, how.kind, how.rule, observed=observed
            )
            return
        self.claims[subject, predicate, value] = replace(
            known,
            evidence=tuple(dict.fromkeys((*known.evidence, *spans))),
            confidence=max(known.confidence, how.confidence),
            kind="asserted" if "asserted" in (how.kind, known.kind) else how.kind,
            observed=tuple(sorted({*known.observed, *observed})),
        )

    def refs(self, subject: str, predicate: str, targets: Mapping[str, Span], how: _How) -> None:
        """One claim for each target that is a thing."""
        for key, span in targets.items():
            if key in self.things and key != subject:
                self.claim(subject, predicate, Ref(key), (span,), how)

    def link(self, subject: str, predicate: str, target: str | None, evidence: Iterable[Span], how: _How) -> None:
        """One claim, where the target is a thing."""
        if target in self.things and target != subject:
            self.claim(subject, predicate, Ref(str(target)), evidence, how)

    def thing(
        self, key: str, type_: str, label: str, evidence: Sequence[Span], how: _How, facets: Mapping[str, str | None] | None = None
    ) -> None:
        kept = tuple(sorted((k, value) for k, value in (facets or {}).items() if value))
        self.things[key] = Thing(key, type_, label, kept)
        self.claim(key, "type", Concept(type_), evidence, how)
        self.claim(key, "prefLabel", Text(label), evidence[:1], _How("label", how.confidence, "inferred"))

    # -- named things --------------------------------------------------------------------------------------------------

    def entity(self, e: Entity, described_as: Sequence[Span] = ()) -> None:
        """Somebody or something named; or, without a name, described in the spans given."""
        mentions = self._mentions.get(e.key, ())
        spans = [m.span for m in mentions if m.kind != "nominal"]
        described = [m.span for m in mentions if m.kind == "nominal"] or list(described_as)
        evidence = spans or described
        if not evidence:
            return
        local = e.local or not spans
        facets = {"iso": e.iso, "portfolio": e.portfolio, "local": "yes" if local else None}
        self.thing(e.key, e.type, e.name, evidence[:1], _NAMED, facets)
        forms: dict[str, list[Span]] = {}
        for span in spans or described[:1]:
            forms.setdefault(self.reading.quote(span), []).append(span)
        for form, where in forms.items():
            self.claim(e.key, "altLabel", Text(form), where, _NAMED)
        if e.country and e.country_evidence and e.country != e.key and e.country in self.reading.entities:
            predicate = "inCountry" if e.type in ("City", "Place") else "ofCountry"
            how = _How("owner", 0.7, "inferred") if e.country_inferred else _How("owner")
            # a country that only a body's name implies ("the Sejm") is no thing of the article
            self.pending.append((e.key, predicate, e.country, (e.country_evidence,), how))
        if e.accredited and e.accredited_evidence:
            self.pending.append((e.key, "accreditedTo", e.accredited, (e.accredited_evidence,), _How("accredited")))

    def post(self, post: PostHeld, events: Sequence[EventFrame]) -> None:
        person = self.reading.entities.get(post.person)
        if person is None or post.person not in self.things:
            return
        of = post.of if post.of in self.things else None
        key = f"post:{of or '?'}:{ids.slug(post.title)}"
        how = _How("counterpart", 0.8, "inferred") if post.inferred else _How("post", 0.92)
        if key not in self.things:
            self.thing(key, "Post", post.title, (post.evidence,), how)
        self.claim(key, "altLabel", Text(post.title), (post.evidence,), how)
        for form in post.forms:
            self.claim(key, "altLabel", Text(" ".join(self.reading.quote(form).split())), (form,), how)
        observed = tuple(
            sorted(
                {
                    day
                    for e in events
                    if (day := _day_held(e)) and post.person in e.participants and any(s.overlaps(post.evidence) for s in e.evidence)
                }
            )
        )
        if post.former:
            self.claim(post.person, "heldPost", Ref(key), (post.evidence,), how)
        else:
            self.claim(post.person, "holdsPost", Ref(key), (post.evidence,), how, observed)
        if of:
            how = replace(how, kind="inferred") if post.of_inferred else how
            self.link(key, "postOf", of, (post.evidence,), how)
            owner = self.reading.entities[of]
            country = of if owner.type == "Country" else owner.country
            if country is None and owner.type in _STATE_BODIES:
                country, how = person.country, how.inferred
            self.link(key, "ofCountry", country, (post.evidence,), how)
            self._heads(post, country)

    def _heads(self, post: PostHeld, country: str | None) -> None:
        """ "Health Minister" of a country whose ministry of health the article names: the one heads the other."""
        words = ids.slug(post.title).split("-")
        if "minister" not in words or "prime" in words or {"deputy", "state", "vice"} & set(words) or post.former:
            return
        for e in self.reading.entities.values():
            if e.type == "Ministry" and e.country == country and e.portfolio and ids.slug(e.portfolio).split("-")[0] in words:
                self.claim(post.person, "heads", Ref(e.key), (post.evidence,), _How("heads-ministry", 0.8, "inferred"))

    def body(self, b: BodyFrame) -> None:
        if b.entity not in self.things:
            return
        how = _How(b.rule)
        self.claim(b.entity, "status", Concept(b.status), b.evidence, how)
        for span in b.purposes:
            self.claim(b.entity, "purpose", Text(self.reading.quote(span)), (span,), how)
        if b.recurrence:
            self.claim(b.entity, "recurrence", Text(b.recurrence[0], "duration"), (b.recurrence[1],), how)
        self.refs(b.entity, "hostAlternates", b.hosts, how)
        self.refs(b.entity, "involves", b.countries, how.inferred)
        self.pending.append((b.entity, "under", b.under, b.evidence[:1], how))

    # -- events --------------------------------------------------------------------------------------------------------

    def event(self, f: EventFrame) -> None:
        how = _How(f.rule, f.confidence)
        # what it is called, apart from who and when: the names of forums and fairs are compared across articles
        facets = {"theme": " ".join(self.reading.quote(f.trigger).split())} if f.type in ("Conference", "Event") else None
        self.thing(f.key, f.type, f.label or _event_label(f, self.reading), f.evidence, how, facets)
        self.claim(f.key, "altLabel", Text(self.reading.quote(f.trigger)), (f.trigger,), how)
        self.claim(f.key, "status", Concept(f.status), f.evidence, how)
        if f.date:
            self.claim(
                f.key, "date", Text(f.date, "edtf"), (f.date_evidence,) if f.date_evidence else f.evidence[:1], how.stated(f.date_evidence)
            )
        visitors = f.visitors
        through = {k: span for k, span in f.delegations.items() if k in self.things and k not in visitors}
        self.refs(f.key, "participant", {k: s for k, s in f.participants.items() if k not in through and k not in visitors}, how)
        self.refs(f.key, "visitor", visitors, how)
        for key, span in through.items():
            self._delegation(f, key, span, how)
        self.refs(f.key, "host", f.hosts, how)
        self.refs(
            f.key,
            "involves",
            {**f.countries, **self._countries_of([*f.participants, *f.visitors, *f.delegations], f.evidence)},
            how.inferred,
        )
        for predicate, target in (("place", f.place), ("destination", f.destination), ("publishedOn", f.platform)):
            if target:
                self.refs(f.key, predicate, dict([target]), how)
        self._topics(f.key, "topic", f.topics, how)
        self.dates[f.key] = f.date
        for predicate, other in (("during", f.during), *(("produces", a) for a in f.produces)):
            self.pending.append((f.key, predicate, other, f.evidence[:1], how))
        if f.series:
            self._series(f, how)

    def _delegation(self, f: EventFrame, body: str, span: Span, how: _How) -> None:
        key = f"delegation:{f.key}:{body}"
        name = self.reading.entities[body].name
        self.thing(key, "Delegation", f"Delegation of {name}", (span,), how)
        self.claim(key, "represents", Ref(body), (span,), how)
        self.claim(f.key, "participant", Ref(key), (span,), how)

    def _series(self, f: EventFrame, how: _How) -> None:
        if f.series in self.things:
            self.claim(f.key, "inSeries", Ref(str(f.series)), f.evidence[:1], how)
            return
        key = f"series:{ids.slug(str(f.series))}"
        self.thing(key, "EventSeries", str(f.series), f.evidence, how)
        self.claim(f.key, "inSeries", Ref(key), f.evidence[:1], how)
        self.refs(key, "involves", f.countries, how.inferred)
        if f.recurrence:
            self.claim(key, "recurrence", Text(f.recurrence[0], "duration"), (f.recurrence[1],), how)

    def _countries_of(self, keys: Iterable[str], evidence: Sequence[Span]) -> dict[str, Span]:
        """The countries of agents, with what shows that they are theirs."""
        found = {}
        for key in keys:
            e = self.reading.entities.get(key)
            if e and e.type == "Country":
                found[e.key] = evidence[0]
            elif e and e.country:
                found[e.country] = e.country_evidence or evidence[0]
        return found

    def _topics(self, subject: str, predicate: str, spans: Iterable[Span], how: _How) -> None:
        for span in spans:
            words = " ".join(self.reading.quote(span).split())
            key = f"topic:{ids.slug(words)}"
            if key not in self.things:
                self.thing(key, "Topic", words, (span,), how)
            self.claim(subject, predicate, Ref(key), (span,), how)

    # -- agreements and promises ---------------------------------------------------------------------------------------

    def agreement(self, f: AgreementFrame) -> None:
        how = _How(f.rule, f.confidence)
        self.thing(f.key, "Agreement", f.name, f.evidence, how)
        self.claim(f.key, "altLabel", Text(self.reading.quote(f.trigger)), (f.trigger,), how)
        self.claim(f.key, "status", Concept(f.status), f.evidence, how)
        self.claim(f.key, "instrument", Text(f.instrument), (f.trigger,), how)
        if f.date:
            self.claim(
                f.key, "date", Text(f.date, "edtf"), (f.date_evidence,) if f.date_evidence else f.evidence[:1], how.stated(f.date_evidence)
            )
        self.refs(f.key, "party", f.parties, how)
        self.refs(f.key, "signatory", f.signatories, how)
        self.refs(f.key, "involves", {**f.countries, **self._countries_of(f.parties, f.evidence)}, how.inferred)
        self._topics(f.key, "area", f.areas, how)
        for span in f.provisions:
            key = f"provision:{f.key}:{span.start}"
            self.thing(key, "Provision", " ".join(self.reading.quote(span).split()), (span,), how)
            self.claim(f.key, "provision", Ref(key), (span,), how)
        for body in f.establishes:
            self.link(f.key, "establishes", body, f.evidence[-1:], how)

    def commitment(self, f: CommitmentFrame) -> None:
        how = _How(f.rule, f.confidence)
        self.thing(f.key, "Commitment", f.gist, f.evidence, how)
        self.claim(f.key, "modality", Text(f.modality), f.evidence[:1], how)
        self.refs(f.key, "by", f.by, how)
        self.refs(f.key, "toward", f.toward, how)
        if f.due:
            self.claim(f.key, "due", Text(f.due[0], "edtf"), (f.due[1],), how)
        for predicate, other in (("under", f.under), ("target", f.target)):
            self.link(f.key, predicate, other, f.evidence[:1], how)

    def statement(self, f: StatementFrame) -> Statement:
        for key, span in f.speakers.items():
            if key not in self.things and key in self.reading.entities:
                self.entity(self.reading.entities[key], (span,))
        return Statement(
            key=f.key,
            mode=f.mode,
            evidence=tuple(f.evidence),
            speakers=tuple(k for k in f.speakers if k in self.things),
            channel=f.channel if f.channel in self.things else None,
            cue=self.reading.quote(f.cue) if f.cue else None,
            warning=f.warning,
            duplicate_of=f.duplicate_of,
        )


def _day_held(f: EventFrame) -> date | None:
    if f.status != "Held" or not f.date or not f.date_evidence:
        return None
    earliest, latest = edtf.bounds(f.date)
    return earliest if earliest == latest else None


_NOUN = {
    "Meeting": "meeting",
    "Call": "call",
    "Summit": "summit",
    "Visit": "visit",
    "StateVisit": "State visit",
    "Signing": "signing",
    "Conference": "conference",
    "Publication": "statement",
    "Event": "event",
}


def _event_label(f: EventFrame, reading: Reading) -> str:
    """A label made of who, what and when: "Nadda–Murashko meeting, 4 December 2025"."""

    def name(key: str) -> str:
        e = reading.entities.get(key)
        return e.name if e else key

    noun, when = _NOUN[f.type], _when(f.date)
    who = [name(k) for k in (f.visitors or {**f.participants, **f.delegations} or f.countries)]
    if f.type in ("Visit", "StateVisit"):
        to = f" to {name(f.destination[0])}" if f.destination else ""
        return f"{noun[0].upper()}{noun[1:]} of {_listed(who) or 'a delegation'}{to}{when}"
    if f.type == "Event":
        return " ".join(reading.quote(f.trigger).split()) + when
    return f"{noun[0].upper()}{noun[1:]} of {_listed(who)}{when}" if who else f"{noun[0].upper()}{noun[1:]}{when}"


def _span(first: date, last: date) -> str:
    """Two days as people write them: "2026", "March 2026", "3–5 March 2026"."""
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return f"{first.year}" if first.year == last.year else f"{first.year}–{last.year}"
    if (first.year, first.month) == (last.year, last.month):
        whole = first.day == 1 and last.day == monthrange(last.year, last.month)[1]
        return f"{last:%B %Y}" if whole else f"{first.day}–{last.day} {last:%B %Y}"
    return f"{first.day} {first:%B}{'' if first.year == last.year else f' {first.year}'} – {last.day} {last:%B %Y}"


def _listed(names: Sequence[str]) -> str:
    if len(names) > 3:
        return f"{', '.join(names[:3])} and {len(names) - 3} more"
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _when(value: str | None) -> str:
    if not value:
        return ""
    earliest, latest = edtf.bounds(value)
    if earliest and earliest == latest:
        return f", {earliest.day} {earliest:%B %Y}"
    if earliest and latest:
        return f", {_span(earliest, latest)}"
    return f", by {latest.day} {latest:%B %Y}" if latest else ""
