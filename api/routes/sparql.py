"""The SPARQL 1.1 Protocol: GET and POST /sparql."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from api.deps import RawBody, SettingsDep, StoreDep
from graph import query
from graph.errors import QueryError, QueryRefused
from graph.store import Answer

router = APIRouter(tags=["SPARQL"])

FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"


@router.get("/sparql", operation_id="sparqlGet", summary="Ask in SPARQL")
def get(request: Request, store: StoreDep, settings: SettingsDep) -> Response:
    """SELECT, ASK, CONSTRUCT or DESCRIBE in `query`; the result's form by `Accept`, or by `format` (json, xml, csv, tsv, ttl, nt, …)."""
    return _answer(_parameters(request.url.query), request, store, settings.query_timeout)


@router.post("/sparql", operation_id="sparqlPost", summary="Ask in SPARQL")
def post(request: Request, store: StoreDep, settings: SettingsDep, body: RawBody) -> Response:
    """The query as a form field, or as the body itself (`application/sparql-query`)."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    parameters = _parameters(request.url.query)
    text = body.decode("utf-8")
    if kind == FORM:
        for name, values in _parameters(text).items():
            parameters.setdefault(name, []).extend(values)
    elif kind == DIRECT:
        parameters.setdefault("query", []).append(text)
    elif kind == "application/sparql-update":
        raise QueryRefused("this endpoint answers queries only")
    else:
        raise QueryError(f"Content-Type: send {FORM} or {DIRECT}, not {kind or 'nothing'}")
    return _answer(parameters, request, store, settings.query_timeout)


def _parameters(text: str) -> dict[str, list[str]]:
    return parse_qs(text, keep_blank_values=True)


def _answer(parameters: dict[str, list[str]], request: Request, store: StoreDep, limit: float) -> Response:
    if "update" in parameters:
        raise QueryRefused("this endpoint answers queries only")
    queries = parameters.get("query", [])
    if len(queries) != 1:
        raise QueryError(f"query: give exactly one, not {len(queries)}")
    accept = (parameters.get("format") or [request.headers.get("accept", "*/*")])[0]
    answer = query.answer(
        store,
        queries[0],
        accept=accept,
        deadline=limit,
        default_graphs=parameters.get("default-graph-uri", []),
        named_graphs=parameters.get("named-graph-uri", []),
    )
    headers = {"Vary": "Accept", "Access-Control-Allow-Origin": "*"}
    return StreamingResponse(_chunks(answer), media_type=answer.media_type, headers=headers)


def _chunks(answer: Answer) -> Iterator[bytes]:
    """The answer's bytes; a client that leaves stops the query."""
    with answer:
        yield from answer.chunks
