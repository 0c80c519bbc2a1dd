"""Tools for agents, by the Model Context Protocol: on stdin and stdout (`communique mcp`), and over HTTP at `/mcp`.

tools ─▶ asking ─▶ REST and SPARQL, of this process or of the service that holds the store

Whatever a tool tells comes with the sentences that say so and the articles they stand in. Nothing can be changed through it.
"""
