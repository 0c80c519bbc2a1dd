"""What stands behind the head of a title: "Director | General (East)", "Minister | of Works", "Ambassador | of Ruritania to Graustark"."""

from __future__ import annotations

import re
from dataclasses import replace

from graph.extract.gazetteer import Gazetteer
from graph.extract.names.bodies import Bodies
from graph.extract.names.found import Named, Owner, Title
from graph.extract.names.title_words import TitleWords
from graph.extract.names.units import Unit
from graph.model import Span

_EXTENDS = frozenset({"Designate", "designate", "Elect", "elect", "Emeritus", "Plenipotentiary"})
_ALL_CAPS = re.compile(r"[A-Z][A-Z&]{1,9}")
_NUMERAL = re.compile(r"[IVX]{1,4}")
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)")
_REGIONAL = re.compile(
    r"(?:[Vv]ice[ -]?|[Dd]eputy |[Aa]cting )*(?:Governor|Governor General|Hokim|Khokim|Akim|Wali|Prefect|Voivode|Administrator)"
)
_REGION = re.compile(
    r"(?:Region|Province|Oblast|Krai|State|County|Prefecture|Governorate|District|Voivodeship|Canton|Territory|Wilaya|Island)"
)


_DEFINITE = frozenset({"the", "this", "that", "his", "her", "its", "their", "our"})
_HEADS = frozenset(
    {"ministry", "department", "agency", "embassy", "mission", "commission", "council", "authority", "bank", "institute", "university"}
    | {"company", "organisation", "organization", "bureau", "board", "high commission", "secretariat", "chamber", "association", "fund"}
)
"""what a body is called when it is named elsewhere"""
_LEADS = (
    ("in", "charge", "of"),
    ("responsible", "for"),
    ("with", "responsibility", "for"),
    ("with", "special", "responsibility", "for"),
)
_AREA_WORDS = frozenset({"Affairs", "Relations", "Division", "Department", "Region", "Integration", "Cooperation", "Countries", "Issues"})


