"""Feeds that are followed: asked now and then, politely, for what is new.

keeping   what is remembered of each feed (SQLite), beside the store
robots    whether a site lets this program ask for an address (RFC 9309)
asking    a feed ─▶ articles that were not there before, and when to ask again
"""

from graph.polling.asking import Poll, digest, done, poll
from graph.polling.keeping import Feeds, open_feeds

__all__ = ["Feeds", "Poll", "digest", "done", "open_feeds", "poll"]
