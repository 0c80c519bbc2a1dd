"""A language model as a reader: the same `Extraction`, if every word of it can be shown in the text.

    Article ─ parts ─▶ asking ─ journal ─▶ JSON ─ answers ─▶ Finding ─ grounding ─▶ frames ─ assembly ─▶ Extraction

The model is given no tools, and its answer is only ever read as data. Names, titles, topics and gists are taken from the text at the place
of the quote, never from the model's own words; what cannot be found there is dropped and counted. An article that tells the model what to
do can at most have its own words quoted.
"""

from graph.extract.llm.reader import LanguageModel

__all__ = ["LanguageModel"]
