"""Bytes → `Article`.

    path, folder, glob ─ places ─┐
    URL ─────────────── fetching ┴▶ Raw ─ texts | records | webpages | feeds ─▶ Draft ─ articles.finish ─▶ Article

One file for each family of formats. A fault in the data is a value (the `SourceError` is yielded where the article would have been) and
the others go on; a fault of the caller is an exception.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path

from graph.errors import MalformedSource, SourceError, UnreadableSource
from graph.ids import digest
from graph.model import Article
from graph.sources import feeds, fetching, places, records, texts, webpages
from graph.sources.articles import Draft, Rules, draft_of, finish, to_fields
from graph.sources.raw import Raw, bom

__all__ = ["SUFFIXES", "from_fields", "read", "read_bytes", "read_fetched", "to_fields"]

SUFFIXES = places.SUFFIXES
MAX_BYTES = 10_000_000
FETCH_TIMEOUT = 30.0

Found = Iterator[Draft | SourceError]
_LINES = frozenset({".jsonl", ".ndjson"})


def _read_xml(raw: Raw) -> Found:
    return webpages.read(raw) if _sniff(raw.data) == ".html" else feeds.read(raw)


_READERS: dict[str, Callable[[Raw], Found]] = {
    ".txt": texts.read,
    ".md": texts.read,
    ".html": webpages.read,
    ".htm": webpages.read,
    ".json": records.read,
    ".xml": _read_xml,
    ".rss": feeds.read,
    ".atom": feeds.read,
}
assert {*_READERS, *_LINES} == set(SUFFIXES), "SUFFIXES and readers disagree"

_MEDIA_TYPES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "application/json": ".json",
    "application/x-ndjson": ".jsonl",
    "application/jsonl": ".jsonl",
    "application/rss+xml": ".rss",
    "application/atom+xml": ".atom",
    "application/xml": ".xml",
    "text/xml": ".xml",
    "text/markdown": ".md",
}


def read(
    paths: Sequence[str | Path],
    *,
    published: date | None = None,
    max_bytes: int = MAX_BYTES,
    fetch_timeout: float = FETCH_TIMEOUT,
    today: date | None = None,
) -> Iterator[Article | SourceError]:
    """The articles of files, folders, globs and http(s) URLs, in a fixed order, each followed by nothing that repeats it.

    `published` is the date of texts that print none. `max_bytes` bounds one input (one line of JSON lines); `fetch_timeout` is in
    seconds for each URL. No article is dated later than two days after `today`. Two inputs with one given id and different content:
    the second is a MalformedSource naming both; the same article again is left out.
    """
    if isinstance(paths, (str, Path)):
        raise TypeError("paths must be a sequence of paths, not one path")
    rules = _rules(published, max_bytes, today)
    drafts = (found for path in paths for found in _drafts(str(path), rules, fetch_timeout))
    return _once(_finished(drafts, rules))


def read_bytes(
    data: bytes,
    *,
    name: str,
    published: date | None = None,
    max_bytes: int = MAX_BYTES,
    today: date | None = None,
) -> Iterator[Article | SourceError]:
    """The articles in `data`, read as a file of that name would be. Raises nothing for what is in `data`."""
    rules = _rules(published, max_bytes, today)
    raw = Raw(where=name, data=data, name=Path(name).stem or None)
    return _once(_finished(_guarded(lambda: _in_memory(raw, Path(name).suffix.lower(), rules), name), rules))


def read_fetched(found: fetching.Fetched, *, max_bytes: int = MAX_BYTES, today: date | None = None) -> Iterator[Article | SourceError]:
    """The articles in what a server answered. Raises nothing for what is in it."""
    rules = _rules(None, max_bytes, today)
    drafts = _guarded(lambda: _in_memory(found.raw, _MEDIA_TYPES.get(found.media_type, ""), rules), found.raw.where)
    return _once(_finished(drafts, rules))


def from_fields(
    fields: Mapping[str, object],
    *,
    where: str,
    published: date | None = None,
    max_bytes: int = MAX_BYTES,
    today: date | None = None,
) -> Article:
    """One article from named fields (`id`, `title`, `published`, `publisher`, `url`, `language`, `text`); raises SourceError.

    `stem`, where there is no `id`, is what the article is called, as a file's name would be. `to_fields` is the way back.
    """
    rules = _rules(published, max_bytes, today)
    draft = draft_of(fields, where)
    size = len(draft.text.encode("utf-8", "surrogatepass"))
    if size > rules.max_bytes:
        raise places.too_large(where, size, rules.max_bytes)
    return finish(draft, rules)


def _rules(published: date | None, max_bytes: int, today: date | None) -> Rules:
    if max_bytes < 1:
        raise ValueError(f"max_bytes must be positive, not {max_bytes}")
    return Rules(published=published, today=today or date.today(), max_bytes=max_bytes)


def _drafts(path: str, rules: Rules, timeout: float) -> Found:
    if fetching.is_url(path):
        yield from _guarded(lambda: _from_url(path, rules, timeout), path)
        return
    for found in places.expand(path):
        if isinstance(found, SourceError):
            yield found
        else:
            yield from _guarded(partial(_from_file, found, rules), str(found))


def _guarded(read: Callable[[], Found], where: str) -> Found:
    try:
        yield from read()
    except SourceError as e:
        yield e
    except OSError as e:
        yield UnreadableSource(where, f"cannot be read: {e.strerror or e}", "check the disk")


def _from_url(url: str, rules: Rules, timeout: float) -> Found:
    raw, media_type = fetching.fetch(url, max_bytes=rules.max_bytes, timeout=timeout)
    return _in_memory(raw, _MEDIA_TYPES.get(media_type, ""), rules)


def _from_file(file: Path, rules: Rules) -> Found:
    suffix = file.suffix.lower()
    if suffix in _LINES:
        with places.open_file(file) as stream:
            yield from records.read_lines(stream, str(file), limit=rules.max_bytes)
        return
    yield from _in_memory(places.load(file, max_bytes=rules.max_bytes), suffix, rules)


def _in_memory(raw: Raw, suffix: str, rules: Rules) -> Found:
    if suffix in _LINES:
        return records.read_lines(io.BytesIO(raw.data), raw.where, limit=rules.max_bytes)
    if len(raw.data) > rules.max_bytes:
        raise places.too_large(raw.where, len(raw.data), rules.max_bytes)
    return _READERS[suffix if suffix in _READERS else _sniff(raw.data)](raw)


_HTML = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?>.*?-->)\s*)*+<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_FEED = re.compile(rb"\s*(?:<\?xml|<rss\b|<feed\b|<rdf:RDF\b)", re.IGNORECASE)


def _sniff(data: bytes) -> str:
    """The suffix that a content without a known one would have."""
    head = data.removeprefix(b"\xef\xbb\xbf")[:2000]
    if bom(data) not in (None, "utf-8"):
        return ".txt"
    if _HTML.match(head):
        return ".html"
    if _FEED.match(head):
        return ".rss"
    if re.match(rb"\s*\{\s*\"", head):
        return ".json"
    if re.match(rb"\s*\[\s*\{", head):
        return ".json"
    return ".txt"


def _finished(drafts: Iterable[Draft | SourceError], rules: Rules) -> Iterator[Article | SourceError]:
    for draft in drafts:
        if isinstance(draft, SourceError):
            yield draft
            continue
        try:
            yield finish(draft, rules)
        except SourceError as e:
            yield e


def _once(found: Iterable[Article | SourceError]) -> Iterator[Article | SourceError]:
    """Leave out what came before; report what claims an id that came before with other content."""
    seen: dict[str, tuple[str, str]] = {}
    for item in found:
        if isinstance(item, SourceError):
            yield item
            continue
        content = digest(item.text, item.published.isoformat(), item.publisher or "", item.url or "")
        if item.id not in seen:
            seen[item.id] = (content, item.origin)
            yield item
        elif seen[item.id][0] != content:
            yield MalformedSource(
                item.origin,
                f"conflict: the id {item.identifier!r} was given to another article by {seen[item.id][1]}",
                "give one of them another id; to replace the first, ingest this one by itself",
            )
