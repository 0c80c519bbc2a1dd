"""SPARQL's tokens, and the places of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.query.tokens import Kind, position, tokens, unescaped


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("?s$x ?été ?1", [("variable", "?s"), ("variable", "$x"), ("variable", "?été"), ("variable", "?1")]),
        ('\'it\\\'s\' """a"b""c\n"""', [("string", "'it\\'s'"), ("string", '"""a"b""c\n"""')]),
        ("''''a'''", [("string", "''''a'''")]),
        ("'' \"\"", [("string", "''"), ("string", '""')]),
        ("'a\nb'", [("bad", "'"), ("word", "a"), ("word", "b"), ("bad", "'")]),
        ("'\\q'", [("bad", "'"), ("bad", "\\"), ("word", "q"), ("bad", "'")]),
        (
            "'x'@en-GB '\\u00e9'^^<a:b>",
            [("string", "'x'"), ("language", "@en-GB"), ("string", "'\\u00e9'"), ("mark", "^^"), ("iri", "<a:b>")],
        ),
        ("<http://x/é?a=b#c>", [("iri", "<http://x/é?a=b#c>")]),
        ("?a<?b", [("variable", "?a"), ("mark", "<"), ("variable", "?b")]),
        ("<a b>", [("mark", "<"), ("word", "a"), ("word", "b"), ("mark", ">")]),
        ("<<?s ?p ?o>>", [("mark", "<<"), ("variable", "?s"), ("variable", "?p"), ("variable", "?o"), ("mark", ">>")]),
        ("?a<<http://x/#>", [("variable", "?a"), ("mark", "<"), ("iri", "<http://x/#>")]),
        ("ex:a.b. :x a: é:ü", [("name", "ex:a.b"), ("mark", "."), ("name", ":x"), ("name", "a:"), ("name", "é:ü")]),
        ("ex:a\\'b%20 a.b:c", [("name", "ex:a\\'b%20"), ("name", "a.b:c")]),
        ("_:b.c. _:1", [("blank", "_:b.c"), ("mark", "."), ("blank", "_:1")]),
        ("1 .5 1.5e-3 1.", [("number", "1"), ("number", ".5"), ("number", "1.5e-3"), ("number", "1"), ("mark", ".")]),
        ("a#b\rc", [("word", "a"), ("comment", "#b"), ("word", "c")]),
        ("'#' <a:#> #", [("string", "'#'"), ("iri", "<a:#>"), ("comment", "#")]),
        ("&&||!=<= >=", [("mark", "&&"), ("mark", "||"), ("mark", "!="), ("mark", "<="), ("mark", ">=")]),
        ("é\u00a0", [("bad", "é"), ("bad", "\u00a0")]),
    ],
)
def test_tokens(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(token.kind.value, token.text) for token in tokens(text)] == expected


@given(st.text())
def test_every_character_is_in_a_token_or_is_white_space(text: str) -> None:
    end = 0
    for token in tokens(text):
        assert text[end : token.start].strip(" \t\r\n") == ""
        assert text[token.start :].startswith(token.text)
        end = token.start + len(token.text)
    assert text[end:].strip(" \t\r\n") == ""


@pytest.mark.parametrize("piece", ['"""a', "'''\\", "<a", "a.a", "ex:%2", "?", "_:a.", "@a-", '"\\u005', "{", "SERVICE#\n", "service:"])
def test_long_texts_are_read_in_one_go(piece: str) -> None:
    """None of them takes time that grows with the square of its length: the time limit of the tests would say so."""
    assert sum(1 for _ in tokens(piece * 100_000)) > 0


def test_escapes_are_undone_once() -> None:
    assert unescaped("\\u0053ERVICE \\U0001F600 \\u005Cu0041 \\uZZZZ \\U00110000") == "SERVICE \U0001f600 \\u0041 \\uZZZZ \\U00110000"


def test_places_count_from_one() -> None:
    text = "ab\ncdé\n\nf"
    assert [position(text, text.index(c)) for c in "acéf"] == [(1, 1), (2, 1), (2, 3), (4, 1)]
    assert all(token.kind is Kind.WORD or token.text == "é" for token in tokens(text))
