"""The pipeline and everything that reads what it made; knows nothing of HTTP.

bytes ──▶ Article ──▶ Extraction ──▶ who is who ──▶ quads ──▶ store ──▶ catalogue | query | export
        sources     extract        identity      quads     store

model.py           the values that flow: frozen, no I/O
errors.py          what can go wrong, drawn as a tree
ids.py  edtf.py    same input, same id · uncertain dates and their bounds
filters.py         what of the graph is asked for, alike everywhere
settings.py        what can be configured: one frozen value, built once
sources/         1 bytes → Article        one file per format
extract/         2 Article → Extraction   the only room with spaCy; lexicons are data
identity/        3 names → who is who     candidates, scores, decisions
quads/           4 Extraction → quads     evidence layer, simple layer, derived triples
store/           5 quads at rest          embedded · remote; one interface
access/            keys hashed at rest, rates, a line for every write
databases.py       files of SQLite beside the store
knowledge/         what is known without articles: codes, cities, heads of state
journal/           what changed, in order; beside the store, never in it
promises/          what may have become of what was promised
reprints.py        which articles are one text
pipeline/          1–5 in order, one atomic commit per article; keeps both layers true
query/             SPARQL that people send: admitted, limited, in every format
catalogue/         what is in the graph, as people look it up
search/            names, quotes and articles by their words
alerts/            saved questions, and what changed in their answers
polling/           feeds that are followed: what is new in them
brief/             what is told of two, line by line, every line with its sentence
export/            store → bytes, one file per family of formats
validation.py      SHACL
"""
