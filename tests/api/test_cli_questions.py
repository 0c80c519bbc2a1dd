"""`query`, `stats`, `export` on a store of one's own."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from api.cli import exits, questions
from graph.errors import QuerySyntaxError
from graph.settings import Settings
from graph.store import open_store, sorted_dump

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
def test_the_questions_it_comes_with_are_listed_and_asked(cli: Cli) -> None:
    listed = [line.split("\t") for line in cli("query", "--questions").stdout.splitlines()]
    name, title = listed[0]

    assert json.loads(cli("query", "--questions", "--json").stdout)[0]["question"] == title
    for asked in (name, name.partition("-")[0], name.partition("-")[0].lstrip("0")):
        assert cli("query", "--question", asked, "--json").exit_code == exits.FINE
    assert cli("query", "--question", "no-such-question").exit_code == exits.USAGE
    assert cli("query", "--question", name, "ASK {}").exit_code == exits.USAGE


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
    prologue = questions.prefixes("SELECT ?m { ?m a cmq:Meeting }")
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


@pytest.mark.usefixtures("filled")
def test_export_writes_every_graph(cli: Cli, here: Path) -> None:
    result = cli("export", "--format", "nquads", "-o", "graph.nq")

    assert result.exit_code == exits.FINE, result.output
    with open_store(Settings()) as store:
        assert sorted((here / "graph.nq").read_bytes().splitlines()) == sorted_dump(store).splitlines()
    assert (here / "graph.nq").stat().st_mode & 0o044


@pytest.mark.usefixtures("filled")
def test_export_to_standard_output_and_its_errors(cli: Cli) -> None:
    assert "<gexf" in cli("export", "--format", "gexf", "--projection", "events").stdout
    for code, wrong in (
        (exits.QUERY, ("--format", "nothing")),
        (exits.QUERY, ("--format", "gexf", "--projection", "nothing")),
        (exits.QUERY, ("--format", "gexf", "--filter", "colour=red")),
        (exits.USAGE, ("--format", "gexf", "--filter", "Held")),
        (exits.USAGE, ("--format", "gexf", "--json")),
        (exits.USAGE, ()),
    ):
        result = cli("export", *wrong)

        assert result.exit_code == code, wrong
        assert result.stdout == ""
    assert "gexf" in cli("export", "--format", "nothing").stderr


@pytest.mark.usefixtures("filled")
def test_a_folder_that_is_not_there_is_told(cli: Cli) -> None:
    result = cli("export", "--format", "gexf", "-o", "no/such/folder/a.gexf")

    assert result.exit_code == exits.USAGE
    assert "no/such/folder/a.gexf" in result.stderr


@pytest.mark.usefixtures("filled")
def test_export_describes_the_file_it_wrote(cli: Cli, here: Path) -> None:
    document = json.loads(cli("export", "--format", "nquads", "-o", "graph.nq", "--json").stdout)

    assert document == {"file": "graph.nq", "format": "nquads", "projection": "full", "bytes": (here / "graph.nq").stat().st_size}


@pytest.mark.usefixtures("filled")
def test_several_values_of_one_filter_all_count(cli: Cli) -> None:
    assert cli("export", "--format", "csv", "--filter", "status=Held", "--filter", "status=Planned").exit_code == exits.FINE
    assert "'Done'" in cli("export", "--format", "csv", "--filter", "status=Done", "--filter", "status=Held").stderr


def test_the_formats_are_listed(cli: Cli) -> None:
    names = {line.split("\t")[0] for line in cli("export", "--formats").stdout.splitlines()}

    assert {"nquads", "graphml", "gexf"} <= names
    assert {f["name"] for f in json.loads(cli("export", "--formats", "--json").stdout)["formats"]} == names


def test_a_file_appears_whole_or_not_at_all(here: Path) -> None:
    (here / "a.nq").write_text("before")

    with pytest.raises(ZeroDivisionError), questions.whole_file(here / "a.nq") as stream:
        stream.write(b"half")
        raise ZeroDivisionError

    assert (here / "a.nq").read_text() == "before"
    assert [p.name for p in here.iterdir()] == ["a.nq"]
