"""Reading by a language model from the command line: `--extractor`, and `compare`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from api.cli import exits
from graph.extract import reader as rules
from graph.model import Article, Claim, Concept, Extraction, Span, Thing
from graph.pipeline import Pipeline
from tests.llm_service import Service, completion, findings, running

Cli = Callable[..., Result]
READER = Pipeline.reader  # as it is, before the fixtures of this folder put another one in its place
TEXT = "date 2026-05-05 Norwegian Foreign Minister Anna Quorst met Kenyan Trade Minister Piet Vandrel in Porto."
SENTENCE = TEXT.removeprefix("date 2026-05-05 ").removesuffix(".")
ANSWER: dict[str, Any] = {
    "entities": [
        {"id": "q", "type": "Person", "name": "Anna Quorst", "aliases": [], "country": None},
        {"id": "v", "type": "Person", "name": "Piet Vandrel", "aliases": [], "country": None},
    ],
    "events": [{"type": "Meeting", "status": "Held", "called": "met", "quotes": [SENTENCE], "participants": ["q", "v"]}],
}


@pytest.fixture
def service(here: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    monkeypatch.setattr(Pipeline, "reader", READER)
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    (here / "porto.txt").write_text(TEXT, encoding="utf-8")
    with running() as found:
        monkeypatch.setenv("COMMUNIQUE_LLM_URL", found.url)
        monkeypatch.setenv("COMMUNIQUE_LLM_MODEL", "scripted")
        found.replies = [findings(**ANSWER)]
        yield found


def _held(article: Article) -> Extraction:
    """The rules of this test: they see the meeting, and take it for a plan."""
    whole = (Span(16, len(article.text) - 1),)
    claims = tuple(Claim("m", p, Concept(o), whole, 0.9, rule="test") for p, o in (("type", "Meeting"), ("status", "Planned")))
    return Extraction(article.id, "rules", "1", (Thing("m", "Meeting", "the meeting"),), claims)


def test_a_language_model_reads_what_is_ingested_and_its_cost_is_told(cli: Cli, service: Service) -> None:
    result = cli("ingest", "porto.txt", "--extractor", "llm")

    assert result.exit_code == exits.FINE
    assert "language model: 1 requests, 1,200 tokens asked, 300 answered" in result.stderr
    rows = cli("query", "SELECT ?e WHERE { GRAPH ?g { ?r a cmq:ExtractionRun ; cmq:extractor ?e } }").stdout
    assert rows.split() == ["llm"]
    assert cli("query", "ASK { ?a cmq:metWith ?b }").stdout == "yes\n"


def test_an_article_the_model_fails_on_fails_alone_and_is_asked_about_again(cli: Cli, service: Service, here: Path) -> None:
    (here / "second.txt").write_text(TEXT.replace("Porto", "Braga"), encoding="utf-8")
    service.answer = lambda r: completion("no") if "Braga" in r["messages"][1]["content"] else findings(**ANSWER)
    first = cli("ingest", "porto.txt", "second.txt", "--extractor", "llm", "--json")

    assert first.exit_code == exits.SOME_REFUSED
    assert json.loads(first.stdout)["counts"] == {"added": 1, "failed": 1}
    asked = len(service.asked)
    service.answer = None
    again = cli("ingest", "porto.txt", "second.txt", "--extractor", "llm", "--json")
    assert json.loads(again.stdout)["counts"] == {"unchanged": 1, "added": 1}
    assert len(service.asked) == asked + 1


@pytest.mark.parametrize(
    ("arguments", "named"), [(("--extractor", "oracle"), "extractor"), (("--extractor", "llm", "--llm-model", ""), "llm_model")]
)
def test_a_wrong_setting_ends_the_run_before_it_begins(cli: Cli, service: Service, arguments: tuple[str, ...], named: str) -> None:
    result = cli("ingest", "porto.txt", *arguments)

    assert result.exit_code == exits.USAGE
    assert named in result.stderr


def test_compare_shows_what_each_found_and_where_they_contradict(cli: Cli, service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules.Rules, "__call__", lambda self, article: _held(article))
    result = cli("compare", "porto.txt")

    assert result.exit_code == exits.FINE
    for part in (
        "only llm",
        "the meeting — participant: Anna Quorst",
        "1 read differently",
        "rules: the meeting — status: Planned",
        "llm: the meeting — status: Held",
        SENTENCE[:60],
    ):
        assert part in result.stdout
    assert not Path("communique-store").exists()

    document = json.loads(cli("compare", "porto.txt", "--json").stdout)[0]
    apart = [d for d in document["differences"] if d["rules"] and d["llm"]]
    assert [(d["rules"]["object"], d["llm"]["object"]) for d in apart] == [("Planned", "Held")]
    assert len(service.asked) == 1


def test_both_readers_are_named_in_the_graph(cli: Cli, service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules.Rules, "__call__", lambda self, article: _held(article))
    assert cli("ingest", "porto.txt", "--extractor", "both").exit_code == exits.FINE
    query = """SELECT ?p ?e WHERE { GRAPH ?g { ?c rdf:predicate ?p ; prov:wasGeneratedBy ?r . ?r cmq:extractor ?e }
        FILTER(?p IN (cmq:status, cmq:participant)) }"""
    rows = {tuple(line.split("\t")) for line in cli("query", query).stdout.splitlines()}

    assert rows == {("cmq:status", "rules"), ("cmq:participant", "llm")}
