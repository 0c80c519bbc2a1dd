"""Reported speech: "X said that …", "X welcomed …", "according to X, …". Where the words said begin and end in a sentence.

Which verb reports is the parse's word; how far the words go is read from the surface, up to the next verb of the same subject: the
subtrees of long complements are cut at random.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Literal as OneOf

from graph.extract.clauses import SUBJECT, ancestors, is_passive, subject, trimmed
from graph.extract.lexicons import lexicon
from graph.extract.reading import Sentence
from graph.extract.statements.pages import CUES, FINITE, is_uttered
from graph.model import Span

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

Kind = OneOf["clause", "act", "according"]

_VERBS = lexicon("statements")["verbs"]
_CLAUSE, _OBJECT, _INFINITIVE = (frozenset(_VERBS[k]) for k in ("clause", "object", "infinitive"))
_PREPOSITION: dict[str, list[str]] = _VERBS["preposition"]
_CONVEYING, _CONVEYED = (frozenset(_VERBS["conveyed"][k]) for k in ("verbs", "nouns"))
_ADDRESSING = frozenset({"tell", "inform", "assure", "remind", "brief", "notify", "apprise", "warn", "ask", "urge"})
_REACH = 18  # tokens from a verb to its "that": "said in a post on X on Friday that"


@dataclass(frozen=True, slots=True)
class Report:
    """Words said, by place. `verb` reports them; `speaker` is the token of who speaks, None where nobody does grammatically.

    `first` and `last` are the tokens of a source phrase ("according to X"), where there is no subject.
    """

    kind: Kind
    evidence: tuple[Span, ...]
    verb: Token
    speaker: Token | None = None
    first: int = -1
    last: int = -1
    impersonal: bool = False


def reports(sentence: Sentence, quoted: list[Span]) -> list[Report]:
    """The reports of a sentence in order. Verbs within `quoted` stretches, or within words that are already reported, do not count."""
    source = _according(sentence)
    verbs = [t for t in sentence.tokens if (t.lemma_.lower() in CUES or _makes_clear(t)) and is_uttered(t)]
    verbs = [t for t in verbs if not _within(sentence, t, quoted)]
    found: list[Report] = []
    covered = -1
    for verb in verbs:
        if verb.i <= covered or _nested(verb, [r.verb for r in found]):
            continue
        start = _start(verb)
        if start is None:
            report = _said_before(sentence, verb)
        else:
            kind, first = start
            last = _end(sentence, verb, kind, first, verbs, source)
            report = _report(sentence, verb, kind, first, last)
            covered = max(covered, last if report else -1)
        if report:
            found.append(report)
    found = found or _misread(sentence, quoted)
    return found or ([source] if source and not any(q.overlaps(e) for q in quoted for e in source.evidence) else [])


def _makes_clear(verb: Token) -> bool:
    """ "made (it) clear that …" """
    following = [t.lower_ for t in verb.doc[verb.i + 1 : verb.i + 4]]
    return (verb.lemma_ == "make" and following[:2] == ["clear", "that"]) or following == ["it", "clear", "that"]


def _report(sentence: Sentence, verb: Token, kind: Kind, first: int, last: int) -> Report | None:
    if last - first < 1:
        return None
    evidence = trimmed(sentence, first, last)
    passive = is_passive(verb) and verb.tag_ == "VBN"
    who = _agent(verb) if passive else subject(verb.head.head if verb.tag_ == "VB" and verb.head.pos_ == "NOUN" else verb)
    quoting = verb.head.head if verb.tag_ == "VBG" and verb.head.lower_ == "as" else None
    if quoting is not None and quoting.lemma_.lower() in ("quote", "cite") and not is_passive(quoting):
        who = next((c for c in quoting.children if c.dep_ == "dobj"), who)  # "the agency quoted X as saying that …"
    return Report(kind, (evidence,), verb, who, impersonal=passive and who is None)


def _misread(sentence: Sentence, quoted: list[Span]) -> list[Report]:
    """ "X in his message states, that …": a verb that the tagger takes for a noun, told by its "that"."""
    for token in sentence.tokens:
        if token.tag_ != "NNS" or token.lemma_.lower() not in _CLAUSE or _within(sentence, token, quoted):
            continue
        following = [t for t in token.doc[token.i + 1 : sentence.tokens.end] if not t.is_punct]
        who = next((t for t in sentence.tokens if t.i < token.i and t.i in sentence.mention_at), None)
        if (
            who is not None
            and len(following) > 3
            and following[0].lower_ == "that"
            and following[1].pos_ in ("PRON", "DET", "PROPN", "NOUN")
        ):
            return [Report("clause", (trimmed(sentence, following[1].i, sentence.tokens.end - 1),), token, who)]
    return []


def _agent(verb: Token) -> Token | None:
    return next((p for c in verb.children if c.dep_ == "agent" for p in c.children if p.dep_ == "pobj"), None)


def _within(sentence: Sentence, token: Token, spans: list[Span]) -> bool:
    at = sentence.offsets[token.i][0]
    return any(s.start <= at < s.end for s in spans)


def _nested(verb: Token, outer: list[Token]) -> bool:
    """Whether the verb stands in what another one reports, not beside it."""
    path = [verb]
    for above in ancestors(verb):
        if above in outer:
            return path[-1].dep_ not in ("conj", "advcl", "parataxis")
        path.append(above)
    return False


# ---- where the words begin -------------------------------------------------------------------------------------------


def _start(verb: Token) -> tuple[Kind, int] | None:
    """The kind of report and the first token of what was said."""
    lemma = verb.lemma_.lower()
    if lemma == "make":
        return "clause", next(t.i for t in verb.doc[verb.i + 1 : verb.i + 5] if t.lower_ == "that") + 1
    that = _that(verb) if lemma in _CLAUSE else None
    right = [c for c in verb.children if c.i > verb.i]
    object_ = next((c for c in right if c.dep_ in ("dobj", "attr", "oprd")), None)
    if that is not None and (object_ is None or object_.i > that or lemma in _ADDRESSING):
        return "clause", that + 1
    if lemma in _PREPOSITION and (found := _after_preposition(verb, right, _PREPOSITION[lemma])) is not None:
        return "act", found
    if lemma in _CONVEYING and object_ is not None and object_.lemma_.lower() in _CONVEYED:
        return "act", object_.left_edge.i
    if lemma == "welcome" and object_ is not None and _is_guest(verb, object_):
        return None  # "welcomed her guest to the palace"
    if lemma in _OBJECT and object_ is not None and not _is_commitment(lemma, object_):
        return "act", max(verb.i + 1, object_.left_edge.i)
    complement = next((c for c in right if c.dep_ in ("ccomp", "xcomp")), None)
    if complement is None:
        return None
    if lemma in _INFINITIVE and complement.tag_ == "VB":
        return "act", min(c.left_edge.i for c in right if c.left_edge.i > verb.i)
    if lemma in _CLAUSE and complement.dep_ == "ccomp" and any(t.dep_ in SUBJECT for t in verb.doc[verb.i + 1 : complement.i + 1]):
        return "clause", max(verb.i + 1, complement.left_edge.i)
    return None


def _is_guest(verb: Token, object_: Token) -> bool:
    """Whether what is welcomed is a person, or somebody who goes to a place: a reception, no utterance."""
    if object_.pos_ == "PROPN" and not any(c.dep_ == "det" for c in object_.children):
        return True
    behind = [t for t in verb.doc[object_.i + 1 : verb.sent.end] if t.dep_ == "prep" and t.lower_ == "to"]
    return any(t.head.i in (verb.i, object_.i) for t in behind) and object_.pos_ == "NOUN"


def _is_commitment(lemma: str, object_: Token) -> bool:
    """ "expressed interest in" is a wish of the one who acts, not an utterance to quote."""
    limits = lexicon("statements")["limits"]
    return lemma in limits["expressing"] and object_.lemma_.lower() in limits["commitments"]


def _that(verb: Token) -> int | None:
    """The "that" which opens what was said, with no other verb of saying on the way."""
    for token in verb.doc[verb.i + 1 : min(verb.i + 1 + _REACH, verb.sent.end)]:
        if token.lower_ == "that":
            beside = all(t.pos_ == "ADV" or t.is_punct for t in verb.doc[verb.i + 1 : token.i])
            opens = token.tag_ in ("IN", "WDT") and (token.dep_ not in ("det", "nsubj", "dobj") or verb.lemma_.lower() in _ADDRESSING)
            return token.i if beside or opens else None
        if token.tag_ in FINITE or token.text in '.;:"' or (token.tag_ == "VBG" and token.lemma_.lower() in CUES):
            return None
    return None


def _after_preposition(verb: Token, right: list[Token], prepositions: list[str]) -> int | None:
    own = next((c for c in right if c.dep_ == "prep" and c.lower_ in prepositions and c.right_edge.i > c.i), None)
    beside = next((t for t in verb.doc[verb.i + 1 : verb.sent.end] if t.pos_ != "ADV"), None)
    if own is None and beside is not None and beside.lower_ in prepositions:
        own = beside
    if own is not None or verb.lemma_.lower() == "call":
        return own.i + 1 if own is not None and _asks(verb, own) else None
    # attached deeper: "thanked the Prime Minister of X for …"
    for token in verb.doc[verb.i + 1 : verb.sent.end]:
        if token.lower_ in prepositions and token.tag_ == "IN" and token.i - verb.i < _REACH:
            return token.i + 1
        if token.tag_ in FINITE:
            return None
    return None


def _asks(verb: Token, preposition: Token) -> bool:
    """ "called on X to do it" asks, "called on X" is a visit."""
    if verb.lemma_.lower() not in ("call", "appeal") or preposition.lower_ == "for":
        return True
    return any(t.tag_ == "TO" and t.nbor().tag_ == "VB" for t in verb.doc[preposition.i + 1 : verb.sent.end - 1])


# ---- where they end ---------------------------------------------------------------------------------------------------


def _end(sentence: Sentence, verb: Token, kind: Kind, first: int, verbs: list[Token], source: Report | None) -> int:
    """The last token of what was said."""
    doc = sentence.tokens.doc
    # a full stop within: sentences glued together ("in May.The minister")
    last = next((i - 1 for i in range(first + 1, sentence.tokens.end) if doc[i].text in ".!?"), sentence.tokens.end - 1)
    if source is not None and source.first > first:
        last = min(last, source.first - 1)
    above = verb.head
    if verb.dep_ in ("relcl", "acl", "ccomp") and above.i != verb.i:
        last = min(last, max(verb.right_edge.i, first))
    elif above.i > verb.i:  # "Noting that …, the Ambassador pledged …"
        own = next((c for c in above.children if c.dep_ in SUBJECT and c.i > verb.i), above)
        last = min(last, max(own.left_edge.i - 1, first))
    for other in _beside(verb, verbs):
        if other.i > first:
            last = min(last, max(_opening(other, verb) - 1, first))
    if kind == "act":
        last = min([last, *(i for i in range(first + 1, last) if _goes_on(verb, doc, i))])
    return last


def _goes_on(verb: Token, doc: Doc, i: int) -> bool:
    """Whether the subject's next act begins at `i`: "welcomed X, and proposed Y", however the parse attaches "proposed"."""
    if doc[i].dep_ != "cc" and doc[i].lower_ != "and":
        return False
    after = i + 1
    while after < len(doc) - 1 and doc[after].pos_ == "ADV":
        after += 1
    other = doc[after]
    comma = i > 0 and doc[i - 1].text == ","
    finite = other.tag_ == verb.tag_ and verb.tag_ in ("VBD", "VBZ")
    return finite or (
        comma and other.tag_ == "VBN" and verb.tag_ == "VBD" and other.lower_.endswith("ed") and other.nbor().tag_ not in ("IN",)
    )


