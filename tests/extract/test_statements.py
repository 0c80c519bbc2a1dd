import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from graph.extract import statements
from graph.extract.reading import Reading, StatementFrame

CASES: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "cases" / "statements.toml").read_text(encoding="utf-8"))["case"]
Read = Callable[..., Reading]


def _said(case: dict[str, Any], read: Read) -> tuple[Reading, list[StatementFrame]]:
    made = read(case["text"], posts=case.get("posts"))
    return made, statements.find(made)


@pytest.fixture(params=CASES, ids=lambda c: c["name"])
def case(request: pytest.FixtureRequest) -> dict[str, Any]:
    found: dict[str, Any] = request.param
    return found


def test_statements_have_mode_speaker_and_words(case: dict[str, Any], read: Read) -> None:
    made, found = _said(case, read)
    assert [[s.mode, *s.speakers, "|".join(made.quote(e) for e in s.evidence)] for s in found] == case["said"]


@pytest.mark.parametrize("case", [c for c in CASES if "warnings" in c], ids=lambda c: c["name"])
def test_what_is_guessed_is_a_warning(case: dict[str, Any], read: Read) -> None:
    _, found = _said(case, read)
    assert len(found) == len(case["warnings"])
    for statement, warning in zip(found, case["warnings"], strict=True):
        assert warning in (statement.warning or "") if warning else statement.warning is None


@pytest.mark.parametrize("case", [c for c in CASES if "channels" in c], ids=lambda c: c["name"])
def test_a_channel_is_a_publication_of_the_speaker(case: dict[str, Any], read: Read) -> None:
    made, found = _said(case, read)
    made_known = {p.key: p for p in statements.publications(made)}
    assert [made.quote(made_known[s.channel].trigger) for s in found if s.channel] == case["channels"]
    for statement in found:
        if statement.channel:
            assert made_known[statement.channel].participants.keys() == statement.speakers.keys()


@pytest.mark.parametrize("case", [c for c in CASES if "duplicates" in c], ids=lambda c: c["name"])
def test_a_repetition_points_to_the_first(case: dict[str, Any], read: Read) -> None:
    _, found = _said(case, read)
    numbers = {s.key: f"statement:{n}" for n, s in enumerate(found)}
    assert [numbers[s.duplicate_of] if s.duplicate_of else "" for s in found] == case["duplicates"]


def test_an_unnamed_speaker_is_an_entity_of_the_article(read: Read) -> None:
    made = read("A harbour official said that the quay is ready. The ministry added that tariffs will fall.")
    statements.find(made)
    assert {(e.key, e.type, e.name, e.local) for e in made.entities.values()} == {
        ("harbour-official", "Person", "harbour official", True),
        ("ministry", "Ministry", "ministry", True),
    }


def test_the_day_of_an_embedded_post_dates_its_publication(read: Read) -> None:
    made = read("{Omar Diallo|person} said in a post on X that rain is near.\n\nRain is near. — Omar Diallo (@odiallo) March 4, 2027")
    (publication,) = statements.publications(made)
    assert (publication.type, publication.status, publication.date) == ("Publication", "Held", "2027-03-04")


def test_reading_again_gives_the_same(case: dict[str, Any], read: Read) -> None:
    made, found = _said(case, read)
    entities = dict(made.entities)
    assert statements.find(made) == found
    assert made.entities == entities


def test_evidence_lies_in_the_text_and_speakers_are_known(case: dict[str, Any], read: Read) -> None:
    made, found = _said(case, read)
    assert len({s.key for s in found}) == len(found)
    for statement in found:
        assert statement.speakers.keys() <= made.entities.keys()
        assert all(e.end <= len(made.text) and made.quote(e) == made.quote(e).strip() for e in statement.evidence)
