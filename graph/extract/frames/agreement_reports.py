"""One naming of a document in a sentence, and what the sentence says of it: what became of it, between whom, by whom, about what."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from graph.extract.clauses import clause_head, clause_span, is_passive, subject
from graph.extract.frames.actors import BODIES, Actors, Named, is_side
from graph.extract.frames.agreement_parties import between, parties
from graph.extract.frames.agreement_status import Act, ahead, behind, judge, real
from graph.extract.frames.agreement_terms import NUMBERS, areas, extent, name_areas
from graph.extract.frames.instruments import Instrument, instruments
from graph.extract.frames.phrases import conjuncts, negated, shown, token_at
from graph.extract.lexicons import words
from graph.extract.reading import AgreementStatus, Sentence
from graph.model import Span

if TYPE_CHECKING:
    from spacy.tokens import Token


@dataclass(slots=True)
class Report:
    """What one sentence says of one document. `status` None: it only talks about it.

    `own` tells whether the naming could open an agreement of its own: it says what the document is about or between whom, or counts.
    """

    sentence: Sentence
    instrument: Instrument
    name: Span
    evidence: Span
    status: AgreementStatus | None = None
    act: Token | None = None
    definite: bool = False
    count: int | None = None
    parties: Named = field(default_factory=dict)
    signatories: Named = field(default_factory=dict)
    witnesses: Named = field(default_factory=dict)
    areas: list[Span] = field(default_factory=list)
    provisions: list[Span] = field(default_factory=list)
    date: tuple[str, Span | None] | None = None
    own: bool = False
    proper: bool = False
    """called by a name in capitals that says more than its kind"""
    identity: tuple[Span, ...] = ()
    """areas that its name gives, as against those a clause about it adds"""
    content: frozenset[str] = frozenset()
    """words that tell the document from others: what it is about, without its parties and its kind"""
    rule: str = ""


def _list(table: str, key: str) -> frozenset[str]:
    return words("agreements", table, key)


# ---- the whole report


def reports(actors: Actors) -> list[Report]:
    """Every naming of a document in the article's prose and headings, in order of the text."""
    found: list[Report] = []
    for sentence in actors.reading.sentences:
        if sentence.role in ("header", "dateline", "signoff", "byline"):
            continue
        here = [r for i in instruments(actors.text, sentence.span.start, sentence.span.end) if (r := read(actors, sentence, i))]
        here = [r for n, r in enumerate(here) if not any(_within(actors, r, other) for other in here[:n])]
        _share(actors, here)
        if not here and found and sentence.paragraph - found[-1].sentence.paragraph <= 1 and (more := _taken_up(actors, sentence)):
            here = [more]
        found.extend(here)
    return found


_COORDINATED = re.compile(r"\s*(?:,|,?\s*and|,?\s*as\s+well\s+as|,?\s*along\s+with)\s+(?:(?:a|an|the|another|its|their)\s+)?", re.I)


def _share(actors: Actors, here: Sequence[Report]) -> None:
    """What is said of one of two coordinated documents is said of the other ("the treaty on X and a protocol on Y were signed")."""
    for first, second in [*pairwise(here), *reversed(list(pairwise(here)))]:
        if not _COORDINATED.fullmatch(actors.text, first.name.end, second.name.start):
            continue
        told, silent = (first, second) if second.status is None else (second, first)
        if told.status is None or silent.status is not None or told.act is None:
            continue
        before = told.sentence.offsets[told.act.i][0] < first.name.start
        behind_ = told.sentence.offsets[told.act.i][0] >= second.name.end
        if told.status in ("Signed", "Reached", "Negotiating") and (before if told is first else behind_):
            silent.status, silent.act = told.status, told.act
            silent.evidence = Span(min(silent.evidence.start, told.evidence.start), max(silent.evidence.end, told.evidence.end))
            silent.parties = silent.parties or dict(told.parties)
            silent.signatories = silent.signatories or dict(told.signatories)
            silent.witnesses = silent.witnesses or dict(told.witnesses)


def _within(actors: Actors, inner: Report, outer: Report) -> bool:
    """Whether one document is named only within the name of another ("a protocol to the Convention on …")."""
    start, end = outer.instrument.span.end, inner.instrument.span.start
    if not (outer.name.covers(inner.instrument.span) and start < end) or outer.status == "InForce":
        return False
    return re.search(r"\b(?:and|or)\b|[,;/]", actors.text[start:end]) is None


