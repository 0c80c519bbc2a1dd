"""What a reader process gives up before it answers anybody: memory beyond its share, and the network.

Reader processes run this file beside `reader.py` without the rest of the project: it imports the standard library only.
"""

from __future__ import annotations

import os
import struct
import sys

RESERVED = 1 << 30
"""address space that may be reserved without being used: malloc keeps 64 MB for each thread of the engine"""


def die_with_parent() -> None:
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


def limit_memory(megabytes: int) -> None:
    """Cap what the process may allocate at what it has now and `megabytes` more; an allocation beyond it ends the process.

    RLIMIT_DATA counts what can be written to (Linux, since 4.7); RLIMIT_AS, with what may be reserved, stands in for it elsewhere.
    """
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for kind, used in ((resource.RLIMIT_DATA, memory("VmData")), (resource.RLIMIT_AS, memory("VmSize") + RESERVED)):
        limit, hard = used + (megabytes << 20), resource.getrlimit(kind)[1]
        if megabytes and (hard == resource.RLIM_INFINITY or limit < hard):
            resource.setrlimit(kind, (limit, limit))


def memory(field: str) -> int:
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


def deny_network() -> None:
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
