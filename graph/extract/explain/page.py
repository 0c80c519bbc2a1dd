"""`Explanation` → one HTML page that needs nothing else: the text with marks, and under it what was made of it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from html import escape
from importlib.resources import files
from string import Template

from graph.extract.explain.lines import FACTS, KINDS, NAMING, PARTS
from graph.extract.explain.tracing import Explanation, Naming, Time
from graph.model import Claim, Span, Statement, Thing

Mark = tuple[Span, str, str]
"""a stretch of the text, what it is marked as, and what a reader is told when pointing at it"""


def page(e: Explanation) -> str:
    """The page. Everything from the article is escaped; there are no scripts and nothing is loaded."""
    template = Template(files("graph.extract.explain").joinpath("page.html").read_text(encoding="utf-8"))
    a = e.article
    facts = [_thing(e, t) for t in e.extraction.things if t.type in FACTS]
    names = [_thing(e, t) for t in e.extraction.things if t.type not in FACTS | PARTS]
    return template.substitute(
        title=escape(a.title or a.identifier),
        about=" · ".join(escape(x) for x in (a.identifier, f"published {a.published}", a.publisher or "", a.url or "") if x),
        reader=escape(f"{e.extraction.reader}, version {e.extraction.version}"),
        text="\n".join(_parts(e)),
        says=_list(facts, "Nothing that happened or was promised was found."),
        reports=_table(("words", "report of", "status", "date", "rule", "became"), _reports(e), "No reports of events."),
        statements=_list([_statement(e, s) for s in e.extraction.statements], "Nobody is quoted."),
        rejections=_table(("words", "what", "why not"), _rejections(e), "Nothing."),
        times=_table(("words", "value", "date"), _times(e), "No dates."),
        names=_list(names, "No names were found."),
        warnings=_list([f"<li>{escape(w)}</li>" for w in e.extraction.warnings], "None."),
    )


# ---- the text ----------------------------------------------------------------------------------------------------------


def _parts(e: Explanation) -> Iterator[str]:
    marks = _marks(e)
    for part in e.parts:
        here = [m for m in marks if m[0].overlaps(part.span)]
        yield f'<p class="{escape(part.role)}"><span class="role">{escape(part.role)}</span>{_marked(e.article.text, part.span, here)}</p>'


def _marks(e: Explanation) -> list[Mark]:
    found: list[Mark] = [(n.span, n.kind, _named(n)) for n in e.namings]
    found += [(t.span, "time", _dated(t)) for t in e.times]
    found += [(r.trigger, "trigger" if r.into else "rejected", f"{r.type}, {r.status} ({r.rule})") for r in e.reports]
    found += [(r.span, "rejected", f"{r.what}: {r.reason}") for r in e.rejections if r.what != "metWith"]
    found += [(span, "said", f"said by {_speakers(e, s)}") for s in e.extraction.statements for span in s.evidence]
    return found


def _named(n: Naming) -> str:
    who = ", ".join(n.names) or "nobody that the article names"
    return f"{KINDS.get(n.kind, n.kind)} {who}{f' ({n.found_by})' if n.found_by else ''}"


def _dated(t: Time) -> str:
    return "; ".join(value for _, value in t.dates) or f"{t.past or t.future or t.value}, dates nothing"


def _marked(text: str, span: Span, marks: Sequence[Mark]) -> str:
    """The stretch with its marks; where marks overlap, the piece has all of their classes."""
    inside = {min(max(at, span.start), span.end) for m in marks for at in (m[0].start, m[0].end)}
    edges = sorted(inside | {span.start, span.end})
    pieces = []
    for start, end in itertools.pairwise(edges):
        over = [m for m in marks if m[0].start <= start and end <= m[0].end]
        words = escape(text[start:end])
        if over:
            classes = " ".join(sorted({kind for _, kind, _ in over}))
            told = "\n".join(dict.fromkeys(note for _, _, note in over))
            words = f'<mark class="{escape(classes)}" title="{escape(told)}">{words}</mark>'
        pieces.append(words)
    return "".join(pieces)


# ---- what was made of it -----------------------------------------------------------------------------------------------


def _list(items: Sequence[str], without: str) -> str:
    return f"<ul>{''.join(items)}</ul>" if items else f'<p class="none">{escape(without)}</p>'


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]], without: str) -> str:
    if not rows:
        return f'<p class="none">{escape(without)}</p>'
    head = "".join(f"<th>{escape(h)}</th>" for h in heads)
    body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def _thing(e: Explanation, thing: Thing) -> str:
    claims = e.claims_of(thing.key)
    forms = [f for f in dict.fromkeys(e.said(c.object) for c in claims if c.predicate == "altLabel") if f != thing.label]
    also = f' <span class="also">also: {escape(", ".join(forms))}</span>' if forms else ""
    told = "".join(_claim(e, c) for c in claims if c.predicate not in NAMING)
    return f'<li><b>{escape(thing.label)}</b> <span class="type">{escape(thing.type)}</span>{also}{f"<ul>{told}</ul>" if told else ""}</li>'


def _claim(e: Explanation, c: Claim) -> str:
    quotes = "".join(f"<q>{escape(e.quote(span))}</q>" for span in c.evidence)
    said = sorted({k for s in e.extraction.statements if s.key in c.said_in for k in s.speakers})
    how = [f"{c.confidence:.2f}", c.kind]
    how += [f"rule {c.rule}"] if c.rule else []
    how += [f"said by {', '.join(map(e.label, said))}"] if said else []
    return (
        f'<li class="{escape(c.kind)}"><span class="predicate">{escape(c.predicate)}</span> {escape(e.said(c.object))} '
        f'<span class="how">{escape(" · ".join(how))}</span><div class="quotes">{quotes}</div></li>'
    )


def _speakers(e: Explanation, s: Statement) -> str:
    return ", ".join(e.label(k) for k in s.speakers) or "the article"


def _statement(e: Explanation, s: Statement) -> str:
    how = [s.mode, *([f"cue “{s.cue}”"] if s.cue else []), *([f"on {e.label(s.channel)}"] if s.channel else [])]
    how += [s.warning] if s.warning else []
    quotes = "".join(f"<q>{escape(e.quote(span))}</q>" for span in s.evidence)
    return f'<li><b>{escape(_speakers(e, s))}</b> <span class="how">{escape(" · ".join(how))}</span><div class="quotes">{quotes}</div></li>'


def _reports(e: Explanation) -> list[tuple[str, ...]]:
    return [
        (e.quote(r.trigger), r.type, r.status, r.date or "", r.rule, e.label(r.into) if r.into else f"no event: {e.why_not(r)}")
        for r in e.reports
    ]


def _rejections(e: Explanation) -> list[tuple[str, ...]]:
    return [(e.quote(r.span), r.what, r.reason) for r in e.rejections]


def _times(e: Explanation) -> list[tuple[str, ...]]:
    def date(dated: Sequence[tuple[str, str]], read: Sequence[str | None]) -> str:
        known = "; ".join(f"{value}, of {e.label(key)}" for key, value in dated)
        return known or f"{' or '.join(sorted({x for x in read if x})) or 'none'}, dates nothing"

    return [(e.quote(t.span), t.value, date(t.dates, (t.past, t.future))) for t in e.times]
