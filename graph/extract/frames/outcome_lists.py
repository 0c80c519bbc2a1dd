"""Lists of outcomes as ministries publish them: a title on a line, who exchanged it behind a dash or on the lines below, announcements.

1. MoU between the Government of X and the Government of Y on Z – Exchanged by A, Secretary of …, and B, Ambassador of …

EoN on Cooperation in Z between …
A
Minister of Foreign Affairs, Y
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from graph.extract.frames.actors import Actors, Named
from graph.extract.frames.agreement_parties import between, parties
from graph.extract.frames.agreement_reports import Report
from graph.extract.frames.agreement_terms import name_areas
from graph.extract.frames.instruments import Instrument, instruments
from graph.extract.frames.phrases import shown
from graph.extract.lexicons import words
from graph.extract.reading import AgreementStatus, Paragraph, Sentence
from graph.model import Span

_NUMBER = re.compile(
    r"(?:(?:No|Nr|Nº|№|Item|Document)\.?\s*\d{1,2}\s*[-–—:.)]?|\(?(?:\d{1,2}|[ivxIVX]{1,5}|[a-zA-Z])[.)]|\d{2}(?=\s+[A-Z])|[•●▪◦*\-–—·>])\s*"
)
_ONLY_NUMBER = re.compile(r"(?:No\.?\s*)?\(?(?:\d{1,2}|[ivxIVX]{1,5})[.)]?")
_EXCHANGED = re.compile(r"\s*[-–—:(]?\s*\b(?:exchanged|signed|inked)\s+(?:by|between)\b\s*:?\s*", re.I)
_SIGNERS = re.compile(
    r"(?:(?:exchanged|signed|inked)\s+(?:by|between)\b|(?:signed|signatories|signatory)\s*:"
    r"|(?:for|from|on behalf of|on)\s+(?:the\s+)?[A-Z][^:.;]{1,60}:)",
    re.I,
)
_SIGNED_BY = re.compile(r"(?:^|\n)\s*(?:signed|exchanged|signatories|signatory)\b", re.I)
_DONE = re.compile(r"\b(?:signed|exchanged|inked|signing of|signature of|exchange of)\b", re.I)
_TO_COME = re.compile(
    r"\b(?:will|would|shall|to be|(?:is|are) to|expected|due|scheduled|set|likely|planned|under (?:discussion|negotiation|preparation))\b",
    re.I,
)
_FINITE = re.compile(
    r"\b(?:was|were|is|are|will|shall|would|has|have|had|can|said|signed|exchanged|agreed|announced|welcomed|met|held)\b", re.I
)
_WITH = re.compile(r"\bwith\s+(?=(?:the\s+)?[A-Z])")
_HEADLINE = re.compile(
    r"\b(?:signs?|inks?|agrees?|reach(?:es)?|concludes?|adopts?|launch(?:es)?|approves?|welcomes?|announces?|seals?|secures?)\b"
)
_PRESENCE = re.compile(r"\b(?:in the presence of|witnessed by)\b", re.I)
_LONG = 160  # characters: a line of names and posts is shorter
_SHORT = 20
_MOST = 300  # titles that are read, and lines from one up to its heading: what is longer is a register, no outcome of a meeting
_LEAD = 60  # characters that may stand before the kind of a document in its title


@dataclass(slots=True)
class Item:
    """One line of a list with the lines that belong to it. `report` is None for announcements."""

    title: Span
    block: Span
    status: AgreementStatus = "Reached"
    report: Report | None = None
    signers: Named = field(default_factory=dict)
    lead: Sentence | None = None
    """the sentence that opens the list"""


def items(actors: Actors) -> list[Item]:
    """The documents listed by title. A single title line counts only under the heading of a list."""
    paragraphs = list(actors.reading.clean.paragraphs)
    kinds = [_kind(actors, p) for p in paragraphs]
    titled = [n for n, k in enumerate(kinds) if k == "title"][:_MOST]
    found: list[Item] = []
    for n in titled:
        heading = _heading(actors, paragraphs, kinds, n)
        if len(titled) < 2 and heading is None:
            continue
        if n == 0 and heading is None:
            continue
        found.append(_item(actors, paragraphs, kinds, n, heading))
    return found if len(found) >= 2 or any(_heading(actors, paragraphs, kinds, n) is not None for n in titled) else []


def announcements(actors: Actors) -> list[Span]:
    """Listed announcements that are no documents: "Establishment of a Consulate General in X"."""
    paragraphs = list(actors.reading.clean.paragraphs)
    kinds = [_kind(actors, p) for p in paragraphs]
    found = []
    for n, kind in enumerate(kinds):
        heading = _heading(actors, paragraphs, kinds, n) if kind in ("announcement", "line") else None
        span = _body(actors, paragraphs[n])
        if heading is None or span is None:
            continue
        numbered = _numbered(actors, paragraphs[n]) or (n > 0 and kinds[n - 1] == "number")
        under = "announcement" in heading.casefold()
        if kind == "announcement" or (under and numbered and len(span) > _SHORT and not _persons(actors, span.start, span.end)):
            found.append(span)
    return found


def _body(actors: Actors, paragraph: Paragraph) -> Span | None:
    start, end = paragraph.span.start, paragraph.span.end
    if m := _NUMBER.match(actors.text, start, end):
        start = m.end()
    if goes_on := re.compile(r"[;,]\s*(?:and|&)?\s*$", re.I).search(actors.text, start, end):
        end = goes_on.start()  # "…; and", before the next item
    return shown(actors.text, start, end)


def _numbered(actors: Actors, paragraph: Paragraph) -> bool:
    return paragraph.role == "list-item" or _NUMBER.match(actors.text, paragraph.span.start) is not None


def _kind(actors: Actors, paragraph: Paragraph) -> str:
    """`title`, `announcement`, `number`, `heading` (of a list), `line` (short, no sentence) or `prose`."""
    text = actors.text[paragraph.span.start : paragraph.span.end].strip()
    if _ONLY_NUMBER.fullmatch(text):
        return "number"
    body = _body(actors, paragraph)
    if body is None or _SIGNERS.match(text):
        return "line"
    if _opens_sentence(actors, paragraph, body):
        return "heading" if text.endswith(":") and _is_heading(text[-120:]) else "prose"
    if paragraph.role == "heading" and len(text) <= 120 and text.split()[0].casefold() in words("agreements", "lists", "headings"):
        return "heading"
    title_end = _title_end(actors, body)
    title = actors.text[body.start : title_end]
    found = instruments(actors.text, body.start, title_end)
    told = found and _HEADLINE.search(actors.text, body.start, found[0].span.start)
    if not told and not _FINITE.search(title):
        listed = paragraph.role == "list-item" or body.start > paragraph.span.start
        if (
            found
            and found[0].span.start - body.start <= _LEAD
            and not title.endswith(":")
            and (len(title) > len(found[0].span) + 8)
            and _titular(actors, body, found[0], listed=listed)
        ):
            return "title"
        if _is_heading(text):
            return "heading"
        first = title.split()
        if (
            first
            and (
                first[0].casefold() in words("agreements", "lists", "announcements")
                or " ".join(first[:2]).casefold() in words("agreements", "lists", "announcements")
            )
            and re.match(r"(?:\w+[\s-]+){1,4}?(?:of|for|to|in)\b", title)
        ):
            return "announcement"
    elif text.endswith(":") and _is_heading(text[-120:]):
        return "heading"
    return "line" if len(text) <= _LONG and not re.search(r"[.!?]\s+[A-Z][a-z]+ [a-z]+", text) and not _FINITE.search(text) else "prose"


def _opens_sentence(actors: Actors, paragraph: Paragraph, body: Span) -> bool:
    """Whether the line is a sentence whose first words are its subject or its verb, not a document's title.

    "The Parties noted that the Treaty …"; "urged all parties to respect the ceasefire" under "Both sides:".
    """
    sentence = actors.reading.sentence_at(body.start)
    found = instruments(actors.text, body.start, body.end)
    first = found[0].span.start if found else body.end
    if sentence is None:
        return False
    tokens = [t for t in sentence.tokens if body.start <= sentence.offsets[t.i][0] < first and not t.is_punct]
    if paragraph.role == "list-item" and tokens and tokens[0].tag_ in ("VBD", "VBZ", "VBP") and tokens[0].i not in sentence.mention_at:
        return True
    return any(t.dep_ in ("nsubj", "nsubjpass") and t.head.tag_ in ("VBD", "VBZ", "VBP", "MD") and t.head.dep_ == "ROOT" for t in tokens)


def _titular(actors: Actors, body: Span, first: Instrument, *, listed: bool) -> bool:
    """Whether the line reads as a document's title: it says what about or between whom behind the kind, or ends in the kind."""
    before = actors.text[body.start : first.span.start]
    behind = actors.text[first.span.end : body.end].lstrip(" ,-–")
    if first.plural and not listed:
        return False
    if re.search(r"[.;:!?]\s", before):
        return False
    return bool(re.match(r"(?:on|between|for|in|to|of|with|among|regarding|concerning|relating)\b", behind, re.I)) or (
        listed and not behind
    )


