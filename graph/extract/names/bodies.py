"""Names of bodies: `[Owner's | Adjective] [Words] Head [of X, Y and Z] [of Country] [(ACRONYM)] [, Country]`.

The head decides the type ("Ministry", "Embassy", "Joint Working Group"); what stands around it decides whose it is and what it is for.
"""

from __future__ import annotations

import re

from graph.extract.gazetteer import Entry, Gazetteer, countries
from graph.extract.names.found import Named, Owner
from graph.extract.names.owners import DASHES, Owners
from graph.extract.names.portfolios import CONNECT, Portfolios
from graph.extract.names.units import Line, Unit, merge
from graph.extract.reading import MentionKind
from graph.model import Span

_LEFT = 9  # units a name may reach to the left of its head
_TWO_SIDED = frozenset({"Dialogue", "Dialog", "Consultations", "Mechanism", "Conclave", "Steering Committee", "Task Force", "Ministerial"})
_PROMOTES = re.compile(r"\b(?:Promotion|Research|Regulatory|Development|Standards|Accreditation|Nursing|Medical|Export|Testing)\b")
_ACRONYM = re.compile(r"[A-Z][A-Za-z]{0,2}[A-Z][A-Za-z&-]{0,9}s?|[A-Z]{2,10}s?")
_NO_CENTRAL_BANK = frozenset({"CN", "IN", "IE", "CY"})
"""countries where "Bank of Country" is a commercial bank"""
_WORLDLY = frozenset({"Fund", "Bank", "Facility", "Organisation", "Organization", "Union", "Community", "Court", "Commission"})
_BARE_OWNER = frozenset({"Parliament", "Senate", "Congress", "Army", "Navy", "Military", "Police", "Cabinet"})


