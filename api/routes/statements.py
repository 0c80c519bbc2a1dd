"""GET /statements, /statements/{id}; /claims, /claims/{id}."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response

from api.deps import CatalogueDep, ClaimId, Cursor, Limit, StatementId
from api.filtering import ClaimFilters, StatementFilters
from api.routes.paging import linked
from graph.catalogue import statements as said
from graph.catalogue.views import ClaimView, Page, Utterance

router = APIRouter(tags=["statements"])

Mode = Literal["narrator", "direct", "indirect", "indirect-continued", "reported-speech-act", "embedded-post"]
Kind = Literal["asserted", "inferred", "background"]


@router.get("/statements", operation_id="listStatements", summary="Who said what, in which words")
def statements(
    request: Request,
    response: Response,
    catalogue: CatalogueDep,
    filters: StatementFilters,
    speaker: Annotated[str | None, Query(description="id of who speaks", max_length=600, examples=["person/ke/james-otieno"])] = None,
    mode: Mode | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[Utterance]:
    """Those of the latest published articles first."""
    found = said.statements(catalogue, filters, speaker=speaker, mode=mode, limit=limit, after=cursor)
    return linked(found, request, response)


@router.get("/statements/{id:path}", operation_id="getStatement", summary="One statement with the claims made in it")
def statement(catalogue: CatalogueDep, id: StatementId) -> Utterance:  # noqa: A002 - the parameter's name
    """Its speaker, words and channel, and what is claimed in it."""
    return said.statement(catalogue, id)


@router.get("/claims", operation_id="findClaims", summary="Claims with their evidence")
def claims(
    request: Request,
    response: Response,
    catalogue: CatalogueDep,
    filters: ClaimFilters,
    subject: Annotated[str | None, Query(description="id of what a claim is about", max_length=600, examples=["country/ke"])] = None,
    object: Annotated[  # noqa: A002 - the parameter's name
        str | None, Query(description="id of the object, a name of the vocabulary, or a literal's text", max_length=600)
    ] = None,
    kind: Kind | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[ClaimView]:
    """Those of the latest published articles first; `country` and `participant` are at either end of a claim."""
    found = said.claims(catalogue, filters, subject=subject, object_=object, kind=kind, limit=limit, after=cursor)
    return linked(found, request, response)


@router.get("/claims/{id:path}", operation_id="getClaim", summary="One claim with its evidence")
def claim(catalogue: CatalogueDep, id: ClaimId) -> ClaimView:  # noqa: A002 - the parameter's name
    """What it says, in which words of which article, in whose mouth."""
    return said.claim(catalogue, id)
