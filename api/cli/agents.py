"""`mcp`: the graph as tools for agents."""

from __future__ import annotations

from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

import click

from api.cli import exits
from api.cli.options import with_settings
from graph.settings import Settings

if TYPE_CHECKING:
    from api.cli.reach import Graph

EPILOG = """\b
An agent's program starts it, as its configuration says:
  {"mcpServers": {"communique": {"command": "communique", "args": ["--store", "/path/of/the/store", "mcp"]}}}

\b
It reads only. While a service holds the store, it asks that one; the service offers the same tools over HTTP at /mcp."""


@click.command(epilog=EPILOG, short_help="Offer the graph to agents, on stdin and stdout.")
@with_settings("query_timeout")
def mcp(settings: Settings) -> int:
    """Offer the graph as tools by the Model Context Protocol, on stdin and stdout, until stdin ends."""
    import anyio

    from api.cli.reach import reach

    with reach(settings) as graph:
        anyio.run(_serve, settings, graph)
    return exits.FINE


async def _serve(settings: Settings, graph: Graph) -> None:
    from api.mcp.asking import Asking
    from api.mcp.tools import server

    async with AsyncExitStack() as open_:
        client, site = await graph.client(open_)
        await server(Asking(client, site)).run_stdio_async()
