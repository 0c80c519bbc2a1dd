"""What the event readers share: one article's phrases, places and times, and the frame made of a report."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from graph import edtf
from graph.extract import clauses, dates, modality
from graph.extract.clauses import VERBAL
from graph.extract.frames.casts import Cast, Casting
from graph.extract.lexicons import words
from graph.extract.modality import Standing
from graph.extract.reading import EventFrame, EventType, Reading, Sentence, TimeExpression
from graph.model import Span

if TYPE_CHECKING:
    from spacy.tokens import Token


_SEASON = 182  # days; a day of the year without its year is the nearest one


def _far(value: str, published: date) -> bool:
    earliest, _ = edtf.bounds(value)
    return earliest is not None and (earliest - published).days > _SEASON


class Scene(Casting):
    """One article as the event readers see it. Built once per reading."""

    def __init__(self, reading: Reading) -> None:
        super().__init__(reading)
        self._frames = 0
        self.previous: str | None = None
        """the day of the event that was read last"""
        self.traveller: tuple[str, Span, frozenset[str]] | None = None
        """the one person whose visit was told last, with what shows it, and the countries of that visit"""
        self._seen: dict[Span, str | None] = {}
        """that day as it was when an expression of time was first resolved ("a day earlier" dates a verb and its object alike)"""

    def frame(
        self,
        sentence: Sentence,
        type_: EventType,
        trigger: Token,
        standing: Standing,
        cast: Cast,
        *,
        node: Token | None = None,
        nodes: set[int] | None = None,
        rule: str,
    ) -> EventFrame:
        """A frame with its place and date. `node` heads the clause that is shown; `nodes` are the words that adjuncts may belong to."""
        node = node or trigger
        around = (nodes or set()) | {trigger.i, node.i}
        shared = self._shared(sentence, clauses.clause_head(node))
        within = self._within(clauses.clause_head(node))
        self._frames += 1
        frame = EventFrame(
            f"event:{self._frames}",
            type_,
            standing.status or "Held",
            sentence.span_of(trigger),
            [self.shown(sentence, node)],
            participants=cast.participants,
            countries=cast.countries,
            delegations=cast.delegations,
            place=self.place(sentence, around, cast.tokens)
            or self.place(sentence, shared, set(), beside=node.i)
            or self.place(sentence, within, set()),
            confidence=0.9 * standing.confidence,
            rule=rule,
        )
        self.date(frame, standing, self._when(sentence, around, cast.tokens, shared, within, node))
        today = standing.status == "Planned" and self.previous == self.reading.today.isoformat()
        if frame.date is None and self.previous is not None and (standing.status == "Held" or today):
            self._same_day(sentence, frame)
        persons = tuple(k for k in cast.participants if self.reading.entities[k].type == "Person")
        if type_ in ("Meeting", "Call", "Summit") and len(persons) == 2 and frame.status != "Proposed":
            self.met = (self.order[id(sentence)], persons)
        return frame

    def _when(
        self, sentence: Sentence, around: set[int], through: set[int], shared: set[int], within: set[int], node: Token
    ) -> list[TimeExpression]:
        own = self._just_then(sentence, clauses.clause_head(node))
        own = own or self.times(sentence, around, through) or self.times(sentence, shared, set(), beside=node.i)
        return own or self.times(sentence, within, set()) or self.times(sentence, self._arranged(clauses.clause_head(node)), set())

    def _arranged(self, verb: Token) -> set[int]:
        """The words of arrangement over an infinitive, whose times are its own: "is due on Thursday to address X and meet Y"."""
        while verb.dep_ == "conj" and verb.head.pos_ in VERBAL and not any(c.dep_ in clauses.SUBJECT for c in verb.children):
            verb = verb.head
        if verb.dep_ not in ("xcomp", "advcl") or modality.tense(verb) != "infinitive":
            return set()
        near = [verb.head, *(c for c in verb.head.children if c.dep_ == "acomp")]
        above = next((t for t in near if t.lower_ in words("events", "supports", "awaiting")), None)
        return set() if above is None else {above.i, above.head.i} if above.dep_ == "acomp" else {above.i}

    def _just_then(self, sentence: Sentence, verb: Token) -> list[TimeExpression]:
        """The time right before "when": "from 2 to 4 June, when she conferred with X"."""
        when = next((c for c in verb.children if c.lower_ == "when" and c.dep_ == "advmod" and c.i < verb.i), None)
        at = when.i - 1 if when is not None else -1
        while at >= sentence.tokens.start and verb.doc[at].text == ",":
            at -= 1
        return [sentence.time_at[at]] if at in sentence.time_at and verb.dep_ in ("relcl", "advcl") else []

    def _within(self, verb: Token) -> set[int]:
        """The verb of the clause that says when and where for "…, where he will meet X" behind it, if both have one tense."""
        if verb.dep_ != "relcl" or not any(c.lower_ in ("where", "when") and c.dep_ == "advmod" for c in verb.children):
            return set()
        above = clauses.clause_head(verb.head)
        return {above.i} if above.i != verb.i and modality.tense(above) == modality.tense(verb) else set()

    def _same_day(self, sentence: Sentence, frame: EventFrame) -> None:
        """Dates what was "earlier in the day" by the day of the event before."""
        if self.previous is None or self.previous > self.reading.published.isoformat():
            return
        printed = self.reading.clean.text[sentence.span.start : sentence.span.end].casefold()
        for phrase in words("events", "narration", "same_day"):
            at = printed.find(phrase)
            start = sentence.span.start + at
            if at >= 0 and frame.evidence[0].covers(Span(start, start + len(phrase))):
                frame.date, frame.date_evidence = self.previous, Span(start, start + len(phrase))

    def _shared(self, sentence: Sentence, verb: Token) -> set[int]:
        """The verb that this one is coordinated with, if adverbials of the first may hold for both: both have one subject and one tense."""
        first = verb.head
        alike = verb.dep_ == "conj" and first.pos_ in VERBAL and not any(c.dep_ in clauses.SUBJECT for c in verb.children)
        return {first.i} if alike and modality.tense(first) == modality.tense(verb) else set()

    def shown(self, sentence: Sentence, node: Token) -> Span:
        """The clause that shows an event: that of its verb, or of the verb its noun depends on; a participle with the noun it follows."""
        verb = clauses.clause_head(node)
        noun = verb.head if verb.dep_ in ("acl", "relcl") and verb.head.pos_ in ("NOUN", "PROPN") else None
        if noun is not None and sentence.tokens.start <= noun.left_edge.i:
            return clauses.trimmed(sentence, noun.left_edge.i, max(verb.right_edge.i, node.right_edge.i))
        return clauses.clause_span(sentence, verb)

    def date(self, frame: EventFrame, standing: Standing, times: list[TimeExpression]) -> None:
        """Dates the frame by the first expression that names a date. What is told as done but lies ahead of publication is a plan."""
        published = self.reading.published
        for expression in times:
            if expression.value in ("PAST_REF", "FUTURE_REF"):
                continue  # "recently", "soon": no more than the status says
            previous = self._seen.setdefault(expression.span, self.previous)
            value = dates.resolve(expression, anchor=self.reading.today, direction=standing.direction, previous=previous)
            if value is None:
                continue
            if standing.present and _far(value, published):  # "X meets Y on 5 March", published on the 11th: a caption
                value = dates.resolve(expression, anchor=self.reading.today, direction="none", previous=previous) or value
            earliest, _ = edtf.bounds(value)
            if frame.status in ("Held", "Ongoing") and earliest is not None and earliest > published:
                frame.status = "Planned"
            ahead = frame.status in ("Planned", "Proposed", "Scheduled")
            if ahead and earliest is None and (last := edtf.bounds(value)[1]) is not None and last >= published:
                value = edtf.from_bounds(published, last, interval=False)  # "by the end of the year"
            frame.date, frame.date_evidence = value, expression.span
            if edtf.precision(value) == "day" and not expression.value.startswith("prev:day-"):
                self.previous = value  # "a day earlier" is told in passing
            return
