"""GET /bodies, /bodies/{id}."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from api.deps import BodyId, Cursor, Limit, seen
from api.filtering import AsOf, BodyFilters
from api.routes.paging import linked
from graph.catalogue import lists, single
from graph.catalogue.views import BodyView, Page

router = APIRouter(tags=["bodies"])


@router.get("/bodies", operation_id="listBodies", summary="Joint bodies: working groups, commissions, dialogues")
def bodies(request: Request, response: Response, filters: BodyFilters, limit: Limit = 50, cursor: Cursor = None) -> Page[BodyView]:
    """Sorted by name; those that exist and those that are planned or proposed: see `status`."""
    return linked(lists.bodies(seen(request, filters), filters, limit=limit, after=cursor), request, response)


@router.get("/bodies/{id:path}", operation_id="getBody", summary="One joint body with its facts")
def body(request: Request, filters: AsOf, id: BodyId) -> BodyView:  # noqa: A002 - the parameter's name
    """What it is for, under which agreement, how often it meets, its sessions, and every triple in which it stands."""
    return single.body(seen(request, filters), id)
