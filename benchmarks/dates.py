"""How many expressions of time are read right, in the manner of TempEval: found or not, and the value found.

    python -m benchmarks.dates [--write]

Two measures. Of the sentences in tests/extract/cases/dates.toml, each with the EDTF values it must have: expressions found (precision,
recall) and values right, by the form of the value. Those cases are tests too, so that this tells how much is covered, not how well unseen
text is read. The other measure is of the articles in tests/quality: events and agreements found whose days are those of the annotation.
With `--write` the tables go to docs/quality.md.
"""

from __future__ import annotations

import argparse
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from graph.extract import dates
from graph.model import Span
from tests.quality import measuring
from tests.quality.corpus import HALVES

ROOT = Path(__file__).parent.parent
CASES = ROOT / "tests" / "extract" / "cases" / "dates.toml"
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
    report = "\n".join([*_of_cases(), "", *_of_corpus()])
    print(report)
    if asked.write:
        before, _, rest = DOCUMENT.read_text(encoding="utf-8").partition(BEGIN)
        DOCUMENT.write_text(f"{before}{BEGIN}\n{report}\n{END}{rest.partition(END)[2]}", encoding="utf-8")


def _of_cases() -> Iterator[str]:
    wanted, right = Counter[str](), Counter[str]()
    found = sentences = 0
    for table in tomllib.loads(CASES.read_text(encoding="utf-8"))["table"]:
        for text, values in table["cases"]:
            seen = [e for e in dates.find(text, Span(0, len(text))) if e.kind in ("date", "period")]
            asked = {"anchor": table["published"], "direction": table["direction"], "previous": table.get("previous")}
            read = Counter(dates.resolve(e, **asked) or "-" for e in seen)
            wanted += Counter(map(_form, values))
            right += Counter(_form(value) for value in (read & Counter(values)).elements())
            found += len(seen)
            sentences += 1
    total, good = wanted.total(), right.total()
    yield f"{sentences} sentences with {total} expressions: {found} found, {good} with the right value"
    yield f"(precision {good / found:.3f}, recall {good / total:.3f})."
    yield ""
    yield "| form of the value | expressions | right |"
    yield "|---|---:|---:|"
    for name, _ in FORMS:
        yield f"| {name} | {wanted[name]} | {right[name]} |"


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
