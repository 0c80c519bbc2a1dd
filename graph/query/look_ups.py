"""Which queries are look-ups: one pattern, nothing to sort, count or join.

The engine answers them by reading one stretch of an index, and gives a row for every entry it reads. So it can be stopped at any time by
whoever takes the rows, and such a query may be answered where others may not: in the process that writes.
"""

from __future__ import annotations

from collections.abc import Sequence

from graph.query.tokens import Kind, Token, tokens

LONGEST = 2000
"""characters of a text that is looked at"""

_VALUES = (Kind.IRI, Kind.NAME, Kind.VARIABLE)


def is_look_up(text: str) -> bool:
    """Whether a query is SELECT or ASK over one triple pattern, in one graph or in any, with or without LIMIT."""
    if len(text) > LONGEST:
        return False
    found = [token for token in tokens(text) if token.kind is not Kind.COMMENT]
    at = _after_prologue(found)
    if at >= len(found) or not found[at].says("SELECT", "ASK"):
        return False
    selects = found[at].says("SELECT")
    at += 1
    while selects and at < len(found) and (found[at].kind is Kind.VARIABLE or found[at].text == "*"):
        at += 1
    at += at < len(found) and found[at].says("WHERE")
    rest = found[at:]
    if len(rest) >= 2 and rest[-2].says("LIMIT") and rest[-1].kind is Kind.NUMBER and selects:
        rest = rest[:-2]
    return len(rest) >= 5 and rest[0].text == "{" and rest[-1].text == "}" and _one_pattern(rest[1:-1])


def _after_prologue(found: Sequence[Token]) -> int:
    at = 0
    while at < len(found) and found[at].says("BASE", "PREFIX"):
        at += 3 if found[at].says("PREFIX") else 2
    return at


def _one_pattern(inside: Sequence[Token]) -> bool:
    variables = [token.text[1:] for token in inside if token.kind is Kind.VARIABLE]
    if len(set(variables)) < len(variables):
        return False  # of ?x ?p ?x most entries give no row
    if inside[0].says("GRAPH"):
        if len(inside) < 7 or inside[1].kind not in _VALUES or inside[2].text != "{" or inside[-1].text != "}":
            return False
        inside = inside[3:-1]
    if inside[-1].text == ".":
        inside = inside[:-1]
    return (
        len(inside) >= 3 and inside[0].kind in _VALUES and (inside[1].kind in _VALUES or inside[1].text == "a") and _one_object(inside[2:])
    )


def _one_object(tokens: Sequence[Token]) -> bool:
    first, *more = tokens
    if not more:
        return first.kind in (*_VALUES, Kind.STRING, Kind.NUMBER) or first.says("TRUE", "FALSE")
    if first.kind is not Kind.STRING:
        return False
    if len(more) == 1:
        return more[0].kind is Kind.LANGUAGE
    return len(more) == 2 and more[0].text == "^^" and more[1].kind in (Kind.IRI, Kind.NAME)