def _taken_up(actors: Actors, sentence: Sentence) -> Report | None:
    """ "It also includes provisions for …", right behind a sentence about a document."""
    for token in sentence.tokens:
        if token.lower_ != "it" or token.dep_ not in ("nsubj", "nsubjpass"):
            continue
        if token.dep_ == "nsubjpass" and token.head.lemma_ in _list("verbs", "signed"):
            return _signed_too(actors, sentence, token)
        if token.head.lemma_ in _list("verbs", "taken_up"):
            span = Span(*sentence.offsets[token.i])
            report = Report(sentence, Instrument(span, "agreement", plural=False), span, clause_span(sentence, token.head), definite=True)
            _content(actors, report, Act(None, token.head, subject_of=True))
            return report if report.areas or report.provisions else None
    return None


def _signed_too(actors: Actors, sentence: Sentence, it: Token) -> Report | None:
    """ "It was signed by …", right behind a sentence about a document."""
    span = Span(*sentence.offsets[it.i])
    act = judge(sentence, it, None)
    if act.status is None:
        return None
    report = Report(
        sentence, Instrument(span, "agreement", plural=False), span, clause_span(sentence, it.head), act.status, act.token, definite=True
    )
    _who(actors, report, act)
    return report


def read(actors: Actors, sentence: Sentence, instrument: Instrument) -> Report | None:
    """What the sentence says of one document it names; None where the words are no naming of one."""
    head = token_at(sentence, instrument.span)
    if head is None or head.tag_ in ("VB", "VBD", "VBZ", "VBP", "MD"):
        return None
    name = extent(actors, sentence, instrument)
    after = next((t for t in sentence.tokens if sentence.offsets[t.i][0] >= name.end and not t.is_punct), None)
    act = behind(actors.text, sentence, name) or judge(sentence, head, after)
    if act.status is None:
        act = replace(act, status=_unfinished(actors, sentence, name, instrument))
    elif (settled := real(sentence, act)) is None:
        return None
    else:
        act = settled
    if act.token is not None and act.token.pos_ == "VERB" and negated(act.token):
        return None
    if _ended(sentence, head) or _ENDED.match(actors.text, name.end, sentence.span.end):
        return None
    if re.search(r"\bsuch\s+$", actors.text[sentence.span.start : instrument.span.start]):
        return None  # "the first such agreement": said of one named before
    if instrument.acted and act.status not in ("Signed", "Reached", "Negotiating"):
        return None
    relation = head.lower_ == "partnership" and "strategic" in actors.text[name.start : name.end].casefold()
    if relation and not _about_signing(act):
        return None  # what ties are called, not a document
    if instrument.acted and head.lower_ in _list("modifiers", "papers") and not _about_signing(act):
        return None
    verb = act.token if act.token is not None else head
    governing = clause_head(verb)
    report = Report(sentence, instrument, name, _evidence(sentence, governing, name), act.status, act.token)
    report.definite, report.count = _determination(actors, sentence, name)
    create = sentence.role != "heading"  # in headlines everything is written large
    named, gap = between(actors, name.start, name.end, create=create)
    if not named:
        aside = re.compile(r",\s+(?:\w+ly\s+)?\w+ing\s").search(actors.text, name.end, report.evidence.end)
        named, _ = between(actors, name.end, aside.start() if aside else report.evidence.end, create=create)
    report.parties = dict(named)
    told = name_areas(actors, name, instrument, gap)
    if all(a.end <= instrument.span.start for a in told):  # "a loan agreement" says less than what follows
        told = _aim(actors, report) or _dealing(actors, report) or _further_on(actors, report) or told
    report.areas = told
    report.identity = tuple(report.areas)
    _pair_in_name(actors, report)
    _who(actors, report, act)
    _content(actors, report, act)
    return report


_ENDED = re.compile(
    r"(?:,[^,.;]{3,80},)?\s+(?:(?:has|had|have)\s+(?:since\s+|already\s+)?)?(?:lapsed|expired"
    r"|(?:(?:was|were|been)\s+)(?:\w+ly\s+)?(?:terminated|denounced|scrapped|revoked|annulled|abrogated|cancelled|canceled))\b",
    re.I,
)


