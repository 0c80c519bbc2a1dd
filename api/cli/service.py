"""`serve` and `demo`: the service on this machine."""

from __future__ import annotations

import contextlib
import logging
import secrets
import signal
import socket
import threading
import webbrowser
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from api.cli import exits, running
from api.cli.articles import found, read_all, show, wrong
from api.cli.options import EXTRACTORS, with_settings
from api.cli.screen import say
from graph.errors import CommuniqueError, SettingsError, StoreLocked, StoreUnavailable
from graph.settings import Settings

if TYPE_CHECKING:
    import uvicorn

ACCESS = ("read_with_key", "public_without_keys", "rate_limit")
QUERIES = ("query_timeout", "query_workers", "query_memory")
SERVICE_SETTINGS = ("host", "port", *QUERIES, "writable", "model", *EXTRACTORS, *ACCESS, "traces", "log_format", "log_level")
GRACE_SECONDS = 5

SERVE_EPILOG = """\b
Examples:
  communique serve --open                  and open the page in a browser
  communique serve --port 0                take a free port; the address is printed
  communique --store graph/ serve          another store

\b
While it runs, the service holds the store; ingest, query, export, stats and withdraw go through it. Ctrl-C ends it. It
listens on this machine alone unless --host says otherwise; `communique keys create` makes keys for those who may write, or read."""

DEMO_EPILOG = """\b
Examples:
  communique demo                          the example articles
  communique demo articles/                your own
  communique demo --no-open --port 0       on a machine without a browser"""


@click.command(epilog=SERVE_EPILOG, short_help="Serve pages, REST and SPARQL.")
@with_settings(*SERVICE_SETTINGS)
@click.option("--open", "browse", is_flag=True, help="Open the page in a browser.")
def serve(settings: Settings, browse: bool) -> int:
    """Serve the graph: pages, REST under /api/v1, SPARQL under /sparql."""
    check_address(settings)
    with listening(settings) as sock:
        return run(settings, sock, browse=browse)


@click.command(epilog=DEMO_EPILOG, short_help="Read articles, serve them, open the page.")
@click.argument("paths", nargs=-1, metavar="[PATH]…")
@with_settings(*SERVICE_SETTINGS)
@click.option("--open/--no-open", "browse", default=True, help="Open the page in a browser.  [default: open]")
def demo(settings: Settings, paths: tuple[str, ...], browse: bool) -> int:
    """Read articles (by default the examples), serve the graph and open its page.

    A store that holds articles already is served as it is, unless a PATH is given.
    """
    check_address(settings)
    running_url = _fill(settings, paths)
    if running_url:
        say(f"the service that holds the store runs at {running_url}")
        if browse:
            webbrowser.open(running_url)
        return exits.FINE
    with listening(settings, or_free=True) as sock:
        return run(settings, sock, browse=browse)


def _fill(settings: Settings, paths: tuple[str, ...]) -> str | None:
    """Read what the demo is to show; returns the address of the service if one holds the store."""
    from api.cli.reach import Service, reach

    with reach(settings, write=True) as graph:
        url = graph.url if isinstance(graph, Service) else None
        held = graph.stats().get("Article", 0)
    if held and not paths:
        say(f"the store holds {held} articles; name files or folders to add some")
        return url
    reports, error = read_all(settings, found(paths or (str(examples()),), None, settings))
    show(reports)
    if error:
        raise error
    if all(wrong(r) for r in reports):
        raise StoreUnavailable("none of the articles could be read, so there is nothing to show; see the reasons above")
    return url


def examples() -> Path:
    """The folder of example articles: beside the packages in a checkout, inside the package where installed."""
    import api

    package = Path(api.__file__).parent
    for folder in (package / "examples", package.parent / "examples" / "articles"):
        if folder.is_dir() and any(folder.iterdir()):
            return folder
    raise StoreUnavailable("the example articles are not installed; name your own: communique demo PATH")


