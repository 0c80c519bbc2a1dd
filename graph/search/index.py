"""Documents at rest, in tantivy: beside the store, following its journal.

`state.json` says up to which entry of which journal the index is true. Before a search the entries since are read and what they touched is
indexed anew; where there is no such state, another layout, or another journal, all of it is. Nothing is written while articles come in:
a thousand articles cost one catching-up. Where another process holds the index, it answers as of the last one.
"""

from __future__ import annotations

import json
import re
import shutil
import threading
import time
import weakref
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from graph.catalogue.reading import Catalogue, chunks, resource, values
from graph.errors import StoreBusy, StoreUnavailable
from graph.journal import ClaimSaid, Journal, open_journal
from graph.model import Iri
from graph.search import documents
from graph.search.documents import Document
from graph.search.folding import words

if TYPE_CHECKING:
    import tantivy

    from graph.settings import Settings
    from graph.store.interface import Store

LAYOUT = 1
"""of the fields; another one makes the index anew"""

FOLDER, STATE = "search", "state.json"

HEAP = 64_000_000
"""bytes that the writer gathers before it writes a segment"""

RECOUNT = 30.0
"""seconds after which articles are counted again where others may write to the store"""

PATIENCE = 3.0
"""seconds that a search waits for the index to be brought up to date by another"""

AFTER, BEFORE = 99991231, 0
"""days beyond all others, as numbers: where a date is open"""


class Index:
    """The index of one store. All methods may be called from several threads; opened by `open_index`."""

    def __init__(self, base: str, journal: Journal, folder: Path | None) -> None:
        self._base = base
        self._journal = journal
        self._folder = folder
        self._lock = threading.Lock()
        self._index: tantivy.Index | None = None
        self._upto: tuple[str, int] | None = None
        self._counted = 0.0

    def searcher(self, c: Catalogue) -> tuple[tantivy.Index, tantivy.Searcher]:
        """The index as it is now, true to the catalogue's store.

        While another thread brings it up to date for longer than `PATIENCE`, it is given as it was before. Raises StoreBusy where it has
        not been made yet.
        """
        if self._lock.acquire(timeout=PATIENCE):
            try:
                self._catch_up(c)
            finally:
                self._lock.release()
        elif self._upto is None:
            raise StoreBusy("the index of texts is being made for the first time; try again later")
        assert self._index is not None
        return self._index, self._index.searcher()

    # -- keeping it true -------------------------------------------------------------------------------------------------

    def _catch_up(self, c: Catalogue) -> None:
        if self._index is None:
            self._open()
        now = (self._journal.id, self._journal.last)
        if self._upto is None or self._upto[0] != now[0] or self._upto[1] > now[1] or self._lacks(c):
            self._rebuild(c, now)
        elif self._upto != now:
            self._follow(c, now)

    def _open(self) -> None:
        if self._folder is None:
            self._index = _made(None)
            return
        try:
            state = json.loads((self._folder / STATE).read_text(encoding="utf-8"))
            if state["layout"] == LAYOUT and state["base"] == self._base:
                self._index = _made(self._folder)
                self._upto = (str(state["journal"]), int(state["sequence"]))
                return
        except (OSError, ValueError, KeyError, TypeError):
            pass
        shutil.rmtree(self._folder, ignore_errors=True)
        try:
            self._folder.mkdir(parents=True)
            self._index = _made(self._folder)
        except (OSError, ValueError):  # nothing can be written there: for as long as this process lives
            self._folder, self._index = None, _made(None)

    def _lacks(self, c: Catalogue) -> bool:
        """Whether articles came or went past the journal, where others may write to the store."""
        if c.store.commits is not None or time.monotonic() - self._counted < RECOUNT:
            return False
        self._counted = time.monotonic()
        assert self._index is not None
        self._index.reload()
        held = self._index.searcher().search(term(self._index, "kind", documents.ARTICLE), limit=1).count  # type: ignore[attr-defined]  # its stubs lack it
        (row,) = c.rows("SELECT (COUNT(?s) AS ?n) WHERE { GRAPH ?s { ?s a cmq:Article } }")
        return bool(held != int(row["n"].value))

    def _rebuild(self, c: Catalogue, now: tuple[str, int]) -> None:
        def write(writer: tantivy.IndexWriter) -> None:
            writer.delete_all_documents()
            for run in documents.every_thing(c):
                _add(writer, documents.things(c, run))
            for article in documents.every_article(c):
                _add(writer, documents.of_article(c, article))

        self._write(write, now)

    def _follow(self, c: Catalogue, now: tuple[str, int]) -> None:
        assert self._upto is not None
        articles: set[Iri] = set()
        touched: set[Iri] = set()
        since = self._upto[1]
        while entries := self._journal.entries(since, 50):
            for entry in entries:
                # a claim that is about somebody else now is in the graph of an article that did not change
                articles |= {Iri(c.base + entry.article.id)} if entry.article else _of(c, entry.claims_added)
                touched |= {Iri(m[1]) for line in (*entry.facts_added, *entry.facts_gone) if (m := _SUBJECT.match(line))}
            since = entries[-1].sequence

        def write(writer: tantivy.IndexWriter) -> None:
            for article in sorted(articles):
                writer.delete_documents_by_term("article", c.id(article))
                _add(writer, documents.of_article(c, article))
            for iri in sorted(touched):
                writer.delete_documents_by_term("key", c.id(iri))
            _add(writer, documents.things(c, touched))

        self._write(write, (now[0], max(since, now[1])))

    def _write(self, write: Callable[[tantivy.IndexWriter], None], now: tuple[str, int]) -> None:
        assert self._index is not None
        try:
            writer = self._index.writer(HEAP, 1)
        except ValueError as e:
            if self._upto is None:
                raise StoreUnavailable(f"the index of texts in {self._folder} is being made by another process; try again later") from e
            return  # another process is writing: it is true as of what it says
        write(writer)
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._upto = now
        if self._folder is not None:
            state = {"layout": LAYOUT, "base": self._base, "journal": now[0], "sequence": now[1]}
            draft = self._folder / f"{STATE}.new"
            draft.write_text(json.dumps(state) + "\n", encoding="utf-8")
            draft.replace(self._folder / STATE)


