"""Meetings of invented people as extractions, and batches of them for properties."""

from __future__ import annotations

import itertools
from datetime import date

from hypothesis import strategies as st

from graph.model import Article, Claim, Concept, Extraction, Ref, Span, Text, Thing

HERE = (Span(0, 4),)


def country(iso: str) -> Thing:
    return Thing(f"country:{iso}", "Country", iso.upper(), (("iso", iso),))


def person(name: str) -> Thing:
    return Thing(f"person:{name}", "Person", name)


def named(thing: Thing) -> list[Claim]:
    return [
        Claim(thing.key, "type", Concept(thing.type), HERE),
        Claim(thing.key, "altLabel", Text(thing.label), HERE),
        Claim(thing.key, "prefLabel", Text(thing.label), HERE, kind="inferred"),
    ]


def meeting(article: str, a: str, b: str, *, status: str = "Held", when: str = "2026-03-04", type_: str = "Meeting") -> Extraction:
    """An extraction that says: persons `a` (of Ruritania) and `b` (of Graustark) met."""
    people, lands = [person(a), person(b)], [country("ru1"), country("gr1")]
    event = Thing("event:1", type_, f"{a} and {b}")
    claims = [c for t in (*people, *lands, event) for c in named(t)]
    claims += [Claim(p.key, "ofCountry", Ref(c.key), HERE) for p, c in zip(people, lands, strict=True)]
    claims += [Claim(event.key, "participant", Ref(p.key), HERE) for p in people]
    claims += [Claim(event.key, "involves", Ref(c.key), HERE, kind="inferred") for c in lands]
    claims += [Claim(event.key, "status", Concept(status), HERE), Claim(event.key, "date", Text(when, "edtf"), HERE)]
    return Extraction(article, "table", "1", (*people, *lands, event), tuple(claims))


def article(name: str, day: int = 5) -> Article:
    return Article(name, f"Text of {name}.", date(2026, 3, day), name)


NAMES = ["Ana Ruiz", "Bo Lind", "Cy Moss"]
reports = st.tuples(
    st.sampled_from(list(itertools.combinations(NAMES, 2))),
    st.sampled_from(["Held", "Scheduled", "Cancelled", "Postponed", "Proposed"]),
    st.sampled_from(["2026-03-04", "2026-03-10", "2026-03-20", "[2026-03-01..2026-03-10]"]),
    st.sampled_from(["Meeting", "Summit", "Signing"]),
    st.integers(1, 9),
)
batches = st.lists(reports, min_size=1, max_size=5)
"""what up to five articles report: of whom, status, date, class, and the day of March on which it is published"""

Report = tuple[tuple[str, str], str, str, str, int]


def told(n: int, report: Report) -> tuple[Article, Extraction]:
    """The n-th article of a batch."""
    (a, b), status, when, type_, day = report
    return article(f"n{n}", day), meeting(f"n{n}", a, b, status=status, when=when, type_=type_)
