"""What the example articles must make of the graph: the rows of every question, the stories from one article to the next, the invariants.

The cases are in `cases/examples`. `NN-slug.tsv` holds the rows that a perfect reading gives for that question: a header with the variables
compared and `fails`, then one row a line. `*` in a cell stands for any text, an empty cell for what is unbound. `fails` says why the
row is not in the answer yet, or `may` where careful readers differ on it; a line `#: besides REASON` says why the answer has rows that it
should not have; `#: among others` that it has more rows than are listed. What stands as failing and no longer fails is an error, so
that it is struck out. Beside the project's questions stand three on what each article says
(`articles-*.rq`), and that on promises asked again half a year later.
"""

from __future__ import annotations

import json
import random
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import networkx
import pyoxigraph
import pytest

from graph import sources
from graph.catalogue.promises import promises
from graph.catalogue.reading import Catalogue
from graph.catalogue.sources import of_things
from graph.extract.reader import Rules
from graph.model import Article, Extraction, Iri
from graph.pipeline import Pipeline
from graph.settings import Settings
from graph.store import Store, open_store, sorted_dump
from graph.validation import ValidationReport, validate
from ontology import questions, terms

HERE = Path(__file__).parent
EXAMPLES = HERE.parent / "examples"
SEEDS = HERE.parent.parent / "shared" / "seeds"
CASES = HERE / "cases" / "examples"
TODAY = date(2026, 7, 1)
SETTINGS = Settings(store=":memory:")
RETOLD = ("2025-11-20-ndma-emercom", "2025-12-05-health-agreement")
CORRECTED = "dnw-2026-03-12-0415"
QUESTIONS = {q.slug: q.text for q in questions.load()} | {
    f.stem: f.read_text(encoding="utf-8") for f in sorted(CASES.glob("articles-*.rq"))
}
QUESTIONS["promises-in-july"] = QUESTIONS["07-promises"].replace("2025-12-11", "2026-07-01")
PREFIXES = "".join(
    f"PREFIX {name}: <{iri}>\n"
    for name, iri in {
        **{n: terms.PREFIXES[n] for n in ("rdf", "rdfs", "skos", "xsd", "schema", "dcterms")},
        "cmq": terms.NAMESPACE,
        "x": "https://example.org/",
    }.items()
)

Row = tuple[str, ...]
Answers = Callable[[str, bool], list[Mapping[str, str]]]


# ---- cases -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Rows:
    """The rows of one question: each with the reason why it fails, or an empty one. `doubtful` rows may be there or not."""

    slug: str
    columns: Row
    rows: tuple[tuple[Row, str], ...]
    doubtful: tuple[Row, ...]
    among_others: bool
    besides: str


def rows_of(file: Path) -> Rows:
    lines = file.read_text(encoding="utf-8").splitlines()
    said = [line.removeprefix("#:").strip() for line in lines if line.startswith("#:")]
    header, *body = [line.split("\t") for line in lines if line and not line.startswith("#")]
    assert header[-1] == "fails", file
    width = len(header)
    rows = tuple((tuple(cells[: width - 1]), cells[width - 1]) for cells in (line + [""] * (width - len(line)) for line in body))
    besides = next((s.removeprefix("besides").strip() for s in said if s.startswith("besides")), "")
    sure = tuple((row, fails) for row, fails in rows if fails != "may")
    doubtful = tuple(row for row, fails in rows if fails == "may")
    return Rows(file.stem, tuple(header[:-1]), sure, doubtful, "among others" in said, besides)


ROWS = {file.stem: rows_of(file) for file in sorted(CASES.glob("*.tsv"))}


def marked(*values: Any, name: str, fails: str) -> Any:
    return pytest.param(*values, id=name, marks=[pytest.mark.xfail(reason=fails)] if fails else [])


def each_row() -> list[Any]:
    return [
        marked(case, row, name=f"{case.slug}-{number}", fails=fails)
        for case in ROWS.values()
        for number, (row, fails) in enumerate(case.rows, 1)
    ]


