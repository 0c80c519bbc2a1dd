"""Who takes part in an event: the agents that a phrase names, describes or points at with a pronoun."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from graph.extract import clauses
from graph.extract.clauses import ancestors
from graph.extract.frames.actors import Actors
from graph.extract.frames.circumstances import Circumstances
from graph.extract.lexicons import lexicon, words
from graph.extract.lists import Member, members
from graph.extract.reading import Mention, Reading, Sentence
from graph.model import Span

if TYPE_CHECKING:
    from spacy.tokens import Token

_NO_AGENT = frozenset({"City", "Place", "Platform", "Account", "NewsOrganization", "Delegation", "Topic"})
_BACK = 4  # sentences that a description may reach back


@dataclass(slots=True)
class Cast:
    """Who takes part: entity keys with the stretch that shows each. `tokens` are the indices of the words that name them."""

    participants: dict[str, Span] = field(default_factory=dict)
    delegations: dict[str, Span] = field(default_factory=dict)
    countries: dict[str, Span] = field(default_factory=dict)
    tokens: set[int] = field(default_factory=set)

    def agents(self) -> set[str]:
        """Keys of all persons and bodies."""
        return {*self.participants, *self.delegations}

    def sides(self) -> int:
        """How many take part, a country without anybody named counted as one."""
        return max(len(self.agents()), len(self.countries))

    def join(self, other: Cast) -> Cast:
        """Adds the other's members; the first to name somebody keeps the stretch."""
        for mine, theirs in (
            (self.participants, other.participants),
            (self.delegations, other.delegations),
            (self.countries, other.countries),
        ):
            for key, span in theirs.items():
                mine.setdefault(key, span)
        for key in self.participants.keys() & self.delegations.keys():
            del self.delegations[key]
        self.tokens |= other.tokens
        return self


def _of_state(token: Token) -> bool:
    """Whether "heads" are those of states or governments."""
    return clauses.lemma(token) == "head" and any(
        t.lower_ in ("state", "states", "government") for c in token.children if c.lower_ == "of" for t in c.children
    )


def _happening(token: Token) -> bool:
    """Whether the word is one for an event: "talks with X and a session bringing together …" """
    return any(token.lemma_.lower() in entry["lemmas"] for entry in lexicon("events")["noun"])


