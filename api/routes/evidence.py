"""GET /evidence."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from api.deps import CatalogueDep
from graph.catalogue import evidence as reasons
from graph.catalogue.views import EvidenceView

router = APIRouter(tags=["graph"])


@router.get("/evidence", operation_id="getEvidence", summary="Why an edge stands")
def evidence(
    catalogue: CatalogueDep,
    subject: Annotated[str, Query(description="id of the subject", examples=["person/no/ingrid-solberg"])],
    predicate: Annotated[str, Query(description="local name of the predicate", examples=["metWith"])],
    object: Annotated[str, Query(description="id of the object, a status, or a literal's text", examples=["person/ke/james-otieno"])],  # noqa: A002 - the parameter's name
) -> EvidenceView:
    """The claims that state a triple, each with its exact words, article and speaker.

    For a derived triple those of the events or agreements it follows from.
    """
    return reasons.evidence(catalogue, subject, predicate, object)
