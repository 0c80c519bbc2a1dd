"""Reading gets no worse: every measure on the corpus stays above its floor."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.quality import corpus, measuring
from tests.quality.corpus import HALVES, Half

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

OTHER_SCORER = Path(__file__).parents[3] / "shared" / "gold" / "score.py"


def test_the_floors_are_of_this_corpus() -> None:
    pinned = measuring.pinned()

    assert corpus.fingerprint() == pinned.corpus, "the corpus has changed; run python -m tests.quality.update"


@pytest.mark.parametrize("half", HALVES)
def test_no_measure_falls_below_its_floor(half: Half, reading: measuring.Reading) -> None:
    fallen = measuring.drops(measuring.pinned().floors[half], reading.measures(half))

    assert not fallen, "\n".join([f"{half}:", *fallen])


@pytest.mark.skipif(not OTHER_SCORER.exists(), reason="the scorer that this one must agree with is not beside the repository")
def test_an_independent_scorer_gives_the_same_numbers(reading: measuring.Reading, tmp_path: Path) -> None:
    dump, out = tmp_path / "dump.nq", tmp_path / "scores.json"
    dump.write_bytes(reading.dump)
    arguments = ["--gold", corpus.FOLDER / "articles", "--groups", corpus.FOLDER / "groups.json", "--dump", dump, "--json", out]

    subprocess.run([sys.executable, str(OTHER_SCORER), *map(str, arguments)], check=True, capture_output=True)

    theirs = json.loads(out.read_text(encoding="utf-8"))
    theirs["across"] = theirs.pop("same_event_across_articles")
    flat = {f"{kind}.{name}": x for kind, by in theirs.items() if isinstance(by, dict) for name, x in by.items()} | theirs
    ours = reading.measures()
    assert {k: pytest.approx(x, abs=0.001) for k, x in ours.items()} == {k: flat[k] for k in ours}
