"""`communique promises` and `communique review` on a store in a folder."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from api.cli import communique
from graph.model import Article, Text
from graph.pipeline import Pipeline
from graph.settings import Settings
from graph.store import open_store
from tests.builders import TEXT, article, fisheries

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    settings = Settings(store=str(tmp_path / "store"))
    with closing(open_store(settings)) as store:
        pipeline = Pipeline(settings, store)
        pipeline.put(article("one"), fisheries(article("one")))
        other = Article("two", TEXT, date(2026, 3, 6), "two")
        found = fisheries(other)
        things = tuple(replace(t, label="I. Solberg") if t.key == "solberg" else t for t in found.things if t.key != "post")
        claims = [c for c in found.claims if c.subject != "post" and c.predicate != "holdsPost"]
        claims = [replace(c, object=Text("I. Solberg")) if c.subject == "solberg" and isinstance(c.object, Text) else c for c in claims]
        pipeline.put(other, replace(found, things=things, claims=tuple(claims)))

    def invoke(*arguments: str, answers: str = "") -> Result:
        result = CliRunner().invoke(communique, ["--store", settings.store, *arguments], input=answers, catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result

    return invoke


def states(run: Run) -> dict[str, str]:
    found = json.loads(run("promises", "--by", "kenya", "--as-of", "2026-04-01", "--json").stdout)
    return {p["id"]: p["state"] for p in found}


def test_promises_are_listed_decided_and_undecided(run: Run) -> None:
    before = states(run)
    assert set(before.values()) == {"open"}
    promise = min(before)
    outcome = run("query", "SELECT ?m WHERE { ?m a cmq:Meeting } LIMIT 1", "--format", "csv").stdout.split()[1].partition("/id/")[2]

    run("promises", "--keep", promise, outcome)
    assert states(run) == {**before, promise: "kept"}

    run("promises", "--undo", promise, outcome)
    assert states(run) == before

    run("promises", "--supersede", promise, max(before), "--reason", "promised again")
    assert states(run) == {**before, promise: "superseded"}
    assert [line.split("\t")[0] for line in run("promises", "--state", "superseded").stdout.splitlines()] == ["superseded"]


def test_a_pair_is_decided_at_the_terminal_and_taken_back(run: Run) -> None:
    def waiting() -> list[dict[str, dict[str, str]]]:
        found: list[dict[str, dict[str, str]]] = json.loads(run("review", "--list", "--json").stdout)
        return [p for p in found if p["left"]["key"].startswith("person/")]

    (pair,) = waiting()
    shown = run("review", answers="p\ns\nq\n")
    assert "Solberg" in shown.output
    assert "facts go" in shown.output
    assert waiting() == []

    run("review", "--undo", pair["left"]["key"], pair["right"]["key"])
    assert waiting() == [pair]


def decided(run: Run, *options: str) -> list[tuple[str, str, str]]:
    return [(p["left"]["key"], p["right"]["key"], p["judgement"]) for p in json.loads(run("review", *options, "--json").stdout)]


def test_a_session_at_the_terminal_goes_pair_by_pair_and_takes_the_last_decision_back(run: Run) -> None:
    waiting = run("review", "--list").output
    shown = run("review", answers="u\nn\nu\n")

    assert "nothing to take back" in shown.output
    assert "taken back: " in shown.output
    assert run("review", "--list").output == waiting
    assert decided(run, "--decided") == []


def test_two_are_merged_previewed_split_and_never_merged(run: Run) -> None:
    one, other = "person/no/i-solberg", "person/no/ingrid-solberg"
    before = run("query", "SELECT ?s ?p ?o WHERE { ?s ?p ?o } ORDER BY ?s ?p ?o", "--format", "csv").stdout

    effect = run("review", "--same", one, other, "--preview")
    assert f"- <https://w3id.org/communique/id/{other}> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type>" in effect.output
    assert decided(run, "--decided") == []

    run("review", "--same", one, other, "--reason", "one minister")
    assert decided(run, "--decided") == [(one, other, "same")]
    assert decided(run, "--of", one) == decided(run, "--of", other) == [(one, other, "same")]

    run("review", "--split", other)
    assert decided(run, "--decided") == [(one, other, "notSame")]
    assert decided(run, "--of", one) == []

    run("review", "--undo", one, other)
    assert run("query", "SELECT ?s ?p ?o WHERE { ?s ?p ?o } ORDER BY ?s ?p ?o", "--format", "csv").stdout == before

    run("review", "--not-same", one, other)
    assert [p for p in decided(run, "--list") if p[0] == one] == []


def test_what_is_one_with_nothing_cannot_be_split(run: Run, tmp_path: Path) -> None:
    store = str(tmp_path / "store")
    result = CliRunner().invoke(communique, ["--store", store, "review", "--split", "person/no/i-solberg"])

    assert result.exit_code == 5
    assert "is one with no other key" in result.output


def test_nobody_of_that_name_is_said(run: Run) -> None:
    result = CliRunner().invoke(communique, ["--store", ":memory:", "promises", "--by", "nobody"])
    assert result.exit_code == 5


def test_sources_are_listed_best_supported_first(run: Run) -> None:
    """Both articles print one text; the promise is told twice, and each time is half in a minister's mouth."""
    found = json.loads(run("sources", "--json").stdout)
    assert [(x["type"], x["sources"]["articles"], x["sources"]["outlets"], x["sources"]["origins"]) for x in found] == [
        ("Commitment", 1, 1, 2),
        ("Commitment", 1, 1, 2),
        ("Meeting", 2, 2, 1),
        ("Agreement", 2, 2, 1),
    ]
    assert run("sources", "MEMORANDUM", "fish").stdout.split("\t")[:4] == ["1", "2", "2", "memorandum on fisheries"]


def test_background_is_shown_removed_and_loaded(run: Run) -> None:
    def states() -> dict[str, bool]:
        return {p["name"]: p["loaded"] for p in json.loads(run("background", "--json").stdout)}

    before = run("export", "--format", "nquads").stdout
    assert states() == {"countries": True, "cities": True, "heads": True}
    run("background", "remove", "countries")
    assert states() == {"countries": False, "cities": True, "heads": True}
    assert "wikidata" not in run("export", "--format", "nquads").stdout
    (line,) = run("background", "load", "countries").stdout.splitlines()
    assert line.split("\t")[:4] == ["countries", "loaded", "2", "6"]
    assert sorted(run("export", "--format", "nquads").stdout.splitlines()) == sorted(before.splitlines())
    missing = CliRunner().invoke(communique, ["--store", ":memory:", "background", "load", "treaties"])
    assert missing.exit_code == 5
