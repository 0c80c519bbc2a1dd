"""Namings → entities: which of them name one thing, as far as the article alone tells.

Bodies agree by name (owner's words aside), owner, and, for ministries, by what they are for. Persons agree by their full names; a part of a
name stands for the one person that it can stand for. What could be two is left apart.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field, replace
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from graph.extract.gazetteer import Gazetteer, countries
from graph.extract.names.found import Named, Owner, country_key
from graph.extract.names.persons import Person
from graph.extract.reading import Entity, Mention, PostHeld
from graph.ids import fold, slug
from graph.model import Span

_SPLIT = re.compile(r"[^\W_]+")
_SHORT_FORMS = frozenset(
    {
        "cs",
        "ps",
        "dg",
        "minister",
        "secretary",
        "ambassador",
        "director",
        "commissioner",
        "adviser",
        "advisor",
        "envoy",
        "chief",
        "head",
        "representative",
    }
)
_TWO_SIDES = frozenset({"bilateral", "joint"})


@lru_cache(maxsize=1)
def _country_keys() -> frozenset[str]:
    """Keys that are kept for countries, named in the article or not."""
    return frozenset(country_key(iso) for iso in countries())


@dataclass(frozen=True, slots=True)
class Placed:
    """A mention and where it stands. `cover` is the stretch to be read as one word; None for one inside another's cover."""

    mention: Mention
    cover: Span | None = None


def words(name: str) -> tuple[str, ...]:
    """A name's words for comparison: folded, initials parted ("B.N." as "b", "n")."""
    found: list[str] = []
    for part in fold(name).replace("'", "").split():
        if re.fullmatch(r"(?:[^\W\d_]\.)+[^\W\d_]?", part):
            found += [c for c in part if c != "."]
        else:
            found += _SPLIT.findall(part)
    return tuple(found)


