"""How many expressions of time are read right, in the manner of TempEval: found or not, and the value found.

    python -m benchmarks.dates [--write]

Three measures. Of the sentences in tests/extract/cases/dates.toml, each with the EDTF values it must have: expressions found (precision,
recall) and values right, by the form of the value. Those cases are tests too, so that this tells how much is covered, not how well unseen
text is read. Of those in dates_measured.toml the values were written down before any was read. The third measure is of the articles in
tests/quality: events and agreements found whose days are those of the annotation.
With `--write` the tables go to docs/quality.md.
"""

from __future__ import annotations

import argparse
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from graph.extract import dates
from graph.model import Span
from tests.quality import measuring
from tests.quality.corpus import HALVES

ROOT = Path(__file__).parent.parent
CASES = ROOT / "tests" / "extract" / "cases" / "dates.toml"
MEASURED = CASES.with_name("dates_measured.toml")
DOCUMENT = ROOT / "docs" / "quality.md"
BEGIN, END = "<!-- dates -->", "<!-- /dates -->"
FORMS = (
    ("no date", re.compile(r"-")),
    ("day", re.compile(r"\d{4}-\d\d-\d\d")),
    ("open", re.compile(r".*\.\.$|^\.\..*|\[\.\..*|.*\.\.\]")),
    ("one of", re.compile(r"\[.*\]")),
    ("stretch", re.compile(r".*/.*")),
    ("month, quarter, season, year", re.compile(r"\d{4}(?:-\d\d)?")),
)
"""forms of EDTF values, the first that fits"""


def main() -> None:
    """Measure and print, and write where that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    report = "\n".join([*_of_cases(), "", *_of_measured(), "", *_of_corpus()])
    print(report)
    if asked.write:
        before, _, rest = DOCUMENT.read_text(encoding="utf-8").partition(BEGIN)
        DOCUMENT.write_text(f"{before}{BEGIN}\n{report}\n{END}{rest.partition(END)[2]}", encoding="utf-8")


def _of_cases() -> Iterator[str]:
    wanted, right = Counter[str](), Counter[str]()
    found = sentences = 0
    for table in tomllib.loads(CASES.read_text(encoding="utf-8"))["table"]:
        for text, values in table["cases"]:
            read = Counter(_read(text, table))
            wanted += Counter(map(_form, values))
            right += Counter(_form(value) for value in (read & Counter(values)).elements())
            found += read.total()
            sentences += 1
    total, good = wanted.total(), right.total()
    yield f"{sentences} sentences with {total} expressions: {found} found, {good} with the right value"
    yield f"(precision {good / found:.3f}, recall {good / total:.3f})."
    yield ""
    yield "| form of the value | expressions | right |"
    yield "|---|---:|---:|"
    for name, _ in FORMS:
        yield f"| {name} | {wanted[name]} | {right[name]} |"


def _of_measured() -> Iterator[str]:
    tables = tomllib.loads(MEASURED.read_text(encoding="utf-8"))
    yield "| sentences written down before they were read | number | right at first | right |"
    yield "|---|---:|---:|---:|"
    for table in [*tables["table"], *tables["recurring"]]:
        right = sum(
            _read(text, table) == (values if isinstance(values, list) else [values] if values else []) for text, values in table["cases"]
        )
        yield f"| {table['about']} | {len(table['cases'])} | {table['first']} | {right} |"


def _read(text: str, table: dict[str, Any]) -> list[str]:
    """The values of a sentence's dates; in a table without a day of publication, of what recurs or lasts."""
    seen = dates.find(text, Span(0, len(text)))
    if "published" not in table:
        return [e.value for e in seen if e.kind in ("set", "duration")]
    asked = {"anchor": table["published"], "direction": table["direction"], "previous": table.get("previous")}
    return [dates.resolve(e, **asked) or "-" for e in seen if e.kind in ("date", "period")]


def _form(value: str) -> str:
    return next(name for name, pattern in FORMS if pattern.fullmatch(value))


def _of_corpus() -> Iterator[str]:
    reading = measuring.read_corpus()
    yield "| articles of tests/quality | events with days right, of those found | agreements |"
    yield "|---|---:|---:|"
    for half in HALVES:
        cells = []
        for kind in ("events", "agreements"):
            tally = reading.halves[half].tallies[kind]
            cells.append(f"{tally.right['date']} of {tally.of['date']}")
        yield f"| {half} | {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
