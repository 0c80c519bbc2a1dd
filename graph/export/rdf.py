"""RDF formats. N-Quads and TriG hold every graph; formats that know no graphs hold the simple layer."""

from __future__ import annotations

import io
from typing import BinaryIO

import pyoxigraph as ox

from graph.quads.codec import line
from graph.store.interface import Store
from ontology import terms

GRAPHS = {"nquads": ox.RdfFormat.N_QUADS, "trig": ox.RdfFormat.TRIG, "jsonld": ox.RdfFormat.JSON_LD}
TRIPLES = {"turtle": ox.RdfFormat.TURTLE, "ntriples": ox.RdfFormat.N_TRIPLES, "rdfxml": ox.RdfFormat.RDF_XML}


def write(store: Store, name: str, out: BinaryIO) -> None:
    """Write the store, sorted, so that the same graph gives the same bytes."""
    quads = store.quads() if name in GRAPHS else store.quads(None)
    text = "".join(f"{x}\n" for x in sorted(line(q) for q in quads)).encode()
    if name in ("nquads", "ntriples"):
        out.write(text)
        return
    parsed = ox.parse(io.BytesIO(text), format=ox.RdfFormat.N_QUADS)
    statements = parsed if name in GRAPHS else (q.triple for q in parsed)
    ox.serialize(statements, out, format={**GRAPHS, **TRIPLES}[name], prefixes=terms.PREFIXES)
