"""Reading → agreements: every real document or named understanding once, however often and however it is named.

sentences ─ agreement_reports ─┐
                               ├─ merged by what they are about, between whom, and by definite namings ─▶ AgreementFrame
lists     ─ outcome_lists ─────┘
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import combinations

from graph import edtf
from graph.extract.clauses import clause_head, subject
from graph.extract.frames.actors import BODIES, Actors, Named, is_side
from graph.extract.frames.agreement_dates import dated, default_date, occasion_of, scheduled
from graph.extract.frames.agreement_reports import Report, reports, understanding
from graph.extract.frames.agreement_status import ahead
from graph.extract.frames.agreement_terms import NUMBERS
from graph.extract.frames.outcome_lists import Item, items
from graph.extract.lexicons import lexicon, words
from graph.extract.reading import AgreementFrame, AgreementStatus, Reading
from graph.ids import fold
from graph.model import Span

_STRENGTH: dict[AgreementStatus, int] = {"Signed": 5, "Reached": 4, "InForce": 3, "Negotiating": 2, "Proposed": 1}
_MOST = 1500  # namings of documents that are compared, each with each: the time that takes is bounded so
_OLD = timedelta(days=45)
"""A document dated longer ago than this was there before what the article reports: it is referred to, not news."""


@dataclass(slots=True)
class _Agreement:
    reports: list[Report] = field(default_factory=list)
    item: Item | None = None
    area: Span | None = None
    """set where one naming stood for several documents: the one this is about"""

    @property
    def content(self) -> frozenset[str]:
        return frozenset().union(*(r.content for r in self.reports))


def find(reading: Reading) -> list[AgreementFrame]:
    """The agreements of an article, in order of their first naming."""
    actors = Actors(reading)
    listed = items(actors)
    found = [_Agreement([i.report], item=i) for i in listed if i.report is not None]
    for agreement in found:
        report, item = agreement.reports[0], agreement.item
        if report.date is None and item is not None and item.lead is not None and report.status == "Signed":
            report.date = occasion_of(actors, item.lead)
        _prepare(actors, report)
    blocks = [i.block for i in listed]
    told = [r for r in reports(actors) if not any(b.overlaps(r.name) for b in blocks)]
    if len(told) > _MOST:
        reading.warnings.append(f"documents are named {len(told):,} times; the first {_MOST:,} were read")
        del told[_MOST:]
    for report in told:
        _prepare(actors, report)
    for sentence in reading.sentences:
        if sentence.role != "heading" and (extra := understanding(actors, sentence)):
            _prepare(actors, extra)
            told.append(extra)
    _merge(actors, found, sorted(told, key=lambda r: (r.sentence.role == "heading", r.name.start)))
    found, umbrella = _without_umbrellas(found)
    _signed_together(found, told)
    found.sort(key=lambda a: min(r.name.start for r in a.reports))
    return [_frame(actors, a, umbrella) for a in found]


def sided(frames: Sequence[AgreementFrame], reading: Reading) -> tuple[list[AgreementFrame], list[AgreementFrame]]:
    """The agreements, and as they were read those of which one side alone could be: these are told without sides.

    What is signed or reached takes two, so that one party would be a false picture of it; that it was signed is true all the same. States
    join treaties and protocols one by one; of these one side is enough.
    """
    told: list[AgreementFrame] = []
    onesided: list[AgreementFrame] = []
    for frame in frames:
        one_will_do = frame.instrument in ("treaty", "protocol")
        if frame.status not in ("Signed", "Reached") or one_will_do or not frame.parties | frame.countries or _of_two(frame, reading):
            told.append(frame)
        else:
            onesided.append(frame)
            told.append(replace(frame, parties={}, countries={}))
    return told, onesided


def _of_two(frame: AgreementFrame, reading: Reading) -> bool:
    """Whether two of those named are neither the same nor a body and its own country."""
    shown = {k for s in reading.sentences for m in s.mentions for k in m.names}
    owner = {k: e.country for k in (*frame.parties, *frame.countries) if k in shown and (e := reading.entities.get(k)) is not None}
    sides = {*owner, *(c for c in owner.values() if c in shown and c is not None)}
    return any(owner.get(a) != b and owner.get(b) != a for a, b in combinations(sorted(sides), 2))


def _signed_together(found: Sequence[_Agreement], told: Sequence[Report]) -> None:
    """ "The instruments were signed by A for X and by B for Y", behind a list of them: who signed each that names no others."""
    items_ = [a for a in found if a.item is not None]
    every = next((r for r in told if r.instrument.plural and r.definite and r.status == "Signed" and r.signatories), None)
    if every is None or every.count not in (None, len(items_)) or any(a.item is not None and a.item.signers for a in items_):
        return
    for a in items_:
        a.reports[0].signatories = dict(every.signatories)
        a.reports[0].status = "Signed"
        if a.item is not None:
            a.item.status = "Signed"


def _prepare(actors: Actors, report: Report) -> None:
    """Dates, and what follows from them for the status."""
    if (ahead := scheduled(actors, report)) is not None:
        report.status, report.date = "Negotiating", ahead
    report.date = report.date or dated(actors, report)
    if report.status in ("Signed", "Reached") and report.date is not None:
        latest = edtf.bounds(report.date[0])[1]
        if latest is not None and latest < actors.reading.published - _OLD:
            report.status = "InForce"
    report.content = _content(actors, report)
    report.proper = _proper(actors, report)
    report.own = report.own or bool(report.identity or report.parties or report.count) or report.proper
    if report.status == "InForce" and report.definite and not report.own:
        report.status = None  # "under the memorandum": whichever that is
    if report.status is None and report.definite and (report.proper or report.identity) and len(report.parties) >= 2:
        report.status = "InForce"


def _proper(actors: Actors, report: Report) -> bool:
    """Whether it is called by a name in capitals that says more than its kind ("the Wadden Sea Treaty")."""
    words_ = actors.text[report.name.start : report.instrument.span.start].split()
    kind = actors.text[report.instrument.span.start : report.instrument.span.end]
    capitals = [w for w in words_ if w[:1].isupper() and w.casefold() not in words("agreements", "modifiers", "plain")]
    return kind[:1].isupper() and bool(capitals)


def _content(actors: Actors, report: Report) -> frozenset[str]:
    """The words that tell this document from another one: what it is about, without its parties and its kind."""
    plain = words("agreements", "modifiers", "plain") | _KIND_WORDS
    plain |= {part for word in plain if "-" in word for part in word.split("-")}
    named = {w for m in report.sentence.mentions if m.kind == "country" for w in _words(actors.text[m.span.start : m.span.end])}
    found = {w for span in report.identity for w in _words(actors.text[span.start : span.end])}
    found.update(w for w in _words(actors.text[report.name.start : report.instrument.span.start]) if w not in named)
    return frozenset(w for w in found if w not in plain and w not in NUMBERS and len(w) > 2 and not w.isdigit())


_KIND_WORDS = frozenset(
    {
        "cooperation",
        "operation",
        "collaboration",
        "cooperate",
        "field",
        "area",
        "agreement",
        "understanding",
        "the",
        "and",
        "for",
        "bilateral",
        "between",
        "with",
    }
)


def _words(text: str) -> list[str]:
    return [w[:-1] if len(w) > 4 and w.endswith("s") and not w.endswith("ss") else w for w in re.findall(r"\w+", fold(text))]


# ---- one agreement, many namings


def _merge(actors: Actors, found: list[_Agreement], told: Sequence[Report]) -> None:
    for report in told:
        home = _home(actors, found, report)
        if home is None and report.status is None:
            _one_of(found, report)
        if home is not None:
            home.reports.append(report)
        elif _opens(report):
            found.extend(_split(actors, report))


_LISTED = re.compile(
    r"\W*(?:among|amongst|one of|two of|(?:these|they|those|the (?:agreements|documents|accords|instruments|memoranda)) include)\b", re.I
)


def _one_of(found: list[_Agreement], report: Report) -> None:
    """ "The memorandum on X covers …" behind "ten memoranda were signed": one of the ten, of which the same holds."""
    listed = _LISTED.match(report.sentence.tokens.doc[report.sentence.tokens.start : report.sentence.tokens.end].text) is not None
    own = report.identity or (listed and report.parties)
    if report.instrument.plural or not own or not (report.definite or listed) or report.sentence.role == "heading":
        return
    if report.act is not None and ahead(report.act):
        return
    for a in found:
        first = a.reports[0]
        counted = first.instrument.plural and first.count is not None and first.status in ("Signed", "Reached")
        if (
            counted
            and first.name.start < report.name.start
            and (report.instrument.kind in (first.instrument.kind, "agreement") or (listed and first.instrument.kind == "agreement"))
        ):
            report.status, report.date, report.rule = first.status, first.date, "one-of"
            report.parties = report.parties or dict(first.parties)


def _home(actors: Actors, found: list[_Agreement], report: Report) -> _Agreement | None:
    fitting = [a for a in found if _compatible(actors, a, report) and not _numbered_apart(actors, a, report)]
    if report.content:
        alike = [(_likeness(a.content, report), a) for a in fitting if a.content]
        best = max(alike, key=lambda x: x[0], default=None)
        if best is not None and best[0] >= 0.6:
            return best[1]
        bare = [a for a in fitting if not a.content and a.item is None and a.reports[0].name.start < report.name.start]
        kinds = (report.instrument.kind, "agreement")
        bare = [
            a for a in bare if a.reports[0].instrument.kind in kinds and (a.reports[0].instrument.kind == kinds[0] or _takes_up(report))
        ]
        return bare[-1] if bare and (not report.definite or len(bare) == 1) else None
    if report.definite or (report.status is None and not report.instrument.plural):
        earlier = [a for a in fitting if a.reports[-1].name.start < report.name.start and a.item is None]
        return max(earlier, key=lambda a: max(r.name.start for r in a.reports if r.name.start < report.name.start), default=None)
    same = [
        a
        for a in fitting
        if a.item is None and (_takes_up(report) or a.reports[0].instrument.kind in (report.instrument.kind, "agreement"))
    ]
    same = [a for a in same if not (a.reports[0].proper and a.reports[0].instrument.kind != report.instrument.kind) or _takes_up(report)]
    same = [a for a in same if _takes_up(report) or not _of_another(a, report)]
    return same[0] if len(same) == 1 else None


_NTH = re.compile(r"\b(first|second|third|fourth|fifth|\d+(?:st|nd|rd|th))\b(?=[^,.;]{0,30}$)", re.I)


def _numbered_apart(actors: Actors, a: _Agreement, report: Report) -> bool:
    """Whether the two are numbered, and not alike: "a second contract" is not "the first contract"."""
    mine, theirs = (_ordinals(actors, reports) for reports in ([report], a.reports))
    return bool(mine and theirs) and not mine & theirs


def _ordinals(actors: Actors, reports: Sequence[Report]) -> set[str]:
    before = (actors.text[max(0, r.instrument.span.start - 40) : r.instrument.span.start] for r in reports)
    return {m[1].casefold() for text in before if (m := _NTH.search(text))}


def _of_another(a: _Agreement, report: Report) -> bool:
    """Whether an indefinite naming is of another document: it is not as far, or is between parties that the one told has not."""
    first = a.reports[0]
    done = [r.status in ("Signed", "Reached") for r in (first, report)]
    return bool(first.content) and (done[0] != done[1] or (bool(report.parties) and not _join(a, "parties")))


def _likeness(content: frozenset[str], report: Report) -> float:
    """Share of the words that tell documents apart which both have; of the shorter list, or, for a proper name, of both lists."""
    shared = len(content & report.content)
    return shared / (len(content | report.content) if report.proper else min(len(content), len(report.content)))


def _compatible(actors: Actors, a: _Agreement, report: Report) -> bool:
    first = a.reports[0]
    if first.instrument.plural != report.instrument.plural and a.area is None and report.sentence.role != "heading":
        return False
    kinds = {first.instrument.kind, report.instrument.kind}
    if len(kinds) > 1 and "agreement" not in kinds:
        return False
    if len(kinds) > 1 and not any(_general(actors, r) for r in (first, report)):
        return False
    if not _same_parties(actors, _join(a, "parties"), report.parties):
        return False
    older = {first.status, report.status}
    return not (older == {"Signed", "InForce"} and not (a.content and report.content and a.content == report.content))


def _takes_up(report: Report) -> bool:
    """Whether a naming may be of a document named before: it is definite, a headline, or says nothing new."""
    return report.definite or report.sentence.role == "heading" or report.status is None


def _general(actors: Actors, report: Report) -> bool:
    """Whether it is called by a word for any document ("agreement", "pact"), not one that is only called an agreement here."""
    if actors.text[report.instrument.span.start : report.instrument.span.end].casefold() == "it":
        return True
    last = _words(actors.text[report.instrument.span.start : report.instrument.span.end])
    return report.instrument.kind == "agreement" and any(w in words("agreements", "anaphors", "nouns") for w in last)


def _same_parties(actors: Actors, mine: Named, theirs: Named) -> bool:
    """Whether both can be the parties of one document: a shared one, or ministries of the same countries."""
    if not mine or not theirs:
        return True
    names = [{fold(actors.reading.entities[k].name) for k in named if k in actors.reading.entities} for named in (mine, theirs)]
    if set(mine) & set(theirs) or names[0] & names[1]:
        return not _apart(actors, mine, theirs)
    ours, others = set(actors.countries(mine)), set(actors.countries(theirs))
    bodies = [all(not is_side(actors.reading.entities[k]) for k in named if k in actors.reading.entities) for named in (mine, theirs)]
    return bool(ours & others) and not all(bodies)


def _apart(actors: Actors, mine: Named, theirs: Named) -> bool:
    """Whether one party has a document with each of two others: what is not shared belongs to other countries."""
    entities = actors.reading.entities
    rests = [[entities[k] for k in a if k not in b and k in entities] for a, b in ((mine, theirs), (theirs, mine))]
    if not all(rests):
        return False
    countries = [{e.key if is_side(e) else e.country for e in rest} for rest in rests]
    return None not in countries[0] | countries[1] and not countries[0] & countries[1]


def _opens(report: Report) -> bool:
    """Whether a naming that fits nothing before it is an agreement of its own."""
    if report.sentence.role == "heading" or report.status is None:
        return False
    if report.status == "InForce":
        return report.own and not (report.instrument.plural and not report.areas)
    if report.instrument.plural and report.status not in ("Signed", "Reached"):
        return bool(report.count or report.areas)
    if report.act is not None and report.act.lemma_ in words("agreements", "verbs", "welcomed"):
        return report.own
    return report.own or not report.definite


def _split(actors: Actors, report: Report) -> list[_Agreement]:
    """ "Memoranda on A and B were exchanged": one naming of as many documents as it has subjects."""
    many = len(report.areas)
    inside = [s for s in report.areas if report.name.covers(s) and not actors.text[s.start : s.end].startswith("to ")]
    if report.instrument.plural and len(inside) == many >= 2 and report.count in (None, many) and (report.count or many == 2):
        parts = [replace(report, areas=[area], identity=(area,)) for area in report.areas]
        return [_Agreement([replace(p, content=_content(actors, p))], area=p.areas[0]) for p in parts]
    return [_Agreement([report])]


def _without_umbrellas(found: list[_Agreement]) -> tuple[list[_Agreement], Report | None]:
    """ "Nine agreements were signed" is no agreement beside the nine, but what it says holds for those that say less."""
    single = [a for a in found if not a.reports[0].instrument.plural or a.item is not None or a.area is not None]
    counted = [a for a in found if a not in single]
    if len([a for a in single if a.item is not None]) >= 2:
        return single, max((r for a in counted for r in a.reports), key=lambda r: (len(r.signatories), -r.name.start), default=None)
    kept = [
        a
        for a in counted
        if not (a.reports[0].count and len([s for s in single if s.reports[0].status == a.reports[0].status]) >= a.reports[0].count)
    ]
    return [a for a in found if a in single or a in kept], None


# ---- the frame


def _frame(actors: Actors, a: _Agreement, umbrella: Report | None) -> AgreementFrame:
    leading = max(a.reports, key=lambda r: (_STRENGTH[r.status] if r.status else 0, -r.name.start))
    named = max(a.reports, key=lambda r: (r.sentence.role != "heading", bool(r.content) and r.own, len(r.name)))
    status: AgreementStatus = leading.status or "InForce"
    if a.item is not None:
        status = a.item.status if umbrella is None or umbrella.status != "Signed" else "Signed"
    over = umbrella if a.item is not None or all(r.sentence.role == "list-item" for r in a.reports) else None
    parties, countries = _parties(actors, a, over)
    date = _date(actors, a, status, over)
    areas = [a.area] if a.area else _distinct(actors, [s for r in a.reports for s in r.areas])
    name = actors.text[named.name.start : named.name.end]
    if a.area:
        name = f"{actors.text[named.instrument.span.start : named.instrument.span.end]} on {actors.text[a.area.start : a.area.end]}"
    return AgreementFrame(
        key=f"agreement:{a.area.start if a.area else min(r.name.start for r in a.reports)}",
        status=status,
        instrument=_kind(a),
        name=" ".join(name.split()),
        trigger=named.name,
        evidence=_evidence(a, leading),
        parties=parties,
        countries=countries,
        signatories=_join(a, "signatories"),
        witnesses=_join(a, "witnesses"),
        areas=areas,
        provisions=list(dict.fromkeys(s for r in a.reports for s in r.provisions)),
        date=date[0],
        date_evidence=date[1],
        confidence=0.85 if leading.act is not None or a.item is not None else 0.7,
        rule=leading.rule or ("outcome-list" if a.item is not None else "agreement"),
    )


def _distinct(actors: Actors, spans: Sequence[Span]) -> list[Span]:
    """The stretches without those that say the same words again."""
    kept: dict[str, Span] = {}
    for span in spans:
        kept.setdefault(fold(actors.text[span.start : span.end]), span)
    return list(kept.values())


def _evidence(a: _Agreement, leading: Report) -> list[Span]:
    spans = [leading.evidence, *(r.evidence for r in a.reports)]
    if a.item is not None:
        spans = [a.item.title, *([a.item.block] if a.item.block != a.item.title else []), *spans[1:]]
    return list(dict.fromkeys(spans))


def _kind(a: _Agreement) -> str:
    """The kind that is said most precisely: "agreement" and "pact" are said of any document."""
    kinds = [r.instrument.kind for r in a.reports]
    return next((k for k in kinds if k != "agreement"), "agreement") if kinds[0] == "agreement" else kinds[0]


def _join(a: _Agreement, what: str) -> Named:
    found: Named = {}
    for report in a.reports:
        for key, span in getattr(report, what).items():
            found.setdefault(key, span)
    return found


def _parties(actors: Actors, a: _Agreement, umbrella: Report | None) -> tuple[Named, Named]:
    """Bodies where they are named, else countries; and the countries behind them."""
    entities = actors.reading.entities
    named = {k: s for k, s in _join(a, "parties").items() if k in entities}
    everyone = {k: s for k, s in named.items() if entities[k].type != "Person"}
    if len(everyone) < len(named):  # a person is named for the state
        everyone = {**actors.countries({k: s for k, s in named.items() if k not in everyone}), **everyone}
    if not everyone and umbrella is not None:
        everyone = dict(umbrella.parties)
    if not everyone:
        everyone = actors.stand_for(_join(a, "signatories"))
    side_by_side = len(everyone) == 2
    if len(everyone) < 2:
        everyone = {**everyone, **_implied(actors, a, everyone)}
    bodies = {k: s for k, s in everyone.items() if not is_side(entities[k]) and entities[k].type in BODIES}
    countries = actors.countries(everyone)
    sides = {k: s for k, s in everyone.items() if is_side(entities[k])}
    if bodies:
        behind = {entities[k].country for k in bodies}
        owned = {entities[k].country for k in bodies}
        apart = side_by_side and len(bodies) == 1 and not owned & set(sides)  # "between Ruritania and the Bank of X"
        covered = not apart and (len(bodies) >= 2 or len(sides) <= 1)
        if all(entities[k].type == "InternationalOrganization" for k in bodies):
            return {**bodies, **sides}, countries
        kept = {} if covered and (None in behind or len(behind) >= 2) else {k: s for k, s in sides.items() if k not in behind}
        return {**bodies, **kept}, countries
    return sides or everyone, countries


def _implied(actors: Actors, a: _Agreement, named: Named) -> Named:
    """The two sides of the article, where the document is between states and the text does not say between whom."""
    first = a.reports[0]
    text = " ".join(actors.text[r.name.start : r.name.end].casefold() for r in a.reports)
    if any(w in text for w in lexicon("agreements")["modifiers"]["private"]):
        return {}
    if len(named) < 2 and _of_many(actors, a):
        return {}
    signers = _join(a, "signatories")
    official = any(p.person in signers and _official(p.title) for p in actors.reading.posts)
    if signers and not actors.stand_for(signers) and not official:
        return {}  # signed by people of whom nothing is known: they need not stand for states
    sides = actors.two_sides()
    entities = actors.reading.entities
    owners = {k if is_side(entities[k]) else entities[k].country for k in named}
    private = first.instrument.kind == "contract" and not official
    if private or (a.item is None and any(not is_side(entities[k]) for k in named) and _with_somebody(actors, a)):
        return {}
    if named and owners == {None}:
        return actors.main_country()  # "signed with the World Bank", in an article on one country
    if len(sides) < 2 or any(k not in sides for k in owners):
        return {}
    statuses = {r.status for r in a.reports}
    if statuses <= {"InForce", None}:
        pair = actors.pair(first.sentence, first.name.start) or _talking(actors, first)
        return dict(pair) if pair else (dict.fromkeys(sides, first.name) if "bilateral" in text else {})
    return {k: sides[k] for k in sides if k not in owners}


def _official(title: str) -> bool:
    """Whether who holds the post binds a state."""
    return not set(re.findall(r"[a-z]+", title.casefold())) & words("agreements", "parties", "business")


def _with_somebody(actors: Actors, a: _Agreement) -> bool:
    """Whether the text says with whom a body made the document, though not in words that could be read as a party."""
    return any(re.search(r"\bwith\s+(?:an?\s|[A-Z])", actors.text[r.name.start : r.evidence.end]) for r in a.reports)


def _of_many(actors: Actors, a: _Agreement) -> bool:
    """Whether the document is one that states join one by one ("deposited the instrument of ratification of the Convention")."""
    for r in a.reports:
        said = actors.text[r.evidence.start : r.evidence.end].casefold() + " " + actors.text[r.name.start : r.name.end].casefold()
        if any(w in said for w in lexicon("agreements")["modifiers"]["many"]):
            return True
    return False


def _talking(actors: Actors, report: Report) -> Named:
    """The sides that are the subject of the clause ("the two sides reviewed the memorandum of 2016")."""
    act = report.act.head if report.act is not None and report.act.dep_ in ("acl", "relcl") else report.act
    main = next((t for t in report.sentence.tokens if t.dep_ == "ROOT"), None)
    for verb in [v for v in (act, main) if v is not None]:
        doer = subject(clause_head(verb))
        named = actors.countries(actors.named(report.sentence, doer)) if doer is not None else {}
        if len(named) >= 2:
            return named
    return {}


def _date(actors: Actors, a: _Agreement, status: AgreementStatus, umbrella: Report | None) -> tuple[str, Span | None]:
    for report in sorted(a.reports, key=lambda r: r.status != status):
        if report.date is None or not report.date[0]:
            continue
        latest = edtf.bounds(report.date[0])[1]
        if status in ("Negotiating", "Proposed") and latest is not None and latest < actors.reading.published:
            continue  # what was done to it then has not brought it about
        return report.date
    if umbrella is not None and umbrella.date is not None:
        return umbrella.date
    return default_date(actors, status), None
