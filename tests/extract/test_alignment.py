"""Two readings of one article: what they share is one, what only one found is kept with its name, contradictions are told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from graph.errors import ExtractionError
from graph.extract.alignment import Comparison, compare
from graph.extract.readers import Both
from graph.identity.members import members
from graph.model import Article, Claim, Concept, Extraction, Object, Ref, Span, Statement, Text, Thing
from graph.quads import evidence
from graph.quads import vocabulary as v

TEXT = (
    "Norwegian Foreign Minister Anna Quorst met Kenyan Trade Minister Piet Vandrel in Porto on Monday. "
    "Vandrel will visit Oslo in June, he said."
)
MET, WILL = Span(0, 96), Span(98, 127)


def article() -> Article:
    return Article("porto", TEXT, date(2027, 5, 5), "porto")


def reading(reader: str, prefix: str = "", **change: Any) -> Extraction:
    """One meeting as a reader may find it; `change` replaces parts."""
    key = f"{prefix}{{}}".format
    q, w, no, p, m = map(key, ("quorst", "vandrel", "norway", "porto", "meeting"))
    things = [
        Thing(q, "Person", change.get("name", "Anna Quorst")),
        Thing(w, "Person", "Piet Vandrel"),
        Thing(no, "Country", "Norway", (("iso", "NO"),)),
        Thing(p, change.get("place", "City"), "Porto"),
        Thing(m, change.get("type", "Meeting"), f"Meeting, as {reader} calls it"),
    ]
    at = {q: Span(27, 38), w: Span(65, 77), no: Span(0, 9), p: Span(81, 86), m: change.get("evidence", MET)}
    claims = [Claim(t.key, "type", Concept(t.type), (at[t.key],), 0.9, rule=reader) for t in things]
    claims += [Claim(t.key, "prefLabel", Text(t.label), (at[t.key],), 0.9, "inferred", reader) for t in things]
    facts: list[tuple[str, Object]] = [
        ("status", Concept(change.get("status", "Held"))),
        ("participant", Ref(q)),
        ("participant", Ref(w)),
        ("place", Ref(p)),
        *change.get("more", []),
    ]
    claims += [Claim(m, predicate, value, (at[m],), 0.8, rule=reader) for predicate, value in facts]
    said = Statement(key("said"), "indirect", (change.get("words", WILL),), (w,))
    return Extraction("porto", reader, "1", tuple(things), tuple(claims), (said,))


def facts(claims: tuple[Claim, ...]) -> set[tuple[str, Object, tuple[str, ...]]]:
    return {(c.predicate, c.object, c.readers) for c in claims if c.predicate in ("status", "participant", "place", "topic", "date")}


@pytest.fixture
def laid() -> Callable[..., Comparison]:
    return lambda **change: compare(reading("rules"), reading("llm", "llm:", **change))


def test_two_readings_that_say_the_same_are_one(laid: Callable[..., Comparison]) -> None:
    c = laid()

    assert c.differences == ()
    assert {t.key for t in c.union.things} == {t.key for t in reading("rules").things}
    assert {r for _, _, r in facts(c.union.claims)} == {("rules", "llm")}
    assert c.union.runs == (("rules", "1"), ("llm", "1"))
    assert len(c.union.statements) == 1


def test_what_one_alone_finds_is_kept_with_its_name(laid: Callable[..., Comparison]) -> None:
    c = laid(more=[("date", Text("2027-05-03", "edtf"))])

    assert ("date", Text("2027-05-03", "edtf"), ("llm",)) in facts(c.union.claims)
    assert [(d.ours, d.theirs and d.theirs.predicate) for d in c.differences] == [(None, "date")]
    back = compare(reading("llm", more=[("date", Text("2027-05-03", "edtf"))]), reading("rules", "r:"))
    assert [(d.ours and d.ours.predicate, d.theirs) for d in back.differences] == [("date", None)]


def test_of_one_value_the_first_reading_decides_and_the_other_is_told(laid: Callable[..., Comparison]) -> None:
    c = laid(status="Planned")

    assert {(o, r) for p, o, r in facts(c.union.claims) if p == "status"} == {(Concept("Held"), ("rules",))}
    (difference,) = c.differences
    assert difference.ours is not None and difference.ours.object == Concept("Held")
    assert difference.theirs is not None and difference.theirs.object == Concept("Planned")
    assert "llm reads Planned, rules Held" in [r.reason for r in c.union.rejections]


@pytest.mark.parametrize("change", [{"name": "Anna R. Quorst"}, {"place": "Place"}, {"type": "Call"}], ids=["name", "place", "kind"])
def test_small_differences_make_no_second_thing(laid: Callable[..., Comparison], change: dict[str, str]) -> None:
    assert len(laid(**change).union.things) == 5


@pytest.mark.parametrize(
    "change", [{"type": "Visit"}, {"evidence": WILL}, {"name": "Carl Quorst"}], ids=["another kind", "other words", "another person"]
)
def test_what_is_not_the_same_stays_two(laid: Callable[..., Comparison], change: dict[str, Any]) -> None:
    assert len(laid(**change).union.things) > 5


def test_an_event_has_one_counterpart(laid: Callable[..., Comparison]) -> None:
    theirs = reading("llm", "llm:")
    second = [replace(c, subject="llm:second") for c in theirs.claims if c.subject == "llm:meeting"]
    twice = replace(theirs, things=(*theirs.things, Thing("llm:second", "Meeting", "again")), claims=(*theirs.claims, *second))
    assert sum(t.type == "Meeting" for t in compare(reading("rules"), twice).union.things) == 2


def test_statements_are_one_by_words_and_speaker(laid: Callable[..., Comparison]) -> None:
    assert len(laid(words=Span(98, 120)).union.statements) == 1
    assert len(laid(words=MET).union.statements) == 2


def test_the_union_has_a_run_for_each_reader_and_each_claim_says_whose_it_is(laid: Callable[..., Comparison]) -> None:
    union = laid(more=[("date", Text("2027-05-03", "edtf"))]).union
    natural, _ = members(union)
    quads = evidence.article_quads(article(), union, natural, natural, "https://x.example/")
    names = {q.s: q.o.value for q in quads if q.p == v.term("extractor")}
    by = {(q.s, names[q.o]) for q in quads if q.p == v.GENERATED_BY and q.o in names}
    predicates = {q.s: v.local(q.o) for q in quads if q.p == v.PREDICATE}  # type: ignore[arg-type]
    found = {(predicates[s], name) for s, name in by if s in predicates}

    assert sorted(names.values()) == ["llm", "rules"]
    assert {(evidence.article_iri("porto", "https://x.example/"), n) for n in ("llm", "rules")} <= by
    assert {("status", "rules"), ("status", "llm"), ("date", "llm")} <= found
    assert ("date", "rules") not in found


def test_both_is_the_union_and_the_rules_alone_where_the_model_fails() -> None:
    def broken(_: Article) -> Extraction:
        raise ExtractionError("the model is away")

    both = Both(lambda _: reading("rules"), lambda _: reading("llm", "llm:"))
    assert both(article()).runs == (("rules", "1"), ("llm", "1"))
    assert both.report() == ""
    alone = Both(lambda _: reading("rules"), broken)(article())
    assert alone == replace(reading("rules"), warnings=("read by rules alone: the model is away",))
