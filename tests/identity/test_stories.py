"""Stories in several articles: what is one thing across them is one node, what is two stays two.

Each file of `stories` holds invented articles and what in them is one: an event, agreement, person or body with its mentions, each an
article and words of its text in which it is named (the verb or noun of an event, the whole name of a person). All stories go into one
graph, so that they may be confused with each other. `undecided = true`: the rules must leave it to a person; nothing is merged, and the
pair waits.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from graph.extract.reader import Rules
from graph.model import Article, Iri, Literal
from graph.pipeline import Pipeline
from graph.quads import codec
from graph.quads import vocabulary as v
from graph.settings import Settings
from graph.store import open_store

STORIES = Path(__file__).parent / "stories"
SETTINGS = Settings(store=":memory:")
FAMILIES = {
    "Visit": {"Visit", "StateVisit"},
    "Meeting": {"Meeting", "Summit", "Call"},
    "Call": {"Call", "Meeting"},
    "Summit": {"Summit", "Meeting", "Conference"},
    "Conference": {"Conference", "Event", "Summit"},
}
KINDS = ("event", "agreement", "person", "body")
FLOORS = {"event": (1.0, 0.97), "agreement": (1.0, 0.97), "person": (1.0, 0.98), "body": (1.0, 0.97)}
"""by kind, what pairwise precision and recall of the stories must not fall below"""
B3_FLOORS = {"event": (1.0, 0.98), "person": (1.0, 0.99)}


@dataclass(frozen=True)
class Mention:
    """Words of an article's text; `at` are their code points."""

    article: str
    words: str
    at: tuple[int, int]


Pairs = set[frozenset[Mention]]


@dataclass
class World:
    """The graph of all stories, with what each mention is in truth and what it was taken for."""

    pipeline: Pipeline
    truth: dict[str, dict[Mention, Hashable]] = field(default_factory=lambda: defaultdict(dict))
    found: dict[str, dict[Mention, Hashable]] = field(default_factory=lambda: defaultdict(dict))
    undecided: list[tuple[str, Mention, Mention]] = field(default_factory=list)


@pytest.fixture(scope="module")
def world() -> World:
    rules = Rules(SETTINGS.model)
    made = World(Pipeline(SETTINGS, open_store(SETTINGS), rules))
    stories = {f.stem: tomllib.loads(f.read_text(encoding="utf-8")) for f in sorted(STORIES.glob("*.toml"))}
    texts = {}
    for story, told in stories.items():
        for a in told["article"]:
            name = f"{story}-{a['id']}"
            texts[name] = a["text"].strip()
            report = made.pipeline.add(Article(name, texts[name], a["published"], name))
            assert report.outcome == "added", report
    for story, told in stories.items():
        for kind in KINDS:
            for number, group in enumerate(told.get(kind, ())):
                _group(made, texts, story, kind, number, group)
    return made


def _group(made: World, texts: Mapping[str, str], story: str, kind: str, number: int, group: Mapping[str, Any]) -> None:
    mentions = [_mention(texts, f"{story}-{article}", words) for article, words in group["mentions"]]
    alone = group.get("undecided", False)
    if alone:
        made.undecided += [(kind, a, b) for a, b in combinations(mentions, 2)]
    for n, mention in enumerate(mentions):
        if alone and mention in made.truth[kind]:
            continue
        made.truth[kind][mention] = (story, kind, number, n if alone else 0)
        made.found[kind][mention] = _taken_for(made.pipeline, mention, _classes(kind, group)) or ("nothing", mention)


def _mention(texts: Mapping[str, str], article: str, words: str) -> Mention:
    text = texts[article]
    assert text.count(words) == 1, f"{article}: {words!r} stands {text.count(words)} times"
    return Mention(article, words, (text.index(words), text.index(words) + len(words)))


def _classes(kind: str, group: Mapping[str, Any]) -> set[str]:
    if kind == "event":
        return FAMILIES.get(group["type"], {group["type"]})
    if kind == "body":
        return {"Ministry", "Agency", "GovernmentBody", "JointBody", "Organization", "InternationalOrganization"}
    return {kind.title()}


