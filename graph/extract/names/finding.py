"""The order of the grammar: from a clean text and the recogniser's proposals to entities, placed mentions and posts."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from graph.extract.gazetteer import Gazetteer
from graph.extract.gazetteer import countries as all_countries
from graph.extract.names import countries
from graph.extract.names.acronyms import Acronyms
from graph.extract.names.bodies import Bodies
from graph.extract.names.found import Named, Owner, Title
from graph.extract.names.home import publisher_country, signed
from graph.extract.names.leftovers import Leftovers
from graph.extract.names.nationality import Nationality
from graph.extract.names.nominals import Nominals
from graph.extract.names.persons import Person, Persons
from graph.extract.names.registry import Placed, Registry, words
from graph.extract.names.titles import Titles
from graph.extract.names.units import Line, Unit, units
from graph.extract.reading import CleanText, Entity, Mention, PostHeld
from graph.ids import slug
from graph.model import Span

Proposals = Sequence[Sequence[tuple[Span, str]]]
"""per paragraph: spans in the text with the recogniser's label (PERSON, ORG, GPE, LOC, FAC, NORP)"""

_SKIPPED = frozenset({"header", "signoff"})
_PLACE_BEFORE = frozenset({"in", "at", "from", "to", "near", "via", "through", "outside", "around", "visited", "visit"})
_CAPITAL_BEFORE = _PLACE_BEFORE | {"between", "of", "for", "and", "with"}


@dataclass
class Names:
    """What a text names. `placed` is in the order of the text, per paragraph."""

    entities: dict[str, Entity]
    placed: list[list[Placed]]
    posts: list[PostHeld]
    lines: list[Line] = field(default_factory=list)
    titles: list[dict[int, Title]] = field(default_factory=list)


