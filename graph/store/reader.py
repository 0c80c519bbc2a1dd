"""One reader process: answers queries on a snapshot of the store, and may be killed at any time.

The pool (`graph.store.readers`) starts this file as a script, isolated, so that it is ready in some 15 ms: it imports the standard
library and pyoxigraph, nothing of this project. Both sides speak frames over the standard pipes:

    request   length (4 bytes, big-endian), JSON: {"snapshot", "text", "accept", "default_graphs", "named_graphs", "union"}, or
              {"snapshot": null} to let go of the snapshot; this one has no answer
    answer    kind (1 byte), length (4 bytes), payload: any number of MORE, then LAST or FAULT

A small answer is one LAST frame. A fault is JSON, the fields of `AnswerError`; its kinds are those of `graph.store.faults.error`.
"""

from __future__ import annotations

import json
import os
import re
import struct
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypedDict

if TYPE_CHECKING:
    import pyoxigraph

CHUNK = 1 << 16
"""bytes gathered before a frame is sent: as much as a pipe holds"""

MORE, LAST, FAULT = b"D", b"L", b"E"

RESULT_FORMATS = ("application/sparql-results+json", "application/sparql-results+xml", "text/csv", "text/tab-separated-values")
"""what SELECT and ASK can be answered in"""

GRAPH_FORMATS = (
    "text/turtle",
    "application/n-triples",
    "application/ld+json",
    "application/rdf+xml",
    "application/trig",
    "application/n-quads",
)
"""what CONSTRUCT and DESCRIBE can be answered in"""

DATASET_FORMATS = ("application/n-quads", "application/trig", "application/ld+json")
"""what a whole store can be written in"""


class Request(TypedDict):
    """One query, or where `text` is None the whole store. Both lists of graphs are None when the query's own dataset holds."""

    text: str | None
    accept: str
    default_graphs: Sequence[str] | None
    named_graphs: Sequence[str] | None
    union: bool


class AnswerError(Exception):
    """Why there is no answer, or no whole one."""

    def __init__(self, kind: str, message: str, known: Sequence[str] = ()) -> None:
        self.kind, self.message, self.known = kind, message, known
        super().__init__(message)


# ---- one query; the in-memory store uses this part in process ---------------------------------------------------------


def serialise(store: pyoxigraph.Store, request: Request, write: Callable[[bytes], None]) -> None:
    """Run one query and hand its serialised answer to `write`, piece by piece. Raises AnswerError, and what `write` raises."""
    from pyoxigraph import QueryResultsFormat, QueryTriples, RdfFormat

    try:
        if request["text"] is None:
            store.dump(_Sink(write), _known(RdfFormat, DATASET_FORMATS, request["accept"]))  # type: ignore[arg-type]  # enough of IO
            return
        results = _evaluate(store, request["text"], request)
        kind, known = (RdfFormat, GRAPH_FORMATS) if isinstance(results, QueryTriples) else (QueryResultsFormat, RESULT_FORMATS)
        form = _known(kind, known, request["accept"])
        results.serialize(_Sink(_xml_checked(write) if form.media_type.endswith("+xml") else write), form)
    except SyntaxError as e:
        raise AnswerError("syntax", e.msg) from None
    except ValueError as e:  # a name that is no IRI, text that is no Unicode
        raise AnswerError("syntax", str(e)) from None
    except RuntimeError as e:
        raise AnswerError("content", str(e)) from None
    except OSError as e:
        raise AnswerError("content" if "does not support" in str(e) else "failed", str(e)) from None


def _evaluate(store: pyoxigraph.Store, text: str, request: Request) -> Any:
    from pyoxigraph import NamedNode

    default, named = request["default_graphs"], request["named_graphs"]
    if default is None and named is None:
        return store.query(text, use_default_graph_as_union=request["union"])
    # the engine takes the graphs as a bag: one named twice would count twice
    return store.query(
        text,
        default_graph=[NamedNode(g) for g in dict.fromkeys(default or ())],
        named_graphs=[NamedNode(g) for g in dict.fromkeys(named or ())],
    )


def _known(kind: Any, known: Sequence[str], media_type: str) -> Any:
    if media_type not in known:
        raise AnswerError("format", media_type, known)
    return kind.from_media_type(media_type)


class _Sink:
    """What pyoxigraph writes to: it hands over 8 kB at a time."""

    def __init__(self, write: Callable[[bytes], None]) -> None:
        self._write = write

    def write(self, data: bytes) -> int:
        self._write(data)
        return len(data)

    def flush(self) -> None:
        pass


# The engine writes XML without a word where XML cannot hold the answer: a property that ends in no XML name becomes an element
# without a name, control characters of a literal stand as they are (XML 1.0, production 2).
_BROKEN_XML = re.compile(rb'<oxprefix: xmlns:oxprefix="([^"]*)"|[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]')
_OVERLAP = 2048


def _xml_checked(write: Callable[[bytes], None]) -> Callable[[bytes], None]:
    tail = b""

    def checked(data: bytes) -> None:
        nonlocal tail
        found = _BROKEN_XML.search(tail + data)
        if found and found[1] is not None:
            name = found[1].decode("utf-8", "replace").replace("&amp;", "&")
            raise AnswerError(
                "content", f"RDF/XML has no way to write the property <{name}>: it does not end in an XML name; ask for another format"
            )
        if found:
            raise AnswerError("content", f"XML cannot hold the character U+{ord(found[0].decode()):04X} of a value; ask for another format")
        tail = (tail + data)[-_OVERLAP:]
        write(data)

    return checked


