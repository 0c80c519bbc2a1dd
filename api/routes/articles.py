"""GET and POST /articles; GET and DELETE /articles/{id}; GET /articles/{id}/claims."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from api.deps import ArticleId, CatalogueDep, Cursor, Limit, PipelineDep, SettingsDep
from api.filtering import ArticleFilters
from api.routes.paging import linked
from graph.catalogue import articles as shelf
from graph.catalogue.reading import Catalogue
from graph.catalogue.views import ArticleSummary, ArticleView, ClaimView, Page
from graph.errors import ExtractionError
from graph.sources import from_fields

router = APIRouter(tags=["articles"])


class ArticleIn(BaseModel):
    """An article to read."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(description="the article as published; it is stored verbatim", examples=["Ministers met in Oslo on Monday."])
    published: str | None = Field(
        None, description="day of publication, YYYY-MM-DD; may be left out where the text says it", examples=["2026-03-01"]
    )
    id: str | None = Field(None, description="your id; without one it is made from the content", max_length=500)
    stem: str | None = Field(None, description="what the article is called where it has no id, as a file's name would be", max_length=500)
    title: str | None = None
    publisher: str | None = None
    url: str | None = None
    language: str | None = Field(None, examples=["en"])


@dataclass(frozen=True, slots=True)
class Ingested:
    """What became of an article: `added`, `replaced` or `unchanged`."""

    outcome: str
    article: ArticleSummary
    claims: int
    warnings: tuple[str, ...]


@router.get("/articles", operation_id="listArticles", summary="Articles")
def articles(
    request: Request,
    response: Response,
    catalogue: CatalogueDep,
    filters: ArticleFilters,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[ArticleSummary]:
    """The latest published first; `country` and `participant` are what its claims are about."""
    return linked(shelf.articles(catalogue, filters, limit=limit, after=cursor), request, response)


@router.post("/articles", operation_id="addArticle", summary="Read an article", status_code=201, responses={200: {"model": Ingested}})
def add(pipeline: PipelineDep, settings: SettingsDep, response: Response, body: ArticleIn) -> Ingested:
    """The article is read and what it says is committed, in one step, before the answer. An article of the same id is replaced."""
    found = from_fields(body.model_dump(exclude_none=True), where="body", max_bytes=settings.max_article_bytes)
    report = pipeline.add(found)
    if report.outcome == "failed":
        raise ExtractionError(report.detail)
    catalogue = Catalogue(pipeline.store, settings.base)
    iri = pipeline.graph_of(found)
    response.status_code = 201 if report.outcome == "added" else 200
    response.headers["Location"] = f"/api/v1/articles/{catalogue.id(iri).removeprefix('article/')}"
    return Ingested(report.outcome, shelf.article_summaries(catalogue, [iri])[iri], report.claims, report.warnings)


@router.get("/articles/{id:path}/claims", operation_id="listClaims", summary="What was read from an article")
def claims(
    request: Request,
    response: Response,
    catalogue: CatalogueDep,
    id: ArticleId,  # noqa: A002 - the parameter's name
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[ClaimView]:
    """In the order of the text."""
    return linked(shelf.article_claims(catalogue, id, limit=limit, after=cursor), request, response)


@router.get("/articles/{id:path}", operation_id="getArticle", summary="One article with its text")
def article(catalogue: CatalogueDep, id: ArticleId) -> ArticleView:  # noqa: A002 - the parameter's name
    """The text as published, and the things it names."""
    return shelf.article(catalogue, id)


@router.delete("/articles/{id:path}", operation_id="withdrawArticle", summary="Withdraw an article", status_code=204)
def withdraw(pipeline: PipelineDep, id: ArticleId) -> None:  # noqa: A002 - the parameter's name
    """The article's graph goes, and exactly what it alone supported."""
    pipeline.withdraw(id.removeprefix("article/"))
