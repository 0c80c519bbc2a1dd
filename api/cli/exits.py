"""Exit codes, in one table: scripts decide by them, `communique --help` prints them."""

from __future__ import annotations

from graph.errors import (
    AccessError,
    AddressRefused,
    CommuniqueError,
    Conflict,
    ExtractionError,
    NotFound,
    QueryError,
    SettingsError,
    SourceError,
    StoreError,
    VocabularyError,
)

FINE = 0
SOME_REFUSED = 1
USAGE = 2
STORE = 3
QUERY = 4
NOT_FOUND = 5
CONFLICT = 6
PROBLEMS = 7
ACCESS = 8
FAULT = 70
INTERRUPTED = 130

MEANING: dict[int, str] = {
    FINE: "all went well",
    SOME_REFUSED: "some articles were refused or failed; the others are in the graph",
    USAGE: "the command line or a setting is wrong",
    STORE: "the store, the service or its port cannot be used: locked, unavailable, corrupt",
    QUERY: "the query cannot be answered: syntax, refused, timeout, unknown format",
    NOT_FOUND: "no article of that id",
    CONFLICT: "several articles have that identifier",
    PROBLEMS: "doctor found a problem",
    ACCESS: "the service wants a key, or another one",
    FAULT: "a fault of the program; please report it",
    INTERRUPTED: "stopped by Ctrl-C",
}

BY_ERROR: dict[type[CommuniqueError], int] = {
    SourceError: SOME_REFUSED,
    ExtractionError: SOME_REFUSED,
    SettingsError: USAGE,
    StoreError: STORE,
    QueryError: QUERY,
    NotFound: NOT_FOUND,
    Conflict: CONFLICT,
    AccessError: ACCESS,
    AddressRefused: USAGE,
    VocabularyError: FAULT,
    CommuniqueError: FAULT,
}


def code_of(error: CommuniqueError) -> int:
    """The exit code for an error: that of the nearest class above it."""
    return next(BY_ERROR[kind] for kind in type(error).__mro__ if kind in BY_ERROR)
