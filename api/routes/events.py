"""GET /events, /events/{id}."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response

from api.deps import CatalogueDep, Cursor, Day, Limit
from api.routes.paging import linked
from graph.catalogue import lists, single
from graph.catalogue.lists import Window
from graph.catalogue.views import EventView, Page

router = APIRouter(tags=["events"])


@router.get("/events", operation_id="listEvents", summary="Meetings, visits, signings and other events")
def events(
    request: Request,
    response: Response,
    catalogue: CatalogueDep,
    type: Annotated[str | None, Query(description="a class, with its subclasses", examples=["Meeting"])] = None,  # noqa: A002 - the parameter's name
    status: Annotated[
        str | None, Query(description="Held, Ongoing, Scheduled, Planned, Proposed, Postponed or Cancelled", examples=["Held"])
    ] = None,
    country: Annotated[str | None, Query(description="id of a country on one of the sides")] = None,
    participant: Annotated[str | None, Query(description="id of somebody who takes part, also through a delegation")] = None,
    from_: Annotated[Day, Query(alias="from")] = None,
    to: Day = None,
    fit: Annotated[
        Literal["possible", "certain"], Query(description="whether the event may, or must, lie between `from` and `to`")
    ] = "possible",
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[EventView]:
    """The latest first, by earliest possible day; `date` is EDTF, so an uncertain date says how uncertain it is."""
    window = Window(from_, to, fit == "certain")
    found = lists.events(
        catalogue, type_=type, status=status, country=country, participant=participant, window=window, limit=limit, after=cursor
    )
    return linked(found, request, response)


@router.get("/events/{id:path}", operation_id="getEvent", summary="One event with its facts")
def event(catalogue: CatalogueDep, id: str) -> EventView:  # noqa: A002 - the parameter's name
    """Who took part, when and where as far as the articles say, and every triple in which the event stands."""
    return single.event(catalogue, id)
