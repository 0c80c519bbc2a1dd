"""Portfolios: what ministries, departments and their heads are for ("Health, Family Welfare and Sports")."""

from __future__ import annotations

import re

from graph.extract.gazetteer import Gazetteer
from graph.extract.names.owners import DASHES, Owners
from graph.extract.names.units import Unit

CONNECT = ("and", "&")
_RIGHT = 24  # units a name may reach to the right of its head
_ABSTRACT = re.compile(r"[A-Z][a-z]{3,}(?:[ts]ion|ness|ment|ship|hood|ics|ology|ivity|ility|ality)s?")
"""words that name what is done or cared for, in no list: "Wellness", "Beautification" """


class Portfolios:
    """The grammar of portfolios. Ends are units: the one behind the last that belongs to what is read."""

    def __init__(self, gazetteer: Gazetteer, owners: Owners) -> None:
        self.gazetteer = gazetteer
        self.owners = owners

    def has(self, u: Unit) -> bool:
        """Whether a unit is a word of portfolios ("Trade", "Armed Forces")."""
        words = u.text.replace("-", " ").split()
        return u.name is None and bool(words) and all(w in self.gazetteer.portfolios for w in words)

    def noun(self, u: Unit) -> bool:
        """Whether a unit may close a portfolio: a word of portfolios, or an abstract noun that is nothing else."""
        return self.has(u) or (u.name is None and not u.entries and bool(_ABSTRACT.fullmatch(u.text)) and self._plain(u))

    def listing(self, units: list[Unit], k: int, *, free: bool = False) -> int:
        """End of "Health, Family Welfare and Sports" from unit `k`: the "and" belongs to the name only where a portfolio follows it."""
        end = self.phrase(units, k, strict=not free)
        if end == k:
            return k
        while end < len(units) and end - k < _RIGHT:
            joint = self._joined(units, end)
            if joint == end:
                return end
            end = joint
        return end

    def _joined(self, units: list[Unit], end: int) -> int:
        """End of the next member of a list, or `end` where the list is over."""
        u = units[end]
        if u.text in CONNECT:
            return self._member(units, end + 1) or end
        if u.text in ("of", "for", "in"):
            at = self.owners.skip_the(units, end + 1)
            return end if at < len(units) and self.owners.country(units[at]) else self._member(units, at) or end
        if u.text == ",":
            at, members = end, 0
            while at < len(units) and units[at].text == "," and members < 6:
                closing = at + 1 < len(units) and units[at + 1].text in CONNECT
                after = self._member(units, at + 2 if closing else at + 1)
                if not after:
                    return end
                if closing:
                    return after
                at, members = after, members + 1
            if at < len(units) and units[at].text in CONNECT:
                return self._member(units, at + 1) or end
        return end

    def _member(self, units: list[Unit], k: int) -> int | None:
        """End of a list member from unit `k`; None where what stands there is another name."""
        k = self.owners.skip_the(units, k)
        end = self.phrase(units, k, strict=True)
        if end == k:
            return None
        following = units[end] if end < len(units) else None
        if following is not None and following.cap and (following.has("title") or following.has("body")) and not following.glued:
            return None
        return end

    def phrase(self, units: list[Unit], k: int, *, strict: bool) -> int:
        """End of a run of capitalised words from unit `k`; a strict one opens and closes with words of portfolios."""
        end = k
        while end < len(units) and end - k < 6:
            u = units[end]
            if u.text in ("'s", "'") and end > k and self._owned(units, end):
                end += 1  # "Children's Affairs"
                continue
            if u.text in DASHES and u.glued and end > k and end + 1 < len(units) and units[end + 1].glued and units[end + 1].cap:
                end += 1
                continue
            if not u.cap or u.name is not None or not (self.has(u) or self._plain(u) or self._of_people(units, end)):
                break
            end += 1
        if strict:
            while end > k and not self.noun(units[end - 1]):
                end -= 1
            if end > k and not self.noun(units[k]) and end - k > 1:
                return end
            return end if end > k and self.noun(units[k]) else k
        return end

    def _owned(self, units: list[Unit], k: int) -> bool:
        """Whether the possessive mark at unit `k` joins words of portfolios."""
        return units[k].glued and k + 1 < len(units) and self.has(units[k - 1]) and self.has(units[k + 1])

    def _of_people(self, units: list[Unit], k: int) -> bool:
        """Whether an adjective of a country stands before a word of portfolios: "Ruritanian Expatriates"."""
        following = units[k + 1] if k + 1 < len(units) else None
        return units[k].has("adjective") and following is not None and following.cap and self.noun(following) and not following.glued

    def _plain(self, u: Unit) -> bool:
        """Whether a unit is a word that the gazetteer has no other use for."""
        taken = u.has("title") or u.has("honorific") or u.has("body") or self.owners.owner(u) is not None
        return u.word and not taken and u.text not in self.gazetteer.no_names and u.text not in self.gazetteer.days

    def town(self, u: Unit) -> bool:
        """Whether a capitalised unit may be the name of a town that no list knows, or that one does."""
        return u.cap and u.word and (u.has("city") or (not u.entries and self._plain(u) and u.text not in self.gazetteer.opening))

    def chain(self, units: list[Unit], k: int, *, titles: bool) -> int:
        """End of "Training and Research in Medicine" from unit `k`."""
        if titles and k < len(units) and units[k].has("title") and units[k].cap:
            k += 1
            if k + 1 < len(units) and units[k].text == "for" and units[k + 1].cap:
                return self.listing(units, k + 1, free=True)
            return k
        end = self.phrase(units, k, strict=False)
        while end > k and end + 1 < len(units) and end - k < _RIGHT:
            u = units[end]
            start = self.owners.skip_the(units, end + 1)
            seat = u.text == "in" and start < len(units) and (units[start].has("city") or units[start].has("region"))
            if (
                u.text in ("of", "for", "in", "on")
                and start < len(units)
                and units[start].cap
                and not self.owners.country(units[start])
                and not seat
            ):
                after = self.phrase(units, start, strict=False)
            elif u.text in CONNECT and self.has(units[end + 1]):
                after = self._member(units, end + 1) or end
            elif u.text == ",":
                after = self._joined(units, end)
            else:
                break
            if after in (start, end):
                break
            end = after
        return end

    def normal(self, subject: str) -> str:
        """What a ministry is for, in lower case and one spelling: "health and family welfare"."""
        words = " ".join(subject.casefold().replace("&", "and").replace(",", " ").split())
        words = re.sub(r"^(?:the|federal|union)\s+", "", words).strip()
        return self.gazetteer.synonyms.get(words, words)
