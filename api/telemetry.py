"""What the service tells of itself: metrics, one log line for each request, a name for each request.

Metrics are Prometheus's, a registry for each app. A request's name comes from its `X-Request-ID`, or is made; the answer carries it, every
log line written meanwhile has it, and so has the audit log.
"""

from __future__ import annotations

import contextvars
import logging
import re
import time
import uuid

import prometheus_client
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from pythonjsonlogger.json import JsonFormatter
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graph.settings import Settings

REQUEST_ID = contextvars.ContextVar("request_id", default="")
_WELL_FORMED = re.compile(r"[\w.:-]{1,128}")

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
"""upper bounds of the buckets of times: from a look-up to the limit of a query"""

_requests = logging.getLogger("communique.requests")
_slow = logging.getLogger("communique.slow")

TIME = "%Y-%m-%dT%H:%M:%SZ"

ASKED = 500
"""characters of a slow request's query that are logged"""


class Metrics:
    """The counters of one app."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        prometheus_client.ProcessCollector(registry=self.registry)
        prometheus_client.PlatformCollector(registry=self.registry)
        self.requests = Counter(
            "communique_http_requests_total", "requests answered", ("method", "route", "status"), registry=self.registry
        )
        self.seconds = Histogram(
            "communique_http_request_seconds", "seconds until the answer began", ("route",), buckets=SECONDS, registry=self.registry
        )
        self.running = Gauge("communique_http_requests_running", "requests being answered", registry=self.registry)

    def text(self) -> bytes:
        """All of them, in the text format of Prometheus."""
        return prometheus_client.generate_latest(self.registry)


class Telemetry:
    """The outermost ASGI layer."""

    def __init__(self, app: ASGIApp, settings: Settings, metrics: Metrics) -> None:
        self._app, self._metrics, self._slow = app, metrics, settings.slow_query

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        name = _name(scope)
        token = REQUEST_ID.set(name)
        scope.setdefault("state", {})["request_id"] = name
        began = time.perf_counter()
        status, until_first = 0, 0.0

        async def sending(message: Message) -> None:
            nonlocal status, until_first
            if message["type"] == "http.response.start":
                status, until_first = message["status"], time.perf_counter() - began
                message.setdefault("headers", []).append((b"x-request-id", name.encode()))
            await send(message)

        self._metrics.running.inc()
        try:
            await self._app(scope, receive, sending)
        finally:
            self._metrics.running.dec()
            self._tell(scope, status, until_first, time.perf_counter() - began)
            REQUEST_ID.reset(token)

    def _tell(self, scope: Scope, status: int, until_first: float, whole: float) -> None:
        route = route_of(scope)
        self._metrics.requests.labels(scope["method"], route, str(status)).inc()
        self._metrics.seconds.labels(route).observe(until_first or whole)
        client = (scope.get("client") or ("",))[0]
        said: dict[str, object] = {
            "method": scope["method"],
            "path": scope["path"],
            "status": status,
            "ms": round(whole * 1000, 1),
            "client": client,
        }
        _requests.info("%(method)s %(path)s %(status)s %(ms)s ms", said, extra=said)
        if 0 < self._slow <= whole:
            asked = scope.get("state", {}).get("asked") or scope["query_string"].decode("latin-1")
            _slow.warning(
                "%(method)s %(path)s took %(ms)s ms: %(asked)s", {**said, "asked": asked[:ASKED]}, extra={**said, "asked": asked[:ASKED]}
            )


def route_of(scope: Scope) -> str:
    """The template of the path: few, whatever is asked for. Paths that nobody answers are one."""
    if template := getattr(scope.get("route"), "path", None):
        prefix = "/api/v1" if scope["path"].startswith("/api/v1/") and not template.startswith("/api/") else ""  # a router's, left out
        return prefix + str(template)
    first = scope["path"].split("/")[1]
    return f"/{first}" if first in _PLAIN else "other"


_PLAIN = ("sparql", "graphs", "id", "static", "mcp", ".well-known", "")


def set_up_logs(settings: Settings) -> None:
    """Let every log line go to stderr in the form and from the level that the settings name, with the request it belongs to."""
    handler = logging.StreamHandler()
    handler.addFilter(_with_request)
    form: logging.Formatter
    if settings.log_format == "json":
        names = {"asctime": "at", "levelname": "level", "name": "logger"}
        form = JsonFormatter("%(asctime)s %(levelname)s %(name)s %(message)s %(request_id)s", TIME, rename_fields=names)
    else:
        form = logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s [%(request_id)s]", TIME)
    form.converter = time.gmtime
    handler.setFormatter(form)
    logging.basicConfig(level=settings.log_level.upper(), handlers=[handler], force=True)


def _with_request(record: logging.LogRecord) -> bool:
    record.request_id = REQUEST_ID.get()
    return True


def _name(scope: Scope) -> str:
    given = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"x-request-id"), "")
    return given if _WELL_FORMED.fullmatch(given) else uuid.uuid4().hex
