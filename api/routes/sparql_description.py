"""What the service says of itself: Service Description at the endpoint, VoID and DCAT at `/.well-known/void`, and its part of OpenAPI."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from api.routes.sparql_sending import SHARED, ClientGoneError, Sender, preflight, refusal, whole, with_charset
from graph import export, query
from graph.errors import CommuniqueError
from graph.ids import digest
from graph.query.formats import GRAPHS, RESULTS
from graph.settings import Settings
from graph.store import Store, codec
from graph.store.interface import Stop
from ontology import terms

PREFIXES = {
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "void": "http://rdfs.org/ns/void#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "formats": "http://www.w3.org/ns/formats/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "cmq": terms.NAMESPACE,
}

# names of https://www.w3.org/ns/formats/
_FORMATS = {
    "json": "SPARQL_Results_JSON",
    "xml": "SPARQL_Results_XML",
    "csv": "SPARQL_Results_CSV",
    "tsv": "SPARQL_Results_TSV",
    "ttl": "Turtle",
    "nt": "N-Triples",
    "jsonld": "JSON-LD",
    "rdf": "RDF_XML",
    "trig": "TriG",
    "nq": "N-Quads",
}
TITLE = "Communiqué: who met whom, what was signed and what was promised"

COUNTED_ANEW = 60.0
"""seconds after which a store that others may write to is counted again"""


# ---- Service Description -----------------------------------------------------------------------------------------------


def service(request: Request, settings: Settings, accept: str | None) -> Response:
    """The description of the endpoint (SPARQL 1.1 Service Description), in the RDF format accepted; Turtle, if none is named."""
    endpoint = str(request.url.replace(query="", fragment=""))
    return described(_service(endpoint, settings), request, accept)


def _service(endpoint: str, settings: Settings) -> str:
    results = ", ".join(f"formats:{_FORMATS[f.name]}" for f in (*RESULTS, *GRAPHS))
    lines = [
        "a sd:Service",
        f"sd:endpoint <{endpoint}>",
        f"dcterms:title {json.dumps(TITLE, ensure_ascii=False)}",
        "sd:supportedLanguage sd:SPARQL10Query, sd:SPARQL11Query" + (", sd:SPARQL11Update" if settings.writable else ""),
        f"sd:resultFormat {results}",
        f"sd:defaultDataset <{endpoint}#dataset>",
    ]
    if settings.writable:
        lines += [f"sd:inputFormat {', '.join(f'formats:{_FORMATS[f.name]}' for f in GRAPHS)}", "sd:feature sd:EmptyGraphs"]
    dataset = f"<{endpoint}#dataset> a sd:Dataset ; sd:defaultGraph <{endpoint}#default> .\n<{endpoint}#default> a sd:Graph ."
    return _about(f"{endpoint}#service", lines) + dataset + "\n"


def _about(subject: str, lines: list[str]) -> str:
    return f"<{subject}> " + " ;\n  ".join(lines) + " .\n"


def described(turtle: str, request: Request, accept: str | None) -> Response:
    """Triples written in Turtle, in the format accepted, with an ETag of their content."""
    media_type = query.negotiate(query.Form.CONSTRUCT, accept)
    header = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
    data = codec.convert((header + turtle).encode("utf-8"), "text/turtle", media_type, prefixes=PREFIXES)
    return tagged(data, request, media_type)


def tagged(data: bytes, request: Request, media_type: str, headers: dict[str, str] | None = None) -> Response:
    """A response with an ETag of its content; 304 where the client has it."""
    etag = f'"{digest(data.decode("utf-8", "surrogateescape"), media_type, length=32)}"'
    headers = {"Vary": "Accept, Accept-Encoding", "ETag": etag, "Content-Type": with_charset(media_type), **SHARED, **(headers or {})}
    known = request.headers.get("if-none-match", "")
    if known.strip() == "*" or etag in [tag.strip().removeprefix("W/") for tag in known.split(",")]:
        return Response(status_code=304, headers={name: value for name, value in headers.items() if name != "Content-Type"})
    return whole(data, request, headers)


# ---- VoID and DCAT -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Counts:
    """What is in the store: triples of the default graph, their subjects, graphs, and triples by property and by class."""

    triples: int
    subjects: int
    graphs: int
    properties: tuple[tuple[str, int], ...]
    classes: tuple[tuple[str, int], ...]
    newest: str | None

    @classmethod
    def of(cls, store: Store, deadline: float, stop: Stop) -> Counts:
        def table(text: str) -> list[dict[str, Any]]:
            found = json.loads(query.answer(store, text, accept="json", deadline=deadline, stop=stop).read())
            rows: list[dict[str, Any]] = found["results"]["bindings"]
            return rows

        def one(text: str) -> int:
            return int(table(text)[0]["n"]["value"])

        def parts(text: str) -> tuple[tuple[str, int], ...]:
            return tuple(sorted((row["t"]["value"], int(row["n"]["value"])) for row in table(text) if row["t"]["type"] == "uri"))

        published = f"SELECT (MAX(?d) AS ?n) {{ GRAPH ?g {{ ?g <{terms.iri('datePublished')}> ?d }} }}"
        properties = parts("SELECT ?t (COUNT(*) AS ?n) { ?s ?t ?o } GROUP BY ?t")
        return cls(
            triples=sum(n for _, n in properties),
            subjects=one("SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }"),
            graphs=one("SELECT (COUNT(DISTINCT ?g) AS ?n) { GRAPH ?g { ?s ?p ?o } }"),
            properties=properties,
            classes=parts("SELECT ?t (COUNT(*) AS ?n) { ?s a ?t } GROUP BY ?t"),
            newest=next((row["n"]["value"] for row in table(published) if "n" in row), None),
        )


class Void:
    """`/.well-known/void`, as an ASGI application. Counting takes as long as it takes, so it is done once for each state of the store."""

    def __init__(self, settings: Settings, sender: Sender) -> None:
        self._settings, self._sender = settings, sender
        self._counted: tuple[int | float, Counts] | None = None
        self._counting = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            response = await self._respond(request, receive)
        except ClientGoneError:
            return
        except (CommuniqueError, HTTPException) as e:
            response = refusal(e, request)
        await response(scope, receive, send)

    async def _respond(self, request: Request, receive: Receive) -> Response:
        methods = "GET, HEAD, OPTIONS"
        if request.method == "OPTIONS":
            return preflight(methods)
        if request.method not in ("GET", "HEAD"):
            raise HTTPException(405, f"{request.method}: send GET", {"Allow": methods})
        accept = request.query_params.get("format") or request.headers.get("accept")
        query.negotiate(query.Form.CONSTRUCT, accept)  # refused before anything is counted
        async with self._counting:
            counts = await self._counts(request.scope["app"].state.store, receive)
        root = str(request.url.replace(path="", query="", fragment=""))
        return described(_dataset(root, self._settings, counts), request, accept)

    async def _counts(self, store: Store, receive: Receive) -> Counts:
        commits = store.commits
        now = commits if commits is not None else time.monotonic() // COUNTED_ANEW
        if self._counted is None or self._counted[0] != now:
            found = await self._sender.run(lambda stop: Counts.of(store, self._settings.query_timeout, stop), receive)
            self._counted = now, found
        return self._counted[1]


def _dataset(root: str, settings: Settings, counts: Counts) -> str:
    me, endpoint = f"{root}/.well-known/void#dataset", f"{root}/sparql"
    lines = [
        "a void:Dataset, dcat:Dataset",
        f"dcterms:title {json.dumps(TITLE, ensure_ascii=False)}",
        f"void:sparqlEndpoint <{endpoint}>",
        f"void:triples {counts.triples}",
        f"void:entities {counts.subjects}",
        f"void:distinctSubjects {counts.subjects}",
        f"void:properties {len(counts.properties)}",
        f"void:classes {len(counts.classes)}",
        *(f"void:propertyPartition <{me}-property-{i}>" for i in range(len(counts.properties))),
        *(f"void:classPartition <{me}-class-{i}>" for i in range(len(counts.classes))),
    ]
    parts = [
        f"<{root}/.well-known/void> a void:DatasetDescription ; foaf:primaryTopic <{me}> .",
        *(f"<{me}-property-{i}> void:property <{p}> ; void:triples {n} ." for i, (p, n) in enumerate(counts.properties)),
        *(f"<{me}-class-{i}> void:class <{c}> ; void:entities {n} ." for i, (c, n) in enumerate(counts.classes)),
        f"<{endpoint}#service> a dcat:DataService ; dcat:endpointURL <{endpoint}> ; dcat:endpointDescription <{endpoint}> ;"
        f' dcterms:title "SPARQL 1.1" ; dcat:servesDataset <{me}> ; dcterms:conformsTo <http://www.w3.org/TR/sparql11-protocol/> .',
    ]
    if counts.newest:
        lines.append(f'dcterms:modified "{counts.newest}"^^xsd:date')
    if not settings.sparql_only:
        lines += [
            f'void:uriSpace "{settings.base}"',
            f"void:vocabulary <{terms.NAMESPACE}>",
            f"dcat:landingPage <{root}/>",
            *(f"dcat:distribution <{root}/api/v1/export/full.{f.name}>" for f in export.FORMATS),
        ]
        parts += [
            f"<{url}> a dcat:Distribution ; dcat:downloadURL <{url}> ; dcat:mediaType"
            f" <https://www.iana.org/assignments/media-types/{f.media_type}> ; dcterms:title {json.dumps(f.name)} ."
            for f in export.FORMATS
            for url in (f"{root}/api/v1/export/full.{f.name}",)
        ]
    return _about(me, lines) + "\n".join(parts) + "\n"


# ---- OpenAPI -----------------------------------------------------------------------------------------------------------


def describe(app: FastAPI, settings: Settings) -> None:
    """Add the endpoint to the app's OpenAPI document, of which FastAPI knows only its own routes."""
    others = app.openapi

    def openapi() -> dict[str, Any]:
        schema = others()
        schema["paths"]["/sparql"] = _paths(settings)
        return schema

    app.openapi = openapi  # type: ignore[method-assign]  # as FastAPI documents it


