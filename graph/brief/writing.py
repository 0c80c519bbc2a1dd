"""A brief in Markdown and HTML."""

from __future__ import annotations

import re
from datetime import date
from html import escape

from graph.brief import dates
from graph.brief.making import Brief, Note, Section, wording


def markdown(b: Brief) -> str:
    """CommonMark with footnotes as GitHub and pandoc have them."""
    parts = [f"# {_plain(_title(b))}", _plain(_days(b))]
    for section in b.sections:
        parts.append(f"## {section.title}")
        lines = [f"- {_plain(line.text)}{''.join(f'[^{n}]' for n in line.notes)}" for line in section.lines]
        parts.append("\n".join(lines) or wording()["words"]["nothing"])
        parts += _more(section)
    notes = [f"[^{n.number}]: “{_plain(' '.join(n.quote.split()))}” — {_plain(_source(n))} (<{_address(b, n)}>)" for n in b.notes]
    return "\n\n".join([*parts, "\n".join(notes)]).rstrip() + "\n"


def html(b: Brief) -> str:
    """One page, without scripts or styles."""
    parts = [f"<h1>{escape(_title(b))}</h1>", f"<p>{escape(_days(b))}</p>"]
    for section in b.sections:
        parts.append(f'<h2 id="{section.key}">{escape(section.title)}</h2>')
        lines = [f"<li>{escape(line.text)} {' '.join(map(_mark, line.notes))}</li>" for line in section.lines]
        parts.append("<ul>\n" + "\n".join(lines) + "\n</ul>" if lines else f"<p>{wording()['words']['nothing']}</p>")
        parts += [f"<p>{escape(x)}</p>" for x in _more(section)]
    notes = [
        f'<li id="note-{n.number}"><q>{escape(n.quote)}</q> — <a href="{escape(_address(b, n))}">{escape(_source(n))}</a></li>'
        for n in b.notes
    ]
    parts.append("<ol>\n" + "\n".join(notes) + "\n</ol>")
    head = f'<meta charset="utf-8">\n<meta name="viewport" content="width=device-width">\n<title>{escape(_title(b))}</title>'
    return f'<!doctype html>\n<html lang="en">\n{head}\n' + "\n".join(parts) + "\n</html>\n"


def _mark(number: int) -> str:
    return f'<a href="#note-{number}">[{number}]</a>'


def _title(b: Brief) -> str:
    return str(wording()["titles"]["brief"].format(left=b.left.label, right=b.right.label))


def _days(b: Brief) -> str:
    first, last, as_of = (dates.day(date.fromisoformat(x)) if x else "" for x in (b.first, b.last, b.as_of))
    which = "period" if first and last else "since" if first else "until" if last else "always"
    return f"{wording()['words'][which].format(first=first, last=last)} {wording()['words']['as_of'].format(day=as_of)}"


def _more(section: Section) -> list[str]:
    return [] if section.complete else [str(wording()["words"]["more"])]


def _source(n: Note) -> str:
    """Publisher, title and day of an article, and in whose mouth the words are."""
    named = ", ".join(x for x in (n.article.publisher, n.article.title) if x) or n.article.identifier
    said = f"; said by {', '.join(r.label for r in n.speakers)}" if n.speakers else ""
    return f"{named}, {dates.day(date.fromisoformat(n.article.published))}{said}"


def _address(b: Brief, n: Note) -> str:
    """Where an article can be read: at its publisher, or here. An address of another kind than the web's is none."""
    url = n.article.url or ""
    return url if re.fullmatch(r"https?://[^\s<>]+", url) else b.left.iri.removesuffix(b.left.id) + n.article.id


def _plain(text: str) -> str:
    """Text in which nothing is markup."""
    return re.sub(r"([\\`*_\[\]<>#|~])", r"\\\1", text)
