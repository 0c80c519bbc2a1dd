"""Every IRI of the graph opens: `/id/…` leads to the page or to data about a resource, `/ns` is the vocabulary.

    /id/person/in/asha-verma          303 ─▶ the page, or one of the documents below, as accepted
    /id/person/in/asha-verma.ttl      what is known about it; also .jsonld, .nt, .rdf; .html leads to the page
    /ns  /ns.ttl  /ns.jsonld …        the vocabulary
    /ns/context.jsonld                its names, for JSON-LD; also /ns/prefixes.json, /ns/prefixes.rq, /ns/shapes.ttl

The base of the IRIs is a setting, and usually an address that redirects here: a path below `/id/` is what follows the base.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from importlib.resources import files
from urllib.parse import quote, unquote

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from api.routes.sparql_description import tagged
from api.routes.sparql_sending import SHARED, ClientGoneError, Sender, preflight, refusal
from graph import query
from graph.errors import CommuniqueError, NotFound
from graph.model import Iri
from graph.query.formats import GRAPHS, Format, best
from graph.settings import Settings
from graph.store import Store, codec
from graph.store.interface import Stop
from ontology import terms

METHODS = "GET, HEAD, OPTIONS"
DOCUMENTS = tuple(form for form in GRAPHS if form.name in ("ttl", "jsonld", "nt", "rdf"))
PAGE = Format("html", "text/html", ("application/xhtml+xml",))
NAMESPACE = terms.NAMESPACE.rstrip("#/")

MOST = 10_000
"""triples that point to a resource, in its document: a country has more than anybody reads at once"""


def install(app: FastAPI, settings: Settings, sender: Sender) -> None:
    """Add the addresses of resources and of the vocabulary."""
    app.router.routes.append(Route("/id/{path:path}", Resources(settings, sender), methods=None))
    vocabulary = Vocabulary()
    for path in ("/ns", "/ns.{ending}", "/ns/{name}"):
        app.router.routes.append(Route(path, vocabulary, methods=None))


class _Documents:
    """An ASGI application of documents to read."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            if request.method == "OPTIONS":
                response = preflight(METHODS)
            elif request.method not in ("GET", "HEAD"):
                raise HTTPException(405, f"{request.method}: send GET", {"Allow": METHODS})
            else:
                response = await self.respond(request, receive)
        except ClientGoneError:
            return
        except (CommuniqueError, HTTPException) as e:
            response = refusal(e, request)
        await response(scope, receive, send)

    async def respond(self, request: Request, receive: Receive) -> Response:
        raise NotImplementedError


# ---- resources ---------------------------------------------------------------------------------------------------------


