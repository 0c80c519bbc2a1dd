"""A service that really listens, for what only shows on a connection."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator

import uvicorn

from api.app import create_app
from graph.settings import Settings
from graph.store import Store


@contextlib.contextmanager
def listening(settings: Settings, store: Store) -> Iterator[int]:
    """The port of the service over a store."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        bound.listen(128)
        server = uvicorn.Server(uvicorn.Config(create_app(settings, store=store), lifespan="on", log_level="error"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]})
        thread.start()
        try:
            yield bound.getsockname()[1]
        finally:
            server.force_exit = True
            server.should_exit = True
            thread.join()


def asked(port: int, query: str, *headers: str) -> socket.socket:
    """A connection on which a query was sent."""
    body = query.encode()
    head = ["POST /sparql HTTP/1.1", "Host: here", "Content-Type: application/sparql-query", f"Content-Length: {len(body)}", *headers]
    connection = socket.create_connection(("127.0.0.1", port), timeout=60)
    connection.sendall("\r\n".join([*head, "", ""]).encode() + body)
    return connection


def until_closed(connection: socket.socket) -> bytes:
    """Everything that comes, until the other side closes."""
    parts = []
    while part := connection.recv(1 << 16):
        parts.append(part)
    return b"".join(parts)
