"""Where SPARQL 1.1 servers differ from the standard, found out from how they introduce themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from graph.errors import UnknownFormat
from graph.model import Literal, Quad
from graph.store import codec
from graph.store.answers import GRAPH_FORMATS, RESULT_FORMATS
from graph.store.remote_answers import Bounded


@dataclass(frozen=True, slots=True)
class Server:
    """What to mind with one kind of server.

    `default_graph`: it keeps one of its own; where it does not, queries see the union of all graphs. `most_quads`: of one update request;
    0 for any number. `graphs_apart`: one operation is to be of one graph. `formats`: what it writes as the standards have it, if not all
    it offers. `no_duration`: literals of xsd:duration cannot be stored, so that another datatype stands in for it there. `system_graphs`:
    what is there before anybody has written anything.
    """

    default_graph: bool = True
    atomic_updates: bool = True
    most_quads: int = 0
    formats: frozenset[str] = frozenset()
    graphs_apart: bool = False
    no_duration: bool = False
    system_graphs: frozenset[str] = frozenset()


STANDARD = Server()

# Seen of 7.2.5: of INSERT DATA; CREATE GRAPH the first stays when the second fails, whatever sql:log-enable says; the compiler of SPARQL
# runs out of memory at some 5,000 triples; a triple outside GRAPH is refused, and asked for, is looked for in all graphs (with
# default-graph-uri in that one, but then GRAPH <name> finds nothing); what TSV holds is CSV with tabs, RDF/XML may hold characters that XML
# may not; updates are run also where a query is expected, unless the account may not write; xsd:duration is an error or becomes a number;
# DELETE DATA of several graphs misses literals of datatypes it does not know.
VIRTUOSO = Server(
    default_graph=False,
    atomic_updates=False,
    most_quads=1000,
    formats=frozenset(
        (
            "application/sparql-results+json",
            "application/sparql-results+xml",
            "text/csv",
            "text/turtle",
            "application/n-triples",
            "application/ld+json",
        )
    ),
    graphs_apart=True,
    no_duration=True,
    system_graphs=frozenset(
        (
            "http://localuriqaserver/sparql",
            "http://www.openlinksw.com/schemas/virtrdf#",
            "http://www.w3.org/ns/ldp#",
            "http://www.w3.org/2002/07/owl#",
            "urn:activitystreams-owl:map",
            "urn:core:services:sparql",
        )
    ),
)

_BY_NAME = {"virtuoso": VIRTUOSO}


def known(header: str) -> Server:
    """The server that says this of itself in the header `Server`."""
    name = header.partition("/")[0].strip().lower()
    return _BY_NAME.get(name, STANDARD)


# ---- answers to ASK that are tables -----------------------------------------------------------------------------------

_TABLE = b"__ASK_RETVAL"
_VALUE = re.compile(rb'"value"\s*:\s*"([01])"|<literal[^>]*>([01])</literal>|^([01])\s*$', re.MULTILINE)
_BOOLEANS = {
    "application/sparql-results+json": '{{"head":{{}},"boolean":{}}}',
    "application/sparql-results+xml": '<?xml version="1.0"?><sparql xmlns="http://www.w3.org/2005/sparql-results#"><head/>'
    "<boolean>{}</boolean></sparql>",
    "text/csv": "{}",
    "text/tab-separated-values": "{}",
}


def is_table_of_ask(begin: bytes) -> bool:
    """Whether an answer that begins so tells in one row what ASK asked (Virtuoso does)."""
    return _TABLE in begin[:1000]


def boolean(table: bytes, media_type: str) -> bytes:
    """The same as the standard has it."""
    found = _VALUE.search(table)
    said = found is not None and b"1" in found.groups()
    if media_type not in _BOOLEANS:
        raise UnknownFormat(media_type, RESULT_FORMATS)
    return _BOOLEANS[media_type].format("true" if said else "false").encode("ascii")


# ---- durations --------------------------------------------------------------------------------------------------------

DURATION = "http://www.w3.org/2001/XMLSchema#duration"
STAND_IN = "https://w3id.org/communique/datatype/duration"


def storable(server: Server, quads: Iterable[Quad]) -> list[Quad]:
    """The quads as the server can hold them."""
    if not server.no_duration:
        return list(quads)
    return [
        replace(quad, o=Literal(quad.o.value, STAND_IN)) if isinstance(quad.o, Literal) and quad.o.datatype == DURATION else quad
        for quad in quads
    ]


class Restored(Iterator[bytes]):
    """An answer with the datatype of durations put back, wherever one chunk ends and the next begins."""

    def __init__(self, chunks: Bounded) -> None:
        self._chunks: Bounded = chunks
        self._rest = b""
        self._over = False

    def __next__(self) -> bytes:
        if self._over:
            raise StopIteration
        data = self._rest
        try:
            data += next(self._chunks)
            data = data.replace(_STORED, _MEANT)
            self._rest = data[-len(_STORED) :]
        except StopIteration:
            self._over, self._rest = True, b""
        return data[: len(data) - len(self._rest)]

    def close(self) -> None:
        """Stop the query if it still runs."""
        self._chunks.close()


_STORED, _MEANT = STAND_IN.encode("ascii"), DURATION.encode("ascii")


# ---- answers in formats that a server does not write as it should -----------------------------------------------------


def asked(server: Server, accept: str) -> str:
    """The media type to ask for: another, where the server does not write this one as it should."""
    if not server.formats or accept in server.formats or accept not in (*GRAPH_FORMATS, *RESULT_FORMATS):
        return accept
    return "application/n-triples" if accept in GRAPH_FORMATS else "application/sparql-results+json"


def converted(answer: bytes, media_type: str, to: str) -> bytes:
    """A whole answer in another format. Raises UnknownFormat."""
    from pyoxigraph import QueryResultsFormat, parse_query_results

    if to in GRAPH_FORMATS:
        return codec.convert(answer, media_type, to)
    source, target = QueryResultsFormat.from_media_type(media_type), QueryResultsFormat.from_media_type(to)
    if source is None or target is None:
        raise UnknownFormat(to, RESULT_FORMATS)
    return parse_query_results(answer, source).serialize(format=target) or b""
