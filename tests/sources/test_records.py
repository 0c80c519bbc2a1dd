import codecs
import json
from collections.abc import Callable
from datetime import date

import pytest

from graph.errors import MalformedSource, SourceError, UndatedArticle, UnreadableSource, UnsupportedLanguage
from graph.model import Article

Found = list[Article | SourceError]
ReadAll = Callable[..., Found]
RECORD = {"id": "r1", "published": "2026-05-05", "text": "The ministers met. \n"}


def lines(*records: object) -> str:
    return "".join(json.dumps(r) + "\n" for r in records)


def test_a_record_gives_an_article(read_all: ReadAll) -> None:
    record = {
        **RECORD,
        "title": "Ferries",
        "publisher": "Gazette",
        "url": "https://example.org/1?a=b",
        "language": "en",
        "tags": ["ignored"],
    }

    [article] = read_all("a.jsonl", lines(record))

    assert isinstance(article, Article)
    assert (article.id, article.identifier, article.text) == ("r1", "r1", "The ministers met. \n")
    assert (article.title, article.publisher, article.url) == ("Ferries", "Gazette", "https://example.org/1?a=b")
    assert article.origin.endswith("a.jsonl:1")


def test_names_that_others_write_are_understood(read_all: ReadAll) -> None:
    schema_org = {
        "identifier": 12,
        "headline": "Ferries",
        "datePublished": "2026-05-05T10:00:00Z",
        "publisher": {"@type": "Organization", "name": "Gazette"},
        "inLanguage": "en-GB",
        "articleBody": "The ministers met.",
    }
    crawler = {"date": "5 May 2026", "body": "The officials met.", "link": "https://example.org/2"}
    feedlike = {"date": "2026-05-05", "content": "The envoys met."}

    first, second, third = read_all("a.ndjson", lines(schema_org, crawler, feedlike))

    assert isinstance(first, Article)
    assert (first.identifier, first.title, first.publisher, first.language) == ("12", "Ferries", "Gazette", "en-GB")
    assert isinstance(second, Article)
    assert (second.text, second.url, second.published) == ("The officials met.", "https://example.org/2", date(2026, 5, 5))
    assert second.identifier == second.id
    assert isinstance(third, Article)


@pytest.mark.parametrize("shape", ["object", "list", "articles"])
def test_json_is_one_object_a_list_or_articles(read_all: ReadAll, shape: str) -> None:
    document = {"object": RECORD, "list": [RECORD], "articles": {"articles": [RECORD], "next": None}}[shape]

    [article] = read_all("a.json", json.dumps(document, indent=2))

    assert isinstance(article, Article)
    assert article.identifier == "r1"


def test_one_object_without_id_is_called_after_its_file_and_a_line_after_its_content(read_all: ReadAll) -> None:
    record = {"published": "2026-05-05", "text": "The ministers met."}

    [alone] = read_all("ferries.json", json.dumps(record))
    [listed] = read_all("list.json", json.dumps([record]))
    [line] = read_all("lines.jsonl", lines(record))

    assert isinstance(alone, Article)
    assert isinstance(listed, Article)
    assert isinstance(line, Article)
    assert alone.identifier == "ferries"
    assert listed.identifier == line.identifier == line.id == alone.id


def test_a_bad_line_is_named_and_the_others_go_on(read_all: ReadAll) -> None:
    text = (
        lines(RECORD)
        + "\n"
        + "{broken}\n"
        + lines(
            [1],
            {"id": "x", "text": 5},
            {"id": "x", "published": "2026-05-05"},
            {"id": "x", "text": "They met.", "published": 20260505},
            {"id": "x", "text": "They met.", "published": "someday"},
            {"id": "x", "text": "They met."},
            {"id": "x", "text": "They met.", "published": "2026-05-05", "language": "fr"},
            {"id": "x", "text": " ", "published": "2026-05-05"},
            {"id": "x", "text": "They met\ud800.", "published": "2026-05-05"},
            {"id": "x", "text": "They met\x00.", "published": "2026-05-05"},
            {"id": "x", "title": "a\x01", "text": "They met.", "published": "2026-05-05"},
            {"id": "x", "url": "//example.org", "text": "They met.", "published": "2026-05-05"},
            {"id": "x", "language": "?", "text": "They met.", "published": "2026-05-05"},
            {"id": True, "text": "They met.", "published": "2026-05-05"},
            {**RECORD, "id": "r2"},
        )
    )

    first, *errors, last = read_all("a.jsonl", text)

    assert isinstance(first, Article)
    assert isinstance(last, Article)
    expected = [
        (3, MalformedSource, "not JSON"),
        (4, MalformedSource, "not a JSON object"),
        (5, MalformedSource, "field text must be a string, not a number"),
        (6, MalformedSource, "no field text"),
        (7, MalformedSource, "field published must be a string, not a number"),
        (8, MalformedSource, "field published: 'someday' is no date"),
        (9, UndatedArticle, "no publication date"),
        (10, UnsupportedLanguage, "French"),
        (11, UnreadableSource, "empty"),
        (12, MalformedSource, "field text: half a surrogate pair at offset 8"),
        (13, MalformedSource, "field text: NUL character at offset 8"),
        (14, MalformedSource, "field title"),
        (15, MalformedSource, "field url"),
        (16, MalformedSource, "field language"),
        (17, MalformedSource, "field id must be a string, not true/false"),
    ]
    assert len(errors) == len(expected)
    for error, (line, kind, reason) in zip(errors, expected, strict=True):
        assert isinstance(error, kind)
        assert isinstance(error, SourceError)
        assert error.where.endswith(f"a.jsonl:{line}")
        assert reason in error.reason


