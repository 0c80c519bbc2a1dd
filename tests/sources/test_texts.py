import codecs
from collections.abc import Callable
from datetime import date

import pytest

from graph.errors import MalformedSource, SourceError, UndatedArticle, UnreadableSource
from graph.model import Article

ReadOne = Callable[..., Article | SourceError]
WIRE = " date 2026-05-05 Harbour City, May 5 Ruritania and Borduria on Tuesday signed an accord on ferries.\n\nBoth welcomed it. (PRA)\n\n"


def test_the_wire_form_is_dated_by_its_header_and_stored_as_it_is(read_one: ReadOne) -> None:
    article = read_one("000_wire.txt", WIRE)

    assert isinstance(article, Article)
    assert article.published == date(2026, 5, 5)
    assert article.text == WIRE
    assert article.title is None
    assert article.identifier == "000_wire"
    assert article.language == "en"
    assert article.origin.endswith("000_wire.txt")


@pytest.mark.parametrize(
    "text",
    [
        "date 2026-05-05 Line ends\r\nstay \r as\n they are.\r\n",
        "date 2026-05-05 Emoji 👩‍👩‍👧, e\u0301 and no\u00a0break space\u2028 stay.",
        "\n\n date 2026-05-05 So do blanks before and after. \t\n \n",
        "date 2026-05-05 A form feed\x0c stays.",
    ],
)
def test_no_character_of_a_text_is_changed(read_one: ReadOne, text: str) -> None:
    article = read_one("a.txt", text.encode("utf-8"))

    assert isinstance(article, Article)
    assert article.text == text


def test_a_byte_order_mark_is_dropped_and_nothing_else(read_one: ReadOne) -> None:
    for mark, encoding in ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        article = read_one("a.txt", mark + WIRE.encode(encoding))

        assert isinstance(article, Article)
        assert article.text == WIRE


def test_front_matter_gives_the_fields_and_the_body_is_what_follows_it(read_one: ReadOne) -> None:
    page = (
        "---\nid: ru-0042\ntitle:  Accord on   ferries\ndate: 2026-05-05T23:10:00-05:00\n"
        "publisher: Harbour Gazette\nurl: https://example.org/ferries\nlanguage: en-GB\ntags: [a, b]\n---\n"
        "\n The ministers signed an accord. \n\n"
    )

    article = read_one("a.md", page)

    assert isinstance(article, Article)
    assert article.text == "\n The ministers signed an accord. \n\n"
    assert (article.id, article.identifier) == ("ru-0042", "ru-0042")
    assert article.title == "Accord on ferries"
    assert article.published == date(2026, 5, 5)
    assert (article.publisher, article.url, article.language) == ("Harbour Gazette", "https://example.org/ferries", "en-GB")


def test_front_matter_keeps_values_as_printed(read_one: ReadOne) -> None:
    article = read_one("a.txt", "---\r\nid: 007\r\npublished: 5 May 2026\r\ntitle: no\r\n---\r\nThe ministers met.\r\n")

    assert isinstance(article, Article)
    assert (article.identifier, article.title, article.text) == ("007", "no", "The ministers met.\r\n")


def test_front_matter_without_a_date_leaves_the_header_of_the_body_to_date_it(read_one: ReadOne) -> None:
    article = read_one("a.md", "---\ntitle: Ferries\npublished:\n---\nPublished: 4 May 2026\n\nThe ministers met.")

    assert isinstance(article, Article)
    assert article.published == date(2026, 5, 4)


def test_a_heading_is_the_title_of_markdown_and_stays_in_the_text(read_one: ReadOne) -> None:
    article = read_one("a.md", "# Accord on ferries ##\n\n5 May 2026\n\nThe ministers met.")

    assert isinstance(article, Article)
    assert article.title == "Accord on ferries"
    assert article.text.startswith("# Accord")


@pytest.mark.parametrize("text", ["---\nThe ministers met\n---\nand parted.", "---\nThe ministers met.", "--- The ministers met.\n---\n"])
def test_a_rule_without_fields_is_text(read_one: ReadOne, text: str) -> None:
    article = read_one("a.md", text, published=date(2026, 5, 5))

    assert isinstance(article, Article)
    assert article.text == text


def test_broken_front_matter_names_its_line(read_one: ReadOne) -> None:
    error = read_one("a.md", "---\ntitle: Ferries\nid: [1, 2\nurl: x\n---\nThe ministers met.")

    assert isinstance(error, MalformedSource)
    assert "a.md:4" in error.where
    assert "front matter" in error.reason


