"""The graph → a brief."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import combinations
from typing import Any, ClassVar

from graph import edtf
from graph.brief import dates
from graph.catalogue import lists, single
from graph.catalogue.articles import article_summaries
from graph.catalogue.claims import claim_views
from graph.catalogue.promises import PromiseView, promises
from graph.catalogue.reading import Catalogue, chunks, name, resource, values
from graph.catalogue.views import JSON, AgreementView, ArticleSummary, BodyView, ClaimView, CommitmentView, EventView, Ref
from graph.filters import Filters, Window
from graph.model import Iri
from ontology import terms

MOST = 500
"""lines of one section"""

NAMED = 5
"""participants named in one line; of more, the first and how many others"""

NOTES = 4
"""notes of one line: the reports that settle its status and date, and the first one"""

HAPPENED = frozenset({"Held", "Ongoing", None})
_PREDICATES = ("type", "status", "date", "modality", "place", "instrument")


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote: the exact words, where they stand (`start` and `end` in code points), in which article, and in whose mouth."""

    __pydantic_config__: ClassVar[Mapping[str, Any]] = JSON
    number: int
    quote: str
    start: int
    end: int
    article: ArticleSummary
    claim: str
    confidence: float
    speakers: tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence about one thing. `notes` are numbers of footnotes, never empty."""

    __pydantic_config__: ClassVar[Mapping[str, Any]] = JSON
    text: str
    thing: Ref
    status: str | None
    date: str | None
    notes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Lines under one heading. `complete` is false where there were more than are shown."""

    __pydantic_config__: ClassVar[Mapping[str, Any]] = JSON
    key: str
    title: str
    lines: tuple[Line, ...]
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Brief:
    """What the articles say about two. `first` and `last` are the days asked for, `as_of` the day on which it is read (ISO)."""

    __pydantic_config__: ClassVar[Mapping[str, Any]] = JSON
    left: Ref
    right: Ref
    first: str | None
    last: str | None
    as_of: str
    sections: tuple[Section, ...]
    notes: tuple[Note, ...]


@cache
def wording() -> Mapping[str, Any]:
    """The tables of `sentences.toml`."""
    return tomllib.loads(files("graph.brief").joinpath("sentences.toml").read_text(encoding="utf-8"))


def brief(c: Catalogue, left: str, right: str, f: Filters, *, as_of: str) -> Brief:
    """The brief of two, by id: countries, or bodies and persons.

    Of the filters the days, confidence, article and publisher count. Raises NotFound for one that is not there.
    """
    for id_ in (left, right):
        single.known(c, id_)
    refs = c.refs((c.iri(left), c.iri(right)))
    lands = frozenset(x for x in (left, right) if x.startswith("country/"))
    f = replace(f, countries=lands, participants=frozenset({left, right}) - lands)
    return _Maker(c, f, as_of).brief(refs[c.iri(left)], refs[c.iri(right)])


_Thing = EventView | AgreementView | BodyView | CommitmentView


def _ref(thing: _Thing) -> Ref:
    return Ref(thing.id, thing.iri, thing.label, thing.type)


def _within(a: ClaimView, b: ClaimView) -> bool:
    """Whether the words of a claim are among those of another."""
    ours, theirs = a.evidence[0], b.evidence[0]
    return a.article.id == b.article.id and theirs.start <= ours.start and ours.end <= theirs.end


@dataclass(frozen=True, slots=True)
class _Draft:
    """A line before its notes have numbers."""

    text: str
    thing: Ref
    status: str | None
    date: str | None
    claims: tuple[ClaimView, ...]


