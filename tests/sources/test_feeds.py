from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from graph.errors import MalformedSource, SourceError, UndatedArticle, UnreadableSource
from graph.model import Article
from graph.sources import feeds

Found = list[Article | SourceError]
ReadAll = Callable[..., Found]
HERE = Path(__file__).parent / "feeds"
RSS = (HERE / "news.rss").read_text(encoding="utf-8")
ATOM = (HERE / "news.atom").read_text(encoding="utf-8")


def test_an_rss_item_is_an_article(read_all: ReadAll) -> None:
    article = read_all("news.rss", RSS)[0]

    assert isinstance(article, Article)
    assert article.text == "The ministers met & signed an accord.\n\nFerries\n\nFees"
    assert article.identifier == "gazette:1"
    assert article.title == "Accord on ferries & fees"
    assert article.published == date(2026, 5, 5)
    assert (article.publisher, article.url, article.language) == ("Harbour Gazette", "https://gazette.example.org/1", "en")


def test_each_item_stands_alone_and_a_bad_one_is_named(read_all: ReadAll) -> None:
    _, second, third, fourth = read_all("news.xml", RSS)

    assert isinstance(second, Article)
    assert second.published == date(2026, 5, 6)
    assert second.identifier == "https://gazette.example.org/2"
    assert isinstance(third, UnreadableSource)
    assert third.where.endswith("news.xml item 3 (Pictures of the day)")
    assert "no text" in third.reason
    assert isinstance(fourth, UndatedArticle)
    assert "Undated item" in fourth.where


def test_an_atom_entry_is_an_article_with_its_plain_text_as_it_is(read_all: ReadAll) -> None:
    [article] = read_all("news.atom", ATOM)

    assert isinstance(article, Article)
    assert article.text == "The ministers spoke by telephone  about 3 < 4 ferries.\nThey agreed to meet."
    assert article.title == "Readout of a call"
    assert article.published == date(2026, 5, 5)
    assert (article.identifier, article.publisher, article.language) == ("tag:example.org,2026:1", "Ministry of Ferries", "en")


def test_xml_that_is_no_feed_says_so_with_its_line(read_all: ReadAll) -> None:
    [other] = read_all("a.xml", "<?xml version='1.0'?>\n<catalogue><book/></catalogue>")
    [broken] = read_all("b.xml", "<?xml version='1.0'?>\n<catalogue><book>\n</catalogue>")
    [empty] = read_all("c.rss", '<rss version="2.0"><channel><title>Gazette</title></channel></rss>')

    assert isinstance(other, MalformedSource)
    assert "neither RSS nor Atom" in other.reason
    assert isinstance(broken, MalformedSource)
    assert broken.where.endswith("b.xml:3")
    assert isinstance(empty, UnreadableSource)
    assert "no items" in empty.reason


def test_a_feed_that_breaks_off_gives_what_came_before_and_says_where(read_all: ReadAll) -> None:
    first, *_, last = read_all("news.rss", RSS[: RSS.index("<title>Pictures")])

    assert isinstance(first, Article)
    assert isinstance(last, MalformedSource)
    assert "broken here" in last.reason


def test_an_xhtml_page_called_xml_is_a_page(read_all: ReadAll) -> None:
    sentence = "The ministers of both countries met in the old customs house and signed an accord on ferries. "
    page = (
        f'<?xml version="1.0"?>\n<!-- a --><!-- b -->\n<html xmlns="http://www.w3.org/1999/xhtml"><body><p>{sentence * 4}</p></body></html>'
    )

    [article] = read_all("page.xml", page, published=date(2026, 5, 5))

    assert isinstance(article, Article)
    assert "old customs house" in article.text


def test_an_entity_bomb_does_not_expand(read_all: ReadAll) -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    item = "<item><title>&e11;</title></item>"
    bomb = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY e0 "ha">{entities}]><rss version="2.0"><channel>{item}</channel></rss>'

    found = read_all("bomb.rss", bomb)

    assert all(isinstance(f, SourceError) for f in found)


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>One &lt; two</p>\n<p>three</p>", "One < two\n\nthree"),
        ("One<br/>two <b>bo</b>ld", "One\n\ntwo bold"),
        ("a<style>p {}</style><script>x</script>b", "ab"),
        ("</script>kept", "kept"),
        ("<p>unclosed <i>mark", "unclosed mark"),
        ("plain", "plain"),
    ],
)
def test_markup_becomes_text(markup: str, text: str) -> None:
    assert feeds.plain(markup) == text


def test_an_item_with_an_empty_date_is_undated(read_all: ReadAll) -> None:
    item = "<item><title>t</title><pubDate></pubDate><description>The ministers met.</description></item>"

    [error] = read_all("a.rss", f'<rss version="2.0"><channel>{item}</channel></rss>')

    assert isinstance(error, UndatedArticle)


def test_a_feed_is_read_in_the_encoding_it_declares_and_never_guessed(read_all: ReadAll) -> None:
    item = "<item><pubDate>5 May 2026</pubDate><description>%s</description></item>"
    feed = f'<?xml version="1.0" encoding="%s"?><rss version="2.0"><channel>{item}</channel></rss>'
    text = "The café of the ministers."

    for declared, encoding in (("iso-8859-1", "latin-1"), ("utf-8", "utf-8"), ("utf-16", "utf-16")):
        [article] = read_all("a.rss", (feed % (declared, text)).encode(encoding))

        assert isinstance(article, Article)
        assert article.text == text
    [error] = read_all("a.rss", (feed % ("utf-8", text)).encode("latin-1"))

    assert isinstance(error, UnreadableSource)
    assert "wrong byte 0xe9" in error.reason
