"""`communique reread` and its routes: on a store in a folder, through a service that holds it, and over HTTP."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from click.testing import CliRunner, Result
from fastapi.testclient import TestClient

from api.app import create_app
from api.cli import communique, exits, reach
from api.cli.reach import Service
from graph.errors import ExtractionError, NotFound
from graph.extract.readers import Both
from graph.model import Article, Extraction, Runs
from graph.pipeline import Pipeline
from graph.settings import Settings
from graph.store import Store, open_store
from tests.builders import article, fisheries

Run = Callable[..., Result]


class Reader:
    """The fisheries article as one version reads it; the second is less sure of the meeting and cannot read article `b`."""

    def __init__(self, version: str) -> None:
        self.runs: Runs = (("table", version),)

    def __call__(self, article: Article) -> Extraction:
        found = replace(fisheries(article), version=self.runs[0][1])
        if self.runs[0][1] == "1":
            return found
        if article.id == "b":
            raise ExtractionError("b: the reader failed")
        sure = [replace(c, confidence=0.5) if c.subject == "talks" and c.predicate == "place" else c for c in found.claims]
        return replace(found, claims=tuple(sure))


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A store in which version 1 has read `a` and `b`; commands read by version 2."""
    settings = Settings(store=str(tmp_path / "store"))
    with closing(open_store(settings)) as store:
        for name in "ab":
            Pipeline(settings, store, Reader("1")).add(article(name))
    real = Pipeline.__init__

    def second(self: Pipeline, settings: Settings, store: Store, _: object = None) -> None:
        real(self, settings, store, Reader("2"))

    monkeypatch.setattr(Pipeline, "__init__", second)
    return settings


@pytest.fixture
def run(settings: Settings) -> Run:
    def invoke(*arguments: str, code: int = exits.FINE) -> Result:
        result = CliRunner().invoke(communique, ["--store", settings.store, *arguments])
        assert result.exit_code == code, result.output
        return result

    return invoke


def check(run: Run) -> None:
    """What the command does, whoever holds the store."""
    (a, b) = json.loads(run("reread", "--dry-run", "--json", code=exits.SOME_REFUSED).stdout)["articles"]
    assert (a["outcome"], a["before"], a["after"]) == ("replaced", "table 1", "table 2")
    assert [(c["change"], c["predicate"], c["object"], c["before"], c["after"]) for c in a["changes"]] == [
        ("changed", "place", "Nairobi", 0.9, 0.5)
    ]
    assert (b["outcome"], b["changes"]) == ("failed", [])

    shown = run("reread", code=exits.SOME_REFUSED)
    assert "replaced  a" in shown.stdout and "— place: Nairobi  (0.90 → 0.50)  “" in shown.stdout
    assert "1 failed, 1 replaced; claims: 0 added, 0 gone, 1 changed" in shown.stderr

    assert [x["article"] for x in json.loads(run("reread", "--json", code=exits.SOME_REFUSED).stdout)["articles"]] == ["b"]
    again = json.loads(run("reread", "--all", "--json", code=exits.SOME_REFUSED).stdout)
    assert [(x["article"], x["outcome"]) for x in again["articles"]] == [("b", "failed"), ("a", "unchanged")]
    run("reread", "z", code=exits.code_of(NotFound("")))
    run("reread", "--all", "a", code=2)


def test_the_command_on_a_folder(run: Run) -> None:
    check(run)


def test_the_command_through_the_service_that_holds_the_store(settings: Settings, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with TestClient(create_app(settings), base_url="http://service") as client:
        monkeypatch.setattr(reach, "_connected", lambda *_: nullcontext(Service(cast(Any, client), "http://service")))
        check(run)


def test_the_routes(settings: Settings) -> None:
    with TestClient(create_app(settings)) as client:
        assert client.get("/api/v1/rereading").json() == {"reader": "table 2", "articles": ["a", "b"]}
        planned = client.post("/api/v1/articles/a/reread", params={"dryRun": True}).json()
        assert (planned["outcome"], len(planned["changes"])) == ("replaced", 1)
        assert client.get("/api/v1/rereading").json()["articles"] == ["a", "b"]
        assert client.post("/api/v1/articles/a/reread").json() == planned
        assert client.get("/api/v1/rereading").json()["articles"] == ["b"]
        assert client.post("/api/v1/articles/b/reread").status_code == 500
        assert client.post("/api/v1/articles/nothing/reread").status_code == 404
        assert client.post("/api/v1/rereading/settle").json() == {"triples": 0}


def test_two_readers_are_named_together() -> None:
    assert Both(Reader("1"), Reader("2")).runs == (("table", "1"), ("table", "2"))
    assert Both(fisheries, Reader("2")).runs == (("table", "2"),)
