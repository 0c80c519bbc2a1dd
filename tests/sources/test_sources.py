import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph import sources
from graph.errors import MalformedSource, SourceError
from graph.ids import digest, slug
from graph.model import Article

TODAY = date(2026, 6, 1)


def read(*paths: Path | str) -> list[Article | SourceError]:
    return list(sources.read(paths, today=TODAY))


def write(file: Path, text: str) -> Path:
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def test_the_id_is_of_the_content_not_of_the_path(tmp_path: Path) -> None:
    text = "date 2026-05-05 The ministers met."
    first, copy = write(tmp_path / "a" / "x.txt", text), write(tmp_path / "b" / "y.txt", text)

    [one] = read(first)
    [other] = read(copy)

    assert isinstance(one, Article)
    assert isinstance(other, Article)
    assert one.id == other.id == digest("article", text, "2026-05-05", "", "")
    assert (one.identifier, other.identifier) == ("x", "y")


def test_another_day_or_publisher_is_another_article(tmp_path: Path) -> None:
    base = {"text": "The ministers met.", "published": "2026-05-05"}
    variants = [base, base | {"published": "2026-05-06"}, base | {"publisher": "Gazette"}, base | {"url": "https://example.org/1"}]

    found = read(write(tmp_path / "a.jsonl", "\n".join(map(json.dumps, variants))))

    assert len({f.id for f in found if isinstance(f, Article)}) == len(variants)


def test_two_files_of_one_name_are_told_apart(tmp_path: Path) -> None:
    found = read(
        write(tmp_path / "a" / "x.txt", "date 2026-05-05 The ministers met."),
        write(tmp_path / "b" / "x.txt", "date 2026-05-05 The envoys met."),
    )

    one, other = found
    assert isinstance(one, Article)
    assert isinstance(other, Article)
    assert one.identifier == other.identifier == "x"
    assert one.id != other.id


@pytest.mark.parametrize(
    ("given_id", "ident"),
    [
        ("pib-2225523", "pib-2225523"),
        ("ru_42", "ru_42"),
        ("RU-42", "ru-42-" + digest("RU-42", length=10)),
        ("ru.42", "ru-42-" + digest("ru.42", length=10)),
        ("https://example.org/a?b=1", "https-example-org-a-b-1-" + digest("https://example.org/a?b=1", length=10)),
        ("../etc", "etc-" + digest("../etc", length=10)),
        ("a b", "a-b-" + digest("a b", length=10)),
        ("readout-" + "a" * 300, "readout-" + "a" * 42 + "-" + digest("readout-" + "a" * 300, length=10)),
        ("a/b", "a-b-" + digest("a/b", length=10)),
    ],
)
def test_a_given_id_is_kept_and_makes_a_path_segment(given_id: str, ident: str) -> None:
    article = sources.from_fields({"id": given_id, "text": "They met.", "published": "2026-05-05"}, where="request", today=TODAY)

    assert article.identifier == given_id
    assert article.id == ident
    assert slug(article.id) == article.id


def test_one_id_with_other_content_is_a_conflict_naming_both(tmp_path: Path) -> None:
    record = {"id": "r1", "text": "The ministers met.", "published": "2026-05-05"}
    first = write(tmp_path / "a.jsonl", json.dumps(record) + "\n" + json.dumps(record | {"text": "The envoys met."}))
    second = write(tmp_path / "b.json", json.dumps(record | {"published": "2026-05-06"}))

    article, *errors = read(first, second)

    assert isinstance(article, Article)
    assert [type(e) for e in errors] == [MalformedSource, MalformedSource]
    for error, where in zip(errors, ("a.jsonl:2", "b.json"), strict=True):
        assert isinstance(error, SourceError)
        assert error.where.endswith(where)
        assert "'r1'" in error.reason
        assert "a.jsonl:1" in error.reason
        assert "another id" in error.remedy


def test_the_same_article_again_is_left_out(tmp_path: Path) -> None:
    record = json.dumps({"id": "r1", "text": "The ministers met.", "published": "2026-05-05"})
    lines = write(tmp_path / "a.jsonl", f"{record}\n{record}\n")
    text = write(tmp_path / "x.txt", "date 2026-05-05 The envoys met.")
    copy = write(tmp_path / "y.txt", "date 2026-05-05 The envoys met.")

    found = read(lines, text, copy, tmp_path, text)

    assert [f.origin for f in found if isinstance(f, Article)] == [f"{lines}:1", str(text)]
    assert len(found) == 2


