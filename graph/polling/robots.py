"""Whether a site lets this program ask for an address (RFC 9309)."""

from __future__ import annotations

from urllib.parse import urlsplit

from graph.errors import UnreadableSource
from graph.polling.keeping import Feeds
from graph.sources import fetching

DAY = 24 * 3600.0
"""RFC 9309, section 2.4: not longer without asking again"""
HOUR = 3600.0

LARGEST = 500 * 1024
"""bytes (RFC 9309, section 2.5)"""

NOTHING = "User-agent: *\nDisallow: /\n"


def allows(feeds: Feeds, url: str, *, timeout: float) -> bool:
    """Whether the robots.txt of the site lets this program ask for it. A site that cannot say lets nobody (section 2.3.1.4).

    Raises UnreadableSource for what is no URL.
    """
    from protego import Protego

    try:
        parts = urlsplit(url)
    except ValueError as e:
        raise UnreadableSource(url, f"not a URL: {e}", "check the address") from None
    site = f"{parts.scheme}://{parts.netloc}"
    rules = feeds.rules(site)
    if rules is None:
        rules, good = _asked(site, timeout)
        feeds.keep_rules(site, rules, good)
    return bool(Protego.parse(rules).can_fetch(url, fetching.PRODUCT))


def _asked(site: str, timeout: float) -> tuple[str, float]:
    """The rules and for how many seconds they are good."""
    try:
        found = fetching.get(f"{site}/robots.txt", max_bytes=LARGEST, timeout=timeout)
    except UnreadableSource:
        return NOTHING, HOUR
    if found.status >= 500 or found.status == 429:
        return NOTHING, HOUR
    return (found.raw.data.decode("utf-8", "replace"), DAY) if found.status < 300 else ("", DAY)
