from collections.abc import Iterator

import pytest

from graph.alerts import Alerts, asking, open_alerts
from graph.settings import Settings
from graph.store import Store, open_store

SETTINGS = Settings(store=":memory:")
EX = "https://example.org/"
QUERY = f"SELECT ?meeting ?status WHERE {{ ?meeting <{EX}status> ?status }}"


@pytest.fixture
def store() -> Iterator[Store]:
    with open_store(SETTINGS) as found:
        yield found


@pytest.fixture
def alerts(store: Store) -> Alerts:
    """One question, saved while the store holds one meeting that is planned."""
    say(store, "a", "planned")
    kept = open_alerts(SETTINGS, store)
    kept.add("Meetings", QUERY, ("meeting",), *asking.asked(store, QUERY, ("meeting",)))
    return kept


def say(store: Store, meeting: str, status: str) -> None:
    """Let a meeting have this status, and no other; none where it is empty."""
    store.update(f"DELETE WHERE {{ <{EX}{meeting}> ?p ?o }}")
    if status:
        store.update(f"INSERT DATA {{ <{EX}{meeting}> <{EX}status> '{status}' }}")
