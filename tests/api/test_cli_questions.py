"""`query`, `stats`, `export` on a store of one's own."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pytest
from click.testing import Result

from api.cli import exits, questions
from graph import export
from graph.errors import QuerySyntaxError, UnknownFormat
from graph.store import Store

Cli = Callable[..., Result]
MEETINGS = "SELECT ?m ?s WHERE { ?m a cmq:Meeting ; cmq:status ?s }"


@pytest.fixture
def filled(cli: Cli, news: Path) -> None:
    cli("ingest", "news")


@pytest.mark.usefixtures("filled")
def test_rows_are_short_names_for_people(cli: Cli) -> None:
    result = cli("query", MEETINGS)

    assert result.exit_code == exits.FINE
    rows = [line.split("\t") for line in result.stdout.splitlines()]
    assert len(rows) == 2
    assert all(meeting.startswith("meeting/") and status == "cmq:Held" for meeting, status in rows)


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    ("form", "beginning"),
    [("csv", "m,s\r\nhttps://"), ("tsv", "?m\t?s\n<https://"), ("xml", "<?xml"), ("json", '{"head":{"vars":["m","s"]}')],
)
def test_machines_get_the_standard_forms(cli: Cli, form: str, beginning: str) -> None:
    assert cli("query", MEETINGS, "--format", form).stdout_bytes.decode().startswith(beginning)


@pytest.mark.usefixtures("filled")
def test_json_is_the_standard_json(cli: Cli) -> None:
    document = json.loads(cli("query", MEETINGS, "--json").stdout)

    assert len(document["results"]["bindings"]) == 2


@pytest.mark.usefixtures("filled")
def test_ask_and_construct_have_their_own_forms(cli: Cli) -> None:
    assert cli("query", "ASK { ?m a cmq:Meeting }").stdout == "yes\n"
    assert cli("query", "ASK { ?m a cmq:Visit }").stdout == "no\n"
    assert "Held" in cli("query", "CONSTRUCT { ?m cmq:status ?s } WHERE { ?m cmq:status ?s }").stdout


@pytest.mark.usefixtures("filled")
def test_a_query_comes_from_an_argument_a_file_or_standard_input(cli: Cli, here: Path) -> None:
    (here / "q.rq").write_text(MEETINGS, encoding="utf-8")

    answers = {cli("query", MEETINGS).stdout, cli("query", "--file", "q.rq").stdout, cli("query", "-", stdin=MEETINGS).stdout}

    assert len(answers) == 1
    for wrong in ((), (MEETINGS, "--file", "q.rq"), ("--file", "gone.rq"), (MEETINGS, "--format", "yaml")):
        assert cli("query", *wrong).exit_code == exits.USAGE


@pytest.mark.usefixtures("filled")
def test_a_prefix_of_ones_own_stays(cli: Cli) -> None:
    namespace = "<https://w3id.org/communique/ns#>"
    asked = f"PREFIX cmq: {namespace}\nprefix x: {namespace} SELECT ?m {{ ?m a cmq:Meeting, x:Meeting }}"

    assert len(cli("query", asked).stdout.splitlines()) == 2


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    "asked", ["SELECT * WHERE { ?s ?p }", "DELETE WHERE { ?s ?p ?o }", "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }"]
)
def test_what_cannot_be_asked_has_its_own_code(cli: Cli, asked: str) -> None:
    result = cli("query", asked)

    assert result.exit_code == exits.QUERY
    assert result.stdout == ""
    assert result.stderr.startswith("communique: ")


@pytest.mark.usefixtures("filled")
def test_the_time_limit_is_a_setting(cli: Cli) -> None:
    endless = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n0 ?o . ?p ?q ?r . ?s ?t ?u }"

    result = cli("query", endless, "--query-timeout", "0.5")

    assert result.exit_code == exits.QUERY
    assert "limit of 0.5 s" in result.stderr


def test_the_place_of_an_error_is_that_in_the_query_as_written() -> None:
    prologue = questions._prefixes("SELECT ?m { ?m a cmq:Meeting }")
    moved = questions._moved(QuerySyntaxError("line 1, column 60: expected }", 1, 60), len(prologue))
    elsewhere = questions._moved(QuerySyntaxError("line 2, column 60: expected }", 2, 60), len(prologue))

    assert prologue == "PREFIX cmq: <https://w3id.org/communique/ns#> "
    assert str(moved) == f"line 1, column {60 - len(prologue)}: expected }}"
    assert str(elsewhere) == "line 2, column 60: expected }"


@pytest.mark.usefixtures("filled")
def test_a_slip_is_found_where_it_was_made(cli: Cli) -> None:
    result = cli("query", "SELECT ?m { ?m a cmq:Meeting")

    assert result.exit_code == exits.QUERY
    assert "line 1, column 11: '{' is never closed" in result.stderr


def test_stats_count(cli: Cli, news: Path) -> None:
    cli("ingest", "news")

    counts = json.loads(cli("stats", "--json").stdout)

    assert counts["Article"] == 2
    assert counts["Meeting"] == 2
    assert f"Article\t{counts['Article']}" in cli("stats").stdout.splitlines()


def test_a_store_that_is_not_there_is_told(cli: Cli) -> None:
    for command in (("stats",), ("query", "ASK {}")):
        result = cli(*command)

        assert result.exit_code == exits.STORE
        assert "communique-store" in result.stderr


class Writer:
    """Stands in for the exports."""

    def __call__(self, store: Store, projection: str, form: str, out: BinaryIO, **filters: str) -> None:
        if form == "nothing":
            raise UnknownFormat(form, ("nquads",))
        out.write(f"{projection} {form} {sorted(filters.items())}\n".encode())
        if form == "broken":
            raise ZeroDivisionError


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "write", Writer(), raising=False)


@pytest.mark.usefixtures("filled", "written")
def test_export_writes_a_whole_file_or_none(cli: Cli, here: Path) -> None:
    fine = cli("export", "--format", "nquads", "-o", "graph.nq", "--filter", "status=Held", "--filter", "country=in")
    broken = cli("export", "--format", "broken", "-o", "broken.nq")
    again = cli("export", "--format", "broken", "-o", "graph.nq")

    assert fine.exit_code == exits.FINE
    assert (here / "graph.nq").read_text() == "full nquads [('country', 'in'), ('status', 'Held')]\n"
    assert broken.exit_code == again.exit_code == exits.FAULT
    assert [p.name for p in here.iterdir() if "nq" in p.name] == ["graph.nq"]
    assert (here / "graph.nq").stat().st_mode & 0o044


@pytest.mark.usefixtures("filled", "written")
def test_export_to_standard_output_and_its_errors(cli: Cli) -> None:
    assert cli("export", "--format", "gexf", "--projection", "actors").stdout == "actors gexf []\n"
    assert cli("export", "--format", "nothing").exit_code == exits.QUERY
    assert cli("export", "--format", "gexf", "--filter", "Held").exit_code == exits.USAGE
    assert cli("export", "--format", "gexf", "--json").exit_code == exits.USAGE
    assert cli("export", "--format", "gexf", "-o", "no/such/folder/a.gexf").exit_code == 1


@pytest.mark.usefixtures("filled", "written")
def test_export_describes_the_file_it_wrote(cli: Cli, here: Path) -> None:
    document = json.loads(cli("export", "--format", "nquads", "-o", "graph.nq", "--json").stdout)

    assert document == {"file": "graph.nq", "format": "nquads", "projection": "full", "bytes": (here / "graph.nq").stat().st_size}