def _is_heading(text: str) -> bool:
    words_ = set(re.findall(r"[a-z]+", text.casefold()))
    return len(text) <= 120 and bool(words_ & words("agreements", "lists", "headings")) and (text.endswith(":") or len(text) <= 60)


def _heading(actors: Actors, paragraphs: list[Paragraph], kinds: list[str], n: int) -> str | None:
    """The heading that the line stands under: the nearest one above, with nothing but lines of the list between."""
    for at in range(n - 1, max(-1, n - 1 - _MOST), -1):
        if kinds[at] == "heading":
            return actors.text[paragraphs[at].span.start : paragraphs[at].span.end]
        if kinds[at] == "prose":
            text = actors.text[paragraphs[at].span.start : paragraphs[at].span.end].rstrip()
            if text.endswith(":"):
                return text[-160:]
            if not _numbered(actors, paragraphs[at]):
                return None
    return None


def _title_end(actors: Actors, body: Span) -> int:
    m = _EXCHANGED.search(actors.text, body.start, body.end)
    return m.start() if m else body.end


def _item(actors: Actors, paragraphs: list[Paragraph], kinds: list[str], n: int, heading: str | None) -> Item:
    body = _body(actors, paragraphs[n])
    assert body is not None
    title = shown(actors.text, body.start, _title_end(actors, body)) or body
    end = body.end
    for later in range(n + 1, len(paragraphs)):
        text = actors.text[paragraphs[later].span.start : paragraphs[later].span.end]
        if kinds[later] != "line" or (len(text) > _LONG and not _SIGNERS.match(text)):
            break
        if not _about_persons(actors, paragraphs[later]):
            break
        end = paragraphs[later].span.end
    item = Item(title, Span(body.start, end))
    behind = actors.text[title.end : end]
    if _EXCHANGED.search(behind) or _SIGNED_BY.search(behind) or (heading is not None and _DONE.search(heading)):
        item.status = "Signed"
    if heading is not None and not _EXCHANGED.search(behind) and _TO_COME.search(heading):
        item.status = "Negotiating"
    witnesses = _PRESENCE.search(actors.text, title.end, end)
    item.signers = _persons(actors, title.end, witnesses.start() if witnesses else end)
    item.lead = _lead(actors, body)
    item.report = _report(actors, item, paragraphs.index(paragraphs[n]))
    return item


