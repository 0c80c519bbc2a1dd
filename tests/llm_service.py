"""A service that speaks the OpenAI protocol on this machine, and says what a test wants it to."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Reply:
    """One scripted reply. `body` is sent as it is; `hang` waits that many seconds first and is cut off when the test ends.

    `drip` sends one byte at a time with that many seconds between them: of the body, or of a header that never ends.
    """

    body: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    hang: float = 0.0
    drip: float = 0.0
    drip_header: bool = False


@dataclass
class Service:
    """What was asked, and what is to be answered: the last reply again and again when there are no others left."""

    replies: list[Reply] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    answer: Callable[[dict[str, Any]], Reply] | None = None
    url: str = ""
    over: threading.Event = field(default_factory=threading.Event)

    def next(self, request: dict[str, Any]) -> Reply:
        if self.answer is not None:
            return self.answer(request)
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]


def completion(content: str | None, *, finish: str = "stop", refusal: str | None = None, **message: Any) -> Reply:
    """A chat completion with that content."""
    choice = {"index": 0, "finish_reason": finish, "message": {"role": "assistant", "content": content, "refusal": refusal, **message}}
    usage = {"prompt_tokens": 1200, "completion_tokens": 300, "total_tokens": 1500}
    body = {"id": "x", "object": "chat.completion", "created": 1, "model": "scripted", "choices": [choice], "usage": usage}
    return Reply(json.dumps(body).encode())


def findings(**lists: Any) -> Reply:
    """A completion whose content is an answer of the form asked for."""
    empty: dict[str, Any] = {k: [] for k in ("entities", "posts", "events", "agreements", "commitments", "statements")}
    return completion(json.dumps(empty | lists))


def fault(status: int, message: str, **headers: str) -> Reply:
    """An error as the protocol tells it."""
    body = json.dumps({"error": {"message": message, "type": "test", "param": None, "code": None}}).encode()
    return Reply(body, status, {k.replace("_", "-"): v for k, v in headers.items()})


@contextmanager
def running() -> Iterator[Service]:
    """The service, until the block ends."""
    service = Service()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            service.asked.append(json.loads(body))
            service.paths.append(self.path)
            service.keys.append(self.headers.get("authorization", ""))
            service.times.append(time.monotonic())
            reply = service.next(service.asked[-1])
            if reply.hang and service.over.wait(reply.hang):
                self.close_connection = True
                return
            try:
                self.send_response(reply.status)
                for name, value in ({"content-type": "application/json", "content-length": str(len(reply.body))} | reply.headers).items():
                    self.send_header(name, value)
                if reply.drip_header:
                    self.flush_headers()
                    self.drip(b"x-more: " + b"x" * 10_000, reply.drip)
                self.end_headers()
                if reply.drip:
                    self.drip(reply.body, reply.drip)
                else:
                    self.wfile.write(reply.body)
            except OSError:  # whoever asked has gone
                self.close_connection = True

        def drip(self, sent: bytes, pause: float) -> None:
            for n in range(len(sent)):
                if service.over.wait(pause):
                    raise ConnectionAbortedError
                self.wfile.write(sent[n : n + 1])
                self.wfile.flush()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    service.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    try:
        yield service
    finally:
        service.over.set()
        server.shutdown()
        server.server_close()
        thread.join()
