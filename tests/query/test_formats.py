"""Which format an Accept header or a short name gets."""

from __future__ import annotations

import pytest

from graph.errors import UnknownFormat
from graph.query import GRAPHS, RESULTS, Form, negotiate
from graph.store.answers import GRAPH_FORMATS, RESULT_FORMATS

JSON, XML, CSV, TSV = (f.media_type for f in RESULTS)
TTL, NT, JSONLD, RDF, TRIG, NQ = (f.media_type for f in GRAPHS)
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "solutions", "triples"),
    [
        (None, JSON, TTL),
        ("", JSON, TTL),
        ("*/*", JSON, TTL),
        ("application/*", JSON, NT),
        ("text/*", CSV, TTL),
        ("json", JSON, JSONLD),
        ("XML", XML, RDF),
        ("application/json", JSON, JSONLD),
        ("application/xml", XML, RDF),
        (BROWSER, XML, RDF),
        ("text/turtle, application/sparql-results+xml", XML, TTL),
        ("text/csv;q=0.5, text/tab-separated-values;q=0.7, application/n-triples; q=0.1", TSV, NT),
        ("*/*;q=0.1, text/csv, application/n-quads", CSV, NQ),
        ("text/csv, application/sparql-results+json, application/trig, text/turtle", CSV, TRIG),
        ("application/sparql-results+json;q=0, text/turtle;q=0, */*", XML, NT),
        ("application/sparql-results+json ; charset=utf-8, APPLICATION/RDF+XML", JSON, RDF),
        ("text/csv;q=high, text/turtle;q=high", CSV, TTL),
        ("application/x-turtle, */*;q=0.1", JSON, TTL),
    ],
)
def test_negotiation(accept: str | None, solutions: str, triples: str) -> None:
    assert negotiate(Form.SELECT, accept) == negotiate(Form.ASK, accept) == solutions
    assert negotiate(Form.CONSTRUCT, accept) == negotiate(Form.DESCRIBE, accept) == triples


@pytest.mark.parametrize(
    ("name", "form", "media_type"),
    [(f.name, Form.SELECT, f.media_type) for f in RESULTS] + [(f.name, Form.DESCRIBE, f.media_type) for f in GRAPHS],
)
def test_each_format_has_a_short_name(name: str, form: Form, media_type: str) -> None:
    assert negotiate(form, name) == negotiate(form, media_type) == media_type


@pytest.mark.parametrize(
    ("form", "accept"),
    [
        (Form.CONSTRUCT, "csv"),
        (Form.CONSTRUCT, "text/csv"),
        (Form.SELECT, "ttl"),
        (Form.ASK, "image/png"),
        (Form.SELECT, "*/*;q=0"),
        (Form.SELECT, "nonsense"),
    ],
)
def test_what_nobody_offers_is_refused_with_what_is_offered(form: Form, accept: str) -> None:
    with pytest.raises(UnknownFormat) as told:
        negotiate(form, accept)
    assert told.value.asked == accept
    assert told.value.known[0] == ("ttl (text/turtle)" if form.gives_triples else "json (application/sparql-results+json)")


def test_what_is_offered_is_what_the_store_can_write() -> None:
    assert tuple(f.media_type for f in RESULTS) == RESULT_FORMATS
    assert tuple(f.media_type for f in GRAPHS) == GRAPH_FORMATS
