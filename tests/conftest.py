"""What all tests share.

Fixtures strategy: most tests need no fixture; a store is in memory; the language model is loaded once per run by `nlp`, and only for tests
about what it does. Servers of others are started once per run, by the first test that asks one.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests import servers

# a property may take longer on a busy machine; what is tested is what holds, not how fast
settings.register_profile("default", deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("default")


@pytest.fixture(scope="session")
def oxigraph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of an Oxigraph server, which stops queries after two seconds."""
    try:
        with servers.oxigraph(tmp_path_factory.mktemp("oxigraph"), "--timeout-s", "2") as url:
            yield url
    except FileNotFoundError as e:
        pytest.skip(str(e))


@pytest.fixture(scope="session")
def virtuoso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a Virtuoso server, with the graph that stands in for the default graph it has not."""
    try:
        with servers.virtuoso(tmp_path_factory.mktemp("virtuoso")) as url:
            yield f"{url}#default={servers.LAYER}"
    except FileNotFoundError as e:
        pytest.skip(str(e))
