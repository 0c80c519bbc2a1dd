"""Who speaks: the entity that the subject of a verb of saying names or stands for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from graph.extract.clauses import SUBJECT, subject_stretch
from graph.extract.lexicons import lexicon, words
from graph.extract.lists import members
from graph.extract.reading import Entity, Mention, Reading, Sentence
from graph.ids import fold, slug
from graph.model import Span

if TYPE_CHECKING:
    from spacy.tokens import Token

Speaker = tuple[str, Span]
"""key of the entity and the stretch that shows it"""

_HE = {"he": "he", "him": "he", "she": "she", "her": "she"}
_AGENTS = frozenset({"person", "body", "country", "jointbody", "account"})
_BODIES = frozenset(
    {"Ministry", "Agency", "GovernmentBody", "DiplomaticMission", "InternationalOrganization", "Company", "Organization", "PublicBody"}
)
_DETERMINERS = frozenset({"the", "a", "an", "this", "that", "one", "another", "his", "her", "its", "their"})
_HONORIFIC: dict[str, str] = {word: pronoun for pronoun, titles in lexicon("statements")["honorifics"].items() for word in titles}
_TITLE = re.compile(rf"\b({'|'.join(sorted(_HONORIFIC, key=len, reverse=True))})\.?\s+(?:\w+\s+)?$", re.IGNORECASE)
_CLASS_OF: dict[str, str] = {noun: type_ for type_, nouns in lexicon("statements")["nouns"]["classes"].items() for noun in nouns}


class Speakers:
    """The speakers of one article. Feed it the sentences in order: pronouns and descriptions look back."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._person: str | None = None
        self._body: str | None = None
        self._spoke: list[str] = []
        self._pronoun: dict[str, str] = {}
        self._subject: str | None = None

    # ---- what was said so far

    def heard(self, key: str) -> None:
        """`key` has spoken: the next "he" or "it" may be that one."""
        entity = self._reading.entities[key]
        self._spoke.append(key)
        if entity.type == "Person":
            self._person = key
        elif entity.type in _BODIES or entity.type == "Country":
            self._body = key

    def passed(self, sentence: Sentence) -> None:
        """The sentence is over: a person who is its subject may be the next "he"."""
        for token in sentence.tokens:
            mention = sentence.mention_at.get(token.i)
            if mention and mention.kind == "person" and token.dep_ in ("nsubj", "nsubjpass") and token.head.dep_ == "ROOT":
                self._person = mention.entity

    @property
    def last(self) -> str | None:
        """Who spoke last."""
        return self._spoke[-1] if self._spoke else None

    def platform(self, name: str) -> str:
        """The key of a platform, which becomes an entity of the article if it is none yet."""
        known = next((k for k, e in self._reading.entities.items() if e.type == "Platform" and fold(e.name) == fold(name)), None)
        if known is None:
            known = f"platform-{slug(name)}"
            self._reading.entities[known] = Entity(known, "Platform", name)
        return known

    def named(self, name: str) -> str | None:
        """The person or body that is called exactly so."""
        fitting = [k for k, e in self._reading.entities.items() if e.type in _BODIES | {"Person"} and fold(e.name) == fold(name)]
        return fitting[0] if len(fitting) == 1 else None

    @property
    def issuer(self) -> Speaker | None:
        """The one body, or country, that acts in the first sentence of the article: the "we" of what it publishes."""
        for sentence in self._reading.sentences:
            if sentence.role != "body":
                continue
            acting = [t for t in sentence.tokens if t.dep_ in SUBJECT and t.head.dep_ == "ROOT"]
            found = self.of_subject(sentence, acting[0].head, acting[0]) if len(acting) == 1 else None
            return found if found and self._reading.entities[found[0]].type in _BODIES | {"Country"} else None
        return None

    def labelled(self, span: Span, sentences: Sequence[Sentence]) -> Speaker | None:
        """Who speaks in a transcript's turn: the person its label names, by name or title; "A" is the only person in the article."""
        label = self._reading.clean.text[span.start : span.end]
        persons = [m.entity for s in sentences for m in s.mentions if m.kind == "person" and span.overlaps(m.span)]
        if len(set(persons)) == 1:
            return persons[0], span
        everyone = [k for k, e in self._reading.entities.items() if e.type == "Person" and not e.local]
        surname = [k for k in everyone if fold(self._reading.entities[k].name).split()[-1] == fold(label).split()[-1]]
        if len(surname) == 1 and any(self._reading.entities[k].type == "Person" for k in surname) and len(label.split()) > 1:
            return surname[0], span
        titled = {p.person for p in self._reading.posts if fold(p.title) == fold(label.removeprefix("The ").removeprefix("THE "))}
        if len(titled) == 1:
            return next(iter(titled)), span
        if label in words("statements", "transcripts", "answers") and len(everyone) == 1:
            return everyone[0], span
        return None

    # ---- who is meant

    def of_subject(self, sentence: Sentence, verb: Token, subject: Token) -> Speaker | None:
        """The one speaker that the subject of `verb` names; None where it names several, or nothing that speaks."""
        first, last = subject_stretch(verb, subject)
        return self.of_phrase(sentence, first, last, head=subject, verb=verb)

    def of_phrase(
        self, sentence: Sentence, first: int, last: int, *, head: Token | None = None, verb: Token | None = None
    ) -> Speaker | None:
        """The one speaker that the noun phrase from token `first` to `last` names."""
        doc = sentence.tokens.doc
        tokens = [t for t in doc[first : last + 1] if not t.is_punct]
        if not tokens:
            return None
        if len(tokens) == 1 and tokens[0].pos_ == "PRON":
            return self._of_pronoun(sentence, tokens[0])
        if issued := self._issued(sentence, tokens, last):
            return issued
        found, _ = members(sentence, first, last)
        named = {
            key: m.head.span
            for m in found
            if m.head and m.head.kind in _AGENTS | {"nominal"}
            for key in m.head.names
            if key in self._reading.entities
        }
        unnamed = [m for m in found if not m.head and not m.countries and any(_noun(t) for t in m.tokens)]
        if len(named) > 1 or (named and any(_joins(m.tokens[0]) for m in unnamed)):
            return None
        if named:
            key = next(iter(named))
            if self._reading.entities[key].type != "Person" and (officer := _officer(sentence, tokens)):
                return self._unnamed(sentence, tokens, verb, noun=officer)
            return key, named[key]
        at = head or tokens[-1]
        if at.i not in sentence.mention_at and (known := self._surname(at)):
            return known, sentence.span_of(at)
        of = {m.entity: m.span for one in found for m in one.countries}
        if len(of) == 1 and at.lemma_.lower() in words("statements", "groups", "of_country"):
            return next(iter(of.items()))
        if self._joint(tokens, found):
            return None
        mention = sentence.mention_at.get(at.i)
        if mention and mention.kind == "country" and mention.entity in self._reading.entities:
            return mention.entity, mention.span
        return self._unnamed(sentence, _nominal(at, first, last) if head is not None else tokens, verb)

    def _issued(self, sentence: Sentence, tokens: list[Token], last: int) -> Speaker | None:
        """Who stands behind "the statement issued by X", "a message from X"; None for words that name no publication, or nobody's."""
        noun = next((t for t in tokens if t.lemma_.lower() in words("statements", "publications", "nouns")), None)
        if noun is None or any(t.lower_ in words("statements", "publications", "joint") for t in tokens):
            return None
        doc = sentence.tokens.doc
        stop = next(
            (t.i for t in doc[noun.i + 1 : sentence.tokens.end] if t.is_punct or t.tag_ in ("VBD", "VBZ", "VBP")), sentence.tokens.end
        )
        by = next((t for t in doc[noun.i + 1 : stop] if t.lower_ in ("by", "from")), None)
        return self.of_phrase(sentence, by.i + 1, stop - 1) if by is not None and stop > by.i + 1 else None

    def _surname(self, token: Token) -> str | None:
        """The one person of the article whose name ends so."""
        if token.pos_ != "PROPN":
            return None
        fitting = [
            k for k, e in self._reading.entities.items() if e.type == "Person" and not e.local and e.name.split()[-1:] == [token.text]
        ]
        return fitting[0] if len(fitting) == 1 else None

    def of_source(self, sentence: Sentence, first: int, last: int) -> Speaker | None:
        """Who stands behind a source: "X", "a statement issued by X", "the statement by X shared on Y"."""
        doc = sentence.tokens.doc
        nouns = [t for t in doc[first : last + 1] if t.lemma_.lower() in words("statements", "publications", "nouns")]
        if not nouns:
            return self.of_phrase(sentence, first, last)
        joint = words("statements", "publications", "joint")
        if any(t.lower_ in joint for t in doc[first : nouns[0].i]):
            return None
        by = next((t for t in doc[nouns[0].i : last + 1] if t.lower_ in ("by", "from")), None)
        if by is not None:
            return self.of_phrase(sentence, by.i + 1, last)
        return self.of_phrase(sentence, first, nouns[0].i - 1) if nouns[0].i > first else None

    def _of_pronoun(self, sentence: Sentence, token: Token) -> Speaker | None:
        mention = sentence.mention_at.get(token.i)
        if mention and len(mention.names) == 1 and mention.names[0] in self._reading.entities:
            return mention.names[0], mention.span
        span = sentence.span_of(token)
        if token.lower_ in _HE:
            key = self._meant(sentence, _HE[token.lower_])
            return (key, span) if key else None
        if token.lower_ in ("they", "them"):  # "officials said … they added"
            last = self._reading.entities[self._spoke[-1]] if self._spoke else None
            several = last is not None and last.local and fold(last.name).split()[0].endswith("s")
            return (last.key, span) if last is not None and several else None
        if token.lower_ == "it":
            key = self._body or self._employer(span)
            return (key, span) if key else None
        return None

    def _meant(self, sentence: Sentence, pronoun: str) -> str | None:
        """The person spoken of last whom the text does not call by the other pronoun."""
        if self._person and self._called(self._person) in ("", pronoun):
            self._pronoun[self._person] = pronoun
            return self._person
        before = [m.entity for m in self._mentions(sentence) if m.kind == "person" and m.span.end <= sentence.span.start]
        near = dict.fromkeys(k for k in before[:-4:-1] if k != self._person and self._called(k) in ("", pronoun))
        return next(iter(near)) if len(near) == 1 else None

    def _called(self, key: str) -> str:
        """ "he" or "she" where an honorific or an earlier pronoun tells, otherwise empty."""
        if key not in self._pronoun:
            before = (
                self._reading.clean.text[max(0, m.span.start - 20) : m.span.start]
                for m in self._reading.of_kind("person")
                if m.entity == key
            )
            told = {_HONORIFIC[found[1].casefold()] for text in before if (found := _TITLE.search(text))}
            self._pronoun[key] = told.pop() if len(told) == 1 else ""
        return self._pronoun[key]

    def _employer(self, span: Span) -> str | None:
        """The body that an unnamed official just heard belongs to: "a ministry official said … it added"."""
        for key in reversed(self._spoke):
            entity = self._reading.entities[key]
            noun = next((w for w in fold(entity.name).split() if entity.local and _CLASS_OF.get(w, "Person") != "Person"), None)
            if noun:
                return self._local(noun, _CLASS_OF[noun])
        return None

    def _joint(self, tokens: list[Token], found: Iterable[object]) -> bool:
        plural = [t for t in tokens if t.tag_ in ("NNS", "NNPS") and t.lemma_.lower() in words("statements", "groups", "joint")]
        return bool(plural) or len(list(found)) > 1 or any(t.lower_ == "both" for t in tokens)

    def _unnamed(self, sentence: Sentence, tokens: Iterable[Token], verb: Token | None, *, noun: Token | None = None) -> Speaker | None:
        """A described speaker: one named elsewhere if the description fits only that one, otherwise an entity of this article."""
        phrase = [t for t in tokens if t.lower_ not in _DETERMINERS or t.dep_ not in ("det", "nummod")]
        noun = noun or next((n for t in reversed(phrase) if (n := _noun(t))), None)
        if noun is None:
            return None
        span = sentence.span_of(phrase[0], phrase[-1])
        definite = not any(t.lower_ in ("a", "an", "another", "one") for t in tokens) and noun.tag_ not in ("NNS", "NNPS")
        type_ = _CLASS_OF[noun.lemma_.lower()]
        label = self._reading.clean.text[span.start : span.end]
        if definite and slug(label) not in self._local_keys():
            known = (self._titled(sentence, noun, verb) or self._again(noun)) if type_ == "Person" else self._kind(noun)
            if known:
                return known, span
        return self._local(" ".join(label.split()), type_), span

    def _local_keys(self) -> set[str]:
        return {key for key, e in self._reading.entities.items() if e.local}

    def _local(self, label: str, type_: str) -> str:
        key = slug(label)
        known = self._reading.entities.get(key)
        if known is None or not known.local:
            key = key if known is None else f"{key}-unnamed"
            self._reading.entities[key] = Entity(key, type_, label, local=True)
        return key

    def _titled(self, sentence: Sentence, noun: Token, verb: Token | None) -> str | None:
        """The person of that title who spoke or was named last, leaving out those whom the sentence addresses."""
        title = fold(" ".join(t.text for t in _title(noun)))
        holders = {p.person for p in self._reading.posts if title in fold(p.title) and p.person in self._reading.entities}
        if verb is not None:
            holders -= {m.entity for i, m in sentence.mention_at.items() if i > verb.i}
        recent = [k for k in self._spoke if k in holders]
        if recent:
            return recent[-1]
        before = [m.entity for m in self._mentions(sentence) if m.entity in holders]
        if before:
            return before[-1]
        return next(iter(holders)) if len(holders) == 1 and " " in title else None  # named only further down

    def _again(self, noun: Token) -> str | None:
        """The last speaker, where "the official" can be that one: so called before, or named and the noun a general one."""
        last = self._reading.entities[self._spoke[-1]] if self._spoke else None
        if last is None or last.type != "Person":
            return None
        word = noun.lemma_.lower()
        called = [k for k in self._spoke if (e := self._reading.entities[k]).local and word in fold(e.name).split()]
        if called and word == "official":
            return called[-1]  # a named person is not called "the official" where an unnamed one has spoken
        so_called = last.local and word in fold(last.name).split()
        return last.key if so_called or (not last.local and word in words("statements", "nouns", "general")) else None

    def _mentions(self, sentence: Sentence) -> list[Mention]:
        every = (m for s in self._reading.sentences for m in s.mentions)
        return sorted((m for m in every if m.span.start < sentence.span.end), key=lambda m: m.span)

    def _kind(self, noun: Token) -> str | None:
        """The one body of the article whose name holds the noun ("the Embassy"), or the one of several that spoke."""
        word = noun.lemma_.lower()
        fitting = [k for k, e in self._reading.entities.items() if e.type in _BODIES and not e.local and word in fold(e.name).split()]
        spoke = [k for k in self._spoke if k in fitting]
        return spoke[-1] if spoke else fitting[0] if len(fitting) == 1 else None


