"""`ingest` and `withdraw` on a store of one's own."""

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from click.testing import Result

from api.cli import exits
from api.cli.reach import Local
from graph.errors import SourceError, StoreUnavailable
from graph.model import Article, ArticleReport

Cli = Callable[..., Result]
LINE = '{"id": "r%d", "published": "2026-05-05", "text": "The envoys met for round %d of the talks."}'


def test_ingest_reads_what_it_can_and_says_what_it_could_not(cli: Cli, news: Path) -> None:
    result = cli("ingest", "news")

    assert result.exit_code == exits.SOME_REFUSED
    rows = [line.split("\t") for line in result.stdout.splitlines()]
    assert [(row[0], row[3]) for row in rows] == [
        *(("added", "news/a-envoys.txt"), ("added", "news/b-experts.txt"), ("refused", "news/c-undated.txt")),
    ]
    assert "--published YYYY-MM-DD" in rows[2][4]
    assert result.stderr.splitlines()[-1] == "2 added, 1 refused"


def test_a_date_given_is_that_of_undated_texts(cli: Cli, news: Path) -> None:
    result = cli("ingest", "news", "--published", "2026-05-07")

    assert result.exit_code == exits.FINE
    answer = cli("query", "SELECT ?d WHERE { GRAPH ?g { ?a schema:datePublished ?d } } ORDER BY ?d")
    assert answer.stdout.split() == ["2026-05-05", "2026-05-06", "2026-05-07"]


def test_ingest_twice_changes_nothing(cli: Cli, news: Path) -> None:
    cli("ingest", "news")

    result = cli("ingest", "news/a-envoys.txt")

    assert result.exit_code == exits.FINE
    assert result.stdout.startswith("unchanged\t")


def test_json_is_one_document_and_nothing_else(cli: Cli, news: Path) -> None:
    result = cli("ingest", "news", "--json")

    document = json.loads(result.stdout)
    assert result.stderr == ""
    assert document["counts"] == {"added": 2, "refused": 1}
    first = document["articles"][0]
    assert (first["outcome"], first["origin"], first["claims"]) == ("added", "news/a-envoys.txt", 3)
    assert document["articles"][2]["detail"]


def test_standard_input_is_looked_into(cli: Cli) -> None:
    text = cli("ingest", "-", stdin="date 2026-05-05 The envoys met on Monday.")
    lines = cli("ingest", "-", stdin="\n".join(LINE % (n, n) for n in range(3)))

    assert text.stdout.split("\t")[3] == "<stdin>"
    assert [line.split("\t")[3] for line in lines.stdout.splitlines()] == ["<stdin>:1", "<stdin>:2", "<stdin>:3"]


def test_the_limit_of_size_is_a_setting(cli: Cli, news: Path) -> None:
    result = cli("ingest", "news/a-envoys.txt", "--max-article-bytes", "20")

    assert result.exit_code == exits.SOME_REFUSED
    assert "more than the 20 taken" in result.stdout


@pytest.mark.parametrize("arguments", [(), ("--published", "5 May 2026", "news"), ("--max-article-bytes", "many", "news")])
def test_a_wrong_command_line_is_told(cli: Cli, news: Path, arguments: tuple[str, ...]) -> None:
    result = cli("ingest", *arguments)

    assert result.exit_code == exits.USAGE
    assert result.stdout == ""


def test_a_run_that_breaks_off_shows_what_was_done(cli: Cli, news: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Local.ingest

    def break_off(self: Local, items: Iterable[Article | SourceError]) -> Iterator[ArticleReport]:
        yield next(whole(self, items))
        raise StoreUnavailable("the disk is full")

    monkeypatch.setattr(Local, "ingest", break_off)

    result = cli("ingest", "news")

    assert result.exit_code == exits.STORE
    assert result.stdout.startswith("added\t")
    assert result.stderr.splitlines()[-1] == "communique: the disk is full"


def test_nothing_to_read_is_told_by_the_folder(cli: Cli, here: Path) -> None:
    (here / "empty").mkdir()

    result = cli("ingest", "empty", "gone.txt")

    assert result.exit_code == exits.SOME_REFUSED
    assert "the folder has no files" in result.stdout
    assert "no such file" in result.stdout


def test_withdraw_takes_articles_out_by_id_or_name(cli: Cli, news: Path) -> None:
    reports = json.loads(cli("ingest", "news", "--json").stdout)["articles"]

    by_name = cli("withdraw", "a-envoys")
    by_id = cli("withdraw", reports[1]["article"], "--json")

    assert by_name.stdout == "withdrawn\ta-envoys\n"
    assert json.loads(by_id.stdout)["articles"][0]["outcome"] == "withdrawn"
    assert json.loads(cli("stats", "--json").stdout)["Article"] == 0


def test_withdraw_goes_on_past_a_name_that_is_not_there(cli: Cli, news: Path) -> None:
    cli("ingest", "news")

    result = cli("withdraw", "nobody", "a-envoys")

    assert result.exit_code == exits.NOT_FOUND
    assert "no article 'nobody'" in result.stderr
    assert "withdrawn\ta-envoys" in result.stdout


def test_withdraw_of_an_ambiguous_name_names_the_ids(cli: Cli, news: Path, here: Path) -> None:
    (here / "a-envoys.txt").write_text("date 2026-05-09 The envoys met again on Friday.", encoding="utf-8")
    reports = json.loads(cli("ingest", "news", "a-envoys.txt", "--json").stdout)["articles"]

    result = cli("withdraw", "a-envoys")

    assert result.exit_code == exits.CONFLICT
    assert reports[0]["article"] in result.stderr
    assert reports[-1]["article"] in result.stderr
