"""Descriptions that stand for a named thing: "the Prime Minister", "the Ministry", "both countries", "his Ruritanian counterpart".

Only what can be one thing is resolved: a title to its one holder in the article, never to another country's; a body's head word to the one
body that has it; two countries to the article's two sides. The rest is left to the steps that see the parse.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import pairwise

from graph.extract.names.found import Title, country_key
from graph.extract.names.persons import Person
from graph.extract.names.registry import Placed, Registry
from graph.extract.names.units import Line
from graph.extract.reading import Mention
from graph.ids import fold, slug
from graph.model import Span

_SAME = {
    "pm": "prime minister",
    "premier": "prime minister",
    "amir": "emir",
    "eam": "external affairs minister",
    "nsa": "national security adviser",
}
_BODY_HEADS = re.compile(
    r"\b(?:the|this) (?P<head>ministry|embassy|high commission|consulate|agency|authority|board|council|commission|committee|department"
    r"|university|institute|bureau|working group|joint commission|company)\b(?! (?:of|for|on)\b)(?!'?\w)",
    re.IGNORECASE,
)
_TWO = re.compile(r"\b(?:[Bb]oth|(?:[Tt]he )?[Tt]wo) (?:countries|nations|states|governments|neighbou?rs|peoples|capitals)\b")
_MINISTRIES = re.compile(r"\b(?:[Bb]oth|(?:[Tt]he )?[Tt]wo) (?P<kind>[A-Z]\w+(?:(?: and| &)? [A-Z]\w+){0,3}) Ministries\b")
_CLAUSE = re.compile(r"[.;!?\n]")


class Nominals:
    """Resolves the descriptions of one article, once its persons and bodies are known."""

    def __init__(self, registry: Registry, text: str, sides: tuple[str, ...], home: str | None, portfolio: Callable[[str], str]) -> None:
        self.registry = registry
        self.portfolio = portfolio
        self.text = text
        self.sides = sides
        self.home = home
        self.holders = self._holders()
        self.covers = sorted(p.cover for p in registry.placed if p.cover is not None)
        self.named = sorted((p.mention.span.start, p.mention.entity) for p in registry.placed if p.mention.kind == "person")
        self.heads = self._heads()

    def _holders(self) -> dict[str, list[tuple[str, str | None]]]:
        """Head of a title in lower case → who holds such a post, of what country."""
        found: dict[str, list[tuple[str, str | None]]] = {}
        for post in self.registry.posts:
            if not post.former:
                entity = self.registry.entities[post.person]
                title = fold(post.title)
                for form in {title, _SAME.get(title, title), *_tails(title)}:
                    holder = (post.person, entity.country)
                    if holder not in found.setdefault(form, []):
                        found[form].append(holder)
        return found

    def read(self, line: Line, titles: dict[int, Title], persons: list[Person]) -> None:
        """Place the descriptions of one line."""
        taken = {i for p in persons for i in range(p.cover_first, p.cover_after)}
        for title in titles.values():
            if title.first not in taken and not title.plural and not title.state and title.inner is None:
                self._title(line, title, persons)
        for i, u in enumerate(line.units):
            if u.text == "counterpart" and i not in taken and i > 0:
                self._counterpart(line, i)

    def _counterpart(self, line: Line, i: int) -> None:
        """ "his Ruritanian counterpart" without a name: the one Ruritanian who holds a post, if the article names one."""
        adjective = line.units[i - 1].entry("adjective", "country")
        if adjective is None or line.units[i - 1].name is not None:
            return
        country = country_key(adjective.iso)
        held = {p.person for p in self.registry.posts if not p.former and self.registry.entities[p.person].country == country}
        if len(held) == 1:
            self.registry.placed.append(Placed(Mention(line.units[i].span, "nominal", held.pop(), "counterpart"), line.units[i].span))

    def _title(self, line: Line, title: Title, persons: list[Person]) -> None:
        units = line.units
        opens = title.head_at < len(units) and units[title.head_at].cap
        if not (title.definite or (title.owner is not None and opens) or (opens and self._stands_alone(line, title))):
            return
        text = fold(title.text)
        owner = title.owner.key if title.owner is not None else None
        if title.body is not None:
            return
        candidates = self.holders.get(_SAME.get(text, text), [])
        fitting = [k for k, country in candidates if owner is None or country == owner]
        if len(fitting) > 1:
            near = self._named_beside(title, persons)
            fitting = [k for k in fitting if k not in near]
        if len(fitting) > 1 and not title.definite and self.home is not None:
            fitting = [k for k in fitting if self.registry.entities[k].country == self.home]
        if len(fitting) != 1:
            return
        first = title.first
        span = Span(units[first].start, units[title.after - 1].end)
        mention = Mention(span, "nominal", fitting[0], "title")
        self.registry.placed.append(Placed(mention, span))

    def _stands_alone(self, line: Line, title: Title) -> bool:
        """Whether a title with neither article nor name behind it is used like a name ("Prime Minister thanked …")."""
        units = line.units
        before = units[title.first - 1].text if title.first else "."
        after = units[title.after].text if title.after < len(units) else "."
        leads = before in (".", '"', ",", "and", "by", "of", "with", "to", "for") or title.first == 0
        return leads and (after[0].islower() or after in ("'s", ".", '"')) and after != "level" and not line.heading

    def _named_beside(self, title: Title, persons: Iterable[Person]) -> set[str]:
        """Keys of the persons whom the same sentence names with such a title: a bare title beside them means another."""
        start = max((m.end() for m in _CLAUSE.finditer(self.text, max(0, title.span.start - 400), title.span.start)), default=0)
        closing = _CLAUSE.search(self.text, title.span.end)
        end = closing.start() if closing else len(self.text)
        return {key for _, key in self.named[bisect_left(self.named, (start, "")) : bisect_left(self.named, (end, ""))]}

    def bodies(self, span: Span) -> None:
        """Place "the Ministry" and its like within a paragraph, where one body only is so called, and "both countries"."""
        for m in _BODY_HEADS.finditer(self.text, span.start, span.end):
            if (key := self._body(m["head"])) is not None:
                self._add(Span(*m.span()), (key,), "head")
        if len(self.sides) == 2:
            for m in _TWO.finditer(self.text, span.start, span.end):
                self._add(Span(*m.span()), self.sides, "sides")
            for m in _MINISTRIES.finditer(self.text, span.start, span.end):
                self._ministries(Span(*m.span()), m["kind"])

    def _ministries(self, span: Span, kind: str) -> None:
        """ "the two Foreign Ministries": that of either side."""
        keys = []
        subject = self.portfolio(kind)
        for side in self.sides:
            known = [
                e.key for e in self.registry.entities.values() if e.type == "Ministry" and e.country == side and e.portfolio == subject
            ]
            name = f"{kind} Ministry"
            key = known[0] if known else self.registry.named(f"{slug(name)}-{side}", "Ministry", name, country=side, portfolio=subject)
            if not known:
                self.registry.entities[key] = replace(self.registry.entities[key], country_evidence=span, country_inferred=True)
            keys.append(key)
        self._add(span, tuple(keys), "ministries")

    def _add(self, span: Span, keys: tuple[str, ...], source: str) -> None:
        """Place a description over its head word, which stays a word of its own."""
        head = Span(self.text.rindex(" ", span.start, span.end) + 1, span.end)
        mention = Mention(span, "nominal", keys[0], source, keys if len(keys) > 1 else ())
        k = bisect_left(self.covers, span)
        if not any(c.overlaps(span) for c in self.covers[max(0, k - 1) : k + 1]):
            self.registry.placed.append(Placed(mention, head))

    def _heads(self) -> dict[str, list[str]]:
        """Word of a body's name → the bodies that have it."""
        found: dict[str, list[str]] = {}
        for e in self.registry.entities.values():
            if e.type not in ("Person", "Country", "City", "Place", "Platform"):
                name = fold(e.name).split()
                for w in {*name, *(f"{a} {b}" for a, b in pairwise(name))} if len(name) > 1 else ():
                    found.setdefault(w, []).append(e.key)
        return found

    def _body(self, head: str) -> str | None:
        fitting = self.heads.get(head.casefold(), [])
        return fitting[0] if len(fitting) == 1 else None


_NOT_SHORTENED = frozenset(
    {"vice", "deputy", "prime", "assistant", "former", "co-chair", "under", "state", "additional", "joint", "principal", "private"}
    | {"press", "senior", "special", "parliamentary"}
)


def _tails(title: str) -> set[str]:
    """Shorter forms of a title that may stand for it: "foreign minister" → "minister"; "president" of "vice president" is no such form."""
    words = title.split()
    if len(words) < 2 or words[0] in _NOT_SHORTENED:
        return set()
    if words[0].endswith(("minister", "secretary", "ambassador", "director", "commissioner")):
        return {words[0]}
    return (
        {words[-1]}
        if words[-1] in ("minister", "secretary", "ambassador", "commissioner", "adviser", "advisor", "envoy", "governor")
        else set()
    )
