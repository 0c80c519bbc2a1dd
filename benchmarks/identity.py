"""Who is who at scale: pairwise F1 against known identity, and the time per article as the graph grows.

    python benchmarks/identity.py [--articles 50000] [--store FOLDER]

Extractions are made up, so that spaCy is not in it: persons of known identity under varying names, meetings of known identity in
one to three reports. The curve of time per
article must be flat: one article costs what its neighbourhood costs.
"""

from __future__ import annotations

import argparse
import itertools
import random
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date, timedelta

from graph.model import Article, Claim, Concept, Extraction, Ref, Span, Text, Thing
from graph.pipeline import Pipeline
from graph.quads import codec
from graph.quads import vocabulary as v
from graph.settings import Settings
from graph.store import open_store

HERE = (Span(0, 4),)
COUNTRIES = [f"{a}{b}" for a in "abcdefgh" for b in "jklmnopqrs"]
GIVEN = [
    *("Ana", "Boris", "Chidi", "Dmitri", "Emeka", "Fatima", "Goran", "Hana", "Ismail", "Jelena", "Karim", "Lucia", "Mehmet"),
    *("Nadia", "Olga", "Pavel", "Qasim", "Rosa", "Samir", "Tatiana", "Uma", "Viktor", "Wanjiru", "Yusuf", "Zofia"),
]
SYLLABLES = [
    *("ba", "co", "du", "fe", "gi", "ha", "jo", "ka", "le", "mi", "no", "pa", "ra", "se", "ti", "va", "wo", "za"),
    *("lan", "mar", "ten", "dor", "vik", "sul", "ber"),
]


class World:
    """Persons and meetings of known identity."""

    def __init__(self, seed: int, persons: int) -> None:
        self.random = random.Random(seed)
        self.persons = [(n, self._name(), self.random.choice(COUNTRIES)) for n in range(persons)]
        self.posts = {n: f"Minister of {self.random.choice(SYLLABLES)}{self.random.choice(SYLLABLES)}" for n, _, _ in self.persons}

    def _name(self) -> str:
        middle = f"{self.random.choice(GIVEN)} " if self.random.random() < 0.2 else ""
        family = "".join(self.random.choice(SYLLABLES) for _ in range(3)).capitalize()
        return f"{self.random.choice(GIVEN)} {middle}{family}"

    def spelled(self, name: str) -> str:
        """A name as some outlet writes it: mostly as it is, sometimes transliterated otherwise or shortened to initials."""
        draw = self.random.random()
        if draw < 0.85:
            return name
        first, *rest = name.split()
        if draw < 0.95:
            return " ".join([first, *(w.replace("a", "e", 1) if len(w) > 6 else w for w in rest)])
        return " ".join([f"{first[0]}.", *rest])

    def articles(self, count: int) -> Iterator[tuple[Article, Extraction, dict[str, object]]]:
        """Articles with what a reader would find, and which thing is which in the world."""
        start = date(2024, 1, 1)
        for n in itertools.count():
            a, b = self.random.sample(self.persons, 2)
            day = start + timedelta(days=self.random.randrange(700))
            for report in range(self.random.choice((1, 1, 2, 3))):
                if count == 0:
                    return
                count -= 1
                name = f"m{n}r{report}"
                article = Article(name, f"Text of {name}.", day + timedelta(days=report), name)
                yield article, *self._report(name, a, b, day, n, vague=self.random.random() < 0.2)

    def _report(
        self, name: str, a: tuple[int, str, str], b: tuple[int, str, str], day: date, n: int, *, vague: bool
    ) -> tuple[Extraction, dict[str, object]]:
        things: list[Thing] = []
        claims: list[Claim] = []
        truth: dict[str, object] = {}
        for key, (who, full, country) in (("a", a), ("b", b)):
            land, post = Thing(f"{key}c", "Country", country.upper(), (("iso", country),)), Thing(f"{key}p", "Post", self.posts[who])
            person = Thing(key, "Person", self.spelled(full))
            things += [land, post, person]
            claims += [
                Claim(key, "ofCountry", Ref(land.key), HERE),
                Claim(key, "holdsPost", Ref(post.key), HERE),
                Claim(post.key, "postOf", Ref(land.key), HERE),
            ]
            claims += [Claim("e", "participant", Ref(key), HERE), Claim("e", "involves", Ref(land.key), HERE)]
            truth[key] = ("person", who)
        things.append(Thing("e", "Meeting", "talks"))
        truth["e"] = ("meeting", n)
        when = f"[{day - timedelta(days=2)}..{day + timedelta(days=2)}]" if vague else day.isoformat()
        claims += [Claim("e", "status", Concept("Held"), HERE), Claim("e", "date", Text(when, "edtf"), HERE)]
        claims += [Claim(t.key, p, o, HERE) for t in things for p, o in (("type", Concept(t.type)), ("prefLabel", Text(t.label)))]
        return Extraction(name, "table", "1", tuple(things), tuple(claims)), truth


