"""How a command reaches the graph: the store itself or, while a service holds it, that service over HTTP. Both answer alike.

reach(settings) ─▶ open the store ─▶ Local
                   └ locked ─▶ service.json ─▶ does it answer? ─▶ Service
"""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol, cast
from urllib.parse import quote

from api.cli import running
from api.cli.screen import complain, say
from graph.access.audit import AuditLog, Write
from graph.access.keys import KeyRing
from graph.errors import AccessError, CommuniqueError, Conflict, NotFound, QueryError, SourceError, StoreLocked, StoreUnavailable
from graph.model import Article, ArticleReport, Outcome
from graph.settings import Settings

if TYPE_CHECKING:
    import httpx

    from graph.pipeline import Pipeline
    from graph.pipeline.rereading import Reread
    from graph.store.interface import Store

CONNECT_SECONDS = 5.0
READ_SECONDS = 300.0  # reading one long article, or the first bytes of a large export
ERROR_SHOWN = 500
_OF_ONE_ARTICLE = (409, 413, 422)
_OF_THE_QUERY = (400, 403, 406, 504, 507)  # no SPARQL, refused, unknown format, too long, too large


class Graph(Protocol):
    """What commands ask for."""

    def ingest(self, items: Iterable[Article | SourceError]) -> Iterator[ArticleReport]: ...

    def withdraw(self, name: str) -> ArticleReport: ...

    def reread(self, names: Sequence[str], *, everything: bool, dry_run: bool) -> Iterator[Reread]:
        """Articles read again: those named, else the outdated ones, or all."""

    def stats(self) -> dict[str, int]: ...

    def query(self, text: str, accept: Sequence[str]) -> tuple[str, Iterator[bytes]]:
        """The answer and its media type, the first of `accept` that the kind of query has."""

    def export(self, projection: str, form: str, out: BinaryIO, filters: Mapping[str, Sequence[str]]) -> None: ...

    async def client(self, open_: AsyncExitStack) -> tuple[httpx.AsyncClient, str]:
        """A client of the whole interface, open as long as `open_`, and the address of the pages, empty where there are none."""

    def rest(self, method: str, path: str, *, params: Mapping[str, str | Sequence[str]] | None = None, json: Any = None) -> Any:
        """What the REST interface answers to a request on `/api/v1` + path; None where it answers nothing."""


@contextmanager
def reach(settings: Settings, *, write: bool = False) -> Iterator[Graph]:
    """The graph behind the settings. Raises StoreError; where the store is locked, saying by whom and what to do."""
    from graph.store import open_store

    try:
        store = open_store(settings, read_only=not write)
    except StoreLocked as locked:
        with _connected(settings, locked) as service:
            yield service
        return
    with closing(store):
        before = store.commits
        try:
            yield Local(settings, store)
        finally:
            if write and (before is None or store.commits != before) and not isinstance(sys.exception(), KeyboardInterrupt):
                _refresh(settings, store)


def _refresh(settings: Settings, store: Store) -> None:
    """Ask the saved questions again, once for all that a command wrote; what goes wrong there does not undo the command."""
    from graph.alerts import follow

    try:
        follow(settings, store)
    except CommuniqueError as e:
        complain(f"the saved questions were not asked again: {e}")


class Local:
    """The store, opened by this process."""

    def __init__(self, settings: Settings, store: Store) -> None:
        self.settings = settings
        self.store = store

    @property
    def pipeline(self) -> Pipeline:
        """The stages over this store."""
        from graph.pipeline import Pipeline

        return Pipeline(self.settings, self.store)

    def ingest(self, items: Iterable[Article | SourceError]) -> Iterator[ArticleReport]:
        pipeline = self.pipeline
        try:
            for report in pipeline.ingest(items):
                if report.outcome in ("added", "replaced"):
                    self._record(f"ingest {report.article}", report.outcome)
                yield report
            self.store.flush()
        finally:
            if cost := pipeline.report():
                say(cost)

    def withdraw(self, name: str) -> ArticleReport:
        report = self.pipeline.withdraw(name)
        self.store.flush()
        self._record(f"withdraw {report.article}", report.outcome)
        return report

    def _record(self, what: str, outcome: str) -> None:
        AuditLog(self.settings.audit_file).record(Write(_user(), what, outcome, "command line"))

    def reread(self, names: Sequence[str], *, everything: bool, dry_run: bool) -> Iterator[Reread]:
        pipeline = self.pipeline
        try:
            yield from pipeline.reread(names, everything=everything, dry_run=dry_run)
            if not dry_run:
                self.store.flush()
        finally:
            if report := pipeline.report():
                say(report)

    def stats(self) -> dict[str, int]:
        return self.pipeline.stats()

    def query(self, text: str, accept: Sequence[str]) -> tuple[str, Iterator[bytes]]:
        from graph.query import answer

        found = answer(self.store, text, accept=_header(accept), deadline=self.settings.query_timeout)
        return found.media_type, found.chunks

    def export(self, projection: str, form: str, out: BinaryIO, filters: Mapping[str, Sequence[str]]) -> None:
        from graph import export

        export.write(self.store, projection, form, out, base=self.settings.base, filters=filters)

    def rest(self, method: str, path: str, *, params: Mapping[str, str | Sequence[str]] | None = None, json: Any = None) -> Any:
        import asyncio

        async def ask() -> httpx.Response:
            async with AsyncExitStack() as open_:
                client, _ = await self.client(open_)
                return await client.request(method, f"/api/v1{path}", params=params, json=json)

        found = _understood(asyncio.run(ask()))
        self.store.flush()
        return found

    async def client(self, open_: AsyncExitStack) -> tuple[httpx.AsyncClient, str]:
        import httpx

        from api.app import create_app

        # whoever can open the store needs no key for it
        mine = replace(self.settings, host="127.0.0.1", writable=False, write_key="", read_with_key=False, rate_limit="", allowed_hosts="")
        app = create_app(mine, store=self.store, ring=KeyRing(None))
        await open_.enter_async_context(app.router.lifespan_context(app))
        client = httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://here")
        return await open_.enter_async_context(client), ""


