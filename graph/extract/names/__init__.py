"""Who and what a text names: a grammar over units, which are words, marks, and the phrases the gazetteer knows.

units ─ bodies, places ─▶ units with names ─ titles, persons ─▶ Findings ─ registry ─▶ Entities, Mentions, posts
"""
