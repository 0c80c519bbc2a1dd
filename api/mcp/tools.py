"""The tools, and the server that offers them."""

from __future__ import annotations

import functools
import json
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Literal
from urllib.parse import quote

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations
from pydantic import Field

from api.mcp import schema as vocabulary
from api.mcp.asking import Asking
from graph.errors import CommuniqueError

INSTRUCTIONS = (
    "A knowledge graph of diplomacy read from articles: who met whom, who holds which post, what was signed, what was promised and what "
    "became of it. Every fact has the sentence that says it; give the quote and the article with what you tell. Mind the status of events "
    "and agreements: Planned or Scheduled is not Held, Proposed is not Signed, and a claim made in a statement is the speaker's. Dates are "
    "EDTF: 2026-03 is some day in March, [2026-03-01..2026-03-05] one of these days. Things are named by their id (person/in/asha-verma), "
    "an ISO code of a country (IN), or a name."
)

ROWS = 200
"""rows of a SPARQL answer that are given"""

TEXT = 20_000
"""characters of another answer that are given"""

Who = Annotated[str, Field(description="an id, an ISO code of a country (IN), or a name")]
Day = Annotated[str | None, Field(description="a day, YYYY-MM-DD", pattern=r"^\d{4}-\d{2}-\d{2}$")]
Part = Annotated[Literal["classes", "properties", "queries", "all"], Field(description="what to tell")]
Few = Annotated[int, Field(ge=1, le=50, description="how many at most")]
Answer = dict[str, Any]


