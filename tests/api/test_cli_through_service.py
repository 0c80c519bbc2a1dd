"""Commands while a service holds the store: they go through it, and say what to do where they cannot."""

import json
import os
import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from click.testing import Result

from api.app import create_app
from api.cli import exits, running
from graph import sources
from graph.settings import Settings
from graph.store import open_store

Cli = Callable[..., Result]
SETTINGS = Settings(store="held")


@pytest.fixture
def service(here: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The service, holding the store `held` and announced as `serve` announces it; commands have that store by default."""
    monkeypatch.setenv("COMMUNIQUE_STORE", "held")
    with socket.socket() as sock, open_store(SETTINGS) as store:
        sock.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{sock.getsockname()[1]}"
        server = uvicorn.Server(uvicorn.Config(create_app(SETTINGS, store=store), log_level="error", timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run, args=([sock],), daemon=True)
        thread.start()
        with running.announced(SETTINGS, url):
            yield url
        server.should_exit = True
        thread.join()


class Odd(BaseHTTPRequestHandler):
    """A service in trouble: it says that it is there, and then refuses, breaks off, or is another program altogether."""

    def do_GET(self) -> None:
        if self.path.startswith("/api/v1/articles"):
            self.answer(200, {"items": [], "next": None} if self.server.sane else ["something else"])  # type: ignore[attr-defined]
        else:
            self.answer(404, {"title": "Not found", "detail": f"nothing at {self.path}"})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        if b"BUSY" in body:
            self.answer(503, {"title": "Busy", "detail": "try again later"})
        elif b"EXTRACT" in body:
            self.answer(500, {"type": "https://example.org/problems/extraction-error", "title": "Fault", "detail": "the reader stumbled"})
        elif b"BREAK" in body:
            self.send_response(200)
            self.send_header("content-type", "application/sparql-results+json")
            self.send_header("content-length", "1000")
            self.end_headers()
            self.wfile.write(b'{"head":')
        self.close_connection = True

    def answer(self, status: int, value: Any) -> None:
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def odd(here: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ThreadingHTTPServer]:
    """A service in trouble in front of the store `held`."""
    monkeypatch.setenv("COMMUNIQUE_STORE", "held")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Odd)
    server.sane = True  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    with open_store(SETTINGS), running.announced(SETTINGS, f"http://127.0.0.1:{server.server_port}"):
        yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.usefixtures("service")
def test_ingest_goes_through_and_gives_the_same_articles(cli: Cli, news: Path) -> None:
    alone = json.loads(cli("--store", "other", "ingest", "news", "--json").stdout)
    through = json.loads(cli("ingest", "news", "--json").stdout)
    again = json.loads(cli("ingest", "news", "--json").stdout)

    assert through == alone
    assert again["counts"] == {"refused": 1, "unchanged": 2}


@pytest.mark.usefixtures("service")
def test_withdraw_goes_through(cli: Cli, news: Path, here: Path) -> None:
    (here / "x.jsonl").write_text('{"id": "PR 7/b", "published": "2026-05-05", "text": "The envoys met."}')
    cli("ingest", "news", "x.jsonl")

    assert cli("withdraw", "PR 7/b", "a-envoys").exit_code == exits.FINE
    gone = cli("withdraw", "PR 7/b")

    assert gone.exit_code == exits.NOT_FOUND
    assert "no article 'PR 7/b'" in gone.stderr


@pytest.mark.usefixtures("service")
def test_withdraw_of_an_ambiguous_name_is_a_conflict_there_too(cli: Cli, news: Path, here: Path) -> None:
    (here / "a-envoys.txt").write_text("date 2026-05-09 The envoys met again on Friday.", encoding="utf-8")
    cli("ingest", "news", "a-envoys.txt")

    assert cli("withdraw", "a-envoys").exit_code == exits.CONFLICT


@pytest.mark.usefixtures("service")
def test_stats_are_the_same_either_way(cli: Cli, news: Path) -> None:
    cli("--store", "other", "ingest", "news")
    cli("ingest", "news")

    through = json.loads(cli("stats", "--json").stdout)

    assert through["Article"] == 2
    assert through == json.loads(cli("--store", "other", "stats", "--json").stdout)


@pytest.mark.usefixtures("service")
def test_queries_are_answered_the_same_either_way(cli: Cli, news: Path) -> None:
    cli("--store", "other", "ingest", "news")
    cli("ingest", "news")

    for asked, form in (
        ("SELECT ?s { ?m cmq:status ?s }", "table"),
        ("SELECT ?s { ?m cmq:status ?s }", "csv"),
        ("ASK { ?m a cmq:Meeting }", "table"),
        ("ASK { ?m a cmq:Meeting }", "turtle"),
        ("CONSTRUCT { ?m a ?c } { ?m a ?c }", "table"),
        ("CONSTRUCT { ?m a ?c } { ?m a ?c }", "ntriples"),
        ("CONSTRUCT { ?m a ?c } { ?m a ?c }", "tsv"),
        ("SELECT {", "json"),
    ):
        through = cli("query", asked, "--format", form)
        alone = cli("--store", "other", "query", asked, "--format", form)

        assert (through.exit_code, through.stderr) == (alone.exit_code, alone.stderr)
        assert sorted(through.stdout.splitlines()) == sorted(alone.stdout.splitlines())


@pytest.mark.usefixtures("service")
def test_what_may_not_be_asked_is_refused_there_too(cli: Cli) -> None:
    result = cli("query", "DELETE WHERE { ?s ?p ?o }")

    assert result.exit_code == exits.QUERY
    assert "only reading" in result.stderr


@pytest.mark.usefixtures("service")
def test_an_article_that_the_service_refuses_is_reported(cli: Cli, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (here / "a.txt").write_text("date 2026-05-05 The envoys met.")
    monkeypatch.setattr(sources, "to_fields", lambda _: {"text": "The envoys met."})

    result = cli("ingest", "a.txt")

    assert result.exit_code == exits.SOME_REFUSED
    assert result.stdout.startswith("failed\t")
    assert "no publication date" in result.stdout


@pytest.mark.usefixtures("service")
def test_exports_are_the_same_either_way(cli: Cli, news: Path, here: Path) -> None:
    cli("--store", "other", "ingest", "news")
    cli("ingest", "news")

    for arguments in (("nquads",), ("gexf", "--projection", "events"), ("csv", "--projection", "actors", "--filter", "status=Held")):
        assert cli("export", "--format", *arguments, "-o", "through").exit_code == exits.FINE
        assert cli("--store", "other", "export", "--format", *arguments, "-o", "alone").exit_code == exits.FINE
        assert sorted((here / "through").read_bytes().splitlines()) == sorted((here / "alone").read_bytes().splitlines())
    for wrong in (("nothing",), ("gexf", "--projection", "nothing"), ("gexf", "--filter", "colour=red")):
        through = cli("export", "--format", *wrong)
        alone = cli("--store", "other", "export", "--format", *wrong)

        assert through.exit_code == alone.exit_code == exits.QUERY
        assert through.stderr == alone.stderr


@pytest.mark.usefixtures("odd")
def test_a_service_in_trouble_is_an_error_of_the_store(cli: Cli, here: Path) -> None:
    for asked, reason in (("BUSY", "503: try again later"), ("GONE", "broke the connection off"), ("BREAK", "broke the connection off")):
        result = cli("query", asked)

        assert result.exit_code == exits.STORE
        assert reason in result.stderr
        assert result.stdout == ""
    missing = cli("export", "--format", "gexf", "-o", "a.gexf")

    assert missing.exit_code == exits.QUERY
    assert "nothing at /api/v1/export/full.gexf" in missing.stderr
    assert not (here / "a.gexf").exists()


@pytest.mark.usefixtures("odd")
def test_an_article_on_which_the_reader_stumbles_is_one_report(cli: Cli, here: Path) -> None:
    (here / "a.txt").write_text("date 2026-05-05 The envoys met to EXTRACT salt.")
    (here / "b.txt").write_text("date 2026-05-05 The envoys met about the BUSY ferries.")

    result = cli("ingest", "a.txt", "gone.txt", "b.txt")

    assert result.exit_code == exits.STORE
    assert [line.split("\t")[0] for line in result.stdout.splitlines()] == ["failed", "refused"]
    assert "the reader stumbled" in result.stdout
    assert "503: try again later" in result.stderr


def test_a_proxy_of_the_environment_is_not_asked(cli: Cli, service: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")

    assert cli("stats").exit_code == exits.FINE


def test_a_service_that_does_not_answer_is_named_with_what_to_do(cli: Cli, odd: ThreadingHTTPServer) -> None:
    odd.sane = False  # type: ignore[attr-defined]

    result = cli("stats")

    assert result.exit_code == exits.STORE
    assert f"process {os.getpid()}" in result.stderr
    assert f"kill {os.getpid()}" in result.stderr
    assert f"http://127.0.0.1:{odd.server_port}" in result.stderr


def test_a_store_held_by_something_else_is_told_as_the_store_tells_it(cli: Cli, here: Path) -> None:
    with open_store(SETTINGS):
        for command in (("stats",), ("withdraw", "x"), ("ingest", "gone.txt")):
            result = cli("--store", "held", *command)

            assert result.exit_code == exits.STORE
            assert "held is in use" in result.stderr


def test_the_announcement_is_the_users_alone_and_goes_with_the_service(here: Path) -> None:
    (here / "held").mkdir()
    with running.announced(SETTINGS, "http://127.0.0.1:5", "let me in"):
        file = here / "held" / "service.json"
        assert file.stat().st_mode & 0o777 == 0o600
        assert json.loads(file.read_text()) == {"url": "http://127.0.0.1:5", "pid": os.getpid(), "key": "let me in"}
        assert running.find(SETTINGS) == running.Running("http://127.0.0.1:5", os.getpid(), "let me in")

    assert list((here / "held").iterdir()) == []
    assert running.find(SETTINGS) is None


def test_the_announcement_of_another_process_is_left_alone(here: Path) -> None:
    (here / "held").mkdir()
    with running.announced(SETTINGS, "http://127.0.0.1:5"):
        (here / "held" / "service.json").write_text('{"url": "http://127.0.0.1:6", "pid": 1}')

    assert running.find(SETTINGS) == running.Running("http://127.0.0.1:6", 1)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"url": "x"}', '{"url": "x", "pid": "y"}', "5"])
def test_an_announcement_that_cannot_be_read_is_none(here: Path, content: str) -> None:
    (here / "held").mkdir()
    (here / "held" / "service.json").write_text(content)

    assert running.find(SETTINGS) is None


@pytest.mark.parametrize("store", [":memory:", "https://example.org/sparql"])
def test_what_has_no_folder_announces_nothing(here: Path, store: str) -> None:
    with running.announced(Settings(store=store), "http://127.0.0.1:5"):
        assert running.find(Settings(store=store)) is None