def each_whole() -> list[Any]:
    found = []
    for case in ROWS.values():
        missing = sum(bool(fails) for _, fails in case.rows)
        fails = "; ".join(filter(None, (f"{missing} rows are missing" if missing else "", case.besides)))
        if not case.among_others:
            found.append(marked(case, name=case.slug, fails=fails))
    return found


def each(kind: str, *, of_examples: bool = True) -> list[Any]:
    """The tables of `kind` in the file of that name. What fails on the examples may hold elsewhere."""
    tables = tomllib.loads((CASES / f"{kind}.toml").read_text(encoding="utf-8"))[kind]
    return [marked(t, name=t["name"].replace(" ", "-"), fails=t.get("fails", "") if of_examples else "") for t in tables]


def fits(pattern: str, text: str) -> bool:
    return re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), text, re.DOTALL) is not None


def row_fits(wanted: Row, found: Row) -> bool:
    return all(fits(p, text) for p, text in zip(wanted, found, strict=True))


def paired(wanted: Sequence[Row], found: Sequence[Row]) -> int:
    """How many of the wanted rows can be told to a row of their own among those found."""
    graph = networkx.Graph()
    top = [("wanted", i) for i in range(len(wanted))]
    graph.add_nodes_from(top)
    graph.add_edges_from((("wanted", i), ("found", j)) for i, w in enumerate(wanted) for j, f in enumerate(found) if row_fits(w, f))
    return len(networkx.bipartite.hopcroft_karp_matching(graph, top)) // 2


# ---- the graph -------------------------------------------------------------------------------------------------------


class Library:
    """Articles, each read once."""

    def __init__(self) -> None:
        self._reader: Rules | None = None
        self._read: dict[str, Extraction] = {}

    def articles(self, folder: Path) -> list[Article]:
        """All articles of a folder; a fault in one is a failure."""
        found = list(sources.read([folder], today=TODAY))
        faults = [str(item) for item in found if not isinstance(item, Article)]
        assert not faults, faults
        return [item for item in found if isinstance(item, Article)]

    def __call__(self, article: Article) -> Extraction:
        key = article.id + article.text
        if key not in self._read:
            self._reader = self._reader or Rules(SETTINGS.model)
            self._read[key] = self._reader(article)
        return self._read[key]


@pytest.fixture(scope="session")
def library() -> Library:
    return Library()


@pytest.fixture(scope="session")
def articles(library: Library) -> list[Article]:
    return library.articles(EXAMPLES / "articles")


def built(articles: Iterable[Article], reader: Library) -> Pipeline:
    """A store in memory with what the articles say."""
    pipeline = Pipeline(SETTINGS, open_store(SETTINGS), reader)
    outcomes = {report.outcome for report in pipeline.ingest(articles)}
    assert outcomes == {"added"}
    return pipeline


@pytest.fixture(scope="session")
def world(articles: list[Article], library: Library) -> Store:
    """The graph of all examples; nobody changes it."""
    return built(articles, library).store


@pytest.fixture(scope="session")
def dump(world: Store) -> bytes:
    return sorted_dump(world)


@pytest.fixture(scope="session")
def answers(world: Store) -> Answers:
    """The rows of a question, asked once with a separate and once with a union default graph."""
    known: dict[tuple[str, bool], list[Mapping[str, str]]] = {}

    def ask(slug: str, union: bool) -> list[Mapping[str, str]]:
        if (slug, union) not in known:
            known[slug, union] = answered(world, QUESTIONS[slug], union=union)
        return known[slug, union]

    return ask


