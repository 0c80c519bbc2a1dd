"""The graph as tools for agents, asked with the client of the protocol's own library."""

from __future__ import annotations

import json
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import anyio
import pytest
from fastapi.testclient import TestClient
from mcp import Client, StdioServerParameters
from mcp.types import CallToolResult

from api.app import create_app
from api.mcp.tools import Tools
from graph.access.keys import KeyRing
from graph.pipeline import Pipeline
from graph.settings import Settings
from graph.store import Store, open_store
from tests.api.serving import listening
from tests.builders import article, fisheries

SETTINGS = Settings(store=":memory:")
SOLBERG, OTIENO = "person/no/ingrid-solberg", "person/ke/james-otieno"
TOOLS = {"search", "entity", "events_between", "agreement", "promises", "evidence", "brief", "sparql", "schema"}

Call = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def store() -> Store:
    held = open_store(SETTINGS)
    Pipeline(SETTINGS, held, fisheries).add(article())
    return held


@pytest.fixture(scope="module")
def port(store: Store) -> Iterator[int]:
    with listening(SETTINGS, store) as port:
        yield port


def asked(server: Any, work: Callable[[Client], Awaitable[Any]]) -> Any:
    async def main() -> Any:
        async with Client(server) as client:
            return await work(client)

    return anyio.run(main)


@pytest.fixture
def call(port: int) -> Call:
    def ask(tool: str, **arguments: Any) -> dict[str, Any]:
        result: CallToolResult = asked(f"http://127.0.0.1:{port}/mcp", lambda client: client.call_tool(tool, arguments))
        if result.is_error:
            return {"error": result.content[0].text}  # type: ignore[union-attr]  # errors are text
        found = result.structured_content
        assert isinstance(found, dict)
        assert json.loads(result.content[0].text) == found  # type: ignore[union-attr]  # the same for clients that read text alone
        return found

    return ask


def quotes(found: dict[str, Any]) -> set[str]:
    return {s["quote"] for s in found["sentences"]}


def test_the_tools_there_are(port: int) -> None:
    listed = asked(f"http://127.0.0.1:{port}/mcp", lambda client: client.list_tools()).tools
    assert {t.name for t in listed} == TOOLS
    for tool in listed:
        assert tool.annotations.read_only_hint
        assert len(tool.description) > 40
        assert all(p.get("description") for p in tool.input_schema["properties"].values())


def test_search(call: Call) -> None:
    assert call("search", words="solberg")["items"][0]["id"] == SOLBERG


@pytest.mark.parametrize("who", [SOLBERG, "Ingrid Solberg", "solberg"])
def test_an_entity_comes_with_sentences_and_articles(who: str, call: Call) -> None:
    found = call("entity", who=who)
    assert found["id"] == SOLBERG
    assert any(f["predicate"] == "metWith" and f["other"]["id"] == OTIENO for f in found["facts"])
    text = article().text
    assert quotes(found)
    for sentence in found["sentences"]:
        assert sentence["quote"] in text
        assert sentence["article"]["id"]
        assert sentence["article"]["page"].startswith("http://127.0.0.1:")


@pytest.mark.parametrize(("a", "b"), [("NO", "KE"), ("Norway", "Kenya"), ("NO", "James Otieno"), (SOLBERG, OTIENO)])
def test_events_between_two(a: str, b: str, call: Call) -> None:
    (event,) = call("events_between", a=a, b=b)["events"]
    assert event["status"] == "Held"
    assert quotes(event)


def test_events_that_were_not_held_are_not_said_to_be(call: Call) -> None:
    assert call("events_between", a="NO", b="KE", status="Planned")["events"] == []
    assert call("events_between", a="NO", b="KE", end="2000-01-01")["events"] == []


def test_an_agreement_by_its_id_and_by_its_name(call: Call) -> None:
    (hit,) = call("search", words="fisheries", type="Agreement")["items"]
    by_id, by_name = call("agreement", which=hit["id"]), call("agreement", which=hit["label"])
    assert by_id == by_name
    assert {p["id"] for p in by_id["parties"]}
    assert quotes(by_id)


def test_promises(call: Call) -> None:
    (promise,) = call("promises")["promises"]
    assert promise["state"] in ("open", "overdue")
    assert quotes(promise)


def test_evidence_of_an_edge(call: Call) -> None:
    found = call("evidence", subject=SOLBERG, predicate="metWith", object=OTIENO)
    assert found["derived"]["rule"]
    assert quotes(found)