def _of(c: Catalogue, claims: Iterable[ClaimSaid]) -> set[Iri]:
    """The articles that make claims."""
    found: set[Iri] = set()
    for chunk in chunks(sorted(Iri(c.base + claim.id) for claim in claims)):
        query = f"SELECT DISTINCT ?g WHERE {{ VALUES ?c {{ {values(chunk)} }} GRAPH ?g {{ ?c a cmq:Claim }} }}"
        found |= {resource(row, "g") for row in c.rows(query)}
    return found


_SUBJECT = re.compile(r"<([^>]*)>")


def open_index(settings: Settings, store: Store) -> Index:
    """The index of a store, in its folder or in memory; it is read and made true by the first search. Each open store has one."""
    with _OPENING:
        if store not in _OPEN:
            folder = settings.beside
            kept = folder / FOLDER if folder and not store.read_only else None
            _OPEN[store] = Index(settings.base, open_journal(settings, store), kept)
        return _OPEN[store]


_OPENING = threading.Lock()
_OPEN: weakref.WeakKeyDictionary[Store, Index] = weakref.WeakKeyDictionary()


# ---- fields ----------------------------------------------------------------------------------------------------------


def _made(folder: Path | None) -> tantivy.Index:
    import tantivy

    schema = tantivy.SchemaBuilder()
    for name in ("key", "kind", "type", "country", "about", "article", "publisher"):
        schema.add_text_field(name, stored=name in ("key", "kind", "article"), tokenizer_name="raw", index_option="basic")
    schema.add_text_field("names", stored=True, tokenizer_name="raw", index_option="basic")
    schema.add_text_field("name", tokenizer_name="whitespace", index_option="position")
    schema.add_text_field("text", tokenizer_name="stems", index_option="position")
    for name in ("first", "last"):
        schema.add_unsigned_field(name, indexed=True, fast=True)
    index = tantivy.Index(schema.build(), path=str(folder) if folder else None)
    index.register_tokenizer("stems", stems())
    return index


def stems() -> tantivy.TextAnalyzer:
    """How texts are divided: folded words, English endings off."""
    import tantivy

    return tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).filter(tantivy.Filter.stemmer("english")).build()


def term(index: tantivy.Index, field: str, value: str) -> tantivy.Query:
    """Documents with a value in a field, as it is written."""
    import tantivy

    return tantivy.Query.term_query(index.schema, field, value)


def _add(writer: tantivy.IndexWriter, found: Iterable[Document]) -> None:
    import tantivy

    for d in found:
        document = tantivy.Document()
        for field, texts in (
            ("key", (d.key,)),
            ("kind", (d.kind,)),
            ("type", d.types),
            ("country", d.countries),
            ("about", d.about),
            ("article", (d.article,) if d.article else ()),
            ("publisher", (d.publisher,) if d.publisher else ()),
            ("names", d.names),
            ("name", tuple(" ".join(words(name)) for name in d.names)),
            ("text", (" ".join(words(d.text)),)),
        ):
            for text in texts:
                document.add_text(field, text)
        document.add_unsigned("first", day_number(d.first) or BEFORE)
        document.add_unsigned("last", day_number(d.last) or AFTER)
        writer.add_document(document)


def day_number(day: str | None) -> int | None:
    """A day (ISO) as a number in the same order: 20260304."""
    return int(day.replace("-", "")) if day else None
