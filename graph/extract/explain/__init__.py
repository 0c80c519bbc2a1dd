"""How one article was read: its names, dates, reports, claims with their rules, who said what, and what was rejected and why.

Article ─ the steps of the rules ─▶ Explanation ─▶ lines (a terminal) | page (a browser)
"""

from graph.extract.explain.lines import lines
from graph.extract.explain.page import page
from graph.extract.explain.tracing import Explanation, explain

__all__ = ["Explanation", "explain", "lines", "page"]
