"""Whose paper it is: the two sides of an article, and the country whose officials it names without saying whose they are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from graph.extract.gazetteer import Gazetteer, countries
from graph.extract.names.found import Title, country_key
from graph.extract.names.persons import Person
from graph.extract.names.registry import Registry
from graph.extract.names.units import units
from graph.model import Span


class Home:
    """The sides of one article; `persons` are in the order of the text, with their keys, `said` all titles it speaks of.

    `published`: the key of the country of who publishes, where that is known.
    """

    def __init__(
        self, registry: Registry, persons: Sequence[tuple[Person, str]], text: str, said: Sequence[Title], published: str | None
    ) -> None:
        self.registry = registry
        self.persons = persons
        self.text = text
        self.said = said
        self.published = published
        self.weight: Counter[str] = Counter()
        self.shown: dict[str, Span] = {}
        for placed in registry.placed:
            if placed.mention.kind == "country":
                self.weight[placed.mention.entity] += 1
                self.shown.setdefault(placed.mention.entity, placed.mention.span)

    def sides(self) -> tuple[str, ...]:
        """The two countries the article is about, if it is about two: the only ones, or far more often named than any other."""
        ranked = self.weight.most_common(3)
        if len(ranked) < 2:
            return ()
        if len(ranked) > 2 and (ranked[1][1] < 2 or ranked[2][1] * 2 > ranked[1][1]):
            return ()
        one, other = ranked[0][0], ranked[1][0]
        return (one, other) if self.shown[one] < self.shown[other] else (other, one)

    def country(self) -> str | None:
        """The country whose titles go without its name: the publisher's, or the one that is left when all that are foreign are taken out.

        Of two sides only where the text pairs them, is written from the left one's capital, sets its officials against the other's, or is
        a release; of several only where somebody without a country meets or visits the others.
        """
        if self.published is not None and self.published in self.weight:
            return self.published
        if (local := self._local() or self._cited()) is not None:
            return local
        met = self._met()
        foreign = self._explicit() | met | self._visited()
        sides = self.sides()
        left = [side for side in sides if side not in foreign]
        if len(left) == 1:
            told = (
                self.paired()
                or (met & set(sides) and not self._foes())
                or left[0] in (self._written_from(), self._countered())
                or _RELEASE.search(self.text)
            )
            return left[0] if told else None
        if len(left) == 2 and any(self._bare(p, key) for p, key in self.persons):
            return self._first_named()
        left = [c for c in self.weight if c not in foreign]
        return left[0] if len(left) == 1 and len(foreign & set(self.weight)) > 1 and not sides else None

    def _explicit(self) -> set[str]:
        """The countries that titles name. An envoy's is named by everybody, his own press included: it tells nothing."""
        found = {
            t.owner.key
            for p, _ in self.persons
            for t in p.titles
            if t.owner is not None and t.owner.iso and t.body is None and t.role != "ambassador"
        }
        return found | {o.key for p, _ in self.persons for o in (p.country, p.counterpart) if o is not None}

    def _met(self) -> set[str]:
        """The countries of those whom an official without one meets: "the Trade Minister received Ruritania's ambassador"."""
        found = set()
        for (p, one), (q, other) in pairwise(self.persons):
            of = self._owner(p) or self._owner(q)
            if of is not None and (self._bare(p, one) or self._bare(q, other)) and _MEETS.fullmatch(self.text[p.cover.end : q.cover.start]):
                found.add(of)
        return found

    def _bare(self, p: Person, key: str) -> bool:
        """Whether a person has titles, and nothing here or elsewhere says whose."""
        entity = self.registry.entities[key]
        said = entity.country is not None and not entity.country_inferred
        return bool(p.titles) and not said and all(t.owner is None and t.body is None for t in p.titles)

    def _owner(self, p: Person) -> str | None:
        """The country that a person's titles name."""
        return next((t.owner.key for t in p.titles if t.owner is not None and t.owner.iso and t.body is None), None)

    def _visited(self) -> set[str]:
        """The countries that officials without one travel to."""
        bare = [p for p, key in self.persons if self._bare(p, key)]
        spans = sorted((m.mention.span, m.mention.entity) for m in self.registry.placed if m.mention.kind == "country")
        found = set()
        line = self.text.find("\n")
        theirs = {t.span for p, _ in self.persons for t in p.titles}
        headings = [t for t in self.said if t.span.end < line and not (t.owner or t.body or t.lower) and t.span not in theirs]
        for at in [*(p.cover.end for p in bare), *(t.span.end for t in headings)]:
            m = _TRAVELS.match(self.text, at)
            end = m.end() if m else len(self.text)
            for span, key in spans:
                if span.start >= end and not _LISTED.fullmatch(self.text, end, span.start):
                    break
                if span.start >= end:
                    found.add(key)
                    end = span.end
        return found

    def _written_from(self) -> str | None:
        """The country of the capital in the dateline."""
        m = _DATELINE.match(self.text.lstrip())
        if m is None:
            m = next((d for line in self.text.split("\n")[:6] if (d := _DATELINE.match(line))), None)
        city = m["city"].title() if m else ""
        found = [iso for iso, c in countries().items() if city in c.capitals]
        key = country_key(found[0]) if len(found) == 1 else None
        return key if key in self.weight else None

    def _local(self) -> str | None:
        """The country that a dateline names a city of, where the report's first official is that country's: it is written from there."""
        key = self._written_from()
        first = min((t for t in self.said if t.owner is not None and t.owner.iso and not t.plural), key=lambda t: t.span, default=None)
        return key if first is not None and first.owner is not None and first.owner.key == key else None

    def _cited(self) -> str | None:
        """The country of the one national agency that a text names as its source: "according to ABC", "told ABC", "ABC reports"."""
        publishers = self.registry.gazetteer.publishers
        found = {
            country_key(publishers[m["name"] or m["other"]]) for m in _CITES.finditer(self.text) if (m["name"] or m["other"]) in publishers
        }
        return found.pop() if len(found) == 1 and found <= set(self.sides()) else None

    def _first_named(self) -> str | None:
        """The side that a text opens with where it names both as partners: a paper puts its own first ("Ruritania-Graustark ties").

        International agencies have no side.
        """
        sides = self.sides()
        if _OF_NOBODY.search(self.text):
            return None
        for placed in sorted(self.registry.placed, key=lambda placed: placed.mention.span):
            m = placed.mention
            if m.span.start > _OPENING:
                return None
            if m.entities and set(m.entities) == set(sides):
                return m.entities[0]
            members = self.registry.entities[m.entity].members if m.kind == "jointbody" and m.entity in self.registry.entities else ()
            if set(members) == set(sides):
                return members[0]
        named = sorted((p.mention.span, p.mention.entity) for p in self.registry.placed if p.mention.entity in sides)[:2]
        if len(named) == 2 and named[0][1] != named[1][1] and named[1][0].start < _OPENING and not self._foes():
            (one, key), (other, _) = named
            return key if _PARTNERS.fullmatch(self.text[one.end : other.start]) else None
        return None

    def _countered(self) -> str | None:
        """The other side than that of a counterpart, where there are two: "the Trade Minister met her Ruritanian counterpart"."""
        sides = self.sides()
        of = {p.counterpart.key for p, _ in self.persons if p.counterpart is not None and p.counterpart.key in sides}
        return next(side for side in sides if side not in of) if len(of) == 1 else None

    def paired(self) -> bool:
        """Whether the text names the two sides as partners ("A-B ties", "between A and B", "A's relations with B"), not as foes."""
        sides = set(self.sides())
        if any(set(p.mention.entities) == sides for p in self.registry.placed if p.mention.entities):
            return True
        if any(set(e.members) == sides for e in self.registry.entities.values() if e.members):
            return True
        return any(_PARTNERS.fullmatch(between) and not foes for between, foes in self._between())

    def _foes(self) -> bool:
        """Whether the text speaks of a war or quarrel between the two sides."""
        return any(foes for _, foes in self._between())

    def _between(self) -> Iterator[tuple[str, bool]]:
        """What stands between namings of the one and of the other side, and whether it or what leads to it speaks of a quarrel."""
        sides = set(self.sides())
        named = sorted((p.mention.span, p.mention.entity) for p in self.registry.placed if p.mention.entity in sides)
        for (one, a), (other, b) in pairwise(named):
            between = self.text[one.end : other.start]
            if a != b and len(between) < 120:
                yield between, bool(_FOES.search(self.text, max(0, one.start - 60), other.end + 25))