class Finder:
    """Finds the names of one article."""

    def __init__(self, clean: CleanText, gazetteer: Gazetteer, publisher: str | None = None) -> None:
        self.clean = clean
        self.publisher = publisher
        self.text = clean.text
        self.gazetteer = gazetteer
        self.bodies = Bodies(gazetteer, self.text)
        self.title_grammar = Titles(gazetteer, self.text, self.bodies)
        self.person_grammar = Persons(gazetteer, self.text, self.bodies)
        self.registry = Registry(gazetteer, self.text)
        self.registry.home = publisher_country(publisher, gazetteer) or signed(self.text, gazetteer)
        self.persons: list[list[Person]] = []
        self.titles: list[dict[int, Title]] = []
        self.leftovers = Leftovers(gazetteer, self.text, self.registry)
        self.keys: dict[int, str] = {}
        self.kept: list[Named] = []
        self.lines: list[Line] = []
        self.capitals = frozenset(c for country in all_countries().values() for c in country.capitals)

    def find(self, proposals: Proposals) -> Names:
        """Everything named; `proposals` has one list per paragraph, empty ones where nothing was recognised."""
        lines = self.lines = self._lines(proposals)
        for line in lines:
            countries.governments(line, self.bodies, self.text)
            self.bodies.read(line)
        acronyms = Acronyms(self.gazetteer, self.text, self.bodies)
        acronyms.define(lines)
        acronyms.apply(lines)
        for line in lines:
            self.leftovers.companies(line)
            self.leftovers.buildings(line)
            self.leftovers.foreign_venues(line)
            self.leftovers.residences(line)
            countries.pairs(line, self.bodies, self.text)
            titles = self.title_grammar.read(line.units)
            self.titles.append(titles)
            self.persons.append([] if line.heading else self.person_grammar.read(line, titles))
        self._name_lines(lines)
        self._register(lines)
        self._describe(lines)
        return Names(self.registry.entities, self._in_order(len(lines)), self.registry.posts, lines, self.titles)

    def _lines(self, proposals: Proposals) -> list[Line]:
        found = []
        for n, paragraph in enumerate(self.clean.paragraphs):
            skipped = paragraph.role in _SKIPPED
            here = [] if skipped else units(self.text, paragraph.span, self.gazetteer)
            for u in here:
                if len(u.text) == 2 and (letters := u.entry("title")) and letters.iso and not self._names(letters.iso):
                    u.entries = ()  # letters that are a title in one country: elsewhere somebody's initials
            proposed = list(proposals[n]) if n < len(proposals) else []
            found.append(Line(here, n, proposed, heading=paragraph.role == "heading"))
        return found

    def _names(self, iso: str) -> bool:
        """Whether the text names a country."""
        return any(name in self.text for name in all_countries()[iso].names)

    def _name_lines(self, lines: list[Line]) -> None:
        """A line that is a name, above a line that is a title: lists of who signed what."""
        for n in range(len(lines) - 1):
            if not lines[n].units or any(p.titles for p in self.persons[n]):
                continue
            below = self.person_grammar.whole_titles(lines[n + 1].units, self.titles[n + 1])
            person = self.person_grammar.whole(lines[n].units) if below else None
            if person is not None:
                more = self.person_grammar.whole_titles(lines[n + 2].units, self.titles[n + 2]) if n + 2 < len(lines) else []
                person.titles.extend([*below, *more])
                self.persons[n] = [person]

    # -- registration --------------------------------------------------------------------------------------------------

    def _register(self, lines: list[Line]) -> None:
        self._register_bodies(lines)
        self._countries_of_bodies()
        everyone = [p for persons in self.persons for p in persons]
        for p in sorted(everyone, key=lambda p: len(words(p.name)) < 2):
            if (key := self.registry.person(p)) is not None:
                self.keys[id(p)] = key
                self._posts(p, key)
                if p.country is not None and p.country.iso and self.registry.entities[key].country is None:
                    country = self.registry.note(p.country)
                    self.registry.entities[key] = replace(self.registry.entities[key], country=country, country_evidence=p.country.span)
        surnames = self.leftovers.surnames()
        for n, line in enumerate(lines):
            self._place_line(line, self.persons[n], surnames)
        self._counterparts()

    def _counterparts(self) -> None:
        """ "Minister A met his Ruritanian counterpart, B": B holds A's post, of the country said."""
        those = [p for persons in self.persons for p in persons if p.is_counterpart and id(p) in self.keys]
        if not those:
            return
        named = sorted((p.mention.span.start, p.mention.entity) for p in self.registry.placed if p.mention.kind == "person")
        for p in those:
            key = self.keys[id(p)]
            entity = self.registry.entities[key]
            if p.counterpart is not None and p.counterpart.iso and entity.country is None:
                self.registry.entities[key] = replace(
                    entity, country=self.registry.note(p.counterpart), country_evidence=p.counterpart.span
                )
            at = bisect_left(named, (p.cover.start, ""))
            start = self.text.rfind(". ", 0, p.cover.start) + 1
            other = self._whose(named[max(0, at - 4) : at], key, p.cover.start)
            if p.titles or other is None:
                continue
            held = [q for q in self.registry.posts if q.person == other[1] and not q.former and not q.inferred]
            held = [q for q in held if q.of is None or self.registry.entities[q.of].type == "Country"]
            if held:
                text = re.sub(r"^Union ", "", held[-1].title)
                evidence = Span(
                    min(other[0], held[-1].evidence.start) if held[-1].evidence.start >= start else max(other[0], start), p.cover.end
                )
                of = self.registry.note(p.counterpart) if p.counterpart else None
                self.registry.posts.append(PostHeld(key, text, of, evidence if other[0] >= start else p.cover, inferred=True))

    def _whose(self, before: list[tuple[int, str]], key: str, at: int) -> tuple[int, str] | None:
        """Whose counterpart one is: the sentence's first person; the last one in "B, who met his counterpart" and "between B and his …"."""
        before = [n for n in before if n[1] != key]
        sentence = [n for n in before if not re.search(r"[.!?] |\n", self.text[n[0] : at])]
        if sentence:
            nearest = sentence[-1][0]
            own = re.search(r"\bwho(?:se)?\b", self.text[nearest:at]) or "between" in self.text[max(0, nearest - 50) : nearest]
            return sentence[-1] if own else sentence[0]
        return before[-1] if before else None

    def _describe(self, lines: list[Line]) -> None:
        """Countries of those whose titles name none, posts put in order, and descriptions resolved."""
        self.registry.unify_spellings()
        persons = sorted(
            ((p, self.registry.now(self.keys[id(p)])) for ps in self.persons for p in ps if id(p) in self.keys), key=lambda x: x[0].span
        )
        said = [t for titles in self.titles for t in titles.values()]
        nationality = Nationality(self.registry, persons, self.text, self.registry.home, said)
        nationality.settle()
        self.registry.settle_posts()
        nominals = Nominals(self.registry, self.text, nationality.place.sides(), nationality.home, self.bodies.portfolios.normal)
        for n, line in enumerate(lines):
            nominals.read(line, self.titles[n], self.persons[n])
            if self.clean.paragraphs[n].role not in _SKIPPED:
                nominals.bodies(self.clean.paragraphs[n].span)
        nationality.possessed(self.publisher)

    def _countries_of_bodies(self) -> None:
        """Entities for the countries that bodies belong to, ahead of their mentions."""
        for n in (u.name for line in self.lines for u in line.units if isinstance(u.name, Named)):
            for owner in (n.owner, *n.members, *n.several):
                if owner is not None:
                    self.registry.note(owner)

    def _register_bodies(self, lines: list[Line]) -> None:
        found = [
            u.name for line in lines for u in line.units if isinstance(u.name, Named) and u.name.kind in ("body", "jointbody", "place")
        ]
        for n in sorted(found, key=lambda n: (n.owner is None and not n.members, n.source == "acronym")):
            self.keys[id(n)] = self._key_of(n)

    def _key_of(self, named: Named) -> str:
        if named.parts:
            for part in named.parts:
                self.keys[id(part)] = self.registry.body(part)
            return self.keys[id(named.parts[0])]
        if named.kind == "place":
            return self.registry.named(slug(named.name), named.type, named.name)
        return self.registry.body(named)

    def _posts(self, p: Person, key: str) -> None:
        for t in p.titles:
            if t.text in ("Prince", "Princess") and t.body is None and (t.owner is None or t.owner.adjective):
                self._nationality(p, t, key, None)
                continue  # a rank, no post
            of = self.keys.get(id(t.body)) or (self.registry.body(t.body) if t.body else None)
            owner = t.owner or p.country or next((x.owner for x in p.titles if x.owner is not None and x.body is None), None)
            if of is None and owner is not None:
                of = self.registry.note(owner)
            start = min(t.span.start, p.span.start, p.cover.start)
            said = [o.end for o in (t.owner and t.owner.span, t.to and t.to.span, t.body and t.body.cover) if o]
            end = max(t.span.end, p.span.end, p.cover.end if t is p.titles[-1] else 0, *said)
            forms = (t.whole,) if t.whole is not None and t.whole != t.span and t.state != "former" else ()
            self.registry.posts.append(PostHeld(key, _singular(t.text), of, Span(start, end), former=t.state == "former", forms=forms))
            self._nationality(p, t, key, of)

    def _of_body(self, key: str | None) -> Owner | None:
        """The country that the text gives a body elsewhere."""
        e = self.registry.entities.get(key or "")
        if e is None or e.country is None or e.country_evidence is None or e.type in ("InternationalOrganization", "JointBody", "Company"):
            return None
        return Owner(self.registry.entities[e.country].iso or "", e.country_evidence) if e.country in self.registry.entities else None

    def _nationality(self, p: Person, t: Title, key: str, of: str | None) -> None:
        entity = self.registry.entities[key]
        if entity.country is not None:
            return
        owner = p.country or t.owner
        if owner is None and t.body is not None:
            owner = t.body.owner or self._of_body(of)
        if owner is None and t.iso:
            owner = Owner(t.iso, t.span)
        if owner is not None and owner.iso:
            self.registry.entities[key] = replace(entity, country=self.registry.note(owner), country_evidence=owner.span)

    # -- placing -------------------------------------------------------------------------------------------------------

    def _place_line(self, line: Line, persons: list[Person], surnames: dict[str, str]) -> None:
        covered: dict[int, Person] = {}
        for p in persons:
            if id(p) in self.keys:
                self.registry.place(p.span, "person", self.keys[id(p)], p.source, p.cover if p.top else None)
                covered.update(dict.fromkeys(range(p.cover_first, p.cover_after), p))
                for t in p.titles:
                    if t.body is not None and t.body.source == "title":
                        self.registry.place(t.body.span, "body", self.registry.body(t.body), "title")
                    for owner in (t.owner, t.to, t.body.owner if t.body else None):
                        if owner is not None and not p.cover.covers(owner.span):
                            self.registry.country(owner)
        names = {i for p in persons if id(p) in self.keys for i in range(p.first, p.after)}
        for i, j, key in self.leftovers.propagate(line, set(covered), surnames):
            span = Span(line.units[i].start, line.units[j - 1].end)
            self.registry.place(span, "person", key, "propagated", span)
            names.update(range(i, j))
        taken = names | set(covered)
        for i, j, named in (*self.leftovers.places(line, taken), *self.leftovers.bodies(line, taken)):
            if not names & set(range(i, j)):
                names.update(range(i, j))
                self.keys[id(named)] = self._key_of(named)
                self.kept.append(named)
                self._place_named(named, top=True)
        for i, u in enumerate(line.units):
            if i not in names:
                self._place_unit(line, i, u, top=i not in covered)

    def _place_unit(self, line: Line, i: int, u: Unit, *, top: bool) -> None:
        if isinstance(u.name, Named):
            self._place_named(u.name, top)
        elif owner := countries.plain(u):
            self.registry.country(owner, cover=u.span if top else None)
        elif entry := u.entry("organisation"):
            self.registry.country(Owner("", u.span, body=entry.id), "gazetteer", u.span if top else None)
        elif entry := u.entry("region"):
            key = self.registry.named(slug(entry.id), "Place", entry.id)
            self.registry.place(u.span, "place", key, "gazetteer", u.span if top else None)
        elif (entry := u.entry("city")) and self._is_place(line, i):
            key = self.registry.named(slug(entry.id), "City", entry.id)
            self.registry.place(u.span, "place", key, "gazetteer", u.span if top else None)
            self._country_behind(line, i, key)
        elif entry := u.entry("platform"):
            if self._is_platform(line, i):
                key = self.registry.named(slug(entry.id) + "-platform", "Platform", entry.id)
                self.registry.place(u.span, "platform", key, "gazetteer", u.span if top else None)
        elif (entry := u.entry("media")) and (" " in u.text or u.text.isupper()):
            key = self.registry.named(slug(entry.id), "NewsOrganization", entry.id)
            self.registry.place(u.span, "body", key, "gazetteer", u.span if top else None)

    def _country_behind(self, line: Line, i: int, key: str) -> None:
        """ "Bern, Switzerland": the country of a city that the text itself gives."""
        if i + 2 < len(line.units) and line.units[i + 1].text == "," and (owner := self.bodies.owners.country(line.units[i + 2])):
            entity = self.registry.entities[key]
            if entity.country is None:
                self.registry.entities[key] = replace(entity, country=self.registry.note(owner), country_evidence=owner.span)

    def _place_named(self, n: Named, top: bool) -> None:
        cover = n.cover if top else None
        if n.kind == "country" and n.owner is not None:
            self.registry.country(n.owner, n.source, cover, n.span)
        elif n.kind == "nominal":
            keys = [self.registry.country(o) for o in n.several]
            mention = replace(
                self.registry.placed[-1].mention, span=n.span, kind="nominal", entity=keys[0], source="pair", entities=tuple(keys)
            )
            self.registry.placed.append(Placed(mention, cover))
        elif n.parts:
            each = tuple(dict.fromkeys(self.keys[id(part)] for part in n.parts))
            first = n.parts[0]
            self.registry.placed.append(Placed(Mention(Span(n.span.start, first.span.end), "body", each[0], "list", each), cover))
            for part in n.parts[1:]:
                self.registry.place(part.span, "body", self.keys[id(part)], "list")
        elif id(n) in self.keys:
            self.registry.place(n.span, n.kind, self.keys[id(n)], n.source, cover)
            if n.acronym:
                self.registry.place(n.acronym, n.kind, self.keys[id(n)], "acronym")
            for owner in (n.owner, *n.members):
                if owner is not None and n.cover.covers(owner.span) and owner.span != n.span:
                    self.registry.country(owner)

    def _is_place(self, line: Line, i: int) -> bool:
        before = line.units[i - 1].text if i else ""
        capital = any(e.kind == "city" and e.id in self.capitals for e in line.units[i].entries)
        if before in (_CAPITAL_BEFORE if capital else _PLACE_BEFORE) or (before == "," and i > 1 and line.units[i - 2].has("city")):
            return True
        span = line.units[i].span
        return any(label in ("GPE", "LOC", "FAC") and s.overlaps(span) for s, label in line.proposals)

    def _is_platform(self, line: Line, i: int) -> bool:
        before = [u.text.casefold() for u in line.units[max(0, i - 3) : i]]
        return bool(before) and (before[-1] in ("on", "via", "platform", "through") or "platform" in before or len(line.units[i].text) > 5)

    def _in_order(self, count: int) -> list[list[Placed]]:
        found: list[list[Placed]] = [[] for _ in range(count)]
        starts = [p.span.start for p in self.clean.paragraphs]
        for placed in self.registry.placed:
            n = bisect_right(starts, placed.mention.span.start) - 1
            if 0 <= n < count:
                found[n].append(placed)
        return [_without_overlaps(here) for here in found]


def _without_overlaps(placed: list[Placed]) -> list[Placed]:
    """Mentions in the order of the text; one that stands inside another's cover has none of its own."""
    end = -1
    covered: dict[int, bool] = {}
    for p in sorted((p for p in placed if p.cover is not None), key=lambda p: (p.cover.start, -p.cover.end) if p.cover else (0, 0)):
        if p.cover is not None:
            covered[id(p)] = p.cover.start >= end
            end = max(end, p.cover.end)
    kept = [p if p.cover is None or covered[id(p)] else replace(p, cover=None) for p in placed]
    return sorted(kept, key=lambda p: (p.mention.span, p.cover is None))


def _singular(title: str) -> str:
    """ "co-Chairs" → "co-Chair": a title that the text gives to several at once."""
    return re.sub(r"\b([Cc]o-[Cc]hair|Chair)s\b", r"\1", title)
