"""The store on this machine: pyoxigraph over a RocksDB folder, or in memory.

One process owns the folder and writes. Its own short questions (`rows`, `ask`, `quads`) it asks directly; people's queries go to reader
processes, which can be stopped. A store in memory has no readers: it answers in process, for tests and trials, and only queries that
produce rows can be stopped there; one that counts for an hour, counts for an hour.
"""

from __future__ import annotations

import contextlib
import threading
import time
import weakref
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Self

from graph.errors import QueryError, QueryTimeout, StoreCorrupt, StoreError, StoreLocked, StoreUnavailable
from graph.model import Quad
from graph.store import codec, faults
from graph.store.answers import AnswerError, Request, serialise
from graph.store.folder import Folder
from graph.store.interface import JSON_RESULTS, N_QUADS, Answer, Capabilities, Pending, Row, Stop
from graph.store.readers import Begun, ReaderPool
from graph.store.snapshots import Snapshots, Unchanging

if TYPE_CHECKING:
    import pyoxigraph

    from graph.settings import Settings

MEMORY = ":memory:"

DAY = 86_400.0
"""seconds a dump may take"""

AT_ONCE = 1 << 16
"""bytes that can be handed to a reader without waiting: what a pipe holds"""

LOOK_SECONDS, LOOK_BYTES = 0.002, 1 << 16
"""what a look-up in this process may take; one that wants more is asked again elsewhere"""


