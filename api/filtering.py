"""Filters as query parameters: described once, taken alike by every route, read in one place (`graph.filters`)."""

from __future__ import annotations

import inspect
from typing import Annotated, Any, Literal

from fastapi import Depends, Query

from graph.filters import Filters, parse

_DAY = r"^[12]\d{3}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$"


_DATE = {"format": "date"}


def _several(description: str, example: str) -> Any:
    return Annotated[list[str], Query(description=f"{description}; may be given several times", examples=[[example]], max_length=50)]


def _day(description: str) -> Any:
    return Annotated[str | None, Query(description=description, pattern=_DAY, examples=["2026-03-31"], json_schema_extra=_DATE)]


PARAMETERS: dict[str, Any] = {
    "type": _several("a class of the vocabulary, its subclasses included", "Meeting"),
    "status": _several("a status", "Held"),
    "predicate": _several("local name of a predicate", "participant"),
    "country": _several("id or ISO code of a country on one of the sides; of several all must be", "country/ke"),
    "participant": _several("id of somebody who takes part, also through a delegation; of several all must", "person/ke/james-otieno"),
    "article": _several("id of an article that tells of it", "article/fish"),
    "publisher": _several("name of a publisher that tells of it", "Invented Press"),
    "confidence": Annotated[float | None, Query(ge=0, le=1, description="the least confidence", examples=[0.5])],
    "from": _day("the first day; of what has no date, the day on which it was told"),
    "to": _day("the last day"),
    "fit": Annotated[
        Literal["possible", "certain"] | None, Query(description="whether a date may (`possible`, by default) or must lie between the days")
    ],
    "asOf": _day("what had been published by that day, as it was told then"),
    "trueOn": _day("what holds on that day: events held, agreements concluded, posts held"),
}
"""annotations by name: the parameters of `graph.filters`, as HTTP has them"""


def filtered(*names: str) -> Any:
    """A need of a route: the filters of these names, read from the query string."""

    def read(**given: Any) -> Filters:
        return parse({_SPELT.get(name, name): _texts(value) for name, value in given.items() if value})

    read.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [
            inspect.Parameter(_AS_PYTHON.get(name, name), inspect.Parameter.KEYWORD_ONLY, default=_nothing(name), annotation=_aliased(name))
            for name in names
        ]
    )
    return Depends(read)


_AS_PYTHON = {"from": "from_"}
_SPELT = {python: name for name, python in _AS_PYTHON.items()}


def _aliased(name: str) -> Any:
    if name not in _AS_PYTHON:
        return PARAMETERS[name]
    described = PARAMETERS[name].__metadata__[0]
    return Annotated[
        str | None,
        Query(alias=name, pattern=_DAY, description=described.description, examples=["2026-03-01"], json_schema_extra=_DATE),
    ]


def _nothing(name: str) -> Any:
    return [] if PARAMETERS[name].__origin__ == list[str] else None


def _texts(value: Any) -> str | list[str]:
    return value if isinstance(value, list) else str(value)


_TOLD = ("article", "publisher", "confidence", "asOf")
_DAYS = ("from", "to", "fit")

EntityFilters = Annotated[Filters, filtered("type", "country", *_TOLD, "from", "to")]
EventFilters = Annotated[Filters, filtered("type", "status", "country", "participant", *_TOLD, *_DAYS, "trueOn")]
AgreementFilters = Annotated[Filters, filtered("status", "country", "participant", *_TOLD, *_DAYS, "trueOn")]
BodyFilters = Annotated[Filters, filtered("status", "country", *_TOLD, *_DAYS, "trueOn")]
CommitmentFilters = Annotated[Filters, filtered("country", "participant", *_TOLD, "from", "to")]
StatementFilters = Annotated[Filters, filtered("country", "participant", *_TOLD, "from", "to")]
ClaimFilters = Annotated[Filters, filtered("predicate", "country", "participant", *_TOLD, "from", "to")]
PostFilters = Annotated[Filters, filtered("country", "participant", *_TOLD, *_DAYS, "trueOn")]
TimelineFilters = Annotated[Filters, filtered("type", "status", "country", "participant", *_TOLD, *_DAYS, "trueOn")]
ArticleFilters = Annotated[Filters, filtered("country", "participant", "article", "publisher", "from", "to", "asOf")]
SearchFilters = Annotated[Filters, filtered("type", "country", "participant", "article", "publisher", "from", "to")]
BriefFilters = Annotated[Filters, filtered("article", "publisher", "confidence", "asOf", *_DAYS)]
PictureFilters = Annotated[Filters, filtered("type", "status", "predicate", "country", *_DAYS)]
PathFilters = Annotated[Filters, filtered("status", "predicate", "confidence")]
AsOf = Annotated[Filters, filtered("asOf")]
