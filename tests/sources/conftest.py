from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from graph import sources
from graph.errors import SourceError
from graph.model import Article

TODAY = date(2026, 6, 1)
TEXT = "Harbour City, May 5 Ruritania and Borduria on Tuesday signed an accord on ferries.\n\nBoth ministers welcomed it. (PRA)\n"

Found = list[Article | SourceError]


@pytest.fixture
def read_one(tmp_path: Path) -> Callable[..., Article | SourceError]:
    """Write bytes under a name, read the file, expect one result."""

    def run(name: str, data: bytes | str, **options: object) -> Article | SourceError:
        found = _read(tmp_path, name, data, **options)
        assert len(found) == 1, found
        return found[0]

    return run


@pytest.fixture
def read_all(tmp_path: Path) -> Callable[..., Found]:
    """Write bytes under a name, read the file."""

    def run(name: str, data: bytes | str, **options: object) -> Found:
        return _read(tmp_path, name, data, **options)

    return run


def _read(folder: Path, name: str, data: bytes | str, **options: object) -> Found:
    file = folder / name
    file.write_bytes(data.encode() if isinstance(data, str) else data)
    return list(sources.read([file], today=TODAY, **options))  # type: ignore[arg-type]
