"""What a sentence says became of a document it names: signed, reached, under negotiation, proposed, there already.

The parse is climbed from the document's word to the verb or act noun over it; the passive right behind a name is read on the surface,
because long names lead parses astray.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.extract import modality
from graph.extract.clauses import ancestors, is_passive, subject
from graph.extract.frames.phrases import negated, token_at
from graph.extract.lexicons import words
from graph.extract.reading import AgreementStatus, Sentence
from graph.model import Span

if TYPE_CHECKING:
    from spacy.tokens import Token


def _list(table: str, key: str) -> frozenset[str]:
    return words("agreements", table, key)


@dataclass(frozen=True, slots=True)
class Act:
    """What a sentence says became of a document, and the word that says it."""

    status: AgreementStatus | None
    token: Token | None
    subject_of: bool = False


_LIKELY = r"yet|likely|expected|due|set|scheduled|slated|planned|proposed|poised|ready|supposed|about|intended"
_BEHIND = re.compile(
    rf"[\s,]*(?:(?:which|that)\s+)?(?:(?:also|now|soon|later|today|subsequently)\s+)?"
    rf"(?P<aux>(?:(?:is|are|was|were)\s+)?(?:(?:also|now)\s+)?(?:{_LIKELY})\s+to\s+be|to\s+be|(?:will|would|shall|may|might|could|can|should|must)\s+(?:also\s+|soon\s+)?be"
    rf"|be|was|were|(?:has|have|had)\s+(?:also\s+|already\s+)?been)\s+(?:(?:also|formally|officially|jointly|successfully|recently|already|finally)\s+)*(?P<verb>[a-z-]+ed|struck|made|sought)\b",
    re.I,
)


_DONE_THEN = re.compile(
    r",?\s+(?P<verb>signed|concluded|initialled|inked|adopted|reached|ratified)\s+(?:(?:here|yesterday|today|earlier|last)\b|(?:on|in|by|between|at|with)\s)",
    re.I,
)


_UNDER_WAY = re.compile(
    r"\s+(?:(?:is|are|remains?|was|were)\s+(?:also\s+|currently\s+|still\s+|now\s+)?)[\"“]?(?:(?:under|in|being)\s+(?:the\s+process\s+of\s+|active\s+)?"
    r"|(?:at|in)\s+(?:an?|the|its|their)\s+(?:\w+\s+)?stages?\s+of\s+|near(?:ing)?\s+|close\s+to\s+)"
    r"(?P<what>negotiations?|negotiated|discussion|discussed|preparation|prepared|drafting|drafted|finali[sz]ation|finali[sz]ed|consideration|completion|conclusion|signature)\b",
    re.I,
)

_READY = re.compile(
    r"[\s,]*(?:(?:which|that)\s+)?(?:(?:is|are|was|were|remains?)\s+)[\"“‘']?(?:\w+ly\s+)?(?:ready|on\s+track|due|scheduled|slated|set|pending|awaiting|close"
    r"|open|set\s+down)[\"”’']?\s+(?:(?:for|to|its|a)\s+)*(?P<what>signing|signature|conclusion|finali[sz]ation|adoption|completion|initialling)\b",
    re.I,
)


_SAID_BETWEEN = re.compile(
    r"(?:,\s+(?:(?:which|that)\s+)?(?:\w+ing|aimed|designed|intended|covers|concerns|relates)\s+[^,.;:]{3,120},|\s+\([^)]{2,80}\))(?=\s+[a-z])"
)
"""what may stand between a name and what is said of it: ", dealing with double taxation,", "(2026–2028)" """

_MADE = re.compile(
    r"\s+(?:that|which)\s+(?:(?!will|would|to|may|might|could|can|should|must|never|not)\w+\s+){1,6}?(?P<verb>signed|concluded|initialled|inked|reached|exchanged)\b",
    re.I,
)
"""a clause behind a name that tells who made it: "the agreement that their countries signed last year" """

_SINCE = re.compile(
    r",?\s+(?:(?:which|that)\s+)?(?P<verb>dates|dating|dated)\s+(?:back\s+)?(?:(?:from|to)\s+)?(?=[A-Z\d])"
    r"|,?\s+(?:(?:which|that)\s+)?(?:(?:was|were)\s+)?(?P<opened>opened)\s+(?:for|to)\s+signature\b",
    re.I,
)


_WAITING = re.compile(
    r",?\s+(?:(?:will|would|must|has|have|is|are)\s+(?:still\s+)?(?:(?:have\s+)?to\s+(?P<wait>wait)|(?:stalled|pending|outstanding|on\s+hold))"
    r"|remains?\s+(?:stalled|pending|outstanding|unsigned|on\s+hold))\b",
    re.I,
)


def behind(text: str, sentence: Sentence, name: Span) -> Act | None:
    """The passive that follows a name on the surface ("… were exchanged", "… likely to be signed")."""
    if since := _SINCE.match(text, name.end, sentence.span.end):
        which = "verb" if since["verb"] else "opened"
        return Act("InForce", token_at(sentence, Span(since.start(which), since.end(which))))
    if told := _MADE.match(text, name.end, sentence.span.end):
        verb = token_at(sentence, Span(told.start("verb"), told.end("verb")))
        if verb is not None and verb.tag_ in ("VBD", "VBN", "VBP") and not negated(verb):
            return Act("Signed" if verb.lemma_.casefold() in _list("verbs", "signed") else "Reached", verb)
    if act := _right_behind(text, sentence, name.end):
        return act
    between = _SAID_BETWEEN.match(text, name.end, sentence.span.end)
    return _right_behind(text, sentence, between.end()) if between else None


def _right_behind(text: str, sentence: Sentence, at: int) -> Act | None:
    if still := _UNDER_WAY.match(text, at, sentence.span.end) or _READY.match(text, at, sentence.span.end):
        return Act("Negotiating", token_at(sentence, Span(still.start("what"), still.end("what"))))
    if waits := _WAITING.match(text, at, sentence.span.end):
        last = re.search(r"\w+$", waits.group())
        assert last is not None
        return Act("Negotiating", token_at(sentence, Span(waits.start() + last.start(), waits.end())))
    m = _BEHIND.match(text, at, sentence.span.end)
    if m is None and (then := _DONE_THEN.match(text, at, sentence.span.end)):
        return _done_then(sentence, then)
    verb = token_at(sentence, Span(m.start("verb"), m.end("verb"))) if m else None
    if m is None or verb is None:
        return None
    lemma, aux = verb.lemma_.casefold(), m["aux"].casefold().split()
    done: tuple[AgreementStatus, ...] = ("Signed", "Reached")
    known: dict[str, AgreementStatus] = {w: status for status in done for w in _list("verbs", status.casefold())}
    if lemma not in known:
        return None
    if set(aux) & _list("future", "weak") or "proposed" in aux:
        return Act("Proposed", verb)
    if aux[-1] == "be":
        return Act("Negotiating", verb)
    return Act(None, verb) if negated(verb) else Act(_tense(verb, known[lemma]), verb)


def _done_then(sentence: Sentence, then: re.Match[str]) -> Act | None:
    """ "the Treaty on X, concluded on 12 March": a participle right behind the name, whatever the parse hangs it on"""
    verb = token_at(sentence, Span(then.start("verb"), then.end("verb")))
    if verb is None or verb.tag_ not in ("VBN", "VBD"):
        return None
    if any(c.dep_ in ("aux", "auxpass") for c in verb.children):
        return None
    lemma = verb.lemma_.casefold()
    if lemma in _list("verbs", "in_force"):
        return Act("InForce", verb)
    return Act("Signed" if lemma in _list("verbs", "signed") else "Reached", verb)


def real(sentence: Sentence, act: Act) -> Act | None:
    """The act as far as it is one: None where it is denied, supposed or cancelled; put off, it is still to come."""
    if act.token is None or act.status not in ("Signed", "Reached", "Negotiating") or act.token.pos_ not in ("VERB", "AUX", "NOUN"):
        return act
    if _hearsay(act.token):
        return None
    standing = modality.status(act.token, sentence)
    if standing.denied or standing.status == "Cancelled":
        return None
    return Act("Negotiating", act.token) if standing.status == "Postponed" else act


def _hearsay(token: Token) -> bool:
    """Whether the act is only reported or denied: "denied reports that it had signed …", "rumours of a signing" """
    below = token
    for above in ancestors(token):
        lemma = above.lemma_.casefold()
        if above.pos_ == "NOUN" and lemma in _list("hearsay", "nouns") and below.dep_ in ("acl", "ccomp", "relcl", "prep", "pobj"):
            return True
        if lemma in _list("hearsay", "verbs") and below.dep_ in ("ccomp", "xcomp", "dobj", "pcomp", "prt"):
            return lemma != "rule" or any(c.lower_ == "out" for c in above.children)
        below = above
    return False


def judge(sentence: Sentence, head: Token, after: Token | None) -> Act:
    """What became of the document that `head` stands for. `after` is the token behind its name, where a participle may stand."""
    participles = [c for c in head.children if c.dep_ in ("acl", "relcl") and c.pos_ in ("VERB", "AUX")]
    if after is not None and after.pos_ in ("VERB", "AUX") and after.tag_ in ("VBN", "VB") and after.dep_ in ("acl", "relcl", "amod"):
        participles.append(after)
    for verb in participles:
        act = _of_verb(verb, "subject" if not is_passive(verb) and verb.dep_ == "relcl" else "object")
        if act.status is not None:
            return act
    return _climb(head)


def _climb(head: Token) -> Act:
    node = head
    for _ in range(8):
        above = node.head
        if above.i == node.i:
            return Act(None, None)
        if node.dep_ == "compound" and above.pos_ in ("NOUN", "PROPN"):  # "MoU signing", "FTA negotiations"; but "treaty alliance"
            return _of_noun(above) or Act(None, above)
        if above.pos_ in ("VERB", "AUX"):
            role = (
                "subject"
                if node.dep_ == "nsubj"
                else "object"
                if node.dep_ in ("dobj", "nsubjpass", "attr", "oprd", "dative", "appos", "dep")
                else "other"
            )
            return _of_verb(above, role, node)
        if node.dep_ in ("pobj", "pcomp"):
            rests = _rests(above)
            governor = above.head
            if governor.pos_ in ("NOUN", "PROPN") and (act := _of_governing_noun(governor)):
                return act
            if governor.lemma_ in ("agreement", "consensus") and above.lower_ in ("on", "about", "over"):
                node = governor  # "reached agreement on a treaty"
                continue
            if governor.pos_ in ("VERB", "AUX") and not rests and (act := _of_prepositional(governor, above)).status:
                return act
            if rests:
                return Act("InForce", above)
            if governor.pos_ in ("VERB", "AUX"):
                return Act(None, governor)
            node = governor
            continue
        node = above
    return Act(None, None)


def _of_governing_noun(noun: Token) -> Act | None:
    """What a noun over the document says: "the upgrade of …" is told by its verb, "a signing ceremony for …" by what is signed there."""
    if noun.lemma_.casefold() in _list("nouns", "changing") and (act := _climb(noun)).status is not None:
        return act
    if noun.lemma_ in _list("nouns", "ceremony") and (signing := _ceremony(noun)):
        return Act(_noun_tense(noun, "Signed"), signing)
    return _of_noun(noun)


def _ceremony(noun: Token) -> Token | None:
    """ "a signing ceremony for …" """
    return next((c for c in noun.children if c.dep_ in ("compound", "amod") and c.lower_ in _list("nouns", "signed")), None)


def _rests(preposition: Token) -> bool:
    doc = preposition.doc
    ahead = " ".join(t.lower_ for t in doc[max(0, preposition.i - 3) : preposition.i + 1])
    return any(re.search(rf"(?:^|\s){re.escape(p)}$", ahead) for p in _list("resting", "phrases"))


def _of_verb(verb: Token, role: str, node: Token | None = None) -> Act:
    lemma = verb.lemma_.casefold()
    if negated(verb):
        return Act(None, verb)
    if role == "object":
        if lemma in _list("verbs", "signed"):
            return Act(_tense(verb, "Signed"), verb)
        if lemma in _list("verbs", "reached"):
            return Act(_tense(verb, "Reached"), verb)
        if lemma in _list("verbs", "listing"):
            return _listed(verb)
        if lemma in _list("verbs", "welcomed"):
            return Act("Reached", verb)
        if lemma in _list("verbs", "in_force"):
            return Act("InForce", verb)
        if lemma in _list("verbs", "negotiating"):
            return Act("Negotiating", verb)
        if lemma in _list("verbs", "proposed"):
            return Act("Proposed", verb)
    if role == "subject":
        return _of_subject(verb, lemma)
    return Act(None, verb)


def _of_subject(verb: Token, lemma: str) -> Act:
    """What the verb says of the document that is its subject."""
    if lemma in ("be", "remain", "stay", "continue") and _pending(verb):
        return Act("Negotiating", verb)
    if lemma in _list("verbs", "standing"):
        return Act(None if ahead(verb) and lemma not in _list("verbs", "ending") else "InForce", verb, subject_of=True)
    if lemma in ("enter", "come", "take") and any(t.lower_ in ("force", "effect") for t in verb.subtree):
        return Act(None if ahead(verb) else "InForce", verb)  # what will enter into force may be signed or still be talked about
    return Act(None, verb, subject_of=True)


def _pending(verb: Token) -> bool:
    """ "remains under discussion", "is still in preparation", "are to be signed" """
    for preposition in (c for c in verb.children if c.lower_ in ("under", "in", "at") and c.i > verb.i):
        if any(c.lemma_.casefold() in _list("verbs", "pending") for c in preposition.children):
            return True
    return False


def _listed(verb: Token) -> Act:
    """ "the agreements signed included an agreement on …" """
    doer = subject(verb)
    heads = [doer] if doer is not None else []
    documents = _list("anaphors", "nouns")
    if not any(h.lemma_.casefold() in documents or h.lemma_.casefold().rstrip("s") in documents for h in heads):
        return Act(None, verb)
    signed = any(t.lemma_ in _list("verbs", "signed") for h in heads for t in (h.head, *h.subtree))
    return Act("Signed" if signed else "Reached", verb)


def _of_prepositional(verb: Token, preposition: Token) -> Act:
    """ "agreed on a roadmap", "arrived at an agreement", "entered into a contract" """
    if negated(verb):
        return Act(None, verb)
    pairs = {
        ("agree", "on"),
        ("agree", "upon"),
        ("agree", "to"),
        ("decide", "on"),
        ("arrive", "at"),
        ("enter", "into"),
        ("settle", "on"),
        ("come", "to"),
    }
    if (verb.lemma_, preposition.lower_) in pairs:
        return Act(_tense(verb, "Reached"), verb)
    if (verb.lemma_, preposition.lower_) in {("withdraw", "from"), ("pull", "from"), ("exit", "from"), ("accede", "to")}:
        return Act("InForce", verb)
    if preposition.lower_ == "to" and any(c.dep_ == "dobj" and c.lemma_ in ("signature", "name", "initial") for c in verb.children):
        return Act(_tense(verb, "Signed"), verb)  # "put their signatures to …"
    if (verb.lemma_, preposition.lower_) in {
        ("work", "on"),
        ("work", "towards"),
        ("work", "toward"),
        ("negotiate", "on"),
        ("negotiate", "for"),
    }:
        return Act("Negotiating", verb)
    return Act(None, verb)


def _of_noun(noun: Token) -> Act | None:
    """ "the signing of …", "negotiations on …", "implementation of …", "the possibility of …" """
    lemma, lower = noun.lemma_.casefold(), noun.lower_
    if lemma in _list("nouns", "signed") or lemma in _list("nouns", "reached"):
        done: AgreementStatus = "Signed" if lemma in _list("nouns", "signed") else "Reached"
        return Act(_noun_tense(noun, done), noun)
    if lemma in _list("nouns", "negotiating") or lower in _list("nouns", "negotiating"):
        verb = noun.head
        over = verb.lemma_.casefold() in _list("nouns", "concluded") and noun.dep_ in ("dobj", "nsubjpass")
        if over and verb.pos_ == "VERB" and not negated(verb) and _tense(verb, "Reached") == "Reached":
            return Act("Reached", verb)  # "concluded negotiations on …"
        return Act("Negotiating", noun)
    if lemma in _list("nouns", "in_force") or lower in _list("nouns", "in_force"):
        return Act("InForce", noun)
    if lemma in _list("nouns", "proposed"):
        return Act("Proposed", noun)
    return None


def ahead(verb: Token) -> bool:
    """Whether what the verb says is still to come ("will sign", "expected to sign")."""
    if any(c.dep_ in ("aux", "auxpass") and c.lower_ in _list("future", "modals") for c in verb.children):
        return True
    if (
        verb.dep_ == "conj"
        and verb.head.pos_ == "VERB"
        and not any(c.dep_ in ("nsubj", "nsubjpass", "aux", "auxpass") for c in verb.children)
    ):
        return ahead(verb.head)
    above = verb.head
    return (
        verb.dep_ in ("xcomp", "ccomp", "pcomp", "acl")
        and above.i != verb.i
        and verb.tag_ in ("VB", "VBG")
        and above.lemma_ in _list("future", "verbs")
    )


def _tense(verb: Token, done: AgreementStatus) -> AgreementStatus:
    modals = {c.lower_ for c in verb.children if c.dep_ in ("aux", "auxpass")}
    chain = [verb, *ancestors(verb)][:5]
    if any(t.lemma_ in _list("verbs", "proposed") or t.lemma_ in _list("nouns", "proposed") for t in chain[1:]):
        return "Proposed"
    if modals & _list("future", "weak"):
        return "Proposed"
    if ahead(verb) or any(c.lower_ in _list("future", "adjectives") for c in verb.children if c.dep_ in ("advmod", "acomp")):
        return "Negotiating"
    if verb.dep_ == "pcomp" and (verb.head.lower_ in _list("future", "before") or verb.head.head.lemma_ in _list("future", "near")):
        return "Negotiating"
    if (
        verb.dep_ in ("xcomp", "ccomp", "advcl")
        and verb.tag_ == "VB"
        and verb.head.lower_ in _list("future", "adjectives") | _list("future", "near")
    ):
        return "Negotiating"
    return done


def _noun_tense(noun: Token, done: AgreementStatus) -> AgreementStatus:
    modifiers = {c.lower_ for c in noun.children if c.dep_ == "amod"}
    if modifiers & _list("future", "adjectives"):
        return "Negotiating"
    if noun.dep_ == "pobj" and noun.head.lower_ in _list("future", "before"):
        return "Negotiating"
    for above in list(ancestors(noun))[:4]:
        if above.lemma_ in _list("verbs", "proposed") or above.lemma_ in _list("nouns", "proposed"):
            return "Proposed"
        if above.pos_ == "VERB" and (ahead(above) or above.lemma_ in _list("future", "verbs")):
            return "Negotiating"
        if above.pos_ == "VERB":
            break
    return done
