"""How often somebody may ask: a moving window, kept in memory."""

from __future__ import annotations

import math
import time

import limits

from graph.errors import SettingsError, TooManyRequests


def check(said: str) -> None:
    """Raises SettingsError for what is no rate limit. Good ones: `600/minute`, `10/second`, `5000 per 2 hours`."""
    _parsed(said)


class Rates:
    """Counts requests. `usual` holds for whoever has no limit of their own; empty for any number."""

    def __init__(self, usual: str) -> None:
        check(usual)
        self._usual = usual
        self._limiter = limits.strategies.MovingWindowRateLimiter(limits.storage.MemoryStorage())

    def count(self, who: str, own: str = "") -> None:
        """One more request of `who`. Raises TooManyRequests where it is one too many; that one does not count."""
        item = _parsed(own or self._usual)
        if item is not None and not self._limiter.hit(item, who):
            wait = self._limiter.get_window_stats(item, who).reset_time - time.time()
            raise TooManyRequests(str(item), max(1, math.ceil(wait)))


def _parsed(said: str) -> limits.RateLimitItem | None:
    try:
        return limits.parse(said) if said else None
    except ValueError:
        raise SettingsError(f"{said!r} is no rate limit; write one as 600/minute or 10/second") from None
