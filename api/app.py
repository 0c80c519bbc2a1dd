"""The service: one app over one store."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import problems
from api.access import Access, Gate, is_loopback, ring_of
from api.description import describe
from api.etags import Tagged
from api.mcp import over_http
from api.routes import (
    agreements,
    articles,
    background,
    bodies,
    briefs,
    changes,
    commitments,
    entities,
    events,
    evidence,
    export,
    graph_store,
    linked_data,
    operations,
    page,
    paths,
    picture,
    promises,
    questions,
    rereading,
    review,
    search,
    sparql,
    statements,
    stats,
)
from api.routes.sparql_sending import Sender
from api.telemetry import Metrics, Telemetry
from graph.access.audit import AuditLog
from graph.access.keys import KeyRing
from graph.alerts import Watcher
from graph.pipeline import Pipeline, Reader
from graph.settings import Settings
from graph.store import Store, open_store

DESCRIPTION = """
Who met whom, who holds which post, what was signed and what was promised, with the sentence behind every edge.

Ids are IRIs without the base (`person/in/asha-verma`). Lists come in pages: follow `next` with `cursor`. Errors are problem
documents (RFC 9457).
"""

REST = (
    stats, search, rereading, articles, entities, events, agreements, bodies, commitments, statements, promises, review, evidence, picture,
    paths, briefs, changes, questions, background, export,
)  # fmt: skip
"""the rooms of `/api/v1`, in the order of its description"""

POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; worker-src 'self' blob:; connect-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


def create_app(settings: Settings, *, store: Store | None = None, reader: Reader | None = None, ring: KeyRing | None = None) -> FastAPI:
    """The app over the store that the settings name, opened at start-up and closed at shutdown; or over a store given, which stays open.

    `ring` are the keys that let clients in, where they are not those of the settings.
    """

    agents = over_http.Endpoint()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.store = store if store is not None else await run_in_threadpool(open_store, settings)
        if not settings.sparql_only:
            app.state.pipeline = Pipeline(settings, app.state.store, reader)
            watcher = Watcher(settings, app.state.store)
            app.state.gate.on_write = watcher.wake
        site = f"http://{settings.host}:{settings.port}" if is_loopback(settings.host) else ""
        async with AsyncExitStack() as while_running:
            if not settings.sparql_only:
                await while_running.enter_async_context(agents.running(app, site, app.state.gate.inner))
                while_running.push_async_callback(run_in_threadpool, watcher.close)
                if store is None:
                    watcher.wake()  # for what was committed when the process before this one ended
            yield
        if store is None:
            await run_in_threadpool(app.state.store.close)

    app = Service(
        title="Communiqué",
        version="1",
        description=DESCRIPTION,
        lifespan=lifespan,
        docs_url=None,  # its page loads scripts from elsewhere
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
    )
    problems.install(app)
    app.state.settings = settings
    app.state.gate = Gate(settings, ring or ring_of(settings), AuditLog(settings.audit_file))
    app.state.metrics = Metrics()
    # the last one added sees a request first
    app.add_middleware(Tagged)
    app.add_middleware(Access, gate=app.state.gate)
    app.add_middleware(_Guard)
    app.add_middleware(Telemetry, settings=settings, metrics=app.state.metrics)
    app.include_router(operations.router)
    sender = Sender(settings.query_workers)
    for path, endpoint in sparql.endpoints(app, settings, sender).items():
        app.add_direct(path, endpoint)
    graph_store.install(app, settings, sender)
    if settings.sparql_only:
        return app
    linked_data.install(app, settings, sender)
    app.add_direct(over_http.PATH, agents)
    for module in REST:
        app.include_router(module.router, prefix="/api/v1")
    app.include_router(page.router)
    describe(app)
    return app


class Service(FastAPI):
    """The app. What is asked most, and in the shortest time, does not pass through the layers that the other routes need."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.direct: dict[str, ASGIApp] = {}

    def add_direct(self, path: str, endpoint: ASGIApp) -> None:
        """Let a path lead to an ASGI application, which sees to its errors itself, through no layer but those that every request passes."""
        self.direct[path] = Telemetry(_Guard(Access(endpoint, self.state.gate)), self.state.settings, self.state.metrics)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        direct = self.direct.get(scope["path"]) if scope["type"] == "http" else None
        if direct is None:
            await super().__call__(scope, receive, send)
        else:
            scope["app"] = self
            await direct(scope, receive, send)


class _Guard:
    """Adds what every response says, on the bare ASGI interface: answers stream through untouched."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = message.setdefault("headers", [])
                said = {name for name, _ in headers}
                headers += [pair for pair in _GUARDS if pair[0] not in said]
            await send(message)

        await self._app(scope, receive, guarded if scope["type"] == "http" else send)


_GUARDS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
)
