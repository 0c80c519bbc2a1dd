"""Who may do what: every request passes here before any route sees it.

request ─▶ its host ─▶ its key ─▶ the scope it needs ─▶ the rate ─▶ the route ─▶ a line in the audit log, if it wrote

Reading is open, unless the settings want a key for it. Writing needs a key of scope `write` wherever there are keys; where there are none,
it is open to whoever reaches a loopback address, and closed on any other.
"""

from __future__ import annotations

import ipaddress
import secrets
from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import problems
from graph.access.audit import AuditLog, Write
from graph.access.keys import Key, KeyRing
from graph.access.keys import Scope as Permission
from graph.access.rates import Rates
from graph.errors import AccessError, Forbidden, KeyNeeded, SettingsError
from graph.settings import Settings

SAFE = ("GET", "HEAD", "OPTIONS")
ASKING = ("/sparql", "/sparql/", "/mcp", "/mcp/", "/.well-known/void")
"""paths where no method writes; an update by SPARQL is judged where it is recognised, in `api.routes.sparql`"""

ALWAYS = ("/healthz", "/readyz")
"""what a supervisor asks, which has no key"""

LOCAL_NAMES = ("localhost", "127.0.0.1", "[::1]")


def is_loopback(host: str) -> bool:
    """Whether an address to listen on is reached from this machine alone."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def ring_of(settings: Settings, given: dict[str, Key] | None = None) -> KeyRing:
    """The keys that the settings name: those of the file, and the write key."""
    more = {settings.write_key: Key("write_key", "write_key", "write", "", "")} if settings.write_key else {}
    return KeyRing(settings.key_file, {**more, **(given or {})})


class Gate:
    """What the settings and the keys let through. Raises SettingsError for settings that contradict each other."""

    def __init__(self, settings: Settings, ring: KeyRing, audit: AuditLog) -> None:
        self._settings, self._ring, self.audit = settings, ring, audit
        self._hosts = frozenset(name.strip().lower() for name in settings.allowed_hosts.split(",") if name.strip())
        self._rates = Rates(settings.rate_limit)
        self.on_write: Callable[[], None] = lambda: None
        """called after each request that wrote, when its answer has gone out; must return at once"""
        self.inner = {"x-communique-inner": secrets.token_urlsafe(32)}
        """headers by which a part of this process asks another: who asks was let in already"""
        audit.check()
        if settings.writable and not settings.write_key and not any(key.may("write") for key in ring.all()):
            raise SettingsError("writable needs a key: set write_key, or make one with `communique keys create NAME --scope write`")

    def admit(self, request: Request) -> Key | None:
        """The key that lets the request in, None where it needs none. Raises AccessError."""
        if all(secrets.compare_digest(request.headers.get(name, ""), value) for name, value in self.inner.items()):
            return None
        self._check_host(request)
        key = self._key(request)
        needed = _needed(request)
        self._rates.count(key.id if key else _address(request), key.rate if key else "")
        if needed == "read":
            if key is None and self._settings.read_with_key and request.method != "OPTIONS":
                raise KeyNeeded("reading needs a key: Authorization: Bearer KEY")
            return key
        self.check_write(request, key, needed)
        return key

    def check_write(self, request: Request, key: Key | None, needed: Permission = "write", *, keyless: bool = True) -> None:
        """Raises AccessError where this request may not write. `keyless`: whether it may without a key, from this machine."""
        if key is not None:
            if not key.may(needed):
                raise Forbidden(f"the key {key.name!r} is good for {key.scope}, not for {needed}")
            return
        if self._ring.all() or self._settings.write_key or not keyless:
            raise KeyNeeded("writing needs a key: Authorization: Bearer KEY")
        if not is_loopback(self._settings.host):
            raise KeyNeeded("writing needs a key, and there is none yet: `communique keys create` on the machine of the service")
        origin = request.headers.get("origin")
        if origin and urlsplit(origin).netloc.lower() != request.headers.get("host", "").lower():
            raise Forbidden(f"a page of {origin} may not write here")

    def _check_host(self, request: Request) -> None:
        """Against a page that has its own name point at this machine (DNS rebinding)."""
        if self._hosts:
            name = urlsplit("//" + request.headers.get("host", "")).hostname or ""
            if (f"[{name}]" if ":" in name else name) not in self._hosts:
                raise Forbidden(f"the service does not go by the name {name!r}; the setting allowed_hosts says which it goes by")

    def _key(self, request: Request) -> Key | None:
        kind, _, secret = request.headers.get("authorization", "").partition(" ")
        given = secret.strip() if kind.lower() == "bearer" else request.headers.get("x-api-key", "")
        if not given:
            return None
        key = self._ring.find(given)
        if key is None:
            raise KeyNeeded("nobody knows this key; it may have been revoked")
        return key


class Access:
    """The ASGI layer."""

    def __init__(self, app: ASGIApp, gate: Gate) -> None:
        self._app, self._gate = app, gate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in ALWAYS:
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        try:
            key = self._gate.admit(request)
        except AccessError as e:
            refused = problems.of(e, request)
            refused.headers["Access-Control-Allow-Origin"] = "*"  # so that a page of another site can tell why
            await refused(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        state["key"], state["writes"] = key, _needed(request) != "read"
        await self._app(scope, receive, self._audited(request, send))

    def _audited(self, request: Request, send: Send) -> Send:
        """Sends on, and puts a line on record before the answer to a write goes out."""

        async def sending(message: Message) -> None:
            state = request.scope["state"]
            if message["type"] == "http.response.start" and state["writes"]:
                key: Key | None = state["key"]
                where = _address(request)
                what = f"{request.method} {request.url.path}"
                who = key.name if key else "anyone on this machine"
                self._gate.audit.record(Write(who, what, str(message["status"]), where, state.get("request_id", "")))
            await send(message)
            if message["type"] == "http.response.body" and not message.get("more_body") and request.scope["state"]["writes"]:
                self._gate.on_write()

        return sending


def may_write(request: Request) -> None:
    """For a route that finds out itself that a request writes. Raises AccessError; the write is put on record."""
    request.scope["state"]["writes"] = True
    gate: Gate = request.scope["app"].state.gate
    gate.check_write(request, request.scope["state"].get("key"), keyless=False)


def _needed(request: Request) -> Permission:
    if request.method in SAFE or request.url.path in ASKING:
        return "read"
    return "write"


def _address(request: Request) -> str:
    return request.client.host if request.client else "here"
