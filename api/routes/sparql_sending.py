"""Answers of the store on their way out: run in threads of their own, stopped when the client leaves, compressed, honest about their end.

A status is sent when the first bytes of an answer are there. What goes wrong before is a problem document. What goes wrong after cannot
be told any more, so the connection is broken off: an answer that ends as it should is whole.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import zlib
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TypeVar

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message, Receive, Send

from api import problems
from graph.errors import CommuniqueError, StoreBusy
from graph.store.interface import Answer, Pending, Stop
from graph.store.places import QUEUE
from graph.store.reader import CHUNK

T = TypeVar("T")

SHARED = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "ETag, Last-Modified, Link, Location, Retry-After"}
"""anybody's page may read what anybody may read"""

SMALL = 1024
"""bytes; a shorter answer is not compressed"""

LEVEL = 4
"""of zlib: about half the time of the usual 6, for a twentieth more bytes"""

SOON = 0.05
"""seconds that an answer is waited for before it is looked whether the client is still there"""

EACH = sum(QUEUE.values()) + len(QUEUE)
"""requests for each of `query_workers`: one on trial, one that takes long, and those that the store lets wait for the one or the other"""

CAN_POLL = sys.platform != "win32"
"""whether the event loop can wait for a pipe"""

_log = logging.getLogger(__name__)


class ClientGoneError(Exception):
    """Nobody is there any more to answer."""


class Sender:
    """Runs what blocks, and sends answers. One for each application; `workers` is the setting `query_workers`."""

    def __init__(self, workers: int) -> None:
        self._most = EACH * max(1, workers)
        # one more for each long query: its answer may be on its way, chunk by chunk, when all others wait
        self._threads = ThreadPoolExecutor(self._most + max(1, workers), thread_name_prefix="communique-sparql")
        self._running = 0

    async def run(self, work: Callable[[Stop], T], receive: Receive) -> T:
        """The outcome of `work`, done in a thread; it is told to stop when the client leaves. The request's body must have been read.

        Raises what `work` raises, ClientGoneError, StoreBusy.
        """
        if self._running >= self._most:
            raise StoreBusy(f"{self._running} requests are waiting already; try again later")
        stop = Stop()
        self._running += 1
        try:
            future = asyncio.get_running_loop().run_in_executor(self._threads, work, stop)
            done, _ = await asyncio.wait((future,), timeout=SOON)
            if not done:
                await _watched(future, receive, stop)
            return future.result()
        finally:
            self._running -= 1

    async def finish(self, pending: Pending, receive: Receive) -> Answer:
        """The answer of a query that was begun, without a thread. Raises what stands against it, ClientGoneError, AskAgainError."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Answer] = loop.create_future()
        descriptor = pending.fileno()

        def ready() -> None:
            loop.remove_reader(descriptor)  # before the pipe may be closed
            try:
                answer = pending.advance()
            except Exception as e:
                if not future.done():
                    future.set_exception(e)
                return
            if answer is None:
                loop.add_reader(descriptor, ready)
            elif future.done():
                answer.close()
            else:
                future.set_result(answer)

        loop.add_reader(descriptor, ready)
        watch: asyncio.Task[None] | None = None

        def look() -> None:
            nonlocal watch
            watch = asyncio.ensure_future(_stop_when_gone(receive, pending.stop))

        later = loop.call_later(SOON, look)
        try:
            return await future
        except asyncio.CancelledError:
            pending.stop()
            raise
        except CommuniqueError:
            if watch is not None and watch.done():
                raise ClientGoneError from None
            raise
        finally:
            later.cancel()
            if watch is not None:
                watch.cancel()

    async def send(self, answer: Answer, request: Request, send: Send, headers: Mapping[str, str]) -> None:
        """Send an answer with status 200. Returns early, the response unfinished, where it breaks off or the client leaves."""
        if answer.whole and not headers and request.method != "HEAD":
            await self._whole(answer, request, send)
            return
        headers = {"Vary": "Accept, Accept-Encoding", **SHARED, **headers, "Content-Type": with_charset(answer.media_type)}
        if answer.whole:
            await whole(answer.read(), request, headers)(request.scope, request.receive, send)
            return
        with answer:
            if request.method == "HEAD":
                await Response(headers=dict(headers))(request.scope, request.receive, send)
                return
            await self._stream(answer, request, send, headers)

    async def _whole(self, answer: Answer, request: Request, send: Send) -> None:
        """The shortest way out of an answer of which all is there."""
        body = answer.read()
        headers = _plain(answer.media_type)
        if len(body) >= SMALL and accepts_gzip(request):
            # what takes longer than a look is no work for the event loop
            body = _packed(body) if len(body) < CHUNK else await asyncio.get_running_loop().run_in_executor(self._threads, _packed, body)
            headers = [*headers, (b"content-encoding", b"gzip")]
        await send({"type": "http.response.start", "status": 200, "headers": [*headers, (b"content-length", b"%d" % len(body))]})
        await send({"type": "http.response.body", "body": body})

    async def _stream(self, answer: Answer, request: Request, send: Send, headers: Mapping[str, str]) -> None:
        packed = zlib.compressobj(LEVEL, wbits=31) if accepts_gzip(request) else None
        await send(_start({**headers, "Content-Encoding": "gzip"} if packed else headers))
        gone = asyncio.ensure_future(_gone(request.receive))
        try:
            while not gone.done():
                try:
                    chunk, last = await self.run_chunk(answer, packed)
                except CommuniqueError as e:
                    _log.warning("an answer broke off: %s", e)
                    return
                await send({"type": "http.response.body", "body": chunk, "more_body": not last})
                if last:
                    return
        finally:
            gone.cancel()

    async def run_chunk(self, answer: Answer, packed: zlib._Compress | None) -> tuple[bytes, bool]:
        """The next bytes to send, and whether they are the last."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, _chunk, answer, packed)


