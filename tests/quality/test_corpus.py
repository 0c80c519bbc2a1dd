"""The corpus is sound: quotes are verbatim, references lead somewhere, dates exist, types are those of the guide."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date

import pytest

from tests.quality import corpus
from tests.quality.corpus import Gold, Json

VOCABULARY = json.loads((corpus.FOLDER / "vocabulary.json").read_text(encoding="utf-8"))
ITEMS = ("entities", "posts", "events", "agreements", "bodies", "commitments", "statements")
GOLDS = corpus.load()
every_article = pytest.mark.parametrize("gold", GOLDS, ids=lambda g: g.id)


def items(gold: Gold) -> Iterator[Json]:
    return (x for section in ITEMS for x in gold.raw[section])


@every_article
def test_every_span_is_its_quote(gold: Gold) -> None:
    for item in items(gold):
        words = [q if isinstance(q, str) else q["q"] for q in item["quotes"]]

        assert words
        assert words == [gold.text[a:b] for a, b in item["spans"]]
        assert item["spans"] == [list(s) for s in corpus.located(gold.text, item["quotes"])]


@every_article
def test_every_name_is_in_the_text(gold: Gold) -> None:
    # a country that the text has only as an adjective goes by its own name
    names = [n for e in gold.entities.values() for n in e.names[e.type == "Country" :]]

    assert [n for n in names + [a.name for a in gold.agreements] if n not in gold.text] == []


@every_article
def test_every_reference_leads_to_an_entity(gold: Gold) -> None:
    raw = gold.raw
    known = [e["id"] for e in raw["entities"]]
    used = [e["country"] for e in raw["entities"]] + [x for p in raw["posts"] for x in (p["person"], p["of"])]
    used += [x for e in raw["events"] for x in (e["place"], *e["participants"], *e["countries"])]
    used += [x for a in raw["agreements"] for x in (*a["parties"], *a["signatories"])]
    used += [b["id"] for b in raw["bodies"]] + [x for c in raw["commitments"] for x in (*c["by"], *c["toward"])]
    used += [s["speaker"] for s in raw["statements"]]

    assert len(known) == len(set(known))
    assert set(used) - {None} <= set(known)
    assert {b["under"] for b in raw["bodies"]} - {None} <= {a["id"] for a in raw["agreements"]}


@every_article
def test_references_are_of_the_right_kind(gold: Gold) -> None:
    kind = {e.id: e.type for e in gold.entities.values()}

    assert {kind[p.person] for p in gold.posts} <= {"Person"}
    assert {kind[s] for a in gold.agreements for s in a.signatories} <= {"Person"}
    assert {kind[b["id"]] for b in gold.raw["bodies"]} <= {"JointBody"}
    assert not {kind[p] for e in gold.events for p in e.participants} & {"Country", "Place"}
    assert {kind[e.place] for e in gold.events if e.place} <= {"Country", "Place"}
    assert {kind[c] for e in gold.events for c in e.countries} <= {"Country", "InternationalOrganization"}


@every_article
def test_dates_exist_and_are_in_order(gold: Gold) -> None:
    assert gold.article.published.isoformat() == gold.raw["published"]
    for x in gold.dated:
        first, last = (date.fromisoformat(d) if d else None for d in x.days)
        assert first is None or last is None or first <= last, x.id


@every_article
def test_types_are_those_of_the_guide(gold: Gold) -> None:
    raw = gold.raw
    used = {
        "entity": [e["type"] for e in raw["entities"]],
        "event": [e["type"] for e in raw["events"]],
        "event status": [e["status"] for e in raw["events"]],
        "instrument": [a["kind"] for a in raw["agreements"]],
        "agreement status": [a["status"] for a in raw["agreements"]],
        "body status": [b["status"] for b in raw["bodies"]],
        "modality": [c["modality"] for c in raw["commitments"]],
        "mode": [s["mode"] for s in raw["statements"]],
        "trap": [t.predicate for t in gold.traps],
    }

    assert {k: sorted(set(x) - set(VOCABULARY[k])) for k, x in used.items()} == {k: [] for k in used}


@every_article
def test_traps_are_two_to_four_and_about_known_things(gold: Gold) -> None:
    known = {*gold.entities, *(x.id for x in gold.dated)}

    assert 2 <= len(gold.traps) <= 4
    for trap in gold.traps:
        assert trap.subject in known
        assert trap.predicate == "holdsPost" or trap.object in known
        assert trap.why


@every_article
def test_an_article_is_short(gold: Gold) -> None:
    assert 120 <= len(gold.text.split()) <= 450


def test_the_index_has_every_article_once_and_halves_of_one_size() -> None:
    index = corpus.index()
    files = [f.stem for f in sorted((corpus.FOLDER / "articles").glob("*.json"))]

    assert sorted(x["article"] for x in index) == files == [g.id for g in GOLDS]
    assert [x["use"] for x in index].count("tune") == [x["use"] for x in index].count("check") == len(files) // 2


def test_groups_join_items_of_different_articles_of_one_half() -> None:
    half = {x["article"]: x["use"] for x in corpus.index()}
    known = {(g.id, x.id) for g in GOLDS for x in g.dated}
    grouped = [m for group in corpus.groups() for m in group]

    assert set(grouped) <= known
    assert len(grouped) == len(set(grouped))
    for group in corpus.groups():
        assert len({a for a, _ in group}) == len(group) > 1
        assert len({half[a] for a, _ in group}) == 1
