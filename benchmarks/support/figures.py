"""Percentiles and tables of a measurement."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Run:
    """One load: turns in milliseconds each, and how long all of it took."""

    concurrency: int
    milliseconds: tuple[float, ...]
    seconds: float

    @property
    def p50(self) -> float:
        return percentile(self.milliseconds, 50)

    @property
    def p95(self) -> float:
        return percentile(self.milliseconds, 95)

    @property
    def per_second(self) -> float:
        return len(self.milliseconds) / self.seconds


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` percent of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share / 100))]


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Right-aligned columns."""
    cells = [list(map(str, head)), *([str(cell) for cell in row] for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(head))]
    return "\n".join(
        "  ".join(c.rjust(w) for c, w in zip(row, widths, strict=True)) for row in cells
    )
