"""JSON (one object, a list, or `{"articles": […]}`) and JSON lines, read line by line."""

from __future__ import annotations

import codecs
import io
import json
from collections.abc import Iterator
from typing import BinaryIO

from graph.errors import MalformedSource, SourceError, UnreadableSource
from graph.sources.articles import Draft, draft_of
from graph.sources.raw import Raw, bom, decode


def read(raw: Raw) -> Iterator[Draft | SourceError]:
    """The articles of a JSON document. Errors name the line, or the place in the list and the field."""
    text = decode(raw.data, raw.where, declared=raw.charset)
    try:
        value = _load(text, raw.where)
    except MalformedSource as e:
        if _looks_like_lines(text):
            yield from read_lines(io.BytesIO(text.encode("utf-8")), raw.where, limit=len(raw.data) * 2)
            return
        raise e from None
    yield from _records(value, raw)


def _records(value: object, raw: Raw) -> Iterator[Draft | SourceError]:
    if isinstance(value, dict) and not isinstance(value.get("articles"), list):
        yield draft_of(value, raw.where, name=raw.name)
        return
    items = value["articles"] if isinstance(value, dict) else value
    if not isinstance(items, list):
        raise MalformedSource(raw.where, "neither an object nor a list of objects", 'write {"text": …, "published": …} or a list of such')
    if not items:
        raise UnreadableSource(raw.where, "the list of articles is empty", "put at least one article in it")
    for n, item in enumerate(items):
        where = f"{raw.where} article {n + 1}"
        try:
            if not isinstance(item, dict):
                raise MalformedSource(where, "not an object", 'write {"text": …, "published": …}')
            yield draft_of(item, where)
        except SourceError as e:
            yield e


def read_lines(stream: BinaryIO, where: str, *, limit: int) -> Iterator[Draft | SourceError]:
    """One article a line; blank lines are skipped. `limit` bounds each line in bytes, so a file of any size streams through."""
    head = stream.read(4)
    encoding = bom(head)
    if encoding not in (None, "utf-8"):
        yield UnreadableSource(where, f"JSON lines must be UTF-8, not {str(encoding).upper()}", "convert it to UTF-8")
        return
    body = head.removeprefix(codecs.BOM_UTF8)
    empty = True
    for number, offset, line in _lines(stream, body, limit, start=len(head) - len(body)):
        place = f"{where}:{number}"
        if line is not None and not line.strip():
            continue
        empty = False
        try:
            if line is None:
                raise UnreadableSource(place, f"the line is longer than {limit:,} bytes", "raise max_article_bytes, or leave it out")
            yield _record(line, place, offset)
        except SourceError as e:
            yield e
    if empty:
        yield UnreadableSource(where, "empty", "put one JSON object on each line")


def _record(line: bytes, place: str, offset: int) -> Draft:
    value = _load(decode(line, place, start=offset), place)
    if not isinstance(value, dict):
        raise MalformedSource(place, "not a JSON object", 'write {"text": …, "published": …} on one line')
    return draft_of(value, place)


def _lines(stream: BinaryIO, head: bytes, limit: int, *, start: int) -> Iterator[tuple[int, int, bytes | None]]:
    """Line number, byte offset, and the line, None if longer than `limit`. `head` was read from the stream already."""
    number, offset = 0, start
    while True:
        first, newline, rest = head.partition(b"\n")
        if newline:  # the bytes looked at for a byte order mark held whole lines
            line, head = first + newline, rest
        else:
            line, head = head + stream.readline(limit + 1), b""
        if not line:
            return
        number += 1
        size = len(line)
        yield number, offset, line if size <= limit else None
        while not line.endswith(b"\n") and (line := stream.readline(1 << 20)):
            size += len(line)
        offset += size


def _load(text: str, where: str) -> object:
    try:
        return json.loads(text)
    except json.JSONDecodeError as e:
        line = f":{e.lineno}" if "\n" in text.strip() else ""
        if e.msg.startswith("Unterminated string") or e.pos >= len(text.rstrip()):
            raise MalformedSource(f"{where}{line}", "the JSON ends before it is complete", "write it again to its end") from None
        raise MalformedSource(f"{where}{line}", f"not JSON: {e.msg} at column {e.colno}", "correct it") from None
    except RecursionError:
        raise MalformedSource(where, "not JSON that can be read: nested too deeply", "write one flat object") from None
    except ValueError as e:  # a number of thousands of digits
        raise MalformedSource(where, f"not JSON that can be read: {e}", "correct it") from None


def _looks_like_lines(text: str) -> bool:
    """Whether a file called .json holds one object a line: its first line is an object by itself, and more follows."""
    first, _, rest = text.strip().partition("\n")
    if not rest.lstrip().startswith("{"):
        return False
    try:
        return isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        return False
