"""XML written element by element, escaped, and without the characters that XML cannot hold."""

from __future__ import annotations

import re
from typing import BinaryIO
from xml.sax.saxutils import escape, quoteattr

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def safe(value: str) -> str:
    """The text with U+FFFD for each character that XML 1.0 cannot hold even escaped (section 2.2)."""
    return _NOT_XML.sub("\ufffd", value)


class Xml:
    """A document being written."""

    def __init__(self, out: BinaryIO) -> None:
        self.out = out
        self._open: list[str] = []
        out.write(b'<?xml version="1.0" encoding="UTF-8"?>\n')

    def open(self, tag: str, **attributes: str) -> None:
        """Begin an element; `for_` is written `for`, `attr_name` stands for itself, `attr__name` for `attr.name`."""
        self.out.write(f"<{tag}{_attributes(attributes)}>\n".encode())
        self._open.append(tag)

    def close(self, count: int = 1) -> None:
        """End the elements opened last."""
        for _ in range(count):
            self.out.write(f"</{self._open.pop()}>\n".encode())

    def leaf(self, tag: str, text: str = "", **attributes: str) -> None:
        """An element with text alone."""
        content = f">{escape(safe(text))}</{tag}>\n" if text else "/>\n"
        self.out.write(f"<{tag}{_attributes(attributes)}{content}".encode())


def _attributes(given: dict[str, str]) -> str:
    return "".join(f" {name.replace('__', '.').rstrip('_')}={quoteattr(safe(value))}" for name, value in given.items())
