"""How long ingest takes beside bare spaCy on the same texts, as ratios within one run.

    python benchmarks/ingest.py [--articles 200] [--folder examples/articles]

The texts are those of a folder, each taken as often as it takes to make the number, every copy an article of its own. Three times
are taken in one process:
bare `nlp.pipe` (one process, all components), reading (Article → Extraction), and commits to a store on disk.
"""

from __future__ import annotations

import argparse
import importlib
import itertools
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from graph import sources
from graph.extract.reader import Rules
from graph.model import Article
from graph.pipeline import Pipeline
from graph.settings import Settings
from graph.store import open_store


def main() -> None:
    """Take the times and print them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--folder", type=Path, default=Path(__file__).parent.parent / "examples" / "articles")
    asked = parser.parse_args()
    texts = [a for a in sources.read([asked.folder]) if isinstance(a, Article)]
    articles = [
        replace(a, id=f"{a.id}-{n}", identifier=f"{a.identifier}-{n}")
        for n, a in zip(range(asked.articles), itertools.cycle(texts), strict=False)
    ]
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(store=f"{folder}/store")
        rules = Rules(settings.model)
        rules(articles[0])  # the model is loaded before the clock starts

        stock = importlib.import_module(settings.model).load()  # the pipeline as its package gives it
        bare = _timed(lambda: [len(doc) for doc in stock.pipe(a.text for a in articles)])
        found = []
        reading = _timed(lambda: found.extend(rules(a) for a in articles))
        store = open_store(settings)
        pipeline = Pipeline(settings, store)
        commits = _timed(lambda: [pipeline.put(a, e) for a, e in zip(articles, found, strict=True)])
        store.close()
    words = sum(len(a.text.split()) for a in articles)
    print(f"{len(articles)} articles, {words} words")
    for name, seconds in (
        ("bare nlp.pipe", bare),
        ("reading", reading),
        ("commits", commits),
        ("ingest = reading + commits", reading + commits),
    ):
        print(f"{name:28}{seconds:8.2f} s {seconds / bare:6.2f} × bare {1000 * seconds / len(articles):8.1f} ms/article")


def _timed(work: object) -> float:
    assert callable(work)
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
