"""GET /review; POST /review/preview; PUT and DELETE /review/decision; GET /contradictions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from api.deps import CatalogueDep, Cursor, Limit, PipelineDep
from api.routes.paging import linked
from graph.catalogue import contradictions as contradicting
from graph.catalogue import review as waiting
from graph.catalogue.contradictions import Contradiction
from graph.catalogue.review import Pair
from graph.catalogue.views import Page
from graph.identity.clusters import Decision

router = APIRouter(tags=["review"])


class DecisionIn(BaseModel):
    """A person's judgement whether two keys are one thing."""

    model_config = ConfigDict(extra="forbid")

    left: str = Field(description="a natural key", examples=["person/ke/james-otieno"])
    right: str = Field(description="another natural key", examples=["person/no/ingrid-solberg"])
    judgement: Literal["same", "notSame"]
    by: str = Field("reviewer", description="who decides", max_length=200)
    reason: str = Field("", max_length=2000)

    def decision(self) -> Decision:
        """As the pipeline takes it: the smaller key first."""
        left, right = sorted((self.left, self.right))
        now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        return Decision(
            left, right, self.judgement, 1.0 if self.judgement == "same" else 0.0, (self.reason,) if self.reason else (), self.by, now
        )


@dataclass(frozen=True, slots=True)
class Effect:
    """What a decision changes: triples that go and come in the simple layer, as N-Triples, and how many quads in all."""

    removed: tuple[str, ...]
    added: tuple[str, ...]
    quads: int


@router.get("/review", operation_id="listReview", summary="Pairs that may be one thing")
def review(
    request: Request,
    response: Response,
    catalogue: CatalogueDep,
    judgement: Literal["undecided", "same", "notSame"] = "undecided",
    by: Annotated[str | None, Query(description="`auto`, or who decided")] = None,
    of: Annotated[str | None, Query(description="an id: only pairs of keys of which one stands for it")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[Pair]:
    """The closest calls first, each with the words in which articles name both."""
    return linked(waiting.pairs(catalogue, judgement=judgement, by=by, of=of, limit=limit, after=cursor), request, response)


@router.post("/review/preview", operation_id="previewDecision", summary="What a decision would change")
def preview(pipeline: PipelineDep, body: DecisionIn) -> Effect:
    """Nothing is committed."""
    removed, added, quads = pipeline.preview(body.decision())
    return Effect(removed, added, quads)


@router.put("/review/decision", operation_id="decide", summary="Decide whether two are one", status_code=204)
def decide(pipeline: PipelineDep, body: DecisionIn) -> None:
    """It stands over what the rules think, survives new readings of the articles, and can be taken back."""
    pipeline.decide(body.decision())


@router.delete("/review/decision", operation_id="undecide", summary="Take a decision back", status_code=204)
def undecide(
    pipeline: PipelineDep,
    left: Annotated[str, Query(description="a natural key")],
    right: Annotated[str, Query(description="the other")],
) -> None:
    """Afterwards the graph is, byte for byte, what it was before the decision."""
    pipeline.undo(left, right)


@router.get("/contradictions", operation_id="listContradictions", summary="What articles give different values for")
def contradictions(
    request: Request, response: Response, catalogue: CatalogueDep, limit: Limit = 50, cursor: Cursor = None
) -> Page[Contradiction]:
    """Status, date, place, kind of document or signatories of one thing on which articles cannot both be right, with each one's words.

    Nothing is overwritten. A later report that only says more, or what became of it, contradicts nothing.
    """
    return linked(contradicting.contradictions(catalogue, limit=limit, after=cursor), request, response)
