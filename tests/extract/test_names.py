"""The grammar of names, without the trained model: what the recogniser would propose is part of a case."""

from __future__ import annotations

import itertools
import tomllib
from pathlib import Path
from typing import Any

import pytest

from graph.extract.cleaning import clean
from graph.extract.gazetteer import gazetteer
from graph.extract.names.finding import Finder, Names
from graph.extract.reading import PostHeld
from graph.model import Span

CASES = Path(__file__).parent / "cases"
Case = dict[str, Any]


def cases(name: str, needs: str = "") -> list[Any]:
    found: list[Case] = tomllib.loads((CASES / f"names_{name}.toml").read_text(encoding="utf-8"))["case"]
    return [pytest.param(c, id=c["name"]) for c in found if needs in c or not needs]


def names(case: Case) -> Names:
    text = case["text"]
    cleaned = clean(text)
    proposals: list[list[tuple[Span, str]]] = [[] for _ in cleaned.paragraphs]
    for proposal in case.get("proposals", ()):
        label, quote = proposal.split(" ", 1)
        span = Span(text.index(quote), text.index(quote) + len(quote))
        number = next(n for n, p in enumerate(cleaned.paragraphs) if p.span.covers(span))
        proposals[number].append((span, label))
    return Finder(cleaned, gazetteer()).find(proposals)


def mentioned(case: Case) -> list[tuple[str, tuple[str, ...]]]:
    return [(case["text"][p.mention.span.start : p.mention.span.end], p.mention.names) for here in names(case).placed for p in here]


def post(held: PostHeld) -> str:
    marks = (" +" if held.inferred else "") + (" ~" if held.of_inferred else "") + (" -" if held.former else "")
    return f"{held.person} | {held.title} | {held.of or '-'}{marks}"


@pytest.mark.parametrize("case", [*cases("bodies", "entities"), *cases("world", "entities")])
def test_bodies_have_type_name_and_owner(case: Case) -> None:
    other = ("Person", "Country", "City", "Place", "Platform")
    found = {f"{e.type} | {e.name} | {e.country or '-'}" for e in names(case).entities.values() if e.type not in other}

    assert found == set(case["entities"])


@pytest.mark.parametrize("case", [*cases("bodies", "places"), *cases("world", "places")])
def test_venues_and_cities_are_places(case: Case) -> None:
    found = {f"{e.type} | {e.name}" for e in names(case).entities.values() if e.type in ("City", "Place")}

    assert found == set(case["places"])


@pytest.mark.parametrize("case", [*cases("persons", "persons"), *cases("world", "persons")])
def test_persons_have_their_full_name_and_country(case: Case) -> None:
    found = {f"{e.name} | {e.country or '-'}" for e in names(case).entities.values() if e.type == "Person"}

    assert found == set(case["persons"])


@pytest.mark.parametrize("case", [*cases("persons", "posts"), *cases("world", "posts")])
def test_posts_have_their_title_and_what_they_are_of(case: Case) -> None:
    assert {post(p) for p in names(case).posts} == set(case["posts"])


@pytest.mark.parametrize("case", cases("persons", "posts"))
def test_what_shows_a_post_holds_its_title_or_says_that_it_is_inferred(case: Case) -> None:
    for held in names(case).posts:
        quote = case["text"][held.evidence.start : held.evidence.end]
        singular = quote.replace("Chairs", "Chair")
        assert held.inferred or held.title in singular


@pytest.mark.parametrize("case", [*cases("descriptions", "mentions"), *cases("bodies", "mentions"), *cases("world", "mentions")])
def test_mentions_name_their_entities(case: Case) -> None:
    found = mentioned(case)
    for line in case["mentions"]:
        quote, keys = line.split(" | ")
        assert (quote, tuple(keys.split())) in found


@pytest.mark.parametrize("case", cases("descriptions", "unresolved"))
def test_what_could_be_several_names_nothing(case: Case) -> None:
    last = dict(mentioned(case))

    assert not [quote for quote in case["unresolved"] if quote in last]


@pytest.mark.parametrize("case", [*cases("descriptions"), *cases("bodies"), *cases("persons"), *cases("world")])
def test_every_key_that_is_used_is_an_entity(case: Case) -> None:
    found = names(case)
    used = {k for here in found.placed for p in here for k in p.mention.names}
    used |= {p.person for p in found.posts} | {p.of for p in found.posts if p.of}
    used |= {e.country for e in found.entities.values() if e.country} | {m for e in found.entities.values() for m in e.members}

    assert used <= set(found.entities)
    assert all(e.key == key for key, e in found.entities.items())


@pytest.mark.parametrize("case", [*cases("descriptions"), *cases("bodies"), *cases("persons"), *cases("world")])
def test_what_is_read_as_one_word_does_not_overlap(case: Case) -> None:
    for here in names(case).placed:
        covers = sorted(p.cover for p in here if p.cover is not None)
        assert all(one.end <= other.start for one, other in itertools.pairwise(covers))
