"""The journal: every commit once, in order, with what it changed; nothing of it in the graph; no word of what never was."""

from __future__ import annotations

import gc
import sqlite3
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from graph.errors import StoreCorrupt, StoreError
from graph.identity.clusters import Decision
from graph.journal import Draft, Journal, open_journal
from graph.journal.keeping import FILE
from graph.model import Article, Extraction, Quad, Text
from graph.pipeline import Pipeline
from graph.settings import Settings
from graph.store import open_store, sorted_dump
from tests.builders import SENTENCES, article, fisheries

MEMORY = Settings(store=":memory:")


def pipeline(settings: Settings = MEMORY) -> Pipeline:
    return Pipeline(settings, open_store(settings), fisheries)


def without_promise(a: Article) -> Extraction:
    found = fisheries(a)
    claims = tuple(c for c in found.claims if c.subject != "vow")
    return replace(found, claims=claims, things=tuple(t for t in found.things if t.key != "vow"), statements=())


def test_an_article_comes_changes_and_goes() -> None:
    made = pipeline()
    made.add(article())
    made.put(article(), without_promise(article()))
    made.withdraw("fish")
    added, replaced, withdrawn = made.journal.entries()
    assert [e.kind for e in (added, replaced, withdrawn)] == ["added", "replaced", "withdrawn"]
    assert {e.article.id for e in (added, replaced, withdrawn) if e.article} == {"article/fish"}
    assert withdrawn.article is not None and withdrawn.article.published == "2026-03-05"
    assert withdrawn.article.title == "Fish & <ships>"
    assert not added.claims_gone
    assert {c.predicate for c in replaced.claims_gone} == {"type", "prefLabel", "altLabel", "by", "toward", "modality"}
    assert not replaced.claims_added
    assert {*added.claims_added} - {*replaced.claims_gone} == {*withdrawn.claims_gone}
    assert added.sequence < replaced.sequence < withdrawn.sequence == made.journal.last


def test_a_claim_says_what_and_in_which_words() -> None:
    made = pipeline()
    made.add(article())
    (entry,) = made.journal.entries()
    (claim,) = [c for c in entry.claims_added if c.predicate == "status" and c.object == "Held"]
    assert claim.subject.startswith("meeting/")
    assert (claim.quote, claim.confidence, claim.kind) == (SENTENCES[0], 0.9, "asserted")
    assert any("metWith" in line for line in entry.facts_added)


def test_what_changes_nothing_is_no_entry() -> None:
    made = pipeline()
    made.add(article())
    made.add(article())
    assert len(made.journal.entries()) == 1


def test_a_decision_is_an_entry_with_the_claims_that_are_now_about_another() -> None:
    made = pipeline()
    made.add(article())
    left, right = "person/ke/james-otieno", "person/no/ingrid-solberg"
    made.decide(Decision(left, right, "same", 1.0, ("a test",), "tester", "2026-03-09T00:00:00Z"))
    made.undo(right, left)
    decided, undone = made.journal.entries(made.journal.first)
    assert decided.decision is not None and undone.decision is not None
    assert (decided.kind, decided.decision.judgement, decided.decision.by, decided.decision.reason) == (
        "decided",
        "same",
        "tester",
        "a test",
    )
    assert (undone.kind, undone.decision.left, undone.decision.judgement) == ("undecided", left, "")
    assert decided.claims_gone == undone.claims_added
    assert decided.facts_gone == undone.facts_added


def test_the_graph_holds_nothing_of_the_journal(tmp_path: Path) -> None:
    one, other = pipeline(), pipeline(Settings(store=str(tmp_path / "store")))
    for day in (3, 4, 5):
        one.add(article("fish", day))
    other.add(article("fish", 5))
    assert sorted_dump(one.store) == sorted_dump(other.store)
    assert one.journal.last > other.journal.last
    other.store.close()


