"""What can go wrong, drawn as a tree. HTTP status codes live in `api.problems`, exit codes in `api.cli`.

CommuniqueError
├── SourceError            an input that gives no article; carries where (file, line) and what to do
│   ├── UnreadableSource     empty, binary, wrong encoding, too large, missing
│   ├── MalformedSource      broken JSON line, HTML without text, a field of the wrong form
│   ├── UndatedArticle       no publication date found or given
│   └── UnsupportedLanguage  not English
├── ExtractionError        the reader failed on one article (a value in the report, never the loss of others)
├── StoreError
│   ├── StoreLocked          another process owns the store
│   ├── StoreUnavailable     a remote store does not answer, or the folder cannot be opened
│   │   └── StoreBusy          too many queries are waiting; try again later
│   └── StoreCorrupt         the store answers, but breaks an invariant
├── QueryError
│   ├── QuerySyntaxError     with line and column where known
│   ├── QueryRefused         SERVICE, LOAD, or an update where only reading is allowed
│   ├── QueryTimeout         the limit was reached and the query was stopped
│   ├── QueryTooLarge        the query wanted more memory, rows or bytes than one query may have, and was stopped
│   └── UnknownFormat        a result format nobody offers; lists the known ones
├── NotFound               no article, entity or claim of that id
├── Conflict               two inputs claim one id, or a write to what the pipeline owns
├── AccessError            what a client may not do
│   ├── KeyNeeded            no key, or one that nobody knows
│   ├── Forbidden            a key that is not good for this, or a page of another site
│   └── TooManyRequests      more than the rate limit
├── AddressRefused         an address that nothing is sent to: no URL, unknown, or not of the internet
├── SettingsError          a setting of the wrong form; names it and where it came from
└── VocabularyError        a term that the ontology does not define
"""

from __future__ import annotations


class CommuniqueError(Exception):
    """Root of all errors this project raises on purpose."""


class SourceError(CommuniqueError):
    """An input that gives no article.

    `where` names the file (and line), `reason` says what is wrong, `remedy` what to do about it.
    """

    def __init__(self, where: str, reason: str, remedy: str = "") -> None:
        self.where = where
        self.reason = reason
        self.remedy = remedy
        super().__init__(f"{where}: {reason}" + (f" ({remedy})" if remedy else ""))


class UnreadableSource(SourceError):
    """Empty, binary, wrongly encoded, too large or missing."""


class MalformedSource(SourceError):
    """A broken JSON line, HTML without text, a field of the wrong form."""


class UndatedArticle(SourceError):
    """No publication date found or given."""


class UnsupportedLanguage(SourceError):
    """The text is not English."""


class ExtractionError(CommuniqueError):
    """The reader failed on one article."""


class StoreError(CommuniqueError):
    """The store could not do what was asked."""


class StoreLocked(StoreError):
    """Another process owns the store."""


class StoreUnavailable(StoreError):
    """A remote store does not answer, or the folder cannot be opened."""


class StoreBusy(StoreUnavailable):
    """Too many queries are running and waiting."""


class StoreCorrupt(StoreError):
    """The store answers, but breaks an invariant."""


class QueryError(CommuniqueError):
    """A query that cannot be answered."""


class QuerySyntaxError(QueryError):
    """The text is no SPARQL. `line` and `column` are 1-based, or None where the parser does not tell."""

    def __init__(self, message: str, line: int | None = None, column: int | None = None) -> None:
        self.line = line
        self.column = column
        super().__init__(message)


class QueryRefused(QueryError):
    """SERVICE, LOAD, or an update where only reading is allowed."""


class QueryTimeout(QueryError):
    """The limit was reached and the query was stopped. `limit` is in seconds."""

    def __init__(self, limit: float) -> None:
        self.limit = limit
        super().__init__(f"the query was stopped at its limit of {limit:g} s; narrow it or ask for a higher limit")


class QueryTooLarge(QueryError):
    """The query wanted more than one may have, and was stopped. `limit` is in `unit`: MB of memory, or rows or bytes of its answer."""

    def __init__(self, limit: int, unit: str = "MB of memory") -> None:
        self.limit = limit
        self.unit = unit
        remedy = "narrow it, or group and sort fewer rows" if unit == "MB of memory" else "narrow it, or ask for one part after the other"
        super().__init__(f"the query was stopped at its limit of {limit} {unit}; {remedy}")


class UnknownFormat(QueryError):
    """A result format nobody offers."""

    def __init__(self, asked: str, known: tuple[str, ...]) -> None:
        self.asked = asked
        self.known = known
        super().__init__(f"unknown format {asked!r}; known: {', '.join(known)}")


class NotFound(CommuniqueError):
    """No article, entity or claim of that id."""


class Conflict(CommuniqueError):
    """Two inputs claim one id, or a write to what the pipeline owns."""


class AccessError(CommuniqueError):
    """What a client may not do."""


class KeyNeeded(AccessError):
    """No key, or one that nobody knows."""


class Forbidden(AccessError):
    """A key that is not good for this, or a page of another site."""


class TooManyRequests(AccessError):
    """More requests than the rate limit lets through. `wait` is in seconds."""

    def __init__(self, limit: str, wait: int) -> None:
        self.wait = wait
        super().__init__(f"more than {limit}; try again in {wait} s")


class AddressRefused(CommuniqueError):
    """An address that nothing is sent to: no URL, unknown, or not of the internet."""


class SettingsError(CommuniqueError):
    """A setting of the wrong form."""


class VocabularyError(CommuniqueError):
    """A term that the ontology does not define."""
