"""What each step of reading is worth: the scores of the corpus with one step left out at a time.

    python -m benchmarks.ablation [--gold FOLDER] [--without ID…] [--only STEP…] [--write]

The steps are those of benchmarks/ablation.toml. Each names functions of graph/extract, and what stands in for them when the step is left
out: the program itself has no switches. Both halves of tests/quality are scored; of articles in a folder given (annotated in the same
form) only totals. With `--write` the table goes to docs/quality.md.
"""

from __future__ import annotations

import argparse
import importlib
import json
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

from graph.pipeline import Pipeline
from graph.settings import Settings
from graph.store import open_store
from tests.quality import corpus
from tests.quality.corpus import Gold
from tests.quality.scoring import score
from tests.quality.tallies import MEANT

ROOT = Path(__file__).parent.parent
STEPS = Path(__file__).with_suffix(".toml")
DOCUMENT = ROOT / "docs" / "quality.md"
BEGIN, END = "<!-- ablation -->", "<!-- /ablation -->"
ROOM = "graph.extract"
LEAST = 0.005
"""a difference that the table tells of"""

Measures = Mapping[str, float]
Stand = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Step:
    """A step that can be left out: dotted names of functions or methods below graph.extract, each with its stand-in."""

    name: str
    what: str
    instead: tuple[tuple[str, str], ...]


def _status(token: Any, sentence: Any) -> Any:
    from graph.extract.modality import HELD

    return HELD


def _undirected(original: Stand) -> Stand:
    return lambda expr, **asked: original(expr, **{**asked, "direction": "none"})


STANDINS: dict[str, Callable[[Stand], Stand]] = {
    "nothing": lambda _: lambda *a, **k: None,
    "none": lambda _: lambda *a, **k: [],
    "no spans": lambda _: lambda *a, **k: (),
    "no table": lambda _: lambda *a, **k: {},
    "no": lambda _: lambda *a, **k: False,
    "unsaid": lambda _: lambda *a, **k: "",
    "per paragraph none": lambda _: lambda cleaned, nlp: [[] for _ in cleaned.paragraphs],
    "as they are": lambda _: lambda found, *a: list(found),
    "held": lambda _: _status,
    "undirected": _undirected,
}


@lru_cache(maxsize=1)
def steps() -> tuple[Step, ...]:
    """All steps of the data file, in the order of reading."""
    found = tomllib.loads(STEPS.read_text(encoding="utf-8"))["step"]
    return tuple(Step(s["name"], s["what"], tuple(s["instead"].items())) for s in found)


@contextmanager
def left_out(step: Step) -> Iterator[None]:
    """Reads without a step until the block ends. Raises AttributeError where the step names what is not there."""
    with ExitStack() as stack:
        for path, stand in step.instead:
            owner, attribute = _owner(path)
            original = getattr(owner, attribute)
            replaced = STANDINS[stand](original)
            stack.enter_context(patch.object(owner, attribute, replaced))
            if not isinstance(owner, type):
                for module, name in _importers(original):
                    stack.enter_context(patch.object(module, name, replaced))
        yield


def _owner(name: str) -> tuple[Any, str]:
    """The module or class that has a function, and what it is called there."""
    path, _, attribute = f"{ROOM}.{name}".rpartition(".")
    try:
        return importlib.import_module(path), attribute
    except ModuleNotFoundError:
        module, _, class_ = path.rpartition(".")
        return getattr(importlib.import_module(module), class_), attribute


def _importers(original: object) -> list[tuple[Any, str]]:
    """Modules of the room that have imported a function, and how they call it."""
    modules = [m for name, m in sorted(sys.modules.items()) if name.startswith(f"{ROOM}.") and m is not None]
    return [(m, name) for m in modules for name, value in list(vars(m).items()) if value is original]


def main() -> None:
    """Measure and print, and write where that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path)
    parser.add_argument("--without", nargs="*", default=[], metavar="ID")
    parser.add_argument("--only", nargs="*", default=[], metavar="STEP")
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    golds = _golds(asked.gold, tuple(asked.without))
    whole = measured(golds)
    print(f"{'everything':32} {_line(whole)}", flush=True)
    rows = []
    for step in steps():
        if not asked.only or step.name in asked.only:
            with left_out(step):
                rows.append((step, measured(golds)))
            print(f"{step.name:32} {_line(rows[-1][1])}", flush=True)
    report = "\n".join(_report(golds, whole, rows))
    print(report)
    if asked.write:
        _write(report)


def _golds(folder: Path | None, without: tuple[str, ...]) -> dict[str, list[Gold]]:
    """What is scored, by name."""
    found = {"tune": corpus.load("tune"), "check": corpus.load("check")}
    if folder is not None:
        files = [f for f in sorted(folder.glob("*.json")) if f.stem != "groups" and not f.stem.startswith(without or ("\0",))]
        found["given"] = [Gold(json.loads(f.read_text(encoding="utf-8"))) for f in files]
    return found


def measured(golds: Mapping[str, Sequence[Gold]]) -> dict[str, Measures]:
    """The measures of each group of articles, each read into a store of its own. An article that fails is one not found."""
    found: dict[str, Measures] = {}
    settings = Settings(store=":memory:")
    for name, group in golds.items():
        with open_store(settings) as store:
            for _ in Pipeline(settings, store).ingest(gold.article for gold in group):
                pass
            found[name] = score(list(group), tuple(store.quads())).measures()
    return found


def _line(found: Mapping[str, Measures]) -> str:
    return "  ".join(f"{name} {m['overall']:.3f}" for name, m in found.items())


def _report(
    golds: Mapping[str, Sequence[Gold]], whole: Mapping[str, Measures], rows: Sequence[tuple[Step, Mapping[str, Measures]]]
) -> Iterator[str]:
    names = list(golds)
    groups = " and ".join(f"{len(group)} articles ({name})" for name, group in golds.items())
    yield f"The overall score of {groups}, what it loses without one step, and the measures that then move most,"
    yield f"by {LEAST} or more, as the mean over these groups."
    yield ""
    yield f"| without | {' | '.join(names)} | measures |"
    yield f"|---|{'---:|' * len(names)}---|"
    scores = [f"{whole[n]['overall']:.3f}" for n in names]
    yield f"| nothing: everything is read | {' | '.join(scores)} | |"
    for step, found in rows:
        lost = [found[n]["overall"] - whole[n]["overall"] for n in names]
        yield f"| {step.name}: {step.what} | {' | '.join(f'{x:+.3f}' for x in lost)} | {_moved(whole, found)} |"


def _moved(whole: Mapping[str, Measures], found: Mapping[str, Measures]) -> str:
    def mean(measures: Mapping[str, Measures], name: str) -> float:
        return sum(m.get(name, 0.0) for m in measures.values()) / len(measures)

    differences = {name: mean(found, name) - mean(whole, name) for name in (*MEANT, "entities.country", "posts.of", "statements.speaker")}
    moved = sorted(((x, name) for name, x in differences.items() if abs(x) >= LEAST), key=lambda pair: (-abs(pair[0]), pair[1]))
    return ", ".join(f"{name} {x:+.2f}" for x, name in moved[:6])


def _write(report: str) -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    DOCUMENT.write_text(f"{before}{BEGIN}\n{report}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
