"""`/graphs`: the SPARQL 1.1 Graph Store HTTP Protocol, for graphs of the user's own; there only where the setting `writable` is on.

A graph is named by the address itself (section 4.1: `/graphs/mine`) or in it (4.2: `/graphs?graph=IRI`, `/graphs?default`).
"""

from __future__ import annotations

import email.parser
import email.policy
from collections.abc import Callable
from dataclasses import dataclass

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from api.routes.sparql import body_of, endpoint_url, may_write
from api.routes.sparql_sending import SHARED, ClientGoneError, Sender, preflight, refusal
from graph import query
from graph.errors import CommuniqueError, NotFound, UnknownFormat
from graph.ids import digest
from graph.model import Iri
from graph.query import Ownership, graphs
from graph.query.updates import Target
from graph.settings import Settings
from graph.store import Store, codec
from graph.store.interface import Answer, Stop

PATH = "/graphs"
METHODS = ("GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS")
MOST_BYTES = 100_000_000
"""bytes of one graph that is sent: it becomes one update"""

MULTIPART = "multipart/form-data"


@dataclass(frozen=True, slots=True)
class Payload:
    """A graph as it is sent: one file, or several."""

    files: tuple[tuple[bytes, str], ...]

    def put(self, write: Callable[[bytes, str], None]) -> None:
        for data, media_type in self.files:
            write(data, media_type)


def install(app: FastAPI, settings: Settings, sender: Sender) -> None:
    """Add the graph store, where it may be written to."""
    if settings.writable:
        endpoint = GraphStore(settings, sender)
        for path in (PATH, PATH + "/{name:path}"):
            app.router.routes.append(Route(path, endpoint, methods=None))


class GraphStore:
    """An ASGI application."""

    def __init__(self, settings: Settings, sender: Sender) -> None:
        self._settings, self._sender = settings, sender

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            response = await self._respond(request, receive, send)
        except ClientGoneError:
            return
        except (CommuniqueError, HTTPException) as e:
            response = refusal(e, request)
        if response is not None:
            await response(scope, receive, send)

    async def _respond(self, request: Request, receive: Receive, send: Send) -> Response | None:
        """The response, or None where it has been sent."""
        if request.method == "OPTIONS":
            return preflight(", ".join(METHODS))
        if request.method not in METHODS:
            raise HTTPException(405, f"{request.method}: send one of {', '.join(METHODS)}", {"Allow": ", ".join(METHODS)})
        store: Store = request.scope["app"].state.store
        named = _graph(request)
        if request.method in ("GET", "HEAD"):
            await self._get(store, _given(named), request, receive, send)
            return None
        may_write(request, self._settings)
        if request.method == "DELETE":
            return await self._delete(store, _given(named), receive)
        if named is _NEW and request.method == "PUT":
            raise HTTPException(400, "name the graph: ?graph=IRI, ?default, or an address below /graphs/")
        payload = _payload(await body_of(request, MOST_BYTES), request.headers.get("content-type", ""))
        return await self._write(store, named, payload, request, receive)

    async def _get(self, store: Store, graph: str | None, request: Request, receive: Receive, send: Send) -> None:
        accept = request.query_params.get("format") or request.headers.get("accept")
        media_type = query.negotiate(query.Form.CONSTRUCT, accept)

        def find(stop: Stop) -> Answer:
            if not graphs.exists(store, graph):
                raise NotFound(f"there is no graph <{graph}>")
            return graphs.read(store, graph, media_type, deadline=self._settings.query_timeout, stop=stop)

        await self._sender.send(await self._sender.run(find, receive), request, send, {})

    async def _delete(self, store: Store, graph: str | None, receive: Receive) -> Response:
        self._check(store, graph)

        def drop(_: Stop) -> None:
            if not graphs.exists(store, graph):
                raise NotFound(f"there is no graph <{graph}>")
            graphs.drop(store, graph)
            store.flush()

        await self._sender.run(drop, receive)
        return Response(status_code=204, headers=SHARED)

    async def _write(self, store: Store, named: str | object | None, payload: Payload, request: Request, receive: Receive) -> Response:
        """PUT replaces, POST adds; POST to the graph store itself makes a graph, whose name is a digest of what it holds."""

        def write(_: Stop) -> tuple[str | None, bool]:
            graph = _fresh(store, request, payload) if named is _NEW else _given(named)
            new = not graphs.exists(store, graph)
            base = graph or endpoint_url(request)
            if request.method == "PUT":
                _replace(store, graph, payload, base)
            else:
                payload.put(lambda data, media_type: graphs.add(store, graph, data, media_type, base))
            store.flush()
            return graph, new

        if named is not _NEW:
            self._check(store, _given(named))
        graph, new = await self._sender.run(write, receive)
        if not new:
            return Response(status_code=204, headers=SHARED)
        return Response(status_code=201, headers={"Location": _location(graph, request), **SHARED})

    def _check(self, store: Store, graph: str | None) -> None:
        """Raises Conflict where the graph is the pipeline's."""
        if not self._settings.sparql_only:
            owned = Ownership(self._settings.base, store.capabilities.default_layer)
            owned.check((Target("DEFAULT") if graph is None else Target("GRAPH", graph),))


