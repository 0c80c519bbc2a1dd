"""Raw text → `CleanText` of the same length: noise blanked, typography made plain, paragraphs with their roles.

Every replacement keeps the number of code points, so an offset into the clean text is one into the raw text. Total: any text has a reading,
in time linear in its length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from graph.extract.datelines import dateline
from graph.extract.lexicons import lexicon
from graph.extract.posts import Post, posts
from graph.extract.reading import CleanText, Paragraph, Role
from graph.extract.wrapping import unwrapped
from graph.model import Span

_LONGEST = 6000  # code points of a paragraph; longer ones are parted between sentences, as a parser's memory grows with them
_SPACES = "\t\v\u00a0\u1680\u202f\u205f\u3000\ufeff" + "".join(
    chr(c) for c in (*range(0x2000, 0x200B), *range(0x200E, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A))
)
_LIST = 4  # short lines in a row that make a list
_TYPOGRAPHY = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛ʼ`´′＇", "'"),
        **dict.fromkeys("“”„‟«»″＂", '"'),
        **dict.fromkeys("‐‑⁃−", "-"),
        **dict.fromkeys("―⸺", "—"),
        **dict.fromkeys(_SPACES, " "),
        **dict.fromkeys("\f\x85\u2028\u2029", "\n"),
        **{chr(c): " " for c in (*range(9), *range(14, 32), 127) if chr(c) not in "\t\n\r"},
        **{chr(0xFF01 + n): chr(0x21 + n) for n in range(94) if n not in (1, 6)},
    }
)
_RETURN = re.compile(r"\r(\n?)")
_ZERO_WIDTH = re.compile(r"(?<!\w)[\u200b-\u200d\u2060\u00ad]+|[\u200b-\u200d\u2060\u00ad]+(?!\w)")
_NOISE = re.compile(r"(?:[^\w\s]|_){64,}")  # rules and garbage; the tokenizer takes time that grows with the square of such a run
_PAIR_DASH = re.compile(r"(?<=[A-Za-z.])–(?=[A-Z])")
_HASHTAG = re.compile(r"#(\w+)('n)?")
_CAMEL = re.compile(r"[a-z0-9][A-Z]")
_HANDLE = re.compile(r"(?<![\w@])@\w+")
_WEEKDAY_STOP = re.compile(
    r"((?:\A|\n|[.!?][\"')]{0,3}\s) {0,8}(?:Earlier |Later )?[Oo]n (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\.(?= {1,8}[A-Z])"
)
_SENTENCE_END = re.compile(r"[.!?][\"')\]]*\s+(?=[A-Z\"'(])")
_AGENCY = re.compile(r"(?<=[.!?\"'])\s*\(\s*(?P<agency>[A-Z][\w&./ -]{1,30})\s*\)\s*$")
_NUMBERED = re.compile(r"\(?(?:\d{1,2}|[ivx]{1,4}|[a-z])[.)]\s+|\d{2}\s+(?=[A-Z])")
_PROSE = re.compile(r"[a-z]{3}[.!?][\"')]{0,2} +[A-Z(]")
_SMALL = re.compile(r"\b[a-z]{4,}\b")


def clean(text: str) -> CleanText:
    """The text made fit for reading. `len(result.text) == len(text)`."""
    plain = unwrapped(_plain(text))
    found = posts(plain)
    out = _without_marks(plain, found)
    paragraphs = _lists(list(_paragraphs(out, found)))
    out, paragraphs, place = _without_dateline(out, paragraphs)
    paragraphs, agency = _signed_off(out, paragraphs)
    assert len(out) == len(text), "cleaning changed the length"
    return CleanText(out, tuple(paragraphs), place, agency)


def _plain(text: str) -> str:
    """Typography made plain, letter for letter."""
    out = _RETURN.sub(lambda m: " \n" if m[1] else "\n", text.translate(_TYPOGRAPHY))
    out = _ZERO_WIDTH.sub(_blank, out)
    return _PAIR_DASH.sub("-", _NOISE.sub(_blank, out))


def _blank(m: re.Match[str]) -> str:
    return " " * len(m.group())


def _without_marks(text: str, found: list[Post]) -> str:
    """Links, emoji, hashtags and handles blanked; a hashtag of one word keeps the word."""
    out = _link().sub(_blank, text)
    out = _HASHTAG.sub(_untagged, out)
    out = _HANDLE.sub(_blank, out)
    out = _emoji().sub(_blank, out)
    at, parts = 0, []
    for post in found:
        parts += [out[at : post.source.start], " " * len(post.source)]
        at = post.source.end
    return _WEEKDAY_STOP.sub(r"\1,", "".join([*parts, out[at:]]))


def _untagged(m: re.Match[str]) -> str:
    return _blank(m) if _CAMEL.search(m[1]) else " " + m.group()[1:]


@lru_cache(maxsize=1)
def _link() -> re.Pattern[str]:
    return re.compile(lexicon("cleaning")["marks"]["link"])


@lru_cache(maxsize=1)
def _emoji() -> re.Pattern[str]:
    return re.compile(lexicon("cleaning")["marks"]["emoji"])


@lru_cache(maxsize=1)
def _bullet() -> re.Pattern[str]:
    return re.compile(lexicon("cleaning")["marks"]["bullet"] + r"\s+")


@lru_cache(maxsize=1)
def _number() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{p})" for p in lexicon("cleaning")["lines"]["number"]))


@lru_cache(maxsize=1)
def _line_roles() -> tuple[tuple[Role, re.Pattern[str]], ...]:
    roles: tuple[Role, ...] = ("header", "byline", "signoff")
    return tuple((role, re.compile("|".join(f"(?:{p})" for p in lexicon("cleaning")["lines"][role]))) for role in roles)


# ---- paragraphs ------------------------------------------------------------------------------------------------------


def _paragraphs(text: str, found: list[Post]) -> Iterator[Paragraph]:
    """The lines of the text with their roles; posts within a line are paragraphs of their own."""
    lines = list(_lines(text))
    cuts = iter(sorted(found, key=lambda p: p.span))
    post = next(cuts, None)
    for number, (start, end) in enumerate(lines):
        at = start
        while post is not None and post.span.start < end:
            if post.span.start >= at:
                yield from _piece(text, at, post.span.start, "body")
                yield from _piece(text, post.span.start, min(post.span.end, end), "embedded-post")
                at = min(post.span.end, end)
            post = next(cuts, None)
        if at == start:
            yield from _line(text, start, end, first=number < 3)
        else:
            yield from _piece(text, at, end, "body")


def _lists(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """The paragraphs with runs of short lines taken for lists: the first line of a run heads it, the others are its items."""
    out = list(paragraphs)
    start = 0
    for n in range(len(out) + 1):
        if n < len(out) and out[n].role == "heading":
            continue
        if n - start >= _LIST:
            out[start + 1 : n] = [Paragraph(p.span, "list-item") for p in out[start + 1 : n]]
        start = n + 1
    return out


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of every line that is not blank."""
    at = 0
    for line in text.split("\n"):
        if line and not line.isspace():
            yield at, at + len(line)
        at += len(line) + 1


