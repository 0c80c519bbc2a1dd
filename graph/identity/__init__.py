"""Names → who is who.

keys   what makes two mentions the same thing by themselves: natural keys
"""

from __future__ import annotations

from collections.abc import Mapping

from graph.identity.keys import natural_keys
from graph.model import Extraction

__all__ = ["natural_keys", "resolve"]


def resolve(extraction: Extraction) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """(canonical key, natural key) of every thing, by local key. Without decisions the two are equal."""
    keys = natural_keys(extraction)
    return keys, keys
