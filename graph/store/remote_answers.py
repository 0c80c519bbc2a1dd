"""What a SPARQL server answers, as it comes: with its deadline, whole or an error."""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Iterator
from typing import Any

import httpx

from graph.errors import QuerySyntaxError, QueryTimeout, StoreError, StoreUnavailable, UnknownFormat
from graph.store import faults
from graph.store.answers import AnswerError, bounded
from graph.store.interface import JSON_RESULTS, Stop

CONNECT = 10.0
"""seconds until a server that does not even take the connection is given up"""


def refusal(status: int, said: str, what: str) -> StoreError | QuerySyntaxError | UnknownFormat:
    """The error of a request that the server did not fulfil."""
    said = " ".join(said.split())[:300]
    if status == 400:
        return QuerySyntaxError(f"the server does not understand the {what}: {said}")
    if status in (401, 403):
        return StoreUnavailable(f"the server refuses the {what} ({status}); check the setting store_auth")
    return StoreError(f"the server answered {status} to the {what}: {said}")


class Stream(Iterator[bytes]):
    """The chunks of one answer, with its deadline; complete, or an error. `begin` is the first of them."""

    def __init__(self, client: httpx.Client, url: str, form: dict[str, Any], accept: str, limit: float, stop: Stop | None) -> None:
        self._end, self._limit, self._stop = time.monotonic() + limit, limit, stop
        self._accept, self._tail = accept, b""
        self._stack = contextlib.ExitStack()
        try:
            timeout = httpx.Timeout(limit, connect=min(limit, CONNECT))
            response = self._stack.enter_context(
                client.stream("POST", url, data=form, headers={"Accept": accept}, timeout=timeout),
            )
            if not response.is_success:
                raise self._no_answer(response)
            self._chunks = response.iter_bytes(1 << 16)
            self.begin = next(self._chunks, b"")
            self._first: bytes | None = self.begin
        except httpx.TimeoutException as e:
            self.close()
            raise QueryTimeout(limit) from e
        except httpx.HTTPError as e:
            self.close()
            raise StoreUnavailable(f"the SPARQL server at {url} does not answer: {e}") from e
        except BaseException:
            self.close()
            raise

    def _no_answer(self, response: httpx.Response) -> Exception:
        said = response.read().decode("utf-8", "replace")
        if response.status_code == 406:
            return UnknownFormat(self._accept, ("those that the server offers",))
        if response.status_code in (408, 504) or (response.status_code >= 500 and re.search(r"time[d]?[ -]?out", said, re.IGNORECASE)):
            return QueryTimeout(self._limit)
        return refusal(response.status_code, said, "query")

    def __next__(self) -> bytes:
        if self._stop is not None and self._stop.called:
            self.close()
            raise self._stop.reason
        if self._first is not None:
            chunk, self._first = self._first, None
        else:
            try:
                chunk = next(self._chunks)
            except StopIteration:
                self.close()
                self._check_end()
                raise
            except httpx.TimeoutException as e:
                self.close()
                raise QueryTimeout(self._limit) from e
            except httpx.HTTPError as e:
                self.close()
                raise StoreError(f"the answer broke off: {e}") from e
        if time.monotonic() > self._end:
            self.close()
            raise QueryTimeout(self._limit)
        self._tail = (self._tail + chunk)[-256:]
        return chunk

    def _check_end(self) -> None:
        """Some servers end an answer politely in the middle when their own limit is reached; Oxigraph adds a sentence to it."""
        ending = _ENDINGS.get(self._accept)
        if self._tail.endswith(b"The SPARQL operation has been cancelled") or (ending is not None and not ending.search(self._tail)):
            raise QueryTimeout(self._limit)

    def close(self) -> None:
        self._stack.close()

    def __del__(self) -> None:
        self._stack.close()


class Bounded(Iterator[bytes]):
    """An answer that breaks off where it has more rows or bytes than allowed."""

    def __init__(self, stream: Stream, accept: str, rows: int, most: int) -> None:
        self._stream, self._accept = stream, accept
        self._count = bounded(lambda _: None, accept, rows, most)

    def __next__(self) -> bytes:
        chunk = next(self._stream)
        try:
            self._count(chunk)
        except AnswerError as e:
            self.close()
            raise faults.error(e.kind, e.message, self._accept, limit=e.limit) from None
        return chunk

    def close(self) -> None:
        self._stream.close()


_ENDINGS = {
    JSON_RESULTS: re.compile(rb"(?:[\]}]\s*\}|\{\s*\}|true|false)\s*\}\s*$"),
    "application/sparql-results+xml": re.compile(rb"</(?:\w+:)?sparql>\s*$"),
    "application/rdf+xml": re.compile(rb"</(?:\w+:)?RDF>\s*$"),
}
