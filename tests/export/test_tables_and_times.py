"""Neo4j, KGX, Obsidian, calendars and timelines, read back by parsers that are not ours."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import sys
import zipfile
from dataclasses import replace
from datetime import date
from typing import cast

import frontmatter
import pytest
from icalendar import Calendar

from graph import export
from graph.errors import QueryError
from graph.export import neo4j
from graph.export.projection import Edge, Projection, Report
from graph.export.xml import safe
from tests.export.nasty import NAMES, QUOTE, projection

P = projection()
CLEAN = [safe(name) for name in NAMES]


def written(format_: str, p: Projection = P) -> bytes:
    out = io.BytesIO()
    write = export.format_of(format_).write
    assert write
    write(p, out)
    return out.getvalue()


def unzipped(format_: str, p: Projection = P) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(written(format_, p))) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode() for name in archive.namelist()}


def dated(status: str, when: str) -> Projection:
    """The first edge alone, with another status and date."""
    return Projection("actors", P.nodes[:2], (replace(P.edges[0], status=status, date=when),))


@pytest.mark.parametrize("format_", ["neo4j", "kgx", "obsidian"])
def test_an_archive_is_written_twice_alike(format_: str) -> None:
    assert written(format_) == written(format_)


def test_parquet_has_types_and_every_edge() -> None:
    from pyarrow import parquet

    table = parquet.read_table(io.BytesIO(written("parquet")))
    assert [str(table.schema.field(name).type) for name in ("confidence", "symmetric", "quote")] == ["double", "bool", "string"]
    rows = table.to_pylist()
    assert [r["source_label"] for r in rows[: len(NAMES)]] == list(NAMES)
    assert len(rows) == len(P.edges)
    assert (rows[3]["status"], rows[3]["date"], rows[3]["quote"], rows[3]["article"]) == ("Held", "2026-03-04", QUOTE, "article/fish")


def test_without_pyarrow_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(QueryError, match=r"communique\[parquet\]"):
        written("parquet")


def test_neo4j_has_typed_headers_and_every_edge() -> None:
    files = unzipped("neo4j")
    nodes, edges = (list(csv.DictReader(io.StringIO(files[name], newline=""))) for name in ("nodes.csv", "edges.csv"))
    assert [n["label"] for n in nodes] == [name.replace("\0", "\ufffd") for name in NAMES]
    assert {n[":LABEL"] for n in nodes} == {"Entity;Person"}
    assert len(edges) == len(P.edges)
    assert {e[":START_ID"] for e in edges} <= {n["id:ID"] for n in nodes}
    e = edges[3]
    assert (e[":TYPE"], e["status"], e["date"], e["quote"], e["confidence:double"], e["symmetric:boolean"]) == (
        "MET_WITH", "Held", "2026-03-04", QUOTE, "0.9", "true",
    )  # fmt: skip


def test_cypher_is_cypher_and_says_what_the_graph_does() -> None:
    from antlr4 import CommonTokenStream, InputStream
    from antlr4_cypher import CypherLexer, CypherParser

    text = written("cypher").decode("ascii")
    constraint, *lines = text.splitlines()
    assert constraint.startswith("CREATE CONSTRAINT")  # openCypher, whose grammar follows, has none
    assert len(lines) == len(P.nodes) + len(P.edges)
    for line in lines:
        parser = CypherParser(CommonTokenStream(CypherLexer(InputStream(line))))
        parser.removeErrorListeners()
        parser.script()
        assert parser.getNumberOfSyntaxErrors() == 0, line
    found = [re.search(r"label: '((?:[^'\\]|\\.)*)'", line) for line in lines[: len(P.nodes)]]
    assert [_text(m[1]) for m in found if m] == list(NAMES)
    assert "MERGE (a)-[r:MET_WITH {id: 'e03'}]->(b) SET r += {predicate: 'metWith', symmetric: true, status: 'Held'" in text


def _text(literal: str) -> str:
    """Escapes as in JSON, but for the quotation marks."""
    found: str = json.loads('"' + literal.replace("\\'", "'").replace('"', '\\"') + '"')
    return found


def test_relations_are_named_as_in_neo4j() -> None:
    assert neo4j.relation("plansToMeet") == "PLANS_TO_MEET"


def test_kgx_has_the_columns_of_its_specification_and_nothing_to_quote() -> None:
    files = unzipped("kgx")
    nodes, edges = (
        list(csv.DictReader(io.StringIO(files[name]), delimiter="\t", quoting=csv.QUOTE_NONE)) for name in ("nodes.tsv", "edges.tsv")
    )
    assert [n["name"] for n in nodes] == [" ".join(name.split()).replace("|", "¦") for name in CLEAN]
    assert all(None not in row and None not in row.values() for row in (*nodes, *edges))
    assert {e[end] for e in edges for end in ("subject", "object")} == {n["id"] for n in nodes}
    assert all(re.fullmatch(r"biolink:\w+", x) for x in (*(n["category"] for n in nodes), *(e["predicate"] for e in edges)))
    e = edges[3]
    assert (e["original_predicate"], e["status"], e["confidence"], e["article"]) == ("cmq:metWith", "Held", "0.9", "article/fish")
    assert e["quote"] == " ".join(QUOTE.split())


def test_a_vault_has_a_note_for_each_and_links_that_lead_to_them() -> None:
    files = unzipped("obsidian")
    notes = {name: frontmatter.loads(text) for name, text in files.items() if name.endswith(".md")}
    assert sorted(alias for n in notes.values() for alias in cast(list[str], n["aliases"])) == sorted(CLEAN)
    assert len({name.casefold() for name in notes}) == len(P.nodes)
    assert not [name for name in files if re.search(r'[*"\\<>:|?#^\[\]\n]', name) or ".." in name or name.startswith("/")]
    links = [link for n in notes.values() for link in re.findall(r"\[\[([^\]]+)\]\]", n.content)]
    assert len(links) == 2 * len(P.edges)
    assert {f"{link}.md" for link in links} == set(notes)
    told = notes["Person/Plain Name.md"].content
    assert "- metWith, Held, 2026-03-04: [[" in told
    assert r"Minister \"A\"" not in told
    assert r"met \<B\> \& C on 4 March" in told
    assert "<script>" not in "".join(n.content for n in notes.values())


def test_the_canvas_is_read_by_pyjsoncanvas() -> None:
    from pyjsoncanvas import Canvas

    files = unzipped("obsidian")
    canvas = Canvas.from_json(files["actors.canvas"])
    canvas.validate()
    assert (len(canvas.nodes), len(canvas.edges)) == (len(P.nodes), len(P.edges))
    assert {n.file for n in canvas.nodes} == {name for name in files if name.endswith(".md")}


def test_a_calendar_is_read_by_icalendar() -> None:
    data = written("icalendar")
    assert max(len(line) for line in data.split(b"\r\n")) <= 75
    events = Calendar.from_ical(data).walk("VEVENT")
    assert len(events) == len({e.event for e in P.edges if e.date})
    (held,) = [e for e in events if e["UID"] == "meeting/02@communique"]
    assert (held.decoded("DTSTART"), held.decoded("DTEND"), held["STATUS"]) == (date(2026, 3, 4), date(2026, 3, 5), "CONFIRMED")
    assert str(held["DESCRIPTION"]) == f"“{QUOTE}”\narticle/fish, 2026-03-05"
    named = re.sub("\r\n?", "\n", f"metWith: {NAMES[2]} – {NAMES[3]}")
    assert str(held["SUMMARY"]) == named
    assert (str(held["X-COMMUNIQUE-STATUS"]), str(held["X-COMMUNIQUE-CONFIDENCE"])) == ("Held", "0.9")
    (plan,) = [e for e in events if e["UID"] == "meeting/plan@communique"]
    assert (plan.decoded("DTSTART"), plan.decoded("DTEND"), plan["STATUS"]) == (date(2026, 4, 1), date(2026, 5, 1), "TENTATIVE")
    assert str(plan["SUMMARY"]).endswith("(day not known: 2026-04)")


@pytest.mark.parametrize(
    ("status", "when", "says"),
    [
        ("Held", "2026-03-04", ["CONFIRMED"]),
        ("Held", "2026-03", ["TENTATIVE"]),  # nobody knows the day
        ("Held", "[2026-03-02..2026-03-09]", ["TENTATIVE"]),
        ("Held", "2026-03-02/2026-03-09", ["CONFIRMED"]),
        ("Scheduled", "2026-03-04", ["TENTATIVE"]),
        ("Postponed", "2026-03-04", ["TENTATIVE"]),
        ("Cancelled", "2026-03-04", ["CANCELLED"]),
        ("Planned", "2026-03-04/..", []),
    ],
)
def test_no_calendar_makes_a_plan_a_fact(status: str, when: str, says: list[str]) -> None:
    assert [e["STATUS"] for e in Calendar.from_ical(written("icalendar", dated(status, when))).walk("VEVENT")] == says


def test_a_timeline_has_a_slide_for_each_and_no_markup_of_others() -> None:
    slides = json.loads(written("timelinejs"))["events"]
    assert len(slides) == len({e.event for e in P.edges if e.date})
    assert len({s["unique_id"] for s in slides}) == len(slides)
    assert [s["communique"]["event"] for s in slides if "display_date" in s] == ["meeting/plan"]
    (held,) = [s for s in slides if s["communique"]["event"] == "meeting/02"]
    assert held["start_date"] == {"year": 2026, "month": 3, "day": 4}
    assert html.unescape(held["text"]["headline"]) == f"metWith: {NAMES[2]} – {NAMES[3]}"
    assert "<script>" not in held["text"]["headline"]
    assert held["communique"]["quote"] == QUOTE


def test_what_happened_is_told_once_under_its_own_name() -> None:
    talks = replace(P.nodes[0], id="meeting/x", label="Talks", type="Meeting")
    edges = [Edge(f"p{i}", talks.id, n.id, "participant", False, "Held", "2026-03-04", event=talks.id) for i, n in enumerate(P.nodes)]
    reports = {talks.id: Report("article/fish", "2026-03-05", "The twelve of them met on the fourth of March.")}
    (event,) = Calendar.from_ical(written("icalendar", Projection("events", (talks, *P.nodes), tuple(edges), reports))).walk("VEVENT")
    assert str(event["SUMMARY"]) == "Talks"
    assert "The twelve of them met" in str(event["DESCRIPTION"])
