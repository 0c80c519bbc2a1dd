"""Claims of one article hang together."""

from __future__ import annotations

from datetime import date

import pytest
from spacy.language import Language

from graph.extract import reader
from graph.extract.assembly import assemble
from graph.extract.preparation import prepare
from graph.model import Article, Ref

TEXTS = (
    "Officials of JICA met Kenyan Foreign Minister Peter Otieno in Nairobi on Monday.",
    "Taoiseach Brian Kelly received the Speaker of the Sejm, Marek Nowak.",
)


@pytest.mark.parametrize("text", TEXTS)
def test_claims_are_about_things_of_the_article(text: str, nlp: Language) -> None:
    """A country that only the name of a body or of an office implies is no thing, so nothing may point at it."""
    with nlp.memory_zone():
        reading = prepare(Article("case", text, date(2026, 3, 11), "case"), nlp)
        found = assemble("case", reading, reader.frames(reading), reader="rules", version="1")
    keys = {t.key for t in found.things}
    assert {c.subject for c in found.claims} <= keys
    assert {c.object.key for c in found.claims if isinstance(c.object, Ref)} <= keys