def answered(store: Store, text: str, *, union: bool) -> list[Mapping[str, str]]:
    if not re.search(r"^CONSTRUCT\b", text, re.MULTILINE):
        answer = json.loads(store.query(text, union_default_graph=union).read())
        return [{name: cell["value"] for name, cell in row.items()} for row in answer["results"]["bindings"]]
    data = store.query(text, accept="application/n-triples", union_default_graph=union).read()
    triples = list(pyoxigraph.parse(data, format=pyoxigraph.RdfFormat.N_TRIPLES))
    labels = {t.subject: str(t.object.value) for t in triples if t.predicate.value == terms.iri("label")}
    edges = [t for t in triples if t.subject in labels and t.object in labels]
    return [{"subject": labels[t.subject], "predicate": terms.local(t.predicate.value) or "", "object": labels[t.object]} for t in edges]


def cells(case: Rows, found: Iterable[Mapping[str, str]]) -> list[Row]:
    return [tuple(row.get(column, "") for column in case.columns) for row in found]


def true_of(store: Store, pattern: str) -> bool:
    return store.ask(f"{PREFIXES}ASK {{ {pattern} }}")


# ---- questions -------------------------------------------------------------------------------------------------------


def test_every_question_has_its_rows() -> None:
    assert set(ROWS) == set(QUESTIONS)
    assert all(case.rows for case in ROWS.values())


def test_the_columns_compared_are_those_of_the_question() -> None:
    for slug, case in ROWS.items():
        assert all(f"?{column}" in QUESTIONS[slug] or slug == "12-neighbourhood" for column in case.columns), slug


@pytest.mark.parametrize(("case", "row"), each_row())
def test_the_answer_has_the_row(case: Rows, row: Row, answers: Answers) -> None:
    found = cells(case, answers(case.slug, False))
    assert any(row_fits(row, f) for f in found), found


@pytest.mark.parametrize("case", each_whole())
def test_the_answer_has_these_rows_and_no_others(case: Rows, answers: Answers) -> None:
    found = cells(case, answers(case.slug, False))
    wanted = [row for row, _ in case.rows]
    assert paired(wanted, found) == len(wanted), found
    assert paired([*wanted, *case.doubtful], found) == len(found), found


@pytest.mark.parametrize("slug", QUESTIONS)
def test_a_union_default_graph_gives_the_same_rows(slug: str, answers: Answers) -> None:
    separate, union = (sorted(map(json.dumps, answers(slug, u))) for u in (False, True))
    assert separate == union


# ---- stories ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", each("stories"))
def test_the_graph_tells_the_story(case: Mapping[str, str], world: Store) -> None:
    assert true_of(world, case.get("holds") or case["never"]) == ("holds" in case)


def test_a_correction_replaces_what_the_article_said(articles: list[Article], library: Library) -> None:
    (correction,) = library.articles(EXAMPLES / "corrections")
    day, place = "?e cmq:participant/rdfs:label 'Leela Menon' ; cmq:date ?d . FILTER(STR(?d) = '{}')", "?e cmq:place/rdfs:label 'Mumbai' ."
    pipeline = built(articles, library)
    assert true_of(pipeline.store, day.format("2026-03-10")) and true_of(pipeline.store, place)
    assert pipeline.add(correction).outcome == "replaced"
    assert true_of(pipeline.store, day.format("2026-03-11")) and true_of(pipeline.store, "?e cmq:place/rdfs:label 'New Delhi' .")
    assert not true_of(pipeline.store, day.format("2026-03-10")) and not true_of(pipeline.store, place)
    at_once = [correction if a.id == CORRECTED else a for a in articles]
    assert sorted_dump(pipeline.store) == sorted_dump(built(at_once, library).store)


def test_a_release_that_four_outlets_print_has_one_origin(articles: list[Article], library: Library) -> None:
    pipeline = built([*articles, *library.articles(EXAMPLES / "reprints")], library)
    rows = answered(pipeline.store, QUESTIONS["11-corroboration"], union=False)
    (memorandum,) = (r for r in rows if fits("memorandum*regulation of medicines", r["label"]))
    assert (memorandum["outlets"], memorandum["origins"]) == ("4", "1")
    (call,) = (r for r in rows if fits("*Kulkarni*Lagat*", r["label"]))
    assert (call["outlets"], call["origins"]) == ("3", "1")
    for name in ("rift-post-2026-02-25-drugs", "lake-herald-2026-02-26-vaccines"):
        pipeline.withdraw(name)
    assert sorted_dump(pipeline.store) == sorted_dump(built(articles, library).store)


