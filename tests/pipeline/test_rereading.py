"""Articles read again by another version: what changes, what stands, and that it can be stopped at any article."""

from __future__ import annotations

import itertools
import subprocess
import sys
from dataclasses import replace
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import ExtractionError, NotFound
from graph.extract import versions
from graph.identity.clusters import Decision
from graph.model import Article, Claim, Extraction, Iri, Quad, Ref, Runs, Thing
from graph.pipeline import Pipeline
from graph.pipeline.fulfilments import Fulfilment
from graph.pipeline.settling import settled
from graph.quads import codec
from graph.quads import vocabulary as v
from graph.settings import Settings
from graph.store import Store, open_store
from tests.builders import article, fisheries, span
from tests.pipeline.meetings import Report, batches, told

SETTINGS = Settings(store=":memory:")
ROOT = Path(__file__).parent.parent.parent


class Version:
    """A reader of the fisheries article in one of its versions; `lacks` are subjects that it does not see, `sure` its confidence."""

    def __init__(self, version: str, *, lacks: frozenset[str] = frozenset(), sure: float = 0.9) -> None:
        self.runs: Runs = (("table", version),)
        self.lacks, self.sure = lacks, sure
        self.read: list[str] = []

    def __call__(self, article: Article) -> Extraction:
        self.read.append(article.id)
        found = fisheries(article)
        claims = tuple(self._claim(c) for c in found.claims if c.subject not in self.lacks and not self._names(c))
        things = tuple(self._thing(article, t) for t in found.things if t.key not in self.lacks)
        return replace(found, version=self.runs[0][1], things=things, claims=claims)

    def _names(self, c: Claim) -> bool:
        return isinstance(c.object, Ref) and c.object.key in self.lacks

    def _claim(self, c: Claim) -> Claim:
        return replace(c, confidence=self.sure) if c.subject == "memo" and c.predicate == "status" else c

    @staticmethod
    def _thing(article: Article, t: Thing) -> Thing:
        return replace(t, label="I. Solberg") if t.key == "solberg" and article.id == "b" else t


OLD = Version("1", lacks=frozenset({"vow"}))
NEW = Version("2", lacks=frozenset({"post"}), sure=0.7)


def filled(reader: Version, names: str = "abc") -> Pipeline:
    pipeline = Pipeline(SETTINGS, open_store(SETTINGS), reader)
    for name in names:
        pipeline.add(article(name))
    return pipeline


def upgraded(pipeline: Pipeline, reader: Version) -> Pipeline:
    return Pipeline(SETTINGS, pipeline.store, reader)


def dump(pipeline: Pipeline) -> list[str]:
    return sorted(codec.line(q) for q in pipeline.store.quads())


def test_a_reread_graph_is_the_one_that_the_new_version_would_have_made() -> None:
    pipeline = upgraded(filled(OLD), NEW)
    found = list(pipeline.reread())

    assert [one.report.outcome for one in found] == ["replaced"] * 3
    assert {(one.before, one.after) for one in found} == {("table 1", "table 2")}
    assert dump(pipeline) == dump(filled(NEW))


def test_it_says_which_claims_came_went_and_changed_in_certainty() -> None:
    pipeline = upgraded(filled(OLD, "a"), NEW)
    (one,) = pipeline.reread()

    told = {(c.change, c.subject, c.predicate, c.object) for c in one.changes}
    assert ("added", "train fifty inspectors", "by", "Kenya") in told
    assert ("gone", "Ingrid Solberg", "holdsPost", "minister") in told
    (changed,) = (c for c in one.changes if c.change == "changed")
    assert (changed.subject, changed.predicate, changed.object) == ("memorandum on fisheries", "status", "Signed")
    assert (changed.before, changed.after) == (0.9, 0.7)
    assert changed.quote == article().text[span("The two ministries signed a memorandum on fisheries.")[0].start :][: len(changed.quote)]


def test_a_dry_run_changes_nothing_and_shows_the_same() -> None:
    pipeline = upgraded(filled(OLD), NEW)
    before = dump(pipeline)
    planned = list(pipeline.reread(dry_run=True))

    assert dump(pipeline) == before
    assert [one.changes for one in planned] == [one.changes for one in pipeline.reread()]