def _ended(sentence: Sentence, head: Token) -> bool:
    """Whether the sentence says that the document is no more ("the accord, signed in 1998, lapsed in 2008")."""
    verb = head.head
    if head.dep_ not in ("nsubj", "nsubjpass") or ahead(verb) or negated(verb):
        return False
    if verb.lemma_.casefold() in _list("verbs", "ending"):
        return verb.tag_ in ("VBD", "VBN")
    return head.dep_ == "nsubjpass" and verb.lemma_.casefold() in _list("verbs", "ended")


def _about_signing(act: Act) -> bool:
    return (
        act.token is not None
        and {act.token.lemma_.casefold(), act.token.lower_}
        & (_list("verbs", "signed") | _list("nouns", "signed") | _list("verbs", "sealing"))
        != set()
    )


def _unfinished(actors: Actors, sentence: Sentence, name: Span, instrument: Instrument) -> AgreementStatus | None:
    """ "the draft agreement", "the proposed treaty" """
    before = actors.text[max(sentence.span.start, name.start - 12) : instrument.span.start].casefold().split()
    if "draft" in before:
        return "Negotiating"
    return "Proposed" if "proposed" in before else None


def _evidence(sentence: Sentence, governing: Token, name: Span) -> Span:
    span = clause_span(sentence, governing)
    if span.covers(name):
        return span
    joined = Span(min(span.start, name.start), max(span.end, name.end))
    return joined if joined.end - joined.start <= 400 else Span(sentence.span.start, sentence.span.end)


def _determination(actors: Actors, sentence: Sentence, name: Span) -> tuple[bool, int | None]:
    before = actors.text[max(sentence.span.start, name.start - 24) : name.start].casefold()
    inside = actors.text[name.start : name.end].casefold().split()
    definite = bool(re.search(r"\b(?:the|this|these|said|its|their)\s+$", before)) or (inside[0] in ("the", "this", "these"))
    count = None
    for word in (*re.findall(r"[\w-]+", before)[-1:], *inside[:2]):
        if word in NUMBERS or (word.isdigit() and len(word) < 3):
            count = NUMBERS.get(word) or int(word)
    return definite, count


def _pair_in_name(actors: Actors, report: Report) -> None:
    """ "India–Japan roadmap": two sides side by side before the instrument are its parties."""
    if report.parties:
        return
    stretch = Span(report.name.start, report.instrument.span.end)
    inside = {k: m.span for m in report.sentence.mentions if stretch.covers(m.span) for k in m.names}
    sides = {k: s for k, s in inside.items() if k in actors.reading.entities and is_side(actors.reading.entities[k])}
    if len(sides) == 2:
        report.parties = sides


_PRESENCE = re.compile(r"\b(?:in the presence of|witnessed by|in presence of|presided over by)\b", re.I)
_BEHALF = re.compile(r"\b(?:on behalf of|representing|for)\s+", re.I)
_OCCASION = re.compile(
    r",?\s(?:after|following|during|before|ahead of|when|at (?:a|the) (?:end|conclusion|close|meeting|ceremony)"
    r"|on the (?:sidelines|margins))\s",
    re.I,
)
_BY = re.compile(r"\b(?:signed|exchanged|inked|initialled|concluded|sealed)\s+(?:[\w’'()-]+,?\s+){0,10}?by\s+", re.I)


def _who(actors: Actors, report: Report, act: Act) -> None:
    text, sentence = actors.text, report.sentence
    witnessed = _PRESENCE.search(text, sentence.span.start, sentence.span.end)
    if witnessed and witnessed.start() >= report.evidence.start:
        fronted = witnessed.start() < report.name.start
        report.witnesses = _persons(
            actors, sentence, witnessed.end(), _front_end(report, witnessed.end()) if fronted else sentence.span.end
        )
    if act.status not in ("Signed", "Reached", "Negotiating", "Proposed") or act.token is None:
        _who_of_standing(actors, report, act)
        return
    limit = witnessed.start() if witnessed and witnessed.start() > report.name.start else sentence.span.end
    if report.instrument.plural and (inner := _INCLUDING.search(text, report.name.end, limit)):
        limit = inner.start()  # who signed one of them
    by = _BY.search(text, report.evidence.start, limit)
    if by and any(t.span.start < by.end() + 4 and by.end() - 1 < t.span.end for t in sentence.times):
        by = None  # "to be signed by the end of the year"
    if by and (occasion := _OCCASION.search(text, by.end(), limit)):
        limit = occasion.start()  # those named behind it met, they did not sign
    if by and by.end() > report.name.start - 80:
        report.signatories = _persons(actors, sentence, by.end(), limit)
        if not report.signatories and not report.parties:
            report.parties, _ = parties(actors, by.end(), limit)
    if act.token.pos_ in ("VERB", "AUX") and not is_passive(act.token):
        _from_subject(actors, report, act.token)
    if not report.parties:
        report.parties = _partner(actors, report, None)
    if not report.parties and report.signatories:
        report.parties = _behind(actors, report.signatories, _behalf(actors, report))


