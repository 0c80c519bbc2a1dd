"""The utterances of an article in order, with their speakers, channels and duplicates."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import groupby

from rapidfuzz import fuzz

from graph.extract.clauses import subject
from graph.extract.reading import EventFrame, Reading, Sentence, StatementFrame
from graph.extract.statements.channels import Channel, channels
from graph.extract.statements.direct import attribution, is_speech
from graph.extract.statements.embedded import Embedded, embedded
from graph.extract.statements.pages import FINITE, QUOTE_CUES, Page, pages
from graph.extract.statements.quotations import Quotation, quotations
from graph.extract.statements.reports import Report, reports
from graph.extract.statements.speakers import Speaker, Speakers
from graph.ids import fold
from graph.model import Span

CARRIED = "no cue: the attribution is carried over from the sentence before"
UNCUED = "no cue: the quotation is taken to be the last speaker's"
UNCLOSED = "the quotation is not closed"
PLURAL = "first person plural: taken to be the body that publishes"
IMPERSONAL = "the cue names nobody: taken to be the last speaker's"
_LABEL = re.compile(r"\s*(?P<who>(?:[A-Z][\w.’'-]*\.?\s+){0,6}[A-Z][\w.’'-]*)\s*:\s+(?=[\"“A-Z])")
_ATTRIBUTABLE = re.compile(
    r"\b(?:attributable|attributed) to\b[^.\n]*:?\s*$|^\s*(?:Quotes?|Comments?|Remarks) (?:from|by|of)\b[^.\n]*:\s*$"
)
"""the line above what somebody says, in releases: "Quotes attributable to the Minister:" """
_POSTS = frozenset({"post", "tweet", "thread"})
_SAME = 92.0
"""similarity (rapidfuzz ratio) from which two wordings of 40 characters and more are one; typos and hashtags stay above 94"""


def read(reading: Reading) -> tuple[list[StatementFrame], list[EventFrame]]:
    """The attributed utterances in order, and the publications they were said in, as held events; `key` is the statements' `channel`.

    Adds unnamed speakers to `reading.entities`; the same reading gives the same answer again.
    """
    finder = _Finder(reading).run()
    used = {s.channel for s in finder.statements}
    return finder.statements, [_publication(channel) for channel in finder.channels.values() if channel.key in used]


def find(reading: Reading) -> list[StatementFrame]:
    """The attributed utterances of `read`."""
    return read(reading)[0]


def publications(reading: Reading) -> list[EventFrame]:
    """The publications of `read`."""
    return read(reading)[1]


def _publication(channel: Channel) -> EventFrame:
    frame = EventFrame(channel.key, "Publication", "Held", channel.span, [channel.span], date=channel.day, rule="statements.channel")
    frame.platform = channel.platform
    if channel.origin:
        frame.participants[channel.origin[0]] = channel.span
    return frame


@dataclass(slots=True)
class _Finder:
    reading: Reading
    statements: list[StatementFrame] = field(default_factory=list)
    channels: dict[str, Channel] = field(default_factory=dict)
    _speakers: Speakers = field(init=False)
    _here: list[Channel] = field(default_factory=list)
    _open: list[Span] = field(default_factory=list)
    """paragraphs of a quotation whose speaker is named only behind its last one"""
    _spoken: dict[str, int] = field(default_factory=dict)
    """where the line begins in which each speaker spoke last"""

    def __post_init__(self) -> None:
        self._speakers = Speakers(self.reading)

    def run(self) -> _Finder:
        quotes = quotations(self.reading)
        found = embedded(self.reading, [q.outer for q in quotes])
        quotes = [q for q in quotes if not any(p.span.overlaps(q.span) or p.signature.overlaps(q.span) for p in found)]
        for _, line in groupby(pages(self.reading, frozenset(p.paragraph for p in found)), key=lambda page: self._line(page.span)):
            sentences: list[Sentence] = []
            for page in line:
                if self._transcript(page):
                    continue
                here = [q for q in quotes if q.paragraph == page.number]
                self._page(page, here, [p for p in found if p.paragraph == page.number])
                sentences += page.sentences
            self._carry_over(sentences, [*(q.outer for q in quotes), *(Span(p.span.start, p.signature.end) for p in found)])
        self.statements.sort(key=lambda s: s.evidence[0])
        self._fold_duplicates()
        return self

    def _line(self, span: Span) -> int:
        """Where the line begins: a paragraph as printed, with the posts embedded in it."""
        return self.reading.text.rfind("\n", 0, span.start) + 1

    # ---- one paragraph

    def _page(self, page: Page, quotes: list[Quotation], posts: list[Embedded]) -> None:
        speech = [q for q in quotes if q.goes_on or is_speech(page, q)]
        taken: list[Span] = [q.span for q in speech]
        done: set[int] = set()
        closed = [*(Span(p.span.start, p.signature.end) for p in posts)]
        attributed: list[Span] = []
        for sentence in page.sentences:
            self._here = channels(sentence, self._speakers)
            for n, quotation in enumerate(speech):
                if n not in done and quotation.outer.start < sentence.span.end:
                    done.add(n)
                    stretch = self._quotation(page, speech, n, [p.span.start for p in posts])
                    attributed += [quotation.outer, *stretch]
            said_by_us = not posts and not any(q.outer.overlaps(sentence.span) for q in quotes) and self._plural(sentence, page)
            for report in reports(sentence, [*taken, *closed, *attributed]) if not said_by_us else ():
                self._report(sentence, page, report)
            self._speakers.passed(sentence)
        for post in posts:
            self._post(post)

    def _quotation(self, page: Page, speech: list[Quotation], n: int, stops: list[int]) -> list[Span]:
        """Adds the statement of a quotation; the stretches of text that attribute it."""
        quotation = speech[n]
        if not quotation.goes_on:
            self._open = []
        if quotation.goes_on and not self._open and self.statements and self.statements[-1].mode == "direct":
            self.statements[-1].evidence.append(quotation.span)
            return []
        before = speech[n - 1].outer.end if n else page.span.start
        following = [*(q.outer.start for q in speech[n + 1 :]), *stops, page.span.end]
        behind = min(at for at in following if at >= quotation.outer.end)
        found = attribution(page, quotation, before, behind, self._speakers)
        if found is not None:
            stretch = [found.sentence.span_of(page.doc[found.verb.i])]
            self._here = self._here or channels(found.sentence, self._speakers)
            issued = next((c for c in self._here if found.first <= c.first <= found.last), None)
            speaker = found.speaker or (self._issuer(issued) if issued else None)
            if speaker:
                said = [*self._open, quotation.span]
                self._add("direct", said, speaker, page, cue=found.cue, warning="" if quotation.closed else UNCLOSED)
                self._open = []
            return stretch
        introduced = self._introduced(page, quotation) if n == 0 else None
        if introduced:
            self._add("direct", [quotation.span], introduced, page, warning="" if quotation.closed else UNCLOSED)
            return []
        follows = bool(n) and self._is_attribution_between(page, speech[n - 1], quotation)
        if self._speakers.last and (follows or self._stands_alone(page, quotation)):
            warning = "" if follows else UNCUED
            self._add("direct", [quotation.span], (self._speakers.last, quotation.span), page, warning=warning)
        elif not quotation.closed:
            self._open.append(quotation.span)
        return []

    def _is_attribution_between(self, page: Page, first: Quotation, second: Quotation) -> bool:
        """Whether nothing but the first quotation's attribution stands between the two: "…," she said. "…" """
        last = next((s for s in reversed(self.statements) if s.evidence[-1] == first.span), None)
        between = [t for t in page.between(first.outer.end, second.outer.start) if not t.is_punct]
        return last is not None and len(between) < 20 and (not between or last.cue is not None)

    def _stands_alone(self, page: Page, quotation: Quotation) -> bool:
        """Whether the quotation is a whole paragraph, or begins a sentence in a paragraph whose speaker has spoken before it."""
        text, line = self.reading.clean.text, self._line(page.span)
        before = text[line : quotation.outer.start].rstrip()
        if not any(c.isalnum() for c in before + text[quotation.outer.end : page.span.end]):
            return True
        return before.endswith((".", "!", "?")) and self._heard_in(line)

    def _heard_in(self, line: int) -> bool:
        """Whether the last speaker has spoken in the line that begins there."""
        return self._speakers.last is not None and self._spoken.get(self._speakers.last) == line

    def _transcript(self, page: Page) -> bool:
        """ "Jane Doe: We will …": a turn of a transcript, whole. "A:" answers for whom the article interviews. Whether it is one."""
        text = self.reading.clean.text
        label = _LABEL.match(text, page.span.start, page.span.end)
        if label is None:
            return False
        span = _without_stop(text, Span(label.end(), page.span.end))
        while span.start < span.end and text[span.start] in '“"':
            span = Span(span.start + 1, span.end)
        while span.end > span.start and text[span.end - 1] in '”"':
            span = Span(span.start, span.end - 1)
        speaker = self._speakers.labelled(Span(label.start("who"), label.end("who")), page.sentences)
        if speaker is None or len(text[span.start : span.end].split()) < 2:
            return False
        if not text[span.start : span.end].rstrip().endswith("?"):
            stop = page.span.end if text[page.span.end - 1] in ".!" else span.end
            self._add("direct", [Span(span.start, max(stop, span.end))], speaker, page, cue=Span(label.start("who"), label.end("who")))
        else:
            self._speakers.heard(speaker[0])
        return True

    def _introduced(self, page: Page, quotation: Quotation) -> Speaker | None:
        """Who is said to speak at the end of the paragraph before: "X, who has served since 2022, said:" and a quotation below it."""
        before = [s for s in self.reading.sentences if s.paragraph == page.number - 1]
        text = self.reading.clean.text
        if before and _ATTRIBUTABLE.search(text, before[0].span.start, before[-1].span.end):
            people = list(dict.fromkeys(m.entity for s in before for m in s.mentions if m.kind == "person" or m.source == "title"))
            spans = [m.span for s in before for m in s.mentions if people and m.entity == people[-1]]
            return (people[-1], spans[0]) if people and spans else None
        if not before or not text[before[-1].span.start : before[-1].span.end].rstrip().endswith(":"):
            return None
        if text[page.span.start : quotation.outer.start].strip():
            return None
        verbs = [t for t in before[-1].tokens if t.lemma_.lower() in QUOTE_CUES and t.tag_ in FINITE]
        who = subject(verbs[-1]) if verbs else None
        return self._speakers.of_subject(before[-1], verbs[-1], who) if who is not None else None

    def _post(self, post: Embedded) -> None:
        """An embedded post is whose name signs it, else whoever was just said to have posted, else its account's."""
        account = next((m for m in self.reading.of_kind("account") if post.signature.overlaps(m.span)), None)
        line = self._line(post.span)
        before = self.reading.text.rfind("\n", 0, len(self.reading.text[:line].rstrip())) + 1
        near = {k for k, spoken in self._spoken.items() if spoken >= before}
        posted = [c for s in self.statements if s.channel and near & s.speakers.keys() and (c := self.channels[s.channel]).noun in _POSTS]
        channel = posted[-1] if posted else None
        key = self._speakers.named(post.name) or (channel.origin[0] if channel and channel.origin else None)
        key = key or (account.entity if account else None)
        if key not in self.reading.entities:
            return
        if channel is None or not channel.origin or channel.origin[0] != key:
            channel = Channel(f"publication:{post.signature.start}", post.signature, -1, -1, "post", origin=(key, post.signature))
        channel.day = channel.day or post.day
        self._here = [channel]
        self._add("embedded-post", [post.span], (key, post.signature), None, cue=post.signature)

    def _plural(self, sentence: Sentence, page: Page) -> bool:
        """ "We welcome …" outside quotation marks: a body's own publication. Whether the sentence is such a one."""
        we = next((t for t in sentence.tokens if t.lower_ == "we" and t.dep_ == "nsubj" and t.head.dep_ == "ROOT"), None)
        issuer = self._speakers.issuer if we is not None else None
        if issuer:
            span = _without_stop(self.reading.clean.text, sentence.span)
            self._add("direct", [span], (issuer[0], span), page, warning=PLURAL)
        return we is not None

    def _report(self, sentence: Sentence, page: Page, report: Report) -> None:
        speaker, warning = self._who(sentence, report)
        if speaker is None or speaker[0] not in self.reading.entities:
            return
        if report.kind == "act" and self.reading.entities[speaker[0]].type == "JointBody":
            return
        cue = sentence.span_of(report.verb, page.doc[report.last] if report.kind == "according" else None)
        mode = "reported-speech-act" if report.kind == "act" else "indirect"
        self._add("indirect-continued" if warning else mode, list(report.evidence), speaker, page, cue=cue, warning=warning)

    def _who(self, sentence: Sentence, report: Report) -> tuple[Speaker | None, str]:
        if report.kind == "according":
            issued = next((c for c in self._here if report.first <= c.first <= report.last), None)
            return self._speakers.of_source(sentence, report.first, report.last) or (self._issuer(issued) if issued else None), ""
        if report.speaker is not None:
            issued = next((c for c in self._here if c.last >= report.speaker.i >= c.first), None)
            if issued is not None:
                return issued.origin or self._issuer(issued), ""
            return self._speakers.of_subject(sentence, report.verb, report.speaker), ""
        if report.impersonal and self._speakers.last and self._heard_in(self._line(sentence.span)):
            return (self._speakers.last, sentence.span_of(report.verb)), IMPERSONAL
        return None, ""

    def _issuer(self, channel: Channel) -> Speaker | None:
        """Who put out a publication that is spoken of again: "the statement added"."""
        known = [c for c in self.channels.values() if c.noun == channel.noun and c.origin]
        return (known[-1].origin[0], channel.span) if known and known[-1].origin else None

    def _add(
        self, mode: str, evidence: list[Span], speaker: Speaker, page: Page | None, *, cue: Span | None = None, warning: str = ""
    ) -> None:
        channel = self._channel(speaker, evidence, page)
        key = f"statement:{evidence[0].start}"
        if any(s.key == key for s in self.statements):
            return
        evidence = [_balanced(self.reading.text, span) for span in evidence]
        self.statements.append(
            StatementFrame(key, mode, evidence, {speaker[0]: speaker[1]}, channel.key if channel else None, cue, warning or None)  # type: ignore[arg-type]
        )
        self._speakers.heard(speaker[0])
        if page is not None:
            self._spoken[speaker[0]] = self._line(page.span)

    def _channel(self, speaker: Speaker, evidence: list[Span], page: Page | None) -> Channel | None:
        here = next((c for c in self._here if not any(e.overlaps(c.span) for e in evidence)), None)
        if here is not None:
            before = [c for c in self.channels.values() if here.again and c.noun == here.noun and c.origin and c.origin[0] == speaker[0]]
            here = before[-1] if before else here
            here.origin = here.origin or speaker
            if here.origin[0] == speaker[0]:
                return self.channels.setdefault(here.key, here)
            return None
        last = next((s for s in reversed(self.statements) if speaker[0] in s.speakers), None)
        if page is not None and last is not None and last.channel and self._spoken.get(speaker[0]) == self._line(page.span):
            return self.channels[last.channel]
        return None

    # ---- afterwards

    def _carry_over(self, sentences: list[Sentence], closed: list[Span]) -> None:
        """A sentence without a cue between two of the same speaker's is that speaker's too."""
        if len(sentences) < 3:
            return
        line = Span(sentences[0].span.start, sentences[-1].span.end)
        here = [s for s in self.statements if line.overlaps(s.evidence[0])]
        said = [[s for s in here if sentence.span.overlaps(s.evidence[0])] for sentence in sentences]
        for n in range(1, len(sentences) - 1):
            before, after = said[n - 1], said[n + 1]
            if said[n] or not before or not after or any(c.overlaps(sentences[n].span) for c in closed):
                continue
            speaker = next(iter(before[-1].speakers))
            plain = all(s.mode in ("direct", "indirect", "indirect-continued") for s in (before[-1], after[0]))
            if not plain or speaker not in after[0].speakers:
                continue
            sentence = sentences[n]
            if reports(sentence, []) or not any(t.tag_ in FINITE for t in sentence.tokens):
                continue
            span = _without_stop(self.reading.clean.text, sentence.span)
            frame = StatementFrame(
                f"statement:{span.start}", "indirect-continued", [span], {speaker: span}, before[-1].channel, None, CARRIED
            )
            self.statements.append(frame)
            said[n] = [frame]

    def _fold_duplicates(self) -> None:
        """A later statement of the same words by the same speaker in the same channel is a duplicate of the first."""
        first: list[tuple[StatementFrame, str]] = []
        for statement in self.statements:
            wording = _wording(self.reading, statement)
            same = next(
                (
                    s
                    for s, w in first
                    if s.speakers.keys() == statement.speakers.keys() and s.channel == statement.channel and _alike(w, wording)
                ),
                None,
            )
            if same is not None:
                statement.duplicate_of = same.key
            else:
                first.append((statement, wording))


def _wording(reading: Reading, statement: StatementFrame) -> str:
    words = fold(" ".join(reading.clean.text[s.start : s.end] for s in statement.evidence))
    return " ".join(re.findall(r"\w+", words))


def _alike(a: str, b: str) -> bool:
    if a == b:
        return True
    return min(len(a), len(b)) >= 40 and (fuzz.ratio(a, b) >= _SAME or (len(a) > len(b) and b in a) or (len(b) > len(a) and a in b))


def _balanced(text: str, span: Span) -> Span:
    """The stretch with the mark that closes a quotation opened in it."""
    words = text[span.start : span.end]
    opened = words.count("“") > words.count("”") or words.count('"') % 2
    following = re.match(r"[,.]?[”\"]", text[span.end : span.end + 2])
    return Span(span.start, span.end + following.end()) if opened and following else span


def _without_stop(text: str, span: Span) -> Span:
    words = text[span.start : span.end].rstrip(" .\n")
    return Span(span.start, span.start + max(len(words), 1))
