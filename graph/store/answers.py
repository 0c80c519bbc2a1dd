"""One query on one open store → its answer as bytes, and no more of them than allowed.

Reader processes run this file beside `reader.py` without the rest of the project: it imports the standard library and pyoxigraph only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypedDict

if TYPE_CHECKING:
    import pyoxigraph

RESULT_FORMATS = ("application/sparql-results+json", "application/sparql-results+xml", "text/csv", "text/tab-separated-values")
"""what SELECT and ASK can be answered in"""

GRAPH_FORMATS = (
    "text/turtle",
    "application/n-triples",
    "application/ld+json",
    "application/rdf+xml",
    "application/trig",
    "application/n-quads",
)
"""what CONSTRUCT and DESCRIBE can be answered in"""

DATASET_FORMATS = ("application/n-quads", "application/trig", "application/ld+json")
"""what a whole store can be written in"""


class Request(TypedDict):
    """One query, or where `text` is None the whole store. Both lists of graphs are None when the query's own dataset holds.

    `base` is what relative IRIs are relative to. `rows` and `bytes` are what the answer may have; 0 for any number.
    """

    text: str | None
    accept: str
    default_graphs: Sequence[str] | None
    named_graphs: Sequence[str] | None
    union: bool
    base: str | None
    rows: int
    bytes: int


class AnswerError(Exception):
    """Why there is no answer, or no whole one. For the kind `rows` or `bytes`, `limit` tells how many were allowed."""

    def __init__(self, kind: str, message: str, known: Sequence[str] = (), limit: int = 0) -> None:
        self.kind, self.message, self.known, self.limit = kind, message, known, limit
        super().__init__(message)


def serialise(store: pyoxigraph.Store, request: Request, write: Callable[[bytes], None]) -> None:
    """Run one query and hand its serialised answer to `write`, piece by piece. Raises AnswerError, and what `write` raises."""
    from pyoxigraph import QueryResultsFormat, QueryTriples, RdfFormat

    try:
        if request["text"] is None:
            store.dump(_Sink(write), _known(RdfFormat, DATASET_FORMATS, request["accept"]))  # type: ignore[arg-type]  # enough of IO
            return
        results = _evaluate(store, request["text"], request)
        kind, known = (RdfFormat, GRAPH_FORMATS) if isinstance(results, QueryTriples) else (QueryResultsFormat, RESULT_FORMATS)
        form = _known(kind, known, request["accept"])
        write = bounded(write, form.media_type, request["rows"], request["bytes"])
        results.serialize(_Sink(_xml_checked(write) if form.media_type.endswith("+xml") else write), form)
    except SyntaxError as e:
        raise AnswerError("syntax", e.msg) from None
    except ValueError as e:  # a name that is no IRI, text that is no Unicode
        raise AnswerError("syntax", str(e)) from None
    except RuntimeError as e:
        raise AnswerError("content", str(e)) from None
    except OSError as e:
        raise AnswerError("content" if "does not support" in str(e) else "failed", str(e)) from None


def _evaluate(store: pyoxigraph.Store, text: str, request: Request) -> Any:
    from pyoxigraph import NamedNode

    default, named, base = request["default_graphs"], request["named_graphs"], request["base"]
    if default is None and named is None:
        return store.query(text, base_iri=base, use_default_graph_as_union=request["union"])
    # the engine takes the graphs as a bag: one named twice would count twice
    return store.query(
        text,
        base_iri=base,
        default_graph=[NamedNode(g) for g in dict.fromkeys(default or ())],
        named_graphs=[NamedNode(g) for g in dict.fromkeys(named or ())],
    )


def _known(kind: Any, known: Sequence[str], media_type: str) -> Any:
    if media_type not in known:
        raise AnswerError("format", media_type, known)
    return kind.from_media_type(media_type)


class _Sink:
    """What pyoxigraph writes to: it hands over 8 kB at a time."""

    def __init__(self, write: Callable[[bytes], None]) -> None:
        self._write = write

    def write(self, data: bytes) -> int:
        self._write(data)
        return len(data)

    def flush(self) -> None:
        pass


# ---- limits -----------------------------------------------------------------------------------------------------------


def bounded(write: Callable[[bytes], None], media_type: str, rows: int, most: int) -> Callable[[bytes], None]:
    """A `write` that raises AnswerError before more than `rows` rows, or `most` bytes, are through; 0 for any number.

    Rows are counted in the serialised answer, chunk by chunk: nothing is slower for it. In graph formats that are not of one line per
    triple, only bytes count; in JSON, rows whose last value is a triple, none, or ends in a backslash or colon go
    uncounted.
    """
    count = _ROWS.get(media_type) if rows else None
    if count is None and not most:
        return write
    counter = count() if count is not None else None
    sent = 0

    def checked(data: bytes) -> None:
        nonlocal sent
        sent += len(data)
        if counter is not None and counter(data) > rows:
            raise AnswerError("rows", f"more than {rows} rows", limit=rows)
        if most and sent > most:
            raise AnswerError("bytes", f"more than {most} bytes", limit=most)
        write(data)

    return checked


class _Marks:
    """Counts a mark that stands once for each row; `head` of them belong to no row, nor do those within `but`."""

    def __init__(self, mark: bytes, head: int, but: tuple[bytes, ...] = ()) -> None:
        self._mark, self._but, self._count, self._tail = mark, but, -head, b""
        self._overlap = max(map(len, (mark, *but))) - 1

    def __call__(self, data: bytes) -> int:
        if self._overlap:
            self._count += self._in(self._tail + data) - self._in(self._tail)
            self._tail = (self._tail + data)[-self._overlap :]
        else:
            self._count += data.count(self._mark)
        return self._count

    def _in(self, data: bytes) -> int:
        return data.count(self._mark) - sum(map(data.count, self._but))


class _Lines:
    """Counts lines of CSV: line feeds outside quotation marks."""

    def __init__(self) -> None:
        self._count, self._quoted = -1, False

    def __call__(self, data: bytes) -> int:
        parts = data.split(b'"')
        self._count += sum(part.count(b"\n") for part in parts[self._quoted :: 2])
        self._quoted ^= len(parts) % 2 == 0
        return self._count


_ROWS: dict[str, Callable[[], Callable[[bytes], int]]] = {
    # between two rows; a value that looks like it has a backslash or its own beginning before it
    "application/sparql-results+json": lambda: _Marks(b'"}},{"', -1, (b'\\"}},{"', b':"}},{"')),
    "application/sparql-results+xml": lambda: _Marks(b"<result>", 0),
    "text/tab-separated-values": lambda: _Marks(b"\n", 1),
    "text/csv": _Lines,
    "application/n-triples": lambda: _Marks(b"\n", 0),
    "application/n-quads": lambda: _Marks(b"\n", 0),
}


# ---- XML --------------------------------------------------------------------------------------------------------------

# The engine writes XML without a word where XML cannot hold the answer: a property that ends in no XML name becomes an element
# without a name, control characters of a literal stand as they are (XML 1.0, production 2).
_BROKEN_XML = re.compile(rb'<oxprefix: xmlns:oxprefix="([^"]*)"|[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]')
_OVERLAP = 2048


def _xml_checked(write: Callable[[bytes], None]) -> Callable[[bytes], None]:
    tail = b""

    def checked(data: bytes) -> None:
        nonlocal tail
        found = _BROKEN_XML.search(tail + data)
        if found and found[1] is not None:
            name = found[1].decode("utf-8", "replace").replace("&amp;", "&")
            raise AnswerError(
                "content", f"RDF/XML has no way to write the property <{name}>: it does not end in an XML name; ask for another format"
            )
        if found:
            raise AnswerError("content", f"XML cannot hold the character U+{ord(found[0].decode()):04X} of a value; ask for another format")
        tail = (tail + data)[-_OVERLAP:]
        write(data)

    return checked