def _who_of_standing(actors: Actors, report: Report, act: Act) -> None:
    """The parties of a document that nobody makes here: it is there already, or only spoken of."""
    sentence = report.sentence
    report.parties = report.parties or _partner(actors, report, None)
    verb = act.token
    if not report.parties and verb is not None and {verb.lemma_.casefold(), verb.lower_} & _list("nouns", "joining"):
        doer = subject(clause_head(verb))  # "Ruritania deposited its instrument of ratification of the Convention"
        report.parties = actors.countries(actors.named(sentence, doer)) if doer is not None else {}
    if len(report.parties) == 1 and act.status == "InForce" and verb is not None and verb.pos_ == "VERB" and not is_passive(verb):
        doer = subject(verb)  # "Ruritania suspended the contract with X"
        own = actors.countries(actors.named(sentence, doer)) if doer is not None else {}
        report.parties = {**own, **report.parties} if len(own) == 1 else report.parties


def _front_end(report: Report, start: int) -> int:
    """Where what stands in front of the clause ends: before its subject, if that comes later than `start`."""
    doer = subject(report.act) if report.act is not None else None
    begins = report.sentence.offsets[doer.left_edge.i][0] if doer is not None else 0
    return begins if start < begins < report.name.start else report.name.start


def _persons(actors: Actors, sentence: Sentence, start: int, end: int) -> Named:
    return {m.entity: m.span for m in sentence.mentions if m.kind == "person" and start <= m.span.start < end}


def _behalf(actors: Actors, report: Report) -> Named:
    found: Named = {}
    for m in _BEHALF.finditer(actors.text, report.evidence.start, report.evidence.end):
        if m.group().casefold().startswith("for"):
            continue
        named, _ = parties(actors, m.end(), report.evidence.end)
        found.update(named)
    return found


def _behind(actors: Actors, signatories: Named, behalf: Named) -> Named:
    return behalf if len(behalf) >= 2 else actors.stand_for(signatories)


def _from_subject(actors: Actors, report: Report, verb: Token) -> None:
    doer = subject(verb)
    if doer is None or report.name.start <= report.sentence.offsets[doer.i][0] < report.name.end:
        return
    if verb.lemma_ in _list("verbs", "welcomed") or verb.lemma_ in ("witness", "oversee", "announce"):
        return
    acting = _acting(actors, report, verb, doer)
    persons = {k: s for k, s in acting.items() if actors.reading.entities[k].type == "Person"}
    others = {k: s for k, s in acting.items() if k not in persons}
    if persons and report.status == "Signed" and verb.lemma_ in _list("verbs", "signed"):
        report.signatories = {**report.signatories, **persons}
    if report.parties:
        return
    with_ = _partner(actors, report, verb)
    report.parties = {**others, **with_} if others else {**actors.stand_for(persons), **with_}


def _acting(actors: Actors, report: Report, verb: Token, doer: Token) -> Named:
    """Who does it, where the parse gives the verb several subjects, and organisations beside others that nothing else makes known."""
    doers = [c for c in verb.children if c.dep_ == "nsubj" and c.i < verb.i] if doer.head.i == verb.i else [doer]
    found: Named = {}
    unknown: list[Token] = []
    for one in doers:
        got = actors.named(report.sentence, one)
        found.update({k: s for k, s in got.items() if k not in found})
        if not got and one.pos_ == "PROPN" and not any(c.dep_ in ("compound", "amod") for c in one.children):
            unknown.append(one)
    bodies = [k for k in found if actors.reading.entities[k].type in BODIES]
    if bodies and len(bodies) == len(found):
        for one in unknown:
            named, _ = parties(actors, report.sentence.offsets[one.i][0], report.sentence.offsets[one.i][1])
            found = {**named, **found}
    return found