def _lead(actors: Actors, body: Span) -> Sentence | None:
    text = actors.text
    before = [
        s
        for s in actors.reading.sentences
        if s.span.end <= body.start
        and (s.role in ("body", "heading") or (s.role == "list-item" and text[s.span.start : s.span.end].rstrip().endswith(":")))
    ]
    ends_open = bool(before) and text[before[-1].span.start : before[-1].span.end].rstrip().endswith(":")
    return before[-1] if ends_open else None


def _about_persons(actors: Actors, paragraph: Paragraph) -> bool:
    """Whether the line names a person or a post."""
    if any(m.span.overlaps(paragraph.span) and m.kind in ("person", "post", "body") for s in actors.reading.sentences for m in s.mentions):
        return True
    text = set(re.findall(r"[a-z]+", actors.text[paragraph.span.start : paragraph.span.end].casefold()))
    return bool(text & words("actors", "actors", "roles"))


def _persons(actors: Actors, start: int, end: int) -> Named:
    return {m.entity: m.span for s in actors.reading.sentences for m in s.mentions if m.kind == "person" and start <= m.span.start < end}


def _report(actors: Actors, item: Item, number: int) -> Report | None:
    sentence = next((s for s in actors.reading.sentences if s.span.overlaps(item.title)), None)
    if sentence is None:
        return None
    found = instruments(actors.text, item.title.start, item.title.end)
    instrument = _nested(actors, found)
    named, gap = between(actors, item.title.start, item.title.end)
    if not named and (m := _EXCHANGED.match(actors.text, item.title.end, item.block.end)) and "between" in m.group().casefold():
        named, _ = parties(actors, m.end(), item.block.end)
    if not named and (with_ := _WITH.search(actors.text, instrument.span.end, item.title.end)):
        named, _ = parties(actors, with_.end(), item.title.end)
    report = Report(
        sentence,
        instrument,
        item.title,
        item.title,
        item.status,
        parties=dict(named),
        signatories=item.signers,
        own=True,
        rule="outcome-list",
    )
    report.areas = name_areas(actors, item.title, instrument, gap)
    report.identity = tuple(report.areas)
    return report


def _nested(actors: Actors, found: Sequence[Instrument]) -> Instrument:
    """ "Exchange of letters on the Memorandum of Understanding on X" is about the inner document."""
    instrument = found[0]
    for inner in found[1:]:
        if re.fullmatch(
            r"\s+(?:on|for|to|of|under|in)\s+(?:(?:the|a|an|extension|renewal|amendment|implementation|of)\s+)*",
            actors.text[instrument.span.end : inner.span.start],
            re.I,
        ):
            instrument = Instrument(inner.span, inner.kind, plural=False)
    return instrument


__all__ = ["Item", "announcements", "items"]