class _Maker:
    def __init__(self, c: Catalogue, f: Filters, as_of: str) -> None:
        self.c, self.f, self.as_of = c, f, as_of
        self.claims: dict[str, list[ClaimView]] = {}

    def brief(self, left: Ref, right: Ref) -> Brief:
        events, agreements = lists.events(self.c, self.f, limit=MOST), lists.agreements(self.c, self.f, limit=MOST)
        bodies, commitments = self._bodies(agreements.items), lists.commitments(self.c, self.f, limit=MOST)
        shown = [e for e in events.items if e.type != "Publication"]
        every: list[_Thing] = [*shown, *agreements.items, *bodies, *commitments.items]
        things = [_ref(x) for x in every]
        self.claims = _claims(self.c, things)
        states = self._states(left, right) if commitments.items else {}
        happened = [e for e in shown if e.status in HAPPENED]
        drafts: list[tuple[str, list[_Draft], bool]] = [
            ("meetings", [self._event(e) for e in reversed(happened)], not events.next),
            ("ahead", [self._event(e) for e in reversed(shown) if e.status not in HAPPENED], not events.next),
            ("agreements", [self._agreement(a) for a in reversed(agreements.items)], not agreements.next),
            ("bodies", [self._body(b) for b in bodies], True),
            ("promises", [self._commitment(x, states.get(x.id)) for x in commitments.items], not commitments.next),
            ("questions", [*self._overdue(shown), *self._differing(things)], True),
        ]
        notes: dict[tuple[str, int, int], Note] = {}
        sections = tuple(_section(key, of, complete, notes) for key, of, complete in drafts)
        window = self.f.window
        return Brief(left, right, window.earliest, window.latest, self.as_of, sections, tuple(notes.values()))

    def _bodies(self, agreements: Iterable[AgreementView]) -> list[BodyView]:
        """Joint bodies of both, and those that agreements of both set up."""
        of_both = replace(self.f, participants=frozenset(), window=Window())
        found = {b.id: b for b in lists.bodies(self.c, of_both, limit=MOST).items} if self.f.countries and not self.f.participants else {}
        made = [self.c.iri(r.id) for a in agreements for r in a.establishes if r.id not in found]
        found |= {b.id: b for b in lists.body_views(self.c, list(dict.fromkeys(made)))}
        return sorted(found.values(), key=lambda b: (b.label, b.id))

    def _states(self, left: Ref, right: Ref) -> dict[str, PromiseView]:
        return {p.id: p for who in (left, right) for p in promises(self.c, as_of=self.as_of, by=who.id, limit=10 * MOST).items}

    # -- sentences -------------------------------------------------------------------------------------------------------

    def _event(self, e: EventView) -> _Draft:
        kind = next(k for k in (e.type, *terms.superclasses(e.type), "Event") if k in wording()["events"])
        visitors = e.visitors or e.participants or e.countries
        if kind == "Visit" and not visitors:
            kind = "Event"
        who = _who(e.participants) or _who(e.countries)
        template = wording()["events"][kind if who or kind in ("Visit", "Signing") else "Event"][e.status or "none"]
        fields = {
            "who": who,
            "visitors": _who(visitors),
            "destination": f" to {e.destination.label}" if e.destination else "",
            "label": e.label,
            "place": f" in {e.place.label}" if e.place else "",
            "when": _when(e.date),
        }
        return self._draft(template, fields, e, e.status, e.date)

    def _agreement(self, a: AgreementView) -> _Draft:
        template = wording()["agreements"]["Agreement"][a.status or "none"]
        fields = {
            "label": a.label,
            "parties": _who(a.parties) or _who(a.countries),
            "signers": f"; signed by {_who(a.signatories)}" if a.signatories else "",
            "when": _when(a.date),
            "areas": f" It covers {', '.join(a.areas)}." if a.areas else "",
        }
        return self._draft(template, fields, a, a.status, a.date)

    def _body(self, b: BodyView) -> _Draft:
        template = wording()["bodies"]["JointBody"][b.status or "none"]
        fields = {
            "label": b.label,
            "purposes": f" Purpose: {'; '.join(b.purposes)}." if b.purposes else "",
            "recurrence": f" It meets every {_DURATIONS[b.recurrence]}." if b.recurrence in _DURATIONS else "",
        }
        return self._draft(template, fields, b, b.status, None)

    def _commitment(self, x: CommitmentView, promise: PromiseView | None) -> _Draft:
        toward = [r for r in x.toward if r not in x.by]
        templates = wording()["commitments"]["Commitment"]
        told = [claim.article.published for claim in self.claims.get(x.id, ())]
        fields = {
            "by": _who(x.by) or wording()["words"]["unnamed"],
            "told": f" on {dates.day(date.fromisoformat(min(told)))}" if told else "",
            "toward": f", toward {_who(toward)}" if toward else "",
            "gist": x.label.rstrip("."),
            "state": wording()["states"].get(promise.state, "") if promise else "",
        }
        return self._draft(templates.get(x.modality or "none", templates["none"]), fields, x, x.modality, None)

    def _draft(self, template: str, fields: Mapping[str, str], thing: _Thing, status: str | None, day: str | None) -> _Draft:
        """The sentence with the claims that say it; worded as somebody's words where nobody else says so."""
        mine = self.claims.get(thing.id, [])
        first = [x for x in mine if x.predicate == "type"]
        settles = [x for x in mine if x.predicate in ("status", "modality") and _value(x) == status] or first
        dated = [x for x in mine if x.predicate == "date" and day is not None and _value(x) == day]
        reported = dates.day(date.fromisoformat(settles[-1].article.published)) if settles else ""
        sentence = template.format(**fields, reported=reported)
        if settles and thing.type != "Commitment" and all(x.statement and x.statement.mode != "narrator" for x in settles):
            people = tuple(dict.fromkeys(r for x in settles if x.statement for r in x.statement.speakers))
            speakers = _who(people) or wording()["words"]["unnamed"]
            sentence = wording()["words"]["according"].format(speakers=speakers, sentence=sentence)
        chosen = list(dict.fromkeys([*settles[-2:], *first[:1]] or mine[:1]))
        # the word that dates it stands, as a rule, in the sentence that tells it
        chosen += [x for x in dated[-1:] if not any(_within(x, other) for other in chosen)]
        return _Draft(sentence[:1].upper() + sentence[1:], _ref(thing), status, day, tuple(chosen)[:NOTES])

    # -- questions -------------------------------------------------------------------------------------------------------

    def _overdue(self, events: Iterable[EventView]) -> Iterator[_Draft]:
        for e in events:
            if e.status in ("Scheduled", "Planned", "Proposed") and e.latest and e.latest < self.as_of:
                fields = {"label": e.label, "status": e.status.lower(), "when": f" ({_when(e.date).strip()})"}
                yield self._draft(wording()["questions"]["overdue"], fields, e, e.status, e.date)

    def _differing(self, things: Iterable[Ref]) -> Iterator[_Draft]:
        for ref in things:
            for predicate in ("date", "place", "instrument"):
                said: dict[str, ClaimView] = {}
                for claim in self.claims.get(ref.id, ()):
                    if claim.predicate == predicate:
                        said.setdefault(_shown(claim), claim)
                if len({x.article.id for x in said.values()}) > 1 and _differ(predicate, [_value(x) for x in said.values()]):
                    text = wording()["questions"][predicate].format(label=ref.label, values="; ".join(sorted(said)))
                    yield _Draft(text[:1].upper() + text[1:], ref, None, None, tuple(said.values()))


