"""Test manifests of the W3C (SPARQL 1.1), as values.

The suite itself is data from the web and no part of this project: its folder is beside the repository, or nowhere. Cases of our own have
the same form and lie in `own/`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from rdflib import RDF, RDFS, Graph, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

HERE = Path(__file__).parent
OWN = HERE / "own"
W3C = HERE.parents[2] / "shared" / "conformance" / "sparql11"
W3C_BASE = "http://www.w3.org/2009/sparql/docs/tests/data-sparql11/"
OWN_BASE = "https://w3id.org/communique/conformance/"

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
UT = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")

RETIRED = ("http-rdf-update",)
"""groups that the suite itself has replaced"""


@dataclass(frozen=True, slots=True)
class File:
    """A file of the suite, and the IRI it goes by."""

    path: Path
    iri: str

    @property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Dataset:
    """Files of the default graph, and of named graphs by their name."""

    default: tuple[File, ...] = ()
    named: tuple[tuple[str, File], ...] = ()


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request, and what is expected of its response: a status of these or of these hundreds, a media type, a body, true or false."""

    method: str
    path: str
    headers: tuple[tuple[str, str], ...]
    body: str | None
    statuses: tuple[str, ...]
    boolean: bool | None
    format: str | None
    media_type: str | None
    content: str | None
    location: str | None


@dataclass(frozen=True, slots=True)
class Case:
    """One test. `group` is its folder; `name` is unique in it; `kind` is its class in the manifest."""

    group: str
    name: str
    kind: str
    action: File | None
    data: Dataset
    result: File | None
    after: Dataset
    exchanges: tuple[Exchange, ...]

    @property
    def id(self) -> str:
        return f"{self.group}/{self.name}"


@cache
def cases(own: bool = False) -> tuple[Case, ...]:
    """All cases, in the order of folders and manifests; none where the suite is not there."""
    root, base = (OWN, OWN_BASE) if own else (W3C, W3C_BASE)
    manifests = sorted(path for path in root.glob("*/manifest*.ttl") if path.parent.name not in RETIRED)
    return tuple(case for path in manifests for case in _Manifest(path, root, base).cases())


@cache
def reasons() -> dict[str, dict[str, str]]:
    """Why cases are not run (`skip`), or known to fail (`fail`), by id or by group."""
    return tomllib.loads((HERE / "reasons.toml").read_text(encoding="utf-8"))


def reason(case: Case, kind: str) -> str | None:
    """Why a case is skipped or fails; None if it is to pass."""
    known = reasons()[kind]
    return known.get(case.id) or known.get(case.group)


class _Manifest:
    def __init__(self, path: Path, root: Path, base: str) -> None:
        self._root, self._base = root, base
        self._group = path.parent.name
        self._graph = Graph().parse(path, format="turtle", publicID=f"{base}{path.relative_to(root)}")

    def cases(self) -> Iterator[Case]:
        for manifest in self._graph.subjects(RDF.type, MF.Manifest):
            entries = self._one(manifest, MF.entries)
            for entry in Collection(self._graph, entries) if entries is not None else ():
                yield self._case(entry)

    def _case(self, entry: Node) -> Case:
        action, result = self._one(entry, MF.action), self._one(entry, MF.result)
        name = str(entry).rpartition("#")[2].rpartition("/")[2]
        kind = str(self._one(entry, RDF.type)).rpartition("#")[2]
        asked = None
        if action is not None:
            asked = action if isinstance(action, URIRef) else self._one(action, QT.query) or self._one(action, UT.request)
        return Case(
            group=self._group,
            name=name,
            kind=kind,
            action=self._file(asked),
            data=self._dataset(action, QT) if self._dataset(action, QT) != Dataset() else self._dataset(action, UT, entry),
            result=self._file(result) if isinstance(result, URIRef) else None,
            after=self._dataset(result, UT),
            exchanges=tuple(self._exchanges(action)),
        )

    def _dataset(self, node: Node | None, words: Namespace, *more: Node) -> Dataset:
        if node is None or isinstance(node, URIRef):
            node = None
        default, named = [], []
        for at in filter(None, (node, *more)):
            default += [self._sure(x) for x in self._graph.objects(at, words.data)]
            for x in self._graph.objects(at, words.graphData):
                file = self._sure(self._one(x, words.graph) or x)
                label = self._one(x, RDFS.label)
                named.append((str(label) if label is not None else file.iri, file))
        return Dataset(tuple(default), tuple(sorted(named, key=lambda pair: pair[0])))

    def _exchanges(self, action: Node | None) -> Iterator[Exchange]:
        for listed in self._graph.objects(action, HT.requests) if action is not None else ():
            for request in Collection(self._graph, listed):
                response = self._one(request, HT.resp)
                boolean, headers = self._one(response, MF.expectedBoolean), dict(self._headers(response))
                yield Exchange(
                    method=str(self._one(request, HT.methodName)),
                    path=str(self._one(request, HT.absolutePath)),
                    headers=tuple(self._headers(request)),
                    body=self._body(request),
                    statuses=tuple(sorted(str(x).rpartition("#")[2] for x in self._graph.objects(response, MF.expectedStatus))),
                    boolean=None if boolean is None else str(boolean) == "true",
                    format=self._text(response, MF.expectedFormat),
                    media_type=headers.get("content-type"),
                    content=self._body(response),
                    location=self._text(response, MF.expectedLocation),
                )

    def _headers(self, message: Node | None) -> Iterator[tuple[str, str]]:
        listed = self._one(message, HT.headers)
        for header in Collection(self._graph, listed) if listed is not None else ():
            yield str(self._one(header, HT.fieldName)).lower(), str(self._one(header, HT.fieldValue))

    def _body(self, message: Node | None) -> str | None:
        body = self._one(message, HT.body)
        return None if body is None else self._text(body, CNT.chars)

    def _text(self, node: Node | None, predicate: URIRef) -> str | None:
        found = self._one(node, predicate)
        return None if found is None else str(found)

    def _one(self, node: Node | None, predicate: URIRef) -> Node | None:
        return None if node is None else self._graph.value(node, predicate)

    def _file(self, node: Node | None) -> File | None:
        return None if node is None else self._sure(node)

    def _sure(self, node: Node) -> File:
        iri = str(node)
        assert iri.startswith(self._base), f"{iri} is no file of the suite"
        return File(self._root / urlsplit(iri.removeprefix(self._base)).path, iri)