def _beside(verb: Token, verbs: list[Token]) -> list[Token]:
    """The verbs on a level with this one: coordinated, or a participle of saying that goes with it."""
    found = []
    waiting = [verb]
    while waiting:
        at = waiting.pop()
        for child in at.children:
            if child.i <= verb.i or child.pos_ not in ("VERB", "AUX"):
                continue
            own = any(c.dep_ in SUBJECT for c in child.children)
            if (child.dep_ == "conj" and (child in verbs or not own)) or (child.dep_ in ("advcl", "parataxis") and child in verbs):
                found.append(child)
                waiting.append(child)
    return found


def _opening(other: Token, verb: Token) -> int:
    """The first token of a coordinated clause, its conjunction included."""
    first = min([other.i, *(c.left_edge.i for c in other.children if verb.i < c.left_edge.i < other.i)])
    while first - 1 > verb.i and (
        other.doc[first - 1].dep_ == "cc" or other.doc[first - 1].is_punct or other.doc[first - 1].lower_ in ("while", "also", "as", "well")
    ):
        first -= 1
    return first


# ---- what was said stands first ---------------------------------------------------------------------------------------


def _said_before(sentence: Sentence, verb: Token) -> Report | None:
    """ "The pact will help, officials said." """
    if verb.lemma_.lower() not in _CLAUSE:
        return None
    left = next((c for c in verb.children if c.dep_ == "ccomp" and c.i < verb.i), None)
    if left is None and verb.dep_ == "parataxis" and verb.head.i < verb.i:
        left = verb.head
    own = next((c for c in verb.children if c.dep_ in SUBJECT), None)
    if left is None or own is None or not any(c.dep_ in SUBJECT for c in left.children):
        return None
    last = min(own.left_edge.i, verb.i) - 1
    if last <= sentence.tokens.start or sentence.tokens.doc[last].text != ",":
        return None
    stop = next((i for i in range(last - 1, sentence.tokens.start, -1) if sentence.tokens.doc[i].text in ".!?"), sentence.tokens.start - 1)
    return Report("clause", (trimmed(sentence, stop + 1, last),), verb, own)


def _according(sentence: Sentence) -> Report | None:
    """ "According to X, …": the words are the rest of the sentence."""
    start, words_ = sentence.tokens.start, [t.lower_ for t in sentence.tokens]
    for prefix in lexicon("statements")["prefixes"]["according"]:
        parts = prefix.split()
        for i in range(len(words_) - len(parts)):
            if words_[i : i + len(parts)] == parts:
                return _source(sentence, start + i, start + i + len(parts))
    return None


def _source(sentence: Sentence, at: int, first: int) -> Report | None:
    doc, start, end = sentence.tokens.doc, sentence.tokens.start, sentence.tokens.end
    last = first
    while last + 1 < end and doc[last + 1].text not in (",", ".", ";", ":", '"'):
        last += 1
    rest = [(start, at - 1), (last + 1, end - 1)]
    spans = tuple(trimmed(sentence, a, b) for a, b in rest if b - a > 1)
    if not spans:
        return None
    return Report("according", spans, doc[at], None, first, last)