def _noun(token: Token) -> Token | None:
    return token if token.lemma_.lower() in _CLASS_OF and token.pos_ in ("NOUN", "PROPN") else None


def _officer(sentence: Sentence, tokens: Iterable[Token]) -> Token | None:
    """The person without a name who speaks for a named body: "officials from X", "an X spokesperson"."""
    return next((t for t in tokens if _noun(t) and _CLASS_OF[t.lemma_.lower()] == "Person" and t.i not in sentence.mention_at), None)


def _joins(first: Token) -> bool:
    """Whether a conjunction stands before the phrase."""
    return first.i > 0 and (first.doc[first.i - 1].dep_ == "cc" or first.doc[first.i - 1].lower_ in ("and", "&", "with"))


def _nominal(head: Token, first: int, last: int) -> list[Token]:
    """The phrase from its first word to its head noun, without what follows it."""
    left = max(first, head.left_edge.i)
    return [t for t in head.doc[left : min(last, head.i) + 1] if not t.is_punct]


def _title(noun: Token) -> list[Token]:
    """The words of a title around its noun: "Foreign Minister", "Prime Minister"."""
    before = [
        t
        for t in noun.lefts
        if t.dep_ in ("compound", "amod", "nmod") and t.i > noun.i - 4 and t.lower_ not in ("new", "visiting", "former")
    ]
    return [*before, noun]
