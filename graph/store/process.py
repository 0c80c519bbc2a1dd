"""A reader process, seen from the process that starts it."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import struct
import time

from graph.store.answers import Request
from graph.store.nursery import Child
from graph.store.snapshots import Snapshot

KEPT = 1 / 4
"""part of a query's memory that may stay with the process after the answer; one that keeps more is replaced by a fresh one"""

NICE = 10
"""added to the niceness of a process with a long query: it gets about a tenth of a processor that others want, too (sched(7))"""


class ReaderProcess:
    """Runs `graph.store.reader`. `snapshot` is the one it holds, or None. For one query at a time; only `kill` may be called meanwhile."""

    def __init__(self, process: Child) -> None:
        self.snapshot: Snapshot | None = None
        self.ready = False  # whether it has that open
        self.gives_way = False
        self.asked = ""
        self._read = bytearray()  # of the answer, and not yet taken
        self._process = process
        assert process.stdin
        assert process.stdout
        assert process.stderr
        self._in, self._out, self._err = process.stdin, process.stdout, process.stderr

    @property
    def pid(self) -> int:
        return self._process.pid

    def send(self, request: Request, snapshot: str) -> bool:
        """Hand a query over, and the folder of the snapshot to ask; False if the process is dead."""
        self.asked = request["accept"]
        return self._send({"snapshot": snapshot, **request})

    def rehearse(self, folder: str, text: str, base: str | None) -> bool:
        """Hand an update over, and the copy of the store to try it on; False if the process is dead."""
        return self._send({"rehearse": folder, "text": text, "base": base})

    def busy(self) -> float:
        """Seconds of processor time it has used; on the clock where the system does not tell. Only differences mean something."""
        try:
            return time.clock_gettime(~self._process.pid << 3 | 2)  # as clock_getcpuclockid(3) makes it on Linux
        except (AttributeError, OSError):
            return time.monotonic()

    def give_way(self) -> None:
        """Let other processes have the processor first, from now on: only a privileged process could take that back."""
        if hasattr(os, "setpriority") and not self.gives_way:
            with contextlib.suppress(OSError):  # it has ended
                os.setpriority(os.PRIO_PROCESS, self._process.pid, os.getpriority(os.PRIO_PROCESS, 0) + NICE)
        self.gives_way = True

    def forget(self) -> None:
        """Let it close its snapshot. That it is dead, if so, shows at the next query."""
        self.ready = False
        self._send({"snapshot": None})

    def _send(self, message: object) -> bool:
        data = json.dumps(message).encode("ascii")
        try:
            self._in.write(struct.pack(">I", len(data)) + data)
            self._in.flush()
        except BrokenPipeError:
            return False
        return True

    def fileno(self) -> int:
        """The pipe that answers come from."""
        return self._out.fileno()

    def receive(self) -> tuple[bytes, bytes]:
        """Kind and payload of the next frame, waited for; two empty ones when the process has ended."""
        while (frame := self._frame()) is None:
            if not self._fill():
                return b"", b""
        return frame

    def received(self) -> tuple[bytes, bytes] | None:
        """The next frame if it is here already; else what there is to read, and None if that does not make it whole."""
        frame = self._frame()
        if frame is None:
            if not self._fill():
                return b"", b""
            frame = self._frame()
        return frame

    @property
    def has_frame(self) -> bool:
        """Whether a whole frame was read and not yet taken."""
        return len(self._read) >= 5 and len(self._read) >= 5 + int.from_bytes(self._read[1:5], "big")

    def _fill(self) -> bool:
        try:
            data = os.read(self._out.fileno(), 1 << 17)
        except BlockingIOError:  # an event loop that has waited for the pipe leaves it so
            os.set_blocking(self._out.fileno(), True)
            data = os.read(self._out.fileno(), 1 << 17)
        self._read += data
        return bool(data)

    def _frame(self) -> tuple[bytes, bytes] | None:
        if not self.has_frame:
            return None
        end = 5 + int.from_bytes(self._read[1:5], "big")
        frame = bytes(self._read[:1]), bytes(self._read[5:end])
        del self._read[:end]
        return frame

    def retired(self) -> bool:
        """Whether the process, whose pipe has ended, ended itself as it does when it has grown too large."""
        return self._process.wait() == 0

    def killed(self) -> bool:
        """Whether somebody killed the process, whose pipe has ended."""
        return self._process.wait() == -signal.SIGKILL

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    def end(self) -> tuple[int, str]:
        """Kill it if it runs, and let go of it. Its exit code and last words."""
        self.kill()
        said = os.read(self._err.fileno(), 4096).decode("utf-8", "replace").strip()
        self.close()
        return self._process.wait(), said

    def close(self) -> None:
        """Let go of the pipes of a dead process."""
        for pipe in (self._in, self._out, self._err):
            with contextlib.suppress(BrokenPipeError):  # a query that it never read
                pipe.close()