def test_the_catalogue_counts_sources_as_the_question_does(world: Store, answers: Answers) -> None:
    counted = {Iri(r["thing"]): r for r in answers("11-corroboration", False)}
    found = of_things(Catalogue(world, SETTINGS.base), counted)
    assert {iri: (s.outlets, s.origins, set(s.who)) for iri, s in found.items()} == {
        iri: (int(r["outlets"]), int(r["origins"]), set(r["who"].split(" / "))) for iri, r in counted.items()
    }


def states(store: Store, day: str) -> tuple[dict[str, str], dict[str, str]]:
    """Promises with their states on a day: as the catalogue gives them, and as the question does."""
    told = promises(Catalogue(store, SETTINGS.base), as_of=day, limit=500).items
    rows = answered(store, QUESTIONS["07-promises"].replace("2025-12-11", day), union=False)
    return {p.iri: p.state for p in told}, {r["promise"]: r["state"] for r in rows}


@pytest.mark.parametrize("day", ["2025-10-20", "2025-11-01", "2025-12-11", "2026-03-01", "2026-05-19", "2026-07-01", "2028-12-31"])
def test_the_catalogue_and_the_question_agree_on_what_became_of_promises(day: str, world: Store) -> None:
    told, asked = states(world, day)
    assert told == asked
    assert {"overdue", "open"} <= set(told.values())


def test_the_summit_of_early_december_waits_for_a_person(seeds: Store) -> None:
    told, asked = states(seeds, "2025-12-11")
    assert told == asked
    (summit,) = (p for p in promises(Catalogue(seeds, SETTINGS.base), as_of="2025-12-11", limit=500).items if p.type == "Summit")
    assert summit.state == "to review"
    assert [(c.relation, c.outcome.type) for c in summit.candidates] == [("possiblyOccasionOf", "StateVisit")]
    before = states(seeds, "2025-12-01")[0]
    assert before[summit.iri] == "open"


def test_a_visit_that_was_put_off_may_have_moved_to_its_new_date(articles: list[Article], library: Library) -> None:
    """Before and after the article that gives the new date; once it was held, it may have been kept."""
    early = [a for a in articles if a.published <= date(2025, 10, 30) and "norway" in a.text.casefold()]
    for known, day, expected in (
        (early, "2025-10-12", ("postponed", [])),
        (early, "2025-11-05", ("to review", ["possiblySupersededBy"])),
        (articles, "2025-12-01", ("to review", ["possiblyFulfilledBy"])),
    ):
        store = built(known, library).store
        found = promises(Catalogue(store, SETTINGS.base), as_of=day, limit=500).items
        (visit,) = (p for p in found if p.type == "Visit" and p.modality == "postponed")
        assert (visit.state, [c.relation for c in visit.candidates]) == expected, day
        told, asked = states(store, day)
        assert told == asked


def test_the_history_of_a_meeting_can_be_read(world: Store) -> None:
    def meeting(day: str) -> tuple[str, tuple[str, ...]]:
        found = promises(Catalogue(world, SETTINGS.base), as_of=day, limit=500).items
        return next((p.state, p.history) for p in found if p.type == "Meeting" and fits("*Wola*ska*Quang*", p.label))

    assert meeting("2026-01-20") == ("open", ("as of 2026-01-15: Scheduled",))
    assert meeting("2026-02-01") == ("kept", ("as of 2026-01-15: Scheduled", "as of 2026-01-28: Held"))


