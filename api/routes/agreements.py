"""GET /agreements, /agreements/{id}."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.deps import AgreementId, Cursor, Limit, seen
from api.filtering import AgreementFilters, AsOf
from api.routes.paging import linked
from graph.catalogue import lists, single
from graph.catalogue.views import AgreementView, Page

router = APIRouter(tags=["agreements"])


@router.get("/agreements", operation_id="listAgreements", summary="Agreements")
def agreements(
    request: Request,
    response: Response,
    filters: AgreementFilters,
    party: Annotated[str | None, Query(description="id of a party", max_length=600, examples=["ministry/ke/fisheries"])] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[AgreementView]:
    """The latest first. A `participant` is a party or a signatory."""
    return linked(lists.agreements(seen(request, filters), filters, party=party, limit=limit, after=cursor), request, response)


@router.get("/agreements/{id:path}", operation_id="getAgreement", summary="One agreement with its facts")
def agreement(request: Request, filters: AsOf, id: AgreementId) -> AgreementView:  # noqa: A002 - the parameter's name
    """Parties, signatories, areas, provisions, bodies it sets up, and every triple in which it stands."""
    return single.agreement(seen(request, filters), id)
