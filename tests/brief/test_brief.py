"""Briefs: every line has its sentence; nothing is worded as more than the reports say; the same graph gives the same brief."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from graph.brief import Brief, brief, html, markdown
from graph.brief.dates import phrase
from graph.brief.making import wording
from graph.catalogue.earlier import Earlier
from graph.catalogue.reading import Catalogue
from graph.errors import NotFound
from graph.filters import EVERYTHING, Filters, parse
from graph.model import Article, Claim, Concept, Extraction, Ref, Text
from graph.pipeline import Pipeline
from graph.settings import Settings
from graph.store import Store, open_store
from ontology import terms
from tests.builders import SENTENCES, TEXT, fisheries

SETTINGS = Settings(store=":memory:")
NORWAY, KENYA = "country/no", "country/ke"


def told(**changes: str | None) -> Extraction:
    """`fisheries` with another status or date of the talks or the memorandum: `talks_status`, `memo_date` …; None leaves it out."""
    article = Article("fish", TEXT, date(2026, 3, 5), "fish", title="Fish & <ships>", publisher="Invented Press")
    found = fisheries(article)
    claims: list[Claim] = []
    for claim in found.claims:
        key = f"{claim.subject}_{claim.predicate}"
        if key in changes:
            value = changes[key]
            if value is None:
                continue
            kinds = {"date": Text(value, "edtf"), "instrument": Text(value)}
            claim = replace(claim, object=kinds.get(claim.predicate, Concept(value)))
        claims.append(claim)
    return replace(found, claims=tuple(claims))


def store_of(*extractions: Extraction) -> Store:
    store = open_store(SETTINGS)
    pipeline = Pipeline(SETTINGS, store, fisheries)
    for n, extraction in enumerate(extractions):
        name = f"fish-{n}" if n else "fish"
        article = Article(name, TEXT, date(2026, 3, 5 + n), name, title="Fish & <ships>", publisher="Invented Press")
        pipeline.put(article, extraction)
    return store


def made(store: Store, f: Filters = EVERYTHING, *, as_of: str = "2026-06-01", two: tuple[str, str] = (KENYA, NORWAY)) -> Brief:
    return brief(Catalogue(store, SETTINGS.base), *two, f, as_of=as_of)


def lines(b: Brief, key: str) -> list[str]:
    return [line.text for section in b.sections if section.key == key for line in section.lines]


@pytest.fixture(scope="module")
def fish() -> Store:
    return store_of(told())


def test_a_brief_says_what_is_told_of_two(fish: Store) -> None:
    found = made(fish)
    assert lines(found, "meetings") == ["Ingrid Solberg and James Otieno met in Nairobi on 4 March 2026."]
    (agreement,) = lines(found, "agreements")
    assert agreement.startswith("Signed on 4 March 2026: memorandum on fisheries, between Ministry of Fisheries")
    (promise,) = lines(found, "promises")
    assert "train fifty inspectors" in promise
    assert lines(found, "ahead") == lines(found, "questions") == []


def test_every_line_has_the_words_that_say_it(fish: Store) -> None:
    found = made(fish)
    numbers = {n.number for n in found.notes}
    assert numbers == set(range(1, len(found.notes) + 1))
    for section in found.sections:
        assert all(line.notes and set(line.notes) <= numbers for line in section.lines)
    for note in found.notes:
        assert TEXT[note.start : note.end] == note.quote
        assert note.article.published == "2026-03-05"
    assert {SENTENCES[0], SENTENCES[1]} <= {n.quote for n in found.notes}


AFFIRMING = re.compile(r"\b(met|took place|was held|signed on|Exists|Held)\b")


@pytest.mark.parametrize("status", [*terms.statuses("Event"), None])
def test_only_what_was_held_is_worded_as_held(status: str | None) -> None:
    found = made(store_of(told(talks_status=status)))
    (line,) = [*lines(found, "meetings"), *lines(found, "ahead")]
    affirmed = AFFIRMING.search(re.sub(r"no report says.*", "", line))
    assert bool(affirmed) == (status == "Held"), line
    assert ("when last reported on 5 March 2026" in line) == (status == "Ongoing")
    assert lines(found, "meetings" if status in ("Held", "Ongoing", None) else "ahead") == [line]


@pytest.mark.parametrize("status", [*terms.statuses("Agreement"), None])
def test_only_what_was_signed_is_worded_as_signed(status: str | None) -> None:
    (line,) = lines(made(store_of(told(memo_status=status))), "agreements")
    assert line.startswith("Signed") == (status == "Signed")


def test_to_whom_something_is_promised_is_not_worded_as_who_promises() -> None:
    found = told(vow_by=None)
    (toward,) = [c for c in found.claims if (c.subject, c.predicate) == ("vow", "toward")]
    store = store_of(replace(found, claims=(*found.claims, replace(toward, object=Ref("ke")))))
    (line,) = lines(made(store), "promises")
    assert line.startswith("Somebody who is not named will, as reported on 5 March 2026, toward Kenya and Norway:")


def test_there_are_words_for_every_status_and_modality() -> None:
    for kind, statuses in (("events", "Event"), ("agreements", "Agreement"), ("bodies", "JointBody")):
        for table in wording()[kind].values():
            assert set(table) == {*terms.statuses(statuses), "none"}
    assert {"will", "plans", "interest", "requests", "reaffirmed", "considering", "none"} == set(wording()["commitments"]["Commitment"])


def test_what_only_somebody_says_is_worded_as_what_they_say() -> None:
    found = told(talks_status="Held")
    quoted = replace(found, claims=tuple(replace(c, said_in=("st1",)) if c.subject == "talks" else c for c in found.claims))
    (line,) = lines(made(store_of(quoted)), "meetings")
    assert line == "According to James Otieno: Ingrid Solberg and James Otieno met in Nairobi on 4 March 2026."
    both = made(store_of(quoted, told()))
    assert lines(both, "meetings") == ["Ingrid Solberg and James Otieno met in Nairobi on 4 March 2026."]


def test_what_was_announced_for_a_day_that_has_passed_is_an_open_question() -> None:
    store = store_of(told(talks_status="Scheduled", talks_date="2026-03-20"))
    assert lines(made(store, as_of="2026-03-20"), "questions") == []
    (question,) = lines(made(store, as_of="2026-03-21"), "questions")
    assert question.endswith("Was it held? No report says.")


def test_reports_that_differ_are_an_open_question() -> None:
    assert lines(made(store_of(told(), told())), "questions") == []
    found = made(store_of(told(), told(memo_instrument="protocol")))
    (question,) = lines(found, "questions")
    assert question == "Memorandum on fisheries: reports call it by more than one name: MoU; protocol."
    (notes,) = [line.notes for section in found.sections if section.key == "questions" for line in section.lines]
    assert len({n.article.id for n in found.notes if n.number in notes}) == 2


def test_days_narrow_a_brief(fish: Store) -> None:
    assert lines(made(fish, parse({"from": "2026-03-05"})), "meetings") == []
    assert len(lines(made(fish, parse({"to": "2026-03-04", "fit": "certain"})), "meetings")) == 1
    assert lines(made(fish, parse({"publisher": "Other"})), "agreements") == []


def test_a_brief_of_two_persons_or_bodies_is_of_what_both_take_part_in(fish: Store) -> None:
    found = made(fish, two=("person/no/ingrid-solberg", "person/ke/james-otieno"))
    assert len(lines(found, "meetings")) == 1
    assert lines(found, "agreements") == []
    assert len(lines(made(fish, two=("ministry/ke/fisheries", "ministry/no/fisheries")), "agreements")) == 1


def test_a_brief_as_of_an_earlier_day_knows_nothing_later() -> None:
    store = store_of(told(talks_status="Scheduled", memo_status="Negotiating"), told())
    early = brief(Earlier(store, SETTINGS.base, "2026-03-05"), KENYA, NORWAY, parse({"asOf": "2026-03-05"}), as_of="2026-03-05")
    assert lines(early, "meetings") == []
    assert len(lines(early, "ahead")) == 1
    assert {n.article.published for n in early.notes} == {"2026-03-05"}
    assert len(lines(made(store), "meetings")) == 1


def test_the_order_of_articles_makes_no_difference() -> None:
    one, other = told(talks_status="Scheduled"), told()

    def in_order(order: tuple[int, ...]) -> Store:
        store = open_store(SETTINGS)
        pipeline = Pipeline(SETTINGS, store, fisheries)
        for n in order:
            pipeline.put(Article(f"a{n}", TEXT, date(2026, 3, 5 + n), f"a{n}"), (one, other)[n])
        return store

    assert markdown(made(in_order((0, 1)))) == markdown(made(in_order((1, 0))))


def test_who_is_not_there_is_not_briefed_on(fish: Store) -> None:
    with pytest.raises(NotFound, match="country/xx"):
        made(fish, two=(KENYA, "country/xx"))


def test_markdown_has_a_note_for_every_mark_and_no_markup_from_articles(fish: Store) -> None:
    text = markdown(made(fish))
    body, marks = text.partition("\n[^1]: ")[0], re.compile(r"\[\^(\d+)\]")
    assert set(marks.findall(body)) == set(re.findall(r"^\[\^(\d+)\]:", text, re.M))
    assert "\\<ships\\>" in text and "<ships>" not in text


def test_html_escapes_what_articles_say_and_links_every_note(fish: Store) -> None:
    text = html(made(fish))
    assert "Fish &amp; &lt;ships&gt;" in text and "<ships>" not in text
    assert set(re.findall(r'href="#(note-\d+)"', text)) == set(re.findall(r'id="(note-\d+)"', text))


@pytest.mark.parametrize(
    ("edtf", "words"),
    [
        ("2025-11-19", "on 19 November 2025"),
        ("2025-12", "in December 2025"),
        ("2026", "in 2026"),
        ("2026-33", "in the first quarter of 2026"),
        ("2026-21", "in spring 2026"),
        ("[2025-12-01..2025-12-10]", "on a day between 1 and 10 December 2025"),
        ("2025-12-04/2025-12-05", "from 4 to 5 December 2025"),
        ("2025-12-30/2026-01-02", "from 30 December 2025 to 2 January 2026"),
        ("2025-11-30/2025-12-02", "from 30 November to 2 December 2025"),
        ("../2024-06-12", "by 12 June 2024"),
        ("2026-02-17/..", "from 17 February 2026 on"),
        ("soon", "(soon)"),
    ],
)
def test_dates_say_how_sure_they_are(edtf: str, words: str) -> None:
    assert phrase(edtf) == words
