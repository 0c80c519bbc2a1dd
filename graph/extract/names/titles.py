"""Titles of posts: `[former] [Owner's | Adjective | Body] [Deputy] [Portfolio] Head [of Portfolio] [of Country [to Country] | of Body]`.

The text of a title is verbatim and without its owner: "Foreign Minister" for "Ruritanian Foreign Minister", "Chairman" for "Chairman of
the Ports Board".
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from graph.extract.gazetteer import Entry, Gazetteer
from graph.extract.names.bodies import Bodies
from graph.extract.names.found import Named, Owner, Title
from graph.extract.names.title_complements import Complements
from graph.extract.names.title_words import TitleWords
from graph.extract.names.units import Unit
from graph.model import Span

_LEFT = 8
_ALL_CAPS = re.compile(r"[A-Z][A-Z&]{1,9}")
_POSSESSORS = frozenset({"its", "our", "his", "her", "their", "my"})
_OWN_PEOPLE = frozenset({"Abroad", "Overseas", "Expatriates", "Emigrants", "Nationals", "Citizens", "Diaspora", "Residing", "Living"})
_CROWN = frozenset({"His Majesty", "Her Majesty", "HM", "H.M."})
_THEN_AFTER = frozenset({"the", "The", ",", "'s", "'", "(", "and", "by", "with", "as", "of", "from", "under", "between"})
_NO_OWNER_AFTER = frozenset({"in", "to", "from", "with", "of", "for", "at", "by", "on", "across", "between"})


class Titles:
    """The grammar of titles over one gazetteer; units must have been read for bodies before."""

    def __init__(self, gazetteer: Gazetteer, text: str, bodies: Bodies) -> None:
        self.gazetteer = gazetteer
        self.text = text
        self.bodies = bodies
        self.words = TitleWords(gazetteer, text)
        self.complements = Complements(gazetteer, text, bodies)

    def read(self, units: list[Unit]) -> dict[int, Title]:
        """All titles of a line by their first unit, none overlapping."""
        found: dict[int, Title] = {}
        taken = 0
        for i, u in enumerate(units):
            if i < taken or u.name is not None or (entry := u.entry("title")) is None or self.words.is_modifier(units, i):
                continue
            if u.text in self.gazetteer.given and i and (i == taken or units[i - 1].has("honorific")):
                continue  # "CEO Sultan Al-Harbi": a name here
            title = self._at(units, i, entry, taken)
            found[title.first] = title
            taken = title.after
        return found

    def _at(self, units: list[Unit], i: int, entry: Entry, taken: int) -> Title:
        first = self._left(units, i, taken)
        owner, body, state, start = self._before(units, first, taken)
        if owner is None and body is None and entry.id in ("minister", "president", "prime-minister", "secretary", "deputy", "head"):
            owner = self._acting_for(units, start, taken)
        if owner is None and body is None and entry.id == "ambassador":
            owner, start = self._crown(units, start, taken)
        head = units[i]
        title = Title(
            first=start,
            head_at=i,
            after=i + 1,
            text=self.words.between(units[first].start, head.end),
            span=Span(units[first].start, head.end),
            head=head.text,
            role=entry.id,
            owner=owner,
            body=body,
            state=state,
            definite=start > 0 and units[start - 1].text in ("the", "The"),
            possessor=units[start - 1].text.lower() if start > 0 and units[start - 1].text.lower() in _POSSESSORS else "",
            lower=not head.cap and not units[first].cap,
            plural=head.text.endswith(("inisters", "hairs", "residents", "mbassadors", "remiers")),
            iso=entry.iso or ("IN" if units[first].text == "Union" and entry.id == "minister" else ""),
        )
        title = self.complements.read(units, title)
        title = replace(title, whole=Span(units[title.first].start, units[title.after - 1].end))
        return replace(title, owner=self._own_people(units, title)) if title.owner is None and title.body is None else title

    def _own_people(self, units: list[Unit], t: Title) -> Owner | None:
        """Whose "Minister of Ruritanian Expatriates" is, or the "Secretary for Ruritanians Abroad": a government's own people."""
        for u, following in pairwise(units[t.first : t.after]):
            entry = u.entry("adjective", "people") if u.name is None and following.text in _OWN_PEOPLE else None
            if entry is not None:
                return Owner(entry.iso, u.span, adjective=True)
        return None

    def _before(self, units: list[Unit], first: int, taken: int) -> tuple[Owner | None, Named | None, str, int]:
        """Owner and state before the words of a title, in either order, and the first unit with them."""
        owner, body, state, start = None, None, "", first
        for _ in range(2):
            if owner is None and body is None:
                owner, body, start = self._owner(units, start, taken)
            if not state:
                state, start = self._state(units, start, taken)
        return owner, body, state, start

    def _acting_for(self, units: list[Unit], start: int, taken: int) -> Owner | None:
        """ "for Ruritania by the Minister …", "on behalf of Ruritania, Minister …": whom the words before a title say he acts for."""
        at = start - 1
        if at > taken and units[at].text == "the":
            at -= 1
        if at < taken + 2 or units[at].text not in (",", "by"):
            return None
        owner = self.bodies.owners.country(units[at - 1])
        at -= 2
        if at > 0 and units[at].text in ("the", "The"):
            at -= 1
        behalf = units[at].text == "of" and at > 0 and units[at - 1].text == "behalf"
        return owner if behalf or units[at].text.casefold() == "for" else None

    def _crown(self, units: list[Unit], start: int, taken: int) -> tuple[Owner | None, int]:
        """ "His Majesty's Ambassador": an envoy of the United Kingdom, the only state that so calls its own."""
        at = start - 1
        if at > taken and units[at].text == "'s":
            at -= 1
        if (
            at < max(taken, 0)
            or units[at].text not in _CROWN
            or (at == start - 1 and units[at].text.startswith("H") and " " in units[at].text)
        ):
            return None, start
        return Owner("GB", units[at].span, adjective=True), at

    # -- to the left ---------------------------------------------------------------------------------------------------

    def _left(self, units: list[Unit], i: int, taken: int) -> int:
        j = i
        while j > taken and i - j < _LEFT:
            u = units[j - 1]
            if (u.text in ("-", "‐") and u.glued and units[j].glued and j - 1 > taken and self.words.modifies(units[j - 2], units[i])) or (
                u.text in ("and", "&", ",") and j - 1 > taken and self.words.portfolio(units[j - 2], units[i]) and self._joins(units, j, i)
            ):
                j -= 2
            elif self.words.modifies(u, units[i]):
                j -= 1
            else:
                break
        return j

    def _joins(self, units: list[Unit], j: int, i: int) -> bool:
        """Whether the mark or "and" before unit `j` joins portfolios of the head at `i`: "Trade, Industry and Supply Minister"."""
        if not self.words.portfolio(units[j], units[i]):
            return False
        return units[j - 1].text != "," or any(u.text in ("and", "&") for u in units[j:i])

    def _owner(self, units: list[Unit], j: int, taken: int) -> tuple[Owner | None, Named | None, int]:
        """The owner before unit `j`, as country or as body, and the first unit with it."""
        at = j - 1
        if at > taken and units[at].text in ("'s", "'") and units[at].glued:
            at -= 1
        if at < taken or at < 0:
            return None, None, j
        u = units[at]
        if isinstance(u.name, Named) and u.name.kind in ("body", "jointbody"):
            return None, u.name, at
        owner = u.name.owner if isinstance(u.name, Named) and u.name.kind == "country" else self.bodies.owners.owner(u)
        if owner is None:
            return None, None, j
        plain = at == j - 1 and u.has("country") and not u.has("adjective")
        before = units[at - 1] if at > taken else None
        if plain and before is not None and before.text in _NO_OWNER_AFTER:
            return None, None, j
        if (
            plain
            and before is not None
            and (isinstance(before.name, Named) or before.has("organisation") or _ALL_CAPS.fullmatch(before.text))
        ):
            if isinstance(before.name, Named) and before.name.kind == "body":
                return None, before.name, at - 1  # "JICA Ruritania Chief Representative": the country is where, not whose
            return (self.bodies.owners.owner(before) if before.has("organisation") else None), None, at - 1
        return owner, None, at

    def _state(self, units: list[Unit], j: int, taken: int) -> tuple[str, int]:
        """ "former", "acting" … before unit `j`, and the first unit with it."""
        at = j - 1
        if at > taken and units[at].text in ("-", "‐"):
            at -= 1
        if at < taken or at < 0 or (state := self.gazetteer.states.get(units[at].text)) is None:
            return "", j
        if units[at].text in ("then", "Then") and units[j - 1].text != "-" and at > 0:
            before = units[at - 1]
            if before.text not in _THEN_AFTER and self.bodies.owners.owner(before) is None:
                return "", j
        return state, at
