"""Pages of lists as HTTP has them: the cursor of what follows is in the body and in a `Link` header (RFC 8288)."""

from __future__ import annotations

from typing import TypeVar

from fastapi import Request, Response

from graph.catalogue.views import Page

T = TypeVar("T")


def linked(page: Page[T], request: Request, response: Response) -> Page[T]:
    """The page, with the link to the next one in the response's headers."""
    if page.next:
        response.headers["Link"] = f'<{request.url.include_query_params(cursor=page.next)}>; rel="next"'
    return page
