"""Titles behind a name: "Jane Doe, Minister of Works, Ruritania", "John Roe (who is also the Mayor)"."""

from __future__ import annotations

import re
from dataclasses import replace

from graph.extract.gazetteer import Gazetteer
from graph.extract.names.bodies import Bodies
from graph.extract.names.found import Named, Title
from graph.extract.names.name_shapes import Shapes
from graph.extract.names.units import Unit

_LETTERS = re.compile(r"[A-Z]{2,5}")
_HOLDS = frozenset({"is", "was", "serves", "acts", "currently", "also", "doubles", "concurrently"})
_HOLDS_ON = frozenset({"now", "as", "presently", "both", "serving", "up", "simultaneously"})
"""what may stand between "who" and a title: "who doubles as", "who is currently serving as" """

Apposition = tuple[bool, list[tuple[Title, int]]]
"""whether the first title names whose post it is; the titles, each with the unit after what belongs to it"""


class Appositions:
    """Reads what stands behind the names of one article."""

    def __init__(self, gazetteer: Gazetteer, bodies: Bodies, shapes: Shapes) -> None:
        self.gazetteer = gazetteer
        self.bodies = bodies
        self.shapes = shapes

    def read(self, units: list[Unit], k: int, titles: dict[int, Title]) -> tuple[bool, list[tuple[Title, int]]] | None:
        """The titles behind a name that ends before unit `k`, each with the unit after what belongs to it; None where there are none.

        The flag says that the first one names whose post it is.
        """
        at = self._lead_in(units, k)
        if at is None:
            return None
        title = titles.get(at)
        if title is None or (title.plural and title.head.lower() not in ("co-chairs", "chairs")):
            return None
        said = title.owner or title.body or title.definite or title.possessor or units[at - 1].text in ("a", "an")
        if title.lower and not said and " of " not in title.text and " for " not in title.text:
            return None
        title, after = self.owned(units, title)
        if self.names_another(units, after):
            if title.inner is None or (run := self.shapes.run(units, after, {}, after_title=True)) is None:
                return None
            after = run.after
        found = [(title, after)]
        while (
            after + 1 < len(units)
            and units[after].text in ("and", "&", "/")
            and (second := self._second(units, after + 1, titles)) is not None
        ):
            second, end = self.owned(units, second)
            if self.names_another(units, end):
                break
            found.append((second, end))
            after = end
        return title.owner is not None or title.body is not None, found

    def _second(self, units: list[Unit], k: int, titles: dict[int, Title]) -> Title | None:
        if k < len(units) and units[k].text in ("the", "The", "also"):
            k += 1
        return titles.get(k)

    def _lead_in(self, units: list[Unit], k: int) -> int | None:
        """Where a title may begin behind a name that ends before unit `k`: after a comma, "who is also the", or a bracket."""
        if k + 1 >= len(units) or units[k].text not in (",", "(", "–", "—"):
            return None
        at = k + 1
        while at + 2 < len(units) and _LETTERS.fullmatch(units[at].text) and units[at].name is None and units[at + 1].text == ",":
            at += 2  # "Jane Doe, MP, Minister of …"
        if units[at].text == "who":
            at += 1
            if at >= len(units) or units[at].text not in _HOLDS:
                return None
            while at < len(units) and units[at].text in _HOLDS | _HOLDS_ON:
                at += 1
        while at < len(units) and units[at].text in ("the", "The", "a", "an", "currently", "also", "now", "then", "its", "their"):
            at += 1
        return at

    def names_another(self, units: list[Unit], k: int) -> bool:
        """Whether a name stands right behind a title: then the title is that person's."""
        if k >= len(units):
            return False
        u = units[k]
        if u.name is not None or u.glued:
            return False
        return bool(u.entry("honorific") and self.shapes.courtesy(units, k)) or (
            u.cap and u.word and self.shapes.plain(u, inside=False) and u.text not in self.gazetteer.days
        )

    def owned(self, units: list[Unit], title: Title) -> tuple[Title, int]:
        """The title with ", Body" or ", Country" behind it."""
        k = title.after
        if k + 1 >= len(units) or units[k].text != ",":
            return title, k
        at = k + 2 if units[k + 1].text in ("the", "The") and k + 2 < len(units) else k + 1
        u = units[at]
        closing = units[at + 1].text if at + 1 < len(units) else "."
        ends = not closing[0].isalnum() or closing in (
            "and",
            "in",
            "on",
            "at",
            "who",
            "was",
            "is",
            "said",
            "underlined",
            "as",
            "along",
            "with",
            "to",
            "for",
        )
        if title.owner is not None or title.body is not None:
            if (
                title.body is not None
                and isinstance(u.name, Named)
                and u.name.kind == "body"
                and title.body.type != "Ministry"
                and closing in (",", ";", ".", "and")
            ):
                return title, at + 1  # "Head Works Division, Department of Roads": the larger body follows
            return title, k
        if isinstance(u.name, Named) and u.name.kind in ("body", "jointbody") and ends:
            return replace(title, body=u.name), at + 1
        country = self.bodies.owners.country(u)
        if country and closing in (",", ";", ".", ")", ":", "–"):
            return replace(title, owner=country), at + 1
        return title, k
