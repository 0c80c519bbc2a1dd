"""People's questions: what may be asked, in which format the answer comes, and what is wrong with a question.

tokens.py      SPARQL text → tokens
forms.py       what kind of request it is, and whether it may run
formats.py     formats of answers, and which one a request accepts
explaining.py  where a query is no SPARQL, and why
"""

from __future__ import annotations

from collections.abc import Sequence

from graph.errors import QuerySyntaxError
from graph.query.explaining import explained
from graph.query.formats import GRAPHS, RESULTS, Format, negotiate
from graph.query.forms import Form, admit_query, admit_update, classify
from graph.store.interface import Answer, Store

__all__ = ["GRAPHS", "RESULTS", "Form", "Format", "admit_query", "admit_update", "answer", "classify", "negotiate", "update"]


def answer(
    store: Store,
    text: str,
    *,
    accept: str | None = None,
    deadline: float | None = None,
    default_graphs: Sequence[str] = (),
    named_graphs: Sequence[str] = (),
    union_default_graph: bool = False,
) -> Answer:
    """Answer a person's SELECT, ASK, CONSTRUCT or DESCRIBE.

    `accept` is an Accept header or a short name (`csv`, `ttl`); None takes JSON for solutions, Turtle for triples. `deadline` is in
    seconds from now, None the setting `query_timeout`. The graphs are those of the SPARQL 1.1 Protocol (section 2.1.4).
    Raises QuerySyntaxError with line and column, QueryRefused, UnknownFormat, QueryTimeout, QueryTooLarge, StoreBusy, StoreError; the
    last four also from the answer's chunks.
    """
    media_type = negotiate(admit_query(text), accept)
    try:
        return store.query(
            text,
            accept=media_type,
            default_graphs=default_graphs,
            named_graphs=named_graphs,
            union_default_graph=union_default_graph,
            deadline=deadline,
        )
    except QuerySyntaxError as e:
        raise explained(text, e) from e


def update(store: Store, text: str) -> None:
    """Run an update that somebody sent, all or nothing. It runs in the process that owns the store and cannot be stopped.

    Raises QuerySyntaxError with line and column, QueryRefused for LOAD and SERVICE, StoreError.
    """
    admit_update(text)
    try:
        store.update(text)
    except QuerySyntaxError as e:
        raise explained(text, e) from e