def _chunk(answer: Answer, packed: zlib._Compress | None) -> tuple[bytes, bool]:
    while True:
        chunk = next(answer.chunks, None)
        if packed is None:
            return chunk or b"", chunk is None
        if chunk is None:
            return packed.flush(), True
        chunk = packed.compress(chunk)
        if chunk:
            return chunk, False


async def _watched(future: asyncio.Future[T], receive: Receive, stop: Callable[[], object]) -> None:
    """Wait for the outcome, or for the client to leave. Raises ClientGoneError."""
    gone = asyncio.ensure_future(_gone(receive))
    try:
        await asyncio.wait((future, gone), return_when=asyncio.FIRST_COMPLETED)
        if not future.done():
            stop()
            await asyncio.wait((future,))
            error = future.exception()
            if error is None and isinstance(found := future.result(), Answer):
                found.close()
            raise ClientGoneError
    finally:
        gone.cancel()


async def _stop_when_gone(receive: Receive, stop: Callable[[], object]) -> None:
    await _gone(receive)
    stop()


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def whole(body: bytes, request: Request, headers: Mapping[str, str], status: int = 200) -> Response:
    """A response of which all is there. It says how long it is, and is compressed where that is accepted and worth it."""
    headers = dict(headers)
    if len(body) >= SMALL and accepts_gzip(request):
        body = _packed(body)
        headers["Content-Encoding"] = "gzip"
    headers["Content-Length"] = str(len(body))
    return Response(b"" if request.method == "HEAD" else body, status, headers)


@cache
def _plain(media_type: str) -> list[tuple[bytes, bytes]]:
    headers = {"Vary": "Accept, Accept-Encoding", **SHARED, "Content-Type": with_charset(media_type)}
    return [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]


def _packed(body: bytes) -> bytes:
    packed = zlib.compressobj(LEVEL, wbits=31)
    return packed.compress(body) + packed.flush()


def accepts_gzip(request: Request) -> bool:
    """Whether gzip is named in Accept-Encoding, and not with quality 0."""
    for part in request.headers.get("accept-encoding", "").lower().split(","):
        name, _, quality = part.partition(";")
        if name.strip() in ("gzip", "*"):
            return quality.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


def with_charset(media_type: str) -> str:
    """A media type of text with its character set, which only those of the text family do not imply."""
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type


def refusal(error: Exception, request: Request) -> Response:
    """A problem document that any page may read, and that says when to try again, if that may help."""
    if isinstance(error, HTTPException):
        response = problems.problem(error.status_code, "about:blank", str(error.detail), request, dict(error.headers or {}))
    else:
        response = problems.of(error, request)
    response.headers.update(SHARED)
    if response.status_code == 504:
        response.headers["Retry-After"] = "60"
    return response


def preflight(methods: str) -> Response:
    """The answer to OPTIONS, a browser's or another's."""
    headers = {"Allow": methods, "Access-Control-Allow-Methods": methods, "Access-Control-Max-Age": "86400", **SHARED}
    headers["Access-Control-Allow-Headers"] = "Accept, Authorization, Content-Type, If-Match, If-None-Match, Slug"
    return Response(status_code=204, headers=headers)


def _start(headers: Mapping[str, str]) -> Message:
    raw = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
    return {"type": "http.response.start", "status": 200, "headers": raw}
