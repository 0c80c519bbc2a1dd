"""A projection with every name that formats have trouble with, which the tests of all of them share."""

from __future__ import annotations

import json
from pathlib import Path

from graph.export.projection import Edge, Node, Projection

NAMES: tuple[str, ...] = tuple(json.loads((Path(__file__).parent / "names.json").read_text(encoding="utf-8")))
QUOTE = 'Minister "A" met <B> & C\non 4 March; she said: C:\\fish → 🐟'


def projection() -> Projection:
    """A person for each name, in a ring of meetings; the second edge is of a plan, the third doubles the first and has two words alone."""
    nodes = tuple(
        Node(f"person/x/{i:02}", label, "Person", "Kenya", f"https://example.org/person/x/{i:02}") for i, label in enumerate(NAMES)
    )
    edges = [
        Edge(
            f"e{i:02}", n.id, nodes[(i + 1) % len(nodes)].id, "metWith", True, "Held", "2026-03-04", "2026-03-04", "2026-03-04",
            0.9, "article/fish", "2026-03-05", QUOTE, f"meeting/{i:02}",
        )
        for i, n in enumerate(nodes)
    ]  # fmt: skip
    plan = Edge(
        "f", nodes[1].id, nodes[2].id, "plansToMeet", True, "Planned", "2026-04", "2026-04-01", "2026-04-30", 0.8, "article/fish",
        "2026-03-05", QUOTE, "meeting/plan",
    )  # fmt: skip
    return Projection("actors", nodes, (*edges, plan, Edge("g", nodes[0].id, nodes[1].id, "visited", False)))