def _line(text: str, start: int, end: int, *, first: bool) -> Iterator[Paragraph]:
    line = text[start:end]
    stripped = line.strip()
    start += len(line) - len(line.lstrip())
    if first and (header := re.match(r"date \d{4}-\d\d-\d\d\s", stripped)):
        yield Paragraph(Span(start, start + header.end() - 1), "header")
        yield from _piece(text, start + header.end(), end, "body")
        return
    role = _role(stripped)
    body = start
    if role == "list-item":
        marker = _bullet().match(stripped) or _NUMBERED.match(stripped)
        body = start + (marker.end() if marker else 0)
    yield from _piece(text, body, end, role)


def _role(line: str) -> Role:
    if len(line) < 200:
        for role, pattern in _line_roles():
            if pattern.fullmatch(line):
                return role
    if (_bullet().match(line) or _NUMBERED.match(line)) and len(line) > 8:
        return "list-item"
    if len(line) < 8 and _number().fullmatch(line):
        return "heading"
    words = line.split()
    if line[-1] in ".!?;,\"'" or len(words) > 40 or _PROSE.search(line):
        return "body"
    small = len(_SMALL.findall(line))
    if line[-1] == ":":
        return "heading" if len(words) < 5 else "body"
    return "heading" if len(words) <= 12 or small * 3 <= len(words) else "body"


def _piece(text: str, start: int, end: int, role: Role) -> Iterator[Paragraph]:
    """A paragraph from `start` to `end` without the white space around it, in parts where it is very long."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while end - start > _LONGEST:
        cut = _cut(text, start, start + _LONGEST)
        yield Paragraph(Span(start, cut), role)
        start = cut
        while start < end and text[start].isspace():
            start += 1
    if start < end:
        yield Paragraph(Span(start, end), role)


def _cut(text: str, start: int, limit: int) -> int:
    """Where to part a stretch: behind its last sentence, else at its last space, else at the limit."""
    last = 0
    for m in _SENTENCE_END.finditer(text, start, limit):
        last = m.end()
    return last if last > start else max(text.rfind(" ", start, limit), 0) + 1 if text.rfind(" ", start, limit) > start else limit


def _without_dateline(text: str, paragraphs: list[Paragraph]) -> tuple[str, list[Paragraph], Span | None]:
    """The paragraphs with the dateline of the first one of prose apart, and its place."""
    prose = [n for n, p in enumerate(paragraphs) if p.role == "body"][:3]
    for n in prose:
        p = paragraphs[n]
        found = dateline(text, p.span)
        if found is None:
            continue
        after, place = found
        rest = list(_piece(text, after, p.span.end, p.role))
        head = _piece(text, p.span.start, after, "dateline")
        return text, [*paragraphs[:n], *head, *rest, *paragraphs[n + 1 :]], place
    return text, paragraphs, None


def _signed_off(text: str, paragraphs: list[Paragraph]) -> tuple[list[Paragraph], Span | None]:
    """The paragraphs with the agency's name in brackets at the end apart, and that name."""
    for n in range(len(paragraphs) - 1, max(-1, len(paragraphs) - 5), -1):
        p = paragraphs[n]
        if p.role in ("signoff", "heading"):
            continue
        found = _AGENCY.search(text, max(p.span.start, p.span.end - 60), p.span.end)
        if found is None or not _names_agency(found["agency"]):
            continue
        agency = Span(*found.span("agency"))
        body = _piece(text, p.span.start, found.start(), p.role)
        signoff = _piece(text, found.start(), p.span.end, "signoff")
        return [*paragraphs[:n], *body, *signoff, *paragraphs[n + 1 :]], agency
    return paragraphs, None


def _names_agency(name: str) -> bool:
    """Whether a name in brackets at the end of a report can be its agency's: known, or capitals alone."""
    from graph.extract.gazetteer import gazetteer

    known = gazetteer().entries.get(name)
    return bool(known and any(e.kind == "media" for e in known)) or bool(re.fullmatch(r"[A-Z]{2,6}(?:/[A-Z]{2,6})?", name))
