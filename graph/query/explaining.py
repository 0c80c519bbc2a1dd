"""Why a query is no SPARQL, said so that whoever wrote it finds the place."""

from __future__ import annotations

import re
from itertools import pairwise

from graph.errors import QuerySyntaxError
from graph.query.tokens import Kind, Token, position, tokens

_CLOSING = {"}": "{", ")": "(", "]": "[", ")>>": "<<(", "|}": "{|"}


def explained(text: str, error: QuerySyntaxError) -> QuerySyntaxError:
    """A better account of the engine's complaint: the usual slips first, else what the engine says, shortened."""
    found = [token for token in tokens(text) if token.kind is not Kind.COMMENT]
    slip = _bad(found) or _undeclared(found) or _unbalanced(found)
    if slip is not None:
        offset, message = slip
        line, column = position(text, offset)
        return QuerySyntaxError(f"line {line}, column {column}: {message}", line, column)
    if error.line is None or error.column is None:
        return error
    start = _offset(text, error.line, error.column)
    near = text[start : start + 30].split("\n")[0].strip()
    place = f"line {error.line}, column {error.column}"
    what = _sentence(str(error).removeprefix(f"{place}: "))
    return QuerySyntaxError(f"{place}: {what}" + (f", near {near!r}" if near else ", at the end"), error.line, error.column)


def _bad(found: list[Token]) -> tuple[int, str] | None:
    for token in found:
        if token.kind is Kind.BAD:
            what = "this string is never closed" if token.text in "\"'" else f"{token.text!r} cannot stand here"
            return token.start, what
    return None


def _undeclared(found: list[Token]) -> tuple[int, str] | None:
    declared = {b.text for a, b in pairwise(found) if a.says("PREFIX") and b.kind is Kind.NAME}
    for token in found:
        prefix = token.text.partition(":")[0] + ":"
        if token.kind is Kind.NAME and prefix not in declared:
            return token.start, f"the prefix {prefix} is not declared; add PREFIX {prefix} <…> at the top"
    return None


def _unbalanced(found: list[Token]) -> tuple[int, str] | None:
    opened: list[Token] = []
    for token in found:
        if token.kind is not Kind.MARK:
            continue
        if token.text in _CLOSING.values():
            opened.append(token)
        elif token.text in _CLOSING:
            if not opened or opened[-1].text != _CLOSING[token.text]:
                return token.start, f"{token.text!r} closes nothing that is open here"
            opened.pop()
    return (opened[-1].start, f"{opened[-1].text!r} is never closed") if opened else None


def _offset(text: str, line: int, column: int) -> int:
    lines = text.split("\n")
    return min(len(text), sum(len(before) + 1 for before in lines[: line - 1]) + column - 1)


def _sentence(message: str) -> str:
    """What of the engine's list of expectations a person can use: its sentences ("Duplicated variable name"), else a short list."""
    expected = re.sub("^expected (one of )?", "", message)
    sentences = re.findall(r"(?:[A-Za-z]+'?[a-z]* ){2,}[A-Za-z']+", expected)
    if sentences and message != expected:
        return "; ".join(sentences)
    return message if len(message) <= 120 else "something else is expected here"
