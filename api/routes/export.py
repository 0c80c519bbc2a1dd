"""GET /export/{projection}.{format}."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter(tags=["export"])