_DURATIONS = {"P1Y": "year", "P6M": "six months", "P3M": "three months", "P1M": "month", "P2Y": "two years", "P1W": "week"}


def _claims(c: Catalogue, things: Sequence[Ref]) -> dict[str, list[ClaimView]]:
    """The claims that lines rest on, by thing, the earliest published first."""
    found: list[Iri] = []
    day = getattr(c, "day", "9999-12-31")
    wanted = ", ".join(f"<{p}>" for p in _IRIS)
    for chunk in chunks([c.iri(t.id) for t in things]):
        query = f"""SELECT ?c WHERE {{ VALUES ?s {{ {values(chunk)} }} GRAPH ?g {{ ?c rdf:subject ?s ; rdf:predicate ?p .
            ?g schema:datePublished ?d }} FILTER(?p IN ({wanted}) && STR(?d) <= "{day}") }}"""
        found += [resource(row, "c") for row in c.rows(query)]
    by: dict[str, list[ClaimView]] = defaultdict(list)
    for view in claim_views(c, sorted(found), article_summaries):
        if view.evidence and view.kind != "background":
            by[view.subject.id].append(view)
    return {k: sorted(of, key=lambda x: (x.article.published, x.article.id, x.evidence[0].start, x.id)) for k, of in by.items()}


_IRIS = tuple(terms.iri(p) for p in _PREDICATES)


def _section(key: str, drafts: Iterable[_Draft], complete: bool, notes: dict[tuple[str, int, int], Note]) -> Section:
    lines = []
    for d in drafts:
        numbers = tuple(dict.fromkeys(_note(claim, notes) for claim in d.claims))
        if numbers:
            lines.append(Line(d.text, d.thing, d.status, d.date, numbers))
    return Section(key, wording()["titles"][key], tuple(lines), complete)


def _note(claim: ClaimView, notes: dict[tuple[str, int, int], Note]) -> int:
    quote = claim.evidence[0]
    at = claim.article.id, quote.start, quote.end
    if at not in notes:
        said = claim.statement
        speakers = said.speakers if said and said.mode != "narrator" else ()
        notes[at] = Note(len(notes) + 1, quote.quote, quote.start, quote.end, claim.article, claim.id, claim.confidence, speakers)
    return notes[at].number


def _value(claim: ClaimView) -> str:
    """A status by its name, a literal by its text, a thing by its id."""
    o = claim.object
    return (name(Iri(o.iri)) if terms.local(o.iri) else o.id) if isinstance(o, Ref) else o.value


def _shown(claim: ClaimView) -> str:
    o = claim.object
    if isinstance(o, Ref):
        return o.label
    return dates.phrase(o.value) if claim.predicate == "date" else o.value


def _differ(predicate: str, found: Sequence[str]) -> bool:
    if predicate != "date":
        return len(set(found)) > 1
    return any(not edtf.compatible(a, b) for a, b in combinations(found, 2))


def _who(people: Sequence[Ref]) -> str:
    """Names in a row, persons first."""
    ordered = sorted(people, key=lambda r: r.type != "Person")
    names = list(dict.fromkeys(r.label for r in ordered))
    if len(names) > NAMED:
        names = [*names[: NAMED - 1], f"{len(names) - NAMED + 1} others"]
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def _when(value: str | None) -> str:
    found = dates.phrase(value) if value else ""
    return f" {found}" if found else ""
