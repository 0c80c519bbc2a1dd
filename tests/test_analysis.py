"""The graph in networkx: paths carry their sentences, and planned encounters do not stand for held ones."""

from __future__ import annotations

import networkx as nx
import pytest

from graph import analysis
from graph.errors import NotFound
from graph.pipeline import Pipeline
from graph.settings import Settings
from graph.store import open_store
from tests.builders import SENTENCES, article, fisheries

SETTINGS = Settings(store=":memory:")
SOLBERG, OTIENO = "person/no/ingrid-solberg", "person/ke/james-otieno"


@pytest.fixture(scope="module")
def actors() -> nx.MultiDiGraph:
    store = open_store(SETTINGS)
    Pipeline(SETTINGS, store, fisheries).add(article())
    return analysis.project(store, "actors")


def test_a_projection_keeps_what_edges_rest_on(actors: nx.MultiDiGraph) -> None:
    met = [d for a, b, d in actors.edges(data=True) if d["predicate"] == "metWith"]
    assert [(d["status"], d["date"], d["quote"]) for d in met] == [("Held", "2026-03-04", SENTENCES[0])]
    assert actors.nodes[SOLBERG]["label"] == "Ingrid Solberg"


def test_a_path_says_each_step_in_words(actors: nx.MultiDiGraph) -> None:
    (path,) = analysis.paths(actors, SOLBERG, OTIENO)
    assert [(s.source, s.edge.predicate, s.target, s.edge.quote) for s in path] == [(SOLBERG, "metWith", OTIENO, SENTENCES[0])]


def test_a_common_country_connects_nobody(actors: nx.MultiDiGraph) -> None:
    assert list(analysis.paths(actors, SOLBERG, "country/no")) == []


def test_who_is_not_there_is_said(actors: nx.MultiDiGraph) -> None:
    with pytest.raises(NotFound):
        list(analysis.paths(actors, SOLBERG, "person/xx/nobody"))


def test_the_central_come_first(actors: nx.MultiDiGraph) -> None:
    ranked = analysis.central(actors)
    assert [b for _, b, _ in ranked] == sorted((b for _, b, _ in ranked), reverse=True)
