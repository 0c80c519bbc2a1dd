"""The same cases on others: on the engine itself, in process, and on its own server."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import httpx
import pyoxigraph
from pyoxigraph import NamedNode, Quad, QueryResultsFormat, QueryTriples, RdfFormat

from tests.conformance.service import Service, read
from tests.conformance.suite import Dataset


@dataclass
class Reply:
    """What the engine says, in the shape of an HTTP response."""

    status_code: int
    content: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def is_success(self) -> bool:
        return self.status_code < 400

    @property
    def text(self) -> str:
        return self.content.decode("utf-8", "replace")

    def json(self) -> Any:
        return json.loads(self.content)


class Engine(Service):
    """The engine, without HTTP."""

    def __init__(self) -> None:
        self._store = pyoxigraph.Store()

    def close(self) -> None:
        pass

    def hold(self, data: Dataset) -> None:
        self._store = pyoxigraph.Store()
        for name, file in (*((None, file) for file in data.default), *data.named):
            graph = {} if name is None else {"graph_name": NamedNode(name)}
            self._store.extend(Quad(q.subject, q.predicate, q.object, **graph) for q in read(file))

    def held(self) -> list[Quad]:
        return list(self._store)

    def ask(self, text: str, accept: str = "application/sparql-results+json") -> Any:
        try:
            results = self._store.query(text)
            if isinstance(results, QueryTriples):
                graph = RdfFormat.from_media_type(accept) or RdfFormat.TURTLE
                return Reply(200, results.serialize(format=graph) or b"", {"content-type": graph.media_type})
            table = QueryResultsFormat.from_media_type(accept) or QueryResultsFormat.JSON
            return Reply(200, results.serialize(format=table) or b"", {"content-type": table.media_type})
        except (SyntaxError, ValueError) as e:
            return _wrong(e)
        except (RuntimeError, OSError) as e:
            return Reply(500, str(e).encode())

    def update(self, text: str) -> Any:
        try:
            self._store.update(text)
        except SyntaxError as e:
            return _wrong(e)
        except (ValueError, RuntimeError, OSError) as e:
            return Reply(500, str(e).encode())
        return Reply(204)


def _wrong(e: Exception) -> Reply:
    return Reply(400, json.dumps({"type": "query-syntax-error", "detail": str(e)}).encode())


class OxigraphServer(Service):
    """`oxigraph serve`, which has other addresses, and after HEAD sends a body that nobody can tell from the next response."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.client.close()
        self.client = httpx.Client(base_url=address, timeout=120, limits=httpx.Limits(max_keepalive_connections=0))

    def path(self, path: str, headers: dict[str, str], body: str | None) -> str:
        writes = "update" in headers.get("content-type", "") or (body or "").startswith("update=") or "?update=" in path
        return path.replace("/sparql/", "/update" if writes else "/query", 1).replace("/gsp", "/store", 1)

    def hold(self, data: Dataset) -> None:
        self._fine(self.client.post("/update", content=b"DROP ALL", headers={"Content-Type": "application/sparql-update"}))
        for name, file in (*((None, file) for file in data.default), *data.named):
            lines = "".join(f"{quad.triple} .\n" for quad in read(file))
            target = {"default": ""} if name is None else {"graph": name}
            self._fine(self.client.post("/store", params=target, content=lines.encode(), headers={"Content-Type": "application/n-triples"}))
