"""The page's API with invented data, for developing and testing the page without a graph.

    python api/web/mock/server.py --port 8041            the invented articles of data.json
    python api/web/mock/server.py --empty                a graph in which nothing was read
    python api/web/mock/server.py --large 2000           and that many made-up people besides

Serves api/static as the real service does, with the same strict Content-Security-Policy.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

STATIC = Path(__file__).resolve().parents[2] / "static"
BASE = "https://w3id.org/communique/id/"
NAMESPACE = "https://w3id.org/communique/ns#"
POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; worker-src 'self' blob:; connect-src 'self'; "
    "object-src 'none'; base-uri 'self'; frame-ancestors 'none'"
)
KINDS = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
}
FIRM = {"Held", "Ongoing", "Signed", "Reached", "InForce"}
MET = {"Meeting", "Call", "Summit"}
EVENTS = MET | {"Visit", "StateVisit", "Conference", "Event", "Signing", "Publication"}

Json = dict[str, Any]


class NotFoundError(Exception):
    """Nothing has the id asked for."""


@dataclass
class World:
    """The invented graph: things, articles, claims and what follows from them."""

    things: dict[str, Json]
    articles: list[Json]
    claims: list[Json] = field(default_factory=list)
    facts: list[Json] = field(default_factory=list)

    def ref(self, key: str) -> Json:
        if key in self.things:
            thing = self.things[key]
            return {"id": key, "iri": BASE + key, "label": thing["label"], "type": thing["type"]}
        return {"id": key, "iri": NAMESPACE + key, "label": key, "type": "Status"}

    def object(self, o: str | Json) -> Json:
        return o if isinstance(o, dict) else self.ref(o)

    def summary(self, article: Json) -> Json:
        keys = ("id", "identifier", "title", "published", "publisher", "url")
        n = sum(c["article"] is article for c in self.claims)
        return {**{k: article[k] for k in keys}, "claims": n, "excerpt": article["text"][:160]}

    # ---- building ------------------------------------------------------------------------------------------------

    def build(self) -> None:
        for article in self.articles:
            for i, (s, p, o, quote, *more) in enumerate(article["claims"]):
                extra: Json = more[0] if more else {}
                start = article["text"].index(quote)
                said = article.get("statements", {}).get(extra.get("statement"))
                self.claims.append(
                    {
                        "id": f"{article['id']}/claim/{i}",
                        "subject": s,
                        "predicate": p,
                        "object": o,
                        "confidence": extra.get("confidence", 0.95),
                        "kind": extra.get("kind", "asserted"),
                        "article": article,
                        "evidence": [{"quote": quote, "start": start, "end": start + len(quote)}],
                        "statement": said,
                    }
                )
        seen: set[tuple[str, str, str]] = set()
        for c in self.claims:
            triple = (c["subject"], c["predicate"], json.dumps(c["object"]))
            if triple not in seen:
                seen.add(triple)
                self.facts.append({"s": c["subject"], "p": c["predicate"], "o": c["object"], "event": None, "rule": None, "from": []})
        self._derive()
        for key, thing in self.things.items():
            if "country" in thing:
                self.facts.append({"s": key, "p": "ofCountry", "o": thing["country"], "event": None, "rule": None, "from": []})

    def _derive(self) -> None:
        for key, thing in self.things.items():
            status = self.one(key, "status")
            if thing["type"] in MET:
                rule, p = ("met-in-held-meeting", "metWith") if status in FIRM else ("to-meet", "plansToMeet")
                if status not in {"Postponed", "Cancelled", None}:
                    self._pairs(key, "participant", p, rule)
            if thing["type"] == "Agreement" and status in FIRM:
                self._pairs(key, "party", "cooperatesWith", "party-to-the-same-agreement")
            if thing["type"] in {"Visit", "StateVisit"} and status in FIRM:
                for visitor in self.all(key, "visitor"):
                    for destination in self.all(key, "destination"):
                        roles = [("visitor", visitor), ("destination", destination)]
                        self._add(visitor, "visited", destination, key, "visited-in-held-visit", roles)

    def _pairs(self, key: str, predicate: str, derived: str, rule: str) -> None:
        members = self.all(key, predicate)
        for i, a in enumerate(members):
            for b in members[i + 1 :]:
                side_a, side_b = (self.things[x].get("country", x) for x in (a, b))
                if side_a != side_b:
                    self._add(a, derived, b, key, rule, [(predicate, a), (predicate, b)])

    def _add(self, s: str, p: str, o: str, event: str, rule: str, sources: list[tuple[str, str]]) -> None:
        self.facts.append({"s": s, "p": p, "o": o, "event": event, "rule": rule, "from": [(event, q, x) for q, x in sources]})

    # ---- asking --------------------------------------------------------------------------------------------------

    def all(self, s: str, p: str) -> list[str]:
        return [f["o"] for f in self.facts if f["s"] == s and f["p"] == p and isinstance(f["o"], str)]

    def one(self, s: str, p: str) -> Any:
        found = next((f["o"] for f in self.facts if f["s"] == s and f["p"] == p), None)
        return found["value"] if isinstance(found, dict) else found

    def refs(self, s: str, p: str) -> list[Json]:
        return [self.ref(x) for x in self.all(s, p)]

    def bounds(self, key: str) -> tuple[str | None, str | None]:
        date = self.one(key, "date")
        if not date:
            return None, None
        if date[5:] == "23":
            return f"{date[:4]}-09-01", f"{date[:4]}-11-30"
        days = [d for d in date.strip("[]").replace("..", "/").split("/") if d]
        return days[0], days[-1]

    def claim(self, c: Json) -> Json:
        said = c["statement"]
        statement = said and {
            "speakers": [self.ref(s) for s in said["speakers"]],
            "mode": said["mode"],
            "channel": self.ref(said["channel"]) if "channel" in said else None,
            "cue": said.get("cue"),
            "warning": said.get("warning"),
        }
        return {
            **{k: c[k] for k in ("id", "predicate", "confidence", "kind", "evidence")},
            "subject": self.ref(c["subject"]),
            "object": self.object(c["object"]),
            "article": self.summary(c["article"]),
            "statement": statement,
        }

    def stats(self) -> Json:
        types = Counter(t["type"] for t in self.things.values())
        latest = sorted(self.articles, key=lambda a: a["published"], reverse=True)[:5]
        return {
            "articles": len(self.articles),
            "claims": len(self.claims),
            "entities": sum(t["type"] not in EVENTS | {"Agreement", "Commitment"} for t in self.things.values()),
            "events": sum(types[t] for t in EVENTS),
            "agreements": types["Agreement"],
            "commitments": types["Commitment"],
            "statements": sum(len(a.get("statements", {})) for a in self.articles),
            "byType": dict(sorted(types.items())),
            "latest": [self.summary(a) for a in latest],
        }

    def search(self, q: str) -> list[Json]:
        hits = []
        for key, thing in self.things.items():
            names = [thing["label"], *thing.get("alt", [])]
            matched = next((n for n in names if q.casefold() in n.casefold()), None)
            if matched:
                hits.append({**self.ref(key), "matched": matched, "altLabels": thing.get("alt", [])})
        return hits

    def entity(self, key: str) -> Json:
        if key not in self.things:
            raise NotFoundError(f"no entity is called {key}")
        thing = self.things[key]
        facts = []
        for f in self.facts:
            symmetric = f["p"] in {"metWith", "plansToMeet", "cooperatesWith"}
            for end, other, direction in ((f["s"], f["o"], "out"), (f["o"], f["s"], "in")):
                if end != key:
                    continue
                is_ref = isinstance(other, str)
                about = f["event"] or (other if is_ref and self.kind(other) in EVENTS | {"Agreement"} else None)
                facts.append(
                    {
                        "predicate": f["p"],
                        "direction": "out" if symmetric else direction,
                        "other": self.ref(other) if is_ref else None,
                        "value": None if is_ref else other,
                        "derived": f["rule"] is not None,
                        "status": self.one(about, "status") if about else None,
                        "date": self.one(about, "date") if about else None,
                    }
                )
        country = thing.get("country")
        about_it = {"altLabels": thing.get("alt", []), "country": self.ref(country) if country else None}
        return {**self.ref(key), **about_it, "facts": facts, "hypotheses": []}

    def kind(self, key: str) -> str:
        return str(self.things.get(key, {}).get("type", ""))

    def event(self, key: str) -> Json:
        first, last = self.bounds(key)
        place, destination = self.refs(key, "place"), self.refs(key, "destination")
        return {
            **self.ref(key),
            "status": self.one(key, "status"),
            "date": self.one(key, "date"),
            "earliest": first,
            "latest": last,
            "place": place[0] if place else None,
            "participants": self.refs(key, "participant") + self.refs(key, "visitor"),
            "countries": self.refs(key, "involves"),
            "visitors": self.refs(key, "visitor"),
            "destination": destination[0] if destination else None,
            "produces": self.refs(key, "produces"),
        }

    def agreement(self, key: str) -> Json:
        first, last = self.bounds(key)
        return {
            **self.ref(key),
            "status": self.one(key, "status"),
            "date": self.one(key, "date"),
            "earliest": first,
            "latest": last,
            "instrument": self.one(key, "instrument"),
            "parties": self.refs(key, "party"),
            "signatories": self.refs(key, "signatory"),
            "areas": [r["label"] for r in self.refs(key, "area")],
            "provisions": [],
            "establishes": self.refs(key, "establishes"),
        }

    def commitment(self, key: str) -> Json:
        under, target = self.refs(key, "under"), self.refs(key, "target")
        quote = next((c["evidence"][0]["quote"] for c in self.claims if c["subject"] == key), None)
        return {
            **self.ref(key),
            "modality": self.one(key, "modality"),
            "by": self.refs(key, "by"),
            "toward": self.refs(key, "toward"),
            "under": under[0] if under else None,
            "target": target[0] if target else None,
            "quote": quote,
        }

    def evidence(self, s: str, p: str, o: str) -> Json:
        def is_object(x: str | Json) -> bool:
            return (x["value"] if isinstance(x, dict) else x) == o

        def states_it(f: Json) -> bool:
            turned = f["event"] and f["s"] == o and f["o"] == s
            return f["p"] == p and ((f["s"] == s and is_object(f["o"])) or bool(turned))

        fact = [f for f in self.facts if states_it(f)]
        claims = [c for c in self.claims if c["subject"] == s and c["predicate"] == p and is_object(c["object"])]
        sources = [t for f in fact for t in f["from"]]
        for a, q, b in sources:
            claims += [c for c in self.claims if (c["subject"], c["predicate"], c["object"]) == (a, q, b)]
        derived = None
        if sources:
            triples = [{"subject": self.ref(a), "predicate": q, "object": self.ref(b)} for a, q, b in sources]
            derived = {"rule": fact[0]["rule"], "from": triples}
        obj = self.ref(o) if "/" in o or o in FIRM else {"value": o, "datatype": "string"}
        return {"subject": self.ref(s), "predicate": p, "object": obj, "derived": derived, "items": [self.claim(c) for c in claims]}

    def graph(self, center: str | None, hops: int, limit: int) -> Json:
        edges = [f for f in self.facts if isinstance(f["o"], str) and f["o"] in self.things]
        around = defaultdict(set)
        for f in edges:
            around[f["s"]].add(f["o"])
            around[f["o"]].add(f["s"])
        if center:
            if center not in self.things:
                raise NotFoundError(f"no entity is called {center}")
            found, ring = [center], {center}
            for _ in range(hops):
                ring = {n for r in ring for n in around[r]} - set(found)
                found += sorted(ring, key=lambda n: (-len(around[n]), n))
        else:
            found = sorted((n for n in self.things if around[n]), key=lambda n: (-len(around[n]), n))
        shown = set(found[:limit])
        inside = [f for f in edges if f["s"] in shown and f["o"] in shown]
        out = []
        for i, f in enumerate(inside):
            about = f["event"] or next((x for x in (f["s"], f["o"]) if self.kind(x) in EVENTS | {"Agreement"}), None)
            first, last = self.bounds(about) if about else (None, None)
            out.append(
                {
                    "id": f"e{i}:{f['s']}:{f['p']}:{f['o']}",
                    "source": f["s"],
                    "target": f["o"],
                    "predicate": f["p"],
                    "status": self.one(about, "status") if about else None,
                    "date": self.one(about, "date") if about else None,
                    "earliest": first,
                    "latest": last,
                    "confidence": None if f["rule"] else 0.95,
                    "event": f["event"],
                }
            )
        nodes = [
            {"id": n, "label": thing["label"], "type": thing["type"], "country": thing.get("country"), "degree": len(around[n])}
            for n, thing in ((n, self.things[n]) for n in found[:limit])
        ]
        reachable = set(found)
        lost = sum(f["s"] in reachable and f["o"] in reachable for f in edges) - len(inside)
        return {"nodes": nodes, "edges": out, "omitted": {"nodes": len(found) - len(nodes), "edges": lost}}


def world(*, empty: bool = False, large: int = 0) -> World:
    """The invented graph. `large` adds that many people who met one another."""
    if empty:
        return World({}, [])
    data = json.loads((Path(__file__).parent / "data.json").read_text(encoding="utf-8"))
    made = World(data["things"], data["articles"])
    made.build()
    countries = [k for k, t in made.things.items() if t["type"] == "Country"]
    for i in range(large):
        person = f"person/made-up-{i}"
        made.things[person] = {"label": f"Made-up Person {i}", "type": "Person"}
        made.facts.append({"s": person, "p": "ofCountry", "o": countries[i % len(countries)], "event": None, "rule": None, "from": []})
        for j in range(1 + i % 3):
            other = f"person/made-up-{(i * 7 + j * 13) // 5}"
            if other in made.things and other != person:
                met = {"s": person, "p": "metWith", "o": other, "event": "meeting/halden-health", "rule": "made-up", "from": []}
                made.facts.append(met)
    return made


def page(items: list[Json], query: dict[str, str]) -> Json:
    """A page of a list, as the contract has it."""
    start, limit = int(query.get("cursor") or 0), min(int(query.get("limit") or 50), 500)
    rest = start + limit
    return {"items": items[start:rest], "next": str(rest) if rest < len(items) else None}


def answer(made: World, path: str, query: dict[str, str]) -> Json:
    """The JSON of one GET below /api/v1/. Raises NotFoundError."""
    head, _, key = path.partition("/")
    lists = {
        "events": (EVENTS, made.event, "status"),
        "agreements": ({"Agreement"}, made.agreement, "status"),
        "commitments": ({"Commitment"}, made.commitment, "modality"),
    }
    if head in lists:
        types, view, narrowing = lists[head]
        items = [view(k) for k, t in made.things.items() if t["type"] in types]
        wanted = query.get(narrowing)
        return page([i for i in items if i[narrowing] and wanted in (None, i[narrowing])], query)
    if head == "articles":
        return articles(made, key, query)
    if head == "entities" and key:
        return made.entity(key)
    answers = {
        "stats": lambda: made.stats(),
        "search": lambda: page(made.search(query.get("q", "")), query),
        "evidence": lambda: made.evidence(query["subject"], query["predicate"], query["object"]),
        "graph": lambda: made.graph(query.get("center"), int(query.get("hops", 1)), int(query.get("limit", 300))),
    }
    if path not in answers:
        raise NotFoundError(f"no such path: {path}")
    return answers[path]()


def articles(made: World, key: str, query: dict[str, str]) -> Json:
    """The list of articles, one of them, or its claims."""
    if not key:
        return page([made.summary(a) for a in sorted(made.articles, key=lambda a: a["published"], reverse=True)], query)
    wanted = key.removesuffix("/claims")
    article = next((a for a in made.articles if a["id"] == wanted), None)
    if article is None:
        raise NotFoundError(f"no article is called {wanted}")
    mine = [c for c in made.claims if c["article"] is article]
    if key.endswith("/claims"):
        return page([made.claim(c) for c in mine], query)
    named = sorted({x for c in mine for x in (c["subject"], c["object"]) if isinstance(x, str) and x in made.things})
    return {**made.summary(article), "text": article["text"], "things": [made.ref(x) for x in named]}


def handler(made: World) -> type[BaseHTTPRequestHandler]:
    """A request handler over this world."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = {k: v[0] for k, v in parse_qs(parts.query).items()}
            if parts.path.startswith("/api/v1/"):
                self._json(unquote(parts.path[len("/api/v1/") :]), query)
                return
            name = "index.html" if parts.path == "/" else parts.path.removeprefix("/static/")
            file = STATIC / name
            if "/" in name or not file.is_file():
                self._send(404, "text/plain", b"not found")
                return
            self._send(200, KINDS.get(file.suffix, "text/plain; charset=utf-8"), file.read_bytes())

        def _json(self, path: str, query: dict[str, str]) -> None:
            try:
                body, status, kind = answer(made, path, query), 200, "application/json"
            except NotFoundError as e:
                body = {"type": "about:blank", "title": "Not found", "status": 404, "detail": str(e), "instance": path}
                status, kind = 404, "application/problem+json"
            self._send(status, kind, json.dumps(body, ensure_ascii=False).encode())

        def _send(self, status: int, kind: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Content-Security-Policy", POLICY)
            self.send_header("X-Content-Type-Options", "nosniff")
            self.send_header("Cache-Control", "no-cache")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Quiet."""

    return Handler


def serve(made: World, port: int = 0) -> ThreadingHTTPServer:
    """A server on the loopback address; the caller runs and closes it."""
    return ThreadingHTTPServer(("127.0.0.1", port), handler(made))


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=8041)
    parser.add_argument("--empty", action="store_true")
    parser.add_argument("--large", type=int, default=0)
    args = parser.parse_args()
    with serve(world(empty=args.empty, large=args.large), args.port) as server:
        print(f"http://127.0.0.1:{server.server_port}/", flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main()
