"""The scorer: what counts as found, what is punished, and what is let pass."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner

from graph.model import Claim, Concept, Extraction, Iri, Quad, Ref, Span, Statement, Text, Thing
from graph.pipeline import Pipeline
from graph.settings import Settings
from graph.store import open_store
from tests.quality import corpus, measuring, update
from tests.quality.corpus import Gold
from tests.quality.naming import alike, covered, normal
from tests.quality.scoring import same_things, score

GOLD = Gold(corpus.read(Path(__file__).parent / "cases" / "ferry.json"))
ANA, BO = Thing("ana", "Person", "Ana Ruíz"), Thing("bo", "Person", "Bo Lind")
LANDS = (Thing("ru", "Country", "Ruritania"), Thing("bd", "Country", "Borduria"))


def at(quote: str) -> tuple[Span]:
    start = GOLD.text.index(quote)
    return (Span(start, start + len(quote)),)


def named(thing: Thing) -> list[Claim]:
    return [Claim(thing.key, "type", Concept(thing.type), at("Ana")), Claim(thing.key, "altLabel", Text(thing.label), at("Ana"))]


def meeting(key: str, quote: str, *, status: str, when: str) -> list[Claim]:
    """Claims of a meeting of the two, read from one sentence."""
    here = at(quote)
    return [
        Claim(key, "type", Concept("Meeting"), here),
        Claim(key, "status", Concept(status), here),
        Claim(key, "date", Text(when, "edtf"), here),
        *(Claim(key, "participant", Ref(p.key), here) for p in (ANA, BO)),
        *(Claim(key, "involves", Ref(c.key), here, kind="inferred") for c in LANDS),
    ]


MET = meeting("met", "Ana Ruíz met Bo Lind of Borduria on Tuesday", status="Held", when="2026-03-03")
AGAIN = meeting("again", "They may meet again in May", status="Proposed", when="2026-05")
POST = [
    Claim("ana", "holdsPost", Ref("post"), at("Ruritanian Minister Ana Ruíz")),
    Claim("post", "postOf", Ref("ru"), at("Ruritanian Minister")),
    *named(Thing("post", "Post", "Minister")),
]
PROMISE = [
    Claim("ferries", "type", Concept("Commitment"), at("Ruíz will send ferries")),
    Claim("ferries", "by", Ref("ana"), at("Ruíz will send ferries")),
    Claim("ferries", "modality", Text("will"), at("Ruíz will send ferries")),
]
SAID = Statement("said", "direct", at("“We are glad,”"), ("bo",))


def read(*claims: Claim, statements: Iterable[Statement] = (SAID,)) -> list[Quad]:
    """The quads of a store with an article of which this was understood."""
    things = [ANA, BO, *LANDS, Thing("post", "Post", "Minister")]
    things += [Thing(c.subject, c.object.name, c.subject) for c in claims if c.predicate == "type" and isinstance(c.object, Concept)]
    unique = {t.key: t for t in reversed(things)}
    all_claims = (*(c for t in (ANA, BO, *LANDS) for c in named(t)), *claims)
    extraction = Extraction("ferry", "table", "1", tuple(unique.values()), all_claims, tuple(statements))
    settings = Settings(store=":memory:")
    with open_store(settings) as store:
        Pipeline(settings, store).put(GOLD.article, extraction)
        return list(store.quads())


def measured(*claims: Claim) -> dict[str, float]:
    return score([GOLD], read(*claims)).measures()


def test_a_perfect_reading_is_right_in_everything_there_is() -> None:
    found = score([GOLD], read(*MET, *POST, *PROMISE)).measures()

    absent = {k for k in found if k.startswith(("agreements", "parties"))} | {"overall", "traps.avoided"}
    assert {k: x for k, x in found.items() if k not in absent} == {k: 1.0 for k in found if k not in absent}


def test_what_answers_an_item_that_is_not_core_changes_nothing() -> None:
    assert measured(*MET, *AGAIN, *POST, *PROMISE) == measured(*MET, *POST, *PROMISE)


def test_a_meeting_the_text_does_not_tell_of_costs_precision_alone() -> None:
    made_up = [Claim("x", "type", Concept("Meeting"), at("We are glad")), Claim("x", "status", Concept("Held"), at("We are glad"))]

    found = measured(*MET, *made_up)

    assert (found["events.r"], found["events.p"]) == (1.0, 0.5)


def test_an_item_answers_one_gold_item_at_most() -> None:
    next_day = meeting("twice", "Ana Ruíz met Bo Lind of Borduria on Tuesday", status="Held", when="2026-03-04")

    found = measured(*MET, *AGAIN, *next_day)

    assert (found["events.r"], found["events.p"]) == (1.0, 0.5)


def test_a_wrong_status_costs_the_status_and_the_whole_not_the_event() -> None:
    found = measured(*[replace(c, object=Concept("Planned")) if c.predicate == "status" else c for c in MET])

    assert (found["events.f1"], found["events.status"], found["events.complete"]) == (1.0, 0.0, 0.0)


def test_a_trap_is_fallen_into_only_where_it_is_said_to_have_happened() -> None:
    held = measured(*MET)
    planned = measured(*[replace(c, object=Concept("Planned")) if c.predicate == "status" else c for c in MET])

    assert (held["traps.avoided"], planned["traps.avoided"]) == (0.5, 1.0)


def test_what_is_missed_costs_recall() -> None:
    found = score([GOLD], read(statements=())).measures()

    assert [found[k] for k in ("events.r", "posts.r", "commitments.r", "statements.r", "entities.r")] == [0, 0, 0, 0, 1]


def test_background_claims_do_not_count() -> None:
    assert measured(*[replace(c, kind="background") for c in MET])["events.r"] == 0.0


@pytest.mark.parametrize(
    ("one", "other", "person", "same"),
    [
        ("Mr. Ana Ruíz", "ana ruiz", True, True),
        ("Ana Ruiz Toledo", "Ana Ruiz", True, True),
        ("Ana Ruiz", "Ruiz", True, False),
        ("Ministry of Health of Ruritania", "Ruritania's Ministry of Health", False, True),
        ("Ministry of Health", "Ministry of Finance", False, False),
    ],
)
def test_names_are_one_where_little_is_missing(one: str, other: str, person: bool, same: bool) -> None:
    assert alike({normal(one)}, {normal(other)}, person=person) is same


def test_a_stretch_far_longer_than_the_sentence_is_no_evidence() -> None:
    assert [covered([(100, 200)], [s]) for s in ((150, 250), (0, 600), (200, 300))] == [0.5, 0.0, 0.0]


def test_things_are_one_across_articles_where_they_share_an_iri() -> None:
    a, b, c = ("one", "e1"), ("two", "e1"), ("three", "e1")
    same, other = Iri("x:same"), Iri("x:other")

    groups = [frozenset({a, b})]

    assert same_things(groups, {a: same, b: same, c: other}) == {"p": 1.0, "r": 1.0, "f1": 1.0}
    assert same_things(groups, {a: same, b: other, c: other}) == {"p": 0.0, "r": 0.0, "f1": 0.0}
    assert same_things(groups, {a: same, b: same, c: same})["p"] == pytest.approx(1 / 3, abs=0.001)


def test_a_measure_may_fall_a_little_and_no_more() -> None:
    floors = {"a": 0.5, "b": 0.5, "gone": 0.5}

    assert measuring.drops(floors, {"a": 0.4951, "b": 0.4949}) == ["b: 0.4949, floor 0.5000", "gone: 0.0000, floor 0.5000"]


@pytest.mark.parametrize(("arguments", "code", "floor"), [([], 1, 0.9), (["--allow-regression"], 0, 0.8)])
def test_a_floor_is_lowered_only_on_purpose(
    arguments: list[str], code: int, floor: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def reading(overall: float) -> Any:
        return SimpleNamespace(measures=lambda half: {"overall": overall})

    monkeypatch.setattr(measuring, "FLOORS", tmp_path / "floors.json")
    for overall, given in ((0.9, []), (0.8, arguments)):
        monkeypatch.setattr(measuring, "read_corpus", lambda overall=overall: reading(overall))
        result = CliRunner().invoke(update.main, given)

    assert result.exit_code == code
    assert {half: x["overall"] for half, x in measuring.pinned().floors.items()} == {"tune": floor, "check": floor}