_OF_NOBODY = re.compile(r"\((?:AP|AFP|Reuters|REUTERS|dpa|EFE|UPI|Bloomberg|CNN|BBC)\)|/(?:AFP|Reuters)/|Associated Press|Reuters\b")
_OPENING = 300  # code points in which a text names its sides
_PARTNERS = re.compile(
    r"\s*(?:and|&|,)\s*(?:the\s+)?"
    r"|[^.;\n]*\b(?:ties|relations|relationship|cooperation|collaboration|partnership|friendship) (?:with|to) (?:the )?",
    re.IGNORECASE,
)
_CITES = re.compile(
    r"\b(?:according to|told|quoted by|by) (?P<name>[A-Z]\w+)\b|\b(?P<other>[A-Z]\w+) (?:reports?|reported|quoted|cites?)\b"
)
_MEETS = re.compile(
    r"[^.;\n]{0,60}\b(?:met|meets|meet|spoke|speaks|talks|call(?:s|ed)?|receives?|received|hosts?|hosted|welcom(?:es|ed)|greeted|discussions|meeting)"
    r"\b[^.;\n]{0,60}"
)
_TRAVELS = re.compile(
    r"[^.;\n]{0,30}?\b(?:travel(?:s|led|ed)?|visit(?:s|ed)?|flew|fl(?:y|ies)|heads?|headed|left|leaves?|departs?|departed|arrived?s?)"
    r"(?: on [^.;\n]{0,30}?)? ?(?:to|for|in)?\b"
)
_LISTED = re.compile(r"(?:[\s,&]|\b(?:and|to|for|in|the|then|[A-Z][\w'-]+)\b)*")
"""what stands between countries that are travelled to: "to Port City, Ruritania and the Republic of Graustark" """
_RELEASE = re.compile(r"\A(?:.*\n){0,8}?.*\b(?:media|press|news) (?:release|statement)\b|\A(?:.*\n){0,6}?readout\b", re.IGNORECASE)
_FOES = re.compile(r"\b(?:war|invasion|conflict|hostilities|ceasefire|truce|dispute|sanctions|tensions)\b", re.IGNORECASE)
_DATELINE = re.compile(
    r"(?P<city>[A-Z][\w'. ]{2,24}?)(?:, [A-Z][a-z]{2,8}\.? \d{1,2}(?:, \d{4})?[.,]?)? ?"
    r"(?:\([A-Z][\w. ]{1,25}\)|/[A-Z]\w+/\.?|[A-Z]{2,6} [-–—]) ?[-–—.]*"
)


