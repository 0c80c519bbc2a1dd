"""GET /rereading; POST /rereading/settle; POST /articles/{id}/reread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from fastapi import APIRouter, Query

from api.deps import ArticleId, PipelineDep, SettingsDep
from graph.catalogue.views import JSON
from graph.errors import ExtractionError
from graph.pipeline.rereading import ClaimChange, named

router = APIRouter(tags=["articles"])


@dataclass(frozen=True, slots=True)
class Outdated:
    """Who would read now (names and versions; empty where the reader does not say), and the ids of articles that others read."""

    reader: str
    articles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RereadArticle:
    """What a new reading changes: `before` and `after` say who had read the article and who reads it now."""

    __pydantic_config__: ClassVar[Any] = JSON
    article: str
    outcome: str
    detail: str
    before: str
    after: str
    claims: int
    changes: tuple[ClaimChange, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Settled:
    """How many triples of the simple layer changed."""

    triples: int


@router.get("/rereading", operation_id="listOutdated", summary="Articles that another version read")
def outdated(pipeline: PipelineDep, settings: SettingsDep) -> Outdated:
    """The version of the rules is a digest of their code, word lists, vocabulary and language model."""
    prefix = f"{settings.base}article/"
    return Outdated(named(pipeline.runs), tuple(g.value.removeprefix(prefix) for g in pipeline.outdated()))


@router.post("/rereading/settle", operation_id="settle", summary="Derive the simple layer anew")
def settle(pipeline: PipelineDep) -> Settled:
    """From the claims of all articles, by the rules of today; for the end of a run over all outdated articles."""
    return Settled(pipeline.settle())


@router.post("/articles/{id:path}/reread", operation_id="rereadArticle", summary="Read an article again")
def reread(
    pipeline: PipelineDep,
    id: ArticleId,  # noqa: A002 - the parameter's name
    dry_run: Annotated[bool, Query(alias="dryRun", description="show what would change; change nothing")] = False,
) -> RereadArticle:
    """The stored text is read by the present version, in one commit; decisions of people stand."""
    (one,) = pipeline.reread([id.removeprefix("article/")], dry_run=dry_run)
    r = one.report
    if r.outcome == "failed":
        raise ExtractionError(r.detail)
    return RereadArticle(r.article or "", r.outcome, r.detail, one.before, one.after, r.claims, one.changes, r.warnings)
