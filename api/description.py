"""The description of the service for programs: OpenAPI, with every error as the problem document it is."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI

from api import problems

PROBLEM: dict[str, Any] = {
    "type": "object",
    "title": "Problem",
    "description": "What went wrong (RFC 9457). `errors` names the parameters or fields that are wrong.",
    "required": ["type", "title", "status", "detail", "instance"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {"type": "object", "properties": {"where": {"type": "string"}, "message": {"type": "string"}}},
        },
    },
    "examples": [
        {
            "type": problems.BASE + "not-found",
            "title": "Not Found",
            "status": 404,
            "detail": "nothing in the graph has the id 'person/xx/nobody'",
            "instance": "/api/v1/entities/person/xx/nobody",
        }
    ],
}
_METHODS = ("get", "put", "post", "delete", "patch")


def describe(app: FastAPI) -> None:
    """Let the OpenAPI document of an app say what its errors look like. Call it when all routes are there."""
    others = app.openapi

    def openapi() -> dict[str, Any]:
        found = others()
        schemas = found.setdefault("components", {}).setdefault("schemas", {})
        if "Problem" not in schemas:
            schemas["Problem"] = PROBLEM
            for name in ("HTTPValidationError", "ValidationError"):
                schemas.pop(name, None)
            for path in found["paths"].values():
                for method in path.keys() & set(_METHODS):
                    _with_problems(path[method])
        return found

    app.openapi = openapi  # type: ignore[method-assign]  # as FastAPI documents it


def _with_problems(operation: dict[str, Any]) -> None:
    responses = operation.setdefault("responses", {})
    if responses.get("422", {}).get("description") == "Validation Error":
        del responses["422"]
    problem = {"schema": {"$ref": "#/components/schemas/Problem"}}
    responses.setdefault("default", {"description": "what went wrong", "content": {problems.MEDIA_TYPE: problem}})
    for name, response in responses.items():
        if name.startswith(("4", "5")):
            response.setdefault("content", {}).setdefault(problems.MEDIA_TYPE, problem)
