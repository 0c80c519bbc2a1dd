"""Extraction → quads: how a claim looks in RDF.

vocabulary   the IRIs, checked against the ontology
evidence     one article's graph: claims, evidence, statements
conflicts    which of several values is accepted
simple       claims of all articles → the simple layer
derived      what follows from the simple layer, rule by rule
codec        quads as N-Quads
"""
