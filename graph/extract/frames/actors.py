"""Who acts: the entities that a noun phrase names, descriptions ("both sides", "the two ministers", "they") included."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from graph.extract.clauses import ancestors
from graph.extract.frames.phrases import conjuncts
from graph.extract.gazetteer import countries
from graph.extract.lexicons import words
from graph.extract.reading import Entity, Mention, Reading, Sentence
from graph.ids import fold
from graph.model import Span

if TYPE_CHECKING:
    from spacy.tokens import Token

Named = dict[str, Span]
"""entity key → the stretch that shows it"""

BODIES = frozenset(
    {
        "Ministry",
        "Agency",
        "GovernmentBody",
        "PublicBody",
        "DiplomaticMission",
        "InternationalOrganization",
        "JointBody",
        "Company",
        "Organization",
    }
)
_INDEPENDENT = frozenset({"InternationalOrganization", "Company"})
_NOTES = re.compile(r"\b(?:notes? (?:to|for) (?:the )?(?:editors?|media|press)|about\s+[A-Z])", re.I)
_UNION = re.compile(r"\b(?:european union|EU)\b", re.I)
_JOINS = frozenset({"and", "-", "–", "—", "&", "and the", ",", ", the", ", and", ", and the", "with", "'s and", "/"})
_COUNTS = {"three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}
_CLEAR = 1.5
"""how many times as often as a third the second side of an article between two is named; a mention in passing stays below"""
_BACK = 6  # sentences that a description may reach back for its persons


def is_side(entity: Entity) -> bool:
    """Whether the entity acts as a state does: a country, or the European Union."""
    return entity.type == "Country" or (entity.type == "InternationalOrganization" and bool(_UNION.search(entity.name)))


class Actors:
    """What the descriptions of one article can stand for. Built once per reading."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.text = reading.clean.text
        self._order = {id(s): n for n, s in enumerate(reading.sentences)}
        self._weighed: list[tuple[str, Span, int]] | None = None
        self._antecedents: dict[Span, Named | None] = {}
        self._followed = 0
        """the first sentence in which nobody has looked yet who "they" are"""

    def entity(self, mention: Mention) -> Entity | None:
        return self.reading.entities.get(mention.entity)

    def sides(self, number: int = 2) -> Named:
        """The sides of the article: the `number` countries that it and the posts and bodies in it name most, in order of first naming.

        Fewer where the article names fewer. Each pairing ("A and B", "A-B") counts as several namings.
        """
        if self._weighed is None:
            self._weighed = self._weigh()
        return dict(sorted(((key, span) for key, span, _ in self._weighed[:number]), key=lambda side: side[1]))

    def two_sides(self) -> Named:
        """The two sides of an article that is about two; empty where it names a third about as much, or fewer than two."""
        sides = self.sides()
        weights = [weight for _, _, weight in self._weighed or ()]
        return sides if len(weights) == 2 or (len(weights) > 2 and weights[1] >= _CLEAR * weights[2]) else {}

    def main_country(self) -> Named:
        """The country that the article is about: the only one, or the one named three times as often as any other; else {}."""
        self.sides()
        weighed = [(k, s, w) for k, s, w in self._weighed or () if self.reading.entities[k].type == "Country"]
        clear = len(weighed) == 1 or (len(weighed) > 1 and weighed[0][2] >= 3 * weighed[1][2])
        return {weighed[0][0]: weighed[0][1]} if clear else {}

    def _weigh(self) -> list[tuple[str, Span, int]]:
        """All countries with the stretch that first shows each and how much they are named, the one named most first."""
        weight: Counter[str] = Counter()
        shown: Named = {}
        for sentence in self.reading.sentences:
            before: Mention | None = None
            for mention in sorted(sentence.mentions, key=lambda m: m.span):
                entity = self.entity(mention)
                if entity is None or self._in_dateline(mention):
                    continue
                if len(mention.names) > 1:
                    for key in mention.names:
                        weight[key] += 3
                        shown.setdefault(key, mention.span)
                elif is_side(entity):
                    weight[entity.key] += 1
                    shown.setdefault(entity.key, mention.span)
                    if before is not None and self._paired(before, mention):
                        weight[entity.key] += 2
                        weight[before.entity] += 2
                    before = mention
                else:
                    before = None
                    if entity.country and entity.type != "Place":
                        weight[entity.country] += 1
                        shown.setdefault(entity.country, entity.country_evidence or mention.span)
        return [(k, shown[k], weight[k]) for k in sorted(weight, key=lambda k: (-weight[k], shown[k]))]

    def _in_dateline(self, mention: Mention) -> bool:
        place = self.reading.clean.dateline_place
        return place is not None and place.overlaps(mention.span)

    def _paired(self, first: Mention, second: Mention) -> bool:
        between = self.text[first.span.end : second.span.start].strip().casefold()
        return first.entity != second.entity and between in _JOINS

    def issuer(self) -> Named:
        """Who publishes the article, the "we" of a press release: the body that acts in its first sentence or that its notes are about."""
        prose = [s for s in self.reading.sentences if s.role not in ("heading", "header", "dateline", "byline")]
        notes = [s for s in prose if _NOTES.search(self.text[max(0, s.span.start - 24) : s.span.end][:80])]
        told = (s for s in prose if not self.text[: s.span.end].rstrip().endswith("?"))
        first = next((s for s in told if any(t.dep_ in ("nsubj", "nsubjpass") for t in s.tokens)), None)
        for sentence in [*([first] if first else []), *notes]:
            for token in sentence.tokens:
                mention = sentence.mention_at.get(token.i)
                if token.dep_ in ("nsubj", "nsubjpass") and mention is not None and mention.kind in ("body", "country"):
                    return {mention.entity: mention.span}
        return {}

    def seat(self, sentence: Sentence, token: Token) -> Named:
        """A capital that acts stands for its government ("Rome pledged …"), where the article names the country."""
        mention = sentence.mention_at.get(token.i)
        if (mention is not None and mention.kind != "place") or token.pos_ != "PROPN":
            return {}
        name = self.text[mention.span.start : mention.span.end] if mention is not None else token.text
        iso = {c.iso for c in countries().values() if fold(name) in [fold(capital) for capital in c.capitals[:1]]}
        keys = [e.key for e in self.reading.entities.values() if e.type == "Country" and e.iso in iso]
        return {keys[0]: sentence.span_of(token)} if len(keys) == 1 else {}

    # ---- noun phrases

    def named(self, sentence: Sentence, token: Token) -> Named:
        """The entities that the noun phrase around `token` names or describes, what is coordinated with it included; empty if none."""
        found: Named = {}
        for one in conjuncts(token):
            for key, span in self._one(sentence, one).items():
                found.setdefault(key, span)
        return found

    def _one(self, sentence: Sentence, token: Token) -> Named:
        mention = sentence.mention_at.get(token.i)
        if mention is not None and (got := self._mentioned(sentence, mention)):
            return got
        if token.pos_ == "PRON":
            return self._pronoun(sentence, token)
        if token.lower_ in ("two", "both") and token.dep_ == "nsubj":
            return self._two_before(sentence, sentence.span_of(token))
        if any(c.dep_ == "prep" and c.lower_ in ("of", "from") for c in token.children) and (got := self._represented_by(sentence, token)):
            return got  # "the leaders of A and B"
        if got := self._own_government(sentence, token):
            return got
        if got := self._collective(sentence, token):
            return got
        for child in token.children:  # "Her Excellency Jane Doe", "the minister, Jane Doe"
            if child.dep_ in ("appos", "nmod") and (m := sentence.mention_at.get(child.i)) and m.kind in ("person", "body"):
                return {m.entity: m.span}
        got = self._represented_by(sentence, token) or self._bare_government(sentence, token) or self._role(sentence, token)
        if not got and token.lower_ in words("actors", "actors", "roles"):
            return self._represented(sentence, token)  # "the President of Ruritania", who is not named
        return got

    def _mentioned(self, sentence: Sentence, mention: Mention) -> Named:
        if mention.kind in ("person", "body", "country", "jointbody") and mention.entity in self.reading.entities:
            return {mention.entity: mention.span}
        if mention.kind == "nominal":
            return {k: mention.span for k in mention.names if k in self.reading.entities}
        if mention.kind == "place" and (e := self.reading.entities.get(mention.entity)) and is_side(e):
            return {mention.entity: mention.span}
        return {}

    def _represented_by(self, sentence: Sentence, token: Token) -> Named:
        return self._represented(sentence, token) if token.lemma_.casefold() in words("actors", "actors", "representatives") else {}

    def _represented(self, sentence: Sentence, token: Token) -> Named:
        """ "the Ruritanian side", "officials from the Ministry of X", "the delegation of X" """
        found: Named = {}
        for t in sorted(token.subtree, key=lambda t: t.i):
            m = sentence.mention_at.get(t.i)
            if m is None or m.kind not in ("country", "body", "place", "nominal") or (e := self.entity(m)) is None:
                continue
            if m.kind == "nominal":
                found.update(dict.fromkeys(m.names, m.span))
                continue
            owner = t.dep_ in ("amod", "compound", "nmod", "poss") and t.i < token.i
            source = t.dep_ in ("pobj", "conj") and t.i > token.i
            if (owner or source or t.dep_ == "conj") and (is_side(e) or e.type in BODIES):
                found.setdefault(m.entity, m.span)
        bodies = {k: s for k, s in found.items() if self.reading.entities[k].type in BODIES}
        if not found:  # "leaders of the two countries"
            inner = [c for p in token.children if p.dep_ == "prep" and p.lower_ in ("of", "from") for c in p.children if c.dep_ == "pobj"]
            return self._collective(sentence, inner[0]) if inner else {}
        return bodies or found

    def _bare_government(self, sentence: Sentence, token: Token) -> Named:
        """ "The authorities", of whom the article names one country's only, or of the one country that it names"""
        if token.lemma_.casefold() not in words("actors", "actors", "governments") or [c.lower_ for c in token.lefts] != ["the"]:
            return {}
        if any(c.dep_ == "prep" for c in token.children):
            return {}
        weighed = self._weighed if self._weighed is not None else self._weigh()
        keys = [k for k, _, _ in weighed]
        if len(keys) > 1:
            noun = re.compile(r"\s+(?:authorit|government)", re.I)
            keys = list(
                dict.fromkeys(
                    m.entity
                    for s in self.reading.sentences
                    for m in s.mentions
                    if m.kind == "country" and m.span.end <= sentence.span_of(token).start and noun.match(self.text, m.span.end)
                )
            )
        return {keys[0]: sentence.span_of(token)} if len(keys) == 1 else {}

    def _own_government(self, sentence: Sentence, token: Token) -> Named:
        """ "Ms X said her government would …": the country of who speaks"""
        if token.lemma_.casefold() not in words("actors", "actors", "own") or token.tag_ != "NN":
            return {}
        owner = next((c for c in token.children if c.dep_ == "poss" and c.lower_ in ("his", "her")), None)
        if owner is None:
            return {}
        person = self.speaker(sentence, owner) or self._last(sentence, sentence.span_of(owner), lambda e: e.type == "Person")
        span = sentence.span_of(owner, token)
        return dict.fromkeys(self.countries({person: span}), span) if person else {}

    def _collective(self, sentence: Sentence, token: Token) -> Named:
        lemma = token.lemma_.casefold() if token.tag_ != "NNPS" else re.sub(r"(?:ies$)", "y", token.lower_).removesuffix("s")
        left = {t.lower_ for t in token.lefts}
        several = token.tag_ in ("NNS", "NNPS") or "both" in left
        if not several:
            return {}
        span = sentence.span_of(sentence.tokens.doc[token.left_edge.i] if token.left_edge.i >= sentence.tokens.start else token, token)
        determined = bool(left & {"both", "two", "the", "these", "their", "all"} | left & _COUNTS.keys())
        if lemma in words("actors", "actors", "sides") and determined:
            if number := max((_COUNTS.get(w, 0) for w in left), default=0):
                return dict.fromkeys(self._enumerated(number), span)
            return self._sides_at(sentence, span)
        if lemma in words("actors", "actors", "persons") and determined:
            if left & _COUNTS.keys():
                return {}  # "the three ministers": not whichever two were named last
            return self._persons_before(sentence, span, lemma) or self._sides_at(sentence, span)
        return {}

    def _enumerated(self, number: int) -> list[str]:
        """The sides that some sentence names in a row, that many of them ("A, B and C"); none where no sentence does."""
        for sentence in self.reading.sentences:
            row: list[Mention] = []
            for mention in sorted(sentence.mentions, key=lambda m: m.span):
                entity = self.entity(mention)
                if entity is None or not is_side(entity):
                    continue
                row = [*row, mention] if row and self._paired(row[-1], mention) else [mention]
                if len({m.entity for m in row}) == number:
                    return [m.entity for m in row]
        return []

    def _sides_at(self, sentence: Sentence, span: Span) -> Named:
        """The pair named last before the description in its own or the sentence before, else the article's two sides."""
        at = self._order[id(sentence)]
        for s in (self.reading.sentences[at], *self.reading.sentences[max(0, at - 1) : at]):
            if pair := self.pair(s, before=span.start):
                return dict.fromkeys(pair, span)
        alone = not any(weight > 1 for _, _, weight in ((self.sides() and self._weighed) or ())[2:])
        return dict.fromkeys((alone and self.two_sides()) or self._near_sides(at, span), span)

    def _near_sides(self, at: int, span: Span) -> list[str]:
        """Where an article names more than two sides: the one it is about, and the other that was named last before the description."""
        main = next(iter(k for k, _, _ in self._weighed or ()), None)
        for sentence in reversed(self.reading.sentences[max(0, at - _BACK) : at + 1]):
            if sentence.paragraph != self.reading.sentences[at].paragraph:
                break
            for mention in sorted(sentence.mentions, key=lambda m: m.span, reverse=True):
                entity = self.entity(mention)
                if mention.span.start >= span.start or entity is None:
                    continue
                side = entity.key if is_side(entity) else entity.country if mention.kind == "person" else None
                if side is not None and side != main:
                    return [k for k in (main, side) if k is not None]
        return list(self.sides())

    def pair(self, sentence: Sentence, before: int) -> Named:
        """Two sides or two bodies of different countries that the sentence names side by side, ahead of the offset `before`."""
        earlier: Mention | None = None
        found: Named = {}
        for mention in sorted(sentence.mentions, key=lambda m: m.span):
            if mention.span.end > before:
                break
            entity = self.entity(mention)
            if len(mention.names) > 1:
                found = dict.fromkeys(mention.names, mention.span)
            if entity is None or len(mention.names) > 1 or not is_side(entity):
                continue
            if earlier is not None and self._paired(earlier, mention):
                found = {earlier.entity: earlier.span, mention.entity: mention.span}
            earlier = mention
        return found

    def _pronoun(self, sentence: Sentence, token: Token) -> Named:
        span = sentence.span_of(token)
        lower = token.lower_
        if lower == "they":
            before = self._plural_subject(sentence, token)
            return before if before is not None else self._persons_before(sentence, span) or self._sides_at(sentence, span)
        if lower == "we":
            return {} if self._in_quotes(span) else dict.fromkeys(self.issuer(), span)
        if lower in ("he", "she"):
            person = self.speaker(sentence, token)
            person = self._last(sentence, span, lambda e: e.type == "Person") if person is None else person
            return {person: span} if person else {}
        if lower == "it":
            above = [c for a in ancestors(token) for c in a.children if c.dep_ == "nsubj" and c.i < token.i]
            sayers = [m for c in above if (m := sentence.mention_at.get(c.i)) is not None and m.kind in ("country", "body")]
            return {sayers[0].entity: span} if sayers else {}
        if lower in ("who", "which", "that") and token.head.dep_ == "relcl":
            return self._one(sentence, token.head.head)
        return {}

    def _in_quotes(self, span: Span) -> bool:
        """Whether a quotation mark is open there, within its paragraph."""
        paragraph = next((p.span for p in self.reading.clean.paragraphs if p.span.start <= span.start < p.span.end), span)
        before = self.text[paragraph.start : span.start]
        return before.count("“") > before.count("”") or before.count('"') % 2 == 1 or "‘" in before or " '" in f" {before}"

    def speaker(self, sentence: Sentence, pronoun: Token) -> str | None:
        """The person who is subject of a clause over the pronoun's ("X said he …"), or of the sentence before; "" if nobody known is."""
        clauses = [[a for a in ancestors(pronoun) if a.pos_ in ("VERB", "AUX")]]
        at = self._order[id(sentence)]
        if at and self.reading.sentences[at - 1].paragraph == sentence.paragraph:
            clauses.append([t for t in self.reading.sentences[at - 1].tokens if t.dep_ == "ROOT"])
        for where, verbs in zip((sentence, self.reading.sentences[at - 1]), clauses, strict=False):
            for child in (c for v in verbs for c in v.children if c.dep_ in ("nsubj", "nsubjpass") and c.i != pronoun.i):
                mention = where.mention_at.get(child.i)
                if mention is not None and mention.kind == "person":
                    return mention.entity
                if mention is None and len(holder := self._role(where, child)) == 1:
                    return next(iter(holder))
                if where is sentence and child.pos_ == "PROPN" and mention is None:
                    return ""
        return None

    def _plural_subject(self, sentence: Sentence, token: Token) -> Named | None:
        """The plural subject of a sentence up to two back; {} where there is one that nobody known stands for, None where there is none."""
        at = self._order[id(sentence)]
        while self._followed < at:  # in order: of a chain of "they" only the last link is new
            earlier = self.reading.sentences[self._followed]
            self._followed += 1
            for they in (t for t in earlier.tokens if t.lower_ == "they" and t.dep_ in ("nsubj", "nsubjpass")):
                self._antecedent(earlier, they)
        return self._antecedent(sentence, token)

    def _antecedent(self, sentence: Sentence, token: Token) -> Named | None:
        span = sentence.span_of(token)
        if span not in self._antecedents:
            self._antecedents[span] = self._look_back(sentence, span)
        return self._antecedents[span]

    def _look_back(self, sentence: Sentence, span: Span) -> Named | None:
        at = self._order[id(sentence)]
        for s in reversed(self.reading.sentences[max(0, at - 2) : at]):
            subjects = [t for t in s.tokens if t.dep_ in ("nsubj", "nsubjpass") and t.head.dep_ in ("ROOT", "conj", "ccomp")]
            for t in subjects:
                if t.pos_ == "PRON" and t.lower_ != "they":
                    continue
                got = self.named(s, t)  # for "they" again: the chain leads back to who it began with
                if len(got) >= 2:
                    return dict.fromkeys(got, span)
                if t.lower_ == "they" or (t.tag_ == "NNS" and t.lemma_.casefold() in words("actors", "actors", "sides")):
                    return {}
        return None

    def _holders(self, noun: str, before: Span) -> frozenset[str]:
        """Those named before in a post that the noun describes ("leaders" head states or governments); empty unless of two countries."""
        wanted = words("actors", "actors", "heads") if noun in ("leader", "head") else frozenset({noun})
        held = [p for p in self.reading.posts if not p.former and wanted & set(re.findall(r"\w+", p.title.casefold()))]
        held = [p for p in held if noun not in ("president", "leader", "head") or not {"vice", "deputy"} & set(p.title.casefold().split())]
        named = {m.entity for s in self.reading.sentences for m in s.mentions if m.kind == "person" and m.span.start < before.start}
        persons = {p.person for p in held} & named
        countries = {e.country for k in persons if (e := self.reading.entities.get(k)) is not None and e.country}
        return frozenset(persons) if len(countries) == 2 else frozenset()

    def _persons_before(self, sentence: Sentence, span: Span, noun: str = "") -> Named:
        """The last two persons of different countries named before the description (of unknown countries: the last two).

        Where two of different countries hold posts that the noun describes, they are meant: "the two leaders" behind ministers who signed.
        """
        at = self._order[id(sentence)]
        holders = self._holders(noun, span) if noun in words("actors", "actors", "ranked") else frozenset()
        persons: list[str] = []
        for s in reversed(self.reading.sentences[0 if holders else max(0, at - _BACK) : at + 1]):
            for m in sorted(s.mentions, key=lambda m: m.span, reverse=True):
                if m.span.start >= span.start or m.kind != "person" or m.entity in persons or (e := self.entity(m)) is None:
                    continue
                if holders and m.entity not in holders:
                    continue
                if persons and not self._opposite(self.reading.entities[persons[0]], e):
                    continue
                persons.append(m.entity)
                if len(persons) == 2:
                    return dict.fromkeys(reversed(persons), span)
        return {}

    def _two_before(self, sentence: Sentence, span: Span) -> Named:
        """The persons of the sentence before, descriptions of one included, where they are two; {} otherwise."""
        at = self._order[id(sentence)]
        if not at:
            return {}
        mentions = sorted(self.reading.sentences[at - 1].mentions, key=lambda m: m.span)
        keys = [k for m in mentions if m.kind in ("person", "nominal") for k in m.names if k in self.reading.entities]
        persons = list(dict.fromkeys(k for k in keys if self.reading.entities[k].type == "Person"))
        return dict.fromkeys(persons, span) if len(persons) == 2 else {}

    def _opposite(self, one: Entity, other: Entity) -> bool:
        return one.country is None or other.country is None or one.country != other.country

    def _role(self, sentence: Sentence, token: Token) -> Named:
        """ "the Ambassador" → the person last named in a post of that word"""
        if token.pos_ not in ("NOUN", "PROPN"):
            return {}
        noun = token.lower_
        if noun not in words("actors", "actors", "roles"):
            return {}
        span = sentence.span_of(token)
        kind = {noun, *(c.lower_ for c in token.lefts if c.dep_ in ("compound", "amod", "nmod") and c.i not in sentence.mention_at)}
        current = [p for p in self.reading.posts if noun in p.title.casefold().split() and not p.former]
        named = {p.person for p in current if kind <= {*p.title.casefold().split(), "visiting", "new"}}
        holders = named or {p.person for p in current if len(kind) == 1}
        if len(holders) > 1 and len(kind) > 1:  # several prime ministers: the one the article is about, if it opens with that one
            first = [m.entity for m in self.reading.sentences[0].mentions if m.kind == "person"]
            return {first[0]: span} if first and first[0] in holders else {}
        person = self._last(sentence, span, lambda e: e.key in holders)
        return {person: span} if person else {}

    def _last(self, sentence: Sentence, span: Span, wanted: object) -> str | None:
        at = self._order[id(sentence)]
        for s in reversed(self.reading.sentences[: at + 1]):
            for m in sorted(s.mentions, key=lambda m: m.span, reverse=True):
                e = self.entity(m)
                if m.span.start < span.start and e is not None and callable(wanted) and wanted(e):
                    return e.key
        return None

    def stand_for(self, persons: Named) -> Named:
        """Whom persons bind: the international organisation or company whose post they hold, else their country."""
        found: Named = {}
        for key, span in persons.items():
            held = [p.of for p in self.reading.posts if p.person == key and p.of is not None and not p.former]
            bodies = [e.key for of in held if (e := self.reading.entities.get(of)) is not None and e.type in _INDEPENDENT]
            found.update(dict.fromkeys(bodies, span) if bodies else self.countries({key: span}))
        if any(is_side(self.reading.entities[k]) for k in found):  # a minister and the head of an agency: two states
            owned = {k for k in found if not is_side(self.reading.entities[k]) and self.reading.entities[k].country}
            return {**self.countries({k: s for k, s in found.items() if k in owned}), **{k: s for k, s in found.items() if k not in owned}}
        return found

    def countries(self, named: Named) -> Named:
        """The sides that stand behind the entities: countries themselves, the countries of persons and bodies."""
        found: Named = {}
        for key, span in named.items():
            entity = self.reading.entities.get(key)
            if entity is None:
                continue
            if is_side(entity):
                found.setdefault(key, span)
            elif entity.country:
                found.setdefault(entity.country, entity.country_evidence or span)
        return found
