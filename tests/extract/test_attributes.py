"""The table gives every word what spaCy's own ruler gives it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest
from spacy.language import Language
from spacy.tokens import Doc

from graph.extract.attributes import AttributeTable

TEXTS = (
    "Her minister had met the envoys whom it sent; there were those who could not come, but nobody was asked.",
    "There's a treaty, so let's sign it, y'all: I ain't gonna wait, I've got ta go.",
    "Nothin' doin', said the ol' envoy, who gets 'em and got them. That is that, and this one is theirs.",
    "Talks  will\nhave been held (or not) at 5 p.m. — “perhaps” — by the two who did what others do.",
)


def _tagged(nlp: Language, text: str) -> Doc:
    doc = nlp.make_doc(text)
    for name in ("tok2vec", "tagger", "parser"):
        doc = nlp.get_pipe(name)(doc)
    return doc


def _attributes(doc: Doc) -> list[tuple[str, str, str, str, str, str]]:
    return [(t.text, t.pos_, str(t.morph), t.lemma_, t.tag_, t.dep_) for t in doc]


@pytest.mark.parametrize("text", TEXTS)
def test_the_table_sets_what_the_ruler_sets(nlp: Language, text: str) -> None:
    ruler = cast(Any, nlp.get_pipe("attribute_ruler"))
    table = AttributeTable(ruler)
    for _ in range(2):  # asked, then known
        assert _attributes(table(_tagged(nlp, text))) == _attributes(ruler(_tagged(nlp, text)))


def test_a_ruler_whose_patterns_look_at_more_is_asked_each_time(nlp: Language) -> None:
    asked = []
    patterns = [{"patterns": [[{"SHAPE": "Xxxx"}]], "attrs": {"POS": "X"}, "index": 0}]
    ruler = SimpleNamespace(vocab=nlp.vocab, patterns=patterns)

    class Counting(SimpleNamespace):
        def __call__(self, doc: Doc) -> Doc:
            asked.append(doc.text)
            return doc

    table = AttributeTable(cast(Any, Counting(**vars(ruler))))
    table(nlp.make_doc("Works as ever"))
    table(nlp.make_doc("Works as ever"))
    assert asked == ["Works as ever"] * 2
