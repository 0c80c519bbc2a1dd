"""How sure a claim of a language model is.

No annotation has judged the model that a user plugs in, so that its claims cannot have a counted share as those of the rules have. What is
known: how often claims of that kind go wrong when rules make them, and how firmly the text shows this one. The estimate lies between that
share and one half, which is to know nothing: one vote for one half since nobody has measured the model, another where a quote has a typing
error that the text has not, another where the quotes do not name what is claimed (the model has it from elsewhere in the article).
"""

from __future__ import annotations

from graph.extract.confidence import confidence
from graph.model import Claim

_NOTHING_KNOWN = 0.5
_NAMES = frozenset({"prefLabel", "altLabel"})
"""taken from the text where it stands: there is nothing to get wrong"""


def trust(claim: Claim, *, named: bool) -> float:
    """From 0 to 1, in hundredths. `claim.confidence` is 1 where its quotes are copies; `named`: whether they name what it claims."""
    if claim.predicate in _NAMES:
        return claim.confidence
    votes = 1 + (claim.confidence <= _NOTHING_KNOWN) + (not named)
    return round((confidence(claim) + votes * _NOTHING_KNOWN) / (1 + votes), 2)
