#!/usr/bin/env python3
"""Set everything up and run it; needs nothing but Python ≥ 3.11 with pip and venv.

    python3 run.py                    read the example articles, serve the graph, open the page
    python3 run.py start PATH…        the same with your own articles (files, folders, feeds)
    python3 run.py test [ARGUMENT…]   the checks and the tests; arguments go to pytest
    python3 run.py setup [--dev]      only the virtual environment in .venv; prints how to use it
    python3 run.py lock               renew the lock files from pyproject.toml

The packages come from the lock files, with their hashes.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
BIN = VENV / ("Scripts" if sys.platform == "win32" else "bin")
PYTHON = BIN / ("python.exe" if sys.platform == "win32" else "python")


def main(arguments: list[str]) -> int:
    """Run one of the commands above; returns the exit code."""
    if sys.version_info < (3, 11):
        print(f"Communiqué needs Python 3.11 or newer; this is {sys.version.split()[0]}", file=sys.stderr)
        return 2
    command, rest = (arguments[0], arguments[1:]) if arguments else ("start", [])
    if command == "start":
        setup(dev=False)
        return run("-m", "api.cli", "demo", *rest)
    if command == "test":
        setup(dev=True)
        return checks() or run("-m", "pytest", *(rest or ("-n", "auto")))
    if command == "setup":
        setup(dev="--dev" in rest)
        print(f"ready: {BIN / 'communique'} --help")
        return 0
    if command == "lock":
        setup(dev=True)
        return lock("build", "requirements.lock") or lock("dev", "requirements-dev.lock")
    print(__doc__)
    return 0 if command in ("help", "-h", "--help") else 2


def lock(group: str, file: str) -> int:
    """Write one lock file: every package with its hashes, for all platforms, without the address of any index."""
    how = ("--universal", "--generate-hashes", "--no-header", "--no-annotate", "--no-emit-index-url", "--quiet", "--upgrade")
    return run("-m", "uv", "pip", "compile", "pyproject.toml", "--group", group, *how, "--output-file", file)


def checks() -> int:
    """Style, types and the rules on who may import whom."""
    for check in (("ruff", "check"), ("ruff", "format", "--check"), ("mypy",), ("importlinter",)):
        code = subprocess.call([str(BIN / "lint-imports")], cwd=HERE) if check == ("importlinter",) else run("-m", *check)
        if code:
            return code
    return 0


def setup(*, dev: bool) -> None:
    """Bring .venv to what the lock file says. Done once per lock file and Python version."""
    lock = HERE / ("requirements-dev.lock" if dev else "requirements.lock")
    wanted = hashlib.sha256(lock.read_bytes() + (HERE / "pyproject.toml").read_bytes() + sys.version.encode()).hexdigest()
    stamp = VENV / f"installed-{lock.stem}"
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    if not PYTHON.exists():
        print("making the virtual environment .venv …", flush=True)
        venv.create(VENV, with_pip=True)
    print(f"installing from {lock.name} (once; a few minutes) …", flush=True)
    pip("install", "--require-hashes", "-r", str(lock))
    pip("install", "--no-deps", "--no-build-isolation", "-e", str(HERE))
    stamp.write_text(wanted)


def pip(*arguments: str) -> None:
    """Run pip in .venv; stops with its exit code where it fails."""
    code = run("-m", "pip", "--disable-pip-version-check", "--quiet", *arguments)
    if code:
        raise SystemExit(code)


def run(*arguments: str) -> int:
    """Run .venv's Python in this folder."""
    return subprocess.call([str(PYTHON), *arguments], cwd=HERE)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
