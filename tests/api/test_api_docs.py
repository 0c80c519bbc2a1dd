"""The commands of docs/api.md work."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from graph.filters import NAMES
from tests.api.test_openapi import SETTINGS, filled
from tests.builders import TEXT, fisheries

DOCUMENT = (Path(__file__).parent.parent.parent / "docs" / "api.md").read_text(encoding="utf-8")
COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", DOCUMENT, re.S) for line in block.splitlines()]


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with filled() as store, TestClient(create_app(SETTINGS, store=store, reader=fisheries)) as client:
        yield client


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_works(client: TestClient, command: str) -> None:
    words = iter(shlex.split(command))
    assert next(words) == "curl"
    method, headers, content, address = "GET", {}, None, ""
    for word in words:
        match word:
            case "-X":
                method = next(words)
            case "-I":
                method = "HEAD"
            case "-H":
                name, _, value = next(words).partition(": ")
                headers[name] = value
            case "-d":
                # the reader of these tests reads no other text
                content = next(words).replace("The ministers met in Oslo on Monday.", TEXT)
            case "-s" | "-L":
                pass
            case _:
                address = word.removeprefix("http://127.0.0.1:8040")
    response = client.request(method, address, headers=headers, content=content, follow_redirects="-L" in command)
    assert response.status_code in (200, 201), response.text
    if response.headers["content-type"] == "application/json" and method == "GET":
        assert response.json().get("items") != [], "an example that finds nothing shows nothing"


def test_every_filter_is_explained() -> None:
    section = DOCUMENT.partition("## Filters")[2].partition("\n## ")[0]
    explained = {name for row in re.findall(r"^\| (`.*?) \|", section, re.M) for name in re.findall(r"`(\w+)`", row)}
    assert explained == set(NAMES) - {"predicate"}
