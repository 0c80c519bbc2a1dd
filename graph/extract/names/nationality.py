"""Whose minister "the Prime Minister" is: countries of persons whose titles name none.

A paper leaves out its own country ("the Foreign Minister met Graustark's envoy"). Where the article has two sides, and titles name only one
of them, the titles that name none belong to the other. This is inferred, marked so, and never done for bodies.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise

from graph.extract.gazetteer import Gazetteer
from graph.extract.names.found import Owner, country_key
from graph.extract.names.persons import Person
from graph.extract.names.registry import Registry
from graph.extract.names.units import units
from graph.extract.reading import Entity
from graph.model import Span

_OFFICIAL = frozenset({"president", "prime-minister", "minister", "secretary", "adviser", "sovereign", "deputy"})
_TOP = frozenset({"president", "prime-minister", "sovereign"})
_LISTING = frozenset({"accompanied", "accompanying", "including", "comprising", "delegation", "comprised", "included"})


class Nationality:
    """The sides of one article and who stands on which; `persons` are in the order of the text, with their keys."""

    def __init__(self, registry: Registry, persons: list[tuple[Person, str]], text: str, home: str | None = None) -> None:
        self.registry = registry
        self.persons = persons
        self.text = text
        self.home = home
        self.weight, self.shown = self._weights()

    def settle(self) -> None:
        """Give persons their country, and posts the country they are of, where one can be told."""
        self._leaders()
        self._listed()
        self.home = self._home()
        sides = self.sides()
        if self.home is not None:
            for p, key in self.persons:
                if self._bare(p, key) and (side := self._side(p, self.home, sides)) is not None:
                    self._give(key, side)
        self._posts()

    def _weights(self) -> tuple[Counter[str], dict[str, Span]]:
        weight: Counter[str] = Counter()
        shown: dict[str, Span] = {}
        for placed in self.registry.placed:
            m = placed.mention
            if m.kind == "country":
                weight[m.entity] += 1
                shown.setdefault(m.entity, m.span)
        return weight, shown

    def sides(self) -> tuple[str, ...]:
        """The two countries the article is about, if it is about two: the only ones, or far more often named than any other."""
        ranked = self.weight.most_common(3)
        if len(ranked) < 2:
            return ()
        if len(ranked) > 2 and (ranked[1][1] < 2 or ranked[2][1] * 2 > ranked[1][1]):
            return ()
        one, other = ranked[0][0], ranked[1][0]
        return (one, other) if self.shown[one] < self.shown[other] else (other, one)

    def _home(self) -> str | None:
        """The country whose titles go without its name: the publisher's, or the side that no title names, where the text pairs the two."""
        if self.home is not None and self.home in self.weight:
            return self.home
        explicit = {t.owner.key for p, _ in self.persons for t in p.titles if t.owner is not None and t.owner.iso and t.body is None}
        explicit |= {o.key for p, _ in self.persons for o in (p.country, p.counterpart) if o is not None}
        left = [side for side in self.sides() if side not in explicit]
        return left[0] if len(left) == 1 and self._paired() else None

    def _paired(self) -> bool:
        """Whether the text names the two sides as partners ("A-B ties", "between A and B", "A's relations with B"), not as foes."""
        sides = set(self.sides())
        if any(set(p.mention.entities) == sides for p in self.registry.placed if p.mention.entities):
            return True
        named = sorted((p.mention.span, p.mention.entity) for p in self.registry.placed if p.mention.entity in sides)
        for (one, a), (other, b) in pairwise(named):
            between = self.text[one.end : other.start]
            if (
                a != b
                and len(between) < 120
                and _PARTNERS.fullmatch(between)
                and not _FOES.search(self.text[max(0, one.start - 60) : other.end])
            ):
                return True
        return False

    def _bare(self, p: Person, key: str) -> bool:
        """Whether nothing beside the name, here or elsewhere, tells the person's country though a title calls for one."""
        entity = self.registry.entities[key]
        return entity.country is None and any(t.role in _OFFICIAL and t.owner is None and t.body is None for t in p.titles)

    def _side(self, p: Person, home: str, sides: tuple[str, ...]) -> str | None:
        """The country of one whose title names none: home, the other side for one whom somebody of the home country met, or unknown."""
        start = max(0, p.cover.start - 200)
        before = self.text[start : p.cover.start]
        opening = max((m.end() for m in _SENTENCE.finditer(before)), default=0)
        clause = before[opening:].casefold().split()
        if clause and clause[-1] == "the":
            clause = clause[:-1]
        if not any(" ".join(clause[-n:]) in _MEETING for n in (1, 2) if len(clause) >= n):
            return home
        met = next((k for q, k in reversed(self.persons) if start + opening <= q.span.start < p.cover.start), None)
        if met is None:
            return None if {"he", "she", "they"} & set(clause) else home
        if self.registry.entities[met].country not in (home, None):
            return home
        return next((side for side in sides if side != home), None) if home in sides else None

    def _leaders(self) -> None:
        """ "the Ruritanian delegation was led by A", "A led the Ruritanian delegation": the leader is of that country."""
        namings = sorted((p.mention.span, p.mention.entity) for p in self.registry.placed if p.mention.kind == "country")
        ends = {span.end: (span, key) for span, key in namings}
        starts = {span.start: (span, key) for span, key in namings}
        for p, key in self.persons:
            entity = self.registry.entities[key]
            if entity.country is not None:
                continue
            low = max(0, p.cover.start - 90)
            before = _LED.search(self.text[low : p.cover.start])
            behind = _LEADS.match(self.text, p.cover.end)
            found = ends.get(low + before.start() - 1) if before else starts.get(behind.end()) if behind else None
            if found is not None and (behind is None or before or _SIDE.match(self.text, found[0].end)):
                self.registry.entities[key] = replace(entity, country=found[1], country_evidence=found[0])

    def _listed(self) -> None:
        """ "accompanied by the Ruritanian Foreign Minister A, National Security Adviser B and Secretary C": one country for all."""
        country: Owner | None = None
        end = -1
        for p, key in self.persons:
            between = self.text[end : p.cover.start] if end >= 0 else ""
            joined = 0 <= end <= p.cover.start and between.strip(" ,;").casefold() in ("", "and", "&", "as well as")
            if not joined:
                country = None
            own = next((t.owner for t in p.titles if t.owner is not None and t.owner.iso), None)
            if own is not None:
                lead = self.text[max(0, p.cover.start - 80) : p.cover.start].casefold().split()
                country = own if _LISTING & set(lead) else None
            elif country is not None and self._bare(p, key) and not any(t.role in _TOP for t in p.titles):
                self._give(key, country.key)
            end = p.cover.end

    def _give(self, key: str, country: str) -> None:
        entity = self.registry.entities[key]
        if entity.country is None:
            self.registry.entities[key] = replace(entity, country=country, country_evidence=self.shown.get(country), country_inferred=True)

    def _posts(self) -> None:
        """Posts whose words name nothing are of the holder's country."""
        entities: dict[str, Entity] = self.registry.entities
        self.registry.posts = [
            replace(post, of=entities[post.person].country, of_inferred=True) if post.of is None and entities[post.person].country else post
            for post in self.registry.posts
        ]


