"""Where and when an event is said to be: the adverbials that belong to the words that report it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.extract.clauses import ancestors, lemma
from graph.extract.lexicons import words
from graph.extract.reading import Mention, Reading, Sentence, TimeExpression
from graph.model import Span

if TYPE_CHECKING:
    from spacy.tokens import Token

_OPEN_ENDED = ("since:", "until:", "after:")
_NOT_WHEN = frozenset({"since", "until", "till", "before", "after", "than", "for", "of"})


class Circumstances:
    """The places and times of one article's sentences."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading

    def belongs(self, sentence: Sentence, token: Token, nodes: set[int], through: set[int]) -> bool:
        """Whether an adjunct belongs to one of the nodes (token indices): its heads lead there over names, times and places alone.

        `through` are further words that may stand in between: those that name who takes part. What follows a node in an unbroken run of
        places and times belongs to it whatever the parse says ("the summit in Oslo, Norway in May").
        """
        if any(self._run_on(sentence, node, token, through) for node in nodes):
            return True
        venues = words("events", "venues", "buildings")
        below = token
        for above in ancestors(token):
            if above.i in nodes or (token.i > above.i and _ahead(above, nodes)):
                return True
            passable = (
                (above.i in through and token.i > min(nodes))
                or above.pos_ == "ADV"
                or (above.lower_ in words("events", "narration", "day_parts") and below.i in sentence.time_at)
                or self._earmarks(above, below, nodes)
                or (above.dep_ in ("compound", "poss", "nmod") and above.head.i in nodes)
                or above.i in sentence.time_at
                or above.i in sentence.mention_at
                or above.pos_ == "ADP"
                or above.dep_ == "prep"
                or above.lemma_.lower() in venues
                or self._arranges(above, nodes)
                or (above.tag_ == "VBG" and above.lemma_ in ("start", "begin", "commence"))
                or (above.lemma_ in ("start", "begin", "commence") and above.dep_ == "xcomp")
                or (above.lower_ == "due" and above.dep_ == "acomp")
                or (
                    above.lemma_ == "be"
                    and above.dep_ == "relcl"
                    and above.head.i in nodes
                    and any(c.lower_ == "due" for c in above.children)
                )
            )
            if not passable:
                return False
            below = above
        return False

    def _earmarks(self, verb: Token, below: Token, nodes: set[int]) -> bool:
        """Whether the "for" phrase of a participle tells when the event before it is to be: "a trip, announced for May"."""
        if verb.dep_ not in ("acl", "relcl", "advcl") or lemma(verb) not in words("events", "supports", "earmarking"):
            return False
        if _given_up(verb):
            return False
        return below.lower_ in ("for", "in") and below.head.i == verb.i and any(node < verb.i for node in nodes)

    def _arranges(self, verb: Token, nodes: set[int]) -> bool:
        """Whether a participle or a relative clause tells when and where the event before it is: "talks, held last May in Oslo"."""
        if verb.dep_ == "xcomp" and verb.head.dep_ in ("acl", "relcl") and verb.head.tag_ == "VBN":
            return lemma(verb) in words("events", "supports", "happening") and self._arranges(verb.head, nodes)  # "scheduled to convene"
        if verb.dep_ not in ("acl", "relcl") or verb.lemma_ not in words("events", "supports", "arranging") | {"take"}:
            return False
        if _given_up(verb):
            return False
        own = {verb.i, *(c.i for c in verb.children)}

        def finite(first: int) -> bool:
            return any(t.tag_ in ("VBD", "VBZ", "VBP") and t.i not in own for t in verb.doc[first : verb.i])

        return any(node < verb.i and not finite(node + 1) for node in nodes)

    def _run_on(self, sentence: Sentence, node: int, token: Token, through: set[int]) -> bool:
        doc = sentence.tokens.doc
        if token.i <= node or token.i - node > 12:
            return False
        passed = {"in", "at", "on", ",", "the", "from", "to", "of"}
        if doc[token.i - 1].lower_ in ("earlier", "later") and token.i in sentence.time_at:
            passed |= {"earlier", "later", "between", "with", "and"}  # "the talks between A and B earlier the same day"
        for between in doc[node + 1 : token.i]:
            site = (m := sentence.mention_at.get(between.i)) is not None and m.kind in ("place", "country")
            named = site or between.i in sentence.time_at or (between.pos_ == "PROPN" and between.i not in sentence.mention_at)
            if not (named or between.i in through or between.lower_ in passed):
                return False
        return token.lower_ in ("in", "at", "on", "from", "to", "by", "with", "between") or token.i in sentence.time_at

    def _beside_time(self, sentence: Sentence, preposition: Token, nodes: set[int], through: set[int]) -> bool:
        """Whether a place phrase ends where a time of the event begins: adverbials of a clause stand together ("in Lima on Tuesday")."""
        doc = sentence.tokens.doc
        place = preposition.i + 1
        mention = sentence.mention_at.get(place)
        if mention is None or self.reading.entities[mention.entity].type != "City":
            return False
        at = place + 1
        while at < sentence.tokens.end and doc[at].lower_ in (",", "on", "in", "at"):
            at += 1
        return at in sentence.time_at and self.belongs(sentence, doc[at], nodes, through)

    def place(self, sentence: Sentence, nodes: set[int], through: set[int], *, beside: int | None = None) -> tuple[str, Span] | None:
        """The venue that an "in" or "at" phrase of the event states: a building before a city before a country.

        `beside`: the nodes are those of a coordinated clause; its adverbials hold for the clause of that token too if they stand before
        both, or behind the later one.
        """
        best: tuple[int, int, str, Span] | None = None
        for token in sentence.tokens:
            if token.lower_ not in words("events", "venues", "prepositions") or token.tag_ != "IN":
                continue
            if beside is not None and not _in_common(token, nodes, beside):
                continue
            if not self.belongs(sentence, token, nodes, through) and not self._beside_time(sentence, token, nodes, through):
                continue
            for mention in self._sites(sentence, token):
                rank = self._rank(mention, token)
                if rank is not None and (best is None or (rank, mention.span.start) < best[:2]):
                    best = (rank, mention.span.start, mention.entity, mention.span)
        return (best[2], best[3]) if best else None

    def _sites(self, sentence: Sentence, preposition: Token) -> list[Mention]:
        """The names behind a preposition of place, up to the next verb, preposition or time."""
        found = []
        for token in sentence.tokens.doc[preposition.i + 1 : sentence.tokens.end]:
            mention = sentence.mention_at.get(token.i)
            if mention is not None:
                owner = token.i + 1 < sentence.tokens.end and token.nbor().tag_ == "POS"
                if mention.kind in ("place", "country", "body") and not owner and token.tag_ != "JJ":
                    found.append(mention)
            elif token.i in sentence.time_at or self._leaves(token):
                break
            elif token.pos_ == "NOUN" and token.lemma_.lower() not in words("events", "venues", "buildings") | words(
                "events", "venues", "sites"
            ):
                break  # "at the invitation of the Ministry"
        return found

    def _leaves(self, token: Token) -> bool:
        """Whether a place phrase is over at the token, or was none ("in the field of")."""
        if token.pos_ in ("VERB", "AUX", "CCONJ") or token.lower_ in words("events", "venues", "fields"):
            return True
        return token.tag_ in ("IN", "TO") and token.lower_ != "of"

    def _rank(self, mention: Mention, preposition: Token) -> int | None:
        entity = self.reading.entities.get(mention.entity)
        dateline = self.reading.clean.dateline_place
        if entity is None or (dateline is not None and dateline.overlaps(mention.span)):
            return None
        if entity.type == "Country":
            return 3 if preposition.lower_ == "in" else None
        if entity.type in ("City", "Place"):
            return 0 if preposition.lower_ == "at" else 1
        buildings = words("events", "venues", "buildings")
        if preposition.lower_ == "at" and any(w in buildings for w in entity.name.casefold().split()):
            return 0
        return None

    def times(self, sentence: Sentence, nodes: set[int], through: set[int], *, beside: int | None = None) -> list[TimeExpression]:
        """The dates and periods said of the event, in the order of the text; `beside` as for `place`."""
        found: list[TimeExpression] = []
        for i, expression in sorted(sentence.time_at.items()):
            token = sentence.tokens.doc[i]
            if beside is not None and not _in_common(token, nodes, beside):
                continue
            if expression in found or expression.kind in ("set", "duration") or expression.value.startswith(_OPEN_ENDED):
                continue
            if token.head.i in sentence.time_at and token.head.i != token.i and sentence.time_at[token.head.i] is expression:
                continue
            if token.i and token.nbor(-1).lower_ == "time" and token.i - 1 >= sentence.tokens.start:
                continue  # "for the second time this year"
            telling = words("events", "supports", "arranging") | words("events", "supports", "earmarking")
            arranged = token.head.lower_ == "for" and token.head.head.lemma_ in telling
            if token.head.lower_ in _NOT_WHEN and token.head.tag_ == "IN" and not arranged:
                continue
            if token.i in nodes or self.belongs(sentence, token, nodes, through):
                found.append(expression)
        return found

    def days(self, sentence: Sentence, noun: Token) -> int | None:
        """The length in days that a duration before the noun, or behind it with "of", gives."""
        for i, expression in sentence.time_at.items():
            token = sentence.tokens.doc[i]
            between = noun.doc[i + 1 : noun.i] if i < noun.i else ()
            other = any(t.pos_ == "NOUN" and lemma(t) in words("events", "visit_words", "trips") for t in between)
            near = (noun.i - 8 <= i < noun.i and not other) or any(a.i == noun.i for a in list(ancestors(token))[:3])
            if expression.kind == "duration" and near and expression.value.startswith("P"):
                number, unit = expression.value[1:-1], expression.value[-1:]
                if number.isdigit() and unit in ("D", "W"):
                    return int(number) * (7 if unit == "W" else 1)
        return None


