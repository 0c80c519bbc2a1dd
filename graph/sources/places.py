"""Paths, globs, folders and URLs → the single inputs behind them, in one order on every machine."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from graph.errors import SourceError, UnreadableSource
from graph.sources.raw import Raw

SUFFIXES = (".txt", ".md", ".html", ".htm", ".json", ".jsonl", ".ndjson", ".xml", ".rss", ".atom")


def expand(path: str) -> Iterator[Path | SourceError]:
    """The files behind a path: itself, a folder's (all below it, hidden ones left out) or a glob's, sorted by name.

    Files of unknown suffix in a folder are reported together in one error; a file that is named is always taken.
    """
    file = Path(path)
    try:
        if file.is_dir():
            yield from _folder(path, file)
        elif file.exists() or not glob.has_magic(path):
            yield file
        else:
            yield from _matches(path)
    except (OSError, ValueError) as e:  # a name the file system cannot hold, a folder that may not be opened
        yield UnreadableSource(path, f"cannot be opened: {_reason(e)}", "check the path")


def _folder(where: str, folder: Path) -> Iterator[Path | SourceError]:
    files: list[Path] = []
    errors: list[SourceError] = []

    def unreadable(e: OSError) -> None:
        errors.append(UnreadableSource(str(e.filename), f"cannot be opened: {_reason(e)}", "check its permissions"))

    for at, folders, names in os.walk(folder, onerror=unreadable):  # does not follow links to folders, so cannot run in circles
        folders[:] = sorted(n for n in folders if not n.startswith("."))
        files.extend(Path(at, n) for n in names if not n.startswith("."))
    yield from _known(where, files)
    yield from errors
    if not files and not errors:
        yield UnreadableSource(where, "the folder has no files", "put articles in it")


def _matches(pattern: str) -> Iterator[Path | SourceError]:
    found = [Path(p) for p in sorted(glob.glob(pattern, recursive=True))]  # noqa: PTH207 - Path.glob takes no absolute pattern
    if not found:
        yield UnreadableSource(pattern, "matches no file", "check the pattern")
    for folder in (p for p in found if p.is_dir() and "**" not in pattern):  # ** has listed what is in its folders already
        yield from _folder(str(folder), folder)
    yield from _known(pattern, [p for p in found if not p.is_dir()])


def _known(where: str, files: list[Path]) -> Iterator[Path | SourceError]:
    unknown = []
    for file in sorted(files):
        if file.suffix.lower() in SUFFIXES:
            yield file
        else:
            unknown.append(file.name)
    if unknown:
        some = ", ".join(unknown[:5]) + (", …" if len(unknown) > 5 else "")
        count = "1 file" if len(unknown) == 1 else f"{len(unknown)} files"
        yield UnreadableSource(
            where, f"left out {count} of unknown kind: {some}", f"known are {' '.join(SUFFIXES)}; name a file to read it anyhow"
        )


def open_file(file: Path) -> BinaryIO:
    """A regular file, open for reading. Raises UnreadableSource."""
    try:
        if not file.exists():
            raise UnreadableSource(str(file), "no such file", "check the path")
        if not file.is_file():
            raise UnreadableSource(str(file), "not a regular file", "save its content to a file first")
        return file.open("rb")
    except (OSError, ValueError) as e:
        raise UnreadableSource(str(file), f"cannot be opened: {_reason(e)}", "check the path and its permissions") from None


def load(file: Path, *, max_bytes: int) -> Raw:
    """A file's bytes; its size is looked at before they are read. Raises UnreadableSource."""
    where = str(file)
    with open_file(file) as stream:
        size = os.fstat(stream.fileno()).st_size
        if size <= max_bytes:
            data = stream.read(max_bytes + 1)
            size = max(size, len(data))
        if size > max_bytes:
            raise too_large(where, size, max_bytes)
    return Raw(where=where, data=data, name=file.stem)


def too_large(where: str, size: int, limit: int) -> UnreadableSource:
    """The error for an input of `size` bytes where `limit` are taken."""
    return UnreadableSource(
        where,
        f"{size:,} bytes, more than the {limit:,} taken as one article",
        "split it (JSON lines may be of any length), or raise max_article_bytes",
    )


def _reason(e: OSError | ValueError) -> str:
    return e.strerror.lower() if isinstance(e, OSError) and e.strerror else str(e)