def _paths(settings: Settings) -> dict[str, Any]:
    def parameter(name: str, about: str, *, many: bool = False, required: bool = False) -> dict[str, Any]:
        kind: dict[str, Any] = {"type": "array", "items": {"type": "string"}} if many else {"type": "string"}
        return {"name": name, "in": "query", "description": about, "schema": kind, "required": required}

    content = {f.media_type: {"schema": {} if f.media_type.endswith("json") else {"type": "string"}} for f in (*RESULTS, *GRAPHS)}
    problem = {"content": {"application/problem+json": {"schema": {"type": "object"}}}}
    answers = {
        "200": {"description": "the answer; without a query, the description of the service", "content": content},
        "400": {"description": "no SPARQL, or not the protocol", **problem},
        "403": {"description": "SERVICE, LOAD, or an update where only reading is allowed", **problem},
        "406": {"description": "a format nobody offers; lists the known ones", **problem},
        "503": {"description": "too many queries are waiting", **problem},
        "504": {"description": "the query took longer than allowed", **problem},
        "507": {"description": "the query wanted more memory, rows or bytes than allowed", **problem},
    }
    graphs = [
        parameter("default-graph-uri", "a graph of the default graph", many=True),
        parameter("named-graph-uri", "a named graph", many=True),
    ]
    form = {name: {"type": "string"} for name in ("query", "update")} if settings.writable else {"query": {"type": "string"}}
    bodies: dict[str, Any] = {
        "application/x-www-form-urlencoded": {"schema": {"type": "object", "properties": form}},
        "application/sparql-query": {"schema": {"type": "string"}, "example": "SELECT * { ?s ?p ?o } LIMIT 5"},
    }
    if settings.writable:
        bodies["application/sparql-update"] = {"schema": {"type": "string"}}
    asks = [
        {**parameter("query", "SELECT, ASK, CONSTRUCT or DESCRIBE"), "example": "ASK { ?s ?p ?o }"},
        parameter("format", "json, xml, csv, tsv; ttl, nt, jsonld, rdf, trig, nq; stands in for Accept"),
    ]
    about = "SPARQL 1.1 Protocol: SELECT, ASK, CONSTRUCT or DESCRIBE; the answer's form by `Accept`, or by `format`."
    return {
        "get": {
            "tags": ["SPARQL"],
            "operationId": "sparqlGet",
            "summary": "Ask in SPARQL",
            "description": about,
            "parameters": [*asks, *graphs],
            "responses": answers,
        },
        "post": {
            "tags": ["SPARQL"],
            "operationId": "sparqlPost",
            "summary": "Ask in SPARQL",
            "description": about + " The query is a form field, or the body itself.",
            "parameters": graphs,
            "requestBody": {"required": True, "content": bodies},
            "responses": {**answers, "415": {"description": "a body of another media type", **problem}},
        },
    }
