"""Formats of several files: a zip whose bytes depend on what is in it alone."""

from __future__ import annotations

import zipfile
from typing import BinaryIO

_THEN = (1980, 1, 1, 0, 0, 0)
"""the earliest date a zip can have; every file has it, so that two exports of one graph are alike"""


class Archive:
    """A zip being written. Each file is written whole before the next begins."""

    def __init__(self, out: BinaryIO) -> None:
        self._zip = zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED)

    def file(self, name: str) -> BinaryIO:
        """A file of the archive to write to and close; folders are divided by `/`."""
        info = zipfile.ZipInfo(name, _THEN)
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = 0o644 << 16
        return self._zip.open(info, "w", force_zip64=True)  # type: ignore[return-value]  # a writer is all that is needed

    def close(self) -> None:
        """End the archive."""
        self._zip.close()
