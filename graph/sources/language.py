"""Is it English? A statistical guess, with the benefit of the doubt for texts full of foreign names.

The detector is py3langid (naive Bayes over byte n-grams). On a few words, or on a list of names, it errs; so short texts in Latin
script pass, and so does a text in which the commonest English function words are as frequent as in English prose.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from importlib.resources import files
from typing import Any

from graph.errors import UnreadableSource, UnsupportedLanguage

ENOUGH_WORDS = 20
SAMPLE = 20_000  # code points; more tells the detector nothing new
ENGLISH = frozenset({"en", "eng"})
_TAKEN_FOR = frozenset({"en", "pcm", "zxx"})  # Nigerian Pidgin and "no language" are what English with many names is taken for

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_NOISE = re.compile(r"https?://\S+|[#@]\w+")
FUNCTION_SHARE = 0.2  # news and releases in English have 0.23 to 0.34 (measured on a score of them), even where they mostly list names
FUNCTION_KINDS = 5

REMEDY = "only English is read; translate it or leave it out"


def check(text: str, *, where: str, declared: str | None = None) -> None:
    """Raise UnsupportedLanguage naming the language of a text that is not English, UnreadableSource for one without words.

    `declared` is the language tag the source gives; a declared foreign language is believed.
    """
    if declared and re.split(r"[-_]", declared.casefold())[0] not in ENGLISH:
        raise UnsupportedLanguage(where, f"the source says the text is in {name(declared)}", REMEDY)
    sample = _NOISE.sub(" ", text[:SAMPLE])
    words = _WORD.findall(sample)
    if not words:
        raise UnreadableSource(where, "no words in the text", "give a file with the article's text in it")
    if len(words) < ENOUGH_WORDS:
        if _mostly_latin(sample):
            return
    elif _function_words(words):
        return
    code = _detector().classify(sample)[0]
    if code in _TAKEN_FOR and _mostly_latin(sample):
        return
    raise UnsupportedLanguage(where, f"the text is not English but {name(code) if code not in _TAKEN_FOR else 'in another script'}", REMEDY)


def name(code: str) -> str:
    """English name of a language code; the code itself where the table has none."""
    return _names().get(re.split(r"[-_]", code.casefold())[0], code)


def _function_words(words: list[str]) -> bool:
    hits = [w for w in (word.casefold() for word in words) if w in _english()]
    return len(hits) >= FUNCTION_SHARE * len(words) and len(set(hits)) >= FUNCTION_KINDS


def _mostly_latin(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    latin = sum(c.isascii() or unicodedata.name(c, "").startswith(("LATIN", "FULLWIDTH LATIN")) for c in letters)
    return 2 * latin > len(letters)


@functools.cache
def _names() -> dict[str, str]:
    return {code: name for code, _, name in (line.partition("\t") for line in _lines("language_names.tsv"))}


@functools.cache
def _english() -> frozenset[str]:
    return frozenset(_lines("function_words.txt"))


def _lines(file: str) -> list[str]:
    lines = (files("graph.sources") / file).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


@functools.cache
def _detector() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # loads numpy and a model

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
