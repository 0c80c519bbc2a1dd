"""`Explanation` → text for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from graph.extract.explain.tracing import Explanation, Naming, Report, Time
from graph.model import Claim, Span, Statement, Thing

FACTS = frozenset(
    {
        "Meeting", "Call", "Summit", "Visit", "StateVisit", "Signing", "Conference", "Publication", "Event",
        "Agreement", "Commitment", "Delegation", "EventSeries",
    }
)  # fmt: skip
"""classes of things that happen or are promised; everything else is named"""
PARTS = frozenset({"Topic", "Provision", "Post"})
"""classes of things that are shown with what they belong to"""
KINDS = {"nominal": "description of", "jointbody": "joint body"}
"""kinds of mentions whose names are not plain words"""
NAMING = frozenset({"type", "prefLabel", "altLabel"})
_WIDTH = 110
_SHOWN = 160


def lines(e: Explanation) -> Iterator[str]:
    """The explanation, line by line."""
    a = e.article
    yield a.title or a.identifier
    yield " · ".join(x for x in (a.identifier, f"published {a.published}", a.publisher, f"read by {e.extraction.reader}") if x)
    yield from _text(e)
    yield from _section("NAMES", [x for t in e.extraction.things if t.type not in FACTS | PARTS for x in _thing(e, t, 2)])
    facts = [x for t in e.extraction.things if t.type in FACTS for x in _thing(e, t, 2)]
    yield from _section("WHAT IT SAYS", facts)
    yield from _section("WHO SAID IT", [x for s in e.extraction.statements for x in _statement(e, s)])
    rejected = [f"  {_quoted(e, r.span)}  {r.what}: {r.reason}" for r in e.rejections]
    yield from _section("SEEN AND REJECTED", rejected)
    yield from _section("WARNINGS", [f"  {w}" for w in e.extraction.warnings])


def _section(title: str, found: list[str]) -> Iterator[str]:
    if found:
        yield ""
        yield title
        yield from found


def _text(e: Explanation) -> Iterator[str]:
    yield ""
    yield "TEXT"
    for part in e.parts:
        yield from textwrap.wrap(e.quote(part.span), _WIDTH, initial_indent=f"  {part.role:14}", subsequent_indent=" " * 16) or [""]
        for naming in (n for n in e.namings if part.span.covers(n.span)):
            yield " " * 18 + _naming(e, naming)
        for time in (t for t in e.times if part.span.covers(t.span)):
            yield " " * 18 + _time(e, time)
        for report in (r for r in e.reports if part.span.covers(r.trigger)):
            yield " " * 18 + _report(e, report)


def _naming(e: Explanation, n: Naming) -> str:
    who = ", ".join(n.names) or "nobody that the article names"
    return f"{e.quote(n.span)}  → {KINDS.get(n.kind, n.kind)} {who}" + (f"  ({n.found_by})" if n.found_by else "")


def _time(e: Explanation, t: Time) -> str:
    if t.dates:
        return f"{e.quote(t.span)}  → " + "; ".join(f"{value}, of {e.label(key)}" for key, value in t.dates)
    read = sorted({x for x in (t.past, t.future) if x})
    return f"{e.quote(t.span)}  → {' or '.join(read) or t.value}, dates nothing"


def _report(e: Explanation, r: Report) -> str:
    into = f"part of {e.label(r.into)}" if r.into else f"no event: {e.why_not(r)}"
    return f"{e.quote(r.trigger)}  → report of a {r.type}, {r.status}{f', {r.date}' if r.date else ''}  ({r.rule}): {into}"


def _thing(e: Explanation, thing: Thing, indent: int) -> Iterator[str]:
    claims = e.claims_of(thing.key)
    forms = dict.fromkeys(e.said(c.object) for c in claims if c.predicate == "altLabel")
    written = ", ".join(f for f in forms if f != thing.label)
    yield f"{' ' * indent}{thing.type}: {thing.label}" + (f"  (also: {written})" if written else "")
    for claim in claims:
        if claim.predicate not in NAMING:
            yield " " * (indent + 2) + _claim(e, claim)
            yield " " * (indent + 6) + "; ".join(_quoted(e, span) for span in claim.evidence)


def _claim(e: Explanation, c: Claim) -> str:
    said = ", ".join(e.label(k) for s in e.extraction.statements if s.key in c.said_in for k in s.speakers)
    how = f"{c.confidence:.2f} {c.kind}, rule {c.rule}" if c.rule else f"{c.confidence:.2f} {c.kind}"
    return f"{c.predicate}: {e.said(c.object)}  [{how}{f'; said by {said}' if said else ''}]"


def _statement(e: Explanation, s: Statement) -> Iterator[str]:
    who = ", ".join(e.label(k) for k in s.speakers) or "the article"
    notes = [s.mode, *([f"cue {s.cue!r}"] if s.cue else []), *([f"on {e.label(s.channel)}"] if s.channel else [])]
    notes += [s.warning] if s.warning else []
    yield f"  {who}  ({'; '.join(notes)})"
    for span in s.evidence:
        yield f"      {_quoted(e, span)}"


def _quoted(e: Explanation, span: Span) -> str:
    words = e.quote(span)
    return f"“{words if len(words) <= _SHOWN else words[: _SHOWN - 1] + '…'}”"
