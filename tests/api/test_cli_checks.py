"""`doctor`."""

import json
import shutil
import socket
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path

import pytest
from click.testing import Result

from api.cli import checks, exits
from api.cli.checks import Finding
from graph.errors import SettingsError
from graph.settings import Settings
from graph.store import open_store

Cli = Callable[..., Result]


@pytest.fixture(autouse=True)
def model(monkeypatch: pytest.MonkeyPatch) -> None:
    """No spaCy in these tests; loading is tested where the model is."""
    monkeypatch.setattr(checks, "_model", lambda _: Finding("model", True, "not loaded here"))


@pytest.fixture
def free_port() -> Iterator[int]:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
    yield port


def one(name: str, settings: Settings) -> Finding:
    return next(f for f in checks.examine(settings) if f.check == name)


def test_a_line_for_each_check_and_the_code_of_all(cli: Cli, free_port: int) -> None:
    fine = cli("doctor", "--port", str(free_port))

    assert fine.exit_code == exits.FINE, fine.output
    assert [line.split()[1] for line in fine.stdout.splitlines()] == [
        *("python:", "packages:", "ontology:", "model:", "store:", "port:", "disk:"),
    ]
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", free_port))
        taken.listen()
        bad = cli("doctor", "--port", str(free_port), "--json")

    assert bad.exit_code == exits.PROBLEMS
    document = json.loads(bad.stdout)
    assert document["ok"] is False
    [problem] = [c for c in document["checks"] if not c["ok"]]
    assert problem["check"] == "port"
    assert "--port 0" in problem["remedy"]


def test_packages_that_are_missing_or_of_the_wrong_version_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert one("packages", Settings()).ok
    wanted = ["click<1", "no-such-package-anywhere>=2", "httpx", 'other-thing; python_version < "3"']
    monkeypatch.setattr(checks, "_requirements", lambda: wanted)

    finding = one("packages", Settings())

    assert not finding.ok
    assert f"click is {metadata.version('click')}, wanted <1; no-such-package-anywhere is missing" == finding.detail


def test_an_old_python_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "PYTHON", (4, 0))

    assert "install Python 4.0" in one("python", Settings()).remedy


def test_the_state_of_the_store_is_told(cli: Cli, news: Path) -> None:
    store = Settings(store="graph")
    assert one("store", store).detail == "graph is not there yet; ingest makes it"
    cli("--store", "graph", "ingest", "news")
    assert one("store", store) == Finding("store", True, "graph holds 2 articles")

    with open_store(store):
        held = one("store", store)
    stranger = one("store", Settings(store="news"))

    assert not held.ok
    assert "in use" in held.detail
    assert not stranger.ok
    assert "is not a store" in stranger.detail


def test_a_full_disk_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert one("disk", Settings()).ok
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10, 9, 1))

    assert not one("disk", Settings(store="not/there/yet")).ok


def test_a_check_that_crashes_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: Settings) -> Finding:
        raise SettingsError("no such thing")

    monkeypatch.setattr(checks, "_ontology", fail)

    finding = one("ontology", Settings())

    assert not finding.ok
    assert finding.detail == "SettingsError: no such thing"
    assert finding.remedy


@pytest.mark.slow
def test_the_model_loads_or_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()

    assert one("model", Settings()).ok
    missing = one("model", Settings(model="no_such_model"))

    assert not missing.ok
    assert "pip install no-such-model" in missing.remedy
