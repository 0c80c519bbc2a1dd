"""What a format found becomes an `Article`: the checks every input passes, whatever it was read from.

    bytes ─ format ─▶ Draft ─ finish ─▶ Article

The text is stored as it is: offsets are code points into it, so nothing is trimmed, joined or normalised here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlsplit

from graph.errors import MalformedSource, UndatedArticle, UnreadableSource
from graph.ids import digest, slug
from graph.model import Article
from graph.sources import dates, language

FIELDS: dict[str, tuple[str, ...]] = {
    "id": ("id", "identifier"),
    "title": ("title", "headline"),
    "published": ("published", "date", "datePublished", "date_published", "publication_date"),
    "publisher": ("publisher", "sitename"),
    "url": ("url", "link"),
    "language": ("language", "lang", "inLanguage"),
    "text": ("text", "body", "content", "articleBody"),
}
"""Field → names it is read from, in order of preference; the later ones are what other tools write (schema.org, feeds, crawlers)."""

EARLIEST_YEAR = 1900
DAYS_AHEAD = 2  # an article can be "tomorrow's" across the date line, not more

_NOT_IN_URL = re.compile(r"[\s<>\"{}|\\^`\x00-\x20\x7f-\x9f]")
_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{1,8})*")


@dataclass(frozen=True, slots=True)
class Draft:
    """What a format found, unchecked. `where` names file and line; `name` is the identifier to use where no `id` is given."""

    where: str
    text: str
    id: str | None = None
    name: str | None = None
    title: str | None = None
    published: str | None = None
    publisher: str | None = None
    url: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """What a call asks of every draft. `published` is the date of texts that print none; `today` bounds dates; sizes are in bytes."""

    published: date | None
    today: date
    max_bytes: int


def draft_of(fields: Mapping[str, object], where: str, *, name: str | None = None, text: str | None = None) -> Draft:
    """A draft from named fields (a JSON object, front matter). `text` is given where it stands beside the fields.

    Raises MalformedSource naming the field.
    """
    found: dict[str, str | None] = {}
    for field, names in FIELDS.items():
        used = next((n for n in names if fields.get(n) is not None), None)
        found[field] = None if used is None else _string(used, fields[used], where)
    body = found.pop("text") if text is None else text
    found.pop("text", None)
    if body is None:
        known = ", ".join(FIELDS["text"])
        raise MalformedSource(where, "has no field text", f"give the article's text as a string in one of: {known}")
    stem = fields.get("stem")
    return Draft(where=where, text=body, name=name or (stem if isinstance(stem, str) else None), **found)


def to_fields(article: Article) -> dict[str, str]:
    """The fields from which `draft_of` and `finish` make this article again; `stem` is what it is called where it has no id of its own."""
    called = "id" if _id(article.identifier) == article.id else "stem"
    named = {"title": article.title, "publisher": article.publisher, "url": article.url}
    return {
        called: article.identifier,
        "published": article.published.isoformat(),
        "language": article.language,
        "text": article.text,
        **{field: value for field, value in named.items() if value},
    }


def _string(field: str, value: object, where: str) -> str:
    if isinstance(value, str):
        return value
    if field in FIELDS["id"] and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, Mapping) and isinstance(value.get("name"), str):
        return str(value["name"])  # schema.org writes {"publisher": {"name": …}}
    raise MalformedSource(where, f"field {field} must be a string, not {_kind(value)}", f'write "{field}": "…"')


def _kind(value: object) -> str:
    names = {bool: "true/false", int: "a number", float: "a number", list: "a list", dict: "an object"}
    return names.get(type(value), type(value).__name__)


def finish(draft: Draft, rules: Rules) -> Article:
    """The article, or the reason why there is none.

    Raises UnreadableSource (no words), UnsupportedLanguage, UndatedArticle, MalformedSource naming the field.
    """
    _check_text(draft)
    tag = _language(draft)
    language.check(draft.text, where=draft.where, declared=tag)
    published = _published(draft, rules)
    given = _line("id", draft.id, draft.where)
    title = _line("title", draft.title, draft.where)
    publisher = _line("publisher", draft.publisher, draft.where)
    url = _url(draft)
    # neither path nor stem: a renamed or copied file is the same article; the same text from another publisher is another one
    ident = _id(given) if given else digest("article", draft.text, published.isoformat(), publisher or "", url or "")
    return Article(
        id=ident,
        text=draft.text,
        published=published,
        identifier=given or _line("file name", draft.name, draft.where) or ident,
        title=title,
        publisher=publisher,
        url=url,
        language=tag or "en",
        origin=draft.where,
    )


def _check_text(draft: Draft) -> None:
    if not draft.text.strip():
        raise UnreadableSource(draft.where, "the text is empty", "give a file or field with the article's text in it")
    if "\x00" in draft.text:
        raise MalformedSource(draft.where, f"field text: NUL character at offset {draft.text.index(chr(0))}", "remove it")
    try:
        draft.text.encode("utf-8")
    except UnicodeEncodeError as e:
        raise MalformedSource(draft.where, f"field text: half a surrogate pair at offset {e.start}", "write the whole character") from None


def _line(field: str, value: str | None, where: str) -> str | None:
    """A one-line value with single spaces; None where nothing is left of it."""
    if value is None:
        return None
    value = " ".join(value.split())
    if any(c < " " or c == "\x7f" or "\ud800" <= c <= "\udfff" for c in value):
        if field == "file name":  # a name the file system allows says nothing about the article
            return None
        raise MalformedSource(where, f"field {field} holds a control character or half a surrogate pair", "remove it")
    return value or None


def _id(given: str) -> str:
    """A path segment for a given id: the id itself where it is one, else a slug that a digest keeps apart from others."""
    if slug(given) == given:
        return given
    short, mark = slug(given, limit=50), digest(given, length=10)
    return short if short.endswith(mark) else f"{short}-{mark}"  # a slug that had to be cut ends in the digest already


def is_web_address(text: str) -> bool:
    """Whether the text is an absolute http(s) URL that can stand in an IRI."""
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and not _NOT_IN_URL.search(text) and text.encode("utf-8") != b""
    except ValueError:
        return False


def _url(draft: Draft) -> str | None:
    value = draft.url.strip() if draft.url else ""
    if value and not is_web_address(value):
        raise MalformedSource(draft.where, f"field url is no http(s) address: {value[:80]!r}", "write https://… or leave it out")
    return value or None


def _language(draft: Draft) -> str | None:
    value = draft.language.strip() if draft.language else ""
    if not value:
        return None
    if value.casefold() == "english":
        return "en"
    if not _LANGUAGE_TAG.fullmatch(value):
        raise MalformedSource(draft.where, f"field language is no language tag: {value[:40]!r}", 'write "en" or leave it out')
    return value.replace("_", "-")


def _published(draft: Draft, rules: Rules) -> date:
    remedy = "write it as YYYY-MM-DD"
    try:
        if draft.published and draft.published.strip():
            return _sane(dates.parse(draft.published), rules)
        stated = dates.stated(draft.text)
        if stated:
            return _sane(stated, rules)
    except ValueError as e:
        raise MalformedSource(draft.where, f"field published: {e}", remedy) from None
    if rules.published:
        return rules.published
    try:
        line = dates.dateline(draft.text)
        if line:
            return _sane(line, rules)
    except ValueError:
        pass  # a guess that makes no sense is no guess
    raise UndatedArticle(draft.where, "no publication date found", "give it with --published YYYY-MM-DD, or as `published` in the file")


def _sane(day: date, rules: Rules) -> date:
    if day.year < EARLIEST_YEAR:
        raise ValueError(f"{day} is before {EARLIEST_YEAR}")
    if day > rules.today + timedelta(days=DAYS_AHEAD):
        raise ValueError(f"{day} is in the future (today is {rules.today})")
    return day
