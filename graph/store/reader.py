"""One reader process: answers queries on a snapshot of the store, and may be killed at any time.

The nursery (`graph.store.nursery`) starts this file as a script, isolated, and forks from it: it imports the standard library, pyoxigraph
and its two neighbours `answers` and `confinement`. Both sides speak frames over the standard pipes:

    request   length (4 bytes, big-endian), JSON: {"snapshot": folder, and the fields of `answers.Request`};
              {"snapshot": null} to let go of the snapshot, without an answer;
              {"rehearse": folder, "text", "base"} to run an update on a copy of the store that is then thrown away
    answer    kind (1 byte), length (4 bytes), payload: any number of MORE, then LAST or FAULT

An answer begins with an empty BEGUN where the snapshot had to be opened first, so that the query is not charged for it. A small answer is
one LAST frame. A fault is JSON, the fields of `AnswerError`; its kinds are those of `graph.store.faults.error`.
"""

from __future__ import annotations

import importlib
import json
import os
import struct
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from graph.store.answers import AnswerError

CHUNK = 1 << 16
"""bytes gathered before a frame is sent: as much as a pipe holds"""

BEGUN, MORE, LAST, FAULT = b"B", b"D", b"L", b"E"


def main(package: str, megabytes: int, kept: int, *, nursery: bool = False) -> None:
    """Answer requests from standard input until it ends, or until more than `kept` megabytes of memory stay behind after an answer.

    `package` is the folder pyoxigraph lies in; a query may take `megabytes`, 0 for any number. As a `nursery`, fork processes that do so.
    """
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to the whole group of processes; the parent decides
    sys.path += [package, os.path.dirname(__file__)]  # noqa: PTH120 (pathlib would make the process start later)
    reader = _Reader(importlib.import_module("confinement"), megabytes, kept)
    if not nursery or _forks():
        reader.run()


def _forks() -> bool:
    """Fork for each request on the socket that is standard input: True in the child; in the parent it ends the process.

    A request is five bytes: `S` and descriptors for the child's standard streams, `R` and the id of a child that ends. The answer is an
    int of four bytes: the id of the new one, the exit code.
    """
    import gc
    import socket

    gc.freeze()  # what is there now stays as it is, and is shared
    with socket.socket(fileno=os.dup(0)) as parent:
        while True:
            request, descriptors, _, _ = socket.recv_fds(parent, 5, 3)
            if len(request) < 5:
                os._exit(0)
            if request[:1] == b"R":
                _, status = os.waitpid(struct.unpack("i", request[1:])[0], 0)
                parent.sendall(struct.pack("i", os.waitstatus_to_exitcode(status)))
                continue
            pid = os.fork()
            if not pid:
                for number, descriptor in enumerate(descriptors):
                    os.dup2(descriptor, number)
            for descriptor in descriptors:
                os.close(descriptor)
            if not pid:
                return True
            parent.sendall(struct.pack("i", pid))


class _Reader:
    def __init__(self, confinement: Any, megabytes: int, kept: int) -> None:
        self._pyoxigraph = importlib.import_module("pyoxigraph")
        self._answers = importlib.import_module("answers")
        self._confinement, self._megabytes, self._kept = confinement, megabytes, kept
        self._store: Any = None
        self._path: str | None = None
        self._allowed = 0

    def run(self) -> None:
        """Answer requests until there are none."""
        requests = os.fdopen(os.dup(0), "rb")
        answers = os.dup(1)
        os.dup2(2, 1)  # whatever else prints must not land between frames
        self._confinement.die_with_parent()
        self._confinement.deny_network()
        while head := requests.read(4):
            request = json.loads(requests.read(struct.unpack(">I", head)[0]))
            if "rehearse" in request:
                self.rehearse(request, _Frames(answers))
            elif self.turn_to(request["snapshot"]):
                self.answer(request, _Frames(answers))

    def turn_to(self, path: str | None) -> bool:
        """The snapshot of the next query; False if there is none."""
        if path != self._path:
            self._store, self._path = None, path  # the old one is closed before the next is opened
        return path is not None

    def answer(self, request: Any, frames: _Frames) -> None:
        try:
            if self._store is None:
                self._store = self._pyoxigraph.Store.read_only(self._path)
                self._limit()
                frames.begin()
            self._answers.serialise(self._store, request, frames.write)
            frames.finish()
        except self._answers.AnswerError as e:
            frames.fault(e)
        except OSError as e:
            frames.fault(self._answers.AnswerError("failed", str(e)))
        if self._megabytes and self._confinement.memory("VmRSS") > self._allowed:
            os._exit(0)

    def rehearse(self, request: Any, frames: _Frames) -> None:
        """Run an update where it changes nothing that stays; what is wrong with it is told, and a limit ends this process."""
        try:
            store = self._pyoxigraph.Store(request["rehearse"])
            self._limit()
            store.update(request["text"], base_iri=request["base"])
            frames.finish()
        except SyntaxError as e:
            frames.fault(self._answers.AnswerError("syntax", e.msg))
        except (ValueError, RuntimeError) as e:
            frames.fault(self._answers.AnswerError("content", str(e)))
        except OSError as e:
            frames.fault(self._answers.AnswerError("failed", str(e)))

    def _limit(self) -> None:
        if not self._allowed:
            self._allowed = self._confinement.memory("VmRSS") + (self._kept << 20)
            self._confinement.limit_memory(self._megabytes)


class _Frames:
    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._gathered = bytearray()

    def write(self, data: bytes) -> None:
        if len(self._gathered) + len(data) > CHUNK and self._gathered:
            self._send(MORE, bytes(self._gathered))
            self._gathered.clear()
        self._gathered += data

    def begin(self) -> None:
        self._send(BEGUN, b"")

    def finish(self) -> None:
        self._send(LAST, bytes(self._gathered))

    def fault(self, fault: AnswerError) -> None:
        self._send(FAULT, json.dumps({"kind": fault.kind, "message": fault.message, "known": fault.known, "limit": fault.limit}).encode())

    def _send(self, kind: bytes, payload: bytes) -> None:
        rest = memoryview(kind + struct.pack(">I", len(payload)) + payload)
        while rest:
            rest = rest[os.write(self._descriptor, rest) :]


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), nursery=sys.argv[4:] == ["nursery"])