class Complements:
    """The grammar to the right of titles' heads, over one gazetteer."""

    def __init__(self, gazetteer: Gazetteer, text: str, bodies: Bodies) -> None:
        self.gazetteer = gazetteer
        self.text = text
        self.bodies = bodies
        self.words = TitleWords(gazetteer, text)

    def read(self, units: list[Unit], t: Title) -> Title:
        """The title with all that belongs to it behind its head."""
        t = self._remark(units, self._suffix(units, t))
        for _ in range(4):
            longer = self._complement(units, t)
            if longer.after == t.after:
                break
            t = self._remark(units, self._bracketed(units, longer))
        if t.after < len(units) and _NUMERAL.fullmatch(units[t.after].text) and len(units[t.after].text) > 1:
            t = self._extended(units, t, t.after + 1)  # "Director for Europe II"
        if t.body is None and t.owner is None and t.after < len(units):
            t = self._direct(units, t)
        return t

    def _extended(self, units: list[Unit], t: Title, after: int) -> Title:
        end = units[after - 1].end
        return replace(t, after=after, text=self.words.between(t.span.start, end), span=Span(t.span.start, end))

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
            if not self.words.modifies(units[k], units[k]) and self.bodies.owners.owner(units[k]) is None:
                return False
            k += 1
        return False

    def _bracketed(self, units: list[Unit], t: Title) -> Title:
        """The title with "(Power Division)" behind its portfolio."""
        k = t.after
        closing = self._bracket(units, k) if k < len(units) and units[k].text == "(" and t.body is None and t.owner is None else 0
        return self._extended(units, t, closing + 1) if closing else t

    def _remark(self, units: list[Unit], t: Title) -> Title:
        """The title with a remark in small letters behind it, which is not of its words: "(non-resident)", "(in charge)"."""
        k = t.after
        if k >= len(units) or units[k].text != "(":
            return t
        closing = next((i for i in range(k + 2, min(k + 7, len(units))) if units[i].text == ")"), 0)
        plain = closing and all(u.name is None and (u.text.islower() or u.text == "-") for u in units[k + 1 : closing])
        return replace(t, after=closing + 1) if plain else t

    def _bracket(self, units: list[Unit], k: int) -> int:
        """Index of ")" where "(East)" or "(Political Affairs)" stands at unit `k`, else 0."""
        for closing in range(k + 2, min(k + 6, len(units))):
            if units[closing].text == ")":
                inside = units[k + 1 : closing]
                plain = all(u.cap or u.text in ("and", "&", "-", ",") for u in inside)
                return closing if plain and inside[0].text.lower() not in ("retd", "rtd", "retired", "ret") else 0
        return 0

    def _complement(self, units: list[Unit], t: Title) -> Title:
        k = self._preposition(units, t.after)
        if k + 1 >= len(units) or units[k].text not in ("of", "for", "to", "at", "in", "on", "with"):
            return t
        prep = units[k].text
        at = k + 2 if units[k + 1].text in ("the", "The") and k + 2 < len(units) else k + 1
        if at + 1 < len(units) and _ORDINAL.fullmatch(units[at].text):
            at += 1
        if prep in ("of", "for", "on") and (end := self._areas(units, at)) > at:
            return self._extended(units, t, end)
        if prep in ("of", "at", "in") and self._described(units, at):
            return replace(t, anaphor="" if t.body else units[at].text, after=at + 1)
        belongs = self._belonging(units, t, prep, at)
        if belongs is not None:
            return belongs
        if prep == "to" and (inner := self._inner_title(units, at)):
            named = inner.owner is not None or units[k + 1].text not in ("the", "The")  # "Aide to the President Jane Doe" is Jane Doe
            return replace(self._extended(units, t, inner.after), owner=t.owner or inner.owner, inner=inner if named else None)
        return self._of_subject(units, t, prep, at) if prep in ("of", "for", "on", "to") else t

    def _preposition(self, units: list[Unit], k: int) -> int:
        """The preposition behind a head: that of "in charge of" and "responsible for" where such stands there."""
        words = tuple(u.text for u in units[k : k + 4])
        for lead in _LEADS:
            if words[: len(lead)] == lead:
                return k + len(lead) - 1
        return k

    def _described(self, units: list[Unit], at: int) -> bool:
        """Whether "the ministry" stands there: a body that is named elsewhere."""
        u = units[at]
        named = at + 1 < len(units) and (units[at + 1].cap or units[at + 1].text in ("of", "for"))
        return units[at - 1].text.lower() in _DEFINITE and u.text.lower() in _HEADS and u.name is None and not named

    def _belonging(self, units: list[Unit], t: Title, prep: str, at: int) -> Title | None:
        """The title with the country or body that stands at unit `at` behind a preposition; None where none does."""
        u = units[at]
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
        return None

    def _areas(self, units: list[Unit], k: int) -> int:
        """End of "European and American Affairs" or "Africa and the Middle East Division" from unit `k`; `k` where no such stands there."""
        at = k
        while at < len(units) and at - k < 10:
            u = units[at]
            if at > k and u.cap and u.name is None and u.text in _AREA_WORDS:
                return at + 1
            place = (
                u.name is None and u.cap and bool(u.has("adjective") or u.has("region-adjective") or u.has("region") or u.has("country"))
            )
            joint = at > k and (u.text in ("and", "&", ",", "-", "the"))
            plain = at > k and u.cap and u.word and u.name is None and (not u.entries or self.words.portfolio(u, u))
            if not (place or joint or u.text in ("EU", "UN") or plain):
                return k
            at += 1
        return k

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
            if (entry := u.entry("title")) and not self.words.is_modifier(units, i):
                span = Span(units[k].start, u.end)
                return Title(at, i, i + 1, self.words.between(span.start, span.end), span, u.text, entry.id, owner)
            if not self.words.modifies(u, u):
                return None
        return None

    def _of_subject(self, units: list[Unit], t: Title, prep: str, at: int) -> Title:
        u = units[at]
        if t.lower and u.name is None and not u.cap and prep in ("of", "for"):
            end = self._small(units, at)
            return self._extended(units, t, end) if end > at else t
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
        if (u.has("region") or u.has("city") or abroad) and not self.words.portfolio(u, u):
            return self._extended(units, t, self._more_places(units, at + 1))
        end = self.bodies.portfolios.listing(units, at)
        if end == at and prep == "of" and u.has("body") and not u.has("title"):
            return self._extended(units, t, at + 1)  # "Speaker of the House": a body without a name of its own
        if end == at and (prep != "of" or (t.text in ("Minister", "State Minister") and self._ends_alone(units, at))):
            end = self.bodies.portfolios.listing(units, at, free=True)
        if end == at and prep == "of" and t.role == "head" and not u.has("title") and not u.has("honorific"):
            end = self.bodies.portfolios.phrase(units, at, strict=False)
        return self._extended(units, t, end) if end > at else t

    def _small(self, units: list[Unit], k: int) -> int:
        """End of "foreign affairs and trade" from unit `k`, as titles in small letters go on."""
        end = k
        while end < len(units) and end - k < 9:
            u = units[end]
            joint = end > k and u.text in ("and", ",", "&") and end + 1 < len(units)
            if joint and (units[end + 1].text == "and" or not self._small_word(units[end + 1])):
                break
            if not joint and not self._small_word(u):
                break
            end += 1
        return end

    def _small_word(self, u: Unit) -> bool:
        return u.name is None and u.word and not u.cap and u.text.capitalize() in self.gazetteer.portfolios

    def _ends_alone(self, units: list[Unit], k: int) -> bool:
        """Whether one word that names nothing known stands behind "Minister of": "Minister of Almsgiving, Jane Doe"."""
        following = units[k + 1].text if k + 1 < len(units) else "."
        return not units[k].entries and units[k].word and not following[0].isupper() and following != "'s"

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
                named = Named("body", "GovernmentBody", self.words.between(span.start, span.end), span, span, "title")
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
        named = Named("body", "Organization", self.words.between(span.start, span.end), span, span, "title")
        return replace(t, body=named, after=k)
