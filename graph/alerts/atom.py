"""Entries → Atom (RFC 4287)."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from xml.etree import ElementTree as ET

from graph.alerts.questions import Entry, Question, Row

MEDIA_TYPE = "application/atom+xml"
_ATOM = "http://www.w3.org/2005/Atom"
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""XML 1.0, section 2.2"""

TITLE = 120
"""characters of a title"""


def feed(question: Question, entries: Sequence[Entry], *, address: str, base: str) -> bytes:
    """The document of a feed: `entries` are the latest first, `address` is the feed's own; `base` that of the IRIs of data."""
    id_ = uuid.uuid5(uuid.NAMESPACE_URL, f"{base}question/{question.id}#{question.created}")
    root = ET.Element("feed", {"xmlns": _ATOM})
    _add(root, "id", id_.urn)
    _add(root, "title", question.name)
    _add(root, "updated", entries[0].at if entries else question.created)
    _add(_add(root, "author", ""), "name", "Communiqué")
    _add(root, "link", "", rel="self", href=address, type=MEDIA_TYPE)
    for entry in entries:
        one = _add(root, "entry", "")
        _add(one, "id", uuid.uuid5(id_, str(entry.number)).urn)
        title = f"{entry.change}: " + ", ".join(_value(entry.row, name, base) for name in question.columns if name in entry.row)
        _add(one, "title", title if len(title) <= TITLE else title[: TITLE - 1] + "…")
        _add(one, "updated", entry.at)
        _add(one, "category", "", term=entry.change)
        _add(one, "content", "\n".join(_lines(question, entry, base)), type="text")
    data: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return data


def _lines(question: Question, entry: Entry, base: str) -> list[str]:
    found = []
    for name in question.columns:
        now, was = _value(entry.row, name, base), _value(entry.before, name, base) if entry.before is not None else ""
        found.append(f"{name}: {now}" if entry.before is None or now == was else f"{name}: {was or '–'} → {now or '–'}")
    return found


def _value(row: Row, name: str, base: str) -> str:
    return row[name]["value"].removeprefix(base) if name in row else ""


def _add(parent: ET.Element, name: str, text: str, **attributes: str) -> ET.Element:
    found = ET.SubElement(parent, name, attributes)
    found.text = _NOT_IN_XML.sub("\ufffd", text) or None
    return found
