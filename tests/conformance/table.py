"""`python -m tests.conformance.table`: run the W3C's suite on our endpoint and on the engine, and write docs/conformance.md."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from pathlib import Path

from tests import servers
from tests.conformance.peers import Engine, OxigraphServer
from tests.conformance.service import Service, run, serving
from tests.conformance.suite import W3C, Case, cases, reason

DOCUMENT = Path(__file__).parents[2] / "docs" / "conformance.md"

PARTS = {
    "Query evaluation": ("QueryEvaluationTest", "CSVResultFormatTest"),
    "Query syntax": ("PositiveSyntaxTest11", "NegativeSyntaxTest11"),
    "Update evaluation": ("UpdateEvaluationTest",),
    "Update syntax": ("PositiveUpdateSyntaxTest11", "NegativeUpdateSyntaxTest11"),
    "Protocol": ("ProtocolTest",),
    "Graph Store Protocol": ("GraphStoreProtocolTest",),
    "Service Description": ("ServiceDescriptionTest",),
}
HTTP_ONLY = ("ProtocolTest", "GraphStoreProtocolTest", "ServiceDescriptionTest")

HEAD = """# Conformance to SPARQL 1.1

Written by `python -m tests.conformance.table`, which runs the test suite of the W3C over HTTP through `/sparql` and `/graphs`: each case
loads its data by the Graph Store Protocol into a plain store in a folder, asks by POST, and compares what comes back. Rows count as often
as they come, blank nodes by their place, numbers by their value. The suite is no part of this repository; `tests/conformance` has cases of
our own in the same form.
"""


def main() -> int:
    """Run everything; the exit code tells whether all passed that should."""
    if not W3C.is_dir():
        print(f"there is no suite in {W3C}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        with serving(Path(folder) / "ours") as address:
            ours = _outcomes(Service(address), [case for case in cases() if not reason(case, "skip")])
        engine = _outcomes(Engine(), [case for case in cases() if case.kind not in HTTP_ONLY and not reason(case, "skip")])
        with servers.oxigraph(Path(folder) / "theirs") as address:
            engine |= _outcomes(OxigraphServer(address), [c for c in cases() if c.kind in ("ProtocolTest", "GraphStoreProtocolTest")])
    DOCUMENT.write_text(_document(ours, engine), encoding="utf-8")
    wrong = [case.id for case in cases() if case in ours and ours[case] is (reason(case, "fail") is not None)]
    print("\n".join(wrong) or f"{sum(ours.values())} of {len(ours)} pass; the others are known")
    return 1 if wrong else 0


def _outcomes(service: Service, wanted: Iterable[Case]) -> dict[Case, bool]:
    found = {}
    for case in wanted:
        try:
            run(case, service)
        except AssertionError:
            found[case] = False
        else:
            found[case] = True
    service.close()
    return found


def _document(ours: Mapping[Case, bool], engine: Mapping[Case, bool]) -> str:
    rows = ["| part | cases | not run | our endpoint | the engine itself |", "|---|--:|--:|--:|--:|"]
    for part, kinds in PARTS.items():
        listed = [case for case in cases() if case.kind in kinds]
        rows.append(
            f"| {part} | {len(listed)} | {sum(c not in ours for c in listed)} | {_score(ours, listed)} | {_score(engine, listed)} |"
        )
    versions = f"The engine is pyoxigraph {version('pyoxigraph')}; for the protocols, `oxigraph serve` {version('oxigraph')}."
    lines = [HEAD, *rows, "", versions, "", "## By folder", "", *_by_folder(ours, engine), "", "## Not run", "", *_because("skip")]
    return "\n".join([*lines, "", "## Known to fail", "", *_because("fail")]) + "\n"


def _score(outcomes: Mapping[Case, bool], listed: Iterable[Case]) -> str:
    found = [outcomes[case] for case in listed if case in outcomes]
    return f"{sum(found)}/{len(found)}" if found else "–"


def _by_folder(ours: Mapping[Case, bool], engine: Mapping[Case, bool]) -> list[str]:
    rows = ["| folder | cases | our endpoint | the engine itself |", "|---|--:|--:|--:|"]
    for group in sorted({case.group for case in cases()}):
        listed = [case for case in cases() if case.group == group]
        rows.append(f"| {group} | {len(listed)} | {_score(ours, listed)} | {_score(engine, listed)} |")
    return rows


def _because(kind: str) -> list[str]:
    """Reasons, and what each is the reason for."""
    found: dict[str, list[str]] = {}
    for case in cases():
        why = reason(case, kind)
        if why:
            found.setdefault(why, []).append(case.id)
    return [f"- {why}: {_listed(ids)}" for why, ids in found.items()]


def _listed(ids: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in ids) if len(ids) < 12 else f"all {len(ids)} of `{ids[0].partition('/')[0]}`"


if __name__ == "__main__":
    sys.exit(main())
