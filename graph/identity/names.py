"""Names compared: initials, transliterations, order and parts of names.

`skeleton` writes a word so that transliterations of one name agree (Mohammed/Muhammad, Dissanayake/Disanayaka,
Zelensky/Zelenskyy): after the idea of
Soundex and NYSIIS, but consonants only, since vowels are what transliteration varies most.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from graph import ids

if TYPE_CHECKING:
    from nicknames import NickNamer

_RULES = (
    ("tch", "c"), ("sch", "s"), ("sh", "s"), ("ch", "c"), ("zh", "s"), ("kh", "k"), ("gh", "g"), ("ph", "f"), ("th", "t"), ("dh", "d"),
    ("bh", "b"), ("ck", "k"), ("qu", "k"), ("q", "k"), ("x", "ks"), ("w", "v"), ("z", "s"), ("dj", "j"),
)  # fmt: skip
_VOWELS = re.compile(r"[aeiouy]")
_DOUBLE = re.compile(r"(.)\1+")


@lru_cache(maxsize=65536)
def words(name: str) -> tuple[str, ...]:
    """The folded words of a name; initials written together ("J.P.", "JP") are told apart as initials."""
    out: list[str] = []
    for word in re.findall(r"[^\W_]+(?:['’][^\W_]+)*", name.replace(".", ". ")):
        bare = ids.fold(word).replace("'", "").replace("’", "")
        if word.isupper() and 1 < len(word) <= 3 and len(name.split()) > 1:
            out.extend(bare)
        else:
            out.append(bare)
    return tuple(out)


@lru_cache(maxsize=65536)
def skeleton(word: str) -> str:
    """The consonants of a word, as transliterations share them; its first letter is kept, vowel or not."""
    text = ids.fold(word)
    for old, new in _RULES:
        text = text.replace(old, new)
    text = _DOUBLE.sub(r"\1", text)
    return _DOUBLE.sub(r"\1", text[:1] + _VOWELS.sub("", text[1:]))


def same_word(a: str, b: str) -> bool:
    """Whether two words may write one name."""
    if a == b:
        return True
    bones = skeleton(a)
    # two consonants are too few to tell Maria from Mario, or Ruiz from Reis
    return len(bones) >= 3 and bones == skeleton(b) and abs(len(a) - len(b)) <= 3


def initial_of(a: str, b: str) -> bool:
    """Whether one word is the initial of the other."""
    short, long = sorted((a, b), key=len)
    return len(short) == 1 and len(long) > 1 and long.startswith(short)


@lru_cache(maxsize=1)
def _nicknames() -> NickNamer:
    from nicknames import NickNamer

    return NickNamer()


@lru_cache(maxsize=65536)
def nickname_of(a: str, b: str) -> bool:
    """Whether one given name is a short or pet form of the other, by the hand-made list of the package `nicknames` (English names)."""
    return len(a) > 1 < len(b) and (b in _nicknames().nicknames_of(a) or a in _nicknames().nicknames_of(b))


def likeness(a: str, b: str) -> tuple[float, str]:
    """How well two personal names agree, 0–1, and why.

    1.0 the same words; 0.9 the same but for spelling; 0.8 one is the other with words left out; 0.75 a first name is the other's short
    form; 0.7 initials stand for words; 0.5 one word alone, the other's last; 0 otherwise. The steps are ordinal: what each is worth is
    decided in `graph.identity.scoring`.
    """
    left, right = words(a), words(b)
    if left == right or sorted(left) == sorted(right):
        return 1.0, "same name"
    if "".join(left) == "".join(right):
        return 1.0, "same letters"
    short, long = sorted((left, right), key=len)
    if not short:
        return 0.0, "no letters"
    if len(short) == len(long) and all(same_word(x, y) for x, y in zip(left, right, strict=True)):
        return 0.9, "same name, other spelling"
    if len(short) == 1:
        return (0.5, "last name alone") if same_word(short[0], long[-1]) else (0.0, "other names")
    if not same_word(short[-1], long[-1]):
        # a family name may stand first: "Xi Jinping", "Jinping Xi" have the same words and were caught above
        return 0.0, "other last names"
    return _aligned(short[:-1], long[:-1])


def _aligned(short: tuple[str, ...], long: tuple[str, ...]) -> tuple[float, str]:
    """First names: each word of the shorter must stand in the longer, in order, as itself, other spelling, short form, or initial."""
    worth, at = 0.8, 0
    for word in short:
        steps = ((n, step) for n in range(at, len(long)) if (step := _step(word, long[n])))
        at, step = next(steps, (len(long), 0.0))
        if not step:
            return 0.0, "other first names"
        worth, at = min(worth, step), at + 1
    return worth, {0.8: "part of the name", 0.75: "a short form of the first name", 0.7: "initials agree"}[worth]


def _step(a: str, b: str) -> float:
    return 0.8 if same_word(a, b) else 0.7 if initial_of(a, b) else 0.75 if nickname_of(a, b) else 0.0
