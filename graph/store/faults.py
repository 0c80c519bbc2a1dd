"""What the engine says is wrong, as the project's own errors."""

from __future__ import annotations

import json
import re

from graph.errors import CommuniqueError, QueryError, QuerySyntaxError, QueryTooLarge, StoreError, UnknownFormat

_POSITION = re.compile(r"error at (\d+):(\d+): ")
_KEYWORDS = re.compile(r"expected (?:one of )?([A-Z]+(?:, [A-Z]+)*)(?:, \[_\])?$")


def reported(payload: bytes, asked: str) -> CommuniqueError:
    """The error a reader process reports; `asked` is the media type it was asked for."""
    report = json.loads(payload)
    return error(report["kind"], report["message"], asked, tuple(report["known"]), report["limit"])


def error(kind: str, message: str, asked: str = "", known: tuple[str, ...] = (), limit: int = 0) -> CommuniqueError:
    """`kind`: `syntax`, `format` (the media type cannot be written), `content` (this answer cannot be written in it), else `failed`.

    `rows` and `bytes` are limits of the answer that were reached.
    """
    if kind in ("rows", "bytes"):
        return QueryTooLarge(limit, kind)
    if kind == "syntax":
        return query_syntax(message)
    if kind == "format":
        return UnknownFormat(asked, known)
    if kind == "content":
        return QueryError(message)
    return StoreError(f"the store could not answer: {message}")


def query_syntax(message: str) -> QuerySyntaxError:
    """The engine's message with its position taken out.

    Where pyoxigraph expected nothing but keywords, it reports the end of what it compared with them, a keyword's length too far; the
    column is put back by that length.
    """
    found = _POSITION.match(message)
    if not found:
        return QuerySyntaxError(message)
    line, column = int(found[1]), int(found[2])
    rest = message[found.end() :]
    keywords = _KEYWORDS.search(rest)
    if keywords:
        column = max(1, column - min(len(word) for word in keywords[1].split(", ")))
    return QuerySyntaxError(f"line {line}, column {column}: {rest}", line, column)


def data_syntax(e: SyntaxError) -> QuerySyntaxError:
    """A file that is not in the format it should be in."""
    place = f"line {e.lineno}, column {e.offset}: " if e.lineno else ""
    return QuerySyntaxError(place + re.sub(r"^Parser error at line [^:]*: ", "", e.msg), e.lineno, e.offset)