def _taken_for(pipeline: Pipeline, mention: Mention, classes: Iterable[str]) -> Iri | None:
    """The resource of one of the classes that the words name: whose name, as the article has it, lies in them."""
    subject, predicate, obj = (codec.term(x) for x in (v.SUBJECT, v.PREDICATE, v.OBJECT))
    kinds = " ".join(codec.term(v.term(c)) for c in sorted(classes))
    evidence, start, end = (codec.term(v.term(x)) for x in ("evidence", "start", "end"))
    query = f"""SELECT ?s ?b ?e WHERE {{ GRAPH {codec.term(Iri(f"{SETTINGS.base}article/{mention.article}"))} {{
        VALUES ?class {{ {kinds} }} ?t {subject} ?s ; {predicate} {codec.term(v.TYPE)} ; {obj} ?class .
        ?n {subject} ?s ; {predicate} {codec.term(v.ALT_LABEL)} ; {evidence} ?q . ?q {start} ?b ; {end} ?e }} }}"""
    best: tuple[int, str] | None = None
    for row in pipeline.store.rows(query):
        s, b, e = row["s"], row["b"], row["e"]
        assert isinstance(s, Iri) and isinstance(b, Literal) and isinstance(e, Literal)
        common = min(int(e.value), mention.at[1]) - max(int(b.value), mention.at[0])
        if common > 0:
            best = max(best or (0, ""), (common, s.value))
    return Iri(best[1]) if best else None


def pairs(labels: Mapping[Mention, Hashable]) -> Pairs:
    return {frozenset((a, b)) for a, b in combinations(labels, 2) if labels[a] == labels[b]}


def precision_and_recall(truth: Pairs, found: Pairs) -> tuple[float, float]:
    both = len(truth & found)
    return both / len(found) if found else 1.0, both / len(truth) if truth else 1.0


def b_cubed(truth: Mapping[Mention, Hashable], found: Mapping[Mention, Hashable]) -> tuple[float, float]:
    """Bagga and Baldwin (1998): for each mention how much of its cluster belongs with it, and how much of what does is in it; the means."""

    def mean(ours: Mapping[Mention, Hashable], theirs: Mapping[Mention, Hashable]) -> float:
        shares = []
        for m in ours:
            cluster = [x for x in ours if ours[x] == ours[m]]
            shares.append(sum(theirs[x] == theirs[m] for x in cluster) / len(cluster))
        return sum(shares) / len(shares)

    return mean(found, truth), mean(truth, found)


def told(mentions: Pairs) -> str:
    return "\n".join(sorted(" = ".join(sorted(f"{m.article} {m.words!r}" for m in pair)) for pair in mentions))


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_one_across_articles_is_one_node(world: World, kind: str) -> None:
    truth, found = pairs(world.truth[kind]), pairs(world.found[kind])
    p, r = precision_and_recall(truth, found)
    floor_p, floor_r = FLOORS[kind]

    assert p >= floor_p, "made one:\n" + told(found - truth)
    assert r >= floor_r, f"{r:.3f}, left apart:\n" + told(truth - found)


@pytest.mark.parametrize("kind", B3_FLOORS)
def test_clusters_are_whole_and_pure(world: World, kind: str) -> None:
    p, r = b_cubed(world.truth[kind], world.found[kind])
    floor_p, floor_r = B3_FLOORS[kind]

    assert p >= floor_p
    assert r >= floor_r


def test_what_the_rules_cannot_tell_waits_for_a_person(world: World) -> None:
    left, right, judgement = (codec.term(v.term(x)) for x in ("left", "right", "judgement"))
    waiting = {
        frozenset((row["l"], row["r"]))
        for row in world.pipeline.store.rows(f'SELECT ?l ?r WHERE {{ GRAPH ?g {{ ?d {left} ?l ; {right} ?r ; {judgement} "undecided" }} }}')
    }

    assert world.undecided
    for kind, a, b in world.undecided:
        assert frozenset((world.found[kind][a], world.found[kind][b])) in waiting, f"{a} = {b}"


def test_the_measures_tell_a_wrong_merge_from_a_missed_one() -> None:
    a, b, c, d = (Mention("x", str(n), (n, n + 1)) for n in range(4))
    truth = {a: 1, b: 1, c: 2, d: 3}

    assert precision_and_recall(pairs(truth), pairs(truth)) == (1.0, 1.0)
    assert precision_and_recall(pairs(truth), pairs({a: 1, b: 1, c: 1, d: 3})) == (1 / 3, 1.0)
    assert precision_and_recall(pairs(truth), pairs({a: 1, b: 2, c: 3, d: 4})) == (1.0, 0.0)
    assert b_cubed(truth, {a: 1, b: 2, c: 3, d: 4}) == (1.0, 0.75)
    assert b_cubed(truth, {a: 1, b: 1, c: 1, d: 3})[0] == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1) / 4)
