"""What the event readers share: who takes part in an event, where and when it is said to be, and the frame made of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from graph import edtf
from graph.extract import clauses, dates, modality
from graph.extract.clauses import VERBAL, Member, ancestors
from graph.extract.frames.actors import Actors
from graph.extract.lexicons import words
from graph.extract.modality import Standing
from graph.extract.reading import EventFrame, EventType, Mention, Reading, Sentence, TimeExpression
from graph.model import Span

if TYPE_CHECKING:
    from spacy.tokens import Token

_NO_AGENT = frozenset({"City", "Place", "Platform", "Account", "NewsOrganization", "Delegation", "Topic"})
_BACK = 4  # sentences that a description may reach back
_OPEN_ENDED = ("since:", "until:", "after:")
_NOT_WHEN = frozenset({"since", "until", "till", "before", "after", "than", "for", "of"})


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


class Scene:
    """One article as the event readers see it. Built once per reading."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.actors = Actors(reading)
        self._frames = 0
        self.previous: str | None = None
        """the day of the event that was read last"""
        self.met: tuple[int, tuple[str, ...]] | None = None
        """the sentence and the two persons of the last meeting read"""
        self._order = {id(s): n for n, s in enumerate(reading.sentences)}

    # ---- who ---------------------------------------------------------------------------------------------------------

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
            if not described:
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

    def joint(self, cast: Cast) -> bool:
        """Whether a joint body takes part, which has its sides in itself."""
        return any(self.reading.entities[k].type == "JointBody" for k in cast.agents())

    def _described(self, sentence: Sentence, member: Member) -> dict[str, Span]:
        """Whom a description or a pronoun stands for; "the two ministries", if nothing names them, are at least of the article's sides."""
        officers = words("clauses", "nouns", "officers")
        for token in member.tokens:
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
            if token.tag_ in ("NN", "NNP") and (got := self._holder(sentence, token)):
                return got
            if token.tag_ in ("NNS", "NNPS") and any(c.lower_ in ("two", "both") for c in token.children):
                return {key: sentence.span_of(token) for key in self.actors.sides()}
        return {}

    def _several(self, sentence: Sentence, token: Token, member: Member) -> dict[str, Span]:
        """Whom a plural description stands for; nobody where it says which officers and none with such posts were named."""
        found = self._officers(sentence, token, member)
        officers = clauses.lemma(token) in words("clauses", "nouns", "officers")
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
        span, at = sentence.span_of(token), self._order[id(sentence)]
        found: dict[str, str] = {}
        for earlier in reversed(self.reading.sentences[max(0, at - _BACK) : at + 1]):
            for mention in sorted(earlier.mentions, key=lambda m: m.span, reverse=True):
                if mention.kind == "person" and mention.span.start < span.start:
                    found.setdefault(self.reading.entities[mention.entity].country or "", mention.entity)
        return {found[c]: span for c in lands} if all(c in found for c in lands) else {}

    def _pair(self, sentence: Sentence, token: Token) -> dict[str, Span]:
        if not any(c.lower_ in ("two", "both", "the") for c in token.children):
            return {}
        span, at = sentence.span_of(token), self._order[id(sentence)]
        wanted = {c.lower_ for c in token.children if c.dep_ in ("compound", "amod") and c.i not in sentence.mention_at} | {
            clauses.lemma(token)
        }
        if self.met is not None and self.met[0] >= at - _BACK and any(self._fills(k, {clauses.lemma(token)}) for k in self.met[1]):
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
        holders = {p.person for p in self.reading.posts if not p.former and wanted <= set(p.title.casefold().split())}
        return dict.fromkeys(holders, sentence.span_of(token)) if len(holders) == 1 else {}

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
        if pronoun.lower_ not in ("he", "she", "him", "her", "his"):
            return {} if pronoun.lower_ in ("it", "its") else self.actors.named(sentence, pronoun)
        barred = self._barred(sentence, pronoun)
        here = [m for m in sentence.mentions if self._is_person(m) and m.span.end <= span.start and not barred & set(m.names)]
        if here:
            return {max(here, key=lambda m: m.span).entity: span}
        at = self._order[id(sentence)]
        for previous in reversed(self.reading.sentences[max(0, at - 2) : at]):
            root = next((t for t in previous.tokens if t.dep_ == "ROOT"), None)
            subject = self._persons(self.subject(previous, root)) if root is not None else {}
            if len(subject) == 1 and not barred & set(subject):
                return {next(iter(subject)): span}
        return self.actors.named(sentence, pronoun)

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
        members, _ = clauses.members(sentence, first, last)
        return self.cast(sentence, members)

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
            members, last = clauses.members(sentence, token.i + 1)
            follows = sentence.tokens.doc[last + 1] if last + 1 < sentence.tokens.end else None
            if token.lower_ == "with" and follows is not None and follows.tag_ == "VBG" and follows.lower_ not in ("including",):
                continue  # "with both sides discussing …" is a clause
            found.join(self.cast(sentence, members))
        return found

    # ---- where and when ----------------------------------------------------------------------------------------------

    def belongs(self, sentence: Sentence, token: Token, nodes: set[int], through: set[int]) -> bool:
        """Whether an adjunct belongs to one of the nodes (token indices): its heads lead there over names, times and places alone.

        `through` are further words that may stand in between: those that name who takes part. What follows a node in an unbroken run of
        places and times belongs to it whatever the parse says ("the summit in Oslo, Norway in May").
        """
        if any(self._run_on(sentence, node, token, through) for node in nodes):
            return True
        venues = words("events", "venues", "buildings")
        for above in ancestors(token):
            if above.i in nodes:
                return True
            passable = (
                (above.i in through and token.i > min(nodes))
                or above.pos_ == "ADV"
                or (above.dep_ in ("compound", "poss", "nmod") and above.head.i in nodes)
                or above.i in sentence.time_at
                or above.i in sentence.mention_at
                or above.pos_ == "ADP"
                or above.dep_ == "prep"
                or above.lemma_.lower() in venues
                or self._arranges(above, nodes)
                or (above.tag_ == "VBG" and above.lemma_ in ("start", "begin", "commence"))
            )
            if not passable:
                return False
        return False

    def _arranges(self, verb: Token, nodes: set[int]) -> bool:
        """Whether a participle or a relative clause tells when and where the event before it is: "talks, held last May in Oslo"."""
        if verb.dep_ not in ("acl", "relcl") or verb.lemma_ not in words("events", "supports", "arranging") | {"take"}:
            return False
        own = {verb.i, *(c.i for c in verb.children)}

        def finite(first: int) -> bool:
            return any(t.tag_ in ("VBD", "VBZ", "VBP") and t.i not in own for t in verb.doc[first : verb.i])

        return any(node < verb.i and not finite(node + 1) for node in nodes)

    def _run_on(self, sentence: Sentence, node: int, token: Token, through: set[int]) -> bool:
        doc = sentence.tokens.doc
        if token.i <= node or token.i - node > 12:
            return False
        for between in doc[node + 1 : token.i]:
            site = (m := sentence.mention_at.get(between.i)) is not None and m.kind in ("place", "country")
            named = site or between.i in sentence.time_at or (between.pos_ == "PROPN" and between.i not in sentence.mention_at)
            if not (named or between.i in through or between.lower_ in ("in", "at", "on", ",", "the", "from", "to", "of")):
                return False
        return token.lower_ in ("in", "at", "on", "from", "to") or token.i in sentence.time_at

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
            arranged = token.head.lower_ == "for" and token.head.head.lemma_ in words("events", "supports", "arranging")
            if token.head.lower_ in _NOT_WHEN and token.head.tag_ == "IN" and not arranged:
                continue
            if token.i in nodes or self.belongs(sentence, token, nodes, through):
                found.append(expression)
        return found

    def days(self, sentence: Sentence, noun: Token) -> int | None:
        """The length in days that a duration before the noun, or behind it with "of", gives."""
        for i, expression in sentence.time_at.items():
            token = sentence.tokens.doc[i]
            near = noun.i - 8 <= i < noun.i or any(a.i == noun.i for a in list(ancestors(token))[:3])
            if expression.kind == "duration" and near and expression.value.startswith("P"):
                number, unit = expression.value[1:-1], expression.value[-1:]
                if number.isdigit() and unit in ("D", "W"):
                    return int(number) * (7 if unit == "W" else 1)
        return None

    # ---- the frame ---------------------------------------------------------------------------------------------------

    def frame(
        self,
        sentence: Sentence,
        type_: EventType,
        trigger: Token,
        standing: Standing,
        cast: Cast,
        *,
        node: Token | None = None,
        nodes: set[int] | None = None,
        rule: str,
    ) -> EventFrame:
        """A frame with its place and date. `node` heads the clause that is shown; `nodes` are the words that adjuncts may belong to."""
        node = node or trigger
        around = (nodes or set()) | {trigger.i, node.i}
        shared = self._shared(sentence, clauses.clause_head(node))
        self._frames += 1
        frame = EventFrame(
            f"event:{self._frames}",
            type_,
            standing.status or "Held",
            sentence.span_of(trigger),
            [self.shown(sentence, node)],
            participants=cast.participants,
            countries=cast.countries,
            delegations=cast.delegations,
            place=self.place(sentence, around, cast.tokens) or self.place(sentence, shared, set(), beside=node.i),
            confidence=0.9 * standing.confidence,
            rule=rule,
        )
        self.date(frame, standing, self.times(sentence, around, cast.tokens) or self.times(sentence, shared, set(), beside=node.i))
        persons = tuple(k for k in cast.participants if self.reading.entities[k].type == "Person")
        if type_ in ("Meeting", "Call", "Summit") and len(persons) == 2:
            self.met = (self._order[id(sentence)], persons)
        return frame

    def _shared(self, sentence: Sentence, verb: Token) -> set[int]:
        """The verb that this one is coordinated with, if adverbials of the first may hold for both: both have one subject and one tense."""
        first = verb.head
        alike = verb.dep_ == "conj" and first.pos_ in VERBAL and not any(c.dep_ in clauses.SUBJECT for c in verb.children)
        return {first.i} if alike and modality.tense(first) == modality.tense(verb) else set()

    def shown(self, sentence: Sentence, node: Token) -> Span:
        """The clause that shows an event: that of its verb, or of the verb its noun depends on; a participle with the noun it follows."""
        verb = clauses.clause_head(node)
        noun = verb.head if verb.dep_ in ("acl", "relcl") and verb.head.pos_ in ("NOUN", "PROPN") else None
        if noun is not None and sentence.tokens.start <= noun.left_edge.i:
            return clauses.trimmed(sentence, noun.left_edge.i, max(verb.right_edge.i, node.right_edge.i))
        return clauses.clause_span(sentence, verb)

    def date(self, frame: EventFrame, standing: Standing, times: list[TimeExpression]) -> None:
        """Dates the frame by the first expression that names a date. What is told as done but lies ahead of publication is a plan."""
        published = self.reading.published
        for expression in times:
            if expression.value in ("PAST_REF", "FUTURE_REF"):
                continue  # "recently", "soon": no more than the status says
            value = dates.resolve(expression, anchor=published, direction=standing.direction, previous=self.previous)
            if value is None:
                continue
            earliest, _ = edtf.bounds(value)
            if frame.status in ("Held", "Ongoing") and earliest is not None and earliest > published:
                frame.status = "Planned"
            ahead = frame.status in ("Planned", "Proposed", "Scheduled")
            if ahead and earliest is None and (last := edtf.bounds(value)[1]) is not None and last >= published:
                value = edtf.from_bounds(published, last, interval=False)  # "by the end of the year"
            frame.date, frame.date_evidence = value, expression.span
            if edtf.precision(value) == "day":
                self.previous = value
            return


def _in_common(token: Token, nodes: set[int], beside: int) -> bool:
    """Whether an adverbial stands before both of two coordinated clauses, or behind both."""
    ends = {*nodes, beside}
    return token.i < min(ends) or token.i > max(ends)
