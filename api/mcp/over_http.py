"""The tools at `/mcp`: streamable HTTP, without sessions, so that any process may answer any request."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from api.mcp.asking import Asking

PATH = "/mcp"


class Endpoint:
    """An ASGI application that answers while it is `running`. The library behind it takes a second to load: the first request does it."""

    def __init__(self) -> None:
        self._asking: Asking | None = None
        self._starting = asyncio.Lock()
        self._stop = asyncio.Event()
        self._keeper: asyncio.Task[None] | None = None
        self._inner: ASGIApp | None = None

    @asynccontextmanager
    async def running(self, app: ASGIApp, site: str, headers: dict[str, str]) -> AsyncIterator[None]:
        """Offer the tools over `app`, which is asked with these headers. `site` is the address of its pages."""
        self._starting, self._stop = asyncio.Lock(), asyncio.Event()
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost", headers=headers) as client:
            self._asking = Asking(client, site)
            try:
                yield
            finally:
                self._asking = None
                self._stop.set()
                if self._keeper:
                    await self._keeper
                self._keeper = self._inner = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async with self._starting:
            if self._inner is None and self._asking:
                await self._start(self._asking)
        await (self._inner or PlainTextResponse("not running", 503))(scope, receive, send)

    async def _start(self, asking: Asking) -> None:
        tools = await asyncio.to_thread(importlib.import_module, "api.mcp.tools")
        security = importlib.import_module("mcp.server.transport_security")
        offered = tools.server(asking)
        # who may ask, and under which name, is seen to by `api.access`
        open_ = security.TransportSecuritySettings(enable_dns_rebinding_protection=False)
        inner = offered.streamable_http_app(streamable_http_path=PATH, stateless_http=True, json_response=True, transport_security=open_)
        ready = asyncio.Event()

        async def keep() -> None:
            async with offered.session_manager.run():  # to be left by the task that entered it
                ready.set()
                await self._stop.wait()

        self._keeper = asyncio.create_task(keep())
        await ready.wait()
        self._inner = inner
