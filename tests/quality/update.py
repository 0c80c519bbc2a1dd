"""Re-pin the floors of the quality corpus, tell what is read wrong, or find quotes anew: `python -m tests.quality.update --help`."""

from __future__ import annotations

import json
import sys

import click

from tests.quality import corpus, measuring
from tests.quality.corpus import HALVES, Half
from tests.quality.scoring import score
from tests.quality.tallies import MEANT

_SECTIONS = ("entities", "posts", "events", "agreements", "bodies", "commitments", "statements")

_COLUMNS = ("entities.r", "posts.f1", "events.f1", "participants.f1", "agreements.f1", "parties.f1", "commitments.f1", "statements.r")


@click.command()
@click.option("--allow-regression", is_flag=True, help="Lower floors too.")
@click.option("--faults", is_flag=True, help="Pin nothing; tell what goes wrong in the half that may be read, and score each article.")
@click.option("--spans", is_flag=True, help="Pin nothing; write where all quotes stand, after an edit of a text or a quote.")
def main(allow_regression: bool, faults: bool, spans: bool) -> None:
    """Pin what the corpus scores now as its floors. Refuses to lower one."""
    if spans:
        locate()
        return
    reading = measuring.read_corpus()
    if faults:
        tell(reading)
        return
    now = {half: reading.measures(half) for half in HALVES}
    fallen = _fallen(now)
    if fallen and not allow_regression:
        click.echo("\n".join(["These floors would be lowered; nothing was pinned (--allow-regression pins):", *fallen]), err=True)
        sys.exit(1)
    measuring.pin(now)
    click.echo("\n".join([f"{half}: overall {now[half]['overall']:.4f}" for half in HALVES]))


def _fallen(now: dict[Half, measuring.Measures]) -> list[str]:
    if not measuring.FLOORS.exists():
        return []
    floors = measuring.pinned().floors
    return [
        f"{half} {name}: {now[half].get(name, 0.0):.4f}, was {floor:.4f}"
        for half in HALVES
        for name, floor in floors[half].items()
        if now[half].get(name, 0.0) < floor
    ]


def tell(reading: measuring.Reading) -> None:
    """Faults of the half that may be read; of the other only its scores."""
    for article, fault in reading.halves["tune"].faults:
        click.echo(f"{article}: {fault}")
    halves: tuple[Half | None, ...] = (*HALVES, None)
    for half in halves:
        measures = reading.measures(half)
        click.echo(f"\n{half or 'all'}")
        for name, value in measures.items():
            click.echo(f"  {name:32} {value:.3f}")
    click.echo(f"\n{'article':38} half  genre         {' '.join(f'{n[:5]:>5}' for n in _COLUMNS)}  mean")
    for record in corpus.index():
        gold = corpus.Gold(corpus.read(corpus.article_file(record["article"])))
        m = score([gold], reading.quads).measures()
        cells = " ".join(f"{m[n]:5.2f}" if n in m else "    -" for n in _COLUMNS)
        present = [m[n] for n in MEANT if n in m]
        click.echo(f"{gold.id:38} {record['use']:5} {record['genre']:15} {cells} {sum(present) / len(present):5.2f}")


def locate() -> None:
    """Write the spans of every quote. Raises ValueError where a quote is not in its text."""
    for record in corpus.index():
        file = corpus.article_file(record["article"])
        found = corpus.read(file)
        for item in (x for section in _SECTIONS for x in found[section]):
            item["spans"] = [list(s) for s in corpus.located(found["text"], item["quotes"])]
        file.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