# ---- the process ------------------------------------------------------------------------------------------------------


def main(package: str, megabytes: int, kept: int) -> None:
    """Answer requests from standard input until it ends, or until more than `kept` megabytes of memory stay behind after an answer.

    `package` is the folder pyoxigraph lies in; a query may take `megabytes`, 0 for any number.
    """
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to the whole group of processes; the parent decides
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.dup(1)
    os.dup2(2, 1)  # whatever else prints must not land between frames
    sys.path.append(package)
    import pyoxigraph

    _die_with_parent()
    _deny_network()
    store, path, allowed = None, None, 0
    while head := requests.read(4):
        request = json.loads(requests.read(struct.unpack(">I", head)[0]))
        if request["snapshot"] != path or store is None:
            store, path = None, request["snapshot"]  # the old one is closed before the next is opened
        if path is None:
            continue
        frames = _Frames(answers)
        try:
            store = store or pyoxigraph.Store.read_only(path)
            if not allowed:
                allowed = _memory("VmRSS") + (kept << 20)
                _limit_memory(megabytes)
            serialise(store, request, frames.write)
            frames.finish()
        except AnswerError as e:
            frames.fault(e)
        except OSError as e:
            frames.fault(AnswerError("failed", str(e)))
        if megabytes and _memory("VmRSS") > allowed:
            os._exit(0)


class _Frames:
    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._gathered = bytearray()

    def write(self, data: bytes) -> None:
        if len(self._gathered) + len(data) > CHUNK and self._gathered:
            self._send(MORE, bytes(self._gathered))
            self._gathered.clear()
        self._gathered += data

    def finish(self) -> None:
        self._send(LAST, bytes(self._gathered))

    def fault(self, fault: AnswerError) -> None:
        self._send(FAULT, json.dumps({"kind": fault.kind, "message": fault.message, "known": fault.known}).encode())

    def _send(self, kind: bytes, payload: bytes) -> None:
        rest = memoryview(kind + struct.pack(">I", len(payload)) + payload)
        while rest:
            rest = rest[os.write(self._descriptor, rest) :]


def _die_with_parent() -> None:
    """End with the parent even in the middle of a query, when nobody reads standard input (the engine lets go of the GIL)."""
    import select
    import threading

    if not hasattr(select, "poll"):
        return

    def watch() -> None:
        poll = select.poll()
        poll.register(0, 0)  # nothing but the hang-up
        poll.poll()
        os._exit(0)

    threading.Thread(target=watch, daemon=True).start()


RESERVED = 1 << 30
"""address space that may be reserved without being used: malloc keeps 64 MB for each thread of the engine"""


def _limit_memory(megabytes: int) -> None:
    """Cap what the process may allocate at what it has now and `megabytes` more; an allocation beyond it ends the process.

    RLIMIT_DATA counts what can be written to (Linux, since 4.7); RLIMIT_AS, with what may be reserved, stands in for it elsewhere.
    """
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for kind, used in ((resource.RLIMIT_DATA, _memory("VmData")), (resource.RLIMIT_AS, _memory("VmSize") + RESERVED)):
        limit, hard = used + (megabytes << 20), resource.getrlimit(kind)[1]
        if megabytes and (hard == resource.RLIM_INFINITY or limit < hard):
            resource.setrlimit(kind, (limit, limit))


def _memory(field: str) -> int:
    """Bytes, from the process's status; 0 where there is none."""
    try:
        with open("/proc/self/status", "rb") as status:  # noqa: PTH123 (pathlib would make the process start later)
            return next((int(line.split()[1]) << 10 for line in status if line.startswith(field.encode() + b":")), 0)
    except OSError:
        return 0


# Numbers from the kernel's headers: audit.h (architectures), seccomp.h, prctl.h and each architecture's table of system calls.
_SOCKET_CALLS = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
_NO_NEW_PRIVILEGES, _SET_SECCOMP, _FILTER = 38, 22, 2
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _DENY = 0x7FFF0000, 0x00050000 | 13  # fails with EACCES


def _deny_network() -> None:
    """Let the kernel refuse sockets, should a SERVICE ever get past `graph.query`. Linux only; elsewhere that check stands alone."""
    if sys.platform != "linux" or os.uname().machine not in _SOCKET_CALLS:
        return
    import ctypes

    architecture, call = _SOCKET_CALLS[os.uname().machine]
    steps = (
        (_LOAD, 0, 0, 4),  # the architecture
        (_EQUAL, 0, 3, architecture),
        (_LOAD, 0, 0, 0),  # the number of the call
        (_EQUAL, 2, 0, call),
        (_AT_LEAST, 1, 0, 0x40000000),  # x86-64 has every call a second time up there
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _DENY),
    )
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in steps))
    program = ctypes.create_string_buffer(struct.pack("HP", len(steps), ctypes.addressof(code)))
    control = ctypes.CDLL(None).prctl
    control.argtypes = [ctypes.c_int, *(4 * [ctypes.c_ulong])]
    control(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    control(_SET_SECCOMP, _FILTER, ctypes.addressof(program), 0, 0)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
