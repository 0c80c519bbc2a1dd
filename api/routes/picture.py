"""GET /graph."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from api.deps import CatalogueDep
from api.filtering import PictureFilters
from graph.catalogue import picture as drawing
from graph.catalogue.views import Picture

router = APIRouter(tags=["graph"])


@router.get("/graph", operation_id="getGraph", summary="Nodes and edges to draw")
def graph(
    catalogue: CatalogueDep,
    filters: PictureFilters,
    center: Annotated[str | None, Query(description="id of the node in the middle; without it the best connected part")] = None,
    hops: Annotated[int, Query(ge=1, le=3)] = 1,
    limit: Annotated[int, Query(ge=1, le=5000, description="how many nodes at most; the rest is counted as omitted")] = 300,
) -> Picture:
    """Edges between agents come once per event or agreement behind them (`event`), with its status and date."""
    return drawing.picture(catalogue, center=center, hops=hops, limit=limit, filters=filters)