class Resources(_Documents):
    """`/id/…`."""

    def __init__(self, settings: Settings, sender: Sender) -> None:
        self._settings, self._sender = settings, sender

    async def respond(self, request: Request, receive: Receive) -> Response:
        """The document that the ending names; without one, a redirect to what is accepted."""
        path = unquote(request.scope["path"]).removeprefix("/id/")
        ending = path.rpartition(".")[2] if "." in path else ""
        form = next((form for form in (*DOCUMENTS, PAGE) if form.name == ending), None)
        name = path.removesuffix(f".{ending}") if form else path
        iri = self._iri(name)
        store: Store = request.scope["app"].state.store
        if form in DOCUMENTS:
            lines, newest = await self._sender.run(lambda stop: self._about(store, iri, stop), receive)
            assert form is not None
            return _document(lines, newest, form, iri, name, request)
        found = await self._sender.run(lambda _: _exists(store, iri), receive)
        if not found:
            raise NotFound(f"nothing is known about <{iri.value}>")
        chosen = form or best(request.headers.get("accept"), (DOCUMENTS[0], PAGE, *DOCUMENTS[1:]))
        place = _page(name) if chosen is PAGE else f"/id/{quote(name)}.{chosen.name}"
        headers = {"Location": place, "Vary": "Accept", "Link": _links(iri, name), **SHARED}
        return Response(status_code=303, headers=headers)

    def _iri(self, name: str) -> Iri:
        iri = Iri(self._settings.base + name)
        try:
            codec.term(iri)
        except CommuniqueError:
            raise NotFound(f"{name!r} is no name of a resource") from None
        return iri

    def _about(self, store: Store, iri: Iri, stop: Stop) -> tuple[list[str], str | None]:
        """Lines of N-Triples, sorted, and the day of the newest article that speaks of the resource. Raises NotFound."""
        me, label = codec.term(iri), f"<{terms.iri('label')}>"
        parts = (
            f"CONSTRUCT {{ {me} ?p ?o }} WHERE {{ {{ {me} ?p ?o }} UNION {{ GRAPH ?g {{ {me} ?p ?o }} FILTER({self._ours('?g')}) }} }}",
            f"CONSTRUCT {{ ?s ?p {me} }} WHERE {{ ?s ?p {me} }} LIMIT {MOST}",
            f"CONSTRUCT {{ ?o {label} ?name }} WHERE {{ {me} ?p ?o . ?o {label} ?name }}",
            f"CONSTRUCT {{ ?s {label} ?name }} WHERE {{ ?s ?p {me} . ?s {label} ?name }} LIMIT {MOST}",
            f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {me} {{ ?s ?p ?o }} }}",
        )
        lines: set[str] = set()
        for text in parts:
            found = query.answer(store, text, accept="nt", deadline=self._settings.query_timeout, stop=stop).read()
            lines.update(found.decode("utf-8").splitlines(keepends=True))
        if not lines:
            raise NotFound(f"nothing is known about <{iri.value}>")
        return sorted(lines), self._newest(store, me, stop)

    def _newest(self, store: Store, me: str, stop: Stop) -> str | None:
        published, claimed = terms.iri("datePublished"), [terms.iri(name) for name in ("subject", "object")]
        text = (
            f"SELECT (MAX(?day) AS ?newest) {{ {{ VALUES ?role {{ <{claimed[0]}> <{claimed[1]}> }} GRAPH ?g {{ ?claim ?role {me} }} }}"
            f" UNION {{ GRAPH ?g {{ {me} ?p ?o }} }} GRAPH ?g {{ ?g <{published}> ?day }} FILTER({self._ours('?g')}) }}"
        )
        found = query.answer(store, text, accept="json", deadline=self._settings.query_timeout, stop=stop).read()
        rows = json.loads(found)["results"]["bindings"]
        return next((row["newest"]["value"] for row in rows if "newest" in row), None)

    def _ours(self, graph: str) -> str:
        """What somebody wrote into a graph of their own is not said here."""
        return f"STRSTARTS(STR({graph}), {json.dumps(self._settings.base)})"


def _exists(store: Store, iri: Iri) -> bool:
    me = codec.term(iri)
    patterns = (f"{me} ?p ?o", f"?s ?p {me}", f"GRAPH ?g {{ {me} ?p ?o }}")
    return any(store.ask(f"ASK {{ {pattern} }}") for pattern in patterns)


def _document(lines: list[str], newest: str | None, form: Format, iri: Iri, name: str, request: Request) -> Response:
    data = "".join(lines).encode("utf-8")
    if form.name != "nt":
        data = codec.convert(data, "application/n-triples", form.media_type, prefixes=terms.PREFIXES)
    headers = {"Link": _links(iri, name), "Vary": "Accept-Encoding"}
    modified = datetime.fromisoformat(newest).replace(tzinfo=UTC) if newest and len(newest) == 10 else None
    if modified and modified <= datetime.now(UTC):  # a response never says that it will be changed (RFC 9110, 8.8.2.1)
        headers["Last-Modified"] = format_datetime(modified, usegmt=True)
    return tagged(data, request, form.media_type, headers)


def _links(iri: Iri, name: str) -> str:
    """RFC 8288: what the document is about, and its other forms."""
    others = [f'</id/{quote(name)}.{form.name}>; rel="alternate"; type="{form.media_type}"' for form in DOCUMENTS]
    api = f'</api/v1/entities/{quote(name)}>; rel="alternate"; type="application/json"'
    return ", ".join([f'<{iri.value.encode("ascii", "ignore").decode()}>; rel="about"', *others, api])


