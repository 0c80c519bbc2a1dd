"""The vocabulary as data, and the closed set of names read from it.

communique.ttl      every class, property and status (OWL 2, Turtle)
shapes.ttl          what must never happen (SHACL)
context.jsonld      the same names as JSON-LD
questions/          what the graph must be able to answer, one SPARQL file each
terms               the names as Python; the one place that parses Turtle
"""
