"""How the tools reach the graph: through the REST interface, which answers them as it answers anybody, within the same limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx

from graph.errors import NotFound, QueryError
from graph.filters import country
from ontology import terms

SENTENCES = 5
"""that stand for one thing in an answer"""

NAMED_ALIKE = 5
"""things that are offered where a name is that of several"""

Params = Mapping[str, str | int | Sequence[str] | None]


@dataclass(frozen=True, slots=True)
class Asking:
    """A client of the interface. `site` is the address of the pages, or empty where nobody serves them."""

    client: httpx.AsyncClient
    site: str = ""

    async def rest(self, path: str, params: Params | None = None) -> Any:
        """What `GET /api/v1` + path answers. Raises NotFound, QueryError with what the problem document says."""
        given = {name: value for name, value in (params or {}).items() if value not in (None, "")}
        return _checked(await self.client.get(f"/api/v1{path}", params=given)).json()

    async def text(self, path: str, params: Params, accept: str) -> str:
        """The same as text of a media type."""
        given = {name: value for name, value in params.items() if value not in (None, "")}
        return _checked(await self.client.get(f"/api/v1{path}", params=given, headers={"accept": accept})).text

    async def sparql(self, query: str) -> httpx.Response:
        """The answer of the endpoint: JSON for SELECT and ASK, Turtle for CONSTRUCT and DESCRIBE."""
        headers = {"accept": "application/sparql-results+json, text/turtle;q=0.9", "content-type": "application/sparql-query"}
        return _checked(await self.client.post("/sparql", content=query.encode(), headers=headers))

    async def resolve(self, who: str) -> str:
        """The id of what is named: an id, an ISO code of a country, or a name. Raises NotFound, QueryError where several have the name."""
        who = who.strip()
        if "/" in who or len(who) == 2:
            return country(who)
        hits = (await self.rest("/search", {"q": who, "limit": NAMED_ALIKE}))["items"]
        hits = [h for h in hits if "Agent" in terms.superclasses(h["type"])] or hits
        exact = [h for h in hits if who.casefold() in {n.casefold() for n in (h["label"], h.get("matched") or "", *h.get("altLabels", ()))}]
        found = exact or hits
        if not found:
            raise NotFound(f"nothing in the graph is named {who!r}; try search with other words")
        if len(found) > 1 and found[0]["label"].casefold() != who.casefold():
            offered = "; ".join(f"{h['id']} ({h['label']}, {h['type']})" for h in found)
            raise QueryError(f"{who!r} may be several; say which, by its id: {offered}")
        return str(found[0]["id"])

    async def sentences(self, id_: str, limit: int = SENTENCES) -> list[dict[str, Any]]:
        """Sentences that say something of a thing, each once, with their articles."""
        claims = (await self.rest("/claims", {"subject": id_, "limit": limit * 4}))["items"]
        return self.told(claims)[:limit]

    def told(self, claims: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """What claims rest on: quotes, each once, without those that are part of a longer one."""
        found: dict[tuple[str, str], dict[str, Any]] = {}
        for claim in claims:
            said = claim.get("statement")
            for evidence in claim["evidence"]:
                key = (claim["article"]["id"], evidence["quote"])
                found.setdefault(
                    key,
                    {
                        "quote": evidence["quote"],
                        "article": self.article(claim["article"]),
                        "saidBy": [speaker["label"] for speaker in said["speakers"]] if said else [],
                        "confidence": claim["confidence"],
                    },
                )
        return [
            told
            for (article, quote_), told in found.items()
            if not any(article == other and quote_ != longer and quote_ in longer for other, longer in found)
        ]

    def article(self, summary: Mapping[str, Any]) -> dict[str, Any]:
        """An article as an answer names it, with where it can be read."""
        page = f"{self.site}/#/article/{quote(summary['id'].removeprefix('article/'))}" if self.site else None
        fields = {name: summary[name] for name in ("id", "title", "published", "publisher", "url")}
        return {**fields, "page": page}


def _checked(response: httpx.Response) -> httpx.Response:
    if response.status_code < 400:
        return response
    try:
        problem = response.json()
        said = str(problem.get("detail") or problem["title"])
    except (ValueError, KeyError, AttributeError):
        said = f"the service answers {response.status_code}"
    raise NotFound(said) if response.status_code == 404 else QueryError(said)
