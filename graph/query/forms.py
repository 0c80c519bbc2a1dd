"""What kind of request a SPARQL text is, and whether it may run: reading only, and never beyond this store.

SERVICE and LOAD make the engine open connections and files, so they are refused before it sees them. That takes more than looking for
a word. The engine's parser has no tokens of its own: it takes `trueSERVICE <x>`, `SERVICEex:a`, `1.SERVICE` and, for a name with two
dots, `ex:a.b.SERVICE` to hold the keyword; it reads `?a<?b)SERVICE#>` as a comparison where the standard's longest token is an IRI.
Other engines undo code point escapes first, in strings too. So every reading that an engine might have is looked at, and what cannot be
told apart is refused.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum

from graph.errors import QueryRefused, QuerySyntaxError
from graph.query.tokens import Kind, Token, position, tokens, unescaped


class Form(Enum):
    """What a text asks for."""

    SELECT = "SELECT"
    ASK = "ASK"
    CONSTRUCT = "CONSTRUCT"
    DESCRIBE = "DESCRIBE"
    UPDATE = "update"

    @property
    def gives_triples(self) -> bool:
        return self in (Form.CONSTRUCT, Form.DESCRIBE)


_UPDATES = ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH")
_QUERIES = {form.value: form for form in Form if form is not Form.UPDATE}

NESTING = 500
"""brackets within brackets; somewhere past a thousand the engine's parser runs out of stack, and takes its process with it"""


def classify(text: str) -> Form:
    """The form of a query or update, from its first keyword after the prologue. Raises QuerySyntaxError if there is none."""
    first = _first(text)
    word = first.text.upper() if first is not None and first.kind is Kind.WORD else ""
    if word in _QUERIES:
        return _QUERIES[word]
    if word in _UPDATES:
        return Form.UPDATE
    line, column = position(text, first.start if first is not None else len(text))
    found = f", not {first.text!r}" if first is not None else ""
    raise QuerySyntaxError(f"line {line}, column {column}: a query starts with SELECT, ASK, CONSTRUCT or DESCRIBE{found}", line, column)


_PROLOGUE = {"BASE": (Kind.IRI,), "PREFIX": (Kind.NAME, Kind.IRI), "VERSION": (Kind.STRING,)}


def _first(text: str) -> Token | None:
    """The first token after the prologue, which is read to the letter: whatever does not belong to it is the first."""
    expected: tuple[Kind, ...] = ()
    for token in tokens(text):
        if token.kind is Kind.COMMENT:
            continue
        if expected:
            if token.kind is not expected[0]:
                return token
            expected = expected[1:]
        elif token.says(*_PROLOGUE):
            expected = _PROLOGUE[token.text.upper()]
        else:
            return token
    return None


def admit_query(text: str) -> Form:
    """The form of a query that may run. Raises QueryRefused for an update, SERVICE, or brackets nested too deeply."""
    form = _admit(text)
    if form is Form.UPDATE:
        raise QueryRefused("this is an update, and only reading is allowed here")
    return form


def admit_update(text: str) -> None:
    """Raises QueryRefused for an update with LOAD or SERVICE, or with brackets nested too deeply; QuerySyntaxError for a query."""
    if _first(unescaped(text)) is None:
        return  # no operation at all is an update, too (SPARQL 1.1, rule 29)
    form = _admit(text)
    if form is not Form.UPDATE:
        raise QuerySyntaxError(f"this is a query ({form.value}), not an update")


def _admit(text: str) -> Form:
    form = classify(text)
    _refuse_nesting(text)
    _refuse_network(text, form)
    escaped = unescaped(text)
    if escaped != text:
        if classify(escaped) is not form:
            raise QueryRefused("its code point escapes (\\u…) make another request of it; write the characters themselves")
        _refuse_nesting(escaped)
        _refuse_network(escaped, form)
    return form


def _refuse_nesting(text: str) -> None:
    if sum(map(text.count, "{([")) <= NESTING:
        return
    depth = 0
    for token in tokens(text):
        if token.kind is Kind.MARK:
            depth += token.text in ("{", "(", "[")
            depth -= token.text in ("}", ")", "]")
            if depth > NESTING:
                line, column = position(text, token.start)
                raise QueryRefused(f"line {line}, column {column}: brackets are nested more than {NESTING} deep")


# ---- SERVICE and LOAD -------------------------------------------------------------------------------------------------


def _refuse_network(text: str, form: Form) -> None:
    lowered = text.lower()
    words = [word for word in ("service", "load") if word in lowered and (word == "service" or form is Form.UPDATE)]
    if words:
        places = _places(text)
        for index in range(len(places)):
            _refuse(text, words, index, places)


