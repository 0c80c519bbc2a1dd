"""RSS and Atom: one article an item. The adapter for feedparser."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from graph.errors import MalformedSource, SourceError, UnreadableSource
from graph.sources import dates
from graph.sources.articles import Draft, is_web_address
from graph.sources.raw import Raw, decode, xml_charset

_BLOCKS = re.compile(
    r"address|article|aside|blockquote|br|dd|div|dl|dt|figcaption|figure|footer|h[1-6]|header|hr|li|main|ol|p|pre|section|table|td|th|tr|ul"
)
_SILENT = frozenset({"script", "style", "template", "noscript"})


def read(raw: Raw) -> Iterator[Draft | SourceError]:
    """The items of a feed, in its order. An item without text is an error naming the item."""
    feed = _parsed(raw)
    if not feed.entries and not feed.get("version"):
        line = _broken_at(feed)
        where = f"{raw.where}:{line}" if line else raw.where
        raise MalformedSource(where, "neither RSS nor Atom", "give a feed, or save the articles as text or HTML")
    if not feed.entries:
        raise UnreadableSource(raw.where, "the feed has no items", "fetch it again when it has")
    for n, entry in enumerate(feed.entries, 1):
        try:
            yield _item(entry, feed.feed, f"{raw.where} item {n}")
        except SourceError as e:
            yield e
    if _broken_at(feed):
        yield MalformedSource(
            f"{raw.where}:{_broken_at(feed)}", "the feed's XML is broken here", "items after it may be lost; fetch it again"
        )


def _broken_at(feed: Any) -> int | None:
    """The line where the XML is not well-formed, if it is not."""
    problem = feed.get("bozo_exception")
    return problem.getLineNumber() if hasattr(problem, "getLineNumber") else None


def _parsed(raw: Raw) -> Any:
    import feedparser

    # decoded here, because the library guesses where an encoding is wrong
    text = decode(raw.data, raw.where, declared=raw.charset or xml_charset(raw.data))
    headers = {"content-type": "application/xml; charset=utf-8"}
    if raw.url:
        headers["content-location"] = raw.url
    try:
        return feedparser.parse(
            io.BytesIO(text.encode("utf-8")), response_headers=headers
        )  # a stream: bytes could be taken for a path or URL
    except Exception as e:  # a parser's crash on a hostile feed is a fault of that feed
        raise MalformedSource(raw.where, f"the feed cannot be parsed ({type(e).__name__})", "fetch it again") from e


def _item(entry: Any, feed: Any, where: str) -> Draft:
    title = plain(entry.get("title") or "")
    name = title or entry.get("id") or entry.get("link") or ""
    where = f"{where} ({name[:60]})" if name else where
    contents = [*entry.get("content", ()), entry.get("summary_detail")]
    texts = (_text(c) for c in contents if c and c.get("value"))
    text = next((t for t in texts if t), None)
    if text is None:
        raise UnreadableSource(where, "the item has no text", "fetch the page it links to instead")
    source = entry.get("source") or {}
    link = entry.get("link")
    return Draft(
        where=where,
        text=text,
        id=entry.get("id") or link,
        title=title or None,
        published=_published(entry),
        publisher=plain(source.get("title") or feed.get("title") or "") or None,
        url=link if link and is_web_address(link) else None,
        language=_language(feed.get("language")),
    )


def _text(content: Any) -> str:
    return content["value"] if content.get("type") == "text/plain" else plain(content["value"])


def _published(entry: Any) -> str | None:
    for field in ("published", "updated", "created"):
        printed = dict.get(entry, field)  # the entry's own get answers for missing fields with others, and warns
        if not printed:
            continue
        try:
            return dates.parse(printed).isoformat()
        except ValueError:
            parsed = dict.get(entry, f"{field}_parsed")  # forms only feedparser knows, in UTC
            return f"{parsed.tm_year:04}-{parsed.tm_mon:02}-{parsed.tm_mday:02}" if parsed else str(printed)
    return None


def _language(tag: str | None) -> str | None:
    """A feed's language where it is English; a foreign one is a template's as often as the item's, so the text is looked at."""
    return "en" if tag and tag.strip().lower().split("-")[0] == "en" else None


def plain(markup: str) -> str:
    """The text of a piece of HTML: blocks apart by an empty line, white space single, scripts left out."""
    reader = _PlainText()
    reader.feed(markup)
    reader.close()
    blocks = (" ".join(block.split()) for block in "".join(reader.parts).split("\n\n"))
    return "\n\n".join(block for block in blocks if block)


class _PlainText(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in _SILENT
        if _BLOCKS.fullmatch(tag):
            self.parts.append("\n\n")

    def handle_endtag(self, tag: str) -> None:
        self.silent = max(0, self.silent - (tag in _SILENT))
        if _BLOCKS.fullmatch(tag):
            self.parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(data)
