"""Traces for whoever collects them, by OpenTelemetry; needs `pip install communique[otel]`.

Where spans go, and under what name, is said by OpenTelemetry's own variables: OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_SERVICE_NAME, …
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.types import ASGIApp

from graph.errors import SettingsError

if TYPE_CHECKING:
    from opentelemetry.sdk.trace.export import SpanExporter


def traced(app: ASGIApp, exporter: SpanExporter | None = None) -> ASGIApp:
    """The app, with a span for each request; sent to `exporter`, by default over OTLP. Raises SettingsError where a package is missing."""
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.instrumentation.asgi import OpenTelemetryMiddleware
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as e:
        raise SettingsError(f"traces need a package that is not installed ({e.name}): pip install 'communique[otel]'") from e
    provider = TracerProvider(resource=Resource.create({"service.name": "communique"}))
    provider.add_span_processor(BatchSpanProcessor(exporter or OTLPSpanExporter()))
    wrapped: ASGIApp = OpenTelemetryMiddleware(app, tracer_provider=provider)
    return wrapped
