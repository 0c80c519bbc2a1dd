"""Options that several commands share: the settings, from the one table of them, and `--json`."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from graph.settings import SETTINGS, load

Command = Callable[..., Any]
EVERYWHERE = ("store",)
EXTRACTORS = ("extractor", "llm_url", "llm_model")
"""settings that say who reads the articles; a key of a service is no option, as the list of processes would show it"""


def with_settings(*names: str) -> Callable[[Command], Command]:
    """Give a command `--config`, `--store` and an option for each named setting; it is called with `settings`, all in one value.

    An option given after the command outranks the same one given before it.
    """

    def decorate(command: Command) -> Command:
        @functools.wraps(command)
        @click.pass_context
        def run(context: click.Context, /, **arguments: Any) -> Any:
            before: dict[str, Any] = context.find_root().obj or {}
            here = {name: arguments.pop(name) for name in (*EVERYWHERE, *names)}
            given = before | {k: v for k, v in here.items() if v is not None}
            config = arguments.pop("config") or given.pop("config", None)
            given.pop("config", None)
            return command(settings=load(given, file=config), **arguments)

        decorated: Command = run
        for name in reversed((*EVERYWHERE, *names)):
            decorated = setting_option(name)(decorated)
        return config_option(decorated)

    return decorate


def setting_option(name: str) -> Callable[[Command], Command]:
    """`--name` for one setting of the table; the default is shown, and set later, where the file and the environment are known."""
    setting = next(s for s in SETTINGS if s.name == name)
    default = f"default: {setting.default}" if setting.default != "" else "none by default"
    option = f"--{name.replace('_', '-')}"
    if isinstance(setting.default, bool):
        default = f"default: {'yes' if setting.default else 'no'}"
        return click.option(f"{option}/--no-{option[2:]}", name, default=None, help=f"{_sentence(setting.help)}  [{default}]")
    return click.option(
        option,
        name,
        type=type(setting.default),
        metavar=name.rpartition("_")[2].upper(),
        help=f"{_sentence(setting.help)}  [{default}]",
    )


def _sentence(text: str) -> str:
    return text if text.startswith("spaCy") else text[0].upper() + text[1:]


def config_option(command: Command) -> Command:
    """`--config FILE`."""
    kind = click.Path(path_type=Path, dir_okay=False)
    return click.option("--config", type=kind, metavar="FILE", help="Settings file  [default: communique.toml, if there is one]")(command)


json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document, and nothing else, to stdout.")
