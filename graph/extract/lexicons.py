"""The word lists of this room: TOML files in `lexicon/`, read once."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any


@lru_cache(maxsize=32)
def lexicon(name: str) -> dict[str, Any]:
    """The tables of `lexicon/<name>.toml`. Callers must not change what they are given."""
    return tomllib.loads(files("graph.extract").joinpath("lexicon", f"{name}.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=512)
def words(name: str, table: str, key: str) -> frozenset[str]:
    """The list at `[table] key` of a lexicon as a set."""
    return frozenset(lexicon(name)[table][key])
