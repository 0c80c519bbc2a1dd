"""Abbreviations: those a text defines in brackets, and their later use.

"Ports Development Board (PDB)" defines whatever the letters are, as the grammar has read a name before the bracket. Where it has not, the
capitals must match the words before (Schwartz and Hearst, PSB 2003, restricted to first letters): "Workers' Savings Cooperation (WSC)".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from graph.extract.gazetteer import Gazetteer
from graph.extract.names.bodies import Bodies
from graph.extract.names.found import Named
from graph.extract.names.units import Line, Unit, merge
from graph.model import Span

_LETTERS = re.compile(r"[A-Z][A-Za-z&.-]{1,11}")
_SMALL = frozenset({"of", "for", "and", "the", "in", "on", "to", "&", "'s", "'"}) | frozenset(
    {"de", "du", "des", "del", "la", "le", "les", "et", "y", "e", "da", "do", "dos", "di", "della", "für", "und", "der"}
)
_REACH = 14


class Acronyms:
    """The definitions of one article."""

    def __init__(self, gazetteer: Gazetteer, text: str, bodies: Bodies) -> None:
        self.gazetteer = gazetteer
        self.text = text
        self.bodies = bodies
        self.defined: dict[str, Named] = {}

    def define(self, lines: Iterable[Line]) -> None:
        """Note every definition; names that only their abbreviation shows become units."""
        for line in lines:
            k = 0
            while k + 2 < len(line.units):
                u = line.units[k + 1]
                if line.units[k].text == "(" and line.units[k + 2].text == ")" and u.name is None and self._stands_for_a_name(u):
                    k = self._known_body(line, k) if k and line.units[k - 1].has("organisation") else self._by_letters(line, k)
                k += 1
            for unit in line.units:
                if isinstance(unit.name, Named) and unit.name.acronym:
                    acronym = unit.name.acronym
                    self.defined.setdefault(self.text[acronym.start : acronym.end], unit.name)

    def apply(self, lines: Iterable[Line]) -> None:
        """Make every later use of a defined abbreviation a unit that carries the same name."""
        if not self.defined:
            return
        for line in lines:
            self._branches(line)
            for i, u in enumerate(line.units):
                word = self._word(u)
                if word and (named := self._known(word)) is not None:
                    owner = self.bodies.owners.possessor(line.units, i)
                    line.units[i] = merge(line.units, i, i + 1, self.text, replace(
                        named, span=u.span, cover=u.span, source="acronym", acronym=None, owner=owner or named.owner
                    ))  # fmt: skip

    def _word(self, u: Unit) -> str:
        """The abbreviation that a unit may be: no phrase of another kind, or a body that is known by these letters alone."""
        if isinstance(u.name, Named):
            return u.name.name if u.name.source == "grammar" and u.text.endswith(u.name.name) else ""
        return u.text if u.name is None and (not u.entries or u.has("media")) else ""

    def _branches(self, line: Line) -> None:
        """ "NIT Springfield", where "National Institutes of Technology (NITs)" was defined, is a body of its own."""
        units = line.units
        for i in range(len(units) - 2, -1, -1):
            u, where = units[i], units[i + 1]
            named = self.defined.get(u.text + "s") if u.name is None else None
            if named is not None and where.cap and where.word and where.name is None and not where.has("title") and not where.glued:
                span = Span(u.start, where.end)
                name = " ".join(self.text[span.start : span.end].split())
                branch = Named("body", named.type, name, span, span, "acronym", named.owner)
                units[i : i + 2] = [merge(units, i, i + 2, self.text, branch)]

    def _known(self, word: str) -> Named | None:
        return self.defined.get(word) or (self.defined.get(word[:-1]) if word.endswith("s") else None)

    def _stands_for_a_name(self, u: Unit) -> bool:
        capitals = sum(c.isupper() for c in u.text)
        return bool(_LETTERS.fullmatch(u.text)) and capitals >= 2 and u.text not in self.gazetteer.no_names and not u.has("country")

    def _known_body(self, line: Line, k: int) -> int:
        """Read an organisation of the gazetteer together with its abbreviation behind it."""
        units = line.units
        entry = units[k - 1].entry("organisation")
        if entry is not None:
            cover = Span(units[k - 1].start, units[k + 2].end)
            named = Named("body", entry.type, entry.id, units[k - 1].span, cover, "gazetteer", acronym=units[k + 1].span)
            units[k - 1 : k + 3] = [merge(units, k - 1, k + 3, self.text, named)]
        return k - 1

    def _by_letters(self, line: Line, k: int) -> int:
        """Read "Words Before (WB)" with the bracket at unit `k`; the index of the unit that the scan goes on from."""
        units = line.units
        letters = [c for c in units[k + 1].text.rstrip("s") if c.isupper()]
        j = k
        wanted = len(letters) - 1
        while j > 0 and wanted >= 0 and k - j < _REACH:
            u = units[j - 1]
            if u.name is not None or not (u.cap or u.text in _SMALL) or not (u.word or u.text in _SMALL):
                break
            if u.cap and u.text[0] == letters[wanted]:
                wanted -= 1
            elif u.cap:
                break
            j -= 1
        if wanted >= 0 or j == k or not units[j].cap or units[k - 1].text in self.gazetteer.no_names:
            return k
        span = Span(units[j].start, units[k - 1].end)
        name = " ".join(self.text[span.start : span.end].split())
        head = next((e for u in units[j:k] if (e := u.entry("body"))), None)
        after, owner = self.bodies.owners.of_country(units, k + 3)
        after, owner = self.bodies.owners.comma_country(units, after, owner)
        cover = Span(span.start, units[after - 1].end)
        owner = owner or self.bodies.owners.possessor(units, j) or self.bodies.owners.owner(units[j])
        public = sum(u.text in self.gazetteer.portfolios for u in units[j:k]) * 2 > sum(u.cap for u in units[j:k])
        type_ = head.type if head else "Agency" if public else "Organization"
        named = Named("body", type_, name, span, cover, "acronym", owner, "", units[k + 1].span)
        units[j:after] = [merge(units, j, after, self.text, named)]
        return j
