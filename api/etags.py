"""Answers that a client need not fetch again: an ETag of the content, and 304 where it has it (RFC 9110, sections 8.8.3 and 13.1.2).

For the documents under `/api/v1`, which are sent in one piece; what streams passes through untouched. HEAD is answered as GET without the
content.
"""

from __future__ import annotations

import hashlib

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PREFIX = "/api/v1/"


class Tagged:
    """A layer of the app."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD") or not scope["path"].startswith(PREFIX):
            await self._app(scope, receive, send)
            return
        answer = _Answer(Headers(scope=scope), send, head=scope["method"] == "HEAD")
        inner = {**scope, "method": "GET"}
        await self._app(inner, receive, answer.take)
        scope.update({name: inner[name] for name in ("route", "endpoint") if name in inner})  # for the layers around this one


class _Answer:
    """One answer on its way out."""

    def __init__(self, asked: Headers, send: Send, *, head: bool) -> None:
        self._asked, self._send, self._head = asked, send, head
        self._start: Message | None = None

    async def take(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
            return
        if self._start is not None:
            start, self._start = self._start, None
            if start["status"] == 200 and not message.get("more_body"):
                message = self._tagged(start, message)
            await self._send(start)
        await self._send({**message, "body": b""} if self._head and message["type"] == "http.response.body" else message)

    def _tagged(self, start: Message, message: Message) -> Message:
        headers = MutableHeaders(raw=start["headers"])
        tag = f'"{hashlib.sha256(headers.get("content-type", "").encode() + message.get("body", b"")).hexdigest()[:32]}"'
        headers.setdefault("ETag", tag)
        headers.setdefault("Cache-Control", "no-cache")
        known = [x.strip().removeprefix("W/") for x in self._asked.get("if-none-match", "").split(",")]
        if headers["ETag"] not in known and "*" not in known:
            return message
        start["status"] = 304
        for name in ("content-length", "content-type"):
            if name in headers:
                del headers[name]
        return {"type": "http.response.body", "body": b""}
