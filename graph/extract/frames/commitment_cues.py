"""The words by which a sentence binds, plans, wants or asks for something, with what exactly that is and whose it is.

agreed | to train 1,500 civil servants            verb with its complement
will | facilitate A, enable B, and promote C      future; three of them
expressed | interest in sending specialists       noun brought forward by a verb
Further support | was pledged                     passive
"""

from __future__ import annotations

from graph.extract.clauses import VERBAL
from graph.extract.frames.commitment_extents import Cue
from graph.extract.frames.commitment_nouns import noun_cues
from graph.extract.frames.commitment_verbs import verb_cues
from graph.extract.reading import Sentence


def cues(sentence: Sentence) -> list[Cue]:
    """All undertakings of a sentence in order; none lies within the content of another one by the same word."""
    found: list[Cue] = []
    for token in sentence.tokens:
        if token.pos_ in VERBAL or token.tag_.startswith("VB"):
            found.extend(verb_cues(sentence, token))
        elif token.pos_ in ("NOUN", "PROPN") and token.i not in sentence.mention_at:
            found.extend(noun_cues(sentence, token))
    return _outermost(found)


def _outermost(found: list[Cue]) -> list[Cue]:
    """Without those that only say what another one is about ("agreed to explore …", "hopes … will …")."""
    kept: list[Cue] = []
    for cue in sorted(found, key=lambda c: (c.first, -c.last)):
        inside = any(
            o.gist[0] <= cue.word.i <= o.gist[1] and o.word.i != cue.word.i and o.word.i < cue.word.i for o in found if o is not cue
        )
        if not inside:
            kept.append(cue)
    return kept


__all__ = ["Cue", "cues"]
