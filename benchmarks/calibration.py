"""How often claims are right, by kind, and how well that holds for articles that were not counted.

    python -m benchmarks.calibration [--gold ../shared/gold/dev] [--without ID…] [--write]

Reads articles annotated by hand: those of tests/quality, and those of `--gold` where there is such a folder (ids that begin like one of
`--without` are left alone). With `--write` the counts, and the line from shares in articles that were read to shares in others, go to
graph/extract/lexicon/confidence.toml, and the tables to docs/quality.md. Only numbers are kept, no text.
"""

from __future__ import annotations

import argparse
import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.judging import judged
from graph.extract import confidence, language, reader
from graph.extract.assembly import assemble
from graph.extract.preparation import prepare
from graph.model import Article, Claim, Extraction
from graph.settings import Settings
from tests.quality import corpus

ROOT = Path(__file__).parent.parent
COUNTS = ROOT / "graph" / "extract" / "lexicon" / "confidence.toml"
DOCUMENT = ROOT / "docs" / "quality.md"
BEGIN, END = "<!-- calibration -->", "<!-- /calibration -->"
BINS = 10
UNREAD = "corpus, check"
PRIOR = 4.0
Rated = tuple[float, bool]
"""a share, and whether the claim was right"""


@dataclass(frozen=True, slots=True)
class Judged:
    """A claim of an article, and whether it is right."""

    article: str
    group: str
    claim: Claim
    right: bool


