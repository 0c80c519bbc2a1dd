"""Whose minister "the Prime Minister" is: countries of persons whose titles name none.

A paper leaves out its own country ("the Foreign Minister met Graustark's envoy"). Where the article has two sides, and titles name only one
of them, the titles that name none belong to the other. This is inferred, marked so, and never done for bodies.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from graph.extract.gazetteer import countries
from graph.extract.names.found import Owner, Title, country_key
from graph.extract.names.home import Home
from graph.extract.names.persons import Person
from graph.extract.names.registry import Registry, words
from graph.extract.reading import Entity
from graph.ids import fold

_OFFICIAL = frozenset({"president", "prime-minister", "minister", "secretary", "adviser", "sovereign", "deputy"})
_OF_A_STATE = frozenset(
    {"governor", "governor general", "governor-general", "vice governor", "deputy governor", "speaker", "deputy speaker"}
    | {"chief justice", "attorney general", "mayor"}
    | {"chief of defence staff", "chief of the general staff", "chief of general staff", "chief of defence", "tánaiste"}
)
"""titles of other classes that belong to a country where they name nothing else"""
_TOP = frozenset({"president", "prime-minister", "sovereign"})
_LISTING = frozenset({"accompanied", "accompanying", "including", "comprising", "delegation", "comprised", "included"})


class Nationality:
    """The sides of one article and who stands on which; `persons` are in the order of the text, with their keys."""

    def __init__(
        self, registry: Registry, persons: list[tuple[Person, str]], text: str, home: str | None = None, said: Sequence[Title] = ()
    ) -> None:
        self.registry = registry
        self.persons = persons
        self.text = text
        self.said = said
        self.place = Home(registry, persons, text, said, home)
        self.home = self.place.published
        self.publishes = self.home is not None
        self.weight, self.shown = self.place.weight, self.place.shown
        mentions = [placed.mention for placed in registry.placed]
        self.named = sorted((m.span.start, key) for m in mentions if m.kind == "country" for key in m.names)
        self.adjectives = sorted((m.span, m.entity) for m in mentions if m.kind == "country" and m.source == "adjective")
        self.people = sorted((m.span.start, m.entity) for m in mentions if m.kind == "person" and m.entity in registry.entities)
        self.bodies = sorted((m.span.start, m.entity) for m in mentions if m.kind == "body")
        self.holders: dict[str, set[str]] = {}
        for post in registry.posts:
            if not post.former:
                self.holders.setdefault(fold(post.title), set()).add(post.person)
        self.led: dict[str, str] = {}
        """who led a body's delegation → the body"""

    def settle(self) -> None:
        """Give persons their country, and posts the country they are of, where one can be told."""
        self._leaders()
        self._sided()
        self._delegates()
        self._listed()
        self._echoed()
        self._beside()
        self._met_there()
        self._accompanying()
        self._sent()
        self.home = self.place.country()
        sides = self.place.sides()
        if self.home is not None:
            for p, key in self.persons:
                if not self._bare(p, key) or key in self.led or any(t.possessor for t in p.titles):
                    continue
                side = None if self._foreign_body(p) else self._side(p, self.home, sides)
                only = [fold(t.text) for t in p.titles if t.owner is None and (t.role in _TOP or _ONE.fullmatch(t.text))]
                if side in (self.home, None) and any(self._held(title, self.home, key) for title in only):
                    others = [c for c in self.weight if c != self.home]  # a country has one
                    side = others[0] if len(others) == 1 else None
                if side is not None:
                    self._give(key, side)
        self._posts()

    def _foreign_body(self, p: Person) -> bool:
        """Whether a public body of another country than home is what the sentence speaks of before the person."""
        start = max((m.end() for m in _SENTENCE.finditer(self.text, max(0, p.cover.start - 300), p.cover.start)), default=0)
        for _, key in self.bodies[bisect_left(self.bodies, (start, "")) : bisect_left(self.bodies, (p.cover.start, ""))]:
            e = self.registry.entities[key]
            if e.type in ("DiplomaticMission", "Ministry", "GovernmentBody") and e.country not in (None, self.home):
                return True
        return False

    def _bare(self, p: Person, key: str) -> bool:
        """Whether nothing beside the name, here or elsewhere, tells the person's country though a title calls for one."""
        entity = self.registry.entities[key]
        return entity.country is None and any(
            (t.role in _OFFICIAL or t.text.lower() in _OF_A_STATE or _SPEAKER.match(t.text) or (self.publishes and _OFFICES.match(t.text)))
            and t.owner is None
            and t.body is None
            for t in p.titles
        )

    def _echoed(self) -> None:
        """ "Ruritania's foreign secretary … Foreign Secretary Jane Doe": the one country whose such official the article speaks of."""
        owners: dict[str, set[str]] = {}
        for t in self.said:
            if t.role in _OFFICIAL and t.owner is not None and t.owner.iso and t.body is None and not t.state:
                owners.setdefault(fold(t.text), set()).add(t.owner.key)
        for p, key in self.persons:
            if self._bare(p, key):
                for t in p.titles:
                    said = owners.get(fold(t.text), set())
                    if t.owner is None and len(said) == 1 and " " in t.text and not self._held(fold(t.text), min(said), key):
                        self._give(key, min(said))

    def _held(self, title: str, country: str, but: str) -> bool:
        """Whether somebody else of the article holds such a post of a country."""
        return any(person != but and self.registry.entities[person].country == country for person in self.holders.get(title, ()))

    def _sent(self) -> None:
        """ "Ruritanian Ambassador A, who handed over a letter from President B": A's country is B's."""
        for (q, sender), (p, key) in pairwise(self.persons):
            country = self.registry.entities[sender].country
            near = 0 < p.cover.start - q.cover.end < _NEAR
            if near and country is not None and self._bare(p, key) and _SENT.search(self.text[q.cover.end : p.cover.start]):
                self._give(key, country)

    def _beside(self) -> None:
        """ "Trade Minister A and Ruritanian Trade Minister B": where there are two sides, A is of the other."""
        sides = self.place.sides()
        for (p, key), (q, _) in pairwise(self.persons):
            owner = next((t.owner for t in q.titles if t.owner is not None and t.owner.iso and t.body is None), None)
            if (
                owner is not None
                and owner.key in sides
                and self._bare(p, key)
                and self.text[p.cover.end : q.cover.start].strip(" ,") == "and"
            ):
                self._give(key, next(side for side in sides if side != owner.key))

    def _met_there(self) -> None:
        """ "a meeting in Strelsau with President Jane Doe", "received in Strelsau by …": an official met in a capital is that country's."""
        for p, key in self.persons:
            if not self._bare(p, key):
                continue
            m = _THERE.search(self.text, max(0, p.cover.start - 60), p.cover.start)
            found = [iso for iso, c in countries().items() if m and m["place"] in c.capitals]
            if len(found) == 1 and country_key(found[0]) in self.weight:
                self._give(key, country_key(found[0]))

    def possessed(self, publisher: str | None) -> None:
        """Posts of "its Undersecretary", "her state secretary", "our Chief Executive": of whom the word stands for."""
        named = sorted(
            (m.span.start, m.kind, m.entity)
            for placed in self.registry.placed
            if (m := placed.mention).kind in ("body", "jointbody", "country", "person", "nominal") and not m.entities
        )
        ours = next((e.key for e in self.registry.entities.values() if publisher and words(e.name) == words(publisher)), None)
        house = self._house(publisher)
        for p, key in self.persons:
            for t in p.titles:
                if house and _OF_ORGANISATION.match(t.text) and not (t.owner or t.body or self.registry.entities[key].country):
                    self._set(key, t, house)
                if key in self.led and t.owner is None and t.body is None:
                    self._set(key, t, self.led[key])
                if t.possessor and t.owner is None and t.body is None and self.registry.entities[key].country is None:
                    of = ours if t.possessor in ("our", "my") else self._antecedent(t, named, key)
                    if of is not None:
                        self._set(key, t, of)

    def _house(self, publisher: str | None) -> str | None:
        """The international organisation that publishes, where the article names it: its officials go without its name."""
        said = set(words(publisher or ""))
        known = [e for e in self.registry.entities.values() if e.type == "InternationalOrganization" and set(words(e.name)) <= said]
        return max(known, key=lambda e: len(e.name)).key if known else None

    def _antecedent(self, t: Title, named: Sequence[tuple[int, str, str]], key: str) -> str | None:
        """What "its" or "her" before a title stands for: the last body or country, or the last person's country, in the sentence."""
        start = max((m.end() for m in _SENTENCE.finditer(self.text, max(0, t.span.start - 400), t.span.start)), default=0)
        personal = t.possessor in ("his", "her")
        if personal:
            start = max(self.text.rfind("\n", 0, t.span.start) + 1, t.span.start - 300)
        earlier = named[bisect_left(named, (start, "", "")) : bisect_left(named, (t.span.start, "", ""))]
        for _, _, entity in reversed(earlier):
            e = self.registry.entities.get(entity)
            if entity != key and e is not None and (e.type == "Person") == personal:
                return e.country if personal else entity
        line = self.text.rfind("\n", 0, t.span.start) + 1
        low = max(bisect_left(named, (line, "", "")), bisect_left(named, (t.span.start - 600, "", "")))
        near = {entity for _, kind, entity in named[low : bisect_left(named, (t.span.start, "", ""))] if kind in ("body", "jointbody")}
        if len(near) == 1 and not personal:
            return near.pop()
        return None

    def _set(self, key: str, t: Title, of: str) -> None:
        self.registry.posts = [
            replace(post, of=of, of_inferred=True) if post.person == key and post.title == t.text and post.of is None else post
            for post in self.registry.posts
        ]
        e = self.registry.entities[of]
        country = of if e.type == "Country" else e.country
        if country is not None and e.type not in ("InternationalOrganization", "JointBody", "Company"):
            self._give(key, country)

    def _side(self, p: Person, home: str, sides: tuple[str, ...]) -> str | None:
        """The country of one whose title names none: home, that of whom somebody of the home country met or visited, or unknown."""
        start = max(0, p.cover.start - 300)
        opening = start + max((m.end() for m in _SENTENCE.finditer(self.text[start : p.cover.start])), default=0)
        met = next(((q, k) for q, k in reversed(self.persons) if opening <= q.span.start < p.cover.start), None)
        if met is not None and _JOINED.fullmatch(self.text[met[0].cover.end : p.cover.start]):
            known = self.registry.entities[met[1]]
            if known.country_inferred or _MET.search(self.text, opening, met[0].cover.start):
                return known.country  # "met Minister A, and with Secretary B"
        if _WITH.search(self.text, opening, p.cover.start):
            return self._subject(opening, p.cover.start) or home
        if not _MET.search(self.text, opening, p.cover.start):
            return home
        subject = self._subject(opening, p.cover.start)
        if subject is None:
            return None if _SOMEBODY.search(self.text, opening, min(opening + 40, p.cover.start)) else home
        return self._other(p, opening, home, sides) if subject == home else home

    def _subject(self, opening: int, end: int) -> str | None:
        """The country of whom a sentence speaks first, by name, title or "we"; where nothing is known of a person's, the publisher's."""
        people = self.people[bisect_left(self.people, (opening, "")) : bisect_left(self.people, (end, ""))]
        first = people[0][0] if people else end
        led = next((key for span, key in self.adjectives if opening <= span.start < first and _SIDE.match(self.text, span.end)), None)
        if led is not None:
            return led  # "the Ruritanian delegation"
        for t in self.said:
            if opening <= t.span.start < first and t.body is None and t.lower and t.definite and not t.owner and t.role in _OFFICIAL:
                return self.home  # "The prime minister will meet …"
            if opening <= t.span.start < first and t.body is None and not t.lower and not t.plural:
                if t.owner is not None and t.owner.iso:
                    return t.owner.key
                holders = {self.registry.entities[k].country for k in self.holders.get(fold(t.text), ()) if k in self.registry.entities}
                if t.definite and len(holders) == 1:
                    return holders.pop() or self.home
        if people:
            return self.registry.entities[people[0][1]].country or self.home
        if _HE.match(self.text, opening):
            start = max((m.end() for m in _SENTENCE.finditer(self.text, max(0, opening - 400), opening - 1)), default=0)
            before = self.people[bisect_left(self.people, (start, "")) : bisect_left(self.people, (opening, ""))]
            return (self.registry.entities[before[0][1]].country or self.home) if before else None
        return self.home if _WE.match(self.text, opening) else None

    def _other(self, p: Person, opening: int, home: str, sides: tuple[str, ...]) -> str | None:
        """Whose one is whom somebody of the home country met: the only other country in the sentence, else in the article."""
        closing = _SENTENCE.search(self.text, p.cover.end)
        end = closing.start() if closing else len(self.text)
        near = {key for _, key in self.named[bisect_left(self.named, (opening, "")) : bisect_left(self.named, (end, ""))]} - {home}
        if len(near) == 1:
            return near.pop()
        return next((side for side in sides if side != home), None) if home in sides and not near else None

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

    def _sided(self) -> None:
        """ "… and, on the Ruritanian side, Jane Doe, Minister of Works": one of that country."""
        ends = {p.mention.span.end: p.mention for p in self.registry.placed if p.mention.kind == "country" and not p.mention.entities}
        for p, key in self.persons:
            m = _ON_SIDE.search(self.text, max(0, p.cover.start - 40), p.cover.start)
            said = ends.get(m.start()) if m else None
            if said is not None and self.registry.entities[key].country is None:
                self.registry.entities[key] = replace(self.registry.entities[key], country=said.entity, country_evidence=said.span)

    def _accompanying(self) -> None:
        """ "Mr Doe was accompanied by Jane Roe, director of …": of the country of whom one accompanies, where that is said."""
        for p, key in self.persons:
            start = max(0, p.cover.start - 300)
            opening = start + max((m.end() for m in _SENTENCE.finditer(self.text[start : p.cover.start])), default=0)
            bare = bool(p.titles) and all(t.owner is None and t.body is None for t in p.titles)
            if bare and self.registry.entities[key].country is None and _WITH.search(self.text, opening, p.cover.start):
                country = self._subject(opening, p.cover.start)
                if country is not None and country != self.home:
                    self._give(key, country)

    def _delegates(self) -> None:
        """ "a delegation of the Ports Board led by Chairman A": the post is one of that body's."""
        bodies = {
            placed.mention.span.end: placed.mention
            for placed in self.registry.placed
            if placed.mention.kind == "body" and not placed.mention.entities
        }
        for p, key in self.persons:
            low = max(0, p.cover.start - 40)
            m = _HEADED.search(self.text[low : p.cover.start])
            body = bodies.get(low + m.start()) if m else None
            if body is not None and _DELEGATION_OF.search(self.text, max(0, body.span.start - 30), body.span.start):
                self.led[key] = body.entity

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
                lead = _SENTENCE.split(self.text[max(0, p.cover.start - 80) : p.cover.start])[-1].casefold().split()
                envoy = all(t.role == "ambassador" for t in p.titles)
                country = own if _LISTING & set(lead) and not envoy else None
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


