"""`promises` and `review`: what was promised and what became of it; pairs that may be one, for a person to decide."""

from __future__ import annotations

import getpass
from typing import Any

import click

from api.cli import exits
from api.cli.options import json_option, with_settings
from api.cli.reach import Graph, listed, reach
from api.cli.screen import print_json, print_table, say
from graph.errors import NotFound
from graph.settings import Settings

PROMISES_EPILOG = """\b
Examples:
  communique promises                                  what wants attention first
  communique promises --by russia --as-of 2025-12-11
  communique promises --state overdue --json
  communique promises --keep commitment/3f2a meeting/9c1e       a person's judgement: kept
  communique promises --supersede visit/4d1b visit/8a70         a new date for the same thing
  communique promises --undo commitment/3f2a meeting/9c1e       take it back"""

REVIEW_EPILOG = """\b
Examples:
  communique review                                    one pair after another
  communique review --list --json                      for scripts
  communique review --same person/in/s-nair person/in/subhash-nair
  communique review --not-same person/ru/m-orlov person/ua/m-orlov
  communique review --undo person/in/s-nair person/in/subhash-nair"""

STATES = ("open", "overdue", "postponed", "to review", "kept", "superseded", "broken")
Two = tuple[str, str]


@click.command(epilog=PROMISES_EPILOG, short_help="What was promised, and what became of it.")
@click.option("--by", metavar="WHO", help="Name or id of who promised, or of a side of an event ahead.")
@click.option("--as-of", metavar="YYYY-MM-DD", help="Only what had been published by that day counts.  [default: today]")
@click.option("--state", type=click.Choice(STATES), help="Only promises in that state.")
@click.option("--keep", nargs=2, metavar="PROMISE OUTCOME", help="Decide: OUTCOME kept PROMISE.")
@click.option("--supersede", nargs=2, metavar="PROMISE LATER", help="Decide: LATER took the place of PROMISE.")
@click.option("--reject", nargs=2, metavar="PROMISE OUTCOME", help="Decide: OUTCOME neither kept PROMISE nor took its place.")
@click.option("--undo", nargs=2, metavar="PROMISE OUTCOME", help="Take a decision back.")
@click.option("--reason", default="", help="Why it is decided so.")
@with_settings()
@json_option
def promises(
    settings: Settings,
    by: str | None,
    as_of: str | None,
    state: str | None,
    keep: Two,
    supersede: Two,
    reject: Two,
    undo: Two,
    reason: str,
    as_json: bool,
) -> int:
    """List commitments, events ahead and bodies to be set up, with their state, or decide what became of one."""
    deciding = bool(keep or supersede or reject or undo)
    with reach(settings, write=deciding) as graph:
        for pair, judgement in ((keep, "kept"), (supersede, "superseded"), (reject, "notKept")):
            if pair:
                body = {"promise": pair[0], "outcome": pair[1], "judgement": judgement, "by": _me(), "reason": reason}
                graph.rest("PUT", "/promises/judgement", json=body)
        if undo:
            graph.rest("DELETE", "/promises/judgement", params={"promise": undo[0], "outcome": undo[1]})
        if deciding:
            return exits.FINE
        asked = {"state": state, "asOf": as_of, "by": id_of(graph, by) if by else None}
        found = listed(graph, "/promises", {k: value for k, value in asked.items() if value})
    if as_json:
        print_json(found)
    else:
        print_table(("state", "due", "who", "promise", "what may have become of it"), [_row(p) for p in found])
    return exits.FINE


_RELATIONS = {
    "possiblyFulfilledBy": "kept by",
    "possiblyOccasionOf": "the occasion of",
    "possiblySupersededBy": "superseded by",
    "decided": "decided:",
}


def _row(p: dict[str, Any]) -> tuple[str, ...]:
    who = ", ".join(r["label"] for r in p["by"])
    candidates = "; ".join(f"{_RELATIONS[c['relation']]} {c['outcome']['label']} ({c['confidence']:.2f})" for c in p["candidates"])
    return p["state"], p["due"] or "", who, p["label"], candidates


@click.command(epilog=REVIEW_EPILOG, short_help="Decide who is who.")
@click.option("--list", "listing", is_flag=True, help="List what waits; decide nothing.")
@click.option("--same", nargs=2, metavar="LEFT RIGHT", help="Decide: the two are one.")
@click.option("--not-same", nargs=2, metavar="LEFT RIGHT", help="Decide: the two are never one.")
@click.option("--undo", nargs=2, metavar="LEFT RIGHT", help="Take a decision back.")
@click.option("--reason", default="", help="Why it is decided so.")
@with_settings()
@json_option
def review(settings: Settings, listing: bool, same: Two, not_same: Two, undo: Two, reason: str, as_json: bool) -> int:
    """Go through pairs of names, events and agreements that may be one; each decision can be taken back."""
    with reach(settings, write=not listing) as graph:
        for pair, judgement in ((same, "same"), (not_same, "notSame")):
            if pair:
                graph.rest("PUT", "/review/decision", json=_decision(*pair, judgement, reason))
        if undo:
            graph.rest("DELETE", "/review/decision", params={"left": undo[0], "right": undo[1]})
        if same or not_same or undo:
            return exits.FINE
        found = listed(graph, "/review", {})
        if as_json:
            print_json(found)
        elif listing:
            print_table(("score", "left", "right", "why"), [_pair(p) for p in found])
        else:
            _ask(graph, found)
    return exits.FINE


def _pair(p: dict[str, Any]) -> tuple[str, ...]:
    return f"{p['score']:.2f}", p["left"]["key"], p["right"]["key"], "; ".join(p["reasons"])


def _decision(left: str, right: str, judgement: str, reason: str) -> dict[str, str]:
    return {"left": left, "right": right, "judgement": judgement, "by": _me(), "reason": reason}


def _ask(graph: Graph, found: list[dict[str, Any]]) -> None:
    """One pair after another, with both contexts; later is a good answer."""
    if not found:
        say("nothing waits for a decision")
    for n, p in enumerate(found, 1):
        click.echo(f"\n{n} of {len(found)}   {p['score']:.2f}   {'; '.join(p['reasons'])}")
        for side in (p["left"], p["right"]):
            click.echo(f"  {side['key']}")
            for words, article in zip(side["quotes"][:3], side["articles"], strict=False):
                click.echo(f"      “{' '.join(words.split())[:160]}”  {article}")
        while True:
            key = click.prompt("  (s)ame, (n)ot the same, (p)review, (l)ater, (q)uit", default="l", show_default=False).strip().lower()[:1]
            if key == "p":
                effect = graph.rest("POST", "/review/preview", json=_decision(p["left"]["key"], p["right"]["key"], "same", ""))
                gone, come, quads = len(effect["removed"]), len(effect["added"]), effect["quads"]
                click.echo(f"  if they are the same: {gone} facts go, {come} come, {quads} quads in all")
            elif key in "snlq":
                break
        if key == "q":
            return
        if key in "sn":
            judgement = "same" if key == "s" else "notSame"
            graph.rest("PUT", "/review/decision", json=_decision(p["left"]["key"], p["right"]["key"], judgement, ""))


def id_of(graph: Graph, who: str) -> str:
    """The id of somebody named; an id is taken as it is."""
    if "/" in who:
        return who
    hits = graph.rest("GET", "/search", params={"q": who, "limit": "1"})["items"]
    if not hits:
        raise NotFound(f"nobody in the graph is called {who!r}")
    return str(hits[0]["id"])


def _me() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # no name for this user id, as in a bare container
        return "reviewer"
