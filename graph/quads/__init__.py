"""quads."""