class Casting(Circumstances):
    """Who the phrases of one article stand for."""

    def __init__(self, reading: Reading) -> None:
        super().__init__(reading)
        self.actors = Actors(reading)
        self.order = {id(s): n for n, s in enumerate(reading.sentences)}
        self.met: tuple[int, tuple[str, ...]] | None = None
        """the sentence and the two persons of the last meeting read"""

    def cast(self, sentence: Sentence, members: Iterable[Member]) -> Cast:
        """The agents that the members of a list are; descriptions and pronouns are resolved."""
        found = Cast()
        for member in members:
            found.tokens.update(t.i for t in member.tokens)
            if member.head is not None:
                for key in member.head.names:
                    self.add(found, key, member.head.span, group=member.group and member.head.kind == "body")
                if member.head.kind == "jointbody":
                    self.sides_named(found, sentence, member.head)
                if member.group and member.head.kind == "country":
                    self.add(found, member.head.entity, member.head.span, group=True)
                continue
            described = self._described(sentence, member)
            for key, span in described.items():
                self.add(found, key, span, group=False)
            if not described or len(member.countries) > 1:
                self._countries(found, member)
        return found

    def add(self, cast: Cast, key: str, span: Span, *, group: bool = False) -> None:
        """Adds the entity to those who take part: as a side if it is a country, not at all if it is a place or a medium."""
        entity = self.reading.entities.get(key)
        if entity is None or entity.type in _NO_AGENT:
            return
        if entity.type == "Country":
            cast.countries.setdefault(key, span)
            return
        (cast.delegations if group else cast.participants).setdefault(key, span)
        if entity.country:
            cast.countries.setdefault(entity.country, entity.country_evidence or span)

    def sides_named(self, cast: Cast, sentence: Sentence, mention: Mention) -> None:
        """Adds the countries in the name of a joint body or dialogue: "Norway-Kenya Joint Commission"."""
        for inner in sentence.mentions:
            if inner.kind in ("country", "nominal") and mention.span.covers(inner.span):
                for key in inner.names:
                    self.add(cast, key, inner.span)

    def joint_before(self, sentence: Sentence, pronoun: Token) -> Cast:
        """The joint body named last before "its", in the sentence or in the two before it."""
        at, here = self.order[id(sentence)], sentence.span_of(pronoun)
        found = Cast()
        for earlier in reversed(self.reading.sentences[max(0, at - 2) : at + 1]):
            for mention in sorted(earlier.mentions, key=lambda m: m.span, reverse=True):
                entity = self.reading.entities.get(mention.entity)
                if mention.span.end <= here.start and entity is not None and entity.type == "JointBody":
                    self.add(found, entity.key, here)
                    for key in entity.members:
                        self.add(found, key, here)
                    return found
        return found

    def joint(self, cast: Cast) -> bool:
        """Whether a joint body takes part, which has its sides in itself."""
        return any(self.reading.entities[k].type == "JointBody" for k in cast.agents())

    def _described(self, sentence: Sentence, member: Member) -> dict[str, Span]:
        """Whom a description or a pronoun stands for; "the two ministries", if nothing names them, are at least of the article's sides."""
        officers = words("clauses", "nouns", "officers")
        for token in member.tokens:
            if len(member.countries) == 1:
                land = member.countries[0].entity
                if one := self._compatriot(sentence, token, land) or self._officer_of(sentence, token, land):
                    return one
            if member.countries and not (token.tag_ in ("NNS", "NNPS") and clauses.lemma(token) in officers):
                continue  # "the Peruvian delegation": a group of the country that is named
            if token.i in sentence.mention_at or token.dep_ == "poss":
                continue
            if token.lower_ == "two" and len(member.tokens) <= 2 and self.met is not None:
                return dict.fromkeys(self.met[1], sentence.span_of(token))  # "the two are expected to speak"
            if token.pos_ == "PRON" and (got := self.antecedent(sentence, token)):
                return got
            if token.tag_ in ("NNS", "NNPS") and (got := self._several(sentence, token, member)):
                return got
            if token.tag_ in ("NN", "NNP") and (got := self._holder(sentence, token) or self._leader(sentence, token)):
                return got
            if token.tag_ in ("NNS", "NNPS") and any(c.lower_ in ("two", "both") for c in token.children):
                return {key: sentence.span_of(token) for key in self.actors.sides()}
        return {}

    def _compatriot(self, sentence: Sentence, token: Token, country: str) -> dict[str, Span]:
        """Who "the Ruritanian official" or "the Ruritanian guest" is: the one person of that country named before."""
        known = any(c.lower_ in ("the", "this") for c in token.children)
        if token.tag_ != "NN" or clauses.lemma(token) not in words("actors", "actors", "guests") or not known:
            return {}
        at = sentence.span_of(token)
        people = {m.entity for m in self.reading.of_kind("person") if m.span.start < at.start}
        own = [k for k in people if k in self.reading.entities and self.reading.entities[k].country == country]
        return {own[0]: at} if len(own) == 1 else {}

    def _officer_of(self, sentence: Sentence, token: Token, country: str) -> dict[str, Span]:
        """Who "the Minister of Trade of Ruritania" is: the one person of that country with such a post, named anywhere in the article."""
        if token.tag_ not in ("NN", "NNP") or clauses.lemma(token) not in words("clauses", "nouns", "officers") or token.dep_ == "compound":
            return {}
        wanted = {token.lower_, *(c.lower_ for c in token.children if c.dep_ in ("compound", "amod") and c.i not in sentence.mention_at)}
        behind = [t for c in token.children if c.lower_ in ("of", "for") for t in c.subtree if t.i > c.i]
        if any(t.i in sentence.mention_at and sentence.mention_at[t.i].kind != "country" for t in behind):
            return {}
        field = {t.lower_ for t in behind if t.pos_ in ("NOUN", "PROPN", "ADJ") and t.i not in sentence.mention_at} - {"affairs"}
        ranks = {"prime", "vice", "deputy"}
        holders = set()
        for post in self.reading.posts:
            title = set(post.title.casefold().split())
            fits = wanted <= title and title & ranks == wanted & ranks and (not field or bool(field & title))
            if not post.former and fits:
                holders.add(post.person)
        holders = {p for p in holders if p in self.reading.entities and self.reading.entities[p].country == country}
        return dict.fromkeys(holders, sentence.span_of(token)) if len(holders) == 1 else {}

    def _several(self, sentence: Sentence, token: Token, member: Member) -> dict[str, Span]:
        """Whom a plural description stands for; nobody where it says which officers and none with such posts were named."""
        if any(c.dep_ == "nummod" and c.lower_ not in ("two", "2") for c in token.children):
            return self.actors.named(sentence, token)  # "the three ministers": not whichever two were named last
        found = self._officers(sentence, token, member)
        officers = clauses.lemma(token) in words("clauses", "nouns", "officers")
        if not found and _of_state(token):
            return {key: sentence.span_of(token) for key in self.actors.sides()}  # not whoever else was named
        if not found and officers and any(c.dep_ in ("compound", "amod") and c.lower_ not in ("respective", "two") for c in token.children):
            return {}
        return found or self.actors.named(sentence, token)

    def _officers(self, sentence: Sentence, token: Token, member: Member) -> dict[str, Span]:
        """Whom "the leaders of both countries" or "the two foreign ministers" are.

        With countries, of each the last person named before, if there is one of each. Without, the two who met last in what was read, if
        their posts fit, else the last two of different countries with such a post.
        """
        if clauses.lemma(token) not in words("clauses", "nouns", "officers"):
            return {}
        lands = [key for m in member.countries for key in m.names]
        if len(lands) < 2:
            return {} if lands else self._pair(sentence, token)
        span, at = sentence.span_of(token), self.order[id(sentence)]
        found: dict[str, str] = {}
        for earlier in reversed(self.reading.sentences[max(0, at - _BACK) : at + 1]):
            for mention in sorted(earlier.mentions, key=lambda m: m.span, reverse=True):
                if mention.kind == "person" and mention.span.start < span.start:
                    found.setdefault(self.reading.entities[mention.entity].country or "", mention.entity)
        if not any(c in found for c in lands):
            found = self._named_later(clauses.lemma(token), lands)
        return {found[c]: span for c in lands} if all(c in found for c in lands) else {}

    def _named_later(self, office: str, lands: list[str]) -> dict[str, str]:
        """Who holds such an office of each of the countries, where one each does: "the presidents of A and B met", named afterwards.

        One whose country nothing tells is of the one country that is left, as the article has nobody else for it.
        """
        persons = {p.person for p in self.reading.posts if not p.former and office in p.title.casefold().split()}
        by_land: dict[str | None, list[str]] = {}
        for key in sorted(persons):
            if key in self.reading.entities:
                by_land.setdefault(self.reading.entities[key].country, []).append(key)
        found = {land: by_land[land][0] for land in lands if len(by_land.get(land, ())) == 1}
        left = [land for land in lands if land not in by_land]
        if len(left) == 1 and len(by_land.get(None, ())) == 1:
            found[left[0]] = by_land[None][0]
        return found

    def _pair(self, sentence: Sentence, token: Token) -> dict[str, Span]:
        if not any(c.lower_ in ("two", "both", "the") for c in token.children):
            return {}
        span, at = sentence.span_of(token), self.order[id(sentence)]
        wanted = {c.lower_ for c in token.children if c.dep_ in ("compound", "amod") and c.i not in sentence.mention_at} | {
            clauses.lemma(token)
        }
        kind = {clauses.lemma(token)}
        if _of_state(token):
            kind, wanted = {"state"}, {"state"}  # "the two heads of state"
        if self.met is not None and (
            (self.met[0] >= at - _BACK and any(self._fills(k, kind) for k in self.met[1]))
            or all(self._fills(k, wanted) for k in self.met[1])
        ):
            return dict.fromkeys(self.met[1], span)  # their posts may be called by other words elsewhere
        found: list[str] = []
        for earlier in reversed(self.reading.sentences[max(0, at - _BACK) : at + 1]):
            for mention in sorted(earlier.mentions, key=lambda m: m.span, reverse=True):
                key = mention.entity
                if mention.kind != "person" or mention.span.start >= span.start or key in found or not self._fills(key, wanted):
                    continue
                land = self.reading.entities[key].country
                if not found or land is None or land != self.reading.entities[found[0]].country:
                    found.append(key)
                if len(found) == 2:
                    return dict.fromkeys(reversed(found), span)
        return {}

    def _fills(self, person: str, wanted: set[str]) -> bool:
        """Whether a person's posts fit a description; everybody with a post is a leader, and a prime minister is called no minister."""
        titles = [set(p.title.casefold().split()) for p in self.reading.posts if p.person == person and not p.former]
        if wanted == {"state"}:
            return any(t & words("clauses", "nouns", "heads_of_state") and not t & {"vice", "deputy"} for t in titles)
        if "leader" in wanted or "head" in wanted:
            return True
        return any(wanted <= t and ("prime" in t) <= ("prime" in wanted) for t in titles)

    def _holder(self, sentence: Sentence, token: Token) -> dict[str, Span]:
        """Who "the Prime Minister" is: the one person in the article with that post; nobody where two could be meant."""
        if token.lemma_.lower() not in words("clauses", "nouns", "officers") or token.dep_ == "compound":
            return {}
        named = ("compound", "amod")
        before = [c.lower_ for c in token.children if c.dep_ in named and c.i not in sentence.mention_at and c.tag_ != "VBG"]
        wanted = {*before, token.lower_}
        behind = next((c for c in token.children if c.lower_ in ("of", "for") and c.dep_ == "prep"), None)
        if behind is not None:  # "the Minister of State"
            wanted |= {t.lower_ for t in behind.subtree if t.pos_ in ("NOUN", "PROPN") and t.i not in sentence.mention_at}
        holders = {p.person for p in self.reading.posts if not p.former and wanted <= set(p.title.casefold().split())}
        if len(holders) > 1 and not before and token.dep_ in clauses.SUBJECT:
            holders &= self._carried(sentence)
        return dict.fromkeys(holders, sentence.span_of(token)) if len(holders) == 1 else {}

    def _leader(self, sentence: Sentence, token: Token) -> dict[str, Span]:
        """Who leads "the delegation": the one person said to lead a delegation last before it, or who leads it in its own clause."""
        groups = words("events", "attendance", "delegations")
        if clauses.lemma(token) not in groups:
            return {}
        known = any(c.lower_ in ("the", "his", "her") for c in token.children)
        at = self.order[id(sentence)]
        for near in reversed(self.reading.sentences[: at + 1]):
            for group in reversed(list(near.tokens)):
                if clauses.lemma(group) not in groups or (near is sentence and group.i > token.i) or not (known or group.i == token.i):
                    continue
                persons = self._persons(self._leading(near, group))
                if len(persons) == 1:
                    return {next(iter(persons)): sentence.span_of(token)}
        return {}

    def _leading(self, sentence: Sentence, group: Token) -> Cast:
        """Who leads a delegation: "X led a delegation", "a delegation led by X", "the delegation is headed by X"."""
        leading = words("modality", "verbs", "leading")
        verb = group.head if group.dep_ in ("dobj", "nsubjpass") and group.head.pos_ in clauses.VERBAL else None
        if verb is not None and clauses.lemma(verb) in leading:
            return self.subject(sentence, verb)
        behind = next((c for c in group.children if c.dep_ == "acl" and clauses.lemma(c) in leading), None)
        return self.agent(sentence, behind) if behind is not None else Cast()

    def _carried(self, sentence: Sentence) -> set[str]:
        """The person that the sentence before, in the same paragraph or that before, is about: its subject."""
        at = self.order[id(sentence)]
        for previous in self.reading.sentences[max(0, at - 1) : at]:
            root = next((t for t in previous.tokens if t.dep_ == "ROOT"), None)
            if root is not None and root.lemma_.lower() in words("events", "narration", "saying"):
                root = next((c for c in root.children if c.dep_ == "ccomp" and c.i < root.i), None)  # "…, the ministry said"
            if root is not None:
                return set(self._persons(self.about(previous, root)))
        return set()

    def guest(self, sentence: Sentence, token: Token | None, *, away_from: str) -> Cast:
        """Who "the Prime Minister" is that travels to a country: the one holder of the post who is not of that country."""
        found = Cast()
        if token is not None and clauses.lemma(token) in words("clauses", "nouns", "officers"):
            wanted = {c.lower_ for c in token.children if c.dep_ in ("compound", "amod") and c.i not in sentence.mention_at} | {
                token.lower_
            }
            people = self.reading.entities
            holders = {p.person for p in self.reading.posts if not p.former and wanted <= set(p.title.casefold().split())}
            away = [p for p in holders if people[p].country not in (None, away_from)]
            if len(away) == 1:
                self.add(found, away[0], sentence.span_of(token))
        return found

    def antecedent(self, sentence: Sentence, pronoun: Token) -> dict[str, Span]:
        """Whom "he" or "him" stands for: a person named before it in the sentence, the subject of the sentence before, the last person.

        "Him" is never the subject of its own clause.
        """
        span = sentence.span_of(pronoun)
        if pronoun.lower_ in ("they", "them", "their"):
            people = [m for m in sentence.mentions if m.span.end <= span.start and self._is_person(m)]
            named = list(dict.fromkeys(m.entity for m in sorted(people, key=lambda m: m.span)))
            if len(named) == 2 and pronoun.dep_ in clauses.SUBJECT:
                return dict.fromkeys(named, span)  # "A invited B when they met"
        if pronoun.lower_ in ("i", "me", "my"):
            return self._speaker(sentence, pronoun)
        if pronoun.lower_ not in ("he", "she", "him", "her", "his"):
            return {} if pronoun.lower_ in ("it", "its") else self.actors.named(sentence, pronoun)
        barred = self._barred(sentence, pronoun)
        if (sayer := self._sayer(sentence, pronoun)) and not barred & set(sayer):
            return dict.fromkeys(sayer, span)
        here = [m for m in sentence.mentions if self._is_person(m) and m.span.end <= span.start and not barred & set(m.names)]
        if here:
            return {max(here, key=lambda m: m.span).entity: span}
        at = self.order[id(sentence)]
        for previous in reversed(self.reading.sentences[max(0, at - 2) : at]):
            root = next((t for t in previous.tokens if t.dep_ == "ROOT"), None)
            if root is None or self._of_other_sex(root, pronoun):
                continue
            told = next((c for c in root.children if c.dep_ == "ccomp"), None)
            subject = self._persons(self.about(previous, root))
            if not subject and told is not None:  # "X plans to travel, his ministry said. He …"
                subject = self._persons(self.subject(previous, told))
            if len(subject) == 1 and not barred & set(subject):
                return {next(iter(subject)): span}
        return self.actors.named(sentence, pronoun)

    def _of_other_sex(self, verb: Token, pronoun: Token) -> bool:
        """Whether the subject of a clause is a pronoun that the one in question cannot take up: "she" behind "he"."""
        subject = clauses.subject(verb)
        men, women = ("he", "him", "his"), ("she", "her", "hers")
        sexes = [men if t in men else women if t in women else () for t in (subject.lower_ if subject is not None else "", pronoun.lower_)]
        return bool(sexes[0] and sexes[1]) and sexes[0] != sexes[1]

    def _sayer(self, sentence: Sentence, pronoun: Token) -> list[str]:
        """Who says what the pronoun stands in ("X conveyed greetings of Y and said that he was glad"), or is taken up in "where he …"."""
        own = clauses.clause_head(pronoun)
        relative = own.dep_ == "relcl" and any(t.tag_ in clauses.RELATIVE for t in own.subtree if t.i < pronoun.i)
        located = relative and pronoun.dep_ in clauses.SUBJECT  # "in Lima, where he …", "talks, following which she …"
        for verb in ancestors(own):
            said = verb.lemma_.lower() in words("events", "narration", "saying")
            if verb.pos_ not in clauses.VERBAL or not (said or (located and clauses.heads_clause(verb))):
                continue
            if said and not any(c.dep_ == "ccomp" and pronoun.i in {t.i for t in c.subtree} for c in verb.children):
                continue
            token = clauses.subject(verb)
            persons = self._persons(self.subject(sentence, verb)) if token is not None and token.pos_ != "PRON" else {}
            if len(persons) == 1 and token is not None and token.i < pronoun.i:
                return list(persons)
        return []

    def _speaker(self, sentence: Sentence, pronoun: Token) -> dict[str, Span]:
        """Who says "I": whoever is said to speak in the sentence of the quotation, or in the one before in its paragraph."""
        at = self.order[id(sentence)]
        for near in (sentence, *self.reading.sentences[max(0, at - 1) : at]):
            if near.paragraph != sentence.paragraph or not any(q in near.tokens.text for q in '"“”'):
                continue
            for verb in near.tokens:
                if verb.lemma_.lower() in words("events", "narration", "saying") and verb.tag_ in ("VBD", "VBZ", "VBG"):
                    said_by = clauses.subject(verb)
                    speaker = self._persons(self.subject(near, verb)) if said_by is not None and said_by.lower_ not in ("i", "me") else {}
                    if len(speaker) == 1:
                        return {next(iter(speaker)): sentence.span_of(pronoun)}
        return {}

    def _is_person(self, mention: Mention) -> bool:
        entity = self.reading.entities.get(mention.entity)
        return len(mention.names) == 1 and entity is not None and entity.type == "Person"

    def _barred(self, sentence: Sentence, pronoun: Token) -> set[str]:
        if pronoun.lower_ not in ("him", "her") or pronoun.dep_ == "poss":
            return set()
        verb = clauses.clause_head(pronoun)
        if pronoun.dep_ in clauses.SUBJECT:  # "invited her to visit": the subject of the infinitive, in the clause of "invited"
            verb = next((a for a in ancestors(verb) if clauses.heads_clause(a)), verb)
        subject = clauses.subject(verb)
        return set(self.subject(sentence, verb).participants) if subject is not None and subject.pos_ != "PRON" else set()

    def _persons(self, cast: Cast) -> dict[str, Span]:
        return {k: s for k, s in cast.participants.items() if self.reading.entities[k].type == "Person"}

    def _countries(self, cast: Cast, member: Member) -> None:
        groups = words("clauses", "nouns", "groups")
        group = any(t.lemma_.lower() in groups for t in member.tokens)
        bare = all(t.pos_ in ("DET", "PROPN", "PUNCT", "PART", "NOUN", "ADP") for t in member.tokens)
        for mention in member.countries:
            if not (group or member.group or bare):
                continue
            for key in mention.names:
                self.add(cast, key, mention.span)
                if group and len(mention.names) == 1:
                    cast.delegations.setdefault(key, mention.span)

    def countries_of(self, *named: dict[str, Span]) -> set[str]:
        """The countries that the entities are, or are of."""
        entities = [self.reading.entities[k] for keys in named for k in keys]
        return {c for e in entities if (c := e.key if e.type == "Country" else e.country)}

    def listed(self, sentence: Sentence, first: int, last: int | None = None) -> Cast:
        """The agents of the list that starts at token `first`."""
        if first >= sentence.tokens.end:
            return Cast()
        found, _ = members(sentence, first, last)
        return self.cast(sentence, found)

    def subject(self, sentence: Sentence, verb: Token, *, control: frozenset[str] = frozenset()) -> Cast:
        """The agents that are the subject of the verb; those of its "by" phrase where it is passive."""
        if clauses.is_passive(verb):
            return self.agent(sentence, verb)
        token = clauses.subject(verb, objects_control=control) or self._before(sentence, verb)
        if token is None or not sentence.tokens.start <= token.i < sentence.tokens.end:
            return Cast()
        if token.pos_ == "PRON":
            return self.cast(sentence, [Member((token,), sentence.mention_at.get(token.i))])
        first, last = clauses.subject_stretch(verb, token)
        while last + 1 < verb.i and (m := sentence.mention_at.get(last + 1)) is not None and m.kind == "person":
            last += 1  # "Prime Minister | X": a title that the parse took for the whole subject
        return self.listed(sentence, first, last)

    def about(self, sentence: Sentence, verb: Token) -> Cast:
        """The agents that a clause is about: its grammatical subject, of a passive as well."""
        token = clauses.subject(verb)
        if token is None or not clauses.is_passive(verb) or not sentence.tokens.start <= token.i < sentence.tokens.end:
            return self.subject(sentence, verb)
        return self.listed(sentence, *clauses.subject_stretch(verb, token))

    def _before(self, sentence: Sentence, verb: Token) -> Token | None:
        """The name right before a finite verb for which the parse found no subject."""
        if verb.tag_ not in ("VBD", "VBZ", "VBP") and not any(a.tag_ in ("VBD", "VBZ", "VBP", "MD") for a in clauses.auxiliaries(verb)):
            return None
        for token in reversed(sentence.tokens.doc[sentence.tokens.start : verb.i]):
            if token.i in sentence.mention_at:
                return token if sentence.mention_at[token.i].kind in ("person", "body", "jointbody", "nominal") else None
            if token.pos_ not in ("AUX", "ADV", "PUNCT") and token.i not in sentence.time_at:
                return None
        return None

    def agent(self, sentence: Sentence, verb: Token) -> Cast:
        """The agents behind "by"."""
        for child in verb.children:
            if child.lower_ == "by" and child.dep_ in ("agent", "prep"):
                return self.listed(sentence, child.i + 1)
        return Cast()

    def behind(self, sentence: Sentence, nodes: set[int], prepositions: frozenset[str], through: set[int]) -> Cast:
        """The agents behind prepositions that belong to one of the nodes: "talks with X", "a meeting in Oslo between X and Y"."""
        found = Cast()
        for token in sentence.tokens:
            if token.lower_ not in prepositions or token.tag_ not in ("IN", "TO") or not self.belongs(sentence, token, nodes, through):
                continue
            named, last = members(sentence, token.i + 1)
            follows = sentence.tokens.doc[last + 1] if last + 1 < sentence.tokens.end else None
            clause = follows is not None and follows.tag_ == "VBG" and follows.lower_ not in ("including",) and follows.dep_ != "prep"
            if token.lower_ == "with" and clause and not _happening(sentence.tokens.doc[last]):
                continue  # "with both sides discussing …" is a clause
            found.join(self.cast(sentence, named))
        return found
