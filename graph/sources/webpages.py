"""HTML pages: the article without navigation, and what the page says of itself. The adapter for trafilatura."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from typing import Any

from graph.errors import MalformedSource
from graph.sources.articles import Draft, is_web_address
from graph.sources.raw import Raw, decode, printed_charset, xml_charset

_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_CHARSET_WITHIN = 4096  # bytes; browsers look at the first 1024


def read(raw: Raw) -> Iterator[Draft]:
    """One article: paragraphs apart by an empty line; title, date, site name and address from the page's metadata."""
    page = decode(raw.data, raw.where, declared=_declared(raw))
    found = _extracted(page, raw)
    text = "" if found is None else "\n\n".join(line.strip() for line in (found.text or "").splitlines() if line.strip())
    if not text:
        raise MalformedSource(raw.where, "the page has no article text", "save the article's own page, or its text")
    address = found.url if found.url and is_web_address(found.url) else None
    yield Draft(
        where=raw.where,
        text=text,
        name=raw.name,
        title=found.title,
        published=found.date,
        publisher=found.sitename,
        url=address or raw.url,
        language=_language(page),
    )


def _extracted(page: str, raw: Raw) -> Any:
    """A trafilatura `Document`, or None where it finds no article."""
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what it would log is the error below
    try:
        return trafilatura.bare_extraction(
            page,
            url=raw.url,
            with_metadata=True,
            include_comments=False,
            include_tables=True,
            # the day it was first published; and no search for whatever looks like a date in the page's text
            date_extraction_params={"original_date": True, "extensive_search": False, "outputformat": "%Y-%m-%d"},
        )
    except Exception as e:  # a parser's crash on a hostile page is a fault of that page
        raise MalformedSource(raw.where, f"the page cannot be parsed ({type(e).__name__})", "save its text") from e


def _declared(raw: Raw) -> str | None:
    if raw.charset:
        return raw.charset
    meta = _META_CHARSET.search(raw.data[:_CHARSET_WITHIN])
    return printed_charset(meta[1]) if meta else xml_charset(raw.data)


_HTML_LANG = re.compile(r"<html[^>]{0,500}?\slang\s*=\s*[\"']?([A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*)", re.IGNORECASE)


def _language(page: str) -> str | None:
    """The page's `lang` where it is English; a template's foreign `lang` around an English article is not believed."""
    match = _HTML_LANG.search(page[:20_000])
    return match[1] if match and match[1].lower().split("-")[0] == "en" else None
