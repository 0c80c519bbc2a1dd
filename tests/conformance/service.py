"""Our service over a plain store, and what is asked of it over HTTP, as the cases have it."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import httpx
import uvicorn
from pyoxigraph import NamedNode, Quad, RdfFormat

from api.app import create_app
from graph.settings import Settings
from tests.conformance import comparing
from tests.conformance.suite import Case, Dataset, Exchange, File

KEY = "a key for tests"
AUTHORIZED = {"Authorization": f"Bearer {KEY}"}

MEDIA_TYPES = {
    ".srx": "application/sparql-results+xml",
    ".srj": "application/sparql-results+json",
    ".csv": "text/csv",
    ".tsv": "text/tab-separated-values",
    ".ttl": "text/turtle",
    ".nt": "application/n-triples",
    ".rdf": "application/rdf+xml",
}
JSON = MEDIA_TYPES[".srj"]


@contextlib.contextmanager
def serving(store: Path | str) -> Iterator[str]:
    """The address of the service, with update and graph store, over a plain store in this folder."""
    settings = Settings(store=str(store), sparql_only=True, writable=True, write_key=KEY, query_workers=1, query_timeout=60.0)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        server = uvicorn.Server(uvicorn.Config(create_app(settings), lifespan="on", log_level="error"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


class Service:
    """A SPARQL 1.1 server at an address, asked as a client would."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.client = httpx.Client(base_url=address, headers=AUTHORIZED, timeout=120)

    def close(self) -> None:
        self.client.close()

    # ---- the store -----------------------------------------------------------------------------------------------------

    def hold(self, data: Dataset) -> None:
        """Let the store hold these graphs and nothing else."""
        self._fine(self.update("DROP ALL"))
        for file in data.default:
            self._load("default", file)
        for name, file in data.named:
            self._load(f"graph={quote(name, safe='')}", file)

    def _load(self, target: str, file: File) -> None:
        lines = "".join(f"{quad.triple} .\n" for quad in read(file))
        self._fine(self.client.post(f"/graphs?{target}", content=lines.encode(), headers={"Content-Type": "application/n-triples"}))

    def held(self) -> list[Quad]:
        """Everything in the store."""
        found = [Quad(q.subject, q.predicate, q.object) for q in self._graph("default")]
        names = comparing.table(self.ask("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }").content, JSON)
        for row in names.rows:
            name = row["g"]
            assert isinstance(name, NamedNode)
            found += [Quad(q.subject, q.predicate, q.object, name) for q in self._graph(f"graph={quote(name.value, safe='')}")]
        return found

    def _graph(self, target: str) -> list[Quad]:
        response = self.client.get(f"/graphs?{target}", headers={"Accept": "application/n-triples"})
        return comparing.triples(self._fine(response).content, "application/n-triples")

    # ---- requests ------------------------------------------------------------------------------------------------------

    def ask(self, text: str, accept: str = JSON) -> httpx.Response:
        """A query, sent directly."""
        return self.client.post("/sparql", content=text.encode(), headers={"Content-Type": "application/sparql-query", "Accept": accept})

    def update(self, text: str) -> httpx.Response:
        """An update, sent directly."""
        return self.client.post("/sparql", content=text.encode(), headers={"Content-Type": "application/sparql-update"})

    def exchange(self, wanted: Exchange, known: dict[str, str]) -> None:
        """One request of a protocol test. `known` are variables of the test, such as `$LOCATION$`."""
        path = wanted.path
        for variable, value in known.items():
            path = path.replace(variable, quote(value, safe="") if "graph=" + variable in path else value)
        path = self.path(path, dict(wanted.headers), wanted.body)
        charset = "utf-16" if any("utf-16" in value.lower() for _, value in wanted.headers) else "utf-8"
        body = None if wanted.body is None else wanted.body.encode(charset)
        response = self.client.request(wanted.method, path, content=body, headers=dict(wanted.headers))
        self._check(wanted, response)
        if wanted.location is not None:
            known[wanted.location] = response.headers["Location"]

    def path(self, path: str, headers: dict[str, str], body: str | None) -> str:
        """Where the manifests' `/sparql/` and `/gsp` are."""
        return path.replace("/sparql/", "/sparql", 1).replace("/gsp", "/graphs", 1)

    def _check(self, wanted: Exchange, response: httpx.Response) -> None:
        status = response.status_code
        assert any(_is(status, name) for name in wanted.statuses), f"{status} instead of {wanted.statuses}: {response.text[:300]}"
        media_type = response.headers.get("content-type", "")
        if wanted.media_type is not None:
            assert media_type.partition(";")[0] == wanted.media_type.partition(";")[0]
        if wanted.boolean is not None:
            assert comparing.table(response.content, media_type).boolean is wanted.boolean
        if wanted.format is not None:
            assert _family(media_type.partition(";")[0], response.content) == wanted.format
        if wanted.content is not None and wanted.method != "HEAD":
            kind = (wanted.media_type or media_type).partition(";")[0]
            assert comparing.same_triples(
                comparing.triples(wanted.content.encode(), kind, self.address), comparing.triples(response.content, kind, self.address)
            )

    def _fine(self, response: httpx.Response) -> httpx.Response:
        assert response.is_success, f"{response.status_code}: {response.text[:500]}"
        return response


