"""Which addresses a webhook may be sent to: the one that was checked is the one that is connected to.

A name is resolved once, when the connection is made: were it checked before and resolved again by the client, the second answer might be
another (DNS rebinding). Redirects are not followed, and no proxy is asked.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpcore

from graph.errors import AddressRefused

if TYPE_CHECKING:
    import ssl

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
"""RFC 6052: the last 32 bits are an IPv4 address"""

CONNECT_SECONDS = 5.0
SECONDS = 10.0
"""for a whole request, however slowly the other side answers"""


def hosts(setting: str) -> frozenset[str]:
    """The names in the setting `webhook_hosts`."""
    return frozenset(name.strip().lower() for name in setting.split(",") if name.strip())


def check(url: str, allowed: Iterable[str]) -> None:
    """Raises AddressRefused for what is no http(s) URL, carries a password, or leads to an address that is not public."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as e:
        raise AddressRefused(f"webhook: {url!r} is no URL: {e}") from None
    if parts.scheme not in ("http", "https") or not host or not url.isascii() or any(c.isspace() for c in url):
        raise AddressRefused(f"webhook: {url!r} is no http or https URL")
    if "@" in parts.netloc:
        raise AddressRefused("webhook: a URL with a name or password in it; the signature says who sends")
    resolved(host, port or 0, allowed)


def resolved(host: str, port: int, allowed: Iterable[str]) -> list[str]:
    """The addresses of a host. Raises AddressRefused where it has none, or one that is not public, unless the host is allowed."""
    try:
        found = sorted({str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)})
    except (OSError, UnicodeError) as e:
        raise AddressRefused(f"webhook: {host} cannot be found: {e}") from None
    if host.lower() not in allowed:
        for address in found:
            if not is_public(address):
                raise AddressRefused(f"webhook: {host} leads to {address}, which is not public; the setting webhook_hosts can allow {host}")
    return found


def is_public(address: str) -> bool:
    """Whether an address is one of the internet: no private, loopback, link-local, multicast or reserved one, in whatever wrapping."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:  # with a zone, so link-local
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
        if ip.is_site_local:
            return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved and not ip.is_unspecified


def client(allowed: frozenset[str]) -> httpcore.ConnectionPool:
    """A client that connects to addresses that may be, and to no other; good for one request."""
    return httpcore.ConnectionPool(network_backend=_Checked(allowed, time.monotonic() + SECONDS), max_connections=1)


class _Checked(httpcore.NetworkBackend):
    """Connections to addresses that were checked as they were made."""

    def __init__(self, allowed: frozenset[str], deadline: float) -> None:
        self._allowed, self._deadline = allowed, deadline
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, local_address: str | None = None, socket_options: Any = None
    ) -> httpcore.NetworkStream:
        address = resolved(host, port, self._allowed)[0]
        return _Timed(self._inner.connect_tcp(address, port, CONNECT_SECONDS, local_address, socket_options), self._deadline)


class _Timed(httpcore.NetworkStream):
    """A stream that ends at its deadline, also where the other side sends a byte now and then."""

    def __init__(self, inner: httpcore.NetworkStream, deadline: float) -> None:
        self._inner, self._deadline = inner, deadline

    def _left(self) -> float:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout(f"no answer within {SECONDS:g} s")
        return left

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._left())

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Timed(self._inner.start_tls(ssl_context, server_hostname, self._left()), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)
