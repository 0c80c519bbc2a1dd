"""Who is who at scale: how well known identity is found again, and the time per article as the graph grows.

    python -m benchmarks.identity [--articles 50000] [--active 100]

Extractions are made up, so that spaCy is not in it: persons of known identity under varying names, meetings of known identity in one to
three reports, planned ones among them. The world moves on: as many persons are active at any time, each for about ten meetings, so that
what an article has to do with stays of one size while the graph grows, and the cost per article must be flat: the rows that the store is
asked for, the processor's time, and the clock's, which depends on who else works on the machine.
"""

from __future__ import annotations

import argparse
import itertools
import random
import tempfile
import time
from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import date, timedelta
from typing import Any, cast

from graph.model import Article, Claim, Concept, Extraction, Ref, Span, Text, Thing
from graph.pipeline import Pipeline
from graph.quads import codec
from graph.quads import vocabulary as v
from graph.settings import Settings
from graph.store import Store, open_store
from graph.store.interface import Row

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
CAREER = 10
"""meetings that one person has"""
A_DAY = 5
"""meetings of the world on one day"""

Person = tuple[int, str, str]


class Counting:
    """A store that counts what it is asked for."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.queries = self.read = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)

    def rows(self, *arguments: Any, **options: Any) -> Iterator[Row]:
        """As the store's own."""
        self.queries += 1
        for row in self.store.rows(*arguments, **options):
            self.read += 1
            yield row


