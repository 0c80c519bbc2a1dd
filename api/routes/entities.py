"""GET /entities, /entities/{id}, /entities/{id}/posts, /entities/{id}/timeline; /posts; /timeline."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.deps import Cursor, EntityId, Limit, seen
from api.filtering import AsOf, EntityFilters, PostFilters, TimelineFilters
from api.routes.paging import linked
from graph.catalogue import lists, single, timeline
from graph.catalogue import posts as tenures
from graph.catalogue.views import EntitySummary, EntityView, Moment, Page, TenureView

router = APIRouter(tags=["entities"])


@router.get("/entities", operation_id="listEntities", summary="Persons, bodies, countries and places")
def entities(request: Request, response: Response, filters: EntityFilters, limit: Limit = 50, cursor: Cursor = None) -> Page[EntitySummary]:
    """Sorted by label. `country` is the one it is of."""
    return linked(lists.entities(seen(request, filters), filters, limit=limit, after=cursor), request, response)


@router.get("/posts", operation_id="listPosts", summary="Who was seen in which post, from when to when")
def posts(
    request: Request,
    response: Response,
    filters: PostFilters,
    holder: Annotated[str | None, Query(description="id of a person", max_length=600, examples=["person/no/ingrid-solberg"])] = None,
    post: Annotated[str | None, Query(description="id of a post", max_length=600)] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[TenureView]:
    """By holder, the earliest first, each with the claims that say so.

    `trueOn` with `fit=certain`: between two days on which somebody was seen in the post; otherwise until somebody calls it over.
    """
    found = tenures.posts(seen(request, filters), filters, holder=holder, post=post, limit=limit, after=cursor)
    return linked(found, request, response)


@router.get("/timeline", operation_id="listTimeline", summary="Events, agreements and commitments in the order of time")
def whole_timeline(
    request: Request, response: Response, filters: TimelineFilters, limit: Limit = 50, cursor: Cursor = None
) -> Page[Moment]:
    """The earliest first, each with the first words that tell of it; `country` given twice shows what is between the two."""
    return linked(timeline.timeline(seen(request, filters), filters, limit=limit, after=cursor), request, response)


@router.get("/entities/{id:path}/posts", operation_id="listPostsOf", summary="A person's posts over time, or a post's holders")
def posts_of(
    request: Request,
    response: Response,
    filters: PostFilters,
    id: EntityId,  # noqa: A002 - the parameter's name
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[TenureView]:
    """The earliest first, each with the claims that say so."""
    return linked(tenures.posts_of(seen(request, filters), id, filters, limit=limit, after=cursor), request, response)


@router.get("/entities/{id:path}/timeline", operation_id="listTimelineOf", summary="What somebody took part in, in the order of time")
def timeline_of(
    request: Request,
    response: Response,
    filters: TimelineFilters,
    id: EntityId,  # noqa: A002 - the parameter's name
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[Moment]:
    """Events, agreements and commitments, the earliest first, with the role in each."""
    c = seen(request, filters)
    single.known(c, id)
    return linked(timeline.timeline(c, filters, of=id, limit=limit, after=cursor), request, response)


@router.get("/entities/{id:path}", operation_id="getEntity", summary="One thing with its facts")
def entity(request: Request, filters: AsOf, id: EntityId) -> EntityView:  # noqa: A002 - the parameter's name
    """Anything in the graph by id, with every triple in which it stands and what is at the other end."""
    return single.entity(seen(request, filters), id)
