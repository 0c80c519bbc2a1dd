"""When a document was signed, reached or is to be: the time in the clause, the year in its name, or the day of the meeting told before."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from graph import edtf
from graph.extract.clauses import clause_head, subject
from graph.extract.dates import resolve
from graph.extract.frames.actors import Actors
from graph.extract.frames.agreement_reports import Report
from graph.extract.lexicons import words
from graph.extract.reading import AgreementStatus, Direction, Sentence, TimeExpression
from graph.model import Span

if TYPE_CHECKING:
    from spacy.tokens import Token

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_RECENT = timedelta(days=31)
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_JOINT = 3  # sentences behind the meeting in which those who met are taken to act at it
_BACK = 8  # sentences in which any day is that of "the talks"; further back it must stand with a meeting or a visit


def default_date(actors: Actors, status: AgreementStatus) -> str:
    """What is known where the text gives no date: not after publication, or from it on."""
    day = actors.reading.published.isoformat()
    return f"{day}/.." if status in ("Negotiating", "Proposed") else f"../{day}"


def dated(actors: Actors, report: Report) -> tuple[str, Span | None] | None:
    """EDTF date of what the report says became of its document, and the stretch that shows it; None where the text gives none."""
    if report.status is None:
        return None
    direction: Direction = "future" if report.status == "Negotiating" else "none" if report.status == "Proposed" else "past"
    own = _in_clause(actors, report, direction)
    if own is not None:
        return own
    if report.status == "InForce":
        if m := _YEAR.search(actors.text, report.name.start, report.name.end):
            return m.group(), Span(m.start(), m.end())
        return None
    if report.act is not None and report.act.lemma_ in ("be", "remain", "stay", "continue"):
        return None  # "remains under discussion": no day of anything else
    return _of_occasion(actors, report, direction)


def _in_clause(actors: Actors, report: Report, direction: Direction) -> tuple[str, Span] | None:
    """The time nearest to the act among those that stand in its clause."""
    sentence = report.sentence
    act = report.act
    if act is None:
        return None
    home = clause_head(act).i
    if direction == "future" and {act.lemma_, act.lower_} & words("agreements", "nouns", "negotiating") and clause_head(act).tag_ == "VBD":
        return None  # "talks on an agreement collapsed on Monday"
    near: list[tuple[int, TimeExpression]] = []
    for time in sentence.times:
        tokens = [t for t in sentence.tokens if sentence.offsets[t.i][0] < time.span.end and time.span.start < sentence.offsets[t.i][1]]
        if not tokens or time.kind in ("set", "duration") or not report.evidence.overlaps(time.span) or _term(report, time, tokens[0]):
            continue
        if _missed(clause_head(tokens[0])):
            continue
        if clause_head(tokens[0]).i == home or abs(tokens[0].i - act.i) <= 3:
            near.append((abs(tokens[0].i - act.i), time))
    if report.status == "InForce" and act.pos_ not in ("VERB", "AUX"):
        return None
    if report.status == "InForce":
        direction = "past"  # it was concluded before, whatever else is to come
    for _, time in sorted(near, key=lambda x: x[0]):
        value = resolve(time, anchor=actors.reading.today, direction=direction, previous=_day_before(actors, sentence))
        if value and report.status == "InForce":
            value = value.removesuffix("/..")  # "dates from March 2019"
        if value and not _contrary(actors, value, direction):
            return value, time.span
    return _at_the_end(actors, report) if direction == "past" else None


def _told_of_past(sentence: Sentence, time: TimeExpression) -> bool:
    """Whether a time stands with a verb in the past: "arrived on Wednesday" is no Wednesday to come."""
    tokens = (t for t in sentence.tokens if sentence.offsets[t.i][0] < time.span.end and time.span.start < sentence.offsets[t.i][1])
    first = next(tokens, None)
    return first is not None and clause_head(first).tag_ == "VBD"


def _missed(verb: Token) -> bool:
    """ "were to have been signed in April": a day that went by"""
    marks = [c.lower_ for c in verb.children if c.i < verb.i]
    return "to" in marks and "have" in marks and verb.head.lower_ in ("was", "were")


def _term(report: Report, time: TimeExpression, first: Token) -> bool:
    """Whether the time is how long the document is for ("a plan of action for 2026–2028"), not when something became of it."""
    between = first.doc[first.i - 1].text if first.i > first.sent.start else ""
    if time.span.start - report.name.end <= 2 and re.fullmatch(r"\d{4}/\d{4}", time.value) and between not in ("in", "from", "of"):
        return True  # "the Cooperation Programme 2026-2030"
    before = first.nbor(-1).lower_ if first.i > first.sent.start else ""
    in_name = report.name.covers(time.span) and report.status in ("Signed", "Reached", "Negotiating")
    return report.status in ("Signed", "Reached") and (before in ("for", "covering", "until", "through") or in_name)


def _contrary(actors: Actors, value: str, direction: Direction) -> bool:
    """Whether the time does not fit: something done lies ahead, or something to be done lies behind."""
    earliest, latest = edtf.bounds(value)
    published = actors.reading.published
    if direction == "past":
        return (earliest or latest or published) > published
    return direction == "future" and latest is not None and latest < published


def _day_before(actors: Actors, sentence: Sentence) -> str | None:
    """The day spoken of last before the sentence, for "the day before"."""
    order = actors.reading.sentences
    at = next(n for n, s in enumerate(order) if s is sentence)
    for earlier in reversed(order[max(0, at - 3) : at]):
        if day := _day(actors, earlier, "past"):
            return day[0]
    return None


def _at_the_end(actors: Actors, report: Report) -> tuple[str, Span] | None:
    """ "reached an agreement to cooperate in desert farming on 2 June": a recent day at the end of the clause dates the act."""
    for time in report.sentence.times:
        if time.kind != "date" or time.span.end != report.evidence.end or report.name.covers(time.span):
            continue
        value = resolve(time, anchor=actors.reading.today, direction="past")
        earliest, latest = edtf.bounds(value) if value else (None, None)
        if value and earliest and earliest == latest and actors.reading.published - _RECENT <= earliest <= actors.reading.published:
            return value, time.span
    return None


def _of_occasion(actors: Actors, report: Report, direction: Direction) -> tuple[str, Span] | None:
    """ "Following the talks, …": the day of the meeting told before; likewise right behind a dated meeting in the same paragraph."""
    sentence = report.sentence
    order = actors.reading.sentences
    at = next(n for n, s in enumerate(order) if s is sentence)
    opening = actors.text[sentence.span.start : sentence.span.start + 80].casefold()
    occasion = _opens_with_occasion(opening) or _same_occasion(actors, report, opening)
    joint = (sentence.role == "list-item" and report.act is not None) or _acts_jointly(report)
    for distance, earlier in enumerate(reversed(order[:at]), start=1):
        if not occasion and not (joint and distance <= _JOINT) and (distance > 1 or earlier.paragraph != sentence.paragraph):
            break
        if not occasion and joint and distance > 1 and not _tells_of_meeting(earlier):
            continue
        if distance > _BACK and not _tells_of_meeting(earlier):
            continue
        if day := _day(actors, earlier, direction):
            return day
    return None


def occasion_of(actors: Actors, sentence: Sentence) -> tuple[str, Span] | None:
    """The day on which what a list's opening line tells of was done: its own, or that of the occasion it opens with."""
    if own := _day(actors, sentence, "past"):
        return own
    if not _opens_with_occasion(actors.text[sentence.span.start : sentence.span.start + 80].casefold()):
        return None
    order = actors.reading.sentences
    at = next(n for n, s in enumerate(order) if s is sentence)
    days = (_day(actors, s, "past") for s in reversed(order[max(0, at - _BACK) : at]) if _tells_of_meeting(s))
    return next((d for d in days if d), None)


