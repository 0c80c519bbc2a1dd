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
from graph.store.folder import Folder
from graph.store.interface import JSON_RESULTS, N_QUADS, Answer, Capabilities, Row
from graph.store.reader import AnswerError, Request, serialise
from graph.store.readers import ReaderPool
from graph.store.snapshots import Snapshots, Unchanging

if TYPE_CHECKING:
    import pyoxigraph

    from graph.settings import Settings

MEMORY = ":memory:"

DAY = 86_400.0
"""seconds a dump may take"""


class EmbeddedStore:
    """A store in a folder, or in memory where `settings.store` is `:memory:`. Opened by `graph.store.open_store`."""

    def __init__(self, settings: Settings, *, read_only: bool = False) -> None:
        from pyoxigraph import Store as Engine

        self._limit = settings.query_timeout
        self._writing = threading.Lock()
        self._read_only = read_only
        self._folder: Folder | None = None
        self._pool: ReaderPool | None = None
        self._shut: Callable[[], object] = lambda: None
        self._snapshots: Snapshots | None = None
        if settings.store == MEMORY:
            self._open: pyoxigraph.Store | None = Engine()
            return
        self._folder = folder = Folder(Path(settings.store), read_only=read_only)
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

    # ---- reading -------------------------------------------------------------------------------------------------------

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
        """Answer as bytes; see `graph.store.interface.Store.query`."""
        given = bool(default_graphs or named_graphs)
        request = Request(
            text=text,
            accept=accept,
            default_graphs=list(default_graphs) if given else None,
            named_graphs=list(named_graphs) if given else None,
            union=union_default_graph and not given,
        )
        return Answer(accept, self._answer(request, self._limit if deadline is None else deadline))

    def _answer(self, request: Request, limit: float) -> Iterator[bytes]:
        return self._pool.query(request, limit) if self._pool is not None else _in_process(self._engine, request, limit)

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
        whole = Request(text=None, accept=media_type, default_graphs=None, named_graphs=None, union=False)
        return self._answer(whole, DAY)

    # ---- writing -------------------------------------------------------------------------------------------------------

    def update(self, text: str) -> None:
        """Run a SPARQL 1.1 update; all or nothing."""
        with self._commit() as engine:
            engine.update(text)

    def apply(self, remove: Iterable[Quad], add: Iterable[Quad]) -> None:
        """Remove quads, then add quads, in one atomic step: one update of two operations, which the engine commits as one."""
        text = codec.change(remove, add)
        if text:
            self.update(text)

    def bulk_load(self, data: bytes | BinaryIO, media_type: str = N_QUADS) -> None:
        """Add a file of quads or triples, all or nothing."""
        from pyoxigraph import RdfFormat

        chosen = RdfFormat.from_media_type(media_type)
        if chosen is None:
            raise faults.error("format", media_type, media_type, (N_QUADS, "application/trig", "text/turtle", "application/n-triples"))
        with self._commit() as engine:
            try:
                engine.bulk_load(data, chosen)
            except SyntaxError as e:
                raise faults.data_syntax(e) from None

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


def _in_process(engine: pyoxigraph.Store, request: Request, limit: float) -> Iterator[bytes]:
    end = time.monotonic() + limit
    chunks: list[bytes] = []
    try:
        serialise(engine, request, _until(end, limit, chunks.append))
    except AnswerError as e:
        raise faults.error(e.kind, e.message, request["accept"], tuple(e.known)) from None
    return iter(chunks)


def _until(end: float, limit: float, write: Callable[[bytes], None]) -> Callable[[bytes], None]:
    def timed(data: bytes) -> None:
        if time.monotonic() > end:
            raise QueryTimeout(limit)
        write(data)

    return timed