def _partner(actors: Actors, report: Report, verb: Token | None) -> Named:
    """ "signed an agreement with X"; without a verb of its own only a name that says with whom ("the loan agreement with X")"""
    text = actors.text
    end = report.name.end if verb is None else report.evidence.end
    for m in re.finditer(r"\bwith\s+", text[report.name.start : end], re.I):
        named, _ = parties(actors, report.name.start + m.end(), report.evidence.end)
        if report.status == "Signed" and verb is not None and verb.lemma_ in _list("verbs", "signed"):
            report.signatories.update(_persons(actors, report.sentence, report.name.start + m.end(), report.evidence.end))
        named = {k: s for k, s in named.items() if actors.reading.entities[k].type != "Person"}
        if named:
            return named
    return {}


_PRONOUN = re.compile(r"(?:this|that|these|those|it|them|which)\b", re.I)
_AIM = re.compile(r"\s*(?:(?:today|yesterday|here|also)\s+)?(?=(?:to|on|for|in the (?:field|area|sphere)s? of)\s+[a-z])", re.I)


def _aim(actors: Actors, report: Report) -> list[Span]:
    """ "An agreement was reached to cooperate in …": what it is about, behind the verb."""
    act = report.act
    if act is None or act.pos_ != "VERB" or report.status is None or report.sentence.offsets[act.i][0] < report.name.end:
        return []
    m = _AIM.match(actors.text, report.sentence.offsets[act.i][1], report.evidence.end)
    if m is None or any(m.end() <= t.span.start <= m.end() + 4 for t in report.sentence.times):
        return []
    stop = next((t.span.start for t in report.sentence.times if t.span.start > m.end()), report.evidence.end)
    return [s for s in areas(actors, m.end(), min(stop, report.evidence.end)) if len(s) > 2 and not _PRONOUN.match(actors.text, s.start)]


_MEASURED = re.compile(
    r",?\s+(?:worth|valued\s+at|totall?ing|amounting\s+to|of|for)\s+(?:(?:up\s+to|around|about|some|nearly|over)\s+)?[A-Z]{0,3}\s?[$€£¥₹]?\s?\d[\d.,]*"
    r"(?:\s*(?:million|billion|bn|mn|m)\b)?(?:\s*(?:[A-Z]{3}|(?:US\s+)?(?:dollars?|euros?|pounds?|yen|yuan))\b)?,?",
    re.I,
)
_ON = re.compile(r"(?:\s*\([^()]{1,40}\))?\s+(?=(?:to|on|for|concerning|regarding|covering)\s+(?:(?:the|a|an|joint|mutual)\s+)*[a-z])")


def _further_on(actors: Actors, report: Report) -> list[Span]:
    """ "signed a letter of intent in X on joint procurement", "a contract with Acme for ten buses": behind the place or the partner"""
    if report.act is None or report.status not in ("Signed", "Reached", "Negotiating") or report.instrument.plural:
        return []
    start, end = report.name.end, report.evidence.end
    ends = sorted({m.span.end for m in report.sentence.mentions} | {t.span.end for t in report.sentence.times})
    if (sum_ := _MEASURED.match(actors.text, start, end)) is not None:
        ends = [sum_.end(), *ends]
    for at in (e for e in ends if start <= e < end):
        if any(t.span.start <= at + 6 and t.span.end > at + 1 for t in report.sentence.times if t.span.end > at):
            continue
        measured = sum_ is not None and at == sum_.end()
        if (m := _ON.match(actors.text, at, end)) is None or instruments(actors.text, start, m.end()):
            continue
        if actors.text.startswith("to ", m.end()) and not measured:
            continue
        stop = _BREAK.search(actors.text, m.end(), end)
        times = [t.span.start for t in report.sentence.times if t.span.start > m.end()]
        last = min([stop.start() if stop else end, *times])
        return [s for s in areas(actors, m.end(), last) if len(s) > 2 and not _PRONOUN.match(actors.text, s.start)]
    return []


