"""OpenTelemetry: one trace per turn across the processes, when an OTLP endpoint is set."""

from collections.abc import Iterator
from contextlib import contextmanager

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Span
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from pydantic_settings import BaseSettings

_PROPAGATOR = TraceContextTextMapPropagator()


class TracingSettings(BaseSettings):
    """`OTEL_EXPORTER_OTLP_ENDPOINT`: where spans go; without it no span is recorded."""

    otel_exporter_otlp_endpoint: str | None = None


def configure_tracing(process: str, settings: TracingSettings) -> None:
    """Send this process's spans to the OTLP endpoint of the settings, if there is one."""
    if not settings.otel_exporter_otlp_endpoint:
        return
    provider = TracerProvider(resource=Resource.create({"service.name": f"ratiba-{process}"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)


@contextmanager
def span(name: str, traceparent: str | None = None, /, **ids: str) -> Iterator[Span]:
    """A span of the running trace, or of the trace that `traceparent` names."""
    parent = _context_of(traceparent) if traceparent else None
    with trace.get_tracer("ratiba").start_as_current_span(
        name, context=parent, attributes=ids
    ) as started:
        yield started


def current_traceparent() -> str | None:
    """The W3C `traceparent` of the running span, to hand to the next process."""
    carrier: dict[str, str] = {}
    _PROPAGATOR.inject(carrier)
    return carrier.get("traceparent")


def _context_of(traceparent: str) -> Context:
    return _PROPAGATOR.extract({"traceparent": traceparent})
