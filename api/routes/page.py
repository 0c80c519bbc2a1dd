"""The page, its files, and nothing else from disk."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from mimetypes import guess_type

from fastapi import APIRouter, Response

from graph.errors import NotFound

router = APIRouter(include_in_schema=False)


@cache
def _bundle() -> dict[str, bytes]:
    """The built files by name; read once."""
    return {f.name: f.read_bytes() for f in files("api").joinpath("static").iterdir() if f.is_file()}


@router.get("/")
def index() -> Response:
    """The one page; what it shows is in the fragment of its address."""
    return Response(_bundle()["index.html"], media_type="text/html", headers={"Cache-Control": "no-cache"})


@router.get("/static/{name}")
def static(name: str) -> Response:
    """A file of the bundle."""
    if name not in _bundle():
        raise NotFound(f"no file {name!r}")
    return Response(_bundle()[name], media_type=guess_type(name)[0] or "application/octet-stream", headers={"Cache-Control": "no-cache"})


@router.get("/favicon.ico")
def favicon() -> Response:
    """There is none; the page names its own icon."""
    return Response(status_code=204)
