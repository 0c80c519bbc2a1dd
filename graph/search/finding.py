"""Words → hits, ranked.

Names: every word must begin a word of one of a thing's names (the last one may be half typed); whole names first, then beginnings, then the
rest, shorter names before longer. Where nothing is called so, names that differ by a letter are tried. Quotes and articles: every word must
be there, in any form of it, "words in quotes" side by side; ranked by BM25 (Robertson and Zaragoza 2009), titles counting thrice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from rapidfuzz.distance import OSA

from graph.catalogue.articles import article_summaries
from graph.catalogue.reading import Catalogue, cursor, place
from graph.catalogue.views import JSON, ArticleSummary, Page
from graph.errors import QueryError
from graph.filters import EVERYTHING, Filters
from graph.model import Iri
from graph.search import documents
from graph.search.documents import KINDS, THING
from graph.search.folding import words
from graph.search.index import Index, day_number, stems, term
from graph.search.snippets import Snippet, snippet

if TYPE_CHECKING:
    import tantivy

CANDIDATES = 2000
"""names that are ranked for one search; where there are more, the words say too little"""

_TYPES = {documents.ARTICLE: "Article", documents.QUOTE: "Evidence"}

FUZZY = 5
"""letters from which on a word of a name may differ by one"""


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for: `words` as typed, in documents of `kinds`."""

    words: str
    kinds: frozenset[str] = frozenset({THING})
    filters: Filters = EVERYTHING


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found.

    `id` is that of a thing, an article or a piece of evidence, `kind` says which. `matched` is the name of a thing that was found, among
    its `alt_labels`. `snippet` is a stretch of an article or a quote, `article` where it stands.
    """

    __pydantic_config__: ClassVar[Mapping[str, Any]] = JSON
    id: str
    iri: str
    label: str
    type: str
    kind: str
    matched: str
    alt_labels: tuple[str, ...]
    snippet: Snippet | None = None
    article: ArticleSummary | None = None


def search(index: Index, c: Catalogue, query: Query, *, limit: int = 20, after: str | None = None) -> Page[Hit]:
    """Hits, names before texts. Raises QueryError for a kind nobody knows."""
    if unknown := query.kinds - set(KINDS):
        raise QueryError(f"in: {min(unknown)!r} is none; known: {', '.join(KINDS)}")
    typed = words(query.words)
    if not typed:
        return Page(())
    last = place(after, 1)
    skipped = int(last[0]) if last and last[0].isdigit() else 0
    at, searcher = index.searcher(c)
    named = _named(at, searcher, query, typed) if THING in query.kinds else []
    hits = _things(c, named[skipped : skipped + limit + 1])
    texts = sorted(query.kinds - {THING})
    if texts and len(hits) <= limit:
        hits += _texts(at, searcher, c, query, texts, max(0, skipped - len(named)), limit + 1 - len(hits))
    return Page(tuple(hits[:limit]), cursor(str(skipped + limit)) if len(hits) > limit else None)


# ---- names -----------------------------------------------------------------------------------------------------------

_Name = tuple[str, tuple[str, ...], str]
"""a thing's id, its names, and the one that matches best"""


def _named(index: tantivy.Index, searcher: tantivy.Searcher, query: Query, typed: Sequence[str]) -> list[_Name]:
    found = _candidates(index, searcher, query, [_beginning(index, word) for word in typed])
    if not found:
        found = _candidates(index, searcher, query, [_alike(index, word) for word in typed])
    ranked = []
    for key, names in found:
        rank, matched = min(((_rank(words(n), typed), len(n), n), n) for n in names)
        ranked.append((rank, key, names, matched))
    ranked.sort()
    return [(key, names, matched) for _, key, names, matched in ranked]


def _candidates(
    index: tantivy.Index, searcher: tantivy.Searcher, query: Query, each: Iterable[tantivy.Query]
) -> list[tuple[str, tuple[str, ...]]]:
    wanted = _all([*each, term(index, "kind", THING), *_filters(index, query.filters)])
    found = []
    for _, address in searcher.search(wanted, limit=CANDIDATES, count=False).hits:
        document = searcher.doc(address)
        found.append((str(document.get_first("key")), tuple(str(n) for n in document.get_all("names"))))
    return found


def _beginning(index: tantivy.Index, word: str) -> tantivy.Query:
    import tantivy

    return tantivy.Query.regex_query(index.schema, "name", f"{re.escape(word)}.*")


def _alike(index: tantivy.Index, word: str) -> tantivy.Query:
    import tantivy

    if len(word) < FUZZY:
        return _beginning(index, word)
    return tantivy.Query.fuzzy_term_query(index.schema, "name", word, distance=1, prefix=True)