@dataclass
class Registry:
    """The entities of one article, with what has been placed so far."""

    gazetteer: Gazetteer
    text: str
    entities: dict[str, Entity] = field(default_factory=dict)
    placed: list[Placed] = field(default_factory=list)
    posts: list[PostHeld] = field(default_factory=list)
    cores: dict[tuple[str, ...], list[str]] = field(default_factory=lambda: defaultdict(list))
    sides: dict[str, frozenset[str]] = field(default_factory=dict)
    full_names: dict[str, tuple[str, ...]] = field(default_factory=dict)
    renamed: dict[str, str] = field(default_factory=dict)
    by_word: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    home: str | None = None
    """the country of who publishes, where that is known"""

    # -- countries and places ------------------------------------------------------------------------------------------

    def country(self, owner: Owner, source: str = "", cover: Span | None = None, span: Span | None = None) -> str:
        """Place a naming of a country or of an organisation that acts as one; its entity's key."""
        key = self.note(owner)
        kind = "country" if owner.iso else "body"
        source = source or ("adjective" if owner.adjective else "country")
        self.placed.append(Placed(Mention(span or owner.span, kind, key, source), cover))  # type: ignore[arg-type]  # both are kinds
        return key

    def note(self, owner: Owner) -> str:
        """The key of the entity of an owner, which becomes one if it is none yet."""
        key = owner.key
        if owner.iso:
            self.entities.setdefault(key, Entity(key, "Country", countries()[owner.iso].name, iso=owner.iso))
        else:
            self.entities.setdefault(key, Entity(key, "InternationalOrganization", owner.body))
        return key

    def named(self, key: str, type_: str, name: str, **facts: str | None) -> str:
        """An entity with that key, or with one like it where something else has it."""
        known = self.entities.get(key)
        taken = type_ != "Country" and key in _country_keys()
        if taken or (known is not None and known.type != type_):
            return self.named(f"{key}-{slug(type_)}", type_, name, **facts)
        if known is None:
            self.entities[key] = Entity(key, type_, name, **facts)  # type: ignore[arg-type]
        return key

    def place(self, span: Span, kind: str, key: str, source: str, cover: Span | None = None) -> None:
        self.placed.append(Placed(Mention(span, kind, key, source), cover))  # type: ignore[arg-type]

    # -- bodies --------------------------------------------------------------------------------------------------------

    def core(self, n: Named) -> tuple[str, ...]:
        """A body's name without what says whose it is."""
        found = list(words(n.name))
        drop = {"the"} | (_TWO_SIDES if n.type == "JointBody" and len(found) > 3 else set())
        for owner in (n.owner, *n.members):
            if owner is not None and n.cover.covers(owner.span):
                drop |= set(words(self.text[owner.span.start : owner.span.end])) | {"of"}
        kept = [w for w in found if w not in drop and w not in ("of", "for", "and")]
        return tuple(kept) or tuple(found)

    def body(self, n: Named) -> str:
        """The key of the entity that a body's name names; owners are noted where it says them."""
        owner = self.note(n.owner) if n.owner else None
        for member in n.members:
            self.note(member)
        core = self.core(n)
        key = self._known_body(n, core, owner)
        if key is None:
            base = slug(n.name)
            key = base if owner is None or owner in base else f"{base}-{owner}"
            if key in self.entities and self.entities[key].type == n.type:
                key = f"{key}-{n.accredited.key if n.accredited else len(self.entities)}"
            key = self.named(key, n.type, n.name, portfolio=n.portfolio or None)
            if core not in self.cores or key not in self.cores[core]:
                self.cores[core].append(key)
        entity = self.entities[key]
        if owner and entity.country is None and n.owner and n.owner.iso:
            self.entities[key] = replace(entity, country=owner, country_evidence=n.owner.span)
        if n.accredited is not None and self.entities[key].accredited is None:
            host = self.note(n.accredited)
            self.entities[key] = replace(self.entities[key], accredited=host, accredited_evidence=n.accredited.span)
        if n.members:
            self.sides[key] = frozenset(m.key for m in n.members)
            if not entity.members:
                self.entities[key] = replace(self.entities[key], members=tuple(m.key for m in n.members))
        return key

    def _known_body(self, n: Named, core: tuple[str, ...], owner: str | None) -> str | None:
        """The one body that this naming can mean: same name and no other owner, or same portfolio and owner."""
        same = [k for k in self.cores.get(core, ()) if self._agrees(k, n, owner)]
        if owner is None and n.type in ("Ministry", "GovernmentBody"):
            same = [k for k in same if not self._another(k, n)]
        if len(same) == 1:
            return same[0]
        if same and owner is None:
            return next((k for k in same if self.entities[k].country is None), None)
        if n.type == "Ministry" and n.portfolio and not same:
            alike = [
                e.key
                for e in self.entities.values()
                if e.type == "Ministry"
                and e.portfolio == n.portfolio
                and self._agrees(e.key, n, owner)
                and not (owner is None and self._another(e.key, n))
            ]
            if len(alike) == 1 and (owner is None or self.entities[alike[0]].country == owner):
                return alike[0]
        return None

    def _another(self, key: str, n: Named) -> bool:
        """Whether a name alone cannot mean a body that is said to be some country's.

        One of every country's bodies: not that of another country than the publisher's, and not one that is named only further down.
        """
        e = self.entities[key]
        if e.country is None or e.country_evidence is None:
            return False
        if self.home is not None:
            return e.country != self.home
        return n.span.end < e.country_evidence.start and self.text.rfind("\n", 0, n.span.start) > 0

    def _agrees(self, key: str, n: Named, owner: str | None) -> bool:
        e = self.entities[key]
        if owner is not None and e.country is not None and e.country != owner:
            return False
        if n.accredited is not None and e.accredited not in (None, n.accredited.key):
            return False
        if n.members and key in self.sides and self.sides[key] != frozenset(m.key for m in n.members):
            return False
        return (e.type == "JointBody") == (n.type == "JointBody") or e.type == n.type

    # -- persons -------------------------------------------------------------------------------------------------------

    def person(self, p: Person) -> str | None:
        """The key of the person named; None where the name is a part that could be several, or nobody's."""
        parts = words(p.name)
        key = self._known_person(p, parts)
        if key is None and len(parts) == 1 and not p.titles and not p.courtesy:
            return None
        if key is None:
            name = f"{p.style} {p.name}" if p.style else p.name
            key = self.named(slug(name), "Person", name)
            self._note(key, parts)
        elif len(parts) > len(self.full_names[key]) and parts[-1] == self.full_names[key][-1]:
            self.entities[key] = replace(self.entities[key], name=p.name)
            self._note(key, parts)
        return key

    def _note(self, key: str, parts: tuple[str, ...]) -> None:
        self.full_names[key] = parts
        for w in parts:
            if key not in self.by_word[w]:
                self.by_word[w].append(key)

    def _known_person(self, p: Person, parts: tuple[str, ...]) -> str | None:
        candidates = list(dict.fromkeys(k for w in parts for k in self.by_word.get(w, ())))
        same = [k for k in candidates if self._same_person(parts, self.full_names[k], bool(p.titles or p.courtesy))]
        if len(same) > 1 and len(parts) == 1:
            exact = [k for k in same if self.full_names[k][-1] == parts[0]]
            same = exact if len(exact) == 1 else [k for k in same if self._shares_title(k, p)]
        if len(same) > 1:
            same = [k for k in same if self.full_names[k] == parts] or same
        return same[0] if len(same) == 1 else None

    def _shares_title(self, key: str, p: Person) -> bool:
        heads = {t.head.casefold() for t in p.titles}
        return any(h in post.title.casefold() for post in self.posts if post.person == key for h in heads)

    def _same_person(self, parts: tuple[str, ...], full: tuple[str, ...], titled: bool) -> bool:
        if parts == full:
            return True
        if len(parts) == 1 or len(full) == 1:
            one, many = (parts, full) if len(parts) == 1 else (full, parts)
            return (
                one[0] == many[-1] or (titled and one[0] == many[0] and len(many[0]) > 1) or (titled and one[0] in many and len(one[0]) > 2)
            )
        short, long = sorted((parts, full), key=len)
        if short[-1] == long[-1] and _within(short, long):
            return True
        return short[:2] == long[:2] and _within(short, long)

    def unify_spellings(self) -> None:
        """Join persons whose names differ by a letter ("Dissanayaka", "Dissanayake") and whose posts do not."""
        by_first: dict[str, list[str]] = {}
        for key, parts in list(self.full_names.items()):
            if key in self.entities and len(parts) > 1:
                alike = by_first.setdefault(parts[0], [])
                same = next((k for k in alike[:20] if self._one_letter_off(self.full_names[k], parts) and self._same_posts(k, key)), None)
                if same is None:
                    alike.append(key)
                else:
                    self.rename(key, same)

    def _one_letter_off(self, a: tuple[str, ...], b: tuple[str, ...]) -> bool:
        return len(a) == len(b) and len(a[-1]) > 5 and Levenshtein.distance(" ".join(a), " ".join(b), score_cutoff=1) <= 1

    def _same_posts(self, one: str, other: str) -> bool:
        titles = {k: {p.title.casefold() for p in self.posts if p.person == k} for k in (one, other)}
        return not titles[one] or not titles[other] or bool(titles[one] & titles[other])

    def now(self, key: str) -> str:
        """The key that an entity goes by now."""
        while key in self.renamed:
            key = self.renamed[key]
        return key

    def settle_posts(self) -> None:
        """One post per person, title and owner; one whose owner is not said gives way to its like whose owner is."""
        best: dict[tuple[str, str], list[PostHeld]] = {}
        for post in self.posts:
            best.setdefault((post.person, _title_key(post.title)), []).append(post)
        kept: list[PostHeld] = []
        for (person, title), same in best.items():
            stated = [p for p in same if p.of is not None and not p.of_inferred]
            pool = stated or same
            owners = dict.fromkeys((p.of, p.former) for p in pool)
            chosen = [next(p for p in pool if (p.of, p.former) == o) for o in owners]
            kept += [p for p in chosen if not (p.inferred and len(best) > 1 and self._better(person, title, best))]
        self.posts = [p for p in kept if not self._general(p, kept)]

    def _better(self, person: str, title: str, posts: dict[tuple[str, str], list[PostHeld]]) -> bool:
        return any(k[0] == person and k[1] != title and not all(p.inferred for p in same) for k, same in posts.items())

    def _general(self, post: PostHeld, posts: list[PostHeld]) -> bool:
        """Whether a post is only the short form of another one of the same person: "Minister" beside "Foreign Minister"."""
        if post.title in ("Ambassador", "Senator") and (post.of is None or post.of_inferred):  # a rank beside an office
            return any(p.person == post.person and p is not post and not p.former and not p.inferred for p in posts)
        if post.title in ("PM", "EAM", "FM", "NSA"):
            return any(p.person == post.person and p is not post and not p.former for p in posts)
        mine = _title_key(post.title).split()
        if len(mine) > 1 or mine[0] not in _SHORT_FORMS:
            return False
        return any(
            p.person == post.person and p is not post and mine[0] in _title_key(p.title).split() and len(p.title) > len(post.title)
            for p in posts
        )

    def rename(self, old: str, new: str) -> None:
        """Let everything that names entity `old` name `new`."""
        self.renamed[old] = new
        self.placed = [
            replace(p, mention=replace(p.mention, entity=new)) if p.mention.entity == old and not p.mention.entities else p
            for p in self.placed
        ]
        self.posts = [replace(p, person=new) if p.person == old else replace(p, of=new) if p.of == old else p for p in self.posts]
        del self.entities[old]
        for keys in self.by_word.values():
            if old in keys:
                keys.remove(old)


def _title_key(title: str) -> str:
    """A title for comparison."""
    key = fold(title).replace("-", " ")
    key = re.sub(r"\bpm$", "prime minister", key)
    return {"premier": "prime minister", "eam": "external affairs minister"}.get(key, key)


def _within(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Whether the words of `short` stand in `long` in their order, an initial standing for any word it begins."""
    at = 0
    for w in short:
        while at < len(long) and not (
            long[at] == w or (len(w) == 1 and long[at].startswith(w)) or (len(long[at]) == 1 and w.startswith(long[at]))
        ):
            at += 1
        if at == len(long):
            return False
        at += 1
    return True
