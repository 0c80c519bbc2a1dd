"""What changed, in order: every commit of the pipeline as an entry with a number, kept beside the store and never in the graph.

entries     the values: an entry, what it says of an article, a claim, a decision
claims      quads before and after → claims that went and came
keeping     entries at rest: one file, numbers that never repeat

The graph is a function of the articles and decisions alone; the journal is where the order and the time of their coming are. Deleting it
changes nothing in the graph, and a new one begins with the next commit.
"""

from graph.journal.entries import ArticleNamed, ClaimSaid, Draft, Entry, Judged, Kind
from graph.journal.keeping import Journal, open_journal

__all__ = ["ArticleNamed", "ClaimSaid", "Draft", "Entry", "Journal", "Judged", "Kind", "open_journal"]
