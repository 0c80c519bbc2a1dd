"""Where a quote stands in a text: letter by letter; else but for white space, quotation marks and dashes; else but for a typing error.

Whatever stands nowhere has no span, and what rests on it is not asserted.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from graph.model import Span

LIKE = 95.0
"""similarity (rapidfuzz partial_ratio) from which a quote is taken for a copy with a typing error; a paraphrase stays near 80"""
SHORTEST = 20
"""code points that a quote must have for that: among fewer, one letter makes another word"""
LONGEST = 2000
_SAME = {
    **dict.fromkeys("‘’‚‛ʼ`´′", "'"),
    **dict.fromkeys("“”„‟«»″", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
}
_UNSEEN = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")
_NUMBER = re.compile(r"\d+")
_NEGATION = re.compile(r"(?i)\b(?:not|no|never|nor|without|denied|denies|deny|cancelled|postponed)\b|n't\b")


@dataclass
class Text:
    """A text in which quotes are looked up, with its plain form: one space for any white space, plain marks, nothing unseen."""

    text: str
    plain: str = ""
    at: list[int] = field(default_factory=list)
    """offset in the text of each code point of the plain form"""

    def __post_init__(self) -> None:
        letters: list[str] = []
        for i, c in enumerate(self.text):
            if c in _UNSEEN:
                continue
            if c.isspace():
                if letters and letters[-1] == " ":
                    continue
                c = " "
            letters.append(_SAME.get(c, c))
            self.at.append(i)
        self.plain = "".join(letters)

    def find(self, quote: str, within: Span | None = None) -> Span | None:
        """The span of a quote; the first one inside `within`, if there is one there."""
        quote = quote.strip()
        if not quote or len(quote) > LONGEST:
            return None
        return self._exact(quote, within) or self._plainly(quote, within) or self._nearly(quote)

    def copies(self, quote: str, span: Span) -> bool:
        """Whether the text has a quote at a span letter by letter, or but for white space and marks."""
        return Text(quote.strip()).plain.strip() == Text(self.text[span.start : span.end]).plain

    def _exact(self, quote: str, within: Span | None) -> Span | None:
        start = self._nearest(self.text, quote, within.start if within else 0, within.end if within else len(self.text))
        return None if start < 0 else Span(start, start + len(quote))

    @staticmethod
    def _nearest(text: str, quote: str, start: int, end: int) -> int:
        """Where a quote stands as words of its own, inside the stretch if it does there, else anywhere; -1 if nowhere."""
        for first, last in ((start, end), (0, len(text))):
            at = text.find(quote, first, last)
            while at >= 0:
                if _whole(text, at, at + len(quote)):
                    return at
                at = text.find(quote, at + 1, last)
        return -1

    def _plainly(self, quote: str, within: Span | None) -> Span | None:
        from bisect import bisect_left

        quote = Text(quote).plain.strip() if quote else ""
        if not quote:
            return None
        start, end = (bisect_left(self.at, x) for x in (within.start, within.end)) if within else (0, len(self.plain))
        at = self._nearest(self.plain, quote, start, end)
        return None if at < 0 else self._span(at, at + len(quote))

    def _nearly(self, quote: str) -> Span | None:
        """A quote of some length with a letter wrong. Its numbers and its negations must be those of the text."""
        if len(quote) < SHORTEST:
            return None
        from rapidfuzz.fuzz import partial_ratio_alignment

        quote = Text(quote).plain.strip()
        found = partial_ratio_alignment(quote, self.plain, score_cutoff=LIKE)
        if found is None or len(self.plain) < len(quote):
            return None
        start, end = self._snapped(found.dest_start, found.dest_end)
        words = self.plain[start:end]
        alike = all(Counter(p.findall(quote.casefold())) == Counter(p.findall(words.casefold())) for p in (_NUMBER, _NEGATION))
        return self._span(start, end) if alike else None

    def _snapped(self, start: int, end: int) -> tuple[int, int]:
        """The stretch drawn out to the ends of the words it cuts, without white space at its ends."""
        while start > 0 and self.plain[start - 1].isalnum() and self.plain[start].isalnum():
            start -= 1
        while end < len(self.plain) and self.plain[end - 1].isalnum() and self.plain[end].isalnum():
            end += 1
        while start < end and self.plain[start].isspace():
            start += 1
        while end > start and self.plain[end - 1].isspace():
            end -= 1
        return start, end

    def _span(self, start: int, end: int) -> Span:
        return Span(self.at[start], self.at[end - 1] + 1)


def _whole(text: str, start: int, end: int) -> bool:
    """Whether a stretch cuts through no word."""
    before = start > 0 and text[start - 1].isalnum() and text[start].isalnum()
    after = end < len(text) and text[end - 1].isalnum() and text[end].isalnum()
    return not before and not after
