"""GET /entities, /entities/{id}."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.deps import CatalogueDep, Cursor, Limit
from api.routes.paging import linked
from graph.catalogue import lists, single
from graph.catalogue.views import EntitySummary, EntityView, Page

router = APIRouter(tags=["entities"])


@router.get("/entities", operation_id="listEntities", summary="Persons, bodies, countries and places")
def entities(
    request: Request,
    response: Response,
    catalogue: CatalogueDep,
    type: Annotated[str | None, Query(description="a class, with its subclasses", examples=["Ministry"])] = None,  # noqa: A002 - the parameter's name
    country: Annotated[str | None, Query(description="id of a country", examples=["country/in"])] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[EntitySummary]:
    """Sorted by label."""
    return linked(lists.entities(catalogue, type_=type, country=country, limit=limit, after=cursor), request, response)


@router.get("/entities/{id:path}", operation_id="getEntity", summary="One thing with its facts")
def entity(catalogue: CatalogueDep, id: str) -> EntityView:  # noqa: A002 - the parameter's name
    """Anything in the graph by id, with every triple in which it stands and what is at the other end."""
    return single.entity(catalogue, id)