class _Place:
    """Where a token stands: the brackets open around it, innermost last, and the prefixes declared before it."""

    __slots__ = ("brackets", "prefixes")

    def __init__(self, brackets: str, prefixes: dict[str, str]) -> None:
        self.brackets, self.prefixes = brackets, prefixes


_Places = Sequence[tuple[Token, _Place]]


def _places(text: str) -> _Places:
    out: list[tuple[Token, _Place]] = []
    brackets, prefixes = "", dict[str, str]()
    for token in tokens(text):
        if token.kind is Kind.COMMENT:
            continue
        mark = token.text if token.kind is Kind.MARK else ""
        if mark in ("}", ")", "]") and brackets:
            brackets = brackets[:-1]
        out.append((token, _Place(brackets, prefixes)))
        if mark in ("{", "(", "["):
            brackets += mark
        if token.kind is Kind.IRI and len(out) > 2 and out[-3][0].says("PREFIX"):
            prefixes = {**prefixes, out[-2][0].text[:-1]: token.text[1:-1]}
    return out


def _refuse(text: str, words: Sequence[str], index: int, places: _Places) -> None:
    token, place = places[index]
    before = places[index - 1][0] if index else None
    after = [other for other, _ in places[index + 1 : index + 4]]
    line, column = position(text, token.start)
    where = f"line {line}, column {column}: "
    if token.kind is Kind.BAD:
        raise QuerySyntaxError(f"{where}{token.text!r} cannot stand here; is a quotation mark missing?", line, column)
    if _may_be_comparison(token, before, place):
        raise QueryRefused(f"{where}'<' may begin a comparison or an IRI here; put a space after it, or write the IRI in full")
    if "service" in words and "{" in place.brackets and _may_be_service(token, before, after, place):
        raise QueryRefused(f"{where}SERVICE is not allowed: queries are answered from this store alone")
    if "load" in words and "{" not in place.brackets and _may_be_load(token, before):
        raise QueryRefused(f"{where}LOAD is not allowed: send the data itself")


_OPERANDS = (Kind.VARIABLE, Kind.STRING, Kind.LANGUAGE, Kind.NUMBER, Kind.NAME, Kind.IRI, Kind.BLANK)


def _may_be_comparison(token: Token, before: Token | None, place: _Place) -> bool:
    """Whether an engine might read this IRI as `<` and what follows, and then see strings or comments elsewhere than we do.

    In an expression, that is between parentheses and after an operand, or where it may be the second half of `<<`; `scheme://` is no
    expression.
    """
    if token.kind is not Kind.IRI or before is None or not re.search("['#]", token.text):
        return False
    if re.match(r"<[a-z][a-z0-9+.\-]*://", token.text, re.IGNORECASE):
        return False
    if before.text == "<" and before.start + 1 == token.start:
        return True
    return place.brackets.endswith("(") and _ends_operand(before)


def _ends_operand(before: Token) -> bool:
    return before.kind in _OPERANDS or before.text == ")" or before.says("TRUE", "FALSE")


def _may_be_service(token: Token, before: Token | None, after: Sequence[Token], place: _Place) -> bool:
    if token.kind is Kind.WORD:
        return "service" in token.text.lower()  # no other keyword or function has it in its name
    if token.kind is not Kind.NAME or "service" not in token.text.lower() or (before is not None and before.says("GRAPH")):
        return False
    prefix, _, local = token.text.partition(":")
    if _is(after, "{") and any(rest in place.prefixes for rest in _after_keyword(prefix)):
        return True  # SERVICEex:a {
    # a name ends before its time where the namespace cannot be continued (http://host:80), or at its second dot
    namespace = place.prefixes.get(prefix, "/")
    splits = r"\." if namespace.endswith(("/", "#")) else r"(?:^|\.)"
    if not re.search(splits + "service", local, re.IGNORECASE):
        return False
    named = bool(after) and after[0].kind in (Kind.VARIABLE, Kind.IRI, Kind.NAME)
    return _is(after, "{") or (named and _is(after[1:], "{")) or (bool(after) and after[0].says("SILENT"))


def _after_keyword(prefix: str) -> list[str]:
    """What is left of a prefix after the keyword, for each place the keyword is in it."""
    return [prefix[found.end() :] for word in ("service", "servicesilent") for found in re.finditer(word, prefix, re.IGNORECASE)]


def _is(after: Sequence[Token], mark: str) -> bool:
    return bool(after) and after[0].text == mark


def _may_be_load(token: Token, before: Token | None) -> bool:
    """An update begins here: at the start, after the prologue, or after a semicolon."""
    begins = before is None or before.text == ";" or before.kind in (Kind.IRI, Kind.STRING)
    return begins and token.kind in (Kind.WORD, Kind.NAME) and token.text.lower().startswith("load")