def _ahead(verb: Token, nodes: set[int]) -> bool:
    """Whether "to be held" behind an event's noun tells when and where that is to be, whatever the parse hangs it on.

    The noun is the last one before it that is no name: "take part in the round of the Consultations with Ruritania to be held in May".
    """
    marks = {c.lower_: c.i for c in verb.children if c.i < verb.i}
    if verb.tag_ != "VBN" or not {"to", "be"} <= marks.keys() or lemma(verb) not in words("events", "supports", "arranging"):
        return False
    noun = next((t for t in reversed(verb.doc[verb.sent.start : marks["to"]]) if t.pos_ == "NOUN" or t.i in nodes), None)
    return noun is not None and noun.i in nodes and noun.pos_ == "NOUN" and not _given_up(verb)


def _given_up(verb: Token) -> bool:
    """ "which had been scheduled for May but was put off": it is not to be in May"""
    off = words("modality", "verbs", "postponed") | words("modality", "verbs", "cancelled")
    later = [c for c in verb.children if c.dep_ == "conj"]
    return any(lemma(v) in off or any(f"{lemma(v)} {c.lower_}" in off for c in v.children) for v in later)


def _in_common(token: Token, nodes: set[int], beside: int) -> bool:
    """Whether an adverbial stands before both of two coordinated clauses, or behind both."""
    ends = {*nodes, beside}
    return token.i < min(ends) or token.i > max(ends)
