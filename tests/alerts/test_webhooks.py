"""Entries reach the address of a question, signed, in order, however often that takes; and no address that is not public."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from graph.alerts import Alerts, addresses, asking, open_alerts, refresh
from graph.alerts.keeping import new_secret
from graph.alerts.webhooks import TRIES, deliver
from graph.errors import AddressRefused
from graph.settings import Settings
from graph.store import Store
from tests.alerts.conftest import QUERY, say

ALLOWED = Settings(store=":memory:", webhook_hosts="127.0.0.1, localhost")
REFUSED = Settings(store=":memory:")


class Receiver(http.server.ThreadingHTTPServer):
    """Keeps what it is sent, and answers with the statuses it is told, then 204."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.seen: list[tuple[str, dict[str, str], bytes]] = []
        self.statuses: list[int] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hook"


class Answering(http.server.BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.seen.append((self.path, dict(self.headers.items()), body))
        self.send_response(self.server.statuses.pop(0) if self.server.statuses else 204)
        self.send_header("location", "/elsewhere")
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


class Clock:
    """The time, which passes when it is told to."""

    def __init__(self) -> None:
        self.at = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.at


SECRET = new_secret()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def hooked(store: Store, receiver: Receiver, clock: Clock) -> Alerts:
    kept = open_alerts(ALLOWED, store)
    kept._now = clock
    kept.add("Meetings", QUERY, ("meeting",), *asking.asked(store, QUERY), webhook=receiver.url, secret=SECRET)
    return kept


def test_entries_arrive_signed(store: Store, hooked: Alerts, receiver: Receiver) -> None:
    say(store, "a", "held")
    refresh(ALLOWED, store)
    assert deliver(ALLOWED, hooked) is None
    ((path, headers, body),) = receiver.seen
    assert path == "/hook"
    said = Webhook(SECRET).verify(body, headers)
    assert said["question"] == {"id": "meetings", "name": "Meetings"}
    assert [e["change"] for e in said["entries"]] == ["added"]
    with pytest.raises(WebhookVerificationError):
        Webhook(new_secret()).verify(body, headers)
    assert deliver(ALLOWED, hooked) is None
    assert len(receiver.seen) == 1


def test_what_does_not_arrive_is_tried_again_later_and_in_order(store: Store, hooked: Alerts, receiver: Receiver, clock: Clock) -> None:
    receiver.statuses = [500, 503]
    waits = []
    for meeting in ("a", "b"):
        say(store, meeting, "held")
        refresh(ALLOWED, store)
    for _ in range(2):
        waits.append(deliver(ALLOWED, hooked) or 0)
        assert hooked.question("meetings").webhook_error
        assert hooked.undelivered("meetings") == 2
        assert deliver(ALLOWED, hooked), "not before its time"
        clock.at += timedelta(seconds=waits[-1])
    assert waits[1] > waits[0] > 0
    assert deliver(ALLOWED, hooked) is None
    assert hooked.question("meetings").webhook_error == ""
    ids = [headers["webhook-id"] for _, headers, _ in receiver.seen]
    assert ids[0] == ids[1] == ids[2] != ids[3], "who has it already can tell"
    numbers = [e["number"] for _, _, body in receiver.seen[2:] for e in json.loads(body)["entries"]]
    assert numbers == [e.number for e in hooked.entries("meetings")]


def test_it_is_given_up_in_the_end(store: Store, hooked: Alerts, receiver: Receiver, clock: Clock) -> None:
    receiver.statuses = [500] * TRIES
    say(store, "a", "held")
    refresh(ALLOWED, store)
    while (wait := deliver(ALLOWED, hooked)) is not None:
        clock.at += timedelta(seconds=wait)
    assert len(receiver.seen) == TRIES
    assert "500" in hooked.question("meetings").webhook_error
    say(store, "b", "held")
    refresh(ALLOWED, store)
    deliver(ALLOWED, hooked)
    assert len(receiver.seen) == TRIES + 1, "later entries are sent"


@pytest.mark.parametrize("status", [301, 307, 308])
def test_redirects_are_not_followed(store: Store, hooked: Alerts, receiver: Receiver, status: int) -> None:
    receiver.statuses = [status]
    say(store, "a", "held")
    refresh(ALLOWED, store)
    assert deliver(ALLOWED, hooked)
    assert [path for path, _, _ in receiver.seen] == ["/hook"]


def test_nothing_is_sent_where_the_setting_does_not_allow_it(store: Store, hooked: Alerts, receiver: Receiver) -> None:
    say(store, "a", "held")
    refresh(REFUSED, store)
    assert deliver(REFUSED, hooked)
    assert receiver.seen == []
    assert "not public" in hooked.question("meetings").webhook_error


def test_a_name_that_leads_elsewhere_when_it_is_asked_again(
    store: Store, hooked: Alerts, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The check when the question is saved, and the one before sending, see a public address; the connection sees another."""
    answers = iter(["8.8.8.8", "127.0.0.1"])

    def rebinding(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        return [(2, 1, 6, "", (next(answers), port))]

    monkeypatch.setattr("socket.getaddrinfo", rebinding)
    with hooked._writing() as tell:
        tell.execute("UPDATE question SET webhook = ?", (f"http://hooks.example.org:{receiver.server_port}/hook",))
    say(store, "a", "held")
    refresh(REFUSED, store)
    assert deliver(REFUSED, hooked)
    assert receiver.seen == []
    assert "127.0.0.1, which is not public" in hooked.question("meetings").webhook_error


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255",
        "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fec0::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::a00:1",
        "2002:7f00:1::", "2001:db8::1",
    ],
)  # fmt: skip
def test_addresses_that_are_not_public(address: str) -> None:
    assert not addresses.is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2001:4860:4860::8888", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_addresses_that_are_public(address: str) -> None:
    assert addresses.is_public(address)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://127.0.0.1/", "not public"),
        ("http://2130706433/", "not public"),
        ("http://0x7f.1/", "not public"),
        ("http://[::1]:8040/", "not public"),
        ("http://localhost:1/", "not public"),
        ("ftp://example.org/", "http"),
        ("http://", "http"),
        ("http://u:p@example.org/", "password"),
        ("http://example.org:x/", "no URL"),
        ("http://example.org/a b", "http"),
    ],
)
def test_addresses_that_are_refused(url: str, said: str) -> None:
    with pytest.raises(AddressRefused, match=said):
        addresses.check(url, frozenset())


def test_a_server_that_answers_a_byte_at_a_time_is_left(monkeypatch: pytest.MonkeyPatch, store: Store, hooked: Alerts) -> None:
    import socket
    import time

    with socket.create_server(("127.0.0.1", 0)) as slow:

        def trickle() -> None:
            connection, _ = slow.accept()
            with connection:
                try:
                    for byte in b"HTTP/1.1 200 OK\r\nx: " + b"y" * 1000:
                        connection.sendall(bytes([byte]))
                        time.sleep(0.05)
                except OSError:
                    pass

        thread = threading.Thread(target=trickle)
        thread.start()
        monkeypatch.setattr(addresses, "SECONDS", 0.3)
        with hooked._writing() as tell:
            tell.execute("UPDATE question SET webhook = ?", (f"http://127.0.0.1:{slow.getsockname()[1]}/",))
        say(store, "a", "held")
        refresh(ALLOWED, store)
        assert deliver(ALLOWED, hooked)
        assert "no answer" in hooked.question("meetings").webhook_error
        thread.join()
