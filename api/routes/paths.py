"""GET /paths and /central: how two are connected, and who stands between the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query

from api.deps import CatalogueDep, Limit, SettingsDep, StoreDep
from api.filtering import PathFilters
from graph import analysis
from graph.catalogue import single
from graph.catalogue.views import Ref

router = APIRouter(tags=["analysis"])


@dataclass(frozen=True, slots=True)
class Link:
    """One step of a path with the sentence that says it."""

    source: Ref
    predicate: str
    target: Ref
    status: str | None
    date: str | None
    article: str | None
    quote: str | None


@dataclass(frozen=True, slots=True)
class Paths:
    """The shortest connections; empty where there is none."""

    items: tuple[tuple[Link, ...], ...]


@dataclass(frozen=True, slots=True)
class Central:
    """A node with its betweenness (0–1) and its number of edges."""

    node: Ref
    betweenness: float
    degree: int


@dataclass(frozen=True, slots=True)
class Ranking:
    """The nodes between the others, best first."""

    items: tuple[Central, ...]


@router.get("/paths", operation_id="findPaths", summary="How two are connected")
def paths(
    store: StoreDep,
    settings: SettingsDep,
    catalogue: CatalogueDep,
    from_: Annotated[str, Query(alias="from", description="id of one end", examples=["person/no/ingrid-solberg"])],
    to: Annotated[str, Query(description="id of the other end", examples=["person/ke/james-otieno"])],
    filters: PathFilters,
    limit: Annotated[int, Query(ge=1, le=50)] = 5,
) -> Paths:
    """Through meetings, visits, agreements and posts, not through a common country; each step with its sentence."""
    for end in (from_, to):
        single.known(catalogue, end)
    graph = analysis.project(store, "actors", filters, base=settings.base)
    if from_ not in graph or to not in graph:
        return Paths(())
    found = list(analysis.paths(graph, from_, to, limit))
    refs = catalogue.refs(catalogue.iri(x) for path in found for step in path for x in (step.source, step.target))
    by_id = {r.id: r for r in refs.values()}
    return Paths(tuple(tuple(_link(step, by_id) for step in path) for path in found))


def _link(step: analysis.Step, refs: dict[str, Ref]) -> Link:
    e = step.edge
    return Link(refs[step.source], e.predicate, refs[step.target], e.status, e.date, e.article, e.quote)


@router.get("/central", operation_id="rankCentral", summary="Who stands between the others")
def central(store: StoreDep, settings: SettingsDep, catalogue: CatalogueDep, limit: Limit = 20) -> Ranking:
    """Betweenness over meetings, visits, agreements and posts."""
    found = analysis.central(analysis.project(store, "actors", base=settings.base), limit)
    refs = {r.id: r for r in catalogue.refs(catalogue.iri(n) for n, _, _ in found).values()}
    return Ranking(tuple(Central(refs[n], b, d) for n, b, d in found))
