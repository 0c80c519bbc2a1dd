"""What every store can do: the interface is that of the SPARQL 1.1 Protocol, so that embedded and remote are alike.

Answers to people's queries travel as bytes (`query`); `rows`, `ask` and `quads` are for the project's own code, which asks short
questions and sees at once what was committed. What may be asked is decided above this room, in `graph.query`: a store runs what it is
given.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Protocol, Self

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
    `rdf12`: triple terms are understood. `cancels`: a query past its deadline is stopped, not merely no longer waited for.
    """

    union_default_graph: bool = False
    default_layer: str | None = None
    transactions: bool = False
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


class Store(Protocol):
    """Quads at rest. One process writes; any number read. All methods may be called from several threads."""

    @property
    def capabilities(self) -> Capabilities: ...

    def query(
        self,
        text: str,
        *,
        accept: str = JSON_RESULTS,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        union_default_graph: bool = False,
        deadline: float | None = None,
    ) -> Answer:
        """Answer SELECT, ASK, CONSTRUCT or DESCRIBE as bytes of media type `accept`.

        `default_graphs` and `named_graphs`, once either is given, are the whole dataset and stand in for FROM and FROM NAMED; each
        graph counts once. `deadline` is in seconds from now, waiting and serialising included; None means the setting `query_timeout`.
        Raises QuerySyntaxError, QueryTimeout, QueryTooLarge, UnknownFormat, StoreBusy, StoreError.
        """

    def rows(self, text: str) -> Iterator[Row]:
        """Solutions of a SELECT, for the project's own short questions; sees what has been committed, at once."""

    def ask(self, text: str) -> bool: ...

    def update(self, text: str) -> None:
        """Run a SPARQL 1.1 update; all operations of one request commit together or not at all."""

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
