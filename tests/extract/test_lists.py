from __future__ import annotations

from typing import Any

import pytest

from graph.extract.lists import Member, members
from graph.extract.reading import Reading


def _heads(found: list[Member]) -> list[str]:
    return [m.head.entity for m in found if m.head is not None]


def _from(reading: Reading, word: str) -> list[Member]:
    sentence = reading.sentences[0]
    token = next(t for t in sentence.tokens if t.text == word)
    return members(sentence, token.i + 1)[0]


@pytest.mark.parametrize(
    ("text", "heads"),
    [
        ("She met {Anna Berg|person}, {Luis Vega|person} and {Ama Osei|person} on Monday.", ["anna-berg", "luis-vega", "ama-osei"]),
        ("She met {Anna Berg|person}, aide to President {Luis Vega|person}, in spring.", ["anna-berg"]),
        ("She met Dr {Anna Berg|person}, Head, {Ports Board|body}; Mr {Luis Vega|person}, Director.", ["anna-berg", "luis-vega"]),
        ("She met representatives of the {Ports Board|body} and the {Rail Board|body}.", ["ports-board", "rail-board"]),
        ("She met Minister of Works {Anna Berg|person} and signed a paper with {Luis Vega|person}.", ["anna-berg"]),
        ("She met a delegation led by {Anna Berg|person} during the visit of {Luis Vega|person}.", ["anna-berg"]),
        ("She met {Anna Berg|person} (left) and {Luis Vega|person} (right).", ["anna-berg", "luis-vega"]),
    ],
)
def test_who_is_in_a_list(text: str, heads: list[str], read: Any) -> None:
    assert _heads(_from(read(text), "met")) == heads


def test_a_group_of_a_country_names_its_country(read: Any) -> None:
    found = _from(read("She met the {Peruvian|country|peru} delegation."), "met")
    assert [(m.head, m.group, [c.entity for c in m.countries]) for m in found] == [(None, True, ["peru"])]


def test_a_country_behind_a_city_is_no_member(read: Any) -> None:
    found = _from(read("They spoke in {Oslo|place}, {Norway|country}."), "in")
    assert all(not m.countries for m in found)