def test_what_the_present_version_read_is_left_alone() -> None:
    pipeline = upgraded(filled(OLD), NEW)
    pipeline.add(article("b"))
    reader = Version("2", lacks=NEW.lacks, sure=NEW.sure)
    again = upgraded(pipeline, reader)

    assert [one.report.article for one in again.reread()] == ["a", "c"]
    assert reader.read == ["a", "c"]
    assert list(again.reread()) == []
    assert [one.report.outcome for one in again.reread(everything=True)] == ["unchanged"] * 3
    assert [one.report.article for one in again.reread(["b"])] == ["b"]
    with pytest.raises(NotFound, match="no article 'z'"):
        list(again.reread(["z"]))


def test_everything_begins_with_what_is_outdated() -> None:
    pipeline = upgraded(filled(OLD), NEW)
    pipeline.add(article("a"))

    assert [one.report.article for one in pipeline.reread(everything=True)] == ["b", "c", "a"]


@pytest.mark.parametrize("commits", [0, 1, 2])
def test_stopped_after_any_commit_it_goes_on(commits: int) -> None:
    pipeline = upgraded(filled(OLD), NEW)
    list(itertools.islice(pipeline.reread(), commits))

    reader = Version("2", lacks=NEW.lacks, sure=NEW.sure)
    list(upgraded(pipeline, reader).reread())
    assert len(reader.read) == 3 - commits
    assert dump(pipeline) == dump(filled(NEW))


KILLED = """
import os, sys
from graph.pipeline import Pipeline
from graph.settings import Settings
from graph.store import open_store
from tests.pipeline.test_rereading import NEW

class Dying:
    runs = NEW.runs

    def __call__(self, article):
        if article.id == "c":
            os.kill(os.getpid(), 9)
        return NEW(article)

settings = Settings(store=sys.argv[1])
list(Pipeline(settings, open_store(settings), Dying()).reread())
"""


def test_killed_in_the_middle_it_goes_on(tmp_path: Path) -> None:
    settings = Settings(store=str(tmp_path / "store"))
    with open_store(settings) as store:
        for name in "abc":
            Pipeline(settings, store, OLD).add(article(name))
    killed = subprocess.run([sys.executable, "-c", KILLED, settings.store], cwd=ROOT, capture_output=True, check=False)
    assert killed.returncode == -9, killed.stderr
    with open_store(settings) as store:
        assert [one.report.article for one in Pipeline(settings, store, NEW).reread()] == ["c"]
        assert sorted(codec.line(q) for q in store.quads()) == dump(filled(NEW))


def test_decisions_stand_and_the_bytes_are_those_of_a_fresh_graph_with_the_same_decisions() -> None:
    def decide(pipeline: Pipeline) -> Pipeline:
        pipeline.decide(
            Decision("person/no/i-solberg", "person/no/ingrid-solberg", "same", 1.0, ("one woman",), "reviewer", "2026-03-09T08:00:00Z")
        )
        memo, met = (key(pipeline.store, name) for name in ("Agreement", "Meeting"))
        pipeline.judge_promise(Fulfilment(memo, met, "kept", "reviewer", "2026-03-09T08:00:00Z"))
        return pipeline

    pipeline = upgraded(decide(filled(OLD)), NEW)
    list(pipeline.reread())

    assert pipeline.identity.canonical(["person/no/ingrid-solberg"]) == {"person/no/ingrid-solberg": "person/no/i-solberg"}
    assert dump(pipeline) == dump(decide(filled(NEW)))


def key(store: Store, class_: str) -> str:
    return next(q.s.value.removeprefix(SETTINGS.base) for q in store.quads(None) if q.p == v.TYPE and q.o == v.term(class_))


def test_a_copy_keeps_both_its_names() -> None:
    pipeline = filled(OLD, "a")
    pipeline.add(replace(article("a"), identifier="other name"))
    pipeline = upgraded(pipeline, NEW)
    list(pipeline.reread())

    names = {q.o.value for q in pipeline.store.quads() if q.p == v.IDENTIFIER}
    assert names == {"a", "other name"}


