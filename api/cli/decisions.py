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
  communique review --not-same person/ru/m-orlov person/ua/m-orlov     never merge these
  communique review --of person/in/s-nair              what was made one there, and why
  communique review --split person/in/subhash-nair     one of those is somebody else
  communique review --decided                          what people decided
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
@click.option("--split", metavar="KEY", help="Decide: this key is none of the others it is now one with.")
@click.option("--undo", nargs=2, metavar="LEFT RIGHT", help="Take a decision back.")
@click.option("--of", metavar="ID", help="List what was made one under that id, by the rules and by people.")
@click.option("--decided", is_flag=True, help="List what people decided.")
@click.option("--preview", is_flag=True, help="Show what --same or --not-same would change; decide nothing.")
@click.option("--reason", default="", help="Why it is decided so.")
@with_settings()
@json_option
def review(
    settings: Settings,
    listing: bool,
    same: Two,
    not_same: Two,
    split: str | None,
    undo: Two,
    of: str | None,
    decided: bool,
    preview: bool,
    reason: str,
    as_json: bool,
) -> int:
    """Go through pairs of names, events and agreements that may be one; each decision can be taken back."""
    with reach(settings, write=not (listing or of or decided)) as graph:
        for pair, judgement in ((same, "same"), (not_same, "notSame")):
            if pair:
                _decide(graph, _decision(*pair, judgement, reason), preview=preview)
        if split:
            _split(graph, split, reason)
        if undo:
            graph.rest("DELETE", "/review/decision", params={"left": undo[0], "right": undo[1]})
        if same or not_same or split or undo:
            return exits.FINE
        found = _found(graph, of, decided=decided)
        if as_json:
            print_json(found)
        elif listing or of or decided:
            print_table(("score", "left", "right", "judgement", "by", "why"), [_pair(p) for p in found])
        else:
            _ask(graph, found)
    return exits.FINE


def _found(graph: Graph, of: str | None, *, decided: bool) -> list[dict[str, Any]]:
    """What waits; or what was made one under an id; or what people decided."""
    if of:
        return listed(graph, "/review", {"judgement": "same", "of": of})
    if not decided:
        return listed(graph, "/review", {})
    both = [p for judgement in ("same", "notSame") for p in listed(graph, "/review", {"judgement": judgement})]
    return [p for p in both if p["decidedBy"] != "auto"]


def _split(graph: Graph, key: str, reason: str) -> None:
    """Decide that a key is none of those it is one with now: of each other key of its node in turn, as long as there are any."""
    apart: set[str] = set()
    while True:
        pairs = [(p["left"], p["right"]) for p in listed(graph, "/review", {"judgement": "same"})]
        sides = [x for pair in pairs for x in pair]
        node = next((x["standsFor"]["id"] for x in sides if x["key"] == key), key)
        others = {x["key"] for x in sides if x["standsFor"]["id"] == node} - {key} - apart
        if not others:
            break
        other = min(others)
        graph.rest("PUT", "/review/decision", json=_decision(key, other, "notSame", reason))
        apart.add(other)
    if not apart:
        raise NotFound(f"{key!r} is one with no other key; `communique review --of ID` lists those that are")
    say(f"{key} is kept apart from {', '.join(sorted(apart))}")


def _decide(graph: Graph, decision: dict[str, str], *, preview: bool) -> None:
    """Make a decision, or show the facts that it would take out and put in."""
    if not preview:
        graph.rest("PUT", "/review/decision", json=decision)
        return
    effect = graph.rest("POST", "/review/preview", json=decision)
    for sign, facts in (("-", effect["removed"]), ("+", effect["added"])):
        for fact in facts:
            click.echo(f"{sign} {fact.strip()}")
    click.echo(f"{len(effect['removed'])} facts go, {len(effect['added'])} come, {effect['quads']} quads in all")


def _pair(p: dict[str, Any]) -> tuple[str, ...]:
    score = "" if p["score"] is None else f"{p['score']:.2f}"
    return score, p["left"]["key"], p["right"]["key"], p["judgement"], p["decidedBy"], "; ".join(p["reasons"])


def _decision(left: str, right: str, judgement: str, reason: str) -> dict[str, str]:
    return {"left": left, "right": right, "judgement": judgement, "by": _me(), "reason": reason}


def _ask(graph: Graph, found: list[dict[str, Any]]) -> None:
    """One pair after another, with both contexts; later is a good answer."""
    if not found:
        say("nothing waits for a decision")
    last: dict[str, str] | None = None
    for n, p in enumerate(found, 1):
        click.echo(f"\n{n} of {len(found)}   {p['score']:.2f}   {'; '.join(p['reasons'])}")
        for side in (p["left"], p["right"]):
            click.echo(f"  {side['key']}")
            for words, article in zip(side["quotes"][:3], side["articles"], strict=False):
                click.echo(f"      “{' '.join(words.split())[:160]}”  {article}")
        key = _answer(graph, p, last)
        if key == "q":
            return
        if key in "sn":
            judgement = "same" if key == "s" else "notSame"
            last = _decision(p["left"]["key"], p["right"]["key"], judgement, "")
            graph.rest("PUT", "/review/decision", json=last)
    if last and click.prompt("  that was all: (u)ndo the last, (q)uit", default="q", show_default=False).strip().lower()[:1] == "u":
        _take_back(graph, last)


def _take_back(graph: Graph, last: dict[str, str] | None) -> None:
    if last is None:
        click.echo("  nothing to take back")
        return
    graph.rest("DELETE", "/review/decision", params={"left": last["left"], "right": last["right"]})
    click.echo(f"  taken back: {last['left']} and {last['right']} wait again")


def _answer(graph: Graph, p: dict[str, Any], last: dict[str, str] | None) -> str:
    """s, n, l or q; what else can be asked for on the way is done here: a preview, or to take the last decision back."""
    while True:
        choices = "(s)ame, (n)ot the same, (p)review, (l)ater, (u)ndo the last, (q)uit"
        key = click.prompt(f"  {choices}", default="l", show_default=False).strip().lower()[:1]
        if key == "p":
            effect = graph.rest("POST", "/review/preview", json=_decision(p["left"]["key"], p["right"]["key"], "same", ""))
            gone, come, quads = len(effect["removed"]), len(effect["added"]), effect["quads"]
            click.echo(f"  if they are the same: {gone} facts go, {come} come, {quads} quads in all")
        elif key == "u":
            _take_back(graph, last)
            last = None
        elif key in "snlq":
            return key


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
