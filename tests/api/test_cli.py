"""The command line as a whole: help, settings, exit codes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import api.cli.reach
from api.cli import communique, exits
from graph import errors
from graph.errors import CommuniqueError

ROOT = Path(__file__).parents[2]
COMMANDS = ("ingest", "serve", "demo", "query", "export", "stats", "explain", "compare", "withdraw", "doctor")


def test_help_needs_nothing_heavy() -> None:
    heavy = {
        *("spacy", "rdflib", "fastapi", "starlette", "uvicorn", "pyoxigraph", "networkx", "trafilatura", "rich", "httpx"),
        *("feedparser", "yaml", "numpy", "lxml", "py3langid", "pyshacl", "pydantic"),
    }
    look = f"print(*({heavy!r} & set(sys.modules)), file=sys.stderr)"
    script = f"import sys, api.cli\ntry: api.cli.communique(['--help'])\nexcept SystemExit: {look}"

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True)

    assert "Examples:" in done.stdout
    assert done.stderr.split() == []


def test_python_m_runs_it() -> None:
    done = subprocess.run([sys.executable, "-m", "api.cli", "frobnicate"], capture_output=True, text=True, cwd=ROOT, check=False)

    assert done.returncode == exits.USAGE
    assert "No such command 'frobnicate'" in done.stderr


def test_the_version_is_told_installed_or_not() -> None:
    assert CliRunner().invoke(communique, ["--version"]).output.startswith("communique")


def test_help_teaches_by_example() -> None:
    text = CliRunner().invoke(communique, ["--help"]).output

    for command in COMMANDS:
        assert command in text
    for code, meaning in exits.MEANING.items():
        assert f"{code:<4}{meaning}" in text


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_describes_itself_and_names_its_store(command: str) -> None:
    result = CliRunner().invoke(communique, [command, "--help"])

    assert result.exit_code == exits.FINE
    assert "--store" in result.output
    assert command == "stats" or f"communique {command}" in result.output or f"communique --store graph/ {command}" in result.output


def test_every_error_of_the_project_has_an_exit_code() -> None:
    kinds = [k for k in vars(errors).values() if isinstance(k, type) and issubclass(k, CommuniqueError)]

    assert len(kinds) > 15
    for kind in kinds:
        error = kind.__new__(kind)
        assert exits.code_of(error) in exits.MEANING
        assert exits.code_of(error) != exits.FINE


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.StoreBusy("busy"), exits.STORE),
        (errors.QueryTimeout(3), exits.QUERY),
        (errors.NotFound("no article"), exits.NOT_FOUND),
        (errors.Conflict("two articles"), exits.CONFLICT),
        (errors.SettingsError("port must be int"), exits.USAGE),
    ],
)
def test_an_error_is_one_line_and_its_code(monkeypatch: pytest.MonkeyPatch, error: CommuniqueError, code: int) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(api.cli.reach, "reach", fail)

    result = CliRunner().invoke(communique, ["stats"])

    assert result.exit_code == code
    assert result.stderr == f"communique: {error}\n"
    assert result.stdout == ""


def test_a_fault_of_the_program_shows_where_it_happened(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(api.cli.reach, "reach", fail)

    result = CliRunner().invoke(communique, ["stats"])

    assert result.exit_code == exits.FAULT
    assert "Traceback" in result.stderr
    assert "please report" in result.stderr


def test_ctrl_c_is_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(api.cli.reach, "reach", fail)

    assert CliRunner().invoke(communique, ["stats"]).exit_code == exits.INTERRUPTED


def store_asked_for(*arguments: str) -> str:
    result: Result = CliRunner().invoke(communique, [*arguments, "--json"])
    detail: str = next(c["detail"] for c in json.loads(result.stdout)["checks"] if c["check"] == "store")
    return detail.split()[0]


def test_settings_come_from_options_then_the_environment_then_a_file(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.cli.checks._model", lambda _: api.cli.checks.Finding("model", True, ""))
    assert store_asked_for("doctor") == "communique-store"
    (here / "communique.toml").write_text('store = "from-file"\n')
    (here / "other.toml").write_text('store = "from-other-file"\n')
    assert store_asked_for("doctor") == "from-file"
    assert store_asked_for("--config", "other.toml", "doctor") == "from-other-file"
    assert store_asked_for("doctor", "--config", "other.toml") == "from-other-file"
    monkeypatch.setenv("COMMUNIQUE_STORE", "from-environment")
    assert store_asked_for("doctor", "--config", "other.toml") == "from-environment"
    assert store_asked_for("--store", "before", "doctor") == "before"
    assert store_asked_for("--store", "before", "doctor", "--store", "after") == "after"


@pytest.mark.parametrize(
    ("environment", "message"),
    [({"COMMUNIQUE_PORT": "eighty"}, "port must be int"), ({"COMMUNIQUE_PROT": "80"}, "unknown setting 'prot'")],
)
def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], message: str) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    result = CliRunner().invoke(communique, ["stats"])

    assert result.exit_code == exits.USAGE
    assert message in result.stderr
