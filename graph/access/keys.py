"""Keys that let a client in. A file keeps their digests; the key itself is shown once, when it is made.

A key is 32 random bytes, so its SHA-256 digest cannot be searched for, and no salt or slow hash is needed (NIST SP 800-63B, 5.1.2 asks
for them where a secret has less than 112 bits).
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, get_args

from graph.errors import Conflict, NotFound, SettingsError

Scope = Literal["read", "write", "admin"]
SCOPES: tuple[Scope, ...] = get_args(Scope)
"""what a key is good for; each includes the ones before it"""

PREFIX = "cmq_"
"""what every key begins with, so that one that leaked into a file or a log can be found"""


@dataclass(frozen=True, slots=True)
class Key:
    """One key, without its secret. `digest` is the SHA-256 of the secret, in hexadecimal; `created` an instant in UTC; `rate` a limit
    such as `600/minute`, or empty for the service's own."""

    id: str
    name: str
    scope: Scope
    digest: str
    created: str
    rate: str = ""

    def may(self, scope: Scope) -> bool:
        """Whether the key is good for this."""
        return SCOPES.index(self.scope) >= SCOPES.index(scope)


class KeyRing:
    """The keys of a file, read again whenever it changes. Without a path it is empty, and nothing can be added.

    `given` are secrets that live only as long as this object, each with its key.
    """

    def __init__(self, path: Path | None, given: Mapping[str, Key] | None = None) -> None:
        self._path = path
        self._given = {digest(secret): key for secret, key in (given or {}).items()}
        self._lock = threading.Lock()
        self._seen: tuple[int, int, int] | None = None
        self._keys: tuple[Key, ...] = ()
        self._by_digest: dict[str, Key] = {}

    def all(self) -> tuple[Key, ...]:
        """All keys of the file, in the order they were made. Raises SettingsError for a file that is none of ours."""
        with self._lock:
            self._renew()
            return self._keys

    def find(self, secret: str) -> Key | None:
        """The key with this secret; None where there is none, or it was revoked."""
        wanted = digest(secret)
        with self._lock:
            self._renew()
            return self._by_digest.get(wanted) or self._given.get(wanted)

    def create(self, name: str, scope: Scope, rate: str = "") -> tuple[Key, str]:
        """A new key and its secret, which is kept nowhere. Raises Conflict where a key has this name already."""
        secret = PREFIX + secrets.token_urlsafe(32)
        hashed = digest(secret)
        key = Key(hashed[:8], name, scope, hashed, datetime.now(UTC).isoformat(timespec="seconds"), rate)
        with self._lock:
            self._renew()
            if any(k.name == name for k in self._keys):
                raise Conflict(f"there is a key of the name {name!r} already; revoke it first, or take another name")
            self._write((*self._keys, key))
        return key, secret

    def revoke(self, which: str) -> Key:
        """Take a key, named by its id or name, out of the file. Raises NotFound."""
        with self._lock:
            self._renew()
            found = next((k for k in self._keys if which in (k.id, k.name)), None)
            if found is None:
                raise NotFound(f"there is no key {which!r}; `communique keys list` shows those there are")
            self._write(tuple(k for k in self._keys if k is not found))
        return found

    def _renew(self) -> None:
        stamp = _stamp(self._path)
        if stamp == self._seen:
            return
        self._keys = _read(self._path) if self._path and stamp else ()
        self._by_digest = {k.digest: k for k in self._keys}
        self._seen = stamp

    def _write(self, keys: tuple[Key, ...]) -> None:
        if self._path is None:
            raise SettingsError("keys need a file to be kept in: set `keys`")
        draft = self._path.with_name(f"{self._path.name}.{os.getpid()}")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
                json.dump({"keys": [asdict(k) for k in keys]}, stream, indent=1)
                stream.flush()
                os.fsync(stream.fileno())
            draft.replace(self._path)
        except OSError as e:
            raise SettingsError(f"{self._path}: the keys cannot be written ({e.strerror})") from e


def digest(secret: str) -> str:
    """What a file keeps of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _stamp(path: Path | None) -> tuple[int, int, int] | None:
    try:
        found = path.stat() if path else None
    except FileNotFoundError:
        return None
    return (found.st_mtime_ns, found.st_ino, found.st_size) if found else None


def _read(path: Path) -> tuple[Key, ...]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return tuple(_key(fields) for fields in found["keys"])
    except (OSError, ValueError, KeyError, TypeError) as e:
        raise SettingsError(f"{path}: not a file of keys ({e}); mend it, or make a new one with `communique keys create`") from e


def _key(fields: dict[str, Any]) -> Key:
    key = Key(**fields)
    if key.scope not in SCOPES:
        raise ValueError(f"unknown scope {key.scope!r}")
    return key
