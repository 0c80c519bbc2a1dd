"""The documents say what the code does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from graph.settings import SETTINGS

ROOT = Path(__file__).parent.parent


def test_every_setting_is_documented_as_it_is() -> None:
    rows = re.findall(r"^\| `(\w+)` \| `(.*?)` \| (.*) \|$", (ROOT / "docs/settings.md").read_text(encoding="utf-8"), re.M)
    assert rows == [(s.name, str(s.default), s.help) for s in SETTINGS]


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md"])
def test_links_lead_somewhere(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!http|#)([^)#]+)", text):
        assert (ROOT / target).exists(), target


def test_the_readme_names_commands_that_exist() -> None:
    from api.cli import communique

    named = set(re.findall(r"communique ([a-z]+)", (ROOT / "README.md").read_text(encoding="utf-8")))
    assert named <= set(communique.commands), named - set(communique.commands)


def test_the_query_of_the_readme_runs() -> None:
    from graph.query import admit_query
    from graph.settings import Settings
    from graph.store import open_store
    from ontology.terms import PREFIXES

    (query,) = re.findall(r"```sparql\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.S)
    text = "".join(f"PREFIX {p}: <{iri}>\n" for p, iri in PREFIXES.items()) + query
    admit_query(text)
    assert list(open_store(Settings(store=":memory:")).rows(text)) == []