_DEALING = re.compile(
    r",?\s+(?:(?:which|that)\s+(?:deals\s+with|relates\s+to|concerns|covers|focuses\s+on|provides\s+for)"
    r"|destined\s+(?:to|for)|intended\s+(?:to|for)|earmarked\s+for|aimed\s+at|designed\s+to|meant\s+to|dealing\s+with|relating\s+to|concerning|covering|focusing\s+on|focused\s+on|regarding)\s+",
    re.I,
)
_BREAK = re.compile(r"[,.;:]\s|\s(?:was|were|is|are|has|have|will|would|and\s+(?:was|is|will))\b")


def _dealing(actors: Actors, report: Report) -> list[Span]:
    """ "a third agreement, dealing with X, …": what it is about, in a clause right behind the name"""
    measured = _MEASURED.match(actors.text, report.name.end, report.sentence.span.end)
    m = _DEALING.match(actors.text, measured.end() if measured else report.name.end, report.sentence.span.end)
    if m is None:
        return []
    stop = _BREAK.search(actors.text, m.end(), report.sentence.span.end)
    return [s for s in areas(actors, m.end(), stop.start() if stop else report.sentence.span.end) if len(s) > 2]


_PROVISIONS = re.compile(r"\bprovisions?\s+(?:for|on)\s+", re.I)
_SUCH = re.compile(r"\b(?:areas?|fields?|sectors?|domains?|subjects)\s+(?:such as|like|including|of)\s*:?\s*", re.I)
_INCLUDING = re.compile(r"\b(?:including|among them)\s+(?:on\s+)?", re.I)


def _content(actors: Actors, report: Report, act: Act) -> None:
    """What a clause about the document says it covers."""
    text = actors.text
    if act.subject_of and act.token is not None and act.token.lemma_ in _list("verbs", "about"):
        start = report.sentence.offsets[act.token.i][1]
        end = max(report.evidence.end, start)
        if m := _PROVISIONS.search(text, start, end):
            report.provisions = [s for s in areas(actors, m.end(), end) if len(s) > 2]
        elif (m := _SUCH.search(text, start, end)) or act.token.lemma_ in _list("verbs", "covering"):
            report.areas += [s for s in areas(actors, m.end() if m else start, end) if len(s) > 2]
    elif report.instrument.plural and (m := _INCLUDING.search(text, report.instrument.span.end, report.evidence.end)):
        stop = next(
            (
                report.sentence.offsets[t.i][0]
                for t in report.sentence.tokens
                if report.sentence.offsets[t.i][0] > m.end() and t.tag_ in ("VBD", "MD", "VBZ", "VBP")
            ),
            report.evidence.end,
        )
        if span := shown(text, m.end(), stop):
            named = instruments(actors.text, span.start, span.end)  # documents are no areas of others
            report.areas = [] if named else [s for s in areas(actors, span.start, span.end) if len(s) > 2]


def understanding(actors: Actors, sentence: Sentence) -> Report | None:
    """ "A and B have agreed to cooperate in …", with both sides named: an understanding, though no document is named."""
    for verb in sentence.tokens:
        if verb.lemma_ != "agree" or verb.pos_ != "VERB" or negated(verb) or verb.tag_ not in ("VBD", "VBN", "VBZ", "VBP") or ahead(verb):
            continue
        aim = next((c for c in verb.children if c.dep_ == "xcomp" and c.lemma_ in _list("understanding", "verbs")), None)
        doer = subject(verb)
        if aim is None or doer is None or doer.pos_ == "PRON":
            continue
        acting = {
            k: s
            for t in conjuncts(doer)
            if (m := sentence.mention_at.get(t.i)) and m.kind in ("country", "body")
            for k, s in actors.named(sentence, t).items()
        }
        if len(acting) < 2:
            continue
        span = clause_span(sentence, verb)
        name = Span(sentence.offsets[verb.i][0], span.end)
        report = Report(
            sentence,
            Instrument(Span(*sentence.offsets[verb.i]), "agreement", plural=False),
            name,
            span,
            "Reached",
            verb,
            parties=acting,
            rule="agreed-to-cooperate",
        )
        report.areas = areas(actors, sentence.offsets[aim.i][0], span.end)
        report.identity = tuple(report.areas)
        report.own = True
        return report
    return None
