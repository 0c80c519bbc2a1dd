"""The description of the service: stable names, examples that work, and nothing that schemathesis finds untrue."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from graph.alerts import open_alerts
from graph.alerts.asking import asked
from graph.model import Article
from graph.pipeline import Pipeline
from graph.settings import Settings
from graph.store import Store, open_store
from tests.api.serving import listening
from tests.builders import TEXT, article, fisheries
from tests.catalogue.conftest import with_body

SETTINGS = Settings(store=":memory:")
ROOT = Path(__file__).parent.parent.parent
NAMES = ROOT / "tests" / "api" / "operations.txt"


def filled() -> Store:
    store = open_store(SETTINGS)
    pipeline = Pipeline(SETTINGS, store, fisheries)
    pipeline.add(article())
    later = Article("later", TEXT, date(2026, 3, 20), "later")
    pipeline.put(later, with_body(later))
    query = "SELECT ?meeting WHERE { ?meeting a <https://w3id.org/communique/ns#Meeting> }"
    columns, rows = asked(store, query)
    open_alerts(SETTINGS, store).add("Meetings held", query, (), columns, rows)
    return store


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with filled() as store, TestClient(create_app(SETTINGS, store=store, reader=fisheries)) as client:
        yield client


@pytest.fixture(scope="module")
def operations(client: TestClient) -> dict[str, tuple[str, str, Mapping[str, Any]]]:
    """Method, path and description of each operation of `/api/v1`, by its name."""
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    return {
        operation["operationId"]: (method, path, operation)
        for path, methods in paths.items()
        for method, operation in methods.items()
        if path.startswith("/api/v1")
    }


def test_names_of_operations_are_stable(operations: Mapping[str, Any]) -> None:
    """Programs are generated from them: a name that is to go must be struck out here, and in the changelog be said to have gone."""
    assert set(operations) >= set(NAMES.read_text(encoding="utf-8").split()), "an operation was renamed or has gone"
    assert set(operations) <= set(NAMES.read_text(encoding="utf-8").split()), "add the new operation's name to operations.txt"


def test_every_operation_says_what_its_errors_look_like(operations: Mapping[str, Any]) -> None:
    for name, (_, _, operation) in operations.items():
        assert "application/problem+json" in operation["responses"]["default"]["content"], name
        assert operation["summary"] and operation["tags"], name


def examples(parameter: Mapping[str, Any]) -> list[Any]:
    return list(parameter["schema"].get("examples", parameter.get("examples", [])))


def test_every_example_of_a_parameter_works(client: TestClient, operations: Mapping[str, Any]) -> None:
    tried = 0
    for name, (method, path, operation) in operations.items():
        if method != "get":
            continue
        parameters = operation.get("parameters", [])
        required = {p["name"]: examples(p)[0] for p in parameters if p["required"]}
        address = path
        for p in parameters:
            if p["in"] == "path":
                address = address.replace(f"{{{p['name']}}}", str(required.pop(p["name"])))
        for p in [None, *(p for p in parameters if not p["required"] and p["in"] == "query")]:
            for value in examples(p) if p else [None]:
                asked = {**required, p["name"]: value} if p else required
                response = client.get(address, params=asked)
                assert response.status_code == 200, (name, response.url, response.text)
                tried += 1
    assert tried > 150


@pytest.mark.parametrize("name", ["addArticle", "previewDecision", "decide", "judgePromise", "saveQuestion"])
def test_every_example_of_a_body_works(operations: Mapping[str, Any], name: str) -> None:
    method, path, operation = operations[name]
    with filled() as store, TestClient(create_app(SETTINGS, store=store, reader=fisheries)) as client:
        schemas = client.get("/api/v1/openapi.json").json()["components"]["schemas"]
        ref = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
        fields = schemas[ref]["properties"]
        body = {key: (of.get("examples") or of["enum"])[0] for key, of in fields.items() if "examples" in of or "enum" in of}
        if name == "addArticle":
            body["text"] = TEXT  # the reader of these tests reads no other
        response = client.request(method, path, json=body)
        assert response.status_code < 300, response.text


@pytest.mark.slow
def test_schemathesis_finds_nothing(tmp_path: Path) -> None:
    """Thousands of requests, right and wrong, over the whole description: each is answered as the description says."""
    command = [str(Path(sys.executable).with_name("schemathesis")), "--config-file", str(ROOT / "tests/api/schemathesis.toml"), "run"]
    command += ["--max-examples", "20", "--seed", "1", "--no-color", "--phases", "examples,coverage,fuzzing"]
    with filled() as store, listening(SETTINGS, store) as port:
        done = subprocess.run(
            [*command, f"http://127.0.0.1:{port}/api/v1/openapi.json"],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            timeout=800,
            check=False,
        )
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr[-2000:]
    assert json.dumps(done.stdout).count("Tested") == 1
