"""The W3C's tests of SPARQL 1.1, over HTTP through our endpoint: one test for each case, by its name in its manifest."""

from __future__ import annotations

import pytest

from tests.conformance import service as asking
from tests.conformance.service import Service
from tests.conformance.suite import W3C, Case, cases, reason, reasons

pytestmark = pytest.mark.slow


def _marked(case: Case) -> pytest.ParameterSet:
    marks = []
    if why := reason(case, "skip"):
        marks.append(pytest.mark.skip(reason=why))
    elif why := reason(case, "fail"):
        marks.append(pytest.mark.xfail(reason=why, raises=AssertionError))
    return pytest.param(case, id=case.id, marks=marks)


@pytest.mark.skipif(not W3C.is_dir(), reason="the W3C's suite is not beside the repository, in ../shared/conformance/sparql11")
@pytest.mark.parametrize("case", [_marked(case) for case in cases()])
def test_case(case: Case, service: Service) -> None:
    asking.run(case, service)


@pytest.mark.skipif(not W3C.is_dir(), reason="the W3C's suite is not beside the repository, in ../shared/conformance/sparql11")
def test_reasons_are_given_for_cases_that_there_are() -> None:
    known = {case.id for case in cases()} | {case.group for case in cases()}
    assert {name for kind in reasons().values() for name in kind} <= known
