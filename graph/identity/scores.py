"""A score: how likely two members are one thing, and why; and the thresholds that make a judgement of it."""

from __future__ import annotations

from dataclasses import dataclass

SAME = 0.85
UNDECIDED = 0.5


@dataclass(frozen=True, slots=True)
class Score:
    """0–1, with what spoke for and against."""

    value: float
    reasons: tuple[str, ...]

    @property
    def judgement(self) -> str:
        """`same`, `undecided` or `notSame`."""
        return "same" if self.value >= SAME else "undecided" if self.value >= UNDECIDED else "notSame"


def bounded(value: float, reasons: list[str]) -> Score:
    """A sum of what spoke for and against, as a score."""
    return Score(round(max(0.0, min(value, 0.99)), 3), tuple(reasons))
