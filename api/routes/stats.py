"""GET /stats."""

from __future__ import annotations

from fastapi import APIRouter

from api.deps import CatalogueDep
from graph.catalogue import statistics
from graph.catalogue.views import Stats

router = APIRouter(tags=["graph"])


@router.get("/stats", operation_id="getStats", summary="How much there is")
def stats(catalogue: CatalogueDep) -> Stats:
    """Counts of things by class, and the articles published last."""
    return statistics.stats(catalogue)
