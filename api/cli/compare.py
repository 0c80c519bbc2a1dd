"""`compare`: where the rules and a language model read an article differently."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from api.cli import exits
from api.cli.explain import named
from api.cli.options import json_option, with_settings
from api.cli.screen import print_json, say
from graph.model import Article, Claim, Ref
from graph.settings import Settings

if TYPE_CHECKING:
    from graph.extract.alignment import Comparison

EPILOG = """\b
Examples:
  communique compare article.txt --llm-url http://127.0.0.1:11434/v1 --llm-model some-model
  communique compare articles/ --json | jq '.[].differences'
  COMMUNIQUE_LLM_KEY=… communique compare pr-2026-0117

\b
The language model gets the articles. Its answers are kept in the file of the setting llm_journal: comparing again asks nothing again."""


@click.command(epilog=EPILOG, short_help="Show where rules and a language model differ.")
@click.argument("names", nargs=-1, required=True, metavar="ARTICLE…")
@with_settings("model", "llm_url", "llm_model")
@json_option
def compare(settings: Settings, names: tuple[str, ...], as_json: bool) -> int:
    """Read articles by the rules and by a language model, and show where the two differ.

    ARTICLE is a file, a URL, or the id or identifier of an article of the store. Nothing is stored.
    """
    from graph.extract.alignment import compare as compared
    from graph.extract.llm import LanguageModel
    from graph.extract.reader import Rules

    rules, model = Rules(settings.model), LanguageModel(settings)
    found = []
    for article in (a for name in names for a in named(settings, name)):
        comparison = compared(rules(article), model(article))
        if as_json:
            found.append(_document(article, comparison))
        else:
            click.echo("\n".join(_lines(article, comparison)))
    if as_json:
        print_json(found)
    say(model.report())
    return exits.FINE


def _lines(article: Article, c: Comparison) -> list[str]:
    (ours, _), (theirs, _) = c.union.runs
    apart = [d for d in c.differences if d.ours and d.theirs]
    out = [article.title or article.identifier, f"  {len(c.both)} claims of both"]
    for title, claims in (
        (f"only {ours}", [d.ours for d in c.differences if d.theirs is None]),
        (f"only {theirs}", [d.theirs for d in c.differences if d.ours is None]),
    ):
        out.append(f"  {len(claims)} {title}")
        out += [f"    {_claim(c, x)}  {_quote(article, x)}" for x in claims if x is not None]
    out.append(f"  {len(apart)} read differently")
    for d in apart:
        out += [f"    {ours}: {_claim(c, d.ours)}  {_quote(article, d.ours)}"] if d.ours else []
        out += [f"    {theirs}: {_claim(c, d.theirs)}  {_quote(article, d.theirs)}"] if d.theirs else []
    return [*out, *(f"  {w}" for w in c.union.warnings), ""]


def _claim(c: Comparison, claim: Claim) -> str:
    return f"{_label(c, claim.subject)} — {claim.predicate}: {_object(c, claim)}"


def _object(c: Comparison, claim: Claim) -> str:
    from graph.extract.alignment import value

    return _label(c, claim.object.key) if isinstance(claim.object, Ref) else value(claim.object)


def _label(c: Comparison, key: str) -> str:
    return next((t.label for t in c.union.things if t.key == key), key)


def _quote(article: Article, claim: Claim) -> str:
    span = claim.evidence[0]
    words = " ".join(article.text[span.start : span.end].split())
    return f"“{words if len(words) <= 100 else words[:99] + '…'}”"


def _document(article: Article, c: Comparison) -> dict[str, Any]:
    def told(claim: Claim | None) -> dict[str, Any] | None:
        if claim is None:
            return None
        quotes = [article.text[s.start : s.end] for s in claim.evidence]
        who = {"subject": _label(c, claim.subject), "predicate": claim.predicate, "object": _object(c, claim)}
        return {**who, "quotes": quotes, "confidence": claim.confidence}

    (ours, _), (theirs, _) = c.union.runs
    differences = [{ours: told(d.ours), theirs: told(d.theirs)} for d in c.differences]
    return {
        "article": article.identifier,
        "both": [told(x) for x in c.both],
        "differences": differences,
        "warnings": list(c.union.warnings),
    }
