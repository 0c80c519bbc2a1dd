"""Clean text → units: words and marks, with every phrase of the gazetteer made one unit (longest match, whole words)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from graph.extract.gazetteer import Entry, EntryKind, Gazetteer
from graph.model import Span

_TOKEN = re.compile(
    r"""
    \d+(?:st|nd|rd|th)(?=[A-Za-z]|\b)         # an ordinal, glued to the next word or not
  | (?:[A-Z]\.){2,}(?:[A-Z](?!\w))?           # U.S., K.T.M., U.S.A
  | (?<!\bon\ )(?<!\bvia\ )(?<!platform\ )[A-Z]\.(?=[\s-]?[A-Z])   # one initial
  | (?:Mr|Mrs|Ms|Dr|Drs|Prof|Hon|Gen|Lt|Col|Maj|Brig|Capt|Adm|Amb|St|Smt|Sh|Rev|Ven|Fr|Jr|Sr|Ltd|Inc|Corp|Co|No|Retd|Rtd|Engr|Eng|Ir
      |Adv|Hj|Md|Mohd|Messrs|Sen|Rep|Gov|YBhg|Pvt|Pte|Sdn|Cmde|Tmt|Rt)\.
  | \d\+\d(?!\d)
  | \d+(?:[.,]\d+)*
  | [^\W_]+(?:'(?!(?:s|n)\b)[^\W\d_]+)*       # words, with apostrophes inside
  | '(?:s|n)\b                                # the possessive, and "'n" of hashtag style
  | \S
    """,
    re.VERBOSE,
)


@dataclass(slots=True)
class Unit:
    """A word, a mark, a phrase of the gazetteer, or (once found) a whole name.

    `glued`: no white space stands before it. `name` is what a step found it to name; `entries` what the gazetteer knows of it.
    """

    start: int
    end: int
    text: str
    glued: bool = False
    entries: tuple[Entry, ...] = ()
    name: object = None

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)

    @property
    def cap(self) -> bool:
        """Written with a capital."""
        return self.text[0].isupper()

    @property
    def word(self) -> bool:
        return self.text[0].isalpha()

    @property
    def initial(self) -> bool:
        """ "K.", "K.T.M.", or "JP": letters that stand for given names."""
        return self.text.endswith(".") and self.text[0].isupper() and len(self.text.replace(".", "")) * 2 == len(self.text)

    def has(self, kind: EntryKind) -> bool:
        return any(e.kind == kind for e in self.entries)

    def entry(self, *kinds: EntryKind) -> Entry | None:
        """The first reading of one of these kinds."""
        for kind in kinds:
            for e in self.entries:
                if e.kind == kind:
                    return e
        return None


@dataclass(slots=True)
class Line:
    """The units of one paragraph; `entities` are spans the statistical recogniser proposes, with their labels."""

    units: list[Unit]
    paragraph: int
    proposals: list[tuple[Span, str]] = field(default_factory=list)
    heading: bool = False

    def at(self, i: int) -> Unit | None:
        return self.units[i] if 0 <= i < len(self.units) else None


def units(text: str, span: Span, gazetteer: Gazetteer) -> list[Unit]:
    """The units of a stretch of the text, in order; offsets count in the whole text."""
    part = text[span.start : span.end]
    tokens = [(m.start(), m.end()) for m in _TOKEN.finditer(part)]
    found = _phrases(part, tokens, gazetteer)
    out: list[Unit] = []
    i = 0
    last = 0
    while i < len(tokens):
        start, end = tokens[i]
        entries: tuple[Entry, ...] = ()
        step = 1
        if i in found:
            step, form = found[i]
            end = tokens[i + step - 1][1]
            entries = gazetteer.entries[form]
        out.append(Unit(span.start + start, span.start + end, part[start:end], start == last and i > 0, entries))
        last = end
        i += step
    return out


def _phrases(part: str, tokens: Sequence[tuple[int, int]], gazetteer: Gazetteer) -> dict[int, tuple[int, str]]:
    """First token → number of tokens and form, for the longest phrases, leftmost first, none overlapping."""
    starts = {start: i for i, (start, _) in enumerate(tokens)}
    ends = {end: i for i, (_, end) in enumerate(tokens)}
    longest: dict[int, tuple[int, str]] = {}
    for last, form in gazetteer.automaton.iter(part):
        first = starts.get(last + 1 - len(form))
        final = ends.get(last + 1)
        if first is None or final is None:
            continue
        count = final - first + 1
        if count > longest.get(first, (0, ""))[0]:
            longest[first] = (count, form)
    found: dict[int, tuple[int, str]] = {}
    taken = 0
    for first in sorted(longest):
        if first >= taken:
            found[first] = longest[first]
            taken = first + longest[first][0]
    return found


def merge(units: list[Unit], i: int, j: int, text: str, name: object) -> Unit:
    """One unit in place of units `i` up to `j`, exclusive; `text` is the whole text they are offsets into."""
    first, last = units[i], units[j - 1]
    return Unit(first.start, last.end, text[first.start : last.end], first.glued, (), name)
