"""Who said what: direct quotations, reported speech, acts of speech, posts.

    clean text ─▶ quotations ─┐
    sentences  ─▶ cues ───────┼─▶ utterances in order ─ speakers, channels, duplicates ─▶ StatementFrames
    paragraphs ─▶ posts ──────┘

Only speech that the text attributes to one speaker counts: what "both ministers underlined" is the content of an event. A speaker without
a name becomes an entity of this article, labelled by its noun phrase, and is added to `reading.entities`.
"""

from graph.extract.statements.finding import find, publications, read

__all__ = ["find", "publications", "read"]
