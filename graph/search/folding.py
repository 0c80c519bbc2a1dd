"""The letters by which text is found: lower case, no diacritics, other scripts in Latin letters.

`anyascii` writes every character in ASCII, one string each, so that words keep their places: Мурашко → murashko, Tromsø → tromso.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from anyascii import anyascii

WORD = re.compile(r"\w+(?:['’]\w+)*")
"""a word as it stands in a text"""


def fold(text: str) -> str:
    """Text as it is compared: `Łódź’s` and `lodz's` are one."""
    return anyascii(unicodedata.normalize("NFKC", text)).casefold()


@lru_cache(maxsize=50_000)
def folded_word(word: str) -> str:
    """One word without what is not a letter or digit."""
    return "".join(c for c in fold(word) if c.isalnum())


def words(text: str) -> list[str]:
    """The folded words of a text, in order."""
    return [w for _, _, w in places(text)]


def places(text: str) -> Iterator[tuple[int, int, str]]:
    """Start and end (code points) of each word of a text, and the word folded. A possessive is left off."""
    for found in WORD.finditer(text):
        bare = re.sub(r"['’]s$", "", found[0])
        word = folded_word(bare)
        if word:
            yield found.start(), found.start() + len(bare), word
