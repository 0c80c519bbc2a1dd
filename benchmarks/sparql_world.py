"""An invented world in the project's shape, as N-Quads: facts in the default graph, claims with their evidence in one graph per article."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

from ontology.terms import NAMESPACE, PREFIXES

BASE = "https://w3id.org/communique/id/"
FIRST_DAY = date(2030, 1, 1)
SYLLABLES = ("ka", "ro", "min", "tel", "va", "su", "dor", "lin", "eb", "ga", "noth", "ri", "pel", "am", "zo")
A, LABEL = PREFIXES["rdf"] + "type", PREFIXES["rdfs"] + "label"


class World:
    """Articles, each of which tells of one meeting in some 86 quads. The same seed, the same world."""

    def __init__(self, articles: int, seed: int = 1) -> None:
        self._random = random.Random(seed)
        self.articles = articles
        self.countries = [f"{BASE}country/c{n}" for n in range(60)]
        self.persons = [f"{BASE}person/p{n}" for n in range(max(60, articles // 4))]
        self.names = [self._name() for _ in self.persons]
        self.meetings = [f"{BASE}meeting/m{n}" for n in range(articles)]

    def _name(self) -> str:
        return " ".join("".join(self._random.choices(SYLLABLES, k=2)).capitalize() for _ in range(2))

    def quads(self) -> Iterator[str]:
        """Lines of N-Quads."""
        for n, country in enumerate(self.countries):
            yield f'<{country}> <{A}> <{NAMESPACE}Country> .\n<{country}> <{LABEL}> "Country {n}" .\n'
        for n, (person, name) in enumerate(zip(self.persons, self.names, strict=True)):
            country, post = self.countries[n % 60], f"{BASE}post/q{n}"
            yield f'<{person}> <{A}> <{NAMESPACE}Person> .\n<{person}> <{LABEL}> "{name}" .\n'
            yield f"<{person}> <{NAMESPACE}ofCountry> <{country}> .\n<{person}> <{NAMESPACE}holdsPost> <{post}> .\n"
            yield f'<{post}> <{NAMESPACE}postOf> <{country}> .\n<{post}> <{LABEL}> "Minister {n % 17}" .\n'
        met: set[tuple[str, str]] = set()
        for n in range(self.articles):
            yield from self._article(n, met)

    def _article(self, n: int, met: set[tuple[str, str]]) -> Iterator[str]:
        chance, meeting, graph = self._random, self.meetings[n], f"{BASE}article/a{n}"
        one, other = chance.sample(range(len(self.persons)), 2)
        day = FIRST_DAY + timedelta(days=chance.randrange(900))
        status = chance.choice(("Held", "Held", "Held", "Planned", "Scheduled"))
        label = f"Meeting of {self.names[one]} and {self.names[other]}, {day}"
        facts = [
            (A, f"<{NAMESPACE}Meeting>"),
            (LABEL, f'"{label}"'),
            (NAMESPACE + "status", f"<{NAMESPACE}{status}>"),
            (NAMESPACE + "date", f'"{day}"^^<http://id.loc.gov/datatypes/edtf/EDTF>'),
            (NAMESPACE + "earliest", f'"{day}"^^<{PREFIXES["xsd"]}date>'),
            (NAMESPACE + "latest", f'"{day}"^^<{PREFIXES["xsd"]}date>'),
            (NAMESPACE + "place", f"<{BASE}place/t{chance.randrange(300)}>"),
            *((NAMESPACE + "participant", f"<{self.persons[who]}>") for who in (one, other)),
            *((NAMESPACE + "involves", f"<{self.countries[where]}>") for where in {one % 60, other % 60}),
        ]
        for predicate, value in facts:
            yield f"<{meeting}> <{predicate}> {value} .\n"
        if status == "Held":
            for a, b in ((one, other), (other, one)):
                if (self.persons[a], self.persons[b]) not in met:
                    met.add((self.persons[a], self.persons[b]))
                    yield f"<{self.persons[a]}> <{NAMESPACE}metWith> <{self.persons[b]}> .\n"
        yield f"<{graph}> <{A}> <{NAMESPACE}Article> <{graph}> .\n"
        yield f'<{graph}> <{PREFIXES["schema"]}datePublished> "{day}"^^<{PREFIXES["xsd"]}date> <{graph}> .\n'
        for i, (predicate, value) in enumerate(facts[:10]):
            claim, evidence = f"{BASE}claim/k{n}-{i}", f"{BASE}evidence/e{n}-{i}"
            yield f"<{claim}> <{PREFIXES['rdf']}subject> <{meeting}> <{graph}> .\n"
            yield f"<{claim}> <{PREFIXES['rdf']}predicate> <{predicate}> <{graph}> .\n"
            yield f"<{claim}> <{PREFIXES['rdf']}object> {value} <{graph}> .\n<{claim}> <{NAMESPACE}evidence> <{evidence}> <{graph}> .\n"
            yield f'<{claim}> <{NAMESPACE}confidence> "0.9"^^<{PREFIXES["xsd"]}decimal> <{graph}> .\n'
            yield f'<{evidence}> <{NAMESPACE}quote> "Sentence {i} of article {n} says so." <{graph}> .\n'
            yield f'<{evidence}> <{NAMESPACE}start> "{i * 90}"^^<{PREFIXES["xsd"]}integer> <{graph}> .\n'

    def filled(self, text: str) -> str:
        """A question about things that there are, with the prefixes it needs."""
        names = {
            "person": self.persons[7],
            "label": self.names[7],
            "word": self.names[7].split()[0],
            "meeting": self.meetings[7],
            "country": self.countries[7],
            "country2": self.countries[11],
        }
        for name, value in names.items():
            text = text.replace(f"@{name}@", value)
        return "".join(f"PREFIX {p}: <{PREFIXES[p]}> " for p in ("cmq", "rdf", "rdfs", "xsd")) + text
