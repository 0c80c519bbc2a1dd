"""Same input, same id: slugs and content hashes. No clock, no random number, no counter."""

from __future__ import annotations

import hashlib
import re
import unicodedata


def digest(*parts: str, length: int = 16) -> str:
    """Hex digest of the parts; SHA-256 cut to `length` digits. Parts are length-prefixed, so `("ab", "c") ≠ ("a", "bc")`."""
    h = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        h.update(len(data).to_bytes(8, "big"))
        h.update(data)
    return h.hexdigest()[:length]


def fold(text: str) -> str:
    """Text for comparison: compatibility forms, no combining marks, case folded, white space single."""
    text = unicodedata.normalize("NFKD", text.casefold())
    text = "".join(c for c in text if not unicodedata.combining(c))
    return " ".join(text.translate(_LETTERS).split())


# letters that carry no combining mark to strip, as library catalogues write them (ALA-LC)
_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "’": "'", "‘": "'", "ʼ": "'"})


def slug(text: str, *, limit: int = 80) -> str:
    """Text as a path segment of an IRI: folded, words joined by hyphens. Names in other scripts keep their letters.

    A slug that would be empty or too long ends in a digest of the whole, so that two texts never meet by being cut.
    """
    words = re.findall(r"\w+", fold(text).replace("'", ""))
    out = "-".join(words)
    if not out or len(out) > limit:
        out = f"{out[:limit].rstrip('-')}-{digest(text, length=10)}".lstrip("-")
    return out


def fits_iri(text: str) -> bool:
    """Whether text may stand in an IRI (RFC 3987, section 2.2), which an engine refuses otherwise."""
    return _NO_IRI.search(text) is None


# controls, delimiters, surrogates, private use, tags, and code points that are no characters
_NO_IRI = re.compile(
    r'[\x00-\x20<>"{}|\\^`\[\]\x7f-\x9f\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufff0-\uffff\U000e0000-\U000e0fff\U000f0000-\U0010ffff'
    + "".join(chr(plane << 16 | end) for plane in range(1, 15) for end in (0xFFFE, 0xFFFF))
    + "]|%(?![0-9A-Fa-f]{2})"
)
