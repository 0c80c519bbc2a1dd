import os
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from api.cli import communique
from graph.model import Article, Claim, Concept, Extraction, Span, Text, Thing
from graph.pipeline import Pipeline

Cli = Callable[..., Result]

NOTE = "date 2026-05-05 The envoys of Ruritania and Borduria met in Harbour City on Monday."
OTHER = "date 2026-05-06 The experts of Ruritania and Borduria met in Tarn on Tuesday."


class Reading:
    """Reads every article as one meeting that was held: what commands do with articles does not depend on how they are read."""

    def __call__(self, article: Article) -> Extraction:
        whole = (Span(0, len(article.text)),)
        claims = (
            Claim("m", "type", Concept("Meeting"), whole),
            Claim("m", "altLabel", Text(article.text[16:40]), whole),
            Claim("m", "status", Concept("Held"), whole),
        )
        return Extraction(article.id, "test", "1", things=(Thing("m", "Meeting", article.text[16:40]),), claims=claims)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder, settings from nowhere, and articles read at once."""
    monkeypatch.chdir(tmp_path)
    for name in [n for n in os.environ if n.startswith("COMMUNIQUE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setattr(Pipeline, "reader", property(lambda self: self._reader or Reading()))
    return tmp_path


@pytest.fixture
def cli() -> Cli:
    """Run a command line in this process."""

    def run(*arguments: str, stdin: str | bytes | None = None) -> Result:
        return CliRunner().invoke(communique, arguments, input=stdin)

    return run


@pytest.fixture
def news(here: Path) -> Path:
    """A folder of two articles and a text that has no date."""
    folder = here / "news"
    folder.mkdir()
    (folder / "a-envoys.txt").write_text(NOTE, encoding="utf-8")
    (folder / "b-experts.txt").write_text(OTHER, encoding="utf-8")
    (folder / "c-undated.txt").write_text("The mayors of both cities met on Monday.", encoding="utf-8")
    return folder