def test_a_fault_in_one_article_is_a_report_and_the_others_are_read() -> None:
    class Broken(Version):
        def __call__(self, article: Article) -> Extraction:
            if article.id == "b":
                raise ExtractionError("b: the reader failed")
            return super().__call__(article)

    pipeline = upgraded(filled(OLD), Broken("2"))
    assert [one.report.outcome for one in pipeline.reread()] == ["replaced", "failed", "replaced"]
    assert pipeline.outdated() == [Iri(f"{SETTINGS.base}article/b")]


def test_an_article_replaced_while_it_is_read_stays_replaced() -> None:
    class Slow(Version):
        def __call__(self, article: Article) -> Extraction:
            if not self.read:
                self.read.append(article.id)
                other.put(replace(article, title="Corrected"), fisheries(article))
            return super().__call__(article)

    other = filled(OLD, "a")
    (one,) = upgraded(other, Slow("2")).reread()
    assert (one.report.outcome, one.report.detail) == ("unchanged", "it was replaced or withdrawn meanwhile")
    assert {q.o.value for q in other.store.quads() if q.p == v.HEADLINE} == {"Corrected"}


# ---- the layer computed at once --------------------------------------------------------------------------------------


@given(batches, st.data())
def test_keeping_the_layer_up_comes_to_computing_it_at_once(batch: list[Report], data: st.DataObject) -> None:
    pipeline = Pipeline(SETTINGS, open_store(SETTINGS))
    for n, report in enumerate(batch):
        pipeline.put(*told(n, report))
    assert not settled(pipeline.store, SETTINGS.base)
    pipeline.withdraw(f"n{data.draw(st.integers(0, len(batch) - 1))}")
    assert not settled(pipeline.store, SETTINGS.base)


def test_the_layer_of_the_fisheries_article_is_settled() -> None:
    assert not settled(filled(NEW).store, SETTINGS.base)


def test_what_rules_of_old_derived_is_mended() -> None:
    pipeline = filled(NEW)
    before = dump(pipeline)
    mended = ("metWith", "altLabel")
    lost = [q for q in pipeline.store.quads(None) if v.local(q.p) in mended]
    wrong = Quad(lost[0].s, v.term("plansToMeet"), lost[0].s)
    pipeline.store.apply(lost, [wrong])

    assert pipeline.settle() == len(lost) + 1
    assert dump(pipeline) == before


def test_settling_leaves_what_people_decided() -> None:
    pipeline = filled(NEW)
    pipeline.judge_promise(
        Fulfilment(key(pipeline.store, "Commitment"), key(pipeline.store, "Meeting"), "kept", "reviewer", "2026-03-09T08:00:00Z")
    )
    assert not settled(pipeline.store, SETTINGS.base)


# ---- the version of the rules ----------------------------------------------------------------------------------------


@pytest.fixture
def rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A room of rules in miniature, in place of the real one."""
    for name, text in (("a.py", "x = 1\n"), ("lexicon/words.txt", "met\n"), ("lexicon/README.md", "…"), ("explain/page.py", "y = 1\n")):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    real = resources.files
    monkeypatch.setattr(resources, "files", lambda package: tmp_path if package == "graph.extract" else real(package))
    return tmp_path


def version() -> str:
    return versions.of_rules.__wrapped__("a_model")


@pytest.mark.parametrize(
    ("name", "counts"), [("a.py", True), ("lexicon/words.txt", True), ("lexicon/README.md", False), ("explain/page.py", False)]
)
def test_code_and_word_lists_make_the_version(rules: Path, name: str, counts: bool) -> None:
    before = version()
    assert version() == before
    (rules / name).write_text("signed\n", encoding="utf-8")
    assert (version() != before) == counts


def test_the_language_model_makes_the_version_and_line_ends_do_not(rules: Path) -> None:
    before = version()
    (rules / "lexicon" / "words.txt").write_bytes(b"met\r\n")
    assert version() == before
    assert versions.of_rules.__wrapped__("another_model") != before
