"""Whose a name says its bearer is: countries by name, adjective or possessor, and compounds of two."""

from __future__ import annotations

from graph.extract.gazetteer import Gazetteer
from graph.extract.names.found import Named, Owner
from graph.extract.names.units import Unit

DASHES = ("-", "–", "‐")
_ENDS = frozenset(".,;:)–—")


class Owners:
    """Reads owners off the units around a name."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer

    def pair(self, units: list[Unit], j: int) -> tuple[int, tuple[Owner, ...]] | None:
        """ "India-Nepal", "Sino-Russian", "U.S. – Japan" ending before unit `j`: first unit and both sides."""
        if j < 3 or units[j - 2].text not in DASHES:
            return None
        second = self.owner(units[j - 1])
        first = self.owner(units[j - 3]) or self._first_half(units[j - 3])
        if first is None or second is None or first.key == second.key:
            return None
        if units[j - 2].glued != units[j - 1].glued:
            return None
        return j - 3, (first, second)

    def _first_half(self, u: Unit) -> Owner | None:
        iso = self.gazetteer.forms.get(u.text)
        return Owner(iso, u.span, adjective=True) if iso else None

    def owner(self, u: Unit) -> Owner | None:
        """The country, or organisation that acts as one, that a unit names or that its adjective stands for."""
        if entry := u.entry("country", "adjective", "seat"):
            return Owner(entry.iso, u.span, adjective=not u.has("country"))
        if entry := u.entry("organisation"):
            return Owner("", u.span, body=entry.id)
        return None

    def possessor(self, units: list[Unit], j: int) -> Owner | None:
        if j >= 2 and units[j - 1].text in ("'s", "'") and units[j - 1].glued:
            return self.owner(units[j - 2])
        return None

    def country(self, u: Unit) -> Owner | None:
        """The country that a unit names, its government included."""
        if isinstance(u.name, Named):
            return u.name.owner if u.name.kind == "country" else None
        if entry := u.entry("country"):
            return Owner(entry.iso, u.span)
        return None

    def of_country(self, units: list[Unit], k: int) -> tuple[int, Owner | None]:
        """ "of (the) Country" from unit `k` on, if it stands there."""
        if k < len(units) and units[k].text in ("of", "in") and units[k].text == "of":
            at = self.skip_the(units, k + 1)
            if at < len(units) and (owner := self.country(units[at])):
                return at + 1, owner
        return k, None

    def skip_the(self, units: list[Unit], k: int) -> int:
        """Unit `k`, or the one behind it where "the" stands there."""
        return k + 1 if k < len(units) and units[k].text in ("the", "The") else k

    def comma_country(self, units: list[Unit], k: int, owner: Owner | None) -> tuple[int, Owner | None]:
        """ ", Country" where the name of the country closes the phrase: "Ministry of Works, Ruritania;"."""
        if owner is not None:
            return k, owner
        if k + 1 < len(units) and units[k].text == "," and (found := self.country(units[k + 1])):
            following = units[k + 2].text if k + 2 < len(units) else "."
            formal = " of " in units[k + 1].text  # "Republic of Ruritania": no member of a list of countries
            if following in _ENDS or (following == "and" and (formal or self._closes_alike(units, k + 3))):
                return k + 2, found
        return k, owner

    def _closes_alike(self, units: list[Unit], k: int) -> bool:
        """Whether capitalised words from unit `k` on close with ", Country" too: "X, Ruritania and Y, Graustark"."""
        while k < len(units) and (units[k].cap or units[k].text in ("of", "for", "the", "and")):
            k += 1
        if k + 1 >= len(units) or units[k].text != "," or self.country(units[k + 1]) is None:
            return False
        return k + 2 >= len(units) or not units[k + 2].cap