_SENTENCE = re.compile(r"[.!?]['\")]*\s+(?=[A-Z\"'])|\n")
_PARTNERS = re.compile(
    r"\s*(?:and|&|,)\s*(?:the\s+)?"
    r"|[^.;\n]*\b(?:ties|relations|relationship|cooperation|collaboration|partnership|friendship) (?:with|to) (?:the )?",
    re.IGNORECASE,
)
_LED = re.compile(r"\b(?:delegation|side|team)\b[^.;]{0,25}?\b(?:led|headed|represented|chaired) by (?:the )?$")
_LEADS = re.compile(r",? (?:led|leads|headed|heads|represented) the ")
_SIDE = re.compile(r" (?:delegation|side|team)\b")
_FOES = re.compile(r"\b(?:war|invasion|conflict|hostilities|ceasefire|truce|dispute|sanctions|tensions)\b", re.IGNORECASE)
_MEETING = frozenset(
    {
        "with", "met", "meets", "met with", "spoke with", "spoke to", "called on", "calls on", "hosted by", "received by", "welcomed by",
        "greeted by", "hosted", "received", "welcomed",
    }
)  # fmt: skip


def publisher_country(publisher: str | None, gazetteer: Gazetteer) -> str | None:
    """The key of the one country that a publisher's name names ("Ministry of Foreign Affairs of Ruritania")."""
    if not publisher:
        return None
    found = {e.iso for u in units(publisher, Span(0, len(publisher)), gazetteer) if (e := u.entry("country", "adjective", "seat"))}
    return country_key(found.pop()) if len(found) == 1 else None
