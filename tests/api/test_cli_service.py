"""`serve` and `demo`, with an application that only says that it is there."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest
from click.testing import Result

from api.cli import exits, running, service
from graph.access.keys import KeyRing
from graph.errors import StoreLocked, StoreUnavailable
from graph.settings import Settings
from graph.store import open_store

Cli = Callable[..., Result]
ROOT = Path(__file__).parents[2]


class App:
    """An ASGI application that holds the store from its start to its end."""

    def __init__(self, settings: Settings, ring: KeyRing | None = None) -> None:
        self.settings = settings

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await receive()
            with open_store(self.settings):
                await send({"type": "lifespan.startup.complete"})
                await receive()
            await send({"type": "lifespan.shutdown.complete"})
            return
        body = json.dumps({"items": []}).encode()
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})


@pytest.fixture(autouse=True)
def app(monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("api.app")
    module.create_app = App  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "api.app", module)


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that a browser was asked to open."""
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    return opened


@pytest.fixture
def visited(here: Path) -> Iterator[dict[str, Any]]:
    """Once a service of the default store is announced: ask it, note what it says, end this process's service as `kill` does."""
    seen: dict[str, Any] = {}
    given_up = threading.Event()

    def visit() -> None:
        while not (found := running.find(Settings())):
            if given_up.wait(0.02):
                return
        seen["announced"] = found
        seen["answer"] = httpx.get(f"{found.url}/api/v1/articles", trust_env=False).json()
        os.kill(os.getpid(), signal.SIGTERM)

    thread = threading.Thread(target=visit)
    thread.start()
    yield seen
    given_up.set()
    thread.join()


def test_serve_says_where_it_is_and_tidies_up(cli: Cli, visited: dict[str, Any], here: Path) -> None:
    result = cli("serve", "--port", "0")

    assert result.exit_code == exits.FINE, result.output
    found = visited["announced"]
    assert found.pid == os.getpid()
    assert f"serving communique-store at {found.url}" in result.stdout
    assert found.url.startswith("http://127.0.0.1:")
    assert visited["answer"] == {"items": []}
    assert not (here / "communique-store" / "service.json").exists()
    with open_store(Settings()):
        pass  # the store is free again


def test_serve_opens_the_page_when_asked(cli: Cli, visited: dict[str, Any], browser: list[str]) -> None:
    cli("serve", "--port", "0", "--open")

    assert browser == [visited["announced"].url]


def test_signals_mean_what_they_did_before(cli: Cli, visited: dict[str, Any]) -> None:
    before = signal.getsignal(signal.SIGTERM)

    cli("serve", "--port", "0")

    assert signal.getsignal(signal.SIGTERM) == before


def test_a_port_that_is_taken_is_told(cli: Cli) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()

        result = cli("serve", "--port", str(taken.getsockname()[1]))

    assert result.exit_code == exits.STORE
    assert "--port" in result.stderr


def test_a_store_that_is_held_ends_serve_with_one_line(cli: Cli, here: Path) -> None:
    with open_store(Settings()):
        result = cli("serve", "--port", "0")

    assert result.exit_code == exits.STORE
    assert result.stderr.startswith("communique: communique-store is in use")
    assert "Traceback" not in result.stderr
    assert "serving" not in result.stdout


def test_a_store_that_is_served_already_is_told_with_its_address() -> None:
    settings = Settings()
    Path(settings.store).mkdir()
    with running.announced(settings, "http://127.0.0.1:5"):
        told = service._explained(StoreLocked("in use"), settings)

    assert "http://127.0.0.1:5" in str(told)
    assert str(service._explained(StoreLocked("in use"), settings)) == "in use"


def test_demo_reads_serves_and_opens(cli: Cli, visited: dict[str, Any], browser: list[str], news: Path) -> None:
    result = cli("demo", "news", "--port", "0")

    assert result.exit_code == exits.FINE, result.output
    assert "added" in result.stdout
    assert "refused" in result.stdout
    assert browser == [visited["announced"].url]


def test_demo_takes_another_port_where_the_usual_one_is_taken(cli: Cli, visited: dict[str, Any], browser: list[str], news: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        result = cli("demo", "news", "--port", str(port), "--no-open")

    assert result.exit_code == exits.FINE, result.output
    assert not visited["announced"].url.endswith(f":{port}")
    assert browser == []


def test_demo_of_a_store_with_articles_leaves_it_as_it_is(cli: Cli, visited: dict[str, Any], browser: list[str], news: Path) -> None:
    cli("ingest", "news")

    result = cli("demo", "--port", "0")

    assert result.exit_code == exits.FINE, result.output
    assert "the store holds 2 articles" in result.stderr
    assert "added" not in result.stdout


def test_demo_without_anything_to_show_says_so(cli: Cli, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (here / "a.txt").write_text("The envoys met.")

    unread = cli("demo", "a.txt")

    assert unread.exit_code == exits.STORE
    assert "nothing to show" in unread.stderr


def test_demo_finds_the_examples_of_the_checkout_or_says_that_there_are_none(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = here / "site" / "api"
    package.mkdir(parents=True)
    monkeypatch.setattr("api.__file__", str(package / "__init__.py"))
    with pytest.raises(StoreUnavailable, match="demo PATH"):
        service.examples()
    (here / "site" / "examples" / "articles").mkdir(parents=True)
    (here / "site" / "examples" / "articles" / "a.txt").touch()
    assert service.examples() == here / "site" / "examples" / "articles"
    (package / "examples").mkdir()
    (package / "examples" / "a.txt").touch()
    assert service.examples() == package / "examples"


@pytest.mark.slow
def test_the_service_as_it_is(here: Path) -> None:
    """Start it, read an article through it with the model, ask, end it: as a person would, with processes."""
    (here / "a.txt").write_text("date 2026-05-05 Norwegian Foreign Minister Ingrid Solberg met James Otieno in Nairobi on Monday.")

    def command(*arguments: str) -> list[str]:
        return [sys.executable, "-m", "api.cli", *arguments]

    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command("serve", "--port", "0"), env=environment, stdout=subprocess.PIPE, text=True) as serving:
        assert serving.stdout
        line = serving.stdout.readline()
        found = running.find(Settings())
        assert found
        assert found.url in line
        read = subprocess.run(command("ingest", "a.txt"), env=environment, capture_output=True, text=True, check=True)
        asked = subprocess.run(command("query", "ASK { ?m a cmq:Meeting }"), env=environment, capture_output=True, text=True, check=True)
        serving.terminate()
        assert serving.wait(30) == exits.FINE

    assert read.stdout.startswith("added\t")
    assert asked.stdout == "yes\n"
    assert running.find(Settings()) is None
    stats = subprocess.run(command("stats", "--json"), env=environment, capture_output=True, text=True, check=True)
    assert json.loads(stats.stdout)["Article"] == 1
