"""GET /promises; PUT and DELETE /promises/judgement."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from api.deps import CatalogueDep, Cursor, Day, Limit, PipelineDep
from api.routes.paging import linked
from graph.catalogue import promises as tracker
from graph.catalogue.promises import PromiseView
from graph.catalogue.views import Page
from graph.pipeline.fulfilments import Fulfilment

router = APIRouter(tags=["promises"])

State = Literal["open", "overdue", "postponed", "to review", "kept", "superseded", "broken"]


class Judgement(BaseModel):
    """A person's judgement whether an outcome kept a promise, or a later promise took its place (`superseded`), or neither (`notKept`)."""

    model_config = ConfigDict(extra="forbid")

    promise: str = Field(description="id of the promise", examples=["commitment/a6e4d6f1f293e703"])
    outcome: str = Field(description="id of the event, agreement or body, or of the later promise", examples=["meeting/95512141be7fa928"])
    judgement: Literal["kept", "superseded", "notKept"]
    by: str = Field("reviewer", description="who decides", max_length=200)
    reason: str = Field("", max_length=2000)


@router.get("/promises", operation_id="listPromises", summary="What was promised and what became of it")
def promises(
    request: Request,
    response: Response,
    catalogue: CatalogueDep,
    by: Annotated[str | None, Query(description="id of who promised, or of a side of an event ahead", examples=["country/ke"])] = None,
    state: State | None = None,
    as_of: Annotated[Day, Query(alias="asOf")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[PromiseView]:
    """Commitments, events ahead and bodies to be set up, those that want attention first.

    Only what had been published by `asOf` (default: today) counts.
    """
    day = as_of or date.today().isoformat()
    return linked(tracker.promises(catalogue, as_of=day, by=by, state=state, limit=limit, after=cursor), request, response)


@router.put("/promises/judgement", operation_id="judgePromise", summary="Decide what became of a promise", status_code=204)
def judge(pipeline: PipelineDep, body: Judgement) -> None:
    """The judgement stands until it is changed or taken back; only it makes a promise count as superseded, or a commitment as kept."""
    now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    pipeline.judge_promise(Fulfilment(body.promise, body.outcome, body.judgement, body.by, now, body.reason))


@router.delete("/promises/judgement", operation_id="unjudgePromise", summary="Take a judgement back", status_code=204)
def unjudge(
    pipeline: PipelineDep,
    promise: Annotated[str, Query(description="id of the promise")],
    outcome: Annotated[str, Query(description="id of what was judged to have kept it")],
) -> None:
    """Afterwards the graph is what it was before the judgement."""
    pipeline.unjudge_promise(promise, outcome)
