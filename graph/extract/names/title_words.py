"""Words of titles: what may stand before a head, and what only modifies the next title word."""

from __future__ import annotations

from graph.extract.gazetteer import Gazetteer
from graph.extract.names.units import Unit

_MODIFY_FAR = frozenset({"Principal", "Assistant", "Chief"})


class TitleWords:
    """Tells the words of titles in one article."""

    def __init__(self, gazetteer: Gazetteer, text: str) -> None:
        self.gazetteer = gazetteer
        self.text = text

    def between(self, start: int, end: int) -> str:
        """The text between two offsets, its white space made plain."""
        return " ".join(self.text[start:end].split())

    def is_modifier(self, units: list[Unit], i: int) -> bool:
        """Whether a title word only modifies the one after it: "Ambassador Head", "Principal | Deputy Adviser"."""
        if units[i].text in _MODIFY_FAR:
            for u in units[i + 1 : i + 6]:
                if u.name is not None or not u.cap or u.glued:
                    return False
                if u.has("title"):
                    return True
                if not self.modifies(u, u):
                    return False
        following = units[i + 1] if i + 1 < len(units) else None
        return (
            following is not None
            and following.name is None
            and following.has("title")
            and following.cap == units[i].cap
            and not following.glued
            and units[i].text in self.gazetteer.modifiers
        )

    def modifies(self, u: Unit, head: Unit) -> bool:
        """Whether a unit may be a word of a title before its head."""
        if u.name is not None or not u.word:
            return False
        if u.text in self.gazetteer.modifiers or (u.has("region") and u.cap and head.cap):
            return u.cap or not head.cap
        if not head.cap and u.text.capitalize() in self.gazetteer.modifiers:
            return True
        return self.portfolio(u, head)

    def portfolio(self, u: Unit, head: Unit) -> bool:
        """Whether a unit is made of words of portfolios, written as small as the head is."""
        words = u.text.replace("-", " ").split()
        if u.name is not None or not words or u.text in self.gazetteer.opening - self.gazetteer.portfolios:
            return False
        if not head.cap:
            words = [w.capitalize() for w in words]
        return all(w in self.gazetteer.portfolios for w in words)
