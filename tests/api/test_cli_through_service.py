"""Commands while a service holds the store: they go through it, and say what to do where they cannot."""

import json
import os
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from click.testing import Result

from api.cli import exits, running
from graph import sources
from graph.errors import Conflict, NotFound, SourceError
from graph.pipeline import Pipeline
from graph.settings import Settings
from graph.store import open_store

Cli = Callable[..., Result]
SETTINGS = Settings(store="held")


class Handler(BaseHTTPRequestHandler):
    """The part of the REST contract that the command line speaks, on a store that this process holds."""

    def do_GET(self) -> None:
        path = urlsplit(self.path)
        if path.path == "/api/v1/articles":
            self.answer(200, {"items": [], "next": None} if self.server.sane else ["something else"])  # type: ignore[attr-defined]
        elif path.path == "/api/v1/stats":
            counts = self.pipeline.stats()
            named = {"articles": counts["Article"], "claims": counts["Claim"], "statements": counts["Statement"]}
            self.answer(200, named | {"byType": {k: v for k, v in counts.items() if k == "Meeting"}, "latest": []})
        elif path.path == "/api/v1/export/actors.gexf":
            self.answer(200, {"asked": path.query})
        else:
            self.answer(404, {"title": "Not found", "detail": f"no export {path.path}"})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        if self.path == "/sparql":
            if b"WRONG" in body:
                self.answer(400, {"title": "Query", "detail": "expected WHERE"})
            elif b"BUSY" in body:
                self.answer(503, {"title": "Busy", "detail": "try again later"})
            elif b"GONE" in body:
                self.close_connection = True
            else:
                self.answer(200, {"boolean": True, "head": {}}, "application/sparql-results+json")
            return
        try:
            article = sources.from_fields(json.loads(body), where="request")
        except SourceError as e:
            self.answer(422, {"title": "Article", "detail": e.reason})
            return
        report = self.pipeline.add(article)
        summary = {"id": f"article/{report.article}", "identifier": article.identifier}
        self.answer(201, {"outcome": report.outcome, "article": summary, "claims": report.claims, "warnings": list(report.warnings)})

    def do_DELETE(self) -> None:
        try:
            self.pipeline.withdraw(unquote(self.path.removeprefix("/api/v1/articles/")))
        except NotFound as e:
            self.answer(404, {"title": "Not found", "detail": str(e)})
        except Conflict as e:
            self.answer(409, {"title": "Conflict", "detail": str(e)})
        else:
            self.send_response(204)
            self.end_headers()

    @property
    def pipeline(self) -> Pipeline:
        found: Pipeline = self.server.pipeline  # type: ignore[attr-defined]
        return found

    def answer(self, status: int, value: Any, media_type: str = "application/json") -> None:
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("content-type", media_type)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def service(here: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ThreadingHTTPServer]:
    """A service that holds the store `held`, announced as `serve` announces itself; commands have that store by default."""
    monkeypatch.setenv("COMMUNIQUE_STORE", "held")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    with open_store(SETTINGS) as store, running.announced(SETTINGS, f"http://127.0.0.1:{server.server_port}"):
        server.pipeline = Pipeline(SETTINGS, store)  # type: ignore[attr-defined]
        server.sane = True  # type: ignore[attr-defined]
        thread.start()
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
def test_an_article_that_the_service_refuses_is_reported(cli: Cli, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (here / "a.txt").write_text("date 2026-05-05 The envoys met.")
    monkeypatch.setattr(sources, "to_fields", lambda _: {"text": "The envoys met."})

    result = cli("ingest", "a.txt")

    assert result.exit_code == exits.SOME_REFUSED
    assert result.stdout.startswith("failed\t")
    assert "no publication date" in result.stdout


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
def test_stats_go_through(cli: Cli, news: Path) -> None:
    cli("ingest", "news")

    assert json.loads(cli("stats", "--json").stdout) == {"Article": 2, "Claim": 6, "Meeting": 2, "Statement": 0}


@pytest.mark.usefixtures("service")
def test_queries_go_through_with_their_errors(cli: Cli) -> None:
    assert cli("query", "ASK {}").stdout == "yes\n"
    wrong = cli("query", "WRONG")
    busy = cli("query", "BUSY")
    gone = cli("query", "GONE")

    assert (wrong.exit_code, wrong.stderr) == (exits.QUERY, "communique: expected WHERE\n")
    assert busy.exit_code == exits.STORE
    assert "503: try again later" in busy.stderr
    assert gone.exit_code == exits.STORE
    assert "broke the connection off" in gone.stderr


@pytest.mark.usefixtures("service")
def test_exports_go_through(cli: Cli, here: Path) -> None:
    result = cli("export", "--format", "gexf", "--projection", "actors", "--filter", "status=Held", "-o", "a.gexf")
    missing = cli("export", "--format", "gexf", "--projection", "nothing", "-o", "b.gexf")

    assert result.exit_code == exits.FINE
    assert json.loads((here / "a.gexf").read_text()) == {"asked": "status=Held"}
    assert missing.exit_code == exits.STORE
    assert "no export" in missing.stderr
    assert not (here / "b.gexf").exists()


def test_a_proxy_of_the_environment_is_not_asked(cli: Cli, service: ThreadingHTTPServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")

    assert cli("stats").exit_code == exits.FINE


def test_a_service_that_does_not_answer_is_named_with_what_to_do(cli: Cli, service: ThreadingHTTPServer) -> None:
    service.sane = False  # type: ignore[attr-defined]
    result = cli("stats")

    assert result.exit_code == exits.STORE
    assert f"process {os.getpid()}" in result.stderr
    assert f"kill {os.getpid()}" in result.stderr
    assert f"http://127.0.0.1:{service.server_port}" in result.stderr


def test_a_store_held_by_something_else_is_told_as_the_store_tells_it(cli: Cli, here: Path) -> None:
    with open_store(SETTINGS):
        for command in (("stats",), ("withdraw", "x"), ("ingest", "gone.txt")):
            result = cli("--store", "held", *command)

            assert result.exit_code == exits.STORE
            assert "held is in use" in result.stderr


def test_the_announcement_is_the_users_alone_and_goes_with_the_service(here: Path) -> None:
    (here / "held").mkdir()
    with running.announced(SETTINGS, "http://127.0.0.1:5"):
        file = here / "held" / "service.json"
        assert file.stat().st_mode & 0o777 == 0o600
        assert json.loads(file.read_text()) == {"url": "http://127.0.0.1:5", "pid": os.getpid()}
        assert running.find(SETTINGS) == running.Running("http://127.0.0.1:5", os.getpid())

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
