"""GET /events, /events/{id}."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from api.deps import Cursor, EventId, Limit, seen
from api.filtering import AsOf, EventFilters
from api.routes.paging import linked
from graph.catalogue import lists, single
from graph.catalogue.views import EventView, Page

router = APIRouter(tags=["events"])


@router.get("/events", operation_id="listEvents", summary="Meetings, visits, signings and other events")
def events(request: Request, response: Response, filters: EventFilters, limit: Limit = 50, cursor: Cursor = None) -> Page[EventView]:
    """The latest first, by earliest possible day; `date` is EDTF, so an uncertain date says how uncertain it is."""
    return linked(lists.events(seen(request, filters), filters, limit=limit, after=cursor), request, response)


@router.get("/events/{id:path}", operation_id="getEvent", summary="One event with its facts")
def event(request: Request, filters: AsOf, id: EventId) -> EventView:  # noqa: A002 - the parameter's name
    """Who took part, when and where as far as the articles say, and every triple in which the event stands."""
    return single.event(seen(request, filters), id)