def test_a_field_that_is_a_list_is_refused_by_name(read_one: ReadOne) -> None:
    error = read_one("a.md", "---\npublished: 2026-05-05\ntitle: [a, b]\n---\nThe ministers met.")

    assert isinstance(error, MalformedSource)
    assert "title must be a string, not a list" in error.reason


def test_hostile_front_matter_is_an_error(read_one: ReadOne) -> None:
    error = read_one("a.md", "---\n" + "[" * 100_000 + "\n---\nThe ministers met.")

    assert isinstance(error, MalformedSource)


def test_no_date_says_what_to_do_and_a_given_date_helps(read_one: ReadOne) -> None:
    text = "Harbour City, May 5 Ruritania and Borduria signed an accord."

    error = read_one("a.txt", text)
    article = read_one("a.txt", text, published=date(2026, 5, 6))

    assert isinstance(error, UndatedArticle)
    assert "--published YYYY-MM-DD" in error.remedy
    assert isinstance(article, Article)
    assert article.published == date(2026, 5, 6)


def test_a_header_outranks_the_date_given_and_that_a_dateline(read_one: ReadOne) -> None:
    header = read_one("a.txt", WIRE, published=date(2026, 5, 6))
    dateline = read_one("b.txt", "Harbour City, 4 May 2026: The ministers met.", published=date(2026, 5, 6))
    alone = read_one("c.txt", "Harbour City, 4 May 2026: The ministers met.")

    assert [a.published.day for a in (header, dateline, alone) if isinstance(a, Article)] == [5, 6, 4]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("date 2026-02-31 The ministers met.", "2026-02-31' is no day of the calendar"),
        ("date 2026-06-04 The ministers met.", "in the future"),
        ("date 1899-12-31 The ministers met.", "before 1900"),
        ("---\npublished: soon\n---\nThe ministers met.", "'soon' is no date"),
        ("---\npublished: 05/06/2026\n---\nThe ministers met.", "day/month or month/day"),
    ],
)
def test_an_absurd_date_is_refused(read_one: ReadOne, text: str, reason: str) -> None:
    error = read_one("a.txt", text)

    assert isinstance(error, MalformedSource)
    assert "published" in error.reason
    assert reason in error.reason


def test_a_date_two_days_ahead_is_the_date_line_and_taken(read_one: ReadOne) -> None:
    assert isinstance(read_one("a.txt", "date 2026-06-03 The ministers met."), Article)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \n\t\r\n", "empty"),
        (codecs.BOM_UTF8, "empty"),
        (b"date 2026-05-05 The ministers met\x00.", "NUL at byte 33"),
        ("date 2026-05-05 The ministers met.".encode("utf-16-le"), "NUL at byte 1"),
        (b"date 2026-05-05 \x01\x02\x03\x04", "control characters"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"PK\x03\x04....", "ZIP"),
        (b"\x1f\x8b....", "gzip"),
        (b"date 2026-05-05 The ministers\x92 accord", "wrong byte 0x92 at byte 29"),
        (codecs.BOM_UTF8 + b"The ministers\x92 accord", "wrong byte 0x92 at byte 16"),
        ("date 2026-05-05 The café".encode()[:-1], "cut off inside a character at byte 23"),
        (codecs.BOM_UTF16_LE + b"a\x00b", "cut off inside a character at byte 4"),
        (b"date 2026-05-05 1234 5678", None),
        (b"12 34", "no words"),
    ],
)
def test_what_is_no_text_says_why(read_one: ReadOne, data: bytes, reason: str | None) -> None:
    result = read_one("a.txt", data, published=date(2026, 5, 5))

    if reason is None:
        assert isinstance(result, Article)
    else:
        assert isinstance(result, UnreadableSource)
        assert reason in result.reason
        assert result.remedy


def test_windows_text_gets_the_command_that_converts_it(read_one: ReadOne) -> None:
    error = read_one("a.txt", "The ministers’ accord".encode("cp1252"))

    assert isinstance(error, UnreadableSource)
    assert "iconv -f WINDOWS-1252" in error.remedy


def test_an_address_that_is_none_is_refused(read_one: ReadOne) -> None:
    error = read_one("a.md", "---\npublished: 2026-05-05\nurl: javascript:alert(1)\n---\nThe ministers met.")

    assert isinstance(error, MalformedSource)
    assert "field url" in error.reason