def _rank(name: Sequence[str], typed: Sequence[str]) -> int:
    whole, wanted = " ".join(name), " ".join(typed)
    if whole == wanted:
        return 0
    if whole.startswith(wanted):
        return 1
    if all(any(w.startswith(t) for w in name) for t in typed):
        return 2
    return 3 if all(any(_near(w, t) for w in name) for t in typed) else 4


def _near(word: str, typed: str) -> bool:
    return word.startswith(typed) or (len(typed) >= FUZZY and min(OSA.distance(word[: len(typed) + n], typed) for n in (-1, 0, 1)) <= 1)


def _things(c: Catalogue, named: Sequence[_Name]) -> list[Hit]:
    facts = c.facts(Iri(c.base + key) for key, _, _ in named)
    hits = []
    for key, names, matched in named:
        iri = Iri(c.base + key)
        me = c.ref_of(iri, facts[iri])
        others = {o.value for o in facts[iri].get("altLabel", ())} or set(names)
        hits.append(Hit(me.id, me.iri, me.label, me.type, THING, matched, tuple(sorted(others))))
    return hits


# ---- texts -----------------------------------------------------------------------------------------------------------


def _texts(
    index: tantivy.Index, searcher: tantivy.Searcher, c: Catalogue, query: Query, kinds: Sequence[str], skip: int, limit: int
) -> list[Hit]:
    analyzer = stems()

    def stem(word: str) -> str:
        return next(iter(analyzer.analyze(word)), word)

    phrases = _phrases(query.words)
    parts = [_phrase(index, [stem(w) for w in phrase]) for phrase in phrases]
    parts += [_any([term(index, "kind", k) for k in kinds]), *_filters(index, query.filters)]
    found = searcher.search(_all(parts), limit=max(1, limit), offset=skip, count=False).hits
    rows = [(doc := searcher.doc(address), str(doc.get_first("key")), str(doc.get_first("article"))) for _, address in found]
    texts = documents.publications(c, (Iri(c.base + key) for _, key, _ in rows))
    articles = article_summaries(c, (Iri(c.base + article) for _, _, article in rows))
    wanted = {stem(w) for phrase in phrases for w in phrase}
    hits = []
    for doc, key, article in rows:
        iri = Iri(c.base + key)
        if iri in texts and Iri(c.base + article) in articles:
            shown = snippet(texts[iri], wanted, stem)
            kind, of = str(doc.get_first("kind")), articles[Iri(c.base + article)]
            hits.append(Hit(key, iri.value, of.title or of.identifier, _TYPES[kind], kind, "", (), shown, of))
    return hits


def _phrases(typed: str) -> list[list[str]]:
    """What was typed, words in quotes together."""
    parts = re.findall(r'["“”]([^"“”]*)["“”]|([^"“”]+)', typed)
    found = [words(quoted) if quoted else [] for quoted, _ in parts] + [[w] for _, loose in parts for w in words(loose)]
    return [phrase for phrase in found if phrase]


def _phrase(index: tantivy.Index, phrase: Sequence[str]) -> tantivy.Query:
    import tantivy

    if len(phrase) > 1:
        return tantivy.Query.phrase_query(index.schema, "text", list(phrase))
    title = tantivy.Query.boost_query(tantivy.Query.regex_query(index.schema, "name", f"{re.escape(phrase[0])}.{{0,3}}"), 2.0)
    return _any([tantivy.Query.term_query(index.schema, "text", phrase[0], "position"), title])


# ---- what both share -------------------------------------------------------------------------------------------------


def _filters(index: tantivy.Index, f: Filters) -> list[tantivy.Query]:
    import tantivy

    parts = [term(index, "country", x) for x in sorted(f.countries)] + [term(index, "about", x) for x in sorted(f.participants)]
    for field, values in (("type", f.types), ("article", f.articles), ("publisher", f.publishers)):
        if values:
            parts.append(_any([term(index, field, x) for x in sorted(values)]))
    first, last = day_number(f.window.earliest), day_number(min((d for d in (f.window.latest, f.as_of) if d), default=None))
    unsigned = tantivy.FieldType.Unsigned
    if first is not None:
        parts.append(tantivy.Query.range_query(index.schema, "last", unsigned, lower_bound=first))
    if last is not None:
        parts.append(tantivy.Query.range_query(index.schema, "first", unsigned, upper_bound=last))
    return parts


def _all(parts: Sequence[tantivy.Query]) -> tantivy.Query:
    import tantivy

    return tantivy.Query.boolean_query([(tantivy.Occur.Must, part) for part in parts])


def _any(parts: Sequence[tantivy.Query]) -> tantivy.Query:
    import tantivy

    return tantivy.Query.boolean_query([(tantivy.Occur.Should, part) for part in parts])