def main() -> None:
    """Ingest, time, compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=50_000)
    parser.add_argument("--persons", type=int, default=4000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(store=f"{folder}/store")
        with closing(open_store(settings)) as store:
            pipeline = Pipeline(settings, store)
            truth: dict[tuple[str, str], object] = {}
            marks = sorted({1000, 10_000, asked.articles, *range(5000, asked.articles, 5000)})
            started, since = time.perf_counter(), 0
            for n, (article, extraction, known) in enumerate(World(7, asked.persons).articles(asked.articles), 1):
                pipeline.put(article, extraction)
                labels = {t.key: t.label for t in extraction.things}
                truth |= {(article.id, labels[key]): what for key, what in known.items()}
                if n in marks:
                    now = time.perf_counter()
                    print(f"{n:7} articles: {1000 * (now - started) / (n - since):6.1f} ms/article since the last mark", flush=True)
                    started, since = now, n
            for kind, class_ in (("persons", "Person"), ("meetings", "Meeting")):
                _compare(kind, _found(pipeline, class_), truth)


def _found(pipeline: Pipeline, class_: str) -> dict[tuple[str, str], str]:
    """Which resource each thing of each article was taken for: article and label → IRI."""
    s, p, o = (codec.term(x) for x in (v.SUBJECT, v.PREDICATE, v.OBJECT))
    query = f"""SELECT ?g ?s ?l WHERE {{ GRAPH ?g {{ ?c {s} ?s ; {p} {codec.term(v.TYPE)} ; {o} {codec.term(v.term(class_))} ;
        {codec.term(v.term("subjectKey"))} ?k . ?d {codec.term(v.term("subjectKey"))} ?k ; {p} {codec.term(v.PREF_LABEL)} ; {o} ?l }} }}"""
    return {(row["g"].value.rpartition("/")[2], row["l"].value): row["s"].value for row in pipeline.store.rows(query)}


def _compare(kind: str, found: dict[tuple[str, str], str], truth: dict[tuple[str, str], object]) -> None:
    """Pairwise precision, recall and F1: of the pairs of mentions put together, how many belong together, and the other way round."""
    pairs = [(found[k], truth[k]) for k in found]
    together, same, both = (_pairs(x) for x in ([f for f, _ in pairs], [t for _, t in pairs], pairs))
    p, r = both / together if together else 1.0, both / same if same else 1.0
    print(f"{kind}: pairwise P {p:.4f} R {r:.4f} F1 {2 * p * r / (p + r):.4f} over {len(pairs)} mentions")


def _pairs(labels: Sequence[object]) -> int:
    counts: dict[object, int] = defaultdict(int)
    for x in labels:
        counts[x] += 1
    return sum(n * (n - 1) // 2 for n in counts.values())


if __name__ == "__main__":
    main()
