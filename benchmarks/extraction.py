"""What extraction costs beside bare spaCy, over long texts, and in memory.

    python -m benchmarks.extraction ratio [--folder PATH…] [--rounds 5]
    python -m benchmarks.extraction length
    python -m benchmarks.extraction memory [--articles 10000]

`ratio`: time of reading beside `nlp.pipe(n_process=1)` of the same pipeline, as its package loads it, over the same texts, in turns in one
process: by the clock, and of the processor, which is what counts where a machine is shared. `length`: time per word for texts of growing
length, beside that of the shortest. `memory`: resident memory while articles are read whose names are new each time.
"""

from __future__ import annotations

import argparse
import importlib
import itertools
import json
import resource
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from graph import sources
from graph.extract.reader import Rules
from graph.model import Article
from graph.settings import Settings

ROOT = Path(__file__).parent.parent
LENGTHS = (1_000, 5_000, 20_000, 50_000, 200_000)
SYNTHETIC = (
    "Norwegian Foreign Minister Anna Quorst{n} met Kenyan Trade Minister Piet Vandrel{m} in Lisbon on Monday. They signed a memorandum on "
    "port{n} fees, and Vandrel{m} said that Kenya would train {n} inspectors of the Harbour{m} Agency by the end of the year."
)


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("ratio", "length", "memory"))
    parser.add_argument("--folder", type=Path, nargs="*", default=[ROOT / "examples" / "articles", ROOT / "tests" / "quality" / "articles"])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--articles", type=int, default=10_000)
    asked = parser.parse_args()
    if asked.what == "ratio":
        ratio(_articles(asked.folder), asked.rounds)
    elif asked.what == "length":
        length(_articles(asked.folder))
    else:
        memory(asked.articles)


def ratio(articles: list[Article], rounds: int) -> None:
    """Both in turns, so that what else the machine does falls on both."""
    rules, stock = Rules(Settings().model), importlib.import_module(Settings().model).load()
    rules(articles[0])
    found = []
    for _ in range(rounds):
        bare = _timed(lambda: [len(d) for d in stock.pipe((a.text for a in articles), n_process=1)])
        read = _timed(lambda: [rules(a) for a in articles])
        found.append((read.clock / bare.clock, read.processor / bare.processor))
        print(
            f"bare {bare.clock:6.2f} s   reading {read.clock:6.2f} s   ratio {found[-1][0]:.2f}, of the processor {found[-1][1]:.2f}",
            flush=True,
        )
    print(f"{len(articles)} articles, {sum(len(a.text.split()) for a in articles)} words")
    for name, ratios in zip(("by the clock", "of the processor"), zip(*found, strict=True), strict=True):
        print(f"{name:18} median ratio {statistics.median(ratios):.2f}, from {min(ratios):.2f} to {max(ratios):.2f}")


def length(articles: list[Article]) -> None:
    """Texts made of paragraphs of the articles, over and over."""
    rules = Rules(Settings().model)
    rules(articles[0])
    paragraphs = [p for a in articles for p in a.text.split("\n") if p.strip()]
    first = 0.0
    for words in LENGTHS:
        text = "\n\n".join(_words(paragraphs, words))
        took = _timed(lambda text=text: rules(Article("long", text, date(2026, 5, 5), "long")))  # type: ignore[misc]
        first = first or took.processor / words
        print(
            f"{words:8} words {took.clock:8.2f} s   time per word {took.processor / words / first:.2f} × that of the shortest", flush=True
        )


def memory(count: int) -> None:
    """Articles whose names have never been seen."""
    rules = Rules(Settings().model)
    for n in range(count + 1):
        if n % 1000 == 0:
            print(f"{n:6} articles {_resident():7.0f} MB", flush=True)
        text = SYNTHETIC.format(n=n, m=3 * n + 1)
        rules(Article(str(n), text, date(2026, 5, 5), str(n)))


def _words(paragraphs: list[str], words: int) -> Iterator[str]:
    left = words
    for paragraph in itertools.cycle(paragraphs):
        if left <= 0:
            return
        left -= len(paragraph.split())
        yield paragraph


def _articles(folders: list[Path]) -> list[Article]:
    """The articles of folders; annotated ones have fields of their own beside those of an article."""
    found: list[Article] = []
    for file in (f for folder in folders for f in sorted(folder.glob("*"))):
        record = json.loads(file.read_text(encoding="utf-8")) if file.suffix == ".json" else None
        if isinstance(record, dict) and "article" in record and "text" in record:
            found.append(Article(record["article"], record["text"], date.fromisoformat(record["published"]), record["article"]))
        elif record is None:
            found += [a for a in sources.read([file]) if isinstance(a, Article)]
    return found


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds by the clock, and of the processor."""

    clock: float
    processor: float


def _timed(work: Callable[[], object]) -> Took:
    clock, processor = time.perf_counter(), time.process_time()
    work()
    return Took(time.perf_counter() - clock, time.process_time() - processor)


def _resident() -> float:
    """Megabytes held now; the most ever held where the system does not tell."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 1e6
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
