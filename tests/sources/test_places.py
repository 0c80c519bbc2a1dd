import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from graph import sources
from graph.errors import SourceError, UnreadableSource
from graph.model import Article

TODAY = date(2026, 6, 1)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """b.txt, a.md, deep/c.jsonl, hidden ones, a picture, a table; all articles tell themselves apart by their names."""
    root = tmp_path / "news"
    (root / "deep" / ".cache").mkdir(parents=True)
    (root / ".git").mkdir()
    for name in ("b.txt", "a.md", ".hidden.txt", ".git/x.txt", "deep/.cache/y.txt", "deep/UPPER.TXT"):
        (root / name).write_text(f"date 2026-05-05 The ministers talked of {name.replace('/', ' ')}.")
    (root / "deep" / "c.jsonl").write_text('{"published": "2026-05-05", "text": "The ministers talked of c."}\n')
    (root / "picture.png").write_bytes(b"\x89PNG")
    (root / "deep" / "table.csv").write_text("a,b\n")
    yield root


def read(*paths: Path | str) -> tuple[list[str], list[SourceError]]:
    found = list(sources.read(paths, today=TODAY))
    articles = [f.origin for f in found if isinstance(f, Article)]
    return articles, [f for f in found if isinstance(f, SourceError)]


def test_a_folder_is_read_to_its_depth_in_one_order_without_what_is_hidden(folder: Path) -> None:
    articles, errors = read(folder)

    assert [str(Path(a).relative_to(folder)) for a in articles] == ["a.md", "b.txt", "deep/UPPER.TXT", "deep/c.jsonl:1"]
    [error] = errors
    assert isinstance(error, UnreadableSource)
    assert "left out 2 files of unknown kind: table.csv, picture.png" in error.reason
    assert ".jsonl" in error.remedy


def test_a_glob_is_what_it_matches(folder: Path) -> None:
    assert [Path(a).name for a in read(f"{folder}/*.txt")[0]] == ["b.txt"]
    assert [Path(a).name for a in read(f"{folder}/**/*.[tj]*")[0]] == ["b.txt", "c.jsonl:1"]
    assert len(read(f"{folder}/*")[0]) == len(read(folder)[0])
    [error] = read(f"{folder}/*.atom")[1]
    assert "matches no file" in error.reason


def test_a_file_whose_name_looks_like_a_glob_is_that_file(tmp_path: Path) -> None:
    (tmp_path / "a[1].txt").write_text("date 2026-05-05 The ministers met.")

    assert len(read(tmp_path / "a[1].txt")[0]) == 1


def test_a_file_of_unknown_kind_is_looked_into_when_named(tmp_path: Path) -> None:
    record = '{"published": "2026-05-05", "text": "The %s met."}'
    contents = {
        "plain": "date 2026-05-05 The ministers met.",
        "object": record % "envoys",
        "lines": record % "officials" + "\n" + record % "experts" + "\n",
        "list": f"[{record % 'mayors'}]",
        "feed.bin": (Path(__file__).parent / "feeds" / "news.atom").read_text(encoding="utf-8"),
        "page.asp": (Path(__file__).parent / "pages" / "release.html").read_text(encoding="utf-8"),
    }
    for name, text in contents.items():
        (tmp_path / name).write_text(text, encoding="utf-8")

    articles, errors = read(*(tmp_path / name for name in contents))

    assert not errors
    assert [Path(a).name for a in articles] == [
        *("plain", "object", "lines:1", "lines:2", "list article 1", "feed.bin item 1 (Readout of a call)", "page.asp"),
    ]


def test_what_is_missing_or_no_file_is_a_value_and_the_others_go_on(folder: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "empty").mkdir()

    articles, errors = read(tmp_path / "gone.txt", tmp_path / "pipe.txt", tmp_path / "empty", "nul\x00.txt", "x" * 5000, folder / "b.txt")

    assert len(articles) == 1
    assert [e.reason.split(":")[0] for e in errors] == [
        *("no such file", "not a regular file", "the folder has no files", "no such file", "cannot be opened"),
    ]
    assert str(tmp_path / "gone.txt") == errors[0].where


def test_a_link_that_turns_in_a_circle_ends(folder: Path) -> None:
    (folder / "deep" / "up").symlink_to(folder, target_is_directory=True)
    (folder / "deep" / "self.txt").symlink_to(folder / "deep" / "self.txt")

    articles, errors = read(folder)

    assert len(articles) == 4
    assert len(errors) == 2


def test_the_size_is_looked_at_before_a_file_is_read(tmp_path: Path) -> None:
    huge = tmp_path / "huge.txt"
    with huge.open("wb") as stream:
        stream.truncate(1 << 40)  # a sparse file: reading it would not end

    [error] = read(huge)[1]

    assert isinstance(error, UnreadableSource)
    assert "1,099,511,627,776 bytes, more than the 10,000,000" in error.reason
    assert "max_article_bytes" in error.remedy


def test_a_file_that_may_not_be_read_is_an_error(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)

    [error] = read(folder / "b.txt")[1]

    assert "permission denied" in error.reason