def scheduled(actors: Actors, report: Report) -> tuple[str, Span] | None:
    """The day to come under which a programme lists a signing ("Tuesday, 20 January / 10:45 Signing of …"); None anywhere else."""
    act = report.act
    if report.status != "Signed" or act is None or act.pos_ == "VERB" or any(t.tag_ in _FINITE for t in report.sentence.tokens):
        return None
    order = actors.reading.sentences
    at = next(n for n, s in enumerate(order) if s is report.sentence)
    for earlier in (report.sentence, *reversed(order[max(0, at - _BACK) : at])):
        if any(t.tag_ in _FINITE for t in earlier.tokens):
            return None
        for time in earlier.times:
            value = resolve(time, anchor=actors.reading.today, direction="none") if time.kind == "date" else None
            day = edtf.bounds(value)[0] if value else None
            if value and day is not None:
                return (value, time.span) if day > actors.reading.published else None
    return None


def _acts_jointly(report: Report) -> bool:
    """Whether those who met act: "the two ministers signed …", "they witnessed the signing of …" """
    doer = subject(clause_head(report.act)) if report.act is not None else None
    if doer is None:
        return False
    both = {t.lower_ for t in doer.lefts} & {"two", "both", "the"} and doer.tag_ in ("NNS", "NNPS")
    groups = words("actors", "actors", "sides") | words("actors", "actors", "persons")
    return doer.lower_ in ("they", "both") or bool(both and doer.lemma_.casefold() in groups)


def _tells_of_meeting(sentence: Sentence) -> bool:
    return any(t.lemma_ in words("agreements", "occasion", "nouns") | words("agreements", "occasion", "verbs") for t in sentence.tokens)


def _opens_with_occasion(opening: str) -> bool:
    head = max((o for o in words("agreements", "occasion", "openings") if opening.startswith(o)), key=len, default=None)
    if head is None:
        return False
    return bool(set(re.findall(r"\w+", opening[len(head) :])[:4]) & words("agreements", "occasion", "nouns"))


def _same_occasion(actors: Actors, report: Report, opening: str) -> bool:
    """ "On the same occasion, …", "… was signed at the same time" """
    said = actors.text[report.evidence.start : report.evidence.end].casefold()
    return any(opening.startswith(w) or w in said for w in words("agreements", "occasion", "same"))


def _day(actors: Actors, sentence: Sentence, direction: Direction) -> tuple[str, Span] | None:
    for time in sentence.times:
        if time.kind in ("set", "duration") or (direction == "future" and _told_of_past(sentence, time)):
            continue
        value = resolve(time, anchor=actors.reading.today, direction=direction)
        if value is None:
            continue
        earliest, latest = edtf.bounds(value)
        if earliest is not None and earliest == latest:
            published = actors.reading.published
            if (direction != "past" or earliest <= published) and (direction != "future" or earliest >= published):
                return value, time.span
    return None