_ONE = re.compile(
    r"(?:Foreign|Defen[cs]e|Finance|Interior|Trade|Health|Economy|Home|Justice|Energy|Education) (?:Minister|Secretary)|FM"
    r"|Foreign Affairs Minister"
    r"|Minister (?:of|for) (?:Foreign|External|Defen[cs]e|Finance|Health|the Interior|Justice|Energy|Education)\b[\w ,]*"
)
"""titles of which a government has one holder"""
_SPEAKER = re.compile(r"(?:Deputy |Vice )?Speaker of (?:the )?(?:Parliament|House|National Assembly|Legislat)", re.IGNORECASE)
_JOINED = re.compile(r"[\s,;]*(?:and|as well as|&)\s+(?:also\s+)?(?:with\s+|by\s+)?(?:the\s+)?")
_MET = re.compile(
    r"\b(?:with|meet|met|meets|met with|spoke with|spoke to|called on|calls? on|hosted by|received by|welcomed by|greeted by|hosts?|hosted"
    r"|receives?|received|welcomes?|welcomed|sees?|saw|greets?|greeted|invited by|(?:invitation|guest) (?:of|from|by|extended by))"
    r"(?:(?:,? (?:on|in|at|here|today|yesterday|earlier|late|this|the|morning|evening|afternoon|\d+|[A-Z]\w+))*,)?(?: the)? $"
)
"""a meeting's or invitation's words before whom it is with, its day and place between them: "received, Tuesday in Strelsau, the …" """
_WITH = re.compile(r"\b(?:accompanied|flanked|joined) by(?: the)? $|\b(?:together|along) with(?: the)? $")
_HE = re.compile(r"(?:[Hh]e|[Ss]he) ")
_WE = re.compile(r"(?:Today,? |Yesterday,? )?[Ww]e\b")
_SOMEBODY = re.compile(r"\b(?:he|she|they|meeting|talks|audience|lunch|dinner|visit|trip|delegation)\b", re.IGNORECASE)
_SENTENCE = re.compile(r"[.!?]['\")]*\s+(?=[A-Z\"'])|\n")
_LED = re.compile(
    r"\b(?:[a-z-]+ ){0,2}(?:delegation|side|team|mission)\b(?:[^.;]{0,25}?\b(?:led|headed|represented|chaired))? by (?:the |its )?$"
)
_OFFICES = re.compile(r"(?:Acting |Deputy |Assistant )*(?:Director|Director[- ]General|Head|Chief) (?:for|of) \w")
_NEAR = 200
"""characters between two persons of one clause"""
_SENT = re.compile(
    r"^[^.;:!?]*\b(?:convey|hand|deliver|bring|brought|present|pass|transmit|carr|bear|extend)\w*\s+(?:over\s+|on\s+)?[^.;:!?]*"
    r"\b(?:letter|message|greetings?|regards|wishes|invitation|condolences|congratulations|felicitations|compliments|note)\s+"
    r"(?:from|of|by)\s+(?:the\s+|his\s+|her\s+)?$",
    re.I,
)
"""between an envoy and who sends him"""
_OF_ORGANISATION = re.compile(r"(?:Deputy )?(?:Secretary[- ]General|Chairperson|Commissioner|Director[- ]General|Executive Secretary)\b")
_HEADED = re.compile(r",? (?:led|headed|chaired|represented) by (?:the |its )?$")
_DELEGATION_OF = re.compile(r"\b(?:delegation|mission|team|group) (?:of|from) (?:the )?$")
_THERE = re.compile(
    r"\b(?:meeting|talks|met|received|audience|welcomed|hosted)\b[^.;,]{0,12}? in (?P<place>[A-Z][\w'. -]{2,24}?) (?:with|by) (?:the )?$"
)
_ON_SIDE = re.compile(r" (?:side|delegation|team)[,:] (?:the )?$")
_LEADS = re.compile(r",? (?:led|leads|headed|heads|represented) the ")
_SIDE = re.compile(r" (?:[a-z]+ )?(?:delegation|side|team|mission|party)\b")
