from __future__ import annotations

from collections import Counter

import pytest

from graph.errors import SettingsError
from graph.extract.gazetteer import FOLDER, countries, gazetteer, rows
from graph.extract.language import pipeline
from graph.extract.names.units import units
from graph.model import Span


def read(text: str) -> list[str]:
    return [u.text for u in units(text, Span(0, len(text)), gazetteer())]


@pytest.mark.parametrize("table", sorted(p.stem for p in FOLDER.glob("*.txt")))
def test_tables_have_no_blank_cell_in_front_and_no_row_twice(table: str) -> None:
    lines = [row[0] for row in rows(table)]

    assert lines and all(line.split("|")[0].strip() for line in lines)
    assert not [line for line, n in Counter(lines).items() if n > 1]


@pytest.mark.parametrize("table", sorted(p.stem for p in FOLDER.glob("*.txt")))
def test_tables_open_with_what_they_hold(table: str) -> None:
    assert (FOLDER / f"{table}.txt").read_text(encoding="utf-8").startswith("# ")


def test_countries_have_codes_and_no_name_is_shared() -> None:
    names = Counter(form for c in countries().values() for form in c.names)

    assert all(len(iso) == 2 and iso.isupper() for iso in countries())
    assert not [form for form, n in names.items() if n > 1]
    assert len(countries()) > 190


def test_codes_in_other_tables_are_known() -> None:
    tables = (("regions", 2, 3), ("titles", 2, 3), ("bodies", 5, 6), ("forms", 1, 2))
    used = {row[column] for table, column, width in tables for row in rows(table, width)}

    assert used - {""} <= set(countries())


def test_cities_have_codes_or_none() -> None:
    assert all(len(row[1]) in (0, 2) for row in rows("places", 2))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the U.S. Secretary of State", ["the", "U.S.", "Secretary of State"]),
        ("South Korea's High Commissioner", ["South Korea", "'s", "High Commissioner"]),
        ("K.T.M. Berg and J. K. Doe", ["K.T.M.", "Berg", "and", "J.", "K.", "Doe"]),
        ("6thIndia-France", ["6th", "India", "-", "France"]),
        ("Koreatown, Indianapolis", ["Koreatown", ",", "Indianapolis"]),
        ("Hon'ble Dato' Seri O'Brien", ["Hon'ble", "Dato' Seri", "O'Brien"]),
        ("posted on X. The", ["posted", "on", "X", ".", "The"]),
    ],
)
def test_units_are_words_marks_and_known_phrases(text: str, expected: list[str]) -> None:
    assert read(text) == expected


def test_a_missing_pipeline_is_named() -> None:
    with pytest.raises(SettingsError, match="no_such_pipeline"):
        pipeline("no_such_pipeline")


def test_a_package_that_is_no_pipeline_is_told_apart() -> None:
    with pytest.raises(SettingsError, match="no spaCy pipeline"):
        pipeline("graph")
