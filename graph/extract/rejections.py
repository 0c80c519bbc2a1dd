"""What was seen and not asserted, and why. Read off what the steps found, so that no step has to keep a diary.

`find` is cheap and belongs to every reading; `look_closer` asks each word that could report an event why it did not, for an explanation.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from graph.extract import dates, modality
from graph.extract.clauses import lemma
from graph.extract.frames.event_nouns import event_type
from graph.extract.lexicons import lexicon
from graph.extract.modality import Standing
from graph.extract.reading import AgreementFrame, EventFrame, Mention, Reading, Sentence
from graph.model import Rejection, Span

if TYPE_CHECKING:
    from spacy.tokens import Token

METADATA = frozenset({"header", "dateline", "signoff", "byline"})
Proposals = Sequence[Sequence[tuple[Span, str]]]
_PAIRS = 6
"""persons of one sentence that are looked at in pairs: behind them it is a list"""
_PROPOSED = {"PERSON": "a person", "ORG": "an organisation", "GPE": "a place", "LOC": "a place", "FAC": "a place"}


def find(
    reading: Reading, reports: Iterable[EventFrame], events: Sequence[EventFrame], onesided: Sequence[AgreementFrame] = ()
) -> list[Rejection]:
    """What an article makes one believe and its graph does not say.

    `reports` are those that were to be merged into `events`, `onesided` agreements of which one side alone could be read.
    """
    return [*_dateline(reading), *_dropped(reports, events), *map(_onesided, onesided), *_side_by_side(reading, events)]


def _onesided(frame: AgreementFrame) -> Rejection:
    return Rejection(
        frame.trigger, "party", f"an agreement that is {frame.status.lower()} takes two, and only one side of this one could be read"
    )


def warnings(reading: Reading) -> list[str]:
    """Dates whose weekday or day of the month does not fit."""
    times = (t for s in reading.sentences for t in s.times)
    faults = ((t, dates.contradiction(t, anchor=reading.published)) for t in times)
    return list(dict.fromkeys(f"{' '.join(reading.quote(t.span).split())!r}: {fault}" for t, fault in faults if fault is not None))


def _dateline(reading: Reading) -> Iterator[Rejection]:
    if place := reading.clean.dateline_place:
        yield Rejection(place, "place", "the dateline says where the article was filed, not where anything took place")


def _dropped(reports: Iterable[EventFrame], events: Sequence[EventFrame]) -> Iterator[Rejection]:
    """Reports that neither were an event nor joined one."""
    shown: dict[Span, list[EventFrame]] = defaultdict(list)
    for event in events:
        for span in event.evidence:
            shown[span].append(event)
    for report in reports:
        if not any(alike(report, event) for span in report.evidence for event in shown.get(span, ())):
            yield Rejection(report.trigger, report.type, _too_little(report))


def alike(report: EventFrame, event: EventFrame) -> bool:
    """Whether a report can be of an event, by what kinds they are of: trips, signings, and what else brings people together."""
    trips = ("Visit", "StateVisit")
    return (report.type in trips) == (event.type in trips) and (report.type == "Signing") == (event.type == "Signing")


def _too_little(report: EventFrame) -> str:
    if report.definite:
        return f"it points back ({report.rule}), and nothing else in the article tells of such an event"
    missing = [] if report.participants or report.delegations or report.visitors else ["who took part"]
    missing += [] if report.date else ["when"]
    missing += ["where to"] if report.type in ("Visit", "StateVisit") and report.destination is None else []
    return f"too little is told ({report.rule}): not {', '.join(missing) or 'both sides'}"


def _side_by_side(reading: Reading, events: Sequence[EventFrame]) -> Iterator[Rejection]:
    """Persons named in one sentence whom no event brings together."""
    together = {frozenset(pair) for e in events for pair in combinations(sorted({*e.participants, *e.visitors, *e.hosts}), 2)}
    for sentence in reading.sentences:
        if sentence.role in METADATA:
            continue
        persons: dict[str, Mention] = {}
        for mention in sentence.mentions:
            if mention.kind == "person" and mention.entity:
                persons.setdefault(mention.entity, mention)
        for one, other in combinations(list(persons.values())[:_PAIRS], 2):
            pair = frozenset((one.entity, other.entity))
            if pair not in together:
                together.add(pair)
                names = " and ".join(reading.entities[m.entity].name for m in (one, other))
                span = Span(min(one.span.start, other.span.start), max(one.span.end, other.span.end))
                yield Rejection(span, "metWith", f"{names} are named side by side; nothing says that they met")


# ---- looking closer ----------------------------------------------------------------------------------------------------


def look_closer(reading: Reading, reports: Sequence[EventFrame], proposals: Proposals) -> list[Rejection]:
    """Words that could report an event and did not, and names that only the statistical recogniser sees."""
    told = [report.trigger for report in reports]
    found = [r for s in reading.sentences if s.role not in METADATA for r in _silent(s, told)]
    named = [*(m.span for s in reading.sentences for m in s.mentions), *(post.evidence for post in reading.posts)]
    for span, label in (p for line in proposals for p in line):
        if label in _PROPOSED and not any(m.overlaps(span) for m in named):
            found.append(Rejection(span, "name", f"looks like the name of {_PROPOSED[label]}; nothing beside it confirms that"))
    return found


def _silent(sentence: Sentence, told: Sequence[Span]) -> Iterator[Rejection]:
    for token in sentence.tokens:
        type_ = None if token.i in sentence.mention_at else _could_report(token)
        span = sentence.span_of(token)
        if type_ is not None and not any(t.overlaps(span) for t in told):
            yield Rejection(span, type_, _reason(modality.status(token, sentence)))


def _could_report(token: Token) -> str | None:
    if token.pos_ == "VERB":
        word = lemma(token)
        return next((v["type"] for v in lexicon("events")["verb"] if v["lemma"] == word), None)
    return event_type(token) if token.pos_ == "NOUN" else None


def _reason(standing: Standing) -> str:
    if standing.denied:
        return "the sentence denies it, or only supposes it"
    if standing.status is None and not standing.present:
        return "the sentence does not say whether it took place"
    return "the sentence does not say who took part"
