"""Prometheus metrics of a process, and the page that shows them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from time import perf_counter

from prometheus_client import CONTENT_TYPE_LATEST, Counter, Gauge, Histogram, generate_latest

SECONDS = (0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


def counter(name: str, documentation: str, labels: Sequence[str] = ()) -> Counter:
    """A count that only grows; shown as `ratiba_<name>_total`."""
    return Counter(name, documentation, labels, namespace="ratiba")


def gauge(name: str, documentation: str, labels: Sequence[str] = ()) -> Gauge:
    """A value that goes up and down; shown as `ratiba_<name>`."""
    return Gauge(name, documentation, labels, namespace="ratiba")


def histogram(name: str, documentation: str, labels: Sequence[str] = ()) -> Histogram:
    """Durations in seconds, in buckets that suit turns and provider calls."""
    return Histogram(name, documentation, labels, namespace="ratiba", buckets=SECONDS)


@contextmanager
def observed(metric: Histogram) -> Iterator[None]:
    """Observe how long the block takes, whether or not it raises."""
    started = perf_counter()
    try:
        yield
    finally:
        metric.observe(perf_counter() - started)


def metrics_page() -> tuple[bytes, str]:
    """The body and the content type of `/metrics`."""
    return generate_latest(), CONTENT_TYPE_LATEST
