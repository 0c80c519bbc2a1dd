"""What the rules are: a digest of everything on which it depends how they read an article.

Two readings of one article under one version are the same. A changed word list counts as much as changed code; so does the vocabulary,
and another release of the language model.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib import resources
from importlib.metadata import PackageNotFoundError, version
from importlib.resources.abc import Traversable

_KINDS = (".py", ".toml", ".txt")
_APART = ("llm", "explain")
"""folders of this room that the rules do not read by"""
_BESIDE = (("graph", "edtf.py"), ("graph", "ids.py"), ("graph", "model.py"), ("ontology", "communique.ttl"), ("ontology", "terms.py"))
_LENGTH = 12


@cache
def of_rules(model: str) -> str:
    """The version of the rules with the spaCy pipeline `model`: hex digits of a SHA-256."""
    h = hashlib.sha256()
    for name in (model, "spacy"):
        h.update(f"{name} {_release(name)}\n".encode())
    for name, data in _sources():
        h.update(f"{name} {len(data)}\n".encode())
        h.update(data)
    return h.hexdigest()[:_LENGTH]


def _release(distribution: str) -> str:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return ""


def _sources() -> Iterator[tuple[str, bytes]]:
    yield from sorted(_below(resources.files("graph.extract"), "extract"))
    for package, name in _BESIDE:
        yield name, resources.files(package).joinpath(name).read_bytes()


def _below(folder: Traversable, path: str) -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            if entry.name not in _APART:
                yield from _below(entry, f"{path}/{entry.name}")
        elif entry.name.endswith(_KINDS):
            # a checkout may have other line ends than a wheel
            yield f"{path}/{entry.name}", entry.read_bytes().replace(b"\r\n", b"\n")
