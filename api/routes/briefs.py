"""GET /briefs/{country}/{country}, /briefs: what the articles say about two."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request, Response

from api.deps import seen
from api.filtering import BriefFilters
from graph import brief as briefing
from graph.brief import Brief
from graph.errors import QueryError
from graph.filters import Filters, country
from graph.query.formats import Format, best

router = APIRouter(tags=["briefs"])

JSON = Format("json", "application/json")
WRITTEN: dict[Format, Callable[[Brief], str]] = {
    Format("md", "text/markdown"): briefing.markdown,
    Format("html", "text/html", ("application/xhtml+xml",)): briefing.html,
}
FORMATS = (JSON, *WRITTEN)
Form = Annotated[Literal["json", "md", "html"] | None, Query(alias="format", description="instead of an Accept header")]
_CONTENT = {form.media_type: {"schema": {"type": "string"}} for form in WRITTEN}


@router.get(
    "/briefs/{left}/{right}",
    operation_id="getBrief",
    summary="A brief of two countries",
    response_model=Brief,
    responses={200: {"content": _CONTENT}},
)
def countries(
    request: Request,
    filters: BriefFilters,
    left: Annotated[str, Path(pattern="^[A-Za-z]{2}$", description="ISO 3166 code of a country", examples=["KE"])],
    right: Annotated[str, Path(pattern="^[A-Za-z]{2}$", description="ISO 3166 code of another country", examples=["NO"])],
    form: Form = None,
) -> object:
    """Meetings, what is ahead, agreements, joint bodies, commitments and open questions; every line with the sentences that say it."""
    return _sent(request, filters, country(left), country(right), form)


@router.get(
    "/briefs", operation_id="getBriefOf", summary="A brief of any two", response_model=Brief, responses={200: {"content": _CONTENT}}
)
def any_two(
    request: Request,
    filters: BriefFilters,
    of: Annotated[
        list[str],
        Query(
            min_length=2,
            max_length=2,
            description="ids of the two: countries, bodies or persons; given twice",
            examples=[["ministry/ke/fisheries", "ministry/no/fisheries"]],
        ),
    ],
    form: Form = None,
) -> object:
    """As for two countries; of bodies and persons, what both take part in."""
    return _sent(request, filters, country(of[0]), country(of[1]), form)


def _sent(request: Request, filters: Filters, left: str, right: str, form: str | None) -> object:
    if left == right:
        raise QueryError(f"{left} and {right} are one; a brief is about two")
    chosen = next((x for x in FORMATS if x.name == form), None) or best(request.headers.get("accept"), FORMATS)
    made = briefing.brief(seen(request, filters), left, right, filters, as_of=filters.as_of or date.today().isoformat())
    if chosen is JSON:
        return made
    return Response(WRITTEN[chosen](made), media_type=f"{chosen.media_type}; charset=utf-8", headers={"Vary": "Accept"})
