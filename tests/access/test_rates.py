import pytest

from graph.access import rates
from graph.access.rates import Rates
from graph.errors import SettingsError, TooManyRequests


def test_one_too_many_is_told_to_wait() -> None:
    limited = Rates("2/hour")
    limited.count("a")
    limited.count("a")
    with pytest.raises(TooManyRequests, match="2 per 1 hour") as refused:
        limited.count("a")
    assert 3500 < refused.value.wait <= 3601
    limited.count("b")


def test_somebody_may_have_a_limit_of_their_own() -> None:
    limited = Rates("1/hour")
    for _ in range(3):
        limited.count("a", "3/hour")
    with pytest.raises(TooManyRequests):
        limited.count("a", "3/hour")


def test_no_limit() -> None:
    limited = Rates("")
    for _ in range(1000):
        limited.count("a")


@pytest.mark.parametrize("said", ["many", "10", "10/fortnight", "/minute"])
def test_what_is_no_limit(said: str) -> None:
    with pytest.raises(SettingsError, match="600/minute"):
        rates.check(said)
