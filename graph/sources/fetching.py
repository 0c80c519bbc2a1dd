"""A URL → bytes, within limits of size and time. The adapter for httpx."""

from __future__ import annotations

import time
from urllib.parse import urlsplit

from graph.errors import UnreadableSource
from graph.sources.raw import Raw

REDIRECTS = 5
AGENT = "communique"


def is_url(path: str) -> bool:
    """Whether a path names something to fetch (or asks for a scheme that is not fetched)."""
    return "://" in path


def fetch(url: str, *, max_bytes: int, timeout: float) -> tuple[Raw, str]:
    """The bytes at an http(s) URL and their media type. `timeout` is in seconds, for the whole; raises UnreadableSource."""
    try:
        scheme = urlsplit(url).scheme
    except ValueError as e:
        raise UnreadableSource(url, f"not a URL: {e}", "check the address") from None
    if scheme not in ("http", "https"):
        raise UnreadableSource(url, "only http and https are fetched", "save it to a file first")
    import httpx

    deadline = time.monotonic() + timeout
    try:
        with (
            httpx.Client(timeout=timeout, follow_redirects=True, max_redirects=REDIRECTS, headers={"user-agent": AGENT}) as client,
            client.stream("GET", url) as response,
        ):
            if response.status_code >= 400:
                raise UnreadableSource(url, f"the server answers {response.status_code} {response.reason_phrase}", "check the address")
            chunks, size = [], 0
            for chunk in response.iter_bytes():
                chunks.append(chunk)
                size += len(chunk)
                if size > max_bytes:
                    raise UnreadableSource(url, f"more than the {max_bytes:,} bytes taken as one input", "raise max_article_bytes")
                if time.monotonic() > deadline:
                    raise UnreadableSource(url, f"not complete after {timeout:g} s", "try again, or save it to a file first")
            media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
            final = str(response.url)
            raw = Raw(where=url, data=b"".join(chunks), name=final, url=final, charset=response.charset_encoding)
            return raw, media_type
    except httpx.InvalidURL as e:
        raise UnreadableSource(url, f"not a URL: {e}", "check the address") from None
    except httpx.TimeoutException:
        raise UnreadableSource(url, f"no answer within {timeout:g} s", "try again, or save it to a file first") from None
    except (httpx.HTTPError, httpx.StreamError) as e:
        raise UnreadableSource(url, f"cannot be fetched: {str(e) or type(e).__name__}", "check the address and the connection") from None
