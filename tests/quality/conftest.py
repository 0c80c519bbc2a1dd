"""The corpus is read once for all tests that score it."""

from __future__ import annotations

import pytest

from tests.quality import measuring


@pytest.fixture(scope="session")
def reading() -> measuring.Reading:
    return measuring.read_corpus()
