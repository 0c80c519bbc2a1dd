"""5 quads at rest. The door is `open_store`; what a store can do is in `graph.store.interface`.

interface.py    Store, Answer, Capabilities: the same for both kinds
embedded.py     a folder, or memory: pyoxigraph in this process
  folder.py       what lies in the folder, and whose it is
  snapshots.py    states of the store that readers may open
  readers.py      the pool of processes that answer people's queries, killed at their limits
    process.py      one of them, seen from here     reader.py    the same, seen from inside     nursery.py   where they come from
remote.py       a SPARQL 1.1 server, over HTTP
  remote_answers.py  what it answers, as it comes      servers.py  where it differs from the standard
codec.py        terms and quads as the engine, SPARQL, N-Quads and JSON have them
faults.py       the engine's complaints as errors of the project
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.store.interface import Answer, Capabilities, Row, Store, sorted_dump

if TYPE_CHECKING:
    from graph.settings import Settings

__all__ = ["Answer", "Capabilities", "Row", "Store", "open_store", "sorted_dump"]


def open_store(settings: Settings, *, read_only: bool = False) -> Store:
    """Open the store that `settings.store` names: a folder (made if absent), `:memory:`, or the URL of a SPARQL 1.1 server.

    A folder has one owner: StoreLocked tells who has it. Several processes may open it `read_only` while nobody writes.
    Raises StoreLocked; StoreUnavailable if the folder is no store, cannot be written to or was made by a later version, or if the
    server does not answer; StoreCorrupt if the files are damaged.
    """
    if settings.store_is_remote:
        from graph.store.remote import RemoteStore

        return RemoteStore(settings, read_only=read_only)
    from graph.store.embedded import EmbeddedStore

    return EmbeddedStore(settings, read_only=read_only)
