"""What every store can do: the interface is that of the SPARQL 1.1 Protocol, so that embedded and remote are alike.

`serialised` answers travel as bytes; `rows` and `triples` are for the project's own code, which asks short questions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from graph.model import Iri, Literal, Quad

Row = Mapping[str, Iri | Literal]
"""One solution: variable name → term; unbound variables are absent."""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What differs between engines.

    `union_default_graph`: a query without GRAPH sees the union of all graphs. `default_layer`: the named graph that holds the
    simple layer where an engine has no default graph of its own, else None. `transactions`: several requests can be one.
    """

    union_default_graph: bool = False
    default_layer: str | None = None
    transactions: bool = False
    rdf12: bool = False
    cancels: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """A serialised result: chunks of bytes and their media type. `chunks` may raise `QueryTimeout` before the first one only."""

    media_type: str
    chunks: Iterator[bytes]


class Store(Protocol):
    """Quads at rest. One process writes; any number read."""

    @property
    def capabilities(self) -> Capabilities: ...

    def query(
        self,
        text: str,
        *,
        accept: str = "application/sparql-results+json",
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        union_default_graph: bool = False,
        deadline: float | None = None,
    ) -> Answer:
        """Answer SELECT, ASK, CONSTRUCT or DESCRIBE as bytes of media type `accept`; `deadline` is in seconds from now.

        Raises QuerySyntaxError, QueryRefused, QueryTimeout, UnknownFormat.
        """

    def rows(self, text: str) -> Iterator[Row]:
        """Solutions of a SELECT, for the project's own short questions; sees what has been committed, at once."""

    def ask(self, text: str) -> bool: ...

    def update(self, text: str) -> None:
        """Run a SPARQL 1.1 update; all operations of one request commit together or not at all."""

    def apply(self, remove: Iterable[Quad], add: Iterable[Quad]) -> None:
        """Remove and add quads in one atomic step."""

    def quads(self, *graphs: str | None) -> Iterator[Quad]:
        """All quads of the graphs named (None: the default graph); without a name, of the whole store."""

    def graph_names(self) -> Iterator[str]: ...

    def bulk_load(self, data: bytes, media_type: str = "application/n-quads") -> None: ...

    def dump(self, media_type: str = "application/n-quads") -> Iterator[bytes]:
        """Every graph, in the order of the engine; `graph.export` sorts where order matters."""

    def close(self) -> None: ...
