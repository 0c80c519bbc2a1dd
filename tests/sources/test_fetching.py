import threading
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from graph import sources
from graph.errors import SourceError, UnreadableSource
from graph.model import Article

HERE = Path(__file__).parent
FILES: dict[str, tuple[str, bytes]] = {
    "/feed": ("application/rss+xml", (HERE / "feeds" / "news.rss").read_bytes()),
    "/page?id=7": ("text/html; charset=utf-8", (HERE / "pages" / "release.html").read_bytes()),
    "/text": ("text/plain; charset=iso-8859-1", "date 2026-05-05 The café of the ministers.".encode("latin-1")),
    "/record": ("application/json", b'{"published": "2026-05-05", "text": "The envoys met."}'),
    "/lines": ("application/x-ndjson", b'{"published": "2026-05-05", "text": "The experts met."}\n{'),
}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/moved":
            self.send_response(302)
            self.send_header("location", "/text")
            self.end_headers()
        elif self.path == "/circle":
            self.send_response(302)
            self.send_header("location", "/circle")
            self.end_headers()
        elif self.path == "/local":
            self.send_response(302)
            self.send_header("location", "file:///etc/hostname")
            self.end_headers()
        elif self.path == "/slow":
            self.server.released.wait(10)  # type: ignore[attr-defined]
        elif self.path == "/endless":
            self.send_response(200)
            self.end_headers()
            try:
                while True:
                    self.wfile.write(b"The ministers met. " * 1000)
            except OSError:
                return
        elif self.path in FILES:
            media_type, body = FILES[self.path]
            self.send_response(200)
            self.send_header("content-type", media_type)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        else:
            self.send_error(404)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.released = threading.Event()  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.released.set()  # type: ignore[attr-defined]
    server.shutdown()
    server.server_close()
    thread.join()


def read(*urls: str, **options: float) -> list[Article | SourceError]:
    return list(sources.read(urls, today=date(2026, 6, 1), **options))  # type: ignore[arg-type]


def test_what_is_fetched_is_read_by_its_media_type(site: str) -> None:
    feed = read(f"{site}/feed")
    [page] = read(f"{site}/page?id=7")
    [text] = read(f"{site}/text")
    [record] = read(f"{site}/record")
    line, broken = read(f"{site}/lines")

    assert len(feed) == 4
    assert isinstance(page, Article)
    assert page.url == "https://gazette.example.org/2026/ferries"
    assert isinstance(text, Article)
    assert text.text == "date 2026-05-05 The café of the ministers."
    assert text.url == text.identifier == f"{site}/text"
    assert isinstance(record, Article)
    assert isinstance(line, Article)
    assert isinstance(broken, SourceError)
    assert broken.where == f"{site}/lines:2"


def test_a_redirect_is_followed_to_another_page_only(site: str) -> None:
    [moved] = read(f"{site}/moved")
    [circle] = read(f"{site}/circle")
    [local] = read(f"{site}/local")

    assert isinstance(moved, Article)
    assert moved.url == f"{site}/text"
    assert isinstance(circle, UnreadableSource)
    assert isinstance(local, UnreadableSource)


def test_size_and_time_are_limited(site: str) -> None:
    [endless] = read(f"{site}/endless", max_bytes=100_000)
    [slow] = read(f"{site}/slow", fetch_timeout=0.3)

    assert isinstance(endless, UnreadableSource)
    assert "100,000 bytes" in endless.reason
    assert isinstance(slow, UnreadableSource)
    assert "no answer within 0.3 s" in slow.reason


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ftp://example.org/a.txt", "only http and https"),
        ("file:///etc/hostname", "only http and https"),
        ("http://", "cannot be fetched"),
        ("http://[::1", "not a URL"),
        ("http://127.0.0.1:1/", "cannot be fetched"),
    ],
)
def test_what_cannot_be_fetched_says_why(url: str, reason: str) -> None:
    [error] = read(url)

    assert isinstance(error, UnreadableSource)
    assert error.where == url
    assert reason in error.reason


def test_an_answer_that_is_an_error_is_no_article(site: str) -> None:
    [error] = read(f"{site}/gone")

    assert isinstance(error, UnreadableSource)
    assert "404" in error.reason
