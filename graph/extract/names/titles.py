"""Titles of posts: `[former] [Owner's | Adjective | Body] [Deputy] [Portfolio] Head [of Portfolio] [of Country [to Country] | of Body]`.

The text of a title is verbatim and without its owner: "Foreign Minister" for "Ruritanian Foreign Minister", "Chairman" for "Chairman of
the Ports Board".
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from graph.extract.gazetteer import Entry, Gazetteer
from graph.extract.names.bodies import Bodies
from graph.extract.names.found import Named, Owner
from graph.extract.names.units import Unit
from graph.model import Span

_LEFT = 8
_EXTENDS = frozenset({"Designate", "designate", "Elect", "elect", "Emeritus", "Plenipotentiary"})
_ALL_CAPS = re.compile(r"[A-Z][A-Z&]{1,9}")
_NUMERAL = re.compile(r"[IVX]{1,4}")
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)")
_MODIFY_FAR = frozenset({"Principal", "Assistant", "Chief"})
_POSSESSORS = frozenset({"its", "our", "his", "her", "their", "my"})
_CROWN = frozenset({"His Majesty", "Her Majesty", "HM", "H.M."})
_THEN_AFTER = frozenset({"the", "The", ",", "'s", "'", "(", "and", "by", "with", "as", "of", "from", "under", "between"})
_REGIONAL = re.compile(
    r"(?:[Vv]ice[ -]?|[Dd]eputy |[Aa]cting )*(?:Governor|Governor General|Hokim|Khokim|Akim|Wali|Prefect|Voivode|Administrator)"
)
_REGION = re.compile(
    r"(?:Region|Province|Oblast|Krai|State|County|Prefecture|Governorate|District|Voivodeship|Canton|Territory|Wilaya|Island)"
)
_NO_OWNER_AFTER = frozenset({"in", "to", "from", "with", "of", "for", "at", "by", "on", "across", "between"})


@dataclass(frozen=True, slots=True)
class Title:
    """A title as it stands in a line: units `first` up to `after`, exclusive, owner and state included.

    `text` is the post's name, `head` its head word, `role` the head's class. `owner` is the country or organisation, `body` the body that
    the words name. `to` is where an ambassador serves. `state`: former, now, coming or empty. `definite`: "the" stands before it.
    """

    first: int
    head_at: int
    after: int
    text: str
    span: Span
    head: str
    role: str
    owner: Owner | None = None
    body: Named | None = None
    to: Owner | None = None
    state: str = ""
    definite: bool = False
    lower: bool = False
    plural: bool = False
    iso: str = ""
    possessor: str = ""
    """ "its", "our", "his" …, where one stands before it"""
    inner: Title | None = None
    """the other's title in "aide to the President": a name behind it is the President's"""


class Titles:
    """The grammar of titles over one gazetteer; units must have been read for bodies before."""

    def __init__(self, gazetteer: Gazetteer, text: str, bodies: Bodies) -> None:
        self.gazetteer = gazetteer
        self.text = text
        self.bodies = bodies

    def read(self, units: list[Unit]) -> dict[int, Title]:
        """All titles of a line by their first unit, none overlapping."""
        found: dict[int, Title] = {}
        taken = 0
        for i, u in enumerate(units):
            if i < taken or u.name is not None or (entry := u.entry("title")) is None or self._is_modifier(units, i):
                continue
            if u.text in self.gazetteer.given and i and (i == taken or units[i - 1].has("honorific")):
                continue  # "CEO Sultan Al-Harbi": a name here
            title = self._at(units, i, entry, taken)
            found[title.first] = title
            taken = title.after
        return found

    def _is_modifier(self, units: list[Unit], i: int) -> bool:
        """Whether a title word only modifies the one after it: "Ambassador Head", "Principal | Deputy Adviser"."""
        if units[i].text in _MODIFY_FAR:
            for u in units[i + 1 : i + 6]:
                if u.name is not None or not u.cap or u.glued:
                    return False
                if u.has("title"):
                    return True
                if not self._modifies(u, u):
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

    def _at(self, units: list[Unit], i: int, entry: Entry, taken: int) -> Title:
        first = self._left(units, i, taken)
        owner, body, state, start = self._before(units, first, taken)
        if owner is None and body is None and entry.id == "ambassador":
            owner, start = self._crown(units, start, taken)
        head = units[i]
        title = Title(
            first=start,
            head_at=i,
            after=i + 1,
            text=self._words(units[first].start, head.end),
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
        return self._right(units, title)

    def _before(self, units: list[Unit], first: int, taken: int) -> tuple[Owner | None, Named | None, str, int]:
        """Owner and state before the words of a title, in either order, and the first unit with them."""
        owner, body, state, start = None, None, "", first
        for _ in range(2):
            if owner is None and body is None:
                owner, body, start = self._owner(units, start, taken)
            if not state:
                state, start = self._state(units, start, taken)
        return owner, body, state, start

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

    def _words(self, start: int, end: int) -> str:
        return " ".join(self.text[start:end].split())

    # -- to the left ---------------------------------------------------------------------------------------------------

    def _left(self, units: list[Unit], i: int, taken: int) -> int:
        j = i
        while j > taken and i - j < _LEFT:
            u = units[j - 1]
            if (u.text in ("-", "‐") and u.glued and units[j].glued and j - 1 > taken and self._modifies(units[j - 2], units[i])) or (
                u.text in ("and", "&", ",") and j - 1 > taken and self._portfolio(units[j - 2], units[i]) and self._joins(units, j, i)
            ):
                j -= 2
            elif self._modifies(u, units[i]):
                j -= 1
            else:
                break
        return j

    def _joins(self, units: list[Unit], j: int, i: int) -> bool:
        """Whether the mark or "and" before unit `j` joins portfolios of the head at `i`: "Trade, Industry and Supply Minister"."""
        if not self._portfolio(units[j], units[i]):
            return False
        return units[j - 1].text != "," or any(u.text in ("and", "&") for u in units[j:i])

    def _modifies(self, u: Unit, head: Unit) -> bool:
        if u.name is not None or not u.word:
            return False
        if u.text in self.gazetteer.modifiers or (u.has("region") and u.cap and head.cap):
            return u.cap or not head.cap
        if not head.cap and u.text.capitalize() in self.gazetteer.modifiers:
            return True
        return self._portfolio(u, head)

    def _portfolio(self, u: Unit, head: Unit) -> bool:
        words = u.text.replace("-", " ").split()
        if u.name is not None or not words or u.text in self.gazetteer.opening - self.gazetteer.portfolios:
            return False
        if not head.cap:
            words = [w.capitalize() for w in words]
        return all(w in self.gazetteer.portfolios for w in words)

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

    # -- to the right --------------------------------------------------------------------------------------------------

    def _right(self, units: list[Unit], t: Title) -> Title:
        t = self._suffix(units, t)
        for _ in range(4):
            longer = self._complement(units, t)
            if longer.after == t.after:
                break
            t = longer
        if t.after < len(units) and _NUMERAL.fullmatch(units[t.after].text) and len(units[t.after].text) > 1:
            t = self._extended(units, t, t.after + 1)  # "Director for Europe II"
        if t.body is None and t.owner is None and t.after < len(units):
            t = self._direct(units, t)
        return t

    def _extended(self, units: list[Unit], t: Title, after: int) -> Title:
        end = units[after - 1].end
        return replace(t, after=after, text=self._words(t.span.start, end), span=Span(t.span.start, end))

    def _suffix(self, units: list[Unit], t: Title) -> Title:
        k = t.after
        while k < len(units):
            u = units[k]
            if u.text in _EXTENDS:
                k += 1
            elif u.text == "-" and u.glued and k + 1 < len(units) and units[k + 1].text in _EXTENDS:
                k += 2
            elif u.text == "(" and (closing := self._bracket(units, k)):
                k = closing + 1
            elif u.text == "/" and k + 1 < len(units) and units[k + 1].cap and not self._opens_title(units, k + 1):
                k += 2
            else:
                break
        return self._extended(units, t, k) if k > t.after else t

    def _opens_title(self, units: list[Unit], k: int) -> bool:
        while k < len(units) and units[k].name is None and units[k].cap:
            if units[k].has("title"):
                return True
            if not self._modifies(units[k], units[k]) and self.bodies.owners.owner(units[k]) is None:
                return False
            k += 1
        return False

    def _bracket(self, units: list[Unit], k: int) -> int:
        """Index of ")" where "(East)" or "(Political Affairs)" stands at unit `k`, else 0."""
        for closing in range(k + 2, min(k + 6, len(units))):
            if units[closing].text == ")":
                inside = units[k + 1 : closing]
                plain = all(u.name is None and (u.cap or u.text in ("and", "&", "-", ",")) for u in inside)
                return closing if plain and inside[0].text.lower() not in ("retd", "rtd", "retired", "ret") else 0
        return 0

    def _complement(self, units: list[Unit], t: Title) -> Title:
        k = t.after
        if k + 1 >= len(units):
            return t
        prep = units[k].text
        at = k + 2 if units[k + 1].text in ("the", "The") and k + 2 < len(units) else k + 1
        if at + 1 < len(units) and _ORDINAL.fullmatch(units[at].text):
            at += 1
        u = units[at]
        if prep not in ("of", "for", "to", "at", "in", "on", "with"):
            return t
        owner = self.bodies.owners.country(u) or (self.bodies.owners.owner(u) if prep in ("of", "to") and u.has("seat") else None)
        possessor = at + 2 < len(units) and units[at + 1].text == "'s" and isinstance(units[at + 2].name, Named)
        if prep in ("of", "to") and (owner or u.has("organisation")) and not possessor:
            return self._of_owner(t, prep, owner or self.bodies.owners.owner(u), at)
        if isinstance(u.name, Named) and u.name.kind in ("body", "jointbody"):
            if prep == "to" and t.role == "ambassador":
                return replace(t, to=Owner("", u.span, body=u.name.name), after=at + 1)
            return replace(t, body=t.body or u.name, after=at + 1) if prep in ("of", "to", "at", "in", "with") else t
        if prep == "in" and u.has("city") and t.role == "ambassador" and (t.owner or t.body) and t.to is None:
            return replace(t, after=at + 1)  # "Ambassador of Ruritania in Strelsau"
        behind = units[at + 2].name if at + 2 < len(units) and units[at + 1].text == "'s" else None
        if isinstance(behind, Named) and behind.kind == "body" and owner and prep in ("of", "at", "in") and t.body is None:
            return replace(t, body=behind, after=at + 3)  # "Undersecretary at Ruritania's Foreign Ministry"
        if prep in ("in", "for") and owner and t.role in ("ambassador", "head") and (t.owner or t.body):
            return replace(t, to=owner, after=at + 1)
        if prep == "to" and (inner := self._inner_title(units, at)):
            named = inner.owner is not None or units[k + 1].text not in ("the", "The")  # "Aide to the President Jane Doe" is Jane Doe
            return replace(self._extended(units, t, inner.after), owner=t.owner or inner.owner, inner=inner if named else None)
        if prep in ("of", "for", "on", "to"):
            return self._of_subject(units, t, prep, at)
        return t

    def _of_owner(self, t: Title, prep: str, owner: Owner | None, at: int) -> Title:
        if prep == "of":
            return t if t.body or (t.owner and t.owner.key == (owner and owner.key)) else replace(t, owner=t.owner or owner, after=at + 1)
        if t.role in ("ambassador", "adviser", "minister", "head") and t.to is None:
            return replace(t, to=owner, after=at + 1)
        return t

    def _inner_title(self, units: list[Unit], at: int) -> Title | None:
        """The title in "(Ruritanian) President" from unit `at` on."""
        owner = self.bodies.owners.owner(units[at]) if not units[at].has("title") else None
        k = at + 1 if owner else at
        if owner and k < len(units) and units[k].text in ("'s", "'"):
            k += 1
        for i in range(k, min(k + 4, len(units))):
            u = units[i]
            if u.name is not None or not u.cap:
                return None
            if (entry := u.entry("title")) and not self._is_modifier(units, i):
                span = Span(units[k].start, u.end)
                return Title(at, i, i + 1, self._words(span.start, span.end), span, u.text, entry.id, owner)
            if not self._modifies(u, u):
                return None
        return None

    def _of_subject(self, units: list[Unit], t: Title, prep: str, at: int) -> Title:
        u = units[at]
        if u.name is not None or not u.cap:
            return t
        if prep == "of" and t.body is None and (region := self._region(units, t, at)) is not None:
            return region
        if prep == "of" and t.role == "president" and u.text == "Republic" and (at + 1 == len(units) or units[at + 1].text != "of"):
            return self._extended(units, t, at + 1)
        if prep == "of" and u.has("title") and t.role in ("adviser", "head"):
            return self._extended(units, t, at + 1)
        abroad = prep != "of" and self.bodies.owners.country(u) is not None and t.role in ("ambassador", "head", "adviser")
        if abroad and at + 1 < len(units) and units[at + 1].text == "'s":
            return t
        if prep == "to" and t.role not in ("ambassador", "adviser") and not abroad:
            return t
        if (u.has("region") or u.has("city") or abroad) and not self._portfolio(u, u):
            return self._extended(units, t, self._more_places(units, at + 1))
        end = self.bodies.portfolios.listing(units, at)
        if end == at and prep == "of" and u.has("body") and not u.has("title"):
            return self._extended(units, t, at + 1)  # "Speaker of the House": a body without a name of its own
        if end == at and prep != "of":
            end = self.bodies.portfolios.listing(units, at, free=True)
        if end == at and prep == "of" and t.role == "head" and not u.has("title") and not u.has("honorific"):
            end = self.bodies.portfolios.phrase(units, at, strict=False)
        return self._extended(units, t, end) if end > at else t

    def _region(self, units: list[Unit], t: Title, at: int) -> Title | None:
        """ "Governor of (the) Amber Region": the region's government is what the post is of."""
        if not _REGIONAL.fullmatch(t.text):
            return None
        for k in range(at, min(at + 5, len(units))):
            u = units[k]
            if u.name is not None or not u.cap or (u.has("title") and u.text not in self.gazetteer.given):
                return None
            if k > at and _REGION.fullmatch(u.text):
                span = Span(units[at].start, u.end)
                named = Named("body", "GovernmentBody", self._words(span.start, span.end), span, span, "title")
                return replace(t, body=named, after=k + 1)
        return None

    def _more_places(self, units: list[Unit], k: int) -> int:
        """End of "and the Pacific" or "Affairs" behind a place that a title names."""
        while k < len(units) and units[k].text == "Affairs":
            k += 1
        if k + 1 < len(units) and units[k].text in ("and", "&"):
            at = self.bodies.owners.skip_the(units, k + 1)
            if at < len(units) and units[at].has("region"):
                return at + 1
        return k

    def _direct(self, units: list[Unit], t: Title) -> Title:
        """ "Director NIT Springfield", "Secretary Department of Works": a body right after the head."""
        u = units[t.after]
        if isinstance(u.name, Named) and u.name.kind in ("body", "jointbody") and not t.lower:
            return replace(t, body=u.name, after=t.after + 1)
        if t.role in ("head", "secretary") and u.name is None and _ALL_CAPS.fullmatch(u.text) and u.text not in self.gazetteer.no_names:
            return self._abbreviated(units, t)
        return t

    def _abbreviated(self, units: list[Unit], t: Title) -> Title:
        k = t.after + 1
        if k < len(units) and units[k].cap and units[k].name is None and (units[k].has("city") or units[k].has("region")):
            k += 1
        elif k < len(units) and units[k].cap and units[k].word and not units[k].glued:
            if len(units[t.after].text) < 3 or units[k].entries:
                return t  # "Director JP Smith": initials of a person
            k += 1
        span = Span(units[t.after].start, units[k - 1].end)
        named = Named("body", "Organization", self._words(span.start, span.end), span, span, "title")
        return replace(t, body=named, after=k)
