import tomllib
from datetime import date
from pathlib import Path

import pytest

from graph.sources import dates

CASES = tomllib.loads((Path(__file__).parent / "cases" / "dates.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES["field"], ids=lambda c: c["printed"] or "(empty)")
def test_a_field_says_the_day_as_printed_or_why_not(case: dict[str, str]) -> None:
    if "error" in case:
        with pytest.raises(ValueError, match=case["error"]):
            dates.parse(case["printed"])
    else:
        assert dates.parse(case["printed"]) == date.fromisoformat(case["date"])


@pytest.mark.parametrize("case", CASES["header"], ids=lambda c: c["text"][:40])
def test_only_a_header_states_a_date(case: dict[str, str]) -> None:
    assert dates.stated(case["text"]) == _date(case)


@pytest.mark.parametrize("case", CASES["dateline"], ids=lambda c: c["text"][:40])
def test_only_a_dateline_with_a_year_counts(case: dict[str, str]) -> None:
    assert dates.dateline(case["text"]) == _date(case)


def test_an_impossible_date_in_a_header_is_an_error_and_in_a_dateline_nothing() -> None:
    with pytest.raises(ValueError, match="2026-02-31"):
        dates.stated("date 2026-02-31 Harbour City The ministers met.")
    assert dates.dateline("Harbour City, 31 June 2026: The ministers met.") is None


def _date(case: dict[str, str]) -> date | None:
    return None if "none" in case else date.fromisoformat(case["date"])
