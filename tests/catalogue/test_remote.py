"""Lists, search, briefs and the journal over SPARQL servers give what they give over the embedded store."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from graph.brief import brief, markdown
from graph.catalogue import lists, posts, statements, timeline
from graph.catalogue.articles import articles
from graph.catalogue.earlier import Earlier
from graph.catalogue.reading import Catalogue
from graph.filters import parse
from graph.journal import open_journal
from graph.search import Query, open_index, search
from graph.settings import Settings
from graph.store import Store, open_store
from tests.catalogue.conftest import SETTINGS, told
from tests.servers import emptied

ASKED: tuple[dict[str, str], ...] = (
    {},
    {"country": "KE,NO", "confidence": "0.5"},
    {"publisher": "Early Press"},
    {"from": "2026-03-01", "to": "2026-03-10", "fit": "certain"},
    {"trueOn": "2026-03-05"},
    {"participant": "person/ke/james-otieno"},
)
LISTS: tuple[Callable[..., Any], ...] = (
    lists.entities, lists.events, lists.agreements, lists.bodies, lists.commitments, posts.posts, statements.statements, statements.claims,
    timeline.timeline, articles,
)  # fmt: skip


@pytest.fixture(params=["oxigraph", pytest.param("virtuoso", marks=pytest.mark.slow)])
def remote(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Settings, Store]]:
    settings = Settings(store=request.getfixturevalue(request.param), state=str(tmp_path / "state"))
    with open_store(settings) as opened:
        emptied(opened)
        told(settings, opened)
        yield settings, opened
        emptied(opened)


def test_a_server_answers_as_the_embedded_store_does(store: Store, remote: tuple[Settings, Store]) -> None:
    settings, there = remote
    here, far = Catalogue(store, SETTINGS.base), Catalogue(there, settings.base)
    for asked in ASKED:
        for of in LISTS:
            assert of(far, parse(asked)) == of(here, parse(asked)), (of.__name__, asked)
    early = [lists.events(Earlier(s, SETTINGS.base, "2026-03-04")) for s in (there, store)]
    assert early[0] == early[1]
    written = [markdown(brief(c, "country/ke", "country/no", parse({}), as_of="2026-06-01")) for c in (far, here)]
    assert written[0] == written[1]
    assert re.search(r"met in Nairobi", written[0])


def test_texts_and_changes_of_a_server_are_kept_in_the_state_folder(remote: tuple[Settings, Store], tmp_path: Path) -> None:
    settings, there = remote
    found = search(open_index(settings, there), Catalogue(there, settings.base), Query("memorandum", frozenset({"article"}))).items
    assert {hit.id for hit in found} == {"article/before", "article/after", "article/later"}
    assert [e.kind for e in open_journal(settings, there).entries()] == ["added"] * 3
    assert {f.name for f in (tmp_path / "state").iterdir()} >= {"journal.sqlite", "search"}
