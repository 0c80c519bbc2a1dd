"""`doctor`: does everything that Communiqué needs work here?"""

from __future__ import annotations

import re
import shutil
import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import click

from api.cli import exits, running
from api.cli.options import json_option, with_settings
from api.cli.screen import print_json
from graph.errors import CommuniqueError, StoreLocked
from graph.settings import Settings

PYTHON = (3, 11)
DISK_BYTES = 500_000_000
"""free space below which a store of some thousand articles and its snapshots may not fit"""

EPILOG = """\b
Examples:
  communique doctor                        a line for each check, with what to do
  communique doctor --json                 for scripts; the exit code is 7 where there is a problem"""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found. `remedy` is empty where all is well."""

    check: str
    ok: bool
    detail: str
    remedy: str = ""


@click.command(epilog=EPILOG, short_help="Check that everything works here.")
@with_settings("host", "port", "model")
@json_option
def doctor(settings: Settings, as_json: bool) -> int:
    """Check the installation, the model, the store, the port and the disk."""
    findings = list(examine(settings))
    if as_json:
        print_json({"ok": all(f.ok for f in findings), "checks": [asdict(f) for f in findings]})
    else:
        for f in findings:
            click.echo(f"{'ok     ' if f.ok else 'PROBLEM'}  {f.check}: {f.detail}" + (f"  → {f.remedy}" if f.remedy else ""))
    return exits.FINE if all(f.ok for f in findings) else exits.PROBLEMS


def examine(settings: Settings) -> Iterator[Finding]:
    """All findings, cheap checks first. A check that crashes is a finding too."""
    checks: tuple[tuple[str, Callable[[Settings], Finding]], ...] = (
        ("python", _python),
        ("packages", _packages),
        ("ontology", _ontology),
        ("model", _model),
        ("store", _store),
        ("port", _port),
        ("disk", _disk),
    )
    for name, check in checks:
        try:
            yield check(settings)
        except Exception as e:
            yield Finding(name, False, f"{type(e).__name__}: {e}", "install Communiqué again; if that does not help, report this")


def _python(_: Settings) -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info[:2] < PYTHON:
        return Finding("python", False, version, f"install Python {PYTHON[0]}.{PYTHON[1]} or newer")
    return Finding("python", True, version)


def _packages(_: Settings) -> Finding:
    from importlib.metadata import PackageNotFoundError, version

    from packaging.requirements import Requirement

    wrong, count = [], 0
    for line in _requirements():
        wanted = Requirement(line)
        if wanted.marker and not wanted.marker.evaluate({"extra": ""}):
            continue
        count += 1
        try:
            found = version(wanted.name)
        except PackageNotFoundError:
            wrong.append(f"{wanted.name} is missing")
            continue
        if not wanted.specifier.contains(found, prereleases=True):
            wrong.append(f"{wanted.name} is {found}, wanted {wanted.specifier}")
    if wrong:
        return Finding("packages", False, "; ".join(wrong), "pip install --upgrade communique")
    return Finding("packages", True, f"{count} as required")


def _requirements() -> list[str]:
    """What the installed distribution, or the checkout it runs from, requires."""
    from importlib.metadata import PackageNotFoundError, requires

    try:
        return requires("communique") or []
    except PackageNotFoundError:
        import tomllib

        import api

        file = Path(api.__file__).parents[1] / "pyproject.toml"
        return list(tomllib.loads(file.read_text(encoding="utf-8"))["project"]["dependencies"])


def _ontology(_: Settings) -> Finding:
    from ontology import terms

    terms.iri("Meeting")
    return Finding("ontology", True, "communique.ttl is read")


def _model(settings: Settings) -> Finding:
    from graph.extract.language import pipeline

    try:
        nlp = pipeline(settings.model)
    except CommuniqueError as e:
        return Finding("model", False, str(e), f"pip install {re.sub('_', '-', settings.model)}, or name another with --model")
    return Finding("model", True, f"{settings.model} {nlp.meta.get('version', '')} is loaded")


def _store(settings: Settings) -> Finding:
    from api.cli.reach import Service, reach

    if not settings.store_is_remote and settings.store != ":memory:" and not Path(settings.store).exists():
        return Finding("store", True, f"{settings.store} is not there yet; ingest makes it")
    try:
        with reach(settings) as graph:
            articles = graph.stats().get("Article", 0)
            by = f", held by the service at {graph.url}" if isinstance(graph, Service) else ""
    except StoreLocked as e:
        holder = running.find(settings)
        stop = f" (kill {holder.pid})" if holder else ""
        return Finding("store", False, str(e), f"wait for the process that holds it, or stop it{stop}")
    except CommuniqueError as e:
        return Finding("store", False, str(e), "name another with --store, or make this one from the articles again")
    return Finding("store", True, f"{settings.store} holds {articles} articles{by}")


def _port(settings: Settings) -> Finding:
    where = f"{settings.host}:{settings.port}"
    holder = running.find(settings)
    if holder and holder.url.endswith(f":{settings.port}"):
        return Finding("port", True, f"{where} is where the service of this store listens")
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            sock.bind((settings.host, settings.port))
        except OSError as e:
            return Finding("port", False, f"{where} cannot be listened on: {e.strerror}", "serve with --port 0, or on another port")
    return Finding("port", True, f"{where} is free")


def _disk(settings: Settings) -> Finding:
    folder = Path.cwd() if settings.store_is_remote or settings.store == ":memory:" else Path(settings.store).absolute()
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    detail = f"{free / 1e9:.1f} GB free in {folder}"
    if free < DISK_BYTES:
        return Finding("disk", False, detail, f"make room: {DISK_BYTES / 1e9:g} GB are the least")
    return Finding("disk", True, detail)
