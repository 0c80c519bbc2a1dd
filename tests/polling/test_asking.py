"""Feeds are asked politely, and what is new in them comes in once."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from email.utils import formatdate
from pathlib import Path

import pytest

from api.cli import exits
from graph.model import Article
from graph.polling import Feeds, done, open_feeds, poll
from graph.polling.asking import LONGEST
from graph.settings import Settings
from tests.api.conftest import Cli, cli, here  # noqa: F401 - fixtures

SETTINGS = Settings(store=":memory:")
EVERY = 900.0

ITEM = """<item><title>{name}</title><guid>urn:x:{name}</guid><pubDate>Tue, 05 May 2026 10:00:00 GMT</pubDate>
<description>The envoys of Ruritania and Borduria met in {name} on Monday and talked
about the new bridge for a long time.</description></item>"""


class Site(http.server.ThreadingHTTPServer):
    """A site with one feed and a robots.txt."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.items = ["Harbourtown"]
        self.robots: tuple[int, str] = (404, "")
        self.status = 200
        self.headers: dict[str, str] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/feed.xml"

    @property
    def of_feed(self) -> list[dict[str, str]]:
        return [headers for path, headers in self.asked if path == "/feed.xml"]


class Answering(http.server.BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        site = self.server
        site.asked.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
        if self.path == "/robots.txt":
            self.answer(site.robots[0], site.robots[1].encode(), {})
            return
        etag = f'"{len(site.items)}"'
        if site.status == 200 and self.headers.get("if-none-match") == etag:
            self.answer(304, b"", {"etag": etag})
            return
        body = f"<rss version='2.0'><channel><title>Gazette</title>{''.join(ITEM.format(name=n) for n in site.items)}</channel></rss>"
        self.answer(site.status, body.encode(), {"etag": etag, "content-type": "application/rss+xml", **site.headers})

    def answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 304:
            self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


class Clock:
    """The time, which passes when it is told to."""

    at = 1_780_000_000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def feeds(clock: Clock) -> Feeds:
    found = open_feeds(SETTINGS)
    found.now = clock
    return found


def names(feeds: Feeds, site: Site) -> list[str]:
    """Towns in the articles that are new, which are then taken in."""
    found = poll(SETTINGS, feeds, site.url, EVERY)
    assert found.outcome == "read"
    done(feeds, found)
    return [a.title or "" for a in found.new if isinstance(a, Article)]


def test_what_is_new_comes_once(feeds: Feeds, site: Site) -> None:
    assert names(feeds, site) == ["Harbourtown"]
    site.items = ["Tarn", "Harbourtown"]
    assert names(feeds, site) == ["Tarn"]


def test_only_what_changed_is_asked_for(feeds: Feeds, site: Site) -> None:
    names(feeds, site)
    assert poll(SETTINGS, feeds, site.url, EVERY).outcome == "unchanged"
    first, second = site.of_feed
    assert "if-none-match" not in first
    assert second["if-none-match"] == '"1"'
    assert first["user-agent"].startswith("communique (+http")


def test_what_was_not_taken_in_is_new_again(feeds: Feeds, site: Site) -> None:
    assert len(poll(SETTINGS, feeds, site.url, EVERY).new) == 1
    assert names(feeds, site) == ["Harbourtown"]


def test_a_feed_that_fails_is_left_longer_each_time(feeds: Feeds, site: Site, clock: Clock) -> None:
    names(feeds, site)
    site.status, waits = 500, []
    for _ in range(9):
        found = poll(SETTINGS, feeds, site.url, EVERY)
        assert (found.outcome, poll(SETTINGS, feeds, site.url, EVERY).outcome) == ("failed", "waiting")
        waits.append(found.wait)
        clock.at += found.wait
    assert waits[:3] == [EVERY, 2 * EVERY, 4 * EVERY]
    assert waits[-1] == LONGEST
    assert len(site.of_feed) == 10
    site.status = 200
    assert poll(SETTINGS, feeds, site.url, EVERY).outcome == "unchanged", "its validators are still good"


@pytest.mark.parametrize("form", ["seconds", "date"])
def test_retry_after_is_heeded(feeds: Feeds, site: Site, clock: Clock, form: str) -> None:
    site.status, site.headers = 429, {"retry-after": "7200" if form == "seconds" else formatdate(clock.at + 7200, usegmt=True)}
    assert poll(SETTINGS, feeds, site.url, EVERY).wait == pytest.approx(7200, abs=1)


@pytest.mark.parametrize(
    ("robots", "outcome"),
    [
        ((404, ""), "read"),
        ((200, "User-agent: *\nDisallow: /private"), "read"),
        ((200, "User-agent: *\nDisallow: /feed.xml"), "refused"),
        ((200, "User-agent: communique\nDisallow: /\n\nUser-agent: *\nAllow: /"), "refused"),
        ((200, "User-agent: communique\nAllow: /\n\nUser-agent: *\nDisallow: /"), "read"),
        ((503, ""), "refused"),
    ],
)
def test_robots_are_heeded(feeds: Feeds, site: Site, robots: tuple[int, str], outcome: str) -> None:
    site.robots = robots
    for _ in range(2):
        assert poll(SETTINGS, feeds, site.url, EVERY).outcome == outcome
    assert [path for path, _ in site.asked].count("/robots.txt") == 1
    assert bool(site.of_feed) == (outcome == "read")


@pytest.mark.parametrize("url", ["file:///etc/hosts", "feed.xml", "http://[::1", "http://127.0.0.1:1/feed.xml"])
def test_what_cannot_be_watched_is_told(feeds: Feeds, url: str) -> None:
    found = poll(SETTINGS, feeds, url, EVERY)
    assert found.outcome in ("failed", "refused")
    assert found.detail


def test_the_command_takes_in_what_is_new(cli: Cli, here: Path, site: Site) -> None:  # noqa: F811 - fixtures
    first = cli("watch", site.url, "--once")
    assert first.exit_code == exits.FINE, first.output
    assert "added" in first.output
    assert "unchanged" in cli("watch", site.url, "--once").output
    site.items.append("Tarn")
    assert cli("watch", site.url, "--once").stdout.count("added") == 1
    assert '"Article": 2' in cli("stats", "--json").stdout
    site.status = 500
    assert cli("watch", site.url, "--once").exit_code == exits.SOME_REFUSED
    assert cli("watch", site.url, "--every", "5s").exit_code == exits.USAGE
