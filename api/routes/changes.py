"""GET /changes: what changed, in order, as JSON lines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse

from api.deps import CatalogueDep, JournalDep
from graph.catalogue.reading import Catalogue
from graph.catalogue.views import camel
from graph.errors import Conflict
from graph.journal import Entry, Journal, Kind

router = APIRouter(tags=["changes"])

MEDIA_TYPE = "application/x-ndjson"
BATCH = 50
"""entries read at once: each may hold the claims of a long article"""


@router.get(
    "/changes",
    operation_id="listChanges",
    summary="What changed, in order",
    response_class=Response,
    responses={200: {"description": "one JSON document a line", "content": {MEDIA_TYPE: {"schema": {"type": "string"}}}}},
)
def changes(
    journal: JournalDep,
    catalogue: CatalogueDep,
    since: Annotated[int, Query(ge=0, le=1 << 60, description="number of the last entry seen; 0 for all there are", examples=[0])] = 0,
    limit: Annotated[int, Query(ge=1, le=10_000, description="how many entries at most")] = 1000,
    kind: Annotated[Kind | None, Query(description="only commits of one kind", examples=["added"])] = None,
    article: Annotated[str | None, Query(description="id of an article: only what became of it", max_length=600)] = None,
) -> Response:
    """Articles added, replaced and withdrawn, with the claims that came and went, and decisions; the earliest first.

    `sequence` rises and is never given twice; ask again with the last one seen, or follow `Link`. `Communique-Last` is the last there is.
    409 where `since` is beyond the end: the journal was begun anew, so begin with 0.
    """
    last = journal.last
    if since > last:
        raise Conflict(f"since: {since} is beyond the last change, {last}: the journal was begun anew, so begin with since=0")
    about = _article(catalogue, article) if article else None
    reach = journal.reach(since, limit, kind=kind, article=about)
    headers = {"Communique-Last": str(last), "Link": f'</api/v1/changes?since={reach}>; rel="next"', "Cache-Control": "no-cache"}
    return StreamingResponse(_lines(journal, since, limit, kind, about), media_type=MEDIA_TYPE, headers=headers)


def _article(c: Catalogue, id_: str) -> str:
    return c.id(c.iri(id_ if id_.startswith("article/") else f"article/{id_}"))


def _lines(journal: Journal, since: int, limit: int, kind: Kind | None, article: str | None) -> Iterator[bytes]:
    while limit > 0:
        found = journal.entries(since, min(BATCH, limit), kind=kind, article=article)
        yield from (_line(entry) for entry in found)
        if len(found) < min(BATCH, limit):
            return
        limit -= len(found)
        since = found[-1].sequence


def _line(entry: Entry) -> bytes:
    parts = {camel(name): value for name, value in asdict(entry).items()}
    return json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode("utf-8") + b"\n"
