"""What is known before any article is read. Facts of this room are background: kept apart, removable, never mixed into what articles say.

countries.tsv   ISO 3166-1 codes, Wikidata ids and English names of countries (from rigour 2.6, MIT)
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Country:
    """A country by its ISO 3166-1 codes (lower case) and Wikidata id."""

    iso2: str
    iso3: str
    wikidata: str
    name: str


@cache
def countries() -> dict[str, Country]:
    """All countries, by two-letter code."""
    lines = files("graph.knowledge").joinpath("countries.tsv").read_text(encoding="utf-8").splitlines()
    found = (Country(*line.split("\t")) for line in lines if line and not line.startswith("#"))
    return {c.iso2: c for c in found}
