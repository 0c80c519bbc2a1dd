"""The page in a real browser, over the invented API of `api/web/mock` and over the real service.

Fixtures strategy: one browser for the session; one context per test, which must leave neither an error in the console nor a request to
anywhere but this machine. Servers run as processes of their own, as users run them.
"""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # WebGL in software
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
]
SETTLED = "main [data-settled], main table, main article, .list-view li, .empty"
ROOT = Path(__file__).resolve().parents[2]
STARTED_WITHIN = 120  # seconds; the real service loads its model

# what a page that keeps its promises records nothing of
WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (e) => window.violations.push(`${e.violatedDirective}: ${e.blockedURI}`));
"""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is not installed: apt-get install chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@dataclass
class Visit:
    """Opens pages and remembers what they did that they should not have."""

    browser: Browser
    errors: list[str] = field(default_factory=list)
    abroad: list[str] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)
    # texts of console errors that the test brings about itself
    expected: tuple[str, ...] = ()

    def open(self, url: str, *, width: int = 1280, height: int = 800, scheme: str = "light", settle: bool = True) -> Page:
        """A new page at the address, calm (no motion); by default waits until a graph, if there is one, stands still."""
        context = self.browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if scheme == "dark" else "light",
            reduced_motion="reduce",
        )
        context.add_init_script(WATCH)
        context.set_default_timeout(15_000)
        page = context.new_page()
        self.pages.append(page)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", self._request)
        page.goto(url)
        if settle:
            page.wait_for_selector(SETTLED)
        return page

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not any(text in message.text for text in self.expected):
            self.errors.append(message.text)

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.hostname != "127.0.0.1":
            self.abroad.append(request.url)

    def check(self) -> None:
        for page in self.pages:
            violations = page.evaluate("window.violations")
            assert violations == [], "the page broke its content security policy"
            page.context.close()
        assert self.errors == [], "the console must stay clean"
        assert self.abroad == [], "no request leaves this machine"


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    visit = Visit(browser)
    yield visit
    visit.check()


# ---- servers ---------------------------------------------------------------------------------------------------------


def _free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


@contextlib.contextmanager
def _running(command: list[str], port: int, log: Path) -> Iterator[str]:
    """The address of the server that the command starts; it is stopped afterwards."""
    url = f"http://127.0.0.1:{port}/"
    with log.open("w") as out, subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=subprocess.STDOUT) as process:
        try:
            deadline = time.monotonic() + STARTED_WITHIN
            while not _answers(f"{url}api/v1/stats"):
                if process.poll() is not None or time.monotonic() > deadline:
                    pytest.fail(f"the server did not start:\n{log.read_text()}")
                time.sleep(0.1)
            yield url
        finally:
            process.terminate()
            process.wait(20)


Mock = Callable[..., str]


@pytest.fixture(scope="session")
def mock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mock]:
    """Starts the invented API, with the given options, once each."""
    with contextlib.ExitStack() as stack:
        running: dict[tuple[str, ...], str] = {}

        def start(*options: str) -> str:
            if options not in running:
                port = _free_port()
                command = [sys.executable, "api/web/mock/server.py", "--port", str(port), *options]
                running[options] = stack.enter_context(_running(command, port, tmp_path_factory.mktemp("mock") / "log"))
            return running[options]

        yield start


@contextlib.contextmanager
def _serving(articles: Path, folder: Path) -> Iterator[str]:
    """The address of the real service over the articles of a folder."""
    if find_spec("api.app") is None:
        pytest.skip("there is no service to start yet: api.app is missing")
    program = [sys.executable, "-m", "api.cli", "--store", str(folder / "store")]
    ingest = subprocess.run([*program, "ingest", str(articles)], cwd=ROOT, capture_output=True, text=True)
    assert ingest.returncode == 0, ingest.stdout + ingest.stderr
    port = _free_port()
    with _running([*program, "serve", "--port", str(port)], port, folder / "log") as url:
        yield url


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The real service over the articles beside this file."""
    with _serving(Path(__file__).parent / "articles", tmp_path_factory.mktemp("service")) as url:
        yield url


@pytest.fixture(scope="session")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The real service over the example articles: what a newcomer sees first."""
    with _serving(ROOT / "examples" / "articles", tmp_path_factory.mktemp("examples")) as url:
        yield url


@dataclass(frozen=True)
class World:
    """What there is to find at an address, so that one test runs over both servers."""

    url: str
    search: str  # what is typed
    person: str  # and found
    other: str  # whom they met
    met: str  # words of the sentence that says so
    title: str  # of the article it is in, as text
    ahead: str  # what the table calls their planned meeting, at the least
    emoji: str  # words that follow emoji in an article
    hostile: str  # markup in a title


@pytest.fixture(params=["mock", "service"])
def world(request: pytest.FixtureRequest) -> World:
    if request.param == "mock":
        return World(
            url=request.getfixturevalue("mock")(),
            search="maraschk",
            person="Ilen Maraschko",
            other="Teo Vandrel",
            met="Ilen Maraschko, met her Belmoran colleague Teo Vandrel here on Tuesday",
            title="Health ministers of Oskaria and Belmora meet in Halden Bay",
            ahead="plans to meet",
            emoji="Glad 😀 to have welcomed my friend Ilen Maraschko in Halden Bay yesterday",
            hostile="<img src=x onerror=\"document.title='broken'\">",
        )
    return World(
        url=request.getfixturevalue("service"),
        search="wekesa",
        person="Amina Wekesa",
        other="Kenji Sorimachi",
        met="Amina Wekesa met Japanese Foreign Minister Kenji Sorimachi",
        title="<img src=x onerror=\"document.title='broken'\"> Kenya and Japan look to sea routes",
        ahead="to meet",
        emoji="Amina Wekesa met Japanese Foreign Minister Kenji Sorimachi",
        hostile="<img src=x onerror=\"document.title='broken'\">",
    )
