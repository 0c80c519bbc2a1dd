"""Reading the whole corpus with the pipeline, and comparing what it scores with the pinned floors."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from graph.model import Quad
from graph.pipeline import Pipeline
from graph.settings import Settings
from graph.store import open_store
from tests.quality import corpus
from tests.quality.corpus import FOLDER, HALVES, Half
from tests.quality.scoring import same_things, score
from tests.quality.tallies import Scores

FLOORS = FOLDER / "floors.json"
TOLERATED = 0.005
"""how far a measure may fall below its floor"""

Measures = dict[str, float]


@dataclass(frozen=True)
class Reading:
    """The corpus as the reader of today understands it."""

    quads: tuple[Quad, ...]
    dump: bytes

    @cached_property
    def halves(self) -> dict[Half, Scores]:
        return {half: score(corpus.load(half), self.quads) for half in HALVES}

    def measures(self, half: Half | None = None) -> Measures:
        """Every measure of one half, or of the whole."""
        scores = self.halves[half] if half else score(corpus.load(), self.quads)
        across = same_things(corpus.groups(), scores.answers)
        return {**scores.measures(), **{f"across.{k}": x for k, x in across.items()}}


def read_corpus() -> Reading:
    """Read all articles into one store in memory. Raises ValueError if one is not read."""
    settings = Settings(store=":memory:")
    with open_store(settings) as store:
        for report in Pipeline(settings, store).ingest(gold.article for gold in corpus.load()):
            if report.outcome != "added":
                raise ValueError(f"{report.origin}: {report.outcome} {report.detail}")
        return Reading(tuple(store.quads()), b"".join(store.dump()))


@dataclass(frozen=True, slots=True)
class Pinned:
    """Floors, and the corpus they are of."""

    corpus: str
    floors: Mapping[Half, Measures]


def pinned() -> Pinned:
    """The floors in the repository."""
    found = json.loads(FLOORS.read_text(encoding="utf-8"))
    return Pinned(found["corpus"], found["floors"])


def pin(floors: Mapping[Half, Measures]) -> None:
    """Make these the floors, of the corpus as it is."""
    text = json.dumps({"corpus": corpus.fingerprint(), "floors": floors}, indent=1)
    FLOORS.write_text(text + "\n", encoding="utf-8")


def drops(floors: Measures, now: Measures) -> list[str]:
    """Measures that fell too far, or are gone: one line each."""
    return [
        f"{name}: {now.get(name, 0.0):.4f}, floor {floor:.4f}" for name, floor in floors.items() if now.get(name, 0.0) < floor - TOLERATED
    ]
