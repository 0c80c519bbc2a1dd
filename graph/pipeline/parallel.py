"""Reading articles in several processes.

Only reading: commits stay in the one process that owns the store, in the order of the articles.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context

from graph.errors import CommuniqueError, ExtractionError, SourceError
from graph.model import Article, Extraction

AHEAD = 4
"""articles under way for each process: enough to keep all busy, few enough to keep memory flat"""

Read = tuple[Article | SourceError, Extraction | CommuniqueError | None]


def read(items: Iterable[Article | SourceError], model: str, workers: int) -> Iterator[Read]:
    """Each item with what was found in it, in order; a fault of the reader stands in place of what it would have found."""
    # spawned, not forked: the parent has threads of the store
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_start, initargs=(model,)) as pool:
        waiting: deque[tuple[Article | SourceError, Future[Extraction] | None]] = deque()
        for item in items:
            waiting.append((item, pool.submit(_read, item) if isinstance(item, Article) else None))
            if len(waiting) > workers * AHEAD:
                yield _result(*waiting.popleft())
        while waiting:
            yield _result(*waiting.popleft())


def _result(item: Article | SourceError, future: Future[Extraction] | None) -> Read:
    if future is None or isinstance(item, SourceError):
        return item, None
    try:
        return item, future.result()
    except CommuniqueError as e:
        return item, e
    except BrokenProcessPool:
        return item, ExtractionError(f"{item.origin or item.identifier}: a process that read articles was killed; ingest again")


_model = ""


def _start(model: str) -> None:
    global _model
    _model = model


def _read(article: Article) -> Extraction:
    from graph.extract.reader import Rules

    try:
        return Rules(_model)(article)
    except ExtractionError as e:
        raise ExtractionError(str(e)) from None  # its cause may not survive the way back