def main() -> None:
    """Count, check and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, default=ROOT.parent / "shared" / "gold" / "dev")
    parser.add_argument("--without", nargs="*", default=[], metavar="ID")
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    found = list(_judged(asked.gold, tuple(asked.without)))
    report = "\n".join(_report(found))
    print(report)
    if asked.write:
        _write_counts(found)
        _write_report(report)


def _judged(folder: Path, without: tuple[str, ...]) -> Iterator[Judged]:
    files = [f for f in sorted(folder.glob("*.json")) if f.stem != "groups" and not f.stem.startswith(without or ("\0",))]
    groups = (
        ("development", [corpus.Gold(json.loads(f.read_text(encoding="utf-8"))) for f in files]),
        ("corpus, tune", corpus.load("tune")),
        ("corpus, check", corpus.load("check")),
    )
    for group, golds in groups:
        for gold in golds:
            for claim, right in judged(_uncalibrated(gold.article), gold):
                yield Judged(gold.id, group, claim, right)


def _uncalibrated(article: Article) -> Extraction:
    """What the rules find, with what each rule itself says of its words as confidence."""
    nlp = language.pipeline(Settings().model)
    with language.lent(nlp, len(article.text)):
        reading = prepare(article, nlp)
        return assemble(article.id, reading, reader.frames(reading), reader=reader.NAME, version="-", sure=lambda c: c.confidence)


# ---- counts ------------------------------------------------------------------------------------------------------------


def counted(found: Iterable[Judged]) -> dict[str, tuple[int, int]]:
    """Right and wrong claims for each beginning of a path, and for each family of rules."""
    right: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for j in found:
        of_predicate = confidence.kinds(j.claim, {j.claim.predicate: (0, 0)})
        for kind in ("all", f"rule/{confidence.family(j.claim)}", *of_predicate):
            (right if j.right else wrong)[kind] += 1
    return {kind: (right[kind], wrong[kind]) for kind in sorted({*right, *wrong})}


def fitted(rated: Sequence[Rated]) -> confidence.Line:
    """Slope and intercept of the line from log odds to log odds under which what came out was likeliest.

    Logistic regression by Newton's steps, drawn to the line that changes nothing by as much as `PRIOR` examples would.
    """
    slope, intercept = 1.0, 0.0
    for _ in range(50):
        g0, g1, h00, h01, h11 = -PRIOR * intercept, -PRIOR * (slope - 1), PRIOR, 0.0, PRIOR
        for share, right in rated:
            x = confidence.log_odds(share)
            p = 1 / (1 + math.exp(-(slope * x + intercept)))
            g0, g1 = g0 + (right - p), g1 + (right - p) * x
            w = p * (1 - p)
            h00, h01, h11 = h00 + w, h01 + w * x, h11 + w * x * x
        det = h00 * h11 - h01 * h01
        intercept, slope = intercept + (h11 * g0 - h01 * g1) / det, slope + (h00 * g1 - h01 * g0) / det
    return slope, intercept


def _unread(found: Sequence[Judged]) -> list[tuple[Judged, float]]:
    """The claims of articles that nobody read, each with its share by the counts of all other articles."""
    return [(j, _rate(j, others)) for j, others in _left_out(found) if j.group == UNREAD]


def _write_counts(found: Sequence[Judged]) -> None:
    line = fitted([(share, j.right) for j, share in _unread(found)])
    lines = [
        "# How many claims of each kind were right, and how many wrong, in articles annotated by hand.",
        "# Written by benchmarks/calibration.py; graph/extract/confidence.py says what a kind is.",
        "",
        "# from the shares of these counts, as log odds, to those of articles that nobody read while improving the rules",
        "[unread]",
        f"slope = {line[0]:.3f}",
        f"intercept = {line[1]:.3f}",
        "",
        "[counts]",
        *(f'"{kind}" = [{right}, {wrong}]' for kind, (right, wrong) in counted(found).items()),
    ]
    COUNTS.write_text("\n".join(lines) + "\n", encoding="utf-8")


# ---- how well they hold ------------------------------------------------------------------------------------------------


def _report(found: Sequence[Judged]) -> Iterator[str]:
    articles = {j.article for j in found}
    yield f"{len(found)} claims of {len(articles)} articles could be judged by their annotation; {_share(found)} of them are right."
    yield ""
    yield "| articles | number | claims judged | right |"
    yield "|---|---:|---:|---:|"
    for group in dict.fromkeys(j.group for j in found):
        here = [j for j in found if j.group == group]
        yield f"| {group} | {len({j.article for j in here})} | {len(here)} | {_share(here)} |"
    yield ""
    yield "Each article judged by the counts of all the others:"
    yield ""
    yield from _table([(_rate(j, others), j.right) for j, others in _left_out(found)])
    unseen = [j for j in found if j.group == UNREAD]
    others = counted(j for j in found if j.group != UNREAD)
    yield ""
    yield "The articles that nobody looks at while improving the rules (*check*), by the counts of those that are looked at:"
    yield ""
    yield from _table([(_rate(j, others), j.right) for j in unseen])
    rated = _unread(found)
    slope, intercept = fitted([(share, j.right) for j, share in rated])
    yield ""
    yield f"The same articles by what is reported: log odds times {slope:.2f}, plus {intercept:.2f}."
    yield "Each article by the counts of all others, and by the line that fits the other *check* articles:"
    yield ""
    yield from _table(list(_reported(rated)))


def _reported(rated: Sequence[tuple[Judged, float]]) -> Iterator[Rated]:
    for article in dict.fromkeys(j.article for j, _ in rated):
        line = fitted([(share, j.right) for j, share in rated if j.article != article])
        yield from ((confidence.unread(share, line), j.right) for j, share in rated if j.article == article)


def _rate(j: Judged, counts: confidence.Counts) -> float:
    return confidence.rate(j.claim, counts)


def _left_out(found: Sequence[Judged]) -> Iterator[tuple[Judged, confidence.Counts]]:
    by_article: dict[str, list[Judged]] = defaultdict(list)
    for j in found:
        by_article[j.article].append(j)
    whole = counted(found)
    for here in by_article.values():
        mine = counted(here)
        others = {k: (r - mine.get(k, (0, 0))[0], w - mine.get(k, (0, 0))[1]) for k, (r, w) in whole.items()}
        kept = {k: n for k, n in others.items() if n != (0, 0)}
        yield from ((j, kept) for j in here)


def _table(rated: Sequence[tuple[float, bool]]) -> Iterator[str]:
    """Ten bins of confidence: how many claims, what they say of themselves on average, how many are right."""
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for p, right in rated:
        bins[min(int(p * BINS), BINS - 1)].append((p, right))
    yield "| confidence | claims | expected | observed |"
    yield "|---|---:|---:|---:|"
    error = 0.0
    for n in range(BINS):
        here = bins[n]
        if not here:
            yield f"| {n / BINS:.1f}–{(n + 1) / BINS:.1f} | 0 | | |"
            continue
        expected, observed = sum(p for p, _ in here) / len(here), sum(right for _, right in here) / len(here)
        error += abs(expected - observed) * len(here)
        yield f"| {n / BINS:.1f}–{(n + 1) / BINS:.1f} | {len(here)} | {expected:.2f} | {observed:.2f} |"
    brier = sum((p - right) ** 2 for p, right in rated) / max(len(rated), 1)
    yield ""
    yield f"Expected calibration error {error / max(len(rated), 1):.3f}, Brier score {brier:.3f}."


def _share(found: Sequence[Judged]) -> str:
    return f"{sum(j.right for j in found) / max(len(found), 1):.1%}"


def _write_report(report: str) -> None:
    text = DOCUMENT.read_text(encoding="utf-8") if DOCUMENT.is_file() else _NEW
    if BEGIN not in text:
        text = f"{text.rstrip()}\n\n{_SECTION}"
    block = f"{BEGIN}\n{report}\n{END}"
    DOCUMENT.write_text(re.sub(f"{BEGIN}.*?{END}", lambda _: block, text, flags=re.DOTALL), encoding="utf-8")


_NEW = "# Quality\n"
_SECTION = f"""## Confidence

A claim's confidence is the share of claims of its kind that were right in articles annotated by hand: its predicate, its value, the family
of its rule, whether it is inferred, whether the words around it leave doubt. `graph/extract/lexicon/confidence.toml` has the counts.
Most of those articles were read while the rules were improved, and rules do better there than elsewhere. So the share is moved, on the
scale of log odds, by the line that fits the articles nobody read (Platt scaling, Platt 1999); the last table shows how well that holds.
A claim that follows from the text instead of standing in it has the kind *inferred*. `python -m benchmarks.calibration` makes the tables.

{BEGIN}
{END}
"""


if __name__ == "__main__":
    main()
