"""Findings → frames over one article: each with the stretches of text that its quotes turned out to be, or not at all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, cast

from graph import edtf, ids
from graph.extract.assembly import Frames
from graph.extract.gazetteer import countries, gazetteer
from graph.extract.llm.answers import Agreed, Findings, Happened, Held, Named, Promised, Said
from graph.extract.llm.grounding import Text
from graph.extract.reading import (
    AgreementFrame,
    CleanText,
    CommitmentFrame,
    Entity,
    EventFrame,
    Mention,
    MentionKind,
    PostHeld,
    Reading,
    Sentence,
    StatementFrame,
)
from graph.model import Article, Claim, Ref, Rejection, Span

RULE = "llm"
"""name of the rule of all claims that a language model made"""
_COPIED, _NEARLY = 1.0, 0.5
"""what a frame's confidence is until `trust` sees its claims: whether all of its quotes are copies, or one has a typing error"""
_KINDS: dict[str, MentionKind] = {"Person": "person", "Country": "country", "City": "place", "Place": "place", "JointBody": "jointbody"}


@dataclass
class Builder:
    """Puts together what the answers to the parts of one article say."""

    article: Article
    text: Text = field(init=False)
    entities: dict[str, Entity] = field(default_factory=dict)
    mentions: dict[str, list[Mention]] = field(default_factory=dict)
    posts: list[PostHeld] = field(default_factory=list)
    events: list[EventFrame] = field(default_factory=list)
    agreements: list[AgreementFrame] = field(default_factory=list)
    commitments: list[CommitmentFrame] = field(default_factory=list)
    statements: list[StatementFrame] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    malformed: int = 0
    _part: Span = field(init=False)
    _names: dict[str, str] = field(default_factory=dict)
    """the answer's label of an entity → its key"""

    def __post_init__(self) -> None:
        self.text = Text(self.article.text)

    def add(self, part: Span, findings: Findings) -> None:
        """What one part's answer says."""
        self._part, self._names = part, {}
        self.malformed += findings.malformed
        for named in findings.entities:
            self._entity(named)
        for named in findings.entities:
            self._belongs(named)
        for held in findings.posts:
            self._post(held)
        for agreed in findings.agreements:
            self._agreement(agreed)
        for happened in findings.events:
            self._event(happened)
        for promised in findings.commitments:
            self._commitment(promised)
        for said in findings.statements:
            self._statement(said)

    def built(self) -> tuple[Reading, Frames]:
        """A reading with the mentions, and the frames, as assembly takes them."""
        mentions = sorted((m for found in self.mentions.values() for m in found), key=lambda m: m.span)
        whole = Span(0, max(1, len(self.article.text)))
        # assembly asks a sentence for its mentions alone: there are no tokens where nothing was parsed
        sentence = Sentence(whole, cast(Any, None), 0, "body", mentions=tuple(mentions))
        reading = Reading(
            self.article.text, CleanText(self.article.text, ()), self.article.published, [sentence], self.entities, self.posts
        )
        return reading, Frames(self.events, self.agreements, (), self.commitments, self.statements, self.rejections, self._warnings())

    def _warnings(self) -> list[str]:
        found = []
        if self.rejections:
            found.append(f"language model: {len(self.rejections)} findings cannot be shown in the text and were dropped")
        if self.malformed:
            found.append(f"language model: {self.malformed} findings were malformed and were dropped")
        return found

    def named_in(self, claim: Claim) -> bool:
        """Whether the evidence of a claim names what it claims; yes where that is no thing with a name."""
        if not isinstance(claim.object, Ref) or claim.object.key not in self.mentions:
            return True
        there = [m.span for m in self.mentions[claim.object.key]]
        return any(e.covers(span) for e in claim.evidence for span in there)

    # -- grounding -------------------------------------------------------------------------------------------------------

    def _find(self, quote: str | None, within: Span | None = None) -> Span | None:
        return self.text.find(quote, within or self._part) if quote else None

    def _all(self, quotes: Iterable[str], what: str) -> list[Span]:
        """Where quotes stand; one that stands nowhere is a rejection."""
        found = []
        for quote in quotes:
            if (span := self._find(quote)) is not None:
                found.append(span)
            else:
                self._reject(what, f"no such words in the text: {quote[:120]!r}")
        return list(dict.fromkeys(found))

    def _copied(self, quotes: Iterable[str]) -> float:
        shown = ((quote, span) for quote in quotes if (span := self._find(quote)) is not None)
        return _COPIED if all(self.text.copies(quote, span) for quote, span in shown) else _NEARLY

    def _reject(self, what: str, reason: str, span: Span | None = None) -> None:
        self.rejections.append(Rejection(span or self._part, what, reason))

    def _key(self, label: str | None) -> str | None:
        return self._names.get(label) if label else None

    def _shown(self, labels: Iterable[str], evidence: list[Span], what: str) -> dict[str, Span]:
        """Entities by key, each with where the evidence names it, else with the evidence itself."""
        found: dict[str, Span] = {}
        for label in labels:
            if (key := self._key(label)) is None:
                self._reject(what, f"{label!r} is nobody that the text names", evidence[0])
                continue
            inside = (m.span for m in self.mentions[key] for e in evidence if e.covers(m.span))
            found.setdefault(key, next(inside, evidence[0]))
        return found

    # -- names -----------------------------------------------------------------------------------------------------------

    def _entity(self, named: Named) -> None:
        spans = [(quote, s) for quote in (named.name, *named.aliases) if (s := self._find(quote)) is not None]
        if not named.id or not spans or spans[0][0] != named.name:
            self._reject(named.type, f"no such name in the text: {named.name[:120]!r}")
            return
        name = " ".join(self.article.text[spans[0][1].start : spans[0][1].end].split())
        country = _country(name) if named.type == "Country" else None
        if named.type == "Country" and country is None:
            self._reject("Country", f"no country is called {name!r}", spans[0][1])
            return
        key = f"{RULE}:{named.type.lower()}:{ids.slug(country or name)}"
        self._names[named.id] = key
        self.entities.setdefault(key, Entity(key, named.type, countries()[country].name if country else name, iso=country))
        known = self.mentions.setdefault(key, [])
        for _, span in spans:
            if all(m.span != span for m in known):
                known.append(Mention(span, _KINDS.get(named.type, "body"), key, RULE))

    def _belongs(self, named: Named) -> None:
        """The country of an entity, shown by where the text names the country."""
        key, country = self._key(named.id), self._key(named.country)
        if key and country and key != country and self.entities[country].type == "Country" and self.entities[key].country is None:
            self.entities[key] = replace(self.entities[key], country=country, country_evidence=self.mentions[country][0].span)

    def _post(self, held: Held) -> None:
        person, evidence = self._key(held.person), self._find(held.quote)
        title = self._find(held.title, evidence)
        if person is None or evidence is None or title is None or self.entities[person].type != "Person":
            self._reject("holdsPost", f"not in the text, or of nobody it names: {held.title[:80]!r} in {held.quote[:120]!r}", evidence)
            return
        words = " ".join(self.article.text[title.start : title.end].split())
        self.posts.append(PostHeld(person, words, self._key(held.of), evidence, former=held.former))

    # -- what happened, was agreed, promised and said ----------------------------------------------------------------------

    def _event(self, x: Happened) -> None:
        evidence = self._all(x.quotes, x.type)
        if not evidence:
            return
        frame = EventFrame(
            f"{RULE}:event:{len(self.events) + 1}",
            cast(Any, x.type),
            cast(Any, x.status),
            self._find(x.called, evidence[0]) or evidence[0],
            evidence,
            countries={k: s for k, s in self._shown(x.countries, evidence, "involves").items() if self.entities[k].type == "Country"},
            topics=self._all(x.topics, "topic"),
            confidence=self._copied(x.quotes),
            rule=RULE,
        )
        those = self._shown(x.participants, evidence, "participant")
        trip = x.type in ("Visit", "StateVisit")
        frame.visitors, frame.participants = (those, {}) if trip else ({}, those)
        frame.place = next(iter(self._shown(filter(None, [x.place]), evidence, "place").items()), None)
        frame.destination = next(iter(self._shown(filter(None, [x.destination]), evidence, "destination").items()), None) if trip else None
        frame.date, frame.date_evidence = self._date(x.date, x.date_quote, evidence[0])
        if len(those) + len(frame.countries) == 0:
            self._reject(x.type, "nobody that the text names takes part", evidence[0])
            return
        self.events.append(frame)

    def _agreement(self, x: Agreed) -> None:
        evidence, name = self._all(x.quotes, "Agreement"), self._find(x.name)
        if not evidence or name is None:
            if evidence:
                self._reject("Agreement", f"no such name in the text: {x.name[:120]!r}", evidence[0])
            return
        parties = self._shown(x.parties, evidence, "party")
        frame = AgreementFrame(
            f"{RULE}:agreement:{len(self.agreements) + 1}",
            cast(Any, x.status),
            x.instrument,
            " ".join(self.article.text[name.start : name.end].split()),
            name,
            evidence,
            parties={k: s for k, s in parties.items() if self.entities[k].type != "Person"},
            signatories={k: s for k, s in self._shown(x.signatories, evidence, "signatory").items() if self.entities[k].type == "Person"},
            areas=self._all(x.areas, "area"),
            confidence=self._copied(x.quotes),
            rule=RULE,
        )
        frame.date, frame.date_evidence = self._date(x.date, x.date_quote, evidence[0])
        self.agreements.append(frame)

    def _date(self, value: str | None, quote: str | None, evidence: Span) -> tuple[str | None, Span | None]:
        """A date with the words that say it; without such words it would be a guess."""
        if value is None:
            return None, None
        span = self._find(quote, evidence)
        if span is None or not edtf.is_valid(value):
            self._reject("date", f"{value[:40]!r} is no date, or the text has no words for it: {(quote or '')[:80]!r}", evidence)
            return None, None
        return value, span

    def _commitment(self, x: Promised) -> None:
        evidence = self._all([x.quote], "Commitment")
        by = self._shown(x.by, evidence, "by") if evidence else {}
        if by:
            gist = " ".join(self.article.text[evidence[0].start : evidence[0].end].split())
            key = f"{RULE}:commitment:{len(self.commitments) + 1}"
            toward = self._shown(x.toward, evidence, "toward")
            sure = self._copied([x.quote])
            self.commitments.append(CommitmentFrame(key, cast(Any, x.modality), gist, evidence, by, toward, confidence=sure, rule=RULE))

    def _statement(self, x: Said) -> None:
        evidence = self._all([x.quote], "statement")
        speaker = self._shown([x.speaker], evidence, "speaker") if evidence else {}
        if speaker:
            key = f"{RULE}:statement:{len(self.statements) + 1}"
            self.statements.append(StatementFrame(key, cast(Any, x.mode), evidence, speaker))


def _country(name: str) -> str | None:
    """The ISO code of a country that is so called, by name, adjective or seat of government."""
    kinds = ("country", "adjective", "people", "seat")
    return next((e.id for e in gazetteer().entries.get(name, ()) if e.kind in kinds), None)
