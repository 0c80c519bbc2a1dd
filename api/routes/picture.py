"""GET /graph."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from api.deps import CatalogueDep
from graph.catalogue import picture as drawing
from graph.catalogue.picture import Filters
from graph.catalogue.views import Picture

router = APIRouter(tags=["graph"])

Several = Annotated[list[str] | None, Query(description="may be given several times")]


@router.get("/graph", operation_id="getGraph", summary="Nodes and edges to draw")
def graph(
    catalogue: CatalogueDep,
    center: Annotated[str | None, Query(description="id of the node in the middle; without it the best connected part")] = None,
    hops: Annotated[int, Query(ge=1, le=3)] = 1,
    limit: Annotated[int, Query(ge=1, le=5000, description="how many nodes at most; the rest is counted as omitted")] = 300,
    type: Several = None,  # noqa: A002 - the parameter's name
    status: Several = None,
    predicate: Several = None,
    country: Annotated[str | None, Query(description="id of a country that events and agreements must involve")] = None,
) -> Picture:
    """Edges between agents come once per event or agreement behind them (`event`), with its status and date."""
    types, statuses, predicates = (frozenset(x) if x else None for x in (type, status, predicate))
    filters = Filters(types, statuses, predicates, country)
    return drawing.picture(catalogue, center=center, hops=hops, limit=limit, filters=filters)
