"""Full text: names, quotes and articles, found by words, with the stretch that matched.

folding     text → the letters it is found by: no case, no diacritics, Latin letters
documents   what of the store is indexed: things by name, articles, and the quotes of claims
index       documents at rest (tantivy), beside the store; follows the journal of changes, and is made anew where it cannot
finding     words → hits, ranked
snippets    which stretch of a text to show, and where in it the words are

The index holds no text to read: what is shown comes from the store, so that it is what the store says now.
"""

from graph.search.finding import Hit, Query, search
from graph.search.index import Index, open_index

__all__ = ["Hit", "Index", "Query", "open_index", "search"]
