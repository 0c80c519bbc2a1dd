"""GET /commitments."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response

from api.deps import CatalogueDep, Cursor, Limit
from api.routes.paging import linked
from graph.catalogue import lists
from graph.catalogue.views import CommitmentView, Page

router = APIRouter(tags=["commitments"])

Modality = Literal["will", "plans", "interest", "requests", "reaffirmed", "considering"]


@router.get("/commitments", operation_id="listCommitments", summary="What was promised, planned, offered, wanted or asked")
def commitments(
    request: Request,
    response: Response,
    catalogue: CatalogueDep,
    by: Annotated[str | None, Query(description="id of who commits itself", examples=["country/in"])] = None,
    toward: Annotated[str | None, Query(description="id of the other side")] = None,
    modality: Modality | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[CommitmentView]:
    """Sorted by gist; `quote` is the clause that says it."""
    return linked(lists.commitments(catalogue, by=by, toward=toward, modality=modality, limit=limit, after=cursor), request, response)