def test_numbers_go_on_after_a_restart(tmp_path: Path) -> None:
    settings = Settings(store=str(tmp_path / "store"))
    first = pipeline(settings)
    first.add(article())
    before = first.journal.entries()
    first.store.close()
    second = pipeline(settings)
    second.add(article("fish", 6))
    assert second.journal.entries(limit=1) == before
    assert second.journal.last > before[-1].sequence
    second.store.close()
    reading = open_store(settings, read_only=True)
    assert [e.kind for e in open_journal(settings, reading).entries()] == ["added", "replaced"]
    reading.close()


def test_an_entry_whose_commit_failed_is_struck_out_and_its_number_not_given_again() -> None:
    made = pipeline()
    made.add(article())
    last = made.journal.last

    def full(remove: Iterable[Quad], add: Iterable[Quad]) -> None:
        assert made.journal.last == last, "what is not committed yet is not to be seen"
        raise StoreError("no space left")

    was, made.store.apply = made.store.apply, full  # type: ignore[method-assign]
    assert made.add(article("fish", 7)).outcome == "failed"
    made.store.apply = was  # type: ignore[method-assign]
    assert made.journal.last == last
    made.add(article("fish", 8))
    assert made.journal.last == last + 2


def test_after_a_crash_the_journal_says_no_more_than_the_store_holds(tmp_path: Path) -> None:
    settings = Settings(store=str(tmp_path / "store"))
    made = pipeline(settings)
    made.add(article())
    told = made.journal.entries()
    # as if the process had ended between the journal and the store
    with made.journal.noting(Draft("added"), "ASK { <urn:a> <urn:b> <urn:c> }"):
        pass
    assert made.journal.last > told[-1].sequence
    made.store.close()
    reading = open_store(settings, read_only=True)
    assert open_journal(settings, reading).entries() == told
    reading.close()
    again = pipeline(settings)
    assert again.journal.entries() == told
    again.store.close()


def test_entries_are_chosen_by_kind_and_article_and_come_in_parts() -> None:
    made = pipeline()
    for name in ("fish", "crab", "fish"):
        made.add(article(name, 5 + made.journal.last))
    assert [e.article.id for e in made.journal.entries(article="article/fish") if e.article] == ["article/fish"] * 2
    assert len(made.journal.entries(kind="replaced")) == 1
    assert made.journal.reach(0, 2) == made.journal.entries(0, 2)[-1].sequence
    assert made.journal.reach(0, 9, kind="withdrawn") == made.journal.last


def test_times_are_utc_to_the_second() -> None:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    journal = Journal(connection, now=lambda: datetime(2026, 3, 5, 7, 8, 9, 999, UTC))
    connection.execute("CREATE TABLE entry (sequence INTEGER PRIMARY KEY AUTOINCREMENT, at, kind, article, trace, body)")
    with journal.noting(Draft("added", claims_added=()), "ASK {}"):
        pass
    assert journal.entries()[0].at == "2026-03-05T07:08:09Z"
    del journal
    gc.collect()


def test_a_file_that_is_no_journal_is_named(tmp_path: Path) -> None:
    settings = Settings(store=str(tmp_path / "store"), state=str(tmp_path))
    (tmp_path / FILE).write_bytes(b"something else, and long enough to be looked at as a database" * 9)
    store = open_store(settings)
    with pytest.raises(StoreCorrupt, match=FILE):
        open_journal(settings, store)
    store.close()


@pytest.mark.parametrize(
    ("settings", "folder"),
    [
        (Settings(store="here"), "here"),
        (Settings(store="here", state="there"), "there"),
        (Settings(store=":memory:"), None),
        (Settings(store="https://example.org/sparql"), "communique-state-"),
    ],
)
def test_it_lies_beside_the_store(settings: Settings, folder: str | None) -> None:
    assert (settings.beside is None) if folder is None else str(settings.beside).startswith(folder)


def test_literals_are_told_as_they_are() -> None:
    made = pipeline()
    found = fisheries(article())
    claims = (*found.claims, replace(found.claims[1], predicate="altLabel", object=Text('Noreg "\n<&>')))
    made.put(article(), replace(found, claims=claims))
    (entry,) = made.journal.entries()
    assert 'Noreg "\n<&>' in {c.object for c in entry.claims_added}
