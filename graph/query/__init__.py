"""People's questions: what may be asked, in which format the answer comes, and what is wrong with a question.

tokens.py      SPARQL text → tokens
forms.py       what kind of request it is, and whether it may run
kept.py        answers kept while nothing changes
look_ups.py    which queries need no process of their own
updates.py     what an update writes to
ownership.py   whose a graph is
graphs.py      whole graphs: read, replaced, added to, dropped
formats.py     formats of answers, and which one a request accepts
explaining.py  where a query is no SPARQL, and why
"""

from __future__ import annotations

from collections.abc import Sequence

from graph.errors import QuerySyntaxError
from graph.query import updates
from graph.query.explaining import explained
from graph.query.formats import GRAPHS, RESULTS, Format, negotiate
from graph.query.forms import Form, admit_query, admit_update, classify
from graph.query.kept import Kept, may_be_kept
from graph.query.look_ups import is_look_up
from graph.query.ownership import Ownership
from graph.store.interface import Answer, Stop, Store

__all__ = [
    "GRAPHS",
    "RESULTS",
    "Form",
    "Format",
    "Kept",
    "Ownership",
    "Stop",
    "admit_query",
    "admit_update",
    "answer",
    "classify",
    "explained",
    "is_look_up",
    "may_be_kept",
    "negotiate",
    "update",
]


def answer(
    store: Store,
    text: str,
    *,
    accept: str | None = None,
    deadline: float | None = None,
    default_graphs: Sequence[str] = (),
    named_graphs: Sequence[str] = (),
    union_default_graph: bool = False,
    base: str | None = None,
    stop: Stop | None = None,
) -> Answer:
    """Answer a person's SELECT, ASK, CONSTRUCT or DESCRIBE.

    `accept` is an Accept header or a short name (`csv`, `ttl`); None takes JSON for solutions, Turtle for triples. `deadline` is in
    seconds from now, None the setting `query_timeout`. The graphs are those of the SPARQL 1.1 Protocol (section 2.1.4); `base` is what
    relative IRIs are relative to; `stop` ends the query from another thread.
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
            base=base,
            deadline=deadline,
            stop=stop,
        )
    except QuerySyntaxError as e:
        raise explained(text, e) from e


def update(
    store: Store,
    text: str,
    *,
    owned: Ownership | None = None,
    using: Sequence[str] = (),
    using_named: Sequence[str] = (),
    base: str | None = None,
    deadline: float | None = None,
    stop: Stop | None = None,
) -> None:
    """Run an update that somebody sent, all or nothing.

    `owned` are the graphs that may not be written to, None where all may. `using` and `using_named` are the protocol's (section 2.2.3).
    With a `deadline`, in seconds, what takes longer changes nothing.
    Raises QuerySyntaxError with line and column, QueryRefused for LOAD and SERVICE, Conflict for a graph that is owned, QueryTimeout,
    QueryTooLarge, StoreError.
    """
    admit_update(text)
    if owned is None and not using and not using_named:
        try:
            store.update(text, base=base, deadline=deadline, stop=stop)
            return
        except QuerySyntaxError as e:
            refused = explained(text, e)
        # the engine knows no declarations between two operations, and sees the end of some names too early: as we write it, it does
        try:
            found = updates.read(text, base)
            store.update(found.text, deadline=deadline if found.searches else None, stop=stop)
        except QuerySyntaxError:
            raise refused from None
        return
    found = updates.read(text, base, using, using_named)
    if owned is not None:
        owned.check(found.targets)
    try:
        store.update(found.text, deadline=deadline if found.searches else None, stop=stop)
    except QuerySyntaxError as e:
        raise explained(text, found.told_of(text, e)) from e