class Tools:
    """What an agent can ask. Each method is one tool; its docstring is what the agent is told of it."""

    def __init__(self, asking: Asking) -> None:
        self._ask = asking

    async def search(
        self,
        words: Annotated[str, Field(description="words of a name, or of a text")],
        type: Annotated[str | None, Field(description="a class: Person, Meeting, Agreement, …")] = None,  # noqa: A002 - the tool's argument
        limit: Few = 10,
    ) -> Answer:
        """Find persons, bodies, countries, events, agreements by name, and passages of articles."""
        return dict(await self._ask.rest("/search", {"q": words, "type": type, "limit": limit}))

    async def entity(self, who: Who) -> Answer:
        """What the graph knows of one thing, a person, body, country or place: names, posts, meetings, agreements; with sentences."""
        id_ = await self._ask.resolve(who)
        found = dict(await self._ask.rest(f"/entities/{quote(id_)}"))
        found["facts"] = [_fact(fact) for fact in found["facts"][:100]]
        return {**found, "sentences": await self._ask.sentences(id_, 10)}

    async def events_between(
        self,
        a: Who,
        b: Annotated[str | None, Field(description="the other side; left out: all events of the first")] = None,
        start: Day = None,
        end: Day = None,
        status: Annotated[str | None, Field(description="Held, Planned, Scheduled, Postponed, Cancelled, …; left out: any")] = None,
        limit: Few = 10,
    ) -> Answer:
        """Meetings, visits, calls, signings of two countries, bodies or persons, the latest first.

        Each has its status and the sentences that say so.
        """
        sides = [await self._ask.resolve(side) for side in (a, b) if side]
        lands = ",".join(s for s in sides if s.startswith("country/"))
        others = ",".join(s for s in sides if not s.startswith("country/"))
        params = {"country": lands, "participant": others, "from": start, "to": end, "status": status, "limit": limit}
        return {"events": await self._with_sentences(await self._ask.rest("/events", params)), "between": sides}

    async def agreement(self, which: Annotated[str, Field(description="an id (agreement/…), or words of its name")]) -> Answer:
        """One agreement: status, date, parties, who signed, what it covers and sets up; with sentences."""
        id_ = which if "/" in which else await self._one_agreement(which)
        found = dict(await self._ask.rest(f"/agreements/{quote(id_)}"))
        found["facts"] = [_fact(fact) for fact in found["facts"][:50]]
        return {**found, "sentences": await self._ask.sentences(id_, 10)}

    async def promises(
        self,
        by: Annotated[str | None, Field(description="who promised: an id, an ISO code of a country, or a name")] = None,
        state: Annotated[str | None, Field(description="open, overdue, toReview, kept, broken, superseded, …; left out: any")] = None,
        as_of: Day = None,
        limit: Few = 10,
    ) -> Answer:
        """What was promised and what became of it, those that want attention first. `kept` is only what a person decided."""
        who = await self._ask.resolve(by) if by else None
        found = await self._ask.rest("/promises", {"by": who, "state": state, "asOf": as_of, "limit": limit})
        return {"promises": await self._with_sentences(found)}

    async def evidence(
        self,
        subject: Annotated[str, Field(description="id of the subject")],
        predicate: Annotated[str, Field(description="name of the predicate, such as metWith")],
        object: Annotated[str, Field(description="id of the object, a status, or a literal's text")],  # noqa: A002 - the tool's argument
    ) -> Answer:
        """Why an edge of the graph stands: every claim of it with its exact words, its article and who said so."""
        found = dict(await self._ask.rest("/evidence", {"subject": subject, "predicate": predicate, "object": object}))
        return {**{k: v for k, v in found.items() if k != "items"}, "sentences": self._ask.told(found["items"])}

    async def brief(self, a: Who, b: Who, start: Day = None, end: Day = None) -> Answer:
        """A footnoted brief of two countries, bodies or persons, in Markdown.

        Meetings, what is ahead, agreements, joint bodies, promises, open questions.
        """
        sides = [await self._ask.resolve(side) for side in (a, b)]
        text = await self._ask.text("/briefs", {"of": sides, "from": start, "to": end}, "text/markdown")
        return {"markdown": text[:TEXT], "cut": len(text) > TEXT}

    async def sparql(self, query: Annotated[str, Field(description="the query, with its prefixes")]) -> Answer:
        """Ask in SPARQL 1.1 (SELECT, ASK, CONSTRUCT, DESCRIBE; reading only, within limits). Call `schema` first; declare prefixes."""
        answer = await self._ask.sparql(query)
        if "json" not in answer.headers.get("content-type", ""):
            return {"turtle": answer.text[:TEXT], "cut": len(answer.text) > TEXT}
        found = answer.json()
        if "boolean" in found:
            return {"answer": found["boolean"]}
        rows = found["results"]["bindings"]
        plain = [{name: cell["value"] for name, cell in row.items()} for row in rows[:ROWS]]
        return {
            "columns": found["head"]["vars"],
            "rows": plain,
            "cut": len(rows) > ROWS,
            "see": "`evidence` gives the sentences behind an edge",
        }

    async def schema(
        self, about: Annotated[Literal["classes", "properties", "queries", "all"], Field(description="what to tell")] = "all"
    ) -> Answer:
        """The vocabulary: classes, properties with domain and range, statuses, named graphs, and example queries in SPARQL."""
        return vocabulary.told(about)

    async def _one_agreement(self, words: str) -> str:
        hits = (await self._ask.rest("/search", {"q": words, "type": "Agreement", "limit": 5}))["items"]
        if not hits:
            raise ToolError(f"no agreement is named {words!r}; try events_between, or search with other words")
        return str(hits[0]["id"])

    async def _with_sentences(self, page: Answer) -> list[Answer]:
        return [{**item, "sentences": await self._ask.sentences(item["id"])} for item in page["items"]]


def server(asking: Asking) -> MCPServer:
    """A server with all tools over one way to ask."""
    made = MCPServer("communique", title="Communiqué", instructions=INSTRUCTIONS, log_level="WARNING")
    tools = Tools(asking)
    for tool in (
        tools.search,
        tools.entity,
        tools.events_between,
        tools.agreement,
        tools.promises,
        tools.evidence,
        tools.brief,
        tools.sparql,
        tools.schema,
    ):
        hints = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
        made.add_tool(_told(tool), annotations=hints)
    made.resource("communique://vocabulary", name="vocabulary", title="The vocabulary", mime_type="application/json")(
        lambda: json.dumps(vocabulary.told("all"))
    )
    return made


def _told(tool: Callable[..., Awaitable[Answer]]) -> Callable[..., Awaitable[Answer]]:
    """The tool, with errors of ours as what the agent is told."""

    @functools.wraps(tool)
    async def told(**arguments: Any) -> Answer:
        try:
            return await tool(**arguments)
        except CommuniqueError as e:
            raise ToolError(str(e)) from e

    return told


def _fact(fact: Answer) -> Answer:
    """A fact in few words: agents pay for each."""
    other = fact["other"]
    far = {"id": other["id"], "label": other["label"], "type": other["type"]} if other else fact["value"]["value"]
    brief = {"predicate": fact["predicate"], "direction": fact["direction"], "other": far, "status": fact["status"], "date": fact["date"]}
    return {name: value for name, value in brief.items() if value is not None}
