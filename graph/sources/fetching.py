"""A URL → bytes, within limits of size and time. The adapter for httpx."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from graph.errors import UnreadableSource
from graph.sources.raw import Raw

REDIRECTS = 5
PRODUCT = "communique"
"""how robots.txt calls this program (RFC 9309, section 2.2.1)"""

AGENT = f"{PRODUCT} (+https://w3id.org/communique)"


def is_url(path: str) -> bool:
    """Whether a path names something to fetch (or asks for a scheme that is not fetched)."""
    return "://" in path


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a server answered: `headers` by their names in lower case; `raw` are the bytes, empty for 304."""

    status: int
    reason: str
    headers: Mapping[str, str]
    media_type: str
    raw: Raw


def fetch(url: str, *, max_bytes: int, timeout: float) -> tuple[Raw, str]:
    """The bytes at an http(s) URL and their media type. `timeout` is in seconds, for the whole; raises UnreadableSource."""
    found = get(url, max_bytes=max_bytes, timeout=timeout)
    if found.status >= 400:
        raise UnreadableSource(url, f"the server answers {found.status} {found.reason}", "check the address")
    return found.raw, found.media_type


def get(url: str, *, max_bytes: int, timeout: float, headers: Mapping[str, str] | None = None) -> Fetched:
    """What a server answers to a GET, whatever its status; of errors without the bytes. Raises UnreadableSource where it does not."""
    try:
        scheme = urlsplit(url).scheme
    except ValueError as e:
        raise UnreadableSource(url, f"not a URL: {e}", "check the address") from None
    if scheme not in ("http", "https"):
        raise UnreadableSource(url, "only http and https are fetched", "save it to a file first")
    import httpx

    deadline = time.monotonic() + timeout
    sent = {"user-agent": AGENT, **(headers or {})}
    try:
        with (
            httpx.Client(timeout=timeout, follow_redirects=True, max_redirects=REDIRECTS, headers=sent) as client,
            client.stream("GET", url) as response,
        ):
            data = b"" if response.status_code >= 300 else _within(url, response.iter_bytes(), max_bytes, timeout, deadline)
            media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
            final = str(response.url)
            raw = Raw(where=url, data=data, name=final, url=final, charset=response.charset_encoding)
            return Fetched(response.status_code, response.reason_phrase, dict(response.headers), media_type, raw)
    except httpx.InvalidURL as e:
        raise UnreadableSource(url, f"not a URL: {e}", "check the address") from None
    except httpx.TimeoutException:
        raise UnreadableSource(url, f"no answer within {timeout:g} s", "try again, or save it to a file first") from None
    except (httpx.HTTPError, httpx.StreamError) as e:
        raise UnreadableSource(url, f"cannot be fetched: {str(e) or type(e).__name__}", "check the address and the connection") from None


def _within(url: str, chunks: Iterable[bytes], max_bytes: int, timeout: float, deadline: float) -> bytes:
    """All chunks, unless they are too many or come too late."""
    found, size = [], 0
    for chunk in chunks:
        found.append(chunk)
        size += len(chunk)
        if size > max_bytes:
            raise UnreadableSource(url, f"more than the {max_bytes:,} bytes taken as one input", "raise max_article_bytes")
        if time.monotonic() > deadline:
            raise UnreadableSource(url, f"not complete after {timeout:g} s", "try again, or save it to a file first")
    return b"".join(found)
