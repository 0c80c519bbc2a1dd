"""`/sparql`: the SPARQL 1.1 Protocol, on the bare ASGI interface, where a question costs least.

request ─▶ sparql_request ─▶ Query ──▶ look-up here, or a reader process ─▶ sparql_sending ─▶ response
                            ├ Update ─▶ the user's own graphs, with the key
                            └ Description ─▶ sparql_description
"""

from __future__ import annotations

from functools import lru_cache

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from api import access
from api.routes import sparql_description
from api.routes.sparql_request import METHODS, Description, Query, Update, read
from api.routes.sparql_sending import CAN_POLL, SHARED, ClientGoneError, Sender, preflight, refusal
from graph import query
from graph.errors import CommuniqueError, QueryRefused, QuerySyntaxError
from graph.query import Ownership
from graph.settings import Settings
from graph.store import Store
from graph.store.interface import Answer, AskAgainError, Stop

PATHS = ("/sparql", "/sparql/")
MOST_BYTES = 10_000_000
"""bytes of a body that asks or changes; data in bulk goes over the Graph Store Protocol"""

SHORT = 4000
"""characters of a query, and of its Accept header, that are remembered with what was found out about them"""


def endpoints(app: FastAPI, settings: Settings, sender: Sender) -> dict[str, ASGIApp]:
    """ASGI applications by their paths; the app's OpenAPI document tells of them."""
    sparql_description.describe(app, settings)
    endpoint = Endpoint(settings, sender)
    return dict.fromkeys(PATHS, endpoint) | {"/.well-known/void": sparql_description.Void(settings, sender)}


class Endpoint:
    """An ASGI application."""

    def __init__(self, settings: Settings, sender: Sender) -> None:
        self._settings, self._sender = settings, sender
        self._kept = query.Kept(settings.query_kept << 20)

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
        scope = request.scope
        if request.method == "OPTIONS":
            return preflight(", ".join(METHODS))
        if request.method == "GET" and len(scope["query_string"]) <= SHORT:
            asked = asked_by_get(scope["query_string"], request.headers.get("accept", ""))
        else:
            body = await body_of(request, MOST_BYTES) if request.method == "POST" else b""
            asked = read(request.method, scope["query_string"], request.headers, body)
        store: Store = scope["app"].state.store
        if isinstance(asked, Query):
            scope["state"]["asked"] = asked.text
            return await self._answer(asked, store, request, receive, send)
        if isinstance(asked, Update):
            return await self._update(asked, store, request, receive)
        return sparql_description.service(request, self._settings, asked.accept)

    async def _answer(self, asked: Query, store: Store, request: Request, receive: Receive, send: Send) -> Response | None:
        media_type, at_once, constant = prepared(asked.text, asked.accept)
        base = endpoint_url(request)
        question = (asked.text, media_type, asked.default_graphs, asked.named_graphs, base) if constant else None
        state = store.commits  # before it is asked: what is written meanwhile makes the answer an old one
        body = self._kept.get(question, state) if question else None
        if body is None and at_once and not asked.named_graphs and len(asked.default_graphs) < 2:
            body = store.look_up(asked.text, accept=media_type, default_graphs=asked.default_graphs, base=base)
        if body is not None:
            answer = Answer(media_type, iter((body,)))
        else:
            answer = await self._asked(asked, store, media_type, base, receive)
            if question and answer.whole:
                body = answer.read()
                self._kept.put(question, state, body)
                answer = Answer(media_type, iter((body,)))
        await self._sender.send(answer, request, send, {})
        return None

    async def _asked(self, asked: Query, store: Store, media_type: str, base: str, receive: Receive) -> Answer:
        """The answer of a reader process: without a thread, if it is there soon."""
        graphs = {"default_graphs": asked.default_graphs, "named_graphs": asked.named_graphs}
        pending = CAN_POLL and store.begin(asked.text, accept=media_type, base=base, deadline=self._settings.query_timeout, **graphs)
        if pending:
            try:
                return await self._sender.finish(pending, receive)
            except QuerySyntaxError as e:
                raise query.explained(asked.text, e) from e
            except AskAgainError:
                pass  # it takes longer

        def ask(stop: Stop) -> Answer:
            return query.answer(
                store,
                asked.text,
                accept=media_type,
                default_graphs=asked.default_graphs,
                named_graphs=asked.named_graphs,
                base=base,
                deadline=self._settings.query_timeout,
                stop=stop,
            )

        return await self._sender.run(ask, receive)

    async def _update(self, asked: Update, store: Store, request: Request, receive: Receive) -> Response:
        may_write(request, self._settings)
        owned = None if self._settings.sparql_only else Ownership(self._settings.base, store.capabilities.default_layer)
        base = endpoint_url(request)

        def change(stop: Stop) -> None:
            query.update(
                store,
                asked.text,
                owned=owned,
                using=asked.using,
                using_named=asked.using_named,
                base=base,
                deadline=self._settings.query_timeout,
                stop=stop,
            )
            store.flush()

        await self._sender.run(change, receive)
        return Response(status_code=204, headers=SHARED)


@lru_cache(maxsize=2000)
def asked_by_get(query: bytes, accept: str) -> Query | Update | Description:
    """What a GET asks; the same addresses are asked again and again."""
    return read("GET", query, {"accept": accept} if accept else {})


def prepared(text: str, accept: str | None) -> tuple[str, bool, bool]:
    """The media type to answer in; whether the query is a look-up; whether its answer may be kept. Raises what stands against it."""
    return _prepared(text, accept) if len(text) + len(accept or "") <= SHORT else _prepared.__wrapped__(text, accept)


@lru_cache(maxsize=2000)
def _prepared(text: str, accept: str | None) -> tuple[str, bool, bool]:
    return query.negotiate(query.admit_query(text), accept), query.is_look_up(text), len(text) <= SHORT and query.may_be_kept(text)


def may_write(request: Request, settings: Settings) -> None:
    """Raises QueryRefused where nobody may write, AccessError where the key is missing or not good for it."""
    if not settings.writable:
        raise QueryRefused("this endpoint answers queries only; articles are added under /api/v1/articles")
    access.may_write(request)


async def body_of(request: Request, most: int) -> bytes:
    """The body. Raises HTTPException 413 as soon as it is more than `most` bytes, ClientGoneError where the client leaves."""
    parts, size = [], 0
    if (said := request.headers.get("content-length", "0")).isdigit() and int(said) > most:
        raise HTTPException(413, f"the body is larger than {most} bytes")
    while True:
        message = await request.receive()
        if message["type"] == "http.disconnect":
            raise ClientGoneError
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > most:
            raise HTTPException(413, f"the body is larger than {most} bytes")
        if not message.get("more_body"):
            return b"".join(parts)


def endpoint_url(request: Request) -> str:
    """The address under which the client sees this path; what relative IRIs are relative to."""
    host = request.headers.get("host") or ":".join(map(str, request.scope.get("server") or ("localhost",)))
    return f"{request.scope['scheme']}://{host}{request.scope['path']}"