@dataclass(frozen=True, slots=True)
class Service:
    """The service that holds the store."""

    client_: httpx.Client
    url: str

    def ingest(self, items: Iterable[Article | SourceError]) -> Iterator[ArticleReport]:
        for item in items:
            if isinstance(item, SourceError):
                yield ArticleReport(item.where, "refused", detail=item.reason + (f"; {item.remedy}" if item.remedy else ""))
            else:
                yield self._send(item)

    def _send(self, article: Article) -> ArticleReport:
        from graph.sources import to_fields

        response = self._ask("POST", "/api/v1/articles", json=to_fields(article))
        origin = article.origin or article.identifier
        if response.status_code in _OF_ONE_ARTICLE or _kind(response) == "extraction-error":
            return ArticleReport(origin, "failed", article.id, detail=_detail(response))
        found = self._checked(response).json()
        return ArticleReport(
            origin,
            cast(Outcome, found["outcome"]),
            str(found["article"]["id"]).removeprefix("article/"),
            claims=int(found.get("claims", 0)),
            warnings=tuple(found.get("warnings", ())),
        )

    def withdraw(self, name: str) -> ArticleReport:
        response = self._ask("DELETE", f"/api/v1/articles/{quote(name, safe='')}")
        if response.status_code == 404:
            raise NotFound(_detail(response))
        if response.status_code == 409:
            raise Conflict(_detail(response))
        self._checked(response)
        return ArticleReport(name, "withdrawn", name)

    def reread(self, names: Sequence[str], *, everything: bool, dry_run: bool) -> Iterator[Reread]:
        outdated = [] if names else self.rest("GET", "/rereading")["articles"]
        known = [str(a["id"]).removeprefix("article/") for a in listed(self, "/articles", {})] if everything else []
        wanted = [*(names or outdated), *sorted(set(known) - set(outdated))]
        for name in wanted:
            yield self._reread(name, dry_run=dry_run)
        if wanted and not names and not dry_run:
            self.rest("POST", "/rereading/settle")

    def _reread(self, name: str, *, dry_run: bool) -> Reread:
        from graph.pipeline.rereading import ClaimChange, Reread

        response = self._ask("POST", f"/api/v1/articles/{quote(name, safe='')}/reread", params={"dryRun": str(dry_run).lower()})
        if _kind(response) == "extraction-error":
            return Reread(ArticleReport(name, "failed", name, detail=_detail(response)))
        found = _understood(response)
        report = ArticleReport(
            name, cast(Outcome, found["outcome"]), found["article"], found["detail"], found["claims"], tuple(found["warnings"])
        )
        return Reread(report, found["before"], found["after"], tuple(ClaimChange(**c) for c in found["changes"]))

    def stats(self) -> dict[str, int]:
        found = self._checked(self._ask("GET", "/api/v1/stats")).json()
        counts = {str(k): int(v) for k, v in found["byType"].items()}
        for name, key in (("Article", "articles"), ("Claim", "claims"), ("Statement", "statements")):
            counts[name] = int(found[key])
        return dict(sorted(counts.items()))

    def query(self, text: str, accept: Sequence[str]) -> tuple[str, Iterator[bytes]]:
        headers = {"accept": _header(accept), "content-type": "application/sparql-query"}
        response = self._stream("POST", "/sparql", content=text.encode("utf-8"), headers=headers)
        if response.status_code != 200:
            response.read()
            if response.status_code in _OF_THE_QUERY:
                raise QueryError(_detail(response))
            self._checked(response)
        return response.headers.get("content-type", "").partition(";")[0], self._chunks(response)

    def export(self, projection: str, form: str, out: BinaryIO, filters: Mapping[str, Sequence[str]]) -> None:
        response = self._stream("GET", f"/api/v1/export/{quote(projection, safe='')}.{quote(form, safe='')}", params=filters)
        if response.status_code != 200:
            response.read()
            if response.status_code in (404, *_OF_THE_QUERY):  # no such projection, format or filter
                raise QueryError(_detail(response))
            self._checked(response)
        for chunk in self._chunks(response):
            out.write(chunk)

    async def client(self, open_: AsyncExitStack) -> tuple[httpx.AsyncClient, str]:
        import httpx

        client = httpx.AsyncClient(base_url=self.url, headers=self.client_.headers, timeout=self.client_.timeout, trust_env=False)
        return await open_.enter_async_context(client), self.url

    def rest(self, method: str, path: str, *, params: Mapping[str, str | Sequence[str]] | None = None, json: Any = None) -> Any:
        return _understood(self._ask(method, f"/api/v1{path}", params=params, json=json))

    def _ask(self, method: str, path: str, **request: Any) -> httpx.Response:
        response = self._stream(method, path, **request)
        with _reaching(self.url):
            response.read()
        return response

    def _stream(self, method: str, path: str, **request: Any) -> httpx.Response:
        with _reaching(self.url):
            return self.client_.send(self.client_.build_request(method, self.url + path, **request), stream=True)

    def _chunks(self, response: httpx.Response) -> Iterator[bytes]:
        with _reaching(self.url), closing(response):
            yield from response.iter_bytes()

    def _checked(self, response: httpx.Response) -> httpx.Response:
        _let_in(response)
        if response.status_code >= 300:
            raise StoreUnavailable(f"the service at {self.url} answers {response.status_code}: {_detail(response)}")
        return response


