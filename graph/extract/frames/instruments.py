"""Where a text names documents between states: "a Memorandum of Understanding (MoU) on …", "the pact", "EoN". Read on the surface."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from graph.extract.lexicons import lexicon
from graph.model import Span


@dataclass(frozen=True, slots=True)
class Instrument:
    """One naming of a document: the words that name its kind, with a bracketed acronym behind them."""

    span: Span
    kind: str
    plural: bool
    acted: bool = False
    """an everyday word ("deal") that names a document only where something is done to it"""


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[re.Pattern[str], str, bool, bool], ...]:
    def any_of(phrases: list[str]) -> str:
        return "|".join(r"\s+".join(re.escape(w) for w in p.split()) for p in sorted(phrases, key=len, reverse=True))

    found = []
    for entry in lexicon("agreements")["instrument"]:
        kind = entry["kind"]
        for key, plural in (("acted_plural", True), ("acted", False)):
            if entry.get(key):
                found.append((re.compile(rf"(?<![\w-])(?:{any_of(entry[key])})(?![\w-])"), kind, plural, True))
        for key, plural in (("plural", True), ("singular", False)):
            if entry.get(key):
                found.append((re.compile(rf"(?<![\w])(?:{any_of(entry[key])})(?!\w)", re.I), kind, plural, False))
        if entry.get("capital"):
            found.append((re.compile(rf"(?<![\w])(?:{any_of(entry['capital'])})(?!\w)"), kind, False, False))
        if entry.get("acronyms"):
            found.append((re.compile(rf"(?<![\w(])(?:{any_of(entry['acronyms'])})(?![\w])"), kind, False, False))
            found.append((re.compile(rf"(?<![\w(])(?:{any_of(entry['acronyms'])})s(?!\w)"), kind, True, False))
    return tuple(found)


@lru_cache(maxsize=1)
def _first_words() -> tuple[str, ...]:
    """The first words of all names of documents: most sentences hold none of them and need no pattern tried."""
    forms = ("plural", "singular", "capital", "acronyms", "acted", "acted_plural")
    first = {p.split()[0].casefold() for entry in lexicon("agreements")["instrument"] for key in forms for p in entry.get(key, ())}
    return tuple(w for w in sorted(first) if not any(w != shorter and shorter in w for shorter in first))


_BRACKET = re.compile(r"\s*\((?:the\s+)?[\"']?[A-Za-z]{2,6}s?[\"']?\)")
_EITHER = re.compile(r"\s*/\s*|\s+(?:and|or|and/or|&)\s+")
_NESTED = re.compile(r"\s+(?:on|about|over)\s+(?:(?:a|an|the|their)\s+)?(?:[\w-]+\s+){0,3}")
_REACHING = frozenset({"reach", "reached", "reaching", "reaches", "in"})
_NOT_A_DOCUMENT = re.compile(
    r"(?:in|into|by|general|broad|full|complete|common|mutual|much|no|tacit)\s+(?:agreement|understanding)(?!\s+(?:on|between|with|to))"
    r"|(?:chief|head|director|department|division|office|officer|state|security|health|safety|diplomatic|medical)s?\s+(?:of\s+)?protocols?"
    r"|(?:instruments?|documents?)\s+of\s+(?:ratification|accession|acceptance|approval|surrender)"
    r"|protocol\s+(?:officer|division|department)|convention\s+(?:cent(?:re|er)|hall)|(?:strategic|security|defen[cs]e)\s+partnership\s+(?:dialogue|council|forum|summit)",
    re.I,
)


def _bare(text: str, item: Instrument) -> bool:
    """Whether "agreement" stands for the act of agreeing: in lower case, without an article or a word that tells which."""
    before = text[max(0, item.span.start - 24) : item.span.start].split()
    return text[item.span.start : item.span.end] == "agreement" and bool(before) and before[-1].casefold() in _REACHING


@lru_cache(maxsize=256)  # several steps ask of the same line
def instruments(text: str, start: int, end: int) -> tuple[Instrument, ...]:
    """The documents named in `text[start:end]`, in order. A longer naming hides those inside it ("joint action plan" is one)."""
    small = text[start:end].casefold()
    if not any(word in small for word in _first_words()):
        return ()
    found: list[Instrument] = []
    for pattern, kind, several, acted in _patterns():
        for m in pattern.finditer(text, start, end):
            stop, plural = m.end(), several
            if b := _BRACKET.match(text, stop, end):
                stop = b.end()
                plural = plural or text[b.start() : b.end()].rstrip(")\"'").endswith("s")
            found.append(Instrument(Span(m.start(), stop), kind, plural, acted))
    barred = [Span(m.start(), m.end()) for m in _NOT_A_DOCUMENT.finditer(text, start, end)]
    found = [i for i in found if not any(b.overlaps(i.span) for b in barred)]
    found.sort(key=lambda i: (i.span.start, -len(i.span)))
    kept: list[Instrument] = []
    for item in found:
        if kept and item.plural and kept[-1].plural and _EITHER.fullmatch(text, kept[-1].span.end, item.span.start):
            kept[-1] = Instrument(Span(kept[-1].span.start, item.span.end), "agreement", plural=True)
        elif kept and not kept[-1].plural and _NESTED.fullmatch(text, kept[-1].span.end, item.span.start) and _bare(text, kept[-1]):
            kept[-1] = item  # "reached agreement on a treaty"
        elif kept and not kept[-1].plural and text[kept[-1].span.end : item.span.start].isspace():
            kept[-1] = item  # "Partnership Agreement"
        elif not kept or item.span.start >= kept[-1].span.end:
            kept.append(item)
    return tuple(kept)
