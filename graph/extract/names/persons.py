"""Names of persons, with the titles that stand beside them.

A name is a run of capitalised words, initials and particles; what makes it one is a title or courtesy before it, a title behind it, or the
statistical recogniser. `Person.cover` is name and titles together: what a parser may read as one word.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from graph.extract.gazetteer import Gazetteer
from graph.extract.names.appositions import Apposition, Appositions
from graph.extract.names.bodies import Bodies
from graph.extract.names.found import Named, Owner, Title
from graph.extract.names.name_shapes import Run, Shapes
from graph.extract.names.title_chains import Chains
from graph.extract.names.units import Line, Unit
from graph.model import Span

_OF_STATE = frozenset({"minister", "prime-minister", "secretary", "ambassador", "sovereign"})
_STRONG = frozenset({"president", "prime-minister", "minister", "secretary", "ambassador", "sovereign"})
_GIVES = frozenset({"is", "was", "became", "appointed", "elected", "named", "sworn", "re-elected", "reappointed"})
_APPOINTS = frozenset({"appointed", "appoints", "named", "names", "elected", "elects"})
_LEADS = frozenset({"who", "has", "been", "in", "as", "the", "The", "a", "an", "also", "currently", "now", "new", "next"})
_NO_VERBS = frozenset(
    {"and", "or", "who", "whose", "of", "in", "at", "for", "to", "from", "on", "as", "with", "while", "when", "both", "by"}
)
_OFFICE = re.compile(r" (?:of|for) ")
_SITES = frozenset(
    {"Camp", "Fort", "Mount", "Lake", "Cape", "Port", "Villa", "Palais", "Palazzo", "Schloss", "Áras", "Plaza", "Dar", "Casa"}
)
"""words that open the names of places"""
_STYLES = frozenset({"Lord", "Lady", "Baroness", "Baron", "Viscount", "Sheikh", "Shaikh", "Sheikha"})
_WEAK_COURTESY = frozenset(
    {
        "Seri",
        "Utama",
        "Haji",
        "General",
        "Major",
        "Captain",
        "Justice",
        "Lord",
        "Lady",
        "Father",
        "Marshal",
        "Specialist",
        "Retired",
        "Baron",
    }
)


_APPOINTING = frozenset({"appointed", "appoints", "nominated", "nominates", "named", "names", "elected", "elects", "designated"})


def _appointed(units: list[Unit]) -> dict[int, int]:
    """ "appointed Jane Doe as Minister of X": first unit of each name that such a verb and "as" enclose → unit after it"""
    found: dict[int, int] = {}
    for k in range(1, len(units) - 2):
        if units[k - 1].text not in _APPOINTING or not units[k].cap:
            continue
        end = k
        while end < len(units) and end - k < 4 and units[end].cap and units[end].word and not units[end].entries:
            end += 1
        if end - k >= 2 and end < len(units) and units[end].text == "as":
            found[k] = end
    return found


@dataclass(slots=True)
class Person:
    """A person named in a line: units `first` up to `after` hold the name with courtesies, `cover` also the titles.

    `span` and `name` are the name alone. `country` is said by "of Ruritania" behind the name. `counterpart` is the country of whom the text
    calls somebody's counterpart. `sure`: more than the recogniser speaks for it.
    """

    first: int
    after: int
    span: Span
    name: str
    cover: Span
    source: str
    titles: list[Title] = field(default_factory=list)
    country: Owner | None = None
    counterpart: Owner | None = None
    courtesy: bool = False
    sure: bool = True
    cover_after: int = 0
    cover_first: int = 0
    is_counterpart: bool = False
    style: str = ""
    """ "Baroness", "Sheikh" … before a name of one word, which is not used without it"""
    top: bool = True
    closed: bool = False
    """the mark that closes an apposition is read with it: `cover_after` counts it, `cover` does not"""
    nested: list[Person] = field(default_factory=list)
    """persons named inside the titles: the President in "Jane Doe, aide to President John Roe" """


class Persons:
    """The grammar of names over one gazetteer."""

    def __init__(self, gazetteer: Gazetteer, text: str, bodies: Bodies) -> None:
        self.gazetteer = gazetteer
        self.text = text
        self.bodies = bodies
        self.shapes = Shapes(gazetteer, text, bodies.owners)
        self.appositions = Appositions(gazetteer, bodies, self.shapes)
        self.chains = Chains(gazetteer, self.shapes, self.appositions)
        self.shared: dict[int, Title] = {}

    def read(self, line: Line, titles: dict[int, Title]) -> list[Person]:
        """All persons of a line, in order, none overlapping."""
        units = line.units
        believed = self._believed(line)
        self.shared = {}
        found: list[Person] = []
        i = 0
        while i < len(units):
            person = self._at(line, i, titles, believed)
            if person is None:
                i += 1
                continue
            found.append(person)
            found.extend(person.nested)
            i = max(person.after, person.cover_after, i + 1)
        self._share(units, found, titles)
        self._succeeded(units, found, titles)
        return found

    def _believed(self, line: Line) -> dict[int, int]:
        """First unit of each person that the recogniser proposes → unit after it."""
        spans = sorted((s for s, label in line.proposals if label == "PERSON"), key=lambda s: s.start)
        out: dict[int, int] = {}
        k = 0
        for span in spans:
            while k < len(line.units) and line.units[k].end <= span.start:
                k += 1
            end = k
            while end < len(line.units) and line.units[end].start < span.end:
                end += 1
            if end > k:
                out[k] = end
        out.update(_appointed(line.units))
        return out

    # -- one person ----------------------------------------------------------------------------------------------------

    def _at(self, line: Line, i: int, titles: dict[int, Title], believed: dict[int, int]) -> Person | None:
        units = line.units
        if units[i].text == "counterpart" or (units[i].text == "number" and i > 0 and units[i - 1].text == "opposite"):
            return self._counterpart(line, i, titles, believed)
        if (title := titles.get(i)) is not None:
            return self._several(line, title, titles, believed) if title.plural else self._titled(line, title, titles, believed)
        if (one := self.shared.get(i)) is not None and (run := self.shapes.run(units, i, believed, after_title=True)):
            return self._also(units, run, one, titles)
        u = units[i]
        if u.name is not None or not (u.cap or u.entry("honorific")):
            return None
        if any(t.first < i < t.after for t in self._near(titles, i)):
            return None
        run = self.shapes.run(units, i, believed)
        if run is None or run.start in titles:
            return None
        courtesy = run.start > run.first
        apposition = self.appositions.read(units, run.after, titles)
        if not (courtesy or apposition or self._proposed(line, run, believed)):
            return None
        if run.words < 2 and not (courtesy or apposition):
            return None
        if run.words < 2 and courtesy and not apposition and all(x.text in _WEAK_COURTESY for x in units[run.first : run.start]):
            return None
        if not courtesy and not apposition and (self.shapes.common(units[run.end - 1].text) or self._site(units, run)):
            return None
        if run.words < 2 and not courtesy and not (apposition and apposition[0] and self._surname(line, run, believed)):
            return None
        person = self._person(units, run, "courtesy" if courtesy else "apposition" if apposition else "recogniser", courtesy)
        person.sure = bool(courtesy or apposition)
        return self._behind(units, person, titles)

    def _site(self, units: list[Unit], run: Run) -> bool:
        """Whether a name that only the recogniser speaks for is a place's: "Camp Aurora", "at Áras Mór"."""
        return units[run.start].text in _SITES or (run.first > 0 and units[run.first - 1].text == "at")

    def _surname(self, line: Line, run: Run, believed: dict[int, int]) -> bool:
        """Whether one word is a family name: so proposed, or written behind another capitalised word elsewhere."""
        word = line.units[run.start].text
        if self.shapes.common(word):
            return False
        return self._proposed(line, run, believed) or bool(re.search(rf"[A-Z]\S+ {re.escape(word)}\b", self.text))

    def _near(self, titles: dict[int, Title], i: int) -> Iterable[Title]:
        for k in range(max(0, i - 30), i):
            if k in titles:
                yield titles[k]

    def _titled(self, line: Line, title: Title, titles: dict[int, Title], believed: dict[int, int]) -> Person | None:
        """A person whose name follows a title, or several titles ("X and Y Jane Doe", "X/Y Jane Doe")."""
        units = line.units
        chain = [title]
        at = title.after
        while (following := self.chains.following(units, at, titles)) is not None and len(chain) < 4:
            chain.append(following)
            at = following.after
        if len(chain) > 1 and not self.chains.one_holder(units, chain):
            chain = chain[:1]
            at = title.after
        chain[-1], at = self.chains.body_between(units, chain[-1], at)
        last = chain[-1].body
        if last is not None and last.type == "DiplomaticMission" and at + 1 < len(units) and units[at].text == "in" and units[at + 1].cap:
            at += 2  # "of the Embassy of Ruritania in Strelsau"
        owned = any(t.owner is not None or t.body is not None for t in chain)
        said = title.definite or title.possessor or owned
        opens = title.first == 0 or units[title.first - 1].text in (".", ":", '"', ")")
        office = not title.lower and at + 1 < len(units) and self.shapes.courtesy(units, at + 1) and _OFFICE.search(chain[-1].text)
        worded = " " in chain[-1].text and not title.lower
        comma = at < len(units) and units[at].text == "," and bool(said or office or worded)
        run = self.shapes.run(units, at + 1 if comma else at, believed, after_title=True)
        if comma and not (said or office or opens) and run is not None and not self._between_commas(line, title, run, believed):
            return None
        alone = comma and run is not None and self.chains.one_name(line, run)
        goes_on = run is not None and run.after < len(units) and units[run.after].text in ("and", "&")
        if comma and run is not None and goes_on and title.role not in _OF_STATE and not self._like_a_person(line, run, believed):
            return None  # "the Chief Executive, Acme Optics and …"
        if run is None or chain[-1].plural or (comma and not alone and not self.chains.closed(units, run)):
            return None
        if run.words == 1 and (line.heading or not self.chains.single(units, run)):
            return None
        weak = title.lower or title.role not in _STRONG
        if weak and run.words == 1 and run.start == run.first and not alone and not self._proposed(line, run, believed):
            return None
        person = self._person(units, run, "title", run.start > run.first)
        offices = [t for t in chain if t.text != "Senator" or t.owner or t.body] or chain
        person.titles = offices if chain[-1].inner is None else [chain[-1].inner]
        person.cover_first = person.titles[0].first
        while person.cover_first > 0 and units[person.cover_first - 1].has("honorific") and units[person.cover_first - 1].cap:
            person.cover_first -= 1  # "His Excellency President Jane Doe"
        person.cover = Span(units[person.cover_first].start, person.cover.end)
        return self._behind(units, person, titles)

    def _between_commas(self, line: Line, title: Title, run: Run, believed: dict[int, int]) -> bool:
        """Whether a name behind a title's comma, within a sentence, is its bearer: "led by Permanent Secretary for Ports, Jane Doe, is …".

        Behind another comma it is open whose the title is; behind titles that companies give, too, a company may follow.
        """
        units = line.units
        if title.first > 0 and units[title.first - 1].text == ",":
            return False
        if run.after < len(units) and units[run.after].text not in (",", ".", ";", ")"):
            return False
        if any(self.shapes.common(u.text) for u in units[run.start : run.end] if u.word):
            return False
        return title.role in _OF_STATE or self._like_a_person(line, run, believed)

    def _like_a_person(self, line: Line, run: Run, believed: dict[int, int]) -> bool:
        """Whether more than a title says that a name is a person's: courtesy, a given name, the recogniser."""
        units = line.units
        return run.start > run.first or self._proposed(line, run, believed) or units[run.start].text in self.gazetteer.given

    def _several(self, line: Line, title: Title, titles: dict[int, Title], believed: dict[int, int]) -> Person | None:
        """ "Ministers Jane Doe and John Roe of Ruritania": the first of them; the others are noted as bearers of the same title."""
        units = line.units
        runs: list[Run] = []
        at, joined = title.after, False
        while at < len(units) and len(runs) < 6:
            run = self.shapes.run(units, at, believed, after_title=True)
            if run is None or (run.words == 1 and not self.chains.single(units, run)):
                break
            runs.append(run)
            at, _ = self.bodies.owners.of_country(units, run.after)
            if joined or at >= len(units) or units[at].text not in (",", "and", "&"):
                break
            joined = units[at].text != ","
            at += 1
            if not joined and at < len(units) and units[at].text in ("and", "&"):
                joined, at = True, at + 1
        if len(runs) < 2 or not joined:
            return None
        one = replace(title, text=re.sub(r"s\b(?=$| of| for)", "", title.text, count=1), plural=False)
        for run in runs[1:]:
            self.shared[run.first] = one
        first = self._also(units, runs[0], one, titles)
        first.cover_first = title.first
        first.cover = Span(units[title.first].start, first.cover.end)
        return first

    def _also(self, units: list[Unit], run: Run, title: Title, titles: dict[int, Title]) -> Person:
        person = self._person(units, run, "title", run.start > run.first)
        person.titles = [title]
        return self._behind(units, person, titles)

    def _counterpart(self, line: Line, i: int, titles: dict[int, Title], believed: dict[int, int]) -> Person | None:
        """ "his Ruritanian counterpart, Jane Doe", "her counterpart from Ruritania, Jane Doe": the post is the other's, of that country."""
        units = line.units
        first = i - 1 if units[i].text == "number" else i
        owner = self.bodies.owners.owner(units[first - 1]) if first else None
        if owner is not None:
            first -= 1
        at = i + 1
        if owner is None and at + 1 < len(units) and units[at].text in ("from", "of", "in"):
            where = at + 2 if units[at + 1].text == "the" and at + 2 < len(units) else at + 1
            owner = self.bodies.owners.country(units[where])
            at = where + 1 if owner else at
        if at < len(units) and units[at].text == ",":
            at += 1
        person = self._titled(line, titles[at], titles, believed) if at in titles else None
        if person is None:
            run = self.shapes.run(units, at, believed, after_title=True) if at < len(units) else None
            if run is None or (run.words < 2 and run.start == run.first):
                return None
            person = self._behind(units, self._person(units, run, "counterpart", run.start > run.first), titles)
        if owner is None:
            after, owner = self.bodies.owners.of_country(units, person.after)  # "his counterpart, Jane Doe of Ruritania"
            if owner is not None:
                person.cover_after = max(person.cover_after, after)
                person.cover = Span(person.cover.start, max(person.cover.end, owner.span.end))
        if first > 0 and units[first - 1].text.casefold() in ("his", "her", "their", "its", "the", "my", "our"):
            first -= 1
        person.counterpart = owner
        person.is_counterpart = True
        person.cover_first = first
        person.cover = Span(units[first].start, person.cover.end)
        return person

    def _person(self, units: list[Unit], run: Run, source: str, courtesy: bool) -> Person:
        span = Span(units[run.start].start, units[run.end - 1].end)
        name = " ".join(self.text[span.start : span.end].split())
        cover = Span(units[run.first].start, units[run.after - 1].end)
        style = units[run.start - 1].text if run.words == 1 and run.start > run.first and units[run.start - 1].text in _STYLES else ""
        return Person(
            run.first, run.after, span, name, cover, source, courtesy=courtesy, cover_after=run.after, cover_first=run.first, style=style
        )

    def whole(self, units: list[Unit]) -> Person | None:
        """The person whose name, with courtesies, is all that the units hold."""
        run = self.shapes.run(units, 0, {}, after_title=True)
        if run is None or run.after != len(units) or run.words < 2:
            return None
        return self._person(units, run, "name-line", run.start > run.first)

    def whole_titles(self, units: list[Unit], titles: dict[int, Title]) -> list[Title]:
        """The titles, joined by "and" or with ", Body" and ", Country", that are all that the units hold; else none."""
        found: list[Title] = []
        at = 0
        while (title := titles.get(at)) is not None:
            owned, after = self.appositions.owned(units, title)
            if after < len(units) and owned.body is not None:
                after, owner = self.bodies.owners.comma_country(units, after, None)
                owned = replace(owned, owner=owner) if owner else owned
            found.append(owned)
            if after == len(units):
                return found
            at = after + 1 if units[after].text in ("and", "&", "/") else len(units)
        return []

    # -- the shape of a name -------------------------------------------------------------------------------------------

    def _proposed(self, line: Line, run: Run, believed: dict[int, int]) -> bool:
        return not line.heading and (run.start in believed or run.first in believed)

    # -- what stands behind a name -------------------------------------------------------------------------------------

    def _behind(self, units: list[Unit], person: Person, titles: dict[int, Title]) -> Person:
        """The person with the country and titles behind the name, and the stretch that is read as one word."""
        k = person.after
        if person.titles and k + 1 < len(units) and units[k].text == "of":
            at = k + 2 if units[k + 1].text in ("the", "The") and k + 2 < len(units) else k + 1
            body = units[at].name if at < len(units) else None
            if isinstance(body, Named) and body.kind in ("body", "jointbody") and person.titles[-1].body is None:
                person.titles[-1] = replace(person.titles[-1], body=body)
                person.cover_after = at + 1
                person.cover = Span(person.cover.start, units[at].end)
                return person
            if at < len(units) and (owner := self.bodies.owners.country(units[at])):
                person.country = owner
                person.cover_after = at + 1
                person.cover = Span(person.cover.start, units[at].end)
                return person
        if k + 2 < len(units) and units[k].text == "(" and units[k + 2].text == ")" and (owner := self.bodies.owners.country(units[k + 1])):
            person.country = owner
            person.cover_after = k + 3
            person.cover = Span(person.cover.start, units[k + 2].end)
            return person
        apposition = self.appositions.read(units, k, titles)
        if apposition is not None and person.titles and (self._next_bearer(units, apposition) or self._subject(units, apposition)):
            return person
        if apposition is None:
            self._predicate(units, person, titles)
            return person
        at = k
        for title, after in apposition[1]:
            person.titles.append(title)
            if title.inner is not None and after > title.after and (run := self.shapes.run(units, title.after, {}, after_title=True)):
                other = self._person(units, run, "title", run.start > run.first)
                other.titles = [title.inner]
                other.top = False
                person.nested.append(other)
            at = after
        person.cover = Span(person.cover.start, units[at - 1].end)
        closes = at < len(units) and (units[at].text == "," == units[k].text or (units[at].text, units[k].text) == (")", "("))
        person.cover_after = at + closes
        person.closed = closes
        return person

    def _subject(self, units: list[Unit], apposition: Apposition) -> bool:
        """Whether titles behind a name are what a clause begins with: "With Speaker Jane Doe, the Vice Minister discussed …"."""
        at = apposition[1][-1][1]
        return at < len(units) and units[at].text[0].islower() and units[at].text not in _NO_VERBS

    def _next_bearer(self, units: list[Unit], apposition: Apposition) -> bool:
        """Whether titles behind a name that has one are the next person's: "President Doe, the King of Ruritania, H.M. Rudolf, …"."""
        title, at = apposition[1][-1]
        if at + 1 >= len(units) or units[at].text != ",":
            return False
        run = self.shapes.run(units, at + 1, {}, after_title=True)
        if run is None or self.chains.closed(units, run) is False:
            return False
        return run.start > run.first or (title.definite and run.after < len(units) and units[run.after].text == ",")

    def _predicate(self, units: list[Unit], person: Person, titles: dict[int, Title]) -> None:
        """ "Jane Doe is Ruritania's Foreign Minister", "was elected President": a post that a verb gives; the verb stays to be parsed."""
        at = person.after
        said: set[str] = set()
        if person.cover_first > 0 and at < len(units) and units[person.cover_first - 1].text in _APPOINTS:
            said = {"appointed"}  # "appointed Jane Doe as Minister of Works"
            at += units[at].text == "as"
        while at < len(units) and at - person.after < 6 and units[at].text in _GIVES | _LEADS and at not in titles:
            said.add(units[at].text)
            at += 1
        title = titles.get(at)
        if title is None or not said & _GIVES or title.plural or title.lower or self.appositions.names_another(units, title.after):
            return
        if said & _GIVES == {"was"}:
            title = replace(title, state="former")
        person.titles.append(title)

    def _succeeded(self, units: list[Unit], found: list[Person], titles: dict[int, Title]) -> None:
        """ "appointed Ambassador in succession to John Roe, who will be …": his post too; a former one unless he still is to go."""
        for person in found:
            words = [u.text for u in units[max(0, person.cover_first - 3) : person.cover_first]]
            if words != ["in", "succession", "to"] or person.titles:
                continue
            title = next((t for t in titles.values() if t.after == person.cover_first - 3 and not t.plural), None)
            if title is not None:
                behind = [u.text for u in units[person.after : person.after + 4]]
                person.titles.append(replace(title, state="" if behind[-2:] == ["will", "be"] else "former"))

    def _share(self, units: list[Unit], found: list[Person], titles: dict[int, Title]) -> None:
        """ "Jane Doe and John Roe, co-Chairs of the Forum": a plural title is each one's."""
        for one, other in itertools.pairwise(found):
            between = [u.text for u in units[one.cover_after : other.cover_first]]
            if between in (["and"], ["&"]) and not one.titles:
                shared = [t for t in other.titles if t.head.lower() in ("co-chairs", "chairs")]
                one.titles.extend(shared)
