"""Cases of our own in the W3C's form: what stands for its suite where that is not at hand."""

from __future__ import annotations

import pytest

from tests.conformance import service as asking
from tests.conformance.service import Service
from tests.conformance.suite import Case, cases


@pytest.mark.parametrize("case", [pytest.param(case, id=case.id) for case in cases(own=True)])
def test_case(case: Case, service: Service) -> None:
    asking.run(case, service)


def test_there_are_cases_of_every_kind() -> None:
    kinds = {case.kind for case in cases(own=True)}
    assert kinds == set(asking._RUN) - {"ServiceDescriptionTest"}
