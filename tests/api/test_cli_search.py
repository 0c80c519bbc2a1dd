"""`communique search` and `brief`: the same whether the store is free or a service holds it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from api.cli import exits
from graph.pipeline import Pipeline
from graph.settings import Settings
from graph.store import open_store
from tests.api.conftest import Cli
from tests.builders import article, fisheries


@pytest.fixture
def filled(here: Path) -> Path:
    settings = Settings(store=str(here / "communique-store"))
    with open_store(settings) as store:
        Pipeline(settings, store, fisheries).add(article())
    return here


def test_names_are_found(cli: Cli, filled: Path) -> None:
    done = cli("search", "solbe", "--json")
    assert done.exit_code == exits.FINE, done.output
    assert json.loads(done.stdout)[0]["id"] == "person/no/ingrid-solberg"


def test_texts_are_shown_with_the_words_marked(cli: Cli, filled: Path) -> None:
    done = cli("search", "training", "inspectors", "--in", "article", "--country", "KE", "--to", "2026-03-05")
    assert done.exit_code == exits.FINE, done.output
    assert "*train* fifty *inspectors*" in done.stdout
    assert "article/fish" in done.stdout


def test_the_index_is_kept_for_the_next_time(cli: Cli, filled: Path) -> None:
    assert cli("search", "solberg").exit_code == exits.FINE
    assert (filled / "communique-store" / "search" / "state.json").is_file()


def test_a_store_that_is_not_there_is_not_made_by_searching(cli: Cli, here: Path) -> None:
    assert cli("search", "solberg").exit_code != exits.FINE
    assert not (here / "communique-store").exists()


def test_a_brief_is_written_as_asked(cli: Cli, filled: Path) -> None:
    done = cli("brief", "KE", "Norway")
    assert done.exit_code == exits.FINE, done.output
    assert done.stdout.startswith("# Kenya and Norway\n")
    assert "met in Nairobi on 4 March 2026.[^" in done.stdout
    assert json.loads(cli("brief", "KE", "NO", "--json").stdout)["left"]["id"] == "country/ke"
    assert cli("brief", "KE", "NO", "--format", "html", "-o", "brief.html").exit_code == exits.FINE
    assert (filled / "brief.html").read_text(encoding="utf-8").startswith("<!doctype html>")


def test_a_brief_of_somebody_unknown_says_so(cli: Cli, filled: Path) -> None:
    done = cli("brief", "KE", "Atlantis")
    assert done.exit_code != exits.FINE
    assert "Atlantis" in done.stderr
