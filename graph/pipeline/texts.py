"""Keeping the graph of texts: which articles are one text, as articles come and go.

For each article the bands of its text, for each two that overlap a `SharedText` with its share, and for each article of a text with
several the text it is of. One article touches those it shares a band with, and the texts these are of.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from graph import ids, reprints
from graph.model import Iri, Literal, Quad
from graph.quads import codec
from graph.quads import vocabulary as v
from graph.reprints import Overlap, Print
from graph.store.interface import Store

_CHUNK = 100


class Texts:
    """The graph of texts of one store."""

    def __init__(self, store: Store, base: str) -> None:
        self.store, self.base = store, base
        self.graph = Iri(f"{base}graph/texts")

    def exchange(self, article: Iri, quads: Iterable[Quad]) -> tuple[set[Quad], set[Quad]]:
        """What to remove and add where an article's graph is to hold `quads` (none: it is withdrawn)."""
        now = _print(article, quads)
        bands = reprints.bands(now.text) if now else frozenset()
        was = self._about(article)
        if {q.o.value for q in was} == bands and now == _print(article, self.store.quads(article.value)):
            return set(), set()
        lost = self._overlaps({article})
        gained = {o for other in self._candidates(article, bands) if now and (o := reprints.overlap(now, other))}
        put = {Quad(article, v.term("block"), Literal(b), self.graph) for b in bands}
        put |= {q for o in gained for q in self._overlap_quads(o)}
        out, into = self._families(article, lost, gained)
        gone = was | {q for o in lost for q in self._overlap_quads(o)} | out
        come = put | into
        return gone - come, come - gone

    # -- texts with several articles -----------------------------------------------------------------------------------

    def _families(self, article: Iri, lost: set[Overlap], gained: set[Overlap]) -> tuple[set[Quad], set[Quad]]:
        ends = {Iri(i) for o in lost | gained for i in (o.left, o.right)}
        before = self._connected(ends)
        after = {o for o in before if article.value not in (o.left, o.right)} | gained
        members = {i for o in before | after for i in (o.left, o.right)}
        was = set(self._of_text(members))
        now = {q for f in reprints.families(after) for q in self._family_quads(f)}
        # the class of a text that is still there stands
        was |= {Quad(text, v.TYPE, v.term("SourceText"), self.graph) for text in {q.o for q in was} if isinstance(text, Iri)}
        return was - now, now - was

    def _connected(self, ends: set[Iri]) -> set[Overlap]:
        """Every overlap that the ends hang together with."""
        found: set[Overlap] = set()
        ahead, seen = set(ends), set(ends)
        while ahead:
            new = self._overlaps(ahead)
            found |= new
            ahead = {Iri(i) for o in new for i in (o.left, o.right)} - seen
            seen |= ahead
        return found

    def _family_quads(self, members: frozenset[str]) -> set[Quad]:
        text = Iri(f"{self.base}text/{ids.digest(min(members))}")
        quads = {Quad(Iri(m), v.term("printOf"), text, self.graph) for m in members}
        return quads | {Quad(text, v.TYPE, v.term("SourceText"), self.graph)}

    def _of_text(self, members: Iterable[str]) -> Iterator[Quad]:
        p = v.term("printOf")
        for values in _values(members):
            for row in self._rows(f"VALUES ?a {{ {values} }} ?a {codec.term(p)} ?text"):
                yield Quad(_iri(row["a"]), p, row["text"], self.graph)

    # -- two articles --------------------------------------------------------------------------------------------------

    def _overlap_quads(self, o: Overlap) -> set[Quad]:
        me = Iri(f"{self.base}shared/{ids.digest(o.left, o.right)}")
        values: tuple[tuple[Iri, Iri | Literal], ...] = (
            (v.TYPE, v.term("SharedText")),
            (v.term("left"), Iri(o.left)),
            (v.term("right"), Iri(o.right)),
            (v.term("score"), v.decimal(o.share)),
        )
        return {Quad(me, p, value, self.graph) for p, value in values}

    def _overlaps(self, articles: Iterable[Iri]) -> set[Overlap]:
        left, right, score = (codec.term(v.term(name)) for name in ("left", "right", "score"))
        found = set()
        for values in _values(a.value for a in articles):
            pattern = f"VALUES ?a {{ {values} }} ?o {left}|{right} ?a . ?o {left} ?l ; {right} ?r ; {score} ?share"
            found |= {Overlap(row["l"].value, row["r"].value, float(row["share"].value)) for row in self._rows(pattern)}
        return found

    def _candidates(self, article: Iri, bands: frozenset[str]) -> Iterator[Print]:
        """Other articles that share a band."""
        found: set[Iri] = set()
        labels = sorted(codec.term(Literal(b)) for b in bands)
        for i in range(0, len(labels), _CHUNK):
            pattern = f"VALUES ?b {{ {' '.join(labels[i : i + _CHUNK])} }} ?a {codec.term(v.term('block'))} ?b"
            found |= {_iri(row["a"]) for row in self._rows(pattern)}
        text, day = codec.term(v.term("text")), codec.term(v.PUBLISHED)
        for values in _values(a.value for a in found - {article}):
            query = f"SELECT ?a ?text ?day WHERE {{ VALUES ?a {{ {values} }} GRAPH ?a {{ ?a {text} ?text ; {day} ?day }} }}"
            for row in self.store.rows(query):
                yield Print(_iri(row["a"]).value, row["text"].value, date.fromisoformat(row["day"].value))

    def _about(self, article: Iri) -> set[Quad]:
        p = v.term("block")
        return {Quad(article, p, row["b"], self.graph) for row in self._rows(f"{codec.term(article)} {codec.term(p)} ?b")}

    def _rows(self, pattern: str) -> Iterator[dict[str, Iri | Literal]]:
        for row in self.store.rows(f"SELECT * WHERE {{ GRAPH {codec.term(self.graph)} {{ {pattern} }} }}"):
            yield dict(row)


def _print(article: Iri, quads: Iterable[Quad]) -> Print | None:
    of: dict[Iri, str] = defaultdict(str)
    for q in quads:
        if q.s == article and q.p in (v.term("text"), v.PUBLISHED):
            of[q.p] = q.o.value
    return Print(article.value, of[v.term("text")], date.fromisoformat(of[v.PUBLISHED])) if len(of) == 2 else None


def _values(iris: Iterable[str]) -> Iterator[str]:
    names: Sequence[str] = sorted(set(iris))
    for i in range(0, len(names), _CHUNK):
        yield " ".join(codec.term(Iri(n)) for n in names[i : i + _CHUNK])


def _iri(value: Iri | Literal) -> Iri:
    assert isinstance(value, Iri)
    return value
