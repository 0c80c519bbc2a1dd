"""GET /agreements, /agreements/{id}."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response

from api.deps import CatalogueDep, Cursor, Day, Limit
from api.routes.paging import linked
from graph.catalogue import lists, single
from graph.catalogue.lists import Window
from graph.catalogue.views import AgreementView, Page

router = APIRouter(tags=["agreements"])


@router.get("/agreements", operation_id="listAgreements", summary="Agreements")
def agreements(
    request: Request,
    response: Response,
    catalogue: CatalogueDep,
    status: Annotated[str | None, Query(description="InForce, Signed, Reached, Negotiating or Proposed", examples=["Signed"])] = None,
    country: Annotated[str | None, Query(description="id of a country on one of the sides")] = None,
    party: Annotated[str | None, Query(description="id of a party")] = None,
    from_: Annotated[Day, Query(alias="from")] = None,
    to: Day = None,
    fit: Annotated[
        Literal["possible", "certain"], Query(description="whether its date may, or must, lie between `from` and `to`")
    ] = "possible",
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[AgreementView]:
    """The latest first."""
    window = Window(from_, to, fit == "certain")
    return linked(
        lists.agreements(catalogue, status=status, country=country, party=party, window=window, limit=limit, after=cursor),
        request,
        response,
    )


@router.get("/agreements/{id:path}", operation_id="getAgreement", summary="One agreement with its facts")
def agreement(catalogue: CatalogueDep, id: str) -> AgreementView:  # noqa: A002 - the parameter's name
    """Parties, signatories, areas, provisions, bodies it sets up, and every triple in which it stands."""
    return single.agreement(catalogue, id)
