"""Plain text and Markdown, with or without front matter, and the wire form (`date YYYY-MM-DD` before the text)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.errors import MalformedSource
from graph.sources.articles import Draft, draft_of
from graph.sources.raw import Raw, decode

_FRONT = re.compile(r"---[ \t]*\r?\n(?P<yaml>.*?)^---[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_HEADING = re.compile(r"\s*#[ \t]+(?P<title>[^\r\n]+)")


def read(raw: Raw) -> Iterator[Draft]:
    """One article. Its text is the file's, or what follows the front matter, with nothing changed."""
    text = decode(raw.data, raw.where, declared=raw.charset)
    fields, body = _split(text, raw.where)
    draft = draft_of(fields, raw.where, name=raw.name, text=body)
    heading = _HEADING.match(body)
    yield Draft(
        where=draft.where,
        text=body,
        id=draft.id,
        name=draft.name,
        title=draft.title or (heading["title"].rstrip(" \t#") if heading else None),
        published=draft.published,
        publisher=draft.publisher,
        url=draft.url or raw.url,
        language=draft.language,
    )


def _split(text: str, where: str) -> tuple[dict[str, object], str]:
    """Fields and body. What opens with a rule but holds no fields is text."""
    front = _FRONT.match(text)
    if not front:
        return {}, text
    import yaml
    from frontmatter.default_handlers import YAMLHandler

    try:
        # every scalar stays as printed: a date keeps its zone, an id its zeros. The library's own split would trim the body
        fields = YAMLHandler().load(front["yaml"], Loader=yaml.BaseLoader)
    except yaml.YAMLError as e:
        mark = getattr(e, "problem_mark", None)
        line = f":{mark.line + 2}" if mark else ""
        problem = getattr(e, "problem", None) or "not YAML"
        raise MalformedSource(f"{where}{line}", f"front matter: {problem}", "correct it, or remove the lines between the rules") from None
    except RecursionError:
        raise MalformedSource(where, "front matter: nested too deeply", "write plain `key: value` lines") from None
    if not isinstance(fields, dict):
        return {}, text
    return {str(k): v for k, v in fields.items() if v != ""}, text[front.end() :]
