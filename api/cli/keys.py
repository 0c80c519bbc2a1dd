"""`keys`: who is let in."""

from __future__ import annotations

import click

from api.cli.options import json_option, with_settings
from api.cli.screen import print_json, print_table, say
from graph.access.keys import SCOPES, KeyRing, Scope
from graph.errors import SettingsError
from graph.settings import Settings

EPILOG = """\b
Examples:
  communique keys create newsroom --scope write     make a key; it is shown once
  communique keys create dashboard --rate 120/minute
  communique keys list
  communique keys revoke newsroom

\b
A service sees the change at its next request. As soon as there is one key, writing needs a key; with the setting read_with_key,
reading does too."""


@click.group(epilog=EPILOG, short_help="Keys that let clients in.")
def keys() -> None:
    """Make, list and revoke the keys that clients send as `Authorization: Bearer KEY`. Only their digests are kept."""


@keys.command()
@click.argument("name")
@click.option(
    "--scope", type=click.Choice(SCOPES), default="read", help="What it is good for; each includes the ones before.  [default: read]"
)
@click.option("--rate", default="", metavar="RATE", help="Its own rate limit, such as 600/minute.  [default: the service's]")
@with_settings("keys")
def create(settings: Settings, name: str, scope: Scope, rate: str) -> None:
    """Make a key and print it: the one time that it is to be seen."""
    from graph.access import rates

    rates.check(rate)
    key, secret = _ring(settings).create(name, scope, rate)
    say(f"key {key.id} for {name!r}, scope {scope}; keep it, it cannot be shown again")
    click.echo(secret)


@keys.command("list")
@with_settings("keys")
@json_option
def list_(settings: Settings, as_json: bool) -> None:
    """The keys there are, without their secrets."""
    found = _ring(settings).all()
    if as_json:
        print_json([{"id": k.id, "name": k.name, "scope": k.scope, "created": k.created, "rate": k.rate} for k in found])
        return
    print_table(("id", "name", "scope", "created", "rate"), [(k.id, k.name, k.scope, k.created, k.rate or "-") for k in found])


@keys.command()
@click.argument("which", metavar="ID|NAME")
@with_settings("keys")
def revoke(settings: Settings, which: str) -> None:
    """Let a key, named by its id or its name, in no more."""
    key = _ring(settings).revoke(which)
    say(f"key {key.id} of {key.name!r} is revoked")


def _ring(settings: Settings) -> KeyRing:
    if settings.key_file is None:
        raise SettingsError("a store in memory has no keys; set `keys` to a file, or `store` to a folder")
    return KeyRing(settings.key_file)
