from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conformance.service import Service, serving


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Our service over an empty store in a folder."""
    folder: Path = tmp_path_factory.mktemp("conformance")
    with serving(folder / "store") as address:
        asked = Service(address)
        yield asked
        asked.close()
