"""Briefs: what the articles say about two countries or bodies, line by line, every line with the sentence that says it.

making      the graph → a Brief: sections, lines, notes
dates       uncertain dates as people write them
templates   `sentences.toml`: the wording, by kind and status; `writing` puts a brief into Markdown and HTML

The wording is fixed: the same graph gives the same brief. What is planned is never worded as held, and what only somebody quoted says is
worded as what they say.
"""

from graph.brief.making import Brief, brief
from graph.brief.writing import html, markdown

__all__ = ["Brief", "brief", "html", "markdown"]
