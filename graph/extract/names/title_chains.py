"""Titles before one name: several of them, and what between and behind them tells that they are one person's."""

from __future__ import annotations

from graph.extract.gazetteer import Gazetteer
from graph.extract.names.appositions import Appositions
from graph.extract.names.found import Title
from graph.extract.names.name_shapes import Run, Shapes
from graph.extract.names.units import Line, Unit

RANKS = frozenset({"Ambassador", "Senator"})
"""titles that stand before a name behind its bearer's office"""


class Chains:
    """Reads "X and Y Jane Doe", "X/Y Jane Doe", "the head of the Board, Y Jane Doe, …" over one gazetteer."""

    def __init__(self, gazetteer: Gazetteer, shapes: Shapes, appositions: Appositions) -> None:
        self.gazetteer = gazetteer
        self.shapes = shapes
        self.appositions = appositions

    def body_between(self, units: list[Unit], title: Title, at: int) -> tuple[Title, int]:
        """ "Secretary, Ministry of Works, Shri John Roe": the title with the body between it and the name."""
        if title.owner is not None or title.body is not None or at != title.after:
            return title, at
        owned, after = self.appositions.owned(units, title)
        named = after + 1 < len(units) and units[after].text == "," and self.shapes.courtesy(units, after + 1)
        return (owned, after) if owned.body is not None and named else (title, at)

    def following(self, units: list[Unit], at: int, titles: dict[int, Title]) -> Title | None:
        """A second title from unit `at` on: behind "/", "and", or "and the", or an envoy's rank right there."""
        if at in titles and titles[at].text in RANKS and at + 1 < len(units) and units[at + 1].cap:
            return titles[at]
        if at + 1 >= len(units) or units[at].text not in ("/", "and", "&", "-", "–", ","):
            return None
        return titles.get(at + 1)

    def one_holder(self, units: list[Unit], chain: list[Title]) -> bool:
        """Whether titles joined by "and" are one person's: not where the first stands for somebody of its own ("the President and …")."""
        between = units[chain[0].after].text
        if between in RANKS:
            return True
        if between == ",":
            rank = chain[1]  # "the Head of Protocol of Ruritania, Ambassador Jane Doe"
            opens = chain[0].first == 0 or units[chain[0].first - 1].text in (".", ":")
            office = " of " in chain[0].text or " for " in chain[0].text or (opens and " " in chain[0].text)
            whose = chain[0].owner or chain[0].body or chain[0].definite or office
            if rank.text not in RANKS:
                return chain[0].definite and chain[0].body is not None and self._acts(units, rank.after)
            return bool(whose) and not (rank.owner or rank.body) and chain[0].text not in RANKS
        return between in ("/", "-", "–") or not chain[0].definite

    def _acts(self, units: list[Unit], k: int) -> bool:
        """Whether a name from unit `k` closes with a comma before a verb: "the head of the Board, Minister Jane Doe, received …"."""
        run = self.shapes.run(units, k, {}, after_title=True)
        if run is None or run.after + 1 >= len(units) or units[run.after].text != ",":
            return False
        following = units[run.after + 1].text
        return following.endswith(("ed", "held", "met", "said", "gave", "took", "led")) or following in ("has", "is", "was", "will", "says")

    def single(self, units: list[Unit], run: Run) -> bool:
        """Whether one word behind a title can be a name by itself ("President Macron", not "Minister Level")."""
        u = units[run.start]
        words = u.text in self.gazetteer.no_names or u.text in self.gazetteer.portfolios or u.text in self.gazetteer.opening
        return not words and len(u.text) > 1 and not u.entries

    def one_name(self, line: Line, run: Run) -> bool:
        """Whether a single word between commas behind a title is its bearer: "the Director, Sutarno, …"; a place there is none."""
        units = line.units
        if run.words != 1 or run.start != run.first or run.after >= len(units) or units[run.after].text != ",":
            return False
        span = units[run.start].span
        place = any(label in ("GPE", "LOC", "FAC", "DATE") and s.overlaps(span) for s, label in line.proposals)
        return not place and self.single(units, run) and not self.shapes.common(units[run.start].text) and len(units[run.start].text) > 2

    def closed(self, units: list[Unit], run: Run) -> bool:
        """Whether a name behind a comma is the bearer of the title before it: with courtesy, or closed by a mark or a verb."""
        if run.start > run.first:
            return True
        following = units[run.after].text if run.after < len(units) else "."
        return run.words >= 2 and (not following[0].isalnum() or following[0].islower()) and following != "'s"
