"""GET /background; PUT and DELETE /background/{pack}."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from fastapi import APIRouter

from api.deps import PipelineDep
from graph.catalogue.views import JSON

router = APIRouter(tags=["background"])


@dataclass(frozen=True, slots=True)
class PackView:
    """A pack of background knowledge: whether it is in use, and how many things it says how much about."""

    __pydantic_config__: ClassVar[Any] = JSON
    name: str
    about: str
    source: str
    as_of: str
    loaded: bool
    things: int
    claims: int


@router.get("/background", operation_id="listBackground", summary="Packs of background knowledge")
def packs(pipeline: PipelineDep) -> list[PackView]:
    """Codes, links to other collections and offices, of things that articles name; never what an article says."""
    return [
        PackView(p.name, p.about, p.source, p.as_of, loaded=p.loaded, things=p.things, claims=p.claims)
        for p in pipeline.background.status()
    ]


@router.put("/background/{pack}", operation_id="loadBackground", summary="Use a pack of background knowledge", status_code=204)
def load(pipeline: PipelineDep, pack: str) -> None:
    """Its claims are those of this release, about everything that articles name."""
    pipeline.load_background(pack)


@router.delete("/background/{pack}", operation_id="removeBackground", summary="Remove a pack of background knowledge", status_code=204)
def remove(pipeline: PipelineDep, pack: str) -> None:
    """All its claims go in one commit, and it stays out until it is loaded again. Nothing else changes."""
    pipeline.remove_background(pack)
