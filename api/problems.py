"""Errors as RFC 9457 problem documents. The only module with status codes of errors: what each error means to a client of HTTP."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.routing import Match

from graph import errors

MEDIA_TYPE = "application/problem+json"
BASE = "https://w3id.org/communique/problems/"

STATUS: dict[type[errors.CommuniqueError], int] = {
    errors.CommuniqueError: 500,
    errors.SourceError: 422,
    errors.UnreadableSource: 422,
    errors.MalformedSource: 422,
    errors.UndatedArticle: 422,
    errors.UnsupportedLanguage: 422,
    errors.ExtractionError: 500,
    errors.StoreError: 500,
    errors.StoreLocked: 503,
    errors.StoreUnavailable: 503,
    errors.StoreBusy: 503,
    errors.StoreCorrupt: 500,
    errors.QueryError: 400,
    errors.QuerySyntaxError: 400,
    errors.QueryRefused: 403,
    errors.QueryTimeout: 504,
    errors.QueryTooLarge: 507,
    errors.UnknownFormat: 406,
    errors.NotFound: 404,
    errors.Conflict: 409,
    errors.AccessError: 403,
    errors.KeyNeeded: 401,
    errors.Forbidden: 403,
    errors.TooManyRequests: 429,
    errors.AddressRefused: 400,
    errors.SettingsError: 500,
    errors.VocabularyError: 500,
}
"""every error of the tree has its status here; a test says so"""


def problem(status: int, kind: str, detail: str, request: Request, headers: dict[str, str] | None = None, **more: Any) -> Response:
    """One problem document. `kind` is the last segment of its type, or `about:blank`."""
    phrase = HTTPStatus(status).phrase
    type_ = kind if kind == "about:blank" else BASE + kind
    body = {"type": type_, "title": phrase, "status": status, "detail": detail, "instance": request.url.path, **more}
    return JSONResponse(body, status, media_type=MEDIA_TYPE, headers=headers)


def install(app: FastAPI) -> None:
    """Let every error of an app come out as a problem document."""

    @app.exception_handler(errors.CommuniqueError)
    def _known(request: Request, error: Exception) -> Response:
        return of(error, request)

    @app.exception_handler(RequestValidationError)
    def _invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        faults = [{"where": ".".join(str(x) for x in fault["loc"]), "message": fault["msg"]} for fault in error.errors()]
        detail = "; ".join(f"{f['where']}: {f['message']}" for f in faults)
        return problem(422, "invalid-request", detail, request, errors=faults)

    @app.exception_handler(HTTPException)
    def _http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        headers = dict(error.headers or {})
        if error.status_code == 405:
            headers["Allow"] = ", ".join(_methods(request))
        return problem(error.status_code, "about:blank", str(error.detail), request, headers)


def _methods(request: Request) -> list[str]:
    """The methods of all routes of a path: each route knows only its own."""
    found: set[str] = set()
    for route in request.app.routes:
        if route.matches(request.scope)[0] is not Match.NONE:
            found |= getattr(route, "methods", None) or set()
    return sorted(found | ({"HEAD"} if "GET" in found else set()))


def of(error: Exception, request: Request) -> Response:
    """The problem document of one of the project's errors."""
    status = next(STATUS[cls] for cls in type(error).__mro__ if cls in STATUS)
    more: dict[str, Any] = {}
    if isinstance(error, errors.QuerySyntaxError):
        more = {"line": error.line, "column": error.column}
    if isinstance(error, errors.UnknownFormat):
        more = {"known": list(error.known)}
    headers = {"Retry-After": "1"} if status == 503 else {}
    if isinstance(error, errors.TooManyRequests):
        headers = {"Retry-After": str(error.wait)}
    if isinstance(error, errors.KeyNeeded):
        headers = {"WWW-Authenticate": 'Bearer realm="communique"'}
    return problem(status, _kind(type(error)), str(error), request, headers, **more)


def _kind(cls: type[Exception]) -> str:
    return "".join(("-" + c.lower()) if c.isupper() and i else c.lower() for i, c in enumerate(cls.__name__))
