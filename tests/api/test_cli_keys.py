import json
from pathlib import Path

import pytest

from api.cli import exits
from graph.access.keys import KeyRing
from tests.api.conftest import Cli


def test_a_key_is_shown_once(cli: Cli, here: Path) -> None:
    made = cli("keys", "create", "newsroom", "--scope", "write", "--rate", "10/minute")
    assert made.exit_code == exits.FINE, made.output
    secret = made.stdout.strip()
    key = KeyRing(here / "communique-store" / "keys.json").find(secret)
    assert key
    assert (key.name, key.scope, key.rate) == ("newsroom", "write", "10/minute")
    listed = cli("keys", "list", "--json")
    assert [k["name"] for k in json.loads(listed.stdout)] == ["newsroom"]
    assert secret not in listed.output
    assert key.digest not in listed.output
    assert cli("keys", "list").stdout.split("\t")[:3] == [key.id, "newsroom", "write"]


def test_a_key_is_revoked(cli: Cli) -> None:
    cli("keys", "create", "newsroom")
    assert cli("keys", "revoke", "newsroom").exit_code == exits.FINE
    assert json.loads(cli("keys", "list", "--json").stdout) == []
    assert cli("keys", "revoke", "newsroom").exit_code == exits.NOT_FOUND


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("create", "x", "--scope", "god"), exits.USAGE, "god"),
        (("create", "x", "--rate", "often"), exits.USAGE, "600/minute"),
        (("create", "x", "--store", ":memory:"), exits.USAGE, "in memory"),
    ],
)
def test_what_makes_no_key(arguments: tuple[str, ...], code: int, said: str, cli: Cli) -> None:
    refused = cli("keys", *arguments)
    assert refused.exit_code == code
    assert said in refused.output


def test_a_public_address_wants_keys(cli: Cli) -> None:
    refused = cli("serve", "--host", "0.0.0.0", "--port", "0")
    assert refused.exit_code == exits.USAGE
    assert "communique keys create" in refused.output


def test_keys_may_be_there_before_the_store(cli: Cli, news: Path, here: Path) -> None:
    cli("keys", "create", "newsroom")
    assert cli("ingest", str(news)).exit_code == exits.SOME_REFUSED
    assert cli("stats").exit_code == exits.FINE


def test_writes_of_the_command_line_are_on_record(cli: Cli, news: Path, here: Path) -> None:
    cli("ingest", str(news))
    cli("withdraw", "a-envoys")
    lines = [json.loads(line) for line in (here / "communique-store" / "audit.jsonl").read_text().splitlines()]
    assert [(x["what"].split()[0], x["outcome"], x["origin"]) for x in lines] == [
        ("ingest", "added", "command line"),
        ("ingest", "added", "command line"),
        ("withdraw", "withdrawn", "command line"),
    ]
    assert all(x["who"] for x in lines)