def _page(name: str) -> str:
    """Where the page shows a resource."""
    kind, _, rest = name.partition("/")
    return f"/#/article/{quote(rest)}" if kind == "article" else f"/#/graph?center={quote(name)}&entity={quote(name)}"


# ---- the vocabulary ----------------------------------------------------------------------------------------------------


class Vocabulary(_Documents):
    """`/ns` and below."""

    async def respond(self, request: Request, receive: Receive) -> Response:
        """A form of the vocabulary, or a file about it."""
        ending, name = request.path_params.get("ending"), request.path_params.get("name")
        if name is not None:
            return _file(name, request)
        if ending is None:
            form = best(request.headers.get("accept"), (DOCUMENTS[0], PAGE, *DOCUMENTS[1:]))
        else:
            named = [f for f in (*DOCUMENTS, PAGE) if f.name == ending]
            if not named:
                raise NotFound(f"/ns.{ending}: there is {', '.join('.' + f.name for f in (*DOCUMENTS, PAGE))}")
            (form,) = named
        links = ", ".join(f'</ns.{f.name}>; rel="alternate"; type="{f.media_type}"' for f in DOCUMENTS)
        headers = {"Content-Location": f"/ns.{form.name}", "Link": f'<{NAMESPACE}>; rel="about", {links}'}
        if form is PAGE:
            return tagged(_listing().encode("utf-8"), request, "text/html", headers)
        return tagged(_written(form), request, form.media_type, headers)


def _written(form: Format) -> bytes:
    data = files("ontology").joinpath("communique.ttl").read_bytes()
    return data if form.name == "ttl" else codec.convert(data, "text/turtle", form.media_type, prefixes=terms.PREFIXES)


def _file(name: str, request: Request) -> Response:
    if name == "context.jsonld":
        return tagged(files("ontology").joinpath(name).read_bytes(), request, "application/ld+json")
    if name == "shapes.ttl":
        return tagged(files("ontology").joinpath(name).read_bytes(), request, "text/turtle")
    if name == "prefixes.json":
        return tagged(json.dumps(terms.PREFIXES, indent=2).encode(), request, "application/json")
    if name == "prefixes.rq":
        lines = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in terms.PREFIXES.items())
        return tagged(lines.encode(), request, "application/sparql-query")
    raise NotFound(f"/ns/{name}: there is context.jsonld, shapes.ttl, prefixes.json, prefixes.rq")


def _listing() -> str:
    """Every class and property with what it means, each under the name of its fragment."""
    sections = "".join(f"<h2>{title}</h2>\n<dl>\n{''.join(map(_entry, names))}</dl>\n" for title, names in _sections())
    return (
        '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<meta name="viewport" content="width=device-width">\n'
        f"<title>The vocabulary of Communiqué</title>\n<h1>The vocabulary of Communiqué</h1>\n<p>Namespace <code>{terms.NAMESPACE}</code>; "
        'as <a href="/ns.ttl">Turtle</a>, <a href="/ns.jsonld">JSON-LD</a>, <a href="/ns.rdf">RDF/XML</a>; '
        f'<a href="/ns/shapes.ttl">SHACL shapes</a>, <a href="/ns/context.jsonld">JSON-LD context</a>.</p>\n{sections}</html>\n'
    )


def _sections() -> tuple[tuple[str, tuple[str, ...]], ...]:
    def ours(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(sorted(name for name in names if terms.iri(name).startswith(terms.NAMESPACE)))

    statuses = tuple(dict.fromkeys(status for kind in ("Event", "Agreement", "JointBody") for status in terms.statuses(kind)))
    return ("Classes", ours(terms.classes())), ("Properties", ours(terms.properties())), ("Statuses", statuses)


def _entry(name: str) -> str:
    return f'<dt id="{escape(name)}"><code>{escape(name)}</code></dt>\n<dd>{escape(terms.comment(name))}</dd>\n'
