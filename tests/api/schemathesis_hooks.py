"""What schemathesis cannot know: how SPARQL is sent."""

from __future__ import annotations

from typing import Any

import schemathesis


@schemathesis.serializer("application/sparql-query", "application/sparql-update")
def sparql(_: Any, value: Any) -> bytes:
    """As it stands."""
    return str(value).encode("utf-8", "replace")