class World:
    """Persons and meetings of known identity."""

    def __init__(self, seed: int, active: int) -> None:
        self.random = random.Random(seed)
        self.active = active
        self.persons: list[Person] = []
        self.posts: dict[int, str] = {}

    def _name(self) -> str:
        middle = f"{self.random.choice(GIVEN)} " if self.random.random() < 0.2 else ""
        family = "".join(self.random.choice(SYLLABLES) for _ in range(3)).capitalize()
        return f"{self.random.choice(GIVEN)} {middle}{family}"

    def _pair(self, meeting: int) -> Sequence[Person]:
        """Two of those who are active by then."""
        first = meeting * 2 // CAREER
        while len(self.persons) < first + self.active:
            n = len(self.persons)
            self.persons.append((n, self._name(), self.random.choice(COUNTRIES)))
            self.posts[n] = f"Minister of {self.random.choice(SYLLABLES)}{self.random.choice(SYLLABLES)}"
        return self.random.sample(self.persons[first : first + self.active], 2)

    def spelled(self, name: str) -> str:
        """A name as some outlet writes it: mostly as it is, sometimes transliterated otherwise or shortened to initials."""
        draw = self.random.random()
        if draw < 0.85:
            return name
        first, *rest = name.split()
        if draw < 0.95:
            return " ".join([first, *(w.replace("a", "e", 1) if len(w) > 6 else w for w in rest)])
        return " ".join([f"{first[0]}.", *rest])

    def articles(self, count: int) -> Iterator[tuple[Article, Extraction, dict[str, Hashable]]]:
        """Articles with what a reader would find, and which thing is which in the world."""
        start = date(2024, 1, 1)
        for n in itertools.count():
            a, b = self._pair(n)
            day = start + timedelta(days=n // A_DAY)
            for report in range(self.random.choice((1, 1, 2, 3))):
                if count == 0:
                    return
                count -= 1
                name = f"m{n}r{report}"
                planned = report == 0 and self.random.random() < 0.2
                published = day + timedelta(days=-5 if planned else report)
                article = Article(name, f"Text of {name}.", published, name)
                when = day.isoformat()
                if self.random.random() < 0.2:
                    when = f"[{day - timedelta(days=2)}..{day + timedelta(days=2)}]"
                elif planned and self.random.random() < 0.3:
                    when = f"{published}/.."
                yield article, *self._report(name, a, b, n, when, "Scheduled" if planned else "Held")

    def _report(self, name: str, a: Person, b: Person, n: int, when: str, status: str) -> tuple[Extraction, dict[str, Hashable]]:
        things: list[Thing] = []
        claims: list[Claim] = []
        truth: dict[str, Hashable] = {}
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
        claims += [Claim("e", "status", Concept(status), HERE), Claim("e", "date", Text(when, "edtf"), HERE)]
        claims += [Claim(t.key, p, o, HERE) for t in things for p, o in (("type", Concept(t.type)), ("prefLabel", Text(t.label)))]
        return Extraction(name, "table", "1", tuple(things), tuple(claims)), truth


def main() -> None:
    """Ingest, time, compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=50_000)
    parser.add_argument("--active", type=int, default=100, help="persons active at any time")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(store=f"{folder}/store")
        with closing(open_store(settings)) as store:
            counting = Counting(store)
            pipeline = Pipeline(settings, cast("Store", counting))
            truth = _ingest(pipeline, counting, World(7, asked.active), asked.articles)
            for kind, class_ in (("persons", "Person"), ("meetings", "Meeting")):
                _compare(kind, _found(pipeline, class_), truth)


def _ingest(pipeline: Pipeline, asked: Counting, world: World, count: int) -> dict[tuple[str, str], Hashable]:
    """Put the articles in, print the time between marks, and return what each thing of each article is in truth."""
    truth: dict[tuple[str, str], Hashable] = {}
    marks = {500, 1000, 2000, count, *range(5000, count, 5000)}
    spent, clock, since = 0.0, time.perf_counter(), 0
    for n, (article, extraction, known) in enumerate(world.articles(count), 1):
        before = time.process_time()
        pipeline.put(article, extraction)
        spent += time.process_time() - before
        labels = {t.key: t.label for t in extraction.things}
        truth |= {(article.id, labels[key]): what for key, what in known.items()}
        if n in marks:
            now = time.perf_counter()
            each = [x / (n - since) for x in (asked.queries, asked.read, 1000 * spent, 1000 * (now - clock))]
            line = "{:7} articles, each {:5.1f} queries, {:6.1f} rows, {:6.1f} ms of the processor, {:6.1f} by the clock"
            print(line.format(n, *each), flush=True)
            spent, clock, since = 0.0, now, n
            asked.queries = asked.read = 0
    return truth


def _found(pipeline: Pipeline, class_: str) -> dict[tuple[str, str], str]:
    """Which resource each thing of each article was taken for: article and label → IRI."""
    s, p, o = (codec.term(x) for x in (v.SUBJECT, v.PREDICATE, v.OBJECT))
    query = f"""SELECT ?g ?s ?l WHERE {{ GRAPH ?g {{ ?c {s} ?s ; {p} {codec.term(v.TYPE)} ; {o} {codec.term(v.term(class_))} ;
        {codec.term(v.term("subjectKey"))} ?k . ?d {codec.term(v.term("subjectKey"))} ?k ; {p} {codec.term(v.PREF_LABEL)} ; {o} ?l }} }}"""
    return {(row["g"].value.rpartition("/")[2], row["l"].value): row["s"].value for row in pipeline.store.rows(query)}


def _compare(kind: str, found: Mapping[tuple[str, str], str], truth: Mapping[tuple[str, str], Hashable]) -> None:
    """Pairwise (of the pairs of mentions put together, how many belong together, and the other way round) and B³ (the same by mention)."""
    labels = [(found[k], truth[k]) for k in found]
    together, same, both = (_pairs(x) for x in ([f for f, _ in labels], [t for _, t in labels], labels))
    p, r = both / together if together else 1.0, both / same if same else 1.0
    print(f"{kind}: pairwise P {p:.4f} R {r:.4f} F1 {2 * p * r / (p + r):.4f} over {len(labels)} mentions")
    p, r = b_cubed(labels)
    print(f"{kind}: B³ P {p:.4f} R {r:.4f} F1 {2 * p * r / (p + r):.4f}")


def _pairs(labels: Sequence[Hashable]) -> int:
    counts: dict[Hashable, int] = defaultdict(int)
    for x in labels:
        counts[x] += 1
    return sum(n * (n - 1) // 2 for n in counts.values())


def b_cubed(labels: Sequence[tuple[Hashable, Hashable]]) -> tuple[float, float]:
    """Precision and recall of found and true cluster of each mention, by Bagga and Baldwin (1998)."""
    found, true, both = (defaultdict(int) for _ in range(3))  # type: defaultdict[Hashable, int]
    for pair in labels:
        found[pair[0]] += 1
        true[pair[1]] += 1
        both[pair] += 1
    n = len(labels)
    return sum(c * c / found[f] for (f, _), c in both.items()) / n, sum(c * c / true[t] for (_, t), c in both.items()) / n


if __name__ == "__main__":
    main()
