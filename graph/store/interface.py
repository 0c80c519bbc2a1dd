"""What every store can do: the interface is that of the SPARQL 1.1 Protocol, so that embedded and remote are alike.

Answers to people's queries travel as bytes (`query`); `rows`, `ask` and `quads` are for the project's own code, which asks short
questions and sees at once what was committed. What may be asked is decided above this room, in `graph.query`: a store runs what it is
given.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Protocol, Self

from graph.errors import StoreError
from graph.model import Iri, Literal, Quad

Row = Mapping[str, Iri | Literal]
"""One solution: variable name → term; unbound variables are absent."""

JSON_RESULTS = "application/sparql-results+json"
N_QUADS = "application/n-quads"


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What differs between engines.

    `union_default_graph`: a query without GRAPH sees the union of all graphs. `default_layer`: the named graph that holds the
    simple layer where an engine has no default graph of its own, else None. `transactions`: several requests can be one.
    `atomic_updates`: all operations of one update request commit together or not at all; without it, a change that was interrupted is
    made whole by making it again. `rdf12`: triple terms are understood. `cancels`: a query past its deadline is stopped, not merely
    no longer waited for.
    """

    union_default_graph: bool = False
    default_layer: str | None = None
    transactions: bool = False
    atomic_updates: bool = True
    rdf12: bool = False
    cancels: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """A serialised result: chunks of bytes and their media type.

    What is wrong with the query is raised before there is an answer. `chunks` may still raise QueryTimeout, QueryTooLarge or
    StoreError between two chunks: what was sent by then is incomplete, and a server must break the connection off rather than end it
    politely. Closing an answer stops its query; a wholly read one needs no closing.
    """

    media_type: str
    chunks: Iterator[bytes]

    @property
    def whole(self) -> bool:
        """Whether all of it is here already: then reading it cannot fail."""
        return not hasattr(self.chunks, "close")

    def read(self) -> bytes:
        """All of it."""
        return b"".join(self.chunks)

    def close(self) -> None:
        """Stop the query if it still runs."""
        stop = getattr(self.chunks, "close", None)
        if stop is not None:
            stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Stop:
    """Ends a query from another thread: give it to `Store.query`, and call it when whoever asked has gone."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._called = False
        self._action: Callable[[], object] | None = None

    @property
    def called(self) -> bool:
        return self._called

    @property
    def reason(self) -> StoreError:
        """What a stopped query raises."""
        return StoreError("the query was stopped: whoever asked has gone")

    def __call__(self) -> None:
        with self._lock:
            self._called, action = True, self._action
        if action is not None:
            action()

    def then(self, action: Callable[[], object] | None) -> None:
        """For the store: what to do when it is called, at once if it has been; replaces what was to be done before."""
        with self._lock:
            self._action, called = action, self._called
        if called and action is not None:
            action()


class AskAgainError(Exception):
    """A query that was begun has to be asked again, with `Store.query`: it takes longer, or its process had ended."""


class Pending(Protocol):
    """A query that was begun, for callers that may not block. Whoever begins one goes on until it is answered, raises, or is stopped."""

    def fileno(self) -> int:
        """Readable when there is something to advance with."""

    def advance(self) -> Answer | None:
        """What has come meanwhile: the answer, or None if it is not there yet. Raises as `Store.query` does, and AskAgainError."""

    def stop(self) -> None:
        """Stop the query, which shows at the next `advance`."""


class Store(Protocol):
    """Quads at rest. One process writes; any number read. All methods may be called from several threads."""

    @property
    def capabilities(self) -> Capabilities: ...

    @property
    def read_only(self) -> bool:
        """Whether it was opened for reading alone."""

    @property
    def commits(self) -> int | None:
        """How many commits there were since the store was opened: the same number, the same content. None where others may write."""

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
        """Answer SELECT, ASK, CONSTRUCT or DESCRIBE as bytes of media type `accept`.

        `default_graphs` and `named_graphs`, once either is given, are the whole dataset and stand in for FROM and FROM NAMED; each
        graph counts once. `base` is what relative IRIs are relative to. `deadline` is in seconds from now, waiting and serialising
        included; None means the setting `query_timeout`. `stop` ends the query from another thread, also while this call waits.
        Raises QuerySyntaxError, QueryTimeout, QueryTooLarge, UnknownFormat, StoreBusy, StoreError.
        """

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
        """Begin a query without blocking, if that can be done now; else None, and `query` is to be asked."""

    def look_up(
        self,
        text: str,
        *,
        accept: str = JSON_RESULTS,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        base: str | None = None,
    ) -> bytes | None:
        """The answer to a query of one pattern, if it can be had here at once; None where only `query` gives it, or tells what is wrong."""

    def rows(self, text: str) -> Iterator[Row]:
        """Solutions of a SELECT, for the project's own short questions; sees what has been committed, at once."""

    def ask(self, text: str) -> bool: ...

    def update(self, text: str, *, base: str | None = None, deadline: float | None = None, stop: Stop | None = None) -> None:
        """Run a SPARQL 1.1 update; all operations of one request commit together or not at all, unless `capabilities` say otherwise.

        With a `deadline` it is run on a copy first, where it can be stopped, if the store is able to; what takes longer there, or more
        memory than a query may, changes nothing and raises QueryTimeout or QueryTooLarge.
        """

    def apply(self, remove: Iterable[Quad], add: Iterable[Quad]) -> None:
        """Remove quads, then add quads, in one atomic step: what is in both is there afterwards."""

    def quads(self, *graphs: str | None) -> Iterator[Quad]:
        """All quads of the graphs named (None: the default graph); without a name, of the whole store."""

    def graph_names(self) -> Iterator[str]:
        """Named graphs that hold something, the default layer left out."""

    def bulk_load(self, data: bytes | BinaryIO, media_type: str = N_QUADS) -> None:
        """Add a file of quads or triples, all or nothing. Raises QuerySyntaxError where it is malformed, with the line."""

    def dump(self, media_type: str = N_QUADS) -> Iterator[bytes]:
        """Every graph, in the order of the engine; `sorted_dump` is for comparing."""

    def flush(self) -> None:
        """Return when all commits are on the disk: what was committed survives a crash of the process, after this also of the machine.

        Takes tens of milliseconds; call it after a batch, not after every article.
        """

    def warm(self) -> None:
        """Make ready for queries, so that the first one need not wait."""

    def close(self) -> None: ...

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...


def sorted_dump(store: Store) -> bytes:
    """Every quad as one line of N-Quads, lines sorted: the same content gives the same bytes, whatever order it came in."""
    lines = b"".join(store.dump(N_QUADS)).split(b"\n")
    return b"".join(line + b"\n" for line in sorted(set(lines)) if line)
