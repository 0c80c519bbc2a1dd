"""The shape of persons' names: runs of capitalised words, initials and particles, with the courtesies before them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from graph.extract.gazetteer import Gazetteer
from graph.extract.names.owners import Owners
from graph.extract.names.units import Unit

_LONGEST = 8  # units of a name
_COURTESIES = 8  # and of what goes before it
_PATRONYMIC = frozenset({"uulu", "kyzy", "oglu", "oğlu", "ogly", "qizi", "qızı"})
"""small words that end a name: "son of", "daughter of" """
_SON_OF = frozenset({"bin", "bint", "ibn", "ben", "al", "el"})
_JUNIOR = frozenset({"Jr", "Jr.", "Sr", "Sr.", "II", "III", "IV"})
_INITIALS = re.compile(r"[A-Z]{2,3}")
_SMALL = re.compile(r"\b[a-z]{3,}\b")
_NEVER_NAMES = frozenset({"The", "A", "And", "Of", "Who", "Which", "On", "In", "At"})
_DASHES = ("-", "‐")
_HONORIFIC_INSIDE = frozenset(
    {
        "Haji",
        "Hajah",
        "Seri",
        "Sheikh",
        "Tun",
        "Tunku",
        "Tengku",
        "Justice",
        "Major",
        "Marshal",
        "Captain",
        "Begum",
        "Kumari",
        "Baron",
        "Lord",
        "Ato",
        "Daw",
        "Malam",
    }
)


@dataclass(frozen=True, slots=True)
class Run:
    """Units that have the shape of a name: courtesies from `first`, the name from `start` up to `end`, letters behind it up to `after`."""

    first: int
    start: int
    end: int
    after: int
    words: int


class Shapes:
    """Tells names by their shape. `small` are the words that the article writes with a small letter."""

    def __init__(self, gazetteer: Gazetteer, text: str, owners: Owners) -> None:
        self.gazetteer = gazetteer
        self.owners = owners
        self.small = frozenset(_SMALL.findall(text))

    def run(self, units: list[Unit], i: int, believed: dict[int, int], *, after_title: bool = False) -> Run | None:
        """The run that begins at unit `i`, if a name does; `believed` holds the proposals, first unit → unit after."""
        start = i
        while start < len(units) and start - i < _COURTESIES and units[start].name is None and self.courtesy(units, start):
            start += 1
            if start < len(units) and units[start].text == "." and units[start].glued:
                start += 1
            if start + 2 < len(units) and units[start].text == "(" and units[start + 1].has("honorific") and units[start + 2].text == ")":
                start += 3  # "Hon. (Dr.)"
        upto = believed.get(start, believed.get(i, 0))
        k, words, initials = start, 0, 0
        while k < len(units) and k - start < _LONGEST:
            step = self._word(units, k, start, upto, after_title or start > i)
            if not step:
                break
            words += not units[k].initial
            initials += units[k].initial
            k += step
        while (
            k > start
            and (units[k - 1].initial or units[k - 1].text.lower() in self.gazetteer.particles)
            and not units[k - 1].cap
            and units[k - 1].text not in _PATRONYMIC
        ):
            k -= 1
        k = self._junior(units, k)
        if words == 0 or k == start:
            return None
        end = k
        while end > start + 1 and units[end - 1].text in self.gazetteer.postnominals and words > 1:
            end -= 1  # "Jane Doe MP"
            words -= 1
        while k < len(units) and k - end < 4 and units[k].text in self.gazetteer.postnominals and words > 1:
            k += 1
        return Run(i, start, end, k, words + min(initials, 1))

    def courtesy(self, units: list[Unit], k: int) -> bool:
        u = units[k]
        if u.entry("honorific") is None:
            return False
        following = units[k + 1] if k + 1 < len(units) else None
        if following is None or following.name is not None:
            return False
        return following.text == "." or following.cap or following.text[0] == "(" or bool(self._leading(units, k + 1))

    def _word(self, units: list[Unit], k: int, start: int, upto: int, sure: bool) -> int:
        """How many units from unit `k` on go on with a name: 0 where it ends."""
        u = units[k]
        if u.name is not None:
            return 0
        if k > start and u.text in _DASHES and u.glued and k + 1 < len(units) and units[k + 1].glued and units[k + 1].word:
            return 2 if units[k + 1].cap or units[k + 1].text[0].islower() else 0
        dashed = k + 2 < len(units) and units[k + 1].text in _DASHES and units[k + 1].glued and units[k + 2].cap
        if k == start and sure and not u.cap:
            return self._leading(units, k)
        if k > start and u.text.lower() in self.gazetteer.particles and not u.entries and not (u.cap and dashed):
            step = self._inside(units, k, dashed=dashed)
            if step or not u.cap:
                return step or int(u.text in _PATRONYMIC and k - start > 1)
        if not u.word or not u.cap:
            return 0
        if u.initial:
            return 1
        if k < upto:
            return (
                1
                if not ((u.has("title") and u.text not in self.gazetteer.given) or (u.has("honorific") and k == start))
                and (k > start or self._opens(units, k, sure))
                else 0
            )
        if k == start and not self._opens(units, k, sure):
            return 0
        return 1 if self.plain(u, inside=k > start or u.text in self.gazetteer.opening) else 0

    def _inside(self, units: list[Unit], k: int, *, dashed: bool) -> int:
        """How many units a particle inside a name takes along: "de la Cruz", "al-Kharusi"."""
        at = k + 1
        while at < len(units) and units[at].text.lower() in self.gazetteer.particles and at - k < 3:
            at += 1
        if at < len(units) and units[at].cap and self.plain(units[at], inside=True):
            return at - k
        return 3 if dashed and self.plain(units[k + 2], inside=True) else 0

    def _leading(self, units: list[Unit], k: int) -> int:
        """How many small words a name opens with: "President de Villiers", "Mr van der Meer"."""
        at = k
        while at < len(units) and at - k < 3 and units[at].text in self.gazetteer.particles - {"a", "e", "y"}:
            at += 1
        return at - k if at < len(units) and units[at].cap and self.plain(units[at], inside=True) else 0

    def _opens(self, units: list[Unit], k: int, sure: bool) -> bool:
        u = units[k]
        if u.text in self.gazetteer.opening:
            following = units[k + 1] if k + 1 < len(units) else None
            goes_on = following is not None and ((following.cap and self.plain(following, inside=True)) or following.text in _SON_OF)
            return sure and u.text not in _NEVER_NAMES and goes_on
        if self.owners.owner(u):
            return u.text in self.gazetteer.given and k + 1 < len(units) and units[k + 1].cap and not units[k + 1].entries
        if u.text in self.gazetteer.no_names:
            return False
        return not (_INITIALS.fullmatch(u.text) and not (k + 1 < len(units) and units[k + 1].cap and self.plain(units[k + 1], inside=True)))

    def plain(self, u: Unit, *, inside: bool) -> bool:
        """Whether a capitalised unit can be part of a name."""
        if u.name is not None or u.text in self.gazetteer.days or u.text in self.gazetteer.no_names:
            return False
        if u.entries:
            if u.has("title") and u.text in self.gazetteer.given:
                return True
            if any(e.kind not in ("city", "honorific", "media") for e in u.entries):
                return False
            if u.has("honorific"):
                return inside and u.text in _HONORIFIC_INSIDE
            return " " not in u.text
        return (inside or u.text not in self.gazetteer.opening) and u.text not in self.gazetteer.portfolios

    def _junior(self, units: list[Unit], k: int) -> int:
        if k < len(units) and units[k].text in _JUNIOR:
            return k + 1
        if k + 1 < len(units) and units[k].text == "," and units[k + 1].text in _JUNIOR:
            return k + 2
        return k

    def common(self, word: str) -> bool:
        """Whether a word is used in this article as an ordinary word too."""
        small = word.casefold()
        return small not in ("may", "will") and (small in self.small or small + "s" in self.small or small.removesuffix("s") in self.small)