def test_the_examples_are_one_graph(world: Store) -> None:
    """Every country, and everybody who met or signed, hangs together through what they did."""
    graph = networkx.Graph()
    roles = "|".join(f"cmq:{name}" for name in ("participant", "involves", "party", "signatory", "visitor", "destination"))
    graph.add_edges_from((row["a"].value, row["b"].value) for row in world.rows(f"{PREFIXES}SELECT ?a ?b WHERE {{ ?a {roles} ?b }}"))
    country = terms.iri("Country")
    named = {row["c"].value for row in world.rows(f"SELECT ?c WHERE {{ ?c a <{country}> }}")}
    largest = max(networkx.connected_components(graph), key=len)
    assert len(named & largest) >= 7
    assert len(largest) > 0.9 * len(graph)


# ---- invariants ------------------------------------------------------------------------------------------------------


LAYOUT = ("OneGraph", "NoBlankNodes", "KnownTerms", "Closed", "Supported", "Grounded")


@pytest.fixture(scope="session")
def report(dump: bytes) -> ValidationReport:
    return validate(dump)


def test_the_graph_is_laid_out_as_it_should_be(report: ValidationReport) -> None:
    assert report.triples > 10_000
    assert [f for f in report.violations if f.shape in LAYOUT] == []


def test_the_graph_conforms_to_the_shapes(report: ValidationReport) -> None:
    assert report.violations == ()


def test_no_triple_is_in_two_graphs(dump: bytes) -> None:
    quads = [(q.subject, q.predicate, q.object) for q in pyoxigraph.parse(dump, format=pyoxigraph.RdfFormat.N_QUADS)]
    assert len(quads) == len(set(quads)) == len(dump.splitlines())


@pytest.fixture(scope="session")
def shuffled(articles: list[Article], library: Library) -> list[bytes]:
    orders = (random.Random(seed).sample(articles, len(articles)) for seed in range(3))
    return [sorted_dump(built(order, library).store) for order in orders]


def test_the_order_of_ingest_does_not_matter(shuffled: list[bytes], dump: bytes) -> None:
    assert all(other == dump for other in shuffled)


def test_the_same_articles_again_change_nothing(articles: list[Article], library: Library, dump: bytes) -> None:
    pipeline = built(articles, library)
    assert {report.outcome for report in pipeline.ingest(articles)} == {"unchanged"}
    assert sorted_dump(pipeline.store) == dump


@pytest.fixture(scope="session")
def returned(articles: list[Article], library: Library) -> dict[str, bytes]:
    """The dump after each article, one after the other, was withdrawn and came back."""
    pipeline = built(articles, library)
    found = {}
    for article in articles:
        pipeline.withdraw(article.id)
        assert pipeline.add(article).outcome == "added"
        found[article.identifier] = sorted_dump(pipeline.store)
    return found


def test_each_article_can_go_and_come_back(returned: dict[str, bytes], dump: bytes) -> None:
    assert [name for name, after in returned.items() if after != dump] == []


# ---- falsehoods ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def retold(articles: list[Article], library: Library) -> Store:
    """The graph of the two articles that retell real events."""
    return built([a for a in articles if a.identifier in RETOLD], library).store


@pytest.fixture(scope="session")
def seeds(library: Library) -> Store:
    """The graph of the two real articles that the project was started from."""
    if not SEEDS.is_dir():
        pytest.skip(f"the two real articles are not at {SEEDS}")
    return built(library.articles(SEEDS), library).store


@pytest.mark.parametrize("case", each("falsehoods"))
def test_the_retold_articles_make_no_falsehood(case: Mapping[str, str], retold: Store) -> None:
    assert not true_of(retold, case["where"])


@pytest.mark.parametrize("case", each("falsehoods", of_examples=False))
def test_the_real_articles_make_no_falsehood(case: Mapping[str, str], seeds: Store) -> None:
    assert not true_of(seeds, case["where"])


@pytest.mark.parametrize("case", each("falsehoods", of_examples=False))
def test_the_falsehood_would_be_found(case: Mapping[str, str]) -> None:
    with open_store(SETTINGS) as store:
        assert not true_of(store, case["where"])
        store.update(f"{PREFIXES}INSERT DATA {{ {case['plant']} }}")
        assert true_of(store, case["where"])