class EmbeddedStore:
    """A store in a folder, or in memory where `settings.store` is `:memory:`. Opened by `graph.store.open_store`."""

    def __init__(self, settings: Settings, *, read_only: bool = False) -> None:
        from pyoxigraph import Store as Engine

        self._limit = settings.query_timeout
        self._rows, self._bytes = settings.query_rows, settings.query_bytes
        self._commits = 0
        self._writing = threading.Lock()
        self._read_only = read_only
        self._folder: Folder | None = None
        self._pool: ReaderPool | None = None
        self._shut: Callable[[], object] = lambda: None
        self._snapshots: Snapshots | None = None
        if settings.store == MEMORY:
            self._open: pyoxigraph.Store | None = Engine()
            return
        self._folder = folder = Folder(Path(settings.store), read_only=read_only, plain=settings.sparql_only)
        try:
            self._open = _opened(Engine, folder, read_only=read_only)
        except BaseException:
            folder.close()
            raise
        if not read_only:
            self._snapshots = Snapshots(folder.snapshots, self._engine.backup)
        self._pool = ReaderPool(
            self._snapshots or Unchanging(folder.quads), workers=settings.query_workers, megabytes=settings.query_memory
        )
        self._shut = weakref.finalize(self, _shut, self._pool, folder)  # also at the end of the process

    @property
    def _engine(self) -> pyoxigraph.Store:
        if self._open is None:
            raise StoreError("the store is closed")
        return self._open

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(rdf12=True, cancels=self._pool is not None)

    @property
    def read_only(self) -> bool:
        """Whether it was opened for reading alone."""
        return self._read_only

    @property
    def commits(self) -> int | None:
        """How many there were since the store was opened; nobody else writes to it."""
        return self._commits

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
        """Answer as bytes; see `graph.store.interface.Store.query`."""
        request = self._request(text, accept, default_graphs, named_graphs, base)
        request["union"] = union_default_graph and not (default_graphs or named_graphs)
        return Answer(accept, self._answer(request, self._limit if deadline is None else deadline, stop))

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
        """Begin a query on a reader process, if one is ready; see `graph.store.interface.Store.begin`."""
        if self._pool is None or not _at_once("".join((text, *default_graphs, *named_graphs))):
            return None
        request = self._request(text, accept, default_graphs, named_graphs, base)
        begun = self._pool.begin(request, self._limit if deadline is None else deadline)
        return None if begun is None else _Pending(begun, accept)

    def look_up(
        self,
        text: str,
        *,
        accept: str = JSON_RESULTS,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        base: str | None = None,
    ) -> bytes | None:
        """The answer if it is there within two thousandths of a second: an index scan gives rows all along, and stops when told."""
        request = self._request(text, accept, default_graphs, named_graphs, base)
        found = bytearray()
        end = time.perf_counter() + LOOK_SECONDS

        def write(data: bytes) -> None:
            # what is there already is worth no second asking, however long it took
            if len(found) + len(data) > LOOK_BYTES or (found and time.perf_counter() > end):
                raise _ElsewhereError
            found.extend(data)

        try:
            serialise(self._engine, request, write)
        except (AnswerError, _ElsewhereError):  # what is wrong with a query is told by `query`
            return None
        return bytes(found)

    def _request(
        self, text: str | None, accept: str, default_graphs: Sequence[str] = (), named_graphs: Sequence[str] = (), base: str | None = None
    ) -> Request:
        given = bool(default_graphs or named_graphs)
        return Request(
            text=text,
            accept=accept,
            default_graphs=list(default_graphs) if given else None,
            named_graphs=list(named_graphs) if given else None,
            union=False,
            base=base,
            rows=self._rows,
            bytes=self._bytes,
        )

    def _answer(self, request: Request, limit: float, stop: Stop | None = None) -> Iterator[bytes]:
        if self._pool is not None:
            return self._pool.query(request, limit, stop)
        return _in_process(self._engine, request, limit, stop)

    def rows(self, text: str) -> Iterator[Row]:
        """Solutions of a SELECT, straight from the engine. All at once: its iterators are bound to the thread that made them."""
        from pyoxigraph import QuerySolutions

        with _translated():
            solutions = self._engine.query(text)
            if not isinstance(solutions, QuerySolutions):
                raise QueryError("rows are the answer to a SELECT")
            names = [variable.value for variable in solutions.variables]
            return iter([codec.row_from_engine(names, solution) for solution in solutions])

    def ask(self, text: str) -> bool:
        with _translated():
            return bool(self._engine.query(text))

    def quads(self, *graphs: str | None) -> Iterator[Quad]:
        """All quads of the graphs named (None: the default graph); without a name, of the whole store. Fetched at once, as `rows`."""
        patterns = [codec.graph_name(g) for g in dict.fromkeys(graphs)] if graphs else [None]
        with _translated():
            found = [quad for pattern in patterns for quad in self._engine.quads_for_pattern(None, None, None, pattern)]
        return map(codec.quad_from_engine, found)

    def graph_names(self) -> Iterator[str]:
        """Named graphs that hold something: the engine remembers the names of emptied ones."""
        with _translated():
            graphs = list(self._engine.named_graphs())
            return iter([g.value for g in graphs if any(True for _ in self._engine.quads_for_pattern(None, None, None, g))])

    def dump(self, media_type: str = N_QUADS) -> Iterator[bytes]:
        """Every graph, serialised by the engine, as it was when this was called."""
        return self._answer(self._request(None, media_type), DAY)

    # ---- writing -------------------------------------------------------------------------------------------------------

    def update(self, text: str, *, base: str | None = None, deadline: float | None = None, stop: Stop | None = None) -> None:
        """Run a SPARQL 1.1 update; all or nothing. With a deadline, on a copy of the store first: there it can be stopped."""
        if deadline is not None and self._pool is not None and self._snapshots is not None:
            with self._snapshots.copy() as copy:
                self._pool.rehearse(str(copy), text, base, deadline, stop)
        with self._commit() as engine:
            engine.update(text, base_iri=base)

    def apply(self, remove: Iterable[Quad], add: Iterable[Quad]) -> None:
        """Remove quads, then add quads, in one atomic step: one update of two operations, which the engine commits as one."""
        text = codec.change(remove, add)
        if text:
            self.update(text)

    def bulk_load(self, data: bytes | BinaryIO, media_type: str = N_QUADS) -> None:
        """Add a file of quads or triples, all or nothing. What fills an empty store is then laid out for reading: a third faster to ask."""
        from pyoxigraph import RdfFormat

        chosen = RdfFormat.from_media_type(media_type)
        if chosen is None:
            raise faults.error("format", media_type, media_type, (N_QUADS, "application/trig", "text/turtle", "application/n-triples"))
        with self._commit() as engine:
            fresh = next(engine.quads_for_pattern(None, None, None), None) is None
            try:
                engine.bulk_load(data, chosen)
            except SyntaxError as e:
                raise faults.data_syntax(e) from None
            if fresh and self._pool is not None:
                engine.optimize()

    def flush(self) -> None:
        """Return when all commits are on the disk."""
        if not self._read_only:
            with _translated():
                self._engine.flush()

    @contextlib.contextmanager
    def _commit(self) -> Iterator[pyoxigraph.Store]:
        if self._read_only:
            raise StoreError("the store was opened for reading only")
        with self._writing, _translated():
            try:
                yield self._engine
            finally:
                if self._snapshots is not None:
                    self._snapshots.changed()
                self._commits += 1  # last: whoever sees the new number is answered from the new state

    # ---- life ----------------------------------------------------------------------------------------------------------

    def warm(self) -> None:
        """Start the reader processes."""
        if self._pool is not None:
            self._pool.warm()

    def close(self) -> None:
        """End the readers, remove their snapshots, and let the next process have the folder."""
        if self._open is not None:
            self.flush()
        self._open = None  # the engine gives up its own lock with the last reference to it
        self._shut()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _opened(engine: type[pyoxigraph.Store], folder: Folder, *, read_only: bool) -> pyoxigraph.Store:
    try:
        return engine.read_only(str(folder.quads)) if read_only else engine(str(folder.quads))
    except OSError as e:
        if "lock" in str(e).lower():
            raise StoreLocked(f"{folder.path} is in use by another process: stop it, or name another folder with --store ({e})") from e
        if isinstance(e, FileNotFoundError) or "corrupt" in str(e).lower():
            raise StoreCorrupt(f"{folder.path} is damaged: {e}; restore it from an export, or ingest the articles again") from e
        raise StoreUnavailable(f"{folder.path} cannot be opened: {e}") from e


