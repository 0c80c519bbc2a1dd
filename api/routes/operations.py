"""GET /healthz, /readyz, /metrics: for whoever runs the service."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from api.deps import StoreDep
from graph.errors import StoreUnavailable

router = APIRouter(tags=["operations"])


@dataclass(frozen=True, slots=True)
class Health:
    """How the service is."""

    status: str


@router.get("/healthz", operation_id="isAlive", summary="Whether the process answers")
def healthz() -> Health:
    """Always `ok`, as long as there is an answer."""
    return Health("ok")


@router.get("/readyz", operation_id="isReady", summary="Whether the store answers")
def readyz(store: StoreDep) -> Health:
    """`ready`, or a problem: the store does not answer. A service that is shutting down takes no more connections."""
    try:
        store.ask("ASK { GRAPH ?g { ?s ?p ?o } }")
    except StoreUnavailable:
        raise
    except Exception as e:
        raise StoreUnavailable(f"the store does not answer: {e}") from e
    return Health("ready")


@router.get("/metrics", operation_id="getMetrics", summary="Metrics for Prometheus", response_class=Response)
def metrics(request: Request) -> Response:
    """Counters in the text format of Prometheus."""
    return Response(request.app.state.metrics.text(), media_type="text/plain; version=0.0.4; charset=utf-8")
