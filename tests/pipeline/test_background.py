"""Background knowledge: about what articles name, in graphs of its own, and gone in one step without a trace on anything else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph import knowledge
from graph.errors import NotFound
from graph.identity.clusters import Decision
from graph.model import Article, Claim, Concept, Extraction, Iri, Ref, Span, Text, Thing
from graph.pipeline import Pipeline
from graph.quads import codec
from graph.quads import vocabulary as v
from graph.settings import Settings
from graph.store import open_store, sorted_dump
from graph.validation import validate
from tests.builders import article, fisheries

SETTINGS = Settings(store=":memory:")
HERE = (Span(0, 4),)

Named = tuple[str, str, str]
"""class, name and two-letter code of the country of something that an article names"""
PEOPLE: Sequence[Named] = (
    ("Person", "William Ruto", "ke"),
    ("Person", "William Ruto", "no"),
    ("Person", "Jane Doe", "ke"),
    ("City", "Nairobi", "ke"),
    ("City", "Oslo", "no"),
    ("City", "Nairobi", "no"),
    ("Person", "Karol Nawrocki", "pl"),
)


def fresh() -> Pipeline:
    return Pipeline(SETTINGS, open_store(SETTINGS))


def naming(name: str, *things: Named) -> tuple[Article, Extraction]:
    """An article that names these things and their countries."""
    found = {iso: Thing(f"c:{iso}", "Country", iso.upper(), (("iso", iso),)) for _, _, iso in things}
    others = [Thing(f"t:{i}", type_, label, (("iso", iso),)) for i, (type_, label, iso) in enumerate(things)]
    claims = [c for t in (*found.values(), *others) for c in said(t)]
    for t, (type_, _, iso) in zip(others, things, strict=True):
        claims.append(Claim(t.key, "inCountry" if type_ == "City" else "ofCountry", Ref(f"c:{iso}"), HERE))
    text = f"Text of {name}."
    return Article(name, text, date(2026, 3, 5), name), Extraction(name, "table", "1", (*found.values(), *others), tuple(claims))


def said(t: Thing) -> list[Claim]:
    return [
        Claim(t.key, "type", Concept(t.type), HERE),
        Claim(t.key, "altLabel", Text(t.label), HERE),
        Claim(t.key, "prefLabel", Text(t.label), HERE),
    ]


def known(pipeline: Pipeline) -> set[tuple[str, str, str]]:
    """What the packs claim: subject, predicate, object."""
    parts: dict[str, dict[str, str]] = {}
    for pack in knowledge.PACKS:
        for q in pipeline.store.quads(pipeline.background.graph(pack).value):
            parts.setdefault(q.s.value, {})[q.p.value] = q.o.value.removeprefix(SETTINGS.base)
    rows = [p for p in parts.values() if v.SUBJECT.value in p]
    assert all(p[v.term("claimKind").value] == "background" and p[v.SOURCE.value] and p[v.term("asOf").value] for p in rows)
    return {(p[v.SUBJECT.value], v.local(Iri(p[v.PREDICATE.value])), p[v.OBJECT.value]) for p in rows}


def dump(pipeline: Pipeline) -> list[str]:
    return sorted(codec.line(q) for q in pipeline.store.quads())


def without(lines: Sequence[str]) -> list[str]:
    return [line for line in lines if "/graph/background/" not in line]


def test_countries_have_codes_and_wikidata_ids() -> None:
    pipeline = fresh()
    pipeline.put(article("a"), fisheries(article("a")))
    found = known(pipeline)
    assert {("country/ke", "isoAlpha2", "KE"), ("country/ke", "isoAlpha3", "KEN")} <= found
    assert ("country/ke", "exactMatch", "http://www.wikidata.org/entity/Q114") in found


def test_a_head_of_state_is_known_by_name_and_country() -> None:
    pipeline = fresh()
    pipeline.put(*naming("a", *PEOPLE))
    offices = {(s, p) for s, p, _ in known(pipeline) if p.startswith("head")}
    assert offices == {
        ("person/ke/william-ruto", "headOfStateOf"),
        ("person/ke/william-ruto", "headOfGovernmentOf"),
        ("person/pl/karol-nawrocki", "headOfStateOf"),
    }
    since = [q.o.value for q in pipeline.store.quads() if q.p == v.term("validFrom")]
    assert sorted(since) == ["2022-09-13", "2022-09-13", "2025-08-06"]


def test_a_city_is_known_only_in_its_country() -> None:
    pipeline = fresh()
    pipeline.put(*naming("a", ("City", "Nairobi", "no"), ("City", "Nairobi", "ke")))
    found = {(s, o) for s, _, o in known(pipeline) if s.startswith("place/")}
    assert found == {("place/ke/nairobi", "https://sws.geonames.org/184745/")}


def test_a_city_without_a_country_is_known_where_its_name_means_one_anywhere() -> None:
    pipeline = fresh()
    pipeline.put(*bare("a", "Moscow", "Alexandria", "Nairobi"))
    found = {(s, o) for s, _, o in known(pipeline)}
    assert found == {("place/moscow", "https://sws.geonames.org/524901/"), ("place/nairobi", "https://sws.geonames.org/184745/")}


def bare(name: str, *cities: str) -> tuple[Article, Extraction]:
    """An article that names cities, and not where they are."""
    things = tuple(Thing(c, "City", c) for c in cities)
    text = f"Text of {name}."
    claims = tuple(c for t in things for c in said(t))
    return Article(name, text, date(2026, 3, 5), name), Extraction(name, "table", "1", things, claims)


def test_it_asserts_no_plain_triple_and_the_graph_conforms() -> None:
    pipeline = fresh()
    pipeline.put(article("a"), fisheries(article("a")))
    assert {q.p for q in pipeline.store.quads(None)}.isdisjoint({v.EXACT_MATCH, v.term("isoAlpha2"), v.term("headOfStateOf")})
    assert validate(sorted_dump(pipeline.store)).violations == ()
    pipeline.remove_background("cities")
    assert validate(sorted_dump(pipeline.store)).violations == ()


def test_it_supports_nothing_that_articles_say() -> None:
    """The article that named them goes, and all that is known of them with it."""
    pipeline = fresh()
    pipeline.put(*naming("a", *PEOPLE))
    pipeline.withdraw("a")
    assert dump(pipeline) == []


def test_removing_and_loading_change_nothing_else_and_leave_the_same_bytes() -> None:
    pipeline = fresh()
    pipeline.put(*naming("a", *PEOPLE))
    before = dump(pipeline)

    for pack in knowledge.PACKS:
        assert pipeline.remove_background(pack.name) > 0
        assert pipeline.remove_background(pack.name) == 0
    assert known(pipeline) == set()
    assert without(dump(pipeline)) == without(before)
    assert [p.loaded for p in pipeline.background.status()] == [False] * 3

    for pack in knowledge.PACKS:
        pipeline.load_background(pack.name)
    assert dump(pipeline) == before
    assert [(p.loaded, p.things > 0) for p in pipeline.background.status()] == [(True, True)] * 3


def test_what_was_removed_stays_out_when_articles_come() -> None:
    pipeline = fresh()
    pipeline.remove_background("heads")
    pipeline.put(*naming("a", *PEOPLE))
    assert not any(p.startswith("head") for _, p, _ in known(pipeline))
    other = fresh()
    other.put(*naming("a", *PEOPLE))
    pipeline.load_background("heads")
    assert dump(pipeline) == dump(other)


def test_a_pack_that_is_not_there() -> None:
    with pytest.raises(NotFound, match="no pack is called 'treaties'; known: countries, cities, heads"):
        fresh().load_background("treaties")


def test_background_follows_who_is_who_and_does_not_steer_it() -> None:
    with_it, without_it = fresh(), fresh()
    for pack in knowledge.PACKS:
        without_it.remove_background(pack.name)
    merge = Decision("person/ke/w-ruto", "person/ke/william-ruto", "same", 1.0, (), "reviewer", "2026-03-09T08:00:00Z")
    for pipeline in (with_it, without_it):
        pipeline.put(*naming("a", ("Person", "William Ruto", "ke")))
        pipeline.put(*naming("b", ("Person", "W. Ruto", "ke")))
        pipeline.decide(merge)
    assert without(dump(with_it)) == without(dump(without_it))
    assert {s for s, p, _ in known(with_it) if p.startswith("head")} == {"person/ke/w-ruto"}
    with_it.undo(merge.left, merge.right)
    assert {s for s, p, _ in known(with_it) if p.startswith("head")} == {"person/ke/william-ruto"}


stories = st.lists(st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=3, unique=True), min_size=1, max_size=4)


@given(stories, st.randoms(use_true_random=False), st.data())
def test_the_order_does_not_matter_and_withdrawing_leaves_the_others(found: list[list[Named]], random: object, data: st.DataObject) -> None:
    articles = [naming(f"n{i}", *things) for i, things in enumerate(found)]
    one, two = fresh(), fresh()
    for pair in articles:
        one.put(*pair)
    gone = data.draw(st.sampled_from(articles))
    one.withdraw(gone[0].id)
    random.shuffle(articles)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    for pair in articles:
        if pair is not gone:
            two.put(*pair)
    assert dump(one) == dump(two)


# ---- the tables ------------------------------------------------------------------------------------------------------


def test_the_tables_say_where_they_are_from_and_are_well_formed() -> None:
    assert len(knowledge.countries()) > 200 and len(knowledge.cities()) > 5000 and len(knowledge.heads()) > 200
    assert {len(c.iso2) for c in knowledge.countries().values()} == {2}
    assert all(c.wikidata.startswith("Q") and len(c.iso3) == 3 for c in knowledge.countries().values())
    for head in knowledge.heads():
        assert head.iso2 in knowledge.countries(), head
        assert "1940" < head.since <= next(p.as_of for p in knowledge.PACKS if p.name == "heads"), head
        assert all(" " in name and name == name.strip() for name in head.names), head
    assert all(len(c.iso2) == 2 and c.geonames.isdigit() for c in knowledge.cities())
    assert {c.name: c.anywhere for c in knowledge.cities() if (c.iso2, c.name) in (("ru", "Moscow"), ("eg", "Alexandria"))} == {
        "Moscow": True,
        "Alexandria": False,
    }
