"""Parts of speech and morphology from a table: what spaCy's attribute ruler sets, without matching its patterns against every word.

Nearly all of the ruler's patterns look at one word: at its tag, its dependency, and whether it is one of a few listed words. So two words
that agree in these get the same attributes, and the ruler need be asked for one of them only.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from spacy.pipeline import AttributeRuler
    from spacy.tokens import Doc, MorphAnalysis, Token

_Key = tuple[int, int, int]
_Attributes = tuple[int, "MorphAnalysis", int]
"""part of speech, morphology, lemma; the lemma is 0 where it is left to the lemmatizer"""
_KEYS = frozenset({"TAG", "DEP", "LOWER", "IS_SPACE"})
"""what a pattern may look at for the table to hold"""


_REMEMBERED = 100_000
"""words whose kind is kept at hand"""
_PLAIN, _UNTABLED = 0, -1


class AttributeTable:
    """Sets on docs what `ruler` would; where the ruler's patterns allow no table, the ruler itself is asked."""

    def __init__(self, ruler: AttributeRuler) -> None:
        from spacy.matcher import Matcher

        self.ruler = ruler
        entries = cast("list[dict[str, Any]]", ruler.patterns)
        patterns = [p for entry in entries for p in entry["patterns"]]
        wanted = [w for p in patterns for token in p if (w := token.get("LOWER")) is not None]
        self.usable = all(set(token) <= _KEYS for p in patterns for token in p)
        self.usable &= all(isinstance(w, str) or set(w) <= {"IN", "NOT_IN", "REGEX"} for w in wanted)
        self._listed = {word for w in wanted for word in ([w] if isinstance(w, str) else [*w.get("IN", ()), *w.get("NOT_IN", ())])}
        self._shapes = [re.compile(w["REGEX"]) for w in wanted if not isinstance(w, str) and "REGEX" in w]
        self._kinds: dict[int, int] = {}
        self._known: dict[_Key, _Attributes | None] = {}
        self._begins = Matcher(ruler.vocab)
        """the first words of patterns of several words"""
        if longer := [p[:1] for p in patterns if len(p) > 1]:
            self._begins.add("several", longer)
        for entry in entries:  # known to the vocabulary for good, before any memory zone begins
            if morph := entry["attrs"].get("MORPH"):
                ruler.vocab.morphology.add(morph)

    def __call__(self, doc: Doc) -> Doc:
        """The doc with its attributes set."""
        found = [self._of(token) for token in doc] if self.usable else [None]
        if None in found:  # a word that the table does not decide
            return self.ruler(doc)
        for token, attributes in zip(doc, found, strict=True):
            if attributes is not None:
                token.pos, token.morph, token.lemma = attributes
        return doc

    def _of(self, token: Token) -> _Attributes | None:
        kind = self._kinds.get(token.lower)
        if kind is None:
            kind = self._kind(token)
        key = (token.tag, token.dep, kind)
        try:
            return self._known[key]
        except KeyError:
            return self._known.setdefault(key, self._asked(token))

    def _kind(self, token: Token) -> int:
        """The word where patterns look at it; else one number for all."""
        word = token.lower_
        listed = word in self._listed or any(shape.search(word) for shape in self._shapes)
        kind = _UNTABLED if token.is_space else token.lower if listed else _PLAIN
        if len(self._kinds) < _REMEMBERED:
            self._kinds[token.lower] = kind
        return kind

    def _asked(self, token: Token) -> _Attributes | None:
        """What the ruler says of a word that stands alone; None where it looks at more, or sets more."""
        from spacy.tokens import Doc

        doc = Doc(token.vocab, words=[token.text])
        (word,) = doc
        word.tag, word.dep = token.tag, token.dep
        if token.is_space or self._begins(doc, allow_missing=True):
            return None
        before = (word.tag, word.dep)
        self.ruler(doc)
        return (word.pos, word.morph, word.lemma) if (word.tag, word.dep) == before else None