# ---- who publishes ---------------------------------------------------------------------------------------------------

_OPENS = r"^[^\n(/–—-]{{0,60}}?(?:\(|/|[–—-] ?|, ){}(?:\)|/| ?[–—-] | ?:)"
_CLOSES = r"(?:\({0}\)|/{0}/|[–—-] ?{0}|^{0}(?:: .*| {{0,2}}[A-Z/]*)?)\.?\s*$"
_ISSUER = re.compile(r"^(?:From|Issued by|Source|Published by|By): (?P<who>[^\n]{4,90})$", re.MULTILINE)
_HEAD, _TAIL = 600, 250  # code points in which an agency signs


def signed(text: str, gazetteer: Gazetteer) -> str | None:
    """The country of the one agency that signs a text, in its dateline ("CITY, May 5 (ABC) –") or below it ("/ABC/", "- ABC")."""
    head, tail = text[:_HEAD], text[-_TAIL:]
    issuer = _ISSUER.search(head)
    if issuer is not None and (of := publisher_country(issuer["who"], gazetteer)) is not None:
        return of
    found = {
        iso
        for name, iso in gazetteer.publishers.items()
        if name in text
        and (
            re.search(_OPENS.format(re.escape(name)), head, re.MULTILINE) or re.search(_CLOSES.format(re.escape(name)), tail, re.MULTILINE)
        )
    }
    return country_key(found.pop()) if len(found) == 1 else None


def publisher_country(publisher: str | None, gazetteer: Gazetteer) -> str | None:
    """The key of the one country that a publisher's name names ("Ministry of Foreign Affairs of Ruritania")."""
    if not publisher:
        return None
    agency = {iso for name, iso in gazetteer.publishers.items() if re.search(rf"\b{re.escape(name)}\b", publisher)}
    parts = units(publisher, Span(0, len(publisher)), gazetteer)
    found = {e.iso for u in parts if (e := u.entry("country", "adjective", "seat"))} or agency
    found = found or {e.iso for u in parts if (e := u.entry("body")) and e.iso} or _domain(publisher)
    found = found or {e.iso for u in parts if (e := u.entry("city")) and e.iso and any(u.text in c.capitals for c in countries().values())}
    return country_key(found.pop()) if len(found) == 1 else None


def _domain(publisher: str) -> set[str]:
    """The country of a site's address ("news.example.lk"); domains that are sold to everybody tell none."""
    m = re.search(r"\w\.([a-z]{2})/?$", publisher.strip().lower())
    iso = {"UK": "GB"}.get(m[1].upper(), m[1].upper()) if m else ""
    return {iso} if iso in countries() and iso not in _SOLD else set()


_SOLD = frozenset({"TV", "IO", "CO", "ME", "AI", "FM", "LY", "TO", "WS", "LA", "SO", "SH", "GG", "IM", "VC", "AG", "SC", "NU", "TK", "CC"})
