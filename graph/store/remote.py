"""A store behind the SPARQL 1.1 Protocol: any server that answers queries and takes updates over HTTP.

The setting `store` is its URL, the query endpoint itself (`…/sparql`) or the address from which the usual ones are tried. What cannot
be found out stands in the fragment, as in `http://host:8890/sparql#update=/sparql-auth&default=https://example.org/layer`:

    query, update   the endpoints, relative to the URL
    default         the named graph that holds the simple layer, for servers that keep no default graph of their own

Whoever may log in stands in the URL (`https://user:password@host/…`) or in the setting `store_auth`.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO, Self
from urllib.parse import parse_qs, unquote, urljoin, urlsplit, urlunsplit

import httpx

from graph.errors import QuerySyntaxError, SettingsError, StoreError, StoreUnavailable, UnknownFormat
from graph.model import Iri, Quad
from graph.store import codec, faults, servers
from graph.store.interface import JSON_RESULTS, N_QUADS, Answer, Capabilities, Pending, Row, Stop
from graph.store.remote_answers import CONNECT, Bounded, Stream, refusal

if TYPE_CHECKING:
    from graph.settings import Settings

ENDPOINTS = (("query", "update"), ("sparql", "update"), ("", "statements"), ("", ""))
"""where servers keep queries and updates, below their URL: Oxigraph; Fuseki; RDF4J and GraphDB; one endpoint for both"""


class RemoteStore:
    """A SPARQL 1.1 server. Opened by `graph.store.open_store`; nothing is sent before the first question.

    It has no lock: that one process writes is for whoever runs the server to see to. There are no transactions over several requests, so
    a change is one update request, which the standard says should be atomic; `capabilities` tell where it is not.
    """

    def __init__(self, settings: Settings, *, read_only: bool = False) -> None:
        parts = urlsplit(settings.store)
        self._limit = settings.query_timeout
        self._most = settings.query_rows, settings.query_bytes
        self._read_only = read_only
        self._base = urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, parts.query, ""))
        self._given = _options(parts.fragment)
        self._layer = self._given.get("default")
        self._known_union: bool | None = None
        self._server: servers.Server | None = None
        self._client = httpx.Client(
            headers={"User-Agent": "communique", **_authorization(settings.store_auth, parts.username, parts.password)},
            timeout=httpx.Timeout(self._limit, connect=CONNECT),
            follow_redirects=True,
            event_hooks={"response": [self._introduced]},
        )

    # ---- what kind of server it is -------------------------------------------------------------------------------------

    @property
    def capabilities(self) -> Capabilities:
        """Found out by asking. Whether the default graph is the union shows only once some named graph holds something."""
        return Capabilities(
            union_default_graph=self._union,
            default_layer=self._layer,
            atomic_updates=self._kind.atomic_updates,
            rdf12=self._rdf12,
        )

    def _introduced(self, response: httpx.Response) -> None:
        if self._server is None and response.is_success:
            self._server = servers.known(response.headers.get("server", ""))

    @property
    def _kind(self) -> servers.Server:
        if self._server is None:
            try:
                self._client.post(self._endpoints[0], data={"query": "ASK {}"}, headers={"Accept": JSON_RESULTS})
            except httpx.HTTPError as e:
                raise self._unreachable(e) from e
        return self._server or servers.STANDARD

    @property
    def _union(self) -> bool:
        if self._known_union is None and self.ask("ASK { GRAPH ?g { ?s ?p ?o } }"):
            self._known_union = self.ask("ASK { { SELECT ?s ?p ?o { GRAPH ?g { ?s ?p ?o } } LIMIT 1 } ?s ?p ?o }")
        return bool(self._known_union)

    @cached_property
    def _rdf12(self) -> bool:
        try:
            return self.ask("ASK { BIND(<<( <urn:a> <urn:b> <urn:c> )>> AS ?t) FILTER(isTRIPLE(?t)) }")
        except QuerySyntaxError:
            return False

    @cached_property
    def _endpoints(self) -> tuple[str, str]:
        """URLs for queries and updates: given, or the first pair that answers a trivial question."""
        if "query" in self._given or "update" in self._given:
            return urljoin(self._base, self._given.get("query", "")), urljoin(self._base, self._given.get("update", ""))
        path = urlsplit(self._base).path.rstrip("/")
        if path.endswith("/sparql"):
            return self._base, self._base
        if path.endswith("/query"):
            return self._base, urljoin(self._base, "update")
        said = ""
        for query, update in ENDPOINTS:
            urls = [f"{self._base.rstrip('/')}/{name}" if name else self._base for name in (query, update)]
            try:
                response = self._client.post(urls[0], data={"query": "ASK {}"}, headers={"Accept": JSON_RESULTS})
                if response.is_success and "boolean" in response.json():
                    return urls[0], urls[1]
                said = f"{urls[0]} answered {response.status_code}"
            except httpx.HTTPError as e:
                raise self._unreachable(e) from e
            except ValueError:
                said = f"{urls[0]} answered, but not to a SPARQL query"
        raise StoreUnavailable(f"no SPARQL endpoint found below {self._base} ({said}); give the URL of the query endpoint itself")

    def _unreachable(self, e: httpx.HTTPError) -> StoreUnavailable:
        return StoreUnavailable(f"the SPARQL server at {self._base} does not answer: {e}; is it running, and is the URL right?")

    @property
    def read_only(self) -> bool:
        """Whether it was opened for reading alone."""
        return self._read_only

    @property
    def commits(self) -> int | None:
        """Others may write."""
        return None

    # ---- reading -------------------------------------------------------------------------------------------------------

    def query(
        self,
        text: str,
        *,
        accept: str = JSON_RESULTS,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        union_default_graph: bool = False,
        base: str | None = None,
        deadline: float | None = None,
        stop: Stop | None = None,
    ) -> Answer:
        """Answer as bytes; see `graph.store.interface.Store.query`. What the server cannot stop it goes on with, unheard.

        `stop` is heeded between two parts of the answer.
        """
        limit = self._limit if deadline is None else deadline
        form: dict[str, Any] = {"query": _based(text, base)}
        # some servers take the graphs as a bag: one named twice would count twice
        form["default-graph-uri"], form["named-graph-uri"] = list(dict.fromkeys(default_graphs)), list(dict.fromkeys(named_graphs))
        if union_default_graph and not (default_graphs or named_graphs) and not self._union:
            form["union-default-graph"] = "true"  # Oxigraph's
        asked = servers.asked(self._kind, accept)
        stream = Stream(self._client, self._endpoints[0], form, asked, limit, stop)
        if servers.is_table_of_ask(stream.begin):
            return Answer(accept, iter((servers.boolean(b"".join(stream), accept),)))
        bounded = Bounded(stream, asked, *self._most)
        chunks = servers.Restored(bounded) if self._kind.no_duration else bounded
        if asked != accept:
            return Answer(accept, iter((servers.converted(b"".join(chunks), asked, accept),)))
        return Answer(accept, chunks)

    def begin(
        self,
        text: str,
        *,
        accept: str = JSON_RESULTS,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        base: str | None = None,
        deadline: float | None = None,
    ) -> Pending | None:
        """Every question to a server is waited for."""
        return None

    def look_up(
        self,
        text: str,
        *,
        accept: str = JSON_RESULTS,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        base: str | None = None,
    ) -> bytes | None:
        """Nothing is at once from here."""
        return None

    def rows(self, text: str) -> Iterator[Row]:
        """Solutions of a SELECT."""
        found = json.loads(self.query(text).read())
        return iter([{name: codec.from_json(value) for name, value in row.items()} for row in found["results"]["bindings"]])

    def ask(self, text: str) -> bool:
        return bool(json.loads(self.query(text).read())["boolean"])

    def quads(self, *graphs: str | None) -> Iterator[Quad]:
        """All quads of the graphs named (None: the default graph); without a name, of the whole store. Graph by graph."""
        for graph in dict.fromkeys(graphs) if graphs else (None, *self.graph_names()):
            name = self._layer if graph is None else graph
            if name is not None:
                pattern = f"GRAPH {codec.term(Iri(name))} {{ ?s ?p ?o }}"
            elif self._union:
                pattern = "?s ?p ?o FILTER NOT EXISTS { GRAPH ?g { ?s ?p ?o } }"
            else:
                pattern = "?s ?p ?o"
            for row in self.rows(f"SELECT ?s ?p ?o {{ {pattern} }}"):
                s, p = row["s"], row["p"]
                assert isinstance(s, Iri)
                assert isinstance(p, Iri)
                yield Quad(s, p, row["o"], None if graph is None else Iri(graph))

    def graph_names(self) -> Iterator[str]:
        """Named graphs that hold something, the default layer left out."""
        hidden = {self._layer, *self._kind.system_graphs}
        for row in self.rows("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"):
            if row["g"].value not in hidden:
                yield row["g"].value

    def dump(self, media_type: str = N_QUADS) -> Iterator[bytes]:
        """Every graph as N-Quads, the only format put together here."""
        if media_type != N_QUADS:
            raise UnknownFormat(media_type, (N_QUADS,))
        for quad in self.quads():
            yield codec.line(quad).encode("utf-8")

    # ---- writing -------------------------------------------------------------------------------------------------------

    def update(self, text: str, *, base: str | None = None, deadline: float | None = None, stop: Stop | None = None) -> None:
        """Run a SPARQL 1.1 update: one request. There is no copy to try it on: how long it may take is the server's to say."""
        if self._read_only:
            raise StoreError("the store was opened for reading only")
        form = {"update": _based(text, base)}
        try:
            response = self._client.post(
                self._endpoints[1], data=form, headers={"Accept": "*/*"}, timeout=httpx.Timeout(None, connect=CONNECT)
            )
        except httpx.HTTPError as e:
            raise self._unreachable(e) from e
        if not response.is_success:
            raise refusal(response.status_code, response.text, "update")

    def apply(self, remove: Iterable[Quad], add: Iterable[Quad]) -> None:
        """Remove quads, then add quads, in one update request; in several, where the server takes no large ones."""
        for text in self._changes(servers.storable(self._kind, remove), servers.storable(self._kind, add)):
            self.update(text)

    def _changes(self, remove: list[Quad], add: list[Quad]) -> Iterator[str]:
        kind = self._kind
        if not (kind.default_graph or self._layer) and any(quad.g is None for quad in (*remove, *add)):
            raise StoreError(
                "this server keeps no default graph: name a graph for the simple layer in the setting store, as in "
                f"{self._base}#default=https://example.org/layer"
            )
        most, apart = kind.most_quads, kind.graphs_apart
        if not most or len(remove) + len(add) <= most:
            text = codec.change(remove, add, self._layer, apart=apart)
            if text:
                yield text
            return
        for quads, removing in ((remove, True), (add, False)):
            left = iter(quads)
            while portion := list(islice(left, most)):
                yield codec.change(portion if removing else (), () if removing else portion, self._layer, apart=apart)

    def bulk_load(self, data: bytes | BinaryIO, media_type: str = N_QUADS) -> None:
        """Add a file, read here and sent as one update; in several, where the server takes no large ones."""
        from pyoxigraph import RdfFormat, parse

        chosen = RdfFormat.from_media_type(media_type)
        if chosen is None:
            raise UnknownFormat(media_type, (N_QUADS, "application/trig", "text/turtle", "application/n-triples"))
        try:
            quads = [codec.quad_from_engine(quad) for quad in parse(data, chosen)]
        except SyntaxError as e:
            raise faults.data_syntax(e) from None
        self.apply((), quads)

    # ---- life ----------------------------------------------------------------------------------------------------------

    def flush(self) -> None:
        """Nothing: a server flushes as it is set up to."""

    def warm(self) -> None:
        """Nothing: a server is running or it is not."""

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _based(text: str, base: str | None) -> str:
    return text if base is None else f"BASE {codec.term(Iri(base))} {text}"


def _options(fragment: str) -> dict[str, str]:
    given = {name: values[-1] for name, values in parse_qs(fragment).items()}
    strange = sorted(set(given) - {"query", "update", "default"})
    if strange or (fragment and not given):
        raise SettingsError(f"store: after # a URL takes query=…, update=… and default=…, not {', '.join(strange) or fragment!r}")
    return given


def _authorization(setting: str, user: str | None, password: str | None) -> dict[str, str]:
    if not setting and user is None:
        return {}
    if setting.lower().startswith("bearer "):
        return {"Authorization": f"Bearer {setting[7:].strip()}"}
    pair = setting or f"{unquote(user or '')}:{unquote(password or '')}"
    if ":" not in pair:
        raise SettingsError("store_auth must be user:password, or Bearer and a token")
    return {"Authorization": "Basic " + base64.b64encode(pair.encode("utf-8")).decode("ascii")}
