"""How sure a claim is: the share of claims of its kind that were right in articles annotated by hand.

A claim's kind is a path from the general to the particular: its predicate, what makes it easier or harder to get right (its value, whether
it is inferred), the family of its rule, whether the words around it leave doubt. `lexicon/confidence.toml` counts right and wrong claims
for each beginning of a path; a kind with few examples takes most of its rate from the one above it (m-estimate, Cestnik 1990).

The rules were improved by reading most of those articles, so the shares overstate how often the rules are right in others. What is
reported is therefore the share moved on the scale of log odds, as Platt scaling does (Platt 1999), by a slope and an intercept that were
fitted to the articles nobody had read. `benchmarks/calibration.py` writes counts, slope and intercept, and the table of how well they hold.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache

from graph.extract.lexicons import lexicon
from graph.model import Claim, Concept, Text

Counts = Mapping[str, tuple[int, int]]
"""beginning of a path → claims that were right, claims that were wrong"""

WEIGHT = 8
"""how many examples the kind above counts for"""
_DOUBT = 0.8
"""what a rule says below this is said with words of doubt around it"""
_UNJUDGED = frozenset({"altLabel", "prefLabel", "ofCountry", "inCountry"})
"""names stand in the text as they are: no annotation can prove them wrong"""
_HIGHEST, _LOWEST = 0.99, 0.01
Line = tuple[float, float]
"""slope and intercept, on the scale of log odds"""


def confidence(claim: Claim) -> float:
    """The share, from 0 to 1, of claims like this one that are right; `claim.confidence` is what its rule says of the words around it."""
    return claim.confidence if claim.predicate in _UNJUDGED else unread(rate(claim, counts()), line())


def rate(claim: Claim, counted: Counts) -> float:
    """The smoothed share by the given counts, in hundredths."""
    right, wrong = counted.get("all", (0, 0))
    found = (right + 1) / (right + wrong + 2)
    for kind in kinds(claim, counted):
        right, wrong = counted.get(kind, (0, 0))
        found = (right + WEIGHT * found) / (right + wrong + WEIGHT)
    return round(min(found, _HIGHEST), 2)


def unread(share: float, line: Line) -> float:
    """The share to be expected in articles that nobody read while improving the rules, in hundredths."""
    slope, intercept = line
    moved = 1 / (1 + math.exp(-(slope * log_odds(share) + intercept)))
    return round(min(max(moved, _LOWEST), _HIGHEST), 2)


def log_odds(share: float) -> float:
    """The logarithm of a share's odds; shares beyond the lowest and the highest that are reported count as these."""
    share = min(max(share, _LOWEST), _HIGHEST)
    return math.log(share / (1 - share))


def agreed(ours: float, theirs: float) -> float:
    """How sure a claim is that two readers make, each this sure.

    If they went wrong independently, it would be wrong where both are; if one copied the other, it would be no surer than the surer one.
    A sentence that is hard for one is hard for the other, so it is taken to lie in the middle.
    """
    independent, copied = 1 - (1 - ours) * (1 - theirs), max(ours, theirs)
    return min(_HIGHEST, round((independent + copied) / 2, 2))


def kinds(claim: Claim, counted: Counts) -> list[str]:
    """The beginnings of the claim's path, shortest first; for a predicate that nothing is counted of, the family of its rule alone."""
    path = [claim.predicate, *_aspects(claim), family(claim)]
    if path[0] not in counted:
        return [f"rule/{family(claim)}"]
    if claim.confidence < _DOUBT:
        path.append("doubtful")
    return ["/".join(path[:n]) for n in range(1, len(path) + 1)]


def family(claim: Claim) -> str:
    """The rule without what it fired on: "meeting" of "meeting.receive"."""
    return claim.rule.partition(".")[0] or "none"


def _aspects(claim: Claim) -> list[str]:
    """What makes claims of one predicate differ in how often they are right."""
    found = []
    match claim.object:
        case Concept(name):
            found.append(name)
        case Text(value, "edtf"):
            found.append("day" if len(value) == len("2026-01-31") else "period")
        case Text(value) if claim.predicate == "modality":
            found.append(value)
    return [*found, "inferred"] if claim.kind == "inferred" else found


@lru_cache(maxsize=1)
def line() -> Line:
    """The slope and the intercept of the data file."""
    fitted = lexicon("confidence")["unread"]
    return float(fitted["slope"]), float(fitted["intercept"])


@lru_cache(maxsize=1)
def counts() -> Counts:
    """The counts of the data file."""
    return {kind: (right, wrong) for kind, (right, wrong) in lexicon("confidence")["counts"].items()}
