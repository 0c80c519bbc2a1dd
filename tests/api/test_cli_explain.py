"""`explain`: a file, an article of the store, a page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from api.cli import exits
from graph.extract import explain as room
from graph.extract.explain import Explanation
from graph.model import Article, Extraction

Cli = Callable[..., Result]


@pytest.fixture(autouse=True)
def explained(monkeypatch: pytest.MonkeyPatch) -> list[Article]:
    """Explanations without the language model; the articles that were asked about."""
    asked: list[Article] = []

    def explain(article: Article, model: str) -> Explanation:
        asked.append(article)
        return Explanation(article, Extraction(article.id, "test", "1", warnings=(f"explained with {model}",)))

    monkeypatch.setattr(room, "explain", explain)
    return asked


def test_a_file_is_explained_without_a_store(cli: Cli, news: Path) -> None:
    result = cli("explain", "news/a-envoys.txt", "--model", "some_model")

    assert result.exit_code == exits.FINE
    assert result.stdout.startswith("a-envoys\n")
    assert "explained with some_model" in result.stdout
    assert not Path("communique-store").exists()


def test_standard_input_and_folders_are_taken_too(cli: Cli, news: Path) -> None:
    assert cli("explain", "-", stdin="date 2026-05-05 They met.").exit_code == exits.FINE
    (news / "c-undated.txt").unlink()
    assert cli("explain", "news").stdout.count("WARNINGS") == 2


def test_an_article_of_the_store_is_explained_by_id_and_identifier(cli: Cli, news: Path, explained: list[Article]) -> None:
    cli("ingest", "news")

    assert cli("explain", "b-experts").exit_code == exits.FINE
    assert cli("explain", explained[0].id).exit_code == exits.FINE
    assert explained[0] == explained[1]
    assert (explained[0].text, explained[0].identifier) == ((news / "b-experts.txt").read_text(), "b-experts")
    assert explained[0].published.isoformat() == "2026-05-06"


@pytest.mark.parametrize("name", ["no-such", 'a" || true || "', "\\"])
def test_what_is_nowhere_is_told(cli: Cli, news: Path, name: str) -> None:
    cli("ingest", "news")
    result = cli("explain", name)

    assert result.exit_code == exits.NOT_FOUND
    assert "no article of the store" in result.stderr


def test_a_text_that_is_no_article_is_refused(cli: Cli, news: Path) -> None:
    assert cli("explain", "news/c-undated.txt").exit_code == exits.SOME_REFUSED


def test_the_page_is_written_to_a_file(cli: Cli, news: Path) -> None:
    result = cli("explain", "news/a-envoys.txt", "--html", "page.html")

    assert result.exit_code == exits.FINE
    assert result.stdout == ""
    assert Path("page.html").read_text(encoding="utf-8").startswith("<!doctype html>")


def test_a_page_is_about_one_article(cli: Cli, news: Path) -> None:
    (news / "c-undated.txt").unlink()
    result = cli("explain", "news", "--html", "page.html")

    assert result.exit_code == exits.USAGE
    assert "2 articles" in result.stderr
    assert not Path("page.html").exists()
