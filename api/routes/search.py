"""GET /search."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.deps import CatalogueDep, Cursor, Limit
from api.routes.paging import linked
from graph.catalogue import search as names
from graph.catalogue.views import Hit, Page

router = APIRouter(tags=["graph"])


@router.get("/search", operation_id="search", summary="Find things by name")
def search(
    request: Request,
    response: Response,
    catalogue: CatalogueDep,
    q: Annotated[str, Query(min_length=1, max_length=200, description="words of a name", examples=["verma"])],
    type: Annotated[str | None, Query(description="a class, with its subclasses", examples=["Person"])] = None,  # noqa: A002 - the parameter's name
    limit: Limit = 20,
    cursor: Cursor = None,
) -> Page[Hit]:
    """Whole names come first, then names that begin so, then the rest; every name ever seen counts, not only labels."""
    return linked(names.search(catalogue, q, type_=type, limit=limit, after=cursor), request, response)
