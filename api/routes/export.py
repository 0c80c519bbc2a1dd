"""GET /export; GET /export/{projection}.{format}."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, BinaryIO, cast

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import StreamingResponse

from api.deps import SettingsDep, StoreDep
from graph import export
from graph.errors import NotFound, UnknownFormat

router = APIRouter(tags=["export"])

IN_MEMORY = 4_000_000
"""bytes of an export kept in memory before it goes to a temporary file"""


@dataclass(frozen=True, slots=True)
class Exports:
    """What can be exported."""

    projections: tuple[str, ...]
    formats: tuple[str, ...]


Name = Annotated[str, Path(description="projection and format, with a dot between", max_length=100, examples=["actors.gexf"])]


@router.get("/export", operation_id="listExports", summary="What can be exported")
def exports() -> Exports:
    """Names of projections and formats; `/export/actors.gexf` joins the two."""
    return Exports(export.projections(), tuple(f.name for f in export.FORMATS))


@router.get(
    "/export/{name}",
    operation_id="export",
    summary="The graph for other programs",
    response_class=Response,
    responses={200: {"description": "the file", "content": {f.media_type: {} for f in export.FORMATS}}},
)
def export_(request: Request, store: StoreDep, settings: SettingsDep, name: Name) -> Response:
    """`{projection}.{format}`, e.g. `actors.gexf`, `full.nquads`.

    Filters as parameters, as everywhere: type, status, predicate, country, participant, article, publisher, confidence, from, to, fit.
    """
    projection, dot, format_ = name.partition(".")
    if not dot:
        raise NotFound(f"write projection.format, not {name!r}; projections: {', '.join(export.projections())}")
    given = {key: request.query_params.getlist(key) for key in request.query_params}
    out = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - closed when it is sent
    try:
        form = export.format_of(format_)
        export.write(store, projection, form.name, cast(BinaryIO, out), base=settings.base, filters=given)
    except BaseException as e:
        out.close()
        if isinstance(e, UnknownFormat):
            raise NotFound(str(e)) from e
        raise
    out.seek(0)
    headers = {"Content-Disposition": f'attachment; filename="{projection}.{form.suffix}"', "Access-Control-Allow-Origin": "*"}
    return StreamingResponse(_sent(cast(BinaryIO, out)), media_type=form.media_type, headers=headers)


def _sent(out: BinaryIO) -> Iterator[bytes]:
    with out:
        while chunk := out.read(65536):
            yield chunk
