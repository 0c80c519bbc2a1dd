from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from graph.errors import MalformedSource, SourceError, UnreadableSource, UnsupportedLanguage
from graph.model import Article

ReadOne = Callable[..., Article | SourceError]
PAGE = (Path(__file__).parent / "pages" / "release.html").read_text(encoding="utf-8")
SENTENCE = "Le café de la gare reste ouvert; the ministers of both countries met in the old customs house and signed an accord on ferries. "


def test_a_page_gives_its_article_and_what_it_says_of_itself(read_one: ReadOne) -> None:
    article = read_one("release.html", PAGE)

    assert isinstance(article, Article)
    assert article.title == "Ruritania and Borduria sign an accord on ferries"
    assert article.publisher == "Harbour Gazette"
    assert article.url == "https://gazette.example.org/2026/ferries"
    assert article.published == date(2026, 5, 5)
    assert article.identifier == "release"
    assert "said Minister Ada Lund" in article.text
    assert "Weather" not in article.text
    assert "All rights reserved" not in article.text
    assert [p[:12] for p in article.text.split("\n\n")][-2:] == ["“Our islands", "The two side"]


def test_without_metadata_the_text_dates_the_page_or_the_call_does(read_one: ReadOne) -> None:
    bare = f"<html><body><article><p>%s</p><p>{SENTENCE * 3}</p></article></body></html>"

    printed = read_one("a.htm", bare % "Published: 4 May 2026")
    given = read_one("a.htm", bare % "The harbour is old.", published=date(2026, 5, 6))

    assert isinstance(printed, Article)
    assert printed.published == date(2026, 5, 4)
    assert isinstance(given, Article)
    assert given.published == date(2026, 5, 6)


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ('<meta charset="ISO-8859-1">', "latin-1"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=windows-1252">', "cp1252"),
        ("", "utf-8"),
        ('<meta charset="utf-16">', "utf-8"),
        ('<meta charset="big5">', "utf-8-sig"),
    ],
)
def test_a_page_is_read_in_the_encoding_it_declares(read_one: ReadOne, head: str, encoding: str) -> None:
    page = f"<html><head>{head}</head><body><article><p>{SENTENCE * 3}</p></article></body></html>"

    article = read_one("a.html", page.encode(encoding), published=date(2026, 5, 5))

    assert isinstance(article, Article)
    assert "Le café de la gare" in article.text


def test_a_wrong_encoding_names_the_byte(read_one: ReadOne) -> None:
    data = f"<html><body><p>{SENTENCE}</p></body></html>".encode("latin-1")

    error = read_one("a.html", data)

    assert isinstance(error, UnreadableSource)
    assert f"wrong byte 0xe9 at byte {data.index(0xE9)}" in error.reason


@pytest.mark.parametrize("label", ["klingon-1", "hex", "idna", "unicode_escape"])
def test_an_encoding_nobody_knows_is_named(read_one: ReadOne, label: str) -> None:
    error = read_one("a.html", f'<html><head><meta charset="{label}"></head><body><p>x</p></body></html>')

    assert isinstance(error, UnreadableSource)
    assert label in error.reason


@pytest.mark.parametrize("page", ["<html><body></body></html>", "<nav>Home</nav>", "<html><body><script>go()</script></body></html>", "<"])
def test_a_page_without_text_says_so(read_one: ReadOne, page: str) -> None:
    error = read_one("a.html", page)

    assert isinstance(error, MalformedSource)
    assert error.where.endswith("a.html")
    assert "no article text" in error.reason


def test_a_foreign_page_is_refused_by_its_text_not_its_template(read_one: ReadOne) -> None:
    french = "Les ministres des deux pays se sont rencontrés lundi et ont décidé d'ouvrir un bureau commun pour la pêche dans le port. "

    refused = read_one("a.html", f'<html lang="en"><body><article><p>{french * 3}</p></article></body></html>', published=date(2026, 5, 5))
    taken = read_one("a.html", f'<html lang="fr"><body><article><p>{SENTENCE * 3}</p></article></body></html>', published=date(2026, 5, 5))

    assert isinstance(refused, UnsupportedLanguage)
    assert "French" in refused.reason
    assert isinstance(taken, Article)
