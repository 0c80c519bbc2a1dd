"""GET and POST /questions; GET and DELETE /questions/{id}; its rows, and its feed as Atom or JSON lines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Annotated, Any, ClassVar, Literal
from urllib.parse import quote, urlsplit

from fastapi import APIRouter, Header, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from api.deps import AlertsDep, QuestionId, SettingsDep, StoreDep
from graph.alerts import Alerts, Question, addresses, asking, atom
from graph.alerts.keeping import new_secret
from graph.alerts.questions import document
from graph.catalogue.views import JSON
from graph.errors import Conflict

router = APIRouter(tags=["questions"])

LINES = "application/x-ndjson"
LATEST = 100
"""entries of the Atom document"""

EXAMPLE = (
    "PREFIX cmq: <https://w3id.org/communique/ns#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
    "SELECT ?meeting ?label ?status WHERE { ?meeting a cmq:Meeting ; skos:prefLabel ?label OPTIONAL { ?meeting cmq:status ?status } }"
)


class QuestionIn(BaseModel):
    """A question to save."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(description="what it is called; its id is made from it", pattern="[A-Za-z0-9]", max_length=200, examples=["Talks"])
    query: str = Field(description="a SPARQL SELECT", max_length=100_000, examples=[EXAMPLE])
    keys: list[str] = Field([], description="columns that say which row is the same one; without any, all", examples=[["meeting"]])
    webhook: str = Field(
        "", description="URL that new entries are sent to, signed; without one, nowhere", pattern="^(https?://.+)?$", max_length=2000
    )


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A saved question. `error` is why it could not be answered after the last write; empty where it could."""

    __pydantic_config__: ClassVar[Any] = JSON
    id: str
    name: str
    query: str
    keys: tuple[str, ...]
    columns: tuple[str, ...]
    created: str
    refreshed: str
    error: str
    webhook: str
    webhook_error: str
    undelivered: int
    last: int


@dataclass(frozen=True, slots=True)
class SavedView(QuestionView):
    """A question that was just saved. `secret` is what requests to its webhook are signed with: it is told this once."""

    secret: str


@dataclass(frozen=True, slots=True)
class RowsView:
    """The last rows of a question, each a solution as SPARQL 1.1 Query Results JSON writes it."""

    columns: tuple[str, ...]
    rows: list[dict[str, dict[str, str]]]


@router.get("/questions", operation_id="listQuestions", summary="Saved questions")
def questions(alerts: AlertsDep) -> list[QuestionView]:
    """`last` is the number of the latest entry of the feed; of a webhook only its host is told."""
    return [_view(alerts, q) for q in alerts.questions()]


@router.post("/questions", operation_id="saveQuestion", summary="Save a question", status_code=201)
def save(store: StoreDep, settings: SettingsDep, alerts: AlertsDep, response: Response, body: QuestionIn) -> SavedView:
    """It is asked at once: its feed tells what changes from then on, after each write."""
    if body.webhook:
        addresses.check(body.webhook, addresses.hosts(settings.webhook_hosts))
    columns, rows = asking.asked(store, body.query, body.keys)
    secret = new_secret() if body.webhook else ""
    made = alerts.add(body.name, body.query, body.keys, columns, rows, webhook=body.webhook, secret=secret)
    response.headers["Location"] = f"/api/v1/questions/{quote(made.id)}"
    return SavedView(**asdict(_view(alerts, made)), secret=secret)


@router.get("/questions/{id}", operation_id="getQuestion", summary="One saved question")
def question(alerts: AlertsDep, id: QuestionId) -> QuestionView:  # noqa: A002 - the parameter's name
    """With its query, and how its last answer went."""
    return _view(alerts, alerts.question(id))


@router.delete("/questions/{id}", operation_id="deleteQuestion", summary="Delete a saved question", status_code=204)
def delete(alerts: AlertsDep, id: QuestionId) -> None:  # noqa: A002 - the parameter's name
    """Its feed goes with it."""
    alerts.remove(id)


@router.get("/questions/{id}/rows", operation_id="getRows", summary="The rows of a saved question")
def rows(alerts: AlertsDep, id: QuestionId) -> RowsView:  # noqa: A002 - the parameter's name
    """As of the last time it was answered, in a fixed order."""
    found = alerts.question(id)
    return RowsView(found.columns, [{name: dict(term) for name, term in row.items()} for row in alerts.rows(id)])


@router.get(
    "/questions/{id}/feed",
    operation_id="getFeed",
    summary="What changed in the answer to a saved question",
    response_class=Response,
    responses={
        200: {
            "description": "an Atom feed, or one JSON document a line",
            "content": {atom.MEDIA_TYPE: {"schema": {"type": "string"}}, LINES: {"schema": {"type": "string"}}},
        }
    },
)
def feed(
    request: Request,
    alerts: AlertsDep,
    settings: SettingsDep,
    id: QuestionId,  # noqa: A002 - the parameter's name
    form: Annotated[Literal["atom", "jsonl"] | None, Query(alias="format", description="or by Accept", examples=["atom", "jsonl"])] = None,
    since: Annotated[int, Query(ge=0, le=1 << 60, description="JSON lines: number of the last entry seen", examples=[0])] = 0,
    limit: Annotated[int, Query(ge=1, le=10_000, description="JSON lines: how many entries at most")] = 1000,
    accept: Annotated[str, Header(include_in_schema=False)] = "",
) -> Response:
    """Rows added, changed and withdrawn. Atom has the last hundred entries, the latest first; JSON lines all after `since`, in order.

    `number` rises and is never given twice; ask again with the last one seen, or follow `Link`. 409 where `since` is beyond the end.
    """
    found = alerts.question(id)
    if form == "atom" or (form is None and "json" not in accept):
        data = atom.feed(found, alerts.latest(id, LATEST), address=str(request.url), base=settings.base)
        return Response(data, media_type=atom.MEDIA_TYPE, headers={"Vary": "Accept"})
    last = alerts.last(id)
    if since > last:
        raise Conflict(f"since: {since} is beyond the last entry, {last}: the question was saved anew, so begin with since=0")
    part = alerts.entries(id, since, limit)
    reach = part[-1].number if part else since
    link = f'</api/v1/questions/{quote(id)}/feed?format=jsonl&since={reach}>; rel="next"'
    headers = {"Communique-Last": str(last), "Link": link, "Vary": "Accept"}
    return Response(b"".join(_lines(part)), media_type=LINES, headers=headers)


def _lines(entries: list[Any]) -> Iterator[bytes]:
    return (json.dumps(document(e), ensure_ascii=False, separators=(",", ":")).encode("utf-8") + b"\n" for e in entries)


def _view(alerts: Alerts, q: Question) -> QuestionView:
    host = urlsplit(q.webhook).hostname or ""
    return QuestionView(**{**asdict(q), "webhook": host}, undelivered=alerts.undelivered(q.id), last=alerts.last(q.id))