def test_fields_give_an_article_or_say_which_is_wrong() -> None:
    article = sources.from_fields({"text": " They met.\r\n", "published": "2026-05-05"}, where="request", today=TODAY)

    assert article.text == " They met.\r\n"
    assert article.identifier == article.id
    with pytest.raises(MalformedSource, match="field title"):
        sources.from_fields({"text": "They met.", "published": "2026-05-05", "title": 5}, where="request", today=TODAY)
    with pytest.raises(SourceError, match="more than the 8 taken"):
        sources.from_fields({"text": "They met.", "published": "2026-05-05"}, where="request", max_bytes=8, today=TODAY)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("ferries.txt", "date 2026-05-05 The ministers met.\r\n"),
        (
            "ferries.md",
            "---\nid: PR 7/b\ndate: 5 May 2026\ntitle: Ferries\nurl: https://example.org/1\nlanguage: en-GB\n---\nThe ministers met.",
        ),
        ("ferries.jsonl", '{"text": "The ministers met.", "date": "2026-05-05", "publisher": "Gazette"}'),
    ],
)
def test_fields_carry_an_article_whole(name: str, text: str) -> None:
    [article] = sources.read_bytes(text.encode(), name=name, today=TODAY)

    assert isinstance(article, Article)
    assert sources.from_fields(sources.to_fields(article), where="request", today=TODAY) == article


def test_a_fault_of_the_caller_is_an_exception() -> None:
    with pytest.raises(TypeError, match="sequence of paths"):
        sources.read("a.txt")
    with pytest.raises(ValueError, match="max_bytes"):
        sources.read(["a.txt"], max_bytes=0)


def test_nothing_heavy_is_loaded_before_it_is_needed() -> None:
    heavy = {"trafilatura", "feedparser", "httpx", "py3langid", "yaml", "frontmatter", "numpy", "lxml"}
    loaded = subprocess.run(
        [sys.executable, "-c", f"import sys, graph.sources; print(*({heavy!r} & set(sys.modules)))"],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )

    assert loaded.stdout.split() == []


# what each format begins with, so that arbitrary bytes reach the parsers behind
HEADS = [
    *(b"", b"date 2026-05-05 ", b"---\nid: x\n---\n", b"---\n", b"\xff\xfe", b"\xef\xbb\xbf", b"{", b"[", b'{"text": "', b"[{"),
    *(b'{"published": "2026-05-05", "text": "', b"<html><body><p>", b"<!doctype html>", b"<?xml version='1.0'?>"),
    *(b"<rss version='2.0'><channel><item><title>", b"<rss version='2.0'><channel><item><description>"),
    b"<feed xmlns='http://www.w3.org/2005/Atom'><entry><content>",
]
HOSTILE = st.builds(
    lambda head, body, tail: head + body + tail,
    st.sampled_from(HEADS),
    st.one_of(st.binary(max_size=200), st.text(max_size=100).map(lambda s: s.encode("utf-8", "surrogatepass"))),
    st.sampled_from(
        [b"", b'"}', b"\n---\nx", b"</p></body></html>", b"</title></item></channel></rss>", b"</content></entry></feed>", b"]"]
    ),
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=HOSTILE, suffix=st.sampled_from(("", *sources.SUFFIXES)))
def test_every_byte_string_is_articles_or_errors(data: bytes, suffix: str) -> None:
    found = list(sources.read_bytes(data, name=f"a{suffix}", published=date(2026, 5, 5), today=TODAY))

    assert found
    for item in found:
        if isinstance(item, SourceError):
            assert item.where.startswith(f"a{suffix}")
            assert item.reason
        else:
            assert item.text.encode("utf-8").decode("utf-8") == item.text


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=200))
def test_a_text_survives_reading_as_it_is(text: str) -> None:
    data = ("date 2026-05-05 They met. " + text).encode("utf-8", "replace")

    [item] = sources.read_bytes(data, name="a.txt", today=TODAY)

    if isinstance(item, Article):
        assert item.text.encode("utf-8") == data
    else:
        assert "\x00" in text or "control" in item.reason or "not English" in item.reason
