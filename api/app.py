"""The service: one app over one store."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request, Response
from starlette.concurrency import run_in_threadpool

from api import problems
from api.routes import agreements, articles, commitments, entities, events, evidence, export, page, picture, promises, review, search, sparql, stats
from graph.pipeline import Pipeline, Reader
from graph.settings import Settings
from graph.store import Store, open_store

DESCRIPTION = """
Who met whom, who holds which post, what was signed and what was promised, with the sentence behind every edge.

Ids are IRIs without the base (`person/in/asha-verma`). Lists come in pages: follow `next` with `cursor`. Errors are problem
documents (RFC 9457).
"""

POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; worker-src 'self' blob:; connect-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


def create_app(settings: Settings, *, store: Store | None = None, reader: Reader | None = None) -> FastAPI:
    """The app over the store that the settings name, opened at start-up and closed at shutdown; or over a store given, which stays open."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.settings = settings
        app.state.store = store if store is not None else await run_in_threadpool(open_store, settings)
        app.state.pipeline = Pipeline(settings, app.state.store, reader)
        yield
        if store is None:
            await run_in_threadpool(app.state.store.close)

    app = FastAPI(
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
    app.middleware("http")(_guard)
    for module in (stats, search, articles, entities, events, agreements, commitments, promises, review, evidence, picture, export):
        app.include_router(module.router, prefix="/api/v1")
    app.include_router(sparql.router)
    app.include_router(page.router)
    return app


async def _guard(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    response = await call_next(request)
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "no-referrer")
    return response
