"""One OpenTelemetry span per turn, within the worker's trace, when an OTLP endpoint is set."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

_PROPAGATOR = TraceContextTextMapPropagator()


def configure(endpoint: str | None) -> None:
    """Send spans to the endpoint; without one no span is recorded."""
    if not endpoint:
        return
    provider = TracerProvider(resource=Resource.create({"service.name": "ratiba-rasa"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)


@contextmanager
def turn_span(traceparent: str | None, ids: Mapping[str, str]) -> Iterator[str | None]:
    """The `traceparent` to hand on: of this turn's span, or the given one when none is recorded."""
    parent = _PROPAGATOR.extract({"traceparent": traceparent}) if traceparent else None
    tracer = trace.get_tracer("ratiba")
    with tracer.start_as_current_span("rasa turn", context=parent, attributes=ids) as span:
        if not span.is_recording():
            yield traceparent
            return
        carrier: dict[str, str] = {}
        _PROPAGATOR.inject(carrier)
        yield carrier.get("traceparent")


def annotate(attributes: Mapping[str, float | str]) -> None:
    """Put facts on the running span."""
    trace.get_current_span().set_attributes(attributes)