def test_a_brief_has_footnotes(call: Call) -> None:
    found = call("brief", a="Norway", b="KE")
    assert "Ingrid Solberg" in found["markdown"]
    assert "[^1]" in found["markdown"]
    assert not found["cut"]
    assert "one" in call("brief", a="KE", b="KE")["error"]


def test_sparql_reads_only(call: Call) -> None:
    assert call("sparql", query="ASK { ?s ?p ?o }") == {"answer": True}
    rows = call("sparql", query="SELECT ?s WHERE { ?s ?p ?o } LIMIT 3")
    assert rows["columns"] == ["s"]
    assert len(rows["rows"]) == 3
    assert not rows["cut"]
    assert call("sparql", query="CONSTRUCT WHERE { ?s ?p ?o }")["turtle"]
    assert "error" in call("sparql", query="CLEAR ALL")
    assert "line 1" in call("sparql", query="SELECT oops")["error"]
    assert "SERVICE" in call("sparql", query="SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }")["error"]


def test_a_long_answer_of_sparql_says_that_it_is_cut(call: Call) -> None:
    rows = call("sparql", query="SELECT ?a ?b { ?a ?p ?x . ?b ?q ?y }")
    assert len(rows["rows"]) == 200
    assert rows["cut"]


def test_the_schema_is_enough_to_write_a_query(call: Call) -> None:
    found = call("schema")
    assert found["classes"]["Meeting"]["comment"]
    assert found["properties"]["metWith"]["domain"]
    assert all("SELECT" in q or "ASK" in q for q in found["queries"].values())
    assert set(call("schema", about="classes")) == {"prefixes", "layers", "classes"}


@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        ("entity", {"who": "Nobody Known"}, "search"),
        ("entity", {"who": "person/zz/nobody"}, "person/zz/nobody"),
        ("events_between", {"a": "NO", "status": "Perhaps"}, "Perhaps"),
        ("events_between", {"a": "NO", "start": "soon"}, "start"),
        ("agreement", {"which": "on elephants"}, "search"),
        ("promises", {"state": "forgotten"}, "state"),
        ("evidence", {"subject": SOLBERG, "predicate": "oops", "object": OTIENO}, "oops"),
    ],
)
def test_errors_say_what_to_do(tool: str, arguments: dict[str, str], said: str, call: Call) -> None:
    assert said in call(tool, **arguments)["error"]


def test_a_name_of_several_is_asked_back(call: Call) -> None:
    told = call("entity", who="ministry")
    assert "say which" in told["error"]
    assert "organization" in told["error"] or "ministry" in told["error"]


def test_every_tool_is_a_method_with_a_text() -> None:
    assert {name for name in dir(Tools) if not name.startswith("_")} == TOOLS


def test_where_reading_needs_a_key_the_tools_do_too(tmp_path: Path, store: Store) -> None:
    _, secret = KeyRing(tmp_path / "keys.json").create("agent", "read")
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "search", "arguments": {"words": "solberg"}}}
    headers = {"accept": "application/json, text/event-stream", "mcp-protocol-version": "2025-06-18"}
    with TestClient(create_app(Settings(store=":memory:", state=str(tmp_path), read_with_key=True), store=store)) as client:
        assert client.post("/mcp", json=body, headers=headers).status_code == 401
        answer = client.post("/mcp", json=body, headers={**headers, "authorization": f"Bearer {secret}"})
        assert answer.status_code == 200, answer.text
        assert SOLBERG in answer.text


@pytest.mark.slow
def test_on_stdin_and_stdout(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        "date 2026-03-12 Norwegian Foreign Minister Ingrid Solberg met her Kenyan counterpart, James Otieno, in Nairobi on Wednesday.",
        encoding="utf-8",
    )
    command = [sys.executable, "-m", "api.cli", "--store", str(tmp_path / "store")]
    root = Path(__file__).parents[2]
    ingested = __import__("subprocess").run([*command, "ingest", str(tmp_path / "a.txt")], cwd=root, check=False)
    assert ingested.returncode == 0
    parameters = StdioServerParameters(command=command[0], args=[*command[1:], "mcp"], cwd=str(root))
    result = asked(parameters, lambda client: client.call_tool("events_between", {"a": "NO", "b": "KE"}))
    (event,) = result.structured_content["events"]
    assert event["status"] == "Held"
    assert "met her Kenyan counterpart" in event["sentences"][0]["quote"]