def _shut(pool: ReaderPool, folder: Folder) -> None:
    pool.close()
    folder.close()


@contextlib.contextmanager
def _translated() -> Iterator[None]:
    """The engine's exceptions as the project's."""
    try:
        yield
    except SyntaxError as e:
        raise faults.query_syntax(e.msg) from None
    except ValueError as e:
        raise StoreError(f"this cannot be stored or asked: {e}") from e
    except RuntimeError as e:  # CREATE of a graph that is there, and the like
        raise QueryError(str(e)) from e
    except OSError as e:
        raise StoreError(f"the store failed: {e}") from e


def _at_once(text: str) -> bool:
    """Whether a pipe takes the text at once, as JSON, where a character may become two or, beyond ASCII, twelve, and what goes with it."""
    return len(text) * (2 if text.isascii() else 12) < AT_ONCE - 4096


class _Pending:
    """A query under way, with the media type of its answer."""

    def __init__(self, begun: Begun, accept: str) -> None:
        self._begun, self._accept = begun, accept
        self.fileno, self.stop = begun.fileno, begun.stop

    def advance(self) -> Answer | None:
        chunks = self._begun.advance()
        return None if chunks is None else Answer(self._accept, chunks)


class _ElsewhereError(Exception):
    """The look-up takes longer than a look."""


def _in_process(engine: pyoxigraph.Store, request: Request, limit: float, stop: Stop | None) -> Iterator[bytes]:
    end = time.monotonic() + limit
    chunks: list[bytes] = []

    def write(data: bytes) -> None:
        if time.monotonic() > end:
            raise QueryTimeout(limit)
        if stop is not None and stop.called:
            raise stop.reason
        chunks.append(data)

    try:
        serialise(engine, request, write)
    except AnswerError as e:
        raise faults.error(e.kind, e.message, request["accept"], tuple(e.known), e.limit) from None
    return iter(chunks)
