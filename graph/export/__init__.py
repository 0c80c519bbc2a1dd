"""Store → bytes for other programs: RDF as it stands, and projections of it as graphs and tables.

projection   nodes and edges, with status, dates, confidence, article and quote on every edge
rdf · graphml · yed · gexf · json_graphs · cx2 · drawings · plain_graphs · tables · neo4j · kgx ·
obsidian · timelines                          one file per family of formats
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from graph.catalogue.reading import Catalogue
from graph.errors import QueryError, UnknownFormat
from graph.export import cx2, drawings, gexf, graphml, json_graphs, kgx, neo4j, obsidian, plain_graphs, projection, tables, timelines, yed
from graph.export.projection import Projection
from graph.filters import parse
from graph.settings import Settings
from graph.store.interface import Store


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its name, media type and the usual suffix of files; `write` is None where the store is written as RDF."""

    name: str
    media_type: str
    suffix: str
    write: Callable[[Projection, BinaryIO], None] | None = None


FORMATS: tuple[Format, ...] = (
    Format("nquads", "application/n-quads", "nq"),
    Format("trig", "application/trig", "trig"),
    Format("turtle", "text/turtle", "ttl"),
    Format("ntriples", "application/n-triples", "nt"),
    Format("jsonld", "application/ld+json", "jsonld"),
    Format("rdfxml", "application/rdf+xml", "rdf"),
    Format("graphml", "application/graphml+xml", "graphml", graphml.write),
    Format("yed", "application/graphml+xml", "yed.graphml", yed.write),
    Format("gexf", "application/gexf+xml", "gexf", gexf.write),
    Format("cytoscape", "application/vnd.cytoscape+json", "cyjs", json_graphs.cytoscape),
    Format("nodelink", "application/json", "json", json_graphs.node_link),
    Format("vis", "application/json", "vis.json", json_graphs.vis),
    Format("graphology", "application/json", "graphology.json", json_graphs.graphology),
    Format("kumu", "application/json", "kumu.json", json_graphs.kumu),
    Format("cx2", "application/json", "cx2", cx2.write),
    Format("dot", "text/vnd.graphviz", "dot", drawings.dot),
    Format("mermaid", "text/vnd.mermaid", "mmd", drawings.mermaid),
    Format("gml", "text/x-gml", "gml", plain_graphs.gml),
    Format("pajek", "text/x-pajek", "net", plain_graphs.pajek),
    Format("csv", "text/csv", "csv", tables.edges),
    Format("parquet", "application/vnd.apache.parquet", "parquet", tables.parquet),
    Format("neo4j", "application/zip", "neo4j.zip", neo4j.csv_zip),
    Format("cypher", "application/x-cypher-query", "cypher", neo4j.cypher),
    Format("kgx", "application/zip", "kgx.zip", kgx.write),
    Format("obsidian", "application/zip", "vault.zip", obsidian.write),
    Format("icalendar", "text/calendar", "ics", timelines.icalendar),
    Format("timelinejs", "application/json", "timeline.json", timelines.timeline_js),
)


def format_of(name: str) -> Format:
    """A format by name or suffix. Raises UnknownFormat."""
    for f in FORMATS:
        if name in (f.name, f.suffix):
            return f
    raise UnknownFormat(name, tuple(f.name for f in FORMATS))


def projections() -> tuple[str, ...]:
    """The projections there are."""
    return projection.names()


def write(
    store: Store,
    projection_: str,
    format_: str,
    out: BinaryIO,
    *,
    base: str = Settings().base,
    filters: Mapping[str, str | Sequence[str]] | None = None,
) -> None:
    """Write the store, or a projection of it, in a format. RDF formats write everything: with `full` and without filters only.

    Raises UnknownFormat for a projection or format, QueryError for a filter.
    """
    form = format_of(format_)
    if projection_ not in projection.names():
        raise UnknownFormat(projection_, projection.names())
    if form.write is None:
        if projection_ != "full" or filters:
            raise QueryError(f"{form.name} writes the whole graph: projection full, no filters")
        from graph.export import rdf

        rdf.write(store, form.name, out)
        return
    form.write(projection.project(Catalogue(store, base), projection_, parse(filters or {})), out)
