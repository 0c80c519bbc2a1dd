"""What the recogniser proposes beside the grammar: bodies and places; and parts of known names, wherever they stand.

A proposal is only taken where nothing speaks against it: not in headings, not for abbreviations that name nothing, not for words that
open a sentence or make up portfolios.
"""

from __future__ import annotations

import re

from graph.extract.gazetteer import Gazetteer
from graph.extract.names.found import Named
from graph.extract.names.registry import Registry, words
from graph.extract.names.units import Line, Unit, merge
from graph.extract.reading import MentionKind
from graph.ids import fold
from graph.model import Span

_BODY_LABELS = frozenset({"ORG"})
_PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})
_AT = frozenset({"at", "in", "from", "to", "near", "of", "visited", "visit", "outside", "via"})
_SMALL = frozenset({"of", "and", "for", "the", "&", "de", "la", "del", "al", "e", "-", "'s"})
_SUFFIX = re.compile(
    r"(?:Ltd|Limited|Inc|Corp|Corporation|PLC|plc|LLC|LLP|GmbH|AG|SE|NV|BV|Pvt|Pte|Bhd|BHD|Berhad|PJSC|JSC|Oyj|ASA|SpA)\.?"
)
_UNIVERSITY = re.compile(r"(?:Universiti|Universidad|Université|Universität|Universidade|Università|Institut|Instituto)")
_CAPITALS = re.compile(r"[A-Z][A-Z&-]{1,9}")


_VENUE_FIRST = frozenset(
    {"Villa", "Palazzo", "Hotel", "Hôtel", "Château", "Chateau", "Palacio", "Palácio", "Palais", "Schloss", "Palace", "Castle", "Qasr"}
)
_VENUE_SMALL = frozenset({"de", "del", "della", "di", "du", "des", "do", "da", "la", "of", "the", "d"})
_BROUGHT = re.compile(r"\b(?:welcomed|received|invited|came|escorted|hosted|travelled|traveled|arriv\w+|drove|visits?)\b[^.;]*$")
_PARTISAN = frozenset({"opposition", "ruling", "governing", "co-ruling"})

Taken = tuple[int, int, Named]
"""units of a line, first and after, and what they name"""


