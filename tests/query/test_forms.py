"""What a text asks for, and what is refused: nothing that a person can ask reaches beyond the store."""

from __future__ import annotations

import contextlib
import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import Store as Engine

from graph.errors import CommuniqueError, QueryRefused, QuerySyntaxError
from graph.query import Form, admit_query, admit_update, classify
from graph.query.forms import NESTING

CASES = tomllib.loads((Path(__file__).parent / "cases" / "network.toml").read_text(encoding="utf-8"))
REFUSED, ADMITTED, FRAGMENTS = CASES["refused"], CASES["admitted"], CASES["fragments"]


@pytest.mark.parametrize("text", [*REFUSED["queries"], *REFUSED["escaped"]])
def test_a_query_that_would_leave_the_house_is_refused(text: str) -> None:
    with pytest.raises((QueryRefused, QuerySyntaxError)):
        admit_query(text)


@pytest.mark.parametrize("text", REFUSED["updates"])
def test_an_update_that_would_leave_the_house_is_refused(text: str) -> None:
    # one that begins with a merged keyword is not even recognised as an update
    with pytest.raises((QueryRefused, QuerySyntaxError)):
        admit_update(text)


@pytest.mark.parametrize("text", ADMITTED["queries"])
def test_a_query_that_only_looks_like_it_is_admitted(text: str) -> None:
    assert admit_query(text) is not Form.UPDATE


@pytest.mark.parametrize("text", ADMITTED["updates"])
def test_an_update_that_only_looks_like_it_is_admitted(text: str) -> None:
    admit_update(text)


def test_the_cases_are_what_they_claim_to_be() -> None:
    """The engine takes every text; those refused have the keyword, as it reads them, and those admitted have not."""
    for text in REFUSED["queries"]:
        assert _has_keyword(text, lambda text: Engine().query(text)), text
    for text in REFUSED["updates"]:
        assert _has_keyword(text, lambda text: Engine().update(text)), text
    for text in ADMITTED["queries"]:
        assert _has_keyword(text, lambda text: Engine().query(text)) is False, text
    for text in ADMITTED["updates"]:
        assert _has_keyword(text, lambda text: Engine().update(text)) is False, text


@pytest.mark.slow
@settings(max_examples=20_000, suppress_health_check=list(HealthCheck))
@given(
    prologue=st.lists(st.sampled_from(FRAGMENTS["prologue"]), max_size=4),
    frame=st.sampled_from(FRAGMENTS["frames"]),
    holes=st.tuples(*(3 * [st.lists(st.sampled_from(FRAGMENTS["pieces"]), max_size=4).map("".join)])),
)
def test_whatever_the_engine_takes_for_the_keyword_is_refused(prologue: list[str], frame: str, holes: tuple[str, str, str]) -> None:
    text = "\n".join([*prologue, frame % holes])
    if _has_keyword(text, lambda text: Engine().query(text)):
        with pytest.raises(CommuniqueError):
            admit_query(text)


def _has_keyword(text: str, run: Callable[[str], object]) -> bool | None:
    """Whether the engine reads SERVICE or LOAD in it: then it no longer understands the text when these words are other words."""

    def understood(text: str) -> bool:
        try:
            run(text)
        except SyntaxError:
            return False
        except (OSError, RuntimeError):  # it was understood, and could not be done
            pass
        return True

    def other(found: re.Match[str]) -> str:
        return {"service": "servixe", "SERVICE": "SERVIXE", "load": "loxd", "LOAD": "LOXD"}.get(found[0], "servixe")

    return not understood(re.sub("service|load", other, text, flags=re.IGNORECASE)) if understood(text) else None


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("SELECT * {}", Form.SELECT),
        ("select*{}", Form.SELECT),
        ("# SELECT\nASK{}", Form.ASK),
        ("PREFIX select: <http://example.org/ask> PREFIX : <a:b>\nBASE <http://example.org/>construct where {}", Form.CONSTRUCT),
        ("VERSION '1.2' DESCRIBE <a:a>", Form.DESCRIBE),
        ("PREFIX ask: <a:a> INSERT DATA {}", Form.UPDATE),
        ("WITH <a:a> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", Form.UPDATE),
        ("CLEAR ALL", Form.UPDATE),
        ("DROP GRAPH <a:a>", Form.UPDATE),
    ],
)
def test_the_first_keyword_tells_the_form(text: str, form: Form) -> None:
    assert classify(text) is form
    assert form.gives_triples == (form in (Form.CONSTRUCT, Form.DESCRIBE))


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", "line 1, column 1"),
        ("PREFIX a: <a:a>\n  ", "line 2, column 3"),
        ("SELEC * {}", "line 1, column 1.*'SELEC'"),
        ("\n {}", "line 2, column 2.*'{'"),
        ("<a:a> SELECT * {}", "column 1.*'<a:a>'"),
        ("PREFIX ex:a <a:a> . SELECT", "'.'"),
        ("SELECTDISTINCT ?s {}", "'SELECTDISTINCT'"),
    ],
)
def test_what_is_none_is_told_with_its_place(text: str, place: str) -> None:
    with pytest.raises(QuerySyntaxError, match=place):
        classify(text)


def test_reading_and_writing_are_kept_apart() -> None:
    with pytest.raises(QueryRefused, match="update"):
        admit_query("CLEAR ALL")
    with pytest.raises(QuerySyntaxError, match="a query"):
        admit_update("ASK {}")
    admit_update("")
    admit_update("BASE <a:a> # nothing to do")


@pytest.mark.parametrize(
    "text",
    ["BASE <http://x/\\u003E\\u0043LEAR\\u0020ALL\\u0023> SELECT * {}", "BASE <http://x/\\u003EASK\\u007B\\u007D\\u0023> SELECT * {}"],
)
def test_a_text_that_becomes_another_when_its_escapes_are_undone_is_refused(text: str) -> None:
    assert classify(text) is Form.SELECT
    with pytest.raises((QueryRefused, QuerySyntaxError)):
        admit_query(text)


def test_brackets_too_deep_are_refused_and_many_are_not() -> None:
    with pytest.raises(QueryRefused, match="deep"):
        admit_query("SELECT * " + "{" * (NESTING + 1) + "}" * (NESTING + 1))
    with pytest.raises(QueryRefused, match="deep"):
        admit_update("INSERT DATA { <a:a> <a:b> " + "[ <a:a> " * NESTING + "1" + "]" * NESTING + "}")
    admit_query("SELECT * {" + "{}" * 2 * NESTING + "'" + "{" * 2 * NESTING + "'" + "}")


@given(st.text(alphabet="SERVICEservice<>{}?:.#'\"\\ \n\u00e9", max_size=60))
def test_no_text_is_too_strange_to_be_judged(text: str) -> None:
    for judge in (admit_query, admit_update):
        with contextlib.suppress(QueryRefused, QuerySyntaxError):
            judge("SELECT * { " + text)
