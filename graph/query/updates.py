"""What an update writes to, and the same update written so that every engine reads it as we do.

The pipeline keeps most graphs true; people write to graphs of their own alone. Which graphs an update writes to stands in its text, if it
is read exactly as the engine reads it. Engines differ in where a token ends, so an update that is checked is not sent on as it came:
prefixes are written out, IRIs made absolute, code points unescaped, and tokens set apart. That text has one reading.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urljoin

from graph.errors import QueryError, QueryRefused, QuerySyntaxError
from graph.query.tokens import Kind, Token, position, tokens, unescaped


@dataclass(frozen=True, slots=True)
class Target:
    """What is written to: one graph, or where `graph` is None what `name` says (`DEFAULT`, `NAMED`, `ALL`, or a variable)."""

    name: str
    graph: str | None = None


@dataclass(frozen=True, slots=True)
class Update:
    """An update read. `text` is its one reading; `places` are pairs of offsets, there and in the text as it came."""

    targets: tuple[Target, ...]
    text: str
    places: tuple[tuple[int, int], ...]
    searches: bool
    """whether it looks for what to write: only that can take long"""

    def told_of(self, text: str, error: QuerySyntaxError) -> QuerySyntaxError:
        """An error of the engine over this text, with its place in the text as it came."""
        if error.line is None or error.column is None:
            return error
        lines = self.text.split("\n")
        offset = sum(len(before) + 1 for before in lines[: error.line - 1]) + error.column - 1
        offset += len(self.text[offset:]) - len(self.text[offset:].lstrip())  # some point at the space before
        found = bisect_right(self.places, (offset, 1 << 62)) - 1
        line, column = position(text, self.places[found][1] if found >= 0 else 0)
        what = str(error).removeprefix(f"line {error.line}, column {error.column}: ")
        return QuerySyntaxError(f"line {line}, column {column}: {what}", line, column)


def read(text: str, base: str | None, using: Sequence[str] = (), using_named: Sequence[str] = ()) -> Update:
    """Read an update. `using` and `using_named` are the protocol's: the dataset of every WHERE (SPARQL 1.1 Protocol, 2.2.3).

    Raises QuerySyntaxError with line and column, QueryError where the update names a dataset, too, QueryRefused for what has two readings.
    """
    reading = _Reading(text, base, [f"USING <{_iri(g)}>" for g in using] + [f"USING NAMED <{_iri(g)}>" for g in using_named])
    reading.whole()
    return reading.result()


def _iri(value: str) -> str:
    if not _ABSOLUTE.fullmatch(value):
        raise QueryError(f"{value!r} is not an absolute IRI")
    return value


_ABSOLUTE = re.compile(r'[A-Za-z][A-Za-z0-9+.\-]*:[^\x00-\x20<>"{}|^`\\]*')
_IN_DATA = ("A", "TRUE", "FALSE")
_OPENING, _CLOSING = ("{", "(", "["), ("}", ")", "]")


class _Reading:
    """One pass over the tokens (SPARQL 1.1, 19.8, productions 29 to 52), writing them down again."""

    def __init__(self, text: str, base: str | None, using: Sequence[str]) -> None:
        self._text, self._base, self._using = text, base, using
        self._tokens = [token for token in tokens(text) if token.kind is not Kind.COMMENT]
        self._at = 0
        self._prefixes: dict[str, str] = {}
        self._targets: dict[Target, None] = {}
        self._searches = False
        self._out: list[str] = []
        self._length = 0
        self._places: list[tuple[int, int]] = []

    def result(self) -> Update:
        return Update(tuple(self._targets), "".join(self._out), tuple(self._places), self._searches)

    # ---- the grammar ---------------------------------------------------------------------------------------------------

    def whole(self) -> None:
        self._prologue()
        while self._at < len(self._tokens):
            self._operation()
            if self._at < len(self._tokens):
                self._mark(";")
            self._prologue()

    def _prologue(self) -> None:
        """Declarations are taken in and not written down: nothing refers to them any more."""
        while (token := self._peek()) is not None and token.says("BASE", "PREFIX", "VERSION"):
            self._at += 1
            if token.says("PREFIX"):
                name = self._take(Kind.NAME)
                if not name.text.endswith(":") or name.text.count(":") != 1:
                    raise self._wrong(name)
                self._prefixes[name.text] = self._absolute(self._take(Kind.IRI))
            elif token.says("BASE"):
                self._base = self._absolute(self._take(Kind.IRI))
            else:
                self._take(Kind.STRING)

    def _operation(self) -> None:
        verb = self._word("INSERT", "DELETE", "WITH", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY")
        if verb in ("CLEAR", "DROP"):
            self._word("SILENT", optional=True)
            self._all_or_one()
        elif verb == "CREATE":
            self._word("SILENT", optional=True)
            self._word("GRAPH")
            self._graph()
        elif verb in ("ADD", "MOVE", "COPY"):
            self._word("SILENT", optional=True)
            self._default_or_one(written=verb == "MOVE")
            self._word("TO")
            self._default_or_one(written=True)
        elif verb != "WITH" and self._word("DATA", optional=True):
            self._quads(Target("DEFAULT"))
        else:
            self._modify(verb)

    def _modify(self, verb: str) -> None:
        here, named = Target("DEFAULT"), False
        if verb == "WITH":
            here, named = Target("GRAPH", self._name()), True
            verb = self._word("INSERT", "DELETE")
        if verb == "DELETE" and not named and (where := self._peek()) is not None and where.says("WHERE"):
            self._delete_where(where)
            return
        self._quads(here)
        if verb == "DELETE" and self._word("INSERT", optional=True):
            self._quads(here)
        while self._word("USING", optional=True):
            named = True
            self._word("NAMED", optional=True)
            self._name()
        self._dataset(named)
        self._word("WHERE")
        self._group()

    def _delete_where(self, where: Token) -> None:
        """`DELETE WHERE { … }`; with a dataset from outside it becomes `DELETE { … } USING … WHERE { … }`."""
        self._searches = True
        begin = self._at + 1
        if not self._using:
            self._word("WHERE")
            self._quads(Target("DEFAULT"))
            return
        self._at = begin
        self._quads(Target("DEFAULT"))
        self._dataset(named=False)
        self._put("WHERE", where, " ")
        self._at = begin
        self._quads(Target("DEFAULT"))

    def _dataset(self, named: bool) -> None:
        if self._using and named:
            raise QueryError("the request gives using-graph-uri or using-named-graph-uri, and the update has USING or WITH: only one may")
        for clause in self._using:
            self._put(clause, None, " ")

    def _all_or_one(self) -> None:
        word = self._word("GRAPH", "DEFAULT", "NAMED", "ALL")
        if word == "GRAPH":
            self._graph()
        else:
            self._targets[Target(word)] = None

    def _default_or_one(self, *, written: bool) -> None:
        target = Target("DEFAULT")
        if not self._word("DEFAULT", optional=True):
            self._word("GRAPH", optional=True)
            target = Target("GRAPH", self._name())
        if written:
            self._targets[target] = None

    def _graph(self) -> None:
        self._targets[Target("GRAPH", self._name())] = None

    def _quads(self, here: Target) -> None:
        """Triples in braces, and `GRAPH <g> { triples }` among them."""
        self._mark("{")
        while not self._is("}"):
            token = self._peek()
            if token is not None and token.says("GRAPH"):
                self._word("GRAPH")
                token = self._peek()
                if token is not None and token.kind is Kind.VARIABLE:
                    self._targets[Target(token.text)] = None
                    self._next()
                else:
                    self._graph()
                self._mark("{")
                self._triples()
                self._mark("}")
                if self._is("."):
                    self._mark(".")
            else:
                self._targets[here] = None
                self._triples()
        self._mark("}")

    def _triples(self) -> None:
        """Up to the brace that ends them, or to GRAPH. A word there is `a`, `true` or `false`: nothing else can be hidden in it."""
        while (token := self._peek()) is not None and token.text not in ("{", "}") and not token.says("GRAPH"):
            if token.kind is Kind.WORD and not token.says(*_IN_DATA):
                raise self._wrong(token)
            self._next()

    def _group(self) -> None:
        """The pattern after WHERE, to the brace that closes it."""
        self._searches = True
        self._mark("{")
        depth = 1
        while depth:
            token = self._next()
            if token.kind is Kind.MARK:
                depth += token.text == "{"
                depth -= token.text == "}"

    # ---- tokens --------------------------------------------------------------------------------------------------------

    def _peek(self) -> Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _is(self, mark: str) -> bool:
        token = self._peek()
        if token is None:
            raise self._wrong(None)
        return token.kind is Kind.MARK and token.text == mark

    def _next(self) -> Token:
        """The next token, written down."""
        token = self._peek()
        if token is None or token.kind is Kind.BAD:
            raise self._wrong(token)
        before = self._tokens[self._at - 1] if self._at else None
        self._at += 1
        self._put(self._written(token), token, self._gap(before, token))
        return token

    def _take(self, kind: Kind) -> Token:
        """The next token, not written down."""
        token = self._peek()
        if token is None or token.kind is not kind:
            raise self._wrong(token)
        self._at += 1
        return token

    def _mark(self, mark: str) -> None:
        if not self._is(mark):
            raise self._wrong(self._peek())
        self._next()

    def _word(self, *words: str, optional: bool = False) -> str:
        """One of these keywords, in capitals; empty if it is optional and another token stands here."""
        token = self._peek()
        if token is None or not token.says(*words):
            if optional:
                return ""
            raise self._wrong(token)
        self._next()
        return token.text.upper()

    def _name(self) -> str:
        """An IRI, in full."""
        token = self._peek()
        if token is None or token.kind not in (Kind.IRI, Kind.NAME):
            raise self._wrong(token)
        self._next()
        return self._full(token)

    def _wrong(self, token: Token | None) -> QuerySyntaxError:
        line, column = position(self._text, token.start if token is not None else len(self._text))
        what = f"{token.text!r} cannot stand here" if token is not None else "the update ends too early"
        return QuerySyntaxError(f"line {line}, column {column}: {what}", line, column)

    # ---- writing -------------------------------------------------------------------------------------------------------

    def _written(self, token: Token) -> str:
        if token.kind in (Kind.IRI, Kind.NAME):
            return f"<{self._full(token)}>"
        if token.kind is Kind.STRING:
            return self._string(token)
        return token.text

    def _put(self, text: str, token: Token | None, gap: str) -> None:
        self._out += (gap, text)
        if token is not None:
            self._places.append((self._length + len(gap), token.start))
        self._length += len(gap) + len(text)

    def _gap(self, before: Token | None, token: Token) -> str:
        """Space before each token, but within a number, and between a string and its language or type; lines stay lines."""
        if before is None:
            return ""
        between = self._text[before.start + len(before.text) : token.start]
        signed = before.text in ("+", "-") and token.kind is Kind.NUMBER
        if not between and (signed or token.kind is Kind.LANGUAGE or "^^" in (before.text, token.text)):
            return ""
        return "\n" * between.count("\n") or " "

    def _full(self, token: Token) -> str:
        if token.kind is Kind.IRI:
            return self._absolute(token)
        prefix, _, local = token.text.partition(":")
        namespace = self._prefixes.get(prefix + ":")
        if namespace is None:
            line, column = position(self._text, token.start)
            where = f"line {line}, column {column}: "
            raise QuerySyntaxError(f"{where}the prefix {prefix}: is not declared; add PREFIX {prefix}: <…> at the top", line, column)
        return namespace + re.sub(r"\\(.)", r"\1", local)

    def _absolute(self, token: Token) -> str:
        value = unescaped(token.text[1:-1])
        if self._base is not None and not re.match(r"[A-Za-z][A-Za-z0-9+.\-]*:", value):
            value = urljoin(self._base, value)
        if not _ABSOLUTE.fullmatch(value):
            line, column = position(self._text, token.start)
            raise QuerySyntaxError(f"line {line}, column {column}: {value!r} is not an absolute IRI", line, column)
        return value

    def _string(self, token: Token) -> str:
        """Without code point escapes, which some engines undo before they look for the end of the string."""
        if re.search(r"(?<!\\)(?:\\\\)+[uU][0-9A-Fa-f]{4}", token.text):
            line, column = position(self._text, token.start)
            raise QueryRefused(f"line {line}, column {column}: a backslash before u and four digits has two readings; write the character")
        return _ESCAPE.sub(_character, token.text)


_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})|\\.", re.DOTALL)
_SHORT = {'"': '\\"', "'": "\\'", "\\": "\\\\", "\n": "\\n", "\r": "\\r"}


def _character(found: re.Match[str]) -> str:
    digits = found[1] or found[2]
    if digits is None:
        return found[0]
    number = int(digits, 16)
    if number > 0x10FFFF or 0xD800 <= number < 0xE000:
        raise QuerySyntaxError(f"{found[0]} is no character")
    return _SHORT.get(chr(number), chr(number))