class Bodies:
    """The grammar over one gazetteer. `read` replaces the units of each name found by one unit that carries it."""

    def __init__(self, gazetteer: Gazetteer, text: str) -> None:
        self.gazetteer = gazetteer
        self.text = text
        self.owners = Owners(gazetteer)
        self.portfolios = Portfolios(gazetteer, self.owners)

    def read(self, line: Line) -> None:
        """Find the bodies of a line; linear in its units."""
        units = line.units
        out: list[Unit] = []
        i = taken = 0
        while i < len(units):
            found = self._at(units, i, taken)
            if found is None:
                out.append(units[i])
                i += 1
                continue
            first, after, named = found
            while out and out[-1].start >= units[first].start:
                out.pop()
            out.append(merge(units, first, after, self.text, named))
            taken = out[-1].end
            i = after
        line.units = out

    def _at(self, units: list[Unit], i: int, taken: int) -> tuple[int, int, Named] | None:
        """The body whose head is unit `i`: first unit, unit after, name. Nothing before offset `taken` of an earlier name is touched."""
        head = units[i].entry("body")
        if head is None or units[i].name is not None or self._defers(units, i):
            return None
        if not units[i].cap:
            return self._lower(units, i, head)
        if (
            i > 1
            and units[i - 1].text in CONNECT
            and self.portfolios.has(units[i])
            and self.portfolios.has(units[i - 2])
            and units[i - 2].cap
        ):
            return None  # "Minister of Finance and Treasury"
        first, owner, members = self._left(units, i, taken)
        if head.id == "company" and self._held_by_title(units, first, i):
            return None  # "Minister for Heavy Industries"
        after, right_owner, complement = self._right(units, i, head)
        owner = right_owner or owner
        if right_owner is not None and (pair := self._of_two(units, after, head, right_owner)) is not None:
            after, owner, members = pair
        if not self._is_name(units, i, head, first, complement, owner, members):
            return None
        return self._named(units, (first, i, after), head, owner, members, complement)

    def _of_two(self, units: list[Unit], after: int, head: Entry, one: Owner) -> tuple[int, None, tuple[Owner, ...]] | None:
        """ "Joint Commission on Trade of Ruritania and Graustark": unit after it, no owner, and its two sides."""
        if head.id not in ("joint", "forum") or after + 1 >= len(units) or units[after].text not in CONNECT:
            return None
        at = self.owners.skip_the(units, after + 1)
        other = self.owners.country(units[at]) if at < len(units) else None
        return (at + 1, None, (one, other)) if other is not None and other.key != one.key else None

    def _defers(self, units: list[Unit], i: int) -> bool:
        """Whether the next unit is the true head ("Security Council | Secretariat", "Ministry | Spokesperson" is not)."""
        following = units[i + 1] if i + 1 < len(units) else None
        if following is None or not following.cap or following.glued:
            return False
        return (following.has("body") and not following.has("title")) or following.text in self.gazetteer.buildings - {"Secretariat"}

    # -- to the left ---------------------------------------------------------------------------------------------------

    def _left(self, units: list[Unit], i: int, taken: int) -> tuple[int, Owner | None, tuple[Owner, ...]]:
        """First unit of the name, the owner that stands before or in it, and the two sides of a compound."""
        j = i
        while j > 0 and i - j < _LEFT:
            u = units[j - 1]
            if u.name is not None or u.start < taken:
                break
            if u.text in DASHES and j >= 2 and u.glued and units[j].glued and self._modifies(units[j - 2]):
                pair = self.owners.pair(units, j)
                if pair:
                    return pair[0], None, pair[1]
                j -= 2
                continue
            if u.text in CONNECT and j >= 2 and self.portfolios.has(units[j - 2]) and self.portfolios.has(units[j]):
                j -= 2
                continue
            if u.text in CONNECT and (opens := self._two_subjects(units, j, taken)):
                j = opens
                continue
            if u.text == "," and j >= 2 and self._in_list(units, j):
                j -= 2
                continue
            pair = self.owners.pair(units, j)
            if pair:
                return pair[0], None, pair[1]
            if owner := self.owners.owner(u):
                return j - 2 if j > 1 and units[j - 2].text == "Royal" and units[j - 2].start >= taken else j - 1, owner, ()
            if not self._modifies(u):
                break
            j -= 1
        return j, self.owners.possessor(units, j), ()

    def _held_by_title(self, units: list[Unit], first: int, i: int) -> bool:
        """Whether words of portfolios with a head that may close one stand behind "Minister of"."""
        led = first > 1 and units[first - 1].text in ("of", "for", "and", "&", ",") and self.portfolios.has(units[i])
        return led and any(u.has("title") for u in units[max(0, first - 8) : first]) and all(self.portfolios.has(u) for u in units[first:i])

    def _two_subjects(self, units: list[Unit], j: int, taken: int) -> int:
        """First unit of "the Nursing and Midwifery | Council", as what "the" opens is one name; else 0."""
        if not (self._plain(units[j]) and j >= 3):
            return 0
        k = j - 2
        while k > 1 and self._plain(units[k]) and units[k].start >= taken:
            before = units[k - 1].text
            if before in ("the", "The") or (self.owners.owner(units[k - 1]) and units[k - 1].name is None):
                return k
            if before == "," and k >= 3:
                k -= 2
            elif self._plain(units[k - 1]):
                k -= 1
            else:
                return 0
        return 0

    def _plain(self, u: Unit) -> bool:
        """Whether a unit is a capitalised word with no other use, or one of portfolios."""
        return self.portfolios.has(u) or (u.name is None and u.word and u.cap and not u.entries and self._modifies(u))

    def _modifies(self, u: Unit) -> bool:
        """Whether a unit may be a word inside a name, before its head."""
        if not u.word and u.text != "2+2":
            return False
        if u.text in ("2+2", "CEO", "CEOs") or u.text in self.gazetteer.joint:
            return True
        if not u.cap or u.text in self.gazetteer.opening or u.has("title") or u.has("honorific"):
            return self.portfolios.has(u) and u.cap and not u.has("title")
        return u.text not in self.gazetteer.no_names or (u.text == "Policy" and self.portfolios.has(u))

    def _in_list(self, units: list[Unit], j: int) -> bool:
        """Whether the comma before unit `j` joins portfolios: "Trade, Industry and Investment Board"."""
        return self.portfolios.has(units[j - 2]) and any(u.text in CONNECT for u in units[j : j + 4]) and self.portfolios.has(units[j])

    # -- to the right --------------------------------------------------------------------------------------------------

    def _right(self, units: list[Unit], i: int, head: Entry) -> tuple[int, Owner | None, tuple[int, int] | None]:
        """Unit after the name, the owner named there, and the units of the complement."""
        k = i + 1
        complement = None
        while head.id == "company" and k < len(units) and units[k].text in self.gazetteer.suffixes:
            k += 1
        if k < len(units) and units[k].text in head.complement:
            start = self.owners.skip_the(units, k + 1)
            if start < len(units) and (owner := self.owners.country(units[start])):
                return start + 1, owner, None
            end = self._complement(units, start, head, units[i].text)
            if end > start and not (end < len(units) and units[end].cap and units[end].has("body") and not units[end].glued):
                complement = (k + 1, end)
                k = end
        elif head.id == "ministry" and k < len(units) and self.portfolios.has(units[k]) and units[k].cap and head.complement:
            end = self.portfolios.listing(units, k)
            if end < len(units) and not units[end].has("title"):
                complement = (k, end)
                k = end
        if complement is None and units[i].text in ("University", "Institute", "College", "Academy"):
            k = self._seat(units, k)
        k, owner = self.owners.of_country(units, k)
        return k, owner, complement

    def _seat(self, units: list[Unit], k: int) -> int:
        """Unit behind the town that a school's name ends with: "Mining University Strelsau"."""
        if k >= len(units) or units[k].glued or not self.portfolios.town(units[k]):
            return k
        following = units[k + 1] if k + 1 < len(units) else None
        return k if following is not None and following.cap and following.word else k + 1

    def _complement(self, units: list[Unit], k: int, head: Entry, word: str) -> int:
        if head.id in ("ministry", "joint") or word in _TWO_SIDED:
            return self.portfolios.listing(units, k, free=head.id != "ministry")
        if head.id == "mission":
            return self.portfolios.phrase(units, k, strict=False)
        return self.portfolios.chain(units, k, titles=word in ("Office", "Secretariat"))

    # -- the name ------------------------------------------------------------------------------------------------------

    def _is_name(
        self,
        units: list[Unit],
        i: int,
        head: Entry,
        first: int,
        complement: tuple[int, int] | None,
        owner: Owner | None,
        members: tuple[Owner, ...],
    ) -> bool:
        if units[i].text in ("Ministries", "Departments") and not complement:
            return False
        own_words = [u for u in units[first:i] if u.word and not self.owners.owner(u)]
        if complement or own_words or members or head.alone:
            return True
        if owner is None:
            return False
        known = " " in units[i].text or head.id == "mission" or units[i].text in _BARE_OWNER
        return known or (head.id == "company" and (owner.span.start > units[i].start or not owner.adjective))

    def _named(
        self,
        units: list[Unit],
        at: tuple[int, int, int],
        head: Entry,
        owner: Owner | None,
        members: tuple[Owner, ...],
        complement: tuple[int, int] | None,
    ) -> tuple[int, int, Named]:
        first, i, after = at
        after, acronym = self._acronym(units, after)
        if acronym and owner is None:
            after, owner = self.owners.of_country(units, after)
        name_end = after - 3 if acronym and units[after - 1].text == ")" else after
        if head.id in ("ministry", "government", "agency", "organisation", "forum"):
            after, owner = self.owners.comma_country(units, after, owner)
        end = units[name_end - 1].end if acronym is None else acronym.start - 1
        span = Span(units[first].start, len(self.text[: max(end, units[i].end)].rstrip()))
        type_ = self._type(units, first, i, head, members)
        own = [u for u in units[first:i] if not self.owners.owner(u) or u is not units[first]]
        name, portfolio = self._title(units, i, own, complement, type_, span)
        if (
            units[i].text == "Bank"
            and first == i
            and not complement
            and owner is not None
            and owner.iso
            and owner.iso not in _NO_CENTRAL_BANK
        ):
            type_ = "GovernmentBody"  # "Bank of Ruritania": the central bank
        if head.iso and owner is None:
            owner = Owner(head.iso, units[i].span)
        if units[i].text in ("Ministries", "Departments") and complement:
            return first, after, self._each(units, i, complement, owner, span, units[after - 1].end)
        kind: MentionKind = "jointbody" if type_ == "JointBody" else "body"
        cover = Span(span.start, units[after - 1].end)
        host = self._host(units, after) if head.id == "mission" else None
        return first, after, Named(kind, type_, name, span, cover, "grammar", owner, portfolio, acronym, members, accredited=host)

    def _host(self, units: list[Unit], k: int) -> Owner | None:
        """The country in "in Country" or "in Capital" behind a mission's name."""
        if k + 1 >= len(units) or units[k].text not in ("in", "to"):
            return None
        u = units[self.owners.skip_the(units, k + 1)] if k + 2 < len(units) else units[k + 1]
        capital = next((iso for iso, c in countries().items() if u.text in c.capitals), "") if u.has("city") else ""
        return self.owners.country(u) or (Owner(capital, u.span) if capital else None)

    def _each(self, units: list[Unit], i: int, complement: tuple[int, int], owner: Owner | None, span: Span, end: int) -> Named:
        """ "Ministries of Health and Education": several at once."""
        head = {"Ministries": "Ministry", "Departments": "Department"}[units[i].text]
        subject = self.text[units[complement[0]].start : units[complement[1] - 1].end]
        parts = []
        for m in re.finditer(r"(?:^|,\s*(?:and\s+)?|\s+(?:and|&)\s+)(?:the\s+)?([^,]+?)(?=,|\s+(?:and|&)\s+|$)", subject):
            at = units[complement[0]].start
            part = Span(at + m.start(1), at + m.end(1))
            parts.append(Named("body", "Ministry", f"{head} of {m[1]}", part, part, "list", owner, self.portfolios.normal(m[1])))
        return Named("body", "Ministry", "", span, Span(span.start, end), "list", owner, parts=tuple(parts))

    def _title(
        self, units: list[Unit], i: int, own: list[Unit], complement: tuple[int, int] | None, type_: str, span: Span
    ) -> tuple[str, str]:
        """The usual form of the name and, for a ministry, what it is for."""
        whole = " ".join(self.text[span.start : span.end].split())
        if type_ != "Ministry":
            return whole, ""
        start = own[0].start if own else units[i].start
        end = units[complement[1] - 1].end if complement else units[i].end
        name = " ".join(self.text[start:end].split())
        if complement:
            subject = self.text[units[complement[0]].start : units[complement[1] - 1].end]
        else:
            subject = re.sub(r"\b(?:Ministry|Ministries|Department|Office)\b", "", self.text[start:end], flags=re.IGNORECASE)
        return name, self.portfolios.normal(subject)

    def _type(self, units: list[Unit], first: int, i: int, head: Entry, members: tuple[Owner, ...]) -> str:
        words = {u.text for u in units[first:i]}
        before = units[first - 1].text.casefold() if first else ""
        spelt = self.text[units[first].start : units[i].start]
        joint = bool(
            members
            or words & self.gazetteer.joint
            or any(w in spelt for w in self.gazetteer.joint if "-" in w)
            or before in ("bilateral", "joint", "trilateral", "intergovernmental")
        )
        if head.id in ("joint", "forum") and (joint or head.id == "joint" or units[i].text in _TWO_SIDED):
            return "JointBody"
        if head.id == "ministry" and any(u.has("city") or u.has("region") for u in units[first:i]):
            return "GovernmentBody"
        if units[i].text == "Department" and any(u.text in ("University", "Faculty") for u in units[max(0, i - 6) : i + 8]):
            return "Organization"
        if (
            units[i].text in ("Organisation", "Organization")
            and all(self.portfolios.has(u) or self.owners.owner(u) for u in units[first:i])
            and i > first
        ):
            return "Agency"
        if units[i].text in _WORLDLY and any(u.has("region") and not u.entry("region").iso for u in units[first:i]):  # type: ignore[union-attr]
            return "InternationalOrganization"  # "Pacific Reinsurance Facility"
        if units[i].text == "Council" and _PROMOTES.search(self.text[units[first].start : units[i].end]):
            return "Agency"
        return head.type

    def _acronym(self, units: list[Unit], k: int) -> tuple[int, Span | None]:
        """ "(NBA)" from unit `k`: unit after it, and the letters."""
        if k + 2 < len(units) and units[k].text == "(" and units[k + 2].text == ")" and _ACRONYM.fullmatch(units[k + 1].text):
            return k + 3, units[k + 1].span
        return k, None

    def _lower(self, units: list[Unit], i: int, head: Entry) -> tuple[int, int, Named] | None:
        """ "the Ruritanian foreign ministry", "India's health ministry": lower-case names, only with an owner or as a known head."""
        j = i
        while j > 0 and units[j - 1].text.capitalize() in self.gazetteer.portfolios and not units[j - 1].cap and i - j < 4:
            j -= 1
        owner = self.owners.owner(units[j - 1]) if j else None
        first = j - 1 if owner else j
        if owner is None:
            owner = self.owners.possessor(units, j)
        if owner is None or (j == i and head.id != "mission" and not head.alone):
            return None
        after, acronym = self._acronym(units, i + 1)
        span = Span(units[first].start, units[i].end)
        own = [u for u in units[first:i] if not self.owners.owner(u)]
        name, portfolio = self._title(units, i, own, None, head.type, span)
        return (
            first,
            after,
            Named("body", head.type, name, span, Span(span.start, units[after - 1].end), "grammar", owner, portfolio, acronym),
        )
