import pytest
from fastapi.testclient import TestClient
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from api import tracing
from api.app import create_app
from graph.errors import SettingsError
from graph.settings import Settings


def test_each_request_is_a_span() -> None:
    spans = InMemorySpanExporter()
    app = tracing.traced(create_app(Settings(store=":memory:")), spans)
    with TestClient(app) as client:
        client.get("/healthz")
        client.get("/sparql?query=ASK%7B%7D")
        app.tracer.span_processor.force_flush()  # type: ignore[attr-defined]  # what the layer is, the type does not tell
    names = [span.name for span in spans.get_finished_spans()]
    assert any("/healthz" in name for name in names)
    assert any("/sparql" in name for name in names)


def test_without_the_packages_there_is_a_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "opentelemetry.instrumentation.asgi", None)
    with pytest.raises(SettingsError, match=r"communique\[otel\]"):
        tracing.traced(create_app(Settings(store=":memory:")))