def read(file: File) -> list[Quad]:
    """The triples of a file of data."""
    return comparing.triples(file.path.read_bytes(), MEDIA_TYPES[file.path.suffix], file.iri)


def expected(dataset: Dataset) -> list[Quad]:
    """The quads of a dataset."""
    found = [Quad(q.subject, q.predicate, q.object) for file in dataset.default for q in read(file)]
    return found + [Quad(q.subject, q.predicate, q.object, NamedNode(name)) for name, file in dataset.named for q in read(file)]


_STATUSES = {"OK": 200, "Created": 201, "NoContent": 204, "NotFound": 404}


def _is(status: int, name: str) -> bool:
    return status // 100 == int(name[10]) if name.startswith("StatusCode") else status == _STATUSES[name]


def _family(media_type: str, content: bytes) -> str:
    if RdfFormat.from_media_type(media_type) is not None:
        return "RDF"
    if media_type not in MEDIA_TYPES.values():
        return media_type
    return "boolean" if comparing.table(content, media_type).boolean is not None else "tabular"


# ---- one case ---------------------------------------------------------------------------------------------------------


def run(case: Case, service: Service) -> None:
    """Run a case. Raises AssertionError where the service does not do what is expected."""
    _RUN[case.kind](case, service)


def _evaluate_query(case: Case, service: Service) -> None:
    assert case.action is not None
    assert case.result is not None
    service.hold(case.data)
    wanted = MEDIA_TYPES[case.result.path.suffix]
    gives_triples = "CONSTRUCT" in case.action.text.upper() or "DESCRIBE" in case.action.text.upper()
    is_table = wanted not in ("text/turtle", "application/rdf+xml") or not gives_triples
    accept = JSON if is_table and wanted in ("text/turtle", "application/rdf+xml") else wanted
    response = service.ask(f"BASE <{case.action.iri}> {case.action.text}", accept)
    assert response.status_code == 200, response.text[:500]
    assert response.headers["content-type"].partition(";")[0] == accept
    if is_table:
        ours, theirs = comparing.table(response.content, accept), comparing.table(case.result.path.read_bytes(), wanted)
        assert ours.same(theirs), f"{len(ours.rows)} rows for {len(theirs.rows)}: {response.text[:800]}"
    else:
        assert comparing.same_triples(comparing.triples(response.content, accept), read(case.result)), response.text[:800]


def _evaluate_update(case: Case, service: Service) -> None:
    assert case.action is not None
    service.hold(case.data)
    response = service.update(f"BASE <{case.action.iri}> {case.action.text}")
    assert response.is_success, response.text[:500]
    held = service.held()
    assert comparing.same_triples(held, expected(case.after)), "\n".join(map(str, held))[:800]


def _is_syntax(response: httpx.Response) -> bool:
    return response.status_code != 400 or not response.json()["type"].endswith("query-syntax-error")


def _syntax(case: Case, service: Service) -> None:
    """The file says whether it is a query or an update: the manifests call some updates tests of queries."""
    assert case.action is not None
    text = f"BASE <{case.action.iri}> {case.action.text}"
    response = service.update(text) if case.action.path.suffix == ".ru" else service.ask(text, "*/*")
    assert _is_syntax(response) is case.kind.startswith("Positive"), response.text[:300]


def _protocol(case: Case, service: Service) -> None:
    service.hold(case.data)
    known: dict[str, str] = {}
    for exchange in case.exchanges:
        service.exchange(exchange, known)


SD = "http://www.w3.org/ns/sparql-service-description#"


def _description(case: Case, service: Service) -> None:
    response = service.client.get("/sparql", headers={"Accept": "text/turtle"})
    found = comparing.triples(service._fine(response).content, response.headers["content-type"].partition(";")[0])
    endpoints = [q for q in found if q.predicate.value == SD + "endpoint"]
    assert [str(q.object) for q in endpoints] == [f"<{service.address}/sparql>"]
    services = {q.subject for q in found if isinstance(q.object, NamedNode) and q.object.value == SD + "Service"}
    assert services == {q.subject for q in endpoints}
    for name in ("supportedLanguage", "resultFormat", "defaultDataset", "inputFormat", "feature"):
        assert all(isinstance(q.object, NamedNode) for q in found if q.predicate.value == SD + name)
        assert name in ("inputFormat", "feature") or any(q.predicate.value == SD + name for q in found), name


_RUN = {
    "QueryEvaluationTest": _evaluate_query,
    "CSVResultFormatTest": _evaluate_query,
    "UpdateEvaluationTest": _evaluate_update,
    "PositiveSyntaxTest11": _syntax,
    "NegativeSyntaxTest11": _syntax,
    "PositiveUpdateSyntaxTest11": _syntax,
    "NegativeUpdateSyntaxTest11": _syntax,
    "ProtocolTest": _protocol,
    "GraphStoreProtocolTest": _protocol,
    "ServiceDescriptionTest": _description,
}
