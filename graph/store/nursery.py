"""Where reader processes come from: a process that has read all they need and forks one, in a millisecond, when told to.

Starting Python and the engine anew takes some thirty milliseconds of a processor, and stops all threads of the one who starts it for as
long as the new process takes to begin. Where there is no fork, or where it is not safe (macOS), it is done that way.
"""

from __future__ import annotations

import os
import signal
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Protocol

SCRIPT = Path(__file__).with_name("reader.py")
FORKS = sys.platform == "linux"


class Child(Protocol):
    """A reader process; `subprocess.Popen` is one."""

    @property
    def pid(self) -> int: ...

    @property
    def stdin(self) -> IO[bytes] | None: ...

    @property
    def stdout(self) -> IO[bytes] | None: ...

    @property
    def stderr(self) -> IO[bytes] | None: ...

    def kill(self) -> None: ...

    def wait(self) -> int:
        """Its exit code, once it has ended."""


class Nursery:
    """Starts readers, with `megabytes` of memory for a query. Closing it leaves them alive."""

    def __init__(self, megabytes: int, kept: int) -> None:
        import pyoxigraph

        self._arguments = (str(Path(pyoxigraph.__file__).parent.parent), str(megabytes), str(kept))
        self._lock = threading.Lock()
        self._parent: tuple[subprocess.Popen[bytes], socket.socket] | None = None

    def start(self) -> Child:
        """A new reader. Raises OSError."""
        if not FORKS:
            return subprocess.Popen(
                _command(*self._arguments),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=_ENVIRONMENT,
            )
        requests, answers, errors = os.pipe(), os.pipe(), os.pipe()
        theirs, ours = (requests[0], answers[1], errors[1]), (requests[1], answers[0], errors[0])
        try:
            pid = self._forked(theirs)
        except OSError:
            for descriptor in ours:
                os.close(descriptor)
            raise
        finally:
            for descriptor in theirs:
                os.close(descriptor)
        return Forked(self, pid, ours)

    def _forked(self, descriptors: Sequence[int]) -> int:
        with self._lock:
            for again in (True, False):
                try:
                    connection = self._connection()
                    socket.send_fds(connection, [b"S\0\0\0\0"], descriptors)
                    return _number(connection)
                except OSError:
                    self._end()
                    if not again:
                        raise
        raise AssertionError

    def reap(self, pid: int) -> int:
        """Wait for the end of a child, which it must be near. Its exit code; -9 where nobody can tell any more."""
        with self._lock:
            if self._parent is None:
                return -signal.SIGKILL
            connection = self._parent[1]
            try:
                connection.sendall(b"R" + struct.pack("i", pid))
                return _number(connection)
            except OSError:
                self._end()
                return -signal.SIGKILL

    def _connection(self) -> socket.socket:
        if self._parent is None:
            here, there = socket.socketpair()
            with there:
                process = subprocess.Popen(
                    [*_command(*self._arguments), "nursery"],
                    stdin=there.fileno(),
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    env=_ENVIRONMENT,
                )
            self._parent = process, here
        return self._parent[1]

    def close(self) -> None:
        """End the process that forks."""
        with self._lock:
            self._end()

    def _end(self) -> None:
        if self._parent is not None:
            process, connection = self._parent
            self._parent = None
            connection.close()
            process.kill()
            process.wait()


class Forked:
    """A reader that was forked: pipes to it, its exit code once it has ended."""

    def __init__(self, nursery: Nursery, pid: int, descriptors: Sequence[int]) -> None:
        self.pid = pid
        self.stdin: IO[bytes] | None = os.fdopen(descriptors[0], "wb")
        self.stdout: IO[bytes] | None = os.fdopen(descriptors[1], "rb")
        self.stderr: IO[bytes] | None = os.fdopen(descriptors[2], "rb")
        self._nursery = nursery
        self._lock = threading.Lock()
        self._code: int | None = None

    def kill(self) -> None:
        with self._lock:
            if self._code is None:  # not reaped: the number is still its own
                os.kill(self.pid, signal.SIGKILL)

    def wait(self) -> int:
        """Its exit code, once it has ended, as it is about to."""
        with self._lock:
            if self._code is None:
                self._code = self._nursery.reap(self.pid)
            return self._code


def _command(package: str, megabytes: str, kept: str) -> list[str]:
    return [sys.executable, "-I", "-S", str(SCRIPT), package, megabytes, kept]


def _number(connection: socket.socket) -> int:
    data = connection.recv(4)
    if len(data) < 4:
        raise BrokenPipeError("the process that forks readers has ended")
    return int(struct.unpack("i", data)[0])


_ENVIRONMENT = {**os.environ, "RUST_BACKTRACE": "0"}  # a backtrace needs memory, which may be what ran out