_NEW = object()
"""no graph is named: POST makes one"""


def _graph(request: Request) -> str | object | None:
    """The graph a request is about; None is the default graph. Raises HTTPException where it is named twice, or badly."""
    given = request.query_params
    direct = request.scope["path_params"].get("name")
    named = len(given.getlist("graph")) + ("default" in given) + bool(direct)
    if named > 1:
        raise HTTPException(400, "name one graph: ?graph=IRI, ?default, or an address below /graphs/")
    if "default" in given:
        return None
    if direct:
        return endpoint_url(request)
    graph = given.get("graph")
    if graph is None:
        return _NEW
    try:
        codec.term(Iri(graph))
    except CommuniqueError as e:
        raise HTTPException(400, f"graph: {e}") from None
    return graph


def _given(named: str | object | None) -> str | None:
    if named is _NEW:
        raise HTTPException(400, "name the graph: ?graph=IRI, ?default, or an address below /graphs/")
    assert named is None or isinstance(named, str)
    return named


def _fresh(store: Store, request: Request, payload: Payload) -> str:
    name = digest(*(data.decode("utf-8", "surrogateescape") for data, _ in payload.files))
    url, number = f"{endpoint_url(request).rstrip('/')}/{name}", 1
    while graphs.exists(store, url if number == 1 else f"{url}-{number}"):
        number += 1
    return url if number == 1 else f"{url}-{number}"


def _location(graph: str | None, request: Request) -> str:
    return graph if graph is not None and graph.startswith(endpoint_url(request)) else str(request.url)


def _replace(store: Store, graph: str | None, payload: Payload, base: str) -> None:
    (data, media_type), *more = payload.files
    graphs.replace(store, graph, data, media_type, base)
    for data, media_type in more:
        graphs.add(store, graph, data, media_type, base)


def _payload(body: bytes, content_type: str) -> Payload:
    """What the body holds. Raises UnknownFormat (415), HTTPException 400."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind == MULTIPART:
        message = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(
            b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + body
        )
        files = tuple((_decoded(part), part.get_content_type()) for part in message.iter_parts())
        if not files:
            raise HTTPException(400, "the form holds no file")
    else:
        files = ((body, kind),)
    for _, media_type in files:
        if media_type not in codec.INPUTS:
            said = UnknownFormat(media_type or "none", codec.INPUTS)
            raise HTTPException(415, f"Content-Type: {said}", {"Accept-Post": ", ".join(codec.INPUTS)})
    return Payload(files)


def _decoded(part: object) -> bytes:
    payload = part.get_payload(decode=True)  # type: ignore[attr-defined]  # EmailMessage, which parsebytes does not promise
    return payload if isinstance(payload, bytes) else b""
