"""What the graph must be able to answer: one SPARQL 1.1 file per question, `NN-slug.rq`.

The first line of a file is the question, as a comment; the comments that follow name its parameters and say how it is meant. Parameters
stand in a `VALUES` line, where they are easily changed. Facts of the simple layer are asked outside `GRAPH`, claims and their evidence
inside, so that a store answers the same whether its default graph stands apart or is the union of all graphs.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Question:
    """One question.

    `slug` is the file's stem (`"01-meetings-held"`), `title` the question, `notes` the comments below it, `text` the whole file.
    """

    slug: str
    title: str
    notes: tuple[str, ...]
    text: str


@cache
def load() -> tuple[Question, ...]:
    """All questions, in the order of their numbers."""
    found = [f for f in files("ontology.questions").iterdir() if f.name.endswith(".rq")]
    return tuple(_question(f.name.removesuffix(".rq"), f.read_text(encoding="utf-8")) for f in sorted(found, key=lambda f: f.name))


def _question(slug: str, text: str) -> Question:
    comments = []
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        comments.append(line.removeprefix("#").strip())
    if not comments:
        raise ValueError(f"{slug}.rq does not begin with its question as a comment")
    return Question(slug, comments[0], tuple(comments[1:]), text)
