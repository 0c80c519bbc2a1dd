import tomllib
from pathlib import Path

import pytest

from graph.errors import UnreadableSource, UnsupportedLanguage
from graph.sources import language

CASES = tomllib.loads((Path(__file__).parent / "cases" / "languages.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", CASES["english"])
def test_english_passes_with_many_foreign_names_too(name: str) -> None:
    language.check(CASES["english"][name], where="a.txt")


@pytest.mark.parametrize("name", CASES["foreign"])
def test_another_language_is_named(name: str) -> None:
    with pytest.raises(UnsupportedLanguage, match=name) as caught:
        language.check(CASES["foreign"][name]["text"], where="a.txt")

    assert caught.value.where == "a.txt"
    assert caught.value.remedy


def test_a_declared_foreign_language_is_believed() -> None:
    with pytest.raises(UnsupportedLanguage, match="says the text is in Portuguese"):
        language.check(CASES["english"]["prose"], where="a.json", declared="pt-BR")


@pytest.mark.parametrize("tag", ["en", "EN", "en-GB", "en_IN", "eng"])
def test_declared_english_is_not_enough(tag: str) -> None:
    language.check(CASES["english"]["prose"], where="a.json", declared=tag)
    with pytest.raises(UnsupportedLanguage, match="French"):
        language.check(CASES["foreign"]["French"]["text"], where="a.json", declared=tag)


def test_without_words_there_is_nothing_to_read() -> None:
    with pytest.raises(UnreadableSource, match="no words"):
        language.check("12 – 14 … 🤝 https://example.org/words", where="a.txt")


def test_a_language_the_table_does_not_hold_is_shown_by_its_code() -> None:
    assert language.name("fr-CA") == "French"
    assert language.name("tlh") == "tlh"
