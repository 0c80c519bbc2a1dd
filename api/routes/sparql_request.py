"""An HTTP request as the SPARQL 1.1 Protocol reads it (sections 2.1 and 2.2). No I/O."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qs

from starlette.exceptions import HTTPException

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"

METHODS = ("GET", "HEAD", "POST", "OPTIONS")
MOST_FIELDS = 10_000
"""parameters of one request; more than anybody has graphs to name"""


@dataclass(frozen=True, slots=True)
class Query:
    """A question. `accept` is the header, or what `format` says."""

    text: str
    accept: str | None = None
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Update:
    """A change."""

    text: str
    using: tuple[str, ...] = ()
    using_named: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Description:
    """A request for the description of the service: a GET without a query."""

    accept: str | None = field(default=None)


def read(method: str, query: bytes, headers: Mapping[str, str], body: bytes = b"") -> Query | Update | Description:
    """What is asked. Raises HTTPException where the request breaks the protocol, and says how to keep it."""
    if method not in METHODS:
        raise HTTPException(405, f"{method}: send GET or POST", {"Allow": ", ".join(METHODS)})
    given = _fields(query)
    if method == "POST":
        _take_body(given, headers.get("content-type", ""), body)
    elif "update" in given:
        raise HTTPException(405, "an update must be sent with POST", {"Allow": "POST"})
    accept = next(iter(given.get("format", ())), None) or headers.get("accept")
    if "query" in given and "update" in given:
        raise HTTPException(400, "give a query or an update, not both")
    if "update" in given:
        if given.keys() & {"default-graph-uri", "named-graph-uri"}:
            raise HTTPException(400, "an update takes using-graph-uri and using-named-graph-uri; default-graph-uri is for queries")
        return Update(_one(given, "update"), tuple(given.get("using-graph-uri", ())), tuple(given.get("using-named-graph-uri", ())))
    if "query" in given:
        return Query(_one(given, "query"), accept, tuple(given.get("default-graph-uri", ())), tuple(given.get("named-graph-uri", ())))
    if method == "POST":
        raise HTTPException(400, "query: there is none; send the field query=… or update=…, or the query itself as " + QUERY)
    return Description(accept)


def _fields(query: bytes) -> dict[str, list[str]]:
    try:
        return parse_qs(query.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except UnicodeDecodeError as e:
        raise HTTPException(400, f"the parameters are not UTF-8: {e.reason} at byte {e.start}") from None
    except ValueError as e:
        raise HTTPException(400, f"the parameters cannot be read: {e}") from None


def _take_body(given: dict[str, list[str]], content_type: str, body: bytes) -> None:
    """Add what the body says to the parameters of the URL."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind == FORM:
        for name, values in _fields(body).items():
            given.setdefault(name, []).extend(values)
    elif kind in (QUERY, UPDATE):
        try:
            given.setdefault("query" if kind == QUERY else "update", []).append(body.decode("utf-8"))
        except UnicodeDecodeError as e:
            raise HTTPException(400, f"the body is not UTF-8: {e.reason} at byte {e.start}") from None
    else:
        said = f"not {kind}" if kind else "there is none"
        raise HTTPException(415, f"Content-Type: send {FORM}, {QUERY} or {UPDATE}; {said}", {"Accept-Post": f"{FORM}, {QUERY}, {UPDATE}"})


def _one(given: Mapping[str, list[str]], name: str) -> str:
    values = given[name]
    if len(values) != 1:
        raise HTTPException(400, f"{name}: give exactly one, not {len(values)}")
    return values[0]