class Leftovers:
    """Takes what is left of one article's units."""

    def __init__(self, gazetteer: Gazetteer, text: str, registry: Registry) -> None:
        self.gazetteer = gazetteer
        self.text = text
        self.registry = registry

    # -- buildings and places ------------------------------------------------------------------------------------------

    def buildings(self, line: Line) -> None:
        """ "at Mirabell House", "in the Royal Pavilion": runs of capitalised words that end like a venue's name, behind "at" or "in"."""
        units = line.units
        i = 0
        while i < len(units):
            u = units[i]
            two = f"{units[i - 1].text} {u.text}" if i else ""
            ends = (u.text.split()[-1] in self.gazetteer.buildings and (u.cap or i > 0)) or two in self.gazetteer.buildings
            j = self._run_start(units, i) if ends and (u.name is None or self._venue_like(u)) else i
            leads = i + 1 < len(units) and units[i + 1].cap and units[i + 1].has("title")  # "according to Palace House Secretary"
            if ends and not leads and (j < i or self._venue_like(u)) and self._is_venue(units, j) and not line.heading:
                units[j : i + 1] = [merge(units, j, i + 1, self.text, self._named(units, j, i + 1, "Place", "building"))]
                i = j
            i += 1

    def foreign_venues(self, line: Line) -> None:
        """ "at the Palais Aurora", "in Hotel de Strelsau", "at the Palace of Peoples": venues whose kind stands first."""
        units = line.units
        for i in range(1, len(units) - 1):
            if i + 1 >= len(units) or units[i].text not in _VENUE_FIRST or units[i].name is not None or not self._is_venue(units, i):
                continue
            k = i + 1
            while k + 1 < len(units) and k - i < 4 and units[k].text in _VENUE_SMALL:
                k += 1
            if units[i].text in ("Palace", "Hotel", "Castle") and k == i + 1 and units[i].text != "Hotel":
                continue
            end = k
            while end < len(units) and end - k < 3 and units[end].cap and units[end].word and units[end].name is None:
                end += 1
            if end > k:
                units[i:end] = [merge(units, i, end, self.text, self._named(units, i, end, "Place", "building"))]

    def residences(self, line: Line) -> None:
        """ "at Villa Aurora, the official residence of …": a venue that the text itself calls one."""
        units = line.units
        for k in range(3, len(units)):
            if k >= len(units) or units[k].text not in ("residence", "venue", "palace"):
                continue
            c = k - 1
            while c > 0 and k - c < 4 and units[c].text in ("official", "the", "presidential", "state", "private"):
                c -= 1
            if units[c].text != ",":
                continue
            j = c
            while j > 0 and c - j < 5 and units[j - 1].cap and units[j - 1].word and units[j - 1].name is None:
                j -= 1
            if j < c and j > 0 and units[j - 1].text in ("at", "in"):
                units[j:c] = [merge(units, j, c, self.text, self._named(units, j, c, "Place", "building"))]

    def _venue_like(self, u: Unit) -> bool:
        return isinstance(u.name, Named) and u.name.type == "GovernmentBody" and u.text.split()[-1] in self.gazetteer.buildings

    def _run_start(self, units: list[Unit], i: int) -> int:
        j = i
        while j > 0 and i - j < 6 and units[j - 1].word and units[j - 1].cap and units[j - 1].name is None:
            if units[j - 1].text in self.gazetteer.opening:
                break
            if units[j - 1].has("title"):
                return j - 1 if j < i and (e := units[j - 1].entry("title")) and e.id in ("sovereign", "president") else j
            j -= 1
        if 1 < j < i and units[j - 1].text in ("von", "de", "van", "di", "del", "af") and units[j - 1].name is None:
            j -= 1  # "the von Arx Mansion"
        if j > 1 and units[j - 1].text == "'s" and units[j - 2].has("title") and units[j - 2].cap:
            j -= 2  # "the President's House"
        return j

    def _is_venue(self, units: list[Unit], j: int) -> bool:
        before = units[j - 1].text if j else ""
        if before in ("the", "The") and j > 1:
            before = units[j - 2].text
        if before == "," and j > 2:
            return units[j - 2].text in ("residence", "venue") or (units[j - 2].text[-1:] == "e" and units[j - 3].text in ("official",))
        at = j - 2 if j > 1 and units[j - 1].text in ("the", "The") else j - 1
        listed = units[at - 1].name if before == "and" and at > 0 else None
        if isinstance(listed, Named) and listed.source == "building":
            return True
        if before == "to":
            return bool(_BROUGHT.search(self.text, max(0, units[j].start - 120), units[j].start))
        return before in ("at", "in", "from", "inside", "residence", "–", "—")

    def places(self, line: Line, taken: set[int]) -> list[Taken]:
        """Places the recogniser sees behind "in", "at" and the like."""
        if line.heading:
            return []
        sites = {line.units[i].start for i in range(1, len(line.units)) if line.units[i - 1].text == "at"}
        found = (self._place(line, span) for span, label in line.proposals if label in _PLACE_LABELS or span.start in sites)
        return [t for t in found if t is not None and not taken & set(range(t[0], t[1]))]

    def _place(self, line: Line, span: Span) -> Taken | None:
        i, j = _within(line.units, span)
        while j > i and (line.units[i].text in ("the", "The") or not line.units[i].cap):
            i += 1
        here = line.units[i:j]
        small = _SMALL | self.gazetteer.particles
        if not here or any(u.name is not None or u.entries for u in here) or not all(u.cap or u.text in small for u in here):
            return None
        before = line.units[i - 1].text if i else ""
        if before in ("the", "The") and i > 1:
            before = line.units[i - 2].text
        if before not in _AT or any(u.text in self.gazetteer.no_names for u in here) or here[0].text in self.gazetteer.opening - {"New"}:
            return None
        if len(here) == 1 and _CAPITALS.fullmatch(here[0].text):
            return None
        known = self._misspelt(" ".join(u.text for u in here))
        return i, j, self._named(line.units, i, j, "City" if known else "Place", "misspelt" if known else "ner", known)

    def _misspelt(self, name: str) -> str | None:
        """The seat of government that a name of two words or more misses by one letter ("New Deli")."""
        from rapidfuzz.distance import Levenshtein

        from graph.extract.gazetteer import countries

        if " " not in name or len(name) < 7:
            return None
        near = {
            c
            for country in countries().values()
            for c in country.capitals[:1]
            if " " in c and Levenshtein.distance(c, name, score_cutoff=1) <= 1
        }
        return near.pop() if len(near) == 1 else None

    # -- bodies --------------------------------------------------------------------------------------------------------

    def companies(self, line: Line) -> None:
        """Companies by their suffix become units."""
        units = line.units
        i = 1
        while i < len(units):
            if _SUFFIX.fullmatch(units[i].text) and units[i].name is None:
                j = i
                while j > 0 and i - j < 6 and self._in_company(units[j - 1]):
                    j -= 1
                if j < i:
                    named = self._named(units, j, i + 1, "Company", "suffix")
                    units[j : i + 1] = [merge(units, j, i + 1, self.text, named)]
                    i = j
            i += 1

    def _in_company(self, u: Unit) -> bool:
        return u.name is None and (u.cap or u.text == "&") and u.text not in self.gazetteer.opening

    def bodies(self, line: Line, taken: set[int]) -> list[Taken]:
        """What the recogniser takes for an organisation and nothing speaks against."""
        found = [self._body(line, span) for span, label in line.proposals if label in _BODY_LABELS]
        found += self._between(line)
        found += self._parties(line)
        return [t for t in found if t is not None and not taken & set(range(t[0], t[1]))]

    def _between(self, line: Line) -> list[Taken | None]:
        """ "the agreement between ABC and Def-net": abbreviations that stand where parties stand."""
        units = line.units
        found: list[Taken | None] = []
        for i in range(1, len(units) - 2):
            if units[i - 1].text == "between" and units[i + 1].text == "and" and _CAPITALS.fullmatch(units[i].text):
                ends = [(i, i + 1), (i + 2, self._compound_end(units, i + 2))]
                if all(self._unknown(u) for a, b in ends for u in units[a:b] if u.word):
                    found += [(a, b, self._named(units, a, b, "Organization", "between")) for a, b in ends if b > a]
        return found

    def _parties(self, line: Line) -> list[Taken | None]:
        """ "the opposition NUP": letters that such a word calls a party."""
        units = line.units
        return [
            (i, i + 1, self._named(units, i, i + 1, "Organization", "party"))
            for i in range(1, len(units))
            if units[i - 1].text in _PARTISAN and _CAPITALS.fullmatch(units[i].text) and self._unknown(units[i]) and len(units[i].text) > 2
        ]

    def _compound_end(self, units: list[Unit], i: int) -> int:
        j = i + 1 if i < len(units) and units[i].cap and units[i].word else i
        while j > i and j + 1 < len(units) and units[j].text == "-" and units[j].glued and units[j + 1].glued:
            j += 2
        return j

    def _unknown(self, u: Unit) -> bool:
        return u.name is None and not u.entries and u.text not in self.gazetteer.no_names and u.text not in self.gazetteer.opening

    def _body(self, line: Line, span: Span) -> Taken | None:
        i, j = _within(line.units, span)
        while j > i and (line.units[i].text in ("the", "The") or not (line.units[i].cap and line.units[i].word)):
            i += 1
        while j > i and not line.units[j - 1].word:
            j -= 1
        here = line.units[i:j]
        if not here or any(u.name is not None for u in here) or not self._looks_like_body(line, here, i):
            return None
        return i, j, self._named(line.units, i, j, "Organization", "ner")

    def _looks_like_body(self, line: Line, here: list[Unit], i: int) -> bool:
        text = " ".join(u.text for u in here)
        if text in self.gazetteer.no_names or any(u.has("title") or u.has("country") or u.has("honorific") for u in here):
            return False
        if here[-1].text.removesuffix("s") in self.gazetteer.entries and any(
            e.kind == "title" for e in self.gazetteer.entries[here[-1].text.removesuffix("s")]
        ):
            return False
        if any(u.text in self.gazetteer.no_names or (u.text in self.gazetteer.opening and u is here[0]) for u in here):
            return False
        known = self.gazetteer.portfolios | self.gazetteer.joint | {"&", "and"}
        if not all(u.cap or u.text in _SMALL for u in here) or all(u.text in known for u in here) or line.heading:
            return False
        if len(here) == 1:
            return not here[0].entries and _beside_and(line.units, i)
        return bool(_UNIVERSITY.fullmatch(here[0].text)) or all(not u.entries for u in here)

    def _named(self, units: list[Unit], i: int, j: int, type_: str, source: str, name: str | None = None) -> Named:
        span = Span(units[i].start, units[j - 1].end)
        kind: MentionKind = "place" if type_ in ("Place", "City") else "body"
        return Named(kind, type_, name or " ".join(self.text[span.start : span.end].split()), span, span, source)

    # -- parts of names ------------------------------------------------------------------------------------------------

    def surnames(self) -> dict[str, str]:
        """Family names, and given names used like them, that stand for one person of the article each."""
        last: dict[str, set[str]] = {}
        anywhere: dict[str, set[str]] = {}
        for key, parts in self.registry.full_names.items():
            if key in self.registry.entities:
                last.setdefault(parts[-1], set()).add(key)
                for w in parts:
                    anywhere.setdefault(w, set()).add(key)
        found = {w: next(iter(keys)) for w, keys in anywhere.items() if len(keys) == 1 and self.registry.full_names[min(keys)][0] == w}
        found |= {w: next(iter(keys)) for w, keys in last.items() if len(keys) == 1}
        return {w: key for w, key in found.items() if len(w) > 1 and w not in self.gazetteer.particles}

    def propagate(self, line: Line, taken: set[int], surnames: dict[str, str]) -> list[tuple[int, int, str]]:
        """Parts of known names in the units not `taken`: first unit, unit after, key."""
        found = []
        for i, u in enumerate(line.units):
            if i in taken or not u.cap or not u.word or u.name is not None or any(e.kind not in ("city", "media") for e in u.entries):
                continue
            key = surnames.get(fold(u.text))
            if key is None or u.text in self.gazetteer.opening:
                continue
            parts = self.registry.full_names[key]
            if (
                i + 1 < len(line.units)
                and i + 1 not in taken
                and line.units[i + 1].word
                and set(words(line.units[i + 1].text)) <= set(parts)
            ):
                continue  # the last word of the name takes the others along
            j = i
            while (
                j > 0
                and j - 1 not in taken
                and line.units[j - 1].cap
                and line.units[j - 1].name is None
                and set(words(line.units[j - 1].text)) <= set(parts)
            ):
                j -= 1
            following = line.units[i + 1] if i + 1 < len(line.units) else None
            if following is not None and following.cap and following.word and not following.entries and j == i and not line.heading:
                continue  # the word opens another name
            before = line.units[j - 1] if j else None
            if (
                before is not None
                and before.cap
                and before.word
                and not before.entries
                and before.text not in self.gazetteer.opening
                and j == i
                and not line.heading
            ):
                continue  # … or closes one
            found.append((j, i + 1, key))
        return found


def _within(units: list[Unit], span: Span) -> tuple[int, int]:
    """The units that a span covers, as first and after; none where it cuts through one."""
    from bisect import bisect_left

    starts = [u.start for u in units]
    i = bisect_left(starts, span.start)
    j = i
    while j < len(units) and units[j].end <= span.end:
        j += 1
    return i, j


def _beside_and(units: list[Unit], i: int) -> bool:
    """Whether a word stands in "between A and B" or "A and B" with another body."""
    for k in (i - 2, i + 2):
        if 0 <= k < len(units) and isinstance(units[k].name, Named) and units[(k + i) // 2].text == "and":
            return True
    return i > 0 and units[i - 1].text == "between"
