"""Whose a graph is: the pipeline keeps its own true, and people write to theirs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from graph.errors import Conflict
from graph.query.updates import Target

_KINDS = (
    ("article/", "holds what was read from an article; add, replace or withdraw the article instead"),
    ("graph/decisions", "holds decisions on who is who; decide with the identity commands instead"),
    ("graph/", "is kept by the pipeline"),
    ("", "belongs to the pipeline, as every IRI below its base does"),
)


@dataclass(frozen=True, slots=True)
class Ownership:
    """What the pipeline owns: the default graph, `layer` (the graph that stands in for it, if one does), and all graphs below `base`."""

    base: str
    layer: str | None = None

    def check(self, targets: Iterable[Target]) -> None:
        """Raises Conflict for the first target that is not a graph of the user's own, and says why and what to do."""
        for target in targets:
            reason = self._reason(target)
            if reason:
                raise Conflict(f"{reason}; write to a graph of your own: GRAPH <https://example.org/mine> {{ … }}")

    def _reason(self, target: Target) -> str | None:
        if target.name == "DEFAULT":
            return "the default graph holds the simple layer, which the pipeline derives from the articles"
        if target.name in ("NAMED", "ALL"):
            return f"{target.name} includes graphs of the pipeline; name the graph"
        if target.graph is None:
            return f"GRAPH {target.name} could be any graph; name the graph that is written to"
        if target.graph == self.layer:
            return f"<{target.graph}> holds the simple layer, which the pipeline derives from the articles"
        # an engine may resolve the dots of a path, or leave them
        for graph in (target.graph, urljoin(target.graph, urlsplit(target.graph).path)):
            if graph.startswith(self.base) or f"{graph}/" == self.base or f"{graph}#" == self.base:
                rest = graph.removeprefix(self.base)
                return f"<{target.graph}> " + next(what for start, what in _KINDS if rest.startswith(start))
        return None