@contextlib.contextmanager
def listening(settings: Settings, *, or_free: bool = False) -> Iterator[socket.socket]:
    """The socket that the service listens on. `or_free` takes another port where the wanted one is taken."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            sock.bind((settings.host, settings.port))
        except OSError as e:
            if not or_free:
                where = f"{settings.host}:{settings.port}"
                raise StoreUnavailable(
                    f"cannot listen on {where} ({e.strerror}); take another port with --port, or 0 for a free one"
                ) from None
            sock.bind((settings.host, 0))
        yield sock


def check_address(settings: Settings) -> None:
    """Raises SettingsError where everybody could reach the service and there are no keys, unless the settings want it so."""
    from api.access import is_loopback, ring_of

    if not is_loopback(settings.host) and not settings.public_without_keys and not settings.write_key and not ring_of(settings).all():
        raise SettingsError(
            f"{settings.host} is reached from other machines and there are no keys: make one with `communique keys create NAME`, "
            "or let everybody read with --public-without-keys"
        )


def run(settings: Settings, sock: socket.socket, *, browse: bool) -> int:
    """Serve on the socket until the process is told to stop; returns the exit code."""
    import uvicorn

    from api.access import LOCAL_NAMES, is_loopback, ring_of
    from api.app import create_app
    from api.telemetry import set_up_logs
    from api.tracing import traced
    from graph.access.keys import Key

    host, port = sock.getsockname()[:2]
    url = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    here = replace(settings, port=port)
    if is_loopback(settings.host) and not settings.allowed_hosts:
        here = replace(here, allowed_hosts=",".join(LOCAL_NAMES))
    secret = secrets.token_urlsafe(32)
    ring = ring_of(here, {secret: Key("local", "command line", "admin", "", "")})
    set_up_logs(settings)
    service: Any = create_app(here, ring=ring)
    app = _Noting(traced(service) if settings.traces else service)
    config = uvicorn.Config(app, lifespan="on", log_config=None, access_log=False, timeout_graceful_shutdown=GRACE_SECONDS)

    logging.getLogger("uvicorn.error").addFilter(app.filter)
    with contextlib.ExitStack() as while_serving:
        while_serving.callback(logging.getLogger("uvicorn.error").removeFilter, app.filter)

        def started() -> None:
            while_serving.enter_context(running.announced(settings, url, secret))
            click.echo(f"serving {settings.store} at {url}  (Ctrl-C ends it)")
            if not is_loopback(settings.host) and not settings.read_with_key:
                say("whoever reaches this address can read the graph; --read-with-key wants a key for it")
            if browse:
                threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()

        _serve(_server(config, started), sock)
    if app.error:
        raise _explained(app.error, settings)
    return exits.FINE


def _explained(error: CommuniqueError, settings: Settings) -> CommuniqueError:
    found = running.find(settings) if isinstance(error, StoreLocked) else None
    return (
        StoreLocked(f"{settings.store} is served already, at {found.url} by process {found.pid}; stop that one first") if found else error
    )


def _server(config: uvicorn.Config, started: Callable[[], None]) -> uvicorn.Server:
    import uvicorn

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started:
                started()

    return Server(config)


def _serve(server: uvicorn.Server, sock: socket.socket) -> None:
    """Run until SIGINT or SIGTERM. The server raises the signal again once it has shut down: that must not skip our own tidying up."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        server.run(sockets=[sock])
    except (KeyboardInterrupt, SystemExit):  # told to stop, or did not start: then the reason is in `_Noting.error`
        pass
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class _Noting:
    """An ASGI application that keeps the reason why it could not start, which the server would only log."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self.error: CommuniqueError | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "lifespan":
            await self.app(scope, receive, send)
            return
        failure: list[Any] = []

        async def hold_failure(message: Any) -> None:
            if message["type"] == "lifespan.startup.failed":
                failure.append(message)  # a traceback, not wanted where the reason is one of ours
            else:
                await send(message)

        try:
            await self.app(scope, receive, hold_failure)
        except CommuniqueError as e:
            self.error = e
            await send({"type": "lifespan.startup.failed", "message": ""})
        except BaseException:
            for message in failure:
                await send(message)
            raise

    def filter(self, _: logging.LogRecord) -> bool:
        """Keep the server's own "startup failed" off the screen: the error is shown as a line of ours."""
        return self.error is None
