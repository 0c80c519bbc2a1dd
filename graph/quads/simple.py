"""The simple layer: one plain triple per accepted fact, computed from the claims of all articles.

Most predicates are accepted as they are claimed; `status`, `date` and `due` have one value per thing, chosen by `graph.quads.conflicts`;
`rdfs:label` is chosen from the names.
What follows from accepted triples by a named rule is in `graph.quads.derived`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from graph.model import Iri, Literal, Triple
from graph.quads import conflicts
from graph.quads import vocabulary as v

SINGLE_VALUED = ("status", "date", "due")
"""predicates that hold one value per thing in the simple layer"""


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """One claim as the store gives it: its triple, and the day its article was published (ISO)."""

    s: Iri
    p: Iri
    o: Iri | Literal
    published: str
    observed: tuple[str, ...] = ()


def chosen(rows: Iterable[ClaimRow]) -> set[Triple]:
    """The triples of single-valued predicates, one per subject and predicate."""
    values: dict[tuple[Iri, Iri], list[ClaimRow]] = defaultdict(list)
    for row in rows:
        values[row.s, row.p].append(row)
    out = set()
    for (s, p), claims in values.items():
        if p == v.term("status"):
            name = conflicts.best_status([(v.local(row.o), row.published) for row in claims if isinstance(row.o, Iri)])
            out.add(Triple(s, p, v.term(name)))
        elif p in (v.term("date"), v.term("due")):
            out.add(Triple(s, p, Literal(conflicts.best_date([(row.o.value, row.published) for row in claims]), v.EDTF)))
        else:
            raise ValueError(f"{p.value} is not single-valued")
    return out


def is_single_valued(p: Iri) -> bool:
    """Whether the simple layer holds one value of this predicate per thing."""
    return p in {v.term(name) for name in SINGLE_VALUED}