def listed(graph: Graph, path: str, params: Mapping[str, str]) -> list[dict[str, Any]]:
    """A whole list of the REST interface, page by page."""
    found: list[dict[str, Any]] = []
    cursor: str | None = None
    while True:
        page = graph.rest("GET", path, params={**params, "limit": "500", **({"cursor": cursor} if cursor else {})})
        found += page["items"]
        cursor = page["next"]
        if not cursor:
            return found


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a user without a name, as in some containers
        return f"user {os.getuid()}" if hasattr(os, "getuid") else "unknown"


def _let_in(response: httpx.Response) -> None:
    if response.status_code in (401, 429) or _kind(response) == "forbidden":
        raise AccessError(f"{_detail(response)} (commands send the setting `key`)")


def _understood(response: httpx.Response) -> Any:
    _let_in(response)
    if response.status_code == 404:
        raise NotFound(_detail(response))
    if response.status_code == 409:
        raise Conflict(_detail(response))
    if response.status_code >= 400:
        raise QueryError(_detail(response))
    if response.content and not response.headers.get("content-type", "").startswith("application/json"):
        return response.text
    return response.json() if response.content else None


@contextmanager
def _reaching(url: str) -> Iterator[None]:
    import httpx

    try:
        yield
    except httpx.TimeoutException:
        raise StoreUnavailable(f"the service at {url} does not answer in time; look at its log, or stop it and try again") from None
    except httpx.HTTPError as e:
        raise StoreUnavailable(f"the service at {url} broke the connection off ({e}); look at its log, or start it again") from None


@contextmanager
def _connected(settings: Settings, locked: StoreLocked) -> Iterator[Service]:
    found = running.find(settings)
    if found is None:
        raise locked
    import httpx

    # to this machine, whatever proxy the environment names
    key = settings.key or found.key
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    with httpx.Client(timeout=httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS), trust_env=False, headers=headers) as client:
        try:
            response = client.get(f"{found.url}/api/v1/articles", params={"limit": 1}, timeout=CONNECT_SECONDS)
            _let_in(response)
            answers = response.status_code == 200 and isinstance(response.json().get("items"), list)
        except (httpx.HTTPError, ValueError, AttributeError):
            answers = False
        if not answers:
            raise StoreLocked(
                f"the store {settings.store} is held by process {found.pid}, a service that does not answer at {found.url}; "
                f"wait until it is ready, or stop it (kill {found.pid}) and try again"
            )
        yield Service(client, found.url)


def _kind(response: httpx.Response) -> str:
    """What kind of error a problem document is about: the last segment of its type."""
    try:
        return str(response.json()["type"]).rpartition("/")[2]
    except (ValueError, KeyError, TypeError):
        return ""


def _header(accept: Sequence[str]) -> str:
    """The media types as an Accept header, the first one liked best."""
    return ", ".join(f"{media_type};q={1 - n / 10:g}" if n else media_type for n, media_type in enumerate(accept))


def _detail(response: httpx.Response) -> str:
    """What a problem document says; else the beginning of the answer."""
    try:
        problem = response.json()
        return str(problem.get("detail") or problem["title"])
    except (ValueError, AttributeError, KeyError, TypeError):
        return response.text[:ERROR_SHOWN] or response.reason_phrase
