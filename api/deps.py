"""What routes need, by name: a route's signature is the list of its needs."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import Depends, Path, Query, Request
from pydantic import AfterValidator

from graph.alerts import Alerts, open_alerts
from graph.catalogue.earlier import Earlier
from graph.catalogue.reading import Catalogue
from graph.filters import Filters
from graph.journal import Journal, open_journal
from graph.pipeline import Pipeline
from graph.search import Index, open_index
from graph.settings import Settings
from graph.store import Store


def settings(request: Request) -> Settings:
    """The settings the app was made with."""
    found: Settings = request.app.state.settings
    return found


def store(request: Request) -> Store:
    """The one store of this process."""
    found: Store = request.app.state.store
    return found


def pipeline(request: Request) -> Pipeline:
    """The pipeline over the store; its language model is loaded by the first article."""
    found: Pipeline = request.app.state.pipeline
    return found


def catalogue(request: Request) -> Catalogue:
    """What is in the store, as people look it up."""
    return Catalogue(store(request), settings(request).base)


def seen(request: Request, filters: Filters) -> Catalogue:
    """The catalogue as the filters have it: of today, or as of an earlier day."""
    found = catalogue(request)
    return Earlier(found.store, found.base, filters.as_of) if filters.as_of else found


def journal(request: Request) -> Journal:
    """What changed, in order."""
    return open_journal(settings(request), store(request))


def alerts(request: Request) -> Alerts:
    """The saved questions."""
    return open_alerts(settings(request), store(request))


def index(request: Request) -> Index:
    """The index of names and texts."""
    return open_index(settings(request), store(request))


async def raw_body(request: Request) -> bytes:
    """The request's body, read on the event loop so that the route itself may block."""
    return await request.body()


SettingsDep = Annotated[Settings, Depends(settings)]
StoreDep = Annotated[Store, Depends(store)]
PipelineDep = Annotated[Pipeline, Depends(pipeline)]
JournalDep = Annotated[Journal, Depends(journal)]
AlertsDep = Annotated[Alerts, Depends(alerts)]
IndexDep = Annotated[Index, Depends(index)]
CatalogueDep = Annotated[Catalogue, Depends(catalogue)]
RawBody = Annotated[bytes, Depends(raw_body)]

Limit = Annotated[int, Query(ge=1, le=500, description="how many items at most")]
Cursor = Annotated[str | None, Query(max_length=4096, description="where to go on: `next` of the part before")]


def _real(day: str | None) -> str | None:
    if day is not None:
        date.fromisoformat(day)
    return day


Day = Annotated[
    str | None,
    AfterValidator(_real),
    Query(
        pattern=r"^[12]\d{3}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$",
        description="a day, YYYY-MM-DD",
        examples=["2026-03-01"],
        json_schema_extra={"format": "date"},
    ),
]


def _id(example: str) -> Any:
    return Annotated[str, Path(description="an id: an IRI without the base", max_length=600, examples=[example])]


EntityId = _id("person/no/ingrid-solberg")
EventId = _id("meeting/95512141be7fa928")
AgreementId = _id("agreement/7b64a791d4e9357d")
BodyId = _id("jointbody/ke-no/fisheries-commission")
CommitmentId = _id("commitment/a6e4d6f1f293e703")
StatementId = _id("statement/3e8b2b61961c43e3")
ClaimId = _id("claim/62837f1844cef65b")
ArticleId = _id("fish")
QuestionId = _id("meetings-held")
