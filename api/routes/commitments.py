"""GET /commitments, /commitments/{id}."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response

from api.deps import CommitmentId, Cursor, Limit, seen
from api.filtering import AsOf, CommitmentFilters
from api.routes.paging import linked
from graph.catalogue import lists, single
from graph.catalogue.views import CommitmentView, Page

router = APIRouter(tags=["commitments"])

Modality = Literal["will", "plans", "interest", "requests", "reaffirmed", "considering"]


@router.get("/commitments", operation_id="listCommitments", summary="What was promised, planned, offered, wanted or asked")
def commitments(
    request: Request,
    response: Response,
    filters: CommitmentFilters,
    by: Annotated[str | None, Query(description="id of who commits itself", max_length=600, examples=["country/ke"])] = None,
    toward: Annotated[str | None, Query(description="id of the other side", max_length=600)] = None,
    modality: Modality | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[CommitmentView]:
    """Sorted by gist; `quote` is the clause that says it. A `participant` is on either side, a `country` also through its people."""
    found = lists.commitments(seen(request, filters), filters, by=by, toward=toward, modality=modality, limit=limit, after=cursor)
    return linked(found, request, response)


@router.get("/commitments/{id:path}", operation_id="getCommitment", summary="One commitment with its facts")
def commitment(request: Request, filters: AsOf, id: CommitmentId) -> CommitmentView:  # noqa: A002 - the parameter's name
    """Who commits itself to what toward whom, in which words, and every triple in which it stands."""
    return single.commitment(seen(request, filters), id)
