"""GET /search."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response

from api.deps import Cursor, IndexDep, Limit, seen
from api.filtering import SearchFilters
from api.routes.paging import linked
from graph import search as full_text
from graph.catalogue.views import Page
from graph.search import Hit

router = APIRouter(tags=["graph"])

Kind = Literal["thing", "article", "quote"]


@router.get("/search", operation_id="search", summary="Find things by name, articles and quotes by their words")
def search(
    request: Request,
    response: Response,
    index: IndexDep,
    filters: SearchFilters,
    q: Annotated[str, Query(min_length=1, max_length=200, description='words; "in quotes" side by side', examples=["solberg"])],
    kind: Annotated[
        list[Kind] | None,
        Query(alias="in", description="where to look: `thing` (by default), `article`, `quote`; may be given several times"),
    ] = None,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> Page[Hit]:
    """Names come first: whole ones, then those that begin so, then the rest; every name ever seen counts, diacritics and scripts do not.

    Articles and quotes come with the stretch that has the words, and where in it they are (`marks`), the best first. Days are those of an
    event or agreement, or of publication.
    """
    asked = full_text.Query(q, frozenset(kind or ("thing",)), filters)
    return linked(full_text.search(index, seen(request, filters), asked, limit=limit, after=cursor), request, response)