def test_a_file_that_breaks_off_loses_its_last_line_only(read_all: ReadAll) -> None:
    for cut in (5, 20, 40):
        first, last = read_all("a.jsonl", lines(RECORD) + lines({**RECORD, "id": "r2"})[:cut])

        assert isinstance(first, Article)
        assert isinstance(last, MalformedSource)
        assert last.where.endswith("a.jsonl:2")
        assert "ends before it is complete" in last.reason


def test_a_complete_last_line_needs_no_line_end(read_all: ReadAll) -> None:
    [article] = read_all("a.jsonl", lines(RECORD).rstrip("\n"))

    assert isinstance(article, Article)


def test_a_line_in_the_wrong_encoding_names_the_byte_of_the_file(read_all: ReadAll) -> None:
    first_line = codecs.BOM_UTF8 + lines(RECORD).encode()
    second_line = b'{"text": "caf\xe9 noir", "published": "2026-05-05"}\n'

    first, error = read_all("a.jsonl", first_line + second_line)

    assert isinstance(first, Article)
    assert isinstance(error, UnreadableSource)
    assert error.where.endswith("a.jsonl:2")
    assert f"wrong byte 0xe9 at byte {len(first_line) + 13}" in error.reason


def test_the_limit_is_for_each_line_and_the_next_one_is_still_found(read_all: ReadAll) -> None:
    long = {**RECORD, "text": "They met. " * 1000}
    text = lines(RECORD, long, {**RECORD, "id": "r3"}, {**RECORD, "id": "r4"} | {"text": "They met again. " * 1000})

    first, second, third, fourth = read_all("a.jsonl", text, max_bytes=200)

    assert isinstance(first, Article)
    assert isinstance(second, UnreadableSource)
    assert second.where.endswith("a.jsonl:2")
    assert "200 bytes" in second.reason
    assert isinstance(third, Article)
    assert third.origin.endswith("a.jsonl:3")
    assert isinstance(fourth, UnreadableSource)


def test_very_short_lines_are_counted_right(read_all: ReadAll) -> None:
    found = read_all("a.jsonl", "1\n\n2\n\n\n" + lines(RECORD))

    assert [f.origin.rsplit(":")[-1] for f in found if isinstance(f, Article)] == ["6"]
    assert [f.where.rsplit(":")[-1] for f in found if isinstance(f, SourceError)] == ["1", "3"]


def test_line_separators_inside_a_string_end_no_line(read_all: ReadAll) -> None:
    [article] = read_all("a.jsonl", json.dumps({**RECORD, "text": "They\u2028met\u0085here."}, ensure_ascii=False) + "\r\n")

    assert isinstance(article, Article)
    assert article.text == "They\u2028met\u0085here."


def test_json_lines_in_a_file_called_json_are_read(read_all: ReadAll) -> None:
    found = read_all("a.json", lines(RECORD, {**RECORD, "id": "r2"}))

    assert [f.identifier for f in found if isinstance(f, Article)] == ["r1", "r2"]


@pytest.mark.parametrize(
    ("document", "reason", "where"),
    [
        ('{"text": "They met.",\n "published": }', "not JSON", "a.json:2"),
        ('{"text": "They met.",\n "published": "2026', "ends before it is complete", "a.json:2"),
        ("5", "neither an object nor a list", "a.json"),
        ("[]", "list of articles is empty", "a.json"),
        ('{"articles": []}', "list of articles is empty", "a.json"),
        ('{"articles": {}}', "no field text", "a.json"),
        ("[" * 100_000, "nested too deeply", "a.json"),
        ('{"text": ' + "1" * 5000 + "}", "can be read: Exceeds the limit", "a.json"),
        ("", "empty", "a.json"),
    ],
)
def test_json_that_is_none_says_where(read_all: ReadAll, document: str, reason: str, where: str) -> None:
    [error] = read_all("a.json", document)

    assert isinstance(error, SourceError)
    assert reason in error.reason
    assert error.where.endswith(where)


def test_an_item_of_a_list_is_named_by_its_place(read_all: ReadAll) -> None:
    first, second, third = read_all("a.json", json.dumps([RECORD, 7, {"text": "They met.", "published": "x"}]))

    assert isinstance(first, Article)
    assert isinstance(second, MalformedSource)
    assert second.where.endswith("a.json article 2")
    assert isinstance(third, MalformedSource)
    assert third.where.endswith("a.json article 3")
    assert "field published" in third.reason


def test_utf_16_is_taken_in_json_and_refused_in_json_lines(read_all: ReadAll) -> None:
    [article] = read_all("a.json", json.dumps(RECORD).encode("utf-16"))
    [error] = read_all("a.jsonl", lines(RECORD).encode("utf-16"))

    assert isinstance(article, Article)
    assert isinstance(error, UnreadableSource)
    assert "must be UTF-8, not UTF-16" in error.reason


def test_json_lines_without_a_line_are_empty(read_all: ReadAll) -> None:
    for data in (b"", b"\n\n \n", codecs.BOM_UTF8):
        [error] = read_all("a.jsonl", data)

        assert isinstance(error, UnreadableSource)
        assert error.reason == "empty"
