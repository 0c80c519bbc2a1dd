"""Bytes with what is known about them, and bytes → text without guessing."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from graph.errors import UnreadableSource

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SIGNATURES = (
    (b"%PDF-", "a PDF document", "save it as text first"),
    (b"PK\x03\x04", "a ZIP archive or office document", "unpack it, or save it as text first"),
    (b"\xd0\xcf\x11\xe0", "an office document", "save it as text first"),
    (b"\x1f\x8b", "compressed with gzip", "unpack it first"),
    (b"\x89PNG", "an image", "give the article's text"),
    (b"\xff\xd8\xff", "an image", "give the article's text"),
    (b"GIF8", "an image", "give the article's text"),
)
_XML_ENCODING = re.compile(rb"\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_CONTROL = re.compile(r"[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")
# Python's own, not encodings that a text is published in
_NOT_FOR_TEXT = {"idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape", "utf-7", "mbcs", "oem"}
CONTROL_SHARE = 0.05  # text has next to none; beyond this it is something else that happens to decode


@dataclass(frozen=True, slots=True)
class Raw:
    """One input as bytes. `where` is the file or URL, `name` the file's without suffix, `charset` what the server declared."""

    where: str
    data: bytes
    name: str | None = None
    url: str | None = None
    charset: str | None = None


def bom(data: bytes) -> str | None:
    """The encoding that a byte order mark at the start tells."""
    return next((encoding for mark, encoding in _BOMS if data.startswith(mark)), None)


def printed_charset(label: bytes) -> str:
    """The encoding that a document names in its own bytes: what could be read as ASCII is not UTF-16, whatever it says (the web's rule)."""
    name = label.decode("ascii", "replace")
    return "utf-8" if name.lower().startswith(("utf-16", "utf-32")) else name


def xml_charset(data: bytes) -> str | None:
    """The encoding in an XML declaration."""
    match = _XML_ENCODING.match(data)
    return printed_charset(match[1]) if match else None


def decode(data: bytes, where: str, *, declared: str | None = None, start: int = 0) -> str:
    """The text of `data`, every character as it stands; a byte order mark is dropped.

    A byte order mark decides, then `declared`, then UTF-8. Raises UnreadableSource naming the first wrong byte (counted from `start`).
    """
    if not data:
        raise UnreadableSource(where, "empty", "give a file with the article's text in it")
    for mark, what, remedy in _SIGNATURES:
        if data.startswith(mark):
            raise UnreadableSource(where, f"{what}, not text", remedy)
    mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    encoding = bom(data) or _known(declared, where) or "utf-8"
    try:
        text = data[len(mark) :].decode(encoding)
    except UnicodeDecodeError as e:
        raise _wrong(data, where, encoding, e, len(mark), start) from None
    if "\x00" in text:
        at = f" at byte {start + data.index(0)}" if encoding == "utf-8" else ""
        raise UnreadableSource(where, f"binary: NUL{at}", "give text; UTF-16 needs a byte order mark, or convert it to UTF-8")
    if len(_CONTROL.findall(text)) > CONTROL_SHARE * len(text):
        raise UnreadableSource(where, "binary: full of control characters", "give text in UTF-8")
    return text


def _known(label: str | None, where: str) -> str | None:
    """The codec for a declared label. The web's rule: what says Latin-1 or ASCII is Windows-1252."""
    if not label:
        return None
    name = ""
    try:
        name = codecs.lookup(label.strip().strip("\"'")).name
        b" ".decode(name)
    except UnicodeDecodeError:  # an encoding in which one blank byte is no character
        pass
    except (LookupError, ValueError):
        name = ""
    if not name or name in _NOT_FOR_TEXT:
        raise UnreadableSource(where, f"declares an unknown encoding: {label[:40]!r}", "convert it to UTF-8")
    return {"iso8859-1": "cp1252", "ascii": "cp1252"}.get(name, name)


def _wrong(data: bytes, where: str, encoding: str, e: UnicodeDecodeError, skipped: int, start: int) -> UnreadableSource:
    at = skipped + e.start
    if e.reason in ("unexpected end of data", "truncated data"):
        return UnreadableSource(where, f"cut off inside a character at byte {start + at}", "write it again to its end, in UTF-8")
    remedy = "convert it to UTF-8"
    if encoding == "utf-8":
        try:
            data.decode("cp1252")
            remedy = "if it is Windows-1252: iconv -f WINDOWS-1252 -t UTF-8 FILE"
        except UnicodeDecodeError:
            pass
    return UnreadableSource(where, f"not {encoding.upper()}: wrong byte 0x{data[at]:02x} at byte {start + at}", remedy)
