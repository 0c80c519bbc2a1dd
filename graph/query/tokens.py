"""The tokens of a SPARQL text (SPARQL 1.1, section 19.8; 1.2 for base directions and triple terms).

It never fails: what is no token comes out as one of kind BAD, character by character, and the engine tells what is wrong with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """What a token is; the value is the name of its group in the expression below."""

    COMMENT = "comment"
    IRI = "iri"
    STRING = "string"
    VARIABLE = "variable"
    BLANK = "blank"
    LANGUAGE = "language"
    NAME = "name"
    NUMBER = "number"
    WORD = "word"
    MARK = "mark"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Token:
    """A stretch of the text. NAME is a prefixed name (or a prefix with its colon), WORD a keyword or function, MARK punctuation."""

    kind: Kind
    text: str
    start: int

    def says(self, *words: str) -> bool:
        """Whether it is one of these keywords, given in capitals."""
        return self.kind is Kind.WORD and self.text.upper() in words


LONGEST_PREFIX = 200
"""characters; without a bound, a long run of dots and letters would be read again from each of them"""

_BASE = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f\u2c00-\u2fef"
    "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_CHAR = rf"{_BASE}_\-0-9\u00b7\u0300-\u036f\u203f-\u2040"
_UCHAR = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_IRI = rf'<(?:[^\x00-\x20<>"{{}}|^`\\]|{_UCHAR})*+>'
_ESCAPE = rf"(?:\\[tbnrf\\\"']|{_UCHAR})"
_PLX = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_LOCAL = rf"(?:[{_BASE}_:0-9]|{_PLX})(?:(?:[{_CHAR}.:]|{_PLX})*(?:[{_CHAR}:]|{_PLX}))?"

_TOKEN = re.compile(
    rf"""
      [ \t\r\n]+
    | (?P<comment> \#[^\r\n]* )
    | (?P<iri> {_IRI} )
    | (?P<string>
          \"\"\"(?:\"{{0,2}}(?:[^\"\\]|{_ESCAPE}))*+\"\"\"
        | '''(?:'{{0,2}}(?:[^'\\]|{_ESCAPE}))*+'''
        | \"(?:[^\"\\\r\n]|{_ESCAPE})*+\"
        | '(?:[^'\\\r\n]|{_ESCAPE})*+' )
    | (?P<variable> [?$][{_BASE}_0-9][{_BASE}_0-9\u00b7\u0300-\u036f\u203f-\u2040]* )
    | (?P<blank> _:[{_BASE}_0-9](?:[{_CHAR}.]*[{_CHAR}])? )
    | (?P<language> @[A-Za-z]+(?:-[A-Za-z0-9]+)*(?:--[A-Za-z]+)? )
    | (?P<name> (?:[{_BASE}](?:[{_CHAR}.]{{0,{LONGEST_PREFIX}}}[{_CHAR}])?)?:(?:{_LOCAL})? )
    | (?P<number> (?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)[eE][+-]?[0-9]+ | [0-9]*\.[0-9]+ | [0-9]+ )
    | (?P<word> [A-Za-z_][A-Za-z0-9_]* )
    | (?P<mark> <(?={_IRI}) | <<\(? | \)?>> | \{{\| | \|\}} | \^\^ | && | \|\| | != | <= | >= | [{{}}()\[\].;,*/|^!=<>+\-?~] )
    | (?P<bad> . )
    """,
    re.VERBOSE | re.DOTALL,
)


def tokens(text: str) -> Iterator[Token]:
    """The tokens in order, comments among them, white space left out."""
    for found in _TOKEN.finditer(text):
        if found.lastgroup is not None:
            yield Token(Kind(found.lastgroup), found[0], found.start())


_CODE_POINT = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


def unescaped(text: str) -> str:
    r"""The text after its code point escapes (``\u0053``): SPARQL 1.1 reads them before anything else (19.2), anywhere in the text."""
    return _CODE_POINT.sub(_character, text)


def _character(found: re.Match[str]) -> str:
    number = int(found[1] or found[2], 16)
    return chr(number) if number < 0x110000 else found[0]


def position(text: str, offset: int) -> tuple[int, int]:
    """Line and column of an offset, both from 1, in code points."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)
