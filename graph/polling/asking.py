"""A feed → the articles that were not there before, and when to ask again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime
from typing import Literal as OneOf

from graph import ids, sources
from graph.errors import SourceError, UnreadableSource
from graph.model import Article
from graph.polling import robots
from graph.polling.keeping import Feeds, Known
from graph.settings import Settings
from graph.sources import fetching

LONGEST = 24 * 3600.0
"""seconds: however often a feed failed, or asked to be left, it is tried again after as long"""

TIMEOUT = 30.0


@dataclass(frozen=True, slots=True)
class Poll:
    """What became of a feed: `new` articles and faults of items; `wait` is in how many seconds to ask again.

    `present` are the digests of all its articles, and `after` what is remembered of it once they are in the graph: were that before, a
    crash would lose them.
    """

    url: str
    outcome: OneOf["read", "unchanged", "waiting", "refused", "failed"]
    wait: float
    detail: str = ""
    new: tuple[Article | SourceError, ...] = ()
    present: frozenset[str] = frozenset()
    after: Known | None = None


def poll(settings: Settings, feeds: Feeds, url: str, every: float) -> Poll:
    """Ask a feed once, if its time has come: only for what changed, and where robots.txt lets it.

    `every` is in seconds. A feed that fails is left for twice as long each time, one that says Retry-After for as long as it says. Call
    `done` when the articles are in the graph: only then they are not new any more.
    """
    known = feeds.known(url)
    if known.not_before > feeds.now():
        return Poll(url, "waiting", known.not_before - feeds.now(), "it failed, or asked to be left in peace")
    try:
        if not _is_web(url):
            raise UnreadableSource(url, "only http and https are watched", "read a file with `communique ingest`")
        if not robots.allows(feeds, url, timeout=TIMEOUT):
            return Poll(url, "refused", max(every, robots.HOUR), "robots.txt of the site does not allow it, or cannot be had")
        asked = {"if-none-match": known.etag, "if-modified-since": known.modified}
        found = fetching.get(url, max_bytes=settings.max_article_bytes, timeout=TIMEOUT, headers={k: v for k, v in asked.items() if v})
    except UnreadableSource as e:
        return _failed(feeds, url, known, every, str(e))
    if found.status == 304:
        feeds.remember(url, replace(known, failures=0, not_before=0.0))
        return Poll(url, "unchanged", every)
    if found.status >= 300:
        return _failed(feeds, url, known, every, f"the server answers {found.status} {found.reason}", _retry_after(feeds, found.headers))
    return _read(settings, feeds, url, every, found)


def done(feeds: Feeds, read: Poll, failed: frozenset[str] = frozenset()) -> None:
    """Its articles are in the graph, but those whose digests are `failed`: they are new again when the feed changes."""
    feeds.saw(read.url, read.present - failed)
    if read.after is not None:
        feeds.remember(read.url, read.after)


def digest(article: Article) -> str:
    """What says that an item is the same as before: all that is read of it."""
    return ids.digest(json.dumps(sources.to_fields(article), sort_keys=True, default=str), length=32)


def _read(settings: Settings, feeds: Feeds, url: str, every: float, found: fetching.Fetched) -> Poll:
    items = list(sources.read_fetched(found, max_bytes=settings.max_article_bytes))
    articles = {digest(item): item for item in items if isinstance(item, Article)}
    faults = [item for item in items if isinstance(item, SourceError)]
    seen = feeds.seen(url)
    new = [article for key, article in articles.items() if key not in seen]
    after = Known(found.headers.get("etag", ""), found.headers.get("last-modified", ""))
    return Poll(url, "read", every, new=(*new, *faults), present=frozenset(articles), after=after)


def _failed(feeds: Feeds, url: str, known: Known, every: float, why: str, told: float = 0.0) -> Poll:
    wait = min(max(every * 2 ** min(known.failures, 20), told), LONGEST)
    feeds.remember(url, replace(known, failures=known.failures + 1, not_before=feeds.now() + wait))
    return Poll(url, "failed", wait, why)


def _retry_after(feeds: Feeds, headers: Mapping[str, str]) -> float:
    """Seconds (RFC 9110, section 10.2.3); 0 where it does not say."""
    said = headers.get("retry-after", "").strip()
    if said.isdecimal():
        return float(said[:9])
    try:
        return max(0.0, parsedate_to_datetime(said).timestamp() - feeds.now()) if said else 0.0
    except ValueError:
        return 0.0


def _is_web(url: str) -> bool:
    return url.startswith(("http://", "https://"))
